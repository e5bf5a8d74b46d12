package store

import (
	"context"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
)

// keyed are the columns that every entry begins with, as e.
const keyed = `e.id, e.seq, e.known, e.until, e.removed, e.why, e.person, e.name`

// keyedRow takes these columns.
type keyedRow struct {
	reception.Entry
	known, until int64
	removed      int
}

func (k *keyedRow) dest() []any {
	return []any{&k.ID, &k.Seq, &k.known, &k.until, &k.removed, &k.Why, &k.By, &k.Name}
}

func (k *keyedRow) entry() reception.Entry {
	k.Known, k.Removed = instant(k.known), k.removed == 1
	if k.until != standing {
		k.Until = instant(k.until)
	}
	return k.Entry
}

// enter ends the entry that stood and gives the one that follows its number and moment; one with the number 0
// is new. What somebody else changed meanwhile is not run over.
func (tx *Tx) enter(ctx context.Context, table string, by org.Officer, e reception.Entry) (reception.Entry, error) {
	var last, removed int
	var since int64
	found, err := one(ctx, tx, into(&last, &since, &removed), `SELECT seq, known, removed FROM `+table+` WHERE county = $1 AND id = $2 AND until = $3`+tx.db.engine.forUpdate(),
		tx.db.county, e.ID, int64(standing))
	switch {
	case err != nil:
		return e, err
	case last != e.Seq || removed == 1:
		return e, fault.New(fault.Conflict, "fault.keyed.changed")
	}
	known := milli(tx.Now)
	if found {
		known = max(known, since+1)
		if err := tx.exec(ctx, `UPDATE `+table+` SET until = $4 WHERE county = $1 AND id = $2 AND seq = $3`, tx.db.county, e.ID, e.Seq, known); err != nil {
			return e, err
		}
	}
	e.Until = time.Time{}
	e.Seq, e.Known, e.By, e.Name = e.Seq+1, instant(known), by.Person, by.Name
	return e, nil
}

// knownOn is the condition on what was known of some days just before a moment.
func knownOn(b *builder, moment time.Time, p report.Period) string {
	at := b.arg(milli(moment))
	return `e.day >= ` + b.arg(p.From.String()) + ` AND e.day <= ` + b.arg(p.To.String()) + ` AND e.known < ` + at + ` AND e.until >= ` + at + ` AND e.removed = 0`
}
