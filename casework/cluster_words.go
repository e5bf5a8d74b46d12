package casework

import (
	"cmp"
	"slices"
	"strings"

	"bihuan/domain/words"
)

// Why a matter belongs to a group, in words: the longest stretches of its text of which most of the other
// members have each pair of characters too.

// How many stretches are shown of a text, and how long they are at least and at most.
const (
	mostStretches = 4
	leastStretch  = 3
	mostStretch   = 12
)

// SharedWords finds, for each of some texts, what it has in common with at least half of the others.
func SharedWords(texts []string) [][]string {
	in := map[string]int{} // texts that have a pair
	folded := make([]string, len(texts))
	for i, text := range texts {
		folded[i] = words.Fold(text)
		seen := map[string]bool{}
		for _, run := range words.Runs(folded[i]) {
			for _, pair := range pairs(run) {
				if !seen[pair] {
					seen[pair] = true
					in[pair]++
				}
			}
		}
	}
	enough := max(2, (len(texts)+1)/2)
	shared := make([][]string, len(texts))
	for i := range texts {
		shared[i] = stretches(folded[i], func(pair string) bool { return in[pair] >= enough })
	}
	return shared
}

func pairs(run string) []string {
	runes := []rune(run)
	var list []string
	for i := 0; i+1 < len(runes); i++ {
		list = append(list, string(runes[i:i+2]))
	}
	return list
}

// stretches are the longest of those whose pairs are all common, none within another.
func stretches(text string, common func(pair string) bool) []string {
	var found []string
	for _, run := range words.Runs(text) {
		runes := []rune(run)
		for from := 0; from < len(runes); {
			to := from
			for to+1 < len(runes) && to-from+1 < mostStretch && common(string(runes[to:to+2])) {
				to++
			}
			if to-from+1 >= leastStretch {
				found = append(found, string(runes[from:to+1]))
			}
			from = to + 1
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(len([]rune(b)), len([]rune(a))) })
	var kept []string
	for _, stretch := range found {
		if len(kept) < mostStretches && !slices.ContainsFunc(kept, func(have string) bool { return strings.Contains(have, stretch) }) {
			kept = append(kept, stretch)
		}
	}
	return kept
}
