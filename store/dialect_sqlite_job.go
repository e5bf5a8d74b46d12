package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"fmt"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// sqliteJobs is River on SQLite. It writes on the one writing connection, taking turns with our own
// transactions, so that neither waits in vain for SQLite's lock on the file.
type sqliteJobs struct {
	db    *sql.DB
	queue *river.Client[*sql.Tx]
}

func openSQLiteJobs(writer chan *sql.Conn) (*sqliteJobs, error) {
	j := &sqliteJobs{db: sql.OpenDB(lender{writer})}
	j.db.SetMaxOpenConns(1)
	var err error
	j.queue, err = newJobQueue(j.driver(), "")
	return j, err
}

func (j *sqliteJobs) driver() polling { return polling{riversqlite.New(j.db)} }

// polling is River's driver without the notices that it would write into the file with every job:
// who works jobs looks for them once a second.
type polling struct{ *riversqlite.Driver }

func (polling) SupportsListener() bool { return false }

func (polling) SupportsListenNotify() bool { return false }

func (s *sqlite) jobVersion(ctx context.Context) (version int64, err error) {
	there := 0
	if err := s.jobs.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'river_migration'`).Scan(&there); err != nil || there == 0 {
		return 0, sqliteError(err)
	}
	err = s.jobs.db.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM river_migration`).Scan(&version)
	return version, sqliteError(err)
}

func (s *sqlite) jobMigrator() (jobMigrator, error) {
	return rivermigrate.New(s.jobs.driver(), &rivermigrate.Config{Logger: jobSilence()})
}

func (s *sqlite) jobLock(context.Context) (func(), error) { return func() {}, nil } // one process

func (s *sqlite) jobClient(c *river.Config) (JobClient, error) {
	return river.NewClient(s.jobs.driver(), c)
}

func (s *sqlite) freeJob(ctx context.Context, id int64) error {
	_, err := s.jobs.db.ExecContext(ctx, rewrite(fmt.Sprintf(freeJob, "river_job")), id)
	return sqliteError(err)
}

func (s *sqlite) holdJob(ctx context.Context, id int64, key []byte) (bool, error) {
	done, err := s.jobs.db.ExecContext(ctx, rewrite(fmt.Sprintf(holdJob, "river_job")), id, key)
	if err != nil {
		return false, sqliteError(err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// lender lends the writing connection to database/sql.
type lender struct{ writer chan *sql.Conn }

func (l lender) Connect(context.Context) (sqldriver.Conn, error) { return &lent{writer: l.writer}, nil }

func (lender) Driver() sqldriver.Driver { return &driver.SQLite{} }

// lent is the writing connection for as long as a statement or a transaction needs it. It is taken
// from the writers with the first word to it, and given back when database/sql is done with it, of
// which it tells by asking whether the connection is still good.
type lent struct {
	writer chan *sql.Conn
	held   *sql.Conn
	conn   driver.Conn // beneath held
}

func (l *lent) take(ctx context.Context) error {
	if l.held != nil {
		return nil
	}
	select {
	case l.held = <-l.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	if l.held == nil { // the database is closed
		return sql.ErrConnDone
	}
	return l.held.Raw(func(conn any) error {
		l.conn = conn.(driver.Conn)
		return nil
	})
}

func (l *lent) give() {
	if l.held == nil {
		return
	}
	if l.conn != nil && !l.conn.Raw().GetAutocommit() {
		_ = l.conn.Raw().Exec("ROLLBACK") // or the next writer would go on with River's transaction
	}
	held := l.held
	l.held, l.conn = nil, nil
	l.writer <- held
}

// IsValid is asked whenever a connection is put back.
func (l *lent) IsValid() bool {
	l.give()
	return true
}

// Close is what else may happen to it.
func (l *lent) Close() error {
	l.give()
	return nil
}

func (l *lent) BeginTx(ctx context.Context, o sqldriver.TxOptions) (sqldriver.Tx, error) {
	if err := l.take(ctx); err != nil {
		return nil, err
	}
	return l.conn.BeginTx(ctx, o)
}

func (l *lent) PrepareContext(ctx context.Context, text string) (sqldriver.Stmt, error) {
	if err := l.take(ctx); err != nil {
		return nil, err
	}
	return l.conn.PrepareContext(ctx, text)
}

// ExecContext runs a text without arguments, of as many statements as it has.
func (l *lent) ExecContext(ctx context.Context, text string, args []sqldriver.NamedValue) (sqldriver.Result, error) {
	if len(args) > 0 {
		return nil, sqldriver.ErrSkip // database/sql prepares it
	}
	if err := l.take(ctx); err != nil {
		return nil, err
	}
	return l.conn.(sqldriver.ExecerContext).ExecContext(ctx, text, args)
}

// CheckNamedValue leaves the arguments to the statement that is prepared for them.
func (l *lent) CheckNamedValue(*sqldriver.NamedValue) error { return nil }

// Begin and Prepare are for drivers without contexts; database/sql does not call them.
func (l *lent) Begin() (sqldriver.Tx, error) {
	return l.BeginTx(context.Background(), sqldriver.TxOptions{})
}

func (l *lent) Prepare(text string) (sqldriver.Stmt, error) {
	return l.PrepareContext(context.Background(), text)
}
