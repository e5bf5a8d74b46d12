package deadline

import "slices"

const skip = "deadline.why.skip"

// stretch is a run of days with one reason.
type stretch struct {
	from, to Day
	paused   bool
	why      Reason
}

// runs lists the days from one to another that did not count, or count though they are weekend
// days, gathered into stretches with the same reason.
func (e *explainer) runs(from, to Day, makeup bool) {
	var run stretch
	for d := from; d <= to; d++ {
		next := stretch{from: d, to: d, paused: e.isPaused(d)}
		if !next.paused {
			next.why = e.calendar.Why(d)
		}
		if d > from && next.paused == run.paused && next.why == run.why && next.why.Kind != Makeup {
			run.to = d
			continue
		}
		e.stretch(run, makeup)
		run = next
	}
	e.stretch(run, makeup)
}

// stretch words one run of days; a run of plain working days needs no word.
func (e *explainer) stretch(s stretch, makeup bool) {
	days := []any{"from", s.from, "to", s.to, "n", s.to.Sub(s.from) + 1}
	key := "skip."
	switch {
	case s.from == 0:
		return
	case s.paused:
		e.pause(s.from, s.to)
		return
	case s.why.Kind == Weekend:
		key += "weekend"
	case s.why.Kind == Holiday:
		if words, ok := e.calendar.holidayCodes(s.why.Name); ok {
			key += "holiday"
			days = append(days, "holiday", words)
		} else {
			key += "named"
			days = append(days, "holiday", s.why.Name)
		}
	case s.why.Kind == Makeup && makeup:
		e.add("makeup", "day", s.from)
		return
	default:
		return
	}
	if s.from == s.to {
		key += ".day"
	}
	e.add(key, days...)
}

func (e *explainer) pause(from, to Day) {
	key := "pause"
	if from == to {
		key = "pause.day"
	}
	e.add(key, "from", from, "to", to, "n", to.Sub(from)+1)
}

// paused words the pauses between two days, both included, and counts their days.
func (e *explainer) paused(from, to Day) int {
	n := 0
	for _, p := range e.pauses {
		first, last := max(p.From, from), min(p.To, to)
		if first <= last {
			e.pause(first, last)
			n += last.Sub(first) + 1
		}
	}
	return n
}

func (e *explainer) isPaused(d Day) bool {
	return slices.ContainsFunc(e.pauses, func(p Pause) bool { return p.From <= d && d <= p.To })
}
