package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/discipline"
)

func (w *Web) disciplineRoutes(add add) {
	add("GET /discipline", w.discipline, "push_answered")
	add("GET /discipline/export", w.exportDiscipline, org.ActExport)
}

// register is the page of the register of two-way discipline: the conditions that the address holds.
type register struct {
	*visit
	conditions

	dir *store.Directory
}

func (v *visit) register() (*register, error) {
	r := &register{visit: v, conditions: conditions{url.Values{}}}
	for _, name := range []string{"kind", "stage", "unit", "month"} {
		if value := v.Query(name); value != "" {
			r.Set(name, value)
		}
	}
	var err error
	r.dir, err = v.web.DB.Directory(v.Ctx())
	return r, err
}

// monthForm is how a month stands in an address.
const monthForm = "2006-01"

// query is what the conditions ask for; those that there are not ask for what is not there.
func (r *register) query() store.DisciplineQuery {
	q := store.DisciplineQuery{Kind: petition.ReturnKind(r.Get("kind")), Unit: org.UnitID(r.Get("unit")), Limit: overseen, Cursor: r.Query("cursor")}
	switch stage := r.Get("stage"); stage {
	case "", all:
	case open:
		q.Open = true
	default:
		q.Stage = petition.Stage(stage)
	}
	if !r.whole() {
		q.Unit = "" // of which unit the earlier matter was is not said to who may not see that
	}
	if month, err := time.ParseInLocation(monthForm, r.Get("month"), deadline.Zone()); err == nil {
		q.From, q.To = deadline.DayOf(month), deadline.DayOf(month.AddDate(0, 1, -1))
	}
	return q
}

// whole reports whether the officer reads the whole county, and so the register whole.
func (r *register) whole() bool { return r.web.Casework.Scope(r.Officer).All }

func (w *Web) discipline(v *visit) error {
	r, err := v.register()
	if err != nil {
		return err
	}
	s := discipline.Register{Title: v.L.T("discipline.title"), Action: v.To("/discipline"), Filter: page.NewForm(v.L, nil)}
	counts, err := v.Reader().CountDiscipline(v.Ctx(), r.query(), v.Today)
	if err != nil {
		return err
	}
	n, waiting, behind, unit := 0, 0, 0, r.query().Unit
	for _, c := range counts {
		if unit != "" && c.Unit != unit {
			continue // the table of units below is whole; what stands above it counts what is listed
		}
		n, waiting, behind = n+c.N, waiting+c.Open, behind+c.Behind
	}
	s.Words = v.L.T("discipline.words", "n", n, "open", waiting, "late", behind)
	s.Tabs = []page.Tab{
		{Words: v.L.T("discipline.open"), Href: r.with("stage", open).in(s.Action), Count: waiting, Current: r.Get("stage") == open},
		{Words: v.L.T("discipline.all"), Href: r.with("stage", "").in(s.Action), Count: n, Current: r.Get("stage") == ""},
	}
	r.filter(&s)
	if err := r.list(&s); err != nil {
		return err
	}
	if r.whole() {
		s.Units = r.units(counts)
	}
	s.Exports = r.exports()
	v.Live = liveList
	return v.Show(discipline.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("discipline.title", "")), s))
}

func (r *register) list(s *discipline.Register) error {
	rows, err := r.Reader().Discipline(r.Ctx(), r.query())
	if err != nil {
		return err
	}
	list, err := r.entries(rows.Numbers)
	if err != nil {
		return err
	}
	words, err := r.registrarOf(r.dir, list...)
	if err != nil {
		return err
	}
	for _, p := range list {
		s.Entries = append(s.Entries, words.entry(p))
	}
	s.Pages.Note = r.L.T("page.pages.note", "n", len(s.Entries))
	if rows.Previous != "" {
		s.Pages.Prev = r.with("cursor", rows.Previous).in(s.Action)
	}
	if rows.Next != "" {
		s.Pages.Next = r.with("cursor", rows.Next).in(s.Action)
	}
	s.Empty = page.EmptyView{Title: r.L.T("discipline.none"), Words: r.L.T("discipline.none.words")}
	if len(s.Picks) > 0 {
		s.Empty = page.EmptyView{Title: r.L.T("discipline.none.picked"), Words: r.L.T("discipline.none.picked.words"), Link: &page.Link{Words: r.L.T("page.picked.clear"), Href: s.Clear}}
	}
	return nil
}

