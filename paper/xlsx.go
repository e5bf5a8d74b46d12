package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"bihuan/domain/fault"

	"github.com/xuri/excelize/v2"
)

// xlsxRows reads the first sheet of a workbook that has anything in it.
type xlsxRows struct {
	file *excelize.File
	in   *excelize.Rows
	line int
	src  *counted
}

// maxParts is far above what any workbook is made of.
const maxParts = 10_000

func openXLSX(in io.Reader, limits Limits, src *counted) (_ rows, err error) {
	whole, err := io.ReadAll(in)
	if err != nil {
		return nil, readFault(err)
	}
	defer func() {
		// The reader below was not written for hostile files; what it stumbles over is a broken file.
		if stumbled := recover(); stumbled != nil {
			err = brokenXLSX(fmt.Errorf("%v", stumbled))
		}
	}()
	if err := checkParts(whole, limits); err != nil {
		return nil, err
	}
	// Raw values, so that a number long as a phone's is not rounded, nor a date worded as on the
	// machine of who wrote it.
	file, err := excelize.OpenReader(bytes.NewReader(whole), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked + 1, UnzipXMLSizeLimit: limits.Unpacked,
	})
	if err != nil {
		return nil, brokenXLSX(err)
	}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		return nil, errors.Join(fault.NewInvalid("file", "fault.paper.date1904"), file.Close())
	}
	for _, sheet := range file.GetSheetList() {
		if visible, err := file.GetSheetVisible(sheet); err == nil && !visible {
			continue
		}
		r := &xlsxRows{file: file, src: src}
		if r.in, err = file.Rows(sheet); err != nil {
			continue // a chart sheet has no rows
		}
		if r.more() {
			if err := r.in.Close(); err != nil {
				return nil, brokenXLSX(err)
			}
			if r.in, err = file.Rows(sheet); err != nil {
				return nil, brokenXLSX(err)
			}
			r.line = 0
			return r, nil
		}
		_ = r.in.Close()
	}
	_ = file.Close()
	return nil, fault.NewInvalid("file", "fault.paper.empty")
}

// more reports whether a row with anything in it follows, by reading on to it.
func (r *xlsxRows) more() bool {
	for {
		row, err := r.next()
		if err != nil || !row.Blank() {
			return err == nil
		}
	}
}

// checkParts unpacks every part once, without keeping it: what a part claims of its size is not
// believed, and XML that breaks off would else be taken for the end of the rows.
func checkParts(whole []byte, limits Limits) error {
	archive, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		return brokenXLSX(err)
	}
	if len(archive.File) > maxParts {
		return fault.NewInvalid("file", "fault.paper.bomb")
	}
	workbook := false
	left := min(limits.Unpacked, max(int64(len(whole))*limits.Ratio, 1<<20))
	for _, part := range archive.File {
		workbook = workbook || part.Name == "xl/workbook.xml"
		if part.UncompressedSize64 > uint64(left) {
			return fault.NewInvalid("file", "fault.paper.bomb")
		}
		n, err := checkPart(part, left)
		if left -= n; left <= 0 {
			return fault.NewInvalid("file", "fault.paper.bomb")
		}
		if err != nil {
			return brokenXLSX(err)
		}
	}
	if !workbook {
		return fault.NewInvalid("file", "fault.paper.foreign")
	}
	return nil
}

func checkPart(part *zip.File, left int64) (int64, error) {
	in, err := part.Open()
	if err != nil {
		return 0, err
	}
	content := &io.LimitedReader{R: in, N: left}
	if ext := path.Ext(part.Name); ext == ".xml" || ext == ".rels" {
		err = wellFormed(content)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, content)
	}
	return left - content.N, errors.Join(err, in.Close())
}

// maxDepth is far deeper than any part of a workbook nests.
const maxDepth = 100

func wellFormed(in io.Reader) error {
	dec := xml.NewDecoder(in)
	depth := 0
	for {
		token, err := dec.Token()
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case depth > maxDepth:
			return errors.New("nested too deep")
		}
	}
}

func (r *xlsxRows) next() (row Row, err error) {
	defer func() {
		if stumbled := recover(); stumbled != nil {
			err = brokenXLSX(fmt.Errorf("%v", stumbled))
		}
	}()
	if !r.in.Next() {
		if err := r.in.Error(); err != nil {
			return Row{}, brokenXLSX(err)
		}
		return Row{}, io.EOF
	}
	r.line++
	cells, err := r.in.Columns()
	if err != nil {
		return Row{}, brokenXLSX(err)
	}
	for i, cell := range cells {
		// As Excel writes a line break within a cell.
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "_x000D_", "")
	}
	return Row{Line: r.line, Cells: cells}, nil
}

func (r *xlsxRows) done() int64 { return r.src.read.Load() }

func (r *xlsxRows) close() error { return errors.Join(r.in.Close(), r.file.Close()) }

func brokenXLSX(err error) error {
	return fault.NewInvalid("file", "fault.paper.broken_xlsx").Because(err)
}
