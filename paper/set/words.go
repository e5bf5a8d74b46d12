package set

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed words.json
var wordsFile []byte

// vocabulary is the Chinese that the standard itself prints, and what is known of words that a line
// break must not tear.
type vocabulary struct {
	Attachment string   `json:"attachment"`
	Copies     string   `json:"copies"`
	Printed    string   `json:"printed"`
	Signatory  string   `json:"signatory"`
	About      string   `json:"about"`
	Of         string   `json:"of"`
	Ordinal    string   `json:"ordinal"`
	Whole      []string `json:"whole"` // patterns of what stays on one line
	Kinds      []string `json:"kinds"` // of papers, as they end a title
	Ends       []string `json:"ends"`  // of names of offices and places
	Words      []string `json:"words"`

	whole   *regexp.Regexp
	longest int             // of the words, in characters
	known   map[string]kind // kinds, ends and words
}

// kind is what a known word does to a title.
type kind uint8

const (
	unknown kind = iota
	word
	end   // ends a name: better broken after than before
	paper // is a kind of paper: best broken before
)

// words is the vocabulary, read once.
var words = sync.OnceValues(func() (*vocabulary, error) {
	v := &vocabulary{known: map[string]kind{}}
	if err := json.Unmarshal(wordsFile, v); err != nil {
		return nil, fmt.Errorf("reading the words of papers: %w", err)
	}
	whole, err := regexp.Compile(strings.Join(v.Whole, "|"))
	if err != nil {
		return nil, fmt.Errorf("reading the words of papers: %w", err)
	}
	v.whole = whole
	for _, list := range []struct {
		words []string
		kind  kind
	}{{v.Words, word}, {v.Ends, end}, {v.Kinds, paper}} {
		for _, w := range list.words {
			v.known[w] = list.kind
			v.longest = max(v.longest, len([]rune(w)))
		}
	}
	return v, nil
})
