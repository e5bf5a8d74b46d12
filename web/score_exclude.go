package web

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/fault"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/page"
	view "bihuan/web/view/score"
	"bihuan/web/view/unit"
)

// exclusions lists what was asked to be left out of a month.
func (w *Web) exclusions(v *visit) error {
	a, err := v.assessing(v.Query("month"))
	if err != nil {
		return err
	}
	asked, err := w.Casework.Exclusions(v.Ctx(), v.Officer, a.month, nil)
	if err != nil {
		return err
	}
	closed, err := w.Casework.ScoresClosed(v.Ctx(), v.Officer, a.month)
	if err != nil {
		return err
	}
	e := view.Exclusions{Title: v.L.T("score.left"), Words: v.L.T("score.left.words"), Filter: page.NewForm(v.L, nil).Set("month", string(a.month)), Fields: a.monthField(), Action: v.To("/scores/exclusions"),
		Empty: page.EmptyView{Title: v.L.T("score.left.none"), Words: v.L.T("score.left.none.words")}}
	if e.All, err = a.left(asked, !closed); err != nil {
		return err
	}
	return v.Show(view.Out(v.View(e.Title, a.crumbs(page.Crumb{Words: e.Title})...), e))
}

// newExclusion asks for the reason why a mark is not to count.
func (w *Web) newExclusion(v *visit) error {
	f := page.NewForm(v.L, nil)
	for _, name := range []string{"month", "no", "metric", "n"} {
		f.Set(name, v.Query(name))
	}
	c, err := v.exclusionForm(f)
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) exclusionForm(f *page.Form) (templ.Component, error) {
	a, err := v.monthOfForm(f)
	if err != nil {
		return nil, err
	}
	p, err := v.Reader().Petition(v.Ctx(), f.Value("no"))
	if err != nil {
		return nil, err
	}
	metric := report.MetricID(f.Value("metric"))
	if !slices.Contains(score.Candidates(), metric) {
		return nil, fault.New(fault.NotFound, "fault.score.metric")
	}
	var fields []templ.Component
	for _, name := range []string{"month", "no", "metric", "n"} {
		fields = append(fields, page.Hidden(name, f.Value(name)))
	}
	fields = append(fields, page.Area(f, page.Field{Name: "why", Label: v.L.T("score.ask.why"), Hint: v.L.T("score.ask.why.hint"), Rows: 3, Max: 200}))
	title := v.L.T("score.ask.title")
	words := v.L.T("score.ask.words", "subject", p.Record.Subject, "no", p.No, "metric", a.metric(metric), "month", string(a.month))
	return unit.Form(v.View(title, a.crumbs(page.Crumb{Words: title})...), f, title, words, fields, v.To("/scores/exclusions"), v.L.T("score.ask.press"), a.at(nil, "exclusions")), nil
}

func (w *Web) addExclusion(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	a, err := v.monthOfForm(f)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(f.Value("n"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.score.mark")
	}
	e := score.Exclusion{Month: a.month, No: f.Value("no"), Metric: report.MetricID(f.Value("metric")), N: n, Why: f.Value("why")}
	if _, err := w.Casework.AskExclusion(v.Ctx(), v.Officer, e); err != nil {
		if !f.Refuse(err) {
			return err
		}
		c, err := v.exclusionForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("score.ask.done")
	return v.goTo(a.at(nil, "exclusions"))
}

// askExclusion asks the second person for a word.
func (w *Web) askExclusion(v *visit) error {
	c, err := v.decisionForm(page.NewForm(v.L, nil))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) decisionForm(f *page.Form) (templ.Component, error) {
	e, err := v.web.Casework.Exclusion(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return nil, err
	}
	a, err := v.assessing(string(e.Month))
	if err != nil {
		return nil, err
	}
	p, err := v.Reader().Petition(v.Ctx(), e.No)
	if err != nil {
		return nil, err
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	options := []page.Option{{Value: "yes", Words: v.L.T("score.decide.yes")}, {Value: "no", Words: v.L.T("score.decide.no")}}
	fields := []templ.Component{
		page.KV([]page.Fact{
			{Term: v.L.T("score.left.matter"), Text: v.L.T("keyed.matter", "no", p.No, "subject", p.Record.Subject)},
			{Term: v.L.T("score.unit"), Text: dir.UnitName(e.Unit)},
			{Term: v.L.T("score.metric"), Text: a.metric(e.Metric)},
			{Term: v.L.T("score.left.why"), Text: e.Why},
			{Term: v.L.T("score.decide.asked"), Text: v.L.T("score.left.asked", "name", e.Name, "day", e.Asked.In(v.Now.Location()))},
		}),
		page.Radios(f, page.Field{Name: "allow", Label: v.L.T("score.decide"), Options: options}),
		page.Area(f, page.Field{Name: "note", Label: v.L.T("score.decide.note"), Hint: v.L.T("score.decide.note.hint"), Rows: 3, Max: 200}),
	}
	title := v.L.T("score.decide.title")
	view := v.View(title, a.crumbs(page.Crumb{Words: v.L.T("score.left"), Href: a.at(nil, "exclusions")}, page.Crumb{Words: title})...)
	return unit.Form(view, f, title, v.L.T("score.decide.words"), fields, v.To("/scores/exclusions", e.ID), v.L.T("web.save"), a.at(nil, "exclusions")), nil
}

func (w *Web) decideExclusion(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	if !f.Is("allow", "yes") && !f.Is("allow", "no") {
		f.Wrong("allow", "score.decide.choose")
	}
	if f.OK() {
		err = w.Casework.DecideExclusion(v.Ctx(), v.Officer, v.Path("id"), f.Is("allow", "yes"), f.Value("note"))
	}
	if !f.OK() || err != nil {
		if err != nil && !f.Refuse(err) {
			return err
		}
		c, err := v.decisionForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	e, err := w.Casework.Exclusion(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return err
	}
	v.Done("score.decide.done")
	return v.goTo((&assessing{visit: v, month: e.Month}).at(nil, "exclusions"))
}
