package web

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/web/view/casefile"
)

func (w *Web) casefileRoutes(add add) {
	add("GET /petitions/{no}/casefile", w.askCasefile, org.ActRead)
	add("POST /petitions/{no}/casefile", w.makeCasefile, org.ActRead)
}

// Ways to make a case file.
const (
	fileMasked = "masked"
	filePlain  = "plain"
)

func (w *Web) askCasefile(v *visit) error {
	p, err := v.filedMatter()
	if err != nil {
		return err
	}
	return v.Show(v.casefileForm(p, page.NewForm(v.L, nil).Set("data", fileMasked)))
}

// filedMatter is the matter that a case file is asked of, by its number however it was typed.
func (v *visit) filedMatter() (*petition.Petition, error) {
	return v.Reader().Petition(v.Ctx(), petition.TidyNumber(v.Path("no"), org.AreaCode(v.web.DB.County())))
}

// makeCasefile sends the file. It is whole before the first byte leaves, so that a refusal is the form again.
func (w *Web) makeCasefile(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	p, err := v.filedMatter()
	if err != nil {
		return err
	}
	why := ""
	if f.Value("data") == filePlain {
		if why = f.Value("why"); why == "" {
			f.Wrong("why", "fault.reveal.why")
			return v.Again(v.casefileForm(p, f))
		}
	}
	var file bytes.Buffer
	if _, err := w.Casework.CaseFile(v.Ctx(), v.Officer, p.No, why, &file); err != nil {
		if f.Refuse(err) {
			return v.Again(v.casefileForm(p, f))
		}
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+p.No+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(file.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	v.w.WriteHeader(http.StatusOK)
	_, _ = file.WriteTo(v.w) // it fails only for a reader who has left
	return nil
}

func (v *visit) casefileForm(p *petition.Petition, f *page.Form) templ.Component {
	title := v.L.T("casefile.title")
	c := casefile.Ask{
		Subject: p.Record.Subject, No: p.No, Form: f, Action: v.To("/petitions", p.No, "casefile"), Back: v.To("/petitions", p.No),
		Plain: v.Rules().Policy.May(v.Officer, org.ActReveal, p.Tie()),
	}
	return casefile.Page(v.View(title, v.Crumb("page.nav.all", "/petitions"), page.Crumb{Words: shortNumber(p.No), Href: c.Back}, page.Crumb{Words: title}), c)
}
