package portal

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/page"
	"bihuan/portal/view"
)

// Where a code leads that is of no letter, and one of too many: a check code is in no address of a
// refusal. No code is so short.
const (
	noLetter = "none"
	tooMany  = "later"
)

// askCheck asks for the code on a letter, or for its file.
func askCheck(v *visit) error { return v.showCheck(http.StatusOK, page.NewForm(v.L, nil)) }

func (v *visit) showCheck(status int, f *page.Form) error {
	title := v.L.T("check.title")
	return v.showAs(status, view.CheckForm(v.view(title, v.crumbs(title)...), f))
}

// checkCode is what the square on a letter opens.
func checkCode(v *visit) error {
	g, err := v.Cases.CheckLetter(v.ctx(), v.r.PathValue("code"), v.from())
	switch {
	case fault.As(err) != nil && fault.KindOf(err) == fault.NotFound:
		return v.goTo("/check/" + noLetter)
	case fault.As(err) != nil && fault.KindOf(err) == fault.Busy:
		return v.goTo("/check/" + tooMany)
	case err != nil:
		return err
	}
	return v.showChecked(http.StatusOK, view.Checked{Letter: v.genuine(g), Code: casework.TidyCheckCode(v.r.PathValue("code"))})
}

func checkedNone(v *visit) error  { return v.showChecked(http.StatusNotFound, view.Checked{}) }
func checkedOften(v *visit) error { return v.showOften(v.L.T("check.later")) }

// showOften puts somebody off who has tried too often.
func (v *visit) showOften(words string) error {
	title := v.L.T("check.title")
	return v.showAs(http.StatusTooManyRequests, view.CheckLater(v.view(title, v.crumbs(title)...), words))
}

func (v *visit) showChecked(status int, c view.Checked) error {
	title := v.L.T("check.result")
	shell := v.view(title, page.Crumb{Words: v.L.T("portal.home"), Href: "/"}, page.Crumb{Words: v.L.T("check.title"), Href: "/check"}, page.Crumb{Words: title})
	return v.showAs(status, view.CheckResult(shell, c))
}

// genuine words what is told of a letter.
func (v *visit) genuine(g casework.Genuine) *view.Genuine {
	w := &view.Genuine{ID: g.ID, Name: g.Name.In(v.L.Tag()), Number: g.Number, Office: g.Office, Issued: v.L.Long(deadline.DayOf(g.Issued))}
	if w.Name == "" {
		w.Name = v.L.T("check.letter")
	}
	if !g.Voided.IsZero() {
		w.Voided = v.L.Long(deadline.DayOf(g.Voided))
	}
	return w
}

// check looks up a code, a file, or both. A file that is a letter decides; else the code says which
// letter it is not.
func check(v *visit) error {
	f, file, err := v.readCheck()
	if busy := fault.As(err); busy != nil && busy.Kind == fault.Busy {
		return v.showOften(v.L.T(busy.Key, busy.Args...))
	}
	if f == nil {
		return err
	}
	code := casework.TidyCheckCode(f.Value("code"))
	switch {
	case f.Refuse(err):
	case err != nil:
		return err
	case file == nil && code == "":
		f.Wrong("code", "check.empty")
	case code != "" && len(code) != casework.CheckCodeLength:
		f.Wrong("code", "check.length", "n", casework.CheckCodeLength)
	}
	if !f.OK() {
		return v.showCheck(http.StatusUnprocessableEntity, f)
	}
	c := view.Checked{Code: code, File: file != nil}
	var byCode *view.Genuine
	if code != "" {
		g, err := v.Cases.CheckLetter(v.ctx(), code, v.from())
		switch busy := fault.As(err); {
		case err == nil:
			byCode = v.genuine(g)
		case busy != nil && busy.Kind == fault.Busy:
			return v.showOften(v.L.T(busy.Key, busy.Args...))
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	c.Letter = byCode
	if file != nil && file.ID != "" {
		c.Letter, c.Same = v.genuine(*file), true
		c.Other = code != "" && (byCode == nil || byCode.ID != file.ID)
	}
	if c.Letter == nil || c.File && !c.Same {
		return v.showChecked(http.StatusNotFound, c)
	}
	return v.showChecked(http.StatusOK, c)
}

// readCheck reads the form part by part: a file is looked at while it comes and laid down nowhere. The
// letter that it is comes back, one without ID if it is none, and nil if there was no file.
func (v *visit) readCheck() (*page.Form, *casework.Genuine, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, v.Upload)
	parts, err := v.r.MultipartReader()
	if err != nil {
		f, err := v.form()
		return f, nil, err
	}
	values := url.Values{}
	var file *casework.Genuine
	var wrong error
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return page.NewForm(v.L, values), file, wrong
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		switch part.FormName() {
		case "file":
			if part.FileName() == "" || file != nil {
				continue
			}
			if file, wrong, err = v.checkPart(part); err != nil {
				return nil, nil, err
			}
		case "code":
			text, err := io.ReadAll(io.LimitReader(part, maxCode))
			if err != nil {
				return nil, nil, unreadable(err)
			}
			values.Set("code", string(text))
		}
	}
}

// maxCode is more than anybody types for a code.
const maxCode = 200

// checkPart looks at an uploaded file. What is wrong with the file is told on the form.
func (v *visit) checkPart(part *multipart.Part) (found *casework.Genuine, wrong, err error) {
	g, err := v.Cases.CheckFile(v.ctx(), part, v.from())
	f := fault.As(err)
	switch {
	case err == nil, f != nil && f.Kind == fault.NotFound:
		return &g, nil, nil
	case f != nil && f.Kind == fault.Invalid:
		return nil, err, nil
	}
	return nil, nil, err
}
