package casework

import (
	"context"
	"encoding/json"
	"io"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
)

// MakeReport makes what a report says of the days that end with one, as ReportBody does, for an officer who may
// read reports.
func (c *Casework) MakeReport(ctx context.Context, by org.Officer, kind report.Kind, unit org.UnitID, to deadline.Day) (report.Body, error) {
	if err := c.may(by, org.ActReports); err != nil {
		return report.Body{}, err
	}
	book, err := c.db.Directory(ctx)
	if err != nil {
		return report.Body{}, err
	}
	if _, ok := book.Unit(unit); unit != "" && !ok {
		return report.Body{}, fault.NewInvalid("unit", "fault.report.unit", "unit", unit)
	}
	moment, err := c.asOf(to)
	if err != nil {
		return report.Body{}, err
	}
	return c.ReportBody(ctx, kind, unit, moment)
}

// WriteBody writes what a report says as a file, in a language: a draft, which nobody has signed.
func (c *Casework) WriteBody(ctx context.Context, w io.Writer, b report.Body, format ReportFormat, tag string) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	words, err := report.WordsIn(tag)
	if err != nil {
		return err
	}
	book, err := c.db.Directory(ctx)
	if err != nil {
		return err
	}
	s := editionSheet{&EditionPaper{Edition: &store.Edition{Edition: edition.Edition{Kind: b.Kind}}, Unit: b.Unit, Body: b}, words, book}
	switch format {
	case ReportPDF:
		return desk.Press.PDF(w, s.document(c.db.County()))
	case ReportDOCX:
		return desk.Press.DOCX(w, s.document(c.db.County()))
	case ReportXLSX:
		return s.sheet(w)
	case ReportJSON:
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(b)
	}
	return fault.NewInvalid("format", "fault.report.format", "formats", ReportFormats())
}
