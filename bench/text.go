package main

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Made texts have so many characters, of a vocabulary of so many words of two. How often a word is met
// falls with its rank, as in any language, from the shelf on; the first is in four texts of ten.
const (
	textLength = 300
	vocabulary = 30_000
	shelf      = 50
)

// The characters that the words are made of: the first of them are in many words.
const (
	firstHan = 0x4E00
	manyHan  = 3000
)

// word is the n-th word, the commonest first.
func word(n int) string {
	r := rand.New(rand.NewPCG(uint64(n%vocabulary), 7))
	return string([]rune{han(r), han(r)})
}

func han(r *rand.Rand) rune {
	return firstHan + rune(math.Pow(manyHan, r.Float64())) - 1
}

// textOf is the i-th text.
func textOf(i int) string {
	r := rand.New(rand.NewPCG(11, uint64(i)))
	var b strings.Builder
	for n := 0; n < textLength; n += 2 {
		if n%24 == 22 {
			b.WriteString(", ")
			continue
		}
		b.WriteString(word(int(shelf*math.Pow((vocabulary+shelf)/shelf, r.Float64())) - shelf))
	}
	return b.String()
}
