package likeness

import (
	"cmp"
	"slices"
)

// desk is what one question needs to work on; it is used again.
type desk struct {
	ask, other *bag
	pairs      []weighed
	rare       []gram
	sums       []float32 // by text: how much of the question it was found by
	touched    []uint32
}

// Bounds of one question: how many texts are compared in full, and how many places of lists are read
// to choose them. Lists of rare pairs are read first.
const (
	compared = 150
	mostRead = 600_000
)

// Like gives the texts most like t, the best first, at most n. The text of t's own key is none.
func (x *Index) Like(t Text, n int) []Match {
	text, body := read(t)
	x.mu.RLock()
	defer x.mu.RUnlock()
	d := x.room.Get().(*desk)
	defer x.room.Put(d)
	d.ask.fill(text, body)
	x.weigh(d.ask)
	self := uint32(len(x.docs))
	if at, ok := x.byKey[t.Key]; ok && t.Key != "" {
		self = at
	}
	q := x.question(text, body)
	var all []scored
	for _, at := range x.choose(d, self) {
		if s := x.compare(d, q, at); s.cosine > 0 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.cosine, a.cosine), cmp.Compare(x.docs[a.at].key, x.docs[b.at].key))
	})
	matches := make([]Match, 0, min(n, len(all)))
	for _, s := range all[:min(n, len(all))] {
		matches = append(matches, x.match(q, s))
	}
	return matches
}

// choose are the texts that share most of the question's rare pairs.
func (x *Index) choose(d *desk, self uint32) []uint32 {
	d.pairs = d.pairs[:0]
	for i, g := range d.ask.grams {
		if g.isPair() && len(x.found(g)) > 0 {
			d.pairs = append(d.pairs, weighed{g, d.ask.share[i] * x.weight(g)})
		}
	}
	slices.SortFunc(d.pairs, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.gram, b.gram))
	})
	if len(d.sums) < len(x.docs) {
		d.sums = make([]float32, len(x.docs)+len(x.docs)/8)
	}
	d.touched = d.touched[:0]
	read := 0
	for _, p := range d.pairs {
		l := x.found(p.gram)
		if read += len(l); read > mostRead {
			break
		}
		w := float32(p.weight)
		for _, at := range l {
			if d.sums[at] == 0 {
				if x.docs[at].key == "" || at == self {
					continue
				}
				d.touched = append(d.touched, at)
			}
			d.sums[at] += w
		}
	}
	best := slices.Clone(top(d.touched, d.sums, compared))
	for _, at := range d.touched {
		d.sums[at] = 0
	}
	return best
}

// top moves the n texts with the largest sums to the front, and returns them in no order.
func top(touched []uint32, sums []float32, n int) []uint32 {
	lo, hi := 0, len(touched)
	for n < hi && hi-lo > 1 {
		middle := sums[touched[lo+(hi-lo)/2]]
		i, j, k := lo, lo, hi
		for j < k { // larger ones to the left, smaller to the right
			switch s := sums[touched[j]]; {
			case s > middle:
				touched[i], touched[j] = touched[j], touched[i]
				i++
				j++
			case s < middle:
				k--
				touched[k], touched[j] = touched[j], touched[k]
			default:
				j++
			}
		}
		switch {
		case n < i:
			hi = i
		case n > k:
			lo = k
		default:
			return touched[:n]
		}
	}
	return touched[:min(n, len(touched))]
}
