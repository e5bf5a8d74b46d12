package words

import (
	"slices"
	"strings"
	"unicode"
)

// Grams are what a folded text is found by: every letter or figure by itself and with its next neighbour,
// each once, in their order. A text that contains a phrase has all grams of it.
func Grams(folded string) []string {
	seen := map[string]bool{}
	var list []string
	add := func(gram string) {
		if !seen[gram] {
			seen[gram] = true
			list = append(list, gram)
		}
	}
	for _, run := range Runs(folded) {
		before := -1
		for i, r := range run {
			end := i + len(string(r))
			add(run[i:end])
			if before >= 0 {
				add(run[before:end])
			}
			before = i
		}
	}
	return list
}

// Phrase is something looked for as it stands: folded, with a letter or figure in it.
type Phrase string

// Grams are those that every text with the phrase has, and no fewer than tell it best: pairs, and a
// character alone only where it stands alone.
func (p Phrase) Grams() []string {
	var list []string
	for _, run := range Runs(string(p)) {
		letters := []rune(run)
		if len(letters) == 1 {
			list = append(list, run)
		}
		for i := 1; i < len(letters); i++ {
			list = append(list, string(letters[i-1:i+1]))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Query are the phrases that all have to be there. Blanks part them, but for what is in quotation marks,
// which is one phrase. What has neither letter nor figure is left out: nothing is found by it.
func Query(text string) []Phrase {
	var list []Phrase
	add := func(part string) {
		if part = strings.TrimSpace(part); strings.IndexFunc(part, lettered) >= 0 && !slices.Contains(list, Phrase(part)) {
			list = append(list, Phrase(part))
		}
	}
	for i, part := range strings.Split(quotes().Replace(Fold(text)), `"`) {
		if i%2 == 1 {
			add(part)
			continue
		}
		for word := range strings.FieldsSeq(part) {
			add(word)
		}
	}
	return list
}

// quotes writes every quotation mark alike.
func quotes() *strings.Replacer {
	return strings.NewReplacer("“", `"`, "”", `"`, "「", `"`, "」", `"`)
}

func lettered(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
