package casework

import (
	"context"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/store"
)

// ImportYear takes the State Council's notice of a year in, instead of the one that came with the
// program. The last days of all running clocks follow from it anew; the histories stay as they are.
func (c *Casework) ImportYear(ctx context.Context, by org.Officer, raw []byte) (deadline.Year, error) {
	if err := c.may(by, org.ActHolidays); err != nil {
		return deadline.Year{}, err
	}
	year, err := deadline.ParseYear(raw)
	if err != nil {
		return deadline.Year{}, err
	}
	before := c.rules.Load()
	err = c.db.Do(ctx, "import holidays", func(tx *store.Tx) error {
		after := *before
		after.Calendar = before.Calendar.With(year)
		if err := tx.PutHolidays(ctx, by.Person, year); err != nil {
			return err
		}
		if _, err := tx.RecomputeDue(ctx, after); err != nil {
			return err
		}
		// In force before the commit lets the next writer in: it must count by the new days.
		c.rules.Store(&after)
		return nil
	})
	if err != nil {
		c.rules.Store(before)
		return deadline.Year{}, err
	}
	return year, nil
}
