package web

import (
	"net/url"
	"slices"
	"strings"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/score"
)

func (w *Web) scoreRoutes(add add) {
	add("GET /scores", w.scores, org.ActScores)
	add("GET /scores/units/{unit}", w.scoreUnit, org.ActScores)
	add("GET /scores/units/{unit}/{metric}", w.scoreMarks, org.ActScores)
	add("GET /scores/close", w.askCloseScores, org.ActScoreClose)
	add("POST /scores/close", w.closeScores, org.ActScoreClose)
	add("GET /scores/sheet", w.scoreSheets, org.ActScores)
	add("GET /scores/sheet/new", w.newScoreSheet, org.ActScoreSheet)
	add("POST /scores/sheet", w.saveScoreSheet, org.ActScoreSheet)
	add("GET /scores/exclusions", w.exclusions, org.ActScores)
	add("GET /scores/exclusions/new", w.newExclusion, org.ActScoreExclude)
	add("POST /scores/exclusions", w.addExclusion, org.ActScoreExclude)
	add("GET /scores/exclusions/{id}", w.askExclusion, org.ActScoreAllow)
	add("POST /scores/exclusions/{id}", w.decideExclusion, org.ActScoreAllow)
}

// assessing is what the pages of the assessment have in common: the month, and the words for metrics.
type assessing struct {
	*visit
	month score.Month
	words report.Words
}

// assessing reads the address: the month is the last that is over, unless it is said.
func (v *visit) assessing(text string) (*assessing, error) {
	a := &assessing{visit: v, month: score.MonthOf(v.Today).Before()}
	var err error
	if text != "" {
		if a.month, err = score.ParseMonth(text); err != nil {
			return nil, notFound()
		}
	}
	a.words, err = report.WordsIn(v.L.Tag())
	return a, err
}

// at is an address of the same month.
func (a *assessing) at(more url.Values, path ...string) string {
	if more == nil {
		more = url.Values{}
	}
	more.Set("month", string(a.month))
	return a.To("/scores", path...) + "?" + more.Encode()
}

func (a *assessing) metric(id report.MetricID) string { return a.words.T("metric." + string(id)) }

func (a *assessing) share(l score.Line) string {
	return a.words.Percent(report.Share{Good: l.Good, Of: l.Of})
}

// points writes points that are given for something; nothing was owed otherwise.
func (a *assessing) points(n int, given bool) string {
	if !given {
		return a.words.T("none")
	}
	return report.Hundredths(n)
}

func (a *assessing) crumbs(more ...page.Crumb) []page.Crumb {
	crumbs := []page.Crumb{a.Crumb("page.nav.today", "/"), {Words: a.L.T("score.title"), Href: a.at(nil)}}
	if len(more) == 0 {
		crumbs[1].Href = ""
	}
	return append(crumbs, more...)
}

// monthField offers the months of the last two years.
func (a *assessing) monthField() []page.Field {
	return []page.Field{{Name: "month", Label: a.L.T("keyed.month"), Options: a.keyedMonths()}}
}

