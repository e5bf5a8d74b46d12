package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"bihuan/locale"
	"bihuan/page"
	view "bihuan/web/view/register"
)

// receipt is what the petitioner takes away: the number, and the query code, which is shown this
// once and kept nowhere in plain.
func (w *Web) receipt(v *visit) error {
	p, err := v.Reader().Petition(v.Ctx(), v.Path("no"))
	if err != nil {
		return err
	}
	follow := w.follow(v, p.No)
	square, err := square(follow)
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	bureau, _ := dir.Bureau()
	title := v.L.T("register.receipt")
	r := view.Receipt{
		No: p.No, Code: w.Login.Pop(v.Ctx(), "code "+p.No), Follow: follow, Square: square, Back: v.To("/petitions", p.No), New: v.To("/petitions/new"),
		Facts: []page.Fact{
			{Term: v.L.T("petition.field.petitioners"), Text: petitionerWords(v.L, p)},
			{Term: v.L.T("petition.field.subject"), Text: p.Record.Subject},
			{Term: v.L.T("petition.field.received_at"), Text: v.L.Long(p.Record.ReceivedAt.In(locale.Zone())) + " " + v.L.Time(p.Record.ReceivedAt.In(locale.Zone()))},
			{Term: v.L.T("petition.field.registered_by"), Text: strings.TrimSpace(p.Registered.UnitName + "　" + p.Registered.Name)},
		},
	}
	for _, demand := range p.Record.Demands {
		r.Demands = append(r.Demands, demand.Text)
	}
	if lead, ok := v.Rules().Lead(p, v.Today); ok && lead.Due != 0 {
		r.Facts = fact(r.Facts, v.L.T("register.receipt.due"), v.L.DateWeek(lead.Due))
	}
	r.Facts = fact(r.Facts, v.L.T("register.receipt.phone"), bureau.Phone)
	shell := v.View(title, v.Crumb("page.nav.all", "/petitions"), page.Crumb{Words: shortNumber(p.No), Href: r.Back}, page.Crumb{Words: title})
	shell.Print = v.L.T("register.receipt.warning")
	return v.Show(view.ReceiptPage(shell, r))
}

// follow is the public page of a petition, by its number alone.
func (w *Web) follow(v *visit, no string) string {
	base := w.BaseURL
	if base == "" {
		scheme := "http"
		if v.r.TLS != nil {
			scheme = "https"
		}
		base = scheme + "://" + v.r.Host
	}
	return strings.TrimSuffix(base, "/") + "/follow?no=" + no
}

// square draws a text as a QR code.
func square(text string) (view.Square, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return view.Square{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return view.Square{Size: code.Size, Path: path.String()}, nil
}
