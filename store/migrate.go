package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"bihuan/domain/fault"

	"github.com/pressly/goose/v3"
)

//go:embed migration/*.sql
var migrationFiles embed.FS

// migrate brings the schema up to date, each migration in a transaction of its own.
func migrate(ctx context.Context, e engine) error {
	files, err := fs.Sub(migrationFiles, "migration")
	if err != nil {
		return err
	}
	return migrateWith(ctx, e, files)
}

func migrateWith(ctx context.Context, e engine, files fs.FS) error {
	steps, err := steps(e, files)
	if err != nil {
		return err
	}
	db, dialect, options, done, err := e.migrations()
	if err != nil {
		return err
	}
	defer done()
	options = append(options, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	provider, err := goose.NewProvider(dialect, db, nil, options...)
	if err != nil {
		return err
	}
	have, newest, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have > newest:
		return fault.New(fault.Conflict, "fault.store.newer", "have", have, "know", newest)
	case have == newest:
		return e.settle(ctx)
	case have > 0:
		if err := e.keep(ctx, fmt.Sprintf("v%d", have)); err != nil {
			return err
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	return e.settle(ctx)
}

// steps are the migrations in an engine's words. They go forward only.
func steps(e engine, files fs.FS) ([]*goose.Migration, error) {
	texts, err := schemaOf(files, e.name())
	if err != nil {
		return nil, err
	}
	var list []*goose.Migration
	for stem, text := range texts {
		number, _, _ := strings.Cut(stem, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number", stem)
		}
		schema := e.schema(text)
		list = append(list, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, schema); err != nil {
				return fmt.Errorf("migration %s: %w", stem, err)
			}
			return nil
		}}, nil))
	}
	return list, nil
}