// entries are matters of the register, in its order; one that has left it, or the scope, meanwhile is not
// among them.
func (v *visit) entries(numbers []string) ([]*petition.Petition, error) {
	found, err := v.matters(numbers)
	if err != nil {
		return nil, err
	}
	var list []*petition.Petition
	for _, no := range numbers {
		if p := found[no]; p != nil && p.Discipline != nil {
			list = append(list, p)
		}
	}
	return list, nil
}

// monthsOffered is how many months the filter offers.
const monthsOffered = 24

// filter offers the conditions, and those that were chosen to be taken away.
func (r *register) filter(s *discipline.Register) {
	every := page.Option{Words: r.L.T("web.list.every")}
	kinds, stages, months := []page.Option{every}, []page.Option{every, {Value: open, Words: r.L.T("discipline.open")}}, []page.Option{every}
	for _, kind := range petition.ReturnKinds() {
		kinds = append(kinds, page.Option{Value: string(kind), Words: r.L.T("discipline.kind." + string(kind))})
	}
	for _, stage := range petition.Stages() {
		stages = append(stages, page.Option{Value: string(stage), Words: r.L.T("discipline.stage." + string(stage))})
	}
	now := r.Now.In(locale.Zone())
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, locale.Zone())
	for i := range monthsOffered {
		month := first.AddDate(0, -i, 0).Format(monthForm)
		months = append(months, page.Option{Value: month, Words: month})
	}
	s.Fields = []page.Field{
		{Name: "kind", Label: r.L.T("discipline.filter.kind"), Options: kinds},
		{Name: "stage", Label: r.L.T("discipline.filter.stage"), Options: stages},
		{Name: "month", Label: r.L.T("discipline.filter.month"), Options: months},
	}
	if r.whole() {
		s.Fields = append(s.Fields, page.Field{Name: "unit", Label: r.L.T("discipline.filter.unit"), Options: []page.Option{every}, Groups: unitGroups(r.L, r.dir, r.Now)})
	}
	s.Clear = s.Action
	for _, pick := range []struct {
		name  string
		words func(string) string
	}{
		{"kind", func(value string) string { return r.word("discipline.kind.", value) }},
		{"stage", r.stageWords},
		{"unit", func(value string) string { return r.dir.UnitShort(org.UnitID(value)) }},
		{"month", func(value string) string { return value }},
	} {
		value := r.Get(pick.name)
		s.Filter.Set(pick.name, value)
		if value != "" && (pick.name != "unit" || r.whole()) {
			s.Picks = append(s.Picks, page.Pick{Words: pick.words(value), Href: r.with(pick.name, "").in(s.Action)})
		}
	}
}

func (r *register) stageWords(stage string) string {
	if stage == open {
		return r.L.T("discipline.open")
	}
	return r.word("discipline.stage.", stage)
}

// units are counts of the register by the unit that answered for the earlier matter, in the order of the
// county's book: how many there are says nothing by itself, so nobody comes first.
func (r *register) units(counts []store.DisciplineCount) []discipline.Unit {
	place := map[org.UnitID]int{}
	for i, u := range r.dir.Units {
		place[u.ID] = i
	}
	slices.SortStableFunc(counts, func(a, b store.DisciplineCount) int { return place[a.Unit] - place[b.Unit] })
	var all []discipline.Unit
	for _, c := range counts {
		one := discipline.Unit{Name: r.dir.UnitName(c.Unit), N: strconv.Itoa(c.N), Open: strconv.Itoa(c.Open), New: strconv.Itoa(c.New), Due: strconv.Itoa(c.Behind),
			Href: r.with("unit", string(c.Unit)).in(r.To("/discipline"))}
		if c.Unit == "" {
			one.Name, one.Href = r.L.T("discipline.nobody"), ""
		}
		all = append(all, one)
	}
	return all
}
