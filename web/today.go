package web

import (
	"net/url"
	"strconv"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/today"
)

func (w *Web) todayRoutes(add add) {
	add("GET /{$}", w.today)
	w.mux.Handle("GET "+w.Base, w.serve(func(v *visit) error { return v.Go("/") }, false, nil))
}

// mostTasks is how much the page shows.
const mostTasks = 60

// today is the first page: what is the reader's to do now. Who reads no cases begins with what is
// theirs.
func (w *Web) today(v *visit) error {
	if !v.May(org.ActRead) {
		return v.begin()
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	tasks, err := v.tasks(dir)
	if err != nil {
		return err
	}
	counts, err := v.Reader().Counts(v.Ctx(), v.Officer.Person, v.Today)
	if err != nil {
		return err
	}
	t := today.Today{
		Title: v.L.T("page.nav.today"), Groups: v.groups(tasks, dir),
		Nothing: page.EmptyView{Title: v.L.T("web.today.none"), Words: v.L.T("web.today.none.words"), Link: &page.Link{Words: v.L.T("web.list.none.link"), Href: v.To("/petitions")}},
	}
	t.Line = v.line(tasks, counts)
	letters, err := v.letterWork(tasks, dir)
	if err != nil {
		return err
	}
	if n := len(letters); n > 0 {
		group := today.Group{ID: "g-letters", Title: v.L.T("letter.today"), Note: v.L.T("letter.count", "n", n), Items: letters}
		t.Groups = append([]today.Group{group}, t.Groups...)
		if len(tasks) == 0 {
			t.Line = v.L.T("letter.today.line", "n", n)
		} else {
			t.Line = v.L.T("letter.today.line.too", "line", t.Line, "n", n)
		}
	}
	if rest := counts.Open - matters(tasks); rest > 0 && len(tasks) < mostTasks && counts.Open < store.MostCounted {
		t.Rest = v.L.T("web.today.rest", "n", rest)
	} else if len(tasks) >= mostTasks {
		t.Rest = v.L.T("web.today.more", "n", mostTasks)
	}
	t.All = &page.Link{Words: v.L.T("web.today.all"), Href: v.To("/petitions")}
	if t.Shelf, err = v.shelf(dir); err != nil {
		return err
	}
	if t.Notes, err = v.notes(); err != nil {
		return err
	}
	if t.Marks, err = v.marks(); err != nil {
		return err
	}
	if t.Views, err = v.quick(counts); err != nil {
		return err
	}
	v.Live = "list"
	return v.Show(today.Page(v.View(t.Title), t))
}

// begin leads somebody without cases to the first page that the post opens.
func (v *visit) begin() error {
	switch {
	case v.May(org.ActAccounts):
		return v.Go("/people")
	case v.May(org.ActPolicy):
		return v.Go("/policy")
	}
	return v.Go("/account")
}

// notes are the bureau's rounds: the own patrol that waits to be signed; for who leads, how many have
// not signed theirs, and what the nightly check of the ladder found.
func (v *visit) notes() ([]today.Note, error) {
	if !v.Officer.Post.AtBureau() {
		return nil, nil
	}
	var notes []today.Note
	p, there, err := v.Reader().LatestPatrol(v.Ctx(), v.Officer.Person, v.Now)
	if err != nil {
		return nil, err
	}
	if there && p.Unsigned() {
		notes = append(notes, today.Note{Link: page.Link{Words: v.L.T("web.today.patrol", "n", p.Rows, "left", p.Rows-p.Seen), Href: v.To("/patrol")}})
	}
	if v.Officer.Post == org.Caseworker {
		return notes, nil
	}
	unsigned, err := v.web.Casework.UnsignedPatrols(v.Ctx(), v.Today)
	if err != nil {
		return nil, err
	}
	if n := len(unsigned); n > 0 {
		names := make([]string, n)
		for i, u := range unsigned {
			names[i] = u.Name
		}
		notes = append(notes, today.Note{Link: page.Link{Words: v.L.T("web.today.unsigned", "n", n, "names", names), Href: v.To("/patrol")}})
	}
	check, err := v.ladderCheck()
	if err != nil || check == nil {
		return notes, err
	}
	words := v.L.T("page.nav.ladder") + v.L.T("page.colon") + check.Words
	return append(notes, today.Note{Link: page.Link{Words: words, Href: v.To("/ladder")}, Late: check.Late}), nil
}

// shelf is the line about what has ended and waits for nothing but the archive: it is in nobody's way.
func (v *visit) shelf(dir *store.Directory) (*page.Link, error) {
	q := store.TaskQuery{Owners: casework.Owners(dir, v.Officer, v.Now), At: v.Now, Only: petition.KArchived, Limit: store.MostCounted}
	n, err := v.Reader().CountTasks(v.Ctx(), q)
	if err != nil || n == 0 {
		return nil, err
	}
	c := conditions{map[string][]string{"state": {string(petition.Closed)}}}
	return &page.Link{Words: v.L.T("web.today.shelf", "n", n), Href: c.in(v.To("/petitions"))}, nil
}

// task is one thing that the reader has to do, and how its clock stands.
type task struct {
	store.TaskRow
	rule     deadline.Rule
	standing deadline.Standing
}

// tasks are what the reader has to do: the earliest due first, then what has no due day.
func (v *visit) tasks(dir *store.Directory) ([]task, error) {
	off, err := v.web.DB.TriggersOff(v.Ctx())
	if err != nil {
		return nil, err
	}
	rows, err := v.Reader().Tasks(v.Ctx(), store.TaskQuery{
		Owners: casework.Owners(dir, v.Officer, v.Now), At: v.Now, But: petition.KArchived, Off: off, Limit: mostTasks,
	})
	if err != nil {
		return nil, err
	}
	tasks := make([]task, len(rows))
	for i, row := range rows {
		tasks[i] = v.taskOf(row)
	}
	return tasks, nil
}

// taskOf finds how a task's clock stands. A date that the matter itself sets, as for an assisting
// unit, counts as an order's.
func (v *visit) taskOf(row store.TaskRow) task {
	t := task{TaskRow: row}
	if rule, ok := v.Rules().Policies.Rule(row.Rule, row.Ver); ok {
		t.rule = rule
	} else if row.Due != 0 {
		t.rule = deadline.Rule{Basis: deadline.Order, Unit: deadline.Date}
	}
	if row.Due != 0 {
		t.standing = v.Rules().Calendar.Standing(&t.rule, row.Due, v.Today)
	}
	return t
}

// matters is how many different matters the tasks are about.
func matters(tasks []task) int {
	seen := map[string]bool{}
	for _, t := range tasks {
		seen[t.No] = true
	}
	return len(seen)
}

// urgency is the group of a task.
func (v *visit) urgency(t task) int {
	switch {
	case t.Due == 0:
		return 3
	case t.Due < v.Today:
		return 0
	case t.Due == v.Today:
		return 1
	case t.Due <= endOfWeek(v.Today):
		return 2
	}
	return 3
}

// groups parts the tasks by urgency.
func (v *visit) groups(tasks []task, dir *store.Directory) []today.Group {
	names := []string{"late", "today", "week", "other"}
	all := make([]today.Group, len(names))
	for i, name := range names {
		all[i] = today.Group{ID: "g-" + name, Title: v.L.T("web.today.group." + name)}
	}
	for _, t := range tasks {
		g := &all[v.urgency(t)]
		g.Items = append(g.Items, v.item(t, dir))
	}
	var groups []today.Group
	for _, g := range all {
		if len(g.Items) > 0 {
			g.Note = v.L.T("petition.count", "n", len(g.Items))
			groups = append(groups, g)
		}
	}
	return groups
}

// taskWords is the reason of a task, in words.
func (v *visit) taskWords(t petition.Task) string {
	switch t.Cause {
	case petition.FromState:
		return v.word("petition.task.", t.Why)
	case petition.FromTrigger:
		for _, trigger := range v.Rules().Triggers {
			if trigger.ID == t.Ref {
				return trigger.Name.In(v.L.Tag())
			}
		}
		return t.Ref
	}
	return v.L.T("petition.task." + string(t.Cause) + "." + t.Why)
}

// actHref leads to the form of an act of a task; one that a rule suggests says which.
func (v *visit) actHref(t store.TaskRow, act petition.Kind) string {
	href := v.To("/petitions", t.No, string(act))
	switch t.Cause {
	case petition.FromTrigger:
		href += "?trigger=" + url.QueryEscape(t.Ref)
	case petition.FromOrder:
		href += "?order=" + url.QueryEscape(t.Ref)
	case petition.FromPush:
		if act == petition.KPushAnswered {
			href += "?push=" + url.QueryEscape(t.Ref)
		}
	case petition.FromAssist:
		href += "?unit=" + url.QueryEscape(t.Ref)
	}
	return href
}

// item words a task: the reason first, then the matter.
func (v *visit) item(t task, dir *store.Directory) today.Item {
	area, no := splitNumber(t.No)
	item := today.Item{
		Why: v.taskWords(t.Task), Subject: t.Subject, Href: v.To("/petitions", t.No),
		State: page.StateOf(v.L, string(t.State)), Area: area, No: no,
	}
	for i, act := range t.Acts {
		link := page.Link{Words: v.L.T("petition.act." + string(act)), Href: v.actHref(t.TaskRow, act)}
		if t.Cause == petition.FromTrigger && act == petition.KNoted {
			link.Words = v.L.T("web.today.aside")
		}
		switch {
		case i == 0:
			item.Act = link
		case i == 1:
			item.More = append(item.More, link)
		}
	}
	if t.Unit != "" {
		item.Facts = append(item.Facts, dir.UnitShort(t.Unit))
	} else {
		item.Facts = append(item.Facts, v.word("petition.channel.", string(t.Channel)), v.place(t.Place, dir))
	}
	if t.State == petition.Accepted && t.Week > 0 {
		item.Facts = append(item.Facts, v.L.T("web.list.rung."+strconv.Itoa(min(t.Week, deadline.LadderLiaison))))
	}
	if t.Has(store.FlagCollective) {
		item.Facts = append(item.Facts, v.L.T("web.tag."+store.FlagCollective))
	}
	if t.Due != 0 {
		due := page.DueOf(v.L, t.rule, t.Due, t.standing)
		item.Due = &due
	}
	return item
}

// line says in one line how much there is.
func (v *visit) line(tasks []task, counts store.Counts) string {
	by := [4]int{}
	for _, t := range tasks {
		by[v.urgency(t)]++
	}
	switch {
	case len(tasks) == 0:
		return v.L.T("web.today.line.none", "open", counts.Open)
	case by[0] > 0 && by[1] > 0:
		return v.L.T("web.today.line.late_today", "n", len(tasks), "late", by[0], "today", by[1])
	case by[0] > 0:
		return v.L.T("web.today.line.late", "n", len(tasks), "late", by[0])
	case by[1] > 0:
		return v.L.T("web.today.line.today", "n", len(tasks), "today", by[1])
	}
	return v.L.T("web.today.line", "n", len(tasks))
}

// marks count the open matters by state; each number is a link to its list.
func (v *visit) marks() ([]today.Mark, error) {
	states := []petition.State{petition.Registered, petition.Assigned, petition.Accepted, petition.Replied, petition.InReview}
	var marks []today.Mark
	most := 1
	for _, s := range states {
		c := conditions{map[string][]string{"state": {string(s)}}}
		n, err := v.Reader().Count(v.Ctx(), c.query(v.Officer, v.Today), store.MostCounted)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			marks = append(marks, today.Mark{Words: v.L.T("petition.state." + string(s)), Href: c.in(v.To("/petitions")), N: n, Shade: "f2"})
			most = max(most, n)
		}
	}
	for i := range marks {
		marks[i].Share = max(marks[i].N*100/most, 1)
	}
	return marks, nil
}

// quick are the lists that one opens most, and the reader's saved views.
func (v *visit) quick(counts store.Counts) ([]page.Link, error) {
	here := v.To("/petitions")
	links := []page.Link{
		{Words: v.L.T("web.today.quick.mine", "n", counts.Mine), Href: here + "?mine=1"},
		{Words: v.L.T("web.today.quick.late", "n", counts.Late), Href: here + "?due=late&state=" + all},
		{Words: v.L.T("web.today.quick.today", "n", counts.Today), Href: here + "?due=today&state=" + all},
		{Words: v.overviewWords("title", ofOwn), Href: v.To("/overview") + "?of=" + ofOwn},
	}
	saved, err := v.Reader().Views(v.Ctx(), v.Officer)
	for _, s := range saved {
		if s.Page == "petitions" {
			links = append(links, page.Link{Words: s.Name, Href: here + "?" + s.Query})
		}
	}
	return links, err
}
