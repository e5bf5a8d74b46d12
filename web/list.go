package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/list"
)

func (w *Web) listRoutes(add add) {
	add("GET /petitions", w.list, org.ActRead)
	add("POST /petitions/search", w.search, org.ActRead)
}

// list is a page of petitions: views first, conditions second, then the table.
func (w *Web) list(v *visit) error {
	c := readConditions(v.r.URL.Query())
	if v.personal(c.Get("q")) {
		return w.find(v, c.Get("q"), c)
	}
	sought, ok := v.sought(c)
	if !ok {
		v.Flash("soon", v.L.T("web.found.gone"))
		return v.Go("/petitions")
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	q := c.query(v.Officer, v.Today)
	q.Cursor, q.Text = v.Query("cursor"), sought
	rows, err := v.Reader().Search(v.Ctx(), q)
	if err != nil {
		return err
	}
	s, err := v.listView(c, dir)
	if err != nil {
		return err
	}
	here := v.To("/petitions")
	for i := range rows.Rows {
		s.Rows = append(s.Rows, v.foundRow(&rows.Rows[i], dir))
	}
	if err := v.markSuspected(s.Rows); err != nil {
		return err
	}
	if c.searching() {
		v.searched(&s, c, sought, &rows)
	}
	s.Bulk = v.bulkOf(s.Rows)
	s.Pages.Note = v.L.T("page.pages.note", "n", len(s.Rows))
	if rows.Previous != "" {
		s.Pages.Prev = c.with("cursor", rows.Previous).in(here)
	}
	if rows.Next != "" {
		s.Pages.Next = c.with("cursor", rows.Next).in(here)
	}
	for _, n := range sizes() {
		s.Sizes = append(s.Sizes, page.Tab{Words: strconv.Itoa(n), Href: c.with("n", strconv.Itoa(n)).in(here), Current: n == c.rows()})
	}
	v.Live, v.query = "list", c.Get("q")+sought
	return v.Show(list.Page(v.View(v.L.T("web.list.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.list.title", "")), s))
}

// listView is the page around the rows.
func (v *visit) listView(c conditions, dir *store.Directory) (list.List, error) {
	here := v.To("/petitions")
	tabs, own, err := v.tabs(c)
	if err != nil {
		return list.List{}, err
	}
	s := list.List{
		Tabs: tabs, Own: own, Search: v.To("/petitions/search"), Action: here,
		Filter: page.NewForm(v.L, nil), Fields: v.filterFields(dir),
		Picks: v.picks(c, dir), Clear: here + "?state=" + all,
		Caption: v.L.T("web.list.caption"), Columns: v.columns(c),
		Empty: page.EmptyView{Title: v.L.T("web.list.none"), Words: v.L.T("web.list.none.words"), Link: &page.Link{Words: v.L.T("web.list.none.link"), Href: here + "?state=" + all}},
	}
	for name, values := range c.Values {
		s.Filter.Set(name, values...)
	}
	s.Filter.Set("state", c.state())
	for _, name := range append(filters(), order()...) {
		if value := c.Get(name); value != "" {
			s.Keep = append(s.Keep, list.Keep{Name: name, Value: value})
		}
	}
	if own == nil && !slices.ContainsFunc(tabs, func(t page.Tab) bool { return t.Current }) {
		s.Save = c.in(v.To("/petitions/views/new"))
	}
	if v.May("registered") {
		s.Register = v.To("/petitions/new")
	}
	s.Export = v.exports(c)
	return s, nil
}

// columns head the table; three of them sort.
func (v *visit) columns(c conditions) []page.Column {
	sorted := func(key string, sort store.Sort, num bool) page.Column {
		col := page.Column{Words: v.L.T(key), Num: num}
		now, down := c.sort()
		dir := ""
		if now == sort {
			col.Sort, dir = "ascending", "down"
			if down {
				col.Sort, dir = "descending", ""
			}
		}
		col.Href = c.with("sort", string(sort)).with("dir", dir).in(v.To("/petitions"))
		return col
	}
	return []page.Column{
		{Words: v.L.T("web.list.column.petition")}, {Words: v.L.T("web.list.column.place")},
		{Words: v.L.T("web.list.column.unit")}, {Words: v.L.T("web.list.column.state")},
		sorted("web.list.column.due", store.ByDue, false), sorted("web.list.column.registered", store.ByRegistered, true),
	}
}

// row is a petition in the table.
func (v *visit) row(r *store.ListRow, dir *store.Directory) list.Row {
	area, no := splitNumber(r.No)
	row := list.Row{
		Subject: r.Subject, Href: v.To("/petitions", r.No), Area: area, No: no, Full: r.No,
		Who: v.who(r), Tags: v.tags(r), Place: v.place(r.Place, dir), Category: v.category(r, dir),
		Unit: v.L.T("web.list.unassigned"), State: page.StateOf(v.L, string(r.State)), Due: v.due(r), Registered: v.L.ISO(r.Registered.In(v.Now.Location())),
	}
	switch {
	case r.Unit != "":
		row.Unit = dir.UnitShort(r.Unit)
	case r.Has(store.FlagPast):
		unknown := v.L.T("petition.unknown")
		row.Unit, row.Place, row.Category = unknown, cmp.Or(row.Place, unknown), cmp.Or(row.Category, unknown)
	}
	if r.State == petition.Accepted && r.Week > 0 {
		row.Rung = v.L.T("web.list.rung." + strconv.Itoa(min(r.Week, deadline.LadderLiaison)))
	}
	return row
}

// splitNumber parts the area, which is the same for all, from the rest of a number.
func splitNumber(no string) (area, rest string) {
	if i := strings.IndexByte(no, '-'); i > 0 {
		return no[:i+1], no[i+1:]
	}
	return "", no
}

// who raised it, masked, and how.
func (v *visit) who(r *store.ListRow) string {
	return v.L.T("web.list.who", "name", whoWords(v.L, r.Contact, r.Persons, r.Has(store.FlagPast)), "channel", channelWord(v.L, r.Channel))
}

func (v *visit) tags(r *store.ListRow) []page.TagView {
	var tags []page.TagView
	for _, flag := range r.Flags {
		kind := ""
		switch flag {
		case store.FlagObjecting, string(petition.Urgent):
			kind = "soon"
		}
		tags = append(tags, page.TagView{Kind: kind, Words: v.word("web.tag.", flag)})
	}
	return tags
}

// place is the township, which is how an office speaks of where it is.
func (v *visit) place(code org.AreaCode, dir *store.Directory) string {
	return dir.AreaName(code[:min(len(code), 9)])
}

func (v *visit) category(r *store.ListRow, dir *store.Directory) string {
	c, ok := dir.Category(r.Category)
	switch {
	case !ok:
		return r.Category
	case v.L.Chinese():
		return dir.CategoryName(r.Category)
	}
	return c.English
}

// due is how the leading duty stands, or when the matter ended.
func (v *visit) due(r *store.ListRow) page.DueView {
	rule, ok := v.Rules().Policies.Rule(r.Lead.Rule, r.Lead.Version)
	switch {
	case ok && r.Lead.Due != 0:
		return page.DueOf(v.L, rule, r.Lead.Due, v.Rules().Calendar.Standing(&rule, r.Lead.Due, v.Today))
	case ok && r.Lead.Paused != 0:
		d := page.DueOf(v.L, rule, 0, deadline.Standing{Kind: deadline.Paused})
		d.Date = v.L.T("web.list.since", "day", r.Lead.Paused)
		return d
	case !r.Closed.IsZero():
		return page.DueView{Words: v.L.T("web.list.ended"), Date: v.L.ISO(r.Closed.In(v.Now.Location()))}
	}
	return page.DueView{Words: v.L.T("web.list.no_due")}
}

// filterFields are the conditions that one chooses from.
func (v *visit) filterFields(dir *store.Directory) []page.Field {
	every := page.Option{Words: v.L.T("web.list.every")}
	units := []page.Option{every}
	for _, u := range dir.Open(v.Now) {
		units = append(units, page.Option{Value: string(u.ID), Words: dir.UnitShort(u.ID)})
	}
	states := []page.Option{{Value: open, Words: v.stateWords(open)}, {Value: closed, Words: v.stateWords(closed)}, {Value: all, Words: v.L.T("web.list.every")}}
	for _, s := range petition.States() {
		if s != petition.None {
			states = append(states, page.Option{Value: string(s), Words: v.L.T("petition.state." + string(s))})
		}
	}
	dues := []page.Option{every}
	for _, d := range []string{late, dueNow, dueWeek} {
		dues = append(dues, page.Option{Value: d, Words: v.L.T("web.list.due." + d)})
	}
	categories := []page.Option{every}
	for _, c := range dir.Categories {
		if len(c.Code) >= 2 && !slices.ContainsFunc(categories, func(o page.Option) bool { return o.Value == c.Code[:2] }) {
			words := c.Level1
			if !v.L.Chinese() && c.English != "" {
				words = c.English
			}
			categories = append(categories, page.Option{Value: c.Code[:2], Words: words})
		}
	}
	places := []page.Option{every}
	for _, a := range dir.Towns() {
		places = append(places, page.Option{Value: string(a.Code), Words: a.Name})
	}
	return []page.Field{
		{Name: "unit", Label: v.L.T("web.list.filter.unit"), Options: units},
		{Name: "state", Label: v.L.T("web.list.filter.state"), Options: states},
		{Name: "due", Label: v.L.T("web.list.filter.due"), Options: dues},
		{Name: "category", Label: v.L.T("web.list.filter.category"), Options: categories},
		{Name: "place", Label: v.L.T("web.list.filter.place"), Options: places},
	}
}
