package portal

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/portal/view"
)

// ownLetters word the letters that were written to the petitioner.
func ownLetters(l *locale.Locale, list []casework.OwnLetter) []view.LetterView {
	all := make([]view.LetterView, len(list))
	for i, one := range list {
		w := view.LetterView{Name: one.Name.In(l.Tag()), Number: one.Number, Day: l.Date(deadline.DayOf(one.Issued))}
		if one.Voided.IsZero() {
			w.Href = "/follow/letter/" + one.ID
		} else {
			w.Voided = l.T("portal.letter.voided", "day", deadline.DayOf(one.Voided))
		}
		all[i] = w
	}
	return all
}

// showLetter is a letter to the petitioner, page by page.
func showLetter(v *visit) error {
	one, d, pages, err := v.Cases.LetterPages(v.ctx(), v.no, v.r.PathValue("id"))
	if err != nil {
		return v.voidedLetter(err)
	}
	w := ownLetters(v.L, []casework.OwnLetter{one})[0]
	shell := v.view(w.Name, v.under(w.Name)...)
	shell.Bare = true
	return v.show(view.Letter(shell, w, d, pages))
}

// voidedLetter says of a letter that was voided that it was, and leads back to the matter.
func (v *visit) voidedLetter(err error) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Conflict {
		return err
	}
	e := page.ErrorView{Status: f.Kind.Status(), Title: v.L.T("check.head.voided"), Words: v.L.T(f.Key, f.Args...), Link: &page.Link{Words: v.L.T("portal.back"), Href: "/follow/matter"}}
	return v.showAs(e.Status, page.ErrorPage(v.view(e.Title, v.under(e.Title)...), e))
}

// letterPDF sends the PDF as it was issued.
func letterPDF(v *visit) error {
	one, content, size, err := v.Cases.LetterPDF(v.ctx(), v.no, v.r.PathValue("id"))
	if err != nil {
		return v.voidedLetter(err)
	}
	defer func() { _ = content.Close() }()
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": one.Name.ZH + " " + one.Number + ".pdf"}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	v.w.WriteHeader(http.StatusOK)
	if _, err := io.Copy(v.w, content); err != nil {
		v.Log.Warn("sending a letter broke off", "pattern", v.r.Pattern)
	}
	return nil
}
