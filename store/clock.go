package store

import (
	"context"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// clockRow is a clock as it is stored: with the due day that follows from the calendar in force.
type clockRow struct {
	rule        string
	version     int
	ref, basis  string
	start, due  string
	given       string
	paused      int
	outcome     string
	ended       string
	right       bool   // not stored: rights are no duties
	pausedSince string // not stored
}

// clockRows computes the rows of a petition's clocks, in their order.
func clockRows(p *petition.Petition, rules petition.Rules) []clockRow {
	list := make([]clockRow, len(p.Clocks))
	for i, c := range p.Clocks {
		row := clockRow{rule: c.Rule, version: c.Version, ref: c.Ref, start: c.Start.String(), given: c.Given.String(),
			paused: bit(c.Paused()), outcome: string(c.Outcome), ended: c.End.String()}
		if rule, ok := rules.Rule(c); ok {
			term := c.Term()
			row.basis, row.right = string(rule.Basis), rule.Right
			row.due = rules.Calendar.DueDay(&rule, &term).String()
		}
		if c.Paused() {
			row.pausedSince = c.Pauses[len(c.Pauses)-1].From.String()
		}
		list[i] = row
	}
	return list
}

// stored is the row without what is not stored.
func (c clockRow) stored() clockRow {
	c.right, c.pausedSince = false, ""
	return c
}

// writeClocks writes the clocks that changed.
func (tx *Tx) writeClocks(ctx context.Context, no string, before, after []clockRow) error {
	for n, c := range after {
		if n < len(before) && before[n].stored() == c.stored() {
			continue
		}
		err := tx.exec(ctx, `INSERT INTO clock (county, no, n, rule, version, ref, basis, start, due, given, paused, outcome, ended)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (county, no, n) DO UPDATE SET rule = excluded.rule, version = excluded.version, ref = excluded.ref,
			basis = excluded.basis, start = excluded.start, due = excluded.due, given = excluded.given,
			paused = excluded.paused, outcome = excluded.outcome, ended = excluded.ended`,
			tx.db.county, no, n, c.rule, c.version, c.ref, c.basis, c.start, c.due, c.given, c.paused, c.outcome, c.ended)
		if err != nil {
			return err
		}
	}
	return nil
}

// clocks reads the clocks of a range of numbers, in order.
func (db *DB) clocks(ctx context.Context, q querier, from, to string, take func(no string, c clockRow)) error {
	return each(ctx, q, func(r rows) error {
		var no string
		var c clockRow
		err := r.Scan(&no, &c.rule, &c.version, &c.ref, &c.basis, &c.start, &c.due, &c.given, &c.paused, &c.outcome, &c.ended)
		take(no, c)
		return err
	}, `SELECT no, rule, version, ref, basis, start, due, given, paused, outcome, ended
		FROM clock WHERE county = $1 AND no >= $2 AND no <= $3 ORDER BY county, no, n`, db.county, from, to)
}

// DueClock is a running clock with its day.
type DueClock struct {
	No    string
	Rule  string
	Ref   string
	Basis deadline.Basis
	Due   deadline.Day
}

// Due lists the running clocks whose last day is before a day, the earliest first, duties and
// rights alike; at most limit.
func (r *Reader) Due(ctx context.Context, before deadline.Day, limit int) ([]DueClock, error) {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "c")
	return all(ctx, r.q, func(r rows) (DueClock, error) {
		var c DueClock
		var due string
		err := r.Scan(&c.No, &c.Rule, &c.Ref, &c.Basis, &due)
		c.Due, _ = dueDay(due)
		return c, err
	}, `SELECT c.no, c.rule, c.ref, c.basis, c.due FROM clock c
		WHERE c.county = $1 AND c.outcome = '' AND c.due > '' AND c.due < `+b.arg(before.String())+` AND `+where+`
		ORDER BY c.due, c.rule, c.no LIMIT `+b.arg(limit), b.args...)
}
