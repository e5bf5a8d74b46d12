package store

import (
	"context"
	"database/sql"
	"io/fs"
	"testing"
	"testing/fstest"
)

// MigrateTo brings an empty database up to a version and no further.
func MigrateTo(ctx context.Context, o Options, last string) error {
	e, err := openEngine(ctx, o)
	if err != nil {
		return err
	}
	some := fstest.MapFS{}
	names, err := fs.Glob(migrationFiles, "migration/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return err
		}
		if base := name[len("migration/"):]; base <= last {
			some[base] = &fstest.MapFile{Data: text}
		}
	}
	if err := migrateWith(ctx, e, some); err != nil {
		return err
	}
	return e.close()
}

// Recording keeps what transactions sent, to be sent again without what made it.
type Recording struct{ transactions [][]statement }

type statement struct {
	sql  string
	args []any
}

// Record keeps all that is written from now on.
func (db *DB) Record() *Recording {
	r := &Recording{}
	db.engine = &recordingEngine{db.engine, r}
	return r
}

// Play sends a recording to another database, one transaction after the other.
func (r *Recording) Play(ctx context.Context, db *DB) error {
	for _, statements := range r.transactions {
		tx, err := db.engine.begin(ctx)
		if err != nil {
			return err
		}
		for _, s := range statements {
			if err := tx.exec(ctx, s.sql, s.args...); err != nil {
				return err
			}
		}
		if err := tx.commit(ctx); err != nil {
			return err
		}
	}
	return nil
}

type recordingEngine struct {
	engine
	to *Recording
}

func (e *recordingEngine) begin(ctx context.Context) (txConn, error) {
	tx, err := e.engine.begin(ctx)
	return &recordingTx{txConn: tx, to: e.to}, err
}

type recordingTx struct {
	txConn
	to   *Recording
	sent []statement
}

func (t *recordingTx) exec(ctx context.Context, sql string, args ...any) error {
	t.sent = append(t.sent, statement{sql, args})
	return t.txConn.exec(ctx, sql, args...)
}

func (t *recordingTx) commit(ctx context.Context) error {
	t.to.transactions = append(t.to.transactions, t.sent)
	return t.txConn.commit(ctx)
}

// Raw sends a statement of a test's own.
func (tx *Tx) Raw(ctx context.Context, sql string, args ...any) error {
	return tx.exec(ctx, sql, args...)
}

// JobsDB is what River writes through on SQLite.
func (db *DB) JobsDB() *sql.DB { return db.engine.(*sqlite).jobs.db }

// ShortWhy is an error as DeadJobs gives it.
func ShortWhy(text string) string { return shortWhy(text) }

// RawJobErrors reads what is kept of jobs' errors, as it is kept.
func (db *DB) RawJobErrors(ctx context.Context, text *string) error {
	sql := `SELECT json_group_array(json(errors)) FROM river_job`
	if p, ok := db.engine.(*postgres); ok {
		sql = `SELECT string_agg(errors::text, '') FROM ` + p.jobs.schema + `.river_job`
	}
	_, err := one(ctx, db.engine, into(text), sql)
	return err
}

// Asking has the texts of all queries outside of transactions written down, until the end of what is done.
func (db *DB) Asking(do func()) (texts []string) {
	before := db.engine
	defer func() { db.engine = before }()
	db.engine = &askedEngine{before, &texts}
	do()
	return texts
}

type askedEngine struct {
	engine
	texts *[]string
}

func (e *askedEngine) query(ctx context.Context, sql string, args ...any) (rows, error) {
	*e.texts = append(*e.texts, sql)
	return e.engine.query(ctx, sql, args...)
}

// RawWakes are the moments at which petitions are to be looked at, as they are stored.
func (db *DB) RawWakes(ctx context.Context, t testing.TB) map[string]*int64 {
	t.Helper()
	wakes := map[string]*int64{}
	err := each(ctx, db.engine, func(r rows) error {
		var no string
		var wake *int64
		err := r.Scan(&no, &wake)
		wakes[no] = wake
		return err
	}, `SELECT no, wake FROM petition`)
	if err != nil {
		t.Fatal(err)
	}
	return wakes
}
