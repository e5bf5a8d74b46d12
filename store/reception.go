package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
)

// PutReception enters a reception, or what it is said to be from now on. Its number is that of the entry that
// was seen.
func (tx *Tx) PutReception(ctx context.Context, by org.Officer, r reception.Reception) error {
	var err error
	if r.Entry, err = tx.enter(ctx, "reception", by, r.Entry); err != nil {
		return fmt.Errorf("keeping a reception: %w", err)
	}
	return tx.exec(ctx, `INSERT INTO reception (county, id, seq, known, until, removed, why, person, name, day, half, hour, kind, leader, leader_name,
			leader_title, batches, persons, instruction, unit, due, result, done, no)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
		tx.db.county, r.ID, r.Seq, milli(r.Known), int64(standing), bit(r.Removed), clean(r.Why), string(r.By), r.Name, r.Day.String(), string(r.Half), r.At, string(r.Kind),
		string(r.Leader), clean(r.LeaderName), clean(r.LeaderTitle), r.Batches, r.Persons, clean(r.Instruction), string(r.Unit), r.Due.String(), clean(r.Result), r.Done.String(), r.No)
}

// receptions reads entries by a condition on e.
func (r *Reader) receptions(ctx context.Context, b *builder, where, order string) ([]reception.Reception, error) {
	where += ` AND ` + r.received(b)
	return all(planAnew(ctx), r.q, func(rows rows) (one reception.Reception, err error) {
		var k keyedRow
		var day, due, done string
		err = rows.Scan(append(k.dest(), &day, &one.Half, &one.At, &one.Kind, &one.Leader, &one.LeaderName, &one.LeaderTitle, &one.Batches, &one.Persons,
			&one.Instruction, &one.Unit, &due, &one.Result, &done, &one.No)...)
		one.Entry = k.entry()
		if err == nil {
			err = errors.Join(parseDay(day, &one.Day), parseDay(due, &one.Due), parseDay(done, &one.Done))
		}
		return one, err
	}, `SELECT `+keyed+`, e.day, e.half, e.hour, e.kind, e.leader, e.leader_name, e.leader_title, e.batches, e.persons, e.instruction, e.unit, e.due, e.result, e.done, e.no
		FROM reception e WHERE e.county = $1 AND `+where+` ORDER BY `+order, b.args...)
}

// received keeps the receptions that the reader may see: within the scope those of its units and its own, and
// none about a matter behind a wall.
func (r *Reader) received(b *builder) string {
	where := r.walled(b, "e")
	if r.scope.All {
		return where
	}
	either := `e.leader = ` + b.arg(string(r.scope.Person)) + ` AND e.leader <> ''`
	if len(r.scope.Units) > 0 {
		either += ` OR e.unit IN ` + in(b, r.scope.Units)
	}
	return where + ` AND (` + either + `)`
}

// Receptions lists the receptions of some days as they were known just before a moment, the earliest first.
func (r *Reader) Receptions(ctx context.Context, moment time.Time, p report.Period) ([]reception.Reception, error) {
	b := newBuilder(r.db.county)
	list, err := r.receptions(ctx, b, knownOn(b, moment, p), `e.day, e.half DESC, e.hour, e.id`)
	if err != nil {
		return nil, fmt.Errorf("listing receptions: %w", err)
	}
	return list, nil
}

// ReceptionEntries are all that was ever said of a reception, the first first.
func (r *Reader) ReceptionEntries(ctx context.Context, id string) ([]reception.Reception, error) {
	b := newBuilder(r.db.county)
	list, err := r.receptions(ctx, b, `e.id = `+b.arg(id), `e.seq`)
	if err != nil {
		return nil, fmt.Errorf("reading a reception: %w", err)
	}
	if len(list) == 0 || !list[len(list)-1].Until.IsZero() { // what stands is out of scope
		return nil, fault.New(fault.NotFound, "fault.keyed.not_found")
	}
	return list, nil
}
