// Package store holds all SQL, written once for both engines, one file a noun.
//
// Reads go through a Reader, which always has a Scope; writes only through DB.Do, one transaction
// with one instant for all rows. A DB is open for one county, and every table's key begins with it.
//
// The journal is the truth: Tx.Append writes a petition's events, each chained to the one before
// by SM3, and in the same transaction the snapshot that follows from them. Verify walks the chains
// and compares all that was derived.
//
// What was acknowledged survives: a transaction of SQLite is on the disk (WAL, synchronous=FULL)
// before Do returns; PostgreSQL keeps its own default, synchronous_commit=on.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/vault"
)

// Options say which database to open, for whom.
type Options struct {
	// URL is postgres://…, or sqlite:///path, or a path; ":memory:" is an SQLite database that
	// is gone with the handle.
	URL    string
	County string
	Vault  *vault.Vault
	Rules  func() petition.Rules // the rules in force; asked anew in every transaction
	Now    func() time.Time
	Log    *slog.Logger // hears what takes long on opening; may be nil

	// Fast leaves what was acknowledged to the mercy of a power cut: for tests.
	Fast bool
}

// DB is a database open for one county. It is safe for concurrent use.
type DB struct {
	county string
	vault  *vault.Vault
	rules  func() petition.Rules
	now    func() time.Time
	log    *slog.Logger
	engine engine
	hub    *hub
	book   atomic.Pointer[Directory] // as it was read last
	told   atomic.Int64              // messages and deliveries of this process
}

// Open opens the database and brings its schema up to date. A schema newer than this program is
// refused; before an SQLite file is upgraded, a copy is put beside it.
func Open(ctx context.Context, o Options) (*DB, error) {
	switch {
	case o.County == "":
		return nil, errors.New("opening the database: no county given")
	case o.Vault == nil || o.Rules == nil || o.Now == nil:
		return nil, errors.New("opening the database: vault, rules and clock are needed")
	}
	e, err := openEngine(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	db := &DB{county: o.County, vault: o.Vault, rules: o.Rules, now: o.Now, log: o.Log, engine: e}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if err := migrate(ctx, e); err != nil {
		e.close()
		return nil, fmt.Errorf("bringing the schema up to date: %w", err)
	}
	if err := migrateJobs(ctx, e); err != nil {
		e.close()
		return nil, fmt.Errorf("bringing the job queue's tables up to date: %w", err)
	}
	db.hub = newHub(e, o.County)
	if err := db.checkIndexKey(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.catchUp(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Filled is to be called after an import: it tells PostgreSQL's planner how much there is now, which
// it would find out by itself a minute later. SQLite's knows from the beginning.
func (db *DB) Filled(ctx context.Context) error {
	if err := db.engine.filled(ctx); err != nil {
		return fmt.Errorf("analyzing the database: %w", err)
	}
	return nil
}

// Close waits for running writes and closes the database.
func (db *DB) Close() error {
	db.hub.close()
	return db.engine.close()
}

// Now is the moment by the database's clock.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// County is the county that the database is open for.
func (db *DB) County() string { return db.county }

// Engine names the engine: sqlite or postgres.
func (db *DB) Engine() string { return db.engine.name() }

// checkIndexKey refuses a key file that is not the database's: with another blind index key,
// nobody would be found by name any more, and silently.
func (db *DB) checkIndexKey(ctx context.Context) error {
	return db.Do(ctx, "checking the key file", func(tx *Tx) error {
		have := ""
		found, err := one(ctx, tx, into(&have), `SELECT value FROM setting WHERE county = $1 AND name = 'index key'`, db.county)
		switch {
		case err != nil:
			return err
		case !found:
			return tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, 'index key', $2)`, db.county, db.vault.IndexID())
		case have != db.vault.IndexID():
			return fault.New(fault.Conflict, "fault.store.index_key", "have", db.vault.IndexID(), "want", have)
		}
		return nil
	})
}

// milli is an instant as it is stored: milliseconds UTC.
func milli(t time.Time) int64 { return t.UnixMilli() }

// instant reads what milli wrote.
func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// optional instants are stored as NULL when they are zero.
func milliOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func instantOrZero(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return instant(*ms)
}
