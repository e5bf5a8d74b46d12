package docx

import (
	"strings"
	"unicode/utf8"
)

// run is a stretch of text and what it differs in from its paragraph's style. Properties are written
// in the order of the schema's CT_RPr, without which Word calls a file broken.
type run struct {
	text   string
	style  string // of characters
	color  string
	spread int // 字符间距, in twips
	size   int // in half points
	boxed  bool
	raw    string // instead of text: a field or a picture
}

func (r run) xml() string {
	var b strings.Builder
	b.WriteString("<w:r>")
	if props := r.props(); props != "" {
		b.WriteString("<w:rPr>" + props + "</w:rPr>")
	}
	if r.raw != "" {
		b.WriteString(r.raw)
	} else {
		content(&b, r.text)
	}
	b.WriteString("</w:r>")
	return b.String()
}

func (r run) props() string {
	props := ""
	if r.style != "" {
		props += `<w:rStyle w:val="` + r.style + `"/>`
	}
	if r.color != "" {
		props += `<w:color w:val="` + r.color + `"/>`
	}
	if r.spread != 0 {
		props += `<w:spacing w:val="` + itoa(r.spread) + `"/>`
	}
	if r.size != 0 {
		props += `<w:sz w:val="` + itoa(r.size) + `"/><w:szCs w:val="` + itoa(r.size) + `"/>`
	}
	if r.boxed {
		color := r.color
		if color == "" {
			color = "auto"
		}
		props += `<w:bdr w:val="single" w:sz="4" w:space="0" w:color="` + color + `"/>`
	}
	return props
}

// content writes a text. Ends of lines and tabs are elements of their own; other control characters
// may stand in no XML and are left out.
func content(b *strings.Builder, text string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if piece != "" {
				b.WriteString(`<w:t xml:space="preserve">` + escape(piece) + "</w:t>")
			}
		}
	}
}

// escape makes a text safe within an element or an attribute.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		default:
			if inXML(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// inXML reports whether XML 1.0 may have the character at all.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r >= 0x20 && r != 0x7f && r != 0xfffe && r != 0xffff && utf8.ValidRune(r)
}

// joined is a list's texts as one, without empty ones.
func joined(list []string, by string) string {
	var full []string
	for _, text := range list {
		if text = strings.TrimSpace(text); text != "" {
			full = append(full, text)
		}
	}
	return strings.Join(full, by)
}
