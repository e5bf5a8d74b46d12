package measure

import (
	"slices"
	"unicode"
)

const (
	telling  = 40  // a pair of characters that stands in more texts than this finds no candidates
	hits     = 2   // so many telling pairs two texts share before they are compared
	fewest   = 6   // a text of fewer pairs is the same as none
	sameness = 0.6 // of the shorter text's pairs stand in the longer: the same text, or a copy with changes
)

// Same tells which texts are the same or nearly so: each gets the place of the first text of its group.
// Words parted by blanks, from which some were left out, are the same as the text they were made of.
func Same(texts []string) []int {
	pairs := make([][]uint32, len(texts))
	in := map[uint32][]int32{}
	for i, text := range texts {
		pairs[i] = pairsOf(text)
		for _, p := range pairs[i] {
			if len(in[p]) <= telling {
				in[p] = append(in[p], int32(i))
			}
		}
	}
	group := make([]int, len(texts))
	for i := range group {
		group[i] = i
	}
	shared := make([]int, len(texts))
	for i, mine := range pairs {
		var met []int32
		for _, p := range mine {
			if len(in[p]) > telling {
				continue
			}
			for _, j := range in[p] {
				if int(j) >= i {
					break
				}
				if shared[j]++; shared[j] == hits {
					met = append(met, j)
				}
			}
		}
		for _, j := range met {
			a, b := root(group, i), root(group, int(j))
			if a != b && alike(mine, pairs[j]) {
				group[max(a, b)] = min(a, b)
			}
		}
		clear(shared[:i])
	}
	for i := range group {
		group[i] = root(group, i)
	}
	return group
}

func root(group []int, i int) int {
	for group[i] != i {
		group[i] = group[group[i]]
		i = group[i]
	}
	return i
}

// pairsOf are the pairs of neighbouring Chinese characters of a text, each once, in order. What stands
// across a blank is no pair: there a word may have been left out.
func pairsOf(text string) []uint32 {
	var all []uint32
	before := rune(0)
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			before = 0
			continue
		}
		if before != 0 {
			all = append(all, uint32(before)*0x9e3779b1^uint32(r))
		}
		before = r
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func alike(a, b []uint32) bool {
	short := min(len(a), len(b))
	if short < fewest {
		return false
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) >= sameness*float64(short)
}
