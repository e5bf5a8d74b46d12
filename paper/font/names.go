package font

import (
	"strings"
	"unicode/utf16"
)

// Which names of the name table are read.
const (
	nameFamily     = 1
	nameFull       = 4
	namePostScript = 6
	nameTypo       = 16 // the family, where styles were sorted into families of their own
)

// readNames reads the PostScript name and the names of the family in all languages that are Unicode or
// plain ASCII.
func (t *sfnt) readNames() error {
	name := t.tables["name"]
	if len(name) == 0 {
		return nil
	}
	if len(name) < 6 {
		return errShort
	}
	n, texts := int(u16(name, 2)), int(u16(name, 4))
	if 6+12*n > len(name) {
		return errShort
	}
	for i := range n {
		at := 6 + 12*i
		from, size := texts+int(u16(name, at+10)), int(u16(name, at+8))
		if from+size > len(name) {
			return errShort
		}
		text := nameText(u16(name, at), u16(name, at+2), name[from:from+size])
		if text == "" {
			continue
		}
		switch u16(name, at+6) {
		case namePostScript:
			if t.name == "" {
				t.name = plainName(text)
			}
		case nameFamily, nameFull, nameTypo:
			t.families = append(t.families, text)
		}
	}
	return nil
}

// nameText is one name; one in an old encoding that is not plain ASCII is left out.
func nameText(platform, encoding uint16, b []byte) string {
	if platform == 0 || platform == 3 && (encoding == 1 || encoding == 10) {
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = u16(b, 2*i)
		}
		return strings.TrimSpace(string(utf16.Decode(units)))
	}
	for _, c := range b {
		if c < ' ' || c > '~' {
			return ""
		}
	}
	return strings.TrimSpace(string(b))
}

// plainName keeps the letters, figures and hyphens of a PostScript name.
func plainName(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, text)
}
