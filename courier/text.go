package courier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const ellipsis = "…"

// oneLine keeps a subject on its line: a line break in it would begin a new header or a new message.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s))
}

// joined puts the parts that there are on lines of their own.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, "\n")
}

// cut shortens s to at most so many bytes, at a rune, and shows that it did.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := limit - len(ellipsis)
	if end < 0 {
		return ""
	}
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + ellipsis
}

// words are what a robot says, in at most so many bytes. The text is cut, never the link under it.
func words(p Parcel, limit int) string {
	// JSON would make three bytes of one that is no UTF-8.
	text := strings.ToValidUTF8(joined(oneLine(p.Subject), p.Text), "")
	if p.Link == "" {
		return cut(text, limit)
	}
	return joined(cut(text, limit-len("\n"+p.Link)), p.Link)
}
