package casework

import (
	"context"

	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/store"
)

// ScoreProblem is one thing about a closed month that is not as it should be, by its key in the locale files.
type ScoreProblem struct {
	Month   score.Month
	Version int
	Unit    org.UnitID
	Name    string // of the unit
	Metric  report.MetricID
	Key     string
	Args    []any
}

// The problems of closed months.
const (
	ScoreAltered    = "score.problem.altered"    // what was frozen is not what its hash says
	ScoreUnreadable = "score.problem.unreadable" // it cannot be read
	ScoreMisplaced  = "score.problem.misplaced"  // it is of another month or version than its row
	ScoreSums       = "score.problem.sums"       // its results do not follow from what it counted
	ScoreCounts     = "score.problem.counts"     // the record, as of its moment, counts otherwise
	ScoreGone       = "score.problem.gone"       // versions that there were are not there
)

// ScoreCheck is what a look at closed months found.
type ScoreCheck struct{ Versions, Problems int }

// VerifyScores looks at every version of a month, or of all months where none is named: whether it is what its
// hash says, whether its results follow bit by bit from what it counted, and whether the record still counts so
// as of its moment. Of versions that were put right, the record says no more than that.
func (c *Casework) VerifyScores(ctx context.Context, months []score.Month, tell func(ScoreProblem)) (ScoreCheck, error) {
	v := &scoreCheck{c: c, tell: tell}
	if len(months) == 0 {
		var err error
		if months, err = c.db.ScoredMonths(ctx); err != nil {
			return v.found, err
		}
	}
	for _, m := range months {
		if err := v.month(ctx, m); err != nil {
			return v.found, err
		}
	}
	return v.found, nil
}

type scoreCheck struct {
	c     *Casework
	tell  func(ScoreProblem)
	found ScoreCheck
}

func (v *scoreCheck) wrong(p ScoreProblem) {
	v.found.Problems++
	v.tell(p)
}

func (v *scoreCheck) month(ctx context.Context, m score.Month) error {
	r := v.c.db.Reader(org.Scope{County: v.c.db.County(), All: true})
	versions, numbers, err := r.ScoreMonths(ctx, m)
	if err != nil {
		return err
	}
	if numbers != len(versions) {
		v.wrong(ScoreProblem{Month: m, Key: ScoreGone, Args: []any{"n", max(numbers-len(versions), 1)}})
	}
	for i := range versions {
		v.found.Versions++
		if err := v.version(ctx, r, &versions[i], i == len(versions)-1); err != nil {
			return err
		}
	}
	return nil
}

func (v *scoreCheck) version(ctx context.Context, r *store.Reader, row *store.ScoreMonth, holds bool) error {
	p := ScoreProblem{Month: row.Month, Version: row.Version}
	f, err := thawScores(row)
	switch {
	case store.HashOf(row.Body) != row.Hash:
		p.Key = ScoreAltered
	case err != nil:
		p.Key = ScoreUnreadable
	case f.Month != row.Month || f.Version != row.Version:
		p.Key = ScoreMisplaced
	}
	if p.Key != "" {
		v.wrong(p)
		return nil
	}
	v.differ(p, &f, ScoreSums, f.Resum())
	if !holds {
		return nil
	}
	units, err := v.c.counts(ctx, r, f.Sheet, f.Moment, f.Month)
	if err != nil {
		return err
	}
	out, err := excluded(ctx, r, f.Sheet, f.Moment, f.Month)
	if err != nil {
		return err
	}
	v.differ(p, &f, ScoreCounts, f.Recount(units, out))
	return nil
}

func (v *scoreCheck) differ(p ScoreProblem, f *score.Frozen, key string, all []score.Difference) {
	for _, d := range all {
		p.Key, p.Unit, p.Metric, p.Name = key, d.Unit, d.Metric, string(d.Unit)
		for _, u := range f.Units {
			if u.ID == d.Unit {
				p.Name = u.Name
			}
		}
		v.wrong(p)
	}
}
