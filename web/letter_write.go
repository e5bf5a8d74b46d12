package web

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/page"
	"bihuan/store"
	actview "bihuan/web/view/act"
	view "bihuan/web/view/letter"
)

// editLetter lays a draft out to be changed.
func (w *Web) editLetter(v *visit) error {
	s, l, err := w.Casework.Recompose(v.Ctx(), v.Officer, v.Path("id"), nil)
	if err != nil {
		return err
	}
	if err := s.Form.May(&l.Letter, v.Officer, letter.Editing); err != nil {
		return v.letterRefused(l, err)
	}
	f := page.NewForm(v.L, nil)
	fillLetter(f, s.Form.Fields, l.Values)
	return v.write(http.StatusOK, f, s, l)
}

// letterRefused says why an act is not the officer's now, and leads back to the letter.
func (v *visit) letterRefused(l *store.Letter, err error) error {
	if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.Forbidden {
		return err
	}
	e := page.ErrorOf(v.L, err)
	e.Title, e.Do = v.letterKind(l.Kind), ""
	e.Link = &page.Link{Words: v.L.T("letter.back"), Href: v.To("/letters", l.ID)}
	return v.ShowAs(e.Status, page.ErrorPage(v.View(e.Title), e))
}

// saveLetter shows a draft again as it would be now, saves it, or hands it in. One that was changed
// meanwhile comes back as it was typed, with what happened.
func (w *Web) saveLetter(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	before, err := v.Reader().Letter(v.Ctx(), v.Path("id"), v.Officer.Units())
	if err != nil {
		return err
	}
	form, ok := w.Casework.Forms().Form(before.Kind)
	if !ok {
		return fault.New(fault.NotFound, "fault.letter.kind", "kind", string(before.Kind))
	}
	values := readValues(f, form.Fields)
	s, l, err := w.Casework.Recompose(v.Ctx(), v.Officer, before.ID, values)
	if err != nil {
		return err
	}
	if err := form.May(&l.Letter, v.Officer, letter.Editing); err != nil {
		return v.letterRefused(l, err)
	}
	do := f.Value("do")
	if do == doPreview {
		return v.write(http.StatusOK, f, s, l)
	}
	if do == doSubmit && s.Lacks != nil {
		refuseValues(f, s.Lacks, form.Fields)
		return v.write(http.StatusUnprocessableEntity, f, s, l)
	}
	version, _ := f.Int("version")
	if maps.Equal(values, l.Values) && version == l.Version {
		return v.handIn(l.ID, &form, version, do)
	}
	if err := w.Casework.EditLetter(v.Ctx(), v.Officer, l.ID, version, values); err != nil {
		if !refuseValues(f, err, form.Fields) {
			return err
		}
		return v.write(fault.KindOf(err).Status(), f, s, l)
	}
	return v.handIn(l.ID, &form, version+1, do)
}

// write shows a letter that is written: l is the draft, or nil for a new one.
func (v *visit) write(status int, f *page.Form, s casework.Sheet, l *store.Letter) error {
	html, err := v.web.Casework.PreviewHTML(s.Paper)
	if err != nil {
		return err
	}
	title := s.Form.Label().In(v.L.Tag())
	c := view.Compose{Form: f, Title: title, Lead: v.composeLead(s), Desk: v.deskOf(html, nil), Checks: v.letterChecks(s), Route: v.letterRoute(&s.Form, l),
		Fields: v.letterFields(f, s.Form.Fields, s.Matter)}
	if c.Address, err = v.letterAddress(f, s, l); err != nil {
		return err
	}
	c.Submit = page.Button{Words: v.L.T("letter.submit"), Name: "do", Value: doSubmit, Kind: "1", Icon: "send"}
	switch {
	case s.Form.ByAct:
		c.Submit.Words = v.L.T("letter.issue")
	case len(s.Form.Review)+len(s.Form.Consent) == 0:
		c.Submit.Words = v.L.T("letter.submit.sign")
	}
	draft := letter.Letter{State: letter.Draft}
	c.Steps = v.letterSteps(&s.Form, &draft)
	if l == nil {
		no := v.Path("no")
		c.Action, c.Back = v.To("/petitions", no, "letters", "new", string(s.Form.Kind)), page.Link{Words: v.L.T("act.back"), Href: v.To("/petitions", no)}
		c.Draft = "letter:" + string(s.Form.Kind) + ":" + no
	} else {
		c.Action, c.Version, c.Returned = v.To("/letters", l.ID, "edit"), strconv.Itoa(l.Version), l.Why
		c.Back = page.Link{Words: v.L.T("letter.back"), Href: v.To("/letters", l.ID)}
		c.DOCX, c.PDF = v.To("/letters", l.ID, "file", "docx"), v.To("/letters", l.ID, "file", "pdf")
		c.Draft = "letter:" + l.ID + ":" + c.Version
		c.Since = v.since(f, l)
	}
	if s.Matter.Accusation {
		c.Draft = "" // what is behind the wall is not left in a browser
	}
	shell := v.View(title, v.letterCrumbs(s.Before, title)...)
	shell.Bare = true
	return v.ShowAs(status, view.Write(shell, c))
}

