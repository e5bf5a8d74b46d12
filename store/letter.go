package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/vault"
)

// Letter is a letter as it is stored.
type Letter struct {
	letter.Letter
	Steps  []letter.Step // in order
	Frozen []byte        // the document's JSON, from its issue on
	Hash   string        // SM3 of Frozen, hex
	PDF    string        // hashes of the files that were made of it, once they are made
	DOCX   string
}

// letterBody is what of a letter is sealed.
type letterBody struct {
	Letter letter.Letter `json:"letter"`
	Steps  []letter.Step `json:"steps"`
}

// letterKey is the place of a letter's key among those of petitions, so that rotation finds it.
func letterKey(id string) string { return "letter|" + id }

// NewLetter writes a draft down.
func (tx *Tx) NewLetter(ctx context.Context, l *Letter) error {
	key, err := tx.newKey(ctx, letterKey(l.ID), nil)
	if err != nil {
		return err
	}
	body, err := sealLetter(key, l)
	if err != nil {
		return err
	}
	err = tx.exec(ctx, `INSERT INTO letter (county, id, kind, no, from_unit, to_unit, unit, state, open, batch, author, number, drafted, due, version, hash, pdf, docx, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, '', $11, '', $12, '', '', '', $13)`,
		tx.db.county, l.ID, string(l.Kind), l.Leads(), string(l.From), string(l.To), string(l.Unit), string(l.State), l.Batch, string(l.Author.Person), milli(l.Begun), l.Version, body)
	if err != nil {
		return err
	}
	for _, no := range l.Nos {
		if err := tx.exec(ctx, `INSERT INTO letter_matter (county, no, id) VALUES ($1, $2, $3)`, tx.db.county, no, l.ID); err != nil {
			return err
		}
	}
	return tx.letterSteps(ctx, l, 0)
}

// LetterID makes the name of a new letter.
func (tx *Tx) LetterID() string { return tx.messageID() }

