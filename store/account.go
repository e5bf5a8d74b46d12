package store

import (
	"context"
	"time"

	"bihuan/domain/org"
)

// Account is how somebody on the staff signs in.
type Account struct {
	Person      org.PersonID
	Hash        string // of the password; never shown
	MustChange  bool   // before anything else
	Failures    int    // wrong passwords in a row
	LockedUntil time.Time
	Closed      bool // by an administrator
	Changed     time.Time
	SignedIn    time.Time // the last time
	Post        string    // chosen the last time
}

const accountColumns = `person, hash, must_change, failures, locked_until, closed, changed, signed_in, post`

func scanAccount(r rows) (a Account, err error) {
	var must, closed int
	var locked, signed *int64
	var changed int64
	err = r.Scan(&a.Person, &a.Hash, &must, &a.Failures, &locked, &closed, &changed, &signed, &a.Post)
	a.MustChange, a.Closed = must != 0, closed != 0
	a.LockedUntil, a.SignedIn, a.Changed = instantOrZero(locked), instantOrZero(signed), instant(changed)
	return a, err
}

// Account finds a person's account.
func (db *DB) Account(ctx context.Context, person org.PersonID) (Account, bool, error) {
	return account(ctx, db.engine, db.county, person, "")
}

// Account finds a person's account, and keeps others from changing it meanwhile.
func (tx *Tx) Account(ctx context.Context, person org.PersonID) (Account, bool, error) {
	return account(ctx, tx, tx.db.county, person, tx.db.engine.forUpdate())
}

func account(ctx context.Context, q querier, county string, person org.PersonID, lock string) (a Account, found bool, err error) {
	found, err = one(ctx, q, func(r rows) (err error) {
		a, err = scanAccount(r)
		return err
	}, `SELECT `+accountColumns+` FROM account WHERE county = $1 AND person = $2`+lock, county, string(person))
	return a, found, err
}

// Accounts lists all accounts.
func (db *DB) Accounts(ctx context.Context) ([]Account, error) {
	return all(ctx, db.engine, scanAccount, `SELECT `+accountColumns+` FROM account WHERE county = $1 ORDER BY person`, db.county)
}

// PutAccount writes an account.
func (tx *Tx) PutAccount(ctx context.Context, a Account) error {
	return tx.exec(ctx, `INSERT INTO account (county, `+accountColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (county, person) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change, failures = excluded.failures,
		locked_until = excluded.locked_until, closed = excluded.closed, changed = excluded.changed, signed_in = excluded.signed_in, post = excluded.post`,
		tx.db.county, string(a.Person), a.Hash, bit(a.MustChange), a.Failures, milliOrNull(a.LockedUntil), bit(a.Closed),
		milli(a.Changed), milliOrNull(a.SignedIn), a.Post)
}
