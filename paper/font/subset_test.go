package font

import (
	"bytes"
	"testing"
)

func TestSubset(t *testing.T) {
	s := open(t)
	face := s.Glyph(Song, '函').Face
	ids := []uint16{s.Glyph(Song, '函').ID, s.Glyph(Song, 'A').ID, s.Glyph(Song, '函').ID}
	one, err := face.Subset(ids)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := face.Subset(ids)
	if !bytes.Equal(one, two) {
		t.Error("the same glyphs gave another font")
	}
	if checksum(one) != 0xb1b0afba {
		t.Errorf("the file's checksum is %x", checksum(one))
	}
	tables, err := directory(one, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := &sfnt{tables: tables}
	if err := got.readHead(); err != nil {
		t.Fatal(err)
	}
	if err := got.readLoca(); err != nil {
		t.Fatal(err)
	}
	for i, id := range append([]uint16{0}, ids...) {
		want := face.table().outline(id)
		if have := got.outline(uint16(i)); !bytes.HasPrefix(have, want) || len(have) > len(want)+3 {
			t.Errorf("glyph %d is not glyph %d of the face", i, id)
		}
		if got.advance(uint16(i)) != face.table().advance(id) {
			t.Errorf("glyph %d is %d wide", i, got.advance(uint16(i)))
		}
	}
	if len(one) > 4096 {
		t.Errorf("three glyphs take %d bytes", len(one))
	}
}

// TestComposite: parts come along, and are called by their new numbers.
func TestComposite(t *testing.T) {
	s := open(t)
	tried := 0
	for _, role := range Roles() {
		for _, face := range s.Faces(role) {
			found := 0
			table := face.table()
			for id := 0; id < table.glyphs && found < 20; id++ {
				outline := table.outline(uint16(id))
				if len(outline) == 0 || i16(outline, 0) >= 0 {
					continue
				}
				found, tried = found+1, tried+1
				sub, err := face.Subset([]uint16{uint16(id)})
				if err != nil {
					t.Fatal(err)
				}
				tables, _ := directory(sub, 0)
				got := &sfnt{tables: tables}
				if err := got.readHead(); err != nil {
					t.Fatal(err)
				}
				if err := got.readLoca(); err != nil {
					t.Fatal(err)
				}
				if err := got.readGlyphs(); err != nil {
					t.Fatal(err)
				}
				var old, renamed []uint16
				_ = parts(outline, func(_ int, part uint16) error { old = append(old, part); return nil })
				_ = parts(got.outline(1), func(_ int, part uint16) error { renamed = append(renamed, part); return nil })
				for i := range old {
					want := table.outline(old[i])
					if len(want) > 0 && i16(want, 0) >= 0 && !bytes.HasPrefix(got.outline(renamed[i]), want) {
						t.Errorf("%s: part %d of glyph %d is another", face.Name(), i, id)
					}
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no face has a composite glyph: nothing was tried")
	}
}

func BenchmarkSubset(b *testing.B) {
	s := open(b)
	var ids []uint16
	for r := rune(0x4e00); len(ids) < 250; r++ {
		if g := s.Glyph(Fang, r); g.Face == s.chains[Fang][0] {
			ids = append(ids, g.ID)
		}
	}
	for b.Loop() {
		if _, err := s.chains[Fang][0].Subset(ids); err != nil {
			b.Fatal(err)
		}
	}
}
