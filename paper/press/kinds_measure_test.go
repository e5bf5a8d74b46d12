package press

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/document"
	"bihuan/paper/set"
)

// measured is a paper's figures: read by poppler where it is text, from the set page where it is a rule.
type measured struct {
	strings.Builder
	t *testing.T
	p *printed
	d document.Document

	pages []set.Page
}

func (m *measured) all() {
	pages, err := set.Lay(thePress(m.t).fonts, m.d)
	if err != nil {
		m.t.Fatal(err)
	}
	m.pages = pages
	fmt.Fprintf(m, "%s, %d pages\n", m.d.Format, len(pages))
	m.area()
	m.head()
	m.rules()
	m.title()
	m.text()
	m.signature()
	m.foot()
	m.numbers()
}

// is writes a figure down and fails unless it is the standard's: to 0.5 mm, or as said.
func (m *measured) is(what string, got, want float64, within ...float64) {
	m.t.Helper()
	fmt.Fprintf(m, "%s %.1f\n", what, math.Round(got*10)/10+0) // no -0.0
	near(m.t, what, got, want, within...)
}

// size is the size of a word's type: poppler makes its box as tall as the face of its first character.
func size(w found) float64 {
	switch first := []rune(w.text)[0]; {
	case first < 0x2000:
		return w.height / serifBox
	case math.Abs(w.height-16*heiBox) < 0.2:
		return 16
	}
	return w.height
}

// heiBox is how tall poppler makes boxes of Hei, in the size of the type.
const heiBox = 1.448

// area: all text stands within the type area, but the mark of a letter and what belongs below it. 5.2.1.
func (m *measured) area() {
	x1, x2, y1, y2 := math.Inf(1), 0.0, math.Inf(1), 0.0
	for _, w := range m.p.words {
		if strings.HasSuffix(w.text, "，") || strings.HasSuffix(w.text, "。") || strings.HasSuffix(w.text, "、") || strings.HasSuffix(w.text, "；") {
			w.x2 -= 0.5 * bodySize // the white half of a mark may stand outside
		}
		if w.y1 < 30 || w.text == m.d.Mark || w.y1 > 263 || w.text == m.d.Check.Text || w.text == m.d.Check.Code {
			continue
		}
		x1, x2, y1, y2 = min(x1, w.x1), max(x2, w.x2), min(y1, w.y1), max(y2, w.y2)
	}
	fmt.Fprintf(m, "text from %.1f to %.1f, from %.1f down to %.1f\n", x1, x2, y1, y2)
	near(m.t, "the text's left, or that of a form's cells", x1, left+0.7, 1.2)
	near(m.t, "the text's right", x2, right)
	low := bottom
	if m.d.Format == document.Letter {
		low = 297 - 20 - 1.9 - bodySize*7/8
	}
	if y1 < 36 && m.d.Format != document.Letter || y2 > low+0.5 {
		m.t.Errorf("the text stands from %.1f to %.1f mm down, outside its area", y1, y2)
	}
}

// head measures the mark and the number.
func (m *measured) head() {
	number := m.p.find(1, m.d.Number)
	m.is("number's size", size(number), 16, 0.2)
	switch m.d.Format {
	case document.Official:
		m.is("number's middle", (number.x1+number.x2)/2, 106)
	case document.Upward:
		m.is("number's left", number.x1, left+char)
		m.is("signatory's right", m.p.find(1, m.d.Signatory).x2, right-char)
	default:
		m.is("number's right", number.x2, right)
	}
	if m.d.Mark == "" {
		return
	}
	mark := m.p.find(1, m.d.Mark)
	em := mark.height / mm / serifBox
	y := mark.y2 - 0.286*em // its baseline
	want, middle := top+35, 106.0
	if m.d.Format == document.Letter {
		want, middle = 30, 105
	}
	m.is("mark's top", y-0.83*em, want)
	m.is("mark's middle", (mark.x1+mark.x2)/2, middle)
	if m.d.Format != document.Letter {
		m.is("number below the mark", number.y1+0.07*bodySize-(y+0.075*em), 2*line)
	}
}

// rules measures the red rules: 7.2.7, 10.1.
func (m *measured) rules() {
	var list []set.Rule
	for _, r := range m.pages[0].Rules {
		if r.Ink == set.Red {
			list = append(list, r)
		}
	}
	edges := func(r set.Rule, from, to float64) {
		m.is("red rule's left", r.X1/mm, from)
		m.is("red rule's right", r.X2/mm, to)
	}
	number := m.p.find(1, m.d.Number)
	switch {
	case m.d.Format == document.Letter && len(list) == 4:
		for _, r := range list {
			edges(r, 20, 190)
		}
		mark := m.p.find(1, m.d.Mark)
		ink := mark.y2 - (0.286-0.075)*mark.height/mm/serifBox
		m.is("double rule below the mark", (list[0].Y1-list[0].Weight/2)/mm-ink, 4)
		m.is("number below the double rule", number.y1+0.06*bodySize-(list[1].Y1+list[1].Weight/2)/mm, bodySize*7/8)
		m.is("double rule above the page's end", 297-(list[3].Y1+list[3].Weight/2)/mm, 20)
	case (m.d.Format == document.Official || m.d.Format == document.Upward) && len(list) == 1:
		edges(list[0], left, right)
		m.is("red rule below the number", (list[0].Y1-list[0].Weight/2)/mm-number.y2+0.02*bodySize, 4)
	case len(list) > 0 || m.d.Mark != "":
		m.t.Errorf("a paper of the format %s has %d red rules", m.d.Format, len(list))
	}
	for _, p := range m.pages[1:] {
		for _, r := range p.Rules {
			if r.Ink == set.Red {
				m.t.Errorf("page %d has a red rule", p.Number)
			}
		}
	}
}

