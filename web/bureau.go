package web

import (
	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/unit"
)

// bureauRoutes: how the bureau is named to petitioners on their site and on receipts.
func (w *Web) bureauRoutes(add add) {
	add("GET /bureau", w.bureau, org.ActUnits)
	add("POST /bureau", w.saveBureau, org.ActUnits)
}

func (w *Web) bureau(v *visit) error {
	o, err := v.Reader().Office(v.Ctx())
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil)
	for name, value := range map[string]string{"name": o.Name, "phone": o.Phone, "address": o.Address, "hours": o.Hours} {
		f.Set(name, value)
	}
	return v.Show(v.bureauForm(f))
}

func (v *visit) bureauForm(f *page.Form) templ.Component {
	fields := []templ.Component{
		page.Input(f, page.Field{Name: "name", Label: v.L.T("web.bureau.name"), Max: 60}),
		page.Input(f, page.Field{Name: "phone", Label: v.L.T("web.bureau.phone"), Type: "tel", Hint: v.L.T("web.bureau.phone.hint"), Max: 40, Span: "c6"}),
		page.Input(f, page.Field{Name: "address", Label: v.L.T("web.bureau.address"), Optional: true, Max: 120}),
		page.Input(f, page.Field{Name: "hours", Label: v.L.T("web.bureau.hours"), Hint: v.L.T("web.bureau.hours.hint"), Optional: true, Max: 120}),
	}
	title := v.L.T("web.bureau.title")
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("web.bureau.title", "")}
	return unit.Form(v.View(title, crumbs...), f, title, v.L.T("web.bureau.words"), fields, v.To("/bureau"), v.L.T("web.save"), v.To("/"))
}

func (w *Web) saveBureau(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	o := store.Office{Name: f.Value("name"), Phone: f.Value("phone"), Address: f.Value("address"), Hours: f.Value("hours")}
	if err := w.Casework.SaveOffice(v.Ctx(), v.Officer, o); err != nil {
		if !f.Refuse(err) {
			return err
		}
		return v.Again(v.bureauForm(f))
	}
	v.Done("web.bureau.saved")
	return v.Go("/bureau")
}
