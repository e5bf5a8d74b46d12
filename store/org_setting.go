package store

import (
	"context"
	"strings"
)

// officeSetting begins the names of the settings that the office sees and changes.
const officeSetting = "office."

// Office is how the petition bureau names itself on its pages and papers.
type Office struct{ Name, Phone, Address, Hours string }

// PutSetting writes one of the county's settings.
func (tx *Tx) PutSetting(ctx context.Context, name, value string) error {
	return tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (county, name) DO UPDATE SET value = excluded.value`, tx.db.county, name, value)
}

// Setting reads one of the county's settings; "" when it was never set.
func (db *DB) Setting(ctx context.Context, name string) (string, error) {
	value := ""
	_, err := one(ctx, db.engine, into(&value), `SELECT value FROM setting WHERE county = $1 AND name = $2`, db.county, name)
	return value, err
}

// PutOffice writes how the bureau names itself.
func (tx *Tx) PutOffice(ctx context.Context, o Office) error {
	for name, value := range map[string]string{"name": o.Name, "phone": o.Phone, "address": o.Address, "hours": o.Hours} {
		if err := tx.PutSetting(ctx, officeSetting+name, value); err != nil {
			return err
		}
	}
	return tx.turnPage(ctx)
}

// office reads how the bureau names itself. What was not set is taken from the bureau's unit.
func office(ctx context.Context, q querier, county string, bureau func() (name, phone string)) (Office, error) {
	o := Office{}
	o.Name, o.Phone = bureau()
	err := each(ctx, q, func(r rows) error {
		var name, value string
		if err := r.Scan(&name, &value); err != nil || value == "" {
			return err
		}
		switch strings.TrimPrefix(name, officeSetting) {
		case "name":
			o.Name = value
		case "phone":
			o.Phone = value
		case "address":
			o.Address = value
		case "hours":
			o.Hours = value
		}
		return nil
	}, `SELECT name, value FROM setting WHERE county = $1 AND name >= 'office.' AND name < 'office/'`, county)
	return o, err
}

// Office is how the bureau names itself.
func (r *Reader) Office(ctx context.Context) (Office, error) {
	d, err := r.db.Directory(ctx)
	if err != nil {
		return Office{}, err
	}
	return d.Office, nil
}
