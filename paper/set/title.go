package set

import (
	"math"
	"strings"
)

// What a break of a title costs by where it is: 7.3.1, words are not to be torn. A title is better
// broken before what kind of paper it is than anywhere else.
const (
	atPaper   = -2.0
	atOf      = 1.0
	atMark    = 1.0
	atEnd     = 2.0 // after the name of an office or a place
	atWords   = 3.0 // between two known words
	atWord    = 5.0 // at a known word
	atUnknown = 9.0
	inWord    = 40.0
	inQuote   = 60.0 // and within a law's title or a quotation
	inWhole   = 200.0
	noBreak   = 2000.0
)

// What its shape costs, in the same measure. 7.3.1: a trapezoid or a diamond.
const (
	hourglass  = 12.0
	rectangle  = 1.5
	widow      = 12.0 // less than four characters in a line
	uneven     = 0.5  // each character by which the longest line is longer than the shortest, beyond six
	evenEnough = 6.0
	oneMore    = 6.0 // a line more than there must be
	mostLines  = 4   // whose shape is looked at
)

// title is the lines of the title, centred.
func (s *setter) title(text string, size, pitch float64) []Line {
	cs := s.chars(text, style{role: titleRole, size: size})
	m := measure{x: Left, width: Width, align: center, pitch: pitch}
	var list []Line
	for _, part := range split(cs) {
		s.mend(part)
		from := 0
		for _, to := range s.shape(part) {
			sp := span{from: from, to: to, width: width(part[from:to]), last: true}
			line := setLine(part, sp, m, true)
			line.Y = float64(len(list))*pitch + baseline(pitch, size)
			list = append(list, line)
			from = to
		}
	}
	return list
}

// split is a text's parts between its line feeds.
func split(cs []char) [][]char {
	var list [][]char
	from := 0
	for i := range cs {
		if cs[i].Rune == '\n' {
			list = append(list, cs[from:i])
			from = i + 1
		}
	}
	return append(list, cs[from:])
}

// shape is where the lines of a title end.
func (s *setter) shape(cs []char) []int {
	if len(cs) == 0 {
		return nil
	}
	most := titleWidth * cs[0].size
	total := width(cs)
	if total <= most-2*cs[0].size {
		return []int{len(cs)}
	}
	costs := s.costs(cs)
	least := max(2, int(math.Ceil(total/most)))
	var best []int
	cost := math.Inf(1)
	for n := least; n <= least+1 && n <= mostLines; n++ {
		s.shapes(cs, costs, n, most, nil, 0, func(ends []int, broken float64) {
			if c := broken + looks(cs, ends) + float64(n-least)*oneMore; c < cost {
				cost, best = c, append([]int{}, ends...)
			}
		})
	}
	if best == nil || cost >= inWhole {
		if even := evenly(cs, costs, most); best == nil || len(even) <= len(best) {
			return even
		}
	}
	return best
}

// shapes visits the ways to break a title into n lines.
func (s *setter) shapes(cs []char, costs []float64, n int, most float64, ends []int, broken float64, visit func([]int, float64)) {
	from := 0
	if len(ends) > 0 {
		from = ends[len(ends)-1]
	}
	if n == 1 {
		if from < len(cs) && width(cs[from:]) <= most {
			visit(append(ends, len(cs)), broken)
		}
		return
	}
	w := 0.0
	for to := from + 1; to < len(cs); to++ {
		if w += cs[to-1].width; w > most {
			return
		}
		if costs[to] < inWhole {
			s.shapes(cs, costs, n-1, most, append(ends, to), broken+costs[to], visit)
		}
	}
}

