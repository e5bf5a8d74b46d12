package press

import (
	"testing"

	"bihuan/domain/document"
	"bihuan/paper/set"
)

// checked fails if a paper's code stands on something, off the page, or on no or another page.
func checked(t *testing.T, d document.Document) {
	t.Helper()
	pages, err := set.Lay(thePress(t).fonts, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages[:len(pages)-1] {
		if len(p.Codes) > 0 {
			t.Fatalf("page %d of %d has the code", p.Number, len(pages))
		}
	}
	p := pages[len(pages)-1]
	if len(p.Codes) != 1 {
		t.Fatalf("the last page has %d codes", len(p.Codes))
	}
	c := p.Codes[0]
	if c.Size < 13*mm || c.X < left*mm-0.1 || c.X+c.Size > right*mm+0.1 || c.Y+c.Size > 293*mm {
		t.Errorf("%s: the code stands at %.1f, %.1f mm, %.1f mm wide", d.Format, c.X/mm, c.Y/mm, c.Size/mm)
	}
	boxes := [][4]float64{{c.X, c.Y, c.X + c.Size, c.Y + c.Size}}
	var rest [][4]float64
	for _, l := range p.Lines {
		for _, r := range l.Runs {
			box := [4]float64{r.X, l.Y - 0.85*r.Size, r.X + r.Width, l.Y + 0.12*r.Size}
			if l.Text() == d.Check.Text || l.Text() == d.Check.Code {
				boxes = append(boxes, box)
			} else {
				rest = append(rest, box)
			}
		}
	}
	for _, r := range p.Rules {
		rest = append(rest, [4]float64{r.X1, r.Y1 - r.Weight/2, r.X2, r.Y2 + r.Weight/2})
	}
	for _, seal := range p.Seals {
		rest = append(rest, [4]float64{seal.X - seal.Radius, seal.Y - seal.Radius, seal.X + seal.Radius, seal.Y + seal.Radius})
	}
	if len(boxes) < 3 {
		t.Errorf("%s: the code has no text beside it", d.Format)
	}
	for _, a := range boxes {
		for _, b := range rest {
			if a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3] {
				t.Errorf("%s, %d blocks: the check stands on %v", d.Format, len(d.Blocks), b)
			}
		}
	}
}
