package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/ladder"
)

func (w *Web) ladderRoutes(add add) { add("GET /ladder", w.ladder, org.ActRead) }

// ladder shows what stands on which week of the ladder in the reader's scope, what is the reader's
// own turn, and to the bureau who owes.
func (w *Web) ladder(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	counts, err := v.Reader().Ladder(v.Ctx(), v.Today)
	if err != nil {
		return err
	}
	s := ladder.Ladder{Title: v.L.T("ladder.title"), Words: v.L.T("ladder.words"), Weeks: v.weeks(counts), Bureau: v.Officer.Post.AtBureau()}
	if s.Mine, err = v.myTurn(dir); err != nil {
		return err
	}
	if s.Bureau {
		if s.Check, err = v.ladderCheck(); err != nil {
			return err
		}
		s.Units = v.ladderUnits(counts, dir)
		if err := v.idle(&s, dir); err != nil {
			return err
		}
		if v.Query("behind") != "" {
			if s.Behind, err = v.behind(); err != nil {
				return err
			}
		}
	}
	v.Live = liveList
	return v.Show(ladder.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("ladder.title", "")), s))
}

// listOf is the address of a list of matters, by pairs of conditions.
func (v *visit) listOf(pairs ...string) string {
	c := conditions{url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		c.Set(pairs[i], pairs[i+1])
	}
	return c.in(v.To("/petitions"))
}

// weeks are how many matters stand on each week; each number leads to its list.
func (v *visit) weeks(counts []store.UnitWeek) []ladder.Week {
	var n, overdue [deadline.LadderLiaison + 1]int
	for _, c := range counts {
		n[c.Week], overdue[c.Week] = n[c.Week]+c.N, overdue[c.Week]+c.Late
	}
	most := max(1, slices.Max(n[:]))
	shades := []string{"", "f3", "f3", "f2", "f1"}
	var weeks []ladder.Week
	for week := deadline.LadderHandler; week <= deadline.LadderLiaison; week++ {
		turn := strconv.Itoa(week)
		one := ladder.Week{Words: v.L.T("web.list.rung." + turn),
			Href: v.listOf("turn", turn), N: n[week], Share: n[week] * 100 / most, Shade: shades[week]}
		if overdue[week] > 0 {
			one.Late, one.LateHref = v.L.T("ladder.late", "n", overdue[week]), v.listOf("turn", turn, "due", late)
		}
		weeks = append(weeks, one)
	}
	return weeks
}

// ladderCheck is what the nightly check of the ladder found; nil before the first night.
func (v *visit) ladderCheck() (*ladder.Check, error) {
	slot, err := v.web.DB.SlotResult(v.Ctx(), casework.RoutineLadder)
	if err != nil {
		return nil, err
	}
	var checked, behind int
	if n, _ := fmt.Sscanf(slot.Result, "%d %d", &checked, &behind); n != 2 {
		return nil, nil // it has not run yet
	}
	c := &ladder.Check{Words: v.L.T("ladder.check.last", "day", slot.At, "n", checked, "behind", behind), Moment: v.L.Moment(slot.At), Late: behind > 0, Href: v.To("/ladder") + "?behind=1"}
	if deadline.DayOf(slot.At) == v.Today {
		c.Words = v.L.T("ladder.check", "n", checked, "behind", behind)
	}
	return c, nil
}

// mostBehind is how many matters behind on the ladder are named; there should be none.
const mostBehind = 200

// behind are the matters that stand on a lower week now than their age asks.
func (v *visit) behind() (*ladder.Behind, error) {
	numbers, err := v.Reader().LadderLag(v.Ctx(), v.Today, mostBehind)
	if err != nil {
		return nil, err
	}
	b := &ladder.Behind{Good: page.EmptyView{Title: v.L.T("ladder.behind.none"), Words: v.L.T("ladder.behind.none.words")}}
	matters, err := v.matters(numbers)
	if err != nil {
		return nil, err
	}
	for _, no := range numbers {
		if p := matters[no]; p != nil && p.Behind(v.Today) {
			b.Matters = append(b.Matters, page.Link{Words: shortNumber(no) + "　" + p.Record.Subject, Href: v.To("/petitions", no)})
		}
	}
	return b, nil
}

