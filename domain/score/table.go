package score

import (
	"cmp"
	"slices"

	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Count is what a unit did of what one metric asked of it.
type Count struct {
	Metric report.MetricID `json:"metric"`
	Good   int             `json:"numerator"`
	Of     int             `json:"denominator"`
}

// Unit is a unit with its counts, before anything is left out.
type Unit struct {
	ID     org.UnitID   `json:"unit"`
	Name   string       `json:"name"`
	Kind   org.UnitKind `json:"kind"`
	Counts []Count      `json:"counts"`
}

// load is how much a unit had to do. It only says with whom the unit is compared.
func (u Unit) load() int {
	n := 0
	for _, c := range u.Counts {
		n += c.Of
	}
	return n
}

func (u Unit) count(id report.MetricID) Count {
	for _, c := range u.Counts {
		if c.Metric == id {
			return c
		}
	}
	return Count{Metric: id}
}

// Line is one metric of a unit: of nothing owed there are no points, and its weight is shared among the others.
type Line struct {
	Metric report.MetricID `json:"metric"`
	Good   int             `json:"numerator"`
	Of     int             `json:"denominator"`
	Weight int             `json:"weight"` // for which it counts here
	Points int             `json:"points"`
}

// Counts reports whether anything was owed.
func (l Line) Counts() bool { return l.Of > 0 }

// Result is what a unit comes to, in hundredths of a point.
type Result struct {
	Unit   org.UnitID `json:"unit"`
	Name   string     `json:"name"`
	Group  string     `json:"group"`
	Band   int        `json:"band"`
	Load   int        `json:"load"`
	Lines  []Line     `json:"lines"`
	Scored bool       `json:"scored"` // something was owed
	Points int        `json:"points"`
	Place  int        `json:"place,omitempty"` // within group and band, from 1; equal points, equal place
}

// Compute makes the results of a month: group by group, band by band, by points; equals in the order given.
// A unit of which nothing was owed stands last and has no place. Units of no group are not assessed.
func Compute(s Sheet, units []Unit, out []Excluded) []Result {
	var all []Result
	for _, u := range units {
		if g, ok := s.Group(u.Kind); ok {
			all = append(all, result(s, g, u, out))
		}
	}
	group := func(r Result) int {
		return slices.IndexFunc(s.Groups, func(g Group) bool { return g.ID == r.Group })
	}
	slices.SortStableFunc(all, func(a, b Result) int {
		return cmp.Or(cmp.Compare(group(a), group(b)), cmp.Compare(a.Band, b.Band), cmp.Compare(unscored(a), unscored(b)), cmp.Compare(b.Points, a.Points))
	})
	place(all)
	return all
}

func unscored(r Result) int {
	if r.Scored {
		return 0
	}
	return 1
}

// place gives places within each group and band of a sorted list.
func place(all []Result) {
	first := 0
	for i := range all {
		r := &all[i]
		if i > 0 && (all[i-1].Group != r.Group || all[i-1].Band != r.Band) {
			first = i
		}
		switch {
		case !r.Scored:
		case i > first && all[i-1].Points == r.Points:
			r.Place = all[i-1].Place
		default:
			r.Place = i - first + 1
		}
	}
}

func result(s Sheet, g Group, u Unit, out []Excluded) Result {
	r := Result{Unit: u.ID, Name: u.Name, Group: g.ID, Load: u.load()}
	r.Band = g.band(r.Load)
	for _, w := range s.Metrics {
		c := u.count(w.Metric)
		for _, e := range out {
			if e.Unit != u.ID || e.Metric != w.Metric || c.Of == 0 {
				continue
			}
			c.Of--
			if e.Good {
				c.Good--
			}
		}
		r.Lines = append(r.Lines, Line{Metric: w.Metric, Good: c.Good, Of: c.Of})
	}
	weigh(s, r.Lines)
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Counts() {
			r.Scored = true
			l.Points = rounded(int64(l.Weight)*int64(l.Good), int64(l.Of))
			r.Points += l.Points
		}
	}
	return r
}

// weigh shares the whole among the metrics of which something was owed, as the sheet weighs them. What whole
// hundredths leave over goes, one each, to those that lose most by it, so that all together are the whole.
func weigh(s Sheet, lines []Line) {
	whole := 0
	for i := range lines {
		if lines[i].Counts() {
			whole += s.Metrics[i].Weight
		}
	}
	if whole == 0 {
		return
	}
	var left []int
	rest := Full
	for i := range lines {
		if lines[i].Counts() {
			lines[i].Weight = Full * s.Metrics[i].Weight / whole
			rest -= lines[i].Weight
			left = append(left, i)
		}
	}
	slices.SortStableFunc(left, func(a, b int) int {
		return cmp.Compare(Full*s.Metrics[b].Weight%whole, Full*s.Metrics[a].Weight%whole)
	})
	for _, i := range left[:rest] {
		lines[i].Weight++
	}
}

// rounded is a / b for a ≥ 0 and b > 0, half up.
func rounded(a, b int64) int { return int((2*a + b) / (2 * b)) }
