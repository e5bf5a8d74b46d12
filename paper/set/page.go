// Package set lays out papers by GB/T 9704-2012: a document goes in, pages of placed glyphs, rules and
// pictures come out. It decides where everything stands and draws nothing. Lengths are points, from the
// top left corner of the page; y grows downward.
package set

import "bihuan/paper/font"

// Ink is a colour of a paper.
type Ink string

// The inks. Grey is for what is no part of the paper itself: that it is a draft, where its seal goes.
const (
	Black Ink = ""
	Red   Ink = "red"
	Grey  Ink = "grey"
)

// Page is one page. Lines stand in the order in which they are read.
type Page struct {
	Number int // from 1
	Lines  []Line
	Rules  []Rule
	Images []Image
	Codes  []Code
	Seals  []Seal
}

// Line is one line of text on a baseline.
type Line struct {
	Y         float64
	Runs      []Run
	Justified bool   // it was set to its width
	Field     string // the field of a form that it comes from
}

// Run is a stretch of a line in one face.
type Run struct {
	X, Width float64
	Size     float64
	Role     font.Role
	Ink      Ink
	Text     string
	Glyphs   []Glyph
}

// Glyph is one glyph of a run; X is measured from the run's.
type Glyph struct {
	font.Glyph
	X float64
}

// Rule is a straight line of a weight.
type Rule struct {
	X1, Y1, X2, Y2 float64
	Weight         float64
	Ink            Ink
}

// Image is a picture, image/jpeg or image/png.
type Image struct {
	X, Y, W, H float64
	Type       string
	Data       []byte
	Field      string
}

// Code is an address as a QR code, with the white that it needs around it.
type Code struct {
	X, Y, Size float64
	URL        string
}

// Seal is where the seal goes. A screen shows it as a circle with the hint in it, if there is one; on a
// printed paper it is only kept free.
type Seal struct {
	X, Y, Radius float64
	Hint         string
}

// Text is a line's text.
func (l Line) Text() string {
	text := ""
	for _, r := range l.Runs {
		text += r.Text
	}
	return text
}

// down is the page's part moved down.
func (l Line) down(y float64) Line { l.Y += y; return l }

func (r Rule) down(y float64) Rule { r.Y1 += y; r.Y2 += y; return r }
