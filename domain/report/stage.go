package report

import (
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Stage is where an open matter stands, as reports tell of it. One that is over has none.
type Stage struct {
	State    petition.State
	Week     int // of the ladder; 0 while nobody climbs it
	Unit     org.UnitID
	Received deadline.Day
	Due      deadline.Day // of what is owed next; 0: nothing, or it stands still
	Rule     string       // the clock that says so
	Owes     org.UnitID   // who is to do it; none: the bureau
	Category string
	Place    org.AreaCode
	Persons  int
	Sponsor  org.PersonID
	Repeat   bool
	Accuses  bool // reports do not say of what it is: TL art. 30(3)
	Members  int  // of the collective matter that it leads, with itself; 0: it leads none
}

// StageOf is where a petition stands as its events so far tell of it; false where nobody owes anything.
func StageOf(r petition.Rules, p *petition.Petition) (Stage, bool) {
	if !p.State.Open() {
		return Stage{}, false
	}
	s := Stage{
		State: p.State, Week: p.Present(), Unit: p.Unit(), Received: deadline.DayOf(p.Record.ReceivedAt),
		Category: p.Record.Category, Place: p.Record.Place, Persons: p.Record.Persons, Repeat: p.Repeat(), Accuses: p.Record.Has(petition.Accusing),
	}
	if n := len(p.Members); n > 0 {
		s.Members = n + 1
	}
	if p.Sponsor != nil {
		s.Sponsor = p.Sponsor.Person
	}
	if lead, ok := r.Lead(p, s.Received); ok {
		s.Due, s.Rule = lead.Due, lead.Clock.Rule
		s.Owes = owes(p, lead.Clock)
	}
	return s, true
}

// owes is the unit that a clock waits for: the office that an order asks, the registrar before the matter has a unit,
// the bureau for a call-back and for reviews, which it prepares; else the unit that handles the matter.
func owes(p *petition.Petition, c petition.Clock) org.UnitID {
	if unit := asked(p, c.Ref); unit != "" {
		return unit
	}
	for _, m := range Metrics() {
		if slices.Contains(m.Clocks, c.Rule) && m.Owner != Responsible {
			return answers(p, m.ID)
		}
	}
	if p.State == petition.InReview || p.State == petition.InRereview {
		return ""
	}
	return p.Unit()
}
