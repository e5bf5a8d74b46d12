package category

import (
	"math"
	"slices"
)

const (
	tasted = 6000 // so many examples at most are looked at
	held   = 5    // every so manieth of them is kept back
)

// temper finds the heat with which sums become honest shares: of the suggestions that are given seven
// tenths, seven in ten should be right. It learns from a part of the examples and looks at the rest.
func temper(examples []Example, o Options) float32 {
	stride := (len(examples) + tasted - 1) / tasted
	var part, rest []Example
	for i, n := 0, 0; i < len(examples); i, n = i+stride, n+1 {
		if n%held == held-1 {
			rest = append(rest, examples[i])
			continue
		}
		part = append(part, examples[i])
	}
	part, known := sift(part, 1)
	rest = slices.DeleteFunc(rest, func(e Example) bool { _, ok := slices.BinarySearch(known, e.Label); return !ok })
	if len(known) < 2 || len(rest) == 0 {
		return 1
	}
	m := learn(part, known, o)
	all, right := make([][]float32, len(rest)), make([]int, len(rest))
	each(len(rest), func(i int) {
		all[i] = m.sums(count(scan(fold(rest[i].Text))))
		right[i], _ = slices.BinarySearch(known, rest[i].Label)
	})
	best, least := float32(1), math.Inf(1)
	for heat := float32(0.5); heat < 15; heat *= 1.1 {
		loss := 0.0
		for i, sums := range all {
			loss -= math.Log(max(shares(sums, heat)[right[i]], 1e-9))
		}
		if loss < least {
			best, least = heat, loss
		}
	}
	return best
}
