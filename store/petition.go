package store

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/vault"
)

// Petition reads a petition, personal data masked. Out of scope it is not found.
func (r *Reader) Petition(ctx context.Context, no string) (*petition.Petition, error) {
	p, _, err := r.load(ctx, no, "")
	return p, err
}

// PetitionOpen reads a petition with its personal data. Whoever shows it to a person journals
// that with Tx.Reveal.
func (r *Reader) PetitionOpen(ctx context.Context, no string) (*petition.Petition, error) {
	p, _, err := r.load(ctx, no, "")
	if err != nil {
		return nil, err
	}
	return p, r.db.reveal(ctx, r.q, p)
}

// Load takes a petition into the transaction, personal data masked. On PostgreSQL its row is
// locked, so that what is decided is decided on what is there.
func (tx *Tx) Load(ctx context.Context, no string, scope org.Scope) (*petition.Petition, error) {
	p, h, err := tx.Reader(scope).load(ctx, no, tx.db.engine.forUpdate())
	if err == nil {
		tx.heads[no] = h
	}
	return p, err
}

// Hold locks petitions, in the order of their numbers, for a transaction that is about all of them: whoever
// comes in between waits, and no two wait for each other. Who may see them, the caller asks.
func (tx *Tx) Hold(ctx context.Context, nos ...string) error {
	b := newBuilder(tx.db.county)
	_, err := all(ctx, tx, func(r rows) (no string, err error) { return no, r.Scan(&no) },
		`SELECT no FROM petition WHERE county = $1 AND no IN `+in(b, nos)+` ORDER BY no`+tx.db.engine.forUpdate(), b.args...)
	if err != nil {
		return fmt.Errorf("locking petitions: %w", err)
	}
	return nil
}

// LoadOpen is Load with the personal data.
func (tx *Tx) LoadOpen(ctx context.Context, no string, scope org.Scope) (*petition.Petition, error) {
	p, err := tx.Load(ctx, no, scope)
	if err != nil {
		return nil, err
	}
	return p, tx.db.reveal(ctx, tx, p)
}

func (r *Reader) load(ctx context.Context, no, lock string) (*petition.Petition, head, error) {
	var h head
	var body string
	b := newBuilder(r.db.county)
	where := r.scoped(b, "p")
	found, err := one(ctx, r.q, into(&h.version, &h.hash, &h.mark, &h.wake, &body),
		`SELECT p.version, p.head, p.mark, p.wake, s.body FROM petition p JOIN snapshot s ON s.county = p.county AND s.no = p.no
		WHERE p.county = $1 AND p.no = `+b.arg(no)+` AND `+where+lock, b.args...)
	switch {
	case err != nil:
		return nil, h, fmt.Errorf("reading %s: %w", no, err)
	case !found:
		return nil, h, notFound()
	}
	p, err := petition.FromSnapshot([]byte(body))
	if err != nil {
		return nil, h, fault.New(fault.Internal, "fault.store.damaged", "no", no).Because(err)
	}
	return p, h, nil
}

// ByQueryCode reads the petition of a number if the hash is of its query code; a wrong number
// and a wrong code are refused in the same words.
func (r *Reader) ByQueryCode(ctx context.Context, no string, hash []byte) (*petition.Petition, error) {
	var stored []byte
	if _, err := one(ctx, r.q, into(&stored), `SELECT code FROM record_key WHERE county = $1 AND no = $2`, r.db.county, no); err != nil {
		return nil, fmt.Errorf("looking up a query code: %w", err)
	}
	if len(stored) == 0 || subtle.ConstantTimeCompare(stored, hash) != 1 {
		return nil, notFound()
	}
	return r.Petition(ctx, no)
}

// ByOrigin is the number of the petition that was taken from a row of another system, or "".
func (tx *Tx) ByOrigin(ctx context.Context, o petition.Origin) (string, error) {
	no := ""
	_, err := one(ctx, tx, into(&no), `SELECT no FROM origin WHERE county = $1 AND source = $2 AND ref = $3`, tx.db.county, clean(o.Source), clean(o.Ref))
	return no, err
}

