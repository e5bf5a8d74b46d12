package portal

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
)

// handler answers one request. An error becomes a page.
type handler func(v *visit) error

// visit is one request of one visitor, with all that a handler needs to answer it.
type visit struct {
	*Portal
	w http.ResponseWriter
	r *http.Request

	L     *locale.Locale
	at    time.Time // one instant for the whole answer, in the county's zone
	today deadline.Day
	no    string // the matter that was opened by its code
	seat  store.Office
}

func (p *Portal) serve(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Portal: p, w: w, r: r, at: p.Now().In(locale.Zone())}
		v.today = deadline.DayOf(v.at)
		v.L = p.Words.For(v.language()).In(v.at.Year())
		v.seat = v.office()
		if err := h(v); err != nil {
			v.fail(err)
		}
	})
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// office is the bureau as the county has set it.
func (v *visit) office() store.Office {
	book, err := v.DB.Directory(v.ctx())
	if err != nil {
		v.Log.Error("reading the office", "err", err)
		return store.Office{Name: v.Office}
	}
	seat := book.Office
	if seat.Name == "" {
		seat.Name = v.Office
	}
	return seat
}

// fail answers with the page of a fault, in words for a visitor. What is our mistake is logged here,
// once, by the pattern of the address.
func (v *visit) fail(err error) {
	if errors.Is(err, context.Canceled) && v.ctx().Err() != nil {
		return // the visitor has left
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		v.Log.Error("answering a visitor", "pattern", v.r.Pattern, "err", err)
	}
	e := page.ErrorView{Status: kind.Status(), Link: &page.Link{Words: v.L.T("portal.error.home"), Href: "/"}}
	name := strings.ReplaceAll(kind.String(), " ", "_")
	if !v.L.Has("portal.error." + name + ".title") {
		name = "conflict"
	}
	e.Title, e.Words = v.L.T("portal.error."+name+".title"), v.L.T("portal.error."+name+".words")
	e.Do = v.L.T("portal.error.do")
	if v.seat.Phone != "" {
		e.Do = v.L.T("portal.error.call", "phone", v.seat.Phone)
	}
	if f := fault.As(err); f != nil && strings.HasPrefix(f.Key, "fault.portal.") {
		e.Words = v.L.T(f.Key, f.Args...)
	}
	if kind == fault.Unknown {
		e.Link = &page.Link{Words: v.L.T("portal.error.look"), Href: "/follow"}
	}
	if err := v.showAs(e.Status, page.ErrorPage(v.view(e.Title), e)); err != nil {
		v.Log.Error("wording a fault", "pattern", v.r.Pattern, "err", err)
		http.Error(v.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

func notFound() error    { return fault.New(fault.NotFound, "fault.portal.page") }
func crossOrigin() error { return fault.New(fault.Forbidden, "fault.portal.origin") }

// view is what the shell of a page needs. It pops the word left by the act before: once an answer.
func (v *visit) view(title string, crumbs ...page.Crumb) page.View {
	view := page.View{
		L: v.L, Office: v.seat.Name, Now: v.at, Title: title, Path: v.r.URL.Path, URL: v.r.URL.Path,
		Crumbs: crumbs, Static: v.Static, Public: true, Home: "/", Phone: v.seat.Phone, Place: v.seat.Address, Hours: v.seat.Hours,
		Theme: v.cookie("theme", "light", "dark"), Size: v.cookie("size", "large"),
	}
	if words := v.Sessions.PopString(v.ctx(), "flash"); words != "" {
		view.Flash = &page.Flash{Kind: "done", Words: words}
	}
	return view
}

func (v *visit) crumbs(title string) []page.Crumb {
	return []page.Crumb{{Words: v.L.T("portal.home"), Href: "/"}, {Words: title}}
}

// under are the crumbs of a page about the opened matter.
func (v *visit) under(title string) []page.Crumb {
	return []page.Crumb{{Words: v.L.T("portal.home"), Href: "/"}, {Words: v.L.T("portal.follow.title"), Href: "/follow/matter"}, {Words: title}}
}

func (v *visit) show(c templ.Component) error { return v.showAs(http.StatusOK, c) }

// showAs makes the page whole before the first byte leaves.
func (v *visit) showAs(status int, c templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := c.Render(v.ctx(), buf); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = buf.WriteTo(v.w) // the visitor may have left
	return nil
}

func (v *visit) goTo(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// done leaves word for the next page that an act was done.
func (v *visit) done(key string, args ...any) {
	v.Sessions.Put(v.ctx(), "flash", v.L.T(key, args...))
}

// maxForm is how much a form without files may carry.
const maxForm = 1 << 20

func (v *visit) form() (*page.Form, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return nil, fault.New(fault.Invalid, "fault.portal.form").Because(err)
	}
	return page.NewForm(v.L, v.r.PostForm), nil
}

// language is the visitor's choice, or what the browser asks for.
func (v *visit) language() string {
	if tag := v.cookie("lang", locale.Tags()...); tag != "" {
		return tag
	}
	return v.Words.Match(v.r.Header.Get("Accept-Language"))
}

// from is who asks, as far as the throttle needs it: the address without its port, and of a long
// address the part that one connection has for itself.
func (v *visit) from() string {
	where, err := netip.ParseAddrPort(v.r.RemoteAddr)
	if err != nil {
		return v.r.RemoteAddr
	}
	address := where.Addr().Unmap()
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

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

// settings keeps a choice of language, colours or type size in a cookie and goes back.
func settings(v *visit) error {
	q := v.r.URL.Query()
	for name, allowed := range map[string][]string{
		"lang": locale.Tags(), "theme": {"", "light", "dark"}, "size": {"", "large"},
	} {
		for _, value := range allowed {
			if q.Has(name) && q.Get(name) == value {
				http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60,
					HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode})
			}
		}
	}
	return v.goTo(local(q.Get("back")))
}

// local is an address of this site, or the home page.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(address, "//") || strings.Contains(address, "\\") {
		return "/"
	}
	return u.Path
}
