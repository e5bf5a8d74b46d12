package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/vault"
)

// Edition is an edition as it is stored.
type Edition struct {
	edition.Edition
	Steps []edition.Step // in order
}

// EditionVersion is what one version of an edition says.
type EditionVersion struct {
	edition.Content
	Frozen []byte // edition.Frozen as JSON, once it was published
	Hash   string // SM3 of Frozen, hex
}

// editionBody is what of an edition is sealed beside its contents.
type editionBody struct {
	Edition edition.Edition `json:"edition"`
	Steps   []edition.Step  `json:"steps"`
}

// editionKey is the place of an edition's key among those of petitions, so that rotation finds it.
func editionKey(id string) string { return "edition|" + id }

func contentPlace(id string, version int) string { return fmt.Sprintf("edition|%s|%d", id, version) }

func frozenEdition(id string, version int) string {
	return fmt.Sprintf("frozen edition|%s|%d", id, version)
}

// EditionID makes the name of a new edition.
func (tx *Tx) EditionID() string { return tx.messageID() }

// EditionNumber is the next number of a kind in a year, gap-free: a transaction that fails gives it back.
func (tx *Tx) EditionNumber(ctx context.Context, kind report.Kind, year int) (int, error) {
	return tx.next(ctx, fmt.Sprintf("edition %s %d", kind, year))
}

// NewEdition writes a draft down. A second one of the same kind, moment and matter is a Conflict.
func (tx *Tx) NewEdition(ctx context.Context, e *Edition) error {
	key, err := tx.newKey(ctx, editionKey(e.ID), nil)
	if err != nil {
		return err
	}
	body, err := sealEdition(key, e)
	if err != nil {
		return err
	}
	_, err = tx.execNow(ctx, `INSERT INTO edition (county, id, kind, no, as_of, from_day, to_day, year, number, state, version, issued, drafted, seq, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		tx.db.county, e.ID, string(e.Kind), e.Matter, milli(e.AsOf), e.Period.From.String(), e.Period.To.String(), e.Year, e.Number, string(e.State), e.Version, e.Out, milli(e.Drafted), e.Seq, body)
	if err != nil {
		return err
	}
	return tx.editionSteps(ctx, e, 0)
}

// editionSteps appends the steps from an index on.
func (tx *Tx) editionSteps(ctx context.Context, e *Edition, from int) error {
	for _, s := range e.Steps[from:] {
		err := tx.exec(ctx, `INSERT INTO edition_step (county, id, seq, version, act, at, person) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			tx.db.county, e.ID, s.Seq, s.Version, string(s.Act), milli(s.At), string(s.By.Person))
		if err != nil {
			return err
		}
	}
	return nil
}

func sealEdition(key vault.RecordKey, e *Edition) ([]byte, error) {
	plain, err := json.Marshal(editionBody{e.Edition, e.Steps})
	if err != nil {
		return nil, fmt.Errorf("writing edition %s: %w", e.ID, err)
	}
	return key.Seal(plain, editionKey(e.ID)), nil
}

// SaveEdition writes down what has become of an edition since it was read here: its new steps with it.
func (tx *Tx) SaveEdition(ctx context.Context, e *Edition, was int) error {
	key, err := tx.db.recordKey(ctx, tx, editionKey(e.ID))
	if err != nil {
		return err
	}
	body, err := sealEdition(key, e)
	if err != nil {
		return err
	}
	n, err := tx.execNow(ctx, `UPDATE edition SET year = $4, number = $5, state = $6, version = $7, issued = $8, published = $9, seq = $10, body = $11
		WHERE county = $1 AND id = $2 AND seq = $3`,
		tx.db.county, e.ID, was, e.Year, e.Number, string(e.State), e.Version, e.Out, milliOrNull(e.Published), e.Seq, body)
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "fault.edition.changed")
	}
	return tx.editionSteps(ctx, e, len(e.Steps)-(e.Seq-was))
}

// PutContent writes down what a version says, which is a draft.
func (tx *Tx) PutContent(ctx context.Context, id string, version int, c edition.Content) error {
	key, err := tx.db.recordKey(ctx, tx, editionKey(id))
	if err != nil {
		return err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("writing edition %s: %w", id, err)
	}
	n, err := tx.execNow(ctx, `INSERT INTO edition_version (county, id, version, content, hash) VALUES ($1, $2, $3, $4, '')
		ON CONFLICT (county, id, version) DO UPDATE SET content = excluded.content WHERE edition_version.frozen IS NULL`,
		tx.db.county, id, version, key.Seal(plain, contentPlace(id, version)))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "fault.edition.changed")
	}
	return err
}

// FreezeEdition keeps for ever what a version says. One that was frozen is a Conflict.
func (tx *Tx) FreezeEdition(ctx context.Context, id string, version int, frozen []byte) error {
	key, err := tx.db.recordKey(ctx, tx, editionKey(id))
	if err != nil {
		return err
	}
	n, err := tx.execNow(ctx, `UPDATE edition_version SET frozen = $4, hash = $5 WHERE county = $1 AND id = $2 AND version = $3 AND frozen IS NULL`,
		tx.db.county, id, version, key.Seal(frozen, frozenEdition(id, version)), HashOf(frozen))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "fault.edition.changed")
	}
	return err
}

