package category

import (
	"cmp"
	"slices"
)

// trust is after how many decisions they count as much as the table's words.
const trust = 300

// Adviser suggests by what was decided, and by the words of the table of labels while that is little.
type Adviser struct {
	Decided *Model // nil while nothing was decided
	Table   *Model // nil if there is no table
}

// Suggest gives the n likeliest labels of a text, the likeliest first.
func (a Adviser) Suggest(text string, n int) []Suggestion {
	found := scan(fold(text))
	counted := count(found)
	decided, table := a.Decided.opinion(counted), a.Table.opinion(counted)
	weight := 1.0
	switch {
	case decided == nil:
		weight = 0
	case table != nil:
		weight = float64(a.Decided.Texts()) / float64(a.Decided.Texts()+trust)
	}
	list := a.mix(decided, table, weight)
	list = list[:min(n, len(list))]
	runes := []rune(text)
	for i := range list {
		list[i].Words = a.words(runes, found, list[i].Label)
	}
	return list
}

// mix is both opinions in one, the likeliest first.
func (a Adviser) mix(decided, table []float64, weight float64) []Suggestion {
	var list []Suggestion
	add := func(m *Model, shares []float64, weight float64) {
		for l, share := range shares {
			at, known := slices.BinarySearchFunc(list, m.labels[l], func(s Suggestion, label string) int { return cmp.Compare(s.Label, label) })
			if !known {
				list = slices.Insert(list, at, Suggestion{Label: m.labels[l]})
			}
			list[at].Share += weight * share
		}
	}
	add(a.Decided, decided, weight)
	add(a.Table, table, 1-weight)
	slices.SortStableFunc(list, func(x, y Suggestion) int { return cmp.Compare(y.Share, x.Share) })
	return list
}

// words are the parts of the text that led to a label, in what was decided or else in the table.
func (a Adviser) words(text []rune, found []gram, label string) []string {
	for _, m := range []*Model{a.Decided, a.Table} {
		if m == nil {
			continue
		}
		l, known := slices.BinarySearch(m.labels, label)
		if !known {
			continue
		}
		if words := m.led(text, found, l); len(words) > 0 {
			return words
		}
	}
	return nil
}
