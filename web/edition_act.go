package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/edition"
)

// actOnEdition does one act on an edition. One that is refused comes back with what was typed.
func (w *Web) actOnEdition(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	act, id := edition.Act(v.Path("act")), v.Path("id")
	seq, _ := f.Int("seq")
	switch act {
	case edition.Checking:
		err = w.Casework.CheckEdition(v.Ctx(), v.Officer, id, seq)
	case edition.Returning:
		err = w.Casework.ReturnEdition(v.Ctx(), v.Officer, id, seq, f.Value("why"))
	case edition.Publishing:
		err = w.Casework.PublishEdition(v.Ctx(), v.Officer, id, seq)
	case edition.Correcting:
		err = w.Casework.CorrectEdition(v.Ctx(), v.Officer, id, seq, f.Value("why"))
	case edition.Withdrawing:
		err = w.Casework.WithdrawEdition(v.Ctx(), v.Officer, id, seq, f.Value("why"))
	case edition.Instructing:
		if due := dayOf(f, "due"); f.OK() {
			err = w.Casework.InstructEdition(v.Ctx(), v.Officer, id, petition.Instructed{Text: f.Value("text"), Due: due})
		}
	default:
		return notFound()
	}
	if !f.OK() || err != nil && v.refuseEdition(f, err) {
		status := fault.Invalid.Status()
		if err != nil {
			status = fault.KindOf(err).Status()
		}
		return v.showEdition(status, f, act)
	}
	if err != nil {
		return err
	}
	v.Done("edition.done." + string(act))
	return v.Go("/editions", id)
}

// refuseEdition takes over what is wrong with an act. A field that is still empty is named, for it stands on
// another page.
func (v *visit) refuseEdition(f *page.Form, err error) bool {
	first := fault.As(err)
	if first == nil || first.Kind != fault.Invalid && first.Kind != fault.Conflict {
		return false
	}
	if first.Key == "fault.edition.required" {
		var names []string
		for _, one := range first.All() {
			names = append(names, v.fieldWords(one.Field))
		}
		f.Wrong("", "fault.edition.incomplete", "fields", v.L.List(names))
		return true
	}
	return f.Refuse(err)
}

// canWrite reports whether the reader may write into the version that is shown.
func (s *issue) canWrite() bool {
	return s.p.Hash == "" && s.p.Read == s.p.Edition.Version && s.may(edition.Completing) && len(s.p.Form.Fields) > 0
}

func (s *issue) may(act edition.Act) bool {
	return s.rules.May(&s.p.Edition.Edition, s.Officer, act) == nil
}

// offer is what the reader may do with the edition now, and what is others' to do. On another version than
// the newest there is nothing to do.
func (s *issue) offer(c *view.Edition) {
	if s.p.Form.Matter && s.p.Mine && s.may(edition.Instructing) {
		c.Acts = append(c.Acts, s.instruct())
	}
	if !s.p.Bureau || s.p.Read != s.p.Edition.Version {
		return
	}
	if s.p.State == edition.Drafted && s.p.Why != "" {
		c.Returned = page.Fact{Term: s.L.T("edition.returned"), Text: s.p.Why}
	}
	var write []page.Button
	if s.canWrite() {
		write = append(write, page.Button{Words: s.L.T("edition.words.write"), Href: s.at(0, "", nil, "words"), Icon: "edit"})
	}
	for _, act := range []edition.Act{edition.Publishing, edition.Checking} {
		if c.Next == nil && s.may(act) {
			a := s.act(act)
			c.Next = &view.Next{Words: s.L.T("edition.next." + string(act)), Hint: s.L.T("edition.next." + string(act) + ".hint"), Act: &a, Links: write}
		}
	}
	for _, act := range []edition.Act{edition.Returning, edition.Correcting, edition.Withdrawing} {
		if s.may(act) {
			c.Acts = append(c.Acts, s.asking(act))
		}
	}
	if s.p.State == edition.Checked && c.Next == nil {
		c.Refused = append(c.Refused, page.Fact{Term: s.L.T("edition.act.published"), Text: s.L.T("edition.waits.sign", "checker", s.p.Checker.Name)})
	}
}

func (s *issue) act(act edition.Act) view.Act {
	icons := map[edition.Act]string{edition.Returning: "left", edition.Correcting: "edit", edition.Withdrawing: "x", edition.Instructing: "edit"}
	return view.Act{Words: s.L.T("edition.act." + string(act)), Action: s.To("/editions", s.p.ID, string(act)), Seq: strconv.Itoa(s.p.Seq), Icon: icons[act], Open: s.tried == act}
}

// asking is an act that says why.
func (s *issue) asking(act edition.Act) view.Act {
	a := s.act(act)
	f, in := s.formOf(act)
	a.Hint = s.L.T("edition.act." + string(act) + ".hint")
	a.Fields = []templ.Component{page.Area(f, page.Field{Name: "why", In: in, Label: s.L.T("edition.why." + string(act)), Rows: 3})}
	return a
}

// formOf is the form of an act: what was typed into another act's is not for this one.
func (s *issue) formOf(act edition.Act) (f *page.Form, in string) {
	if s.tried == act {
		return s.f, ""
	}
	return page.NewForm(s.L, nil), string(act)
}