// title measures the title: 7.3.1. Its lines are found by the title's text.
func (m *measured) title() {
	lines, err := set.TitleLines(thePress(m.t).fonts, m.d)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, l := range lines {
		w := m.p.find(1, l)
		fmt.Fprintf(m, "title %s\n", l)
		m.is("title's size", w.height/serifBox, 22, 0.2)
		m.is("title's middle", (w.x1+w.x2)/2, 106)
		if n := len([]rune(l)); n < 4 && len(lines) > 1 {
			m.t.Errorf("a line of the title has %d characters: %s", n, l)
		}
	}
	first := m.p.find(1, lines[0])
	m.is("title's first line", first.y2-0.286*first.height/mm/serifBox, m.titleAt())
}

// titleAt is where the title's first baseline should be: two blank lines below the red rule, or in a letter
// below the number; in the first line of what has no head.
func (m *measured) titleAt() float64 {
	const in = (12.2-22/mm)/2 + 0.88*22/mm
	switch m.d.Format {
	case document.Letter:
		return m.p.find(1, m.d.Number).y2 - 0.02*bodySize + 2*line + in
	case document.Official, document.Upward:
		return m.pages[0].Rules[0].Y1/mm + 0.35 + 2*line + in
	}
	return top + in
}

// text measures the addressee and the first paragraph: flush left, and two characters in. 7.3.2, 7.3.3.
func (m *measured) text() {
	if len(m.d.To) > 0 {
		to := m.p.find(1, m.d.To[0])
		m.is("addressee's left", to.x1, left)
		m.is("addressee's size", size(to), 16, 0.2)
	}
	for _, b := range m.d.Blocks {
		if b.Kind != document.Paragraph {
			continue
		}
		begin := bare(b.String())
		for _, w := range m.p.words {
			// cells of tables may say the same
			if strings.HasPrefix(begin, w.text) && w.text != m.d.Title && math.Abs(size(w)-16) < 0.2 {
				m.is("first paragraph's indent", w.x1-left, 2*char)
				return
			}
		}
		m.t.Errorf("no page has a line that begins with %s", begin)
		return
	}
}

// signature measures the office and the date above the seal's middle, on one page with text: 7.3.5.
func (m *measured) signature() {
	s := m.d.Sign
	if s == nil {
		return
	}
	last := len(m.pages)
	i := slices.IndexFunc(m.p.words, func(w found) bool { return w.page == last && w.text == s.Date })
	if i < 1 || m.p.words[i-1].text != s.Unit {
		m.t.Fatalf("the last page has no %s with %s below it", s.Unit, s.Date)
	}
	unit, date := m.p.words[i-1], m.p.words[i]
	m.is("date's right", date.x2, right-4*char)
	m.is("unit's middle from the date's", (unit.x1+unit.x2)/2-(date.x1+date.x2)/2, 0)
	m.is("date below the unit", baseline(date)-baseline(unit), line)
	if i < 2 || m.p.words[i-2].page != last {
		m.t.Errorf("the last page has a seal and no text")
	}
}

// foot measures what has copies and who printed it, at the type area's bottom, between rules: 7.4, 10.1.
func (m *measured) foot() {
	if len(m.d.Copies) == 0 && m.d.Printed == nil {
		return
	}
	page := m.pages[len(m.pages)-1]
	var across []set.Rule
	for _, r := range page.Rules {
		if r.X2-r.X1 > 155*mm && r.Y1 == r.Y2 && r.Ink == set.Black {
			across = append(across, r)
		}
	}
	if len(m.d.Copies) > 0 {
		copies := m.p.find(page.Number, "抄送：")
		m.is("copies' left", copies.x1, left+14/mm)
		m.is("copies' size", size(copies), 14, 0.2)
	}
	if m.d.Format == document.Letter {
		return
	}
	n := 2
	if len(m.d.Copies) > 0 && m.d.Printed != nil {
		n = 3
	}
	if len(across) < n {
		m.t.Fatalf("the foot has %d rules", len(across))
	}
	for i, r := range across[len(across)-n:] {
		weight := 0.25
		if i == 0 || i == n-1 {
			weight = 0.35
		}
		m.is("foot's rule", r.Y1/mm, bottom-float64(n-1-i)*line)
		near(m.t, "a rule of the foot", r.Weight/mm, weight, 0.01)
	}
}

// numbers measures the page numbers: 7 mm below the type area, a character in, odd at the right and even
// at the left; a letter's first page has none. 7.5, 10.1.
func (m *measured) numbers() {
	for n := 1; n <= len(m.pages); n++ {
		var dashes []found
		for _, w := range m.p.words {
			if w.page == n && w.text == "—" {
				dashes = append(dashes, w)
			}
		}
		if n == 1 && m.d.Format == document.Letter {
			if len(dashes) > 0 {
				m.t.Error("a letter's first page has a number")
			}
			continue
		}
		if len(dashes) != 2 {
			m.t.Errorf("page %d has no number", n)
			continue
		}
		if n%2 == 1 {
			m.is("odd page number's right", dashes[1].x2, right-14/mm)
		} else {
			m.is("even page number's left", dashes[0].x1, left+14/mm)
		}
		m.is("page number's dashes below the type area", dashes[0].y2-(0.286+0.36)*14/mm-bottom, 7)
		near(m.t, "the page number's size", dashes[0].height/serifBox, 14, 0.2)
	}
}
