package web

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/letter"
)

// actOnLetter does one act on a letter. One that is refused comes back with what was typed; if the letter
// has changed meanwhile, with what was done to it.
func (w *Web) actOnLetter(v *visit) error {
	f, files, err := v.upload(v.r.URL.Path)
	if err != nil {
		return err
	}
	act, id := letter.Act(v.Path("act")), v.Path("id")
	version, _ := f.Int("version")
	switch act {
	case letter.Submitting, letter.Reviewing, letter.Consenting, letter.SendingBack, letter.Acknowledging, letter.Voiding:
		err = w.Casework.ActLetter(v.Ctx(), v.Officer, id, version, act, f.Value("why"))
	case letter.Signing:
		err = w.Casework.SignLetter(v.Ctx(), v.Officer, id, version)
	case letter.Delivering:
		if f.OK() {
			err = w.Casework.DeliverLetter(v.Ctx(), v.Officer, id, version, v.handedOver(f, files))
		}
	case letter.Accepting:
		err = w.Casework.CheckAnswer(v.Ctx(), v.Officer, id, version, true, "", 0)
	case letter.Returning:
		if due := dayOf(f, "due"); f.OK() {
			err = w.Casework.CheckAnswer(v.Ctx(), v.Officer, id, version, false, f.Value("why"), due)
		}
	default:
		return notFound()
	}
	if !f.OK() || err != nil && refuseAct(f, err) {
		v.keepFiles(v.r.URL.Path, files)
		status := fault.Invalid.Status()
		if err != nil {
			status = fault.KindOf(err).Status()
		}
		return v.showLetter(status, f, act)
	}
	if err != nil {
		return err
	}
	v.Flash("done", v.letterDone(act, id))
	return v.Go("/letters", id)
}

// refuseAct takes over what is wrong with an act. What its form has a field for is said there; what the
// letter itself lacks is said of the whole.
func refuseAct(f *page.Form, err error) bool {
	first := fault.As(err)
	if first == nil || first.Kind != fault.Invalid && first.Kind != fault.Conflict {
		return false
	}
	own := []string{"why", "due", "on", "means", "way", "to", "witness", "note", "attachments"}
	for _, one := range first.All() {
		field := one.Field
		if !slices.Contains(own, field) {
			field = ""
		}
		f.Wrong(field, one.Key, one.Args...)
	}
	return true
}

// dayOf reads a day; none is left to the domain to ask for.
func dayOf(f *page.Form, name string) deadline.Day {
	if f.Value(name) == "" {
		return 0
	}
	day, ok := f.Day(name)
	if !ok {
		f.Wrong(name, "act.fault.day")
		return 0
	}
	return deadline.DayOf(day)
}

// handedOver reads how a letter reached the petitioner. A day alone, if it is today, is now.
func (v *visit) handedOver(f *page.Form, files []petition.Attachment) casework.HandedOver {
	h := casework.HandedOver{Means: petition.Means(f.Value("means")), Way: petition.Way(f.Value("way")), Refused: f.On("refused"),
		Witness: f.Value("witness"), Note: f.Value("note"), Proof: files}
	h.To, _ = f.Int("to")
	on, ok := f.Moment("on")
	switch {
	case f.Value("on") == "":
	case !ok:
		f.Wrong("on", "act.fault.moment")
	case f.Value("on_time") != "" || deadline.DayOf(on) != v.Today:
		h.On = on
	}
	return h
}

// deliver is the form that says how a letter reached the petitioner: as its form file says, by a notice or
// by service.
func (s *folio) deliver() (view.Act, error) {
	a := s.act(letter.Delivering)
	a.Open, a.Files, a.First = true, true, true
	f := s.f
	if s.tried != letter.Delivering {
		f = page.NewForm(s.L, nil)
	}
	options := func(prefix string, codes []string) []page.Option {
		var all []page.Option
		for _, code := range codes {
			all = append(all, page.Option{Value: code, Words: s.L.T(prefix + code)})
		}
		return all
	}
	var fields []templ.Component
	switch {
	case len(s.form.Notices()) > 0:
		fields = append(fields, page.Radios(f, page.Field{Name: "means", Label: s.L.T("act.notified.means"), Options: options("petition.means.", texts(petition.AllMeans()))}))
	case s.form.Serves() != "":
		f.Set("way", string(petition.Direct))
		fields = append(fields, page.Radios(f, page.Field{Name: "way", Label: s.L.T("letter.way"), Options: options("petition.way.", texts(petition.Ways()))}))
	}
	if len(fields) > 0 {
		who, err := s.petitionerField(f)
		if err != nil {
			return a, err
		}
		fields = append(fields, who, page.DateTime(f, page.Field{Name: "on", Label: s.L.T("letter.delivered_on"), Optional: true, Hint: s.L.T("letter.delivered_on.hint")}))
	}
	if s.form.Serves() != "" {
		fields = append(fields, page.Check(f, page.Field{Name: "refused", Label: s.L.T("letter.refused")}),
			page.Input(f, page.Field{Name: "witness", Label: s.L.T("letter.witness"), Hint: s.L.T("letter.witness.hint"), Optional: true}))
	}
	fields = append(fields, page.Input(f, page.Field{Name: "note", Label: s.L.T("letter.note"), Optional: true}))
	if len(fields) > 1 {
		fields = append(fields, page.File(f, page.Field{Name: "attachments", Label: s.L.T("letter.proof"), Multiple: true}))
	}
	a.Fields = fields
	return a, nil
}

// petitionerField asks to which of several petitioners it was given; nothing where there is one.
func (s *folio) petitionerField(f *page.Form) (templ.Component, error) {
	p, err := s.Reader().Petition(s.Ctx(), s.l.Leads())
	if err != nil {
		return nil, err
	}
	if len(p.Record.Petitioners) < 2 {
		return templ.NopComponent, nil
	}
	var options []page.Option
	for i, who := range p.Record.Petitioners {
		options = append(options, page.Option{Value: strconv.Itoa(i), Words: who.Name.Mask()})
	}
	return page.Select(f, page.Field{Name: "to", Label: s.L.T("letter.handed_to"), Options: options, Span: "c8"}), nil
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = string(one)
	}
	return all
}
