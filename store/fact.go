package store

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

// factLog is what events change of what reports count.
type factLog struct {
	report.Log
	came arrivalLog
}

// follow applies an event to a petition and notes what it changes.
func (l *factLog) follow(p *petition.Petition, e petition.Event) {
	l.Follow(p, e, func() { l.came.follow(p, e) })
}

// factsOf are all changes of a history.
func factsOf(rules petition.Rules, no string, events []petition.Event) *factLog {
	log := &factLog{Log: report.Log{Rules: rules}}
	p := &petition.Petition{No: no}
	for _, e := range events {
		log.follow(p, e)
	}
	return log
}

// writeFacts writes what some events changed; fresh: of a petition of which nothing was written yet.
func (tx *Tx) writeFacts(ctx context.Context, no string, log *factLog, fresh bool) error {
	if err := tx.writeArrivals(ctx, no, log.came, fresh); err != nil {
		return err
	}
	var marks []report.MarkRow
	var stages []report.StageRow
	marked, staged := log.Changed()
	if !fresh && marked {
		if err := tx.db.marks(ctx, tx, no, no, func(_ string, row report.MarkRow) { marks = append(marks, row) }); err != nil {
			return err
		}
	}
	if !fresh && staged {
		if err := tx.db.stages(ctx, tx, no, no, func(_ string, row report.StageRow) { stages = append(stages, row) }); err != nil {
			return err
		}
	}
	for _, row := range log.Marks(marks) {
		if slices.Contains(marks, row) {
			continue
		}
		err := tx.exec(ctx, `INSERT INTO mark (county, no, metric, n, known, until, unit, day, done, good, told, changed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (county, no, metric, n, known) DO UPDATE SET until = excluded.until, unit = excluded.unit, day = excluded.day,
			done = excluded.done, good = excluded.good, told = excluded.told, changed = excluded.changed`,
			tx.db.county, no, string(row.Metric), row.N, row.Known, row.Until, string(row.Unit), row.Day.String(), row.Done.String(), bit(row.Good), row.Told, changed(row))
		if err != nil {
			return err
		}
	}
	for _, row := range log.Stages(stages) {
		if slices.Contains(stages, row) {
			continue
		}
		err := tx.exec(ctx, `INSERT INTO stage (county, no, known, until, state, week, unit, received, due, rule, owes, category, place, persons, sponsor, again, accuses, members)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
			ON CONFLICT (county, no, known) DO UPDATE SET until = excluded.until, state = excluded.state, week = excluded.week, unit = excluded.unit,
			received = excluded.received, due = excluded.due, rule = excluded.rule, owes = excluded.owes, category = excluded.category, place = excluded.place,
			persons = excluded.persons, sponsor = excluded.sponsor, again = excluded.again, accuses = excluded.accuses, members = excluded.members`,
			tx.db.county, no, row.Known, row.Until, string(row.State), row.Week, string(row.Unit), row.Received.String(), row.Due.String(), row.Rule,
			string(row.Owes), row.Category, string(row.Place), row.Persons, string(row.Sponsor), bit(row.Repeat), bit(row.Accuses), row.Members)
		if err != nil {
			return err
		}
	}
	return nil
}

// changed is the last moment from which on a row counts otherwise.
func changed(row report.MarkRow) int64 {
	at := max(row.Known, row.Told)
	if row.Until != standing {
		at = max(at, row.Until)
	}
	return at
}

// marks reads the rows of a range of numbers.
func (db *DB) marks(ctx context.Context, q querier, from, to string, take func(no string, row report.MarkRow)) error {
	return each(ctx, q, func(r rows) error {
		var no, day, done string
		var good int
		row := report.MarkRow{}
		if err := r.Scan(&no, &row.Metric, &row.N, &row.Known, &row.Until, &row.Unit, &day, &done, &good, &row.Told); err != nil {
			return err
		}
		row.Good = good == 1
		err := parseDay(day, &row.Day)
		if err == nil {
			err = parseDay(done, &row.Done)
		}
		take(no, row)
		return err
	}, `SELECT no, metric, n, known, until, unit, day, done, good, told FROM mark WHERE county = $1 AND no >= $2 AND no <= $3
		ORDER BY no, metric, n, known`, db.county, from, to)
}

// stages reads the rows of a range of numbers.
func (db *DB) stages(ctx context.Context, q querier, from, to string, take func(no string, row report.StageRow)) error {
	return each(ctx, q, func(r rows) error {
		var no, received, due string
		var again, accuses int
		row := report.StageRow{}
		if err := r.Scan(&no, &row.Known, &row.Until, &row.State, &row.Week, &row.Unit, &received, &due, &row.Rule, &row.Owes, &row.Category, &row.Place, &row.Persons, &row.Sponsor, &again, &accuses, &row.Members); err != nil {
			return err
		}
		row.Repeat, row.Accuses = again == 1, accuses == 1
		err := parseDay(received, &row.Received)
		if err == nil {
			err = parseDay(due, &row.Due)
		}
		take(no, row)
		return err
	}, `SELECT no, known, until, state, week, unit, received, due, rule, owes, category, place, persons, sponsor, again, accuses, members FROM stage
		WHERE county = $1 AND no >= $2 AND no <= $3 ORDER BY no, known`, db.county, from, to)
}

// parseDay reads a stored day; an empty one is none.
func parseDay(text string, day *deadline.Day) error {
	*day = 0
	if text == "" {
		return nil
	}
	d, err := deadline.ParseDay(text)
	if err != nil {
		return fmt.Errorf("reading a day: %w", err)
	}
	*day = d
	return nil
}
