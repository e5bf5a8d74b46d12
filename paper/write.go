package paper

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bihuan/domain/fault"

	"github.com/xuri/excelize/v2"
)

// Format is a kind of spreadsheet that is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"  // UTF-8 with a mark, which spreadsheet programs need to read Chinese
	XLSX Format = "xlsx" // one sheet
)

// Formats lists them.
func Formats() []Format { return []Format{CSV, XLSX} }

// MIME is the format's content type.
func (f Format) MIME() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Writer writes a spreadsheet row by row. Close ends it; without that an XLSX file is nothing.
type Writer interface {
	// Write writes a row of strings, ints, float64s and Formulas; nil is an empty cell.
	Write(cells ...any) error
	Close() error
}

// Formula is a cell that a spreadsheet program works out: = and what it says. Value is what it comes to,
// for whoever does not work it out.
type Formula struct {
	Text  string
	Value any
}

// NewWriter begins a spreadsheet. A text that a spreadsheet program would take for a formula gets
// an apostrophe before it, which OpenTable takes away again; numbers stay numbers.
func NewWriter(w io.Writer, format Format, sheet string) (Writer, error) {
	switch format {
	case CSV:
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
		out := csv.NewWriter(w)
		out.UseCRLF = true
		return &csvWriter{out}, nil
	case XLSX:
		return newXLSXWriter(w, sheet)
	}
	return nil, fault.NewInvalid("format", "fault.paper.format")
}

// Neutral is a text as a cell may hold it: never a formula.
func Neutral(text string) string {
	if risky(text) {
		return "'" + text
	}
	return text
}

// risky reports whether a text, without apostrophes before it, begins as formulas do. Some programs
// take the full-width signs too.
func risky(text string) bool {
	text = strings.TrimLeft(text, "'")
	if text == "" {
		return false
	}
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

type csvWriter struct{ out *csv.Writer }

func (w *csvWriter) Write(cells ...any) error {
	line := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case nil:
		case string:
			line[i] = Neutral(v)
		case int:
			line[i] = strconv.Itoa(v)
		case float64:
			line[i] = strconv.FormatFloat(v, 'f', -1, 64)
		case Formula:
			line[i] = fmt.Sprint(v.Value)
		default:
			return fmt.Errorf("writing a spreadsheet: cell of type %T", cell)
		}
	}
	return w.out.Write(line)
}

func (w *csvWriter) Close() error {
	w.out.Flush()
	return w.out.Error()
}

type xlsxWriter struct {
	to   io.Writer
	file *excelize.File
	out  *excelize.StreamWriter
	row  int
}

func newXLSXWriter(to io.Writer, sheet string) (Writer, error) {
	file := excelize.NewFile()
	if sheet == "" {
		sheet = "Sheet1"
	}
	if err := file.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	out, err := file.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return &xlsxWriter{to: to, file: file, out: out}, nil
}

// A cell of an XLSX file holds no more characters; a longer text is cut there, with a sign. CSV has
// no such limit.
const maxCell = excelize.TotalCellChars

func (w *xlsxWriter) Write(cells ...any) error {
	w.row++
	line := make([]any, len(cells))
	for i, cell := range cells {
		line[i] = cell
		if f, ok := cell.(Formula); ok {
			line[i] = excelize.Cell{Formula: f.Text, Value: f.Value}
		}
		if text, ok := cell.(string); ok {
			text = Neutral(text)
			if letters := []rune(text); len(letters) > maxCell {
				text = string(letters[:maxCell-1]) + "…"
			}
			line[i] = text
		}
	}
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return fault.NewInvalid("format", "fault.paper.too_many")
	}
	return w.out.SetRow(at, line)
}

func (w *xlsxWriter) Close() error {
	defer func() { _ = w.file.Close() }()
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.file.Write(w.to)
}
