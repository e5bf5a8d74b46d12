package petition

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
)

// feedback is the rule of the clock of an order; each order has its own, told apart by Ref.
const feedback = "order.feedback"

// clockChanges says what an event does to the clocks: which stop, stand still, go on or begin, by
// the rules under which each clock began and, for new ones, the rules of the day. What is past starts none.
func (r Rules) clockChanges(before, after *Petition, e Event) []ClockChange {
	if after.Past != nil {
		return nil
	}
	names := []string{string(e.Kind)}
	if t, ok := e.Data.(triggering); ok {
		names = t.triggers(before)
	}
	var changes []ClockChange
	ended := map[string]bool{}
	for _, c := range before.Clocks {
		if c.Outcome != Running {
			continue
		}
		if do := r.change(c, before, after, e, names); do != "" {
			changes = append(changes, ClockChange{Do: do, Rule: c.Rule, Ref: c.Ref})
			ended[c.Rule] = do == "meet" || do == "void"
		}
	}
	if x, ok := e.Data.(*Extended); ok {
		changes = append(changes, ClockChange{Do: "extend", Rule: "law.handle", Extra: x.Days})
	}
	return append(changes, r.begin(before, after, e, names, ended)...)
}

// change is what happens to one running clock, or "".
func (r Rules) change(c Clock, before, after *Petition, e Event, names []string) string {
	rule, ok := r.Policies.Rule(c.Rule, c.Version)
	if !ok {
		return ""
	}
	if c.Rule == PushRule {
		if one := after.Discipline.push(c.Ref); one != nil && !one.Waiting() {
			return "meet"
		}
		return "" // it waits for somebody else, whatever becomes of the matter
	}
	if c.Rule == feedback {
		if o := before.order(c.Ref); o != nil && o.Waiting() {
			switch now := after.order(c.Ref); {
			case now == nil || now.Waiting():
			case !now.Voided.IsZero():
				return "void"
			default:
				return "meet"
			}
		}
		if ends(after.State) && !ends(before.State) {
			return "void"
		}
	}
	switch {
	case c.Rule != feedback && fires(rule.Stops, names):
		return "meet"
	case fires(rule.Voids, names), has(names, "restarted") && c.Rule != feedback, ends(after.State) && !ends(before.State) && !outlives(rule, after.State):
		return "void"
	case rule.Stops("notified", "acceptance") && after.State == Accepted && len(after.MissingNotices()) == 0:
		return "void" // accepted on the spot: nobody is told of it in writing first
	case c.Paused() && has(names, "unmerged") && after.Objecting() && pauses(rule, []string{"objected"}):
		return "" // the objection still holds it up
	case c.Paused() && resumes(rule, names):
		return "resume"
	case !c.Paused() && pauses(rule, names):
		return "pause"
	}
	return ""
}

// begin lists the clocks that start: those that the event starts and that apply, unless one runs.
func (r Rules) begin(before, after *Petition, e Event, names []string, ended map[string]bool) []ClockChange {
	var changes []ClockChange
	facts := after.facts()
	for _, rule := range r.Policies.In(deadline.DayOf(e.At)) {
		if !fires(rule.Starts, names) || !rule.Applies.Holds(facts) {
			continue
		}
		if rule.ID == PushRule {
			one := after.Discipline.Pushes[len(after.Discipline.Pushes)-1]
			changes = append(changes, ClockChange{Do: "start", Rule: rule.ID, Version: rule.Version, Ref: one.ID, Given: one.Due})
			continue
		}
		if after.State == Merged && !rule.Right && rule.ID != feedback {
			continue // a duplicate has its master's duties, and rights of its own
		}
		if rule.ID == feedback {
			if o := asked(before, after, e); o != nil {
				changes = append(changes, ClockChange{Do: "start", Rule: rule.ID, Version: rule.Version, Ref: o.ID, Given: o.Due})
			}
			continue
		}
		if before.running(rule.ID, "") == nil || ended[rule.ID] {
			changes = append(changes, ClockChange{Do: "start", Rule: rule.ID, Version: rule.Version})
		}
	}
	return changes
}

// asked is the order that an event issues, or sends back to be answered anew.
func asked(before, after *Petition, e Event) *Order {
	if d, ok := e.Data.(*OrderChecked); ok {
		return after.order(d.Order)
	}
	if n := len(after.Orders); n > len(before.Orders) {
		return &after.Orders[n-1]
	}
	return nil
}

