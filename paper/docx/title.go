package docx

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// titleWords is what is known of where a title may be broken: after and before which characters it
// likes to be, and which words stay whole.
type titleWords struct {
	After  string   `json:"after"`
	Before string   `json:"before"`
	Whole  []string `json:"whole"`
}

// How many characters a line of a title has at most, and one that stands alone: 156 mm of 22 pt, with
// white beside it for its shape.
const (
	titleLine  = 20
	titleAlone = 18
	titleMost  = 4 // lines whose shape is looked at; a longer title breaks where it must
)

// What a break costs that is no good one, beside the square of the characters by which a line is
// longer or shorter than it should be.
const (
	poor = 120.0 // within what may be a word
	bad  = 2000.0
)

// lines breaks a title as 7.3.1 asks: in as few lines as hold it, with no word torn, their shape a
// trapezoid or a diamond, so that the middle one is never the shortest. A title with ends of lines of
// its own keeps them.
func (t titleWords) lines(title string) []string {
	if strings.Contains(title, "\n") || ems(title) <= titleAlone {
		return strings.Split(title, "\n")
	}
	letters := []rune(title)
	cost := t.costs(letters)
	for count := max(2, int(math.Ceil(ems(title)/titleLine))); count <= titleMost; count++ {
		if best, ok := divide(letters, cost, count); ok {
			return best
		}
	}
	return []string{title}
}

// costs says what a break before each character costs.
func (t titleWords) costs(letters []rune) []float64 {
	cost := make([]float64, len(letters))
	for i := 1; i < len(letters); i++ {
		before, after := letters[i-1], letters[i]
		switch {
		case strings.ContainsRune(t.After, after) && after > 0x7f && unicode.IsPunct(after), strings.ContainsRune(t.Before, before):
			cost[i] = bad
		case before < 0x2000 && after < 0x2000:
			cost[i] = bad
		case strings.ContainsRune(t.After, before), strings.ContainsRune(t.Before, after):
		default:
			cost[i] = poor
		}
	}
	for _, word := range t.Whole {
		known := []rune(word)
		for i := 0; i+len(known) <= len(letters); i++ {
			if string(letters[i:i+len(known)]) != word {
				continue
			}
			for j := i + 1; j < i+len(known); j++ {
				cost[j] = bad
			}
			// Beside a known word is no longer within one, unless another says so.
			for _, j := range []int{i, i + len(known)} {
				if j > 0 && j < len(letters) && cost[j] == poor {
					cost[j] = poor / 2
				}
			}
		}
	}
	return cost
}

// division looks for the cheapest way to make lines; titles are short, so all ways are tried that are
// not dearer already than the best one.
type division struct {
	cost  []float64 // of a break before each character
	upto  []float64 // the width before each character, and of all
	even  float64   // the width that a line should have
	best  []int     // where its lines end
	least float64
}

func divide(letters []rune, cost []float64, count int) ([]string, bool) {
	d := division{cost: cost, upto: make([]float64, len(letters)+1), least: math.Inf(1)}
	for i, r := range letters {
		d.upto[i+1] = d.upto[i] + ems(string(r))
	}
	d.even = d.upto[len(letters)] / float64(count)
	d.try(make([]int, 0, count), count, 0)
	if d.best == nil {
		return nil, false
	}
	var lines []string
	from := 0
	for _, to := range d.best {
		lines = append(lines, string(letters[from:to]))
		from = to
	}
	return lines, true
}

func (d *division) try(ends []int, count int, sum float64) {
	from, all := 0, len(d.upto)-1
	if len(ends) > 0 {
		from = ends[len(ends)-1]
	}
	to := from + 1
	if count == 1 {
		to = all
	}
	for ; to <= all-count+1; to++ {
		w := d.upto[to] - d.upto[from]
		if w > titleLine {
			return
		}
		sum := sum + (w-d.even)*(w-d.even)
		if to < all {
			sum += d.cost[to]
		}
		switch ends := append(ends, to); {
		case sum >= d.least:
		case count > 1:
			d.try(ends, count-1, sum)
		default:
			if sum += d.shape(ends); sum < d.least {
				d.least, d.best = sum, slices.Clone(ends)
			}
		}
	}
}

// shape is dear when a line is shorter than both of its neighbours: an hourglass.
func (d *division) shape(ends []int) float64 {
	before, here := 0.0, d.upto[ends[0]]
	for i := 1; i < len(ends); i++ {
		after := d.upto[ends[i]] - d.upto[ends[i-1]]
		if i > 1 && here < before && here < after {
			return poor
		}
		before, here = here, after
	}
	return 0
}
