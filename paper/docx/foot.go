package docx

import (
	"fmt"
	"strings"

	"bihuan/domain/document"
	"bihuan/paper"
)

// The rules of the foot 7.4.1: the first and last of 0.35 mm, the others of 0.25.
const (
	outer = 20
	inner = 14
)

// The check: a code of 16 mm at the right, its words below.
const (
	codeSize   = 16   // mm
	codeWidth  = 1500 // twips: holds the words
	checkAfter = 60   // twips to the rule below
)

// foot writes what stands at the foot of the last page: who has copies and who printed the paper, and
// how to check it. They are frames at the type area's bottom; the paragraph after them says on which
// page. A letter's foot has no rules and nobody who printed it: 10.1.
func (m *maker) foot() error {
	ruled := m.doc.Format == document.Official || m.doc.Format == document.Upward
	all := &frame{width: width, side: "left"}
	check, err := m.check()
	if err != nil {
		return err
	}
	lines := m.footLines()
	switch {
	case len(check) > 0 && (ruled || len(lines) == 0):
		// Above the rules, at the right.
		for _, line := range check {
			line.frame = all
			m.add(line.para, line.runs...)
		}
	case len(check) > 0:
		for _, line := range check {
			line.frame = &frame{width: codeWidth, side: "right"}
			m.add(line.para, line.runs...)
		}
		all = &frame{width: width - codeWidth, side: "left"}
	}
	for i, line := range lines {
		if ruled {
			m.add(footRule(i == 0, all))
		}
		line.frame = all
		m.add(line.para, line.runs...)
	}
	if ruled && len(lines) > 0 {
		m.add(footRule(true, all))
	}
	if m.table || len(check)+len(lines) > 0 {
		m.add(para{style: "Hairline"}) // neither a table nor a frame ends a body
	}
	return nil
}

// footed reports whether there is a foot, which no page has alone: 7.4 puts it on the last page of the text.
func (m *maker) footed() bool {
	return len(m.doc.Copies) > 0 || m.doc.Printed != nil || m.doc.Check != nil
}

type footLine struct {
	para
	runs []run
}

// footLines are the copies 7.4.2 and who printed the paper, and when 7.4.3, a character in from both sides.
func (m *maker) footLines() []footLine {
	var lines []footLine
	if copies := joined(m.doc.Copies, m.words.Comma); copies != "" {
		hang := int(ems(m.words.Copies) * small)
		text := m.words.Copies + strings.TrimSuffix(copies, m.words.Stop) + m.words.Stop
		lines = append(lines, footLine{
			para{style: "Foot", indent: &indent{left: small + hang, right: small, first: -hang}}, []run{{text: text}},
		})
	}
	if p := m.doc.Printed; p != nil && m.doc.Format != document.Letter {
		on := p.On
		if on != "" && !strings.HasSuffix(on, m.words.Printed) {
			on += m.words.Printed
		}
		lines = append(lines, footLine{para{style: "Foot", tabs: []tab{{"right", width - small}}}, []run{{text: p.By + "\t" + on}}})
	}
	return lines
}

// footRule is a rule as wide as the type area: a black line of text with nothing in it, as high as the
// rule is thick. A border would be as wide as the indented text, and LibreOffice takes a paragraph with
// one out of its frame.
func footRule(end bool, f *frame) para {
	thick := inner
	if end {
		thick = outer
	}
	return para{style: "Hairline", frame: f, black: true, line: thick}
}

// check is how a reader finds out whether the paper is real.
func (m *maker) check() ([]footLine, error) {
	c := m.doc.Check
	if c == nil {
		return nil, nil
	}
	var lines []footLine
	if c.URL != "" {
		code, err := paper.QRPNG(c.URL)
		if err != nil {
			return nil, fmt.Errorf("making the check's QR code: %w", err)
		}
		drawn := m.drawing(code, "png", emu(codeSize), emu(codeSize), c.Text+" "+c.Code)
		lines = append(lines, footLine{para{style: "Picture", justified: "right"}, []run{{raw: drawn}}})
	}
	for _, text := range []string{c.Text, c.Code} {
		if text != "" {
			lines = append(lines, footLine{para{style: "Check"}, []run{{text: text}}})
		}
	}
	if len(lines) > 0 {
		lines[len(lines)-1].after = checkAfter
	}
	return lines, nil
}
