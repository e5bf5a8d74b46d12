package store

import (
	"context"
	"fmt"
	"math"
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

// arrivalRow is what the record said of a batch from one moment up to another.
type arrivalRow struct {
	report.Arrival
	known, until int64
}

// standing is the end of a row that is still what the record says.
const standing = math.MaxInt64

// arrivalLog are the rows that events make, in the order of their batches and moments.
type arrivalLog []arrivalRow

// follow applies an event to a petition and notes what it changes about its batches.
func (l *arrivalLog) follow(p *petition.Petition, e petition.Event) {
	before := report.Arrivals(p)
	p.Apply(e)
	after := report.Arrivals(p)
	for i, one := range after {
		if i < len(before) && before[i] == one {
			continue
		}
		l.set(one, milli(report.KnownSince(p, e)))
	}
}

// set says what holds of a batch from a moment on. What another event of the same moment said is overwritten.
func (l *arrivalLog) set(one report.Arrival, known int64) {
	for i := range *l {
		row := &(*l)[i]
		if row.N != one.N || row.until != standing {
			continue
		}
		if row.known >= known {
			row.Arrival = one
			return
		}
		row.until = known
	}
	*l = append(*l, arrivalRow{one, known, standing})
}

// sorted is in the order of the table.
func (l arrivalLog) sorted() arrivalLog {
	slices.SortFunc(l, func(a, b arrivalRow) int {
		if a.N != b.N {
			return a.N - b.N
		}
		return int(min(max(a.known-b.known, -1), 1))
	})
	return l
}

// writeArrivals writes what some events changed; fresh: of a petition of which nothing was written yet. What
// they say holds from then on instead of what was said before, as in arrivalLog.set.
func (tx *Tx) writeArrivals(ctx context.Context, no string, log arrivalLog, fresh bool) error {
	for _, row := range log {
		known := row.known
		if !fresh {
			_, err := one(ctx, tx, into(&known), `SELECT MAX(known) FROM arrival WHERE county = $1 AND no = $2 AND n = $3 AND known > $4 GROUP BY n`, tx.db.county, no, row.N, row.known)
			if err != nil {
				return err
			}
			err = tx.exec(ctx, `UPDATE arrival SET until = $4 WHERE county = $1 AND no = $2 AND n = $3 AND until > $4 AND known < $4`, tx.db.county, no, row.N, known)
			if err != nil {
				return err
			}
		}
		err := tx.exec(ctx, `INSERT INTO arrival (county, no, n, known, until, day, level, channel, persons, category, place)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (county, no, n, known) DO UPDATE SET until = excluded.until, day = excluded.day, level = excluded.level,
			channel = excluded.channel, persons = excluded.persons, category = excluded.category, place = excluded.place`,
			tx.db.county, no, row.N, known, row.until, row.Day.String(), string(row.Level), string(row.Channel), row.Persons, row.Category, string(row.Place))
		if err != nil {
			return err
		}
	}
	return nil
}

// arrivals reads the rows of a range of numbers.
func (db *DB) arrivals(ctx context.Context, q querier, from, to string, take func(no string, row arrivalRow)) error {
	return each(ctx, q, func(r rows) error {
		var no, day string
		row := arrivalRow{}
		err := r.Scan(&no, &row.N, &row.known, &row.until, &day, &row.Level, &row.Channel, &row.Persons, &row.Category, &row.Place)
		if err == nil {
			row.Day, err = deadline.ParseDay(day)
		}
		take(no, row)
		return err
	}, `SELECT no, n, known, until, day, level, channel, persons, category, place FROM arrival WHERE county = $1 AND no >= $2 AND no <= $3
		ORDER BY no, n, known`, db.county, from, to)
}

// Tallies counts the batches of some days as the record knew them just before a moment. All are counted,
// also those that are walled off: how many came in is a fact that accuses nobody.
func (r *Reader) Tallies(ctx context.Context, moment time.Time, periods ...report.Period) ([]report.Tally, error) {
	var list []report.Tally
	for _, p := range periods {
		for _, level := range counted() {
			some, err := r.tallies(ctx, moment, level, p)
			if err != nil {
				return nil, fmt.Errorf("counting what came in: %w", err)
			}
			list = append(list, some...)
		}
	}
	return list, nil
}

// counted are the levels by which batches are counted: an earlier system may not have said at which.
func counted() []org.Level { return append([]org.Level{""}, org.Levels()...) }

// tallies counts the batches of one level. The groups are those of the index, in its order, so that the
// database need not sort.
func (r *Reader) tallies(ctx context.Context, moment time.Time, level org.Level, p report.Period) ([]report.Tally, error) {
	return all(planAnew(ctx), r.q, func(rows rows) (t report.Tally, err error) {
		var one Batch
		var day string
		if err := rows.Scan(&day, &one.Channel, &one.Persons, &one.N, &t.Batches); err != nil {
			return t, err
		}
		one.Level = level
		if one.Day, err = deadline.ParseDay(day); err != nil {
			return t, err
		}
		n := t.Batches
		t = one.Tally()
		t.Batches, t.Persons = n, n*t.Persons
		return t, nil
	}, `SELECT day, channel, persons, n, COUNT(*) FROM arrival WHERE county = $1 AND level = $2 AND day >= $3 AND day <= $4 AND known < $5 AND until >= $5
		GROUP BY day, channel, persons, n`, r.db.county, string(level), p.From.String(), p.To.String(), milli(moment))
}

// Slices counts the registrations of some days as the record knew them just before a moment, by what a
// breakdown tells apart.
func (r *Reader) Slices(ctx context.Context, moment time.Time, p report.Period) ([]report.Slice, error) {
	var list []report.Slice
	for _, level := range counted() {
		some, err := all(planAnew(ctx), r.q, func(rows rows) (s report.Slice, err error) {
			return s, rows.Scan(&s.Channel, &s.Category, &s.Place, &s.Batches)
		}, `SELECT channel, SUBSTR(category, 1, $6), SUBSTR(place, 1, $7), COUNT(*) FROM arrival
			WHERE county = $1 AND level = $2 AND day >= $3 AND day <= $4 AND known < $5 AND until >= $5 AND n = 0 GROUP BY 1, 2, 3`,
			r.db.county, string(level), p.From.String(), p.To.String(), milli(moment), report.CategoryDigits, report.PlaceDigits)
		if err != nil {
			return nil, fmt.Errorf("breaking down what came in: %w", err)
		}
		list = append(list, some...)
	}
	return list, nil
}

// LastTallies counts, of what was raised at some levels, the last day on which each sort of batch came up to
// a day; and finds the first day on which anything came.
func (r *Reader) LastTallies(ctx context.Context, moment time.Time, to deadline.Day, levels []org.Level) (lasts []report.Tally, first deadline.Day, err error) {
	for _, level := range levels {
		some, err := all(planAnew(ctx), r.q, func(rows rows) (t report.Tally, err error) {
			var one Batch
			var day string
			if err := rows.Scan(&one.Channel, &one.Persons, &one.N, &day); err != nil {
				return t, err
			}
			one.Level = level
			one.Day, err = deadline.ParseDay(day)
			return one.Tally(), err
		}, `SELECT channel, persons, n, MAX(day) FROM arrival WHERE county = $1 AND level = $2 AND day <= $3 AND known < $4 AND until >= $4
			GROUP BY channel, persons, n`, r.db.county, string(level), to.String(), milli(moment))
		if err != nil {
			return nil, 0, fmt.Errorf("looking for what came in last: %w", err)
		}
		lasts = append(lasts, some...)
	}
	for _, level := range counted() {
		text := ""
		found, err := one(ctx, r.q, into(&text), `SELECT day FROM arrival WHERE county = $1 AND level = $2 AND known < $3 ORDER BY day LIMIT 1`, r.db.county, string(level), milli(moment))
		if err != nil {
			return nil, 0, fmt.Errorf("looking for what came in first: %w", err)
		}
		day, err := deadline.ParseDay(text)
		if found && err != nil {
			return nil, 0, fmt.Errorf("looking for what came in first: %w", err)
		}
		if found && (first == 0 || day < first) {
			first = day
		}
	}
	return lasts, first, nil
}

// Batch is a batch that came in, with what its matter is called and where it stands.
type Batch struct {
	report.Arrival
	No, Subject string
	State       petition.State
}

// BatchQuery says which batches to list: the latest first.
type BatchQuery struct {
	Period report.Period
	Moment time.Time                  // as the record knew them just before
	By     report.Dimension           // of one part of a breakdown alone; "" for all
	Code   string                     // that part
	Levels []org.Level                // raised at any of these; nil: all
	Counts func(t *report.Tally) bool // those that a figure counts
	After  string                     // a cursor that a page before ended with
	Limit  int
}

// Batches lists the batches that a figure counts, of those whose matter is in scope; next is the cursor of the
// page that follows, or "".
func (r *Reader) Batches(ctx context.Context, q BatchQuery) (list []Batch, next string, err error) {
	b := newBuilder(r.db.county)
	at := b.arg(milli(q.Moment))
	where := `a.day >= ` + b.arg(q.Period.From.String()) + ` AND a.day <= ` + b.arg(q.Period.To.String()) + ` AND a.known < ` + at + ` AND a.until >= ` + at + ` AND ` + r.scoped(b, "a")
	switch q.By {
	case report.ByChannel:
		where += ` AND a.channel = ` + b.arg(q.Code)
	case report.ByCategory:
		where += ` AND SUBSTR(a.category, 1, ` + b.arg(report.CategoryDigits) + `) = ` + b.arg(q.Code)
	case report.ByPlace:
		where += ` AND SUBSTR(a.place, 1, ` + b.arg(report.PlaceDigits) + `) = ` + b.arg(q.Code)
	}
	if q.Levels != nil {
		where += ` AND a.level IN ` + in(b, q.Levels)
	}
	if day, rest, ok := strings.Cut(q.After, " "); ok {
		no, n, _ := strings.Cut(rest, " ")
		seq, err := strconv.Atoi(n)
		if err != nil {
			return nil, "", fault.NewInvalid("cursor", "fault.store.cursor")
		}
		where += ` AND (a.day, a.no, a.n) < (` + b.arg(day) + `, ` + b.arg(no) + `, ` + b.arg(seq) + `)`
	}
	err = each(planAnew(ctx), r.q, func(rows rows) error {
		var day string
		one := Batch{}
		err := rows.Scan(&one.No, &one.N, &day, &one.Level, &one.Channel, &one.Persons, &one.Category, &one.Place, &one.Subject, &one.State)
		if err == nil {
			one.Day, err = deadline.ParseDay(day)
		}
		switch t := one.Tally(); {
		case err != nil || !q.Counts(&t):
			return err
		case len(list) == q.Limit:
			last := list[len(list)-1]
			next = fmt.Sprintf("%s %s %d", last.Day, last.No, last.N)
			return errEnough
		}
		list = append(list, one)
		return nil
	}, `SELECT a.no, a.n, a.day, a.level, a.channel, a.persons, a.category, a.place, p.subject, p.state
		FROM arrival a JOIN petition p ON p.county = a.county AND p.no = a.no WHERE a.county = $1 AND `+where+` ORDER BY a.day DESC, a.no DESC, a.n DESC`, b.args...)
	if err != nil {
		return nil, "", fmt.Errorf("listing what came in: %w", err)
	}
	return list, next, nil
}
