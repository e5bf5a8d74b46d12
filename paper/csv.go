package paper

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"bihuan/domain/fault"
)

// csvRows reads comma-separated text.
type csvRows struct {
	in   *csv.Reader
	text *bounded
	src  *counted
	line int // where the next row begins, or a blank line before it
}

func openCSV(in *bufio.Reader, limits Limits, src *counted) (rows, error) {
	text := bufio.NewReaderSize(decode(in), window)
	start, err := text.Peek(window)
	if err != nil && err != io.EOF && len(start) == 0 {
		return nil, readFault(err)
	}
	bound := &bounded{in: text, row: limits.Row}
	r := csv.NewReader(bound)
	r.Comma = delimiter(start)
	r.FieldsPerRecord = -1 // short rows are common; the reader of the rows sees to long ones
	return &csvRows{in: r, text: bound, src: src, line: 1}, nil
}

// delimiter is what parts the cells of the first row: the mark that stands there most often.
func delimiter(start []byte) rune {
	counts := map[rune]int{}
	quoted := false
scan:
	for _, c := range string(start) {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			if len(counts) > 0 {
				break scan
			}
		case c == ',' || c == ';' || c == '\t':
			counts[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

func (r *csvRows) next() (Row, error) {
	r.text.left = r.text.row
	cells, err := r.in.Read()
	var broken *csv.ParseError
	switch {
	case err == io.EOF:
		return Row{}, err
	case errors.Is(err, errLongRow):
		return Row{}, fault.NewInvalid("file", "fault.paper.row", "kb", int(r.text.row>>10), "line", r.line)
	case fault.As(err) != nil:
		return Row{}, fault.As(err)
	case errors.As(err, &broken):
		return Row{}, fault.NewInvalid("file", "fault.paper.quote", "line", broken.StartLine, "at", broken.Line).Because(err)
	case err != nil:
		return Row{}, readFault(err)
	}
	line, _ := r.in.FieldPos(0)
	r.line = line + 1
	for _, cell := range cells {
		r.line += strings.Count(cell, "\n")
	}
	return Row{Line: line, Cells: cells}, nil
}

func (r *csvRows) done() int64 { return r.src.read.Load() }

func (r *csvRows) close() error { return nil }

// errLongRow ends the reading of a row that has no end, as after a quote that is never closed.
var errLongRow = errors.New("row too long")

// bounded lets only so much be read for one row.
type bounded struct {
	in        io.Reader
	row, left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.in.Read(p)
	b.left -= int64(n)
	return n, err
}
