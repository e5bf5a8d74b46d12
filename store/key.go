package store

import (
	"context"
	"errors"
	"fmt"

	"bihuan/domain/fault"
	"bihuan/vault"
)

// newKey makes a petition's data key and stores it wrapped, with the hash of its query code.
func (tx *Tx) newKey(ctx context.Context, no string, code []byte) (vault.RecordKey, error) {
	key, wrapped, err := tx.db.vault.NewRecordKey()
	if err != nil {
		return key, err
	}
	return key, tx.exec(ctx, `INSERT INTO record_key (county, no, wrapped, code) VALUES ($1, $2, $3, $4)`, tx.db.county, no, wrapped, code)
}

// errNoKey says that there is no data key.
var errNoKey = errors.New("the data key is gone")

// keyLost reports whether a data key is gone or damaged, which is nothing that passes.
func keyLost(err error) bool {
	var missing *vault.MissingKeyError
	return errors.Is(err, errNoKey) || errors.Is(err, vault.ErrSealed) || errors.As(err, &missing)
}

// recordKey opens a petition's data key.
func (db *DB) recordKey(ctx context.Context, q querier, no string) (vault.RecordKey, error) {
	var wrapped []byte
	found, err := one(ctx, q, into(&wrapped), `SELECT wrapped FROM record_key WHERE county = $1 AND no = $2`, db.county, no)
	if err != nil {
		return vault.RecordKey{}, err
	}
	if !found {
		return vault.RecordKey{}, fault.New(fault.Internal, "fault.store.damaged", "no", no).Because(errNoKey)
	}
	key, err := db.vault.OpenRecordKey(wrapped)
	if err != nil {
		return key, fmt.Errorf("opening the key of %s: %w", no, err)
	}
	return key, nil
}

// Keys rewrapped in one transaction.
const rewrapStep = 1000

// RewrapKeys wraps every data key with the newest master key, and says how many it changed. It
// may be stopped and started again. Nothing else changes: neither what is sealed nor the chains.
func (db *DB) RewrapKeys(ctx context.Context, progress func(done, total int)) (int, error) {
	total, done, changed, last := 0, 0, 0, ""
	if _, err := one(ctx, db.engine, into(&total), `SELECT COUNT(*) FROM record_key WHERE county = $1`, db.county); err != nil {
		return 0, fmt.Errorf("rewrapping keys: %w", err)
	}
	type wrapped struct {
		no  string
		key []byte
	}
	for {
		n, from := 0, last
		err := db.Do(ctx, "rewrapping keys", func(tx *Tx) error {
			n = 0
			step, err := all(ctx, tx, func(r rows) (w wrapped, err error) { return w, r.Scan(&w.no, &w.key) },
				`SELECT no, wrapped FROM record_key WHERE county = $1 AND no > $2 ORDER BY no LIMIT $3`+db.engine.forUpdate(), db.county, from, rewrapStep)
			if err != nil {
				return err
			}
			fresh := 0
			for _, w := range step {
				renewed, new, err := db.vault.Rewrap(w.key)
				if err != nil {
					return fmt.Errorf("%s: %w", w.no, err)
				}
				n, last = n+1, w.no
				if !new {
					continue
				}
				fresh++
				if err := tx.exec(ctx, `UPDATE record_key SET wrapped = $3 WHERE county = $1 AND no = $2`, db.county, w.no, renewed); err != nil {
					return err
				}
			}
			changed += fresh
			return nil
		})
		if err != nil || n == 0 {
			return changed, err
		}
		done += n
		if progress != nil {
			progress(done, max(total, done))
		}
	}
}
