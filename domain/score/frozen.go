package score

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Frozen is a month that was closed 冻结: by what was assessed, what was counted, what was left out and what came
// of it. A correction is a version of its own, and says why.
type Frozen struct {
	Month    Month      `json:"month"`
	Version  int        `json:"version"`
	Reason   string     `json:"reason,omitempty"` // of a correction
	Moment   time.Time  `json:"moment"`           // the record is counted as it was known just before
	By       string     `json:"by"`
	Sheet    Sheet      `json:"sheet"`
	Units    []Unit     `json:"units"`
	Excluded []Excluded `json:"excluded"`
	Results  []Result   `json:"results"`
}

// Difference is where two computations are not equal. Unit is "" for the whole, Metric for the unit as a whole.
type Difference struct {
	Unit   org.UnitID
	Metric report.MetricID
}

// Resum computes the results again from what was frozen and says where they are others than those that were.
func (f *Frozen) Resum() []Difference {
	return between(f.Results, Compute(f.Sheet, f.Units, f.Excluded))
}

func between(was, is []Result) []Difference {
	if len(was) != len(is) {
		return []Difference{{}}
	}
	var all []Difference
	for i := range was {
		if was[i].Unit != is[i].Unit {
			return append(all, Difference{})
		}
		if !same(was[i], is[i]) {
			all = append(all, lines(was[i], is[i])...)
		}
	}
	return all
}

// same compares as they are frozen: by their JSON.
func same(a, b Result) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// lines are the metrics in which two results of a unit differ; the unit itself where it is none of them.
func lines(was, is Result) []Difference {
	var all []Difference
	for k := range min(len(was.Lines), len(is.Lines)) {
		if was.Lines[k] != is.Lines[k] {
			all = append(all, Difference{was.Unit, was.Lines[k].Metric})
		}
	}
	if all == nil {
		all = append(all, Difference{was.Unit, ""})
	}
	return all
}

// Recount says where the record, counted again as of the same moment, has other counts than were frozen.
func (f *Frozen) Recount(units []Unit, out []Excluded) []Difference {
	var all []Difference
	for _, was := range f.Units {
		i := slices.IndexFunc(units, func(u Unit) bool { return u.ID == was.ID })
		if i < 0 {
			all = append(all, Difference{was.ID, ""})
			continue
		}
		for _, w := range f.Sheet.Metrics {
			if was.count(w.Metric) != units[i].count(w.Metric) {
				all = append(all, Difference{was.ID, w.Metric})
			}
		}
	}
	for _, is := range units {
		if is.load() > 0 && !slices.ContainsFunc(f.Units, func(u Unit) bool { return u.ID == is.ID }) {
			all = append(all, Difference{is.ID, ""})
		}
	}
	for _, e := range f.Excluded {
		if !slices.Contains(out, e) {
			all = append(all, Difference{e.Unit, e.Metric})
		}
	}
	for _, e := range out {
		if !slices.Contains(f.Excluded, e) {
			all = append(all, Difference{e.Unit, e.Metric})
		}
	}
	return all
}
