package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math"
	"unicode/utf16"

	"bihuan/paper/font"
)

// embedded is a face as the file has it: the glyphs that were used, numbered from 1 in the order in
// which they came.
type embedded struct {
	file   *File
	face   *font.Face
	number int
	cids   map[uint64]uint16 // by glyph and character
	ids    []uint16
	runes  []rune
	widths []int // in thousandths of an em
}

// maxGlyphs is how many glyphs one font can number.
const maxGlyphs = 0xfffe

func (f *File) embed(face *font.Face) *embedded {
	if e := f.fontOf[face]; e != nil {
		return e
	}
	e := &embedded{file: f, face: face, number: len(f.fonts), cids: map[uint64]uint16{}}
	f.fontOf[face] = e
	f.fonts = append(f.fonts, e)
	return e
}

// use numbers a glyph and gives its width. A glyph that stands for two characters gets two numbers, so
// that each copies as what it is.
func (e *embedded) use(g font.Glyph) (uint16, int) {
	key := uint64(g.ID)<<32 | uint64(uint32(g.Rune))
	if cid, ok := e.cids[key]; ok {
		return cid, e.widths[cid-1]
	}
	if len(e.ids) >= maxGlyphs {
		e.file.fail(fmt.Errorf("pdf: more than %d glyphs of %s", maxGlyphs, e.face.Name()))
		return 1, e.widths[0]
	}
	e.ids = append(e.ids, g.ID)
	e.runes = append(e.runes, g.Rune)
	e.widths = append(e.widths, int(math.Round(e.face.Advance(g.ID)*1000)))
	cid := uint16(len(e.ids))
	e.cids[key] = cid
	return cid, e.widths[cid-1]
}

// write writes the font's five objects and gives the number of the first.
func (e *embedded) write(w *writer) (int, error) {
	program, err := e.face.Subset(e.ids)
	if err != nil {
		return 0, fmt.Errorf("pdf: %w", err)
	}
	name := e.name(program)
	top := w.reserve(5)
	w.object(top, fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
		name, top+1, top+2))
	w.object(top+1, fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "+
		"/CIDToGIDMap /Identity /FontDescriptor %d 0 R /DW 1000 /W [%s] >>", name, top+3, e.w()))
	w.stream(top+2, "", e.unicode())
	box := e.face.Box()
	thousand := func(em float64) int { return int(math.Round(em * 1000)) }
	w.object(top+3, fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		name, thousand(box[0]), thousand(box[1]), thousand(box[2]), thousand(box[3]),
		thousand(e.face.Ascent()), -thousand(e.face.Descent()), thousand(e.face.Ascent()), top+4))
	w.stream(top+4, fmt.Sprintf("/Length1 %d ", len(program)), program)
	return top, nil
}

// name is the font's name with the tag of a subset: six letters that follow from what is in it.
func (e *embedded) name(program []byte) string {
	sum := sha256.Sum256(program)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	name := e.face.Name()
	if name == "" {
		name = "Font"
	}
	return string(tag) + "+" + name
}

// w is the widths that are not the usual one em.
func (e *embedded) w() []byte {
	var out []byte
	for i := 0; i < len(e.widths); i++ {
		if e.widths[i] == 1000 {
			continue
		}
		out = fmt.Appendf(out, "%d [", i+1)
		for ; i < len(e.widths) && e.widths[i] != 1000; i++ {
			out = fmt.Appendf(out, "%d ", e.widths[i])
		}
		out[len(out)-1] = ']'
		out = append(out, ' ')
	}
	return bytes.TrimSpace(out)
}

// unicode is the map from the font's numbers to characters, in parts of at most a hundred.
func (e *embedded) unicode() []byte {
	out := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(e.runes); from += 100 {
		to := min(from+100, len(e.runes))
		out = fmt.Appendf(out, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			out = fmt.Appendf(out, "<%04X> <", i+1)
			for _, unit := range utf16.Encode([]rune{mapped(e.runes[i])}) {
				out = fmt.Appendf(out, "%04X", unit)
			}
			out = append(out, ">\n"...)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}

// mapped is the character to which a glyph copies. Some may not be said (ISO 19005-2, 6.2.11.7.2).
func mapped(r rune) rune {
	if r <= 0 || r == 0xfeff || r == 0xfffe || r > 0x10ffff || r >= 0xd800 && r < 0xe000 {
		return 0xfffd
	}
	return r
}

// utf16Text is a text string of a PDF file.
func utf16Text(text string) string {
	out := []byte{'<', 'F', 'E', 'F', 'F'}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = fmt.Appendf(out, "%04X", unit)
	}
	return string(append(out, '>'))
}
