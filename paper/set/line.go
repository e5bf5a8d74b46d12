package set

import (
	"math"
	"slices"
	"strings"
)

// align is how lines stand between their margins.
type align uint8

const (
	justify align = iota
	left
	center
	flush // to the right
)

// measure is the room of a paragraph.
type measure struct {
	x, width float64
	first    float64 // indent of the first line
	hang     float64 // and of the others
	align    align
	pitch    float64
}

// slack is what lengths may differ by and be equal.
const slack = 0.01

// loosest is how far characters may be driven apart to fill a line, in em: one that would need more is
// left short, which is less ugly.
const loosest = 0.35

// span is one line of a paragraph: characters from one to before another.
type span struct {
	from, to int
	width    float64 // of its characters, without blanks at its end
	last     bool    // of its paragraph
}

// What a line costs, so that a paragraph may choose the lines that cost least. A number or a date that
// stays whole would leave the line before it thin; the lines before that share the loss.
const (
	perLine     = 30.0  // there are no more lines than must be
	perGap      = 100.0 // by the square of how far, in em, characters are driven apart
	perShort    = 3.0   // by the em that is missing in a line that is left short
	perSqueeze  = 0.12  // by the em that is squeezed out: a mark is rather kept in than a gap made
	mostSqueeze = 1.0   // em in a line
	lonely      = 3.0   // a last line of one character and perhaps its mark
	brokenGlue  = 1e6
	brokenRule  = 1e9
	tooWide     = 1e12
)

// mostChars bounds a line of characters that have no width.
const mostChars = 400

// breakLines breaks a paragraph into the lines that fit and cost least together: where a line may end,
// and elsewhere only if something is longer than a line.
func breakLines(cs []char, m measure) []span {
	if list := breakAt(cs, m, free); list != nil {
		return list
	}
	return breakAt(cs, m, never)
}

// breakAt is breakLines where lines end after characters of a kind at least; nil if that cannot be.
func breakAt(cs []char, m measure, least breaking) []span {
	n := len(cs)
	type state struct {
		cost float64
		span span
	}
	best := make([]state, n+1) // the best way to have a line end before each character
	for i := 1; i <= n; i++ {
		best[i].cost = math.Inf(1)
	}
	for from := range n {
		if math.IsInf(best[from].cost, 1) {
			continue
		}
		room := m.width - m.hang
		if from == 0 {
			room = m.width - m.first
		}
		w, solid, give, gaps := 0.0, 0.0, 0.0, 0
		for to := from + 1; to <= n; to++ {
			c := cs[to-1]
			w += c.width
			give += c.give
			if c.Rune != ' ' {
				solid = w
			}
			if to-from > 1 && stretches(cs[to-2], c) {
				gaps++
			}
			if (solid-give > room+slack || to-from > mostChars) && (to-from > 1 || least == free) {
				break
			}
			if c.after < least && to < n {
				continue
			}
			cost := best[from].cost + lineCost(c, to == n, solid, room, gaps, m.align)
			if to == n {
				cost += alone(cs[from:to], from > 0)
			}
			if cost < best[to].cost {
				best[to] = state{cost: cost, span: span{from: from, to: to, width: solid, last: to == n}}
			}
		}
	}
	if best[n].cost >= tooWide && least > never {
		return nil
	}
	var list []span
	for to := n; to > 0; to = best[to].span.from {
		list = append(list, best[to].span)
	}
	slices.Reverse(list)
	return list
}

// lineCost is what a line costs that ends after a character.
func lineCost(end char, last bool, width, room float64, gaps int, a align) float64 {
	cost := perLine
	switch {
	case last:
	case end.after == glued:
		cost += brokenGlue
	case end.after == never:
		cost += brokenRule
	}
	spare := room - width
	switch {
	case spare < -slack && -spare > mostSqueeze*end.size+slack:
		return cost + tooWide
	case spare < -slack:
		return cost + perSqueeze*-spare/end.size
	case last || spare <= slack:
		return cost
	case a != justify:
		return cost + spare/end.size
	}
	spare /= end.size
	if gaps == 0 || spare/float64(gaps) > loosest {
		return cost + perGap*loosest*loosest + perShort*spare
	}
	gap := spare / float64(gaps)
	return cost + perGap*gap*gap + spare/1e3
}

