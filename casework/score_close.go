package casework

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/score"
	"bihuan/store"
)

// settled is how long ago something was written that every transaction sees by now: what is frozen is counted
// as of then, so that counting again finds nothing that was under way.
const settled = time.Minute

// CloseScores closes a month once it is over, or corrects one that is closed: that makes a version with a
// reason, and the one before stays. seen is the version that the officer saw, 0 for an open month.
//
// Faults: Conflict for a month that is not over, where somebody was faster, and while somebody's word is still
// awaited; Invalid for a correction without a reason.
func (c *Casework) CloseScores(ctx context.Context, by org.Officer, m score.Month, seen int, reason string) (store.ScoreMonth, error) {
	var made store.ScoreMonth
	if err := c.may(by, org.ActScoreClose); err != nil {
		return made, err
	}
	reason = strings.TrimSpace(reason)
	err := c.db.Do(ctx, "close a month of the assessment", func(tx *store.Tx) error {
		if err := tx.LockScores(ctx); err != nil {
			return err
		}
		r := tx.Reader(org.Scope{County: c.db.County(), All: true})
		versions, _, err := r.ScoreMonths(ctx, m)
		if err != nil {
			return err
		}
		moment := tx.Now.Add(-settled)
		if err := closable(m, moment, len(versions), seen, reason); err != nil {
			return err
		}
		if err := nobodyAwaited(ctx, r, m); err != nil {
			return err
		}
		f, err := c.assess(ctx, r, moment, m)
		if err != nil {
			return err
		}
		if f.Version, err = tx.ScoreVersion(ctx, m); err != nil {
			return err
		}
		f.Reason, f.By = reason, by.Name
		body, err := json.Marshal(f)
		if err != nil {
			return err
		}
		made = store.ScoreMonth{Month: m, Version: f.Version, At: tx.Now, Name: by.Name, Hash: store.HashOf(body), Body: body}
		return tx.PutScoreMonth(ctx, by, m, f.Version, body)
	})
	return made, err
}

func closable(m score.Month, moment time.Time, have, seen int, reason string) error {
	switch {
	case have != seen:
		return fault.New(fault.Conflict, "fault.score.changed")
	case m.Period().To == 0 || moment.Before(m.Period().To.End()):
		return fault.New(fault.Conflict, "fault.score.lasts")
	case have > 0 && reason == "":
		return fault.NewInvalid("reason", "fault.score.reason")
	case len([]rune(reason)) > maxAddress:
		return fault.NewInvalid("reason", "fault.office.long", "max", maxAddress)
	}
	return nil
}

// nobodyAwaited refuses while somebody has asked and the second person has said nothing.
func nobodyAwaited(ctx context.Context, r *store.Reader, m score.Month) error {
	asked, err := r.Exclusions(ctx, m, nil)
	if err != nil {
		return err
	}
	n := 0
	for _, e := range asked {
		if e.Waits() {
			n++
		}
	}
	if n > 0 {
		return fault.New(fault.Conflict, "fault.score.waits", "n", n)
	}
	return nil
}

// ScoreSheets are the sheets by which months are assessed: the program's own, then the county's.
func (c *Casework) ScoreSheets(ctx context.Context, by org.Officer) (shipped score.Sheet, own []store.ScoreSheet, err error) {
	if err := c.mayEither(by, org.ActScores); err != nil {
		return shipped, nil, err
	}
	if shipped, err = score.Shipped(); err != nil {
		return shipped, nil, err
	}
	own, err = c.db.Reader(c.Scope(by)).ScoreSheets(ctx)
	return shipped, own, err
}

// SaveScoreSheet puts a new sheet in force from a day on. It gets a version of its own, and changes no month
// that is closed.
func (c *Casework) SaveScoreSheet(ctx context.Context, by org.Officer, s score.Sheet) (int, error) {
	if err := c.may(by, org.ActScoreSheet); err != nil {
		return 0, err
	}
	err := c.db.Do(ctx, "save a sheet of the assessment", func(tx *store.Tx) error {
		if err := tx.LockScores(ctx); err != nil {
			return err
		}
		r := tx.Reader(c.Scope(by))
		sheets, err := sheetsOf(ctx, r)
		if err != nil {
			return err
		}
		s.Version = sheets[len(sheets)-1].Version + 1
		if err := s.Check(); err != nil {
			return err
		}
		last, err := r.LastScored(ctx)
		if err != nil {
			return err
		}
		if last != "" && s.Effective <= last.Period().From {
			return fault.NewInvalid("effective", "fault.score.past", "day", last.Period().To+1)
		}
		return tx.PutScoreSheet(ctx, by, s)
	})
	return s.Version, err
}
