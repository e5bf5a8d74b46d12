package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
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

// Marked is a mark with its matter.
type Marked struct {
	report.Mark
	No, Subject string
	State       petition.State
}

// MarkQuery says which marks to list: the latest first.
type MarkQuery struct {
	Period report.Period
	Moment time.Time // as the record knew them just before
	Metric report.MetricID
	Unit   *org.UnitID // of one unit; none: of all
	Good   *bool       // only what was good, or was not
	After  string      // a cursor that a page before ended with
	Limit  int
}

// Marks lists what a share counts, of the matters in scope; next is the cursor of the page that follows, or "".
func (r *Reader) Marks(ctx context.Context, q MarkQuery) (list []Marked, next string, err error) {
	b := newBuilder(r.db.county)
	at := b.arg(milli(q.Moment))
	good := `(m.good = 1 AND m.told < ` + at + `)`
	where := `m.day >= ` + b.arg(q.Period.From.String()) + ` AND m.day <= ` + b.arg(q.Period.To.String()) + ` AND m.metric = ` + b.arg(string(q.Metric)) +
		` AND m.known < ` + at + ` AND m.until >= ` + at + ` AND ` + due(b, q.Moment, q.Period.To) + ` AND ` + r.scoped(b, "m")
	if q.Unit != nil {
		where += ` AND m.unit = ` + b.arg(string(*q.Unit))
	}
	if q.Good != nil {
		where += map[bool]string{true: ` AND `, false: ` AND NOT `}[*q.Good] + good
	}
	if q.After != "" {
		day, rest, _ := strings.Cut(q.After, " ")
		no, n, _ := strings.Cut(rest, " ")
		seq, err := strconv.Atoi(n)
		if err != nil {
			return nil, "", fault.NewInvalid("cursor", "fault.store.cursor")
		}
		where += ` AND (m.day, m.no, m.n) < (` + b.arg(day) + `, ` + b.arg(no) + `, ` + b.arg(seq) + `)`
	}
	limit := b.arg(q.Limit + 1)
	err = each(planAnew(ctx), r.q, func(rows rows) error {
		var day, done string
		var told int64
		var isGood int
		one := Marked{}
		err := rows.Scan(&one.No, &one.Metric, &one.N, &one.Unit, &day, &done, &isGood, &told, &one.Subject, &one.State)
		if err == nil {
			err = parseDay(day, &one.Day)
		}
		if err == nil && told < milli(q.Moment) {
			one.Good = isGood == 1
			err = parseDay(done, &one.Done)
		}
		list = append(list, one)
		return err
	}, `SELECT m.no, m.metric, m.n, m.unit, m.day, m.done, m.good, m.told, p.subject, p.state
		FROM mark m JOIN petition p ON p.county = m.county AND p.no = m.no WHERE m.county = $1 AND `+where+` ORDER BY m.day DESC, m.no DESC, m.n DESC LIMIT `+limit, b.args...)
	if err != nil {
		return nil, "", fmt.Errorf("listing what was owed: %w", err)
	}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		last := list[len(list)-1]
		next = fmt.Sprintf("%s %s %d", last.Day, last.No, last.N)
	}
	return list, next, nil
}

// Standing is where a matter stood, with what it is called.
type Standing struct {
	report.Stage
	No, Subject string
}

// StageQuery says which open matters to list, the first due first.
type StageQuery struct {
	Moment   time.Time   // as the record knew them just before
	Unit     *org.UnitID // that handles it
	Owes     *org.UnitID // that is to do what is owed next
	States   []petition.State
	Week     int           // of the ladder; 0: any
	Due      report.Period // the last day of what is owed next is in it; zero: any
	Received report.Period // likewise
	Category string        // the beginning of the code
	Place    string
	Leading  bool // collective matters alone
	After    string
	Limit    int // 0: all
}

func (q *StageQuery) where(b *builder, alias string) string {
	at := b.arg(milli(q.Moment))
	where := alias + `.until >= ` + at + ` AND ` + alias + `.known < ` + at
	if q.Unit != nil {
		where += ` AND ` + alias + `.unit = ` + b.arg(string(*q.Unit))
	}
	if q.Owes != nil {
		where += ` AND ` + alias + `.owes = ` + b.arg(string(*q.Owes))
	}
	if q.States != nil {
		where += ` AND ` + alias + `.state IN ` + in(b, q.States)
	}
	if q.Week > 0 {
		where += ` AND ` + alias + `.week = ` + b.arg(q.Week)
	}
	if q.Leading {
		where += ` AND ` + alias + `.members > 0`
	}
	for column, p := range map[string]report.Period{"due": q.Due, "received": q.Received} {
		if p.To != 0 {
			where += ` AND ` + alias + `.` + column + ` >= ` + b.arg(p.From.String()) + ` AND ` + alias + `.` + column + ` <= ` + b.arg(p.To.String()) + ` AND ` + alias + `.` + column + ` <> ''`
		}
	}
	for column, code := range map[string]string{"category": q.Category, "place": q.Place} {
		if code != "" {
			where += ` AND SUBSTR(` + alias + `.` + column + `, 1, ` + b.arg(len(code)) + `) = ` + b.arg(code)
		}
	}
	return where
}

