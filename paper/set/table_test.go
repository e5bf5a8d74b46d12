package set

import (
	"fmt"
	"math"
	"testing"

	"bihuan/domain/document"
)

// form is a paper of so many lines and below them a form of so many rows.
func form(lines, rows int) document.Document {
	d := document.Document{Format: document.Notice, Title: "告知书", Blocks: paragraphs(lines / 2)}
	table := &document.Table{}
	for i := range rows {
		table.Rows = append(table.Rows, []string{"事项", fmt.Sprintf("第%d项", i+1)})
	}
	d.Blocks = append(d.Blocks, document.Block{Kind: document.Facts, Table: table}, document.Text(document.Paragraph, "特此告知。"))
	return d
}

// TestFormGoesOn: wherever a page ends, no page has one row of a form alone, and the part on each page has a
// rule above and below.
func TestFormGoesOn(t *testing.T) {
	divided := 0
	for lines := 0; lines < 24; lines += 2 {
		const rows = 8
		pages := laid(t, form(lines, rows))
		for _, p := range pages {
			n, across := 0, 0
			for _, l := range p.Lines {
				if l.Runs[0].Size == factSize && l.Text() == "事项" {
					n++
				}
			}
			for _, r := range p.Rules {
				if r.Y1 == r.Y2 && math.Abs(r.X2-r.X1-Width) < slack {
					across++
				}
			}
			if n == 1 {
				t.Errorf("%d lines: page %d has one row alone", lines, p.Number)
			}
			if n > 0 && across != n+1 {
				t.Errorf("%d lines: page %d has %d rows and %d rules", lines, p.Number, n, across)
			}
			if n > 0 && n < rows {
				divided++
			}
		}
	}
	if divided == 0 {
		t.Error("no form was divided")
	}
}

// TestByHand: a row in which somebody writes by hand is higher than one that is printed.
func TestByHand(t *testing.T) {
	height := func(said string) float64 {
		table := &document.Table{Rows: [][]string{{"签名", said}}}
		pages := laid(t, document.Document{Format: document.Record, Title: "回证", Blocks: []document.Block{{Kind: document.Facts, Table: table}}})
		tall := 0.0
		for _, r := range pages[0].Rules {
			tall = max(tall, r.Y2-r.Y1)
		}
		return tall
	}
	if printed, empty := height("王燊"), height(" "); math.Abs(empty-printed-0.5*linePitch*factSize) > slack {
		t.Errorf("a row to write in is %.1f pt high, a printed one %.1f", empty, printed)
	}
}
