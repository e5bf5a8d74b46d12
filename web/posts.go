package web

import (
	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/unit"
)

func (w *Web) postRoutes(add add) {
	add("GET /units/{id}/posts", w.newPost, org.ActUnits)
	add("POST /units/{id}/posts", w.givePost, org.ActUnits)
	add("GET /posts/{id}/change", w.askChangePost, org.ActUnits)
	add("POST /posts/{id}/change", w.changePost, org.ActUnits)
	add("GET /posts/{id}/end", w.askEndPost, org.ActUnits)
	add("POST /posts/{id}/end", w.endPost, org.ActUnits)
}

// people are the choices of who holds a post.
func people(dir *store.Directory) []page.Option {
	options := []page.Option{{}}
	for _, p := range dir.People {
		options = append(options, page.Option{Value: string(p.ID), Words: p.Name + "　" + p.Login})
	}
	return options
}

func (w *Web) newPost(v *visit) error {
	c, err := v.postForm(page.NewForm(v.L, nil).Set("from", v.L.ISO(v.Today)))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) postForm(f *page.Form) (templ.Component, error) {
	u, dir, err := v.theUnit()
	if err != nil {
		return nil, err
	}
	var kinds []page.Option
	for _, kind := range org.PostKinds() {
		kinds = append(kinds, page.Option{Value: string(kind), Words: v.L.T("org.post." + string(kind))})
	}
	here := v.To("/units", string(u.ID))
	fields := []templ.Component{
		page.Select(f, page.Field{Name: "kind", Label: v.L.T("web.post.kind"), Hint: v.L.T("web.post.kind.hint"), Options: kinds, Span: "c6"}),
		page.Input(f, page.Field{Name: "title", Label: v.L.T("web.post.title"), Hint: v.L.T("web.post.title.hint"), Max: 40, Span: "c6"}),
		page.Select(f, page.Field{Name: "person", Label: v.L.T("web.post.person"), Hint: v.L.T("web.post.person.hint"), Options: people(dir), Span: "c6"}),
		page.Date(f, page.Field{Name: "from", Label: v.L.T("web.post.from"), Span: "c6"}),
	}
	view := v.View(v.L.T("web.post.add"), v.unitCrumbs(page.Crumb{Words: u.Name, Href: here}, v.Crumb("web.post.add", ""))...)
	return unit.Form(view, f, v.L.T("web.post.add"), u.Name, fields, v.To("/units", string(u.ID), "posts"), v.L.T("web.post.give"), here), nil
}

func (w *Web) givePost(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	u, dir, err := v.theUnit()
	if err != nil {
		return err
	}
	post := org.Post{Unit: u.ID, Kind: org.PostKind(f.Value("kind")), Title: f.Value("title"), Person: org.PersonID(f.Value("person"))}
	from, ok := f.Day("from")
	if !ok {
		f.Wrong("from", "fault.web.day")
	}
	if post.Person == "" {
		f.Wrong("person", "fault.web.person")
	}
	post.From = from
	if f.OK() {
		if _, err := w.Casework.GivePost(v.Ctx(), v.Officer, post); err != nil && !f.Refuse(err) {
			return err
		}
	}
	if !f.OK() {
		c, err := v.postForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.post.given", "name", dir.PersonName(post.Person))
	return v.Go("/units", string(u.ID))
}

// thePost is the post that the address names, with its unit.
func (v *visit) thePost() (org.Post, org.Unit, *store.Directory, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return org.Post{}, org.Unit{}, nil, err
	}
	post, ok := dir.Post(v.Path("id"))
	if !ok {
		return post, org.Unit{}, dir, notFound()
	}
	u, _ := dir.Unit(post.Unit)
	return post, u, dir, nil
}

func (w *Web) askChangePost(v *visit) error {
	c, err := v.changeForm(page.NewForm(v.L, nil).Set("from", v.L.ISO(v.Today)))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) changeForm(f *page.Form) (templ.Component, error) {
	post, u, dir, err := v.thePost()
	if err != nil {
		return nil, err
	}
	fields := []templ.Component{
		page.Select(f, page.Field{Name: "person", Label: v.L.T("web.post.next"), Options: people(dir), Span: "c6"}),
		page.Date(f, page.Field{Name: "from", Label: v.L.T("web.post.next.from"), Hint: v.L.T("web.post.next.hint"), Span: "c6"}),
	}
	return v.postPage(f, post, u, dir, "change", fields), nil
}

// postPage is a form about one post.
func (v *visit) postPage(f *page.Form, post org.Post, u org.Unit, dir *store.Directory, act string, fields []templ.Component) templ.Component {
	here := v.To("/units", string(u.ID))
	title := v.L.T("web.post." + act + ".title")
	words := v.L.T("web.post.held", "unit", u.Name, "title", post.Title, "name", dir.PersonName(post.Person))
	view := v.View(title, v.unitCrumbs(page.Crumb{Words: u.Name, Href: here}, page.Crumb{Words: title})...)
	return unit.Form(view, f, title, words, fields, v.To("/posts", post.ID, act), v.L.T("web.post."+act), here)
}

// changePost gives the post to somebody else: the holder leaves with the day before.
func (w *Web) changePost(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	post, u, dir, err := v.thePost()
	if err != nil {
		return err
	}
	next := org.Post{Unit: post.Unit, Kind: post.Kind, Title: post.Title, Person: org.PersonID(f.Value("person"))}
	from, ok := f.Day("from")
	if !ok {
		f.Wrong("from", "fault.web.day")
	}
	if next.Person == "" {
		f.Wrong("person", "fault.web.person")
	}
	next.From = from
	if f.OK() {
		// The new holder comes first: should the second step fail, the post is never empty.
		if _, err := w.Casework.GivePost(v.Ctx(), v.Officer, next); err != nil && !f.Refuse(err) {
			return err
		}
	}
	if f.OK() {
		if err := w.Casework.EndPost(v.Ctx(), v.Officer, post.ID, deadline.DayOf(from).Add(-1)); err != nil && !f.Refuse(err) {
			return err
		}
	}
	if !f.OK() {
		c, err := v.changeForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.post.given", "name", dir.PersonName(next.Person))
	return v.Go("/units", string(u.ID))
}

func (w *Web) askEndPost(v *visit) error {
	c, err := v.endForm(page.NewForm(v.L, nil).Set("last", v.L.ISO(v.Today)))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) endForm(f *page.Form) (templ.Component, error) {
	post, u, dir, err := v.thePost()
	if err != nil {
		return nil, err
	}
	fields := []templ.Component{page.Date(f, page.Field{Name: "last", Label: v.L.T("web.post.until"), Hint: v.L.T("web.post.until.hint"), Span: "c6"})}
	return v.postPage(f, post, u, dir, "end", fields), nil
}

func (w *Web) endPost(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	post, u, dir, err := v.thePost()
	if err != nil {
		return err
	}
	last, ok := f.Day("last")
	if !ok {
		f.Wrong("last", "fault.web.day")
	} else if err := w.Casework.EndPost(v.Ctx(), v.Officer, post.ID, deadline.DayOf(last)); err != nil && !f.Refuse(err) {
		return err
	}
	if !f.OK() {
		c, err := v.endForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.post.ended", "name", dir.PersonName(post.Person))
	return v.Go("/units", string(u.ID))
}