// scores shows the units of each group side by side.
func (w *Web) scores(v *visit) error {
	a, err := v.assessing(v.Query("month"))
	if err != nil {
		return err
	}
	s, err := w.Casework.Scores(v.Ctx(), v.Officer, a.month)
	if err != nil {
		return err
	}
	p := view.Scores{Title: v.L.T("score.title"), Words: a.standing(s), Filter: page.NewForm(v.L, nil).Set("month", string(a.month)), Fields: a.monthField(), Action: v.To("/scores"),
		Empty: page.EmptyView{Title: v.L.T("score.none"), Words: v.L.T("score.none.words")}}
	p.Buttons = append(p.Buttons, page.Button{Words: v.L.T("score.sheet"), Href: v.To("/scores/sheet")}, page.Button{Words: v.L.T("score.left"), Href: a.at(nil, "exclusions")})
	over := a.month.Period().To < v.Today
	if v.May(org.ActScoreClose) && over {
		b := page.Button{Words: v.L.T("score.close"), Href: a.at(nil, "close"), Kind: "1"}
		if s.Closed != nil {
			b.Words, b.Kind = v.L.T("score.correct"), ""
		}
		p.Buttons = append(p.Buttons, b)
	}
	if s.Waits > 0 {
		p.Notices = append(p.Notices, view.Notice{Words: v.L.T("score.waits", "n", s.Waits), Link: &page.Link{Words: v.L.T("score.waits.link"), Href: a.at(nil, "exclusions")}})
	}
	p.Columns = []page.Column{{Words: v.L.T("score.place"), Num: true}, {Words: v.L.T("score.unit")}, {Words: v.L.T("score.points"), Num: true}}
	for _, weight := range s.Sheet.Metrics {
		p.Columns = append(p.Columns, page.Column{Words: a.metric(weight.Metric), Num: true})
	}
	p.Groups = a.groups(s)
	a.closed(&p, s)
	return v.Show(view.Page(v.View(p.Title, a.crumbs()...), p))
}

// standing says as of when, and whether it is closed.
func (a *assessing) standing(s *casework.Scores) string {
	at := s.Moment.In(a.Now.Location())
	switch {
	case s.Closed != nil:
		return a.L.T("score.words.closed", "month", string(a.month), "version", s.Closed.Version, "moment", a.L.Moment(at))
	case a.month.Period().To < a.Today:
		return a.L.T("score.words.open", "month", string(a.month), "moment", a.L.Moment(at))
	}
	return a.L.T("score.words.lasts", "month", string(a.month), "moment", a.L.Moment(at))
}

