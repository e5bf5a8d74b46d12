package category

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

const (
	cost      = 3.0 // of a text that falls on the wrong side
	titleCost = 3.0 // of a heading by itself: it teaches to do with few words
	often     = 3   // a feature has to stand in so many texts to be learned
)

// Train learns from what was decided. Examples without a label, and those of labels that were given
// too seldom, are left out. It takes all processors.
func Train(examples []Example, o Options) *Model {
	o = o.filled()
	kept, labels := sift(examples, o.Least)
	if len(labels) == 0 {
		return &Model{}
	}
	m := learn(kept, labels, o)
	m.heat = temper(kept, o)
	return m
}

// sift leaves out what cannot be learned, and lists the labels that can.
func sift(examples []Example, least int) ([]Example, []string) {
	times := map[string]int{}
	for _, e := range examples {
		times[e.Label]++
	}
	var kept []Example
	for _, e := range examples {
		if e.Label != "" && times[e.Label] >= least {
			kept = append(kept, e)
		}
	}
	var labels []string
	for label, n := range times {
		if label != "" && n >= least {
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return kept, labels
}

// learn makes the model, but for its heat.
func learn(examples []Example, labels []string, o Options) *Model {
	texts, titles := make([][]entry, len(examples)), make([][]entry, len(examples))
	each(len(examples), func(i int) {
		texts[i] = count(scan(fold(examples[i].Text)))
		if t := examples[i].Title; t != "" && t != examples[i].Text {
			titles[i] = count(scan(fold(t)))
		}
	})
	m := &Model{labels: labels, texts: uint32(len(examples)), heat: 1}
	m.learnFeatures(texts)
	x := &matrix{wide: len(m.in)}
	var whose []int
	var costs []float32
	var columns []uint32
	var values []float32
	add := func(counted []entry, label int, c float32) {
		columns, values = m.weigh(counted, columns[:0], values[:0])
		if len(columns) > 0 {
			x.add(columns, values)
			whose, costs = append(whose, label), append(costs, c)
		}
	}
	for i, e := range examples {
		label, _ := slices.BinarySearch(labels, e.Label)
		add(texts[i], label, cost)
		if titles[i] != nil {
			add(titles[i], label, titleCost)
		}
	}
	planes := make([]plane, len(labels))
	each(len(labels), func(l int) {
		mine := make([]bool, len(whose))
		for i, w := range whose {
			mine[i] = w == l
		}
		planes[l] = press(solve(x, mine, costs), o.Weights/len(labels))
	})
	m.join(planes)
	return m
}

// learnFeatures gives a row to each feature that stands in enough texts.
func (m *Model) learnFeatures(texts [][]entry) {
	in := make([]uint32, slots)
	for _, counted := range texts {
		for _, e := range counted {
			in[e.slot]++
		}
	}
	for slot, n := range in {
		if n >= often {
			m.slot, m.in = append(m.slot, uint32(slot)), append(m.in, n)
		}
	}
	m.index()
}

// plane is what was learned of one label: the weights that matter, in whole steps of a scale.
type plane struct {
	rows  []uint32
	steps []int16
	scale float32
	bias  float32
}

// press keeps the heaviest weights, in steps.
func press(w []float32, room int) plane {
	last := len(w) - 1
	p := plane{bias: w[last]}
	sizes := make([]float32, last)
	for i, v := range w[:last] {
		sizes[i] = max(v, -v)
	}
	slices.Sort(sizes)
	if last == 0 || sizes[last-1] == 0 {
		return p
	}
	p.scale = sizes[last-1] / math.MaxInt16
	least := float32(0)
	if last > room {
		least = sizes[last-max(room, 1)]
	}
	for i, v := range w[:last] {
		if max(v, -v) >= least {
			p.take(uint32(i), v)
		}
	}
	return p
}

// take keeps a weight, unless it is less than half a step.
func (p *plane) take(row uint32, v float32) {
	if step := int16(math.Round(float64(v / p.scale))); step != 0 {
		p.rows, p.steps = append(p.rows, row), append(p.steps, step)
	}
}

// each does n things on all processors.
func each(n int, do func(i int)) {
	var wait sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	wait.Wait()
}
