package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/score"
)

// scoreLock is a setting that whoever changes what is assessed writes first, so that one does so at a time.
const scoreLock = "score.lock"

// LockScores waits for whoever else is closing a month, or deciding what counts in one.
func (tx *Tx) LockScores(ctx context.Context) error {
	return tx.PutSetting(ctx, scoreLock, fmt.Sprint(milli(tx.Now)))
}

// ScoreSheet is a sheet of the county's own, with who set it up.
type ScoreSheet struct {
	score.Sheet
	At   time.Time
	Name string
}

// PutScoreSheet keeps a sheet. Its version is new; one that is taken is a Conflict.
func (tx *Tx) PutScoreSheet(ctx context.Context, by org.Officer, s score.Sheet) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO score_sheet (county, version, effective, at, person, name, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.db.county, s.Version, s.Effective.String(), milli(tx.Now), string(by.Person), by.Name, string(body))
}

// ScoreSheets are the county's own sheets, by version.
func (r *Reader) ScoreSheets(ctx context.Context) ([]ScoreSheet, error) {
	list, err := all(ctx, r.q, func(rows rows) (s ScoreSheet, err error) {
		var at int64
		var body string
		if err := rows.Scan(&at, &s.Name, &body); err != nil {
			return s, err
		}
		s.At = instant(at)
		return s, json.Unmarshal([]byte(body), &s.Sheet)
	}, `SELECT at, name, body FROM score_sheet WHERE county = $1 ORDER BY version`, r.db.county)
	if err != nil {
		return nil, fmt.Errorf("reading the sheets of assessment: %w", err)
	}
	return list, nil
}

// ScoreMonth is one version of a closed month.
type ScoreMonth struct {
	Month   score.Month
	Version int
	At      time.Time
	Name    string // who closed it
	Hash    string // SM3 of Body, hex
	Body    []byte // score.Frozen as JSON
}

// ScoreVersion is the number of a month's next version. None is left out, so that one that is gone is missed.
func (tx *Tx) ScoreVersion(ctx context.Context, m score.Month) (int, error) {
	return tx.next(ctx, scoreSeries(m))
}

func scoreSeries(m score.Month) string { return "score " + string(m) }

// PutScoreMonth keeps a version of a month, with its hash.
func (tx *Tx) PutScoreMonth(ctx context.Context, by org.Officer, m score.Month, version int, body []byte) error {
	return tx.exec(ctx, `INSERT INTO score_month (county, month, version, at, person, name, hash, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.db.county, string(m), version, milli(tx.Now), string(by.Person), by.Name, HashOf(body), string(body))
}

// ScoreMonths are the versions of a month, the first first, and how many numbers were given to versions.
func (r *Reader) ScoreMonths(ctx context.Context, m score.Month) (list []ScoreMonth, numbers int, err error) {
	list, err = all(ctx, r.q, func(rows rows) (s ScoreMonth, err error) {
		var at int64
		var body string
		err = rows.Scan(&s.Version, &at, &s.Name, &s.Hash, &body)
		s.Month, s.At, s.Body = m, instant(at), []byte(body)
		return s, err
	}, `SELECT version, at, name, hash, body FROM score_month WHERE county = $1 AND month = $2 ORDER BY version`, r.db.county, string(m))
	if err == nil {
		_, err = one(ctx, r.q, into(&numbers), `SELECT n FROM counter WHERE county = $1 AND series = $2`, r.db.county, scoreSeries(m))
	}
	if err != nil {
		return nil, 0, fmt.Errorf("reading the assessment of a month: %w", err)
	}
	return list, numbers, nil
}

// LastScored is the latest month that was closed; "" for none.
func (r *Reader) LastScored(ctx context.Context) (m score.Month, err error) {
	_, err = one(ctx, r.q, into(&m), `SELECT month FROM score_month WHERE county = $1 ORDER BY month DESC LIMIT 1`, r.db.county)
	return m, err
}

// ScoredMonths are the months to which a version was given, the first first.
func (db *DB) ScoredMonths(ctx context.Context) ([]score.Month, error) {
	return all(ctx, db.engine, func(rows rows) (m score.Month, err error) { return m, rows.Scan(&m) },
		`SELECT SUBSTR(series, 7) FROM counter WHERE county = $1 AND series LIKE 'score %' ORDER BY series`, db.county)
}

// notAsked is an exclusion that is not there, or whose matter is out of scope.
func notAsked() error { return fault.New(fault.NotFound, "fault.score.exclusion") }
