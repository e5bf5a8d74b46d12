package docx

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"bihuan/domain/document"
)

// said is the text of a part as its reader sees it.
func said(t *testing.T, content string) string {
	t.Helper()
	var b strings.Builder
	dec := xml.NewDecoder(strings.NewReader(content))
	in := false
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
			switch {
			case e.Name.Local == "br":
				b.WriteString("\n")
			case e.Name.Local == "tab" && len(e.Attr) == 0:
				b.WriteString("\t")
			}
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in {
				b.Write(e)
			}
		}
	}
}

// everywhere is a paper that says one text in every place that takes a text.
func everywhere(format document.Format, text string) document.Document {
	table := &document.Table{Head: []string{text}, Rows: [][]string{{text, text}}}
	block := func(kind document.Kind) document.Block { return document.Text(kind, text) }
	return document.Document{
		Format: format, Mark: text, Number: text, Pending: text, Signatory: text, Title: text, To: []string{text},
		Blocks: []document.Block{
			block(document.Heading1), block(document.Heading2), block(document.Heading3), block(document.Paragraph), block(document.Line),
			block(document.Right), block(document.Quotation), {Kind: document.Rows, Table: table}, {Kind: document.Facts, Table: table},
		},
		Attachments: []string{text, text}, Sign: &document.Sign{Unit: text, Date: text}, Note: text, Copies: []string{text},
		Printed: &document.Printed{By: text, On: text}, Check: &document.Check{Code: text, Text: text}, Draft: text, Void: text,
		Meta: document.Meta{Author: text, Language: text},
	}
}

func TestSpecialCharacters(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{`<w:p>&amp;"'</w:p>]]>`, `<w:p>&amp;"'</w:p>]]>`},
		{"  two  blanks ", "  two  blanks "},
		{"line\nbreak\r\nand\ttab", "line\nbreak\nand\ttab"},
		{"control\x00\x01\x0b\x1f\x7f\uffff\ufffe", "control"},
		{"broken\xffUTF", "broken\ufffdUTF"},
		{"𠮷野家 😀 ﷽", "𠮷野家 😀 ﷽"},
	} {
		d := document.Document{Format: document.Notice, Blocks: []document.Block{document.Text(document.Paragraph, row.text)}}
		if have := said(t, archive(t, written(t, d))["word/document.xml"]); have != row.want {
			t.Errorf("%q became %q", row.text, have)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, text := range []string{"", " ", "青石镇", "<&>\"'", "a\x00b\x1fc", "\n\r\n\t", "\xff\xfe", "]]>", "\ufffe\uffff", "〔2026〕12号", strings.Repeat("关于信访事项的", 9), "2026-2026-2026-2026-2026-2026-2026"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range document.Formats() {
			for name, content := range archive(t, written(t, everywhere(format, text))) {
				if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
					said(t, content)
				}
			}
		}
	})
}
