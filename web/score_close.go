package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/page"
	view "bihuan/web/view/score"
	"bihuan/web/view/unit"
)

// askCloseScores asks once more: what is closed stays.
func (w *Web) askCloseScores(v *visit) error {
	a, err := v.assessing(v.Query("month"))
	if err != nil {
		return err
	}
	s, err := w.Casework.Scores(v.Ctx(), v.Officer, a.month)
	if err != nil {
		return err
	}
	seen := 0
	if s.Closed != nil {
		seen = s.Closed.Version
	}
	return v.Show(a.closingForm(page.NewForm(v.L, nil).Set("seen", strconv.Itoa(seen))))
}

// closingForm closes a month, or makes a correction of one that is closed.
func (a *assessing) closingForm(f *page.Form) templ.Component {
	title, words, press := a.L.T("score.close.title", "month", string(a.month)), a.L.T("score.close.words"), a.L.T("score.close")
	fields := []templ.Component{page.Hidden("month", string(a.month)), page.Hidden("seen", f.Value("seen"))}
	if f.Value("seen") != "0" {
		title, words, press = a.L.T("score.correct.title", "month", string(a.month)), a.L.T("score.correct.words"), a.L.T("score.correct")
		fields = append(fields, page.Input(f, page.Field{Name: "reason", Label: a.L.T("score.correct.reason"), Max: 120}))
	}
	return unit.Form(a.View(title, a.crumbs(page.Crumb{Words: title})...), f, title, words, fields, a.To("/scores/close"), press, a.at(nil))
}

func (w *Web) closeScores(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	a, err := v.monthOfForm(f)
	if err != nil {
		return err
	}
	seen, _ := f.Int("seen") // what is no number is 0, and refused where the month is closed
	made, err := w.Casework.CloseScores(v.Ctx(), v.Officer, a.month, seen, f.Value("reason"))
	if err != nil {
		if !f.Refuse(err) {
			return err
		}
		return v.Again(a.closingForm(f))
	}
	v.Done("score.close.done", "month", string(a.month), "version", made.Version)
	return v.goTo(a.at(nil))
}

// scoreSheets shows by what is assessed, the newest sheet first.
func (w *Web) scoreSheets(v *visit) error {
	a, err := v.assessing("")
	if err != nil {
		return err
	}
	shipped, own, err := w.Casework.ScoreSheets(v.Ctx(), v.Officer)
	if err != nil {
		return err
	}
	p := view.Sheet{Title: v.L.T("score.sheet"), Words: v.L.T("score.sheet.words")}
	if v.May(org.ActScoreSheet) {
		p.Buttons = []page.Button{{Words: v.L.T("score.sheet.new"), Href: v.To("/scores/sheet/new"), Icon: "plus", Kind: "1"}}
	}
	for _, s := range slices.Backward(own) {
		p.Versions = append(p.Versions, a.sheet(s.Sheet, v.L.T("score.sheet.own", "name", s.Name, "moment", v.L.ISOMoment(s.At))))
	}
	p.Versions = append(p.Versions, a.sheet(shipped, v.L.T("score.sheet.shipped")))
	return v.Show(view.Sheets(v.View(p.Title, a.crumbs(page.Crumb{Words: p.Title})...), p))
}

func (a *assessing) sheet(s score.Sheet, note string) view.Version {
	one := view.Version{ID: "v-" + strconv.Itoa(s.Version), Title: a.L.T("score.sheet.version", "version", s.Version, "day", a.L.Long(s.Effective)), Note: note}
	for _, w := range s.Metrics {
		one.Weights = append(one.Weights, page.Fact{Term: a.metric(w.Metric), Text: a.L.T("score.sheet.points", "points", report.Hundredths(w.Weight))})
	}
	for _, g := range s.Groups {
		text := a.L.T("score.sheet.all")
		if len(g.Bands) > 0 {
			text = a.L.T("score.sheet.bands", "bands", a.L.List(bandWords(g)))
		}
		one.Groups = append(one.Groups, page.Fact{Term: a.kindsWords(g), Text: text})
	}
	return one
}

