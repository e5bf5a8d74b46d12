package web

import (
	"slices"
	"strconv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/speed"
	"bihuan/web/view/unit"
)

func (w *Web) speedRoutes(add add) { add("GET /speeds", w.speeds, "accepted", "consulted") }

// measured is a span of days of which the speeds are asked: the matters assigned in it.
type measured struct {
	value    string // as the address writes it
	from, to deadline.Day
}

// usualDays is the span that is measured if the address names none, and on a unit's page.
const usualDays = 90

// months is how many months one may choose from.
const months = 12

// lastDays is a span that ends today.
func (v *visit) lastDays(n int) measured {
	return measured{strconv.Itoa(n), v.Today.Add(1 - n), v.Today}
}

// monthBack is a month, some before the present one.
func (v *visit) monthBack(back int) measured {
	year, month, _ := v.Today.Date()
	first := time.Date(year, month-time.Month(back), 1, 0, 0, 0, 0, time.UTC)
	next := first.AddDate(0, 1, 0)
	return measured{first.Format("2006-01"), deadline.NewDay(first.Year(), first.Month(), 1), min(deadline.NewDay(next.Year(), next.Month(), 1)-1, v.Today)}
}

// measured is the span that the address asks for.
func (v *visit) measured() measured {
	asked := v.Query("of")
	for _, n := range []int{30, 365} {
		if asked == strconv.Itoa(n) {
			return v.lastDays(n)
		}
	}
	for back := range months {
		if m := v.monthBack(back); m.value == asked {
			return m
		}
	}
	return v.lastDays(usualDays)
}

// speeds shows the six speeds of the units that the reader may see, kind by kind.
func (w *Web) speeds(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	of := v.measured()
	table, err := v.Reader().Speeds(v.Ctx(), of.from, of.to, measuredUnits(dir.Units...))
	if err != nil {
		return err
	}
	here := v.To("/speeds")
	s := speed.Speeds{Title: v.L.T("speed.title"), Words: v.L.T("speed.words", "from", of.from, "to", of.to), Action: here, Filter: page.NewForm(v.L, nil),
		Empty: page.EmptyView{Title: v.L.T("speed.none"), Words: v.L.T("speed.none.words")}}
	for _, n := range []int{30, usualDays, 365} {
		s.Tabs = append(s.Tabs, page.Tab{Words: v.L.T("speed.days", "n", n), Href: here + "?of=" + strconv.Itoa(n), Count: -1, Current: of.value == strconv.Itoa(n)})
	}
	options := []page.Option{{Words: v.L.T("speed.month.choose")}}
	for back := range months {
		m := v.monthBack(back)
		options = append(options, page.Option{Value: m.value, Words: v.monthWords(m)})
	}
	s.Fields = []page.Field{{Name: "of", Label: v.L.T("speed.month"), Options: options}}
	s.Filter.Set("of", of.value)
	s.Columns = []page.Column{{Words: v.L.T("web.unit.name")}}
	for _, one := range petition.Speeds() {
		words := v.L.T("petition.speed." + string(one))
		s.Columns = append(s.Columns, page.Column{Words: words})
		s.Meanings = append(s.Meanings, page.Fact{Term: words, Text: v.L.T("speed.meaning." + string(one))})
	}
	s.Notes = []string{v.L.T("speed.note.cohort"), v.L.T("speed.note.open"), v.L.T("speed.note.time"), v.L.T("speed.note.again"), v.L.T("speed.note.compare")}
	s.Kinds = v.speedKinds(table, dir, of)
	return v.Show(speed.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("speed.title", "")), s))
}

func (v *visit) monthWords(m measured) string {
	year, month, _ := m.from.Date()
	name := any(int(month))
	if !v.L.Chinese() {
		name = month.String()
	}
	return v.L.T("speed.month.one", "year", year, "month", name)
}

// measuredUnits are the kinds of units that answer for matters.
func measuredUnits(units ...org.Unit) map[org.UnitID]org.UnitKind {
	kinds := map[org.UnitID]org.UnitKind{}
	for _, u := range units {
		if u.Kind != org.Leadership {
			kinds[u.ID] = u.Kind
		}
	}
	return kinds
}

// speedKinds are the tables, a kind of units each, in the order of the county's book: units are not
// ranked. A kind of which the reader sees no unit is left out.
func (v *visit) speedKinds(table store.SpeedTable, dir *store.Directory, of measured) []speed.Kind {
	var kinds []speed.Kind
	for _, kind := range org.UnitKinds() {
		k, seen := speed.Kind{ID: "k-" + string(kind), Title: v.L.T("org.unit." + string(kind))}, 0
		for _, u := range dir.Units {
			if speeds := table.Units[u.ID]; u.Kind == kind && speeds != nil {
				k.Rows = append(k.Rows, v.speedUnit(u, speeds, dir, of))
				seen += speeds.Assigned
			}
		}
		if len(k.Rows) == 0 {
			continue
		}
		if together := table.Kinds[kind]; len(k.Rows) > 1 || together.Assigned > seen {
			row := v.speedRow(together, nil)
			row.Name = v.L.T("speed.all", "kind", string(kind))
			k.All = &row
		}
		kinds = append(kinds, k)
	}
	return kinds
}

func (v *visit) speedUnit(u org.Unit, speeds *store.Speeds, dir *store.Directory, of measured) speed.Row {
	list := func(more ...string) string {
		return v.listOf(append(more, "unit", string(u.ID), "state", all, "assigned", writeSpan(of.from, of.to))...)
	}
	row := v.speedRow(speeds, func(s petition.Speed) string { return list("pace", string(s)) })
	row.Name, row.Href, row.ListHref = dir.UnitShort(u.ID), v.To("/units", string(u.ID)), list()
	return row
}

// speedRow are the six speeds; the number of matters behind each leads to their list, if there is one
// for the reader.
func (v *visit) speedRow(s *store.Speeds, list func(petition.Speed) string) speed.Row {
	row := speed.Row{Assigned: v.L.T("speed.assigned", "n", s.Assigned)}
	for _, one := range petition.Speeds() {
		cell := speed.Cell{Column: v.L.T("petition.speed." + string(one))}
		if pace := s.Paces[one]; pace.N > 0 {
			cell.Median, cell.Mean, cell.N = spanWords(v.L, pace.Median), v.L.T("speed.mean", "span", spanWords(v.L, pace.Mean)), v.L.T("petition.count", "n", pace.N)
			if list != nil {
				cell.Href = list(one)
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// unitSpeeds are the six speeds of a unit over the last months, each on a line; none for a unit that the
// reader's scope does not hold, or that was assigned nothing.
func (v *visit) unitSpeeds(u org.Unit) ([]unit.Speed, error) {
	if !page.Opens(v.Officer, "/speeds") || !slices.Contains([]org.UnitKind{org.Town, org.Department, org.Discipline}, u.Kind) {
		return nil, nil
	}
	of := v.lastDays(usualDays)
	table, err := v.Reader().Speeds(v.Ctx(), of.from, of.to, measuredUnits(u))
	if err != nil || table.Units[u.ID] == nil {
		return nil, err
	}
	var line []unit.Speed
	for _, one := range petition.Speeds() {
		s := unit.Speed{Name: v.L.T("petition.speed." + string(one)), Median: v.L.T("speed.line.none")}
		if pace := table.Units[u.ID].Paces[one]; pace.N > 0 {
			s.Median, s.N = spanWords(v.L, pace.Median), v.L.T("petition.count", "n", pace.N)
		}
		line = append(line, s)
	}
	return line, nil
}
