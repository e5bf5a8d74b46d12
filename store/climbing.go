package store

import (
	"context"

	"bihuan/domain/petition"
)

// Climbing gives every matter that is handled and has no reply yet, personal data masked, as of one
// moment, while others write.
func (db *DB) Climbing(ctx context.Context, take func(*petition.Petition) error) error {
	conn, err := db.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.rollback() }() // it only read
	return each(ctx, conn, func(r rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		p, err := petition.FromSnapshot([]byte(body))
		if err != nil {
			return err
		}
		return take(p)
	}, `SELECT s.body FROM petition p JOIN snapshot s ON s.county = p.county AND s.no = p.no
		WHERE p.county = $1 AND p.open = 1 AND p.state = $2`, db.county, string(petition.Accepted))
}
