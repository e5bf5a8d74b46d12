package font

import (
	"encoding/binary"
	"fmt"
)

// Subset is a TrueType font of the glyphs given and their parts: ids[i] becomes its glyph i+1, and 0 is
// the glyph of what is not there. A glyph may be given twice and is then there twice. It has what a PDF
// file needs, and no names and no table of characters.
func (f *Face) Subset(ids []uint16) ([]byte, error) {
	t := f.table()
	s := subset{from: t, order: append([]uint16{0}, ids...), number: map[uint16]uint16{}}
	for i, id := range s.order {
		if int(id) >= t.glyphs {
			return nil, fmt.Errorf("subset of %s: it has no glyph %d", t.name, id)
		}
		if _, ok := s.number[id]; !ok {
			s.number[id] = uint16(i)
		}
	}
	if err := s.outlines(); err != nil {
		return nil, fmt.Errorf("subset of %s: %w", t.name, err)
	}
	return s.file(), nil
}

type subset struct {
	from   *sfnt
	order  []uint16          // the old numbers, by the new ones
	number map[uint16]uint16 // the first new number, by the old one
	glyf   []byte
	ends   []uint32
}

// outlines copies the outlines; parts that are not there yet are added at the end and come by later.
func (s *subset) outlines() error {
	size := 0
	for _, id := range s.order {
		size += len(s.from.outline(id)) + 3
	}
	s.glyf = make([]byte, 0, size)
	for i := 0; i < len(s.order); i++ {
		if len(s.order) > 0xffff {
			return fmt.Errorf("more than %d glyphs", 0xffff)
		}
		begin := len(s.glyf)
		s.glyf = append(s.glyf, s.from.outline(s.order[i])...)
		outline := s.glyf[begin:]
		err := parts(outline, func(at int, part uint16) error {
			number, ok := s.number[part]
			if !ok {
				number = uint16(len(s.order))
				s.number[part] = number
				s.order = append(s.order, part)
			}
			binary.BigEndian.PutUint16(outline[at:], number)
			return nil
		})
		if err != nil {
			return err
		}
		for len(s.glyf)%4 != 0 {
			s.glyf = append(s.glyf, 0)
		}
		s.ends = append(s.ends, uint32(len(s.glyf)))
	}
	return nil
}

// file puts the tables together, in the order of their tags.
func (s *subset) file() []byte {
	t, n := s.from, len(s.order)
	be := binary.BigEndian
	head, hhea, maxp := clone(t.tables["head"]), clone(t.tables["hhea"]), clone(t.tables["maxp"])
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1) // loca in long form
	be.PutUint16(hhea[34:], uint16(n))
	be.PutUint16(maxp[4:], uint16(n))
	hmtx, loca := make([]byte, 0, 4*n), make([]byte, 4, 4*n+4)
	for i, id := range s.order {
		hmtx = be.AppendUint16(hmtx, uint16(t.advance(id)))
		hmtx = be.AppendUint16(hmtx, t.bearing(id))
		loca = be.AppendUint32(loca, s.ends[i])
	}
	type table struct {
		tag  string
		data []byte
	}
	var tables []table
	for _, have := range []table{
		{"cvt ", t.tables["cvt "]}, {"fpgm", t.tables["fpgm"]}, {"glyf", s.glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}, {"prep", t.tables["prep"]},
	} {
		if len(have.data) > 0 {
			tables = append(tables, have)
		}
	}
	at := 12 + 16*len(tables)
	out := make([]byte, 0, at+len(s.glyf)+len(hmtx)+len(loca)+1024)
	out = append(out, 0, 1, 0, 0)
	out = be.AppendUint16(out, uint16(len(tables)))
	power, log := 1, 0
	for 2*power <= len(tables) {
		power, log = 2*power, log+1
	}
	out = be.AppendUint16(out, uint16(16*power))
	out = be.AppendUint16(out, uint16(log))
	out = be.AppendUint16(out, uint16(16*(len(tables)-power)))
	headAt := 0
	for _, have := range tables {
		if have.tag == "head" {
			headAt = at
		}
		out = append(out, have.tag...)
		out = be.AppendUint32(out, checksum(have.data))
		out = be.AppendUint32(out, uint32(at))
		out = be.AppendUint32(out, uint32(len(have.data)))
		at += (len(have.data) + 3) &^ 3
	}
	for _, have := range tables {
		out = append(out, have.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	be.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }

func checksum(b []byte) uint32 {
	sum := uint32(0)
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
