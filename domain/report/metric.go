package report

import (
	"slices"

	"bihuan/domain/org"
)

// MetricID names a metric, in programs and in files.
type MetricID string

// The metrics of oversight.md that the record holds.
const (
	Assigned      MetricID = "assigned_in_time"
	Accepted      MetricID = "accepted_in_time"
	Notified      MetricID = "notified_in_time"
	Replied       MetricID = "replied_in_time"
	RepliedPledge MetricID = "replied_as_pledged"
	CalledBack    MetricID = "called_back_in_time"
	Filed         MetricID = "filed_complete"
	Answered      MetricID = "letters_answered"
	Rated         MetricID = "rated"
	BureauPleases MetricID = "satisfied_bureau"
	UnitPleases   MetricID = "satisfied_unit"
	ResolvedFirst MetricID = "resolved_first_time"
	CallAgrees    MetricID = "call_back_agrees"
)

// Metric is a share that is declared once and used by every report, page and score: of what was owed, or
// said, how much was good. What is not due yet is not in its denominator; a higher share is better. How much
// there was is a Figure and no metric.
type Metric struct {
	ID     MetricID
	Owner  Owner
	Clocks []string // it counts what these clocks owe: good is what was done by its last day; none: what was said
}

// Owner is who answers for a metric.
type Owner uint8

// The owners. What is the bureau's has no unit.
const (
	Responsible Owner = iota // the unit that handles the matter
	Registrar                // the office that registered it
	Bureau
)

// Metrics lists the metrics in the order in which they are read.
func Metrics() []Metric {
	return []Metric{
		{ID: Assigned, Owner: Registrar, Clocks: []string{"pledge.assign"}},
		{ID: Accepted, Clocks: []string{"pledge.accept"}},
		{ID: Notified, Clocks: []string{"law.notice"}},
		{ID: Replied, Clocks: []string{"law.handle", "law.simple.reply"}},
		{ID: RepliedPledge, Clocks: []string{"pledge.ordinary", "pledge.simple"}},
		{ID: CalledBack, Owner: Bureau, Clocks: []string{"pledge.callback"}},
		{ID: Filed, Clocks: []string{"pledge.file"}},
		{ID: Answered, Clocks: []string{"order.feedback"}},
		{ID: Rated, Clocks: []string{"rating.window"}},
		{ID: BureauPleases, Owner: Bureau},
		{ID: UnitPleases},
		{ID: ResolvedFirst},
		{ID: CallAgrees},
	}
}

// MetricOf finds a metric.
func MetricOf(id MetricID) (Metric, bool) {
	all := Metrics()
	i := slices.IndexFunc(all, func(m Metric) bool { return m.ID == id })
	if i < 0 {
		return Metric{}, false
	}
	return all[i], true
}

// Spoken are the metrics of what somebody said, which counts from the day on which it was said.
func Spoken() []MetricID {
	var all []MetricID
	for _, m := range Metrics() {
		if m.Clocks == nil {
			all = append(all, m.ID)
		}
	}
	return all
}

// UnitShare is a metric of one unit in a period; no unit is the bureau.
type UnitShare struct {
	Metric MetricID
	Unit   org.UnitID
	Share
}

// ByMetric adds up the shares of all units, or of one.
func ByMetric(all []UnitShare, unit *org.UnitID) map[MetricID]Share {
	sums := map[MetricID]Share{}
	for _, s := range all {
		if unit == nil || s.Unit == *unit {
			sums[s.Metric] = sums[s.Metric].Plus(s.Share)
		}
	}
	return sums
}
