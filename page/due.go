package page

import (
	"bihuan/domain/deadline"
	"bihuan/locale"
)

// DueOf words how a clock stands, for a list: words first, then the date.
func DueOf(l *locale.Locale, rule deadline.Rule, due deadline.Day, s deadline.Standing) DueView {
	d := DueView{
		Basis:    basisOf(rule),
		Standing: standingOf(rule, s),
		Words:    l.T(s.Key(), s.Args()...),
		Title:    rule.Name.In(l.Tag()),
	}
	if due != 0 {
		d.Date = l.ISOWeek(due)
	}
	return d
}

// MetOf words a clock that was met on a day: in time, or how late; due is 0 when none was set.
func MetOf(l *locale.Locale, rule deadline.Rule, due, met deadline.Day) DueView {
	d := DueView{Basis: basisOf(rule), Standing: Done, Title: rule.Name.In(l.Tag())}
	switch {
	case due == 0:
		d.Words = l.T("page.due.met")
	case met > due:
		// It is over, so it is written without the red that asks somebody to act.
		d.Standing = OK
		d.Words = l.T("page.due.met.late", "n", met.Sub(due), "due", due)
	default:
		d.Words = l.T("page.due.met.in_time", "due", due)
	}
	return d
}

// ClockOf is a clock with its derivation, for the page of a matter.
func ClockOf(l *locale.Locale, rule deadline.Rule, r deadline.Result, s deadline.Standing) ClockView {
	c := ClockView{
		Basis:    basisOf(rule),
		Name:     rule.Name.In(l.Tag()),
		Words:    l.T(s.Key(), s.Args()...),
		Standing: standingOf(rule, s),
		WhyTitle: l.T("page.due.why"),
		Why:      WhyOf(l, r),
	}
	if r.Due != 0 {
		c.Date = l.T("page.due.midnight", "day", l.DateWeek(r.Due))
		c.WhyTitle = l.T("page.due.why.day", "due", r.Due)
	}
	return c
}

// WhyOf words a derivation, line by line.
func WhyOf(l *locale.Locale, r deadline.Result) []WhyLine {
	lines := make([]WhyLine, len(r.Steps))
	for i, step := range r.Steps {
		args := step.In(l.Tag())
		lines[i] = WhyLine{Label: l.T(step.Label(), args...), Text: l.T(step.Key, args...)}
	}
	return lines
}

// basisOf is the seal of a rule: a right is a right, whatever gives it.
func basisOf(rule deadline.Rule) string {
	if rule.Right {
		return Right
	}
	return string(rule.Basis)
}

func standingOf(rule deadline.Rule, s deadline.Standing) string {
	switch s.Kind {
	case deadline.Late:
		return Late
	case deadline.Paused:
		return Hold
	case deadline.Lapsed, deadline.Unset:
		return NoDate
	}
	switch {
	case rule.Right:
		return Lapses
	case s.Kind == deadline.Today:
		return DueToday
	case s.Soon:
		return Soon
	}
	return OK
}
