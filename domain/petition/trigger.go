package petition

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
)

// Trigger is a rule of supervision 督办: when all of its facts hold, a step is suggested. It suggests;
// a person issues.
type Trigger struct {
	ID       string        `json:"id"`
	Name     deadline.Text `json:"name"`
	When     []Condition   `json:"when"`
	Suggests OrderKind     `json:"suggests"`
	Answer   int           `json:"answer"` // working days that the suggested order leaves for an answer
}

// Condition is one fact of the record that holds, for so many days or so many times.
type Condition struct {
	Fact     Fact `json:"fact"`
	Days     int  `json:"days,omitempty"`     // calendar days since
	Workdays int  `json:"workdays,omitempty"` // working days since
	Times    int  `json:"times,omitempty"`    // at least so often
}

// Fact is something of the record that can hold from a moment on.
type Fact string

// The facts that a condition may name.
const (
	FactHalf          Fact = "half_without_progress" // half the time of the reply's strictest clock is gone, nothing was done
	FactAcceptLate    Fact = "acceptance_overdue"
	FactNoticeLate    Fact = "notice_overdue"
	FactObjections    Fact = "objections" // times
	FactReplyLate     Fact = "reply_overdue"
	FactReturned      Fact = "feedback_returned" // an answer was sent back and has not come again
	FactUnanswered    Fact = "order_overdue"
	FactAssistSilent  Fact = "assisting_silent"
	FactContradicted  Fact = "callback_contradicts"
	FactRepeated      Fact = "raised_again" // a repeat or backflow after closing
	FactInstruction   Fact = "instruction_overdue"
	FactReplySentBack Fact = "reply_sent_back" // times
	FactRaised        Fact = "raised"          // at the county's own or a higher office
)

// Facts lists them.
func Facts() []Fact {
	return []Fact{FactHalf, FactAcceptLate, FactNoticeLate, FactObjections, FactReplyLate, FactReturned, FactUnanswered,
		FactAssistSilent, FactContradicted, FactRepeated, FactInstruction, FactReplySentBack, FactRaised}
}

// Advice is a step of supervision that a trigger asks for.
type Advice struct {
	Trigger Trigger
	Step    OrderKind
	Since   time.Time // from when its facts hold, if nothing is done before
}

// Advise lists what the triggers suggest, now or at a moment to come if nothing is done before.
// What was issued or set aside after its facts began to hold is not suggested again; each time the
// same ground comes back, the next step is. Nothing is suggested about a matter that nobody owes.
func (r Rules) Advise(p *Petition) []Advice {
	if !p.State.Open() || p.Unit() == "" {
		return nil
	}
	var all []Advice
	for _, t := range r.Triggers {
		dealt := p.dealtWith(t.ID)
		if since, holds := r.holds(p, t.When, dealt); holds && since.After(dealt) {
			all = append(all, Advice{t, p.sterner(t), since})
		}
	}
	return all
}

// Asking is the trigger that asks for a step of supervision by now, the first where several do; "" where
// none does. A letter that takes the step answers it.
func (r Rules) Asking(p *Petition, step OrderKind, now time.Time) string {
	for _, a := range r.Advise(p) {
		if a.Step == step && !a.Since.After(now) {
			return a.Trigger.ID
		}
	}
	return ""
}

// dealtWith is when a trigger's step was last issued or set aside, or zero.
func (p *Petition) dealtWith(trigger string) time.Time {
	last := p.SetAside(trigger)
	for _, o := range p.Orders {
		if o.Trigger == trigger && o.Voided.IsZero() && o.Issued.After(last) {
			last = o.Issued
		}
	}
	return last
}

// sterner is the step that a trigger suggests, or the one after the last that it led to.
func (p *Petition) sterner(t Trigger) OrderKind {
	steps := OrderSteps()
	step := slices.Index(steps, t.Suggests)
	if step < 0 {
		return t.Suggests // a reminder is none of the steps: each time anew
	}
	for _, o := range p.Orders {
		if o.Trigger == t.ID && o.Voided.IsZero() {
			step = max(step, slices.Index(steps, o.Kind)+1)
		}
	}
	return steps[min(max(step, 0), len(steps)-1)]
}

// holds is the moment from which all conditions hold. Where a fact holds on several grounds, it is the
// first that came after the trigger was last dealt with.
func (r Rules) holds(p *Petition, all []Condition, dealt time.Time) (time.Time, bool) {
	var since time.Time
	for _, c := range all {
		grounds := r.fact(p, c)
		if len(grounds) == 0 {
			return time.Time{}, false
		}
		for i := range grounds {
			grounds[i] = r.later(grounds[i], c)
		}
		slices.SortFunc(grounds, time.Time.Compare)
		at := grounds[len(grounds)-1]
		if i := slices.IndexFunc(grounds, func(g time.Time) bool { return g.After(dealt) }); i >= 0 {
			at = grounds[i]
		}
		if at.After(since) {
			since = at
		}
	}
	return since, len(all) > 0
}

