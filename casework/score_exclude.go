package casework

import (
	"context"
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/score"
	"bihuan/store"
)

// Exclusions lists what was asked to be left out of a month, of matters that the officer sees.
func (c *Casework) Exclusions(ctx context.Context, by org.Officer, m score.Month, unit *org.UnitID) ([]score.Exclusion, error) {
	if err := c.mayEither(by, org.ActScores); err != nil {
		return nil, err
	}
	return c.db.Reader(c.Scope(by)).Exclusions(ctx, m, unit)
}

// AskExclusion asks that one mark of a matter does not count in a month. It counts until a second person allows
// that it does not.
func (c *Casework) AskExclusion(ctx context.Context, by org.Officer, e score.Exclusion) (string, error) {
	if err := c.mayEither(by, org.ActScoreExclude); err != nil {
		return "", err
	}
	err := c.excluding(ctx, e.Month, "ask for an exclusion", func(tx *store.Tx) error {
		r := tx.Reader(c.Scope(by))
		mark, ok, err := r.MarkAt(ctx, c.soon(), e.No, e.Metric, e.N)
		if err != nil {
			return err
		}
		if !ok || !e.Month.Period().Holds(mark.Day) {
			return fault.New(fault.NotFound, "fault.score.mark")
		}
		if err := c.mayFor(by, org.ActScoreExclude, mark.Unit); err != nil {
			return err
		}
		if !slices.Contains(score.Candidates(), e.Metric) {
			return fault.New(fault.NotFound, "fault.score.metric")
		}
		e.Unit = mark.Unit
		if err := e.Ask(by, tx.Now); err != nil {
			return err
		}
		return tx.NewExclusion(ctx, &e)
	})
	return e.ID, err
}

// DecideExclusion is the second person's word on what somebody asked.
func (c *Casework) DecideExclusion(ctx context.Context, by org.Officer, id string, allow bool, note string) error {
	if err := c.may(by, org.ActScoreAllow); err != nil {
		return err
	}
	asked, err := c.db.Reader(c.Scope(by)).Exclusion(ctx, id)
	if err != nil {
		return err
	}
	return c.excluding(ctx, asked.Month, "decide an exclusion", func(tx *store.Tx) error {
		e, err := tx.Reader(c.Scope(by)).Exclusion(ctx, id)
		if err != nil {
			return err
		}
		if err := e.Decide(by, tx.Now, allow, note); err != nil {
			return err
		}
		return tx.DecideExclusion(ctx, &e)
	})
}

// Exclusion reads what was asked of one mark.
func (c *Casework) Exclusion(ctx context.Context, by org.Officer, id string) (score.Exclusion, error) {
	if err := c.mayEither(by, org.ActScores); err != nil {
		return score.Exclusion{}, err
	}
	return c.db.Reader(c.Scope(by)).Exclusion(ctx, id)
}

// excluding does something about the exclusions of a month that is still open.
func (c *Casework) excluding(ctx context.Context, m score.Month, why string, do func(tx *store.Tx) error) error {
	return c.db.Do(ctx, why, func(tx *store.Tx) error {
		if err := tx.LockScores(ctx); err != nil {
			return err
		}
		versions, _, err := tx.Reader(org.Scope{County: c.db.County(), All: true}).ScoreMonths(ctx, m)
		if err != nil {
			return err
		}
		if len(versions) > 0 {
			return fault.New(fault.Conflict, "fault.score.closed")
		}
		return do(tx)
	})
}