// instruct is the form for a reader's instruction.
func (s *issue) instruct() view.Act {
	a := s.act(edition.Instructing)
	f, in := s.formOf(edition.Instructing)
	a.Hint = s.L.T("edition.act.instructed.hint")
	a.Fields = []templ.Component{
		page.Area(f, page.Field{Name: "text", In: in, Label: s.L.T("edition.instruct.text"), Rows: 4}),
		page.Date(f, page.Field{Name: "due", In: in, Label: s.L.T("edition.instruct.due"), Hint: s.L.T("edition.instruct.due.hint"), Optional: true, Span: "c6"}),
	}
	return a
}

// fieldWords is what a field is called.
func (v *visit) fieldWords(field string) string {
	return v.L.T("edition.field." + field)
}

// editionWords is the form for what people write in a draft.
func (w *Web) editionWords(v *visit) error {
	s, err := v.openIssue()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil)
	for _, word := range s.p.Words {
		f.Set(fieldName(word.Field, word.Unit), word.Text)
	}
	return s.showWords(f, false)
}

// fieldName is a field in the form; of one by unit, that of a unit.
func fieldName(field string, unit org.UnitID) string {
	if unit == "" {
		return field
	}
	return field + "." + string(unit)
}

func (s *issue) showWords(f *page.Form, again bool) error {
	if !s.canWrite() {
		return fault.New(fault.Conflict, "fault.edition.state", "act", string(edition.Completing), "state", string(s.p.State))
	}
	write := view.Write{Title: s.title(), Lead: s.L.T("edition.words.lead"), Action: s.at(0, "", nil, "words"), Seq: strconv.Itoa(s.p.Seq), Back: s.at(0, "", nil), Form: f}
	for _, field := range s.p.Form.Fields {
		write.Fields = append(write.Fields, s.wordFields(f, field)...)
	}
	shell := s.View(write.Title, s.Crumb("page.nav.today", "/"), s.Crumb("page.nav.editions", "/editions"), page.Crumb{Words: write.Title, Href: write.Back}, s.Crumb("edition.words", ""))
	if again {
		return s.Again(view.WordsPage(shell, write))
	}
	return s.Show(view.WordsPage(shell, write))
}

// wordFields are the boxes for a field that the reader may write in now; of one by unit, a box for each unit
// that has a text, and one for another unit.
func (s *issue) wordFields(f *page.Form, field edition.Field) []templ.Component {
	if field.Signer && !s.rules.Signs(s.Officer) || !field.Signer && s.p.State == edition.Checked {
		return nil
	}
	label := s.fieldWords(field.ID)
	if !field.ByUnit {
		return []templ.Component{page.Area(f, page.Field{Name: field.ID, Label: label, Rows: 6, Max: edition.MostWords, Optional: !field.Required})}
	}
	var all []templ.Component
	options := []page.Option{{Words: s.L.T("edition.unit.choose")}}
	for _, u := range s.dir.Open(s.Now) {
		if s.has(field.ID, u.ID) {
			all = append(all, page.Area(f, page.Field{Name: fieldName(field.ID, u.ID), Label: s.L.T("edition.field.of", "field", label, "unit", u.Name), Rows: 3, Optional: true}))
		} else {
			options = append(options, page.Option{Value: string(u.ID), Words: u.Name})
		}
	}
	return append(all,
		page.Select(f, page.Field{Name: field.ID + "_unit", Label: s.L.T("edition.field.unit", "field", label), Options: options, Optional: true, Span: "c6"}),
		page.Area(f, page.Field{Name: field.ID, Label: s.L.T("edition.field.text", "field", label), Rows: 3, Optional: true}))
}

func (s *issue) has(field string, unit org.UnitID) bool {
	return (edition.Content{Words: s.p.Words}).Word(field, unit).Text != ""
}

// writeEdition takes what was written.
func (w *Web) writeEdition(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	s, err := v.openIssue()
	if err != nil {
		return err
	}
	seq, _ := f.Int("seq")
	err = w.Casework.CompleteEdition(v.Ctx(), v.Officer, s.p.ID, seq, s.typed(f))
	if err != nil && f.Refuse(err) {
		return s.showWords(f, true)
	}
	if err != nil {
		return err
	}
	v.Done("edition.done.completed")
	return v.Go("/editions", s.p.ID)
}

// typed are the words that were sent. A field that was not on the form is left alone.
func (s *issue) typed(f *page.Form) []edition.Word {
	var all []edition.Word
	for _, field := range s.p.Form.Fields {
		switch unit := org.UnitID(f.Value(field.ID + "_unit")); {
		case !field.ByUnit && f.Has(field.ID):
			all = append(all, edition.Word{Field: field.ID, Text: f.Value(field.ID)})
		case field.ByUnit && strings.TrimSpace(f.Value(field.ID)) != "":
			all = append(all, edition.Word{Field: field.ID, Unit: unit, Text: f.Value(field.ID)})
		}
		for _, u := range s.dir.Units {
			if name := fieldName(field.ID, u.ID); field.ByUnit && f.Has(name) {
				all = append(all, edition.Word{Field: field.ID, Unit: u.ID, Text: f.Value(name)})
			}
		}
	}
	return all
}