// looks is what the shape of a title costs.
func looks(cs []char, ends []int) float64 {
	em := cs[0].size
	var w []float64
	from, cost := 0, 0.0
	low, high := math.Inf(1), 0.0
	for _, to := range ends {
		line := width(cs[from:to]) / em
		w = append(w, line)
		low, high = min(low, line), max(high, line)
		if line < 4 {
			cost += widow * (4 - line)
		}
		from = to
	}
	cost += uneven * max(0, high-low-evenEnough)
	if high-low < 0.5 && len(w) > 1 {
		cost += rectangle
	}
	for i := 1; i+1 < len(w); i++ {
		if w[i] < w[i-1]-0.5 && w[i] < w[i+1]-0.5 {
			cost += hourglass
		}
	}
	return cost
}

// evenly breaks a very long title into lines of nearly one length.
func evenly(cs []char, costs []float64, most float64) []int {
	type state struct {
		cost float64
		from int
	}
	aim := width(cs) / math.Ceil(width(cs)/most/0.9)
	best := make([]state, len(cs)+1)
	for to := 1; to <= len(cs); to++ {
		best[to] = state{cost: math.Inf(1), from: to - 1}
		w := 0.0
		for from := to - 1; from >= 0; from-- {
			w += cs[from].width
			if w > most && from < to-1 {
				break
			}
			c := best[from].cost + math.Abs(aim-w)/cs[0].size
			if to < len(cs) {
				c += costs[to]
			}
			if c < best[to].cost {
				best[to] = state{cost: c, from: from}
			}
		}
	}
	var ends []int
	for to := len(cs); to > 0; to = best[to].from {
		ends = append([]int{to}, ends...)
	}
	return ends
}

// costs is what it costs to begin a line at each character of a title.
func (s *setter) costs(cs []char) []float64 {
	rs := make([]rune, len(cs))
	for i, c := range cs {
		rs[i] = c.Rune
	}
	costs := make([]float64, len(cs)+1)
	kinds := make([]kind, len(cs)) // of the word that a character belongs to
	begin := make([]bool, len(cs)) // whether a word begins there
	for i := 0; i < len(cs); {
		n, k := s.longest(rs[i:])
		begin[i] = true
		for j := range n {
			kinds[i+j] = k
		}
		i += n
	}
	quoted := quotes(rs)
	for i := 1; i < len(cs); i++ {
		before, here := rs[i-1], string(rs[i:])
		switch {
		case cs[i-1].after == never:
			costs[i] = noBreak
		case cs[i-1].after == glued:
			costs[i] = inWhole
		case strings.HasPrefix(here, s.words.Of), strings.HasSuffix(string(rs[:i]), s.words.About):
			costs[i] = inWhole
		case !begin[i]:
			costs[i] = inWord
		case kinds[i] == paper && s.words.known[here] == paper:
			costs[i] = atPaper
		case string(before) == s.words.Of:
			costs[i] = atOf
		case strings.ContainsRune(whiteRight, before), strings.ContainsRune(whiteLeft, rs[i]), before == ' ':
			costs[i] = atMark
		case strings.HasPrefix(here, s.words.About):
			costs[i] = atOf
		case kinds[i-1] == end:
			costs[i] = atEnd
		case kinds[i-1] != unknown && kinds[i] != unknown:
			costs[i] = atWords
		case kinds[i-1] != unknown || kinds[i] != unknown:
			costs[i] = atWord
		default:
			costs[i] = atUnknown
		}
		if quoted[i] {
			costs[i] += inQuote
		}
	}
	return costs
}

// longest is the longest known word that a text begins with, or its first character.
func (s *setter) longest(rs []rune) (int, kind) {
	for n := min(len(rs), max(s.words.longest, s.longestName)); n > 0; n-- {
		text := string(rs[:n])
		if k, ok := s.words.known[text]; ok {
			return n, k
		}
		if s.names[text] {
			return n, end
		}
	}
	return 1, unknown
}

// quotes says which characters stand inside a title of a law or a quotation, which is not broken.
func quotes(rs []rune) []bool {
	inside := make([]bool, len(rs))
	depth := 0
	for i, r := range rs {
		inside[i] = depth > 0
		switch {
		case strings.ContainsRune("《“（", r):
			depth++
		case strings.ContainsRune("》”）", r) && depth > 0:
			depth--
		}
	}
	return inside
}
