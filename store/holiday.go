package store

import (
	"context"
	"encoding/json"
	"fmt"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// PutHolidays keeps the notice of a year, instead of an earlier one.
func (tx *Tx) PutHolidays(ctx context.Context, by org.PersonID, year deadline.Year) error {
	body, err := json.Marshal(year)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO holiday (county, year, body, imported, person) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, year) DO UPDATE SET body = excluded.body, imported = excluded.imported, person = excluded.person`,
		tx.db.county, year.Number, string(body), milli(tx.Now), string(by))
}

// Holidays are the notices that were imported, by year.
func (r *Reader) Holidays(ctx context.Context) ([]deadline.Year, error) {
	return all(ctx, r.q, func(r rows) (year deadline.Year, err error) {
		var number int
		var body string
		if err := r.Scan(&number, &body); err != nil {
			return year, err
		}
		// What was kept was read by ParseYear before: only a damaged row fails here.
		if err := json.Unmarshal([]byte(body), &year); err != nil {
			return year, fmt.Errorf("holidays of %d: %w", number, err)
		}
		return year, nil
	}, `SELECT year, body FROM holiday WHERE county = $1 ORDER BY year`, r.db.county)
}
