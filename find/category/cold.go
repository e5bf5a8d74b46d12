package category

import (
	"math"
	"slices"
)

// Category is one line of a table: what its code stands for, in words, the most telling last.
type Category struct {
	Code  string
	Words []string
}

const coldHeat = 8 // of likenesses between 0 and 1

// FromWords makes a model of a table's own words, for an office that has decided nothing yet. What
// few lines say weighs more than what many say.
func FromWords(table []Category) *Model {
	m := &Model{heat: coldHeat}
	byCode := map[string][]string{}
	for _, c := range table {
		if _, known := byCode[c.Code]; !known {
			m.labels = append(m.labels, c.Code)
		}
		byCode[c.Code] = append(byCode[c.Code], c.Words...)
	}
	slices.Sort(m.labels)
	m.texts = uint32(len(m.labels))
	lines := make([][]entry, len(m.labels))
	in := make([]uint32, slots)
	for l, code := range m.labels {
		lines[l] = countWords(byCode[code])
		for _, e := range lines[l] {
			in[e.slot]++
		}
	}
	m.know(in, 1)
	planes := make([]plane, len(lines))
	for l, counted := range lines {
		rows, values := m.weigh(counted, nil, nil)
		w := make([]float32, len(m.in)+1)
		for i, row := range rows {
			w[row] = values[i]
		}
		planes[l] = press(w, math.MaxInt32)
	}
	m.join(planes)
	return m
}

// countWords counts the features of more than one character: a single one says too little by itself.
func countWords(words []string) []entry {
	var found []gram
	for _, w := range words {
		for _, g := range scan(fold(w)) {
			if g.to-g.from > 1 {
				found = append(found, g)
			}
		}
	}
	for i := range found {
		found[i].from = head // no place in these words counts more than another
	}
	return count(found)
}
