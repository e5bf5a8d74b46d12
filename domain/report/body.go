package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/org"
)

// Body is what a report says as of a moment, in the order in which it is read and in no language: what is
// frozen when it is published is its JSON, and words are put to it when it is read.
type Body struct {
	Kind     Kind       `json:"report"`
	Unit     org.UnitID `json:"unit,omitempty"` // whose it is; none: the county's
	UnitName string     `json:"unit_name,omitempty"`
	Period   Period     `json:"period"`
	AsOf     time.Time  `json:"as_of"`
	Sections []Section  `json:"sections"`
}

// Section is a part of a report under one heading, which is the word section.<ID>.
type Section struct {
	ID    string `json:"id"`
	Notes []Say  `json:"notes,omitempty"` // sentences above its tables
	Grids []Grid `json:"tables,omitempty"`
}

// Say is a sentence: a key of the reports' words with what stands in its braces.
type Say struct {
	Key    string          `json:"key"`
	Values map[string]Cell `json:"values,omitempty"`
}

// Grid is a table. Its caption is the word grid.<ID>, its columns' names are the words column.<id>.
type Grid struct {
	ID      string   `json:"id"`
	Columns []string `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	Total   bool     `json:"total,omitempty"` // the counts are added up below
}

// Cell is one thing that a report says: one of the first five. Behind leads to the matters that are counted,
// as the values of an address below the reports' own; No to one matter.
type Cell struct {
	Text    string       `json:"text,omitempty"`    // as the record has it …
	English string       `json:"english,omitempty"` // … and what that is called in English, where it has a name
	Word    string       `json:"word,omitempty"`    // a key of the reports' words
	Day     deadline.Day `json:"day,omitzero"`
	Count   *int         `json:"count,omitempty"`
	Share   *Share       `json:"share,omitempty"`
	Behind  string       `json:"behind,omitempty"`
	No      string       `json:"no,omitempty"`
}

// Share is how many of those that count: the numerator and the denominator of a metric.
type Share struct {
	Good int `json:"numerator"`
	Of   int `json:"denominator"`
}

// Percent is the share in hundredths of a percent, half away from zero. There is none of nothing.
func (s Share) Percent() (hundredths int, ok bool) {
	if s.Of == 0 {
		return 0, false
	}
	return divided(10_000*s.Good, s.Of), true
}

// Plus adds up two shares.
func (s Share) Plus(more Share) Share { return Share{s.Good + more.Good, s.Of + more.Of} }

// Count is a cell with a number.
func Count(n int, behind string) Cell { return Cell{Count: &n, Behind: behind} }

// Text is a cell with what the record says.
func Text(text string) Cell { return Cell{Text: text} }

// String is the cell as it is read.
func (c Cell) String(w Words) string {
	switch {
	case c.Count != nil:
		return fmt.Sprint(*c.Count)
	case c.Share != nil:
		return w.Percent(*c.Share)
	case c.Day != 0:
		return w.Day(c.Day)
	case c.Word != "":
		return w.T(c.Word)
	case c.English != "" && w.tag == "en":
		return c.English
	}
	return c.Text
}

// InTable is the cell as a table has it: with a short day.
func (c Cell) InTable(w Words) string {
	if c.Day != 0 {
		return c.Day.String()
	}
	return c.String(w)
}

// Number reports whether the cell stands at the right, as numbers do.
func (c Cell) Number() bool { return c.Count != nil || c.Share != nil }

// Percent is a share as it is read, with one decimal: 98.1%, 100%, or the dash where there is nothing to divide by.
func (w Words) Percent(s Share) string {
	if s.Of == 0 {
		return w.T("none")
	}
	tenths := divided(1000*s.Good, s.Of)
	switch {
	case s.Good == s.Of:
		return "100%"
	case s.Good == 0:
		return "0%"
	}
	tenths = min(max(tenths, 1), 999) // what is not all is never shown as all
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// String is the sentence as it is read.
func (s Say) String(w Words) string {
	var values []string
	for name, c := range s.Values {
		values = append(values, name, c.String(w))
	}
	return w.T(s.Key, values...)
}

// Sum adds up a column's counts; false where it has none.
func (g Grid) Sum(column int) (n int, ok bool) {
	for _, row := range g.Rows {
		if c := row[column]; c.Count != nil {
			n, ok = n+*c.Count, true
		}
	}
	return n, ok
}

// Totals are the cells below a table; none where nothing is added up.
func (g Grid) Totals() []Cell {
	if !g.Total || len(g.Rows) < 2 {
		return nil
	}
	cells := []Cell{{Word: "total"}}
	for i := range g.Columns[1:] {
		c := Cell{}
		if n, ok := g.Sum(i + 1); ok {
			c = Count(n, "")
		}
		cells = append(cells, c)
	}
	return cells
}

// Title is what the report is called, without its number.
func (b Body) Title(w Words) string {
	half := "half.1"
	if _, month, _ := b.Period.From.Date(); month > time.June {
		half = "half.2"
	}
	return w.T("title."+string(b.Kind), "year", fmt.Sprint(b.Period.From.Year()), "half", w.T(half), "day", w.Day(b.Period.To), "month", b.Period.From.Start().Format(w.T("month")), "unit", b.UnitName)
}

// Span says which days or hours are counted; nothing where nothing is.
func (b Body) Span(w Words) string {
	if len(b.Sections) == 0 {
		return ""
	}
	key := "span"
	if b.Period.From == b.Period.To {
		key = "span.day"
	}
	return w.T(key, "from", w.Day(b.Period.From), "to", w.Day(b.Period.To), "moment", b.AsOf.In(deadline.Zone()).Format(w.T("moment")))
}

// Remark is what a person wrote into a report, in a field of their own.
type Remark struct {
	Field string // its heading is the word field.<Field>
	Text  string
	By    string
}

// Document is the report on paper. Remarks of a section's name stand below its heading, others at the top.
func (b Body) Document(w Words, office string, remarks []Remark) document.Document {
	d := document.Document{Format: document.Record, Title: b.Title(w), Meta: document.Meta{Author: office, Language: w.tag, Made: b.AsOf}}
	d.Blocks = []document.Block{document.Text(document.Line, w.T("made", "office", office, "to", w.Day(b.Period.To)))}
	if span := b.Span(w); span != "" {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, span))
	}
	for _, r := range remarks {
		if !slices.ContainsFunc(b.Sections, func(s Section) bool { return s.ID == r.Field }) {
			d.Blocks = append(d.Blocks, document.Text(document.Heading1, w.T("field."+r.Field)))
			d.Blocks = append(d.Blocks, r.blocks(w)...)
		}
	}
	for i, s := range b.Sections {
		d.Blocks = append(d.Blocks, document.Text(document.Heading1, w.Ordinal(i+1)+w.T("section."+s.ID)))
		for _, r := range remarks {
			if r.Field == s.ID {
				d.Blocks = append(d.Blocks, r.blocks(w)...)
			}
		}
		for _, say := range s.Notes {
			d.Blocks = append(d.Blocks, document.Text(document.Paragraph, say.String(w)))
		}
		for _, g := range s.Grids {
			d.Blocks = append(d.Blocks, document.Text(document.Heading2, w.T("grid."+g.ID)), g.block(w))
		}
	}
	return d
}

func (r Remark) blocks(w Words) []document.Block {
	var all []document.Block
	for text := range strings.SplitSeq(r.Text, "\n") {
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, document.Text(document.Quotation, text))
		}
	}
	if r.By != "" {
		all = append(all, document.Text(document.Right, r.By))
	}
	return all
}

// Ordinal is the number of a heading: 一、 in Chinese, 1. in English.
func (w Words) Ordinal(n int) string { return w.T(fmt.Sprintf("ordinal.%d", n)) }

// block is the table on paper: columns are as wide as what stands in them, within bounds.
func (g Grid) block(w Words) document.Block {
	t := &document.Table{Head: w.Heading(g.Columns...)}
	wide := make([]int, len(g.Columns))
	for i, head := range t.Head {
		align := "left"
		if len(g.Rows) > 0 && g.Rows[0][i].Number() {
			align = "right"
		}
		t.Align = append(t.Align, align)
		wide[i] = min(measure(head), narrow)
	}
	for _, row := range append(slices.Clone(g.Rows), g.Totals()) {
		if row == nil {
			continue
		}
		var cells []string
		for i, c := range row {
			cells = append(cells, c.InTable(w))
			wide[i] = max(wide[i], min(measure(cells[i]), widest))
		}
		t.Rows = append(t.Rows, cells)
	}
	t.Widths = widths(wide)
	return document.Block{Kind: document.Rows, Table: t}
}

// Widths of columns in tenths of a character: what a heading claims at most, what stands on one line whatever the
// others want, what a text claims at most, the room beside each, and the whole line.
const (
	narrow  = 30
	short   = 60
	widest  = 240
	padding = 12
	line    = 376
)

// widths are the columns' shares of a line: short ones as wide as they are, the others of what is left by what they
// claim.
func widths(claims []int) []float64 {
	left, wanted := line, 0
	for i := range claims {
		claims[i] += padding
		if claims[i] <= short+padding {
			left -= claims[i]
		} else {
			wanted += claims[i]
		}
	}
	shares := make([]float64, len(claims))
	all := 0.0
	for i, claim := range claims {
		shares[i] = float64(claim)
		if claim > short+padding && left > 0 {
			shares[i] = float64(claim) * float64(left) / float64(wanted)
		}
		all += shares[i]
	}
	for i := range shares {
		shares[i] /= all
	}
	return shares
}

// measure is how wide a text is, in tenths of a Chinese character.
func measure(text string) int {
	halves := 0
	for _, c := range text {
		halves += 11
		if c > 0x2e80 {
			halves += 9
		}
	}
	return halves / 2
}
