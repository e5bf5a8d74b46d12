package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/sample"
)

// lives is how many petitions have whole lives of their own among those that reports are measured among; what
// reports count of them is there as often as is needed to make many.
const lives = 16_000

// openFacts opens a database in which reports count n petitions, or makes it first. Beyond the first of them, the
// petitions are copies: what lists show and reports count, without histories.
func (g *ground) openFacts(ctx context.Context, engine string, n int, r *report) (*house, error) {
	url, err := g.filledAs(ctx, "facts", engine, min(n, lives), r)
	if err != nil {
		return nil, err
	}
	db, err := raw(engine, url)
	if err != nil {
		return nil, err
	}
	err = g.copyFacts(ctx, db, engine, n, r)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	if err := g.analyze(ctx, engine, url); err != nil {
		return nil, err
	}
	return g.open(ctx, url, false)
}

// copied are the tables that reports, and the lists behind them, read.
func copied() []string { return []string{"petition", "arrival", "mark", "stage"} }

func (g *ground) copyFacts(ctx context.Context, db *sql.DB, engine string, n int, r *report) error {
	there, length := 0, 0
	err := db.QueryRowContext(ctx, `SELECT COUNT(*), MIN(LENGTH(no)) FROM petition WHERE county = $1`, string(sample.Code)).Scan(&there, &length)
	if err != nil || there >= n {
		return err
	}
	began := time.Now()
	if engine != onPostgres {
		db.SetMaxOpenConns(1)
		if _, err := db.ExecContext(ctx, "PRAGMA temp_store=FILE"); err != nil { // the sorting of an index does not fit into memory
			return err
		}
	}
	for _, table := range copied() {
		again, err := dropIndexes(ctx, db, engine, table)
		if err != nil {
			return fmt.Errorf("making %s quick to fill: %w", table, err)
		}
		columns, err := columnsOf(ctx, db, table)
		if err != nil {
			return err
		}
		for k := 1; k < n/lives; k++ {
			values := make([]string, len(columns))
			for i, c := range columns {
				if values[i] = c; c == "no" {
					values[i] = fmt.Sprintf("'%04d' || no", k) // copies of one round stand together
				}
			}
			text := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s WHERE LENGTH(no) = %d", table, strings.Join(columns, ", "), strings.Join(values, ", "), table, length)
			if _, err := db.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("copying %s: %w", table, err)
			}
		}
		for _, text := range again {
			if _, err := db.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("indexing %s: %w", table, err)
			}
		}
		r.say("%s: %s copied, %.0f s", engine, table, time.Since(began).Seconds())
	}
	return nil
}

// dropIndexes takes away a table's indexes but its key, and gives what makes them again.
func dropIndexes(ctx context.Context, db *sql.DB, engine, table string) (again []string, err error) {
	text := `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL`
	if engine == onPostgres {
		text = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = CURRENT_SCHEMA() AND tablename = $1 AND indexname NOT LIKE '%pkey'`
	}
	rows, err := db.QueryContext(ctx, text, table)
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name, make string
		if err := rows.Scan(&name, &make); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		names, again = append(names, name), append(again, make)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return again, nil
}
