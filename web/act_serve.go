package web

import (
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// After the reply: service, filing, closing, what became of it, and the shelf.

func servedFill(d *desk) {
	if papers := d.p.Serviceable(); len(papers) > 0 {
		d.Set("paper", string(papers[0]))
	}
	d.Set("way", string(petition.Direct))
}

func servedShow(d *desk) []templ.Component {
	return []templ.Component{
		d.section("paper", d.radios("paper", codes(d, "petition.paper", d.p.Serviceable())), d.petitioners("to")),
		d.section("how", d.radios("way", codes(d, "petition.way", petition.Ways())), d.moment("on"), d.check("refused"), page.Input(d.Form, d.optional("witness"))),
		d.section("proof", d.upload()),
	}
}

func servedRead(d *desk) petition.Data {
	return &petition.ServedData{Paper: petition.Paper(d.Value("paper")), Way: petition.Way(d.Value("way")), To: d.to("to"),
		Refused: d.On("refused"), Witness: d.Value("witness"), Receipt: d.files, On: d.servedOn()}
}

// servedOn is the moment of service: a day alone, if it is today, is now, and never before the
// reply was issued.
func (d *desk) servedOn() time.Time {
	on := d.when("on")
	if !on.IsZero() && d.Value("on_time") == "" && deadline.DayOf(on) == d.v.Today {
		return time.Time{}
	}
	return on
}

// filedFill ticks what the file lacks, as far as it can be there.
func filedFill(d *desk) {
	var missing []string
	for _, e := range d.p.MissingEvidence() {
		if e != petition.EProof || d.p.IsServed(petition.PaperReply) {
			missing = append(missing, string(e))
		}
	}
	d.Set("evidence", missing...)
}

func filedShow(d *desk) []templ.Component {
	return []templ.Component{
		d.section("evidence", d.checks("evidence", codes(d, "petition.evidence", petition.AllEvidence()))),
		d.section("proof", d.upload(), d.note("note", 2)),
	}
}

func filedRead(d *desk) petition.Data {
	f := &petition.Filed{Attachments: d.files, Note: d.Value("note")}
	for _, e := range d.Filled("evidence") {
		f.Evidence = append(f.Evidence, petition.Evidence(e))
	}
	return f
}

// closedShow lists what is missing, each with the act that fills it.
func closedShow(d *desk) []templ.Component {
	fills := map[petition.Gap]petition.Kind{petition.GapService: petition.KServed, petition.GapEvidence: petition.KFiled,
		petition.GapCallBack: petition.KCalledBack, petition.GapOrders: petition.KOrderAnswered}
	var gaps []view.Gap
	for _, gap := range d.v.Rules().Gaps(d.p, d.v.Now) {
		g := view.Gap{Words: d.L.T("petition.gap." + string(gap))}
		switch kind, ok := fills[gap]; {
		case gap == petition.GapRating:
			g.Note = d.L.T("act.closed.rating")
		case ok && d.v.Rules().May(d.p, d.v.Officer, kind) == nil:
			g.Link = &page.Link{Words: d.L.T("petition.act." + string(kind)), Href: d.v.To("/petitions", d.p.No, string(kind))}
		case ok:
			g.Note = d.L.T("act.closed.by", "posts", d.v.Rules().Policy.Posts(kind))
		}
		gaps = append(gaps, g)
	}
	return []templ.Component{d.section("gaps", view.Gaps(d.L.T("act.closed.none"), gaps)), d.section("why", d.note("why", 3))}
}

func closedRead(d *desk) petition.Data { return &petition.ClosedData{Why: d.Value("why")} }

func resolvedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("why", d.check("own_word"), d.area("ground", 4))}
}

func resolvedRead(d *desk) petition.Data {
	return &petition.Resolved{OwnWord: d.On("own_word"), Ground: d.Value("ground")}
}

func unresolvedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("why", d.area("ground", 4))}
}

func unresolvedRead(d *desk) petition.Data { return &petition.Unresolved{Ground: d.Value("ground")} }

func reopenedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("why", d.radios("reason", codes(d, "petition.reopen", petition.ReopenReasons())), d.area("words", 4))}
}

func reopenedRead(d *desk) petition.Data {
	return &petition.ReopenedData{Reason: petition.ReopenReason(d.Value("reason")), Words: d.Value("words")}
}

func withdrawalShow(d *desk) []templ.Component {
	return []templ.Component{d.section("what", d.area("words", 4), d.upload())}
}

func withdrawalRead(d *desk) petition.Data {
	return &petition.WithdrawalRequested{Words: d.Value("words"), Paper: d.files}
}

// withdrawnShow is the call that makes sure that nobody was pressed.
func withdrawnShow(d *desk) []templ.Component {
	var said templ.Component = templ.NopComponent
	if d.p.Withdrawal != nil {
		said = view.Quote(d.L.T("act.withdrawn.said", "day", d.p.Withdrawal.At), d.p.Withdrawal.Words)
	}
	return []templ.Component{
		d.section("say", said, view.Say(d.L.T("act.called_back.say"), []string{d.L.T("act.withdrawn.say.own"), d.L.T("act.withdrawn.say.pressed"), d.L.T("act.withdrawn.say.again")})),
		d.section("call", d.yesNo("free"), d.area("call", 3)),
	}
}

func withdrawnRead(d *desk) petition.Data {
	d.answered("free")
	return &petition.WithdrawnData{Free: d.yes("free"), Call: d.Value("call")}
}

func archivedFill(d *desk) { d.Set("class", petition.RetentionClasses()[0]) }

func archivedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("class", d.radios("class", codes(d, "petition.class", petition.RetentionClasses())))}
}

func archivedRead(d *desk) petition.Data { return &petition.Archived{Class: d.Value("class")} }
