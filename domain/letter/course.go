package letter

import (
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// untold are events that no time line has: what the bureau notes for itself, and what moves nothing.
func untold() []petition.Kind {
	return []petition.Kind{petition.KNoted, petition.KBulletinSet, petition.KCorrected, petition.KMaterialAdded, petition.KQualityAsked,
		petition.KLetterVoided, petition.KPushed, petition.KPushAnswered, petition.KDisciplineClosed, petition.KArchived}
}

// course is the time line of the journal: what was done when and by whom, and what it was owed by. It
// tells acts and days; it judges nobody.
func (r *reader) course() []Moment {
	var all []Moment
	for _, e := range r.Events {
		if slices.Contains(untold(), e.Kind) {
			continue
		}
		m := Moment{On: dayOf(e.At), Time: e.At.In(deadline.Zone()).Format("15:04"), What: r.what(e), Who: r.who(e.By), Unit: e.By.UnitName}
		if d, ok := e.Data.(*petition.Escalated); ok {
			m.On, m.Time = d.On, "" // it became known later
		}
		if met := r.Rules.MetBy(r.p, e); len(met) > 0 && !met[0].Rule.Right {
			m.Due, m.Late = met[0].Due, met[0].Late()
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b Moment) int {
		if a.On != b.On {
			return int(a.On - b.On)
		}
		return strings.Compare(a.Time, b.Time)
	})
	return all
}

func (r *reader) who(b petition.By) string {
	switch {
	case b.Name != "":
		return b.Name
	case b.Post == org.Petitioner, b.Post == org.Clock:
		return r.word("post", string(b.Post))
	}
	return b.Title
}

// what words an event, with what its word asks for.
func (r *reader) what(e petition.Event) string {
	values := map[string]string{"unit": e.By.UnitName}
	switch d := e.Data.(type) {
	case *petition.AssignedData:
		values["unit"] = r.office(d.Unit).Name
	case *petition.ForwardedData:
		values["body"] = d.Body
	case *petition.RedirectedData:
		values["body"] = d.Body
	case *petition.DeclinedData:
		values["body"] = d.Body
	case *petition.Escalated:
		values["level"], values["body"] = r.word("level", string(d.Level)), d.Body
	case *petition.Notified:
		values["means"] = r.word("means", string(d.Means))
	case *petition.Contacted:
		values["means"] = r.word("means", string(d.Means))
	case *petition.ServedData:
		values["paper"], values["way"] = r.word("paper", string(d.Paper)), r.word("way", string(d.Way))
	case *petition.LadderAdvanced:
		values["post"] = r.word("post", string(petition.RungPost(d.Week)))
	case *petition.LetterIssued:
		values["letter"] = d.Letter.Name + d.Letter.Number
	}
	return fill(r.word("event", string(e.Kind)), values)
}

// holders lists who held the matter, one after another, what each owed and what each did: the bureau
// until it is handed over, the unit until it is taken on, the handler until it is answered, and those to
// whom the weekly ladder brought it.
func (r *reader) holders() []Holder {
	var all []Holder
	h := r.forms.lists.Holding
	for i, e := range r.Events {
		switch d := e.Data.(type) {
		case *petition.RegisteredData, *petition.ObjectionUpheld:
			end := r.next(i, petition.KAssigned, petition.KForwarded, petition.KDeclined, petition.KFinallyDeclined, petition.KWithdrawn)
			who := e.By
			if end != nil {
				who = end.By
			}
			all = append(all, r.held(e, end, by(who), h.Sorting, petition.KAssigned))
		case *petition.AssignedData:
			end := r.next(i, petition.KAccepted, petition.KRedirected, petition.KDeclined, petition.KObjectionUpheld, petition.KWithdrawn)
			who := Person{Unit: r.office(d.Unit).Name}
			if end != nil && end.By.Unit == d.Unit {
				who = by(end.By)
			}
			all = append(all, r.held(e, end, who, h.Accepting, petition.KAccepted))
		case *petition.AcceptedData:
			all = append(all, r.handling(i, d.Handler))
		case *petition.HandlerSet:
			all = append(all, r.handling(i, d.Handler))
		case *petition.LadderAdvanced:
			all = append(all, r.rung(i, d))
		}
	}
	return all
}

// next is the first event after another of one of the kinds, or nil.
func (r *reader) next(after int, kinds ...petition.Kind) *petition.Event {
	for i := after + 1; i < len(r.Events); i++ {
		if slices.Contains(kinds, r.Events[i].Kind) {
			return &r.Events[i]
		}
	}
	return nil
}

// held is a stretch from one event to another, with what its act was owed by.
func (r *reader) held(from petition.Event, end *petition.Event, who Person, as string, act petition.Kind) Holder {
	h := Holder{From: dayOf(from.At), Who: who, As: as, Owed: r.owed(dayOf(from.At), end, act), Did: r.forms.lists.Holding.Nothing}
	if end != nil {
		h.To, h.Did = dayOf(end.At), r.did(*end)
	}
	return h
}

// owed words the strictest duty that the end of a stretch met, or that ran in it and its act would meet.
func (r *reader) owed(from deadline.Day, end *petition.Event, act petition.Kind) string {
	due, name := deadline.Day(0), ""
	add := func(rule deadline.Rule, day deadline.Day) {
		if !rule.Right && day != 0 && (due == 0 || day < due) {
			due, name = day, rule.Name.ZH
		}
	}
	if end != nil {
		for _, met := range r.Rules.MetBy(r.p, *end) {
			add(met.Rule, met.Due)
		}
	}
	met := due != 0
	for _, c := range r.p.Clocks {
		ran := c.Start <= from && (c.Outcome == petition.Running || c.End > from)
		if rule, ok := r.Rules.Rule(c); ok && !met && ran && rule.Stops(string(act), "") {
			day, _ := r.Rules.DueDay(c)
			add(rule, day)
		}
	}
	if due == 0 {
		return ""
	}
	return fill(r.forms.lists.Holding.Owed, map[string]string{"day": r.forms.lists.day(due), "what": name})
}

func (r *reader) did(e petition.Event) string {
	return fill(r.forms.lists.Holding.Done, map[string]string{"day": r.forms.lists.day(dayOf(e.At)), "what": r.what(e)})
}

// handling is the stretch of a handler: what was done meanwhile is counted.
func (r *reader) handling(i int, d petition.Duty) Holder {
	e, l := r.Events[i], r.forms.lists
	end := r.next(i, petition.KReplied, petition.KHandlerSet, petition.KWithdrawn)
	h := r.held(e, end, r.duty(d), l.Holding.Handling, petition.KReplied)
	last := len(r.Events)
	if end != nil {
		last = slices.IndexFunc(r.Events, func(x petition.Event) bool { return x.Seq == end.Seq })
	}
	var did []string
	for _, c := range []struct {
		kind petition.Kind
		say  string
	}{{petition.KContacted, l.Holding.Contacts}, {petition.KProgress, l.Holding.Works}} {
		n := 0
		for _, x := range r.Events[i+1 : last] {
			if x.Kind == c.kind && (d.Person == "" || x.By.Person == d.Person) {
				n++
			}
		}
		if n > 0 {
			did = append(did, fill(c.say, map[string]string{"n": strconv.Itoa(n)}))
		}
	}
	if end != nil && end.Kind == petition.KReplied {
		did = append(did, r.did(*end))
	}
	if h.Did = strings.Join(did, "；"); h.Did == "" {
		h.Did = l.Holding.Nothing
	}
	return h
}

// rung is one step of the weekly ladder: it ends with the first act of whose turn it was.
func (r *reader) rung(i int, d *petition.LadderAdvanced) Holder {
	l := r.forms.lists
	week := map[string]string{"week": strconv.Itoa(d.Week)}
	h := Holder{From: dayOf(r.Events[i].At), Who: r.duty(d.To), As: fill(l.Holding.Rung, week), Owed: l.Holding.Step, Did: l.Holding.Nothing}
	if h.Who.Title == "" {
		h.Who.Title = r.word("post", string(petition.RungPost(d.Week)))
	}
	for _, e := range r.Events[i+1:] {
		if e.Kind == petition.KLadderAdvanced || e.Kind == petition.KReplied {
			h.To = dayOf(e.At)
			break
		}
		if mine := e.By.Person != "" && e.By.Person == d.To.Person; mine && h.Did == l.Holding.Nothing {
			h.Did = r.did(e)
		}
	}
	return h
}
