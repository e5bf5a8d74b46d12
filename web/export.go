package web

import (
	"net/http"
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/paper"
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

// export writes the list that is seen, whole, as a spreadsheet: as it is read, however long it is.
func (w *Web) export(v *visit) error {
	c := readConditions(v.r.URL.Query())
	if v.personal(c.Get("q")) {
		return notFound()
	}
	format := paper.Format(v.Query("as"))
	if !slices.Contains(paper.Formats(), format) {
		return fault.New(fault.Invalid, "fault.paper.format")
	}
	h := v.w.Header()
	h.Set("Content-Type", format.MIME())
	h.Set("Content-Disposition", `attachment; filename="petitions-`+v.Today.String()+`.`+string(format)+`"`)
	h.Set("Cache-Control", "no-store")
	out := &written{ResponseWriter: v.w}
	_, err := w.Casework.Export(v.Ctx(), v.Officer, c.query(v.Officer, v.Today), format, out)
	if err != nil && out.any {
		// Half a file has left: cutting the connection is the one way to say that it is broken.
		w.Log.Error("exporting", "by", v.Officer.Person, "err", err)
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		h.Del("Content-Disposition")
	}
	return err
}

// written knows whether anything has left.
type written struct {
	http.ResponseWriter

	any bool
}

func (w *written) Write(b []byte) (int, error) {
	w.any = true
	return w.ResponseWriter.Write(b)
}
