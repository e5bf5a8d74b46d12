// Package press is the one door of typesetting: a paper's description goes in, its PDF, its DOCX or its
// preview comes out. A press may be used by many at once.
package press

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"rsc.io/qr"

	"bihuan/domain/document"
	"bihuan/paper/docx"
	"bihuan/paper/font"
	"bihuan/paper/pdf"
	"bihuan/paper/preview"
	"bihuan/paper/set"
)

// Press prints papers. It holds the fonts and nothing else.
type Press struct{ fonts *font.Set }

// New opens the fonts: the bureau's own folder first ("" is none), then those that come with the program.
func New(folder string) (*Press, error) {
	fonts, err := font.Open(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the fonts: %w", err)
	}
	return &Press{fonts: fonts}, nil
}

// PDF writes papers one after the other into one file, each with page numbers of its own.
func (p *Press) PDF(w io.Writer, docs ...document.Document) error {
	if len(docs) == 0 {
		return fmt.Errorf("printing: there is no paper")
	}
	file := pdf.New(docs[0].Meta, docs[0].Title)
	for _, d := range docs {
		pages, err := set.Lay(p.fonts, d)
		if err != nil {
			return fmt.Errorf("printing: %w", err)
		}
		for _, page := range pages {
			if _, err := draw(file, page); err != nil {
				return fmt.Errorf("printing: %w", err)
			}
		}
	}
	if _, err := file.WriteTo(w); err != nil {
		return fmt.Errorf("writing a PDF: %w", err)
	}
	return nil
}

// Pages is how many pages a paper has.
func (p *Press) Pages(d document.Document) (int, error) {
	pages, err := set.Lay(p.fonts, d)
	return len(pages), err
}

// DOCX writes a paper as a file that office programs open and go on writing. Its title stands in the same
// lines as on the printed paper.
func (p *Press) DOCX(w io.Writer, d document.Document) error {
	lines, err := set.TitleLines(p.fonts, d)
	if err != nil {
		return fmt.Errorf("writing a DOCX: %w", err)
	}
	d.Title = strings.Join(lines, "\n")
	return docx.Write(w, d)
}

// Preview shows a paper in a page: an article with one picture for each of its pages.
func (p *Press) Preview(d document.Document) (string, error) {
	pages, err := set.Lay(p.fonts, d)
	if err != nil {
		return "", fmt.Errorf("previewing: %w", err)
	}
	return preview.HTML(pages, d)
}

// Missing is the characters of a paper that no font has, each once, in order. They are printed as 〓.
func (p *Press) Missing(d document.Document) []rune {
	var list []rune
	for _, text := range set.Texts(d) {
		list = append(list, p.fonts.Missing(font.Fang, text)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// draw puts a page into a file.
func draw(file *pdf.File, page set.Page) (*pdf.Page, error) {
	out := file.Page(set.PageWidth, set.PageHeight)
	for _, r := range page.Rules {
		out.Rule(r.X1, r.Y1, r.X2, r.Y2, r.Weight, color(r.Ink))
	}
	for _, i := range page.Images {
		if err := out.Image(i.X, i.Y, i.W, i.H, i.Type, i.Data); err != nil {
			return nil, fmt.Errorf("drawing a picture: %w", err)
		}
	}
	var placed []pdf.Placed
	for _, l := range page.Lines {
		for _, r := range l.Runs {
			placed = placed[:0]
			for _, g := range r.Glyphs {
				placed = append(placed, pdf.Placed{Glyph: g.Glyph, X: g.X})
			}
			out.Text(r.X, l.Y, r.Size, color(r.Ink), placed)
		}
	}
	for _, c := range page.Codes {
		code, err := qr.Encode(c.URL, qr.M)
		if err != nil {
			return nil, fmt.Errorf("making the code of a check: %w", err)
		}
		out.Modules(c.X, c.Y, c.Size, code.Size, code.Black)
	}
	return out, nil
}

// color is an ink in sRGB: the red of official papers, a grey that is no part of the paper.
func color(ink set.Ink) pdf.Color {
	switch ink {
	case set.Red:
		return pdf.Color{R: 0xc3, G: 0x16, B: 0x1c}
	case set.Grey:
		return pdf.Color{R: 0x6a, G: 0x72, B: 0x7b}
	}
	return pdf.Color{}
}
