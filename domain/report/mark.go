package report

import (
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Mark is one thing that a metric counts: what was owed by a day, or what somebody said on one.
type Mark struct {
	Metric MetricID
	N      int // which of its metric in this matter: the clock, or the event that said it
	Unit   org.UnitID
	Day    deadline.Day // on which it counts: the last day of what is owed
	Done   deadline.Day // on which it was done; 0 not yet
	Good   bool
}

// answers is the unit that a metric of the matter speaks of as it stands.
func answers(p *petition.Petition, id MetricID) org.UnitID {
	m, _ := MetricOf(id)
	switch {
	case m.Owner == Responsible:
		return p.Unit()
	case m.Owner == Registrar && !p.Registered.Post.AtBureau():
		return p.Registered.Unit
	}
	return ""
}

// debt is a mark of a clock; over: the clock has ended, and whose it was does not change any more.
type debt struct {
	Mark
	over bool
}

// debts are what the clocks of a petition owe, or owed. A clock that stands still has no last day and does not
// count; one that nothing is owed of any more counts where it was late by then, for lateness is not undone.
func debts(r petition.Rules, p *petition.Petition) []debt {
	if p.Version == 0 || p.Past != nil {
		return nil
	}
	var all []debt
	for _, m := range Metrics() {
		n := 0
		for i := range p.Clocks {
			c := &p.Clocks[i]
			if !slices.Contains(m.Clocks, c.Rule) {
				continue
			}
			one := debt{Mark{Metric: m.ID, N: n, Unit: asked(p, c.Ref), Day: lastDay(r, c)}, c.Outcome != petition.Running}
			n++
			if one.Unit == "" {
				one.Unit = answers(p, m.ID)
			}
			if c.Outcome == petition.Met {
				one.Done, one.Good = c.End, c.End <= one.Day
			}
			if one.Day != 0 && (c.Outcome != petition.Void || c.End > one.Day) {
				all = append(all, one)
			}
		}
	}
	return all
}

// lastDay is the last day of a clock. A pause that began after it does not move it.
func lastDay(r petition.Rules, c *petition.Clock) deadline.Day {
	if n := len(c.Pauses); n > 0 {
		cut := *c
		cut.Pauses = c.Pauses[:n-1]
		if due := lastDay(r, &cut); due != 0 && due < c.Pauses[n-1].From {
			return due
		}
	}
	due, _ := r.DueDay(*c)
	return due
}

// asked is the office that an order asks, where it is not the responsible unit.
func asked(p *petition.Petition, order string) org.UnitID {
	for i := range p.Orders {
		if p.Orders[i].ID == order && order != "" {
			return p.Orders[i].To
		}
	}
	return ""
}

// sayings are the marks of what an event says by itself; p is the petition after it. They stay, whatever becomes of
// the matter. A petitioner is satisfied, or basically so, with the result; a call-back in which they were reached
// agrees with the reply, or not; a matter that is closed for the first time is resolved 一次化解, or not.
func sayings(p *petition.Petition, e petition.Event) []Mark {
	day := deadline.DayOf(e.At)
	mark := func(id MetricID, n int, good bool) Mark {
		return Mark{Metric: id, N: n, Unit: answers(p, id), Day: day, Done: day, Good: good}
	}
	switch d := e.Data.(type) {
	case *petition.Rated:
		return []Mark{
			mark(BureauPleases, e.Seq, d.Bureau.Result != petition.Unsatisfied),
			mark(UnitPleases, e.Seq, d.Unit.Result != petition.Unsatisfied),
		}
	case *petition.CalledBack:
		if d.Reached {
			return []Mark{mark(CallAgrees, e.Seq, d.True)}
		}
	case *petition.ClosedData:
		if !again(p) {
			return []Mark{mark(ResolvedFirst, 0, resolved(p))}
		}
	}
	return nil
}

// resolved is whether the grievance is gone 化解, and the matter was neither reopened nor sent back by a review.
func resolved(p *petition.Petition) bool {
	return p.Resolution != nil && p.Resolution.Resolved && !again(p)
}

func again(p *petition.Petition) bool {
	return p.Reopened > 0 || slices.ContainsFunc(p.Reviews, func(r petition.Review) bool { return r.Decision == petition.Revoked })
}
