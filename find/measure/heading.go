package measure

import (
	"strings"
	"unicode"
)

const (
	firstLeast = 6  // a heading has so many characters
	firstMost  = 40 // and no more than so many
)

// Heading is the first sentence of a text, or what stands before its first wide blank or new line: what
// it is headed with, if it has a heading. "" if there is none of a heading's length.
func Heading(text string) string {
	text = strings.TrimSpace(text)
	n := 0
	for at, r := range text {
		switch {
		case r == '　' || r == '\n' || unicode.Is(unicode.Sentence_Terminal, r):
			if n < firstLeast {
				return ""
			}
			return text[:at]
		case !unicode.IsSpace(r):
			if n++; n > firstMost {
				return ""
			}
		}
	}
	return ""
}
