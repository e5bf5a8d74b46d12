package likeness

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Index holds texts, to be found by likeness. Many may look at once while one writes.
type Index struct {
	mu    sync.RWMutex
	docs  []doc
	byKey map[string]uint32
	seen  []uint32 // how many texts have a gram
	lists [][]list // of each pair, the texts that are found by it: in blocks, made when first needed
	live  int
	room  sync.Pool // of *desk
	words placeWords
	logs  []float64
}

// doc is a text as it is kept; a dropped one has no key.
type doc struct {
	key  string
	text letters
	body uint16
}

// list grows by doubling, up to a limit; it has no pointers but its own.
type list []uint32

// block is how many lists are made at once, so that a county with few texts holds little.
const block = 256

// found is the list of a pair, nil when there is none.
func (x *Index) found(g gram) list {
	b := x.lists[(g-singles)/block]
	if b == nil {
		return nil
	}
	return b[(g-singles)%block]
}

// listOf is the list of a pair, to add to.
func (x *Index) listOf(g gram) *list {
	at := (g - singles) / block
	if x.lists[at] == nil {
		x.lists[at] = make([]list, block)
	}
	return &x.lists[at][(g-singles)%block]
}

// found by so many of its rarest pairs. Measured on real messages: 32 finds what all find.
const foundBy = 32

// New makes an empty index.
func New() *Index {
	x := &Index{byKey: map[string]uint32{}, seen: make([]uint32, allGrams), lists: make([][]list, 1<<pairBits/block), words: readPlaceWords()}
	common(x.seen)
	for n := range 1 << 14 {
		x.logs = append(x.logs, math.Log(float64(n)+1))
	}
	x.room.New = func() any { return &desk{ask: newBag(), other: newBag()} }
	return x
}

// Len is how many texts there are.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.live
}

// Put adds a text, or replaces the one of the same key, and says whether anything changed.
func (x *Index) Put(t Text) bool {
	text, body := read(t)
	x.mu.Lock()
	defer x.mu.Unlock()
	if at, ok := x.byKey[t.Key]; ok {
		if old := x.docs[at]; int(old.body) == body && slices.Equal(old.text, text) {
			return false
		}
		x.drop(at)
	}
	at := uint32(len(x.docs))
	x.docs = append(x.docs, doc{key: t.Key, text: slices.Clip(text), body: uint16(body)})
	x.byKey[t.Key] = at
	x.live++
	d := x.room.Get().(*desk)
	defer x.room.Put(d)
	d.other.fill(text, body)
	for _, g := range d.other.grams {
		x.seen[g]++
	}
	for _, g := range x.rarest(d, d.other) {
		l := x.listOf(g)
		*l = append(*l, at)
	}
	return true
}

// Drop forgets a text.
func (x *Index) Drop(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if at, ok := x.byKey[key]; ok {
		x.drop(at)
	}
}

// drop leaves an empty place, over which lists of texts step until more places are empty than not. Its
// pairs are counted no more.
func (x *Index) drop(at uint32) {
	d := x.room.Get().(*desk)
	defer x.room.Put(d)
	old := &x.docs[at]
	d.other.fill(old.text, int(old.body))
	for _, g := range d.other.grams {
		x.seen[g]--
	}
	delete(x.byKey, old.key)
	*old = doc{}
	if x.live--; len(x.docs) > 2*x.live+spare {
		x.close()
	}
}

// spare is how many empty places are never worth closing.
const spare = 1000

// close gives back the empty places. What Save took hold of is left as it was.
func (x *Index) close() {
	moved := make([]uint32, len(x.docs))
	docs := make([]doc, 0, x.live)
	for i, d := range x.docs {
		if d.key != "" {
			moved[i] = uint32(len(docs))
			x.byKey[d.key] = moved[i]
			docs = append(docs, d)
		}
	}
	for _, b := range x.lists {
		for i, l := range b {
			var kept list
			for _, at := range l {
				if x.docs[at].key != "" {
					kept = append(kept, moved[at])
				}
			}
			b[i] = kept
		}
	}
	x.docs = docs
}

// weight is how much a gram says: the fewer texts have it, the more.
func (x *Index) weight(g gram) float64 {
	return x.log(uint32(x.live+before)) - x.log(x.seen[g]) + 1
}

// log is the logarithm of n+1, out of a table for what is common.
func (x *Index) log(n uint32) float64 {
	if int(n) < len(x.logs) {
		return x.logs[n]
	}
	return math.Log(float64(n) + 1)
}

// weigh gives each gram of a bag its share, of a vector that has the length one.
func (x *Index) weigh(b *bag) {
	sum, all := 0.0, x.log(uint32(x.live+before))+1
	b.share = b.share[:0]
	for i, g := range b.grams {
		w := (1 + x.log(uint32(b.count[i])-1)) * (all - x.log(x.seen[g]))
		b.share = append(b.share, w)
		sum += w * w
	}
	b.total = math.Sqrt(sum)
}

// rarest are the pairs by which a text is found, those that say most first.
func (x *Index) rarest(d *desk, b *bag) []gram {
	d.pairs = d.pairs[:0]
	for i, g := range b.grams {
		if g.isPair() {
			d.pairs = append(d.pairs, weighed{g, (1 + x.log(uint32(b.count[i])-1)) * x.weight(g)})
		}
	}
	slices.SortFunc(d.pairs, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.gram, b.gram))
	})
	d.rare = d.rare[:0]
	for _, w := range d.pairs[:min(len(d.pairs), foundBy)] {
		d.rare = append(d.rare, w.gram)
	}
	return d.rare
}

type weighed struct {
	gram   gram
	weight float64
}
