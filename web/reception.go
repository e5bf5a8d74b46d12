package web

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/keyed"
	"bihuan/web/view/unit"
)

func (w *Web) receptionRoutes(add add) {
	add("GET /receptions", w.receptions, org.ActReceptions, org.ActReports)
	add("GET /receptions/new", w.newReception, org.ActReceptions)
	add("POST /receptions", w.addReception, org.ActReceptions)
	add("GET /receptions/{id}", w.reception, org.ActReceptions, org.ActReports)
	add("GET /receptions/{id}/edit", w.editReception, org.ActReceptions)
	add("POST /receptions/{id}", w.saveReception, org.ActReceptions)
	add("GET /receptions/{id}/remove", w.askRemoveReception, org.ActReceptions)
	add("POST /receptions/{id}/remove", w.removeReception, org.ActReceptions)
}

// receptions lists the leaders' receptions of a month, the latest first.
func (w *Web) receptions(v *visit) error {
	period, month := v.keyedMonth()
	list, err := w.Casework.Receptions(v.Ctx(), v.Officer, period)
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	l := v.keyedList("reception", month)
	if v.May(org.ActReceptions) {
		l.Add = &page.Link{Words: v.L.T("keyed.reception.add"), Href: v.To("/receptions/new")}
	}
	for _, key := range []string{"when", "leader", "batches", "persons", "instruction", "result"} {
		l.Columns = append(l.Columns, page.Column{Words: v.L.T("keyed.reception." + key), Num: key == "batches" || key == "persons"})
	}
	batches, persons := 0, 0
	for _, r := range slices.Backward(list) {
		batches, persons = batches+r.Batches, persons+r.Persons
		l.Rows = append(l.Rows, v.receptionRow(dir, &r))
	}
	l.Words = v.L.T("keyed.reception.words", "n", len(list), "batches", batches, "persons", persons)
	return v.Show(keyed.Page(v.View(l.Title, v.keyedCrumbs("reception")...), l))
}

func (v *visit) receptionRow(dir *store.Directory, r *reception.Reception) keyed.Row {
	row := keyed.Row{When: v.L.DateWeek(r.Day), Href: v.To("/receptions", r.ID), Note: v.L.T("keyed.reception.note", "kind", string(r.Kind), "time", v.hourWords(r))}
	asked := keyed.Cell{Words: r.Instruction}
	if r.Unit != "" {
		asked.Lines = append(asked.Lines, dir.UnitShort(r.Unit))
	}
	if r.Open() && r.Due != 0 {
		asked.Due = &page.DueView{Standing: page.OK, Words: v.L.T("keyed.reception.waits"), Date: v.L.ISOWeek(r.Due)}
		if r.Overdue(v.Today) {
			asked.Due.Standing, asked.Due.Words = page.Late, v.L.T("keyed.reception.late", "n", v.Today.Sub(r.Due))
		}
	}
	done := keyed.Cell{Words: r.Result}
	if r.Done != 0 {
		done.Lines = []string{v.L.Date(r.Done)}
	}
	row.Cells = []keyed.Cell{{Words: r.LeaderName, Lines: []string{r.LeaderTitle}}, {Words: v.L.Number(r.Batches), Num: true}, {Words: v.L.Number(r.Persons), Num: true}, asked, done}
	return row
}

// hourWords is when on its day: the time where it is known, else the half.
func (v *visit) hourWords(r *reception.Reception) string {
	if r.At != "" {
		return r.At
	}
	return v.L.T("keyed.half." + string(r.Half))
}

// receptionFacts are all that an entry says, in one order.
func (v *visit) receptionFacts(dir *store.Directory, r *reception.Reception) []page.Fact {
	var facts []page.Fact
	add := func(key, text string) {
		facts = append(facts, page.Fact{Term: v.L.T("keyed.reception." + key), Text: text})
	}
	unit, result := "", r.Result
	if r.Unit != "" {
		unit = dir.UnitName(r.Unit)
	}
	if r.Done != 0 {
		result = v.L.T("keyed.reception.done.words", "result", r.Result, "day", r.Done)
	}
	add("when", v.L.T("keyed.reception.at.words", "day", v.L.LongWeek(r.Day), "time", v.hourWords(r)))
	add("kind", v.L.T("keyed.kind."+string(r.Kind)))
	add("leader", v.L.T("keyed.reception.leader.words", "name", r.LeaderName, "title", r.LeaderTitle))
	add("batches", v.L.Number(r.Batches))
	add("persons", v.L.Number(r.Persons))
	add("instruction", r.Instruction)
	add("unit", unit)
	add("due", v.dayWords(r.Due))
	add("result", result)
	return facts
}

