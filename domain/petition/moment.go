package petition

import (
	"slices"
	"strconv"
	"time"

	"bihuan/domain/deadline"
)

// Alarm is what a clock does by itself on its way to the end: each once for a clock, and the warnings
// once more when it was extended.
type Alarm string

// The alarms. Those before the end are named by how many working days are left: before1, before5.
const (
	AlarmHalf Alarm = "half" // half the time is gone and no progress is recorded
	AlarmLate Alarm = "late" // a duty has become overdue, a right has lapsed
)

// AlarmBefore is the warning so many working days before the end.
func AlarmBefore(n int) Alarm { return Alarm("before" + strconv.Itoa(n)) }

// warnHour is when on its day a warning is given: the office opens then.
const warnHour = 8

// Moment is an instant at which something happens to a petition though nobody acts.
type Moment struct {
	At    time.Time
	Alarm Alarm // or "", for a step of the ladder
	Week  int   // the ladder's
	Clock int   // which of the petition's clocks
	Rule  deadline.Rule
	Due   deadline.Day
	Ref   string // the order that the clock is for
}

// Epoch tells the alarms of one stretch of a clock from those after its extension.
func (p *Petition) Epoch(m Moment) int {
	if m.Alarm == "" || m.Alarm == AlarmLate {
		return 0
	}
	return p.Clocks[m.Clock].Extra
}

// Moments lists all that is to happen by itself from the state in which the petition is, in order
// of time: the warnings and the end of each running clock, and the next step of the ladder.
func (r Rules) Moments(p *Petition) []Moment {
	var all []Moment
	for i, c := range p.Clocks {
		if c.Outcome != Running {
			continue
		}
		rule, ok := r.Rule(c)
		if !ok {
			continue
		}
		term := c.Term()
		due, nominal := r.Calendar.Ends(&rule, &term)
		if due == 0 {
			continue // it stands still
		}
		m := Moment{Clock: i, Rule: rule, Due: due, Ref: c.Ref}
		for _, w := range rule.Warnings(c.Start, nominal, r.Calendar) {
			m.At, m.Alarm = w.Day.Start().Add(warnHour*time.Hour), AlarmBefore(w.Before)
			if w.Half {
				m.Alarm = AlarmHalf
			}
			all = append(all, m)
		}
		// A term ends at 24:00 of its last day.
		m.At, m.Alarm = due.Add(1).Start(), AlarmLate
		all = append(all, m)
	}
	if week, at, ok := p.NextRung(); ok {
		all = append(all, Moment{At: at, Week: week})
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return a.At.Compare(b.At) })
	return all
}

// NextMoment is the first moment after an instant; false if nothing is to happen.
func NextMoment(moments []Moment, after time.Time) (time.Time, bool) {
	for _, m := range moments {
		if m.At.After(after) {
			return m.At, true
		}
	}
	return time.Time{}, false
}

// Rings reports whether an alarm whose moment has come is given: half the time gone is told only
// where nothing was done since the clock began.
func (p *Petition) Rings(m Moment) bool {
	return m.Alarm != AlarmHalf || !p.Progressed(p.Clocks[m.Clock].Start)
}

// Progressed reports whether anything was done for the matter from a day on: work, a talk with the
// petitioner, a draft, a file, a call.
func (p *Petition) Progressed(since deadline.Day) bool {
	last := p.LastProgress()
	return !last.IsZero() && deadline.DayOf(last) >= since
}

// LastProgress is when something was last done for the matter, or zero.
func (p *Petition) LastProgress() time.Time {
	var last time.Time
	note := func(at time.Time) {
		if at.After(last) {
			last = at
		}
	}
	for _, w := range p.Work {
		note(w.At)
	}
	for _, c := range p.Contacts {
		note(c.At)
	}
	for _, f := range p.Files {
		note(f.At)
	}
	for _, c := range p.Calls {
		note(c.At)
	}
	if p.Reply != nil {
		note(p.Reply.Submitted)
		note(p.Reply.Issued)
	}
	return last
}
