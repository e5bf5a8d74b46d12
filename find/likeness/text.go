package likeness

import (
	"strings"
	"unicode"

	"bihuan/domain/words"
)

// letters is a folded text, one number a character. Signs and blanks are gap, so that no pair spans
// one; the subject ends with a gap.
type letters []uint16

const gap = 0

// read takes a text apart: its characters, and where the body begins.
func read(t Text) (text letters, body int) {
	text = appendLetters(make(letters, 0, len(t.Subject)/3+bodyLength+2), t.Subject, 4*bodyLength)
	text = append(text, gap)
	body = len(text)
	return appendLetters(text, t.Body, bodyLength), body
}

func appendLetters(text letters, s string, most int) letters {
	n := 0
	for _, r := range words.Fold(s) {
		if n++; n > most {
			break
		}
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			r = gap
		case r > 0xffff:
			r = 0xe000 + r%0x1900 // a rare character; two of them seldom fall together
		}
		text = append(text, uint16(r))
	}
	return text
}

func (l letters) String() string {
	var b strings.Builder
	for _, c := range l {
		if c == gap {
			c = ' '
		}
		b.WriteRune(rune(c))
	}
	return b.String()
}

func (l letters) runes() []rune {
	r := make([]rune, len(l))
	for i, c := range l {
		if r[i] = rune(c); c == gap {
			r[i] = ' '
		}
	}
	return r
}

// A gram is one character or a pair of neighbours, as a place in the table of counts: singles have
// the first places, one each; pairs share the rest by hash.
type gram uint32

const (
	singles  = 1 << 16
	pairBits = 20
	allGrams = singles + 1<<pairBits
)

func pair(a, b uint16) gram {
	h := (uint32(a)<<16 | uint32(b)) * 0x9E3779B1
	h ^= h >> 15
	h *= 0x85EBCA77
	return singles + gram(h>>(32-pairBits))
}

func (g gram) isPair() bool { return g >= singles }

// bag counts the grams of a text, each once, in the order in which they come first. It is used again
// from text to text.
type bag struct {
	slots []int32 // of a table with open places: index into grams, from 1
	grams []gram
	count []uint16
	total float64 // length of the vector, once weighed
	share []float64
}

const bagSlots = 4096 // a text has at most some 1600 grams

func newBag() *bag { return &bag{slots: make([]int32, bagSlots)} }

func (b *bag) reset() {
	for _, g := range b.grams {
		for at := g * 0x9E3779B1 >> 20; b.slots[at%bagSlots] != 0; at++ {
			b.slots[at%bagSlots] = 0
		}
	}
	b.grams, b.count, b.share, b.total = b.grams[:0], b.count[:0], b.share[:0], 0
}

// find is the place of a gram, or -1.
func (b *bag) find(g gram) int {
	for at := g * 0x9E3779B1 >> 20; ; at++ {
		switch i := b.slots[at%bagSlots]; {
		case i == 0:
			return -1
		case b.grams[i-1] == g:
			return int(i - 1)
		}
	}
}

func (b *bag) add(g gram, n uint16) {
	if len(b.grams) >= bagSlots/2 {
		return
	}
	at := g * 0x9E3779B1 >> 20
	for ; b.slots[at%bagSlots] != 0; at++ {
		if i := b.slots[at%bagSlots] - 1; b.grams[i] == g {
			b.count[i] += n
			return
		}
	}
	b.grams, b.count = append(b.grams, g), append(b.count, n)
	b.slots[at%bagSlots] = int32(len(b.grams))
}

// fill counts a text whose body begins at body.
func (b *bag) fill(text letters, body int) {
	b.reset()
	for i, c := range text {
		if c == gap {
			continue
		}
		n := uint16(1)
		if i < body {
			n = subjectCount
		}
		b.add(gram(c), n)
		if i+1 < len(text) && text[i+1] != gap {
			b.add(pair(c, text[i+1]), n)
		}
	}
}
