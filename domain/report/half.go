package report

import (
	"bihuan/domain/deadline"
)

// Since is how long nothing of a kind has happened.
type Since struct {
	ID     FigureID
	Last   deadline.Day // the last day on which it did; 0 if never, as far as the record goes back
	From   deadline.Day // the first day without
	Months int          // whole months without, up to the report's last day
}

// Without lists of what the headline table says how long there was none.
func Without() []FigureID { return []FigureID{NationVisitBatches, ProvinceCollective} }

// Counted is a figure in the period and in that of the year before.
type Counted struct {
	Figure
	This, Last int
}

// Sent is how many letters of a kind were issued.
type Sent struct {
	Kind       string // of domain/letter
	This, Last int
}

// Table is the headline table of a half-year or a year.
type Table struct {
	Kind       Kind
	This, Last Period
	Counts     []Counted
	By         []Breakdown
	Since      []Since
	Letters    []Sent
}

// Fold makes the table of the batches of both periods. lasts are the tallies of the last day on which
// each sort of batch came, up to the report's last day, and first the day of the very first batch.
func Fold(kind Kind, to deadline.Day, both, lasts []Tally, first deadline.Day) Table {
	t := Table{Kind: kind, This: PeriodOf(kind, to)}
	t.Last = t.This.YearBefore()
	for _, f := range Headline() {
		t.Counts = append(t.Counts, Counted{f, f.Of(both, t.This), f.Of(both, t.Last)})
	}
	for _, id := range Without() {
		f, _ := FigureOf(id)
		t.Since = append(t.Since, since(f, to, lasts, first))
	}
	return t
}

func since(f Figure, to deadline.Day, lasts []Tally, first deadline.Day) Since {
	s := Since{ID: f.ID}
	for i := range lasts {
		if f.Holds(&lasts[i]) && lasts[i].Day <= to {
			s.Last = max(s.Last, lasts[i].Day)
		}
	}
	switch {
	case s.Last != 0:
		s.From = s.Last.Add(1)
	case first != 0:
		s.From = first
	default:
		return s
	}
	s.Months = MonthsSince(s.From, to)
	return s
}
