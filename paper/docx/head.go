package docx

import (
	"strings"

	"bihuan/domain/document"
)

// The mark 发文机关标志. 7.2.4 leaves its size to the office: as large as is fine and grave.
const (
	markSize  = 42.0 // pt
	markGap   = 0.2  // between its characters, in em, if there is room
	markWidth = 425. // pt, 150 mm: within the type area
	markLine  = 1.2  // the height of its line, in em
	markTop   = 35.0 // 7.2.4: mm from the type area's top to its ink
	markPage  = 30.0 // 10.1: mm from the page's top, in a letter
	ruleGap   = 4.0  // 7.2.7, 10.1: mm to the red rule
)

// letterNumber is the white between a letter's double rule and its number: 10.1, 7/8 of 16 pt.
const letterNumber = 16 * 7 / 8 * 20

// mark is the issuing office in red, as large as fits on a line.
type mark struct {
	size float64 // pt
	gap  float64 // pt
	text string
}

func newMark(text string) mark {
	n := max(ems(text), 1)
	m := mark{size: markSize, gap: markSize * markGap, text: text}
	if n*m.size+(n-1)*m.gap > markWidth {
		m.gap = max(0, (markWidth-n*m.size)/max(n-1, 1))
		m.size = min(m.size, markWidth/n)
	}
	return m
}

// line is the height of its line, and above how much of the line is over its ink.
func (m mark) line() int  { return int(m.size * markLine * 20) }
func (m mark) above() int { return int(m.size * (markLine*baseline - inkAbove) * 20) }

// below is how much of the line is under its ink.
func (m mark) below() int { return int(m.size * (markLine*(1-baseline) - inkBelow) * 20) }

// runs are its characters; the last has no gap after it, which would push it off the middle.
func (m mark) runs() []run {
	letters := []rune(m.text)
	half := int(m.size * 2)
	return []run{
		{text: string(letters[:len(letters)-1]), size: half, spread: int(m.gap * 20)},
		{text: string(letters[len(letters)-1:]), size: half},
	}
}

// head writes the red head of an official paper, the number and the title. A letter's mark and rules
// are in the header of its first page, above the type area: see letterhead.
func (m *maker) head() {
	switch m.doc.Format {
	case document.Official, document.Upward:
		m.official()
		m.title(nil, 0)
	case document.Letter:
		above := letterNumber - numberAbove
		m.add(para{style: "Number", before: &above, justified: "right"}, m.number())
		m.title(nil, 0)
	default:
		m.plain()
	}
	if to := joined(m.doc.To, m.words.Between); to != "" {
		m.add(para{style: "Addressee"}, run{text: to + m.words.Colon})
	}
}

// numberAbove and numberBelow are the white of the number's line over and under its characters.
const (
	numberAbove = pitch*8/10 - 320*88/100
	numberBelow = pitch*2/10 - 320*12/100
)

// official is the head of 7.2: the mark, the number two blank lines below it, 4 mm below that the rule.
func (m *maker) official() {
	two := 2 * pitch
	if m.doc.Mark != "" {
		mark := newMark(m.doc.Mark)
		before := twips(markTop) - mark.above()
		m.add(para{style: "Mark", before: &before, line: mark.line()}, mark.runs()...)
		two -= mark.below() + numberAbove // from the mark's ink to the number's characters
	}
	p := para{
		style: "Number", before: &two, justified: "center",
		// 0.7 mm thick. The distance is from the characters, of whose line some is below them.
		borders: []border{{side: "bottom", sz: 16, space: (twips(ruleGap) - numberBelow) / 20, color: red}},
	}
	if m.doc.Format != document.Upward {
		m.add(p, m.number())
		return
	}
	// 7.2.6: the number a character in from the left, who signs a character in from the right.
	p.justified = "left"
	p.tabs = []tab{{"left", char}, {"right", width - char}}
	number := m.number()
	runs := []run{{text: "\t"}, number}
	if m.doc.Signatory != "" {
		runs = append(runs, run{text: "\t" + m.words.Signatory}, run{text: m.doc.Signatory, style: "FaceKai"})
	}
	m.add(p, runs...)
}

// number is the number, or in grey what stands for it while there is none.
func (m *maker) number() run {
	if m.doc.Number == "" {
		return run{text: m.doc.Pending, color: grey}
	}
	return run{text: m.doc.Number}
}

// plain is the head of a notice and of a form: the title, over it the office, if it is named; the number
// below at the right; a blank line, unless a form follows its number.
func (m *maker) plain() {
	numbered := m.number().text != ""
	blank := 0
	if len(m.doc.To) == 0 && (m.doc.Format == document.Notice || !numbered) {
		blank = pitch // an addressee brings its own
	}
	if !numbered {
		m.title(new(0), blank)
		return
	}
	m.title(new(0), 0)
	m.add(para{style: "Number", before: new(0), after: blank, justified: "right"}, m.number())
}

func (m *maker) title(before *int, after int) {
	if strings.TrimSpace(m.doc.Title) == "" {
		return
	}
	text := m.doc.Title // whose lines are ended where they end on a printed paper
	if before != nil && m.doc.Mark != "" {
		text = m.doc.Mark + "\n" + text
	}
	m.add(para{style: "Title", before: before, after: after}, run{text: text})
}
