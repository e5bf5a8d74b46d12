package store

import (
	"context"

	"bihuan/domain/org"
)

// View is a list that somebody keeps: a page with its filters.
type View struct {
	ID     string
	Person org.PersonID // who keeps it
	Shared bool         // seen by all
	Page   string       // which list
	Name   string
	Query  string // of the address, without the question mark
}

const viewColumns = `id, person, shared, page, name, query`

func scanView(r rows) (v View, err error) {
	var shared int
	err = r.Scan(&v.ID, &v.Person, &shared, &v.Page, &v.Name, &v.Query)
	v.Shared = shared != 0
	return v, err
}

// Views lists the views that an officer sees: the own ones and the shared.
func (r *Reader) Views(ctx context.Context, by org.Officer) ([]View, error) {
	return all(ctx, r.q, scanView, `SELECT `+viewColumns+` FROM saved_view
		WHERE county = $1 AND (person = $2 OR shared = 1) ORDER BY shared, name, id`, r.db.county, string(by.Person))
}

// View finds a view.
func (tx *Tx) View(ctx context.Context, id string) (v View, found bool, err error) {
	found, err = one(ctx, tx, func(r rows) (err error) {
		v, err = scanView(r)
		return err
	}, `SELECT `+viewColumns+` FROM saved_view WHERE county = $1 AND id = $2`, tx.db.county, id)
	return v, found, err
}

// PutView keeps a view.
func (tx *Tx) PutView(ctx context.Context, v View) error {
	return tx.exec(ctx, `INSERT INTO saved_view (county, `+viewColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (county, id) DO UPDATE SET shared = excluded.shared, page = excluded.page, name = excluded.name, query = excluded.query`,
		tx.db.county, v.ID, string(v.Person), bit(v.Shared), v.Page, v.Name, v.Query)
}

// DropView forgets a view.
func (tx *Tx) DropView(ctx context.Context, id string) error {
	return tx.exec(ctx, `DELETE FROM saved_view WHERE county = $1 AND id = $2`, tx.db.county, id)
}
