package store

import (
	"context"
	"time"

	"bihuan/domain/org"
)

// Session is one sign-in that lasts. Token is the hash of what the browser holds.
type Session struct {
	Token   string
	Person  org.PersonID
	Data    []byte
	Created time.Time
	Seen    time.Time
	Address string
	Agent   string
}

const sessionColumns = `token, person, data, created, seen, address, agent`

func scanSession(r rows) (s Session, err error) {
	var created, seen int64
	err = r.Scan(&s.Token, &s.Person, &s.Data, &created, &seen, &s.Address, &s.Agent)
	s.Created, s.Seen = instant(created), instant(seen)
	return s, err
}

// Session finds a session.
func (db *DB) Session(ctx context.Context, token string) (s Session, found bool, err error) {
	found, err = one(ctx, db.engine, func(r rows) (err error) {
		s, err = scanSession(r)
		return err
	}, `SELECT `+sessionColumns+` FROM session WHERE county = $1 AND token = $2`, db.county, token)
	return s, found, err
}

// Sessions lists a person's sessions, the newest first.
func (db *DB) Sessions(ctx context.Context, person org.PersonID) ([]Session, error) {
	return all(ctx, db.engine, scanSession, `SELECT `+sessionColumns+` FROM session
		WHERE county = $1 AND person = $2 AND person <> '' ORDER BY created DESC, token`, db.county, string(person))
}

// PutSession writes a session; when it was created stays as it was.
func (tx *Tx) PutSession(ctx context.Context, s Session) error {
	return tx.exec(ctx, `INSERT INTO session (county, `+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (county, token) DO UPDATE SET person = excluded.person, data = excluded.data, seen = excluded.seen,
		address = excluded.address, agent = excluded.agent`,
		tx.db.county, s.Token, string(s.Person), s.Data, milli(s.Created), milli(s.Seen), s.Address, s.Agent)
}

// SeeSession notes that a session is used.
func (tx *Tx) SeeSession(ctx context.Context, token string) error {
	return tx.exec(ctx, `UPDATE session SET seen = $3 WHERE county = $1 AND token = $2`, tx.db.county, token, milli(tx.Now))
}

// DropSession ends a session, if there is one.
func (tx *Tx) DropSession(ctx context.Context, token string) error {
	return tx.exec(ctx, `DELETE FROM session WHERE county = $1 AND token = $2`, tx.db.county, token)
}

// DropSessions ends all sessions of a person but one.
func (tx *Tx) DropSessions(ctx context.Context, person org.PersonID, but string) error {
	return tx.exec(ctx, `DELETE FROM session WHERE county = $1 AND person = $2 AND token <> $3`, tx.db.county, string(person), but)
}

// SweepSessions forgets the sessions that were begun before one moment or last used before another.
func (tx *Tx) SweepSessions(ctx context.Context, begun, used time.Time) error {
	return tx.exec(ctx, `DELETE FROM session WHERE county = $1 AND (created < $2 OR seen < $3)`, tx.db.county, milli(begun), milli(used))
}
