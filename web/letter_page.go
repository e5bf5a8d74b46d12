package web

import (
	"cmp"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
)

// showLetter is the page of one letter.
func (w *Web) showLetter(v *visit) error {
	return v.showLetter(http.StatusOK, page.NewForm(v.L, nil), "")
}

// folio is one letter with all that its page is made of.
type folio struct {
	*visit
	l     *store.Letter
	form  letter.Form
	known bool // the county has its form still
	dir   *store.Directory
	f     *page.Form // of an act that was refused
	tried letter.Act
}

// showLetter shows a letter; f is the form of an act that was refused, tried the act.
func (v *visit) showLetter(status int, f *page.Form, tried letter.Act) error {
	paper, l, err := v.web.Casework.Paper(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return err
	}
	s := folio{visit: v, l: l, f: f, tried: tried}
	s.form, s.known = v.web.Casework.Forms().Form(l.Kind)
	if s.dir, err = v.web.DB.Directory(v.Ctx()); err != nil {
		return err
	}
	c, err := s.view(paper)
	if err != nil {
		return err
	}
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("letter.list", "/letters"), {Words: c.Title}}
	shell := v.View(c.Title, crumbs...)
	shell.Bare = true
	return v.ShowAs(status, view.Show(shell, c))
}

func (s *folio) view(paper document.Document) (view.Letter, error) {
	l := s.l
	html, err := s.web.Casework.PreviewHTML(paper)
	if err != nil {
		return view.Letter{}, err
	}
	last := letter.Act("")
	if n := len(l.Steps); n > 0 {
		last = l.Steps[n-1].Act
	}
	c := view.Letter{Title: s.letterKind(l.Kind), Form: s.f, State: s.letterState(l.State, last),
		Since: s.since(s.f, l), Desk: s.deskOf(html, &paper), Facts: s.facts(), Course: s.letterCourse(s.told()),
		DOCX: s.To("/letters", l.ID, "file", "docx"), PDF: s.To("/letters", l.ID, "file", "pdf")}
	if l.Number != "" {
		c.Title += "　" + l.Number
	}
	c.Lead = s.letterLead(s.dir, l)
	if l.Waits() {
		c.Due = s.letterDue(l.Due)
	}
	if l.State != letter.Voided { // its loop is broken off
		c.Steps = s.letterSteps(&s.form, &l.Letter)
	}
	if l.Why != "" && last == letter.SendingBack {
		c.Returned = page.Fact{Term: s.L.T("letter.returned"), Text: l.Why}
	} else if l.Why != "" && last == letter.Returning {
		c.Returned = page.Fact{Term: s.L.T("letter.answer.returned"), Text: l.Why}
	}
	if c.Matters, err = s.letterMatters(l.Nos); err != nil {
		return c, err
	}
	s.said(&c)
	if s.known {
		err = s.offer(&c)
	}
	return c, err
}

// told are the steps of a letter that the reader is told of. How it was written is its own office's: the
// addressee is told from the signature on.
func (s *folio) told() []letter.Step {
	steps := s.l.Steps
	if s.l.To == "" || s.Officer.Unit != s.l.To || s.l.To == s.l.From {
		return steps
	}
	i := slices.IndexFunc(steps, func(one letter.Step) bool { return one.Act == letter.Signing })
	return steps[max(i, 0):]
}

// facts are who wrote, looked at and signed a letter, to whom it goes, and by when it is to be answered.
func (s *folio) facts() []page.Fact {
	l := s.l
	facts := fact(nil, s.L.T("letter.kind"), s.letterKind(l.Kind))
	facts = fact(facts, s.L.T("letter.number"), s.letterNumber(l.Number))
	facts = fact(facts, s.L.T("letter.sender"), s.dir.UnitName(l.From))
	to := s.L.T("letter.to.petitioner")
	if l.To != "" {
		to = s.dir.UnitName(l.To)
	}
	facts = fact(facts, s.L.T("letter.addressee"), to)
	for _, who := range []struct {
		key string
		by  letter.By
	}{{"letter.author", l.Author}, {"letter.reviewer", l.Reviewer}, {"letter.consent", l.Consent}, {"letter.signer", l.Signer}} {
		facts = fact(facts, s.L.T(who.key), strings.TrimSpace(who.by.Name+"　"+who.by.Title))
	}
	if !l.Issued.IsZero() {
		facts = fact(facts, s.L.T("letter.issued"), s.L.ISOWeek(l.Issued.In(locale.Zone())))
	}
	if s.known && s.form.Answer.N > 0 && l.To != "" {
		words := s.termWords(s.form.Answer)
		if l.Due != 0 {
			words = s.L.T("letter.term.until", "term", words, "due", l.Due)
		}
		facts = fact(facts, s.L.T("letter.term"), words)
	}
	facts = fact(facts, s.L.T("letter.code"), l.Code)
	if l.State == letter.Voided {
		facts = fact(facts, s.L.T("letter.voided.why"), l.Why)
	}
	return facts
}

// said is the answer, field by field.
func (s *folio) said(c *view.Letter) {
	if len(s.l.Answer) == 0 {
		return
	}
	for i := range s.form.Answers {
		field := &s.form.Answers[i]
		if text := s.valueWords(field, s.l.Answer[field.Name]); text != "" {
			c.Said = append(c.Said, page.Fact{Term: field.Label.In(s.L.Tag()), Text: text})
		}
	}
	for _, step := range slices.Backward(s.l.Steps) {
		if step.Act == letter.Answering {
			c.SaidBy = strings.TrimSpace(step.By.Name + "　" + s.L.Date(step.At.In(locale.Zone())))
			return
		}
	}
}

