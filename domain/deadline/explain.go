package deadline

import "strconv"

// explainer words a tally. It counts nothing: it looks at the days that counting went over and
// says of each why it did or did not count.
type explainer struct {
	calendar *Calendar
	rule     *Rule
	term     *Term
	tally    tally
	pauses   []Pause

	steps []Step
}

func (e *explainer) add(key string, args ...any) {
	e.steps = append(e.steps, Step{Key: "deadline.why." + key, Args: args})
}

func (e *explainer) explain() ([]Step, []int) {
	e.basis()
	if e.term.Start == 0 && e.rule.Unit != Date || e.rule.Unit == Date && e.term.Given == 0 {
		e.add("unset")
		return e.steps, nil
	}
	e.start()
	e.span()
	e.extension()
	e.rollOver()
	unknown := e.unknown()
	e.result()
	return e.steps, unknown
}

// basis: the rule, by its article.
func (e *explainer) basis() {
	key := "rule"
	if e.rule.Basis == Pledge {
		// The county changes its pledges; the law's versions are the law's own.
		key = "rule.version"
	}
	e.add(key, "name", e.rule.Name, "article", e.rule.Article, "version", e.rule.Version)
	if e.rule.ToVerify {
		e.add("verify")
	}
}

func (e *explainer) start() {
	if e.rule.Unit == Date {
		e.add("given", "day", e.term.Given)
		return
	}
	event := e.term.Event
	if event == "" && len(e.rule.StartsOn) > 0 {
		event = e.rule.StartsOn[0].Kind()
	}
	e.add("start", "start", e.term.Start, "event", event)
}

// reached is the last day that counting went over before it ended or ran into an open pause.
func (e *explainer) reached(end Day) Day {
	if end == 0 {
		return e.tally.pausedOn - 1
	}
	return end
}

func (e *explainer) span() {
	start, end, n := e.term.Start, e.tally.counted, e.rule.Span
	if e.rule.Unit == Date {
		if start == 0 || e.term.Given <= start {
			return
		}
		if paused := e.paused(start+1, e.reached(end)); paused > 0 && end != 0 {
			e.add("moved", "n", paused, "end", end)
		}
		return
	}
	switch e.rule.Unit {
	case Workdays:
		e.runs(start+1, e.reached(end), true)
		if end != 0 {
			e.add("workdays", "n", n, "end", end)
		}
	case Days:
		e.paused(start+1, e.reached(end))
		if end != 0 {
			e.add("days", "n", n, "end", end)
		}
	case Months:
		same := start.AddMonths(n)
		_, _, date := start.Date()
		if _, _, last := same.Date(); last != date {
			e.add("months.short", "n", n, "end", same, "date", date)
		} else {
			e.add("months", "n", n, "end", same)
		}
		if paused := e.paused(start+1, e.reached(end)); paused > 0 && end != 0 {
			e.add("moved", "n", paused, "end", end)
		}
	}
}

func (e *explainer) extension() {
	if e.term.Extended <= 0 || e.tally.counted == 0 {
		return
	}
	e.paused(e.tally.counted+1, e.reached(e.tally.nominal))
	if e.tally.nominal != 0 {
		e.add("extension", "n", e.term.Extended, "end", e.tally.nominal)
	}
}

// rollOver: each stretch that is not worked, and the day after the last of them.
func (e *explainer) rollOver() {
	nominal, due := e.tally.nominal, e.tally.due
	switch {
	case nominal == 0 || e.calendar.working(nominal):
	case due == 0: // ran into an open pause
		e.runs(nominal, e.tally.pausedOn-1, true)
	case due == nominal:
		e.add("stays", "due", due)
	default:
		first := len(e.steps)
		e.runs(nominal, due-1, false)
		last := &e.steps[len(e.steps)-1]
		if len(e.steps) > first && len(last.Key) > len(skip) && last.Key[:len(skip)] == skip {
			last.Key = "deadline.why.roll" + last.Key[len(skip):]
			last.Args = append(last.Args, "due", due)
		} else {
			e.add("roll", "due", due)
		}
	}
}

// unknown warns of the years whose notice is not known, where working days mattered.
func (e *explainer) unknown() []int {
	from, to := e.term.Start+1, e.tally.due
	if e.rule.Unit != Workdays {
		from = e.tally.nominal
		if from == 0 || !e.rule.RollOver {
			return nil
		}
	}
	if to == 0 {
		to = e.tally.pausedOn - 1
	}
	years := e.calendar.unknown(from, to)
	for _, year := range years {
		e.add("unknown", "year", strconv.Itoa(year))
	}
	return years
}

func (e *explainer) result() {
	if e.tally.pausedOn != 0 {
		key := "paused.days"
		if e.rule.Unit == Workdays && e.tally.counted == 0 {
			key = "paused.workdays"
		}
		e.add(key, "from", e.tally.pausedOn, "n", e.tally.left)
		return
	}
	if len(e.pauses) == 0 && e.term.Extended <= 0 && (len(e.rule.PausesOn) > 0 || e.rule.Extension.Times > 0) {
		e.add("none")
	}
	key := "due"
	if e.rule.Right {
		key = "due.right"
	}
	e.add(key, "due", e.tally.due)
}
