package casework

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/report"
	"bihuan/paper"
)

// ReportFormat is a kind of file that a report is written as.
type ReportFormat string

// The formats.
const (
	ReportPDF  ReportFormat = "pdf"
	ReportDOCX ReportFormat = "docx"
	ReportXLSX ReportFormat = "xlsx"
	ReportJSON ReportFormat = "json"
)

// ReportFormats lists them.
func ReportFormats() []ReportFormat {
	return []ReportFormat{ReportPDF, ReportDOCX, ReportXLSX, ReportJSON}
}

// Known reports whether there is such a format.
func (f ReportFormat) Known() bool { return slices.Contains(ReportFormats(), f) }

// MIME is the format's content type.
func (f ReportFormat) MIME() string {
	switch f {
	case ReportPDF:
		return "application/pdf"
	case ReportDOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ReportXLSX:
		return paper.XLSX.MIME()
	}
	return "application/json"
}

// CountLines are the figures as they are read.
func (r *Report) CountLines() []report.Line { return r.Table.CountLines(r.Words, r.Inhabitants) }

// LetterLines are the letters by kind.
func (r *Report) LetterLines() []report.Line { return r.Table.LetterLines(r.Words, r.names.Letter) }

// PartLines are the parts of a breakdown as they are read.
func (r *Report) PartLines(b report.Breakdown) []report.Line { return b.Lines(r.Words, r.names.Part) }

// Document is the report on paper.
func (r *Report) Document() document.Document {
	return r.Table.Document(r.Words, r.Office, r.Inhabitants, r.names)
}

// WriteReport writes a report as a file.
func (c *Casework) WriteReport(w io.Writer, r *Report, format ReportFormat) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	switch format {
	case ReportPDF:
		return desk.Press.PDF(w, r.Document())
	case ReportDOCX:
		return desk.Press.DOCX(w, r.Document())
	case ReportXLSX:
		return r.sheet(w)
	case ReportJSON:
		return writeJSON(w, r.plain())
	}
	return fault.NewInvalid("format", "fault.report.format", "formats", ReportFormats())
}

// writeJSON writes what a program reads, so that people can, too.
func writeJSON(w io.Writer, what any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(what)
}

// plainReport is a report as a program reads it. A change is in percent with two decimals, "-23.92"; null
// where there was nothing the year before.
type plainReport struct {
	Report  report.Kind   `json:"report"`
	County  string        `json:"county"`
	AsOf    deadline.Day  `json:"as_of"`
	This    report.Period `json:"period"`
	Last    report.Period `json:"last_year"`
	Figures []plainFigure `json:"figures"`
	By      []plainCut    `json:"broken_down"`
	Since   []plainSince  `json:"none_since"`
	Letters []plainFigure `json:"letters"`
}

type plainFigure struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Unit   report.Unit `json:"unit,omitempty"`
	This   int         `json:"this"`
	Last   int         `json:"last"`
	Change *string     `json:"change"`
}

type plainCut struct {
	By    report.Dimension `json:"by"`
	Parts []plainFigure    `json:"parts"`
}

type plainSince struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	LastOn deadline.Day `json:"last_on,omitzero"`
	From   deadline.Day `json:"from,omitzero"`
	Months int          `json:"months"`
}

func (r *Report) plain() plainReport {
	p := plainReport{Report: r.Kind, County: r.County, AsOf: r.This.To, This: r.This, Last: r.Last, Figures: []plainFigure{}, By: []plainCut{}, Since: []plainSince{}, Letters: []plainFigure{}}
	for _, c := range r.Counts {
		p.Figures = append(p.Figures, plainFigure{string(c.ID), r.Words.T("figure." + string(c.ID)), c.Unit, c.This, c.Last, plainChange(c.This, c.Last)})
	}
	for _, b := range r.By {
		cut := plainCut{By: b.By, Parts: []plainFigure{}}
		for _, part := range b.Parts {
			cut.Parts = append(cut.Parts, plainFigure{part.Code, r.names.Part(b.By, part.Code), report.Batches, part.This, part.Last, plainChange(part.This, part.Last)})
		}
		p.By = append(p.By, cut)
	}
	for _, s := range r.Since {
		p.Since = append(p.Since, plainSince{string(s.ID), r.Words.T("since." + string(s.ID)), s.Last, s.From, s.Months})
	}
	for _, l := range r.Letters {
		p.Letters = append(p.Letters, plainFigure{l.Kind, r.names.Letter(l.Kind), "", l.This, l.Last, plainChange(l.This, l.Last)})
	}
	return p
}

// plainChange has the sign of a keyboard.
func plainChange(this, last int) *string {
	n, ok := report.Change(this, last)
	if !ok {
		return nil
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
	return &text
}

// reportSheet writes the rows of a spreadsheet one below the other.
type reportSheet struct {
	*Report
	out paper.Writer
	row int
	err error
}

func (s *reportSheet) put(cells ...any) {
	if s.err == nil {
		s.row++
		s.err = s.out.Write(cells...)
	}
}

func (s *reportSheet) head(first string) {
	var cells []any
	for _, name := range s.Words.Heading(first, "this", "last", "percent") {
		cells = append(cells, name)
	}
	s.put(cells...)
}

// numbers writes a figure; its change is worked out by the spreadsheet program.
func (s *reportSheet) numbers(name string, this, last int) {
	none := s.Words.T("none")
	value := any(none)
	if n, ok := report.Change(this, last); ok {
		value = float64(n) / 100
	}
	at := s.row + 1
	s.put(name, this, last, paper.Formula{Text: fmt.Sprintf(`IF(C%d=0,"%s",ROUND((B%d-C%d)/C%d*100,2))`, at, none, at, at, at), Value: value})
}

func (r *Report) sheet(w io.Writer) error {
	out, err := paper.NewWriter(w, paper.XLSX, r.Title(r.Words))
	if err != nil {
		return err
	}
	s := reportSheet{Report: r, out: out}
	s.head("figure")
	for _, c := range r.Counts {
		s.numbers(r.Words.T("figure."+string(c.ID)), c.This, c.Last)
	}
	for _, b := range r.By {
		s.put()
		s.head(string(b.By))
		for _, part := range b.Parts {
			s.numbers(r.names.Part(b.By, part.Code), part.This, part.Last)
		}
	}
	s.put()
	s.head("kind")
	for _, l := range r.Letters {
		s.numbers(r.names.Letter(l.Kind), l.This, l.Last)
	}
	s.put()
	s.put(r.Note(r.Words))
	for _, line := range r.SinceLines(r.Words) {
		s.put(line)
	}
	if s.err != nil {
		return s.err
	}
	return out.Close()
}
