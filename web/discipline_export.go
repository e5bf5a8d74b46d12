package web

import (
	"net/http"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/paper"
	"bihuan/web/view/discipline"
)

// exports are the ways to take the register away, for who may.
func (r *register) exports() []page.Link {
	if !r.May(org.ActExport) {
		return nil
	}
	var links []page.Link
	for _, format := range paper.Formats() {
		links = append(links, page.Link{Words: r.L.T("web.list.export." + string(format)), Href: r.with("as", string(format)).in(r.To("/discipline/export"))})
	}
	return links
}

// exportDiscipline writes the register that is seen, whole, for the joint meeting. Names of petitioners
// are not in it, and phone and ID numbers within texts are hidden: a file goes further than a page.
func (w *Web) exportDiscipline(v *visit) error {
	r, err := v.register()
	if err != nil {
		return err
	}
	format := paper.Format(v.Query("as"))
	if !slices.Contains(paper.Formats(), format) {
		return fault.New(fault.Invalid, "fault.paper.format")
	}
	h := v.w.Header()
	h.Set("Content-Type", format.MIME())
	h.Set("Content-Disposition", `attachment; filename="discipline-`+v.Today.String()+`.`+string(format)+`"`)
	h.Set("Cache-Control", "no-store")
	out := &written{ResponseWriter: v.w}
	err = r.write(format, out)
	if err != nil && out.any {
		w.Log.Error("exporting the register", "by", v.Officer.Person, "err", err)
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		h.Del("Content-Disposition")
	}
	return err
}

func (r *register) write(format paper.Format, w http.ResponseWriter) error {
	out, err := paper.NewWriter(w, format, r.L.T("discipline.title"))
	if err != nil {
		return err
	}
	var head []any
	for _, column := range []string{"n", "kind", "stage", "no", "subject", "came", "since", "earlier", "unit", "left", "pushed", "did", "end"} {
		head = append(head, r.L.T("discipline.export."+column))
	}
	if err := out.Write(head...); err != nil {
		return err
	}
	q, n := r.query(), 0
	q.Cursor = ""
	for {
		rows, err := r.Reader().Discipline(r.Ctx(), q)
		if err != nil {
			return err
		}
		list, err := r.entries(rows.Numbers)
		if err != nil {
			return err
		}
		words, err := r.registrarOf(r.dir, list...)
		if err != nil {
			return err
		}
		for _, p := range list {
			n++
			e := words.entry(p)
			if err := out.Write(n, e.Kind.Words, e.Stage.Words, p.No, personal.Scrub(e.Subject), e.Came, r.L.ISO(p.Discipline.Since().In(locale.Zone())),
				cell(e.Earlier, func(o discipline.Earlier) string { return o.No + "　" + o.State }),
				cell(e.Earlier, func(o discipline.Earlier) string { return o.Unit }),
				leftCell(e),
				cell(e.Pushes, func(o discipline.Push) string { return o.To + "　" + o.Asked + "\n" + personal.Scrub(o.Text) }),
				cell(e.Pushes, didCell),
				strings.TrimSpace(e.Concluded+"\n"+personal.Scrub(e.Conclusion))); err != nil {
				return err
			}
		}
		if rows.Next == "" {
			return out.Close()
		}
		q.Cursor = rows.Next
	}
}

// leftCell is what was left unsolved: in the bureau's words, or as the record says.
func leftCell(e discipline.Entry) string {
	if e.Left != "" {
		return personal.Scrub(e.Left)
	}
	return cell(e.Earlier, func(o discipline.Earlier) string { return strings.Join(o.Left, "\n") })
}

func didCell(o discipline.Push) string {
	if o.Did == "" {
		return ""
	}
	return o.To + "　" + o.Done + "\n" + personal.Scrub(o.Did)
}

// cell is a list within one cell of a table, a line for each.
func cell[T any](list []T, words func(T) string) string {
	var lines []string
	for _, one := range list {
		if line := words(one); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
