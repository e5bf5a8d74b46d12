package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// CallQuery says which call-backs to list.
type CallQuery struct {
	Mine   org.PersonID // those that are this person's, and nobody's; "" for all
	Limit  int
	Cursor string
}

// Calls lists the call-backs that are still owed, the earliest due first, also those that may only be
// tried again on another day.
func (r *Reader) Calls(ctx context.Context, q CallQuery) (TaskPage, error) {
	by := turner{columns: []string{"t.due", "t.no", "t.id"}}
	at, err := by.read(q.Cursor)
	if err != nil {
		return TaskPage{}, err
	}
	b := newBuilder(r.db.county)
	where := r.called(b, q) + by.condition(b, at)
	rows, err := all(planAnew(ctx), r.q, scanTask, `SELECT `+taskColumns+` FROM task t JOIN petition p ON p.county = t.county AND p.no = t.no
		WHERE t.county = $1 AND t.why = 'called_back' AND `+where+` ORDER BY `+by.order(at)+` LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil {
		return TaskPage{}, fmt.Errorf("listing call-backs: %w", err)
	}
	var page TaskPage
	page.Rows, page.Next, page.Previous = pages(at, rows, q.Limit, func(t *TaskRow) []string {
		due := noDayOpen
		if t.Due != 0 {
			due = t.Due.String()
		}
		return []string{due, t.No, t.ID}
	})
	return page, nil
}

// CountCalls counts them as far as most.
func (r *Reader) CountCalls(ctx context.Context, q CallQuery, most int) (int, error) {
	b, n := newBuilder(r.db.county), 0
	where := r.called(b, q)
	_, err := one(planAnew(ctx), r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 AS x FROM task t WHERE t.county = $1 AND t.why = 'called_back' AND `+where+` LIMIT `+b.arg(most)+`) AS n`, b.args...)
	return n, err
}

func (r *Reader) called(b *builder, q CallQuery) string {
	where := r.scoped(b, "t")
	if q.Mine != "" {
		where += ` AND (t.person = '' OR t.person = ` + b.arg(string(q.Mine)) + `)`
	}
	return where
}

// Contradiction is a matter whose petitioner said on the last call-back that the reply is not true.
type Contradiction struct {
	No      string
	Subject string
	Unit    org.UnitID
	State   petition.State
	At      time.Time
}

// ContradictionPage is one page of them.
type ContradictionPage struct {
	Rows           []Contradiction
	Next, Previous string
}

// Contradictions lists them, the latest first.
func (r *Reader) Contradictions(ctx context.Context, limit int, cursor string) (ContradictionPage, error) {
	by := turner{columns: []string{"p.contradicted_at", "p.no"}, numbers: 1, descending: true}
	at, err := by.read(cursor)
	if err != nil {
		return ContradictionPage{}, err
	}
	b := newBuilder(r.db.county)
	where := r.scoped(b, "p") + by.condition(b, at)
	rows, err := all(planAnew(ctx), r.q, func(r rows) (Contradiction, error) {
		var c Contradiction
		var at int64
		err := r.Scan(&c.No, &c.Subject, &c.Unit, &c.State, &at)
		c.At = instant(at)
		return c, err
	}, `SELECT p.no, p.subject, p.unit, p.state, p.contradicted_at FROM petition p
		WHERE p.county = $1 AND p.contradicted_at IS NOT NULL AND `+where+` ORDER BY `+by.order(at)+` LIMIT `+b.arg(limit+1), b.args...)
	if err != nil {
		return ContradictionPage{}, fmt.Errorf("listing contradictions: %w", err)
	}
	var page ContradictionPage
	page.Rows, page.Next, page.Previous = pages(at, rows, limit, func(c *Contradiction) []string {
		return []string{strconv.FormatInt(milli(c.At), 10), c.No}
	})
	return page, nil
}

// CountContradictions counts them as far as most.
func (r *Reader) CountContradictions(ctx context.Context, most int) (int, error) {
	b, n := newBuilder(r.db.county), 0
	where := r.scoped(b, "p")
	_, err := one(ctx, r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 AS x FROM petition p
		WHERE p.county = $1 AND p.contradicted_at IS NOT NULL AND `+where+` LIMIT `+b.arg(most)+`) AS n`, b.args...)
	return n, err
}
