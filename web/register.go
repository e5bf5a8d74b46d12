package web

import (
	"crypto/rand"
	"net/http"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/register"
)

func (w *Web) registerRoutes(add add) {
	add("GET /petitions/new", w.showRegister, petition.KRegistered)
	add("POST /petitions/new", w.register, petition.KRegistered)
	add("GET /petitions/{no}/receipt", w.receipt, petition.KRegistered)
}

// registration is a matter about to be registered.
type registration struct {
	*page.Form
	v     *visit
	dir   *store.Directory
	files []petition.Attachment
	found []casework.Candidate // perhaps the same, where it was compared
	asked bool                 // whether it was compared
}

func (v *visit) registration(f *page.Form, files []petition.Attachment) (*registration, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	return &registration{Form: f, v: v, dir: dir, files: files}, nil
}

func (w *Web) showRegister(v *visit) error {
	r, err := v.registration(page.NewForm(v.L, nil), nil)
	if err != nil {
		return err
	}
	return r.show(http.StatusOK)
}

// register takes the matter in, compares it with what there is, or gives the form room for more.
func (w *Web) register(v *visit) error {
	form, files, err := v.upload(v.r.URL.Path)
	if err != nil {
		return err
	}
	r, err := v.registration(form, files)
	if err != nil {
		return err
	}
	picked := form.On("pick") // beside the form, where what was compared stands too
	if form.Edit() && !picked {
		return r.again(http.StatusOK)
	}
	record := r.record()
	if form.On("check") || picked {
		if err := r.compare(record); err != nil {
			return err
		}
		return r.again(http.StatusOK)
	}
	if !form.OK() {
		return r.again(http.StatusUnprocessableEntity)
	}
	receipt, err := w.Casework.Register(v.Ctx(), v.Officer, record, form.Value("once"))
	if err != nil {
		if !form.Refuse(err) {
			return err
		}
		if err := r.compare(record); err != nil {
			return err
		}
		return r.again(http.StatusUnprocessableEntity)
	}
	if receipt.Code != "" {
		// The code is given once: it waits in the session for the receipt, and is in no address.
		w.Login.Put(v.Ctx(), "code "+receipt.No, receipt.Code)
	}
	if due := receipt.Due; due.Due != 0 {
		v.Done("register.done.due", "words", v.L.T(due.Key(), due.Args()...), "day", due.Due)
	} else {
		v.Done("register.done")
	}
	if to := form.Value("link"); to != "" && receipt.Code != "" {
		if err := v.linkRegistered(receipt.No, to); err != nil {
			return err
		}
	}
	return v.Go("/petitions", receipt.No, "receipt")
}

func (r *registration) again(status int) error {
	r.v.keepFiles(r.v.r.URL.Path, r.files)
	return r.show(status)
}

func (r *registration) show(status int) error {
	v := r.v
	r.fill()
	title := v.L.T("register.title")
	shell := v.View(title, page.Crumb{Words: v.L.T("page.nav.today"), Href: v.To("/")}, page.Crumb{Words: title})
	beside, err := r.beside()
	if err != nil {
		return err
	}
	return v.ShowAs(status, view.Page(shell, r.view(), beside))
}

// fill offers what can be known beforehand.
func (r *registration) fill() {
	r.Set("once", rand.Text())
	r.Set("channel", string(petition.Visit))
	r.Set("first_level", string(org.County))
	r.SetMoment("received_at", r.v.Now)
	r.Set("persons", "1")
	r.Set("purpose", string(petition.Claim))
	if r.v.Officer.UnitKind == org.Town || r.v.Officer.UnitKind == org.VillageU {
		r.Set("place", string(r.v.Officer.Area))
	}
}

// assignBy is when the matter will have to be passed on, if it is registered today.
func (r *registration) assignBy() deadline.Day {
	rule, ok := r.v.Rules().Policies.RuleIn("pledge.assign", r.v.Today)
	if !ok {
		return 0
	}
	return r.v.Rules().Calendar.DueDay(&rule, &deadline.Term{Start: r.v.Today})
}
