package web

import (
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// What follows when the petitioner says that the reply is not true.
const (
	thenReopen = "reopen" // it is taken up again at once
	thenReview = "review" // a quality review looks into it first
	thenRecord = "record" // a merged matter: its master's people are told
)

// calledShow is the call: whom, about what, what to say and ask, and what came of it.
func calledShow(d *desk) []templ.Component {
	result := append(d.tries(), d.yesNo("reached"), d.yesNo("true"), d.radios("then", d.consequences()), d.yesNo("satisfied"), d.area("words", 4))
	return []templ.Component{
		d.section("whom", view.Facts(d.whom()), view.Leads(d.L.T("act.called_back.phone"), page.Link{Words: d.L.T("case.reveal"), Href: d.v.To("/petitions", d.p.No) + "#petitioners"})),
		d.section("say", view.Say(d.L.T("act.called_back.say"), d.script())),
		d.section("call", result...),
	}
}

// whom says whom to call about what. The whole number is shown on the matter's page, for a reason.
func (d *desk) whom() []page.Fact {
	who := d.p.Record.Contact()
	facts := fact(nil, d.L.T("act.called_back.whom"), strings.TrimSpace(petitionerWords(d.L, d.p)+"　"+who.Phone.Mask()))
	facts = fact(facts, d.L.T("petition.field.subject"), d.p.Record.Subject)
	facts = fact(facts, d.L.T("petition.field.unit"), d.dir.UnitName(d.p.Unit()))
	if r := d.p.Reply; r != nil && !r.Issued.IsZero() {
		facts = fact(facts, d.L.T("petition.paper.reply"), strings.TrimSpace(r.DocNo+"　"+d.L.Date(r.Issued.In(locale.Zone()))))
	}
	for _, s := range d.p.Served {
		if s.Paper == petition.PaperReply {
			return fact(facts, d.L.T("petition.event.served"), d.L.T("case.served", "way", string(s.Way), "day", s.At))
		}
	}
	return facts
}

// script is what to read out: what the reply claims, demand by demand, and the questions.
func (d *desk) script() []string {
	lines := []string{d.L.T("act.called_back.say.who")}
	if d.p.Reply != nil {
		for i, a := range d.p.Reply.Answers {
			lines = append(lines, d.L.T("act.called_back.say.demand", "n", d.L.Count(i+1), "opinion", strings.TrimRight(a.Opinion, "\u3002.")))
		}
	}
	return append(lines, d.L.T("act.called_back.say.true"), d.L.T("act.called_back.say.satisfied"), d.L.T("act.called_back.say.review"))
}

// tries are the calls that reached nobody, and which this one is.
func (d *desk) tries() []templ.Component {
	n := len(d.p.Calls)
	if n == 0 {
		return nil
	}
	var lines []string
	for i, call := range d.p.Calls {
		lines = append(lines, d.L.T("act.called_back.try", "n", i+1, "at", d.L.Moment(call.At.In(locale.Zone())), "name", call.By.Name))
	}
	return []templ.Component{view.Say(d.L.T("act.called_back.tries", "n", n+1, "tries", petition.CallTries), lines)}
}

// consequences are the two ways of a contradiction.
func (d *desk) consequences() []page.Option {
	ways := []string{thenReopen, thenReview}
	if d.p.State == petition.Merged {
		ways = []string{thenReview, thenRecord}
	}
	options := make([]page.Option, len(ways))
	for i, way := range ways {
		options[i] = page.Option{Value: way, Words: d.L.T("act.called_back.then." + way), Note: d.L.T("act.called_back.then." + way + ".note")}
	}
	return options
}

func calledRead(d *desk) petition.Data {
	d.answered("reached")
	c := &petition.CalledBack{Reached: d.yes("reached"), Words: d.Value("words")}
	if !c.Reached {
		return c
	}
	d.answered("true")
	d.answered("satisfied")
	c.True, c.Satisfied = d.yes("true"), d.yes("satisfied")
	if d.Value("true") == "no" {
		d.answered("then")
		c.Review = d.Value("then") == thenReview
	}
	return c
}
