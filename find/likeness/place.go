package likeness

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed place.txt
var placeText string

// placeWords are the kinds of places and bodies, longest first, and the words after which a name
// begins.
type placeWords struct {
	kinds  map[rune][][]rune // by their first character, longest first
	before []bool            // characters that end before a name
	pairs  map[[2]rune]bool  // words of two characters that do
	size   map[string]size   // of kinds that are not fine
	edge   []bool            // characters at which no word that is shown begins or ends
}

func readPlaceWords() placeWords {
	w := placeWords{kinds: map[rune][][]rune{}, before: make([]bool, 1<<16), pairs: map[[2]rune]bool{}, size: map[string]size{}, edge: make([]bool, 1<<16)}
	for line := range strings.Lines(placeText) {
		what, list, _ := strings.Cut(strings.TrimSpace(line), ":")
		for word := range strings.FieldsSeq(list) {
			switch what {
			case "edge":
				w.edge[[]rune(word)[0]] = true
			case "district":
				w.size[word] = district
			case "city":
				w.size[word] = city
			case "coarse":
				w.size[word] = coarse
			case "kind":
				kind := []rune(word)
				w.kinds[kind[0]] = append(w.kinds[kind[0]], kind)
			case "before":
				if c := []rune(word); len(c) == 1 {
					w.before[c[0]] = true
				} else {
					w.pairs[[2]rune{c[0], c[1]}] = true
				}
			}
		}
	}
	for _, kinds := range w.kinds {
		slices.SortStableFunc(kinds, func(a, b []rune) int { return len(b) - len(a) })
	}
	return w
}

// name is a place or a body as a text names it.
type name struct {
	own  string // what is its own: without its kind
	kind string
	size size
}

// size is how much a place of a kind holds.
type size int

const (
	fine     size = iota // a village, an estate, a firm
	coarse               // a township: many matters, and two may well stand in one text
	district             // a county: too many matters for it to say which
	city                 // the same, and left off more often than not
)

// longestOwn is how many characters before the kind are taken for the name: longer ones are
// sentences.
const longestOwn = 8

// names finds the places and bodies that a folded text names, each once: a name ends with the word
// of its kind, and begins after a word that ends before names, or after another name.
func (w placeWords) names(text []rune) []name {
	var found []name
	start := 0
	for i := 0; i < len(text); i++ {
		if !nameable(text[i]) {
			start = i + 1
			continue
		}
		if w.before[text[i]] {
			start = i + 1
			continue
		}
		if i+1 < len(text) && w.pairs[[2]rune{text[i], text[i+1]}] {
			i++
			start = i + 1
			continue
		}
		kind := w.kindAt(text[i:])
		if kind == nil {
			continue
		}
		end := i + len(kind)
		own := i - start
		if own < 2 { // the river of a village called Two Rivers is part of its name
			continue
		}
		if own <= longestOwn {
			n := name{own: string(text[start:i]), kind: string(kind), size: w.size[string(kind)]}
			if !slices.Contains(found, n) {
				found = append(found, n)
			}
		}
		i, start = end-1, end
	}
	return found
}

func (w placeWords) kindAt(text []rune) []rune {
	for _, k := range w.kinds[text[0]] {
		if len(k) <= len(text) && slices.Equal(k, text[:len(k)]) {
			return k
		}
	}
	return nil
}

func nameable(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= '0' && r <= '9' || r >= 'a' && r <= 'z'
}
