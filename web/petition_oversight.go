package web

import (
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	view "bihuan/web/view/petition"
)

// What the bureau does to keep the loop closed, on the page of the matter: orders and their checks,
// notes, the quality review.

// essenceOfOversight is what was asked of the unit, what came of it, and what the bureau noted.
func (c course) essenceOfOversight(d petition.Data) (words, note string) {
	switch d := d.(type) {
	case *petition.Urged:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.Reminded:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.Supervised:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.ListedSupervision:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.Summoned:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.Recommended:
		return c.asked(d.Due, d.Trigger), d.Text
	case *petition.Instructed:
		return c.asked(d.Due, ""), d.Text
	case *petition.OrderAnswered:
		return c.orderWords(d.Order), d.Answer
	case *petition.OrderChecked:
		if d.Good {
			return c.orderWords(d.Order) + c.l.T("case.event.order_checked.good"), ""
		}
		return c.orderWords(d.Order) + c.l.T("case.event.order_checked.returned", "due", d.Due), d.Why
	case *petition.Noted:
		return c.noted(d), d.Text
	case *petition.QualityAsked:
		return "", d.Why
	case *petition.QualityChecked:
		return c.l.T("petition.finding." + string(d.Found)), d.Words
	case *petition.LetterIssued:
		return c.letterWords(&d.Letter), ""
	case *petition.LetterVoided:
		return c.letterOf(d.Letter), d.Why
	case *petition.Pushed:
		return c.l.T("case.event.pushed", "to", pushedTo(c.l, d.Addressee), "due", d.Due), d.Text
	case *petition.PushAnswered:
		return c.answeredBy(d.Push), d.Did
	case *petition.DisciplineClosed:
		return "", d.Conclusion
	case *petition.BulletinSet:
		return c.l.T("case.event.bulletin_set." + strconv.FormatBool(d.Wanted)), ""
	}
	return c.essenceOfEnd(d)
}

// answeredBy names who was asked by a push.
func (c course) answeredBy(push string) string {
	if c.p == nil || c.p.Discipline == nil {
		return ""
	}
	i := slices.IndexFunc(c.p.Discipline.Pushes, func(one petition.Push) bool { return one.ID == push })
	if i < 0 {
		return ""
	}
	return pushedTo(c.l, c.p.Discipline.Pushes[i].Addressee)
}

// asked says by when an answer is asked for, and which rule suggested to ask.
func (c course) asked(due deadline.Day, trigger string) string {
	var words []string
	if due != 0 {
		words = append(words, c.l.T("case.event.order", "due", due))
	}
	if t, ok := triggerOf(c.rules, trigger); ok {
		words = append(words, t.Name.In(c.l.Tag()))
	}
	return strings.Join(words, "　")
}

// orderWords name an order of the matter; nothing for one that is not known.
func (c course) orderWords(id string) string {
	if c.p == nil {
		return ""
	}
	i := slices.IndexFunc(c.p.Orders, func(o petition.Order) bool { return o.ID == id })
	if i < 0 {
		return ""
	}
	return c.l.T("petition.order." + string(c.p.Orders[i].Kind))
}

// noted says what a note is more than a note: a question to the section chief, a rule set aside.
func (c course) noted(d *petition.Noted) string {
	if t, ok := triggerOf(c.rules, d.Trigger); ok {
		return c.l.T("case.notes.aside", "rule", t.Name.In(c.l.Tag()))
	}
	if d.PutUp {
		return c.l.T("case.notes.put_up")
	}
	return ""
}

// orders are all that was asked of the unit, the first one first.
func (m *matter) orders() []view.Order {
	var all []view.Order
	for _, o := range m.p.Orders {
		if !m.course.hidden[o.Letter] {
			all = append(all, m.order(o))
		}
	}
	return all
}

