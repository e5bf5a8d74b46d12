package petition

import (
	"cmp"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Refusal is an act that would bring the matter forward, and why the officer may not do it.
type Refusal struct {
	Kind Kind
	Err  error
}

// Refused lists the acts of Next that are not the officer's now: what a page shows beside what it
// offers, so that nobody wonders who could.
func (r Rules) Refused(p *Petition, by org.Officer, now time.Time) []Refusal {
	var refused []Refusal
	for _, kind := range r.Next(p, now) {
		if err := r.May(p, by, kind); err != nil {
			refused = append(refused, Refusal{kind, err})
		}
	}
	return refused
}

// Finish is a clock that has ended, with the day on which it would have been due.
type Finish struct {
	Clock Clock
	Rule  deadline.Rule
	Due   deadline.Day // 0 when none was set
}

// Late is by how many days what was owed came too late; 0 in time, and for a right.
func (f Finish) Late() int {
	if f.Clock.Outcome != Met || f.Rule.Right || f.Due == 0 {
		return 0
	}
	return max(0, f.Clock.End.Sub(f.Due))
}

// Finishes lists the clocks that ended, the newest first.
func (r Rules) Finishes(p *Petition) []Finish {
	var all []Finish
	for _, c := range p.Clocks {
		if c.Outcome == Running {
			continue
		}
		if f, ok := r.finish(c); ok {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finish) int { return cmp.Compare(b.Clock.End, a.Clock.End) })
	return all
}

// MetBy lists the clocks that an event of the petition met, the strictest first.
func (r Rules) MetBy(p *Petition, e Event) []Finish {
	var all []Finish
	for _, change := range e.Clocks {
		if change.Do != "meet" {
			continue
		}
		i := slices.IndexFunc(p.Clocks, func(c Clock) bool {
			return c.Rule == change.Rule && c.Ref == change.Ref && c.Outcome == Met && c.End == deadline.DayOf(e.At)
		})
		if i < 0 {
			continue
		}
		if f, ok := r.finish(p.Clocks[i]); ok {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finish) int { return cmp.Compare(a.Due, b.Due) })
	return all
}

func (r Rules) finish(c Clock) (Finish, bool) {
	rule, ok := r.Rule(c)
	if !ok {
		return Finish{}, false
	}
	due, _ := r.DueDay(c)
	return Finish{Clock: c, Rule: rule, Due: due}, true
}

// Enclosed is a file on the record, and the step with which it came.
type Enclosed struct {
	Attachment
	Step Kind
	At   time.Time
	By   By
}

// Enclosures lists all files that the events brought, in the order of the file, each content once.
// The journal has them all; the petition itself forgets those of a reply that was made anew.
func Enclosures(events []Event) []Enclosed {
	var all []Enclosed
	seen := map[string]bool{}
	for _, e := range events {
		for _, a := range filesOf(e.Data) {
			if !seen[a.Hash] {
				seen[a.Hash] = true
				all = append(all, Enclosed{a, e.Kind, e.At, e.By})
			}
		}
	}
	return all
}

func filesOf(d Data) []Attachment {
	switch d := d.(type) {
	case *RegisteredData:
		return d.Record.Attachments
	case *MaterialAdded:
		return d.Attachments
	case *Notified:
		return d.Proof
	case *Progress:
		return d.Evidence
	case *RepliedData:
		return d.Document
	case *ServedData:
		return d.Receipt
	case *Filed:
		return d.Attachments
	case *WithdrawalRequested:
		return d.Paper
	}
	return nil
}

// Present reports where the weekly ladder stands; 0 when nobody climbs it: before acceptance, and
// once a reply is issued.
func (p *Petition) Present() int {
	if p.State != Accepted || p.Acceptance == nil {
		return 0
	}
	return max(1, p.Week)
}

// MarkAccusation flags a record that accuses, by its purpose or by naming whom, so that the wall of
// TL art. 30(3) stands from the first moment.
func (r *Record) MarkAccusation() {
	accuses := r.Purpose == Accusation || len(r.Accused.Units)+len(r.Accused.People) > 0
	if accuses && !r.Has(Accusing) {
		r.Flags = append(r.Flags, Accusing)
	}
}

// DueFor is the duty that an act brings nearer: the strictest that it stops, or, while a matter is
// handled, the one for the reply; else the one that leads.
func (r Rules) DueFor(p *Petition, kind Kind, today deadline.Day) (Standing, bool) {
	wanted := []Kind{kind}
	if p.State == Accepted && kind != KNotified && kind != KOrderAnswered {
		wanted = append(wanted, KReplied)
	}
	for _, s := range r.Standings(p, today) {
		if s.Rule.Right || s.Due == 0 {
			continue
		}
		for _, trigger := range s.Rule.StopsOn {
			if slices.Contains(wanted, Kind(trigger.Kind())) {
				return s, true
			}
		}
	}
	return r.Lead(p, today)
}
