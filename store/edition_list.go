package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// EditionQuery says which editions of those that an officer may see.
type EditionQuery struct {
	All    bool         // every edition, drafts too; else
	Person org.PersonID // what was sent to this person
	Kind   report.Kind
	States []edition.State
	Before string // a cursor that a page before ended with
	Limit  int
}

// EditionRow is an edition in a list.
type EditionRow struct {
	edition.Edition
	Sent, Opened int // of the version that is out
}

// mayReadEdition is the condition on an edition: on the right side of the walls of its matter; for who does
// not read all, one that was sent to them.
func (r *Reader) mayReadEdition(b *builder, every bool, person org.PersonID) string {
	where := r.walled(b, "e")
	if !every {
		where += ` AND EXISTS (SELECT 1 FROM edition_copy x WHERE x.county = e.county AND x.id = e.id AND x.person = ` + b.arg(string(person)) + `)`
	}
	return where
}

// Edition reads an edition, if the officer may see it. Out of scope it is not found.
func (r *Reader) Edition(ctx context.Context, id string, every bool, person org.PersonID) (*Edition, error) {
	b := newBuilder(r.db.county)
	found, err := one(ctx, r.q, func(rows) error { return nil },
		`SELECT 1 FROM edition e WHERE e.county = $1 AND e.id = `+b.arg(id)+` AND `+r.mayReadEdition(b, every, person), b.args...)
	if err == nil && !found {
		err = noEdition()
	}
	if err != nil {
		return nil, err
	}
	return r.db.edition(ctx, r.q, id, "")
}

// Editions lists editions, the latest moment first. The cursor is where the next page begins, or "".
func (r *Reader) Editions(ctx context.Context, q EditionQuery) ([]EditionRow, string, error) {
	b := newBuilder(r.db.county)
	where := []string{r.mayReadEdition(b, q.All, q.Person)}
	if q.Kind != "" {
		where = append(where, `e.kind = `+b.arg(string(q.Kind)))
	}
	if len(q.States) > 0 {
		where = append(where, `e.state IN `+in(b, q.States))
	}
	if at, id, ok := strings.Cut(q.Before, " "); ok {
		ms, _ := strconv.ParseInt(at, 10, 64)
		m := b.arg(ms)
		where = append(where, `(e.as_of < `+m+` OR e.as_of = `+m+` AND e.id < `+b.arg(id)+`)`)
	}
	list, err := all(ctx, r.q, scanEditionRow, `SELECT e.id, e.kind, e.no, e.as_of, e.from_day, e.to_day, e.year, e.number, e.state, e.version, e.issued, e.drafted, e.published, e.seq,
			(SELECT COUNT(*) FROM edition_copy x WHERE x.county = e.county AND x.id = e.id AND x.version = e.issued),
			(SELECT COUNT(*) FROM edition_copy x WHERE x.county = e.county AND x.id = e.id AND x.version = e.issued AND x.opened IS NOT NULL)
		FROM edition e WHERE e.county = $1 AND `+strings.Join(where, " AND ")+` ORDER BY e.as_of DESC, e.id DESC LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil || len(list) <= q.Limit {
		return list, "", err
	}
	last := list[q.Limit-1]
	return list[:q.Limit], strconv.FormatInt(milli(last.AsOf), 10) + " " + last.ID, nil
}

func scanEditionRow(r rows) (EditionRow, error) {
	var e EditionRow
	var from, to string
	var asOf, drafted int64
	var published *int64
	err := r.Scan(&e.ID, &e.Kind, &e.Matter, &asOf, &from, &to, &e.Year, &e.Number, &e.State, &e.Version, &e.Out, &drafted, &published, &e.Seq, &e.Sent, &e.Opened)
	if err != nil {
		return e, err
	}
	e.AsOf, e.Drafted, e.Published = instant(asOf), instant(drafted), instantOrZero(published)
	if e.Period.From, err = deadline.ParseDay(from); err != nil {
		return e, err
	}
	e.Period.To, err = deadline.ParseDay(to)
	return e, err
}

// EditionCopy is a version that was sent to a person.
type EditionCopy struct {
	Version int
	edition.Addressee
	Sent   time.Time
	Opened time.Time // when it was first opened
}

// SendEdition writes down to whom a version goes.
func (tx *Tx) SendEdition(ctx context.Context, id string, version int, to []edition.Addressee) error {
	for _, a := range to {
		err := tx.exec(ctx, `INSERT INTO edition_copy (county, id, version, person, unit, sent) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.db.county, id, version, string(a.Person), string(a.Unit), milli(tx.Now))
		if err != nil {
			return err
		}
	}
	return nil
}

// OpenEdition notes that a person opened a version that was sent to them; the first time stays.
func (tx *Tx) OpenEdition(ctx context.Context, id string, version int, person org.PersonID) error {
	return tx.exec(ctx, `UPDATE edition_copy SET opened = $5 WHERE county = $1 AND id = $2 AND version = $3 AND person = $4 AND opened IS NULL`,
		tx.db.county, id, version, string(person), milli(tx.Now))
}

// EditionCopies lists to whom an edition was sent, version by version.
func (r *Reader) EditionCopies(ctx context.Context, id string) ([]EditionCopy, error) {
	return all(ctx, r.q, func(r rows) (EditionCopy, error) {
		var c EditionCopy
		var sent int64
		var opened *int64
		err := r.Scan(&c.Version, &c.Person, &c.Unit, &sent, &opened)
		c.Sent, c.Opened = instant(sent), instantOrZero(opened)
		return c, err
	}, `SELECT version, person, unit, sent, opened FROM edition_copy WHERE county = $1 AND id = $2 ORDER BY version, person, unit`, r.db.county, id)
}
