package font

import "errors"

// chars is which glyph draws a character, in pages of 256 characters.
type chars struct {
	pages [0x1100]*[256]uint16
}

func (c *chars) of(r rune) uint16 {
	if r < 0 || r > 0x10ffff {
		return 0
	}
	page := c.pages[r>>8]
	if page == nil {
		return 0
	}
	return page[r&0xff]
}

func (c *chars) set(r rune, id uint16) {
	page := c.pages[r>>8]
	if page == nil {
		page = new([256]uint16)
		c.pages[r>>8] = page
	}
	page[r&0xff] = id
}

// readChars reads the cmap table: format 12 if there is one, else format 4.
func readChars(cmap []byte, glyphs int) (*chars, error) {
	if len(cmap) < 4 {
		return nil, errors.New("it has no table of characters (cmap)")
	}
	n := int(u16(cmap, 2))
	if n > maxTables || 4+8*n > len(cmap) {
		return nil, errShort
	}
	var short, long []byte
	for i := range n {
		platform, encoding, at := u16(cmap, 4+8*i), u16(cmap, 6+8*i), uint64(u32(cmap, 8+8*i))
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue // no Unicode
		}
		if at+16 > uint64(len(cmap)) {
			return nil, errShort
		}
		switch sub := cmap[at:]; u16(sub, 0) {
		case 4:
			short = sub
		case 12:
			long = sub
		}
	}
	c := &chars{}
	switch {
	case long != nil:
		return c, c.readLong(long, glyphs)
	case short != nil:
		return c, c.readShort(short, glyphs)
	}
	return nil, errors.New("its table of characters (cmap) has no Unicode part of format 4 or 12")
}

// readLong reads format 12: groups of characters, in order.
func (c *chars) readLong(sub []byte, glyphs int) error {
	n := uint64(u32(sub, 12))
	if 16+12*n > uint64(len(sub)) {
		return errShort
	}
	next := uint32(0)
	for i := range int(n) {
		from, to, id := u32(sub, 16+12*i), u32(sub, 20+12*i), u32(sub, 24+12*i)
		if from < next || to < from || to > 0x10ffff {
			return errShort
		}
		for r := from; r <= to && uint64(id)+uint64(r-from) < uint64(glyphs); r++ {
			c.set(rune(r), uint16(id+r-from))
		}
		next = to + 1
	}
	return nil
}

// readShort reads format 4: segments of characters of the basic plane, in order.
func (c *chars) readShort(sub []byte, glyphs int) error {
	n := int(u16(sub, 6)) / 2
	ends, begins, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	if offsets+2*n > len(sub) {
		return errShort
	}
	next := 0
	for i := range n {
		from, to := int(u16(sub, begins+2*i)), int(u16(sub, ends+2*i))
		if from < next || to < from {
			return errShort
		}
		next = to + 1
		delta, offset := u16(sub, deltas+2*i), int(u16(sub, offsets+2*i))
		for r := from; r <= to && r < 0xffff; r++ {
			id := uint16(r)
			if offset != 0 && offset != 0xffff {
				at := offsets + 2*i + offset + 2*(r-from)
				if at+2 > len(sub) {
					return errShort
				}
				if id = u16(sub, at); id == 0 {
					continue
				}
			}
			if id += delta; int(id) < glyphs {
				c.set(rune(r), id)
			}
		}
	}
	return nil
}
