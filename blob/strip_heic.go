package blob

import (
	"encoding/binary"
	"io"
	"slices"
)

// span is a stretch of bytes.
type span struct{ at, size int64 }

// stripHEIC handles one box. The file is held together by positions, so Exif and XMP items, which
// the meta box lists, are blanked where they lie and nothing moves. How the picture is turned is
// said elsewhere (irot) and stays.
func stripHEIC(p *photo) error {
	if p.place == inPicture {
		return heicBody(p)
	}
	b, err := p.in.Peek(8)
	if err != nil {
		return err
	}
	size, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:8])
	switch {
	case p.place == atStart && kind != "ftyp", kind != "ftyp" && kind != "meta" && kind != "free" && kind != "skip":
		return errMalformed // the list must come before what it lists, as every camera writes it
	case size < 8 || size > smallChunk:
		return errMalformed
	}
	p.place = atHead
	box, err := p.read(size)
	if err != nil {
		return err
	}
	if kind == "meta" {
		if p.blank, err = heicPrivate(box[8:], p.pos); err != nil {
			return err
		}
		p.place = inPicture
	}
	p.out.Write(box)
	return nil
}

// heicBody copies what follows the meta box, blanking what it said is private.
func heicBody(p *photo) error {
	b := make([]byte, 32<<10)
	n, err := p.in.Read(b)
	b = b[:n]
	for _, s := range p.blank {
		from, to := max(s.at, p.pos), min(s.at+s.size, p.pos+int64(n))
		if from < to {
			clear(b[from-p.pos : to-p.pos])
		}
	}
	p.pos += int64(n)
	p.out.Write(b)
	if err == io.EOF {
		for _, s := range p.blank {
			if s.at+s.size > p.pos {
				return errMalformed // lies beyond the end
			}
		}
		p.place = atEnd
		return nil
	}
	return err
}

// heicPrivate reads from a meta box where the items lie that hold Exif or XMP. What lies within
// the box itself, or is found in a way that this does not know, makes the file malformed: better
// refused than passed on with a place in it.
func heicPrivate(meta []byte, end int64) ([]span, error) {
	if len(meta) < 4 {
		return nil, errMalformed
	}
	var names, places []byte
	for rest := meta[4:]; len(rest) > 0; {
		if len(rest) < 8 {
			return nil, errMalformed
		}
		size := int64(binary.BigEndian.Uint32(rest))
		if size < 8 || size > int64(len(rest)) {
			return nil, errMalformed
		}
		switch string(rest[4:8]) {
		case "iinf":
			names = rest[8:size]
		case "iloc":
			places = rest[8:size]
		}
		rest = rest[size:]
	}
	private, err := heicItems(names)
	if err != nil {
		return nil, err
	}
	spans, err := heicPlaces(places, private)
	for _, s := range spans {
		if s.at < end {
			return nil, errMalformed
		}
	}
	return spans, err
}

// heicItems lists the ids of the items that are no picture: Exif, and XMP as a MIME item.
func heicItems(iinf []byte) (private []uint64, err error) {
	f := fields{b: iinf}
	version := f.number(1)
	f.number(3)
	f.number(2 + 2*min(version, 1))
	for len(f.b) > 0 && !f.short {
		size := f.number(4)
		if size < 8 || int(size)-4 > len(f.b) {
			return nil, errMalformed
		}
		infe := fields{b: f.b[:size-4]}
		f.b = f.b[size-4:]
		infe.number(4) // "infe"
		v := infe.number(1)
		infe.number(3)
		if v < 2 {
			return nil, errMalformed
		}
		id := infe.number(2 + 2*(min(v, 3)-2))
		infe.number(2)
		kind := infe.number(4)
		if infe.short {
			return nil, errMalformed
		}
		if kind == 0x45786966 || kind == 0x6d696d65 || kind == 0x75726920 { // Exif, mime, uri
			private = append(private, id)
		}
	}
	if f.short {
		return nil, errMalformed
	}
	return private, nil
}

// heicPlaces reads where the items with these ids lie.
func heicPlaces(iloc []byte, ids []uint64) (spans []span, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	f := fields{b: iloc}
	version := f.number(1)
	f.number(3)
	sizes := f.number(2)
	offset, length, base, index := sizes>>12, sizes>>8&15, sizes>>4&15, sizes&15
	if version == 0 {
		index = 0
	}
	wide := uint64(2)
	if version == 2 {
		wide = 4
	}
	for range f.number(wide) {
		id := f.number(wide)
		method := uint64(0)
		if version > 0 {
			method = f.number(2) & 15
		}
		f.number(2)
		from := f.number(base)
		for range f.number(2) {
			f.number(index)
			at, size := from+f.number(offset), f.number(length)
			if f.short {
				return nil, errMalformed
			}
			if !slices.Contains(ids, id) {
				continue
			}
			if method != 0 || size == 0 || at > 1<<40 || size > 1<<40 {
				return nil, errMalformed
			}
			spans = append(spans, span{int64(at), int64(size)})
		}
		if f.short {
			return nil, errMalformed
		}
	}
	if f.short || version > 2 {
		return nil, errMalformed
	}
	return spans, nil
}

// fields reads numbers of so many bytes, and remembers when there were too few.
type fields struct {
	b     []byte
	short bool
}

func (f *fields) number(size uint64) (n uint64) {
	if size > 8 || uint64(len(f.b)) < size {
		f.short, f.b = true, nil
		return 0
	}
	for _, c := range f.b[:size] {
		n = n<<8 | uint64(c)
	}
	f.b = f.b[size:]
	return n
}
