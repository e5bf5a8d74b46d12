package set

import (
	"math"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// grid is how a table is drawn: a form has a rule around every cell; a table in a text has a strong one
// above and below, one below its head, and hairlines between its rows.
type grid struct {
	size   float64
	pitch  float64
	form   bool
	labels bool // every other column says what the next one is
	edges  []float64
	align  []string
}

// linePitch is a cell's line in its size.
const linePitch = 1.5

// table adds the rows of a table. None is divided, unless it is longer than a page.
func (s *setter) table(b document.Block) {
	t := b.Table
	n := len(t.Head)
	for _, r := range t.Rows {
		n = max(n, len(r))
	}
	if n == 0 {
		return
	}
	g := grid{size: tableSize, form: b.Kind == document.Facts || s.d.Format == document.Record, labels: b.Kind == document.Facts, align: t.Align}
	if g.labels {
		g.size = s.factSize()
	}
	g.pitch = linePitch * g.size
	g.edges = columns(n, s.shares(t, n, g), g)
	var head []row
	if len(t.Head) > 0 {
		head = s.cells(t.Head, g, true)
		head[0].rules = append(head[0].rules, g.top())
		for i := range head {
			head[i].keep = true
		}
	}
	from := len(s.rows)
	s.rows = append(s.rows, row{blank: true, keep: true})
	s.rows = append(s.rows, head...)
	for i, cells := range t.Rows {
		for j, r := range s.cells(cells, g, false) {
			r.head = head
			if len(head) == 0 {
				r.open = []Rule{g.top()}
			}
			if i == 0 && j == 0 && len(head) == 0 {
				r.rules = append(r.rules, g.top())
			}
			s.rows = append(s.rows, r)
		}
	}
	if len(s.rows) == from+1 {
		s.rows = s.rows[:from]
		return
	}
	whole(s.rows[from+1+len(head):])
	last := &s.rows[len(s.rows)-1]
	last.keep = false
	last.rules = append(last.rules, last.cut...)
	last.cut = nil
	s.rows[from].height = whiteAbove(s.rows[from+1:])
	s.rows = append(s.rows, row{height: tableAbove, blank: true, snap: true})
}

// whole keeps a table's first two rows together, and its last two: no page has one of them alone.
func whole(rows []row) {
	if n := len(rows); n > 2 {
		rows[0].keep, rows[n-2].keep = true, true
	}
}

// whiteAbove is the white above a table: half of what its rows leave of the lines that they take, so that
// it stands in the middle of them.
func whiteAbove(rows []row) float64 {
	tall := 2 * tableAbove
	for _, r := range rows {
		tall += r.height
	}
	return tableAbove + (math.Ceil(tall/Pitch-slack)*Pitch-tall)/2
}

// shares are how the width is divided. What is not said is equal; but in a form what says what the next
// column is takes no more than it needs.
func (s *setter) shares(t *document.Table, n int, g grid) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = 1
	}
	if len(t.Widths) == n {
		for i, w := range t.Widths {
			if w > 0 {
				list[i] = w
			}
		}
		return list
	}
	if !g.labels || n < 2 {
		return list
	}
	rest := float64(Width)
	for i := 0; i < n; i += 2 {
		list[i] = 2 * g.size
		for _, r := range t.Rows {
			if i < len(r) {
				list[i] = max(list[i], min(width(s.chars(r[i], style{role: font.Song, size: g.size})), labelMost*g.size))
			}
		}
		list[i] += 2*tablePad + g.size/2
		rest -= list[i]
	}
	longest := func(i int) float64 {
		w := factLeast * g.size
		for _, r := range t.Rows {
			if i < len(r) {
				w = max(w, min(width(s.chars(r[i], style{role: font.Fang, size: g.size})), factMost*g.size))
			}
		}
		return w + 2*tablePad + slack
	}
	total := 0.0
	for i := 1; i < n; i += 2 {
		list[i] = longest(i)
		total += list[i]
	}
	for i := 1; i < n; i += 2 {
		list[i] *= max(rest, factLeast*g.size) / total
	}
	return list
}

// factSize is the size of a paper's forms, one for all: smaller if one of them has four columns.
func (s *setter) factSize() float64 {
	for _, b := range s.d.Blocks {
		if b.Kind != document.Facts || b.Table == nil {
			continue
		}
		for _, cells := range b.Table.Rows {
			if len(cells) > 2 {
				return tableSize
			}
		}
	}
	return factSize
}

// labelMost is how many characters of a label a form's column grows to; longer ones take two lines.
const labelMost = 7

