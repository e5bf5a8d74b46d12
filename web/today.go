package web

import (
	"context"
	"slices"
	"strconv"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
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

// How much the page shows, and how many matters it looks through for that.
const (
	mostTasks  = 60
	mostLooked = 600
)

// today is the first page: what is the reader's to do now. Who reads no cases begins with what is
// theirs.
func (w *Web) today(v *visit) error {
	if !v.May(org.ActRead) {
		return v.begin()
	}
	tasks, err := v.tasks()
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
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
	if rest := counts.Open - len(tasks); rest > 0 && len(tasks) < mostTasks && counts.Open < store.MostCounted {
		t.Rest = v.L.T("web.today.rest", "n", rest)
	} else if len(tasks) >= mostTasks {
		t.Rest = v.L.T("web.today.more", "n", mostTasks)
	}
	t.All = &page.Link{Words: v.L.T("web.today.all"), Href: v.To("/petitions")}
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

// task is a matter and what the reader can do for it now.
type task struct {
	row  store.ListRow
	p    *petition.Petition
	why  petition.Kind // what has not been done
	acts []petition.Kind
	lead petition.Standing
	due  bool // the lead is one
}

// tasks looks for what waits for the reader: the earliest due first, then what has no due day.
func (v *visit) tasks() ([]task, error) {
	var tasks []task
	reader, seen := v.Reader(), 0
	q := store.ListQuery{Limit: 100}
	for seen < mostLooked && len(tasks) < mostTasks {
		rows, err := reader.List(v.Ctx(), q)
		if err != nil {
			return nil, err
		}
		for _, row := range rows.Rows {
			if !row.State.Open() && row.Lead.Due == 0 {
				return tasks, nil // what comes now has ended and owes nothing
			}
			seen++
			t, err := v.task(v.Ctx(), reader, row)
			if err != nil {
				return nil, err
			}
			if len(t.acts) > 0 {
				tasks = append(tasks, t)
			}
			if len(tasks) == mostTasks {
				break
			}
		}
		if q.Cursor = rows.Next; q.Cursor == "" {
			break
		}
	}
	return tasks, nil
}

func (v *visit) task(ctx context.Context, reader *store.Reader, row store.ListRow) (task, error) {
	p, err := reader.Petition(ctx, row.No)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return task{}, nil // it left the scope between two reads
	}
	if err != nil {
		return task{}, err
	}
	t := task{row: row, p: p, acts: v.Rules().NextFor(p, v.Officer, v.Now)}
	t.lead, t.due = v.Rules().Lead(p, v.Today)
	if len(t.acts) > 0 {
		t.why = t.acts[0]
	}
	if next := v.Rules().Next(p, v.Now); len(next) > 0 && v.others(p, next[0]) {
		t.why, t.acts = next[0], v.press(p, t)
	}
	return t, nil
}

// others reports whether an act is for somebody nearer to the matter than the reader: the handler
// that was named, or the unit that answers for it.
func (v *visit) others(p *petition.Petition, act petition.Kind) bool {
	policy := v.Rules().Policy
	if a := p.Acceptance; a != nil && a.Handler.Person != v.Officer.Person && policy.Reach(org.Handler, act) != org.None {
		return true
	}
	return p.Unit() != "" && !slices.Contains(v.Officer.Units(), p.Unit()) && policy.Reach(org.Clerk, act) != org.None
}

// press is what the reader does about an act that is for others: nothing before the last day, then
// the bureau urges and the unit's own people step in.
func (v *visit) press(p *petition.Petition, t task) []petition.Kind {
	switch {
	case !t.due || t.lead.Due == 0 || t.lead.Due > v.Today:
		return nil
	case !v.Officer.InBureau():
		return t.acts
	case v.Rules().May(p, v.Officer, petition.KUrged) == nil:
		return []petition.Kind{petition.KUrged}
	}
	return nil
}

// urgency is the group of a task.
func (v *visit) urgency(t task) int {
	switch {
	case !t.due || t.lead.Due == 0:
		return 3
	case t.lead.Due < v.Today:
		return 0
	case t.lead.Due == v.Today:
		return 1
	case t.lead.Due <= endOfWeek(v.Today):
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

// item words a task: the reason first, then the matter.
func (v *visit) item(t task, dir *store.Directory) today.Item {
	area, no := splitNumber(t.p.No)
	first := string(t.acts[0])
	item := today.Item{
		Why: v.word("web.today.why.", string(t.why)), Subject: t.row.Subject, Href: v.To("/petitions", t.p.No),
		State: page.StateOf(v.L, string(t.p.State)), Area: area, No: no,
		Act: page.Link{Words: v.L.T("petition.act." + first), Href: v.To("/petitions", t.p.No, first)},
	}
	if t.row.Unit != "" {
		item.Facts = append(item.Facts, dir.UnitShort(t.row.Unit))
	} else {
		item.Facts = append(item.Facts, v.word("petition.channel.", string(t.row.Channel)), v.place(&t.row, dir))
	}
	if t.p.State == petition.Accepted && t.p.Week > 0 {
		item.Facts = append(item.Facts, v.L.T("web.list.rung."+strconv.Itoa(min(t.p.Week, deadline.LadderLiaison))))
	}
	if t.row.Has(store.FlagCollective) {
		item.Facts = append(item.Facts, v.L.T("web.tag."+store.FlagCollective))
	}
	if t.due {
		due := page.DueOf(v.L, t.lead.Rule, t.lead.Due, t.lead.Standing)
		item.Due = &due
	}
	if len(t.acts) > 1 {
		second := string(t.acts[1])
		item.More = append(item.More, page.Link{Words: v.L.T("petition.act." + second), Href: v.To("/petitions", t.p.No, second)})
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
	}
	saved, err := v.Reader().Views(v.Ctx(), v.Officer)
	for _, s := range saved {
		if s.Page == "petitions" {
			links = append(links, page.Link{Words: s.Name, Href: here + "?" + s.Query})
		}
	}
	return links, err
}
