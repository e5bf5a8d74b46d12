package web

import (
	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// What the bureau looks at: answers to orders, what it notes on patrol, and the quality of a reply
// that the call-back contradicts.

func checkedFill(d *desk) {
	if open := d.p.Unchecked(); len(open) > 0 {
		d.Set("order", open[0].ID)
	}
	d.setDay("due", d.workdays(orderDays))
}

// checkedShow shows what was asked and what was answered, and asks whether it will do.
func checkedShow(d *desk) []templ.Component {
	var all []templ.Component
	var options []page.Option
	open := d.p.Unchecked()
	for _, o := range open {
		kind := d.L.T("petition.order." + string(o.Kind))
		options = append(options, page.Option{Value: o.ID, Words: d.L.T("act.order_checked.one", "kind", string(o.Kind), "day", o.Answered)})
		quotes := []templ.Component{
			view.Quote(d.L.T("act.before.issued", "day", o.Issued, "by", d.course().who(o.By), "due", o.Due), o.Text),
			view.Quote(d.L.T("act.order_checked.answered", "unit", d.dir.UnitShort(d.p.Unit()), "day", o.Answered), o.Answer),
		}
		if o.Rejected != "" {
			quotes = append(quotes, view.Quote(d.L.T("act.order.back"), o.Why), view.Quote(d.L.T("act.order.rejected"), o.Rejected))
		}
		all = append(all, titled(kind, "", quotes...))
	}
	which := d.radios("order", options)
	if len(open) == 1 {
		which = page.Hidden("order", open[0].ID)
	}
	return append(all, d.section("check", which, d.yesNo("good"), d.area("why", 3), d.day("due")))
}

func checkedRead(d *desk) petition.Data {
	d.answered("good")
	if d.yes("good") {
		return &petition.OrderChecked{Order: d.Value("order"), Good: true}
	}
	return &petition.OrderChecked{Order: d.Value("order"), Why: d.Value("why"), Due: d.due("due")}
}

// notedShow is a note on patrol. It asks the section chief, who is not asked by themselves; or it
// says why what a rule suggests is not needed now.
func notedShow(d *desk) []templ.Component {
	var asked templ.Component = templ.NopComponent
	if r, ok := d.p.PutUp(); ok {
		asked = view.Quote(d.L.T("act.noted.asked", "name", r.By.Name, "day", r.At), r.Text)
	}
	if _, ok := d.suggested(); ok {
		text := d.field("text")
		text.Label, text.Hint = d.L.T("act.noted.aside"), d.L.T("act.noted.aside.hint")
		return []templ.Component{d.section("what", d.triggerField(), page.Area(d.Form, text))}
	}
	fields := []templ.Component{asked, d.area("text", 4)}
	if d.v.Officer.Post == org.Caseworker && d.p.Past == nil {
		fields = append(fields, d.check("put_up"))
	}
	return []templ.Component{d.section("what", fields...)}
}

func notedRead(d *desk) petition.Data {
	t, _ := d.suggested()
	return &petition.Noted{Text: d.Value("text"), PutUp: d.On("put_up"), Trigger: t.ID}
}

// contradiction is what the petitioner said when called back.
func (d *desk) contradiction() templ.Component {
	if d.p.Contradicted == nil {
		return templ.NopComponent
	}
	return view.Quote(d.L.T("act.quality.said", "day", d.p.Contradicted.At), d.p.Contradicted.Words)
}

func qualityAskedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("why", d.contradiction(), d.area("why", 4))}
}

func qualityAskedRead(d *desk) petition.Data { return &petition.QualityAsked{Why: d.Value("why")} }

// qualityCheckedShow puts the reply beside what the petitioner said of it. A merged matter is not
// taken up by itself: its reply is its master's.
func qualityCheckedShow(d *desk) []templ.Component {
	var asked templ.Component = templ.NopComponent
	if q := d.p.Quality; q != nil {
		asked = view.Quote(d.L.T("act.quality.asked", "name", q.By.Name, "day", q.Asked), q.Why)
	}
	var findings []page.Option
	for _, found := range petition.Findings() {
		if found != petition.FoundWrong || d.p.State != petition.Merged {
			findings = append(findings, page.Option{Value: string(found), Words: d.L.T("petition.finding." + string(found)), Note: d.L.T("act.found." + string(found))})
		}
	}
	said := d.contradiction()
	if q, call := d.p.Quality, d.p.Contradicted; q != nil && call != nil && q.Why == call.Words {
		said = templ.NopComponent // the call-back asked for it, in the same words
	}
	return []templ.Component{d.section("why", asked, said), d.written("reply"), d.section("quality", d.radios("found", findings), d.area("words", 4))}
}

func qualityCheckedRead(d *desk) petition.Data {
	return &petition.QualityChecked{Found: petition.Finding(d.Value("found")), Words: d.Value("words")}
}
