package report

import (
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// Each age ends where the next begins, and the days on which it was received say the same as the count.
func TestAges(t *testing.T) {
	today := deadline.NewDay(2026, 9, 18)
	for days := range 100 {
		o := NewOverview(today, today)
		o.Add(OpenMatter{State: petition.Assigned, Received: today.Add(-days)})
		at := slices.Index(o.Ages, 1)
		for i, age := range Ages() {
			p := age.Received(today)
			if received := today.Add(-days); (received >= p.From && received <= p.To) != (i == at) {
				t.Errorf("%d days: counted at %d, and %+v is received %+v", days, at, age, p)
			}
		}
	}
}

func TestOverview(t *testing.T) {
	today := deadline.NewDay(2026, 9, 18) // a Friday
	o := NewOverview(today, today.Add(2))
	for _, m := range []OpenMatter{
		{State: petition.Registered, Due: today.Add(-1)},
		{State: petition.Accepted, Week: 0, Due: today.Add(-1)},
		{State: petition.Accepted, Week: 4, Due: today},
		{State: petition.Accepted, Week: 4, Due: today.Add(-9)},
		{State: petition.Accepted, Week: 3, Due: today.Add(-9)},
		{State: petition.Replied, Week: 4, Due: today.Add(2)},
		{State: petition.Replied, Due: today.Add(3)},
		{State: petition.Replied},
	} {
		m.Received = today
		o.Add(m)
	}
	if o.Open != 8 || o.Late != 4 || o.DueToday != 1 || o.DueWeek != 2 || o.Climbing() != 4 {
		t.Errorf("%+v", o)
	}
	if o.Ladder != [...]int{0, 1, 0, 1, 2} || o.LadderLate != [...]int{0, 1, 0, 1, 1} {
		t.Errorf("ladder %v, late %v", o.Ladder, o.LadderLate)
	}
}

// Those that owe most come first.
func TestRank(t *testing.T) {
	units := []UnitLate{{"land", 1}, {"", 1}, {"housing", 2}}
	Rank(units)
	if want := []UnitLate{{"housing", 2}, {"", 1}, {"land", 1}}; !slices.Equal(units, want) {
		t.Errorf("owing %v", units)
	}
}

func TestInflow(t *testing.T) {
	p := Period{deadline.NewDay(2026, 9, 1), deadline.NewDay(2026, 9, 3)}
	f := InflowOf([]Tally{
		{Day: p.From, Channel: petition.Visit, Batches: 2, Persons: 9},
		{Day: p.From, Channel: petition.Visit, Collective: true, Batches: 1, Persons: 6},
		{Day: p.To, Channel: petition.Letter, Batches: 3, Persons: 3},
		{Day: p.To, Channel: petition.Visit, Raised: true, Batches: 5, Persons: 5},
		{Day: p.To.Add(1), Channel: petition.Web, Batches: 7, Persons: 7},
	}, p)
	if !slices.Equal(f.Channels, []petition.Channel{petition.Letter, petition.Visit}) || f.Total() != 6 || f.Of(petition.Visit) != 3 || f.On(0) != 3 || f.On(1) != 0 || f.On(2) != 3 || f.Persons[petition.Visit][0] != 15 {
		t.Errorf("%+v", f)
	}
}
