package store

import (
	"context"
	"fmt"

	"bihuan/domain/petition"
	"bihuan/vault"
)

// Petitions whose words are written in one transaction.
const fillStep = 500

// fillWords writes the words of petitions that were there before words were kept: once, after an upgrade.
// Interrupted, it goes on where it stopped.
func (db *DB) fillWords(ctx context.Context) error {
	done := ""
	found, err := one(ctx, db.engine, into(&done), `SELECT value FROM setting WHERE county = $1 AND name = 'words'`, db.county)
	if err != nil || found {
		return err
	}
	for last, more := "", true; more; {
		err := db.Do(ctx, "writing the words of petitions", func(tx *Tx) error {
			numbers, err := all(ctx, tx, func(r rows) (no string, err error) { return no, r.Scan(&no) },
				`SELECT p.no FROM petition p WHERE p.county = $1 AND p.no > $2
					AND NOT EXISTS (SELECT 1 FROM worded d WHERE d.county = p.county AND d.no = p.no) ORDER BY p.no LIMIT $3`, db.county, last, fillStep)
			if err != nil {
				return err
			}
			if more = len(numbers) > 0; !more {
				return tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, 'words', '1') ON CONFLICT (county, name) DO NOTHING`, db.county)
			}
			for _, no := range numbers {
				if err := tx.fillWords(ctx, no); err != nil {
					return fmt.Errorf("%s: %w", no, err)
				}
			}
			last = numbers[len(numbers)-1]
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) fillWords(ctx context.Context, no string) error {
	body := ""
	if _, err := one(ctx, tx, into(&body), `SELECT body FROM snapshot WHERE county = $1 AND no = $2`, tx.db.county, no); err != nil {
		return err
	}
	p, err := petition.FromSnapshot([]byte(body))
	if err != nil {
		return nil // Verify tells, and mends it
	}
	key := func() (vault.RecordKey, error) { return tx.db.recordKey(ctx, tx, no) }
	return tx.writeWords(ctx, p, shape{}, key)
}
