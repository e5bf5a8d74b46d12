package report

import (
	"fmt"
	"strings"
	"time"

	"bihuan/domain/document"
)

// Line is a row of a table as it is read.
type Line struct {
	ID         string
	Name       string
	This, Last string
	Change     string
}

// change is that of a figure as it is printed: −23.92%, or the dash where there is nothing to compare with.
func (w Words) change(this, last int) string {
	n, ok := Change(this, last)
	if !ok {
		return w.T("none")
	}
	return Hundredths(n) + "%"
}

// CountLines are the figures, and what follows from them and the number of inhabitants.
func (t *Table) CountLines(w Words, inhabitants int) []Line {
	var all []Line
	for _, c := range t.Counts {
		all = append(all, Line{string(c.ID), w.T("figure." + string(c.ID)), fmt.Sprint(c.This), fmt.Sprint(c.Last), w.change(c.This, c.Last)})
		if c.ID == ProvinceVisitPersons {
			all = append(all, Line{string(ProvinceVisitPerPeople), w.T("figure." + string(ProvinceVisitPerPeople)), w.perMillion(c.This, inhabitants), w.perMillion(c.Last, inhabitants), w.changeOf(c, inhabitants)})
		}
	}
	return all
}

// changeOf is the change per million: that of the persons, for the inhabitants are the same in both years; none
// where they are not known.
func (w Words) changeOf(c Counted, inhabitants int) string {
	if inhabitants <= 0 {
		return w.T("none")
	}
	return w.change(c.This, c.Last)
}

func (w Words) perMillion(n, inhabitants int) string {
	per, ok := PerMillion(n, inhabitants)
	if !ok {
		return w.T("none")
	}
	return Hundredths(per)
}

// LetterLines are the letters by kind; names gives a kind's name.
func (t *Table) LetterLines(w Words, names func(kind string) string) []Line {
	var all []Line
	for _, s := range t.Letters {
		all = append(all, Line{s.Kind, names(s.Kind), fmt.Sprint(s.This), fmt.Sprint(s.Last), w.change(s.This, s.Last)})
	}
	return all
}

// SinceLines say how long there was none.
func (t *Table) SinceLines(w Words) []string {
	var all []string
	for _, s := range t.Since {
		key := "since.last"
		switch {
		case s.From == 0:
			key = "since.none"
		case s.Last == 0:
			key = "since.never"
		}
		values := []string{"what", w.T("since." + string(s.ID)), "months", fmt.Sprint(s.Months)}
		if s.From != 0 {
			values = append(values, "from", w.Day(s.From))
		}
		if s.Last != 0 {
			values = append(values, "last", w.Day(s.Last))
		}
		all = append(all, w.T(key, values...))
	}
	return all
}

// Note says which days are counted.
func (t *Table) Note(w Words) string {
	return w.T("counts.note", "from", w.Day(t.This.From), "to", w.Day(t.This.To), "last_from", w.Day(t.Last.From), "last_to", w.Day(t.Last.To))
}

// Lines are the parts of a breakdown; names gives a part's name.
func (b Breakdown) Lines(w Words, names func(by Dimension, code string) string) []Line {
	var all []Line
	for _, p := range b.Parts {
		all = append(all, Line{p.Code, names(b.By, p.Code), fmt.Sprint(p.This), fmt.Sprint(p.Last), w.change(p.This, p.Last)})
	}
	return all
}

// Title is what the report is called.
func (t *Table) Title(w Words) string {
	half := "half.1"
	if _, month, _ := t.This.From.Date(); month > time.June {
		half = "half.2"
	}
	return w.T("title."+string(t.Kind), "year", fmt.Sprint(t.This.From.Year()), "half", w.T(half))
}

// Heading is a column's or a section's name.
func (w Words) Heading(columns ...string) []string {
	var all []string
	for _, c := range columns {
		all = append(all, w.T("column."+c))
	}
	return all
}

// Names are what stands for codes: of letters' kinds, and of the parts of a breakdown.
type Names struct {
	Letter func(kind string) string
	Part   func(by Dimension, code string) string
}

// Document is the report on paper. office is who makes it.
func (t *Table) Document(w Words, office string, inhabitants int, names Names) document.Document {
	d := document.Document{Format: document.Record, Title: t.Title(w), Meta: document.Meta{Author: office, Language: w.tag, Made: t.This.To.End()}}
	d.Blocks = []document.Block{
		document.Text(document.Line, strings.TrimSpace(w.T("made", "office", office, "to", w.Day(t.This.To)))),
		document.Text(document.Heading1, w.T("counts")),
		document.Text(document.Paragraph, t.Note(w)),
		tableOf(w.Heading("figure", "this", "last", "change"), t.CountLines(w, inhabitants)),
	}
	if len(t.By) > 0 {
		d.Blocks = append(d.Blocks, document.Text(document.Heading1, w.T("by")), document.Text(document.Paragraph, w.T("by.note")))
	}
	for _, b := range t.By {
		if len(b.Parts) > 0 {
			d.Blocks = append(d.Blocks, document.Text(document.Heading2, w.T("by."+string(b.By))), tableOf(w.Heading(string(b.By), "this", "last", "change"), b.Lines(w, names.Part)))
		}
	}
	d.Blocks = append(d.Blocks, document.Text(document.Heading1, w.T("since")))
	for _, line := range t.SinceLines(w) {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, line))
	}
	d.Blocks = append(d.Blocks, document.Text(document.Heading1, w.T("letters")))
	if len(t.Letters) == 0 {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, w.T("letters.none")))
		return d
	}
	d.Blocks = append(d.Blocks, tableOf(w.Heading("kind", "this", "last", "change"), t.LetterLines(w, names.Letter)))
	return d
}

func tableOf(head []string, lines []Line) document.Block {
	table := &document.Table{Head: head, Widths: []float64{0.46, 0.18, 0.18, 0.18}, Align: []string{"left", "right", "right", "right"}}
	for _, l := range lines {
		table.Rows = append(table.Rows, []string{l.Name, l.This, l.Last, l.Change})
	}
	return document.Block{Kind: document.Rows, Table: table}
}
