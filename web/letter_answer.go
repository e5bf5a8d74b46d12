package web

import (
	"net/http"
	"strconv"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
)

// answerForm offers the fields of an answer, with the letter beside them.
func (w *Web) answerForm(v *visit) error {
	f := page.NewForm(v.L, nil)
	l, form, err := v.answered()
	if err != nil {
		return err
	}
	if err := form.May(&l.Letter, v.Officer, letter.Answering); err != nil {
		return v.letterRefused(l, err)
	}
	fillLetter(f, form.Answers, l.Answer)
	return v.answerPage(http.StatusOK, f, l, form)
}

// answered reads the letter that is to be answered.
func (v *visit) answered() (*store.Letter, *letter.Form, error) {
	l, err := v.Reader().Letter(v.Ctx(), v.Path("id"), v.Officer.Units())
	if err != nil {
		return nil, nil, err
	}
	form, ok := v.web.Casework.Forms().Form(l.Kind)
	if !ok || len(form.Answers) == 0 {
		return nil, nil, notFound()
	}
	return l, &form, nil
}

// answerLetter takes an answer. One that is refused comes back as it was typed.
func (w *Web) answerLetter(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	l, form, err := v.answered()
	if err != nil {
		return err
	}
	version, _ := f.Int("version")
	if err := w.Casework.AnswerLetter(v.Ctx(), v.Officer, l.ID, version, readValues(f, form.Answers)); err != nil {
		if !refuseValues(f, err, form.Answers) {
			return err
		}
		return v.answerPage(fault.KindOf(err).Status(), f, l, form)
	}
	v.Done("letter.act.answered.flash")
	return v.Go("/letters", l.ID)
}

func (v *visit) answerPage(status int, f *page.Form, l *store.Letter, form *letter.Form) error {
	paper, _, err := v.web.Casework.Paper(v.Ctx(), v.Officer, l.ID)
	if err != nil {
		return err
	}
	html, err := v.web.Casework.PreviewHTML(paper)
	if err != nil {
		return err
	}
	title := v.L.T("letter.answer.title", "kind", v.letterKind(l.Kind))
	a := view.AnswerForm{Form: f, Title: title, Lead: l.Number, Due: v.letterDue(l.Due), Action: v.To("/letters", l.ID, "answer"), Back: v.To("/letters", l.ID),
		Version: strconv.Itoa(l.Version), Returned: l.Why, Since: v.since(f, l), Fields: v.letterFields(f, form.Answers, letter.Matter{}), Desk: v.deskOf(html, &paper)}
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("letter.list", "/letters"), {Words: v.letterKind(l.Kind), Href: v.To("/letters", l.ID)}, {Words: v.L.T("letter.act.answered")}}
	return v.ShowAs(status, view.Answer(v.View(title, crumbs...), a))
}
