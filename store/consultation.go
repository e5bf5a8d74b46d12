package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
)

// PutConsultation enters a consultation, or what it is said to be from now on.
func (tx *Tx) PutConsultation(ctx context.Context, by org.Officer, c reception.Consultation) error {
	var err error
	if c.Entry, err = tx.enter(ctx, "consultation", by, c.Entry); err != nil {
		return fmt.Errorf("keeping a consultation: %w", err)
	}
	err = tx.exec(ctx, `INSERT INTO consultation (county, id, seq, known, until, removed, why, person, name, day, unit, body, matters, tasks, done, decided)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		tx.db.county, c.ID, c.Seq, milli(c.Known), int64(standing), bit(c.Removed), clean(c.Why), string(c.By), c.Name, c.Day.String(), string(c.Unit), clean(c.Body),
		c.Matters, c.Tasks, c.Done, clean(c.Decided))
	for n, no := range c.Nos {
		if err != nil {
			return err
		}
		err = tx.exec(ctx, `INSERT INTO consultation_matter (county, id, seq, n, no) VALUES ($1, $2, $3, $4, $5)`, tx.db.county, c.ID, c.Seq, n, no)
	}
	return err
}

// consultations reads entries by a condition on e, in an order that tells entries apart.
func (r *Reader) consultations(ctx context.Context, b *builder, where, order string) ([]reception.Consultation, error) {
	where += ` AND NOT EXISTS (SELECT 1 FROM consultation_matter x WHERE x.county = e.county AND x.id = e.id AND x.seq = e.seq AND NOT (` + r.walled(b, "x") + `))`
	if r.scope.County != r.db.county {
		where += ` AND 1 = 0`
	}
	if !r.scope.All {
		where += ` AND e.unit IN ` + in(b, append(slices.Clone(r.scope.Units), ""))
	}
	var list []reception.Consultation
	err := each(planAnew(ctx), r.q, func(rows rows) error {
		var k keyedRow
		var one reception.Consultation
		var day string
		var no *string
		err := rows.Scan(append(k.dest(), &day, &one.Unit, &one.Body, &one.Matters, &one.Tasks, &one.Done, &one.Decided, &no)...)
		if err != nil {
			return err
		}
		one.Entry = k.entry()
		if err := parseDay(day, &one.Day); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].ID != one.ID || list[n-1].Seq != one.Seq {
			list = append(list, one)
		}
		if no != nil {
			last := &list[len(list)-1]
			last.Nos = append(last.Nos, *no)
		}
		return nil
	}, `SELECT `+keyed+`, e.day, e.unit, e.body, e.matters, e.tasks, e.done, e.decided, m.no
		FROM consultation e LEFT JOIN consultation_matter m ON m.county = e.county AND m.id = e.id AND m.seq = e.seq
		WHERE e.county = $1 AND `+where+` ORDER BY `+order+`, m.n`, b.args...)
	return list, err
}

// Consultations lists the consultations of some days as they were known just before a moment, the earliest
// first: in scope those of its units, and none that names a matter behind a wall.
func (r *Reader) Consultations(ctx context.Context, moment time.Time, p report.Period) ([]reception.Consultation, error) {
	b := newBuilder(r.db.county)
	list, err := r.consultations(ctx, b, knownOn(b, moment, p), `e.day, e.id, e.seq`)
	if err != nil {
		return nil, fmt.Errorf("listing consultations: %w", err)
	}
	return list, nil
}

// ConsultationEntries are all that was ever said of a consultation, the first first.
func (r *Reader) ConsultationEntries(ctx context.Context, id string) ([]reception.Consultation, error) {
	b := newBuilder(r.db.county)
	list, err := r.consultations(ctx, b, `e.id = `+b.arg(id), `e.seq`)
	if err != nil {
		return nil, fmt.Errorf("reading a consultation: %w", err)
	}
	if len(list) == 0 || !list[len(list)-1].Until.IsZero() { // what stands is out of scope
		return nil, fault.New(fault.NotFound, "fault.keyed.not_found")
	}
	return list, nil
}
