// Package personal holds the four kinds of personal data that Bihuan keeps of a petitioner.
//
// Each is a string that masks itself wherever it could slip out by accident: fmt, slog, JSON and
// every other encoding that asks for text, templates. Reveal gives the plain text and is the only
// word to search for when asking who can see it; a reveal to a person is logged by its caller.
//
// Two things the language does not let a string type guard, and which are therefore to be avoided:
// the verb %p, and printing a struct that holds one in an unexported field, for fmt calls no methods
// on those. Nor does JSON ask the keys of a map.
package personal

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"bihuan/domain/fault"
)

const stars = "****"

// printMask writes a mask for any verb, so that %x and %#v show no more than %s does.
func printMask(s fmt.State, verb rune, mask string) {
	fmt.Fprintf(s, fmt.FormatString(s, verb), mask)
}

func jsonMask(mask string) ([]byte, error) { return json.Marshal(mask) }

// readText takes text from JSON or another encoding. What went out masked comes back masked: a
// snapshot is read so. Input that a person typed goes through CheckTyped, which refuses a mask.
func readText[T ~string](into *T, text []byte) error {
	*into = T(text)
	return nil
}

// CheckTyped refuses a mask where somebody was to type the text itself, since it would overwrite
// what it hides.
func CheckTyped(field, typed string) error {
	if strings.Contains(typed, stars) || strings.HasSuffix(strings.TrimSpace(typed), "*") {
		return fault.NewInvalid(field, "fault.personal.masked")
	}
	return nil
}

// fold turns the full-width forms that Chinese input methods leave behind into their ASCII twins.
func fold(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '　', r == '\u00a0':
		return ' '
	}
	return r
}

func foldAll(s string) string { return strings.Map(fold, s) }

// digitsOf keeps the digits of s, which is folded already.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// maskMiddle keeps head and tail characters of s; what is too short to hide anything in between
// is hidden whole.
func maskMiddle(s string, head, tail int) string {
	n := utf8.RuneCountInString(s)
	if n < head+tail+4 {
		return strings.Repeat("*", n)
	}
	r := []rune(s)
	return string(r[:head]) + strings.Repeat("*", n-head-tail) + string(r[n-tail:])
}
