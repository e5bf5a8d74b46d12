package web

import (
	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/page"
)

// leading is how many clocks stand open on the page; the others are folded away.
const leading = 2

// clocks are the running clocks with why they end on their day: duties, then rights.
func (c course) clocks() []page.ClockView {
	var all []page.ClockView
	for i, s := range c.standings() {
		clock := page.ClockOf(c.l, s.Rule, c.rules.Calendar.Due(s.Rule, s.Clock.Term()), s.Standing)
		clock.Open = i == 0
		all = append(all, clock)
	}
	return all
}

// finished are the clocks that ended, by what was owed.
func (c course) finished() []page.Fact {
	var all []page.Fact
	for _, f := range c.rules.Finishes(c.p) {
		if c.hidden[c.letterBehind(f.Clock.Ref)] {
			continue
		}
		name := f.Rule.Name.In(c.l.Tag())
		if f.Clock.Outcome == petition.Void {
			all = append(all, page.Fact{Term: name, Text: c.l.T("case.clock.void", "day", f.Clock.End)})
			continue
		}
		all = append(all, page.Fact{Term: name, Text: c.l.T("case.clock.met", "day", f.Clock.End), Body: page.Due(c.l, page.MetOf(c.l, f.Rule, f.Due, f.Clock.End))})
	}
	return all
}

// track is the picture beside the clocks; nil when there is nothing to draw.
func (c course) track() *page.TrackView {
	var bars []petition.Standing
	for _, s := range c.standings() {
		if s.Due != 0 && !s.Rule.Right && len(bars) < leading {
			bars = append(bars, s)
		}
	}
	if len(bars) == 0 {
		return nil
	}
	from, to := bars[0].Clock.Start, c.today
	for _, s := range bars {
		from, to = min(from, s.Clock.Start), max(to, s.Due)
	}
	if c.p.Present() > 0 {
		from = min(from, deadline.DayOf(c.p.Acceptance.At))
	}
	pad := max(1, to.Sub(from)/20)
	from, to = from-deadline.Day(pad), to+deadline.Day(pad)
	at := func(d deadline.Day) int { return d.Sub(from) }
	t := &page.TrackView{Days: to.Sub(from), Today: at(c.today), TodayWords: c.l.T("case.today")}
	for _, s := range bars {
		// The line stands at the end of the last day.
		t.Bars = append(t.Bars, page.TrackBar{From: at(s.Clock.Start), To: at(s.Due), Words: c.l.T("case.track.bar", "basis", string(s.Rule.Basis), "due", s.Due)})
	}
	t.Steps = c.trackSteps(at, to)
	t.Off = c.trackOff(from, to, at)
	t.Ticks = c.trackTicks(from, to, at)
	return t
}

func (c course) trackSteps(at func(deadline.Day) int, to deadline.Day) []page.TrackStep {
	now := c.p.Present()
	if now == 0 {
		return nil
	}
	accepted := deadline.DayOf(c.p.Acceptance.At)
	var steps []page.TrackStep
	for step := deadline.LadderHandler; step <= deadline.LadderLiaison; step++ {
		first, end := deadline.LadderDay(accepted, step, c.p.Rests...), deadline.LadderDay(accepted, step+1, c.p.Rests...)
		if step == deadline.LadderHandler {
			first = accepted
		}
		if end == 0 {
			end = min(first+14, to)
		}
		if first == 0 || first >= to {
			break
		}
		standing := "past"
		switch {
		case step == now:
			standing = "now"
		case step > now:
			standing = "next"
		}
		steps = append(steps, page.TrackStep{From: at(first), To: at(min(end, to)), Standing: standing, Words: c.l.T("deadline.ladder.post." + string(rune('0'+step)))})
	}
	return steps
}

// longOff is how long a stretch of days off must be to be drawn: longer than a weekend.
const longOff = 3

func (c course) trackOff(from, to deadline.Day, at func(deadline.Day) int) []page.TrackBand {
	var bands []page.TrackBand
	for d := from; d < to; d++ {
		if c.rules.Calendar.Working(d) {
			continue
		}
		first, name := d, ""
		for ; d < to && !c.rules.Calendar.Working(d); d++ {
			if why := c.rules.Calendar.Why(d); why.Kind == deadline.Holiday && name == "" {
				name = why.Name
			}
		}
		if d.Sub(first) >= longOff && name != "" {
			if !c.l.Chinese() {
				name = ""
			}
			bands = append(bands, page.TrackBand{From: at(first), To: at(d), Words: name})
		}
	}
	return bands
}

// trackTicks name the first and the sixteenth of each month.
func (c course) trackTicks(from, to deadline.Day, at func(deadline.Day) int) []page.TrackTick {
	var ticks []page.TrackTick
	room := max(4, to.Sub(from)/9)
	for d := from; d <= to; d++ {
		_, _, date := d.Date()
		if date != 1 && date != 16 {
			continue
		}
		if n := len(ticks); n > 0 && at(d)-ticks[n-1].At < room {
			continue
		}
		words := c.l.Day(d)
		if date == 1 || len(ticks) == 0 {
			words = c.l.Date(d)
		}
		ticks = append(ticks, page.TrackTick{At: at(d), Words: words})
	}
	return ticks
}
