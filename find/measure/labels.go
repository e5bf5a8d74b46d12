package measure

import (
	"cmp"
	"maps"
	"slices"
)

// Score is how often labels were found.
type Score struct {
	Asked    int     `json:"asked"`
	Right    int     `json:"right"`
	Accuracy float64 `json:"accuracy"`
	MacroF1  float64 `json:"macro_f1"`
	Labels   []Label `json:"labels"` // the most frequent first

	given map[[2]string]int // by what was right and what was said
}

// Label is how often one label was found.
type Label struct {
	Label     string  `json:"label"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Support   int     `json:"support"`
}

func (s *Score) add(right, said string) {
	if s.given == nil {
		s.given = map[[2]string]int{}
	}
	s.given[[2]string{right, said}]++
}

// finish works out the measures. A label counts that is right for some text.
func (s Score) finish() Score {
	support, said, hit := map[string]int{}, map[string]int{}, map[string]int{}
	for pair, n := range s.given {
		support[pair[0]] += n
		said[pair[1]] += n
		s.Asked += n
		if pair[0] == pair[1] {
			hit[pair[0]] += n
			s.Right += n
		}
	}
	for _, label := range slices.Sorted(maps.Keys(support)) {
		n := support[label]
		l := Label{Label: label, Support: n, Recall: ratio(hit[label], n), Precision: ratio(hit[label], said[label]), F1: ratio(2*hit[label], n+said[label])}
		s.Labels = append(s.Labels, l)
		s.MacroF1 += l.F1
	}
	slices.SortFunc(s.Labels, func(a, b Label) int {
		return cmp.Or(cmp.Compare(b.Support, a.Support), cmp.Compare(a.Label, b.Label))
	})
	s.Accuracy = ratio(s.Right, s.Asked)
	if len(s.Labels) > 0 {
		s.MacroF1 /= float64(len(s.Labels))
	}
	return s
}

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
