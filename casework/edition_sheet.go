package casework

import (
	"fmt"
	"io"
	"time"

	"bihuan/domain/edition"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/paper"
)

// sheet is an edition as a spreadsheet: the program that opens it works the sums out anew.
func (s editionSheet) sheet(w io.Writer) error {
	out, err := paper.NewWriter(w, paper.XLSX, s.words.T("sheet."+string(s.Kind)))
	if err != nil {
		return err
	}
	rows := editionRows{words: s.words, out: out}
	rows.put(s.Body.Title(s.words))
	rows.put(s.Body.Span(s.words))
	for _, r := range s.Form.Remarks(edition.Content{Words: s.Words}, s.book.UnitName) {
		rows.put()
		rows.put(s.words.T("field." + r.Field))
		rows.put(r.Text)
	}
	for i, section := range s.Body.Sections {
		rows.put()
		rows.put(s.words.Ordinal(i+1) + s.words.T("section."+section.ID))
		for _, say := range section.Notes {
			rows.put(say.String(s.words))
		}
		for _, g := range section.Grids {
			rows.put(s.words.T("grid." + g.ID))
			rows.grid(g)
		}
	}
	if rows.err != nil {
		return rows.err
	}
	return out.Close()
}

// editionRows writes the rows of a spreadsheet one below the other.
type editionRows struct {
	words report.Words
	out   paper.Writer
	row   int
	err   error
}

func (s *editionRows) put(cells ...any) {
	if s.err == nil {
		s.row++
		s.err = s.out.Write(cells...)
	}
}

func (s *editionRows) grid(g report.Grid) {
	var head []any
	for _, name := range s.words.Heading(g.Columns...) {
		head = append(head, name)
	}
	s.put(head...)
	first := s.row + 1
	for _, row := range g.Rows {
		var cells []any
		for _, c := range row {
			cells = append(cells, s.cell(c))
		}
		s.put(cells...)
	}
	var sums []any
	for i, c := range g.Totals() {
		sums = append(sums, s.cell(c))
		if c.Count != nil {
			column := string(rune('A' + i))
			sums[i] = paper.Formula{Text: fmt.Sprintf("SUM(%s%d:%s%d)", column, first, column, s.row), Value: *c.Count}
		}
	}
	if sums != nil {
		s.put(sums...)
	}
}

// cell is a number where it is one. A share is in percent, worked out of what it is a share of.
func (s *editionRows) cell(c report.Cell) any {
	switch {
	case c.Count != nil:
		return *c.Count
	case c.Share != nil:
		if n, ok := c.Share.Percent(); ok {
			return paper.Formula{Text: fmt.Sprintf("ROUND(%d/%d*100,2)", c.Share.Good, c.Share.Of), Value: float64(n) / 100}
		}
	}
	return c.InTable(s.words)
}

// plainEdition is an edition as a program reads it.
type plainEdition struct {
	Report  report.Kind    `json:"report"`
	Year    int            `json:"year,omitempty"`
	Number  int            `json:"number,omitempty"`
	Version int            `json:"version"`
	State   edition.State  `json:"state"`
	Unit    org.UnitID     `json:"unit,omitempty"`
	AsOf    time.Time      `json:"as_of"`
	SM3     string         `json:"sm3,omitempty"` // of what was frozen
	Words   []edition.Word `json:"words"`
	Body    report.Body    `json:"body"`
}

func (s editionSheet) plain() plainEdition {
	state := s.State
	if s.Hash != "" {
		state = edition.Published
	}
	return plainEdition{s.Kind, s.Year, s.Number, s.Read, state, s.Unit, s.AsOf, s.Hash, append([]edition.Word{}, s.Words...), s.Body}
}
