package web

import (
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/overview"

	"golang.org/x/sync/errgroup"
)

func (w *Web) overviewRoutes(add add) {
	kept := &keptShares{}
	add("GET /overview", func(v *visit) error { return w.overview(v, kept) }, org.ActRead)
	add("GET /wall", w.wall, org.ActReports)
}

// The overviews, by the value of the address: of the county, of one's unit, of what is one's own.
const (
	ofCounty = "county"
	ofUnit   = "unit"
	ofOwn    = "own"
)

// overviews are those that the reader's post has; the first is shown unless another is asked for.
func (v *visit) overviews() []string {
	policy := v.Rules().Policy
	switch {
	case policy.Reach(v.Officer.Post, org.ActReports) == org.InCounty:
		return []string{ofCounty, ofOwn}
	case policy.Reach(v.Officer.Post, org.ActRead) == org.InUnit:
		return []string{ofUnit, ofOwn}
	}
	return []string{ofOwn}
}

// overview is one overview: over what it counts, and what was counted.
type overview struct {
	*visit
	of      string
	mine    org.PersonID  // whose own matters alone
	reader  *store.Reader // of figures
	opens   bool          // the reader may open what is counted
	dir     *store.Directory
	counted *report.Overview
	owed    []report.UnitLate // what is overdue in the county, by who is to do it
	moved   int               // to the last week of the ladder today
}

