package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

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
