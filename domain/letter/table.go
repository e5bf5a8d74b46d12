package letter

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bihuan/domain/document"
)

// fact reads one row of a form of two columns.
func (b *builder) fact(line string) {
	cells := cut(pieces(line))
	row := []string{cell(cells[0]), ""}
	if len(cells) > 1 {
		row[1] = cell(slices.Concat(cells[1:]...))
	}
	last := len(b.doc.Blocks) - 1
	if last < 0 || b.doc.Blocks[last].Kind != document.Facts {
		b.doc.Blocks = append(b.doc.Blocks, document.Block{Kind: document.Facts, Table: &document.Table{}})
		last++
	}
	b.doc.Blocks[last].Table.Rows = append(b.doc.Blocks[last].Table.Rows, row)
}

// row reads one row of a table; a line of two bars begins one with its head.
func (b *builder) row(line string) {
	head := strings.HasPrefix(line, "||")
	line = strings.TrimSuffix(strings.TrimLeft(line, "|"), "|")
	parts := cut(pieces(line))
	last := len(b.doc.Blocks) - 1
	if head || last < 0 || b.doc.Blocks[last].Kind != document.Rows {
		b.doc.Blocks = append(b.doc.Blocks, document.Block{Kind: document.Rows, Table: &document.Table{}})
		last++
	}
	table := b.doc.Blocks[last].Table
	cells := make([]string, 0, len(parts))
	for _, part := range parts {
		cells = append(cells, cell(part))
	}
	if head {
		table.Head, table.Widths = shares(cells)
		return
	}
	columns := len(cells)
	if table.Head != nil {
		columns = len(table.Head)
	} else if len(table.Rows) > 0 {
		columns = len(table.Rows[0])
	}
	for len(cells) < columns {
		cells = append(cells, "")
	}
	table.Rows = append(table.Rows, cells[:columns])
}

// countLong is how many characters a column's texts have at most that stands in the middle.
const countLong = 3

// centred puts columns of counts and the like in the middle.
func centred(t *document.Table) {
	align := make([]string, len(t.Head))
	for i := range align {
		long := slices.ContainsFunc(t.Rows, func(row []string) bool { return i < len(row) && utf8.RuneCountInString(row[i]) > countLong })
		if !long && len(t.Rows) > 0 {
			align[i], t.Align = "center", align
		}
	}
}

// shares reads the head's cells, which may say their share of the width: 事项=5.
func shares(cells []string) ([]string, []float64) {
	widths, said := make([]float64, len(cells)), false
	for i, c := range cells {
		widths[i] = 1
		if name, share, ok := strings.Cut(c, "="); ok {
			if n, err := strconv.ParseFloat(strings.TrimSpace(share), 64); err == nil && n > 0 && n < 100 {
				cells[i], widths[i], said = strings.TrimSpace(name), n, true
			}
		}
	}
	if !said {
		return cells, nil
	}
	return cells, widths
}
