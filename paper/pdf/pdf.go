// Package pdf writes PDF files of placed glyphs, rules and pictures: PDF 1.7 that keeps the rules of
// PDF/A-2b (ISO 19005-2). The same input gives the same bytes: there is no clock and no chance in it.
package pdf

import (
	"crypto/sha256"
	"errors"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// File is a PDF file in the making. It is for one goroutine.
type File struct {
	meta   document.Meta
	title  string
	pages  []*Page
	fonts  []*embedded // in the order in which they were first used
	fontOf map[*font.Face]*embedded
	images []*picture
	imgOf  map[[sha256.Size]byte]int // by what is in the picture
	err    error
}

// New begins a file. Where meta has an instant, it is the file's date; else the file has none.
func New(meta document.Meta, title string) *File {
	return &File{meta: meta, title: clean(title), fontOf: map[*font.Face]*embedded{}, imgOf: map[[sha256.Size]byte]int{}}
}

// Color is an sRGB colour. The zero Color is black.
type Color struct{ R, G, B uint8 }

// Placed is a glyph in a line of text.
type Placed struct {
	font.Glyph
	X     float64 // points from the line's x
	Scale float64 // of its width alone: 0.9 is nine tenths as wide; 0 is as it is
}

// Page is one page. Lengths are points; y grows downward from the top edge.
type Page struct {
	file          *File
	width, height float64
	out           []byte
	state         state
	sees          bool // something on it is seen through
}

// state is what the last operators left behind, so that it is not said again.
type state struct {
	fill, line Color
	width      float64 // of lines
	font       int
	size       float64
	scale      float64
	bold       bool
}

// Page adds a page.
func (f *File) Page(width, height float64) *Page {
	p := &Page{file: f, width: width, height: height, state: state{width: 1, font: -1, scale: 1}}
	f.pages = append(f.pages, p)
	return p
}

// fail keeps the first thing that went wrong; WriteTo says it.
func (f *File) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

var errNumber = errors.New("pdf: a length is no finite number")
