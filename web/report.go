package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/page"
	view "bihuan/web/view/report"
)

func (w *Web) reportRoutes(add add) {
	add("GET /reports/behind", w.reportBehind, org.ActRead)
	add("GET /reports/{kind}", w.report, org.ActReports)
	add("GET /reports/{kind}/export", w.reportFile, org.ActReports)
	add("GET /reports/{kind}/figures/{figure}", w.reportFigure, org.ActReports)
}

// reporting is the report that an address asks for.
type reporting struct {
	*visit
	kind report.Kind
	to   deadline.Day
}

// reporting reads the address: the day that the report ends with is today unless it is said.
func (v *visit) reporting() (*reporting, error) {
	r := &reporting{v, report.Kind(v.r.PathValue("kind")), v.Today}
	if !slices.Contains(report.Headlines(), r.kind) {
		return nil, fault.New(fault.NotFound, "fault.report.kind")
	}
	if text := v.Query("as_of"); text != "" {
		day, err := deadline.ParseDay(text)
		if err != nil {
			return nil, fault.NewInvalid("as_of", "fault.report.day")
		}
		r.to = day
	}
	return r, nil
}

// at is an address below the report's own, for the same day.
func (r *reporting) at(more url.Values, path ...string) string {
	if more == nil {
		more = url.Values{}
	}
	more.Set("as_of", r.to.String())
	return r.To("/reports", append([]string{string(r.kind)}, path...)...) + "?" + more.Encode()
}

