package store

import (
	"context"
	"maps"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// counter hands out numbers without a gap. Its row is locked from the first number on, so that
// the next one may be kept in memory and written once.
type counter struct{ last, written int }

// NextNumber is the next petition number of an area and day. A transaction that fails gives its
// numbers back.
func (tx *Tx) NextNumber(ctx context.Context, area org.AreaCode, day deadline.Day) (string, error) {
	n, err := tx.next(ctx, "petition "+string(area)+" "+day.String())
	if err != nil {
		return "", err
	}
	return petition.Number(area, day, n), nil
}

// next counts a series of the county from 1 on.
func (tx *Tx) next(ctx context.Context, series string) (int, error) {
	if c, ok := tx.counters[series]; ok {
		c.last++
		return c.last, nil
	}
	c := &counter{}
	_, err := one(ctx, tx, into(&c.last),
		`INSERT INTO counter (county, series, n) VALUES ($1, $2, 1)
		ON CONFLICT (county, series) DO UPDATE SET n = counter.n + 1 RETURNING n`, tx.db.county, series)
	if err != nil {
		return 0, err
	}
	c.written = c.last
	tx.counters[series] = c
	return c.last, nil
}

func (tx *Tx) writeCounters(ctx context.Context) error {
	for _, series := range slices.Sorted(maps.Keys(tx.counters)) {
		c := tx.counters[series]
		if c.last == c.written {
			continue
		}
		if err := tx.exec(ctx, `UPDATE counter SET n = $3 WHERE county = $1 AND series = $2`, tx.db.county, series, c.last); err != nil {
			return err
		}
	}
	return nil
}
