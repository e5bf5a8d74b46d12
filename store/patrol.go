package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
)

// Patrol is one person's round of the own matters.
type Patrol struct {
	Person  org.PersonID
	At      time.Time // the set time for which it was made
	Matters int       // that the person minds
	Rows    int       // of them that needed an eye
	Seen    int
	Signed  time.Time // zero while it is not
}

// Unsigned reports whether a signature is owed. Where nothing needed an eye nobody has to sign.
func (p Patrol) Unsigned() bool { return p.Rows > 0 && p.Signed.IsZero() }

// How a row of a patrol was dealt with.
type How string

// The ways. Looking at it is the least; anything else says more and takes its place.
const (
	Seen  How = "seen"
	Noted How = "noted"
	PutUp How = "put_up"
	Done  How = "done" // by an act on the matter
)

// Dealt is what was done about a row.
type Dealt struct {
	How   How
	Act   petition.Kind // of Done
	Words string        // of a note
}

// PatrolRow is one matter of a patrol: why it needed an eye when the list was made, and what a list
// shows of it now.
type PatrolRow struct {
	No      string
	Version int // the matter's, when the list was made
	Reasons []oversight.Reason
	Seen    time.Time // zero: not yet
	Dealt

	Now      int // the matter's version now
	State    petition.State
	Subject  string
	Channel  petition.Channel
	Category string
	Place    org.AreaCode
	Unit     org.UnitID
	Minder   org.PersonID
	Persons  int
	Week     int
	Flags    string
}

// Has reports whether the matter has a flag.
func (r *PatrolRow) Has(flag string) bool { return strings.Contains(r.Flags, " "+flag+" ") }

