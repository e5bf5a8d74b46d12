package press

import (
	"errors"
	"fmt"
	"io"

	"bihuan/domain/document"
	"bihuan/paper/font"
	"bihuan/paper/pdf"
	"bihuan/paper/set"
)

// Sheet is one part of a file: a paper, or a picture on a page of its own. A paper that was made for the
// file has no page numbers of its own; one that was issued keeps them.
type Sheet struct {
	Paper   *document.Document
	Made    bool
	Picture *document.Image
}

// Binding is how sheets become one file. Cover is told on which page each sheet begins, and how many
// pages there are, and makes the paper that stands before them, its contents; Foot is what stands at the
// foot of every page.
type Binding struct {
	Meta  document.Meta
	Title string
	Cover func(begins []int, pages int) document.Document
	Foot  func(page, pages int) string
}

// Where a file's own page number stands: below all that a paper has, in the middle, where no page number,
// no rule and no code of a paper is (GB/T 9704-2012, 7.5 and 10.1).
const (
	footDown = 10 * 72 / 25.4 // from the page's lower edge to the baseline
	footSize = 14.0           // 7.5: as page numbers are
)

// errSettles: contents whose length hangs on the numbers in them are made anew a few times.
var errSettles = errors.New("the contents of a file do not settle")

// File binds papers and pictures into one PDF with page numbers that go through.
func (p *Press) File(w io.Writer, b Binding, sheets ...Sheet) error {
	laid := make([][]set.Page, len(sheets))
	total := 0
	for i, s := range sheets {
		if s.Paper == nil {
			total++
			continue
		}
		lay := set.Lay
		if s.Made {
			lay = set.LayBound
		}
		var err error
		if laid[i], err = lay(p.fonts, *s.Paper); err != nil {
			return fmt.Errorf("binding sheet %d: %w", i+1, err)
		}
		total += len(laid[i])
	}
	cover, err := p.cover(b, laid, total)
	if err != nil {
		return err
	}
	total += len(cover)
	file := pdf.New(b.Meta, b.Title)
	n := 0
	foot := func(page *pdf.Page) {
		n++
		p.centred(page, set.PageHeight-footDown, footSize, b.Foot(n, total))
	}
	for _, page := range cover {
		if err := p.page(file, page, foot); err != nil {
			return err
		}
	}
	for i, s := range sheets {
		if s.Paper == nil {
			if err := p.picture(file, *s.Picture, foot); err != nil {
				return fmt.Errorf("binding sheet %d: %w", i+1, err)
			}
		}
		for _, page := range laid[i] {
			if err := p.page(file, page, foot); err != nil {
				return fmt.Errorf("binding sheet %d: %w", i+1, err)
			}
		}
	}
	if _, err := file.WriteTo(w); err != nil {
		return fmt.Errorf("writing a PDF: %w", err)
	}
	return nil
}

// cover sets the contents. How many pages they take moves all that come after.
func (p *Press) cover(b Binding, laid [][]set.Page, total int) ([]set.Page, error) {
	for guess := 1; guess < 100; {
		begins := make([]int, len(laid))
		at := guess + 1
		for i, pages := range laid {
			begins[i] = at
			at += max(1, len(pages))
		}
		pages, err := set.LayBound(p.fonts, b.Cover(begins, guess+total))
		if err != nil {
			return nil, fmt.Errorf("setting the contents: %w", err)
		}
		if len(pages) == guess {
			return pages, nil
		}
		guess = max(guess+1, len(pages))
	}
	return nil, errSettles
}

func (p *Press) page(file *pdf.File, page set.Page, foot func(*pdf.Page)) error {
	out, err := draw(file, page)
	if err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	foot(out)
	return nil
}

// picture puts a picture upright on a page, as large as the type area lets it be and no larger than it is
// at 72 points an inch, with its caption above.
func (p *Press) picture(file *pdf.File, i document.Image, foot func(*pdf.Page)) error {
	width, height, err := pdf.Size(i.Type, i.Data)
	if err != nil {
		return fmt.Errorf("measuring a picture: %w", err)
	}
	out := file.Page(set.PageWidth, set.PageHeight)
	p.centred(out, set.Top-captionUp, footSize, i.Caption)
	scale := min(1, set.Width/float64(width), set.Height/float64(height))
	w, h := float64(width)*scale, float64(height)*scale
	if err := out.Image(set.Left+(set.Width-w)/2, set.Top, w, h, i.Type, i.Data); err != nil {
		return fmt.Errorf("drawing a picture: %w", err)
	}
	foot(out)
	return nil
}

// captionUp is how far a picture's caption stands above it.
const captionUp = 12

// Draws reports whether a picture can be put on a page: pictures come from anybody.
func (p *Press) Draws(i document.Image) bool {
	file := pdf.New(document.Meta{}, "")
	return p.picture(file, i, func(*pdf.Page) {}) == nil
}

// centred writes one line in the middle of the page, as much of it as the type area holds.
func (p *Press) centred(page *pdf.Page, y, size float64, text string) {
	var placed []pdf.Placed
	width := 0.0
	for _, r := range text {
		g := p.fonts.Glyph(font.Song, r)
		if width+g.Advance*size > set.Width {
			break
		}
		placed = append(placed, pdf.Placed{Glyph: g, X: width})
		width += g.Advance * size
	}
	if len(placed) > 0 {
		page.Text((set.PageWidth-width)/2, y, size, pdf.Color{}, placed)
	}
}