func (m *matter) order(o petition.Order) view.Order {
	l := m.v.L
	one := view.Order{Kind: l.T("petition.order." + string(o.Kind)), Text: o.Text, Issued: l.ISO(o.Issued.In(locale.Zone())), By: o.By.Name}
	if o.Due != 0 {
		one.Asked = l.T("case.orders.due", "due", o.Due)
	}
	if t, ok := triggerOf(m.v.Rules(), o.Trigger); ok {
		one.Rule = t.Name.In(l.Tag())
	}
	for _, s := range m.v.Rules().Standings(m.p, m.v.Today) {
		if s.Clock.Ref == o.ID {
			due := page.DueOf(l, s.Rule, s.Due, s.Standing)
			one.Due = &due
		}
	}
	if !o.Answered.IsZero() {
		one.Answer = l.ISO(o.Answered.In(locale.Zone())) + "　" + o.Answer
	}
	if o.Kind == petition.Urging && o.Answer == "" && !o.Answered.IsZero() {
		one.Answer = l.T("case.orders.obeyed", "day", o.Answered)
	}
	if o.Rejected != "" {
		one.Back, one.Rejected = l.T("case.orders.back", "why", o.Why), o.Rejected
	}
	m.checked(&one, o)
	return one
}

// checked says what was made of an answer, and who may do something about it.
func (m *matter) checked(one *view.Order, o petition.Order) {
	l := m.v.L
	switch {
	case !o.Checked.IsZero():
		one.Check = &page.TagView{Words: l.T("case.orders.good", "day", o.Checked), Kind: "done", Icon: "check"}
	case !o.Returned.IsZero():
		one.Check = &page.TagView{Words: l.T("case.orders.returned", "day", o.Returned), Kind: "soon"}
	case o.Unchecked():
		one.Check = &page.TagView{Words: l.T("case.orders.unchecked")}
	}
	act := petition.KOrderAnswered
	if o.Unchecked() {
		act = petition.KOrderChecked
	}
	if (o.Waiting() || o.Unchecked()) && m.v.Rules().May(m.p, m.v.Officer, act) == nil {
		one.Link = &page.Link{Words: l.T("petition.act." + string(act)), Href: m.to(act) + "?order=" + o.ID}
		if form, ok := m.v.replyTo(o); ok && act == petition.KOrderAnswered {
			one.Link = &page.Link{Words: l.T("letter.write", "kind", form.Label().In(l.Tag())), Href: m.v.To("/petitions", m.p.No, "letters", "new", string(form.Kind))}
		} else if act == petition.KOrderAnswered && m.v.answersBy(o) {
			one.Link.Href = m.v.To("/letters", o.Letter, "answer")
		}
	}
}

// notes are what the bureau wrote down about the matter.
func (m *matter) notes() []view.Note {
	l := m.v.L
	var all []view.Note
	for _, r := range m.p.Remarks {
		if r.Kind != petition.KNoted {
			continue
		}
		all = append(all, view.Note{Text: r.Text, What: m.course.noted(&petition.Noted{PutUp: r.PutUp, Trigger: r.Trigger}),
			Who: m.course.who(r.By), On: l.Moment(r.At.In(locale.Zone()))})
	}
	return all
}

// quality is the review of the present reply's quality: who asked why, and what was found.
func (m *matter) quality(c *view.Case) {
	l, q := m.v.L, m.p.Quality
	if q == nil {
		return
	}
	c.Quality = fact(nil, l.T("case.quality.asked"), m.course.who(q.By)+"　"+l.Date(q.Asked.In(locale.Zone())))
	c.Quality = fact(c.Quality, l.T("case.quality.why"), q.Why)
	if q.Found != "" {
		c.Quality = fact(c.Quality, l.T("case.quality.found"), l.T("petition.finding."+string(q.Found))+"　"+l.Date(q.At.In(locale.Zone())))
		c.Quality = fact(c.Quality, l.T("case.quality.words"), q.Words)
		return
	}
	c.Quality = fact(c.Quality, l.T("case.quality.found"), l.T("case.quality.waiting"))
	if m.v.Rules().May(m.p, m.v.Officer, petition.KQualityChecked) == nil {
		c.Review = &page.Link{Words: l.T("petition.act." + string(petition.KQualityChecked)), Href: m.to(petition.KQualityChecked)}
	}
}
