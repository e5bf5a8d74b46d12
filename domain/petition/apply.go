package petition

import (
	"encoding/json"
	"slices"

	"bihuan/domain/deadline"
)

// Apply is the only way in which a petition changes. Events must come in order, without a gap.
func (p *Petition) Apply(e Event) {
	e.Data.apply(p, e)
	p.Version = e.Seq
	p.climb(e)
	p.mind(e)
	p.heed(e)
	p.obey(e)
	for _, c := range e.Clocks {
		c.apply(p, e)
	}
}

// Replay makes a petition from all its events.
func Replay(no string, events []Event) *Petition {
	p := &Petition{No: no}
	for _, e := range events {
		p.Apply(e)
	}
	return p
}

// clone is a copy deep enough to be applied to: slices are cut so that appending copies them.
func (p *Petition) clone() *Petition {
	c := *p
	c.Record.Petitioners = slices.Clone(p.Record.Petitioners)
	c.Record.Demands = slices.Clone(p.Record.Demands)
	c.Record.Flags = slices.Clone(p.Record.Flags)
	c.Record.Attachments = slices.Clip(p.Record.Attachments)
	c.Links, c.Duplicates, c.Members = slices.Clone(p.Links), slices.Clone(p.Duplicates), slices.Clone(p.Members)
	c.Apart = slices.Clone(p.Apart)
	c.Objections, c.Notices = slices.Clone(p.Objections), slices.Clip(p.Notices)
	c.Contacts, c.Work, c.Orders = slices.Clip(p.Contacts), slices.Clip(p.Work), slices.Clone(p.Orders)
	c.Former, c.Served, c.Files = slices.Clip(p.Former), slices.Clip(p.Served), slices.Clip(p.Files)
	c.Calls, c.Ratings, c.Reviews = slices.Clip(p.Calls), slices.Clip(p.Ratings), slices.Clone(p.Reviews)
	c.Raised, c.Remarks, c.Materials = slices.Clip(p.Raised), slices.Clip(p.Remarks), slices.Clip(p.Materials)
	c.Letters = slices.Clone(p.Letters)
	c.Ladder, c.Rests = slices.Clone(p.Ladder), slices.Clone(p.Rests)
	c.Clocks = cloneClocks(p.Clocks)
	for _, part := range []func(){
		func() { c.Assignment = copyOf(p.Assignment) }, func() { c.Acceptance = copyOf(p.Acceptance) },
		func() { c.Reply = copyOf(p.Reply) }, func() { c.Withdrawal = copyOf(p.Withdrawal) },
		func() { c.Quality = copyOf(p.Quality) }, func() { c.Contradicted = copyOf(p.Contradicted) },
		func() { c.Asking = copyOf(p.Asking) }, func() { c.Discipline = p.Discipline.clone() },
		func() { c.Record.Superior = copyOf(p.Record.Superior) },
	} {
		part()
	}
	if c.Assignment != nil {
		c.Assignment.Assisting = slices.Clone(c.Assignment.Assisting)
	}
	if c.Reply != nil {
		c.Reply.Approvals = slices.Clip(c.Reply.Approvals)
	}
	return &c
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// Clock is one term that runs, was met or lapsed: the facts from which its due date follows.
// The due date itself is not kept here, since it follows from the calendar.
type Clock struct {
	Rule    string           `json:"rule"`
	Version int              `json:"version"`
	Ref     string           `json:"ref,omitempty"` // the order it is for
	Start   deadline.Day     `json:"start"`
	Given   deadline.Day     `json:"given,omitzero"` // an order's own date
	Pauses  []deadline.Pause `json:"pauses,omitempty"`
	Extra   int              `json:"extra,omitempty"` // days of extension
	End     deadline.Day     `json:"end,omitzero"`
	Outcome Outcome          `json:"outcome,omitempty"`
}

// Outcome is how a clock ended; empty while it runs.
type Outcome string

// The outcomes. Met says only that what was owed was done; whether in time follows from the days.
const (
	Running Outcome = ""
	Met     Outcome = "met"
	Void    Outcome = "void" // nothing is owed any more
)

// Term is the clock as the engine of package deadline takes it.
func (c Clock) Term() deadline.Term {
	return deadline.Term{Start: c.Start, Pauses: c.Pauses, Extended: c.Extra, Given: c.Given}
}

// Paused reports whether the clock stands still.
func (c Clock) Paused() bool {
	n := len(c.Pauses)
	return c.Outcome == Running && n > 0 && c.Pauses[n-1].To.IsZero()
}

func cloneClocks(clocks []Clock) []Clock {
	all := slices.Clone(clocks)
	for i := range all {
		all[i].Pauses = slices.Clone(all[i].Pauses)
	}
	return all
}

// ClockChange is what an event does to one clock; it is written into the journal, so that a later
// change of the rules never changes what was decided under the old ones.
type ClockChange struct {
	Do      string       `json:"do"` // start, meet, void, pause, resume, extend
	Rule    string       `json:"rule"`
	Version int          `json:"version,omitempty"`
	Ref     string       `json:"ref,omitempty"`
	Given   deadline.Day `json:"given,omitzero"`
	Extra   int          `json:"extra,omitempty"`
}

func (c ClockChange) apply(p *Petition, e Event) {
	day := deadline.DayOf(e.At)
	if c.Do == "start" {
		p.Clocks = append(p.Clocks, Clock{Rule: c.Rule, Version: c.Version, Ref: c.Ref, Start: day, Given: c.Given})
		return
	}
	clock := p.running(c.Rule, c.Ref)
	if clock == nil {
		return
	}
	switch c.Do {
	case "meet":
		clock.End, clock.Outcome = day, Met
		closePause(clock, day)
	case "void":
		clock.End, clock.Outcome = day, Void
		closePause(clock, day)
	case "pause":
		clock.Pauses = append(clock.Pauses, deadline.Pause{From: day})
	case "resume":
		closePause(clock, day)
	case "extend":
		clock.Extra += c.Extra
	}
}

func closePause(c *Clock, day deadline.Day) {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].To.IsZero() {
		c.Pauses[n-1].To = day
	}
}

// running finds the clock of a rule that has not ended.
func (p *Petition) running(rule, ref string) *Clock {
	for i := len(p.Clocks) - 1; i >= 0; i-- {
		if c := &p.Clocks[i]; c.Rule == rule && c.Outcome == Running && (ref == "" || c.Ref == ref) {
			return c
		}
	}
	return nil
}

// lastClock finds the newest clock of a rule, running or not.
func (p *Petition) lastClock(rule string) *Clock {
	for i := len(p.Clocks) - 1; i >= 0; i-- {
		if p.Clocks[i].Rule == rule {
			return &p.Clocks[i]
		}
	}
	return nil
}

// Snapshot is the petition as it is stored beside its journal, personal data masked.
func (p *Petition) Snapshot() ([]byte, error) { return json.Marshal(p) }

// FromSnapshot reads what Snapshot wrote.
func FromSnapshot(data []byte) (*Petition, error) {
	p := &Petition{}
	if err := json.Unmarshal(data, p); err != nil {
		return nil, err
	}
	return p, nil
}