// later is the moment at which a condition's days are over, counted as for a clock: from the day after,
// to the last one's 24:00.
func (r Rules) later(at time.Time, c Condition) time.Time {
	if c.Days > 0 {
		at = deadline.DayOf(at).Add(c.Days).End()
	}
	if c.Workdays > 0 {
		day := deadline.DayOf(at)
		for range c.Workdays {
			day = r.Calendar.NextWorking(day)
		}
		at = day.End()
	}
	return at
}

// fact lists the moments, past or to come, from which a fact holds, one for each ground.
func (r Rules) fact(p *Petition, c Condition) []time.Time {
	switch c.Fact {
	case FactHalf:
		return r.halfGone(p)
	case FactAcceptLate:
		return r.lateFrom(p, "pledge.accept", "law.simple.accept")
	case FactNoticeLate:
		return r.lateFrom(p, "law.notice")
	case FactReplyLate:
		return r.lateFrom(p, "pledge.simple", "pledge.ordinary", "law.handle", "law.simple.reply")
	case FactObjections:
		n := min(max(c.Times, 1)-1, len(p.Objections))
		return instants(p.Objections[n:], func(o Objection) (time.Time, bool) { return o.At, true })
	case FactReplySentBack:
		if p.Reply != nil && p.Reply.Times >= max(c.Times, 1) && p.Reply.SentBack != "" {
			return []time.Time{p.Reply.SentBackAt}
		}
	case FactReturned:
		return instants(p.Orders, func(o Order) (time.Time, bool) { return o.Returned, !o.Returned.IsZero() })
	case FactUnanswered:
		return instants(p.Orders, func(o Order) (time.Time, bool) {
			at, ok := r.orderLate(p, o)
			return at, ok && o.Kind != Instruction && o.Kind != Referral
		})
	case FactInstruction:
		return instants(p.Orders, func(o Order) (time.Time, bool) {
			at, ok := r.orderLate(p, o)
			return at, ok && o.Kind == Instruction
		})
	case FactAssistSilent:
		if p.Assignment != nil && slices.Contains(states(KAssisted), p.State) {
			return instants(p.Assignment.Assisting, func(a Assist) (time.Time, bool) {
				if a.Due != 0 {
					return a.Due.Start(), a.Said.IsZero()
				}
				return p.Assignment.At, a.Said.IsZero()
			})
		}
	case FactContradicted:
		if p.Contradicted != nil {
			return []time.Time{p.Contradicted.At}
		}
	case FactRaised:
		return instants(p.Raised, func(e Escalation) (time.Time, bool) { return e.On.Start(), true })
	case FactRepeated:
		if slices.ContainsFunc(p.Links, func(l Link) bool { return l.Kind == Backflow || l.Kind == Repeated && p.follows(l) }) {
			return []time.Time{p.RegisterAt}
		}
	}
	return nil
}

// instants are those that the items of a list give.
func instants[T any](list []T, when func(T) (time.Time, bool)) []time.Time {
	var all []time.Time
	for _, item := range list {
		if at, ok := when(item); ok {
			all = append(all, at)
		}
	}
	return all
}

// lateFrom is when each of some running clocks is overdue.
func (r Rules) lateFrom(p *Petition, rules ...string) []time.Time {
	return instants(p.Clocks, func(c Clock) (time.Time, bool) {
		if c.Outcome != Running || !slices.Contains(rules, c.Rule) {
			return time.Time{}, false
		}
		due, ok := r.DueDay(c)
		return due.End(), ok
	})
}

// orderLate is when an order that waits is overdue, by its clock.
func (r Rules) orderLate(p *Petition, o Order) (time.Time, bool) {
	clock := p.running(feedback, o.ID)
	if clock == nil || !o.Waiting() {
		return time.Time{}, false
	}
	due, ok := r.DueDay(*clock)
	return due.End(), ok
}

// halfGone is when half the time for the reply, by its strictest clock, is gone with nothing done
// since the clock began.
func (r Rules) halfGone(p *Petition) []time.Time {
	if p.State != Accepted {
		return nil
	}
	for _, m := range r.Moments(p) {
		if m.Alarm == AlarmHalf && m.Rule.Stops("replied", "") && p.Rings(m) {
			return []time.Time{m.At}
		}
	}
	return nil
}
