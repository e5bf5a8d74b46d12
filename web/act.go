package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/act"
)

// act is the form of one kind of event: what it offers filled in, what it shows, and what it reads
// into the event's data. What is lawful is not said here; the domain refuses.
type act struct {
	fill func(d *desk)                   // puts in what the record knows; nil for nothing
	show func(d *desk) []templ.Component // the sections of the form
	read func(d *desk) petition.Data     // what was typed
}

// desk is one act about to be done on one petition.
type desk struct {
	*page.Form
	v    *visit
	kind petition.Kind
	p    *petition.Petition
	dir  *store.Directory
	// files came with the form, now or with an earlier try.
	files []petition.Attachment
	// since is what happened after the version that the officer saw.
	since []petition.Event
}

func (w *Web) actRoutes(add add) {
	add("GET /petitions/{no}/{act}", w.showAct, org.ActRead)
	add("POST /petitions/{no}/{act}", w.doAct, org.ActRead)
}

// desk opens the form of an act on a petition in the officer's scope.
func (v *visit) desk(form *page.Form) (*desk, act, error) {
	kind := petition.Kind(v.Path("act"))
	a, ok := acts()[kind]
	if !ok {
		return nil, act{}, notFound()
	}
	p, err := v.Reader().Petition(v.Ctx(), v.Path("no"))
	if err != nil {
		return nil, act{}, err
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, act{}, err
	}
	return &desk{Form: form, v: v, kind: kind, p: p, dir: dir}, a, nil
}

// showAct offers the form, or says why not and who could.
func (w *Web) showAct(v *visit) error {
	if href, err := v.byLetter(); href != "" || err != nil {
		if err != nil {
			return err
		}
		return v.goTo(href)
	}
	d, a, err := v.desk(page.NewForm(v.L, v.r.URL.Query()))
	if err != nil {
		return err
	}
	if err := v.Rules().May(d.p, v.Officer, d.kind); err != nil {
		return d.refused(err)
	}
	return d.page(http.StatusOK, a)
}

// doAct does the act. A refused form comes back as it was typed; if the petition has changed
// meanwhile, with what changed.
func (w *Web) doAct(v *visit) error {
	form, files, err := v.upload(v.r.URL.Path)
	if err != nil {
		return err
	}
	d, a, err := v.desk(form)
	if err != nil {
		return err
	}
	d.files = files
	if form.Edit() {
		return d.again(http.StatusOK, a)
	}
	data := a.read(d)
	if !form.OK() {
		return d.again(http.StatusUnprocessableEntity, a)
	}
	version, _ := form.Int("version")
	after, err := w.Casework.Act(v.Ctx(), v.Officer, d.p.No, version, data)
	if err != nil {
		if !d.refuse(err) {
			return d.refused(err)
		}
		if err := d.look(version); err != nil {
			return err
		}
		return d.again(fault.KindOf(err).Status(), a)
	}
	v.Flash("done", d.done(after))
	return v.Go("/petitions", d.p.No)
}

// refused says why the act is not the officer's now, and leads back to the matter.
func (d *desk) refused(err error) error {
	if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.Conflict {
		return err
	}
	v := d.v
	e := page.ErrorOf(v.L, err)
	e.Title, e.Do = v.L.T("petition.act."+string(d.kind)), ""
	e.Link = &page.Link{Words: v.L.T("act.back"), Href: v.To("/petitions", d.p.No)}
	return v.ShowAs(e.Status, page.ErrorPage(v.View(e.Title, d.crumbs(e.Title)...), e))
}

func (d *desk) crumbs(title string) []page.Crumb {
	return []page.Crumb{d.v.Crumb("page.nav.all", "/petitions"),
		{Words: shortNumber(d.p.No), Href: d.v.To("/petitions", d.p.No)}, {Words: title}}
}

// look finds what happened since the version that the officer saw. The form goes on from the
// present one, for what changed is shown with it.
func (d *desk) look(version int) error {
	if version == 0 || version >= d.p.Version {
		return nil
	}
	var err error
	d.since, err = d.v.Reader().Events(d.v.Ctx(), d.p.No, version+1)
	return err
}

// again shows the form as it was sent, and keeps the files that came with it.
func (d *desk) again(status int, a act) error {
	d.v.keepFiles(d.v.r.URL.Path, d.files)
	return d.page(status, a)
}

func (d *desk) page(status int, a act) error {
	if a.fill != nil && d.v.r.Method == http.MethodGet {
		a.fill(d) // what was sent is not filled in again: an unticked box stays so
	}
	v, title := d.v, d.L.T("petition.act."+string(d.kind))
	shell := v.View(title, d.crumbs(title)...)
	form := view.Form{
		Form: d.Form, Title: title, Lead: d.lead(), Action: v.To("/petitions", d.p.No, string(d.kind)),
		Back: v.To("/petitions", d.p.No), Version: strconv.Itoa(d.p.Version), Sections: a.show(d),
		Submit: d.submit(title), NoSubmit: d.kind == petition.KCorrected && d.Value("field") == "", Matter: d.matter(), Since: d.moments(d.since), Files: d.keptFiles(),
	}
	if !d.p.Record.Has(petition.Accusing) {
		// What is behind the wall is not left in a browser.
		form.Draft = string(d.kind) + ":" + d.p.No
	}
	return v.ShowAs(status, view.Page(shell, form))
}

// submit is what the button says: the act, unless sending the form is only a step of it.
func (d *desk) submit(title string) string {
	if key := "act." + string(d.kind) + ".submit"; d.L.Has(key) {
		return d.L.T(key)
	}
	return title
}

// lead is the line below the title: what the act means, if that needs saying.
func (d *desk) lead() string {
	if key := "act." + string(d.kind) + ".lead"; d.L.Has(key) {
		return d.L.T(key)
	}
	return ""
}