// Standings lists open matters in scope as they stood just before a moment; next is the cursor of the page that
// follows, or "".
func (r *Reader) Standings(ctx context.Context, q StageQuery) (list []Standing, next string, err error) {
	b := newBuilder(r.db.county)
	where := q.where(b, "s") + ` AND ` + r.scoped(b, "s")
	if q.After != "" {
		due, no, _ := strings.Cut(q.After, " ")
		where += ` AND (s.due, s.no) > (` + b.arg(strings.Trim(due, "-")) + `, ` + b.arg(no) + `)`
	}
	limit := ""
	if q.Limit > 0 {
		limit = ` LIMIT ` + b.arg(q.Limit+1)
	}
	err = each(planAnew(ctx), r.q, func(rows rows) error {
		var received, due string
		var again, accuses int
		one := Standing{}
		err := rows.Scan(&one.No, &one.State, &one.Week, &one.Unit, &received, &due, &one.Rule, &one.Owes, &one.Category, &one.Place, &one.Persons, &one.Sponsor, &again, &accuses, &one.Members, &one.Subject)
		one.Repeat, one.Accuses = again == 1, accuses == 1
		if err == nil {
			err = parseDay(received, &one.Received)
		}
		if err == nil {
			err = parseDay(due, &one.Due)
		}
		list = append(list, one)
		return err
	}, `SELECT s.no, s.state, s.week, s.unit, s.received, s.due, s.rule, s.owes, s.category, s.place, s.persons, s.sponsor, s.again, s.accuses, s.members, p.subject
		FROM stage s JOIN petition p ON p.county = s.county AND p.no = s.no WHERE s.county = $1 AND `+where+` ORDER BY s.due, s.no`+limit, b.args...)
	if err != nil {
		return nil, "", fmt.Errorf("listing what was open: %w", err)
	}
	if q.Limit > 0 && len(list) > q.Limit {
		list = list[:q.Limit]
		last := list[len(list)-1]
		next = last.Due.String() + "- " + last.No
	}
	return list, next, nil
}

// OpenCount is how many open matters are alike in what reports tell apart.
type OpenCount struct {
	Unit  org.UnitID
	Owes  org.UnitID
	State petition.State
	Week  int
	Due   deadline.Day
	N     int
}

// Opens counts the matters that were open just before a moment. All are counted, whoever may read them.
func (r *Reader) Opens(ctx context.Context, moment time.Time) ([]OpenCount, error) {
	list, err := all(planAnew(ctx), r.q, func(rows rows) (o OpenCount, err error) {
		var due string
		if err := rows.Scan(&o.Unit, &o.Owes, &o.State, &o.Week, &due, &o.N); err != nil {
			return o, err
		}
		return o, parseDay(due, &o.Due)
	}, `SELECT unit, owes, state, week, due, COUNT(*) FROM stage
		WHERE county = $1 AND until >= $2 AND known < $2 GROUP BY 1, 2, 3, 4, 5`, r.db.county, milli(moment))
	if err != nil {
		return nil, fmt.Errorf("counting what was open: %w", err)
	}
	return list, nil
}

// Arrived is a matter that was registered, and where it stood at a moment.
type Arrived struct {
	report.Arrival
	No, Subject string
	Repeat      bool
	Accuses     bool
	Unit        org.UnitID
	Due         deadline.Day
	Rule        string
}

// Arrived lists the registrations of some days, and where they stood, as the record knew it just before a moment.
func (r *Reader) Arrived(ctx context.Context, moment time.Time, p report.Period) ([]Arrived, error) {
	list, err := all(planAnew(ctx), r.q, func(rows rows) (a Arrived, err error) {
		var day, due string
		var again, accuses int
		if err := rows.Scan(&a.No, &day, &a.Level, &a.Channel, &a.Persons, &a.Category, &a.Place, &a.Subject, &a.Unit, &due, &a.Rule, &again, &accuses); err != nil {
			return a, err
		}
		a.Repeat, a.Accuses = again == 1, accuses == 1
		if err := parseDay(day, &a.Day); err != nil {
			return a, err
		}
		return a, parseDay(due, &a.Due)
	}, `SELECT a.no, a.day, a.level, a.channel, a.persons, a.category, a.place, p.subject, COALESCE(s.unit, ''), COALESCE(s.due, ''), COALESCE(s.rule, ''), COALESCE(s.again, 0),
		COALESCE(s.accuses, (SELECT MAX(o.accuses) FROM stage o WHERE o.county = a.county AND o.no = a.no), 0)
		FROM arrival a JOIN petition p ON p.county = a.county AND p.no = a.no
		LEFT JOIN stage s ON s.county = a.county AND s.no = a.no AND s.known < $4 AND s.until >= $4
		WHERE a.county = $1 AND a.day >= $2 AND a.day <= $3 AND a.n = 0 AND a.known < $4 AND a.until >= $4 ORDER BY a.day, a.no`,
		r.db.county, p.From.String(), p.To.String(), milli(moment))
	if err != nil {
		return nil, fmt.Errorf("listing what came in: %w", err)
	}
	return list, nil
}