// ByOrigins is ByOrigin for many rows of one system at once, by reference.
func (tx *Tx) ByOrigins(ctx context.Context, source string, refs []string) (map[string]string, error) {
	known := map[string]string{}
	const step = 500
	for from := 0; from < len(refs); from += step {
		b := newBuilder(tx.db.county)
		of := b.arg(clean(source))
		wanted := make([]string, 0, step)
		for _, ref := range refs[from:min(from+step, len(refs))] {
			wanted = append(wanted, "("+b.arg(clean(ref))+")")
		}
		// One look into the key for each: PostgreSQL, planning a table without statistics, would
		// read all rows of the source and compare each with the whole list.
		err := each(ctx, tx, func(r rows) error {
			var ref string
			var no *string
			if err := r.Scan(&ref, &no); err != nil || no == nil {
				return err
			}
			known[ref] = *no
			return nil
		}, `WITH wanted(ref) AS (VALUES `+strings.Join(wanted, ", ")+`)
			SELECT w.ref, (SELECT o.no FROM origin o WHERE o.county = $1 AND o.source = `+of+` AND o.ref = w.ref) FROM wanted w`, b.args...)
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

// Register writes a new petition, which has its number: its key, its events, and what follows
// from them. hash is that of its query code. p is the petition after the events then.
func (tx *Tx) Register(ctx context.Context, p *petition.Petition, events []petition.Event, hash []byte) error {
	if p.Version != 0 || p.No == "" {
		return fmt.Errorf("registering %q: version %d is not new", p.No, p.Version)
	}
	key, err := tx.newKey(ctx, p.No, hash)
	if err != nil {
		return fmt.Errorf("registering %s: %w", p.No, err)
	}
	open := func() (vault.RecordKey, error) { return key, nil }
	if err := tx.append(ctx, p, events, head{hash: root(tx.db.county, p.No, hash)}, open); err != nil {
		return err
	}
	if o := p.Record.Origin; o.Ref != "" {
		return tx.exec(ctx, `INSERT INTO origin (county, source, ref, no) VALUES ($1, $2, $3, $4)`, tx.db.county, clean(o.Source), clean(o.Ref), p.No)
	}
	return nil
}

// Append writes what happened to a petition, as it was before. It is refused with a Conflict when
// the petition has changed since p was read. p is the petition after the events then.
func (tx *Tx) Append(ctx context.Context, p *petition.Petition, events []petition.Event) error {
	h, ok := tx.heads[p.No]
	if !ok {
		found, err := one(ctx, tx, into(&h.version, &h.hash, &h.mark),
			`SELECT version, head, mark FROM petition WHERE county = $1 AND no = $2`+tx.db.engine.forUpdate(), tx.db.county, p.No)
		if err != nil {
			return fmt.Errorf("appending to %s: %w", p.No, err)
		}
		if !found {
			return notFound()
		}
	}
	if h.version != p.Version {
		return fault.New(fault.Conflict, "fault.petition.changed", "n", h.version-p.Version, "since", p.Version)
	}
	key := func() (vault.RecordKey, error) { return tx.db.recordKey(ctx, tx, p.No) }
	return tx.append(ctx, p, events, h, key)
}

// append writes events after a head, and what changed with them.
func (tx *Tx) append(ctx context.Context, p *petition.Petition, events []petition.Event, from head, key func() (vault.RecordKey, error)) error {
	if len(events) == 0 {
		return nil
	}
	before := tx.shape(p)
	hash := from.hash
	facts := &factLog{Log: report.Log{Rules: tx.Rules}}
	var files []petition.Attachment
	for i := range events {
		e := &events[i]
		if e.Seq != p.Version+1 {
			return fmt.Errorf("appending to %s: event %d after version %d", p.No, e.Seq, p.Version)
		}
		e.At, e.Recorded = instant(milli(e.At)), instant(milli(e.Recorded))
		entry, err := newEntry(p.No, *e, key)
		if err != nil {
			return fmt.Errorf("appending to %s: %w", p.No, err)
		}
		hash = entry.link(hash, tx.db.county, p.No, e.Seq)
		entry.hash = hash
		if err := tx.writeEntry(ctx, p.No, entry); err != nil {
			return fmt.Errorf("appending to %s: %w", p.No, err)
		}
		files = append(files, AttachmentsOf(e.Data)...)
		facts.follow(p, *e)
		tx.changes = append(tx.changes, Change{County: tx.db.county, No: p.No, Version: e.Seq, Kind: e.Kind, At: tx.Now})
	}
	to := tx.db.newHead(p.No, p.Version, hash)
	tx.advance(p.No, from, to)
	if err := tx.derive(ctx, p, before, to, key); err != nil {
		return fmt.Errorf("writing the snapshot of %s: %w", p.No, err)
	}
	if err := tx.writeFacts(ctx, p.No, facts, before.version == 0); err != nil {
		return fmt.Errorf("writing what reports count of %s: %w", p.No, err)
	}
	return tx.writeAttachments(ctx, p.No, files)
}

// shape is what was derived from a petition, as far as it is written only where it changed.
type shape struct {
	version     int
	clocks      []clockRow
	tasks       map[string]taskRow
	parties     map[party]string
	links       map[string]string
	petitioners []petition.Petitioner
	spoken      spoken
	returned    *disciplineRow

	again bool       // it is made anew: none of this, but it was there
	words *wordedRow // that were kept of it then
}

func (tx *Tx) shape(p *petition.Petition) shape {
	if p.Version == 0 {
		return shape{}
	}
	return shape{version: p.Version, clocks: clockRows(p, tx.Rules), tasks: taskRows(p, tx.Rules), parties: parties(p.Tie()), links: links(p),
		petitioners: append([]petition.Petitioner(nil), p.Record.Petitioners...), spoken: spokenOf(p), returned: disciplineOf(p)}
}

// derive writes all that follows from a petition's events.
func (tx *Tx) derive(ctx context.Context, p *petition.Petition, before shape, h head, key func() (vault.RecordKey, error)) error {
	clocks := clockRows(p, tx.Rules)
	row := columnsOf(p, h, clocks)
	body, err := p.Snapshot()
	if err != nil {
		return err
	}
	write := tx.updateRow
	if before.version == 0 {
		write = tx.insertRow
	}
	wake, err := tx.wakeUp(ctx, p, before)
	if err != nil {
		return err
	}
	if err := write(ctx, p.No, &row, string(body), wake); err != nil {
		return err
	}
	if err := tx.writeClocks(ctx, p.No, before.clocks, clocks); err != nil {
		return err
	}
	if err := tx.writeTasks(ctx, p.No, before.tasks, taskRows(p, tx.Rules)); err != nil {
		return err
	}
	if err := tx.writePetitioners(ctx, p.No, before.petitioners, p.Record.Petitioners, key); err != nil {
		return err
	}
	if err := tx.writeParties(ctx, p.No, before.parties, parties(p.Tie())); err != nil {
		return err
	}
	if err := tx.writeLinks(ctx, p.No, before.links, links(p)); err != nil {
		return err
	}
	if err := tx.writeDiscipline(ctx, p.No, before.returned, disciplineOf(p)); err != nil {
		return err
	}
	return tx.writeWords(ctx, p, before, key)
}
