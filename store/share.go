package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Shares counts the marks of some days by metric and unit, as the record knew them just before a moment. What is
// owed counts when its last day is over, done or not. All are counted, whoever may read the matters.
func (r *Reader) Shares(ctx context.Context, moment time.Time, p report.Period) ([]report.UnitShare, error) {
	for {
		made, err := r.sharesMade(ctx)
		if err != nil {
			return nil, fmt.Errorf("counting what was owed: %w", err)
		}
		list, valid, err := r.sharesSince(ctx, made, moment, p)
		if err != nil {
			return nil, fmt.Errorf("counting what was owed: %w", err)
		}
		if valid {
			return list, nil
		}
	}
}

// sharesMade is the moment just before which the sums were made; zero where there are none.
func (r *Reader) sharesMade(ctx context.Context) (made time.Time, err error) {
	var at int64
	found, err := one(ctx, r.q, into(&at), `SELECT at FROM share_made WHERE county = $1`, r.db.county)
	if !found {
		return time.Time{}, err
	}
	return instant(at), err
}

// sharesSince counts from the sums and what changed between them and the moment, whichever is earlier; all from the
// marks where that is long. It is not valid when the sums were made anew meanwhile: one statement sees one state of
// the database.
func (r *Reader) sharesSince(ctx context.Context, made, moment time.Time, p report.Period) (list []report.UnitShare, valid bool, err error) {
	b := newBuilder(r.db.county)
	at, from, to := b.arg(milli(moment)), b.arg(p.From.String()), b.arg(p.To.String())
	begin := from // of the days whose marks are counted one by one
	text := `SELECT '' AS metric, '' AS unit, at AS marks, 0 AS good FROM share_made WHERE county = $1`
	use := !made.IsZero() && made.Sub(moment) < sumsReach
	if use {
		earlier := made
		if moment.Before(made) {
			earlier = moment
		}
		before := deadline.DayOf(earlier).String() // the sums have the days before this, and all that is owed of them was due at both
		sums, end, since := b.arg(milli(made)), b.arg(before), b.arg(milli(earlier))
		good := func(when string) string { return `CASE WHEN good = 1 AND told < ` + when + ` THEN 1 ELSE 0 END` }
		is := func(when string) string {
			return `CASE WHEN known < ` + when + ` AND until >= ` + when + ` THEN 1 ELSE 0 END`
		}
		text += ` UNION ALL SELECT metric, unit, SUM(marks), SUM(good) FROM share_sum WHERE county = $1 AND day >= ` + from + ` AND day <= ` + to + ` AND day < ` + end + ` GROUP BY metric, unit
			UNION ALL SELECT metric, unit, SUM(` + is(at) + ` - ` + is(sums) + `), SUM(` + is(at) + ` * ` + good(at) + ` - ` + is(sums) + ` * ` + good(sums) + `)
			FROM mark WHERE county = $1 AND changed >= ` + since + ` AND day >= ` + from + ` AND day <= ` + to + ` AND day < ` + end + ` GROUP BY metric, unit`
		begin = b.arg(max(before, p.From.String()))
	}
	// The groups are those of the index, in its order, so that the database need not sort.
	text += ` UNION ALL SELECT metric, unit, marks, good FROM (
		SELECT day, metric, unit, COUNT(*) AS marks, SUM(CASE WHEN good = 1 AND told < ` + at + ` THEN 1 ELSE 0 END) AS good FROM mark
		WHERE county = $1 AND day >= ` + begin + ` AND day <= ` + to + ` AND known < ` + at + ` AND until >= ` + at + ` AND ` + due(b, moment, p.To) + `
		GROUP BY day, metric, unit) x`
	sums, still := map[shareKey]report.Share{}, int64(0)
	err = each(planAnew(ctx), r.q, func(rows rows) error {
		var k shareKey
		var s report.Share
		err := rows.Scan(&k.metric, &k.unit, &s.Of, &s.Good)
		if k.metric == "" {
			still = int64(s.Of)
			return err
		}
		sums[k] = sums[k].Plus(s)
		return err
	}, text, b.args...)
	if err != nil {
		return nil, false, err
	}
	for k, s := range sums {
		if s.Of != 0 {
			list = append(list, report.UnitShare{Metric: k.metric, Unit: k.unit, Share: s})
		}
	}
	slices.SortFunc(list, func(a, b report.UnitShare) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Unit, b.Unit))
	})
	return list, !use || still == milli(made), nil
}

