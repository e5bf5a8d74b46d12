// Package preview shows a paper's pages in a browser: one SVG a page, in millimetres, with real text in
// the order in which it is read. It has neither style nor script of its own; what a face is, the style
// sheet says by class.
package preview

import (
	"encoding/base64"
	"fmt"
	"html"
	"strconv"
	"strings"

	"rsc.io/qr"

	"bihuan/domain/document"
	"bihuan/paper/font"
	"bihuan/paper/set"
)

// mm is a millimetre in points.
const mm = 72 / 25.4

// classes are the style sheet's names of the faces.
func class(role font.Role) string {
	switch role {
	case font.FangBold:
		return "doc-fang doc-bold"
	case font.Song:
		return "doc-song"
	case font.SongBold:
		return "doc-song doc-bold"
	case font.Title:
		return "doc-title"
	case font.Hei:
		return "doc-hei"
	case font.Kai:
		return "doc-kai"
	}
	return "doc-fang"
}

// The colours of a paper, which is white in every scheme.
func color(ink set.Ink) string {
	switch ink {
	case set.Red:
		return "#c3161c"
	case set.Grey:
		return "#6a727b"
	}
	return "#111"
}

// HTML is one article a page.
func HTML(pages []set.Page, d document.Document) (string, error) {
	w := &writer{}
	for _, p := range pages {
		if err := w.page(p, d, len(pages)); err != nil {
			return "", err
		}
	}
	return w.String(), nil
}

type writer struct{ strings.Builder }

func (w *writer) page(p set.Page, d document.Document, of int) error {
	label := strings.Join(strings.Fields(d.Title), " ") + " " + strconv.Itoa(p.Number) + "/" + strconv.Itoa(of)
	w.put(`<article class="doc doc-page doc-`, string(d.Format), `" aria-label="`, escape(label), `"`)
	if d.Meta.Language != "" {
		w.put(` lang="`, escape(d.Meta.Language), `"`)
	}
	w.put(`><svg viewBox="0 0 210 297" width="100%" xmlns="http://www.w3.org/2000/svg">`)
	w.rules(p.Rules)
	for _, i := range p.Images {
		w.image(i)
	}
	field := ""
	for _, l := range p.Lines {
		if l.Field != field {
			w.close(field)
			w.open(l.Field)
			field = l.Field
		}
		w.line(l)
	}
	w.close(field)
	for _, s := range p.Seals {
		if s.Hint != "" {
			w.seal(s)
		}
	}
	for _, c := range p.Codes {
		if err := w.code(c); err != nil {
			return err
		}
	}
	w.put("</svg></article>\n")
	return nil
}

func (w *writer) open(field string) {
	if field != "" {
		w.put(`<g data-field="`, escape(field), `">`)
	}
}

func (w *writer) close(field string) {
	if field != "" {
		w.put("</g>")
	}
}

// line is one text element, so that a line is copied as one; a run of another face is a part of it.
func (w *writer) line(l set.Line) {
	if len(l.Runs) == 0 {
		return
	}
	if len(l.Runs) == 1 {
		w.put("<text")
		w.run(l, l.Runs[0], true)
		w.put("</text>")
		return
	}
	w.put("<text")
	w.attr("y", l.Y)
	w.put(">")
	for _, r := range l.Runs {
		w.put("<tspan")
		w.run(l, r, false)
		w.put("</tspan>")
	}
	w.put("</text>")
}

func (w *writer) run(l set.Line, r set.Run, alone bool) {
	w.attr("x", r.X)
	if alone {
		w.attr("y", l.Y)
	}
	w.attr("font-size", r.Size)
	w.put(` class="`, class(r.Role), `"`)
	if r.Ink != set.Black {
		w.put(` fill="`, color(r.Ink), `"`)
	}
	if len(r.Glyphs) > 1 && (l.Justified || r.Size == set.BodySize || r.Ink == set.Red) {
		w.attr("textLength", r.Width)
	}
	w.put(">", escape(r.Text))
}

func (w *writer) rules(rules []set.Rule) {
	for _, r := range rules {
		w.put("<path d=\"M")
		w.number(r.X1)
		w.put(" ")
		w.number(r.Y1)
		w.put("L")
		w.number(r.X2)
		w.put(" ")
		w.number(r.Y2)
		w.put(`" stroke="`, color(r.Ink), `"`)
		w.attr("stroke-width", r.Weight)
		w.put("/>")
	}
}

// image shows a picture over a pale square, which is what is seen where pictures within a page are not
// allowed.
func (w *writer) image(i set.Image) {
	w.open(i.Field)
	w.put(`<path fill="#f1f3f5" d="M`)
	w.number(i.X)
	w.put(" ")
	w.number(i.Y)
	w.put("h")
	w.number(i.W)
	w.put("v")
	w.number(i.H)
	w.put("h")
	w.number(-i.W)
	w.put(`z"/><image`)
	w.attr("x", i.X)
	w.attr("y", i.Y)
	w.attr("width", i.W)
	w.attr("height", i.H)
	w.put(` href="data:`, escape(i.Type), `;base64,`, base64.StdEncoding.EncodeToString(i.Data), `"/>`)
	w.close(i.Field)
}

// seal is a dashed circle with its hint in the upper half, where no text of the paper stands.
func (w *writer) seal(s set.Seal) {
	w.put(`<circle fill="none" class="doc-seal-at"`)
	w.attr("cx", s.X)
	w.attr("cy", s.Y)
	w.attr("r", s.Radius)
	w.put(` stroke="`, color(set.Grey), `" stroke-width="0.2" stroke-dasharray="1 1"/><text class="doc-hei" text-anchor="middle"`)
	w.attr("x", s.X)
	w.attr("y", s.Y-s.Radius*0.45)
	w.attr("font-size", hintSize)
	w.put(` fill="`, color(set.Grey), `">`, escape(s.Hint), `</text>`)
}

// hintSize is of the words in the seal's circle.
const hintSize = 10

// code is a QR code as one path of its black modules.
func (w *writer) code(c set.Code) error {
	code, err := qr.Encode(c.URL, qr.M)
	if err != nil {
		return fmt.Errorf("making the code of a check: %w", err)
	}
	w.put(`<svg aria-hidden="true" shape-rendering="crispEdges"`)
	w.attr("x", c.X)
	w.attr("y", c.Y)
	w.attr("width", c.Size)
	w.attr("height", c.Size)
	w.put(` viewBox="0 0 `, strconv.Itoa(code.Size), " ", strconv.Itoa(code.Size), `"><path d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				n := strconv.Itoa(run)
				w.put("M", strconv.Itoa(x), " ", strconv.Itoa(y), "h", n, "v1h-", n, "z")
				x += run
			}
		}
	}
	w.put(`"/></svg>`)
	return nil
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
}

// attr is a length in millimetres.
func (w *writer) attr(name string, points float64) {
	w.put(" ", name, `="`)
	w.number(points)
	w.put(`"`)
}

// number is a length in millimetres, to a hundredth.
func (w *writer) number(points float64) {
	var b [24]byte
	text := strconv.AppendFloat(b[:0], points/mm, 'f', 2, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	w.Write(text)
}

func escape(text string) string { return html.EscapeString(text) }
