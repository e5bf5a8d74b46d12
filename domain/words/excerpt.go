package words

import (
	"slices"
	"strings"
)

// Piece is a stretch of a text that is what was looked for, or is not.
type Piece struct {
	Text string
	Hit  bool
}

// hit is where a phrase stands in a text, in characters.
type hit struct{ from, to, phrase int }

// hits finds all phrases, in the order of their places.
func hits(folded []rune, phrases []Phrase) []hit {
	var list []hit
	for n, phrase := range phrases {
		want := []rune(string(phrase))
		for i := 0; len(want) > 0 && i+len(want) <= len(folded); i++ {
			if slices.Equal(folded[i:i+len(want)], want) {
				list = append(list, hit{i, i + len(want), n})
				i += len(want) - 1
			}
		}
	}
	slices.SortFunc(list, func(a, b hit) int { return a.from - b.from })
	return list
}

// Mark parts a text, which is not folded, at what was looked for.
func Mark(text string, phrases []Phrase) []Piece {
	letters := []rune(text)
	return pieces(letters, 0, len(letters), hits([]rune(Fold(text)), phrases))
}

// pieces parts a window of a text at its hits, which may overlap.
func pieces(letters []rune, from, to int, found []hit) []Piece {
	var list []Piece
	add := func(a, b int, is bool) {
		if a < b {
			list = append(list, Piece{string(letters[a:b]), is})
		}
	}
	at := from
	for i := 0; i < len(found); i++ {
		start, end := max(found[i].from, at), found[i].to
		for i+1 < len(found) && found[i+1].from <= end {
			i++
			end = max(end, found[i].to)
		}
		if end = min(end, to); start >= end {
			continue
		}
		add(at, start, false)
		add(start, end, true)
		at = end
	}
	add(at, to, false)
	return list
}

// Excerpt is the window of a text with the most phrases in it, and so many characters around; how many
// different phrases that are, and none where there is no hit.
func Excerpt(text string, phrases []Phrase, around int) (list []Piece, met int) {
	letters := []rune(text)
	found := hits([]rune(Fold(text)), phrases)
	if len(found) == 0 {
		return nil, 0
	}
	best, most := 0, -1
	for i, h := range found {
		different, all := map[int]bool{}, 0
		for _, other := range found[i:] {
			if other.to > h.from+2*around {
				break
			}
			different[other.phrase] = true
			all++
		}
		if n := 100*len(different) + all; n > most {
			best, most, met = i, n, max(1, len(different))
		}
	}
	from := max(0, found[best].from-around)
	to := min(len(letters), max(found[best].to+around, from+3*around))
	list = pieces(letters, from, to, found)
	if from > 0 {
		list = append([]Piece{{Text: "…"}}, list...)
	}
	if to < len(letters) {
		list = append(list, Piece{Text: "…"})
	}
	return list, met
}

// Weighed is a part of a text, folded, and how much it says that something is found in it.
type Weighed struct {
	Text   string
	Weight int
}

// Score says how much a text is about some phrases: each counts where it stands, and the third time less
// than the first.
func Score(parts []Weighed, phrases []Phrase) int {
	score := 0
	for _, part := range parts {
		for _, phrase := range phrases {
			switch n := strings.Count(part.Text, string(phrase)); {
			case n > 3:
				score += 7 * part.Weight
			case n > 0:
				score += (3 + n) * part.Weight
			}
		}
	}
	return score
}
