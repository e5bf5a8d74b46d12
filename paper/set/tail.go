package set

import (
	"strconv"
	"strings"

	"bihuan/domain/document"
)

// longTail is how many lines of attachments are still kept together with the end of the text.
const longTail = 6

// tail makes rows of what follows the text: attachments, signature, note, foot. They stand on one page
// with the last lines of the text, so that no page has a seal alone.
func (s *setter) tail() {
	end := s.end()
	if end > 0 && s.rows[end].text && s.rows[end-1].text && !s.rows[end].fresh {
		end-- // one line alone above a seal looks lost
	}
	from := len(s.rows)
	s.attachments()
	if len(s.rows)-from > longTail {
		end = len(s.rows) - 1
	}
	s.sign()
	s.note()
	s.foot()
	if end < 0 {
		return
	}
	for i := end; i < len(s.rows)-1; i++ {
		s.rows[i].keep = true
	}
}

// end is the last row that has something on it, or -1.
func (s *setter) end() int {
	for i := len(s.rows) - 1; i >= 0; i-- {
		if !s.rows[i].blank {
			return i
		}
	}
	return -1
}

func (s *setter) blank(n int) {
	for range n {
		s.rows = append(s.rows, row{height: Pitch, blank: true})
	}
}

// attachments are named one blank line below the text; what goes on in a second line begins below the
// name's first character. 7.3.4.
func (s *setter) attachments() {
	var names []string
	for _, name := range s.d.Attachments {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return
	}
	s.blank(1)
	label := s.chars(s.words.Attachment, bodyStyle)
	indent := noteIndent * CharPitch
	for i, name := range names {
		number := ""
		if len(names) > 1 {
			number = strconv.Itoa(i+1) + ". "
		}
		counted := s.chars(number, bodyStyle)
		m := measure{x: Left, width: Width, first: indent + width(label), hang: indent + width(label) + width(counted), pitch: Pitch}
		cs := append(counted, s.chars(name, bodyStyle)...)
		if i == 0 {
			m.first = indent
			cs = append(s.chars(s.words.Attachment, bodyStyle), cs...)
		}
		s.text(cs, m)
	}
}

// sign is the issuing office and the date. 7.3.5.1 with a seal, 7.3.5.2 without.
func (s *setter) sign() {
	sign := s.d.Sign
	if sign == nil {
		return
	}
	unit, date := s.inline(sign.Unit, bodyStyle), s.inline(sign.Date, bodyStyle)
	dateX := right - dateRight*CharPitch - width(date)
	unitX := dateX + width(date)/2 - width(unit)/2
	if sign.Seal {
		s.blank(sealAbove)
		unitX = min(unitX, right-width(unit))
	} else {
		s.blank(1)
		unitX = right - unitRight*CharPitch - width(unit)
		dateX = unitX + 2*CharPitch
		if width(date) > width(unit) {
			dateX = right - unitRight*CharPitch - width(date)
			unitX = dateX - 2*CharPitch
		}
		dateX = min(dateX, right-width(date))
	}
	from := len(s.rows)
	if unitX < Left {
		// a name longer than a line stands in several
		s.text(unit, measure{x: Left, width: Width, align: center, pitch: Pitch})
	} else {
		s.text(unit, measure{x: unitX, width: width(unit), align: left, pitch: Pitch})
	}
	s.text(date, measure{x: max(Left, dateX), width: min(Width, width(date)), align: left, pitch: Pitch})
	if sign.Seal && from < len(s.rows) {
		s.rows[from].seals = []Seal{{X: dateX + width(date)/2, Y: sealDown, Radius: sealSize / 2, Hint: sign.Hint}}
	}
}

// sealDown is the seal's centre below the unit's line: unit and date stand a little below its middle,
// and its top within a line of the text. 7.3.5.1.
const sealDown = 0.55 * Pitch

// note is the 附注 in brackets, indented by two, below the date. 7.3.6.
func (s *setter) note() {
	note := strings.TrimSpace(s.d.Note)
	if note == "" {
		return
	}
	if !strings.HasPrefix(note, "（") {
		note = "（" + note + "）"
	}
	s.text(s.chars(note, bodyStyle), measure{x: Left, width: Width, first: noteIndent * CharPitch, pitch: Pitch})
}

// foot is the 版记 at the bottom of the last page: copies, and who printed it. 7.4. A letter's has
// neither rules nor a printer. 10.1.
func (s *setter) foot() {
	var r row
	if copies := joined(s.d.Copies, "，"); copies != "" {
		label := s.chars(s.words.Copies, smallStyle)
		m := measure{x: Left + smallSize, width: Width - 2*smallSize, hang: width(label), pitch: Pitch}
		if !strings.HasSuffix(copies, "。") {
			copies += "。"
		}
		r.lines = s.lines(append(label, s.chars(copies, smallStyle)...), m)
	}
	r.height = float64(len(r.lines)) * Pitch
	if s.d.Format == document.Letter {
		if len(r.lines) > 0 {
			r.foot, r.height = true, r.height-(Pitch-smallSize)/2+(Pitch-BodySize)/2
			s.rows = append(s.rows, r)
		}
		return
	}
	across := func(y, weight float64) {
		r.rules = append(r.rules, Rule{X1: Left, Y1: y, X2: right, Y2: y, Weight: weight})
	}
	across(0, footOuter)
	if p := s.d.Printed; p != nil {
		if len(r.lines) > 0 {
			across(r.height, footInner)
		}
		on := strings.TrimSpace(p.On)
		if on != "" && !strings.HasSuffix(on, s.words.Printed) {
			on += s.words.Printed
		}
		by, when := s.inline(p.By, smallStyle), s.inline(on, smallStyle)
		m := measure{x: Left + smallSize, width: Width - 2*smallSize, align: left, pitch: Pitch}
		lines := s.lines(by, m)
		m.align = flush
		at := len(lines) - 1
		if width(by)+width(when)+smallSize > m.width || at < 0 {
			at++
		}
		for _, l := range s.lines(when, m) {
			lines = append(lines, l.down(float64(at)*Pitch))
		}
		n := 0
		for _, l := range lines {
			n = max(n, int(l.Y/Pitch)+1)
			r.lines = append(r.lines, l.down(r.height))
		}
		r.height += float64(n) * Pitch
	}
	if len(r.lines) == 0 {
		return
	}
	across(r.height, footOuter)
	r.foot = true
	s.rows = append(s.rows, r)
}