// valueWords is what a field holds, in words.
func (v *visit) valueWords(field *letter.Field, value string) string {
	switch {
	case field.Type == letter.Yes && value != "":
		return v.L.T("letter.yes")
	case field.Type == letter.Pick || field.Type.Ticked():
		var words []string
		for _, code := range strings.Fields(value) {
			i := slices.IndexFunc(field.Choices, func(c letter.Choice) bool { return c.Value == code })
			if i >= 0 {
				words = append(words, field.Choices[i].Label.In(v.L.Tag()))
			}
		}
		return v.L.List(words)
	}
	return value
}

// may reports whether the officer may do an act now.
func (s *folio) may(act letter.Act) bool { return s.form.May(&s.l.Letter, s.Officer, act) == nil }

// offer is what the officer may do with the letter now, the most pressing first, and what is others' to do.
func (s *folio) offer(c *view.Letter) error {
	if s.may(letter.Editing) {
		c.Edit = &page.Link{Words: s.L.T("letter.act.edited"), Href: s.To("/letters", s.l.ID, "edit")}
	}
	if s.may(letter.Answering) && len(s.form.Answers) > 0 {
		c.Answer = &page.Link{Words: s.L.T("letter.act.answered"), Href: s.To("/letters", s.l.ID, "answer")}
	}
	for _, act := range []letter.Act{letter.Acknowledging, letter.Reviewing, letter.Consenting, letter.Signing, letter.Submitting, letter.Accepting} {
		if c.Next == nil && s.may(act) && !(act == letter.Submitting && s.form.ByAct) {
			next := s.act(act)
			c.Next = &next
		}
	}
	if s.may(letter.Delivering) && s.form.To == letter.ToPetitioner {
		deliver, err := s.deliver()
		if err != nil {
			return err
		}
		c.Acts = append(c.Acts, deliver)
	}
	for _, act := range []letter.Act{letter.Returning, letter.SendingBack, letter.Voiding} {
		if s.may(act) {
			c.Acts = append(c.Acts, s.asking(act))
		}
	}
	if c.Next == nil && c.Edit == nil && c.Answer == nil && !s.may(letter.Delivering) {
		c.Refused = s.others()
	}
	return nil
}

func (s *folio) act(act letter.Act) view.Act {
	icon := map[letter.Act]string{letter.Submitting: "send", letter.Signing: "edit", letter.SendingBack: "left", letter.Returning: "left", letter.Voiding: "x", letter.Delivering: "send"}
	a := view.Act{Words: s.L.T("letter.act." + string(act)), Action: s.To("/letters", s.l.ID, string(act)), Version: strconv.Itoa(s.l.Version),
		Icon: cmp.Or(icon[act], "check"), Open: s.tried == act}
	if act == letter.Submitting && len(s.form.Review)+len(s.form.Consent) == 0 {
		a.Words = s.L.T("letter.submit.sign")
	}
	if key := "letter.act." + string(act) + ".hint"; s.L.Has(key) {
		a.Hint = s.L.T(key)
	}
	return a
}

// asking is an act that says why, and for an answer that is given back, by when it is to be given anew.
func (s *folio) asking(act letter.Act) view.Act {
	a := s.act(act)
	f, in := s.f, ""
	if s.tried != act {
		f, in = page.NewForm(s.L, nil), string(act) // what was typed into another act's form is not for this one
	}
	a.Fields = append(a.Fields, page.Area(f, page.Field{Name: "why", In: in, Label: s.L.T("letter.why"), Rows: 3}))
	if act == letter.Returning {
		f.Set("due", s.form.Answer.Due(s.Today, s.Rules().Calendar).String())
		a.Fields = append(a.Fields, page.Date(f, page.Field{Name: "due", In: in, Label: s.L.T("letter.due.new"), Span: "c6"}))
	}
	return a
}

// others are the acts that wait for somebody else, and for whom.
func (s *folio) others() []page.Fact {
	l, form := s.l, &s.form
	one := func(act letter.Act, who string) page.Fact {
		return page.Fact{Term: s.L.T("letter.act." + string(act)), Text: who}
	}
	var all []page.Fact
	switch l.State {
	case letter.Draft:
		all = append(all, one(letter.Submitting, l.Author.Name))
	case letter.InReview:
		if len(form.Review) > 0 && !l.Reviewer.At(form.Review) {
			all = append(all, one(letter.Reviewing, s.posts(form.Review)))
		}
		if len(form.Consent) > 0 && l.Consent.Person == "" {
			all = append(all, one(letter.Consenting, s.posts(form.Consent)))
		}
	case letter.Reviewed:
		all = append(all, one(letter.Signing, s.posts(form.Sign)))
	case letter.Issued, letter.Acknowledged:
		to := s.dir.UnitName(l.To)
		switch {
		case l.To == "":
			all = append(all, one(letter.Delivering, s.dir.UnitName(l.From)))
		case l.Due != 0:
			all = append(all, one(letter.Answering, to))
		case l.State == letter.Issued:
			all = append(all, one(letter.Acknowledging, to))
		}
	case letter.Answered:
		all = append(all, one(letter.Accepting, s.dir.UnitName(l.From)))
	}
	return all
}

// letterFile gives a letter as a file. It is saved, never shown in our pages.
func (w *Web) letterFile(v *visit) error {
	types := map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
	format := v.Path("format")
	if types[format] == "" {
		return notFound()
	}
	made, l, err := w.Casework.LetterFile(v.Ctx(), v.Officer, v.Path("id"), format)
	if err != nil {
		return err
	}
	name := cmp.Or(l.Number, v.letterKind(l.Kind)) + "." + format
	h := v.w.Header()
	h.Set("Content-Type", types[format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(made)))
	_, _ = v.w.Write(made)
	return nil
}
