// Package score is the true assessment 真考核: declared metrics, weighted by a sheet, give every unit points of a
// month, within groups of like units. How much there was is a fact and never counts. All arithmetic is of whole
// numbers, so that computing again gives the same to the bit. It has no clock and no store.
package score

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Full is what all weights come to: a hundred points, in hundredths.
const Full = 100_00

// Weight is how much a metric counts for, in hundredths of a point.
type Weight struct {
	Metric report.MetricID `json:"metric"`
	Weight int             `json:"weight"`
}

// Group is units that are compared with each other and with no others: of some kinds, and of like load where
// Bands part them.
type Group struct {
	ID    string         `json:"id"`
	Kinds []org.UnitKind `json:"kinds"`
	Bands []int          `json:"bands,omitempty"` // loads up to which units are alike, from the lowest; more than the last is one band more
}

// Sheet is by what is assessed, from a day on.
type Sheet struct {
	Version   int          `json:"version"`
	Effective deadline.Day `json:"effective"`
	Metrics   []Weight     `json:"metrics"`
	Groups    []Group      `json:"groups"`
}

//go:embed sheet.json
var shipped []byte

// Shipped is the sheet that comes with the program.
func Shipped() (Sheet, error) { return ParseSheet(shipped) }

// ParseSheet reads a sheet and checks it. A word that a sheet does not know is a mistake in it.
func ParseSheet(raw []byte) (Sheet, error) {
	var s Sheet
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fault.NewInvalid("file", "fault.score.sheet").Because(err)
	}
	return s, s.Check()
}

// Candidates are the metrics that a sheet may weigh: those that speak of units.
func Candidates() []report.MetricID {
	var all []report.MetricID
	for _, m := range report.Metrics() {
		if m.Owner != report.Bureau {
			all = append(all, m.ID)
		}
	}
	return all
}

// Check says what is wrong with a sheet. Only a share that is declared may count: a volume, or what nobody
// declared, is refused.
func (s Sheet) Check() error {
	var faults []*fault.Fault
	refuse := func(bad bool, field, key string, args ...any) {
		if bad {
			faults = append(faults, fault.NewInvalid(field, key, args...))
		}
	}
	refuse(s.Effective == 0, "effective", "fault.score.effective")
	sum, seen := 0, map[report.MetricID]bool{}
	for _, w := range s.Metrics {
		field := "weight." + string(w.Metric)
		m, declared := report.MetricOf(w.Metric)
		switch {
		case !declared:
			refuse(true, field, "fault.score.volume", "metric", string(w.Metric))
		case m.Owner == report.Bureau:
			refuse(true, field, "fault.score.bureau", "metric", string(w.Metric))
		}
		refuse(seen[w.Metric], field, "fault.score.twice", "metric", string(w.Metric))
		refuse(w.Weight <= 0 || w.Weight > Full, field, "fault.score.weight")
		seen[w.Metric] = true
		sum += w.Weight
	}
	refuse(sum != Full, "", "fault.score.sum", "sum", report.Hundredths(sum))
	refuse(len(s.Groups) == 0, "", "fault.score.groups")
	kinds, ids := map[org.UnitKind]bool{}, map[string]bool{}
	for _, g := range s.Groups {
		refuse(g.ID == "" || ids[g.ID] || len(g.Kinds) == 0, "", "fault.score.groups")
		ids[g.ID] = true
		for _, kind := range g.Kinds {
			refuse(!slices.Contains(org.UnitKinds(), kind) || kinds[kind], "", "fault.score.kind", "kind", string(kind))
			kinds[kind] = true
		}
		for i, most := range g.Bands {
			refuse(most < 1 || i > 0 && most <= g.Bands[i-1], "bands."+g.ID, "fault.score.bands")
		}
	}
	return fault.Join(faults...)
}

// Group is the one in which units of a kind are compared.
func (s Sheet) Group(kind org.UnitKind) (Group, bool) {
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return slices.Contains(g.Kinds, kind) })
	if i < 0 {
		return Group{}, false
	}
	return s.Groups[i], true
}

// band is the band of a load: 0 is the lowest.
func (g Group) band(load int) int {
	for i, most := range g.Bands {
		if load <= most {
			return i
		}
	}
	return len(g.Bands)
}

// Of is the sheet that holds for a month: the newest of those that were in force on its first day.
func Of(all []Sheet, m Month) (Sheet, bool) {
	var best Sheet
	for _, s := range all {
		if s.Effective <= m.Period().From && s.Version > best.Version {
			best = s
		}
	}
	return best, best.Version > 0
}
