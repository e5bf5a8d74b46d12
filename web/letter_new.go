package web

import (
	"net/http"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/letter"
)

// chooseLetter offers the kinds of letters that the officer may write about a matter as it is; those that
// something asks for come first.
func (w *Web) chooseLetter(v *visit) error {
	m, err := v.matter()
	if err != nil {
		return err
	}
	why := v.suggestedLetters(m.p, m.events)
	var suggested, others []view.Kind
	for _, f := range w.Casework.Draftable(v.Officer, m.p, m.events) {
		k := view.Kind{Name: f.Label().In(v.L.Tag()), Href: v.To("/petitions", m.p.No, "letters", "new", string(f.Kind)), Words: v.kindWords(&f)}
		if reason, is := why[f.Kind]; is {
			k.Why = reason
			suggested = append(suggested, k)
		} else {
			others = append(others, k)
		}
	}
	title := v.L.T("letter.new")
	return v.Show(view.Choose(v.View(title, v.letterCrumbs(m.p, "")...), title, m.p.Record.Subject, v.To("/petitions", m.p.No), suggested, others))
}

// kindWords says to whom a letter goes, and by when it is to be answered.
func (v *visit) kindWords(f *letter.Form) string {
	to := v.L.T("letter.party." + string(f.To))
	if f.Answer.N == 0 || f.To == letter.ToPetitioner {
		return to
	}
	return v.L.T("letter.kind.words", "to", to, "term", v.termWords(f.Answer))
}

// letterCrumbs lead to a letter of a matter; to the choice of one without a title.
func (v *visit) letterCrumbs(p *petition.Petition, title string) []page.Crumb {
	crumbs := []page.Crumb{v.Crumb("page.nav.all", "/petitions"), {Words: shortNumber(p.No), Href: v.To("/petitions", p.No)}}
	if title == "" {
		return append(crumbs, page.Crumb{Words: v.L.T("letter.new")})
	}
	return append(crumbs, page.Crumb{Words: v.L.T("letter.new"), Href: v.To("/petitions", p.No, "letters", "new")}, page.Crumb{Words: title})
}

// draftOf says which letter a form is about.
func (v *visit) draftOf(f *page.Form) casework.NewLetter {
	n := casework.NewLetter{Kind: letter.Kind(v.Path("kind")), Nos: []string{v.Path("no")}}
	if f != nil {
		n.To = org.UnitID(f.Value("to"))
	}
	return n
}

// composeLetter lays out a new letter, filled in from the record.
func (w *Web) composeLetter(v *visit) error {
	s, err := w.Casework.Compose(v.Ctx(), v.Officer, v.draftOf(nil))
	if err != nil {
		return v.noLetter(err)
	}
	f := page.NewForm(v.L, nil)
	fillLetter(f, s.Form.Fields, s.Values)
	return v.write(http.StatusOK, f, s, nil)
}

// noLetter says why a letter cannot be written now, and leads back to the matter.
func (v *visit) noLetter(err error) error {
	if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.Forbidden {
		return err
	}
	e := page.ErrorOf(v.L, err)
	e.Title, e.Do = v.L.T("letter.new"), ""
	e.Link = &page.Link{Words: v.L.T("act.back"), Href: v.To("/petitions", v.Path("no"))}
	return v.ShowAs(e.Status, page.ErrorPage(v.View(e.Title), e))
}

// What the buttons of a letter that is written do.
const (
	doPreview = "preview"
	doSave    = "save"
	doSubmit  = "submit" // hand it in, or issue it where no one else has to sign
)

// draftLetter shows a new letter again as it would be now, saves it as a draft, or hands it in.
func (w *Web) draftLetter(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	n := v.draftOf(f)
	form, ok := w.Casework.Forms().Form(n.Kind)
	if !ok {
		return notFound()
	}
	n.Values = readValues(f, form.Fields)
	s, err := w.Casework.Compose(v.Ctx(), v.Officer, n)
	if err != nil {
		return v.noLetter(err)
	}
	do := f.Value("do")
	if do == doPreview {
		return v.write(http.StatusOK, f, s, nil)
	}
	if do == doSubmit && s.Lacks != nil {
		refuseValues(f, s.Lacks, form.Fields)
		return v.write(http.StatusUnprocessableEntity, f, s, nil)
	}
	ids, err := w.Casework.Draft(v.Ctx(), v.Officer, n)
	if err != nil {
		if !refuseValues(f, err, form.Fields) {
			return err
		}
		return v.write(fault.KindOf(err).Status(), f, s, nil)
	}
	return v.handIn(ids[0], &s.Form, 1, do)
}

// handIn goes on with what was written down: as a draft, handed in, or issued where nobody else signs.
func (v *visit) handIn(id string, form *letter.Form, version int, do string) error {
	if do != doSubmit {
		v.Done("letter.saved")
		return v.Go("/letters", id)
	}
	act, err := letter.Submitting, error(nil)
	if form.ByAct {
		act = letter.Signing
		err = v.web.Casework.SignLetter(v.Ctx(), v.Officer, id, version)
	} else {
		err = v.web.Casework.ActLetter(v.Ctx(), v.Officer, id, version, act, "")
	}
	switch kind := fault.KindOf(err); {
	case err == nil:
		v.Flash("done", v.letterDone(act, id))
	case kind == fault.Invalid || kind == fault.Conflict || kind == fault.Forbidden:
		v.Flash("soon", v.L.T("letter.saved.only", "why", page.ErrorOf(v.L, err).Words))
	default:
		return err
	}
	return v.Go("/letters", id)
}

// letterDone says what was done to a letter: of an issued one, its number.
func (v *visit) letterDone(act letter.Act, id string) string {
	l, err := v.Reader().Letter(v.Ctx(), id, v.Officer.Units())
	if err != nil || act != letter.Signing && act != letter.Submitting {
		return v.L.T("letter.act." + string(act) + ".flash")
	}
	if act == letter.Signing {
		return v.L.T("letter.act.signed.flash.number", "number", l.Number)
	}
	return v.L.T("letter.act.submitted.flash." + string(l.State))
}
