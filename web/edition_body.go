package web

import (
	"net/url"
	"strings"
	"time"

	"bihuan/domain/edition"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/page"
	view "bihuan/web/view/edition"
)

// written are people's words, field by field.
func (s *issue) written() []view.Words {
	var all []view.Words
	edit := ""
	if s.canWrite() {
		edit = s.at(0, "", nil, "words")
	}
	for _, r := range s.p.Form.Remarks(edition.Content{Words: s.p.Words}, s.dir.UnitName) {
		all = append(all, view.Words{ID: r.Field, Label: s.words.T("field." + r.Field), Lines: strings.Split(r.Text, "\n"), By: r.By, Edit: edit})
	}
	return all
}

// section is one part of the report, with the words that belong to it.
func (s *issue) section(i int, section report.Section, written []view.Words) view.Section {
	v := view.Section{ID: section.ID, Heading: s.words.Ordinal(i+1) + s.words.T("section."+section.ID)}
	for _, w := range written {
		if w.ID == section.ID {
			v.Words = append(v.Words, w)
		}
	}
	for _, say := range section.Notes {
		v.Notes = append(v.Notes, s.sentence(say))
	}
	for _, g := range section.Grids {
		v.Grids = append(v.Grids, s.grid(g))
	}
	return v
}

// sentence is a sentence with its numbers as links.
func (s *issue) sentence(say report.Say) []view.Piece {
	var all []view.Piece
	rest := s.words.T(say.Key) // with its braces
	for {
		before, after, ok := strings.Cut(rest, "{")
		name, tail, closed := strings.Cut(after, "}")
		if !ok || !closed {
			return append(all, view.Piece{Text: rest})
		}
		c, known := say.Values[name]
		if !known {
			return append(all, view.Piece{Text: say.String(s.words)})
		}
		all = append(all, view.Piece{Text: before}, s.piece(c))
		rest = tail
	}
}

// piece is what a cell says and where it leads. Nought leads nowhere.
func (s *issue) piece(c report.Cell) view.Piece {
	p := view.Piece{Text: c.String(s.words)}
	switch {
	case c.Behind != "" && (c.Count == nil || *c.Count != 0):
		p.Href = s.To("/reports/behind") + "?as_of=" + url.QueryEscape(s.p.AsOf.UTC().Format(time.RFC3339Nano)) + "&" + c.Behind
	case c.No != "" && s.opens():
		p.Href = s.To("/petitions", c.No)
	}
	return p
}

// opens reports whether the reader may open the matters that stand in a report: the bureau all, a unit those
// of its own part. Others read what is said of them here.
func (s *issue) opens() bool {
	return s.Scope().All || s.p.Unit != "" && s.Officer.Post != org.Leader
}

func (s *issue) grid(g report.Grid) view.Grid {
	v := view.Grid{Caption: s.words.T("grid." + g.ID)}
	for i, name := range s.words.Heading(g.Columns...) {
		v.Columns = append(v.Columns, page.Column{Words: name, Num: len(g.Rows) > 0 && g.Rows[0][i].Number()})
	}
	for _, row := range g.Rows {
		v.Rows = append(v.Rows, s.row(v.Columns, row))
	}
	if total := g.Totals(); total != nil {
		v.Total = s.row(v.Columns, total)
	}
	return v
}

func (s *issue) row(columns []page.Column, row []report.Cell) []view.Cell {
	var all []view.Cell
	for i, c := range row {
		p := s.piece(c)
		p.Text = c.InTable(s.words)
		all = append(all, view.Cell{Piece: p, Num: columns[i].Num, Wide: i == 0 && !columns[0].Num, Day: c.Day != 0})
	}
	return all
}
