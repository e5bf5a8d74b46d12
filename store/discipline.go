package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// disciplineRow is a matter's entry in the register of two-way discipline, as it is stored.
type disciplineRow struct {
	kind, stage     string
	other, unit     string
	since           int64
	due             string
	pushes, waiting int
	closed          *int64
}

// disciplineOf computes the row; nil for a matter that did not come back.
func disciplineOf(p *petition.Petition) *disciplineRow {
	d := p.Discipline
	if d == nil {
		return nil
	}
	latest := d.Latest()
	row := &disciplineRow{kind: string(d.Kind()), stage: string(d.Stage()), other: latest.Of, unit: string(latest.Unit), since: milli(d.Since()), due: noDayOpen, pushes: len(d.Pushes)}
	for _, one := range d.Pushes {
		if one.Waiting() {
			row.waiting++
			row.due = min(row.due, one.Due.String())
		}
	}
	if !d.Closed.IsZero() {
		closed := milli(d.Closed)
		row.closed, row.due = &closed, noDayClosed
	}
	return row
}

func (d *disciplineRow) same(o *disciplineRow) bool {
	if d == nil || o == nil {
		return d == o
	}
	a, b := *d, *o
	a.closed, b.closed = nil, nil
	return a == b && (d.closed == nil) == (o.closed == nil) && (d.closed == nil || *d.closed == *o.closed)
}

// writeDiscipline writes the row where it changed.
func (tx *Tx) writeDiscipline(ctx context.Context, no string, before, after *disciplineRow) error {
	switch {
	case after.same(before):
		return nil
	case after == nil:
		return tx.exec(ctx, `DELETE FROM discipline WHERE county = $1 AND no = $2`, tx.db.county, no)
	}
	return tx.exec(ctx, `INSERT INTO discipline (county, no, kind, stage, other, unit, since, due, pushes, waiting, closed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (county, no) DO UPDATE SET kind = excluded.kind, stage = excluded.stage, other = excluded.other, unit = excluded.unit,
		since = excluded.since, due = excluded.due, pushes = excluded.pushes, waiting = excluded.waiting, closed = excluded.closed`,
		tx.db.county, no, after.kind, after.stage, after.other, after.unit, after.since, after.due, after.pushes, after.waiting, orNull(after.closed))
}

// disciplines reads the rows of a range of numbers.
func (db *DB) disciplines(ctx context.Context, q querier, from, to string, take func(no string, d *disciplineRow)) error {
	return each(ctx, q, func(r rows) error {
		var no string
		d := &disciplineRow{}
		err := r.Scan(&no, &d.kind, &d.stage, &d.other, &d.unit, &d.since, &d.due, &d.pushes, &d.waiting, &d.closed)
		take(no, d)
		return err
	}, `SELECT no, kind, stage, other, unit, since, due, pushes, waiting, closed
		FROM discipline WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
}

// DisciplineQuery says which entries of the register to list. Empty fields ask for nothing.
type DisciplineQuery struct {
	Kind     petition.ReturnKind
	Stage    petition.Stage
	Open     bool       // none that is closed
	Unit     org.UnitID // that answered for the earlier matter
	From, To deadline.Day
	Limit    int
	Cursor   string
}

// DisciplinePage is one page of the numbers of the matters that stand in the register; the entry stands
// in the petition.
type DisciplinePage struct {
	Numbers        []string
	Next, Previous string
}

// Discipline lists the register, the newest entry first.
func (r *Reader) Discipline(ctx context.Context, q DisciplineQuery) (DisciplinePage, error) {
	by := turner{columns: []string{"d.since", "d.no"}, numbers: 1, descending: true}
	at, err := by.read(q.Cursor)
	if err != nil {
		return DisciplinePage{}, err
	}
	type row struct {
		no    string
		since int64
	}
	b := newBuilder(r.db.county)
	where := r.returned(b, q) + by.condition(b, at)
	rows, err := all(planAnew(ctx), r.q, func(r rows) (one row, err error) { return one, r.Scan(&one.no, &one.since) },
		`SELECT d.no, d.since FROM discipline d LEFT JOIN petition e ON e.county = d.county AND e.no = d.other
		WHERE d.county = $1 AND `+where+` ORDER BY `+by.order(at)+` LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil {
		return DisciplinePage{}, fmt.Errorf("listing the register: %w", err)
	}
	var page DisciplinePage
	rows, page.Next, page.Previous = pages(at, rows, q.Limit, func(one *row) []string {
		return []string{strconv.FormatInt(one.since, 10), one.no}
	})
	for _, one := range rows {
		page.Numbers = append(page.Numbers, one.no)
	}
	return page, nil
}

// returned keeps the register within the reader's scope. Where the earlier matter stands behind a wall,
// that there is an entry would hint at it.
func (r *Reader) returned(b *builder, q DisciplineQuery) string {
	conditions := []string{r.scoped(b, "d"), r.walled(b, "e")}
	for _, c := range []struct{ column, value string }{{"d.kind", string(q.Kind)}, {"d.stage", string(q.Stage)}, {"d.unit", string(q.Unit)}} {
		if c.value != "" {
			conditions = append(conditions, c.column+` = `+b.arg(c.value))
		}
	}
	if q.Open {
		conditions = append(conditions, `d.closed IS NULL`)
	}
	if q.From != 0 {
		conditions = append(conditions, `d.since >= `+b.arg(milli(q.From.Start())))
	}
	if q.To != 0 {
		conditions = append(conditions, `d.since < `+b.arg(milli(q.To.End())))
	}
	return strings.Join(conditions, " AND ")
}

// DisciplineCount is how many entries a unit has, whose earlier matter it answered for.
type DisciplineCount struct {
	Unit                 org.UnitID
	N, Open, New, Behind int // Behind: somebody who was asked is late
}

// CountDiscipline counts the register by unit, whatever stage and unit the query asks for.
func (r *Reader) CountDiscipline(ctx context.Context, q DisciplineQuery, today deadline.Day) ([]DisciplineCount, error) {
	q.Stage, q.Unit, q.Open = "", "", false
	b := newBuilder(r.db.county)
	where := r.returned(b, q)
	late := b.arg(today.String())
	counts, err := all(planAnew(ctx), r.q, func(r rows) (c DisciplineCount, err error) {
		return c, r.Scan(&c.Unit, &c.N, &c.Open, &c.New, &c.Behind)
	}, `SELECT d.unit, COUNT(*), SUM(CASE WHEN d.closed IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN d.stage = 'new' THEN 1 ELSE 0 END),
		SUM(CASE WHEN d.closed IS NULL AND d.due < `+late+` THEN 1 ELSE 0 END)
		FROM discipline d LEFT JOIN petition e ON e.county = d.county AND e.no = d.other
		WHERE d.county = $1 AND `+where+` GROUP BY d.unit ORDER BY 3 DESC, 2 DESC, d.unit`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting the register: %w", err)
	}
	return counts, nil
}

// InRegister reports whether the reader may be told of a matter's entry.
func (r *Reader) InRegister(ctx context.Context, no string) (bool, error) {
	b := newBuilder(r.db.county)
	where := r.returned(b, DisciplineQuery{})
	return one(ctx, r.q, func(rows) error { return nil }, `SELECT 1 FROM discipline d LEFT JOIN petition e ON e.county = d.county AND e.no = d.other
		WHERE d.county = $1 AND d.no = `+b.arg(no)+` AND `+where, b.args...)
}
