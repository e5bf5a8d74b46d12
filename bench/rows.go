package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/domain/words"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
)

// tables are those into which a registration writes rows of the petition's own, in the order in
// which it does. The ledger and the counter of numbers, which it keeps as well, are left out: they
// are what a bare insert does without.
func tables() []string {
	return []string{"record_key", "event", "petition", "snapshot", "clock", "task", "petitioner", "party", "attachment", "origin", "worded", "arrival"}
}

// row is a captured row, with the statement that inserts it.
type row struct {
	insert string
	values []any
}

// capture reads all rows of the petitions registered since a moment, grouped by petition.
func capture(ctx context.Context, db *sql.DB, since time.Time) (groups [][]row, err error) {
	place := map[string]int{}
	for _, table := range tables() {
		if err := captureTable(ctx, db, table, since.UnixMilli(), func(no string, r row) {
			i, ok := place[no]
			if !ok {
				i = len(groups)
				place[no], groups = i, append(groups, nil)
			}
			groups[i] = append(groups[i], r)
		}); err != nil {
			return nil, fmt.Errorf("capturing %s: %w", table, err)
		}
	}
	return groups, nil
}

func captureTable(ctx context.Context, db *sql.DB, table string, since int64, take func(no string, r row)) error {
	found, err := db.QueryContext(ctx, fmt.Sprintf("SELECT * FROM %s WHERE no IN (SELECT no FROM event WHERE recorded >= %d) ORDER BY length(no), no", table, since))
	if err != nil {
		return err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return err
	}
	marks, no := make([]string, len(columns)), 0
	for i, name := range columns {
		marks[i] = fmt.Sprintf("$%d", i+1)
		if name == "no" {
			no = i
		}
	}
	insert := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	for found.Next() {
		r := row{insert, make([]any, len(columns))}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &r.values[i]
		}
		if err := found.Scan(into...); err != nil {
			return err
		}
		take(r.values[no].(string), r)
		if id := slices.Index(columns, "id"); table == "worded" && id >= 0 {
			// On SQLite what the words are found by is a row of its own, which cannot be read.
			grams := words.Grams(r.values[slices.Index(columns, "text")].(string))
			take(r.values[no].(string), row{"INSERT INTO worded_gram (rowid, grams) VALUES ($1, $2)", []any{r.values[id], strings.Join(grams, " ")}})
		}
	}
	return found.Err()
}

// bare inserts captured rows over one connection with prepared statements, as the store does, and
// does nothing else.
type bare interface {
	insert(ctx context.Context, groups [][]row) error // in one transaction
	close() error
}

// raw opens a database past the store.
func raw(engine, url string) (*sql.DB, error) {
	if engine == onPostgres {
		config, err := pgx.ParseConfig(url)
		if err != nil {
			return nil, err
		}
		return stdlib.OpenDB(*config), nil
	}
	return driver.Open("file:"+url, func(c *sqlite3.Conn) error {
		if err := fts5.Register(c); err != nil {
			return err
		}
		for _, p := range []string{"busy_timeout=10000", "synchronous=FULL", "wal_autocheckpoint=4000", "cache_size=-65536", "temp_store=MEMORY"} {
			if err := c.Exec("PRAGMA " + p); err != nil {
				return err
			}
		}
		return nil
	})
}

func openBare(ctx context.Context, engine, url string) (bare, error) {
	if engine == onPostgres {
		c, err := pgx.Connect(ctx, url)
		if err != nil {
			return nil, err
		}
		return &barePostgres{c}, nil
	}
	db, err := raw(engine, url)
	if err != nil {
		return nil, err
	}
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &bareSQLite{db, c, map[string]*sql.Stmt{}}, nil
}

type bareSQLite struct {
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (b *bareSQLite) exec(ctx context.Context, text string, values ...any) error {
	stmt, ok := b.prepared[text]
	if !ok {
		var err error
		if stmt, err = b.conn.PrepareContext(ctx, strings.ReplaceAll(text, "$", "?")); err != nil {
			return err
		}
		b.prepared[text] = stmt
	}
	_, err := stmt.ExecContext(ctx, values...)
	return err
}

func (b *bareSQLite) insert(ctx context.Context, groups [][]row) error {
	if err := b.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, group := range groups {
		for _, r := range group {
			if err := b.exec(ctx, r.insert, r.values...); err != nil {
				return err
			}
		}
	}
	return b.exec(ctx, "COMMIT")
}

func (b *bareSQLite) close() error {
	var err error
	for _, stmt := range b.prepared {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, b.conn.Close(), b.db.Close())
}

type barePostgres struct{ conn *pgx.Conn }

// mostWaiting statements are sent together, as the store does.
const mostWaiting = 2000

func (b *barePostgres) insert(ctx context.Context, groups [][]row) error {
	tx, err := b.conn.Begin(ctx)
	if err != nil {
		return err
	}
	waiting := &pgx.Batch{}
	flush := func() error {
		err := tx.SendBatch(ctx, waiting).Close()
		waiting = &pgx.Batch{}
		return err
	}
	for _, group := range groups {
		for _, r := range group {
			waiting.Queue(r.insert, r.values...)
			if waiting.Len() < mostWaiting {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func (b *barePostgres) close() error { return b.conn.Close(context.Background()) }
