package deadline

import "math"

// Pause is a stretch that is not counted, from the day on which it opened to the day on which it
// closed, both included. An open pause has no To.
type Pause struct {
	From, To Day
}

// Term is one run of a rule's clock.
type Term struct {
	Start    Day     // the day of the starting event
	Event    string  // its kind, for the derivation; the rule's first StartsOn if not said
	Pauses   []Pause // in any order; they may overlap
	Extended int     // days granted by extension
	Given    Day     // the day that an order sets, for rules by Date
}

// forever closes an open pause, inside the counting only.
const forever Day = math.MaxInt32

// tally is what counting gives.
type tally struct {
	counted  Day // the last day of the span
	nominal  Day // the last day with extension, before roll-over
	due      Day // the last day
	pausedOn Day // if a pause is open: the day it opened; there is no due day then
	left     int // and what is left of the span, in the rule's unit (days for months)
}

// count finds the last day of a term. All that asks for a due day comes through here.
func (c *Calendar) count(r *Rule, t *Term) tally {
	var room [8]Pause
	pauses := merge(room[:0], t.Pauses)
	from, span := t.Start, r.Span
	switch r.Unit {
	case Date:
		if t.Given == 0 {
			return tally{}
		}
		if from == 0 || t.Given < from {
			from = t.Given
		}
		span = t.Given.Sub(from)
	case Months:
		span = from.AddMonths(span).Sub(from)
	}
	if from == 0 {
		return tally{}
	}
	var n tally
	var stop Day
	if n.counted, n.left, stop = c.advance(from, span, r.Unit == Workdays, pauses); stop != 0 {
		if r.Unit != Workdays {
			n.left += t.Extended
		}
		return tally{pausedOn: stop, left: n.left}
	}
	if n.nominal, n.left, stop = c.advance(n.counted, t.Extended, false, pauses); stop != 0 {
		return tally{counted: n.counted, pausedOn: stop, left: n.left}
	}
	if n.due, stop = n.nominal, 0; r.RollOver {
		n.due, stop = c.roll(n.nominal, pauses)
	}
	if stop != 0 {
		return tally{counted: n.counted, nominal: n.nominal, pausedOn: stop}
	}
	return n
}

// advance counts n days on from a day that is not counted itself. If it runs into an open pause,
// it gives what is left and the day on which that pause opened.
func (c *Calendar) advance(from Day, n int, workdays bool, pauses []Pause) (end Day, left int, stop Day) {
	d, next := from, 0
	for n > 0 {
		d++
		for next < len(pauses) && pauses[next].To < d {
			next++
		}
		clear := n // days before the next pause
		if next < len(pauses) {
			if p := pauses[next]; p.From <= d {
				if p.To == forever {
					return 0, n, p.From
				}
				d = p.To
				continue
			}
			clear = min(n, pauses[next].From.Sub(d))
		}
		if !workdays {
			d, n = d.Add(clear-1), n-clear
			continue
		}
		if c.working(d) {
			n--
		}
	}
	return d, 0, 0
}

// roll moves the last day to a day that is worked and not paused.
func (c *Calendar) roll(d Day, pauses []Pause) (due, stop Day) {
	for next := 0; !c.working(d); {
		d++
		for next < len(pauses) && pauses[next].To < d {
			next++
		}
		for next < len(pauses) && pauses[next].From <= d {
			if pauses[next].To == forever {
				return 0, pauses[next].From
			}
			d = pauses[next].To + 1
			next++
		}
	}
	return d, 0
}

// merge puts pauses in order and joins those that overlap or touch, so that no day is left out twice.
func merge(into, pauses []Pause) []Pause {
	for _, p := range pauses {
		if p.To == 0 {
			p.To = forever
		}
		if p.From == 0 || p.To < p.From {
			continue
		}
		i := len(into)
		into = append(into, p)
		for ; i > 0 && into[i-1].From > p.From; i-- {
			into[i] = into[i-1]
		}
		into[i] = p
	}
	kept := into[:0]
	for _, p := range into {
		// Subtracting, not adding: forever has no day after it.
		if n := len(kept); n > 0 && p.From-1 <= kept[n-1].To {
			kept[n-1].To = max(kept[n-1].To, p.To)
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
