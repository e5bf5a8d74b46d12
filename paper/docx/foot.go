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

// The check stands below the type area, so that it takes no room of the text: in the middle, for the page
// number is at the right or at the left. A letter's stands below the second double rule of its first page: 10.1.
const (
	codeSize     = 16  // mm
	codeTop      = 267 // mm from the page's top
	codeLetter   = 14
	letterTop    = 278
	codeTextSize = 180 // twips
	codeWhite    = 700 // that programs may put around figures
)

// foot writes what stands at the foot of the last page: who has copies and who printed the paper, and
// how to check it. They are frames; the paragraph after them says on which page. A letter's foot has no
// rules and nobody who printed it: 10.1.
func (m *maker) foot() error {
	ruled := m.doc.Format != document.Letter
	all := &frame{width: width, side: "left"}
	lines := m.footLines()
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
	check, err := m.check()
	if err != nil {
		return err
	}
	for _, line := range check {
		m.add(line.para, line.runs...)
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
	text := joined([]string{c.Text, c.Code}, " ")
	f := &frame{width: int(ems(text)*codeTextSize) + codeWhite, side: "center", top: twips(codeTop)}
	size := codeSize
	if m.doc.Format == document.Letter {
		f.top, size = twips(letterTop), codeLetter
	}
	var runs []run
	if c.URL != "" {
		code, err := paper.QRPNG(c.URL)
		if err != nil {
			return nil, fmt.Errorf("making the check's QR code: %w", err)
		}
		runs = append(runs, run{raw: m.drawing(code, "png", emu(float64(size)), emu(float64(size)), text)})
		f.width += twips(float64(size))
	}
	if text != "" {
		runs = append(runs, run{text: " " + text})
	}
	if len(runs) == 0 {
		return nil, nil
	}
	return []footLine{{para{style: "Check", frame: f}, runs}}, nil
}