// week is the week of the ladder that is a post's; none for posts that have none.
func weekOf(post org.PostKind) int {
	for week := deadline.LadderDeputy; week <= deadline.LadderLiaison; week++ {
		if petition.RungPost(week) == post {
			return week
		}
	}
	return 0
}

// mostTurns is how many of the own matters the page shows; the list has them all.
const mostTurns = 100

// myTurn are the matters whose week is the reader's now; nil for a post that has no week.
func (v *visit) myTurn(dir *store.Directory) (*ladder.Mine, error) {
	week := weekOf(v.Officer.Post)
	if week == 0 {
		return nil, nil
	}
	q := store.ListQuery{Turn: week, Unit: v.Officer.Unit, Limit: mostTurns}
	if v.Officer.Post == org.Leader {
		// The matters of a county leader are other units', known by the name on the ladder.
		q.Unit, q.Mine = "", v.Officer.Person
	}
	rows, err := v.Reader().List(v.Ctx(), q)
	if err != nil {
		return nil, err
	}
	matters, err := v.matters(numbersOf(rows.Rows))
	if err != nil {
		return nil, err
	}
	turn := strconv.Itoa(week)
	m := &ladder.Mine{Title: v.L.T("ladder.mine"), All: page.Link{Words: v.L.T("ladder.mine.all"), Href: v.listOf("turn", turn)},
		Empty: page.EmptyView{Title: v.L.T("ladder.mine.none"), Words: v.L.T("ladder.mine.none.words", "week", v.L.T("deadline.ladder."+turn))}}
	var idle, done []ladder.Turn
	for i := range rows.Rows {
		p := matters[rows.Rows[i].No]
		if p == nil || len(p.Ladder) == 0 {
			continue
		}
		if t := v.turn(&rows.Rows[i], p, dir); t.Done.Kind == "" {
			idle = append(idle, t)
		} else {
			done = append(done, t)
		}
	}
	if n := len(idle) + len(done); n > 0 {
		m.Note = v.L.T("ladder.mine.note", "n", n, "idle", len(idle))
	}
	m.Turns = append(idle, done...)
	return m, nil
}

func numbersOf(rows []store.ListRow) []string {
	var numbers []string
	for i := range rows {
		numbers = append(numbers, rows[i].No)
	}
	return numbers
}

func (v *visit) turn(row *store.ListRow, p *petition.Petition, dir *store.Directory) ladder.Turn {
	area, no := splitNumber(row.No)
	rung := p.Ladder[len(p.Ladder)-1]
	c := course{l: v.L, dir: dir, rules: v.Rules(), p: p, today: v.Today}
	t := ladder.Turn{Subject: row.Subject, Href: v.To("/petitions", row.No), Area: area, No: no, Who: dir.UnitShort(row.Unit), Due: v.due(row), Rungs: c.rungs(),
		Since: v.L.T("ladder.since", "day", rung.Due, "name", rung.To.Name), Done: &page.TagView{Words: v.L.T("ladder.nothing")}}
	switch {
	case rung.To.Person == v.Officer.Person:
		t.Since = v.L.T("ladder.since.you", "day", rung.Due)
	case rung.To.Name == "":
		t.Since = v.L.T("ladder.since.nobody", "day", rung.Due)
	}
	if !rung.Done.IsZero() {
		t.Done = &page.TagView{Words: v.L.T("ladder.done", "day", rung.Done, "name", rung.By.Name), Kind: "done", Icon: "check"}
		return t
	}
	acts := []petition.Kind{petition.KContacted, petition.KConsulted}
	if v.Officer.Post == org.Leader {
		acts = []petition.Kind{petition.KInstructed, petition.KConsulted, petition.KContacted}
	}
	for _, act := range acts {
		if v.Rules().May(p, v.Officer, act) == nil {
			t.Acts = append(t.Acts, page.Link{Words: v.L.T("petition.act." + string(act)), Href: v.To("/petitions", row.No, string(act))})
		}
	}
	return t
}