// alone is what a last line costs in which one character stands.
func alone(cs []char, more bool) float64 {
	n := 0
	for _, c := range cs {
		if !strings.ContainsRune(closing, c.Rune) && c.Rune != ' ' {
			n++
		}
	}
	if more && n <= 1 {
		return lonely
	}
	return 0
}

// setLine places the characters of one line. The baseline is left to the caller.
func setLine(cs []char, sp span, m measure, first bool) Line {
	indent := m.hang
	if first {
		indent = m.first
	}
	x, room := m.x+indent, m.width-indent
	cs = cs[sp.from:sp.to]
	for len(cs) > 0 && cs[len(cs)-1].Rune == ' ' {
		cs = cs[:len(cs)-1]
	}
	line := Line{}
	spare := room - sp.width
	squeezed := make([]float64, len(cs))
	gap := 0.0
	switch {
	case spare < -slack:
		squeeze(cs, squeezed, -spare)
		line.Justified = true
	case m.align == flush:
		x += spare
	case m.align == center:
		x += spare / 2
	case m.align == justify && !sp.last:
		if n := gaps(cs); n > 0 && spare/float64(n) <= loosest*cs[0].size {
			gap = spare / float64(n)
			line.Justified = true
		}
	}
	for i, c := range cs {
		shift := 0.0
		if c.left {
			shift = -squeezed[i]
		}
		line.put(c, x+shift, x)
		x += c.width - squeezed[i]
		run := &line.Runs[len(line.Runs)-1]
		run.Width = x - run.X // without the gap after it
		if gap > 0 && i+1 < len(cs) && stretches(c, cs[i+1]) {
			x += gap
		}
	}
	return line
}

// put adds a character at x to the last run, or to a new one if its face differs.
func (l *Line) put(c char, x, start float64) {
	n := len(l.Runs)
	if n == 0 || l.Runs[n-1].Role != c.role || l.Runs[n-1].Size != c.size || l.Runs[n-1].Ink != c.ink {
		l.Runs = append(l.Runs, Run{X: start, Size: c.size, Role: c.role, Ink: c.ink})
		n++
	}
	run := &l.Runs[n-1]
	run.Text += string(c.Rune)
	run.Glyphs = append(run.Glyphs, Glyph{Glyph: c.Glyph, X: x - run.X})
}

// stretches reports whether the gap between two characters may be widened: not within a word of
// letters or a number.
func stretches(a, b char) bool { return !latin(a.Rune) || !latin(b.Rune) }

func gaps(cs []char) int {
	n := 0
	for i := 0; i+1 < len(cs); i++ {
		if stretches(cs[i], cs[i+1]) {
			n++
		}
	}
	return n
}

// squeeze takes so much white out of a line's marks: first of the one at its end, where nobody sees it,
// the rest of all others alike.
func squeeze(cs []char, by []float64, need float64) {
	if n := len(cs) - 1; cs[n].give > 0 && !cs[n].left {
		by[n] = math.Min(cs[n].give, need)
		need -= by[n]
	}
	total := 0.0
	for i, c := range cs {
		total += c.give - by[i]
	}
	if total <= 0 || need <= 0 {
		return
	}
	share := math.Min(1, need/total)
	for i, c := range cs {
		if by[i] == 0 {
			by[i] = c.give * share
		} else {
			by[i] += (c.give - by[i]) * share
		}
	}
}

// lines sets text in a measure; a line feed in it begins a paragraph. Baselines are measured from the
// top of the first line.
func (s *setter) lines(cs []char, m measure) []Line {
	var list []Line
	for {
		part, more := cs, false
		if i := slices.IndexFunc(cs, func(c char) bool { return c.Rune == '\n' }); i >= 0 {
			part, cs, more = cs[:i], cs[i+1:], true
		}
		s.mend(part)
		for i, sp := range breakLines(part, m) {
			line := setLine(part, sp, m, i == 0)
			line.Y = float64(len(list))*m.pitch + baseline(m.pitch, size(part))
			list = append(list, line)
		}
		if !more {
			return list
		}
	}
}

// size is the size of a text's first character.
func size(cs []char) float64 {
	if len(cs) == 0 {
		return BodySize
	}
	return cs[0].size
}

// width is how wide characters are in one line.
func width(cs []char) float64 {
	w := 0.0
	for _, c := range cs {
		w += c.width
	}
	return w
}

// trimmed is text without white at its ends.
func trimmed(text string) string { return strings.TrimSpace(text) }
