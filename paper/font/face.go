package font

import (
	"sync"
	"unicode"
)

// Face is one font file as it is drawn. It does not change, and many may use it at once.
type Face struct {
	file   *file
	base   *Face // the same file drawn plainly
	stroke float64
}

// file is a font file that is read when it is first needed.
type file struct {
	name string // of the file, for faults
	load func() (*sfnt, error)
	once sync.Once
	sfnt *sfnt
	err  error
}

func (f *file) open() (*sfnt, error) {
	f.once.Do(func() { f.sfnt, f.err = f.load() })
	return f.sfnt, f.err
}

// plain makes a face of a file.
func plain(f *file) *Face {
	face := &Face{file: f}
	face.base = face
	return face
}

// bold is the face drawn with a line around its outlines, for families that have no bold of their own.
func (f *Face) bold() *Face { return &Face{file: f.file, base: f.base, stroke: stroke} }

// stroke is the width of the line that makes a bold of a regular face, in em. Half of it lies outside
// the outline.
const stroke = 0.032

// table is the file's tables. Those of the bureau's own were read when the set was opened, and those
// that are shipped are part of the binary and read by a test: nothing is left to go wrong here.
func (f *Face) table() *sfnt {
	t, err := f.file.open()
	if err != nil {
		panic(err)
	}
	return t
}

// Name is its PostScript name.
func (f *Face) Name() string { return f.table().name }

// Base is the face of the same file that is drawn plainly: itself, but for a bold that is drawn by
// strokes. Faces with one base are embedded once.
func (f *Face) Base() *Face { return f.base }

// Stroke is the width of the line, in em, that has to be drawn around the outlines; 0 is none.
func (f *Face) Stroke() float64 { return f.stroke }

// Ascent is how far the face reaches above the baseline, in em.
func (f *Face) Ascent() float64 { t := f.table(); return t.em(t.ascent) }

// Descent is how far the face reaches below the baseline, in em; it is positive.
func (f *Face) Descent() float64 { t := f.table(); return -t.em(t.descent) }

// Box is what all glyphs together cover, in em: left, bottom, right, top.
func (f *Face) Box() [4]float64 {
	t := f.table()
	var box [4]float64
	for i, n := range t.box {
		box[i] = t.em(n)
	}
	return box
}

// Advance is the width of a glyph in em.
func (f *Face) Advance(id uint16) float64 { t := f.table(); return t.em(t.advance(id)) }

// glyph is how the face draws a character. A character that it knows but draws as nothing is not
// there: what is not there has to be seen.
func (f *Face) glyph(r rune) (Glyph, bool) {
	t := f.table()
	id := t.chars.of(r)
	if id == 0 || t.empty(id) && !unicode.IsSpace(r) && !invisible(r) {
		return Glyph{}, false
	}
	return Glyph{Face: f, ID: id, Rune: r, Advance: t.em(t.advance(id))}, true
}
