package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Overview folds all that is open in the reader's scope, or of somebody's own in it. It reads an index once,
// in its order: what a group is told apart by further comes as one text, a line a matter, for a row each
// would take longer than all the counting.
func (r *Reader) Overview(ctx context.Context, mine org.PersonID, today, weekEnd deadline.Day) (*report.Overview, error) {
	o := report.NewOverview(today, weekEnd)
	b := newBuilder(r.db.county)
	where := r.kept(b, mine)
	category, place := b.arg(report.CategoryDigits), b.arg(report.PlaceDigits)
	days := dayReader{}
	err := each(planAnew(ctx), r.q, func(rows rows) error {
		var m report.OpenMatter
		var unit, lines string
		if err := rows.Scan(&unit, &m.State, &m.Week, &lines); err != nil {
			return err
		}
		for line := range strings.Lines(lines) {
			if err := days.read(strings.TrimSuffix(line, "\n"), &m); err != nil {
				return err
			}
			o.Add(m)
		}
		return nil
	}, `SELECT p.unit, p.state, p.week, string_agg(p.due_day || p.received_at || ' ' || SUBSTR(p.category, 1, `+category+`) || ' ' || SUBSTR(p.place, 1, `+place+`) || '
', '') FROM petition p WHERE p.county = $1 AND p.open = 1 AND `+where+` GROUP BY p.unit, p.state, p.week`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("looking over what is open: %w", err)
	}
	return o, nil
}

// owesNow is who is to do what is owed next on an open petition p: as the last row about it says. One that
// has no row owes nothing.
const owesNow = `COALESCE((SELECT s.owes FROM stage s WHERE s.county = p.county AND s.no = p.no ORDER BY s.known DESC LIMIT 1), '')`

// Owing counts what is overdue by who is to do it: the most first.
func (r *Reader) Owing(ctx context.Context, today deadline.Day) ([]report.UnitLate, error) {
	b := newBuilder(r.db.county)
	where := r.kept(b, "")
	units, err := all(planAnew(ctx), r.q, func(rows rows) (u report.UnitLate, err error) {
		return u, rows.Scan(&u.Unit, &u.N)
	}, `SELECT p.owes, COUNT(*) FROM stage p WHERE p.county = $1 AND p.until = `+b.arg(int64(standing))+` AND p.due <> '' AND p.due < `+b.arg(today.String())+` AND `+where+` GROUP BY p.owes`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting who owes: %w", err)
	}
	report.Rank(units)
	return units, nil
}

// Owes tells of some open matters in scope who is to do what is owed next; "" is the bureau.
func (r *Reader) Owes(ctx context.Context, numbers []string) (map[string]org.UnitID, error) {
	owes := map[string]org.UnitID{}
	if len(numbers) == 0 {
		return owes, nil
	}
	b := newBuilder(r.db.county)
	err := each(planAnew(ctx), r.q, func(rows rows) error {
		var no string
		var unit org.UnitID
		err := rows.Scan(&no, &unit)
		owes[no] = unit
		return err
	}, `SELECT p.no, `+owesNow+` FROM petition p WHERE p.county = $1 AND p.no IN `+in(b, numbers)+` AND p.open = 1 AND `+r.scoped(b, "p"), b.args...)
	if err != nil {
		return nil, fmt.Errorf("asking who is to act: %w", err)
	}
	return owes, nil
}

// kept keeps what is read to the scope. Whose matters they are is found once, not looked for behind each.
func (r *Reader) kept(b *builder, mine org.PersonID) string {
	if r.scope.County == "" || r.scope.County != r.db.county {
		return "1 = 0"
	}
	conditions := []string{"1 = 1"}
	if walls := (belonging{partyAccusedUnit, r.scope.Walls, partyAccusedPerson, r.scope.Self}); !walls.nobody() {
		conditions = append(conditions, `p.no NOT IN (`+walls.set(b)+`)`)
	}
	for _, who := range r.belonging(mine) {
		conditions = append(conditions, `p.no IN (`+who.set(b)+`)`)
	}
	return strings.Join(conditions, " AND ")
}

// dayReader reads the lines of Overview; a due day that it has met is not read again.
type dayReader map[string]deadline.Day

func (d dayReader) read(line string, m *report.OpenMatter) error {
	const day = len(noDayOpen)
	if len(line) < day {
		return fmt.Errorf("a line of %d letters", len(line))
	}
	received, rest, _ := strings.Cut(line[day:], " ")
	ms, err := strconv.ParseInt(received, 10, 64)
	if err != nil {
		return err
	}
	due, met := d[line[:day]]
	if !met {
		due, _ = dueDay(line[:day])
		d[line[:day]] = due
	}
	m.Due, m.Received = due, deadline.DayOf(instant(ms))
	place := ""
	m.Category, place, _ = strings.Cut(rest, " ")
	m.Place = org.AreaCode(place)
	return nil
}

// Received counts what came in on some days in the reader's scope, or of somebody's own in it, as the record
// says now. Of a whole county it is Tallies that counts.
func (r *Reader) Received(ctx context.Context, mine org.PersonID, p report.Period) ([]report.Tally, error) {
	b := newBuilder(r.db.county)
	from, err := r.source(ctx, b, ListQuery{Mine: mine, ReceivedFrom: p.From, ReceivedTo: p.To})
	if err != nil {
		return nil, fmt.Errorf("counting what came in: %w", err)
	}
	list, err := all(planAnew(ctx), r.q, func(rows rows) (report.Tally, error) {
		var at int64
		var a report.Arrival
		err := rows.Scan(&at, &a.Channel, &a.Persons)
		a.Day = deadline.DayOf(instant(at))
		return a.Tally(), err
	}, `SELECT p.received_at, p.channel, p.persons FROM `+from.from+` WHERE `+from.where(), b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting what came in: %w", err)
	}
	return list, nil
}

// LetterCount is how many letters of a kind wait for their answer, and how many of them until today or no
// longer.
type LetterCount struct {
	Kind           letter.Kind
	N, Today, Late int
}

// CountAnswers counts the letters of a list by kind.
func (r *Reader) CountAnswers(ctx context.Context, q LetterQuery, today deadline.Day) ([]LetterCount, error) {
	b := newBuilder(r.db.county)
	where, day := r.lettersWhere(b, q), b.arg(today.String())
	list, err := all(planAnew(ctx), r.q, func(rows rows) (c LetterCount, err error) {
		return c, rows.Scan(&c.Kind, &c.N, &c.Today, &c.Late)
	}, `SELECT l.kind, COUNT(*), SUM(CASE WHEN l.due = `+day+` THEN 1 ELSE 0 END), SUM(CASE WHEN l.due < `+day+` THEN 1 ELSE 0 END)
		FROM letter l WHERE l.county = $1 AND l.due <> '' AND `+where+` GROUP BY l.kind ORDER BY l.kind`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting letters that wait: %w", err)
	}
	return list, nil
}
