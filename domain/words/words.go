// Package words takes Chinese text apart: half-width, small letters, and runs of letters and figures
// that nothing parts. Chinese is written without blanks; what a search finds and what two texts have
// in common are therefore pairs of neighbouring characters, not words of a dictionary.
package words

import (
	"strings"
	"unicode"
)

// Fold writes full-width letters, figures and signs half-width, letters small, and every blank as a
// space; one character stays one character, so that a place in the folded text is the place in the
// text.
func Fold(text string) string {
	return strings.Map(fold, text)
}

func fold(r rune) rune {
	switch {
	case r == '\u3000' || unicode.IsSpace(r):
		return ' '
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	}
	return unicode.ToLower(r)
}

// Runs are the stretches of letters and figures in a folded text: what stands between two of them is
// a blank or a sign.
func Runs(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !lettered(r) })
}
