// Package font knows the faces of official papers: which face draws a character in a role, how wide it
// is, and the part of a font file that a paper needs. Files are read by its own reader, which takes
// them for hostile until they have been read to their end.
package font

import (
	"slices"
	"unicode"
)

// Role is what a face is for.
type Role string

// The roles of GB/T 9704-2012, and the bold of two of them.
const (
	Fang     Role = "fang"     // the body
	FangBold Role = "fangbold" // headings of the third level
	Song     Role = "song"     // page numbers, tables
	SongBold Role = "songbold"
	Title    Role = "title" // the issuing mark and the title
	Hei      Role = "hei"   // headings of the first level
	Kai      Role = "kai"   // headings of the second level, the signatory's name
)

// Roles lists them.
func Roles() []Role { return []Role{Fang, FangBold, Song, SongBold, Title, Hei, Kai} }

// Glyph is how a face draws a character.
type Glyph struct {
	Face    *Face
	ID      uint16
	Rune    rune
	Advance float64 // in em
}

// Set is the faces of all roles. Many may use it at once.
type Set struct {
	chains map[Role][]*Face
	last   *Face // draws what stands for a character that no face has
	unused []string
}

// geta is what is printed where a character is missing.
const geta = '\u3013'

// Open opens the shipped faces and, before them, those of the bureau's own folder ("" is none). An
// error names the file in the folder that cannot be used.
func Open(folder string) (*Set, error) {
	s := shipped()
	if folder == "" {
		return s, nil
	}
	own, unused, err := readFolder(folder)
	if err != nil {
		return nil, err
	}
	s.unused = unused
	for role, face := range own {
		s.prefer(role, face)
	}
	return s, nil
}

// prefer puts a face of the bureau's own before the shipped ones; where a role is the bold of another,
// it is made from the same face.
func (s *Set) prefer(role Role, face *Face) {
	s.chains[role] = slices.Insert(s.chains[role], 0, face)
	for bold, of := range map[Role]Role{FangBold: Fang, SongBold: Song} {
		if of == role {
			s.chains[bold] = slices.Insert(s.chains[bold], 0, face.bold())
		}
	}
}

// Faces is the chain of a role, in the order in which they are asked for a character.
func (s *Set) Faces(role Role) []*Face { return slices.Clone(s.chain(role)) }

// Unused is the font files in the bureau's folder whose family is none that the roles know.
func (s *Set) Unused() []string { return slices.Clone(s.unused) }

func (s *Set) chain(role Role) []*Face {
	if chain, ok := s.chains[role]; ok {
		return chain
	}
	return s.chains[Song]
}

// Glyph is how the role draws a character: by the first face of its chain that has it. A character that
// none has is drawn as the geta mark 〓 and still copies as itself; one that is not seen, such as a mark
// of a variant, takes no room.
func (s *Set) Glyph(role Role, r rune) Glyph {
	if g, ok := s.find(role, r); ok {
		return g
	}
	switch {
	case invisible(r), unicode.IsControl(r):
		g, _ := s.find(role, ' ')
		g.Rune, g.Advance = r, 0
		return g
	case unicode.IsSpace(r):
		g, _ := s.find(role, ' ')
		g.Rune = r
		return g
	}
	g, _ := s.last.glyph(geta)
	g.Rune = r
	return g
}

func (s *Set) find(role Role, r rune) (Glyph, bool) {
	if invisible(r) || unicode.IsControl(r) {
		return Glyph{}, false
	}
	for _, face := range s.chain(role) {
		if g, ok := face.glyph(r); ok {
			return g, true
		}
	}
	return Glyph{}, false
}

// Has reports whether the role draws the character as it is.
func (s *Set) Has(role Role, r rune) bool {
	_, ok := s.find(role, r)
	return ok || invisible(r) || unicode.IsControl(r) || unicode.IsSpace(r)
}

// Missing is the characters of a text that no face of the role has, each once, in the text's order.
func (s *Set) Missing(role Role, text string) []rune {
	var missing []rune
	for _, r := range text {
		if !s.Has(role, r) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// invisible tells the characters that steer others and are not drawn: joiners, marks of direction,
// selectors of variants (which follow rare characters in names), the byte order mark.
func invisible(r rune) bool {
	return r == 0xad || r == 0x61c || r == 0xfeff || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0000 && r <= 0xe0fff
}
