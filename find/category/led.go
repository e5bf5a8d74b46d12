package category

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"unicode"
)

// little are characters that are in no word worth showing.
//
//go:embed little.txt
var little string

const (
	ledMost   = 4 // so many parts are shown
	ledLength = 8 // and none longer than so many characters
	ledLeast  = 3 // a feature counts that speaks at least a third as loud as the loudest
)

// stretch is a part of a text that speaks for a label.
type stretch struct {
	from, to int
	weight   float32
}

// led are the parts of a text that speak for a label: the loudest pairs and triples of characters,
// those that overlap made one.
func (m *Model) led(text []rune, found []gram, label int) []string {
	loud := m.loud(found, label)
	slices.SortFunc(loud, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var merged []stretch
	for _, s := range loud {
		if n := len(merged); n > 0 && s.from < merged[n-1].to && max(s.to, merged[n-1].to)-merged[n-1].from <= ledLength {
			merged[n-1].to = max(merged[n-1].to, s.to)
			merged[n-1].weight += s.weight
			continue
		}
		merged = append(merged, s)
	}
	slices.SortStableFunc(merged, func(a, b stretch) int { return cmp.Compare(b.weight, a.weight) })
	var parts []string
	for _, s := range merged {
		for _, part := range strings.FieldsFunc(strings.Join(strings.Fields(string(text[s.from:s.to])), ""), idle) {
			if len([]rune(part)) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, part) }) {
				parts = slices.DeleteFunc(parts, func(p string) bool { return strings.Contains(part, p) })
				parts = append(parts, part)
			}
		}
		if len(parts) >= ledMost {
			parts = parts[:ledMost]
			break
		}
	}
	slices.SortStableFunc(parts, func(a, b string) int { return cmp.Compare(len([]rune(b)), len([]rune(a))) })
	return parts
}

// idle characters part words.
func idle(r rune) bool { return unicode.IsNumber(r) || strings.ContainsRune(little, r) }

// loud are the features of more than one character that speak for a label, and not much less than the
// loudest.
func (m *Model) loud(found []gram, label int) []stretch {
	var all []stretch
	most := float32(0)
	for _, g := range found {
		row, ok := m.known.row(g.slot)
		if !ok || g.to-g.from < 2 {
			continue
		}
		weight := float32(m.weight(row, label)) * m.rare[row]
		if weight > 0 {
			all = append(all, stretch{int(g.from), int(g.to), weight})
			most = max(most, weight)
		}
	}
	return slices.DeleteFunc(all, func(s stretch) bool { return s.weight*ledLeast < most })
}

// weight is what a feature says of a label, in steps.
func (m *Model) weight(row uint32, label int) int16 {
	from, to := m.start[row], m.start[row+1]
	at, ok := slices.BinarySearch(m.label[from:to], uint16(label))
	if !ok {
		return 0
	}
	return m.step[int(from)+at]
}
