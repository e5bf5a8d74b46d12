package web

import (
	"context"
	"errors"
	"net/http"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/locale"
	"bihuan/page"
)

// serve makes an http.Handler of a handler: it finds out who asks, in which language, and words
// what goes wrong.
func (w *Web) serve(h handler, staff bool, opens []org.Act) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		v := &visit{w: rw, r: r, web: w, Now: w.Now().In(locale.Zone())}
		v.Today = deadline.DayOf(v.Now)
		v.L = w.Locale.For(v.language()).In(v.Now.Year())
		if err := v.answer(h, staff, opens); err != nil {
			v.fail(err)
		}
	})
}

func (v *visit) answer(h handler, staff bool, opens []org.Act) error {
	if !staff {
		return h(v)
	}
	turned, err := v.enter()
	if err != nil || turned {
		return err
	}
	if len(opens) > 0 && !v.mayAny(opens) {
		return fault.New(fault.Forbidden, "fault.web.post")
	}
	return h(v)
}

func (v *visit) mayAny(acts []org.Act) bool {
	for _, act := range acts {
		if v.May(act) {
			return true
		}
	}
	return false
}

// fail answers with the page of a fault. What is our mistake is logged here, once; addresses of the
// office hold no personal data, so that the path may be.
func (v *visit) fail(err error) {
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // the reader has left
	}
	e := page.ErrorOf(v.L, err)
	if fault.KindOf(err) == fault.Internal {
		v.web.Log.Error("answering", "method", v.r.Method, "path", v.r.URL.Path, "by", v.Officer.Person, "err", err)
	}
	if fault.KindOf(err) == fault.Busy {
		v.w.Header().Set("Retry-After", "5")
	}
	e.Link = &page.Link{Words: v.L.T("page.error.home"), Href: v.To("/")}
	if err := v.ShowAs(e.Status, page.ErrorPage(v.View(e.Title), e)); err != nil {
		v.web.Log.Error("wording a fault", "path", v.r.URL.Path, "err", err)
		http.Error(v.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// language is the reader's choice, or what the browser asks for.
func (v *visit) language() string {
	if tag := v.cookie("lang", locale.Tags()...); tag != "" {
		return tag
	}
	if asked := v.r.Header.Get("Accept-Language"); asked != "" || v.web.Language == "" {
		return v.web.Locale.Match(asked)
	}
	return v.web.Language
}

func notFound() error { return fault.New(fault.NotFound, "fault.web.page") }

// unreadable is a form that was not one, or too large.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.Invalid, "fault.web.large", "max", int(large.Limit>>20)).Because(err)
	}
	return fault.New(fault.Invalid, "fault.web.form").Because(err)
}
