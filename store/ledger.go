package store

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"
)

// ledgerParts is in how many rows the ledger is kept, so that writers on PostgreSQL seldom wait
// for each other; they hold a row only while they commit.
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
	mark    []byte
	wake    *int64 // when it is to be looked at, as it was read
}

// newHead adds the mark to a chain's last hash. The mark is keyed: who can write to the database
// but has not the key can make a chain that fits, but neither its mark nor the ledger's sums.
func (db *DB) newHead(no string, version int, hash []byte) head {
	return head{version: version, hash: hash, mark: db.vault.Blind("head", db.county+"|"+no+"|"+string(hash))}
}

func (t *tally) add(h head) {
	if len(h.mark) < 16 {
		return
	}
	t.a ^= int64(binary.BigEndian.Uint64(h.mark))
	t.b ^= int64(binary.BigEndian.Uint64(h.mark[8:]))
}

func ledgerPart(no string) int {
	n := 0
	for i := range len(no) {
		n = (n*31 + int(no[i])) % (1 << 30)
	}
	return n % ledgerParts
}

// advance takes a petition's chain from one head to the next in the ledger.
func (tx *Tx) advance(no string, from, to head) {
	t := tx.ledger[ledgerPart(no)]
	if from.version == 0 {
		t.petitions++
	}
	t.events += to.version - from.version
	t.add(from)
	t.add(to)
	tx.ledger[ledgerPart(no)] = t
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

// readLedger reads the county's ledger by part.
func (db *DB) readLedger(ctx context.Context, q querier) (map[int]tally, error) {
	parts := map[int]tally{}
	err := each(ctx, q, func(r rows) error {
		var part int
		var t tally
		err := r.Scan(&part, &t.petitions, &t.events, &t.a, &t.b)
		parts[part] = t
		return err
	}, `SELECT part, petitions, events, sum_a, sum_b FROM ledger WHERE county = $1`, db.county)
	return parts, err
}
