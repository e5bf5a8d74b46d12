package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"bihuan/domain/deadline"
)

//go:embed words.json
var wordsFile []byte

// Words are what stands in a report beside its figures, in one language.
type Words struct {
	tag   string
	words map[string]string
}

// WordsIn are those of a language, zh-CN or en.
func WordsIn(tag string) (Words, error) {
	all := map[string]map[string]string{}
	if err := json.Unmarshal(wordsFile, &all); err != nil {
		return Words{}, fmt.Errorf("reading the words of reports: %w", err)
	}
	words, ok := all[tag]
	if !ok {
		return Words{}, fmt.Errorf("reports have no words in %q", tag)
	}
	return Words{tag, words}, nil
}

// T is what stands under a key, with values for what is in braces.
func (w Words) T(key string, values ...string) string {
	pairs := make([]string, len(values))
	for i, v := range values {
		if pairs[i] = v; i%2 == 0 {
			pairs[i] = "{" + v + "}"
		}
	}
	text, ok := w.words[key]
	if !ok {
		return key
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Day is a day as a report writes it.
func (w Words) Day(d deadline.Day) string {
	return d.Start().Format(w.T("day"))
}
