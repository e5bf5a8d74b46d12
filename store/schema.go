package store

import (
	"context"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Schema says which version of the schema a database has and which one this program knows, and
// changes nothing. A database that has none yet is at 0.
func Schema(ctx context.Context, o Options) (have, newest int64, err error) {
	e, err := openEngine(ctx, o)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = e.close() }() // nothing was written
	files, err := fs.Sub(migrationFiles, "migration")
	if err != nil {
		return 0, 0, err
	}
	list, err := steps(e, files)
	if err != nil {
		return 0, 0, err
	}
	db, dialect, options, done, err := e.migrations()
	if err != nil {
		return 0, 0, err
	}
	defer done()
	provider, err := goose.NewProvider(dialect, db, nil, append(options, goose.WithGoMigrations(list...), goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return 0, 0, err
	}
	return provider.GetVersions(ctx)
}
