package deadline

// Stand is how a clock stands on a day.
type Stand uint8

// The ways a clock can stand.
const (
	Unset  Stand = iota // an order without a day
	Left                // so many days are left
	Today               // ends today
	Late                // a duty is overdue
	Lapsed              // a right has ended
	Paused              // does not run
)

// soon is how near an end is that is told in working days whatever the clock counts.
const soon = 5

// Standing is how a clock stands, for the locale to word: "2 working days left".
type Standing struct {
	Kind Stand
	N    int  // how many
	Unit Unit // of them: Workdays or Days
	Soon bool // today, or at most five working days left
}

// Key is the standing's locale key.
func (s Standing) Key() string {
	key := [...]string{"deadline.unset", "deadline.left", "deadline.today", "deadline.late", "deadline.lapsed", "deadline.paused"}[s.Kind]
	if s.Kind == Left || s.Kind == Late {
		return key + "." + string(s.Unit)
	}
	return key
}

// Args are the standing's arguments for its key.
func (s Standing) Args() []any { return []any{"n", s.N} }

// Standing is how a result stands today.
func (r Result) Standing(rule *Rule, today Day, c Calendar) Standing {
	if r.Due == 0 && !r.Paused {
		return Standing{}
	}
	return c.Standing(rule, r.Due, today)
}

// Standing is how a clock with this due day stands today; no due day is a clock that is paused.
// Working days are told where the rule counts them, and by all rules within five working days.
func (c Calendar) Standing(rule *Rule, due, today Day) Standing {
	s := Standing{Unit: Days}
	switch {
	case due == 0:
		return Standing{Kind: Paused}
	case due == today:
		return Standing{Kind: Today, Unit: Days, Soon: true}
	case due > today:
		s.Kind, s.N = Left, due.Sub(today)
	case rule.Right:
		s.Kind, s.N = Lapsed, today.Sub(due)
	default:
		s.Kind, s.N = Late, today.Sub(due)
	}
	workdays := c.WorkingDaysBetween(min(due, today), max(due, today))
	s.Soon = s.Kind == Left && workdays <= soon
	// Over a weekend no working day may lie between; then only days tell the truth.
	if workdays > 0 && (rule.Unit == Workdays || workdays <= soon) {
		s.N, s.Unit = workdays, Workdays
	}
	return s
}
