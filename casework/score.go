package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/store"
)

// Scores is the assessment of a month as an officer reads it: as it was closed, or as it would be now.
type Scores struct {
	Month   score.Month
	Moment  time.Time // the record is counted as it was known just before
	Sheet   score.Sheet
	Results []score.Result // of the units that the officer sees
	Of      map[string]int // so many are compared, by Peers
	Left    map[org.UnitID]int
	Closed  *store.ScoreMonth  // the version that holds; nil: the month is open
	Reason  string             // of a correction
	Before  []store.ScoreMonth // versions that it put right
	Waits   int                // exclusions that nobody has decided, of matters in scope
}

// Peers names those with whom a unit is compared.
func Peers(r score.Result) string { return fmt.Sprintf("%s %d", r.Group, r.Band) }

// Scores reads the assessment of a month. A unit reads its own.
func (c *Casework) Scores(ctx context.Context, by org.Officer, m score.Month) (*Scores, error) {
	if err := c.mayEither(by, org.ActScores); err != nil {
		return nil, err
	}
	whole := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	versions, _, err := whole.ScoreMonths(ctx, m)
	if err != nil {
		return nil, err
	}
	var f score.Frozen
	s := &Scores{Month: m, Of: map[string]int{}, Left: map[org.UnitID]int{}}
	if n := len(versions); n > 0 {
		s.Closed, s.Before = &versions[n-1], versions[:n-1]
		f, err = thawScores(s.Closed)
	} else {
		f, err = c.assess(ctx, whole, c.soon(), m)
	}
	if err != nil {
		return nil, err
	}
	s.Moment, s.Sheet, s.Reason = f.Moment, f.Sheet, f.Reason
	for _, e := range f.Excluded {
		s.Left[e.Unit]++
	}
	for _, r := range f.Results {
		if r.Scored {
			s.Of[Peers(r)]++
		}
		if c.mayFor(by, org.ActScores, r.Unit) == nil {
			s.Results = append(s.Results, r)
		}
	}
	asked, err := c.db.Reader(c.Scope(by)).Exclusions(ctx, m, nil)
	for _, e := range asked {
		if e.Waits() {
			s.Waits++
		}
	}
	return s, err
}

// ScoresClosed reports whether a month is closed.
func (c *Casework) ScoresClosed(ctx context.Context, by org.Officer, m score.Month) (bool, error) {
	if err := c.mayEither(by, org.ActScores); err != nil {
		return false, err
	}
	versions, _, err := c.db.Reader(c.Scope(by)).ScoreMonths(ctx, m)
	return len(versions) > 0, err
}

// thawScores reads what was frozen.
func thawScores(m *store.ScoreMonth) (score.Frozen, error) {
	var f score.Frozen
	if err := json.Unmarshal(m.Body, &f); err != nil {
		return f, fmt.Errorf("reading the assessment of %s: %w", m.Month, err)
	}
	return f, nil
}

// assess makes the assessment of a month as of a moment. Everything is counted, whoever may read it.
func (c *Casework) assess(ctx context.Context, r *store.Reader, moment time.Time, m score.Month) (score.Frozen, error) {
	f := score.Frozen{Month: m, Moment: moment.UTC()}
	sheets, err := sheetsOf(ctx, r)
	if err != nil {
		return f, err
	}
	ok := false
	if f.Sheet, ok = score.Of(sheets, m); !ok {
		return f, fault.NewInvalid("month", "fault.score.no_sheet")
	}
	if f.Units, err = c.counts(ctx, r, f.Sheet, moment, m); err != nil {
		return f, err
	}
	if f.Excluded, err = excluded(ctx, r, f.Sheet, moment, m); err != nil {
		return f, err
	}
	f.Results = score.Compute(f.Sheet, f.Units, f.Excluded)
	return f, nil
}

// counts are what a sheet's metrics count of the units that were at work in a month.
func (c *Casework) counts(ctx context.Context, r *store.Reader, sheet score.Sheet, moment time.Time, m score.Month) ([]score.Unit, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	shares, err := r.Shares(ctx, moment, m.Period())
	if err != nil {
		return nil, err
	}
	type key struct {
		unit   org.UnitID
		metric report.MetricID
	}
	of := map[key]report.Share{}
	for _, s := range shares {
		of[key{s.Unit, s.Metric}] = s.Share
	}
	units := []score.Unit{}
	for _, u := range book.Units {
		if _, ok := sheet.Group(u.Kind); !ok || !u.Closed.IsZero() && u.Closed.Before(m.Period().From.Start()) {
			continue
		}
		one := score.Unit{ID: u.ID, Name: u.Name, Kind: u.Kind}
		for _, w := range sheet.Metrics {
			s := of[key{u.ID, w.Metric}]
			one.Counts = append(one.Counts, score.Count{Metric: w.Metric, Good: s.Good, Of: s.Of})
		}
		units = append(units, one)
	}
	return units, nil
}

// excluded are the marks that are left out of a month: those that were allowed to be and that still count in it.
func excluded(ctx context.Context, r *store.Reader, sheet score.Sheet, moment time.Time, m score.Month) ([]score.Excluded, error) {
	asked, err := r.Exclusions(ctx, m, nil)
	if err != nil {
		return nil, err
	}
	out := []score.Excluded{}
	for _, e := range asked {
		if !e.Allowed || !slices.ContainsFunc(sheet.Metrics, func(w score.Weight) bool { return w.Metric == e.Metric }) {
			continue
		}
		mark, ok, err := r.MarkAt(ctx, moment, e.No, e.Metric, e.N)
		if err != nil {
			return nil, err
		}
		if ok && m.Period().Holds(mark.Day) {
			out = append(out, score.Excluded{No: e.No, Metric: e.Metric, N: e.N, Unit: mark.Unit, Good: mark.Good, Why: e.Why, Asked: e.Name, Allowed: e.Decider})
		}
	}
	return out, nil
}

// sheetsOf are all sheets: the one that came with the program, and the county's own.
func sheetsOf(ctx context.Context, r *store.Reader) ([]score.Sheet, error) {
	first, err := score.Shipped()
	if err != nil {
		return nil, err
	}
	own, err := r.ScoreSheets(ctx)
	sheets := []score.Sheet{first}
	for _, s := range own {
		sheets = append(sheets, s.Sheet)
	}
	return sheets, err
}

// ScoreQuery says behind which number of an assessment to look.
type ScoreQuery struct {
	Month  score.Month
	Unit   org.UnitID
	Metric report.MetricID
	After  string
	Limit  int
}

// ScoreMarks lists the matters behind a number, of those that the officer sees, as of the moment of the
// assessment; and the cursor of the page that follows.
func (c *Casework) ScoreMarks(ctx context.Context, by org.Officer, q ScoreQuery) ([]store.Marked, string, error) {
	if err := c.mayFor(by, org.ActScores, q.Unit); err != nil {
		return nil, "", err
	}
	if _, ok := report.MetricOf(q.Metric); !ok {
		return nil, "", fault.New(fault.NotFound, "fault.score.metric")
	}
	r := c.db.Reader(c.Scope(by))
	versions, _, err := r.ScoreMonths(ctx, q.Month)
	if err != nil {
		return nil, "", err
	}
	moment := c.soon()
	if n := len(versions); n > 0 {
		f, err := thawScores(&versions[n-1])
		if err != nil {
			return nil, "", err
		}
		moment = f.Moment
	}
	return r.Marks(ctx, store.MarkQuery{Period: q.Month.Period(), Moment: moment, Metric: q.Metric, Unit: &q.Unit, After: q.After, Limit: q.Limit})
}
