package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Tx is one writing transaction. All its rows bear one instant.
type Tx struct {
	Now   time.Time // one instant for all rows, in whole milliseconds
	Rules petition.Rules

	db       *DB
	conn     txConn
	heads    map[string]head // petitions read or written here
	counters map[string]*counter
	ledger   map[int]tally
	jobs     []queued
	grams    map[string]newGrams // of petitions, on SQLite
	changes  []Change
	book     *Directory // as it was when it was first asked for
}

// Tries of a transaction that loses against others.
const tries = 5

// Do runs one transaction; why says what for, in errors. What do returns an error for leaves
// nothing behind. On PostgreSQL do may run again when it lost against another transaction, so it
// must keep its effects to the transaction.
func (db *DB) Do(ctx context.Context, why string, do func(*Tx) error) error {
	var err error
	for range tries {
		if err = db.try(ctx, do); !errors.Is(err, errAgain) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", why, err)
	}
	return nil
}

func (db *DB) try(ctx context.Context, do func(*Tx) error) (err error) {
	conn, err := db.engine.begin(ctx)
	if err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended { // do panicked
			_ = conn.rollback()
		}
	}()
	tx := &Tx{Now: db.now().UTC().Truncate(time.Millisecond), Rules: db.rules(), db: db, conn: conn,
		heads: map[string]head{}, counters: map[string]*counter{}, ledger: map[int]tally{}, grams: map[string]newGrams{}}
	if err = do(tx); err == nil {
		err = tx.finish(ctx)
	}
	ended = true
	if err != nil {
		return errors.Join(err, conn.rollback())
	}
	if err := conn.commit(ctx); err != nil {
		return err
	}
	db.hub.publish(tx.changes)
	return nil
}

// finish writes what the transaction kept for its end: what all writers meet at, held as short
// as can be, and in one order so that no two wait for each other.
func (tx *Tx) finish(ctx context.Context) error {
	if err := tx.db.engine.finishWords(ctx, tx); err != nil {
		return err
	}
	if err := tx.writeJobs(ctx); err != nil {
		return err
	}
	if err := tx.writeCounters(ctx); err != nil {
		return err
	}
	return tx.writeLedger(ctx)
}

// Reader reads within the transaction, and sees what it wrote.
func (tx *Tx) Reader(scope org.Scope) *Reader { return &Reader{db: tx.db, q: tx, scope: scope} }

// County is the county that is written to.
func (tx *Tx) County() string { return tx.db.county }

// query, exec and execNow are the transaction's; see txConn.
func (tx *Tx) query(ctx context.Context, sql string, args ...any) (rows, error) {
	return tx.conn.query(ctx, sql, args...)
}

func (tx *Tx) exec(ctx context.Context, sql string, args ...any) error {
	return tx.conn.exec(ctx, sql, args...)
}

func (tx *Tx) execNow(ctx context.Context, sql string, args ...any) (int64, error) {
	return tx.conn.execNow(ctx, sql, args...)
}
