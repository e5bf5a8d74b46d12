package web

import (
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
)

// rungs are who answers, week by week: those whom the ladder brought in, and those whom it will.
func (c course) rungs(events []petition.Event) []page.Rung {
	if c.p.Acceptance == nil {
		return nil
	}
	accepted := deadline.DayOf(c.p.Acceptance.At)
	brought := c.brought(events)
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
		duty, ok := brought[step]
		if step == deadline.LadderHandler {
			duty, ok = c.p.Acceptance.Handler, true
		}
		if !ok {
			duty = c.nextDuty(step)
		}
		r.Name, r.Post = duty.Name, duty.Title
		if r.Post == "" {
			r.Post = c.l.T("deadline.ladder.post." + string(rune('0'+step)))
		}
		if r.Standing == "now" {
			r.Phone = duty.Phone
		}
		r.Note = c.rungNote(step, deadline.LadderDay(accepted, step), deadline.LadderDay(accepted, step+1), r.Standing)
		all = append(all, r)
	}
	return all
}

// brought are those whom the ladder has brought in since the matter was last taken up, by week.
func (c course) brought(events []petition.Event) map[int]petition.Duty {
	all := map[int]petition.Duty{}
	for _, e := range events {
		if d, ok := e.Data.(*petition.LadderAdvanced); ok && !e.At.Before(c.p.Acceptance.At) {
			all[d.Week] = d.To
		}
	}
	return all
}

// rungNote says what was done in a week, or when it comes.
func (c course) rungNote(step int, from, to deadline.Day, standing string) string {
	if from == 0 || step == deadline.LadderHandler {
		from = deadline.DayOf(c.p.Acceptance.At)
	}
	if standing == "next" {
		return c.l.T("case.rung.next", "day", from)
	}
	within := func(at time.Time) bool {
		day := deadline.DayOf(at)
		return day >= from && (to == 0 || day < to)
	}
	contacts, works := 0, 0
	for _, x := range c.p.Contacts {
		if within(x.At) && !x.At.Before(c.p.Acceptance.At) {
			contacts++
		}
	}
	for _, x := range c.p.Work {
		if within(x.At) && !x.At.Before(c.p.Acceptance.At) {
			works++
		}
	}
	done := c.l.T("case.rung.nothing")
	if contacts+works > 0 {
		done = c.l.T("case.rung.done", "contacts", contacts, "works", works)
	}
	if to == 0 {
		return c.l.T("case.rung.since", "from", from, "done", done)
	}
	return c.l.T("case.rung.week", "from", from, "to", to-1, "done", done)
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