// MakePatrol writes a patrol with its rows in their order. It reports whether it did: one that is
// there stays as it is.
func (tx *Tx) MakePatrol(ctx context.Context, p Patrol, rows []PatrolRow) (bool, error) {
	made, err := tx.execNow(ctx, `INSERT INTO patrol (county, person, at, made, matters, rows_n) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (county, person, at) DO NOTHING`, tx.db.county, string(p.Person), milli(p.At), milli(tx.Now), p.Matters, len(rows))
	if err != nil || made == 0 {
		return false, err
	}
	for i, r := range rows {
		reasons, err := json.Marshal(r.Reasons)
		if err != nil {
			return false, err
		}
		err = tx.exec(ctx, `INSERT INTO patrol_row (county, person, at, no, n, version, reasons, how, act, words) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')`,
			tx.db.county, string(p.Person), milli(p.At), r.No, i, r.Version, string(reasons))
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// selectPatrols reads patrols with how far each is.
const selectPatrols = `SELECT p.person, p.at, p.matters, p.rows_n, p.signed,
	(SELECT COUNT(*) FROM patrol_row r WHERE r.county = p.county AND r.person = p.person AND r.at = p.at AND r.seen IS NOT NULL) FROM patrol p`

func scanPatrol(r rows) (Patrol, error) {
	var p Patrol
	var at int64
	var signed *int64
	err := r.Scan(&p.Person, &at, &p.Matters, &p.Rows, &signed, &p.Seen)
	p.At, p.Signed = instant(at), instantOrZero(signed)
	return p, err
}

// Patrol reads a person's patrol of a set time; false if there is none.
func (r *Reader) Patrol(ctx context.Context, person org.PersonID, at time.Time) (Patrol, bool, error) {
	return r.onePatrol(ctx, selectPatrols+` WHERE p.county = $1 AND p.person = $2 AND p.at = $3`, person, at)
}

// LatestPatrol reads a person's last patrol up to a moment; false if there is none.
func (r *Reader) LatestPatrol(ctx context.Context, person org.PersonID, until time.Time) (Patrol, bool, error) {
	return r.onePatrol(ctx, selectPatrols+` WHERE p.county = $1 AND p.person = $2 AND p.at <= $3 ORDER BY p.at DESC LIMIT 1`, person, until)
}

func (r *Reader) onePatrol(ctx context.Context, sql string, person org.PersonID, at time.Time) (Patrol, bool, error) {
	var p Patrol
	found, err := one(ctx, r.q, func(rows rows) (err error) {
		p, err = scanPatrol(rows)
		return err
	}, sql, r.db.county, string(person), milli(at))
	return p, found, err
}

// Patrols lists the patrols of a span of time, the earliest first.
func (r *Reader) Patrols(ctx context.Context, from, to time.Time) ([]Patrol, error) {
	return all(ctx, r.q, scanPatrol, selectPatrols+` WHERE p.county = $1 AND p.at >= $2 AND p.at < $3 ORDER BY p.at, p.person`, r.db.county, milli(from), milli(to))
}

// PatrolRows reads a patrol's rows in their order, as far as the reader may see the matters: a wall may
// have been raised since.
func (r *Reader) PatrolRows(ctx context.Context, person org.PersonID, at time.Time) ([]PatrolRow, error) {
	b := newBuilder(r.db.county)
	where := `r.person = ` + b.arg(string(person)) + ` AND r.at = ` + b.arg(milli(at)) + ` AND ` + r.scoped(b, "p")
	return all(planAnew(ctx), r.q, scanPatrolRow, `SELECT r.no, r.version, r.reasons, r.seen, r.how, r.act, r.words,
		p.version, p.state, p.subject, p.channel, p.category, p.place, p.unit, p.minder, p.persons, p.week, p.flags
		FROM patrol_row r CROSS JOIN petition p WHERE r.county = $1 AND p.county = r.county AND p.no = r.no AND `+where+` ORDER BY r.n`, b.args...)
}

func scanPatrolRow(r rows) (PatrolRow, error) {
	var row PatrolRow
	var reasons string
	var seen *int64
	err := r.Scan(&row.No, &row.Version, &reasons, &seen, &row.How, &row.Act, &row.Words,
		&row.Now, &row.State, &row.Subject, &row.Channel, &row.Category, &row.Place, &row.Unit, &row.Minder, &row.Persons, &row.Week, &row.Flags)
	if err != nil {
		return row, err
	}
	row.Seen = instantOrZero(seen)
	if err := json.Unmarshal([]byte(reasons), &row.Reasons); err != nil {
		return row, fmt.Errorf("reading why %s is on a patrol: %w", row.No, err)
	}
	return row, nil
}

// current refuses a patrol that is not the person's to work on: not there, signed, or followed by the
// next one.
func (tx *Tx) current(ctx context.Context, person org.PersonID, at time.Time) (Patrol, error) {
	p, found, err := tx.Reader(org.Scope{}).Patrol(ctx, person, at)
	switch {
	case err != nil:
		return p, err
	case !found:
		return p, fault.New(fault.NotFound, "fault.patrol.none")
	}
	var last int64
	if _, err := one(ctx, tx, into(&last), `SELECT MAX(at) FROM patrol WHERE county = $1 AND person = $2`, tx.db.county, string(person)); err != nil {
		return p, err
	}
	if last != milli(at) {
		return p, fault.New(fault.Conflict, "fault.patrol.followed", "moment", instant(last))
	}
	return p, nil
}

// SeeRow says what was done about a row of a person's present patrol.
func (tx *Tx) SeeRow(ctx context.Context, person org.PersonID, at time.Time, no string, d Dealt) error {
	p, err := tx.current(ctx, person, at)
	if err != nil {
		return err
	}
	if !p.Signed.IsZero() {
		return fault.New(fault.Conflict, "fault.patrol.signed")
	}
	found, err := one(ctx, tx, func(rows) error { return nil }, `SELECT 1 FROM patrol_row WHERE county = $1 AND person = $2 AND at = $3 AND no = $4`,
		tx.db.county, string(person), milli(at), no)
	if err == nil && !found {
		return notFound()
	}
	if err != nil {
		return err
	}
	return tx.deal(ctx, person, no, d)
}

// Patrolled is SeeRow for whoever does an act anywhere: it marks the matter in the person's present
// patrol if it stands there, and is content if it does not.
func (tx *Tx) Patrolled(ctx context.Context, person org.PersonID, no string, d Dealt) error {
	return tx.deal(ctx, person, no, d)
}

// deal writes what was done into the last patrol, unless it is signed. A look takes no other's place.
func (tx *Tx) deal(ctx context.Context, person org.PersonID, no string, d Dealt) error {
	return tx.exec(ctx, `UPDATE patrol_row SET seen = $4, how = $5, act = $6, words = $7
		WHERE county = $1 AND person = $2 AND no = $3 AND (seen IS NULL OR $5 <> 'seen')
		AND at = (SELECT MAX(p.at) FROM patrol p WHERE p.county = $1 AND p.person = $2)
		AND NOT EXISTS (SELECT 1 FROM patrol s WHERE s.county = $1 AND s.person = $2 AND s.at = patrol_row.at AND s.signed IS NOT NULL)`,
		tx.db.county, string(person), no, milli(tx.Now), string(d.How), string(d.Act), clean(d.Words))
}

// SignPatrol signs a person's present patrol. It is refused as long as rows that the scope lets be seen
// have not been. Signing again changes nothing.
func (tx *Tx) SignPatrol(ctx context.Context, person org.PersonID, at time.Time, scope org.Scope) error {
	p, err := tx.current(ctx, person, at)
	if err != nil {
		return err
	}
	if !p.Signed.IsZero() {
		return nil
	}
	b, n := newBuilder(tx.db.county), 0
	where := `r.person = ` + b.arg(string(person)) + ` AND r.at = ` + b.arg(milli(at)) + ` AND r.seen IS NULL AND ` + tx.Reader(scope).scoped(b, "r")
	if _, err := one(ctx, tx, into(&n), `SELECT COUNT(*) FROM patrol_row r WHERE r.county = $1 AND `+where, b.args...); err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "fault.patrol.unseen", "n", n)
	}
	return tx.exec(ctx, `UPDATE patrol SET signed = $4 WHERE county = $1 AND person = $2 AND at = $3 AND signed IS NULL`,
		tx.db.county, string(person), milli(at), milli(tx.Now))
}