// report shows the headline table of a half-year or a year.
func (w *Web) report(v *visit) error {
	r, err := v.reporting()
	if err != nil {
		return err
	}
	form := page.NewForm(v.L, nil)
	made, err := w.Casework.Report(v.Ctx(), v.Officer, r.kind, r.to, v.L.Tag())
	status := http.StatusOK
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid && f.Field == "as_of" {
		form.Wrong("as_of", f.Key, f.Args...) // a day to come: that of today is shown below
		form.Set("as_of", r.to.String())
		r.to, status = v.Today, http.StatusUnprocessableEntity
		made, err = w.Casework.Report(v.Ctx(), v.Officer, r.kind, r.to, v.L.Tag())
	}
	if err != nil {
		return err
	}
	if form.OK() {
		form.Set("as_of", r.to.String())
	}
	title := made.Title(made.Words)
	columns := func(first string) []string { return made.Words.Heading(first, "this", "last", "change") }
	p := view.Report{Title: title, Columns: columns("figure"), Sent: columns("kind"), Note: made.Note(made.Words), Action: v.To("/reports", string(r.kind)), Form: form,
		Day: page.Field{Name: "as_of", Label: v.L.T("report.as_of"), Type: "date", Span: "w"}, Since: made.SinceLines(made.Words), None: made.Words.T("letters.none")}
	for _, kind := range report.Headlines() {
		other := reporting{v, kind, r.to}
		p.Kinds = append(p.Kinds, page.Tab{Words: v.L.T("report.tab." + string(kind)), Href: other.at(nil), Count: -1, Current: kind == r.kind})
	}
	for _, format := range []casework.ReportFormat{casework.ReportPDF, casework.ReportDOCX, casework.ReportXLSX} {
		p.Files = append(p.Files, page.Link{Words: v.L.T("report.file." + string(format)), Href: r.at(url.Values{"as": {string(format)}}, "export")})
	}
	for _, line := range made.CountLines() {
		p.Counts = append(p.Counts, r.row(line))
	}
	for _, b := range made.By {
		cut := view.Cut{ID: "by-" + string(b.By), Title: v.L.T("report.by." + string(b.By)), Columns: columns(string(b.By))}
		for _, line := range made.PartLines(b) {
			cut.Rows = append(cut.Rows, r.linked(line, casework.Behind{Figure: report.TotalBatches, By: b.By, Code: line.ID}))
		}
		if len(cut.Rows) > 0 {
			p.By = append(p.By, cut)
		}
	}
	for _, line := range made.LetterLines() {
		p.Letters = append(p.Letters, view.Row{Name: line.Name, This: view.Cell{Words: line.This}, Last: view.Cell{Words: line.Last}, Change: line.Change})
	}
	return v.ShowAs(status, view.Page(v.View(title, v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.figures", "")), p))
}

// row is a figure whose numbers lead to the matters behind them.
func (r *reporting) row(line report.Line) view.Row {
	if _, ok := report.FigureOf(report.FigureID(line.ID)); !ok {
		return view.Row{Name: line.Name, This: view.Cell{Words: line.This}, Last: view.Cell{Words: line.Last}, Change: line.Change}
	}
	return r.linked(line, casework.Behind{Figure: report.FigureID(line.ID)})
}

// linked is a line whose numbers, where they are not nought, lead to what is behind them.
func (r *reporting) linked(line report.Line, b casework.Behind) view.Row {
	row := view.Row{Name: line.Name, This: view.Cell{Words: line.This}, Last: view.Cell{Words: line.Last}, Change: line.Change}
	if line.This != "0" {
		row.This.Href = r.at(behindQuery(b, ""), "figures", string(b.Figure))
	}
	if b.Last = true; line.Last != "0" {
		row.Last.Href = r.at(behindQuery(b, ""), "figures", string(b.Figure))
	}
	return row
}

// batchRows is how many batches a page of the list behind a figure has.
const batchRows = 50

// reportFigure lists the matters behind a figure.
func (w *Web) reportFigure(v *visit) error {
	r, err := v.reporting()
	if err != nil {
		return err
	}
	behind := casework.Behind{Kind: r.kind, To: r.to, Figure: report.FigureID(v.r.PathValue("figure")), Last: v.Query("of") == "last",
		By: report.Dimension(v.Query("by")), Code: v.Query("code"), After: v.Query("after"), Limit: batchRows}
	if behind.By != "" && !slices.Contains(report.Dimensions(), behind.By) {
		return fault.New(fault.NotFound, "fault.report.figure")
	}
	list, next, err := w.Casework.Batches(v.Ctx(), v.Officer, behind)
	if err != nil {
		return err
	}
	words, err := report.WordsIn(v.L.Tag())
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	period := report.PeriodOf(r.kind, r.to)
	if behind.Last {
		period = period.YearBefore()
	}
	title := words.T("figure." + string(behind.Figure))
	if behind.By != "" {
		title = v.L.T("report.figure.part", "figure", title, "part", casework.PartName(dir, words, behind.By, behind.Code, v.L.Tag()))
	}
	p := view.Batches{Title: title, Words: v.L.T("report.figure.words", "from", period.From, "to", period.To),
		Empty: page.EmptyView{Title: v.L.T("report.figure.none"), Words: v.L.T("report.figure.none.words")}}
	for _, one := range list {
		p.Rows = append(p.Rows, view.Batch{
			Day: v.L.Date(one.Day), Subject: one.Subject, No: shortNumber(one.No), Href: v.To("/petitions", one.No),
			Level: v.levelWord(one.Level), Channel: channelWord(v.L, one.Channel),
			Persons: v.L.Number(one.Persons), State: page.StateOf(v.L, string(one.State)),
		})
	}
	p.Pages.Note = v.L.T("page.pages.note", "n", len(list))
	if next != "" {
		p.Pages.Next = r.at(behindQuery(behind, next), "figures", string(behind.Figure))
	}
	return v.Show(view.List(v.View(p.Title, v.Crumb("page.nav.today", "/"), page.Crumb{Words: v.L.T("page.nav.figures"), Href: r.at(nil)}, page.Crumb{Words: p.Title}), p))
}

// behindQuery is the part of an address that says which matters behind a figure.
func behindQuery(b casework.Behind, after string) url.Values {
	q := url.Values{}
	if b.Last {
		q.Set("of", "last")
	}
	if b.By != "" {
		q.Set("by", string(b.By))
		q.Set("code", b.Code)
	}
	if after != "" {
		q.Set("after", after)
	}
	return q
}

// levelWord is where a matter was raised; what an earlier system did not say is unknown.
func (v *visit) levelWord(level org.Level) string {
	if level == "" {
		return v.L.T("petition.unknown")
	}
	return v.L.T("petition.level." + string(level))
}

// reportFile gives a report as a file.
func (w *Web) reportFile(v *visit) error {
	r, err := v.reporting()
	if err != nil {
		return err
	}
	format := casework.ReportFormat(v.Query("as"))
	if !format.Known() {
		return fault.NewInvalid("as", "fault.report.format", "formats", casework.ReportFormats())
	}
	made, err := w.Casework.Report(v.Ctx(), v.Officer, r.kind, r.to, v.L.Tag())
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", format.MIME())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, r.kind, r.to, format))
	h.Set("Cache-Control", "no-store")
	out := &written{ResponseWriter: v.w}
	err = w.Casework.WriteReport(out, made, format)
	if err != nil && out.any {
		w.Log.Error("writing a report", "by", v.Officer.Person, "err", err)
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		h.Del("Content-Disposition")
	}
	return err
}
