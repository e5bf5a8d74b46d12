// Package docx writes a paper as a DOCX file that an office goes on editing in Word, WPS or
// LibreOffice: GB/T 9704-2012 as styles with Chinese names, a grid of 22 lines of 28 characters, the
// red head, the foot and the page numbers. What never differs from paper to paper are the files in
// parts; the same paper makes the same bytes.
package docx

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"bihuan/domain/document"
)

//go:embed parts
var parts embed.FS

// words are the Chinese words that the standard itself puts on a paper.
type words struct {
	Copies      string `json:"copies"`
	Attachments string `json:"attachments"`
	Signatory   string `json:"signatory"`
	Printed     string `json:"printed"`
	Colon       string `json:"colon"`
	Between     string `json:"between"` // two addressees
	Comma       string `json:"comma"`
	Stop        string `json:"stop"`
	Open        string `json:"open"`
	Close       string `json:"close"`
}

// maker makes one file.
type maker struct {
	doc   document.Document
	words words
	body  strings.Builder
	media []media
	table bool // the last that was written is a table
	page  bool // the next block begins a page
}

// Write writes the paper as a DOCX file. A title's lines end where it says so.
func Write(w io.Writer, d document.Document) error {
	if !slices.Contains(document.Formats(), d.Format) {
		return fmt.Errorf("writing a DOCX: there is no format %q", d.Format)
	}
	m := &maker{doc: d}
	if err := m.learn(); err != nil {
		return fmt.Errorf("writing a DOCX: %w", err)
	}
	m.head()
	if err := m.blocks(); err != nil {
		return fmt.Errorf("writing a DOCX: %w", err)
	}
	m.attachments()
	m.sign()
	m.note()
	if err := m.foot(); err != nil {
		return fmt.Errorf("writing a DOCX: %w", err)
	}
	if err := m.pack(w); err != nil {
		return fmt.Errorf("writing a DOCX: %w", err)
	}
	return nil
}

// learn reads the words.
func (m *maker) learn() error {
	text, err := parts.ReadFile("parts/words.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &m.words); err != nil {
		return fmt.Errorf("reading its words: %w", err)
	}
	return nil
}

// add writes a paragraph.
func (m *maker) add(p para, runs ...run) {
	m.body.WriteString(paragraph(p, runs...))
	m.table = false
}
