package store

import "context"

// Accuses reports whether a matter ever accused somebody while it was open: reports do not say of what it is.
func (r *Reader) Accuses(ctx context.Context, no string) (bool, error) {
	return one(ctx, r.q, func(rows) error { return nil }, `SELECT 1 FROM stage WHERE county = $1 AND no = $2 AND accuses = 1 LIMIT 1`, r.db.county, no)
}
