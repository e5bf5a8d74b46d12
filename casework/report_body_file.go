package casework

import (
	"context"
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
	s, err := c.sheetOf(ctx, &EditionPaper{Edition: &store.Edition{Edition: edition.Edition{Kind: b.Kind}}, Unit: b.Unit, Body: b}, tag)
	if err != nil {
		return err
	}
	return c.writeSheet(w, s, format, b)
}
