package portal

import (
	"net/http"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/portal/view"
)

// deed is one of the petitioner's acts on the opened matter: its page, and what its form does.
type deed struct {
	path string
	kind petition.Kind
	set  func(f *page.Form, s *casework.Sight) // fills the form in as far as the matter allows
	do   func(v *visit) error
	ask  handler
}

// acts are the petitioner's acts.
func acts() []deed {
	list := []deed{
		{path: "material", kind: petition.KMaterialAdded},
		{path: "rating", kind: petition.KRated},
		{path: "review", kind: petition.KReviewRequested, set: setReview},
		{path: "rereview", kind: petition.KRereviewRequested, set: setReview},
		{path: "reopen", kind: petition.KReopened},
		{path: "withdraw", kind: petition.KWithdrawalRequested},
	}
	for i := range list {
		a := list[i]
		list[i].ask = func(v *visit) error { return v.ask(a, http.StatusOK, page.NewForm(v.L, nil)) }
		list[i].do = func(v *visit) error { return v.act(a) }
	}
	return list
}

// setReview fills in where to ask: the body that the reply or the review names.
func setReview(f *page.Form, s *casework.Sight) {
	if s.Reply != nil {
		f.Set("body", s.Reply.ReviewBody)
	}
}

// ask shows an act's form, or why it cannot be done now.
func (v *visit) ask(a deed, status int, f *page.Form) error {
	s, err := v.sight()
	if err != nil {
		return err
	}
	title := v.L.T("portal.act." + string(a.kind))
	shell := v.view(title, v.under(title)...)
	if !s.Can(a.kind) {
		return v.showAs(http.StatusConflict, view.NotNow(shell, v.L.T("portal.not_now."+string(a.kind))))
	}
	if a.set != nil {
		a.set(f, s)
	}
	return v.showAs(status, view.Act(shell, view.ActView{Kind: a.kind, Path: "/follow/" + a.path, Form: f, Sight: s}))
}

// act carries an act out. What is wrong comes back with the form.
func (v *visit) act(a deed) error {
	f, files, err := v.actForm(a.kind)
	if err != nil {
		return err
	}
	if f.OK() {
		err = v.carryOut(a.kind, f, files)
	}
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return v.ask(a, http.StatusConflict, f) // says why it cannot be done now
	}
	if f.Refuse(err) || !f.OK() {
		return v.ask(a, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	v.done("portal.done." + string(a.kind))
	return v.goTo("/follow/matter")
}

// actForm reads an act's form; only that for more material carries files.
func (v *visit) actForm(kind petition.Kind) (*page.Form, []petition.Attachment, error) {
	if kind != petition.KMaterialAdded {
		f, err := v.form()
		return f, nil, err
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, v.Upload)
	var files []petition.Attachment
	values, wrong, err := v.readParts(func(a petition.Attachment) { files = append(files, a) })
	if err != nil {
		return nil, nil, err
	}
	f := page.NewForm(v.L, values)
	for _, one := range wrong {
		f.Wrong("attachments", one.Key, one.Args...)
	}
	return f, files, nil
}

func (v *visit) carryOut(kind petition.Kind, f *page.Form, files []petition.Attachment) error {
	switch kind {
	case petition.KMaterialAdded:
		return v.Cases.AddMaterial(v.ctx(), v.no, f.Value("text"), files)
	case petition.KRated:
		bureau, unit := marking(f, "bureau"), marking(f, "unit")
		if !f.OK() {
			return nil
		}
		return v.Cases.Rate(v.ctx(), v.no, bureau, unit, f.Value("words"))
	case petition.KReviewRequested:
		return v.Cases.AskReview(v.ctx(), v.no, f.Value("body"), f.Value("reasons"))
	case petition.KRereviewRequested:
		return v.Cases.AskRereview(v.ctx(), v.no, f.Value("body"), f.Value("reasons"))
	case petition.KReopened:
		return v.Cases.Reopen(v.ctx(), v.no, petition.ReopenReason(f.Value("reason")), f.Value("words"))
	}
	return v.Cases.Withdraw(v.ctx(), v.no, f.Value("words"))
}

// marking reads the three grades of one body; what was not graded is told beside it.
func marking(f *page.Form, who string) petition.Marking {
	grade := func(name string) petition.Grade {
		g := petition.Grade(f.Value(who + "_" + name))
		if g == "" {
			f.Wrong(who+"_"+name, "fault.portal.grade")
		}
		return g
	}
	return petition.Marking{Attitude: grade("attitude"), Speed: grade("speed"), Result: grade("result")}
}