// overview shows how things stand: what to do now, then figures, each of which leads to what it counts.
func (w *Web) overview(v *visit, kept *keptShares) error {
	o, tabs, err := v.lookOver()
	if err != nil {
		return err
	}
	p := view.Overview{Title: v.overviewWords("title", o.of), Words: o.words(), Tabs: tabs,
		States: o.states(), Ages: o.ages(), Ladder: o.ladder(), Categories: o.categories(), Places: o.places()}
	if p.Todo, err = o.todo(); err != nil {
		return err
	}
	if o.of == ofCounty && v.Scope().All {
		p.Wall = &page.Link{Words: v.L.T("overview.wall"), Href: v.To("/wall")}
		if p.Check, err = o.check(); err != nil {
			return err
		}
	}
	if o.of != ofOwn {
		if err := o.wide(&p, kept); err != nil {
			return err
		}
	}
	v.Live = liveList
	return v.Show(view.Page(v.View(p.Title, v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.overview", "")), p))
}

// wide are the panels of what is more than one's own.
func (o *overview) wide(p *view.Overview, kept *keptShares) (err error) {
	if p.Flow, err = o.flow(); err != nil {
		return err
	}
	if p.Shares, err = o.shares(kept); err != nil {
		return err
	}
	if p.Clusters, err = o.clusters(); err != nil {
		return err
	}
	if p.Letters, err = o.letters(); err != nil {
		return err
	}
	if o.of == ofCounty {
		p.Late, err = o.lateUnits()
	}
	return err
}

// lookOver counts for the overview that the address asks for.
func (v *visit) lookOver() (*overview, []page.Tab, error) {
	all := v.overviews()
	o := &overview{visit: v, of: all[0]}
	var tabs []page.Tab
	for _, of := range all {
		if of == v.Query("of") {
			o.of = of
		}
	}
	for _, of := range all {
		tabs = append(tabs, page.Tab{Words: v.overviewWords("tab", of), Href: v.To("/overview") + "?of=" + of, Count: -1, Current: of == o.of})
	}
	scope := v.Scope()
	o.opens = true
	switch o.of {
	case ofCounty:
		o.opens = scope.All
		scope = v.Rules().Policy.Figures(v.Officer)
	case ofOwn:
		o.mine = v.Officer.Person
	}
	o.reader = v.web.DB.Reader(scope)
	return o, tabs, o.count()
}

// overviewWords names an overview; what is a county leader's own is what the leader looks after.
func (v *visit) overviewWords(what, of string) string {
	if of == ofOwn && v.Officer.Post == org.Leader {
		of += ".leader"
	}
	return v.L.T("overview."+what+"."+of, "unit", v.Officer.UnitName)
}

// count reads what all panels stand on.
func (o *overview) count() (err error) {
	if o.dir, err = o.web.DB.Directory(o.Ctx()); err != nil {
		return err
	}
	// Side by side: a leader looks for a minute, and each of these reads all that is open.
	group, ctx := errgroup.WithContext(o.Ctx())
	group.Go(func() (err error) {
		o.counted, err = o.reader.Overview(ctx, o.mine, o.Today, endOfWeek(o.Today))
		return err
	})
	group.Go(func() (err error) {
		if o.of == ofCounty {
			if o.owed, err = o.reader.Owing(ctx, o.Today); err != nil {
				return err
			}
		}
		o.moved, err = o.reader.Count(ctx, store.ListQuery{Mine: o.mine, Turn: deadline.LadderLiaison, Moved: o.Today}, store.MostCounted)
		return err
	})
	return group.Wait()
}

func (o *overview) words() string {
	moment := o.L.Moment(o.Now)
	if !o.opens {
		return o.L.T("overview.words.counted", "moment", moment)
	}
	return o.L.T("overview.words", "moment", moment)
}

// list is the address of the list of what a number counts; none where the reader may not open it.
func (o *overview) list(pairs ...string) string {
	if !o.opens {
		return ""
	}
	if o.mine != "" {
		pairs = append(pairs, "mine", "1")
	}
	return o.listOf(pairs...)
}

// todo is what there is to do now.
func (o *overview) todo() ([]view.Todo, error) {
	var list []view.Todo
	add := func(key string, n int, href string) {
		list = append(list, view.Todo{Words: o.L.T("overview.todo." + key), N: n, Href: href, Note: o.L.T("overview.todo.unit", "n", n), Late: key == "late"})
	}
	if o.of == ofUnit {
		add("accept", o.counted.States[petition.Assigned], o.list("state", string(petition.Assigned)))
	}
	if err := o.todoLetters(add); err != nil {
		return nil, err
	}
	add("late", o.counted.Late, o.list("due", late))
	if units := len(o.owed); o.of == ofCounty && units > 0 {
		list[len(list)-1].Note = o.L.T("overview.todo.units", "n", units)
	}
	add("today", o.counted.DueToday, o.list("due", dueNow))
	if o.of == ofOwn {
		add("week", o.counted.DueWeek, o.list("due", dueWeek))
	}
	add("moved", o.moved, o.list("turn", "4", "moved", "1"))
	if o.of == ofCounty && page.Opens(o.Officer, "/supervision") {
		counts, err := o.Reader().CountOrders(o.Ctx(), "", o.Today)
		if err != nil {
			return nil, err
		}
		c := conditions{map[string][]string{"list": {supervised}, "step": {store.StepCheck}}}
		add("feedback", counts[store.StepCheck].N, c.in(o.To("/supervision")))
	}
	return list, nil
}

// todoLetters are the letters that wait for the reader's hand, or for the unit's answer.
func (o *overview) todoLetters(add func(key string, n int, href string)) error {
	which, href := lettersSign, o.lettersAt(lettersSign, nil)
	if o.of == ofUnit {
		which, href = lettersWaiting, o.lettersAt(lettersWaiting, nil)
	}
	q, ok := o.letterQuery(which)
	if o.of == ofOwn || !ok {
		return nil
	}
	n, err := o.Reader().CountLetters(o.Ctx(), q, mostLetters)
	if err == nil {
		add("letters."+which, n, href)
	}
	return err
}

// check is what the nightly check of the ladder found.
func (o *overview) check() (*view.Check, error) {
	found, err := o.ladderCheck()
	if err != nil || found == nil {
		return nil, err
	}
	return &view.Check{Words: found.Words, Moment: found.Moment, Href: found.Href, Late: found.Late}, nil
}

// dayRounds are the patrols of the day, as far as it has come: by the time at which they were made, how many
// there are and how many are signed.
func (v *visit) dayRounds() ([]view.Round, error) {
	all, err := v.web.DB.Reader(org.Scope{}).Patrols(v.Ctx(), v.Today.Start(), v.Today.End())
	if err != nil {
		return nil, err
	}
	var list []view.Round
	for i := 0; i < len(all); {
		at, n, unsigned := all[i].At, 0, 0
		for ; i < len(all) && all[i].At.Equal(at); i++ {
			n++
			if all[i].Unsigned() {
				unsigned++
			}
		}
		round := view.Round{Words: v.L.T("overview.wall.afternoon"), State: v.L.T("overview.wall.signed", "n", n)}
		if oversight.InMorning(at) {
			round.Words = v.L.T("overview.wall.morning")
		}
		if unsigned > 0 {
			round.State = v.L.T("overview.wall.unsigned", "signed", n-unsigned, "n", unsigned)
		}
		list = append(list, round)
	}
	return list, nil
}
