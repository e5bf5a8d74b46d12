package store

import (
	"context"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// UnitHandled is how a unit handled its matters in a span of time, and what it owes at its end.
type UnitHandled struct {
	Unit     org.UnitID `json:"unit"`
	Assigned int        `json:"assigned"` // to it
	Accepted int        `json:"accepted"`
	Replied  int        `json:"replied"`
	Closed   int        `json:"closed"`
	Open     int        `json:"open"`    // at the end
	Late     int        `json:"late"`    // of those, with an overdue duty
	Week3    int        `json:"week3"`   // on the third rung of the ladder
	Week4    int        `json:"week4"`   // on the fourth
	Became   int        `json:"became"`  // clocks that became overdue in the span
	Ordered  int        `json:"ordered"` // orders that wait for an answer
}

// Handled computes how each unit handled its matters. Matters behind a wall are left out: a small
// number could give one away.
func (db *DB) Handled(ctx context.Context, from, to time.Time, today deadline.Day) ([]UnitHandled, error) {
	return all(ctx, db.engine, func(r rows) (UnitHandled, error) {
		var u UnitHandled
		err := r.Scan(&u.Unit, &u.Assigned, &u.Accepted, &u.Replied, &u.Closed, &u.Open, &u.Late, &u.Week3, &u.Week4, &u.Became, &u.Ordered)
		return u, err
	}, `WITH handled AS (
			SELECT p.unit,
				COALESCE(SUM(CASE WHEN p.assigned_at >= $2 AND p.assigned_at < $3 THEN 1 ELSE 0 END), 0) AS assigned,
				COALESCE(SUM(CASE WHEN p.accepted_at >= $2 AND p.accepted_at < $3 THEN 1 ELSE 0 END), 0) AS accepted,
				COALESCE(SUM(CASE WHEN p.replied_at >= $2 AND p.replied_at < $3 THEN 1 ELSE 0 END), 0) AS replied,
				COALESCE(SUM(CASE WHEN p.closed_at >= $2 AND p.closed_at < $3 THEN 1 ELSE 0 END), 0) AS closed,
				COALESCE(SUM(p.open), 0) AS open,
				COALESCE(SUM(CASE WHEN p.open = 1 AND p.due_day < $4 THEN 1 ELSE 0 END), 0) AS late,
				COALESCE(SUM(CASE WHEN p.state = 'accepted' AND p.week = 3 THEN 1 ELSE 0 END), 0) AS week3,
				COALESCE(SUM(CASE WHEN p.state = 'accepted' AND p.week = 4 THEN 1 ELSE 0 END), 0) AS week4
			FROM petition p WHERE p.county = $1 AND p.unit <> '' AND p.flags NOT LIKE '% accusation %'
				AND (p.open = 1 OR p.replied_at >= $2 OR p.closed_at >= $2)
			GROUP BY p.unit),
		rang AS (SELECT a.unit, COUNT(*) AS n FROM alarm a WHERE a.county = $1 AND a.at >= $2 AND a.at < $3 AND a.what = 'late' AND a.unit <> '' GROUP BY a.unit),
		orders AS (SELECT t.unit, COUNT(*) AS n FROM task t WHERE t.county = $1 AND t.cause = 'order' AND t.unit <> '' GROUP BY t.unit)
		SELECT h.unit, h.assigned, h.accepted, h.replied, h.closed, h.open, h.late, h.week3, h.week4, COALESCE(r.n, 0), COALESCE(o.n, 0)
		FROM handled h LEFT JOIN rang r ON r.unit = h.unit LEFT JOIN orders o ON o.unit = h.unit ORDER BY h.unit`,
		db.county, milli(from), milli(to), today.String())
}

// PutBulletin keeps the bulletin of a week; one that is there stays as it is.
func (tx *Tx) PutBulletin(ctx context.Context, week, body string) (fresh bool, err error) {
	n, err := tx.execNow(ctx, `INSERT INTO bulletin (county, week, made, body) VALUES ($1, $2, $3, $4) ON CONFLICT (county, week) DO NOTHING`,
		tx.db.county, week, milli(tx.Now), body)
	return n == 1, err
}

// Bulletin reads the bulletin of a week, or the latest.
func (db *DB) Bulletin(ctx context.Context, week string) (string, error) {
	body := ""
	found, err := one(ctx, db.engine, into(&body), `SELECT body FROM bulletin WHERE county = $1 AND ($2 = '' OR week = $2) ORDER BY week DESC LIMIT 1`, db.county, week)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.bulletin.not_found")
	}
	return body, err
}

// Bulletins lists the weeks that have one, the latest first.
func (db *DB) Bulletins(ctx context.Context, limit int) ([]string, error) {
	return all(ctx, db.engine, func(r rows) (week string, err error) { return week, r.Scan(&week) },
		`SELECT week FROM bulletin WHERE county = $1 ORDER BY week DESC LIMIT $2`, db.county, limit)
}

// Wants is a matter whose petitioner wants the bulletin.
type Wants struct {
	No    string
	State petition.State
	Acts  int // in the span
}

// Wanting lists matters whose petitioner wants the bulletin and on which somebody works or something
// was done in a span of time, after a number. Acts of the given kinds are counted: those that a petitioner
// is shown.
func (db *DB) Wanting(ctx context.Context, after string, from, to time.Time, shown []petition.Kind, limit int) ([]Wants, error) {
	b := newBuilder(db.county)
	b.args = append(b.args, after, milli(from), milli(to), limit)
	kinds := in(b, shown)
	return all(ctx, db.engine, func(r rows) (Wants, error) {
		var w Wants
		var state string
		err := r.Scan(&w.No, &state, &w.Acts)
		w.State = petition.State(state)
		return w, err
	}, `SELECT p.no, p.state, (SELECT COUNT(*) FROM event e WHERE e.county = p.county AND e.no = p.no AND e.recorded >= $3 AND e.recorded < $4 AND e.kind IN `+kinds+`)
		FROM petition p WHERE p.county = $1 AND p.bulletin = 1 AND p.no > $2 AND (p.open = 1 OR p.closed_at >= $3)
		ORDER BY p.no LIMIT $5`, b.args...)
}
