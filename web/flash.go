package web

import (
	"strings"

	"github.com/a-h/templ"

	"bihuan/login"
	"bihuan/page"
	"bihuan/web/view/gate"
)

// Flash leaves a message for the next page. Kind is done, soon or late.
func (v *visit) Flash(kind, words string) {
	v.web.Login.Put(v.Ctx(), "flash", kind+" "+words)
}

// popFlash takes the message that the last page left.
func (v *visit) popFlash() *page.Flash {
	if !login.SignedIn(v.Ctx()) {
		return nil
	}
	kind, words, ok := strings.Cut(v.web.Login.Pop(v.Ctx(), "flash"), " ")
	if !ok {
		return nil
	}
	return &page.Flash{Kind: kind, Words: words}
}

// passwordForm is the page of a new password, in the shell for who may go in already.
func (v *visit) passwordForm(f *page.Form) templ.Component {
	first := login.MustChange(v.Ctx())
	if !first {
		v.Officer, _ = login.Officer(v.Ctx())
	}
	title := "web.password.title"
	if first {
		title = "web.password.first"
	}
	return gate.Password(v.View(v.L.T(title), v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.account", "/account"), v.Crumb(title, "")), f, v.To("/account/password"), first)
}
