package report

import (
	"cmp"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// OpenMatter is where an open matter stands now, as an overview tells matters apart.
type OpenMatter struct {
	State    petition.State
	Week     int // of the ladder
	Due      deadline.Day
	Received deadline.Day
	Category string // its first CategoryDigits
	Place    org.AreaCode
}

// Age is a span of days since a matter was received, both included; To 0: any number of days.
type Age struct{ From, To int }

// Ages are the spans by which an overview says how long matters have been open.
func Ages() []Age { return []Age{{0, 7}, {8, 14}, {15, 21}, {22, 30}, {31, 60}, {61, 0}} }

// Received are the days on which a matter so old today was received; From 0: any day up to To.
func (a Age) Received(today deadline.Day) Period {
	p := Period{To: today.Add(-a.From)}
	if a.To > 0 {
		p.From = today.Add(-a.To)
	}
	return p
}

// UnitLate is how much is overdue of what a unit is to do; none: the bureau.
type UnitLate struct {
	Unit org.UnitID
	N    int
}

// Overview is how things stand now with what is open.
type Overview struct {
	Today      deadline.Day
	WeekEnd    deadline.Day
	Open       int
	States     map[petition.State]int
	Ages       []int // as Ages lists them
	Late       int   // the duty that leads is overdue
	DueToday   int
	DueWeek    int                             // from today to the week's end
	Ladder     [deadline.LadderLiaison + 1]int // matters that are handled, by the week that they stand on
	LadderLate [deadline.LadderLiaison + 1]int
	Categories map[string]int
	Places     map[org.AreaCode]int
}

// NewOverview is that of nothing yet.
func NewOverview(today, weekEnd deadline.Day) *Overview {
	return &Overview{Today: today, WeekEnd: weekEnd, States: map[petition.State]int{}, Ages: make([]int, len(Ages())),
		Categories: map[string]int{}, Places: map[org.AreaCode]int{}}
}

// Add counts one matter.
func (o *Overview) Add(m OpenMatter) {
	o.Open++
	o.States[m.State]++
	o.Categories[m.Category]++
	o.Places[m.Place]++
	days := o.Today.Sub(m.Received)
	o.Ages[slices.IndexFunc(Ages(), func(a Age) bool { return a.To == 0 || days <= a.To })]++
	late := m.Due != 0 && m.Due < o.Today
	if late {
		o.Late++
	}
	if m.Due == o.Today {
		o.DueToday++
	}
	if m.Due >= o.Today && m.Due <= o.WeekEnd {
		o.DueWeek++
	}
	if m.State != petition.Accepted {
		return
	}
	week := min(max(m.Week, deadline.LadderHandler), deadline.LadderLiaison)
	o.Ladder[week]++
	if late {
		o.LadderLate[week]++
	}
}

// Climbing is how many matters are handled and have no reply yet.
func (o *Overview) Climbing() int {
	n := 0
	for _, one := range o.Ladder {
		n += one
	}
	return n
}

// Rank puts units in order by what they owe, the most overdue first. How much a unit has says nothing about
// it.
func Rank(units []UnitLate) {
	slices.SortFunc(units, func(a, b UnitLate) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Unit, b.Unit))
	})
}

// Inflow is what was registered of the days of a period, by channel: how many came in on each day, and how
// many persons.
type Inflow struct {
	Period
	Channels []petition.Channel // those by which anything came, in the order of the record
	Batches  map[petition.Channel][]int
	Persons  map[petition.Channel][]int
}

// InflowOf folds tallies. What was raised at a higher level later did not come in here.
func InflowOf(all []Tally, p Period) Inflow {
	days := p.To.Sub(p.From) + 1
	f := Inflow{Period: p, Batches: map[petition.Channel][]int{}, Persons: map[petition.Channel][]int{}}
	for i := range all {
		t := &all[i]
		if t.Raised || !p.Holds(t.Day) {
			continue
		}
		if f.Batches[t.Channel] == nil {
			f.Batches[t.Channel], f.Persons[t.Channel] = make([]int, days), make([]int, days)
		}
		f.Batches[t.Channel][t.Day.Sub(p.From)] += t.Batches
		f.Persons[t.Channel][t.Day.Sub(p.From)] += t.Persons
	}
	for _, c := range petition.Channels() {
		if f.Batches[c] != nil {
			f.Channels = append(f.Channels, c)
		}
	}
	return f
}

// Of is how many came by a channel on the whole.
func (f Inflow) Of(c petition.Channel) int {
	n := 0
	for _, one := range f.Batches[c] {
		n += one
	}
	return n
}

// On is how many came on a day of the period, counted from 0.
func (f Inflow) On(day int) int {
	n := 0
	for _, days := range f.Batches {
		n += days[day]
	}
	return n
}

// Total is how many came in.
func (f Inflow) Total() int {
	n := 0
	for c := range f.Batches {
		n += f.Of(c)
	}
	return n
}
