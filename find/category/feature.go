package category

import (
	"math"
	"slices"
	"unicode"

	"bihuan/domain/words"
)

const (
	longest   = 3         // so many neighbouring characters make one feature at most
	bits      = 23        // features are numbered by a hash of so many bits,
	ofLongest = 1 << bits // and a bit that tells the longest from the others
	slots     = 2 << bits
	head      = 40   // so many characters are the head: they say what the rest is about
	third     = 0.7  // of what shorter features count, the longest do
	most      = 4000 // no more of a text is read
)

// gram is one feature where it stands in the text.
type gram struct {
	slot     uint32
	from, to int32 // in runes of the folded text
}

// scan finds every feature of a text. Numbers are all alike, and a blank parts nothing: a text that
// comes as words parted by blanks has the features of the text that it was made of.
func scan(folded []rune) []gram {
	found := make([]gram, 0, longest*len(folded))
	var places [longest]int32 // where the last characters stand
	var last [longest]rune
	n := 0
	for i, r := range folded {
		switch {
		case r == ' ':
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			n = 0
			continue
		case r >= '0' && r <= '9':
			r = '0'
			if n > 0 && last[(n-1)%longest] == r {
				continue
			}
		}
		last[n%longest], places[n%longest] = r, int32(i)
		n++
		h := uint64(0)
		for size := 1; size <= min(n, longest); size++ {
			at := (n - size) % longest
			h = (h ^ uint64(last[at])) * 0x9e3779b97f4a7c15
			h ^= h >> 29
			slot := uint32((h * 0xbf58476d1ce4e5b9) >> (64 - bits))
			if size == longest {
				slot |= ofLongest
			}
			found = append(found, gram{slot: slot, from: places[at], to: int32(i) + 1})
		}
	}
	return found
}

// fold makes a text ready to be scanned; a character stays in its place.
func fold(text string) []rune {
	folded := []rune(words.Fold(text))
	return folded[:min(len(folded), most)]
}

// entry is one feature of a text, with how often it stands there, and at its head.
type entry struct {
	slot      uint32
	all, head uint32
}

// count tells how often each feature stands in a text, by their numbers.
func count(found []gram) []entry {
	keys := make([]uint32, len(found))
	for i, g := range found {
		keys[i] = g.slot << 1
		if g.from < head {
			keys[i]++
		}
	}
	slices.Sort(keys)
	list := make([]entry, 0, len(keys))
	for _, key := range keys {
		if n := len(list); n == 0 || list[n-1].slot != key>>1 {
			list = append(list, entry{slot: key >> 1})
		}
		e := &list[len(list)-1]
		e.all, e.head = e.all+1, e.head+key&1
	}
	return list
}

// damp makes what stands in a text often count little more than what stands there once.
func damp(times uint32) float32 {
	if times == 0 {
		return 0
	}
	return float32(1 + math.Log(float64(times)))
}

// rare makes what stands in few of n texts count more than what stands in many. Three characters say
// little that their pairs have not said.
func rare(slot, n, in uint32) float32 {
	v := 1 + math.Log(float64(1+n)/float64(1+in))
	if slot&ofLongest != 0 {
		v *= third
	}
	return float32(v)
}
