package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/keyed"
	"bihuan/web/view/unit"
)

func (w *Web) consultationRoutes(add add) {
	add("GET /consultations", w.consultations, org.ActConsultations, org.ActReports)
	add("GET /consultations/new", w.newConsultation, org.ActConsultations)
	add("POST /consultations", w.addConsultation, org.ActConsultations)
	add("GET /consultations/{id}", w.consultation, org.ActConsultations, org.ActReports)
	add("GET /consultations/{id}/edit", w.editConsultation, org.ActConsultations)
	add("POST /consultations/{id}", w.saveConsultation, org.ActConsultations)
	add("GET /consultations/{id}/remove", w.askRemoveConsultation, org.ActConsultations)
	add("POST /consultations/{id}/remove", w.removeConsultation, org.ActConsultations)
}

// consultations lists the studies and consultations of a month, the latest first.
func (w *Web) consultations(v *visit) error {
	period, month := v.keyedMonth()
	list, err := w.Casework.Consultations(v.Ctx(), v.Officer, period)
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	l := v.keyedList("consultation", month)
	if v.May(org.ActConsultations) {
		l.Add = &page.Link{Words: v.L.T("keyed.consultation.add"), Href: v.To("/consultations/new")}
	}
	for _, key := range []string{"when", "body", "matters", "tasks", "done", "decided"} {
		l.Columns = append(l.Columns, page.Column{Words: v.L.T("keyed.consultation." + key), Num: key == "matters" || key == "tasks" || key == "done"})
	}
	matters, tasks, done := 0, 0, 0
	for _, c := range slices.Backward(list) {
		matters, tasks, done = matters+c.Matters, tasks+c.Tasks, done+c.Done
		l.Rows = append(l.Rows, keyed.Row{When: v.L.DateWeek(c.Day), Href: v.To("/consultations", c.ID), Note: dir.UnitShort(c.Unit), Cells: []keyed.Cell{
			{Words: c.Body}, {Words: v.L.Number(c.Matters), Num: true}, {Words: v.L.Number(c.Tasks), Num: true}, {Words: v.L.Number(c.Done), Num: true}, {Words: c.Decided},
		}})
	}
	l.Words = v.L.T("keyed.consultation.words", "n", len(list), "matters", matters, "tasks", tasks, "done", done)
	return v.Show(keyed.Page(v.View(l.Title, v.keyedCrumbs("consultation")...), l))
}

// consultationFacts are all that an entry says, in one order.
func (v *visit) consultationFacts(dir *store.Directory, c *reception.Consultation) []page.Fact {
	var facts []page.Fact
	add := func(key, text string) {
		facts = append(facts, page.Fact{Term: v.L.T("keyed.consultation." + key), Text: text})
	}
	add("day", v.L.LongWeek(c.Day))
	add("unit", dir.UnitName(c.Unit))
	add("body", c.Body)
	add("matters", v.L.Number(c.Matters))
	add("tasks", v.L.Number(c.Tasks))
	add("done", v.L.Number(c.Done))
	add("decided", c.Decided)
	return facts
}

