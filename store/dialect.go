package store

import (
	"context"
	"database/sql"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// engine is a database: what differs between SQLite and PostgreSQL, and nothing else. This file
// and its sisters are the only room that knows them apart.
type engine interface {
	querier // reads outside of any transaction
	jobEngine
	wordsEngine

	name() string
	// begin starts a writing transaction.
	begin(ctx context.Context) (txConn, error)
	// snapshot starts a transaction that only reads, all of it as of one moment.
	snapshot(ctx context.Context) (txConn, error)
	// migrations gives goose what it needs; done closes it.
	migrations() (db *sql.DB, dialect goose.Dialect, options []goose.ProviderOption, done func(), err error)
	// schema is a migration's text in this engine's words.
	schema(text string) string
	// settle is called once the schema is up to date.
	settle(ctx context.Context) error
	// filled is called after much was written.
	filled(ctx context.Context) error
	// keep copies an existing database aside, under a name, before it is upgraded.
	keep(ctx context.Context, as string) error
	// listen calls hear with what other processes told, until the context ends; tell tells them.
	listen(ctx context.Context, hear func(payload string))
	tell(ctx context.Context, payload string) error
	// forUpdate ends a SELECT that locks its rows for the transaction.
	forUpdate() string
	close() error
}

// querier runs a query; $1 … are its arguments.
type querier interface {
	query(ctx context.Context, sql string, args ...any) (rows, error)
}

// planning marks a context whose queries are planned anew, for the arguments at hand: how a list is
// best read depends on how many petitions its scope has, which a plan made once for all scopes
// cannot know. It costs a fraction of a millisecond on PostgreSQL, and nothing on SQLite, which
// keeps to the order that a statement gives.
type planning struct{}

func planAnew(ctx context.Context) context.Context { return context.WithValue(ctx, planning{}, true) }

// txConn is one transaction. Statements sent by exec may wait until the next query, execNow or
// commit, so that PostgreSQL does not pay a round trip for each; an error then comes with that.
type txConn interface {
	querier
	jobConn
	exec(ctx context.Context, sql string, args ...any) error
	execNow(ctx context.Context, sql string, args ...any) (changed int64, err error)
	commit(ctx context.Context) error
	rollback() error
}

// rows is what a query found.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// openEngine opens the engine that the URL names.
func openEngine(ctx context.Context, o Options) (engine, error) {
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

// into makes a scan function of the destinations of a single row.
func into(dest ...any) func(rows) error {
	return func(r rows) error { return r.Scan(dest...) }
}

// one reads the first row of a query, if there is one.
func one(ctx context.Context, q querier, scan func(rows) error, sql string, args ...any) (bool, error) {
	found := false
	err := each(ctx, q, func(r rows) error {
		found = true
		if err := scan(r); err != nil {
			return err
		}
		return errEnough
	}, sql, args...)
	return found, err
}

// all reads every row of a query.
func all[T any](ctx context.Context, q querier, scan func(rows) (T, error), sql string, args ...any) ([]T, error) {
	var list []T
	err := each(ctx, q, func(r rows) error {
		item, err := scan(r)
		list = append(list, item)
		return err
	}, sql, args...)
	return list, err
}

// enough ends a query early.
type enough struct{}

func (enough) Error() string { return "enough" }

// errEnough is returned by a scan function that wants no further row.
var errEnough = enough{}

// each calls scan with every row of a query.
func each(ctx context.Context, q querier, scan func(rows) error, sql string, args ...any) (err error) {
	found, err := q.query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() {
		if closing := found.Close(); err == nil {
			err = closing
		}
	}()
	for found.Next() {
		if err := scan(found); err == errEnough {
			return nil
		} else if err != nil {
			return err
		}
	}
	return found.Err()
}

// schemaOf reads the migrations of an engine: NNNN_noun.sql, or NNNN_noun.postgres.sql instead
// where PostgreSQL must differ.
func schemaOf(files fs.FS, engine string) (map[string]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, name := range names {
		stem, override := strings.CutSuffix(strings.TrimSuffix(name, ".sql"), ".postgres")
		if _, taken := texts[stem]; override && engine != "postgres" || !override && taken {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		texts[stem] = string(text)
	}
	return texts, nil
}
