package web

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// Orders on a unit: the steps of supervision, each of which shows the ones before; a leader's
// instruction; and what the unit answers.

// How long an answer may take when no rule says how long: working days, and for a recommendation,
// which has to be weighed, days (letters.md).
const (
	orderDays          = 3
	reminderDays       = 2
	recommendationDays = 15
)

// suggested is the rule of supervision that led to the form, if one did.
func (d *desk) suggested() (petition.Trigger, bool) {
	return triggerOf(d.v.Rules(), d.Value("trigger"))
}

// triggerField carries the rule along, and says which it is; nothing without one.
func (d *desk) triggerField() templ.Component {
	t, ok := d.suggested()
	if !ok {
		return templ.NopComponent
	}
	return templ.Join(page.Hidden("trigger", t.ID), view.Fact(d.L.T("act.order.trigger"), t.Name.In(d.L.Tag())))
}

// workdays is the day so many working days from now.
func (d *desk) workdays(n int) deadline.Day {
	day := d.v.Today
	for range n {
		day = d.v.Rules().Calendar.NextWorking(day)
	}
	return day
}

// orderFill suggests a date and a text: what is late, and what the unit is to do about it.
func orderFill(d *desk) {
	t, ok := d.suggested()
	switch {
	case ok:
		d.setDay("due", d.workdays(t.Answer))
	case d.kind == petition.KRecommended:
		d.setDay("due", d.v.Today.Add(recommendationDays))
	case d.kind == petition.KReminded:
		d.setDay("due", d.workdays(reminderDays))
	default:
		d.setDay("due", d.workdays(orderDays))
	}
	ask := d.L.T("act."+string(d.kind)+".ask", "unit", d.dir.UnitName(d.p.Unit()))
	if !ok {
		d.Set("text", d.L.T("act.order.text", "subject", d.p.Record.Subject, "ask", ask))
		return
	}
	d.Set("text", d.L.T("act.order.text.late", "subject", d.p.Record.Subject, "late", d.lateness(t), "ask", ask))
}

func orderShow(d *desk) []templ.Component {
	return []templ.Component{d.before(), d.section("what", d.orderUnit(), d.triggerField(), d.area("text", 5), d.day("due"))}
}

func (d *desk) orderUnit() templ.Component {
	return view.Fact(d.L.T("act.order.unit"), d.dir.UnitName(d.p.Unit()))
}

func orderRead(kind petition.OrderKind) func(d *desk) petition.Data {
	return func(d *desk) petition.Data {
		t, _ := d.suggested()
		return petition.NewOrder(kind, d.Value("text"), d.due("due"), t.ID)
	}
}

// recommendations are the three of TL art. 40: to improve the work, to amend a policy, to hold to
// account.
func recommendations() []string { return []string{"improve", "amend", "account"} }

func recommendedShow(d *desk) []templ.Component {
	var which []page.Option
	for _, one := range recommendations() {
		which = append(which, page.Option{Value: one, Words: d.L.T("act.recommended.which." + one), Note: d.L.T("act.recommended.which." + one + ".note")})
	}
	return []templ.Component{d.before(), d.section("what", d.orderUnit(), d.triggerField(), d.radios("which", which), d.area("text", 6), d.day("due"))}
}

// recommendedRead puts which of the three it is before the text, for that is all the unit gets.
func recommendedRead(d *desk) petition.Data {
	which, text := d.Value("which"), d.Value("text")
	if !slices.Contains(recommendations(), which) {
		d.Wrong("which", "act.fault.choose")
	} else if text != "" {
		text = d.L.T("act.recommended.which."+which) + "\n" + text
	}
	t, _ := d.suggested()
	return petition.NewOrder(petition.Recommendation, text, d.due("due"), t.ID)
}

// before are the steps of supervision that the matter has seen, the first one first.
func (d *desk) before() templ.Component {
	var steps []view.Step
	for _, o := range d.p.Orders {
		if slices.Contains(petition.OrderSteps(), o.Kind) {
			steps = append(steps, d.orderStep(o))
		}
	}
	return d.section("before", view.Steps(d.L.T("act.before.none"), steps))
}

