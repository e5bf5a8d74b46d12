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

// idleWeeks are the weeks of the ladder that a petition has reached and in which whoever's turn it was
// has done nothing: "23".
func idleWeeks(p *petition.Petition) string {
	var b strings.Builder
	for _, rung := range p.Ladder {
		if rung.Done.IsZero() {
			b.WriteString(strconv.Itoa(rung.Week))
		}
	}
	return b.String()
}

// UnitWeek is how many matters of a unit stand on a week of the ladder, while they are handled.
type UnitWeek struct {
	Unit org.UnitID
	Week int
	N    int
	Late int // the duty that leads is overdue
	Idle int // in a week that was reached, nothing was done
}

// Ladder counts the matters that are being handled, by unit and week.
func (r *Reader) Ladder(ctx context.Context, today deadline.Day) ([]UnitWeek, error) {
	b := newBuilder(r.db.county)
	from, err := r.source(ctx, b, ListQuery{Climbing: true})
	if err != nil {
		return nil, fmt.Errorf("counting the ladder: %w", err)
	}
	day := b.arg(today.String())
	return all(planAnew(ctx), r.q, func(rows rows) (UnitWeek, error) {
		var u UnitWeek
		err := rows.Scan(&u.Unit, &u.Week, &u.N, &u.Late, &u.Idle)
		u.Week = max(u.Week, deadline.LadderHandler)
		return u, err
	}, `SELECT p.unit, p.week, COUNT(*), SUM(CASE WHEN p.due_day < `+day+` THEN 1 ELSE 0 END), SUM(CASE WHEN p.idle <> '' THEN 1 ELSE 0 END)
		FROM `+from.from+` WHERE `+from.where()+` GROUP BY p.unit, p.week ORDER BY p.unit, p.week`, b.args...)
}

// LadderLag lists the numbers of matters that stand on a lower week than their age asks, if nothing
// held them up; whether something did, the petition knows. There should be none but those.
func (r *Reader) LadderLag(ctx context.Context, today deadline.Day, limit int) ([]string, error) {
	b := newBuilder(r.db.county)
	from, err := r.source(ctx, b, ListQuery{Climbing: true})
	if err != nil {
		return nil, fmt.Errorf("looking for matters behind on the ladder: %w", err)
	}
	var behind []string
	for step := deadline.LadderDeputy; step <= deadline.LadderLiaison; step++ {
		before := today.Add(-7 * (step - 1)).Start() // what was accepted before it is so old
		behind = append(behind, fmt.Sprintf("p.week < %d AND p.accepted_at < %s", step, b.arg(milli(before))))
	}
	return all(planAnew(ctx), r.q, func(r rows) (no string, err error) { return no, r.Scan(&no) },
		`SELECT p.no FROM `+from.from+` WHERE `+from.where()+` AND (`+strings.Join(behind, " OR ")+`) ORDER BY p.accepted_at, p.no LIMIT `+b.arg(limit), b.args...)
}
