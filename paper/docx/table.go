package docx

import (
	"strings"

	"bihuan/domain/document"
)

// look is how a table is drawn: a form has a rule around every cell, and every other column says what
// the next one is; a table in a text has a strong rule above and below, one below its head, and thin
// ones between its rows.
type look struct {
	style  string // of the table
	text   string // of its cells' paragraphs
	name   string // of those that say what the next one is
	labels bool
	size   int // of a character, in twips
}

// factColumns are how many columns of a form stand in 14 pt; more stand in 12.
const factColumns = 4

func (m *maker) look(block document.Block, columns int) look {
	switch {
	case block.Kind == document.Facts && columns <= factColumns:
		return look{style: "Form", text: "FactText", name: "FactName", labels: true, size: 280}
	case block.Kind == document.Facts:
		return look{style: "Form", text: "TableText", name: "TableName", labels: true, size: 240}
	case m.doc.Format == document.Record:
		return look{style: "Form", text: "TableText", name: "TableText", size: 240}
	}
	return look{style: "Rows", text: "TableText", name: "TableText", size: 240}
}

// tabled writes a table, after the text that introduces it. Its head is repeated on every page; no row
// is cut by a page's end.
func (m *maker) tabled(block document.Block, keep bool) {
	if len(block.Runs) > 0 {
		m.add(para{style: "Body", keep: true, breaks: m.turn()}, runs(block.Runs, "")...)
	}
	t := block.Table
	if t == nil || columns(t) == 0 {
		return
	}
	l := m.look(block, columns(t))
	grid := l.grid(t)
	m.apart()
	m.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="` + l.style + `"/><w:tblW w:w="` + itoa(width) + `" w:type="dxa"/>` +
		`<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range grid {
		m.body.WriteString(`<w:gridCol w:w="` + itoa(w) + `"/>`)
	}
	m.body.WriteString("</w:tblGrid>")
	if len(t.Head) > 0 {
		m.row(grid, t.Head, 0, true, func(int) para { return para{style: "TableHead", keep: true} })
	}
	for n, row := range t.Rows {
		tall := 0
		if l.labels && byHand(row) {
			tall = handRow
		}
		m.row(grid, row, tall, false, func(i int) para {
			// No page has a table's first row alone, or its last.
			p := para{style: l.text, keep: n == len(t.Rows)-2 || n == 0 && len(t.Rows) > 2 || keep && n == len(t.Rows)-1, justified: aligned(at(t.Align, i))}
			if l.labels && i%2 == 0 {
				p.style, p.justified = l.name, ""
			}
			return p
		})
	}
	m.body.WriteString("</w:tbl>")
	m.table = true
}

// row writes a row; a cell's lines are paragraphs.
func (m *maker) row(grid []int, cells []string, tall int, head bool, style func(i int) para) {
	m.body.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if tall > 0 {
		m.body.WriteString(`<w:trHeight w:val="` + itoa(tall) + `" w:hRule="atLeast"/>`)
	}
	if head {
		m.body.WriteString("<w:tblHeader/>")
	}
	m.body.WriteString("</w:trPr>")
	for i, w := range grid {
		m.body.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + itoa(w) + `" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`)
		for line := range strings.SplitSeq(at(cells, i), "\n") {
			m.body.WriteString(paragraph(style(i), run{text: line}))
		}
		m.body.WriteString("</w:tc>")
	}
	m.body.WriteString("</w:tr>")
}

// handRow is the least height of a row of a form in which somebody writes by hand.
const handRow = 788

// byHand reports whether a row of a form asks for what is not there: it is written by hand.
func byHand(cells []string) bool {
	for i := 0; i < len(cells); i += 2 {
		if strings.TrimSpace(cells[i]) != "" && strings.TrimSpace(at(cells, i+1)) == "" {
			return true
		}
	}
	return false
}

// aligned is an alignment as OOXML names it; what it is not is the style's.
func aligned(text string) string {
	switch text {
	case "left", "center", "right":
		return text
	}
	return ""
}

func columns(t *document.Table) int {
	n := len(t.Head)
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}

func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}