func (p *Petition) facts() deadline.Facts {
	f := deadline.Facts{AtBureau: p.Registered.Unit == "" || p.Registered.Post.AtBureau(), Reachable: p.Record.Known()}
	if p.Assignment != nil {
		f.Path = string(p.Assignment.Path)
	}
	if p.Acceptance != nil {
		f.Path = string(p.Acceptance.Path)
		// The 60 days belong to claims and appeals in the petition procedure: TL arts 31(6), 34.
		f.ByPetition = p.Acceptance.Path == Ordinary && p.Record.Purpose != Suggestion && p.Record.Purpose != Accusation
	}
	return f
}

// ends reports whether nothing is owed any more in a state but what outlives it.
func ends(s State) bool {
	switch s {
	case Closed, Forwarded, Declined, FinallyDeclined, Withdrawn:
		return true
	}
	return false
}

// outlives reports whether a clock runs on after the end: rights, and the notice that tells the
// petitioner of the end, unless that was the reply.
func outlives(rule deadline.Rule, end State) bool {
	return rule.Right || rule.Stops("notified", "decision") && end != Closed
}

func fires(on func(kind, detail string) bool, names []string) bool {
	for _, name := range names {
		kind, detail, _ := strings.Cut(name, ":")
		if on(kind, detail) {
			return true
		}
	}
	return false
}

func pauses(rule deadline.Rule, names []string) bool {
	return fires(func(kind, detail string) bool { _, ok := rule.Pauses(kind, detail); return ok }, names)
}

func resumes(rule deadline.Rule, names []string) bool {
	for i := range rule.PausesOn {
		if fires(func(kind, detail string) bool { return rule.Resumes(i, kind, detail) }, names) {
			return true
		}
	}
	return false
}

func has(names []string, want string) bool { return contains(names, want) }

// Rule finds the rule under which a clock began.
func (r Rules) Rule(c Clock) (deadline.Rule, bool) { return r.Policies.Rule(c.Rule, c.Version) }

// DueDay is the last day of a clock; false while it stands still.
func (r Rules) DueDay(c Clock) (deadline.Day, bool) {
	rule, ok := r.Policies.Rule(c.Rule, c.Version)
	if !ok {
		return 0, false
	}
	term := c.Term()
	due := r.Calendar.DueDay(&rule, &term)
	return due, due != 0
}

// lapsed reports whether a right's window is over: its clock ran out, or there is none.
func (r Rules) lapsed(p *Petition, rule string, now time.Time) bool {
	clock := p.lastClock(rule)
	if clock == nil {
		return false
	}
	if clock.Outcome == Void {
		return true
	}
	due, ok := r.DueDay(*clock)
	return ok && deadline.DayOf(now) > due
}

// Standing is a clock as of a day: its rule, its last day and how it stands.
type Standing struct {
	Clock Clock
	Rule  deadline.Rule
	Due   deadline.Day // 0 while it stands still
	deadline.Standing
}

// Late reports whether a duty is overdue.
func (s Standing) Late() bool { return s.Kind == deadline.Late }

// Standings lists the running clocks as of a day, duties before rights, the earliest due first.
func (r Rules) Standings(p *Petition, today deadline.Day) []Standing {
	var all []Standing
	for _, c := range p.Clocks {
		rule, ok := r.Rule(c)
		if !ok || c.Outcome != Running {
			continue
		}
		due, _ := r.DueDay(c)
		all = append(all, Standing{Clock: c, Rule: rule, Due: due, Standing: r.Calendar.Standing(&rule, due, today)})
	}
	sortStandings(all)
	return all
}

// Lead is the clock that leads the display: the duty that ends first. The stricter of pledge and
// statute comes first by itself.
func (r Rules) Lead(p *Petition, today deadline.Day) (Standing, bool) {
	for _, s := range r.Standings(p, today) {
		if !s.Rule.Right && s.Rule.ID != PushRule {
			return s, true
		}
	}
	return Standing{}, false
}

// sortStandings puts duties first, then what somebody else was asked, then rights; what runs before what
// stands still, the earliest first.
func sortStandings(all []Standing) {
	rank := func(s Standing) int { return 2*boolInt(s.Rule.Right) + boolInt(s.Rule.ID == PushRule) }
	slices.SortStableFunc(all, func(a, b Standing) int {
		if rank(a) != rank(b) {
			return cmp.Compare(rank(a), rank(b))
		}
		if (a.Due == 0) != (b.Due == 0) {
			return cmp.Compare(boolInt(a.Due == 0), boolInt(b.Due == 0))
		}
		return cmp.Compare(a.Due, b.Due)
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
