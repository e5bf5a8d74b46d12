package store

import (
	"context"

	"bihuan/domain/org"
)

// Reader reads within a scope. The zero Scope reads no petition.
type Reader struct {
	db    *DB
	q     querier
	scope org.Scope
}

// Reader reads what the scope lets be seen.
func (db *DB) Reader(scope org.Scope) *Reader { return &Reader{db: db, q: db.engine, scope: scope} }

func (r *Reader) query(ctx context.Context, sql string, args ...any) (rows, error) {
	return r.q.query(ctx, sql, args...)
}
