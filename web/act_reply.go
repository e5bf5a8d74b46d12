package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// The reply: its draft, its approvals, its issue; and the opinions of reviews, which answer demand
// by demand too.

// replyFill offers what was written before it was sent back, or else what was found out.
func replyFill(d *desk) {
	start := d.p.Reply
	if start == nil && d.v.Query("start") == "master" {
		start = d.mastersReply()
	}
	d.fillAnswers(start)
	if d.p.Reply != nil {
		d.Set("review_body", d.p.Reply.ReviewBody)
	}
	// What a township or a department of the county replied is reviewed by the county's government.
	d.Set("review_body", d.L.T("act.review_body.county", "county", d.dir.AreaName(org.AreaCode(d.v.web.DB.County()))))
}

// mastersReply is what was drafted on the master of the collective matter that this one is a part of, if the
// officer may read it: a start for the own reply, which stays the unit's own.
func (d *desk) mastersReply() *petition.Reply {
	if d.p.Master() == "" {
		return nil
	}
	master, err := d.v.Reader().Petition(d.v.Ctx(), d.p.Master())
	if err != nil {
		return nil // out of scope, there is nothing to begin with
	}
	return master.Reply
}

// fillAnswers fills each demand's answer: from an earlier reply, or the facts from the work done.
func (d *desk) fillAnswers(reply *petition.Reply) {
	for i := range d.p.Record.Demands {
		end := "." + strconv.Itoa(i+1)
		if reply != nil && i < len(reply.Answers) {
			a := reply.Answers[i]
			d.Set("facts"+end, a.Facts).Set("basis"+end, a.Basis).Set("opinion"+end, a.Opinion).Set("result"+end, string(a.Result))
		}
		d.Set("facts"+end, strings.Join(d.found(i+1), "\n"))
	}
}

// found is what the work on a demand brought to light, or on all of them.
func (d *desk) found(demand int) []string {
	var lines []string
	for _, w := range d.p.Work {
		if w.Demand == demand || w.Demand == 0 {
			lines = append(lines, w.Text)
		}
	}
	return lines
}

func replyShow(d *desk) []templ.Component {
	var all []templ.Component
	if d.p.Reply == nil && d.v.Query("start") == "" && d.mastersReply() != nil {
		all = append(all, titled(d.L.T("cluster.reply"), "", view.Start(d.L.T("cluster.reply.words", "no", shortNumber(d.p.Master())),
			page.Link{Words: d.L.T("cluster.reply.take"), Href: d.v.To("/petitions", d.p.No, string(petition.KReplySubmitted)) + "?start=master"})))
	}
	if r := d.p.Reply; r != nil && r.SentBack != "" {
		all = append(all, titled(d.L.T("act.sec.back"), "", view.Quote(d.L.T("act.reply_submitted.back", "name", r.SentBackBy.Name), r.SentBack)))
	}
	all = append(all, d.answers(false)...)
	return append(all, d.section("review", d.input("review_body")))
}

// answers is one section a demand. Those of a review that changes nothing stay empty.
func (d *desk) answers(small bool) []templ.Component {
	var all []templ.Component
	for i, demand := range d.p.Record.Demands {
		end := "." + strconv.Itoa(i+1)
		part := func(name string, rows int) templ.Component {
			f := d.field(name)
			f.Name, f.Rows, f.Optional = name+end, rows, small
			return page.Area(d.Form, f)
		}
		result := d.field("result")
		result.Name, result.Options, result.Optional = "result"+end, codes(d, "petition.outcome", petition.Results()), small
		all = append(all, titled(d.L.T("petition.demand.one", "n", d.L.Count(i+1)), demand.Text,
			part("facts", 4), part("basis", 2), part("opinion", 3), page.Radios(d.Form, result)))
	}
	return all
}

func (d *desk) readAnswers() []petition.Answer {
	answers := make([]petition.Answer, len(d.p.Record.Demands))
	for i := range answers {
		end := "." + strconv.Itoa(i+1)
		answers[i] = petition.Answer{Facts: d.Value("facts" + end), Basis: d.Value("basis" + end),
			Opinion: d.Value("opinion" + end), Result: petition.Result(d.Value("result" + end))}
	}
	return answers
}

func replyRead(d *desk) petition.Data {
	return &petition.ReplySubmitted{Answers: d.readAnswers(), ReviewBody: d.Value("review_body")}
}

// draft is the reply as it waits, to be read before it is judged.
func (d *desk) draft() templ.Component { return d.written("draft") }

// written is the reply to be read, under a heading.
func (d *desk) written(key string) templ.Component {
	if d.p.Reply == nil {
		return templ.NopComponent
	}
	return titled(d.L.T("act.sec."+key), d.p.Reply.Author.Name, view.Answers(d.answerViews(d.p.Reply.Answers)))
}

func sentBackShow(d *desk) []templ.Component {
	return []templ.Component{d.draft(), d.section("decision", d.area("why", 4))}
}

func sentBackRead(d *desk) petition.Data { return &petition.ReplySentBack{Why: d.Value("why")} }

func approvedShow(d *desk) []templ.Component {
	return []templ.Component{d.draft(), d.section("decision", d.note("note", 2))}
}

func approvedRead(d *desk) petition.Data { return &petition.ReplyApproved{Note: d.Value("note")} }

func repliedShow(d *desk) []templ.Component {
	f := d.optional("doc_no")
	f.Span = "c6"
	return []templ.Component{d.draft(), d.section("issue", page.Input(d.Form, f), d.upload())}
}

func repliedRead(d *desk) petition.Data {
	return &petition.RepliedData{DocNo: d.Value("doc_no"), Document: d.files}
}

// reviewFill offers the body that the reply names.
func reviewFill(d *desk) {
	if d.p.Reply != nil {
		d.Set("body", d.p.Reply.ReviewBody)
	}
}

func reviewShow(d *desk) []templ.Component {
	return []templ.Component{d.section("review", d.input("body"), d.area("reasons", 4), d.moment("on"))}
}

func reviewRead(d *desk) petition.Data {
	return &petition.ReviewRequested{Body: d.Value("body"), Reasons: d.Value("reasons"), On: d.when("on")}
}

func rereviewRead(d *desk) petition.Data {
	return &petition.RereviewRequested{Body: d.Value("body"), Reasons: d.Value("reasons"), On: d.when("on")}
}

func decisionFill(d *desk) { d.fillAnswers(d.p.Reply) }

func decisionShow(d *desk) []templ.Component {
	var asked templ.Component = templ.NopComponent
	if n := len(d.p.Reviews); n > 0 {
		asked = view.Quote(d.L.T("act.review.asked", "day", d.p.Reviews[n-1].At), d.p.Reviews[n-1].Reasons)
	}
	var decisions []page.Option
	for _, decision := range petition.ReviewDecisions() {
		decisions = append(decisions, page.Option{Value: string(decision), Words: d.L.T("petition.decision." + string(decision)), Note: d.L.T("act.decision." + string(decision))})
	}
	all := []templ.Component{d.section("decision", asked, d.radios("decision", decisions), d.area("opinion", 5)),
		titled(d.L.T("act.sec.changed"), "", view.Note(d.L.T("act.decision.answers")))}
	return append(all, d.answers(true)...)
}

func decisionRead(re bool) func(d *desk) petition.Data {
	return func(d *desk) petition.Data {
		decision := petition.ReviewDecision(d.Value("decision"))
		var answers []petition.Answer
		if decision == petition.Changed {
			answers = d.readAnswers()
		}
		return petition.NewReviewDecision(re, decision, d.Value("opinion"), answers)
	}
}
