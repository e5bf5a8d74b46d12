package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
)

// visit is one request of one reader, with all that a handler needs to answer it.
type visit struct {
	w   http.ResponseWriter
	r   *http.Request
	web *Web

	L       *locale.Locale
	Officer org.Officer // zero before the door
	Now     time.Time   // one instant for the whole answer
	Today   deadline.Day
	Live    string // topic of live changes of the page, if any

	query string // what stands in the search box
}

// Ctx is the request's context.
func (v *visit) Ctx() context.Context { return v.r.Context() }

// Path is a part of the address: {no}.
func (v *visit) Path(name string) string { return v.r.PathValue(name) }

// Query is a value of the address's query.
func (v *visit) Query(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

// To is an address of the office: To("/petitions", no) is /office/petitions/<no>.
func (v *visit) To(path string, parts ...string) string {
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return v.web.Base + path
}

// Rules are the rules in force.
func (v *visit) Rules() petition.Rules { return v.web.Casework.Rules() }

// Scope is what the officer reads.
func (v *visit) Scope() org.Scope { return v.web.Casework.Scope(v.Officer) }

// Reader reads what the officer may see.
func (v *visit) Reader() *store.Reader { return v.web.DB.Reader(v.Scope()) }

// May reports whether the officer's post has an act at all; what it means for one matter is the
// domain's to say.
func (v *visit) May(act org.Act) bool {
	return v.Rules().Policy.Reach(v.Officer.Post, act) != org.None
}

// View is what the shell of a page needs. The crumbs lead to the page; the last needs no address.
func (v *visit) View(title string, crumbs ...page.Crumb) page.View {
	view := page.View{
		L: v.L, Office: v.office(), Officer: v.Officer, Now: v.Now, Title: title,
		Path: v.r.URL.Path, URL: v.r.URL.RequestURI(), Crumbs: crumbs, Flash: v.popFlash(),
		Query: v.query, Static: v.web.Static, Live: v.Live, Base: v.web.Base,
		Theme: v.cookie("theme", "light", "dark"), Size: v.cookie("size", "large"),
	}
	if v.r.Method != http.MethodGet {
		// A refused form stands at an address that only takes forms: one comes back to where it was.
		view.URL = v.from()
	}
	if v.Officer.Person != "" {
		view.Unread = v.unread()
		view.Nav = page.StaffNav(view, v.letterCounts())
		if view.Live == "" {
			view.Live = liveInbox
		}
	}
	return view
}

// Crumb is a step above a page.
func (v *visit) Crumb(key, path string) page.Crumb {
	c := page.Crumb{Words: v.L.T(key)}
	if path != "" {
		c.Href = v.To(path)
	}
	return c
}

// Show answers with a page.
func (v *visit) Show(c templ.Component) error { return v.ShowAs(http.StatusOK, c) }

// Again answers with the form that was refused, filled in as it was sent.
func (v *visit) Again(c templ.Component) error { return v.ShowAs(http.StatusUnprocessableEntity, c) }

// ShowAs answers with a page of a status. The page is made whole before the first byte leaves, so
// that a mistake in its making is still an honest 500.
func (v *visit) ShowAs(status int, c templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := c.Render(v.Ctx(), buf); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store") // pages hold what is not everybody's to see
	v.w.WriteHeader(status)
	_, _ = buf.WriteTo(v.w) // it fails only for a reader who has left
	return nil
}

// Go sends the reader on after a form was taken: to a path of the office.
func (v *visit) Go(path string, parts ...string) error { return v.goTo(v.To(path, parts...)) }

// goTo sends the reader on to an address of this site.
func (v *visit) goTo(address string) error {
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
	return nil
}

// Done leaves word for the next page that an act was done.
func (v *visit) Done(key string, args ...any) { v.Flash("done", v.L.T(key, args...)) }

// maxForm is how much a form without files may carry.
const maxForm = 2 << 20

// Form is the form as it was sent.
func (v *visit) Form() (*page.Form, error) {
	if v.r.PostForm == nil {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
		if err := v.r.ParseForm(); err != nil {
			return nil, unreadable(err)
		}
	}
	return page.NewForm(v.L, v.r.PostForm), nil
}

// cookie is a setting kept in a cookie, if it is one of those that there are.
func (v *visit) cookie(name string, allowed ...string) string {
	c, err := v.r.Cookie(name)
	if err != nil {
		return ""
	}
	for _, value := range allowed {
		if c.Value == value {
			return value
		}
	}
	return ""
}

// from is the page that the form was on, if it is one of ours.
func (v *visit) from() string {
	u, err := url.Parse(v.r.Referer())
	if err != nil || u.Host != v.r.Host || !v.web.local(u.RequestURI()) {
		return v.To("/")
	}
	return u.RequestURI()
}

// local reports whether an address that came from outside leads nowhere but to a page of the office.
func (w *Web) local(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host == "" && u.Scheme == "" && !strings.Contains(address, "\\") &&
		(u.Path == w.Base || strings.HasPrefix(u.Path, w.Base+"/")) && !strings.Contains(u.Path, "..")
}

// office is the name of the bureau, as pages are headed.
func (v *visit) office() string {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return "" // the page itself will say that the store is not there
	}
	return dir.Office.Name
}
