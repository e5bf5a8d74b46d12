package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
)

// editionSheet is an edition with the words that it is put in.
type editionSheet struct {
	*EditionPaper
	words report.Words
	book  *store.Directory
}

// EditionName is what the red head of a report says: 清源县信访周报.
func EditionName(book *store.Directory, words report.Words, county string, kind report.Kind) string {
	place, _ := book.Area(org.AreaCode(county))
	return words.T("mast."+string(kind), "place", place.Name)
}

// Document is an edition on paper, under its red head.
func (s editionSheet) document(county string) document.Document {
	office := ""
	if bureau, ok := s.book.Bureau(); ok {
		office = bureau.Name
	}
	d := s.Body.Document(s.words, office, s.Form.Remarks(edition.Content{Words: s.Words}, s.book.UnitName))
	d.Format, d.Mark = document.Official, EditionName(s.book, s.words, county, s.Kind)
	if s.Number > 0 {
		d.Number = s.words.T("issue", "year", fmt.Sprint(s.Year), "n", fmt.Sprint(s.Number))
	} else {
		d.Pending = s.words.T("issue.pending")
	}
	if s.Matter != "" { // what it is about stands first
		d.Blocks = slices.Insert(d.Blocks, 1, document.Text(document.Line, s.words.T("matter.no", "no", s.Matter)))
	}
	if s.Reason != "" {
		note := document.Text(document.Paragraph, s.words.T("corrects", "version", fmt.Sprint(s.Read), "reason", s.Reason))
		d.Blocks = append([]document.Block{note}, d.Blocks...)
	}
	if s.Hash == "" {
		d.Draft = s.words.T("draft")
		return d
	}
	d.Meta.Made = s.when()
	d.Sign = &document.Sign{Unit: office, Date: s.words.Day(deadline.DayOf(s.when()))}
	return d
}

// when is the moment at which the version that is read was published.
func (p *EditionPaper) when() time.Time {
	for _, step := range p.Steps {
		if step.Act == edition.Publishing && step.Version == p.Read {
			return step.At
		}
	}
	return p.AsOf
}

// WriteEdition writes an edition as a file, in a language.
func (c *Casework) WriteEdition(ctx context.Context, w io.Writer, p *EditionPaper, format ReportFormat, tag string) error {
	s, err := c.sheetOf(ctx, p, tag)
	if err != nil {
		return err
	}
	return c.writeSheet(w, s, format, s.plain())
}

// sheetOf puts an edition in the words of a language.
func (c *Casework) sheetOf(ctx context.Context, p *EditionPaper, tag string) (editionSheet, error) {
	words, err := report.WordsIn(tag)
	if err != nil {
		return editionSheet{}, err
	}
	book, err := c.db.Directory(ctx)
	return editionSheet{p, words, book}, err
}

// writeSheet writes it as a file; plain is what a program reads.
func (c *Casework) writeSheet(w io.Writer, s editionSheet, format ReportFormat, plain any) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	switch format {
	case ReportPDF:
		return desk.Press.PDF(w, s.document(c.db.County()))
	case ReportDOCX:
		return desk.Press.DOCX(w, s.document(c.db.County()))
	case ReportXLSX:
		return s.sheet(w)
	case ReportJSON:
		return writeJSON(w, plain)
	}
	return fault.NewInvalid("format", "fault.report.format", "formats", ReportFormats())
}

// FileName is what a file of it is called.
func (p *EditionPaper) FileName(format ReportFormat) string {
	name := fmt.Sprintf("%s-%s", p.Kind, p.Period.To)
	if p.Number > 0 {
		name = fmt.Sprintf("%s-%d-%d", p.Kind, p.Year, p.Number)
	}
	if p.Read > 1 {
		name += fmt.Sprintf("-v%d", p.Read)
	}
	if p.Unit != "" {
		name += "-" + string(p.Unit)
	}
	return name + "." + string(format)
}