// composeLead says to whom it goes and about what.
func (v *visit) composeLead(s casework.Sheet) string {
	to := s.ToName
	if to == "" || s.Form.To == letter.ToPetitioner {
		return v.L.T("letter.compose.lead.open", "party", v.L.T("letter.party."+string(s.Form.To)), "subject", s.Before.Record.Subject)
	}
	return v.L.T("letter.compose.lead", "to", to, "subject", s.Before.Record.Subject)
}

// letterAddress is to whom a letter goes, chosen where the form leaves it open, and by when it is answered.
func (v *visit) letterAddress(f *page.Form, s casework.Sheet, l *store.Letter) ([]templ.Component, error) {
	to := s.ToName
	if s.Form.To == letter.ToPetitioner {
		to = v.L.T("letter.to.petitioner")
	}
	var fields []templ.Component
	chosen := s.Form.To == letter.ToChosen || s.Form.To == letter.ToPolice
	if l == nil && chosen {
		dir, err := v.web.DB.Directory(v.Ctx())
		if err != nil {
			return nil, err
		}
		fields = append(fields, page.Select(f, page.Field{Name: "to", Label: v.L.T("letter.addressee"), Options: []page.Option{{Words: v.L.T("letter.choose")}}, Groups: unitGroups(v.L, dir, v.Now)}))
	} else {
		fields = append(fields, actview.Fact(v.L.T("letter.addressee"), to))
	}
	if s.Due != 0 {
		fields = append(fields, actview.Fact(v.L.T("letter.term"), v.L.T("letter.term.by", "term", v.termWords(s.Form.Answer), "due", s.Due)))
	}
	return fields, nil
}

// letterRoute is who drafts, reviews and signs, and when the number comes.
func (v *visit) letterRoute(form *letter.Form, l *store.Letter) []page.Fact {
	author := v.Officer.Name
	if l != nil {
		author = l.Author.Name
	}
	facts := []page.Fact{{Term: v.L.T("letter.author"), Text: author}}
	if len(form.Review) > 0 {
		facts = append(facts, page.Fact{Term: v.L.T("letter.reviewer"), Text: v.posts(form.Review)})
	}
	if len(form.Consent) > 0 {
		facts = append(facts, page.Fact{Term: v.L.T("letter.consent"), Text: v.posts(form.Consent)})
	}
	sign := v.L.T("letter.route.act")
	if !form.ByAct {
		sign = v.L.T("letter.route.sign", "posts", form.Sign)
	}
	return append(facts, page.Fact{Term: v.L.T("letter.signer"), Text: sign}, page.Fact{Term: v.L.T("letter.number"), Text: v.L.T("letter.route.number")})
}

// letterChecks are what is looked at before a letter is handed in: each thing that it lacks, or that it
// lacks nothing.
func (v *visit) letterChecks(s casework.Sheet) []view.Check {
	var all []view.Check
	if f := fault.As(s.Lacks); f != nil {
		probe := page.NewForm(v.L, nil)
		refuseValues(probe, s.Lacks, s.Form.Fields)
		for _, e := range probe.Errors() {
			all = append(all, view.Check{Words: e.Words, Href: "#" + page.Field{Name: e.Field}.ID()})
		}
	} else {
		all = append(all, view.Check{Words: v.L.T("letter.check.complete"), Good: true})
	}
	for _, d := range v.Rules().Standings(s.Before, v.Today) {
		if d.Due != 0 && d.Late() && !d.Rule.Right {
			all = append(all, view.Check{Words: v.L.T("letter.check.late", "name", d.Rule.Name.In(v.L.Tag()), "n", v.Today.Sub(d.Due))})
		}
	}
	if s.Form.To != letter.ToPetitioner {
		all = append(all, view.Check{Words: v.L.T("letter.check.masked"), Good: true})
	}
	return all
}

// since is what was done to a letter after the version that the officer saw.
func (v *visit) since(f *page.Form, l *store.Letter) []page.Moment {
	version, ok := f.Int("version")
	if !ok || version >= l.Version {
		return nil
	}
	var steps []letter.Step
	for _, s := range l.Steps {
		if s.Seq > version {
			steps = append(steps, s)
		}
	}
	return v.letterCourse(steps)
}