// ladderUnits are the units with matters on the last two weeks, by what they owe: what is overdue,
// where nothing was done, how far it has come.
func (v *visit) ladderUnits(counts []store.UnitWeek, dir *store.Directory) []ladder.Unit {
	var units []ladder.Unit
	at := map[org.UnitID]int{}
	for _, c := range counts {
		if c.Week < deadline.LadderHead {
			continue
		}
		i, there := at[c.Unit]
		if !there {
			i = len(units)
			at[c.Unit] = i
			units = append(units, v.ladderUnit(c.Unit, dir))
		}
		u := &units[i]
		u.Late.N, u.Idle.N = u.Late.N+c.Late, u.Idle.N+c.Idle
		if c.Week == deadline.LadderHead {
			u.Third.N = c.N
		} else {
			u.Fourth.N = c.N
		}
	}
	slices.SortStableFunc(units, func(a, b ladder.Unit) int {
		for _, by := range [][2]int{{a.Late.N, b.Late.N}, {a.Idle.N, b.Idle.N}, {a.Fourth.N, b.Fourth.N}, {a.Third.N, b.Third.N}} {
			if by[0] != by[1] {
				return by[1] - by[0]
			}
		}
		return 0
	})
	return units
}

func (v *visit) ladderUnit(id org.UnitID, dir *store.Directory) ladder.Unit {
	list := func(pairs ...string) ladder.Count {
		return ladder.Count{Href: v.listOf(append(pairs, "unit", string(id))...)}
	}
	late34 := list("week", strconv.Itoa(deadline.LadderHead), "state", string(petition.Accepted), "due", late)
	idle34 := list("week", strconv.Itoa(deadline.LadderHead), "idle", "1")
	return ladder.Unit{Name: dir.UnitShort(id), Href: v.To("/units", string(id)), Late: late34, Idle: idle34,
		Third: list("turn", strconv.Itoa(deadline.LadderHead)), Fourth: list("turn", strconv.Itoa(deadline.LadderLiaison))}
}

// idle are the matters with a week, now reached, in which nothing was done, page by page.
func (v *visit) idle(s *ladder.Ladder, dir *store.Directory) error {
	rows, err := v.Reader().List(v.Ctx(), store.ListQuery{Idle: true, Limit: overseen, Cursor: v.Query("cursor")})
	if err != nil {
		return err
	}
	matters, err := v.matters(numbersOf(rows.Rows))
	if err != nil {
		return err
	}
	for i := range rows.Rows {
		if p := matters[rows.Rows[i].No]; p != nil {
			s.Idle = append(s.Idle, v.idleMatter(&rows.Rows[i], p, dir))
		}
	}
	s.IdleEmpty = page.EmptyView{Title: v.L.T("ladder.idle.none"), Words: v.L.T("ladder.idle.none.words")}
	s.Pages.Note = v.L.T("page.pages.note", "n", len(s.Idle))
	if rows.Previous != "" {
		s.Pages.Prev = v.To("/ladder") + "?cursor=" + rows.Previous + "#idle"
	}
	if rows.Next != "" {
		s.Pages.Next = v.To("/ladder") + "?cursor=" + rows.Next + "#idle"
	}
	return nil
}

func (v *visit) idleMatter(row *store.ListRow, p *petition.Petition, dir *store.Directory) ladder.Idle {
	area, no := splitNumber(row.No)
	m := ladder.Idle{Subject: row.Subject, Href: v.To("/petitions", row.No), Area: area, No: no, Unit: dir.UnitShort(row.Unit), Due: v.due(row),
		Week: v.L.T("ladder.now." + strconv.Itoa(max(p.Present(), deadline.LadderHandler)))}
	for i, rung := range p.Ladder {
		if !rung.Done.IsZero() {
			continue
		}
		key := "ladder.idle.past"
		if i == len(p.Ladder)-1 {
			key = "ladder.idle.now"
		}
		name := rung.To.Name
		if name == "" {
			name = v.L.T("case.rung.nobody")
		}
		m.Rungs = append(m.Rungs, v.L.T(key, "rung", v.L.T("web.list.rung."+strconv.Itoa(rung.Week)), "name", name, "day", rung.Due))
	}
	return m
}