func bandWords(g score.Group) []string {
	var words []string
	for _, n := range g.Bands {
		words = append(words, strconv.Itoa(n))
	}
	return words
}

// newScoreSheet offers the newest sheet to be changed, in force from next month on.
func (w *Web) newScoreSheet(v *visit) error {
	s, err := v.newestSheet()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil).Set("effective", v.L.ISO(nextMonth(v.Today)))
	for _, weight := range s.Metrics {
		f.Set("weight."+string(weight.Metric), report.Hundredths(weight.Weight))
	}
	for _, g := range s.Groups {
		f.Set("bands."+g.ID, strings.Join(bandWords(g), " "))
	}
	c, err := v.sheetForm(f, s)
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) newestSheet() (score.Sheet, error) {
	shipped, own, err := v.web.Casework.ScoreSheets(v.Ctx(), v.Officer)
	if len(own) > 0 {
		return own[len(own)-1].Sheet, err
	}
	return shipped, err
}

func (v *visit) sheetForm(f *page.Form, s score.Sheet) (templ.Component, error) {
	a, err := v.assessing("")
	if err != nil {
		return nil, err
	}
	fields := []templ.Component{page.Date(f, page.Field{Name: "effective", Label: v.L.T("score.sheet.effective"), Hint: v.L.T("score.sheet.effective.hint")})}
	for _, id := range score.Candidates() {
		fields = append(fields, page.Input(f, page.Field{Name: "weight." + string(id), Label: a.metric(id), InputMode: "decimal", Max: 6, Span: "c4"}))
	}
	for _, g := range s.Groups {
		fields = append(fields, page.Input(f, page.Field{Name: "bands." + g.ID, Label: v.L.T("score.sheet.load", "group", a.kindsWords(g)), Hint: v.L.T("score.sheet.load.hint"), Optional: true, Max: 40, Span: "c6"}))
	}
	title := v.L.T("score.sheet.new")
	view := v.View(title, a.crumbs(page.Crumb{Words: v.L.T("score.sheet"), Href: v.To("/scores/sheet")}, page.Crumb{Words: title})...)
	return unit.Form(view, f, title, v.L.T("score.sheet.new.words"), fields, v.To("/scores/sheet"), v.L.T("web.save"), v.To("/scores/sheet")), nil
}

func (w *Web) saveScoreSheet(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	old, err := v.newestSheet()
	if err != nil {
		return err
	}
	s := v.typedSheet(f, old)
	version := 0
	if f.OK() {
		version, err = w.Casework.SaveScoreSheet(v.Ctx(), v.Officer, s)
	}
	if !f.OK() || err != nil {
		if err != nil && !f.Refuse(err) {
			return err
		}
		c, err := v.sheetForm(f, old)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("score.sheet.saved", "version", version)
	return v.Go("/scores/sheet")
}

// typedSheet reads a sheet from a form: every weight that is given, whatever it is of, so that what may not count
// is refused and not passed over.
func (v *visit) typedSheet(f *page.Form, old score.Sheet) score.Sheet {
	s := score.Sheet{Effective: typedDay(f, "effective")}
	order := score.Candidates()
	for name := range v.r.PostForm {
		if id, ok := strings.CutPrefix(name, "weight."); ok && !slices.Contains(order, report.MetricID(id)) {
			order = append(order, report.MetricID(id))
		}
	}
	for _, id := range order {
		text := f.Value("weight." + string(id))
		if text == "" {
			continue
		}
		n, ok := hundredths(text)
		if !ok {
			f.Wrong("weight."+string(id), "fault.score.weight")
		}
		if n > 0 || !ok {
			s.Metrics = append(s.Metrics, score.Weight{Metric: id, Weight: n})
		}
	}
	for _, g := range old.Groups {
		g.Bands = nil
		for _, text := range strings.Fields(f.Value("bands." + g.ID)) {
			n, err := strconv.Atoi(text)
			if err != nil {
				f.Wrong("bands."+g.ID, "fault.score.bands")
				break
			}
			g.Bands = append(g.Bands, n)
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

// hundredths reads points with up to two decimals: 12.5 is 1250.
func hundredths(text string) (int, bool) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 2 || len(whole) > 3 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 32)
	return int(n), err == nil
}
