package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Attempts says how often something was tried lately.
type Attempts struct {
	Count  int       // within the window, this one included
	Oldest time.Time // when the oldest of them was; it falls out of the window first
}

// Attempt counts one more try, such as a wrong code, by a hash of who tried what, and says how
// many there were within the window. All nodes count together.
func (tx *Tx) Attempt(ctx context.Context, key []byte, window time.Duration) (Attempts, error) {
	since := milli(tx.Now.Add(-window))
	// What is older than a day counts in no window any more.
	if err := tx.exec(ctx, `DELETE FROM attempt WHERE county = $1 AND at < $2`, tx.db.county, milli(tx.Now.Add(-max(window, 24*time.Hour)))); err != nil {
		return Attempts{}, err
	}
	if err := tx.exec(ctx, `INSERT INTO attempt (county, key, at, n) VALUES ($1, $2, $3, $4)`, tx.db.county, key, milli(tx.Now), rand.Int32()); err != nil {
		return Attempts{}, fmt.Errorf("counting an attempt: %w", err)
	}
	return tx.db.attempts(ctx, tx, key, since)
}

// Attempts says how often something was tried within the window up to now, without counting one more.
func (tx *Tx) Attempts(ctx context.Context, key []byte, window time.Duration) (Attempts, error) {
	return tx.db.attempts(ctx, tx, key, milli(tx.Now.Add(-window)))
}

// Forget forgets the tries, such as after a right password.
func (tx *Tx) Forget(ctx context.Context, key []byte) error {
	return tx.exec(ctx, `DELETE FROM attempt WHERE county = $1 AND key = $2`, tx.db.county, key)
}

func (db *DB) attempts(ctx context.Context, q querier, key []byte, since int64) (Attempts, error) {
	var a Attempts
	var oldest *int64
	_, err := one(ctx, q, into(&a.Count, &oldest), `SELECT COUNT(*), MIN(at) FROM attempt WHERE county = $1 AND key = $2 AND at > $3`, db.county, key, since)
	a.Oldest = instantOrZero(oldest)
	return a, err
}
