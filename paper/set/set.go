package set

import (
	"fmt"
	"strings"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// titleRole draws the mark and the title.
const titleRole = font.Title

// style is how a text looks.
type style struct {
	role font.Role
	size float64
	ink  Ink
}

var (
	bodyStyle  = style{role: font.Fang, size: BodySize}
	smallStyle = style{role: font.Fang, size: smallSize}
)

// setter lays out one paper.
type setter struct {
	fonts       *font.Set
	words       *vocabulary
	d           document.Document
	names       map[string]bool // that the paper itself gives, and a title must not tear
	longestName int
	start       float64 // where the rows begin on the first page
	rows        []row
	pages       []*Page
	bound       bool // its pages are numbered by the file that it is bound into
}

// Lay sets a paper on pages, at least one.
func Lay(fonts *font.Set, d document.Document) ([]Page, error) { return lay(fonts, d, false) }

// LayBound is Lay for a paper that has no page numbers of its own: it is made for the file that it is
// bound into.
func LayBound(fonts *font.Set, d document.Document) ([]Page, error) { return lay(fonts, d, true) }

// TitleLines are the lines in which a paper's title stands, so that it stands in the same wherever else it
// is set.
func TitleLines(fonts *font.Set, d document.Document) ([]string, error) {
	s, err := newSetter(fonts, d)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, l := range s.title(d.Title, TitleSize, titlePitch) {
		list = append(list, l.Text())
	}
	return list, nil
}

func newSetter(fonts *font.Set, d document.Document) (*setter, error) {
	v, err := words()
	if err != nil {
		return nil, err
	}
	s := &setter{fonts: fonts, words: v, d: d, names: map[string]bool{}}
	for _, name := range append([]string{d.Mark, d.Signatory}, d.To...) {
		s.names[name] = name != ""
		s.longestName = max(s.longestName, len([]rune(name)))
	}
	if d.Sign != nil {
		s.names[d.Sign.Unit] = d.Sign.Unit != ""
		s.longestName = max(s.longestName, len([]rune(d.Sign.Unit)))
	}
	return s, nil
}

func lay(fonts *font.Set, d document.Document, bound bool) ([]Page, error) {
	s, err := newSetter(fonts, d)
	if err != nil {
		return nil, err
	}
	s.bound = bound
	s.begin()
	if err := s.body(); err != nil {
		return nil, err
	}
	s.tail()
	s.paginate()
	s.finish()
	pages := make([]Page, len(s.pages))
	for i, p := range s.pages {
		pages[i] = *p
	}
	return pages, nil
}

// body makes rows of the blocks.
func (s *setter) body() error {
	fresh := false
	for i, b := range s.d.Blocks {
		if b.Kind == document.Break {
			fresh = true
			continue
		}
		from := len(s.rows)
		if err := s.block(b); err != nil {
			return fmt.Errorf("setting block %d: %w", i+1, err)
		}
		for j := range s.rows[from:] {
			r := &s.rows[from+j]
			for k := range r.lines {
				r.lines[k].Field = b.Field
			}
			for k := range r.images {
				r.images[k].Field = b.Field
			}
		}
		if fresh && from < len(s.rows) {
			s.rows[from].fresh = true
			fresh = false
		}
	}
	return nil
}

func (s *setter) block(b document.Block) error {
	indent := noteIndent * CharPitch
	m := measure{x: Left, width: Width, first: indent, pitch: Pitch}
	switch b.Kind {
	case document.Heading1:
		s.heading(b, font.Hei, m)
	case document.Heading2:
		s.heading(b, font.Kai, m)
	case document.Heading3:
		s.heading(b, font.FangBold, m)
	case document.Line:
		m.first = 0
		s.text(s.runs(b, font.Fang), m)
	case document.Right:
		m.first, m.width, m.align = 0, Width-unitRight*CharPitch, flush
		s.text(s.runs(b, font.Fang), m)
	case document.Quotation:
		s.text(s.runs(b, font.Kai), m)
	case document.Space:
		s.rows = append(s.rows, row{height: Pitch, blank: true})
	case document.Rows, document.Facts:
		s.text(s.runs(b, font.Fang), m)
		if b.Table != nil {
			s.table(b)
		}
	case document.Picture:
		if b.Image != nil {
			return s.picture(*b.Image)
		}
	default:
		s.text(s.runs(b, font.Fang), m)
	}
	return nil
}

// heading sets a heading: its first run in the level's face, what is run in after it in the body's. It
// is never the last line of a page.
func (s *setter) heading(b document.Block, role font.Role, m measure) {
	cs := []char{}
	for i, r := range b.Runs {
		base := role
		if i > 0 {
			base = font.Fang
		}
		cs = append(cs, s.chars(r.Text, style{role: faced(base, r.Face), size: BodySize})...)
	}
	from := len(s.rows)
	s.text(cs, m)
	if len(b.Runs) > 1 || from == len(s.rows) {
		return
	}
	for i := range s.rows[from:] {
		s.rows[from+i].keep = true
	}
}

// runs are the characters of a block in a face.
func (s *setter) runs(b document.Block, role font.Role) []char {
	cs := []char{}
	for _, r := range b.Runs {
		cs = append(cs, s.chars(r.Text, style{role: faced(role, r.Face), size: BodySize})...)
	}
	return cs
}

// faced is the role of a run in a text of a role.
func faced(around font.Role, f document.Face) font.Role {
	switch f {
	case document.Fang:
		return font.Fang
	case document.Hei:
		return font.Hei
	case document.Kai:
		return font.Kai
	case document.Song:
		return font.Song
	case document.Bold:
		return bold(around)
	}
	return around
}

// bold is the bold of a role; Kai has none, and Hei stands for it.
func bold(role font.Role) font.Role {
	switch role {
	case font.Fang:
		return font.FangBold
	case font.Song:
		return font.SongBold
	case font.Kai:
		return font.Hei
	}
	return role
}

// text adds a row for each line of a text.
func (s *setter) text(cs []char, m measure) {
	for i, line := range s.lines(cs, m) {
		line.Y -= float64(i) * m.pitch
		s.rows = append(s.rows, row{height: m.pitch, lines: []Line{line}, text: true})
	}
}

// joined is a list's texts as one, without empty ones.
func joined(list []string, by string) string {
	var parts []string
	for _, text := range list {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, by)
}
