package likeness

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// question is a text that others are compared with.
type question struct {
	text    letters
	body    int
	names   []name // all that it names
	subject []name // those in the subject
	named   map[gram]bool
}

func (x *Index) question(text letters, body int) *question {
	all := text.runes()
	q := &question{text: text, body: body, names: x.words.names(all), subject: x.words.names(all[:body]), named: map[gram]bool{}}
	for _, n := range q.names {
		own := appendLetters(nil, n.own+n.kind, math.MaxInt)
		for i, c := range own {
			q.named[gram(c)] = true
			if i+1 < len(own) {
				q.named[pair(c, own[i+1])] = true
			}
		}
	}
	return q
}

type scored struct {
	at     uint32
	cosine float64
	apart  bool
}

// compare says how like the text at a place is to the question.
func (x *Index) compare(d *desk, q *question, at uint32) scored {
	other := &x.docs[at]
	d.other.fill(other.text, int(other.body))
	x.weigh(d.other)
	s := scored{at: at}
	ofNames := 0.0
	for i, g := range d.other.grams {
		if j := d.ask.find(g); j >= 0 {
			part := d.other.share[i] * d.ask.share[j]
			s.cosine += part
			if q.named[g] {
				ofNames += part
			}
		}
	}
	if ofNames > mostlyNames*s.cosine {
		s.cosine *= placeAlone
	}
	s.cosine /= d.other.total * d.ask.total
	if s.cosine < even/2 {
		return s // too little for names to matter
	}
	o := x.question(other.text, int(other.body))
	if has, same := meet(q.names, o.names); has && !same {
		s.cosine *= strangers
	}
	if otherDistrict(q.names, o.names) {
		s.cosine *= districts
	}
	if s.apart = elsewhere(q, o) && elsewhere(o, q); s.apart && s.cosine > apartAbove {
		s.cosine = apartAbove + (s.cosine-apartAbove)*apartShare
	}
	return s
}

// isDistrict tells names that say too little to be compared.
func (n name) isDistrict() bool { return n.size >= district }

// alike tells names that have two characters in a row in common: people leave off and add to names.
func (n name) alike(m name) bool {
	own := []rune(n.own)
	for i := 0; i+2 <= len(own); i++ {
		if strings.Contains(m.own, string(own[i:i+2])) {
			return true
		}
	}
	return false
}

// meet tells whether both lists have names of places or bodies, and whether two are alike.
func meet(a, b []name) (has, same bool) {
	for _, n := range a {
		if n.isDistrict() {
			continue
		}
		for _, m := range b {
			if m.isDistrict() {
				continue
			}
			if has = true; n.alike(m) {
				return true, true
			}
		}
	}
	return has, false
}

// otherDistrict tells whether both name districts or counties, and none is the same.
func otherDistrict(a, b []name) bool {
	has := false
	for _, n := range a {
		for _, m := range b {
			if n.size != district || m.size != district {
				continue
			}
			if has = true; n.own == m.own {
				return false
			}
		}
	}
	return has
}

// elsewhere tells whether q's subject names a place or body of a kind of which o's subject names
// another, and of which o tells nothing.
func elsewhere(q, o *question) bool {
	for _, n := range q.subject {
		if n.size != fine {
			continue
		}
		met, same := false, false
		for _, m := range o.subject {
			if m.kind == n.kind {
				met = true
				same = same || n.alike(m)
			}
		}
		if met && !same && !strings.Contains(string(o.text.runes()), n.own) {
			return true
		}
	}
	return false
}

// match says what speaks for a text.
func (x *Index) match(q *question, s scored) Match {
	other := &x.docs[s.at]
	m := Match{Key: other.key, Score: scale(s.cosine), Apart: s.apart}
	o := x.question(other.text, int(other.body))
	for _, n := range q.names {
		if n.isDistrict() {
			continue
		}
		if !slices.Contains(o.names, n) || len(m.Places) == mostWords {
			continue
		}
		m.Places = append(m.Places, n.own+n.kind)
		if m.Where == "" && slices.Contains(q.subject, n) && slices.Contains(o.subject, n) {
			m.Where = n.own + n.kind
		}
	}
	m.Words = x.shared(q.text, other.text)
	return m
}

// mostWords is how many words are shown.
const mostWords = 6

// shared are the stretches that both texts have, those that say most first: nothing that stands in one
// text of twenty, no piece of a number, no word that only leads to others.
func (x *Index) shared(a, b letters) []string {
	has := map[[2]uint16]bool{}
	for i := 0; i+1 < len(b); i++ {
		has[[2]uint16{b[i], b[i+1]}] = true
	}
	type stretch struct {
		word   string
		weight float64
	}
	var all []stretch
	for i := 0; i+1 < len(a); {
		j := i
		weight := 0.0
		for j+1 < len(a) && a[j] != gap && a[j+1] != gap && has[[2]uint16{a[j], a[j+1]}] {
			weight = max(weight, x.weight(pair(a[j], a[j+1])))
			j++
		}
		if from, to := x.tidy(a, i, j+1); to-from > 1 && to-from <= longestWord && weight >= x.tells() {
			all = append(all, stretch{a[from:to].String(), weight})
		}
		i = max(j, i+1)
	}
	slices.SortStableFunc(all, func(a, b stretch) int { return cmp.Compare(b.weight, a.weight) })
	var out []string
	for _, s := range all {
		if len(out) == mostWords {
			break
		}
		if !slices.ContainsFunc(out, func(have string) bool { return strings.Contains(have, s.word) || strings.Contains(s.word, have) }) {
			out = append(out, s.word)
		}
	}
	return out
}

// longestWord is how long a stretch is shown; a longer one is a sentence that was copied.
const longestWord = 12

// tells is the weight of a pair that stands in one text of twenty.
func (x *Index) tells() float64 { return math.Log(20) + 1 }

// tidy narrows a stretch from i to j: a number is whole or not there, and a word that leads to others does
// not stand at either end.
func (x *Index) tidy(text letters, i, j int) (from, to int) {
	if i > 0 && digit(text[i-1]) {
		for i < j && digit(text[i]) {
			i++
		}
	}
	if j < len(text) && digit(text[j]) {
		for i < j && digit(text[j-1]) {
			j--
		}
	}
	for i < j && x.words.edge[text[i]] {
		i++
	}
	for i < j && x.words.edge[text[j-1]] {
		j--
	}
	return i, j
}

func digit(c uint16) bool { return c >= '0' && c <= '9' || c == '.' }
