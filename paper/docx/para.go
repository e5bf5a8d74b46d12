package docx

import "strings"

// para is how a paragraph stands. Most stands in its style; the rest is written in the order of the
// schema's CT_PPr.
type para struct {
	style     string
	keep      bool // with the next one
	breaks    bool // begins a page
	frame     *frame
	borders   []border
	black     bool // filled
	tabs      []tab
	before    *int
	after     int
	line      int // exact
	indent    *indent
	justified string // left, center, right
}

type border struct {
	side  string // top, left, bottom, right: in this order
	sz    int    // in eighths of a point
	space int    // from the text, in points
	color string
}

type tab struct {
	kind string // left, right
	at   int
}

// frame is where a paragraph stands that is no part of the flow: at the foot of the type area of the page
// on which the next paragraph is, or so far below that page's top; at the left or in the middle.
type frame struct {
	width int
	side  string
	top   int
}

func (f *frame) xml() string {
	down := `w:vAnchor="margin" w:hAnchor="margin" w:xAlign="` + f.side + `" w:yAlign="bottom"/>`
	if f.top > 0 {
		down = `w:vAnchor="page" w:hAnchor="margin" w:xAlign="` + f.side + `" w:y="` + itoa(f.top) + `"/>`
	}
	return `<w:framePr w:w="` + itoa(f.width) + `" w:wrap="around" ` + down
}

// indent is in twips; first is added to the left in the first line, and is negative in a hanging one.
type indent struct{ left, right, first int }

func paragraph(p para, runs ...run) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	if props := p.props(); props != "" {
		b.WriteString("<w:pPr>" + props + "</w:pPr>")
	}
	for _, r := range runs {
		b.WriteString(r.xml())
	}
	b.WriteString("</w:p>")
	return b.String()
}

func (p para) props() string {
	var b strings.Builder
	if p.style != "" {
		b.WriteString(`<w:pStyle w:val="` + p.style + `"/>`)
	}
	if p.keep {
		b.WriteString("<w:keepNext/>")
	}
	if p.breaks {
		b.WriteString("<w:pageBreakBefore/>")
	}
	if p.frame != nil {
		b.WriteString(p.frame.xml())
	}
	if len(p.borders) > 0 {
		b.WriteString("<w:pBdr>")
		for _, e := range p.borders {
			b.WriteString(e.xml())
		}
		b.WriteString("</w:pBdr>")
	}
	if p.black {
		b.WriteString(`<w:shd w:val="clear" w:color="auto" w:fill="000000"/>`)
	}
	if len(p.tabs) > 0 {
		b.WriteString("<w:tabs>")
		for _, t := range p.tabs {
			b.WriteString(`<w:tab w:val="` + t.kind + `" w:pos="` + itoa(t.at) + `"/>`)
		}
		b.WriteString("</w:tabs>")
	}
	b.WriteString(p.spacing())
	if p.indent != nil {
		b.WriteString(p.indent.xml())
	}
	if p.justified != "" {
		b.WriteString(`<w:jc w:val="` + p.justified + `"/>`)
	}
	return b.String()
}

func (p para) spacing() string {
	attrs := ""
	if p.before != nil {
		attrs += ` w:before="` + itoa(*p.before) + `"`
	}
	if p.after != 0 {
		attrs += ` w:after="` + itoa(p.after) + `"`
	}
	if p.line != 0 {
		attrs += ` w:line="` + itoa(p.line) + `" w:lineRule="exact"`
	}
	if attrs == "" {
		return ""
	}
	return "<w:spacing" + attrs + "/>"
}

// xml says firstLineChars too, which would else come from the style and win.
func (i indent) xml() string {
	first := `w:firstLineChars="0" w:firstLine="` + itoa(i.first) + `"`
	if i.first < 0 {
		first = `w:hangingChars="0" w:hanging="` + itoa(-i.first) + `"`
	}
	return `<w:ind w:left="` + itoa(i.left) + `" w:right="` + itoa(i.right) + `" ` + first + `/>`
}

func (e border) xml() string {
	return `<w:` + e.side + ` w:val="single" w:sz="` + itoa(e.sz) + `" w:space="` + itoa(e.space) + `" w:color="` + e.color + `"/>`
}
