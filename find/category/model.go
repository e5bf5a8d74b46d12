package category

import (
	"math"
	"slices"
)

// Model is what was learned. It is read by many at once.
type Model struct {
	labels []string  // sorted
	bias   []float32 // of each label
	scale  []float32 // of each label: a weight is so many steps of it
	heat   float32   // by which sums are made shares

	texts uint32    // it was learned from
	slot  []uint32  // by row: the number of a feature, in order
	in    []uint32  // by row: in how many texts it stands
	rare  []float32 // by row: what that makes it weigh
	known known     // by number: the row

	// What each feature says for and against labels, by row.
	start []uint32
	label []uint16
	step  []int16
}

// Labels are what the model can suggest.
func (m *Model) Labels() []string { return slices.Clone(m.labels) }

// Texts is how many texts it was learned from.
func (m *Model) Texts() int { return int(m.texts) }

// index works out what follows from which features there are.
func (m *Model) index() {
	m.known, m.rare = newKnown(len(m.slot)), make([]float32, len(m.slot))
	for row, slot := range m.slot {
		m.known.put(slot, uint32(row))
		m.rare[row] = rare(slot, m.texts, m.in[row])
	}
}

// weigh gives the known features of a text their weight. The head, by itself, weighs as much as the
// whole; all of them together have the length 1.
func (m *Model) weigh(counted []entry, rows []uint32, values []float32) ([]uint32, []float32) {
	var whole, head float64
	for _, e := range counted {
		row, ok := m.known.row(e.slot)
		if !ok {
			continue
		}
		rare := float64(m.rare[row])
		v, h := rare*float64(damp(e.all)), rare*float64(damp(e.head))
		whole, head = whole+v*v, head+h*h
	}
	if whole == 0 {
		return rows, values
	}
	byWhole, byHead := float32(1/math.Sqrt(whole)), float32(0)
	if head > 0 {
		byHead = float32(1 / math.Sqrt(head))
	}
	from, square := len(values), 0.0
	for _, e := range counted {
		row, ok := m.known.row(e.slot)
		if !ok {
			continue
		}
		v := m.rare[row] * (damp(e.all)*byWhole + damp(e.head)*byHead)
		rows, values = append(rows, row), append(values, v)
		square += float64(v) * float64(v)
	}
	shrink := float32(1 / math.Sqrt(square))
	for i := range values[from:] {
		values[from+i] *= shrink
	}
	return rows, values
}

// join lays the labels' weights side by side, by feature.
func (m *Model) join(planes []plane) {
	m.bias, m.scale = make([]float32, len(planes)), make([]float32, len(planes))
	m.start = make([]uint32, len(m.in)+1)
	for l, p := range planes {
		m.bias[l], m.scale[l] = p.bias, p.scale
		for _, row := range p.rows {
			m.start[row+1]++
		}
	}
	for i := range m.in {
		m.start[i+1] += m.start[i]
	}
	total := m.start[len(m.in)]
	m.label, m.step = make([]uint16, total), make([]int16, total)
	next := slices.Clone(m.start)
	for l, p := range planes {
		for i, row := range p.rows {
			m.label[next[row]], m.step[next[row]] = uint16(l), p.steps[i]
			next[row]++
		}
	}
}

// sums is how much speaks for each label.
func (m *Model) sums(counted []entry) []float32 {
	rows, values := m.weigh(counted, nil, nil)
	sums := make([]float32, len(m.labels))
	for i, row := range rows {
		v := values[i]
		for at := m.start[row]; at < m.start[row+1]; at++ {
			sums[m.label[at]] += v * float32(m.step[at])
		}
	}
	for l := range sums {
		sums[l] = sums[l]*m.scale[l] + m.bias[l]
	}
	return sums
}

// shares makes sums into shares that are together 1.
func shares(sums []float32, heat float32) []float64 {
	top := slices.Max(sums)
	all, total := make([]float64, len(sums)), 0.0
	for i, s := range sums {
		all[i] = math.Exp(float64((s - top) * heat))
		total += all[i]
	}
	for i := range all {
		all[i] /= total
	}
	return all
}

// Suggest gives the n likeliest labels of a text, the likeliest first. A text without any feature that
// the model knows gets none.
func (m *Model) Suggest(text string, n int) []Suggestion { return Adviser{Decided: m}.Suggest(text, n) }

// Best is the likeliest label alone, without the words that led there; "" if there is no label.
func (m *Model) Best(text string) string {
	if len(m.labels) == 0 {
		return ""
	}
	sums := m.sums(count(scan(fold(text))))
	best := 0
	for l, s := range sums {
		if s > sums[best] {
			best = l
		}
	}
	return m.labels[best]
}

// opinion is what a model says of one text: the share of each label; nil if it knows none of its
// features.
func (m *Model) opinion(counted []entry) []float64 {
	if m == nil || len(m.labels) == 0 {
		return nil
	}
	if !slices.ContainsFunc(counted, func(e entry) bool { _, ok := m.known.row(e.slot); return ok }) {
		return nil
	}
	return shares(m.sums(counted), m.heat)
}
