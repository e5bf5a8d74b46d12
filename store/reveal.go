package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/org"
)

// Reveal is one view of a petition's personal data. Its petitioner is shown it.
type Reveal struct {
	No     string
	At     time.Time
	Person org.PersonID
	Name   string
	Unit   string // the unit's name
	Why    string
	Fields []string
}

// Reveal journals that an officer sees the personal data of a petition: all of it, or some fields.
func (tx *Tx) Reveal(ctx context.Context, no string, by org.Officer, why string, fields ...string) error {
	n, err := tx.next(ctx, "reveal "+no)
	if err != nil {
		return err
	}
	err = tx.exec(ctx, `INSERT INTO reveal (county, no, n, at, person, name, unit, why, fields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.db.county, no, n, milli(tx.Now), string(by.Person), clean(by.Name), clean(by.UnitName), clean(why), strings.Join(fields, " "))
	if err != nil {
		return fmt.Errorf("journalling a view of %s: %w", no, err)
	}
	return nil
}

// Reveals lists who saw the personal data of a petition in scope, the first view first.
func (r *Reader) Reveals(ctx context.Context, no string) ([]Reveal, error) {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "v")
	list, err := all(ctx, r.q, scanReveal, `SELECT v.no, v.at, v.person, v.name, v.unit, v.why, v.fields FROM reveal v
		WHERE v.county = $1 AND v.no = `+b.arg(no)+` AND `+where+` ORDER BY v.n`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading who saw %s: %w", no, err)
	}
	return list, nil
}

func scanReveal(r rows) (Reveal, error) {
	var v Reveal
	var at int64
	var fields string
	err := r.Scan(&v.No, &at, &v.Person, &v.Name, &v.Unit, &v.Why, &fields)
	v.At, v.Fields = instant(at), strings.Fields(fields)
	return v, err
}
