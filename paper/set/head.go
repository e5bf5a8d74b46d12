package set

import (
	"bihuan/domain/document"
	"bihuan/paper/font"
)

// footRule is the top of the letter's second double rule, which ends 20 mm above the page's edge.
const footRule = PageHeight - letterFoot - letterThin - letterWhite - letterThick

// begin makes the head on the first page, and rows of title and addressees.
func (s *setter) begin() {
	page := &Page{Number: 1}
	s.pages = []*Page{page}
	s.start = Top
	switch s.d.Format {
	case document.Official, document.Upward:
		s.official(page)
	case document.Letter:
		s.letter(page)
	default:
		s.plain()
		return
	}
	s.titled(s.d.Title)
	s.space()
	s.addressees()
}

// official is the red head: mark, number, rule. 7.2.4 to 7.2.7.
func (s *setter) official(page *Page) {
	y := s.mark(page, Left+Width/2, Top+markTop) + markBlank
	number := s.number()
	signatory := s.signatory()
	if len(number)+len(signatory) > 0 {
		m := measure{x: Left, width: Width, align: center, pitch: Pitch}
		if s.d.Format == document.Upward {
			m = measure{x: Left + CharPitch, width: Width - 2*CharPitch, align: left, pitch: Pitch}
		}
		lines := s.lines(number, m)
		m.align = flush
		from := len(lines) - 1
		if len(signatory) > 0 && (from < 0 || width(number)+width(signatory)+CharPitch > m.width) {
			from++ // both do not stand in one line
		}
		for _, l := range s.lines(signatory, m) {
			lines = append(lines, l.down(float64(max(0, from))*Pitch))
		}
		// the number's own top is two blank lines below the mark
		up := (Pitch - BodySize) / 2
		last := y
		for _, l := range lines {
			l = l.down(y - up)
			last = l.Y + descent*BodySize
			page.Lines = append(page.Lines, l)
		}
		y = last
	}
	y += ruleBelow
	page.Rules = append(page.Rules, Rule{X1: Left, Y1: y + ruleWidth/2, X2: right, Y2: y + ruleWidth/2, Weight: ruleWidth, Ink: Red})
	s.start = y + ruleWidth + titleBlank
}

// letter is the head of a letter: mark, double rule, number at the right; and the double rule at the
// page's foot. 10.1.
func (s *setter) letter(page *Page) {
	y := s.mark(page, PageWidth/2, letterTop) + letterRule // in the middle of its rules, which are the page's
	double(page, y, letterThick, letterThin)
	y += letterThick + letterWhite + letterThin
	double(page, footRule, letterThin, letterThick)
	if number := s.number(); len(number) > 0 {
		m := measure{x: Left, width: Width, align: flush, pitch: Pitch}
		lines := s.lines(number, m)
		up := baseline(Pitch, BodySize) - fangTop*BodySize
		for _, l := range lines {
			page.Lines = append(page.Lines, l.down(y+letterNear-up))
		}
		y += letterNear + (fangTop+descent)*BodySize + float64(len(lines)-1)*Pitch
	}
	s.start = y + titleBlank
}

// double draws a double rule of 170 mm, from its top.
func double(page *Page, y, first, second float64) {
	x := (PageWidth - letterWidth) / 2
	for _, w := range []float64{first, second} {
		page.Rules = append(page.Rules, Rule{X1: x, Y1: y + w/2, X2: x + letterWidth, Y2: y + w/2, Weight: w, Ink: Red})
		y += w + letterWhite
	}
}

// mark sets the issuing mark about x with its top edge at y, and answers where its bottom edge is.
func (s *setter) mark(page *Page, x, y float64) float64 {
	cs := s.inline(s.d.Mark, style{role: titleRole, size: markSize, ink: Red})
	n := len(cs)
	if n == 0 {
		return y
	}
	room := markWidth / (width(cs) + markSize*markGap*float64(n-1))
	scale := min(1, room)
	size := markSize * scale
	for i := range cs {
		cs[i].size = size
		cs[i].width *= scale
		if i+1 < n {
			cs[i].width += size * markGap
		}
	}
	line := setLine(cs, span{to: n, width: width(cs), last: true}, measure{x: x - Width/2, width: Width, align: center}, true)
	line.Y = y + inkTop*size
	page.Lines = append(page.Lines, line)
	return line.Y + inkLow*size
}

// number is the paper's number, or in grey what stands for it.
func (s *setter) number() []char {
	if s.d.Number != "" {
		return s.inline(s.d.Number, bodyStyle)
	}
	return s.inline(s.d.Pending, style{role: font.Fang, size: BodySize, ink: Grey})
}

// signatory is who signs an upward paper. 7.2.6.
func (s *setter) signatory() []char {
	if s.d.Signatory == "" || s.d.Format != document.Upward {
		return nil
	}
	return append(s.chars(s.words.Signatory, bodyStyle), s.inline(s.d.Signatory, style{role: font.Kai, size: BodySize})...)
}

// plain is the head of a notice and of a form: the office, if it is named, over the title; the number
// below it at the right.
func (s *setter) plain() {
	title := s.d.Title
	if s.d.Mark != "" {
		title = s.d.Mark + "\n" + title
	}
	s.titled(title)
	number := s.number()
	s.text(number, measure{x: Left, width: Width, align: flush, pitch: Pitch})
	if s.d.Format == document.Notice || len(number) == 0 {
		s.space()
	}
	s.addressees()
}

func (s *setter) titled(title string) {
	if trimmed(title) == "" {
		return
	}
	for i, l := range s.title(title, TitleSize, titlePitch) {
		l.Y -= float64(i) * titlePitch
		s.rows = append(s.rows, row{height: titlePitch, lines: []Line{l}, keep: true})
	}
}

// space is the blank line below the title.
func (s *setter) space() {
	if len(s.rows) > 0 {
		s.rows = append(s.rows, row{height: Pitch, blank: true, keep: true})
	}
}

// addressees stand below the title, flush left, with a full-width colon. 7.3.2.
func (s *setter) addressees() {
	if to := joined(s.d.To, "、"); to != "" {
		s.text(s.chars(to+"：", bodyStyle), measure{x: Left, width: Width, pitch: Pitch})
	}
}