// letterSteps appends the steps from an index on.
func (tx *Tx) letterSteps(ctx context.Context, l *Letter, from int) error {
	for _, s := range l.Steps[from:] {
		err := tx.exec(ctx, `INSERT INTO letter_step (county, id, seq, act, at, person) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.db.county, l.ID, s.Seq, string(s.Act), milli(s.At), string(s.By.Person))
		if err != nil {
			return err
		}
	}
	return nil
}

func sealLetter(key vault.RecordKey, l *Letter) ([]byte, error) {
	plain, err := json.Marshal(letterBody{l.Letter, l.Steps})
	if err != nil {
		return nil, fmt.Errorf("writing letter %s: %w", l.ID, err)
	}
	return key.Seal(plain, letterKey(l.ID)), nil
}

// Letter takes a letter into the transaction, to be changed there. Who may see it, the caller asks.
func (tx *Tx) Letter(ctx context.Context, id string) (*Letter, error) {
	return tx.db.letter(ctx, tx, id, tx.db.engine.forUpdate())
}

// StoredLetter reads a letter for the house itself; who may see it, Reader.Letter asks.
func (db *DB) StoredLetter(ctx context.Context, id string) (*Letter, error) {
	return db.letter(ctx, db.engine, id, "")
}

func (db *DB) letter(ctx context.Context, q querier, id, lock string) (*Letter, error) {
	l := &Letter{}
	var body, frozen []byte
	found, err := one(ctx, q, into(&body, &frozen, &l.Hash, &l.PDF, &l.DOCX),
		`SELECT body, frozen, hash, pdf, docx FROM letter WHERE county = $1 AND id = $2`+lock, db.county, id)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, noLetter()
	}
	key, err := db.recordKey(ctx, q, letterKey(id))
	if err != nil {
		return nil, err
	}
	plain, err := key.Open(body, letterKey(id))
	if err != nil {
		return nil, fmt.Errorf("opening letter %s: %w", id, err)
	}
	var b letterBody
	if err := json.Unmarshal(plain, &b); err != nil {
		return nil, fmt.Errorf("reading letter %s: %w", id, err)
	}
	l.Letter, l.Steps = b.Letter, b.Steps
	if frozen != nil {
		if l.Frozen, err = key.Open(frozen, frozenPlace(id)); err != nil {
			return nil, fmt.Errorf("opening the frozen text of letter %s: %w", id, err)
		}
	}
	return l, nil
}

func frozenPlace(id string) string { return "frozen|" + id }

func noLetter() error { return fault.New(fault.NotFound, "fault.letter.not_found") }

// SaveLetter writes down what has become of a letter since it was read here: its new steps with it.
func (tx *Tx) SaveLetter(ctx context.Context, l *Letter, was int) error {
	key, err := tx.db.recordKey(ctx, tx, letterKey(l.ID))
	if err != nil {
		return err
	}
	body, err := sealLetter(key, l)
	if err != nil {
		return err
	}
	var code, issued any
	if l.Code != "" {
		code = l.Code
	}
	if !l.Issued.IsZero() {
		issued = milli(l.Issued)
	}
	due := ""
	if l.Waits() {
		due = l.Due.String()
	}
	n, err := tx.execNow(ctx, `UPDATE letter SET to_unit = $4, state = $5, open = $6, number = $7, code = $8, issued = $9, due = $10, version = $11, body = $12
		WHERE county = $1 AND id = $2 AND version = $3`,
		tx.db.county, l.ID, was, string(l.To), string(l.State), boolInt(l.State.Open()), l.Number, code, issued, due, l.Version, body)
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "fault.letter.changed")
	}
	return tx.letterSteps(ctx, l, len(l.Steps)-(l.Version-was))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Freeze keeps for ever what a letter says. A letter that was frozen is a Conflict.
func (tx *Tx) Freeze(ctx context.Context, l *Letter, frozen []byte) error {
	key, err := tx.db.recordKey(ctx, tx, letterKey(l.ID))
	if err != nil {
		return err
	}
	l.Frozen, l.Hash = frozen, HashOf(frozen)
	n, err := tx.execNow(ctx, `UPDATE letter SET frozen = $3, hash = $4 WHERE county = $1 AND id = $2 AND frozen IS NULL`,
		tx.db.county, l.ID, key.Seal(frozen, frozenPlace(l.ID)), l.Hash)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "fault.letter.changed")
	}
	return err
}

// HashOf is the SM3 of something, in hex.
func HashOf(data []byte) string { return hex.EncodeToString(vault.SM3(data)) }

// FileLetter writes down the hashes of the files that were made of a frozen letter; what was written down
// stays.
func (tx *Tx) FileLetter(ctx context.Context, id, pdf, docx string) error {
	return tx.exec(ctx, `UPDATE letter SET pdf = $3, docx = $4 WHERE county = $1 AND id = $2 AND pdf = '' AND frozen IS NOT NULL`, tx.db.county, id, pdf, docx)
}

// LetterNumber is the next number of a series, gap-free: a transaction that fails gives it back.
func (tx *Tx) LetterNumber(ctx context.Context, series string) (int, error) {
	return tx.next(ctx, "letter "+series)
}

// Checked is what anybody may know of a letter who holds it in hand: that it was issued, and whether it
// still stands. Nothing of what it says.
type Checked struct {
	ID     string
	Kind   letter.Kind
	Number string
	From   org.UnitID
	Issued time.Time
	Voided bool
	Void   time.Time // when it was voided
	PDF    string
	DOCX   string
}

// LetterByCode finds a letter by the short code on its page.
func (db *DB) LetterByCode(ctx context.Context, code string) (Checked, error) {
	return db.checked(ctx, db.engine, `l.code = $2`, code)
}

// LetterByCode finds a letter by the short code on its page, within the transaction that counts who tries.
func (tx *Tx) LetterByCode(ctx context.Context, code string) (Checked, error) {
	return tx.db.checked(ctx, tx, `l.code = $2`, code)
}

// LetterByFile finds a letter by the hash of a file that was made of it.
func (db *DB) LetterByFile(ctx context.Context, hash string) (Checked, error) {
	return db.checked(ctx, db.engine, `(l.pdf = $2 OR l.docx = $2)`, hash)
}

func (db *DB) checked(ctx context.Context, q querier, where, value string) (Checked, error) {
	var c Checked
	var kind, from, state string
	var issued, voided *int64
	found, err := one(ctx, q, into(&c.ID, &kind, &c.Number, &from, &issued, &state, &voided, &c.PDF, &c.DOCX),
		`SELECT l.id, l.kind, l.number, l.from_unit, l.issued, l.state,
			(SELECT MAX(s.at) FROM letter_step s WHERE s.county = l.county AND s.id = l.id AND s.act = '`+string(letter.Voiding)+`'), l.pdf, l.docx
		FROM letter l WHERE l.county = $1 AND `+where, db.county, value)
	if err == nil && (!found || issued == nil) {
		err = noLetter()
	}
	if err != nil {
		return c, err
	}
	c.Kind, c.From, c.Issued, c.Voided = letter.Kind(kind), org.UnitID(from), instant(*issued), letter.State(state) == letter.Voided
	c.Void = instantOrZero(voided)
	return c, nil
}

// LetterRow is a letter in a list.
type LetterRow struct {
	ID      string
	Kind    letter.Kind
	No      string // the petition that it is filled in from; "" like its subject where that is not seen
	Subject string
	From    org.UnitID
	To      org.UnitID
	State   letter.State
	Batch   string
	Author  org.PersonID
	Number  string
	Drafted time.Time
	Issued  time.Time
	Due     deadline.Day // while an answer is owed
	Version int
	Matters int
	Last    letter.Act // what was done last
}
