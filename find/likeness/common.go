package likeness

import (
	_ "embed"
	"math"
	"strings"
)

// What is common in any petition, so that a county that has ten texts does not take "please" for a rare
// word. It counts as so many texts read before; with a county's own thousands it hardly matters.
//
//go:embed common.txt
var commonText string

const (
	before       = 2000 // texts read before
	inPhrase     = 0.15 // share of them that have a common phrase
	mostCommon   = 0.04 // share of all characters that the most common one has
	fallingBy    = 0.7  // how quickly the share falls with the rank
	charactersIn = 300  // characters of a text
)

// common counts what the texts before had.
func common(seen []uint32) {
	for line := range strings.Lines(commonText) {
		what, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch what {
		case "characters":
			rank := 1.0
			for _, c := range list {
				share := mostCommon / math.Pow(rank, fallingBy)
				seen[c] = uint32(before * (1 - math.Exp(-share*charactersIn)))
				rank++
			}
		case "phrases":
			for _, c := range appendPairs(nil, list) {
				seen[c] = before * inPhrase
			}
		}
	}
}

func appendPairs(pairs []gram, list string) []gram {
	text := appendLetters(nil, list, math.MaxInt)
	for i := 0; i+1 < len(text); i++ {
		if text[i] != gap && text[i+1] != gap {
			pairs = append(pairs, pair(text[i], text[i+1]))
		}
	}
	return pairs
}