// Edition takes an edition into the transaction, to be changed there. Who may see it, the caller asks.
func (tx *Tx) Edition(ctx context.Context, id string) (*Edition, error) {
	return tx.db.edition(ctx, tx, id, tx.db.engine.forUpdate())
}

// StoredEdition reads an edition for the house itself; who may see it, Reader.Edition asks.
func (db *DB) StoredEdition(ctx context.Context, id string) (*Edition, error) {
	return db.edition(ctx, db.engine, id, "")
}

func noEdition() error { return fault.New(fault.NotFound, "fault.edition.not_found") }

func (db *DB) edition(ctx context.Context, q querier, id, lock string) (*Edition, error) {
	var body []byte
	found, err := one(ctx, q, into(&body), `SELECT body FROM edition WHERE county = $1 AND id = $2`+lock, db.county, id)
	if err == nil && !found {
		err = noEdition()
	}
	if err != nil {
		return nil, err
	}
	var b editionBody
	if err := db.openEdition(ctx, q, id, body, editionKey(id), &b); err != nil {
		return nil, err
	}
	return &Edition{b.Edition, b.Steps}, nil
}

// openEdition reads what was sealed of an edition at a place.
func (db *DB) openEdition(ctx context.Context, q querier, id string, sealed []byte, place string, into any) error {
	key, err := db.recordKey(ctx, q, editionKey(id))
	if err != nil {
		return err
	}
	plain, err := key.Open(sealed, place)
	if err != nil {
		return fmt.Errorf("opening edition %s: %w", id, err)
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("reading edition %s: %w", id, err)
	}
	return nil
}

// EditionVersion reads what a version says within the transaction.
func (tx *Tx) EditionVersion(ctx context.Context, id string, version int) (*EditionVersion, error) {
	return tx.db.editionVersion(ctx, tx, id, version)
}

// EditionVersion reads what a version says. Who may see it, Reader.Edition asks.
func (db *DB) EditionVersion(ctx context.Context, id string, version int) (*EditionVersion, error) {
	return db.editionVersion(ctx, db.engine, id, version)
}

func (db *DB) editionVersion(ctx context.Context, q querier, id string, version int) (*EditionVersion, error) {
	v := &EditionVersion{}
	var content, frozen []byte
	found, err := one(ctx, q, into(&content, &frozen, &v.Hash),
		`SELECT content, frozen, hash FROM edition_version WHERE county = $1 AND id = $2 AND version = $3`, db.county, id, version)
	if err == nil && !found {
		err = noEdition()
	}
	if err != nil {
		return nil, err
	}
	if frozen == nil {
		return v, db.openEdition(ctx, q, id, content, contentPlace(id, version), &v.Content)
	}
	// What was published is what was frozen, whatever stands beside it.
	key, err := db.recordKey(ctx, q, editionKey(id))
	if err != nil {
		return nil, err
	}
	if v.Frozen, err = key.Open(frozen, frozenEdition(id, version)); err != nil {
		return nil, fmt.Errorf("opening the frozen edition %s: %w", id, err)
	}
	var f edition.Frozen
	if err := json.Unmarshal(v.Frozen, &f); err != nil {
		return nil, fmt.Errorf("reading the frozen edition %s: %w", id, err)
	}
	v.Content = f.Content
	return v, nil
}

// EditionAt finds the edition of a kind, a moment and a matter.
func (db *DB) EditionAt(ctx context.Context, kind report.Kind, asOf time.Time, matter string) (id string, found bool, err error) {
	found, err = one(ctx, db.engine, into(&id), `SELECT id FROM edition WHERE county = $1 AND kind = $2 AND as_of = $3 AND no = $4`, db.county, string(kind), milli(asOf), matter)
	return id, found, err
}

// EditionsOut lists the versions that were published, after one, for the house itself.
func (db *DB) EditionsOut(ctx context.Context, after string, version, limit int) ([]EditionKey, error) {
	return all(ctx, db.engine, func(r rows) (k EditionKey, err error) { return k, r.Scan(&k.ID, &k.Version) },
		`SELECT id, version FROM edition_version WHERE county = $1 AND frozen IS NOT NULL AND (id > $2 OR id = $2 AND version > $3) ORDER BY id, version LIMIT $4`,
		db.county, after, version, limit)
}

// EditionKey names a version of an edition.
type EditionKey struct {
	ID      string
	Version int
}

// EditionsCounted is how many editions there are with a number, and how many numbers were given: these are
// without gaps, so an edition that is gone is missing here.
func (db *DB) EditionsCounted(ctx context.Context) (editions, numbers int, err error) {
	_, err = one(ctx, db.engine, into(&editions, &numbers), `SELECT (SELECT COUNT(*) FROM edition WHERE county = $1 AND number > 0),
		(SELECT COALESCE(SUM(n), 0) FROM counter WHERE county = $1 AND series LIKE 'edition %')`, db.county)
	return editions, numbers, err
}

// UnitsAtWork lists the units that have something open, or did something since a moment.
func (db *DB) UnitsAtWork(ctx context.Context, since time.Time) ([]org.UnitID, error) {
	return all(ctx, db.engine, func(r rows) (id org.UnitID, err error) { return id, r.Scan(&id) },
		`SELECT DISTINCT unit FROM petition WHERE county = $1 AND unit <> '' AND (open = 1 OR replied_at >= $2 OR closed_at >= $2) ORDER BY unit`, db.county, milli(since))
}
