package web

import (
	"cmp"
	"slices"
	"strconv"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/bulletin"
)

func (w *Web) bulletinRoutes(add add) { add("GET /bulletin", w.bulletin, org.ActRead) }

// mostWeeks is how many weeks one can go back from the page.
const mostWeeks = 26

// bulletin shows how the units handled their matters in a week: the latest unless one is asked for.
func (w *Web) bulletin(v *visit) error {
	weeks, err := w.DB.Bulletins(v.Ctx(), mostWeeks)
	if err != nil {
		return err
	}
	b, err := w.Casework.BulletinOf(v.Ctx(), v.Query("week"))
	if err != nil && (fault.KindOf(err) != fault.NotFound || v.Query("week") != "") {
		return err
	}
	dir, err2 := w.DB.Directory(v.Ctx())
	if err2 != nil {
		return err2
	}
	s := bulletin.Bulletin{Title: v.L.T("bulletin.title")}
	if err != nil {
		s.Empty = &page.EmptyView{Title: v.L.T("bulletin.none"), Words: v.L.T("fault.bulletin.not_found")}
		return v.Show(bulletin.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("bulletin.title", "")), s))
	}
	s.Week = v.weekWords(b.Week)
	s.Line = v.L.T("bulletin.line", "at", b.As)
	for _, key := range weeks {
		if day, err := deadline.ParseDay(key); err == nil {
			s.Weeks = append(s.Weeks, page.Tab{Words: v.weekWords(casework.WeekOf(day)), Href: v.To("/bulletin") + "?week=" + key, Count: -1, Current: key == b.Week.Key()})
		}
	}
	v.bulletinRows(&s, b.Units, dir)
	view := v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("bulletin.title", ""))
	view.Print = v.L.T("bulletin.paper") // nobody's name is in it
	return v.Show(bulletin.Page(view, s))
}

func (v *visit) weekWords(week casework.Week) string {
	return v.L.T("bulletin.week", "from", week.From, "to", week.To)
}

// bulletinRows are the units that the officer may compare: all of them for the bureau and the county's
// leaders, the own ones for everybody else.
func (v *visit) bulletinRows(s *bulletin.Bulletin, units []store.UnitHandled, dir *store.Directory) {
	every := v.Officer.InBureau() || v.Officer.Post == org.Leader
	units = slices.DeleteFunc(slices.Clone(units), func(u store.UnitHandled) bool {
		return !every && !slices.Contains(v.Officer.Units(), u.Unit)
	})
	if len(units) == 0 {
		s.Empty = &page.EmptyView{Title: v.L.T("bulletin.empty"), Words: v.L.T("bulletin.empty.words")}
		return
	}
	slices.SortStableFunc(units, owesMore(dir))
	var all store.UnitHandled
	for _, u := range units {
		s.Rows = append(s.Rows, v.bulletinRow(u, dir.UnitName(u.Unit)))
		all.Assigned, all.Accepted, all.Replied, all.Closed = all.Assigned+u.Assigned, all.Accepted+u.Accepted, all.Replied+u.Replied, all.Closed+u.Closed
		all.Open, all.Late, all.Became, all.Ordered = all.Open+u.Open, all.Late+u.Late, all.Became+u.Became, all.Ordered+u.Ordered
		all.Week3, all.Week4 = all.Week3+u.Week3, all.Week4+u.Week4
	}
	if len(units) > 1 {
		total := v.bulletinRow(all, v.L.T("bulletin.total", "n", len(units)))
		s.Total = &total
	}
}

// owesMore sorts units by what they owe, never by how much they have; those that owe the same stand
// as in the county's book.
func owesMore(dir *store.Directory) func(a, b store.UnitHandled) int {
	place := map[org.UnitID]int{}
	for i, u := range dir.Units {
		place[u.ID] = i
	}
	return func(a, b store.UnitHandled) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Week4, a.Week4), cmp.Compare(place[a.Unit], place[b.Unit]))
	}
}

// bulletinRow are the numbers of a unit, in the order of the columns. What a list can show is a link
// to it, as it is today.
func (v *visit) bulletinRow(u store.UnitHandled, name string) bulletin.Row {
	list := func(conditions map[string]string) string {
		if u.Unit == "" {
			return "" // the sum of several
		}
		c := readConditions(nil).with("unit", string(u.Unit))
		for name, value := range conditions {
			c = c.with(name, value)
		}
		return c.in(v.To("/petitions"))
	}
	cell := func(column string, n int, href string) bulletin.Cell {
		if n == 0 {
			href = ""
		}
		return bulletin.Cell{Words: v.L.T("bulletin.column." + column), N: n, Href: href, Late: column == "late" && n > 0}
	}
	return bulletin.Row{Unit: name, Cells: []bulletin.Cell{
		cell("late", u.Late, list(map[string]string{"due": late})),
		cell("became", u.Became, ""),
		cell("week4", u.Week4, list(map[string]string{"week": strconv.Itoa(deadline.LadderLiaison), "state": "accepted"})),
		cell("week3", u.Week3, ""),
		cell("ordered", u.Ordered, ""),
		cell("open", u.Open, list(nil)),
		cell("assigned", u.Assigned, ""),
		cell("accepted", u.Accepted, ""),
		cell("replied", u.Replied, ""),
		cell("closed", u.Closed, ""),
	}}
}
