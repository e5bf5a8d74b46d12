package web

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/list"
)

func (w *Web) viewRoutes(add add) {
	add("GET /petitions/views/new", w.newView, org.ActRead)
	add("POST /petitions/views", w.saveView, org.ActRead)
	add("POST /petitions/views/{id}/drop", w.dropView, org.ActRead)
}

// builtIn are the views that everybody has.
func builtIn() []struct{ key, query string } {
	return []struct{ key, query string }{
		{"open", ""}, {"mine", "mine=1"}, {"week", "due=week"}, {"late", "due=late"},
		{"weeks34", "week=3"}, {"collective", "flag=collective"}, {"suspected", "flag=suspected"}, {"closed", "state=closed"},
	}
}

// mostCounted is where the number beside a view stops: beyond it, none is shown.
const mostCounted = store.MostCounted

// tabs are the views above the list: those that everybody has, the shared, and the reader's own.
// The second result is the open one if the reader may take it away.
func (v *visit) tabs(c conditions) ([]page.Tab, *list.Own, error) {
	here, now := v.To("/petitions"), c.narrowed()
	var tabs []page.Tab
	for _, b := range builtIn() {
		if b.key == suspected && !v.May(petition.KLinked) {
			continue // somebody else decides
		}
		query, _ := url.ParseQuery(b.query)
		of := readConditions(query)
		tab := page.Tab{Words: v.L.T("web.list.view." + b.key), Href: of.in(here), Count: -1, Current: now.same(of)}
		if b.key != "closed" {
			n, err := v.Reader().Count(v.Ctx(), of.query(v.Officer, v.Today), mostCounted)
			if err != nil {
				return nil, nil, err
			}
			if n < mostCounted {
				tab.Count = n
			}
		}
		tabs = append(tabs, tab)
	}
	saved, err := v.Reader().Views(v.Ctx(), v.Officer)
	if err != nil {
		return nil, nil, err
	}
	var own *list.Own
	for _, s := range saved {
		query, err := url.ParseQuery(s.Query)
		if err != nil || s.Page != "petitions" {
			continue
		}
		of := readConditions(query)
		current := now.same(of)
		tabs = append(tabs, page.Tab{Words: s.Name, Href: of.in(here), Count: -1, Current: current})
		if current && (s.Person == v.Officer.Person || s.Shared && v.May(org.ActShareView)) {
			own = &list.Own{Name: s.Name, Drop: v.To("/petitions/views", s.ID, "drop")}
		}
	}
	return tabs, own, nil
}

// same reports whether two lists show the same.
func (c conditions) same(other conditions) bool {
	a, b := c, other
	if a.state() == open {
		a = a.with("state", "")
	}
	if b.state() == open {
		b = b.with("state", "")
	}
	return a.Encode() == b.Encode()
}

func (w *Web) newView(v *visit) error {
	c := readConditions(v.r.URL.Query()).narrowed()
	f := page.NewForm(v.L, nil).Set("query", c.Encode())
	form, err := v.viewForm(f)
	if err != nil {
		return err
	}
	return v.Show(form)
}

func (v *visit) viewForm(f *page.Form) (templ.Component, error) {
	query, err := url.ParseQuery(f.Value("query"))
	if err != nil {
		return nil, unreadable(err)
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	c := readConditions(query)
	view := v.View(v.L.T("web.view.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.list.title", "/petitions"), v.Crumb("web.view.title", ""))
	return list.Save(view, f, v.To("/petitions/views"), c.in(v.To("/petitions")), v.picks(c, dir), v.May(org.ActShareView)), nil
}

func (w *Web) saveView(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	query, err := url.ParseQuery(f.Value("query"))
	if err != nil {
		return unreadable(err)
	}
	c := readConditions(query).narrowed()
	if v.personal(c.Get("q")) {
		c = c.with("q", "")
	}
	name := strings.TrimSpace(f.Value("name"))
	_, err = w.Casework.SaveView(v.Ctx(), v.Officer, store.View{Page: "petitions", Name: name, Query: c.Encode(), Shared: f.On("shared")})
	if err != nil {
		if !f.Refuse(err) {
			return err
		}
		form, err := v.viewForm(f)
		if err != nil {
			return err
		}
		return v.Again(form)
	}
	v.Done("web.view.done", "name", name)
	return v.goTo(c.in(v.To("/petitions")))
}

func (w *Web) dropView(v *visit) error {
	if err := w.Casework.DropView(v.Ctx(), v.Officer, v.Path("id")); err != nil {
		return err
	}
	v.Done("web.view.dropped")
	return v.Go("/petitions")
}
