package web

import (
	"net/url"
	"time"

	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/paper"
	"bihuan/store"
)

func (w *Web) exportRoutes(add add) { add("GET /petitions/export", w.export, org.ActExport) }

// exports are the ways to take the list away, for who may.
func (v *visit) exports(c conditions) []page.Link {
	if !v.May(org.ActExport) {
		return nil
	}
	var links []page.Link
	for _, format := range paper.Formats() {
		links = append(links, page.Link{
			Words: v.L.T("web.list.export." + string(format)),
			Href:  c.with("as", string(format)).in(v.To("/petitions/export")),
		})
	}
	return links
}

// export writes the list that is seen, whole, as a spreadsheet. It holds what the list shows:
// petitioners are masked. It is written as it is read, however long it is.
func (w *Web) export(v *visit) error {
	c := readConditions(v.r.URL.Query())
	if v.personal(c.Get("q")) {
		return notFound()
	}
	format := paper.Format(v.Query("as"))
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	name := "petitions-" + v.Today.String() + "." + url.PathEscape(string(format))
	v.w.Header().Set("Content-Type", format.MIME())
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	v.w.Header().Set("Cache-Control", "no-store")
	out, err := paper.NewWriter(v.w, format, v.L.T("web.list.title"))
	if err != nil {
		v.w.Header().Del("Content-Disposition")
		return err
	}
	if err := out.Write(v.exportHead()...); err != nil {
		return err
	}
	err = v.Reader().Export(v.Ctx(), c.query(v.Officer, v.Today), func(r store.ListRow) error {
		return out.Write(v.exportRow(&r, dir)...)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (v *visit) exportHead() []any {
	var head []any
	for _, key := range []string{"no", "subject", "petitioner", "persons", "channel", "place", "category", "unit", "handler", "state", "due", "standing", "registered", "accepted", "replied", "closed", "tags"} {
		head = append(head, v.L.T("web.export."+key))
	}
	return head
}

func (v *visit) exportRow(r *store.ListRow, dir *store.Directory) []any {
	due := v.due(r)
	tags := []string{}
	for _, tag := range v.tags(r) {
		tags = append(tags, tag.Words)
	}
	unit := ""
	if r.Unit != "" {
		unit = dir.UnitName(r.Unit)
	}
	contact := r.Contact
	if contact == "" {
		contact = v.L.T("petition.anonymous")
	}
	return []any{
		r.No, r.Subject, contact, r.Persons, v.word("petition.channel.", string(r.Channel)), dir.AreaName(r.Place), v.category(r, dir),
		unit, r.HandlerName, v.L.T("petition.state." + string(r.State)), r.Lead.Due.String(), due.Words,
		v.dayOf(r.Registered), v.dayOf(r.Accepted), v.dayOf(r.Replied), v.dayOf(r.Closed), v.L.List(tags),
	}
}

// dayOf is the day of an instant, or nothing.
func (v *visit) dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.L.ISO(at.In(v.Now.Location()))
}
