package letter

import (
	"slices"
	"strconv"

	"bihuan/domain/document"
)

// numberHeadings puts the standard's numbers before headings: 一、 （一） 1. A heading that stands alone
// on its level, under the one above it, needs none.
func numberHeadings(blocks []document.Block, l *lists) {
	levels := []document.Kind{document.Heading1, document.Heading2, document.Heading3}
	// A family are the headings of a level that no higher one parts.
	type family struct{ level, n int }
	var present [3]int
	of, members := make([]family, len(blocks)), map[family]int{}
	for i, b := range blocks {
		level := slices.Index(levels, b.Kind)
		if level < 0 {
			continue
		}
		of[i] = family{level, present[level]}
		members[of[i]]++
		for below := level + 1; below < len(levels); below++ {
			present[below]++
		}
	}
	seen := map[family]int{}
	for i := range blocks {
		if !slices.Contains(levels, blocks[i].Kind) || members[of[i]] == 1 {
			continue
		}
		seen[of[i]]++
		blocks[i].Runs[0].Text = l.headingNumber(of[i].level, seen[of[i]]) + blocks[i].Runs[0].Text
	}
}

func (l *lists) headingNumber(level, n int) string {
	switch level {
	case 0:
		return l.numeral(n) + "、"
	case 1:
		return "（" + l.numeral(n) + "）"
	}
	return strconv.Itoa(n) + "."
}
