package font

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// sfnt is the tables of one TrueType font, checked to their ends.
type sfnt struct {
	tables          map[string][]byte
	name            string   // PostScript
	families        []string // in every language
	upm             int
	box             [4]int
	ascent, descent int
	metrics         int // how many glyphs have an advance of their own
	glyphs          int
	loca            []uint32
	chars           *chars
}

// Reasons for which a file is refused.
var (
	errShort      = errors.New("it is cut short or damaged")
	errPostScript = errors.New("its outlines are PostScript (CFF), which is not supported: use the TrueType file of the same face")
	errForeign    = errors.New("it is not a TrueType or OpenType font")
	errForbidden  = errors.New("its maker forbids embedding it (fsType), and a paper embeds its faces")
)

// maxTables is far above what any font has.
const maxTables = 64

// starts is where the fonts of a file begin: one, or those of a collection (.ttc).
func starts(data []byte) ([]int, error) {
	if len(data) < 12 {
		return nil, errShort
	}
	if string(data[:4]) != "ttcf" {
		return []int{0}, nil
	}
	n := int(u32(data, 8))
	if n > maxTables || len(data) < 12+4*n {
		return nil, errShort
	}
	list := make([]int, n)
	for i := range list {
		list[i] = int(u32(data, 12+4*i))
	}
	return list, nil
}

// parse reads the font that begins at start.
func parse(data []byte, start int) (*sfnt, error) {
	t := &sfnt{}
	var err error
	if t.tables, err = directory(data, start); err != nil {
		return nil, err
	}
	if _, ok := t.tables["glyf"]; !ok {
		if _, ok := t.tables["CFF "]; ok {
			return nil, errPostScript
		}
	}
	for _, step := range []func() error{t.readHead, t.readLoca, t.readGlyphs, t.readNames} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if t.chars, err = readChars(t.tables["cmap"], t.glyphs); err != nil {
		return nil, err
	}
	// OS/2 fsType: 2 alone forbids embedding.
	if os2 := t.tables["OS/2"]; len(os2) >= 10 && u16(os2, 8)&0xf == 2 {
		return nil, errForbidden
	}
	return t, nil
}

func directory(data []byte, start int) (map[string][]byte, error) {
	if start < 0 || start+12 > len(data) {
		return nil, errShort
	}
	switch string(data[start : start+4]) {
	case "\x00\x01\x00\x00", "true", "OTTO":
	default:
		return nil, errForeign
	}
	n := int(u16(data, start+4))
	if n > maxTables || start+12+16*n > len(data) {
		return nil, errShort
	}
	tables := make(map[string][]byte, n)
	for i := range n {
		at := start + 12 + 16*i
		from, size := uint64(u32(data, at+8)), uint64(u32(data, at+12))
		if from+size > uint64(len(data)) {
			return nil, errShort
		}
		tables[string(data[at:at+4])] = data[from : from+size : from+size]
	}
	return tables, nil
}

// readHead reads what head, maxp, hhea and hmtx say.
func (t *sfnt) readHead() error {
	head, maxp, hhea := t.tables["head"], t.tables["maxp"], t.tables["hhea"]
	if len(head) < 54 || len(maxp) < 6 || len(hhea) < 36 {
		return errShort
	}
	t.upm = int(u16(head, 18))
	if t.upm < 16 || t.upm > 16384 {
		return fmt.Errorf("it has %d units to the em", t.upm)
	}
	for i := range t.box {
		t.box[i] = int(i16(head, 36+2*i))
	}
	t.glyphs = int(u16(maxp, 4))
	t.ascent, t.descent = int(i16(hhea, 4)), int(i16(hhea, 6))
	t.metrics = int(u16(hhea, 34))
	if t.glyphs == 0 || t.metrics == 0 || t.metrics > t.glyphs || len(t.tables["hmtx"]) < 4*t.metrics {
		return errShort
	}
	return nil
}

// em turns units of the font into em.
func (t *sfnt) em(units int) float64 { return float64(units) / float64(t.upm) }

// advance is a glyph's width in units.
func (t *sfnt) advance(id uint16) int {
	return int(u16(t.tables["hmtx"], 4*min(int(id), t.metrics-1)))
}

// bearing is how far right of its origin a glyph begins, in units.
func (t *sfnt) bearing(id uint16) uint16 {
	hmtx, at := t.tables["hmtx"], 4*int(id)+2
	if int(id) >= t.metrics {
		at = 4*t.metrics + 2*(int(id)-t.metrics)
	}
	if at+2 > len(hmtx) {
		return 0
	}
	return u16(hmtx, at)
}

func u16(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }
func i16(b []byte, at int) int16  { return int16(u16(b, at)) }
func u32(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
