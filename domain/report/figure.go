package report

import (
	"fmt"
	"slices"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// FigureID names a figure, in programs and in files.
type FigureID string

// The figures of the headline table (reports.md).
const (
	TotalBatches           FigureID = "total_batches"
	TotalPersons           FigureID = "total_persons"
	RaisedItems            FigureID = "province_and_nation_items"
	RaisedPersons          FigureID = "province_and_nation_persons"
	RaisedWeb              FigureID = "province_and_nation_web"
	NationVisitBatches     FigureID = "nation_visit_batches"
	ProvinceVisitBatches   FigureID = "province_visit_batches"
	ProvinceVisitPersons   FigureID = "province_visit_persons"
	ProvinceCollective     FigureID = "province_collective_visits"
	RegisteredCollective   FigureID = "collective_visits"
	ProvinceVisitPerPeople FigureID = "province_visit_persons_per_million"
)

// Unit is what a figure counts.
type Unit string

// The units.
const (
	Batches Unit = "batches"
	Persons Unit = "persons"
)

// Figure is a count that is declared once: which batches it counts, and whether them or their persons.
// It tells how much there was, which is a fact and never a merit: no score is made of it.
type Figure struct {
	ID     FigureID
	Unit   Unit
	Levels []org.Level // it counts only what was raised at these; nil: at any
	Counts func(t *Tally) bool
}

// Headline lists the figures of the headline table in its order.
func Headline() []Figure {
	province, nation := []org.Level{org.Province}, []org.Level{org.Nation}
	return []Figure{
		{TotalBatches, Batches, nil, registered},
		{TotalPersons, Persons, nil, registered},
		{RegisteredCollective, Batches, nil, func(t *Tally) bool { return registered(t) && visit(t) && t.Collective }},
		{RaisedItems, Batches, Upward(), every},
		{RaisedPersons, Persons, Upward(), every},
		{RaisedWeb, Batches, Upward(), func(t *Tally) bool { return t.Channel == petition.Web }},
		{NationVisitBatches, Batches, nation, visit},
		{ProvinceVisitBatches, Batches, province, visit},
		{ProvinceVisitPersons, Persons, province, visit},
		{ProvinceCollective, Batches, province, func(t *Tally) bool { return visit(t) && t.Collective }},
	}
}

// FigureOf finds a figure of the headline table.
func FigureOf(id FigureID) (Figure, bool) {
	i := slices.IndexFunc(Headline(), func(f Figure) bool { return f.ID == id })
	if i < 0 {
		return Figure{}, false
	}
	return Headline()[i], true
}

func every(*Tally) bool { return true }

func registered(t *Tally) bool { return !t.Raised }

func visit(t *Tally) bool { return t.Channel == petition.Visit }

// Upward are the levels that the headline table looks at by themselves: whether a matter began there or went
// there later.
func Upward() []org.Level { return []org.Level{org.Province, org.Nation} }

// Holds reports whether the figure counts a batch.
func (f Figure) Holds(t *Tally) bool {
	return (f.Levels == nil || slices.Contains(f.Levels, t.Level)) && f.Counts(t)
}

// Of counts in a period.
func (f Figure) Of(all []Tally, p Period) int {
	n := 0
	for i := range all {
		t := &all[i]
		if !p.Holds(t.Day) || !f.Holds(t) {
			continue
		}
		if f.Unit == Persons {
			n += t.Persons
		} else {
			n += t.Batches
		}
	}
	return n
}

// Change is (this − last) / last in hundredths of a percent, half away from zero. There is none where last
// is 0.
func Change(this, last int) (hundredths int, ok bool) {
	if last == 0 {
		return 0, false
	}
	return divided(10_000*(this-last), last), true
}

// divided is a / b for b > 0, half away from zero.
func divided(a, b int) int {
	if a < 0 {
		return -divided(-a, b)
	}
	return (2*a + b) / (2 * b)
}

// PerMillion is how many there are to a million inhabitants, in hundredths; none where nobody lives.
func PerMillion(n, inhabitants int) (hundredths int, ok bool) {
	if inhabitants <= 0 {
		return 0, false
	}
	return divided(100*1_000_000*n, inhabitants), true
}

// Hundredths writes a number of hundredths with two decimals: -2392 as −23.92, the sign as it is printed.
func Hundredths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}
