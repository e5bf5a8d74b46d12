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
	for l, code := range m.labels {
		lines[l] = countWords(byCode[code])
	}
	m.knowLines(lines)
	planes := make([]plane, len(lines))
	for l, counted := range lines {
		planes[l] = pressLine(m.weigh(counted, nil, nil))
	}
	m.join(planes)
	return m
}

// knowLines gives a row to each feature of some lines. They have few: those are put in order, instead of
// going through the numbers of all that there could be.
func (m *Model) knowLines(lines [][]entry) {
	var stand []uint32
	for _, counted := range lines {
		for _, e := range counted {
			stand = append(stand, e.slot)
		}
	}
	slices.Sort(stand)
	for i, slot := range stand {
		if i == 0 || slot != stand[i-1] {
			m.slot, m.in = append(m.slot, slot), append(m.in, 0)
		}
		m.in[len(m.in)-1]++
	}
	m.index()
}

// pressLine is a line's weights in steps; all speak for it.
func pressLine(rows []uint32, values []float32) plane {
	var p plane
	if len(values) == 0 {
		return p
	}
	p.scale = slices.Max(values) / math.MaxInt16
	for i, row := range rows {
		p.take(row, values[i])
	}
	return p
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
