package docx

import (
	"strings"

	"bihuan/domain/document"
)

// The page number 7.5: its dashes 7 mm below the type area, on an odd page at the right, on an even
// one at the left, a character in. Its line ends so far above the foot lines' end.
const (
	numberLine  = 320
	numberAfter = 289
)

// The double rules of 10.1, 170 mm wide: two borders of an empty paragraph. The standard leaves their
// weights open: 1 mm and 0.35 mm, with 0.55 mm of white between.
const (
	thick     = 23 // eighths of a point
	thin      = 8
	between   = 31
	edge      = 1134         // 20 mm from the page's edges
	ruleLeft  = edge - left  // beyond the type area
	ruleRight = edge - right // likewise
)

// legendLine is the height of the line in which a draft or a void paper says so.
const legendLine = 280

// legend is what stands across the head of every page.
func (m *maker) legend() (para, []run) {
	var runs []run
	for _, text := range []string{m.doc.Draft, m.doc.Void} {
		if text == "" {
			continue
		}
		if len(runs) > 0 {
			runs = append(runs, run{text: "  "})
		}
		runs = append(runs, run{text: " " + text + " ", color: grey, boxed: true})
	}
	return para{style: "Legend"}, runs
}

// headers are the heads of odd, even and first pages; an empty one is not written.
func (m *maker) headers() map[string]string {
	heads := map[string]string{}
	p, runs := m.legend()
	if len(runs) > 0 {
		heads["default"] = paragraph(p, runs...)
		heads["even"] = heads["default"]
	}
	if m.doc.Format == document.Letter {
		heads["first"] = m.letterhead()
	}
	return heads
}

// letterhead is the head of a letter's first page: the mark 30 mm from the page's top, 4 mm below it the
// double rule, thick over thin.
func (m *maker) letterhead() string {
	var b strings.Builder
	at := twips(header)
	if p, runs := m.legend(); len(runs) > 0 {
		b.WriteString(paragraph(p, runs...))
		at += legendLine
	}
	before := twips(markPage) - at
	if m.doc.Mark != "" {
		mark := newMark(m.doc.Mark)
		before -= mark.above()
		b.WriteString(paragraph(para{style: "Mark", before: &before, line: mark.line()}, mark.runs()...))
		before = twips(ruleGap) - mark.below()
	}
	b.WriteString(double(before, thick, thin))
	return b.String()
}

// double is a double red rule.
func double(before, over, under int) string {
	return paragraph(para{
		style: "Rule", before: &before, line: between,
		borders: []border{{side: "top", sz: over, color: red}, {side: "bottom", sz: under, color: red}},
		indent:  &indent{left: ruleLeft, right: ruleRight},
	})
}

// footers are the foots of odd, even and first pages. A letter's first page has the second double rule,
// thin over thick, and no number.
func (m *maker) footers() map[string]string {
	foots := map[string]string{
		"default": pageNumber("PageOdd"),
		"even":    pageNumber("PageEven"),
	}
	if m.doc.Format == document.Letter {
		foots["first"] = double(0, thin, thick)
	}
	return foots
}

func pageNumber(style string) string {
	field := func(kind string) run { return run{raw: `<w:fldChar w:fldCharType="` + kind + `"/>`} }
	return paragraph(para{style: style},
		run{text: "— "}, field("begin"), run{raw: `<w:instrText xml:space="preserve"> PAGE </w:instrText>`},
		field("separate"), run{text: "1"}, field("end"), run{text: " —"})
}
