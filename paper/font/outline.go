package font

import "errors"

// What a part of a composite glyph says about itself (glyf, flags).
const (
	partWords  = 0x0001 // its two arguments are words
	partScale  = 0x0008
	partMore   = 0x0020 // another part follows
	partScales = 0x0040
	partMatrix = 0x0080
)

// compositeDeep is how deep composites may stand in one another.
const compositeDeep = 8

// readLoca reads where each glyph's outline lies.
func (t *sfnt) readLoca() error {
	loca, long := t.tables["loca"], u16(t.tables["head"], 50) != 0
	size := 2
	if long {
		size = 4
	}
	if len(loca) < size*(t.glyphs+1) {
		return errShort
	}
	t.loca = make([]uint32, t.glyphs+1)
	last := uint32(0)
	for i := range t.loca {
		if long {
			t.loca[i] = u32(loca, 4*i)
		} else {
			t.loca[i] = 2 * uint32(u16(loca, 2*i))
		}
		if t.loca[i] < last {
			return errShort
		}
		last = t.loca[i]
	}
	if uint64(last) > uint64(len(t.tables["glyf"])) {
		return errShort
	}
	return nil
}

func (t *sfnt) outline(id uint16) []byte {
	if int(id) >= t.glyphs {
		return nil
	}
	return t.tables["glyf"][t.loca[id]:t.loca[id+1]]
}

func (t *sfnt) empty(id uint16) bool { return len(t.outline(id)) == 0 }

// readGlyphs checks that composites are whole and do not contain themselves, so that whoever draws
// them comes to an end.
func (t *sfnt) readGlyphs() error {
	depth := make([]int, t.glyphs)
	for id := range t.glyphs {
		if _, err := t.depth(uint16(id), depth, 0); err != nil {
			return err
		}
	}
	return nil
}

// depth is how deep parts stand in one another in a glyph, 1 for none; known holds what was found.
func (t *sfnt) depth(id uint16, known []int, above int) (int, error) {
	if known[id] > 0 {
		return known[id], nil
	}
	if above >= compositeDeep {
		return 0, errors.New("a glyph contains itself")
	}
	deepest := 0
	err := parts(t.outline(id), func(_ int, part uint16) error {
		if int(part) >= t.glyphs {
			return errShort
		}
		d, err := t.depth(part, known, above+1)
		deepest = max(deepest, d)
		return err
	})
	if err != nil {
		return 0, err
	}
	known[id] = deepest + 1
	return known[id], nil
}

// parts calls visit for each part of a composite outline, with where its glyph's number stands. Of any
// other outline it checks that it can hold its contours.
func parts(outline []byte, visit func(at int, part uint16) error) error {
	if len(outline) == 0 {
		return nil
	}
	if len(outline) < 10 {
		return errShort
	}
	if contours := int(i16(outline, 0)); contours >= 0 {
		if 10+2*contours > len(outline) {
			return errShort
		}
		return nil
	}
	for at := 10; ; {
		if at+4 > len(outline) {
			return errShort
		}
		flags := u16(outline, at)
		if err := visit(at+2, u16(outline, at+2)); err != nil {
			return err
		}
		at += 6
		if flags&partWords != 0 {
			at += 2
		}
		switch {
		case flags&partScale != 0:
			at += 2
		case flags&partScales != 0:
			at += 4
		case flags&partMatrix != 0:
			at += 8
		}
		if at > len(outline) {
			return errShort
		}
		if flags&partMore == 0 {
			return nil
		}
	}
}
