package web

import (
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
)

// rungs are who answers, week by week: those whose turn it became, what they did, and whose turn
// comes next.
func (c course) rungs() []page.Rung {
	if c.p.Acceptance == nil {
		return nil
	}
	now := c.p.Present()
	var all []page.Rung
	for step := deadline.LadderHandler; step <= deadline.LadderLiaison; step++ {
		if now == 0 && step > max(1, c.p.Week) {
			break // nobody else was needed
		}
		r := page.Rung{Week: c.l.T("deadline.ladder." + string(rune('0'+step))), Standing: "past"}
		switch {
		case step == now:
			r.Standing = "now"
		case step > now && now != 0:
			r.Standing = "next"
		}
		duty, note := c.rung(step)
		r.Name, r.Post, r.Note = duty.Name, duty.Title, note
		if r.Name == "" {
			r.Name = c.l.T("case.rung.nobody")
		}
		if r.Post == "" {
			r.Post = c.l.T("deadline.ladder.post." + string(rune('0'+step)))
		}
		if r.Standing == "now" {
			r.Phone = duty.Phone
		}
		all = append(all, r)
	}
	return all
}

// rung is who answers in a week, since when, and when they first did something or that nothing is
// recorded; for a week to come, whom the book names today.
func (c course) rung(step int) (petition.Duty, string) {
	if step == deadline.LadderHandler {
		return c.p.Acceptance.Handler, c.rungNote(step, c.p.Acceptance.At, c.firstWork(), "")
	}
	for _, r := range c.p.Ladder {
		if r.Week == step {
			name := r.By.Name
			if name == r.To.Name {
				name = ""
			}
			return r.To, c.rungNote(step, r.Due, r.Done, name)
		}
	}
	return c.nextDuty(step), c.l.T("case.rung.next", "day", deadline.LadderDay(deadline.DayOf(c.p.Acceptance.At), step, c.p.Rests...))
}

// rungNote says from when to when a week runs and what was done in it; who, if somebody else did it.
func (c course) rungNote(step int, from, done time.Time, name string) string {
	words := c.l.T("case.rung.nothing")
	switch {
	case !done.IsZero() && name != "":
		words = c.l.T("case.rung.done.by", "day", done, "name", name)
	case !done.IsZero():
		words = c.l.T("case.rung.done", "day", done)
	}
	end := deadline.LadderDay(deadline.DayOf(c.p.Acceptance.At), step+1, c.p.Rests...)
	if end == 0 || end > c.today {
		return c.l.T("case.rung.since", "from", from, "done", words)
	}
	return c.l.T("case.rung.week", "from", from, "to", end-1, "done", words)
}

// firstWork is when the handler's side first did something in the first week: a talk, or work.
func (c course) firstWork() time.Time {
	since, end := c.p.Acceptance.At, deadline.LadderDay(deadline.DayOf(c.p.Acceptance.At), deadline.LadderDeputy, c.p.Rests...)
	var first time.Time
	note := func(at time.Time) {
		within := !at.Before(since) && (end == 0 || deadline.DayOf(at) < end)
		if within && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	for _, x := range c.p.Contacts {
		note(x.At)
	}
	for _, x := range c.p.Work {
		note(x.At)
	}
	return first
}

// nextDuty is whom a week of the ladder brings in, by the book as it is today.
func (c course) nextDuty(step int) petition.Duty {
	unit := c.p.Unit()
	kind := org.Deputy
	switch step {
	case deadline.LadderHead:
		kind = org.Head
	case deadline.LadderLiaison:
		if person, ok := c.dir.Liaison(unit); ok {
			return petition.Duty{Person: person.ID, Name: person.Name, Phone: person.Phone}
		}
		return petition.Duty{}
	}
	for _, post := range c.dir.Holders(unit, c.today.Start().Add(12*time.Hour), kind) {
		if person, ok := c.dir.Person(post.Person); ok {
			return petition.Duty{Person: person.ID, Name: person.Name, Title: post.Title, Unit: unit, Phone: person.Phone}
		}
	}
	return petition.Duty{}
}

// climber names whom a week brings in, and the post.
func (c course) climber(step int) (name, post string) {
	duty := c.nextDuty(step)
	post = duty.Title
	if post == "" {
		post = c.l.T("deadline.ladder.post." + string(rune('0'+step)))
	}
	return duty.Name, strings.TrimSpace(post)
}
