package set

import (
	"strings"
	"unicode"

	"bihuan/paper/font"
)

// What may not begin a line and what may not end one 避头尾 (GB/T 15834-2011, 5.1, and habit), and of
// which marks the left or the right half is white, so that it may be squeezed out.
const (
	closing    = "，。、；：？！”’）》〉」』】〕〗］｝…—·～％℃‰°\u3005ー,.;:?!)]}%*×＊"
	opening    = "（《〈「『【〔〖［｛“‘([{￥$¥＄№"
	whiteRight = "，。、；：）》〉」』】〕〗］｝”’"
	whiteLeft  = "（《〈「『【〔〖［｛“‘"
)

// char is a character of a text with its glyph.
type char struct {
	font.Glyph
	role  font.Role
	size  float64
	ink   Ink
	width float64 // points
	give  float64 // how much of it is white and may be squeezed out
	left  bool    // and that at its left
	after breaking
}

// breaking is whether a line may end after a character.
type breaking uint8

const (
	never breaking = iota // unless nothing else helps
	glued                 // only if what is glued together is longer than a line
	free
)

// chars are the characters of a text in a face. What nobody sees (controls, marks of direction) is
// left out: it could only make a paper read otherwise than it looks.
func (s *setter) chars(text string, st style) []char {
	list := make([]char, 0, len(text)/3+4)
	for _, r := range text {
		switch {
		case r == '\n':
			list = append(list, char{Glyph: font.Glyph{Rune: r}, role: st.role, size: st.size})
			continue
		case r == '\t', r == '\u00a0', r == '\u2028', r == '\u2029':
			r = ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r >= 0xfe00 && r <= 0xfe0f:
			continue
		}
		list = append(list, s.char(r, st))
	}
	return list
}

// inline are the characters of a text that is one line whatever it holds.
func (s *setter) inline(text string, st style) []char {
	return s.chars(strings.ReplaceAll(text, "\n", " "), st)
}

func (s *setter) char(r rune, st style) char {
	role := face(st.role, r)
	c := char{Glyph: s.fonts.Glyph(role, r), role: role, size: st.size, ink: st.ink}
	c.width = c.Advance * c.size
	if c.Advance < fullWidth {
		return c
	}
	if c.size == BodySize {
		c.width *= CharPitch / BodySize
	}
	switch {
	case strings.ContainsRune(whiteRight, r):
		c.give = c.width / 2
	case strings.ContainsRune(whiteLeft, r):
		c.give, c.left = c.width/2, true
	}
	return c
}

// fullWidth is the least advance of a character that fills a square of the grid.
const fullWidth = 0.95

// face is the role that draws a character of a text in a role. Letters and figures of a FangSong text
// stand in Song: those of FangSong faces are a typewriter's, and darker than the ideographs.
func face(role font.Role, r rune) font.Role {
	if r <= ' ' || r >= 0x7f {
		return role
	}
	switch role {
	case font.Fang:
		return font.Song
	case font.FangBold:
		return font.SongBold
	}
	return role
}

// latin is what makes up a word of letters or a number.
func latin(r rune) bool {
	return r > ' ' && r < 0x7f || r >= 0xc0 && r < 0x2000 && unicode.IsLetter(r) || r == '\u2019'
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func ideograph(r rune) bool { return unicode.Is(unicode.Han, r) }

// mend says after which characters a line may end.
func (s *setter) mend(cs []char) {
	for i := range cs {
		cs[i].after = free
		if i+1 < len(cs) {
			cs[i].after = s.between(cs[i].Rune, cs[i+1].Rune)
		}
	}
	text, starts := plain(cs)
	for _, found := range s.words.whole.FindAllStringIndex(text, -1) {
		from, to := starts[found[0]], starts[found[1]-1]
		if strings.ContainsRune("〔［[", cs[from].Rune) {
			// a number of a paper: the office's word before the year belongs to it
			for n := 0; n < numberWord && from > 0 && ideograph(cs[from-1].Rune); n++ {
				from--
			}
		}
		for i := from; i < to; i++ {
			cs[i].after = min(cs[i].after, glued)
		}
	}
}

// numberWord is how many characters the word of an office before the year of a number has at most.
const numberWord = 5

func (s *setter) between(a, b rune) breaking {
	switch {
	case latin(a) && latin(b) && (a == '\u2019' || b == '\u2019'):
		return glued
	case strings.ContainsRune(closing, b) && !(latin(a) && latin(b)), strings.ContainsRune(opening, a) && !(latin(a) && latin(b)):
		return never
	case a == '—' && b == '—', a == '…' && b == '…':
		return never
	case a == '/' && unicode.IsLetter(b) && latin(b):
		return free // an address
	case b == ' ', latin(a) && latin(b):
		return glued
	case digit(a) && ideograph(b), digit(b) && strings.ContainsRune(s.words.Ordinal, a):
		return glued
	}
	return free
}

// plain is the text of characters, and for each of its bytes the character that it belongs to.
func plain(cs []char) (string, []int) {
	var b strings.Builder
	starts := make([]int, 0, 3*len(cs))
	for i, c := range cs {
		b.WriteRune(c.Rune)
		for len(starts) < b.Len() {
			starts = append(starts, i)
		}
	}
	return b.String(), starts
}
