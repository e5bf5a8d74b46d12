package deadline

import "slices"

// Warning is a day on which to warn that a clock will end.
type Warning struct {
	Day    Day
	Half   bool // half the time is gone: for those with no progress recorded
	Before int  // or: so many working days before the end
}

// Warnings are the days on which to warn, in order. The end is [Result.Nominal]: a warning does not
// wait for a roll-over. Days before the clock runs, or on its last day, are left out; where both
// kinds fall on one day, the one before the end stands.
func (r *Rule) Warnings(start, end Day, c Calendar) []Warning {
	var warnings []Warning
	add := func(w Warning) {
		same := func(o Warning) bool { return o.Day == w.Day }
		if w.Day > start && w.Day < end && !slices.ContainsFunc(warnings, same) {
			warnings = append(warnings, w)
		}
	}
	for _, n := range r.Warn.Workdays {
		d := end
		for range n {
			d = c.PrevWorking(d)
		}
		add(Warning{Day: d, Before: n})
	}
	if r.Warn.Half {
		add(Warning{Day: r.half(start, end, c), Half: true})
	}
	slices.SortFunc(warnings, func(a, b Warning) int { return a.Day.Sub(b.Day) })
	return warnings
}

// half is the day with which half the time is gone, rounded up.
func (r *Rule) half(start, end Day, c Calendar) Day {
	if r.Unit != Workdays {
		return start.Add((end.Sub(start) + 1) / 2)
	}
	d, _, _ := c.advance(start, (c.WorkingDaysBetween(start, end)+1)/2, true, nil)
	return d
}