// consultation shows one with all that was ever said of it.
func (w *Web) consultation(v *visit) error {
	all, err := w.Casework.Consultation(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	var entries []saying
	for i := range all {
		entries = append(entries, saying{all[i].Entry, v.consultationFacts(dir, &all[i])})
	}
	last := &all[len(all)-1]
	e := keyed.Entry{Title: v.L.T("keyed.consultation.one", "body", last.Body, "day", last.Day), Facts: said(entries[len(all)-1].facts), History: v.history(entries)}
	hidden := 0
	if e.Matters, hidden, err = v.known(last.Nos); err != nil {
		return err
	}
	if hidden > 0 {
		e.Words = v.L.T("keyed.hidden", "n", hidden)
	}
	switch {
	case last.Removed:
		e.Removed = v.L.T("keyed.removed.words", "why", last.Why)
	case v.mayKey(last.Unit):
		e.Buttons = v.keyedButtons("/consultations", last.ID)
	}
	return v.Show(keyed.One(v.View(e.Title, v.keyedCrumbs("consultation", page.Crumb{Words: e.Title})...), e))
}

// mayKey reports whether the officer keys the consultations of a unit.
func (v *visit) mayKey(unit org.UnitID) bool {
	switch v.Rules().Policy.Reach(v.Officer.Post, org.ActConsultations) {
	case org.InCounty:
		return true
	case org.InUnit:
		return slices.Contains(v.Officer.Units(), unit)
	}
	return false
}

// standingConsultation is what stands of the one that the address names.
func (v *visit) standingConsultation() (reception.Consultation, error) {
	all, err := v.web.Casework.Consultation(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return reception.Consultation{}, err
	}
	last := all[len(all)-1]
	if last.Removed {
		return last, fault.New(fault.NotFound, "fault.keyed.not_found")
	}
	return last, nil
}

func (w *Web) newConsultation(v *visit) error {
	c, err := v.consultationForm(page.NewForm(v.L, nil).Set("day", v.L.ISO(v.Today)).Set("unit", string(v.Officer.Unit)).Set("tasks", "0").Set("done", "0"), "")
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (w *Web) editConsultation(v *visit) error {
	m, err := v.standingConsultation()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil)
	for name, value := range map[string]string{
		"seq": strconv.Itoa(m.Seq), "day": v.dayWords(m.Day), "unit": string(m.Unit), "body": m.Body, "matters": strconv.Itoa(m.Matters),
		"tasks": strconv.Itoa(m.Tasks), "done": strconv.Itoa(m.Done), "decided": m.Decided, "nos": strings.Join(m.Nos, "\n"),
	} {
		f.Set(name, value)
	}
	c, err := v.consultationForm(f, m.ID)
	if err != nil {
		return err
	}
	return v.Show(c)
}

// consultationForm is the form of a new one, or of one that is there.
func (v *visit) consultationForm(f *page.Form, id string) (templ.Component, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	label := func(name string) string { return v.L.T("keyed.consultation." + name) }
	hint := func(name string) string { return v.L.T("keyed.consultation." + name + ".hint") }
	units := page.Field{Name: "unit", Label: label("unit"), Span: "c6"}
	for _, u := range dir.Open(v.Now) {
		if v.mayKey(u.ID) {
			units.Options = append(units.Options, page.Option{Value: string(u.ID), Words: u.Name})
		}
	}
	count := func(name string) templ.Component {
		return page.Input(f, page.Field{Name: name, Label: label(name), InputMode: "numeric", Max: 4, Span: "c4"})
	}
	fields := []templ.Component{
		page.Hidden("seq", f.Value("seq")),
		page.Date(f, page.Field{Name: "day", Label: label("day"), Span: "c6"}),
		page.Select(f, units),
		page.Input(f, page.Field{Name: "body", Label: label("body"), Hint: hint("body"), Max: 60}),
		count("matters"), count("tasks"), count("done"),
		page.Area(f, page.Field{Name: "decided", Label: label("decided"), Hint: hint("decided"), Optional: true, Max: 1000}),
		page.Area(f, page.Field{Name: "nos", Label: label("nos"), Hint: hint("nos"), Optional: true, Rows: 3}),
	}
	title, action, back := v.L.T("keyed.consultation.add"), v.To("/consultations"), v.To("/consultations")
	if id != "" {
		title, action, back = v.L.T("keyed.consultation.edit"), v.To("/consultations", id), v.To("/consultations", id)
	}
	return unit.Form(v.View(title, v.keyedCrumbs("consultation", page.Crumb{Words: title})...), f, title, v.L.T("keyed.form.words"), fields, action, v.L.T("web.save"), back), nil
}

func (w *Web) addConsultation(v *visit) error { return v.keyConsultation("") }

func (w *Web) saveConsultation(v *visit) error { return v.keyConsultation(v.Path("id")) }

// keyConsultation takes what a form says.
func (v *visit) keyConsultation(id string) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	m := reception.Consultation{
		Entry: reception.Entry{ID: id, Seq: entrySeen(f)}, Day: typedDay(f, "day"), Unit: org.UnitID(f.Value("unit")), Body: f.Value("body"),
		Matters: typedCount(f, "matters"), Tasks: typedCount(f, "tasks"), Done: typedCount(f, "done"), Decided: f.Value("decided"), Nos: strings.Fields(f.Value("nos")),
	}
	if f.OK() {
		id, err = v.web.Casework.KeyConsultation(v.Ctx(), v.Officer, m)
	}
	if !f.OK() || err != nil {
		if err != nil && !f.Refuse(err) {
			return err
		}
		c, err := v.consultationForm(f, m.ID)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("keyed.saved")
	return v.Go("/consultations", id)
}

func (w *Web) askRemoveConsultation(v *visit) error {
	m, err := v.standingConsultation()
	if err != nil {
		return err
	}
	return v.Show(v.removalForm(page.NewForm(v.L, nil).Set("seq", strconv.Itoa(m.Seq)), "consultation", m.ID))
}

func (w *Web) removeConsultation(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	if err := w.Casework.RemoveConsultation(v.Ctx(), v.Officer, v.Path("id"), entrySeen(f), f.Value("why")); err != nil {
		if !f.Refuse(err) {
			return err
		}
		return v.Again(v.removalForm(f, "consultation", v.Path("id")))
	}
	v.Done("keyed.removed.done")
	return v.Go("/consultations")
}