// reception shows one with all that was ever said of it.
func (w *Web) reception(v *visit) error {
	all, err := w.Casework.Reception(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	var entries []saying
	for i := range all {
		entries = append(entries, saying{all[i].Entry, v.receptionFacts(dir, &all[i])})
	}
	last := &all[len(all)-1]
	e := keyed.Entry{Title: v.L.T("keyed.reception.one", "name", last.LeaderName, "day", last.Day), Facts: said(entries[len(all)-1].facts), History: v.history(entries)}
	if last.No != "" {
		hidden := 0
		if e.Matters, hidden, err = v.known([]string{last.No}); err != nil {
			return err
		}
		if hidden > 0 {
			e.Words = v.L.T("keyed.hidden", "n", hidden)
		}
	}
	switch {
	case last.Removed:
		e.Removed = v.L.T("keyed.removed.words", "why", last.Why)
	case v.May(org.ActReceptions):
		e.Buttons = v.keyedButtons("/receptions", last.ID)
	}
	return v.Show(keyed.One(v.View(e.Title, v.keyedCrumbs("reception", page.Crumb{Words: e.Title})...), e))
}

// keyedButtons change an entry, or take it back.
func (v *visit) keyedButtons(path, id string) []page.Button {
	return []page.Button{
		{Words: v.L.T("keyed.edit"), Href: v.To(path, id, "edit"), Kind: "1"},
		{Words: v.L.T("keyed.remove"), Href: v.To(path, id, "remove")},
	}
}

// standingReception is what stands of the one that the address names.
func (v *visit) standingReception() (reception.Reception, error) {
	all, err := v.web.Casework.Reception(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return reception.Reception{}, err
	}
	last := all[len(all)-1]
	if last.Removed {
		return last, fault.New(fault.NotFound, "fault.keyed.not_found")
	}
	return last, nil
}

func (w *Web) newReception(v *visit) error {
	c, err := v.receptionForm(page.NewForm(v.L, nil).Set("day", v.L.ISO(v.Today)).Set("kind", string(reception.AtDesk)), "")
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (w *Web) editReception(v *visit) error {
	r, err := v.standingReception()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil)
	for name, value := range map[string]string{
		"seq": strconv.Itoa(r.Seq), "day": v.dayWords(r.Day), "half": string(r.Half), "at": r.At, "kind": string(r.Kind), "leader": string(r.Leader),
		"batches": strconv.Itoa(r.Batches), "persons": strconv.Itoa(r.Persons), "instruction": r.Instruction, "unit": string(r.Unit), "due": v.dayWords(r.Due),
		"result": r.Result, "done": v.dayWords(r.Done), "no": r.No,
	} {
		f.Set(name, value)
	}
	if r.Leader == "" {
		f.Set("leader_name", r.LeaderName).Set("leader_title", r.LeaderTitle)
	}
	c, err := v.receptionForm(f, r.ID)
	if err != nil {
		return err
	}
	return v.Show(c)
}

// receptionForm is the form of a new one, or of one that is there.
func (v *visit) receptionForm(f *page.Form, id string) (templ.Component, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	label := func(name string) string { return v.L.T("keyed.reception." + name) }
	hint := func(name string) string { return v.L.T("keyed.reception." + name + ".hint") }
	var halves, kinds []page.Option
	for _, half := range reception.Halves() {
		halves = append(halves, page.Option{Value: string(half), Words: v.L.T("keyed.half." + string(half))})
	}
	for _, kind := range reception.Kinds() {
		kinds = append(kinds, page.Option{Value: string(kind), Words: v.L.T("keyed.kind." + string(kind))})
	}
	fields := []templ.Component{
		page.Hidden("seq", f.Value("seq")),
		page.Date(f, page.Field{Name: "day", Label: label("day"), Span: "c4"}),
		page.Radios(f, page.Field{Name: "half", Label: label("half"), Options: halves, Span: "c4"}),
		page.Input(f, page.Field{Name: "at", Label: label("at"), Hint: hint("at"), Placeholder: "9:30", Optional: true, Max: 5, Span: "c4"}),
		page.Radios(f, page.Field{Name: "kind", Label: label("kind"), Options: kinds}),
		page.Select(f, page.Field{Name: "leader", Label: label("leader"), Hint: hint("leader"), Options: []page.Option{{Words: v.L.T("keyed.leader.other")}}, Groups: v.leaders(dir)}),
		page.Input(f, page.Field{Name: "leader_name", Label: label("leader_name"), Optional: true, Max: 60, Span: "c6"}),
		page.Input(f, page.Field{Name: "leader_title", Label: label("leader_title"), Optional: true, Max: 60, Span: "c6"}),
		page.Input(f, page.Field{Name: "batches", Label: label("batches"), InputMode: "numeric", Max: 4, Span: "c6"}),
		page.Input(f, page.Field{Name: "persons", Label: label("persons"), InputMode: "numeric", Max: 4, Span: "c6"}),
		page.Area(f, page.Field{Name: "instruction", Label: label("instruction"), Hint: hint("instruction"), Optional: true, Max: 1000}),
		page.Select(f, page.Field{Name: "unit", Label: label("unit"), Optional: true, Options: []page.Option{{Words: v.L.T("web.none")}}, Groups: unitGroups(v.L, dir, v.Now), Span: "c6"}),
		page.Date(f, page.Field{Name: "due", Label: label("due"), Optional: true, Span: "c6"}),
		page.Input(f, page.Field{Name: "no", Label: label("no"), Hint: hint("no"), Optional: true, Max: 40}),
		page.Area(f, page.Field{Name: "result", Label: label("result"), Hint: hint("result"), Optional: true, Max: 1000, Rows: 3}),
		page.Date(f, page.Field{Name: "done", Label: label("done"), Optional: true, Span: "c6"}),
	}
	title, action, back := v.L.T("keyed.reception.add"), v.To("/receptions"), v.To("/receptions")
	if id != "" {
		title, action, back = v.L.T("keyed.reception.edit"), v.To("/receptions", id), v.To("/receptions", id)
	}
	return unit.Form(v.View(title, v.keyedCrumbs("reception", page.Crumb{Words: title})...), f, title, v.L.T("keyed.form.words"), fields, action, v.L.T("web.save"), back), nil
}

func (w *Web) addReception(v *visit) error { return v.keyReception("") }

func (w *Web) saveReception(v *visit) error { return v.keyReception(v.Path("id")) }

// keyReception takes what a form says.
func (v *visit) keyReception(id string) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	r := reception.Reception{
		Entry: reception.Entry{ID: id, Seq: entrySeen(f)}, Day: typedDay(f, "day"), Half: reception.Half(f.Value("half")), At: f.Value("at"), Kind: reception.Kind(f.Value("kind")),
		Leader: org.PersonID(f.Value("leader")), LeaderName: f.Value("leader_name"), LeaderTitle: f.Value("leader_title"),
		Batches: typedCount(f, "batches"), Persons: typedCount(f, "persons"), Instruction: f.Value("instruction"), Unit: org.UnitID(f.Value("unit")), Due: typedDay(f, "due"),
		Result: f.Value("result"), Done: typedDay(f, "done"), No: f.Value("no"),
	}
	if f.OK() {
		id, err = v.web.Casework.KeyReception(v.Ctx(), v.Officer, r)
	}
	if !f.OK() || err != nil {
		if err != nil && !f.Refuse(err) {
			return err
		}
		c, err := v.receptionForm(f, r.ID)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("keyed.saved")
	return v.Go("/receptions", id)
}

func (w *Web) askRemoveReception(v *visit) error {
	r, err := v.standingReception()
	if err != nil {
		return err
	}
	return v.Show(v.removalForm(page.NewForm(v.L, nil).Set("seq", strconv.Itoa(r.Seq)), "reception", r.ID))
}

// removalForm asks why something is taken back.
func (v *visit) removalForm(f *page.Form, noun, id string) templ.Component {
	title, path := v.L.T("keyed."+noun+".remove"), "/"+noun+"s"
	fields := []templ.Component{
		page.Hidden("seq", f.Value("seq")),
		page.Input(f, page.Field{Name: "why", Label: v.L.T("keyed.why"), Hint: v.L.T("keyed.why.hint"), Max: 120}),
	}
	view := v.View(title, v.keyedCrumbs(noun, page.Crumb{Words: title})...)
	return unit.Form(view, f, title, v.L.T("keyed.remove.words"), fields, v.To(path, id, "remove"), v.L.T("keyed.remove"), v.To(path, id))
}

func (w *Web) removeReception(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	if err := w.Casework.RemoveReception(v.Ctx(), v.Officer, v.Path("id"), entrySeen(f), f.Value("why")); err != nil {
		if !f.Refuse(err) {
			return err
		}
		return v.Again(v.removalForm(f, "reception", v.Path("id")))
	}
	v.Done("keyed.removed.done")
	return v.Go("/receptions")
}
