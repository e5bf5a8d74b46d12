package store

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"
)

// ledgerParts is in how many rows the ledger is kept.
const ledgerParts = 16

// tally is what a transaction adds to one part of the ledger.
type tally struct {
	petitions, events int
	a, b              int64
}

// head is where a petition's chain stands.
type head struct {
	version int
	hash    []byte
}

// mark is a petition's share in the ledger. It is keyed, so that who can write to the database but
// has not the key cannot make the sums fit again.
func (db *DB) mark(no string, h head) (part int, a, b int64) {
	if h.version == 0 {
		return ledgerPart(no), 0, 0
	}
	sum := db.vault.Blind("ledger", db.county+"|"+no+"|"+string(h.hash))
	return ledgerPart(no), int64(binary.BigEndian.Uint64(sum)), int64(binary.BigEndian.Uint64(sum[8:]))
}

func ledgerPart(no string) int {
	n := 0
	for i := range len(no) {
		n = n*31 + int(no[i])
	}
	return (n%ledgerParts + ledgerParts) % ledgerParts
}

// advance takes a petition's chain from one head to the next in the ledger.
func (tx *Tx) advance(no string, from, to head) {
	part, a, b := tx.db.mark(no, from)
	_, c, d := tx.db.mark(no, to)
	t := tx.ledger[part]
	if from.version == 0 {
		t.petitions++
	}
	t.events += to.version - from.version
	t.a, t.b = t.a^a^c, t.b^b^d
	tx.ledger[part] = t
	tx.heads[no] = to
}

// writeLedger adds the transaction's tallies. Exclusive or is written as (x | y) - (x & y), which
// both engines have.
func (tx *Tx) writeLedger(ctx context.Context) error {
	for _, part := range slices.Sorted(maps.Keys(tx.ledger)) {
		t := tx.ledger[part]
		err := tx.exec(ctx, `INSERT INTO ledger (county, part, petitions, events, sum_a, sum_b) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (county, part) DO UPDATE SET petitions = ledger.petitions + excluded.petitions,
			events = ledger.events + excluded.events,
			sum_a = (ledger.sum_a | excluded.sum_a) - (ledger.sum_a & excluded.sum_a),
			sum_b = (ledger.sum_b | excluded.sum_b) - (ledger.sum_b & excluded.sum_b)`,
			tx.db.county, part, t.petitions, t.events, t.a, t.b)
		if err != nil {
			return err
		}
	}
	return nil
}
