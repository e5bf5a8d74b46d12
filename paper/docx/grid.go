package docx

import (
	"strings"

	"bihuan/domain/document"
)

// How many characters wide the columns of a form are that says no widths: what says what the next one is
// takes no more than it needs, the others share the rest by their longest texts.
const (
	labelMost = 7
	factLeast = 4
	factMost  = 16
	cellSides = 160 // twips at the left and the right of a cell's text together
)

// grid is the widths of the columns, which together are the type area's.
func (l look) grid(t *document.Table) []int {
	n := columns(t)
	shares := make([]float64, n)
	for i := range shares {
		shares[i] = 1
	}
	switch {
	case len(t.Widths) == n:
		for i, w := range t.Widths {
			if w > 0 {
				shares[i] = w
			}
		}
	case l.labels && n > 1:
		shares = l.needs(t, n)
	}
	return divided(shares, min(2*l.size+cellSides, width/n))
}

// needs are the shares of a form's columns by what they hold.
func (l look) needs(t *document.Table, n int) []float64 {
	shares := make([]float64, n)
	rest, total := float64(width), 0.0
	for i := range shares {
		least, most := float64(factLeast), float64(factMost)
		if i%2 == 0 {
			least, most = 2, labelMost
		}
		shares[i] = least
		for _, row := range t.Rows {
			for line := range strings.SplitSeq(at(row, i), "\n") {
				shares[i] = max(shares[i], min(ems(line), most))
			}
		}
		if i%2 == 0 {
			shares[i] = (shares[i]+0.5)*float64(l.size) + cellSides
			rest -= shares[i]
			continue
		}
		total += shares[i]
	}
	for i := 1; i < n; i += 2 {
		shares[i] *= max(rest, float64(factLeast*l.size)) / total
	}
	return shares
}

// divided shares the width, with none less than the least.
func divided(shares []float64, least int) []int {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	grid := make([]int, len(shares))
	for floor := 0; ; floor = least {
		left := width
		enough := true
		for i, s := range shares {
			grid[i] = floor + int(s/total*float64(width-floor*len(shares)))
			enough = enough && grid[i] >= least
			left -= grid[i]
		}
		if enough || floor == least {
			grid[len(grid)-1] += left
			return grid
		}
	}
}
