// Package report is what reports say: the facts that they count, the figures that are declared once and
// used by every report, and the folds that make a report of them. It has no clock, no store, no words.
package report

import (
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Arrival is one batch 批次: a matter that came in once, with all who brought it. Its registration is the
// first; each time that it was raised at a higher level is another. As reports count them, they are flat.
type Arrival struct {
	N        int // 0 the registration, 1 the first time that it was raised
	Day      deadline.Day
	Level    org.Level // at which it was raised
	Channel  petition.Channel
	Persons  int
	Category string
	Place    org.AreaCode
}

// Arrivals are the batches of a petition as its events so far tell of them.
func Arrivals(p *petition.Petition) []Arrival {
	if p.Version == 0 {
		return nil
	}
	r := &p.Record
	first := Arrival{Day: deadline.DayOf(r.ReceivedAt), Level: r.FirstLevel, Channel: r.Channel, Persons: r.Persons, Category: r.Category, Place: r.Place}
	all := []Arrival{first}
	for i, raised := range p.Raised {
		one := first
		one.N, one.Day, one.Level, one.Channel, one.Persons = i+1, raised.On, raised.Level, raised.Form, raised.Persons
		all = append(all, one)
	}
	return all
}

// KnownSince is from when on reports count what an event tells: since it was written down. What was taken
// over from an earlier system was known there on the day that it came in.
func KnownSince(p *petition.Petition, e petition.Event) time.Time {
	if p.Past != nil && e.Seq == 1 {
		return p.Record.ReceivedAt
	}
	return e.Recorded
}

// Tally is the batch by itself.
func (a Arrival) Tally() Tally {
	return Tally{a.Day, a.N > 0, a.Level, a.Channel, a.Persons >= petition.CollectiveFrom, 1, a.Persons}
}

// Tally is how many batches, of how many persons, are alike in what reports tell apart.
type Tally struct {
	Day        deadline.Day
	Raised     bool // raised later, not registered
	Level      org.Level
	Channel    petition.Channel
	Collective bool // five persons or more
	Batches    int
	Persons    int
}
