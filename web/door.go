package web

import (
	"net/http"
	"net/url"
	"strings"

	"bihuan/domain/fault"
	"bihuan/locale"
	"bihuan/login"
	"bihuan/page"
	"bihuan/web/view/gate"
)

// doorRoutes are the pages before the door, and the settings that everybody has.
func (w *Web) doorRoutes(add add) {
	add("GET /sign-in", w.signInPage)
	add("POST /sign-in", w.signIn)
	add("POST /sign-out", w.signOut)
	add("GET /account/password", w.passwordPage)
	add("POST /account/password", w.changePassword)
	add("GET /settings", w.setting)
}

// enter finds out who asks. Nobody signed in is shown the way in, and comes back to where they were;
// turned reports that it was answered.
func (v *visit) enter() (turned bool, err error) {
	v.Officer, err = login.Officer(v.Ctx())
	switch {
	case err == nil:
		return false, nil
	case login.MustChange(v.Ctx()):
		return true, v.Go("/account/password")
	case fault.KindOf(err) != fault.Unknown:
		return false, err
	}
	if v.r.Method == http.MethodGet || v.r.Method == http.MethodHead {
		q := url.Values{"next": {v.r.URL.RequestURI()}}
		if f := fault.As(err); f.Key != "fault.login.signed_out" {
			q.Set("why", "expired")
		}
		return true, v.goTo(v.To("/sign-in") + "?" + q.Encode())
	}
	return true, v.askAgain()
}

// askAgain shows the way in to somebody who sent a form after the session had ended. What was typed
// travels through the sign-in form, not through any store, and is offered to be sent afterwards.
func (v *visit) askAgain() error {
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") {
		q := url.Values{"next": {v.from()}, "why": {"expired"}}
		return v.goTo(v.To("/sign-in") + "?" + q.Encode())
	}
	if _, err := v.Form(); err != nil {
		return err
	}
	kept := gate.Kept{Action: v.r.URL.RequestURI()}
	for name, values := range v.r.PostForm {
		for _, value := range values {
			kept.Fields = append(kept.Fields, gate.Field{Name: name, Value: value})
		}
	}
	f := page.NewForm(v.L, nil)
	f.Wrong("", "web.gate.expired")
	return v.ShowAs(http.StatusUnauthorized, gate.SignIn(v.View(v.L.T("web.gate.title")), f, gate.Door{Action: v.To("/sign-in"), Next: v.from(), Kept: kept}))
}

func (w *Web) signInPage(v *visit) error {
	if _, err := login.Officer(v.Ctx()); err == nil {
		return v.goTo(v.next(v.Query("next")))
	}
	f := page.NewForm(v.L, nil)
	if v.Query("why") == "expired" {
		f.Wrong("", "web.gate.expired")
	}
	return v.Show(gate.SignIn(v.View(v.L.T("web.gate.title")), f, gate.Door{Action: v.To("/sign-in"), Next: v.next(v.Query("next"))}))
}

func (w *Web) signIn(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	door := gate.Door{Action: v.To("/sign-in"), Next: v.next(f.Value("next")), Kept: v.kept(f)}
	mustChange, err := w.Login.SignIn(v.Ctx(), f.Value("login"), v.r.PostForm.Get("password"))
	if err != nil {
		return v.refuseEntry(f, door, err)
	}
	switch {
	case mustChange:
		return v.Go("/account/password")
	case door.Kept.Action != "":
		return v.Show(gate.Resume(v.View(v.L.T("web.gate.resume")), door.Kept, door.Next))
	}
	return v.goTo(door.Next)
}

// refuseEntry shows the form again with the reason; only our own mistakes are another page.
func (v *visit) refuseEntry(f *page.Form, door gate.Door, err error) error {
	refusal := fault.As(err)
	if refusal == nil || refusal.Kind == fault.Internal {
		return err
	}
	for _, one := range refusal.All() {
		f.Wrong(one.Field, one.Key, one.Args...)
	}
	return v.ShowAs(refusal.Kind.Status(), gate.SignIn(v.View(v.L.T("web.gate.title")), f, door))
}

// kept reads back what a form carried along through the sign-in.
func (v *visit) kept(f *page.Form) gate.Kept {
	action := f.Value("keep-action")
	if !v.web.local(action) {
		return gate.Kept{}
	}
	kept := gate.Kept{Action: action}
	for name, values := range v.r.PostForm {
		if own, ok := strings.CutPrefix(name, "keep."); ok {
			for _, value := range values {
				kept.Fields = append(kept.Fields, gate.Field{Name: own, Value: value})
			}
		}
	}
	return kept
}

func (w *Web) signOut(v *visit) error {
	if err := w.Login.SignOut(v.Ctx()); err != nil {
		return err
	}
	return v.goTo(v.To("/sign-in"))
}

func (w *Web) passwordPage(v *visit) error {
	if !login.SignedIn(v.Ctx()) {
		return v.Go("/sign-in")
	}
	return v.Show(v.passwordForm(page.NewForm(v.L, nil)))
}

func (w *Web) changePassword(v *visit) error {
	if !login.SignedIn(v.Ctx()) {
		return v.Go("/sign-in")
	}
	f, err := v.Form()
	if err != nil {
		return err
	}
	if v.r.PostForm.Get("fresh") != v.r.PostForm.Get("again") {
		f.Wrong("again", "web.password.differs")
		return v.Again(v.passwordForm(f))
	}
	if err := w.Login.ChangePassword(v.Ctx(), v.r.PostForm.Get("old"), v.r.PostForm.Get("fresh")); err != nil {
		if f.Refuse(err) {
			return v.Again(v.passwordForm(f))
		}
		return err
	}
	v.Done("web.password.done")
	return v.Go("/")
}

// setting keeps a choice of the reader's in a cookie, and goes back to the page.
func (w *Web) setting(v *visit) error {
	allowed := map[string][]string{"lang": locale.Tags(), "theme": {"", "light", "dark"}, "size": {"", "large"}}
	for name, values := range allowed {
		if !v.r.URL.Query().Has(name) {
			continue
		}
		for _, value := range values {
			if v.Query(name) == value {
				v.keep(name, value)
			}
		}
	}
	return v.goTo(v.next(v.Query("back")))
}

// keep sets a cookie for a year, or takes it away.
func (v *visit) keep(name, value string) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.r.TLS != nil || strings.HasPrefix(v.web.BaseURL, "https:")}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}

// next is where to go from here: a page of the office, or its first one.
func (v *visit) next(address string) string {
	if v.web.local(address) && !strings.HasPrefix(address, v.To("/sign-")) && !strings.HasPrefix(address, v.To("/settings")) {
		return address
	}
	return v.To("/")
}
