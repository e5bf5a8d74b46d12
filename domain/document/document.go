// Package document describes what stands on an official paper, and not how it is set: the parts of
// GB/T 9704-2012 by their names, and a body of blocks. A letter and a report describe themselves in
// it; typesetting makes PDF, DOCX and a preview of it. What is frozen at issue is its JSON.
package document

import "time"

// Format is which of the standard's layouts a paper has.
type Format string

// The formats. An official paper 公文 has the red mark 35 mm below the type area's top, its number
// centred and a red rule below; an upward one has the number at the left and who signs it at the
// right. A letter 函 has the mark 30 mm from the page's top, two double rules, its number at the right.
// A notice has no red head: a title, its number below at the right, the body. A record is a form: a
// title and tables.
const (
	Official Format = "official"
	Upward   Format = "upward"
	Letter   Format = "letter"
	Notice   Format = "notice"
	Record   Format = "record"
)

// Formats lists them.
func Formats() []Format { return []Format{Official, Upward, Letter, Notice, Record} }

// Document is one paper.
type Document struct {
	Format      Format   `json:"format"`
	Mark        string   `json:"mark,omitempty"`      // 发文机关标志: the issuing office as the red head names it
	Number      string   `json:"number,omitempty"`    // 清信提函〔2026〕12号
	Pending     string   `json:"pending,omitempty"`   // stands where the number will be, while there is none
	Signatory   string   `json:"signatory,omitempty"` // 签发人, of an upward paper
	Title       string   `json:"title"`
	To          []string `json:"to,omitempty"` // 主送, with no colon
	Blocks      []Block  `json:"blocks"`
	Attachments []string `json:"attachments,omitempty"` // 附件: their names
	Sign        *Sign    `json:"sign,omitempty"`
	Note        string   `json:"note,omitempty"`   // 附注, with no brackets
	Copies      []string `json:"copies,omitempty"` // 抄送
	Printed     *Printed `json:"printed,omitempty"`
	Check       *Check   `json:"check,omitempty"`
	Draft       string   `json:"draft,omitempty"` // stands across the head of every page: 草稿，未签发
	Void        string   `json:"void,omitempty"`  // likewise, of a paper that was voided
	Meta        Meta     `json:"meta"`
}

// Meta goes into the properties of a file. Made is the instant of issue, so that a file made again is
// the same to the byte.
type Meta struct {
	Author   string    `json:"author,omitempty"`
	Language string    `json:"language,omitempty"` // zh-CN
	Made     time.Time `json:"made,omitzero"`
}

// Sign is the block of the issuing office 发文机关署名 and the date.
type Sign struct {
	Unit string `json:"unit"`
	Date string `json:"date"`           // 2026年9月18日
	Seal bool   `json:"seal,omitempty"` // room for a seal: the unit is centred above the date
	Hint string `json:"hint,omitempty"` // stands in grey where the seal goes, on a screen: 签发后用印
}

// Printed is the last line of the foot 版记: who printed it, and when.
type Printed struct {
	By string `json:"by"`
	On string `json:"on"`
}

// Check is how a reader finds out whether the paper is real: an address as a QR code, and its short code.
type Check struct {
	URL  string `json:"url,omitempty"`
	Code string `json:"code"`
	Text string `json:"text"` // beside the code: 扫码查验
}

// Kind is what a block is.
type Kind string

// The kinds of blocks. Headings are the standard's levels: 一、 in Hei, （一） in Kai, 1. in bold Fang; a
// heading whose Runs go on after it is run in. A line is flush left with no indent. Right stands at the
// right, as a signature does. A quotation is somebody's own words.
const (
	Heading1  Kind = "h1"
	Heading2  Kind = "h2"
	Heading3  Kind = "h3"
	Paragraph Kind = "p"
	Line      Kind = "line"
	Right     Kind = "right"
	Quotation Kind = "quote"
	Rows      Kind = "table"
	Facts     Kind = "facts" // a form of two columns: what, and what it is
	Space     Kind = "space" // one empty line
	Break     Kind = "break" // the next block begins a page
	Picture   Kind = "picture"
)

// Block is one part of the body.
type Block struct {
	Kind  Kind   `json:"kind"`
	Runs  []Run  `json:"runs,omitempty"`
	Table *Table `json:"table,omitempty"`
	Image *Image `json:"image,omitempty"`
	Field string `json:"field,omitempty"` // the field of a form that it comes from, which a preview marks
}

// Run is a stretch of text in one face.
type Run struct {
	Text string `json:"text"`
	Face Face   `json:"face,omitempty"`
}

// Face is a type that a run stands in; none is the block's own.
type Face string

// The faces of the standard.
const (
	Fang Face = "fang"
	Hei  Face = "hei"
	Kai  Face = "kai"
	Song Face = "song"
	Bold Face = "bold" // of the face around it
)

// Table is rows of cells, or a form of two columns. Widths are shares of the type area's width; none
// means equal ones. The head is repeated on every page.
type Table struct {
	Head   []string   `json:"head,omitempty"`
	Rows   [][]string `json:"rows"`
	Widths []float64  `json:"widths,omitempty"`
	Align  []string   `json:"align,omitempty"` // left, center, right; none is left
}

// Image is a picture in the body: JPEG or PNG.
type Image struct {
	Type    string `json:"type"`
	Data    []byte `json:"data"`
	Caption string `json:"caption,omitempty"`
}

// Text makes a block of one run.
func Text(kind Kind, text string) Block { return Block{Kind: kind, Runs: []Run{{Text: text}}} }

// String is a block's plain text.
func (b Block) String() string {
	text := ""
	for _, r := range b.Runs {
		text += r.Text
	}
	return text
}
