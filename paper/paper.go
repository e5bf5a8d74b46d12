// Package paper reads and writes what offices pass around as files: spreadsheets in the encodings
// in which they really arrive, and the small printed things such as QR codes. Whatever comes in is
// taken for hostile until it has been read to its end.
package paper

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"sync/atomic"

	"bihuan/domain/fault"
)

// Limits bound what a spreadsheet may cost to read. The zero Limits are the usual ones.
type Limits struct {
	Bytes    int64 // of the file
	Unpacked int64 // of all parts of an XLSX file together
	Ratio    int64 // of an XLSX file's unpacked size to its packed size
	Rows     int
	Columns  int
	Row      int64 // bytes of one row
}

// usual fills in what is not said: far above any real list of a county, and below what a small
// machine can hold.
func (l Limits) usual() Limits {
	for _, f := range []struct {
		to *int64
		n  int64
	}{{&l.Bytes, 256 << 20}, {&l.Unpacked, 512 << 20}, {&l.Ratio, 200}, {&l.Row, 4 << 20}} {
		if *f.to == 0 {
			*f.to = f.n
		}
	}
	if l.Rows == 0 {
		l.Rows = 1_000_000
	}
	if l.Columns == 0 {
		l.Columns = 512
	}
	return l
}

// Row is one row of a spreadsheet. Line is its line in a text file (where it begins, if a cell
// spans several), or its row number in an XLSX file.
type Row struct {
	Line  int
	Cells []string
}

// Blank reports whether the row has nothing in it.
func (r Row) Blank() bool {
	for _, cell := range r.Cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// Table is an open spreadsheet, read row by row.
type Table struct {
	name   string
	limits Limits
	rows   rows
	read   int
}

// rows is one of the two kinds of files.
type rows interface {
	next() (Row, error)
	done() int64
	close() error
}

// OpenTable opens a spreadsheet: CSV (comma, semicolon or tab; UTF-8, GB18030, UTF-16 with a mark)
// or XLSX, told apart by their content. The name is only used in what is said about it.
// Its faults, and those of Next, are Invalid and say what is wrong and, where it can be said, on
// which line.
func OpenTable(in io.Reader, name string, limits Limits) (*Table, error) {
	limits = limits.usual()
	src := &counted{in: in, left: limits.Bytes, limit: limits.Bytes}
	head := bufio.NewReaderSize(src, window)
	start, err := head.Peek(512)
	if err != nil && err != io.EOF {
		return nil, readFault(err)
	}
	t := &Table{name: name, limits: limits}
	switch {
	case len(start) == 0:
		return nil, fault.NewInvalid("file", "fault.paper.empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		t.rows, err = openXLSX(head, limits, src)
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.NewInvalid("file", "fault.paper.xls")
	case foreign(start):
		return nil, fault.NewInvalid("file", "fault.paper.foreign")
	default:
		t.rows, err = openCSV(head, limits, src)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// foreign tells files that are known not to be spreadsheets, whatever their name says: web pages
// saved as .xls above all.
func foreign(start []byte) bool {
	for _, mark := range []string{"%PDF", "\x89PNG", "\xff\xd8\xff", "GIF8", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "{\\rtf", "<!DOCTYPE", "<!doctype", "<html", "<HTML", "<?xml", "<table"} {
		if bytes.HasPrefix(bytes.TrimLeft(start, "\ufeff \t\r\n"), []byte(mark)) {
			return true
		}
	}
	return false
}

// Name is the name under which the table was opened.
func (t *Table) Name() string { return t.name }

// Done is how many bytes of the file have been read.
func (t *Table) Done() int64 { return t.rows.done() }

// Close ends the reading.
func (t *Table) Close() error { return t.rows.close() }

// Next is the next row that is not blank; io.EOF after the last.
func (t *Table) Next() (Row, error) {
	for {
		row, err := t.rows.next()
		if err != nil {
			return Row{}, err
		}
		if len(row.Cells) > t.limits.Columns {
			return Row{}, fault.NewInvalid("file", "fault.paper.columns", "n", t.limits.Columns, "line", row.Line)
		}
		for i, cell := range row.Cells {
			row.Cells[i] = tidy(cell)
		}
		if row.Blank() {
			continue
		}
		if t.read++; t.read > t.limits.Rows {
			return Row{}, fault.NewInvalid("file", "fault.paper.rows", "n", t.limits.Rows, "line", row.Line)
		}
		return row, nil
	}
}

// tidy takes away what was put before a cell to keep it from being a formula, and control
// characters that no text needs.
func tidy(cell string) string {
	if strings.HasPrefix(cell, "'") && risky(cell) {
		cell = cell[1:]
	}
	if strings.IndexFunc(cell, control) < 0 {
		return cell
	}
	return strings.Map(func(c rune) rune {
		if control(c) {
			return ' '
		}
		return c
	}, cell)
}

func control(c rune) bool {
	return c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == '\ufeff' || c >= 0x80 && c < 0xa0
}

// counted counts what is read from the file and stops at its limit.
type counted struct {
	in          io.Reader
	read        atomic.Int64 // asked for by who shows the progress while another goroutine reads
	left, limit int64
	err         error // stays
}

func (c *counted) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if c.left <= 0 {
		var one [1]byte
		if n, err := c.in.Read(one[:]); n == 0 {
			return 0, err
		}
		c.err = fault.NewInvalid("file", "fault.paper.large", "mb", int(c.limit>>20))
		return 0, c.err
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.left)])
	c.read.Add(int64(n))
	c.left -= int64(n)
	return n, err
}

// readFault keeps a fault as it is; anything else is a file that could not be read.
func readFault(err error) error {
	if f := fault.As(err); f != nil || errors.Is(err, io.EOF) {
		return err
	}
	return fault.NewInvalid("file", "fault.paper.read").Because(err)
}