// groups part the results by with whom a unit is compared.
func (a *assessing) groups(s *casework.Scores) []view.Group {
	var groups []view.Group
	for _, r := range s.Results {
		id := "g-" + strings.ReplaceAll(casework.Peers(r), " ", "-")
		if n := len(groups); n == 0 || groups[n-1].ID != id {
			groups = append(groups, view.Group{ID: id, Title: a.groupWords(s.Sheet, r), Note: a.L.T("score.compared", "n", s.Of[casework.Peers(r)])})
		}
		g := &groups[len(groups)-1]
		row := view.Row{Name: r.Name, Href: a.at(nil, "units", string(r.Unit)), Points: a.points(r.Points, r.Scored), Place: a.L.Number(r.Place)}
		if !r.Scored {
			g.Idle = append(g.Idle, page.Link{Words: row.Name, Href: row.Href})
			continue
		}
		if n := s.Left[r.Unit]; n > 0 {
			row.Note = a.L.T("score.left.n", "n", n)
		}
		for _, l := range r.Lines {
			cell := page.Link{Words: a.share(l)}
			if l.Counts() {
				cell.Href = a.at(nil, "units", string(r.Unit), string(l.Metric))
			}
			row.Cells = append(row.Cells, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return groups
}

// groupWords names the units with which one is compared: their kinds, and their load where that parts them.
func (a *assessing) groupWords(sheet score.Sheet, r score.Result) string {
	i := slices.IndexFunc(sheet.Groups, func(g score.Group) bool { return g.ID == r.Group })
	if i < 0 {
		return r.Group
	}
	g := sheet.Groups[i]
	name := a.kindsWords(g)
	switch {
	case len(g.Bands) == 0:
		return name
	case r.Band == len(g.Bands):
		return a.L.T("score.band.above", "group", name, "n", g.Bands[r.Band-1])
	}
	return a.L.T("score.band", "group", name, "n", g.Bands[r.Band])
}

func (a *assessing) kindsWords(g score.Group) string {
	var kinds []string
	for _, kind := range g.Kinds {
		kinds = append(kinds, a.L.T("org.unit."+string(kind)))
	}
	return a.L.List(kinds)
}

// closed tells of the version that holds, and of those that it put right.
func (a *assessing) closed(p *view.Scores, s *casework.Scores) {
	if s.Closed == nil {
		return
	}
	add := func(key, text string) {
		if text != "" {
			p.Closed = append(p.Closed, page.Fact{Term: a.L.T(key), Text: text})
		}
	}
	add("score.closed.version", a.L.Number(s.Closed.Version))
	add("score.closed.by", a.L.T("score.closed.by.words", "name", s.Closed.Name, "moment", a.L.ISOMoment(s.Closed.At)))
	add("score.closed.reason", s.Reason)
	add("score.closed.sheet", a.L.Number(s.Sheet.Version))
	add("score.closed.hash", s.Closed.Hash)
	for _, m := range slices.Backward(s.Before) {
		p.Before = append(p.Before, a.L.T("score.closed.before", "version", m.Version, "name", m.Name, "moment", a.L.ISOMoment(m.At), "hash", m.Hash))
	}
}

// scoreUnit shows one unit's sheet; every number leads to the matters behind it.
func (w *Web) scoreUnit(v *visit) error {
	a, err := v.assessing(v.Query("month"))
	if err != nil {
		return err
	}
	s, err := w.Casework.Scores(v.Ctx(), v.Officer, a.month)
	if err != nil {
		return err
	}
	id := org.UnitID(v.Path("unit"))
	i := slices.IndexFunc(s.Results, func(r score.Result) bool { return r.Unit == id })
	if i < 0 {
		return notFound()
	}
	r := s.Results[i]
	u := view.Unit{Title: r.Name, Words: a.standing(s), Points: a.points(r.Points, r.Scored)}
	u.Facts = []page.Fact{{Term: v.L.T("score.group"), Text: a.groupWords(s.Sheet, r)}, {Term: v.L.T("score.place"), Text: a.words.T("none")}, {Term: v.L.T("score.load"), Text: v.L.Number(r.Load)}}
	if r.Place > 0 {
		u.Facts[1].Text = v.L.T("score.place.words", "place", r.Place, "n", s.Of[casework.Peers(r)])
	}
	for k, l := range r.Lines {
		line := view.Line{Name: a.metric(l.Metric), Weight: report.Hundredths(s.Sheet.Metrics[k].Weight), Counts: a.points(l.Weight, l.Counts()), Good: v.L.Number(l.Good), Of: v.L.Number(l.Of),
			Share: a.share(l), Points: a.points(l.Points, l.Counts())}
		if l.Counts() {
			line.Href = a.at(nil, "units", string(id), string(l.Metric))
		}
		u.Lines = append(u.Lines, line)
	}
	asked, err := w.Casework.Exclusions(v.Ctx(), v.Officer, a.month, &id)
	if err != nil {
		return err
	}
	if u.Left, err = a.left(asked, s.Closed == nil); err != nil {
		return err
	}
	return v.Show(view.One(v.View(u.Title, a.crumbs(page.Crumb{Words: u.Title})...), u))
}

// left words what was asked to be left out.
func (a *assessing) left(asked []score.Exclusion, open bool) ([]view.Left, error) {
	numbers := make([]string, len(asked))
	for i, e := range asked {
		numbers[i] = e.No
	}
	found, err := a.matters(numbers)
	if err != nil {
		return nil, err
	}
	dir, err := a.web.DB.Directory(a.Ctx())
	if err != nil {
		return nil, err
	}
	var all []view.Left
	for _, e := range slices.Backward(asked) {
		one := view.Left{Metric: a.metric(e.Metric), No: shortNumber(e.No), Href: a.To("/petitions", e.No), Unit: dir.UnitShort(e.Unit), Why: e.Why, Asked: a.L.T("score.left.asked", "name", e.Name, "day", e.Asked.In(a.Now.Location()))}
		if p := found[e.No]; p != nil {
			one.Subject = p.Record.Subject
		}
		switch {
		case e.Waits():
			one.Tag = page.TagView{Kind: "soon", Words: a.L.T("score.left.waits")}
			if open && a.May(org.ActScoreAllow) && e.By != a.Officer.Person {
				one.Act = &page.Link{Words: a.L.T("score.left.decide"), Href: a.To("/scores/exclusions", e.ID)}
			}
		case e.Allowed:
			one.Tag = page.TagView{Kind: "done", Words: a.L.T("score.left.allowed")}
		default:
			one.Tag = page.TagView{Words: a.L.T("score.left.refused")}
		}
		if !e.Waits() {
			one.Decided = a.L.T("score.left.decided", "name", e.Decider, "day", e.Decided.In(a.Now.Location()), "note", e.Note)
		}
		all = append(all, one)
	}
	return all, nil
}

// scoreMarks lists the matters behind a number.
func (w *Web) scoreMarks(v *visit) error {
	a, err := v.assessing(v.Query("month"))
	if err != nil {
		return err
	}
	unit, metric := org.UnitID(v.Path("unit")), report.MetricID(v.Path("metric"))
	list, next, err := w.Casework.ScoreMarks(v.Ctx(), v.Officer, casework.ScoreQuery{Month: a.month, Unit: unit, Metric: metric, After: v.Query("after"), Limit: batchRows})
	if err != nil {
		return err
	}
	closed, err := w.Casework.ScoresClosed(v.Ctx(), v.Officer, a.month)
	if err != nil {
		return err
	}
	asked, err := w.Casework.Exclusions(v.Ctx(), v.Officer, a.month, &unit)
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	m := view.Marks{Title: v.L.T("score.behind", "unit", dir.UnitShort(unit), "metric", a.metric(metric)), Words: v.L.T("score.behind.words", "month", string(a.month)),
		Empty: page.EmptyView{Title: v.L.T("report.figure.none"), Words: v.L.T("report.figure.none.words")}}
	for _, one := range list {
		m.Rows = append(m.Rows, a.mark(one, asked, !closed))
	}
	m.Pages.Note = v.L.T("page.pages.note", "n", len(list))
	if next != "" {
		m.Pages.Next = a.at(url.Values{"after": {next}}, "units", string(unit), string(metric))
	}
	name := page.Crumb{Words: dir.UnitShort(unit), Href: a.at(nil, "units", string(unit))}
	return v.Show(view.Behind(v.View(m.Title, a.crumbs(name, page.Crumb{Words: a.metric(metric)})...), m))
}

// mark is a matter behind a number, with what was asked about it.
func (a *assessing) mark(one store.Marked, asked []score.Exclusion, open bool) view.Mark {
	row := view.Mark{Subject: one.Subject, No: shortNumber(one.No), Href: a.To("/petitions", one.No), Day: a.L.Date(one.Day), Done: a.words.T("none"),
		State: page.StateOf(a.L, string(one.State)), Tag: page.TagView{Kind: "late", Words: a.L.T("score.bad")}}
	if one.Done != 0 {
		row.Done = a.L.Date(one.Done)
	}
	if one.Good {
		row.Tag = page.TagView{Kind: "done", Words: a.L.T("score.well")}
	}
	again := true
	for _, e := range asked {
		if e.No != one.No || e.Metric != one.Metric || e.N != one.N {
			continue
		}
		switch {
		case e.Waits():
			row.Left, again = a.L.T("score.left.waits"), false
		case e.Allowed:
			row.Left, again = a.L.T("score.left.allowed"), false
		default:
			row.Left = a.L.T("score.left.refused")
		}
	}
	if again && open && a.May(org.ActScoreExclude) {
		row.Ask = &page.Link{Words: a.L.T("score.ask"), Href: a.at(url.Values{"no": {one.No}, "metric": {string(one.Metric)}, "n": {a.L.Number(one.N)}}, "exclusions", "new")}
	}
	return row
}

// nextMonth is the first day of the month that comes.
func nextMonth(today deadline.Day) deadline.Day {
	year, month, _ := today.Date()
	return deadline.NewDay(year, month+1, 1)
}

// monthOfForm reads the month of a form, which carries it along.
func (v *visit) monthOfForm(f *page.Form) (*assessing, error) { return v.assessing(f.Value("month")) }
