package store

import (
	"context"
	"time"
)

// LastSlot is the latest set time at which a routine ran; zero if it never did.
func (db *DB) LastSlot(ctx context.Context, routine string) (time.Time, error) {
	var ms *int64
	_, err := one(ctx, db.engine, into(&ms), `SELECT MAX(at) FROM slot WHERE county = $1 AND routine = $2`, db.county, routine)
	return instantOrZero(ms), err
}

// RunSlot writes down that a routine ran for a set time. A second time is a Conflict.
func (tx *Tx) RunSlot(ctx context.Context, routine string, at time.Time, result string) error {
	_, err := tx.execNow(ctx, `INSERT INTO slot (county, routine, at, done, result) VALUES ($1, $2, $3, $4, $5)`,
		tx.db.county, routine, milli(at), milli(tx.Now), result)
	return err
}

// Slot is one time at which a routine ran.
type Slot struct {
	Routine  string
	At, Done time.Time
	Result   string
}

// Slots lists when routines ran, the latest first.
func (db *DB) Slots(ctx context.Context, limit int) ([]Slot, error) {
	return all(ctx, db.engine, func(r rows) (Slot, error) {
		var s Slot
		var at, done int64
		err := r.Scan(&s.Routine, &at, &done, &s.Result)
		s.At, s.Done = instant(at), instant(done)
		return s, err
	}, `SELECT routine, at, done, result FROM slot WHERE county = $1 ORDER BY done DESC, at DESC, routine LIMIT $2`, db.county, limit)
}

// SlotResult is what a routine found when it ran last.
func (db *DB) SlotResult(ctx context.Context, routine string) (Slot, error) {
	s := Slot{Routine: routine}
	var at, done int64
	found, err := one(ctx, db.engine, into(&at, &done, &s.Result),
		`SELECT at, done, result FROM slot WHERE county = $1 AND routine = $2 ORDER BY at DESC LIMIT 1`, db.county, routine)
	if found {
		s.At, s.Done = instant(at), instant(done)
	}
	return s, err
}
