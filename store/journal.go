package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"bihuan/domain/petition"
	"bihuan/vault"
)

// entry is an event as the journal keeps it.
type entry struct {
	seq          int
	kind         string
	at, recorded int64
	person, by   string
	corrects     int
	clocks, data string
	sealed, hash []byte
}

// link is the hash of the entry within its chain.
func (e *entry) link(prev []byte, county, no string, seq int) []byte {
	text := strings.Join([]string{county, no, strconv.Itoa(seq), e.kind, strconv.FormatInt(e.at, 10),
		strconv.FormatInt(e.recorded, 10), strconv.Itoa(e.corrects)}, "|")
	return vault.Chain(prev, []byte(text), []byte(e.person), []byte(e.by), []byte(e.clocks), []byte(e.data), e.sealed)
}

// root is what stands before a chain's first entry.
func root(county, no string, code []byte) []byte {
	return vault.Chain(nil, []byte(county), []byte(no), code)
}

// newEntry writes an event down; key gives the petition's data key if there is something to seal.
func newEntry(no string, e petition.Event, key func() (vault.RecordKey, error)) (*entry, error) {
	by, err := json.Marshal(e.By)
	if err != nil {
		return nil, err
	}
	clocks := []byte("[]")
	if len(e.Clocks) > 0 {
		if clocks, err = json.Marshal(e.Clocks); err != nil {
			return nil, err
		}
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return nil, err
	}
	n := &entry{seq: e.Seq, kind: string(e.Kind), at: milli(e.At), recorded: milli(e.Recorded), person: string(e.By.Person),
		by: string(by), corrects: e.Corrects, clocks: string(clocks), data: string(data)}
	secrets := petition.Secrets(e.Data)
	if len(secrets) == 0 {
		return n, nil
	}
	texts := make([]string, len(secrets))
	for i, s := range secrets {
		texts[i] = *s
	}
	plain, err := json.Marshal(texts)
	if err != nil {
		return nil, err
	}
	k, err := key()
	if err != nil {
		return nil, err
	}
	n.sealed = k.Seal(plain, eventPlace(no, e.Seq))
	return n, nil
}

func eventPlace(no string, seq int) string { return "event|" + no + "|" + strconv.Itoa(seq) }

// event reads the entry; with a key, its personal data is opened, else it stays masked.
func (e *entry) event(no string, key *vault.RecordKey) (petition.Event, error) {
	data, err := petition.ReadData(petition.Kind(e.kind), []byte(e.data))
	if err != nil {
		return petition.Event{}, err
	}
	if key != nil && e.sealed != nil {
		if err := e.open(no, *key, data); err != nil {
			return petition.Event{}, err
		}
	}
	v := petition.Event{Seq: e.seq, Kind: petition.Kind(e.kind), At: instant(e.at), Recorded: instant(e.recorded),
		Corrects: e.corrects, Data: data}
	if err := json.Unmarshal([]byte(e.by), &v.By); err != nil {
		return petition.Event{}, fmt.Errorf("reading who did event %d: %w", e.seq, err)
	}
	if err := json.Unmarshal([]byte(e.clocks), &v.Clocks); err != nil {
		return petition.Event{}, fmt.Errorf("reading the clocks of event %d: %w", e.seq, err)
	}
	return v, nil
}

func (e *entry) open(no string, key vault.RecordKey, data petition.Data) error {
	plain, err := key.Open(e.sealed, eventPlace(no, e.seq))
	if err != nil {
		return fmt.Errorf("opening event %d: %w", e.seq, err)
	}
	var texts []string
	if err := json.Unmarshal(plain, &texts); err != nil {
		return fmt.Errorf("opening event %d: %w", e.seq, err)
	}
	secrets := petition.Secrets(data)
	if len(secrets) != len(texts) {
		return fmt.Errorf("opening event %d: %d texts for %d places", e.seq, len(texts), len(secrets))
	}
	for i, s := range secrets {
		*s = texts[i]
	}
	return nil
}

func (tx *Tx) writeEntry(ctx context.Context, no string, e *entry) error {
	return tx.exec(ctx, `INSERT INTO event (county, no, seq, kind, at, recorded, by_person, by, corrects, clocks, data, sealed, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.db.county, no, e.seq, e.kind, e.at, e.recorded, e.person, e.by, e.corrects, e.clocks, e.data, e.sealed, e.hash)
}

// entries reads the journal of a range of numbers, in order.
func (db *DB) entries(ctx context.Context, q querier, from, to string, take func(no string, e *entry)) error {
	return each(ctx, q, func(r rows) error {
		var no string
		var e entry
		err := r.Scan(&no, &e.seq, &e.kind, &e.at, &e.recorded, &e.person, &e.by, &e.corrects, &e.clocks, &e.data, &e.sealed, &e.hash)
		take(no, &e)
		return err
	}, `SELECT no, seq, kind, at, recorded, by_person, by, corrects, clocks, data, sealed, hash
		FROM event WHERE county = $1 AND no >= $2 AND no <= $3 ORDER BY county, no, seq`, db.county, from, to)
}

// Events reads a petition's history from an event on, personal data masked. Out of scope it is
// not found.
func (r *Reader) Events(ctx context.Context, no string, from int) ([]petition.Event, error) {
	if err := r.visible(ctx, no); err != nil {
		return nil, err
	}
	var events []petition.Event
	var broken error
	err := r.db.entries(ctx, r.q, no, no, func(_ string, e *entry) {
		if e.seq < from || broken != nil {
			return
		}
		var v petition.Event
		if v, broken = e.event(no, nil); broken == nil {
			events = append(events, v)
		}
	})
	if err == nil {
		err = broken
	}
	if err != nil {
		return nil, fmt.Errorf("reading the history of %s: %w", no, err)
	}
	return events, nil
}
