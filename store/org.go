package store

import (
	"context"
	"crypto/rand"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Category is one line of the county's table of contents of petitions. Its code has two digits a
// level, and it names the unit that usually answers; "" is the township of the place.
type Category struct {
	Code, Level1, Level2, Level3 string
	English                      string // of level 1
	Unit                         org.UnitID
}

// Name is the category as lists write it.
func (c Category) Name() string {
	name := c.Level1
	for _, level := range []string{c.Level2, c.Level3} {
		if level != "" {
			name += " / " + level
		}
	}
	return name
}

// PutAreas enters areas, or writes over those with the same codes.
func (tx *Tx) PutAreas(ctx context.Context, areas ...org.Area) error {
	for _, a := range areas {
		err := tx.exec(ctx, `INSERT INTO area (county, code, name, level, parent) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (county, code) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent`,
			tx.db.county, string(a.Code), a.Name, string(a.Level), string(a.Parent))
		if err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// PutUnits enters units, or writes over those with the same ids. A new one is listed last.
func (tx *Tx) PutUnits(ctx context.Context, units ...org.Unit) error {
	for _, u := range units {
		rank, err := tx.next(ctx, "unit rank")
		if err != nil {
			return err
		}
		err = tx.exec(ctx, `INSERT INTO unit (county, id, rank, name, short, kind, area, parent, phone, liaison, sign, address, closed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (county, id) DO UPDATE SET name = excluded.name, short = excluded.short, kind = excluded.kind,
			area = excluded.area, parent = excluded.parent, phone = excluded.phone, liaison = excluded.liaison,
			sign = excluded.sign, address = excluded.address, closed = excluded.closed`,
			tx.db.county, string(u.ID), rank, u.Name, u.Short, string(u.Kind), string(u.Area), string(u.Parent), u.Phone, string(u.Liaison), u.Sign, u.Address, milliOrNull(u.Closed))
		if err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// PutPeople enters people of the staff, or writes over those with the same ids. A login that
// somebody else has is a Conflict.
func (tx *Tx) PutPeople(ctx context.Context, people ...org.Person) error {
	for _, p := range people {
		_, err := tx.execNow(ctx, `INSERT INTO person (county, id, name, login, phone, email) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (county, id) DO UPDATE SET name = excluded.name, login = excluded.login, phone = excluded.phone, email = excluded.email`,
			tx.db.county, string(p.ID), p.Name, p.Login, p.Phone, p.Email)
		if fault.KindOf(err) == fault.Conflict {
			return &fault.Fault{Kind: fault.Conflict, Key: "fault.org.login_taken", Field: "login", Args: []any{"login", p.Login}, Err: err}
		}
		if err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// PutPosts enters posts, or writes over those with the same ids.
func (tx *Tx) PutPosts(ctx context.Context, posts ...org.Post) error {
	for _, p := range posts {
		err := tx.exec(ctx, `INSERT INTO post (county, id, unit, kind, title, person, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (county, id) DO UPDATE SET unit = excluded.unit, kind = excluded.kind, title = excluded.title,
			person = excluded.person, since = excluded.since, until = excluded.until`,
			tx.db.county, p.ID, string(p.Unit), string(p.Kind), p.Title, string(p.Person), milli(p.From), milliOrNull(p.Until))
		if err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// PutCategories enters categories, or writes over those with the same codes.
func (tx *Tx) PutCategories(ctx context.Context, categories ...Category) error {
	for _, c := range categories {
		err := tx.exec(ctx, `INSERT INTO category (county, code, level1, level2, level3, english, unit) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (county, code) DO UPDATE SET level1 = excluded.level1, level2 = excluded.level2, level3 = excluded.level3,
			english = excluded.english, unit = excluded.unit`,
			tx.db.county, c.Code, c.Level1, c.Level2, c.Level3, c.English, string(c.Unit))
		if err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// UnitOpen refuses a unit that is not there, or is closed.
func (tx *Tx) UnitOpen(ctx context.Context, id org.UnitID) error {
	var closed *int64
	found, err := one(ctx, tx, into(&closed), `SELECT closed FROM unit WHERE county = $1 AND id = $2`, tx.db.county, string(id))
	switch {
	case err != nil:
		return err
	case !found:
		return fault.NewInvalid("unit", "fault.org.unit_unknown")
	case closed != nil && !tx.Now.Before(instant(*closed)):
		return fault.NewInvalid("unit", "fault.org.unit_closed", "day", instant(*closed))
	}
	return nil
}

// bookMark is the setting that changes whenever the county's book does.
const bookMark = "directory"

// turnPage tells all nodes that the county's book has changed.
func (tx *Tx) turnPage(ctx context.Context) error { return tx.PutSetting(ctx, bookMark, rand.Text()) }
