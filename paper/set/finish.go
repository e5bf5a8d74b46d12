package set

import (
	"strconv"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// finish adds what stands outside the text of every page, and the check on the last.
func (s *setter) finish() {
	for _, p := range s.pages {
		s.pageNumber(p)
	}
	if s.d.Check != nil {
		s.check(s.pages[len(s.pages)-1])
	}
	for _, p := range s.pages {
		s.legend(p)
	}
}

// pageNumber is "— 1 —" below the type area: odd at the right, even at the left, one character in. 7.5.
// A letter's first page has none. 10.1.
func (s *setter) pageNumber(p *Page) {
	if s.bound || s.d.Format == document.Letter && p.Number == 1 {
		return
	}
	cs := s.chars("— "+strconv.Itoa(p.Number)+" —", style{role: font.Song, size: smallSize})
	m := measure{x: Left + smallSize, width: Width - 2*smallSize, align: left}
	if p.Number%2 == 1 {
		m.align = flush
	}
	line := setLine(cs, span{to: len(cs), width: width(cs), last: true}, m, true)
	line.Y = bottom + numberDown + dashRise*smallSize
	p.Lines = append(p.Lines, line)
}

// legend says at the head of a page that it is a draft, or void.
func (s *setter) legend(p *Page) {
	x := float64(Left)
	var lines []Line
	for _, text := range []string{s.d.Draft, s.d.Void} {
		cs := s.inline(text, style{role: font.Hei, size: legendSize, ink: Grey})
		if len(cs) == 0 {
			continue
		}
		w := width(cs) + legendSize
		top, low := float64(legendTop), legendTop+1.5*legendSize
		m := measure{x: x + legendSize/2, width: width(cs), align: left}
		line := setLine(cs, span{to: len(cs), width: width(cs), last: true}, m, true)
		line.Y = top + baseline(low-top, legendSize)
		lines = append(lines, line)
		for _, r := range [][4]float64{{x, top, x + w, top}, {x, low, x + w, low}, {x, top, x, low}, {x + w, top, x + w, low}} {
			p.Rules = append(p.Rules, Rule{X1: r[0], Y1: r[1], X2: r[2], Y2: r[3], Weight: hairline, Ink: Grey})
		}
		x += w + legendSize
	}
	p.Lines = append(lines, p.Lines...)
}

// check is the code by which a reader finds out whether the paper is real. It stands in the type area's
// lower right corner if nothing else does; if not, below the type area at the side without the page
// number; on a letter's first page below the double rule.
func (s *setter) check(p *Page) {
	small := style{role: font.Song, size: checkText}
	text, code := s.inline(s.d.Check.Text, small), s.inline(s.d.Check.Code, small)
	wide := max(width(text), width(code)) + checkText/2
	size := float64(checkSize)
	if s.d.Check.URL == "" {
		size = 0
	}
	letterHead := s.d.Format == document.Letter && p.Number == 1
	low := float64(bottom)
	if letterHead {
		low = footRule - letterNear
	}
	if top, ok := s.footTop(); ok {
		low = top
	}
	x, y := right-size, low-checkSize-checkText/2
	switch {
	case p.clear(x-wide-checkText, y-checkText, right, low):
	case letterHead:
		size = min(size, narrowCheck)
		x, y = right-size, PageHeight-letterFoot+checkText/4
	default:
		y = bottom + checkDown
		if p.Number%2 == 1 {
			x = Left + wide
		}
	}
	if size > 0 {
		p.Codes = append(p.Codes, Code{X: x, Y: y, Size: size, URL: s.d.Check.URL})
	}
	m := measure{x: x - wide, width: wide - checkText/2, align: flush}
	middle := y + max(size, narrowCheck)/2
	for i, cs := range [][]char{text, code} {
		if len(cs) == 0 {
			continue
		}
		line := setLine(cs, span{to: len(cs), width: width(cs), last: true}, m, true)
		line.Y = middle - 0.3*checkText + float64(i)*1.4*checkText
		p.Lines = append(p.Lines, line)
	}
}

// Where the check stands outside the type area.
const (
	narrowCheck = 14 * mm
	checkDown   = 5 * mm
)

// footTop is where the foot begins on the last page.
func (s *setter) footTop() (float64, bool) {
	if n := len(s.rows); n > 0 && s.rows[n-1].foot {
		return s.rows[n-1].at, true
	}
	return 0, false
}

// clear reports whether nothing stands in a part of the page.
func (p *Page) clear(x1, y1, x2, y2 float64) bool {
	for _, l := range p.Lines {
		for _, r := range l.Runs {
			if r.X < x2 && r.X+r.Width > x1 && l.Y-r.Size*ascent < y2 && l.Y+r.Size*descent > y1 {
				return false
			}
		}
	}
	for _, r := range p.Rules {
		if r.X1 < x2 && r.X2 > x1 && r.Y1 < y2 && r.Y2 > y1 {
			return false
		}
	}
	for _, seal := range p.Seals {
		if seal.X-seal.Radius < x2 && seal.X+seal.Radius > x1 && seal.Y-seal.Radius < y2 && seal.Y+seal.Radius > y1 {
			return false
		}
	}
	for _, i := range p.Images {
		if i.X < x2 && i.X+i.W > x1 && i.Y < y2 && i.Y+i.H > y1 {
			return false
		}
	}
	return true
}
