package personal

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode"
)

// Address is where a petitioner lives, as free text.
type Address string

// Unclear is what the national form has in the place of an address that nobody can use. It tells
// nothing of anybody, so it is not masked.
const Unclear Address = "\u4e0d\u8be6"

// Reveal is the plain address.
func (a Address) Reveal() string { return string(a) }

// Mask keeps township and village, 白水镇石门村****, as far as they can be told, and nothing of the
// house; of an address that names neither at most three characters are left.
func (a Address) Mask() string {
	r := []rune(strings.TrimSpace(foldAll(string(a))))
	if len(r) == 0 || a == Unclear {
		return string(r)
	}
	// A township's full name, from the province down, is at most some twenty characters long;
	// what is called a village further on is a landmark, and what follows a figure is a house.
	town := placeEnd(r, 0, 20, townships)
	village := placeEnd(r, town, 10, villages)
	if end := max(town, village); end > 0 {
		return string(r[:end]) + stars
	}
	if short := len(r) - len(stars); short <= 3 && strings.HasSuffix(string(r), stars) { // a mask already
		return string(r)
	}
	return string(r[:min(3, len(r)/2)]) + stars
}

// Longer marks come first, so that 街道办事处 is kept whole.
var (
	townships = []string{"街道办事处", "街道", "镇", "乡", "苏木"}
	villages  = []string{"村委会", "村民委员会", "社区", "居委会", "嘎查", "村"}
)

// placeEnd finds where the first place with one of the marks ends, looking at most reach runes
// beyond from and not beyond a figure. It returns 0 for none.
func placeEnd(r []rune, from, reach int, marks []string) int {
	for i := from; i < min(len(r), from+reach); i++ {
		if unicode.IsDigit(r[i]) {
			return 0
		}
		for _, mark := range marks {
			m := []rune(mark)
			end := i + len(m)
			if end <= len(r) && slices.Equal(r[i:end], m) && named(r, from, i, end) {
				return end
			}
		}
	}
	return 0
}

// named tells a place's kind from the same character within a name: 镇平县, 内乡县 and 新乡市 are no
// townships, and a kind needs a name before it.
func named(r []rune, from, start, end int) bool {
	if end < len(r) && strings.ContainsRune("市县区", r[end]) {
		return false
	}
	return start > from && !strings.ContainsRune("省市县区", r[start-1])
}

// Normal is the address half-width, without spaces and punctuation, small letters.
func (a Address) Normal() string {
	return strings.Map(func(r rune) rune {
		r = fold(r)
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(string(a), ""))
}

func (a Address) String() string                   { return a.Mask() }
func (a Address) Format(s fmt.State, verb rune)    { printMask(s, verb, a.Mask()) }
func (a Address) LogValue() slog.Value             { return slog.StringValue(a.Mask()) }
func (a Address) MarshalText() ([]byte, error)     { return []byte(a.Mask()), nil }
func (a Address) MarshalJSON() ([]byte, error)     { return jsonMask(a.Mask()) }
func (a *Address) UnmarshalText(text []byte) error { return readText(a, text) }
