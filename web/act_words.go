package web

import (
	"strings"

	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// matter is what stands beside the form: enough to act without going back.
func (d *desk) matter() view.Matter {
	p, l := d.p, d.L
	m := view.Matter{No: p.No, Short: shortNumber(p.No), Area: strings.TrimSuffix(p.No, shortNumber(p.No)),
		Subject: p.Record.Subject, State: page.StateOf(l, string(p.State)), Told: p.Record.Facts}
	for _, demand := range p.Record.Demands {
		m.Demands = append(m.Demands, demand.Text)
	}
	if lead, ok := d.v.Rules().DueFor(p, d.kind, d.v.Today); ok {
		due := page.DueOf(l, lead.Rule, lead.Due, lead.Standing)
		m.Lead = &due
	}
	fact := func(key, text string) {
		if text != "" {
			m.Facts = append(m.Facts, page.Fact{Term: l.T(key), Text: text})
		}
	}
	fact("petition.field.petitioners", petitionerWords(l, p))
	fact("petition.field.place", d.dir.AreaName(p.Record.Place))
	fact("petition.field.category", categoryName(l, d.dir, p.Record.Category))
	fact("petition.field.unit", d.dir.UnitName(p.Unit()))
	if p.Acceptance != nil {
		fact("petition.field.handler", p.Acceptance.Handler.Name)
	}
	if p.Sponsor != nil {
		fact("petition.field.sponsor", p.Sponsor.Name)
	}
	return m
}

// course words what happened to the matter.
func (d *desk) course() course {
	return course{l: d.L, dir: d.dir, rules: d.v.Rules(), p: d.p, today: d.v.Today}
}

// moments are events in plain words.
func (d *desk) moments(events []petition.Event) []page.Moment {
	c := d.course()
	moments := make([]page.Moment, len(events))
	for i, e := range events {
		moments[i] = c.moment(e)
	}
	return moments
}

// answerViews are answers to be read.
func (d *desk) answerViews(answers []petition.Answer) []view.Answer {
	var all []view.Answer
	for i, a := range answers {
		one := view.Answer{Number: d.L.T("petition.demand.one", "n", d.L.Count(i+1)), Parts: answerFacts(d.L, a)}
		if i < len(d.p.Record.Demands) {
			one.Demand = d.p.Record.Demands[i].Text
		}
		all = append(all, one)
	}
	return all
}

// done says what the act did and what is due next.
func (d *desk) done(after *petition.Petition) string {
	said := d.L.T("act.done." + string(d.kind))
	next := d.v.Rules().Next(after, d.v.Now)
	if len(next) == 0 {
		return said
	}
	lead, ok := d.v.Rules().Lead(after, d.v.Today)
	if !ok || lead.Due == 0 {
		return said + d.L.T("act.done.next", "act", string(next[0]))
	}
	due := page.DueOf(d.L, lead.Rule, lead.Due, lead.Standing)
	return said + d.L.T("act.done.due", "act", string(next[0]), "rule", due.Title, "words", due.Words, "day", lead.Due)
}

// keptFiles are files of an earlier try, to go on with or to leave out.
func (d *desk) keptFiles() []view.Kept {
	var kept []view.Kept
	for _, a := range d.files {
		kept = append(kept, view.Kept{Hash: a.Hash, Name: a.Name})
	}
	return kept
}

// valueWords words what a field of the record holds.
func (d *desk) valueWords(field petition.Field, value string) string {
	return course{l: d.L, dir: d.dir}.value(field, value)
}

func (d *desk) maskedOld(field petition.Field, index int) string {
	if index >= len(d.p.Record.Petitioners) {
		return ""
	}
	who := d.p.Record.Petitioners[index]
	switch field {
	case petition.FName:
		return who.Name.Mask()
	case petition.FPhone:
		return who.Phone.Mask()
	case petition.FID:
		return who.ID.Mask()
	}
	return who.Address.Mask()
}
