package report

import "fmt"

// Sections are the headline table as the parts of a report. names give what stands for letters' kinds and for
// the parts of a breakdown.
func (t *Table) Sections(inhabitants int, letter func(kind string) Cell, part func(by Dimension, code string) Cell) []Section {
	counts := Grid{ID: "counts", Columns: []string{"figure", "this", "last", "change"}}
	for _, c := range t.Counts {
		counts.Rows = append(counts.Rows, []Cell{{Word: "figure." + string(c.ID)}, Count(c.This, t.behind(c.ID, t.This)), Count(c.Last, t.behind(c.ID, t.Last)), changed(c.This, c.Last)})
		if c.ID == ProvinceVisitPersons {
			this, ok := PerMillion(c.This, inhabitants)
			last, _ := PerMillion(c.Last, inhabitants)
			if ok {
				counts.Rows = append(counts.Rows, []Cell{{Word: "figure." + string(ProvinceVisitPerPeople)}, Text(Hundredths(this)), Text(Hundredths(last)), changed(c.This, c.Last)})
			}
		}
	}
	sections := []Section{{ID: "counts", Notes: []Say{t.compared()}, Grids: []Grid{counts}}}
	by := Section{ID: "by", Notes: []Say{{Key: "by.note"}}}
	for _, b := range t.By {
		g := Grid{ID: "by." + string(b.By), Columns: []string{string(b.By), "this", "last", "change"}, Total: true}
		for _, p := range b.Parts {
			g.Rows = append(g.Rows, []Cell{part(b.By, p.Code), Count(p.This, ""), Count(p.Last, ""), changed(p.This, p.Last)})
		}
		if len(g.Rows) > 0 {
			by.Grids = append(by.Grids, g)
		}
	}
	since := Section{ID: "since"}
	for _, s := range t.Since {
		say := Say{Key: "since.last", Values: map[string]Cell{"what": {Word: "since." + string(s.ID)}, "months": Count(s.Months, ""), "from": {Day: s.From}, "last": {Day: s.Last}}}
		switch {
		case s.From == 0:
			say.Key = "since.none"
		case s.Last == 0:
			say.Key = "since.never"
		}
		since.Notes = append(since.Notes, say)
	}
	letters := Section{ID: "letters"}
	g := Grid{ID: "letters", Columns: []string{"kind", "this", "last", "change"}, Total: true}
	for _, s := range t.Letters {
		g.Rows = append(g.Rows, []Cell{letter(s.Kind), Count(s.This, ""), Count(s.Last, ""), changed(s.This, s.Last)})
	}
	if len(g.Rows) == 0 {
		letters.Notes = []Say{{Key: "letters.none"}}
	} else {
		letters.Grids = []Grid{g}
	}
	return append(sections, by, since, letters)
}

// compared says which days are compared.
func (t *Table) compared() Say {
	return Say{Key: "counts.note", Values: map[string]Cell{"from": {Day: t.This.From}, "to": {Day: t.This.To}, "last_from": {Day: t.Last.From}, "last_to": {Day: t.Last.To}}}
}

// behind leads to the batches that a figure counts in a period.
func (t *Table) behind(id FigureID, p Period) string {
	return fmt.Sprintf("fact=arrival&figure=%s&from=%s&to=%s", id, p.From, p.To)
}

// changed is the change from last to this as it is read; it follows from the two.
func changed(this, last int) Cell {
	n, ok := Change(this, last)
	if !ok {
		return Cell{Word: "none"}
	}
	return Text(Hundredths(n) + "%")
}