// The columns of what is said share the rest by their longest texts, between these, in characters.
const (
	factLeast = 4
	factMost  = 16
)

// columns is where the columns begin, and where the last ends.
func columns(n int, list []float64, g grid) []float64 {
	total := 0.0
	for _, w := range list {
		total += w
	}
	least := min(2*g.size+2*tablePad, Width/float64(n))
	spare := Width - least*float64(n)
	edges := []float64{Left}
	for i := range list {
		// the least of each column comes first, so that no share makes one too narrow for its text
		edges = append(edges, edges[i]+list[i]/total*Width)
	}
	for i := range list {
		if edges[i+1]-edges[i] < least {
			edges = edges[:1]
			for j := range list {
				edges = append(edges, edges[j]+least+list[j]/total*spare)
			}
			break
		}
	}
	edges[n] = right
	return edges
}

// top is the rule above a table.
func (g grid) top() Rule {
	weight := footOuter
	if g.form {
		weight = footInner
	}
	return Rule{X1: Left, X2: right, Weight: weight}
}

// cells sets one row of a table; more than one only if it is longer than a page.
func (s *setter) cells(texts []string, g grid, head bool) []row {
	n := len(g.edges) - 1
	cells := make([][]Line, n)
	most := 1
	for i := range n {
		if i >= len(texts) {
			continue
		}
		st := style{role: font.Fang, size: g.size}
		m := measure{x: g.edges[i] + tablePad, width: g.edges[i+1] - g.edges[i] - 2*tablePad, align: left, pitch: g.pitch}
		m.width = max(m.width, 1)
		if len(g.align) > i {
			m.align = aligned(g.align[i])
		}
		label := head || g.labels && i%2 == 0
		if label {
			st.role, m.align = font.Song, center
		}
		if head {
			st.role = font.Hei
		}
		cs := s.chars(texts[i], st)
		cells[i] = s.lines(cs, m)
		if label {
			cells[i] = s.balanced(cs, m, cells[i])
		}
		most = max(most, len(cells[i]))
	}
	least := 0.0
	if g.labels && byHand(texts) {
		least = handLines
	}
	full := int((Height - 2*tablePad - 4*g.pitch) / g.pitch)
	var rows []row
	for from := 0; from < most; from += full {
		rows = append(rows, g.row(cells, from, min(from+full, most), least, head, from+full >= most))
	}
	return rows
}

// balanced sets a label's lines as narrow as they can be, so that they are of nearly one length.
func (s *setter) balanced(cs []char, m measure, lines []Line) []Line {
	if len(lines) < 2 {
		return lines
	}
	step := size(cs) / 2
	for m.width > 3*size(cs) {
		m.x, m.width = m.x+step/2, m.width-step
		narrower := s.lines(cs, m)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// handLines is how many lines high a row of a form is at least in which somebody writes by hand.
const handLines = 1.5

// byHand reports whether a row of a form asks for what is not there: it is written by hand.
func byHand(texts []string) bool {
	for i := 0; i < len(texts); i += 2 {
		if trimmed(texts[i]) != "" && (i+1 >= len(texts) || trimmed(texts[i+1]) == "") {
			return true
		}
	}
	return false
}

// row is the lines of cells from one to before another, each cell in the middle of the row's height.
func (g grid) row(cells [][]Line, from, to int, least float64, head, last bool) row {
	tall := max(float64(to-from), least)
	r := row{height: tall*g.pitch + 2*tablePad}
	for _, lines := range cells {
		own := lines[min(from, len(lines)):min(to, len(lines))]
		down := tablePad + (tall-float64(len(own)))*g.pitch/2 - float64(from)*g.pitch
		for _, l := range own {
			r.lines = append(r.lines, l.down(down))
		}
	}
	edge := Rule{X1: Left, Y1: r.height, X2: right, Y2: r.height, Weight: footInner}
	if g.form {
		for _, x := range g.edges {
			r.rules = append(r.rules, Rule{X1: x, X2: x, Y2: r.height, Weight: footInner})
		}
		if last {
			r.rules = append(r.rules, edge)
		} else {
			r.cut = []Rule{edge}
		}
		return r
	}
	strong := edge
	strong.Weight = footOuter
	r.cut = []Rule{strong}
	switch {
	case head:
		r.rules = append(r.rules, edge)
		r.cut = nil
	case last:
		edge.Weight, edge.Ink = hairline, Grey
		r.rules = append(r.rules, edge)
	}
	return r
}

func aligned(text string) align {
	switch text {
	case "center":
		return center
	case "right":
		return flush
	}
	return left
}
