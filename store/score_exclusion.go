package store

import (
	"context"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/score"
)

// MarkAt finds one mark in scope, as the record knew it just before a moment; false where there is none that counts.
func (r *Reader) MarkAt(ctx context.Context, moment time.Time, no string, metric report.MetricID, n int) (report.Mark, bool, error) {
	b := newBuilder(r.db.county)
	at := b.arg(milli(moment))
	where := `m.no = ` + b.arg(no) + ` AND m.metric = ` + b.arg(string(metric)) + ` AND m.n = ` + b.arg(n) +
		` AND m.known < ` + at + ` AND m.until >= ` + at + ` AND ` + due(b, moment, deadline.DayOf(moment)) + ` AND ` + r.scoped(b, "m")
	mark := report.Mark{Metric: metric, N: n}
	var day, done string
	var good int
	var told int64
	found, err := one(ctx, r.q, into(&mark.Unit, &day, &done, &good, &told), `SELECT m.unit, m.day, m.done, m.good, m.told FROM mark m WHERE m.county = $1 AND `+where, b.args...)
	if err == nil {
		err = parseDay(day, &mark.Day)
	}
	if err == nil && told < milli(moment) {
		mark.Good = good == 1
		err = parseDay(done, &mark.Done)
	}
	if err != nil {
		return mark, false, fmt.Errorf("looking for what was owed: %w", err)
	}
	return mark, found, nil
}

// NewExclusion writes down what somebody asks. A mark that was asked about and not refused is a Conflict.
func (tx *Tx) NewExclusion(ctx context.Context, e *score.Exclusion) error {
	e.ID = tx.messageID()
	n, err := tx.execNow(ctx, `INSERT INTO score_exclusion (county, id, month, no, metric, n, unit, asked, person, name, why, decided, second, decider, allowed, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, '', '', 0, '') ON CONFLICT DO NOTHING`,
		tx.db.county, e.ID, string(e.Month), e.No, string(e.Metric), e.N, string(e.Unit), milli(e.Asked), string(e.By), e.Name, clean(e.Why))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.score.asked")
	}
	return err
}

// DecideExclusion writes down what the second person says.
func (tx *Tx) DecideExclusion(ctx context.Context, e *score.Exclusion) error {
	n, err := tx.execNow(ctx, `UPDATE score_exclusion SET decided = $3, second = $4, decider = $5, allowed = $6, note = $7 WHERE county = $1 AND id = $2 AND decided IS NULL`,
		tx.db.county, e.ID, milli(e.Decided), string(e.Second), e.Decider, bit(e.Allowed), clean(e.Note))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.score.decided", "name", "")
	}
	return err
}

// exclusions reads those that a condition on e holds, of matters in scope.
func (r *Reader) exclusions(ctx context.Context, b *builder, where string) ([]score.Exclusion, error) {
	where += ` AND ` + r.scoped(b, "e")
	list, err := all(planAnew(ctx), r.q, func(rows rows) (e score.Exclusion, err error) {
		var asked int64
		var decided *int64
		var allowed int
		err = rows.Scan(&e.ID, &e.Month, &e.No, &e.Metric, &e.N, &e.Unit, &asked, &e.By, &e.Name, &e.Why, &decided, &e.Second, &e.Decider, &allowed, &e.Note)
		e.Asked, e.Decided, e.Allowed = instant(asked), instantOrZero(decided), allowed == 1
		return e, err
	}, `SELECT e.id, e.month, e.no, e.metric, e.n, e.unit, e.asked, e.person, e.name, e.why, e.decided, e.second, e.decider, e.allowed, e.note
		FROM score_exclusion e WHERE e.county = $1 AND `+where+` ORDER BY e.asked, e.id`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading what is left out: %w", err)
	}
	return list, nil
}

// Exclusions lists what was asked to be left out in a month, of one unit or of all, the first asked first.
func (r *Reader) Exclusions(ctx context.Context, m score.Month, unit *org.UnitID) ([]score.Exclusion, error) {
	b := newBuilder(r.db.county)
	where := `e.month = ` + b.arg(string(m))
	if unit != nil {
		where += ` AND e.unit = ` + b.arg(string(*unit))
	}
	return r.exclusions(ctx, b, where)
}

// Exclusion finds one.
func (r *Reader) Exclusion(ctx context.Context, id string) (score.Exclusion, error) {
	b := newBuilder(r.db.county)
	list, err := r.exclusions(ctx, b, `e.id = `+b.arg(id))
	if err == nil && len(list) == 0 {
		err = notAsked()
	}
	if err != nil {
		return score.Exclusion{}, err
	}
	return list[0], nil
}
