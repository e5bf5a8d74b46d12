package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"bihuan/casework"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/edition"
)

func (w *Web) editionRoutes(add add) {
	add("GET /editions", w.editions, org.ActEditions, org.ActEditionPublish)
	add("POST /editions", w.draftEdition, org.ActEditionCheck)
	add("GET /editions/{id}", w.showEdition, org.ActEditions, org.ActEditionPublish)
	add("GET /editions/{id}/export", w.editionFile, org.ActEditions, org.ActEditionPublish)
	add("GET /editions/{id}/words", w.editionWords, org.ActEditionCheck, org.ActEditionPublish)
	add("POST /editions/{id}/words", w.writeEdition, org.ActEditionCheck, org.ActEditionPublish)
	add("POST /editions/{id}/{act}", w.actOnEdition, org.ActEditions, org.ActEditionPublish)
}

// editionRows is how many editions a page of the list has.
const editionRows = 50

// editions lists the editions of reports that the reader may read.
func (w *Web) editions(v *visit) error { return v.showEditions(http.StatusOK, nil) }

// showEditions shows the list; f is the form of a draft that was refused.
func (v *visit) showEditions(status int, f *page.Form) error {
	rules, err := v.web.Casework.EditionRules()
	if err != nil {
		return err
	}
	words, err := report.WordsIn(v.L.Tag())
	if err != nil {
		return err
	}
	kind := report.Kind(v.Query("kind"))
	if kind != "" && !slices.Contains(report.Kinds(), kind) {
		return fault.New(fault.NotFound, "fault.edition.kind")
	}
	every := rules.Reads(v.Officer)
	list, next, err := v.Reader().Editions(v.Ctx(), store.EditionQuery{All: every, Person: v.Officer.Person, Kind: kind, Before: v.Query("before"), Limit: editionRows})
	if err != nil {
		return err
	}
	l := view.List{Title: v.L.T("page.nav.editions"), Lead: v.L.T("edition.lead"),
		Empty: page.EmptyView{Title: v.L.T("edition.none"), Words: v.L.T("edition.none.words")}}
	if !every {
		l.Empty.Words = v.L.T("edition.none.sent")
	}
	for _, one := range append([]report.Kind{""}, report.Kinds()...) {
		key, q := "edition.every", url.Values{}
		if one != "" {
			key = "edition.kind." + string(one)
			q.Set("kind", string(one))
		}
		l.Kinds = append(l.Kinds, page.Tab{Words: v.L.T(key), Href: v.editionsPath(q), Count: -1, Current: one == kind})
	}
	for _, one := range list {
		l.Rows = append(l.Rows, v.editionRow(words, one, every))
	}
	l.Pages.Note = v.L.T("edition.pages.note", "n", len(list))
	if next != "" {
		l.Pages.Next = v.editionsPath(url.Values{"kind": {string(kind)}, "before": {next}})
	}
	if rules.Keeps(v.Officer) {
		l.Draft = v.draftForm(rules, f, kind)
	}
	return v.ShowAs(status, view.Index(v.View(l.Title, v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.editions", "")), l))
}

func (v *visit) editionsPath(q url.Values) string {
	if len(q) == 0 {
		return v.To("/editions")
	}
	return v.To("/editions") + "?" + q.Encode()
}

// editionRow is an edition in the list. Who was sent it learns nothing of a correction that is not out.
func (v *visit) editionRow(words report.Words, e store.EditionRow, every bool) view.Row {
	state := e.State
	if !every {
		state = edition.Published
	}
	r := view.Row{Title: e.Head().Title(words), Href: v.To("/editions", e.ID), Issue: v.issueWords(&e.Edition), AsOf: v.L.Moment(e.AsOf), State: v.editionState(state)}
	if !e.Published.IsZero() {
		r.Published = v.L.Moment(e.Published)
	}
	if e.Out > 0 && every {
		r.Sent = v.L.T("edition.sent.count", "n", e.Sent, "opened", e.Opened)
	}
	if e.Out > 1 {
		r.Version = v.L.T("edition.version.is", "n", e.Out)
	}
	return r
}

// issueWords is the number of an edition, or that it has none yet.
func (v *visit) issueWords(e *edition.Edition) string {
	if e.Number == 0 {
		return v.L.T("edition.unnumbered")
	}
	return v.L.T("edition.issue", "year", e.Year, "n", e.Number)
}

func (v *visit) editionState(s edition.State) page.TagView {
	kinds := map[edition.State]string{edition.Checked: "soon", edition.Published: "done"}
	return page.TagView{Words: v.L.T("edition.state." + string(s)), Kind: kinds[s]}
}

// draftForm is the form that begins an edition by hand.
func (v *visit) draftForm(rules edition.Rules, f *page.Form, kind report.Kind) *view.Draft {
	d := &view.Draft{Action: v.To("/editions"), Form: f, Open: f != nil}
	if f == nil {
		d.Form = page.NewForm(v.L, nil)
		if kind != "" {
			d.Form.Set("kind", string(kind))
		}
	}
	d.Form.Set("as_of", v.Today.String())
	var kinds []page.Option
	for _, one := range report.Kinds() {
		if _, err := rules.Forms.Form(one); err == nil {
			kinds = append(kinds, page.Option{Value: string(one), Words: v.L.T("edition.kind." + string(one))})
		}
	}
	d.Fields = []templ.Component{
		page.Select(d.Form, page.Field{Name: "kind", Label: v.L.T("edition.column.report"), Options: kinds, Span: "c4"}),
		page.Date(d.Form, page.Field{Name: "as_of", Label: v.L.T("edition.as_of"), Hint: v.L.T("edition.as_of.hint"), Span: "c4"}),
		page.Input(d.Form, page.Field{Name: "matter", Label: v.L.T("edition.matter"), Hint: v.L.T("edition.matter.hint"), Optional: true, Span: "c4"}),
	}
	return d
}

// draftEdition begins an edition by hand: as of the end of a day, or as of now.
func (w *Web) draftEdition(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	n := casework.NewEdition{Kind: report.Kind(f.Value("kind")), Matter: f.Value("matter"), AsOf: v.Now.Truncate(time.Minute)}
	if day := dayOf(f, "as_of"); day != 0 && day != v.Today {
		n.AsOf = day.End()
	}
	id := ""
	if f.OK() {
		id, err = w.Casework.DraftEdition(v.Ctx(), v.Officer, n)
	}
	if refusal := fault.As(err); refusal != nil && refusal.Kind == fault.NotFound && n.Matter != "" {
		f.Wrong("matter", "fault.edition.matter_unseen")
		err = nil
	}
	if !f.OK() || err != nil && f.Refuse(err) {
		return v.showEditions(fault.Invalid.Status(), f)
	}
	if err != nil {
		return err
	}
	v.Done("edition.done.drafted")
	return v.Go("/editions", id)
}