// orderStep says when and by whom an order was issued, by when it was to be answered, and whether
// it was.
func (d *desk) orderStep(o petition.Order) view.Step {
	waits, late := "act.before.waiting", "act.before.late"
	if o.Kind == petition.Urging {
		waits, late = "act.before.idle", "act.before.idle.late" // an act answers it
	}
	s := view.Step{Kind: d.L.T("petition.order." + string(o.Kind)), Issued: d.L.T("act.before.issued", "day", o.Issued, "by", d.course().who(o.By), "due", o.Due)}
	switch {
	case !o.Returned.IsZero() && o.Due < d.v.Today:
		s.State, s.Note, s.Late = d.L.T("act.before.returned.late", "day", o.Returned), o.Why, true
	case !o.Returned.IsZero():
		s.State, s.Note = d.L.T("act.before.returned", "day", o.Returned), o.Why
	case o.Waiting() && o.Due < d.v.Today:
		s.State, s.Late = d.L.T(late), true
	case o.Waiting():
		s.State = d.L.T(waits)
	case o.Kind == petition.Urging && o.Answer == "":
		s.State = d.L.T("act.before.obeyed", "day", o.Answered)
	default:
		s.State, s.Note = d.L.T("act.before.answered", "day", o.Answered), o.Answer
	}
	return s
}

// instructedShow asks for a date only where there is a unit that can answer by it.
func instructedShow(d *desk) []templ.Component {
	fields := []templ.Component{d.area("text", 5)}
	if d.p.Unit() != "" {
		due := d.optional("due")
		due.Span = "c6"
		fields = append(fields, page.Date(d.Form, due))
	}
	return []templ.Component{d.section("what", fields...)}
}

func instructedRead(d *desk) petition.Data {
	return &petition.Instructed{Text: d.Value("text"), Due: d.due("due")}
}

func answeredFill(d *desk) {
	if open := d.p.Unanswered(); len(open) > 0 {
		d.Set("order", open[0].ID)
	}
}

func answeredShow(d *desk) []templ.Component {
	var options []page.Option
	var back []templ.Component
	for _, o := range d.p.Unanswered() {
		words := d.L.T("petition.order." + string(o.Kind))
		if o.Due != deadline.Day(0) {
			words = d.L.T("act.order_answered.one", "kind", string(o.Kind), "due", o.Due)
		}
		options = append(options, page.Option{Value: o.ID, Words: words, Note: o.Text})
		if !o.Returned.IsZero() {
			back = append(back, d.returned(o))
		}
	}
	fields := append([]templ.Component{d.radios("order", options)}, back...)
	return []templ.Component{d.section("what", append(fields, d.area("answer", 5))...)}
}

// returned is why an answer was sent back, and what it was.
func (d *desk) returned(o petition.Order) templ.Component {
	return templ.Join(
		view.Quote(d.L.T("act.order.returned", "kind", string(o.Kind), "day", o.Returned), o.Why),
		view.Quote(d.L.T("act.order.rejected"), o.Rejected))
}

func answeredRead(d *desk) petition.Data {
	return &petition.OrderAnswered{Order: d.Value("order"), Answer: d.Value("answer")}
}

// assistedShow is the feedback of a unit that assists; an officer of two of them says for which.
func assistedShow(d *desk) []templ.Component {
	var options []page.Option
	var asked templ.Component = templ.NopComponent
	mine := d.p.Assists(d.v.Officer)
	for _, unit := range mine {
		options = append(options, page.Option{Value: string(unit), Words: d.assistWords(unit)})
	}
	if a := d.p.Assignment; a != nil && a.Instruction != "" {
		asked = view.Quote(d.L.T("act.assisted.asked", "day", a.At), a.Instruction)
	}
	if len(mine) == 1 {
		return []templ.Component{d.section("what", page.Hidden("unit", string(mine[0])),
			view.Fact(d.L.T("act.assisted.unit"), options[0].Words), asked, d.area("text", 5))}
	}
	return []templ.Component{d.section("what", d.radios("unit", options), asked, d.area("text", 5))}
}

// assistWords is an assisting unit, and by when it is to report.
func (d *desk) assistWords(unit org.UnitID) string {
	for _, a := range d.p.Assignment.Assisting {
		if a.Unit == unit && a.Due != 0 {
			return d.L.T("act.assisted.one", "unit", d.dir.UnitName(unit), "due", a.Due)
		}
	}
	return d.dir.UnitName(unit)
}

func assistedRead(d *desk) petition.Data {
	d.answered("unit")
	return &petition.Assisted{Unit: org.UnitID(d.Value("unit")), Text: d.Value("text")}
}