// sumsReach is how long before the sums a moment may be that is counted from them: more has changed since.
const sumsReach = 15 * 24 * time.Hour

type shareKey struct {
	metric report.MetricID
	unit   org.UnitID
}

// SumShares makes the sums of all days before the day of a moment, as the record knew the marks just before it:
// anew those on which something changed since they were made.
func (db *DB) SumShares(ctx context.Context, moment time.Time) error {
	reader := db.Reader(org.Scope{})
	made, err := reader.sharesMade(ctx)
	if err != nil || !made.Before(moment) {
		return err
	}
	before := deadline.DayOf(moment).String()
	days, err := all(ctx, db.engine, func(r rows) (day string, err error) { return day, r.Scan(&day) },
		`SELECT DISTINCT day FROM mark WHERE county = $1 AND day < $2 AND (changed >= $3 OR day >= $4) ORDER BY day`,
		db.county, before, milli(made), deadline.DayOf(made).String())
	if err != nil {
		return fmt.Errorf("looking for days to sum: %w", err)
	}
	if made.IsZero() {
		// Nobody reads the sums yet: they need not all appear at once.
		for some := range slices.Chunk(days, daysTogether) {
			if err := db.Do(ctx, "sum what metrics count", func(tx *Tx) error { return tx.sumShares(ctx, moment, some) }); err != nil {
				return err
			}
		}
		days = nil
	}
	return db.Do(ctx, "sum what metrics count", func(tx *Tx) error {
		if err := tx.sumShares(ctx, moment, days); err != nil {
			return err
		}
		return tx.exec(ctx, `INSERT INTO share_made (county, at) VALUES ($1, $2) ON CONFLICT (county) DO UPDATE SET at = excluded.at`, db.county, milli(moment))
	})
}

// daysTogether is how many days are summed in one transaction, the first time.
const daysTogether = 20

func (tx *Tx) sumShares(ctx context.Context, moment time.Time, days []string) error {
	for _, day := range days {
		if err := tx.exec(ctx, `DELETE FROM share_sum WHERE county = $1 AND day = $2`, tx.db.county, day); err != nil {
			return err
		}
		err := tx.exec(ctx, `INSERT INTO share_sum (county, day, metric, unit, marks, good)
			SELECT county, day, metric, unit, COUNT(*), SUM(CASE WHEN good = 1 AND told < $3 THEN 1 ELSE 0 END) FROM mark
			WHERE county = $1 AND day = $2 AND known < $3 AND until >= $3 GROUP BY county, day, metric, unit`, tx.db.county, day, milli(moment))
		if err != nil {
			return fmt.Errorf("summing %s: %w", day, err)
		}
	}
	return nil
}

// forgetSums has what metrics count summed anew, where rows were written otherwise than by what happened.
func (tx *Tx) forgetSums(ctx context.Context) error {
	for _, sql := range []string{`DELETE FROM share_sum WHERE county = $1`, `DELETE FROM share_made WHERE county = $1`} {
		if err := tx.exec(ctx, sql, tx.db.county); err != nil {
			return err
		}
	}
	return nil
}

// due is what counts at a moment of marks up to a day: what is not due yet does not; what somebody said does at once.
func due(b *builder, moment time.Time, to deadline.Day) string {
	today := deadline.DayOf(moment)
	if to < today {
		return `1 = 1`
	}
	return `(day < ` + b.arg(today.String()) + ` OR metric IN ` + in(b, report.Spoken()) + `)`
}
