package store

import (
	"context"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
)

// LetterQuery says which letters of those that an officer may see.
type LetterQuery struct {
	Offices []org.UnitID // the officer's own unit, all whose letters are seen, and those below it: what is sent to them
	States  []letter.State
	Kind    letter.Kind
	Kinds   []letter.Kind // any of these; nil: all
	No      string        // about a petition
	From    org.UnitID
	To      org.UnitID
	Batch   string
	Author  org.PersonID
	But     org.PersonID // not drafted by
	DueFrom deadline.Day // whose answer is owed, by that day or later
	DueBy   deadline.Day // whose answer is owed, by that day
	Waits   bool         // whose answer is owed
	After   string       // a cursor that a page before ended with
	Limit   int
}

// mayRead is the condition on a letter: on the right side of the walls of all its matters; issued, and about
// matters in the scope or to an own office; or of the own office. What the bureau writes to others about a
// matter is not for the unit that handles it.
func (r *Reader) mayRead(b *builder, offices []org.UnitID) string {
	about := "l.issued IS NOT NULL"
	if !r.scope.All {
		about += " AND l.to_unit IN ('', l.unit)"
	}
	var either []string
	for _, who := range r.belonging("") {
		about += " AND " + ofAll(who.exists(b, "m"))
	}
	either = append(either, about)
	if len(offices) > 0 {
		either = append(either, `l.issued IS NOT NULL AND l.to_unit IN `+in(b, offices), `l.from_unit IN `+in(b, offices[:1]))
	}
	return ofAll(r.walled(b, "m")) + ` AND (` + strings.Join(either, " OR ") + `)`
}

// ofAll is the condition on a letter that something holds of each of its matters m.
func ofAll(condition string) string {
	if condition == "1 = 1" || condition == "1 = 0" {
		return condition
	}
	return `NOT EXISTS (SELECT 1 FROM letter_matter m WHERE m.county = l.county AND m.id = l.id AND NOT (` + condition + `))`
}

// Letter reads a letter with all that it says, if the officer may see it. Out of scope it is not found.
func (r *Reader) Letter(ctx context.Context, id string, offices []org.UnitID) (*Letter, error) {
	b := newBuilder(r.db.county)
	found, err := one(ctx, r.q, func(rows) error { return nil },
		`SELECT 1 FROM letter l WHERE l.county = $1 AND l.id = `+b.arg(id)+` AND `+r.mayRead(b, offices), b.args...)
	if err == nil && !found {
		err = noLetter()
	}
	if err != nil {
		return nil, err
	}
	return r.db.letter(ctx, r.q, id, "")
}

// Letters lists letters: those whose answer is owed by their due day, the others the latest first. The
// cursor is where the next page begins, or "".
func (r *Reader) Letters(ctx context.Context, q LetterQuery) (list []LetterRow, cursor string, err error) {
	b := newBuilder(r.db.county)
	where := r.lettersWhere(b, q)
	key, order := "l.id", "l.id DESC"
	if q.Waits || q.DueBy != 0 {
		key, order = "l.due || ' ' || l.id", "l.due, l.id"
	}
	if q.After != "" {
		sign := " < "
		if order != "l.id DESC" {
			sign = " > "
		}
		where += ` AND ` + key + sign + b.arg(q.After)
	}
	seen := r.seesMatter(b)
	list, err = all(ctx, r.q, scanLetterRow, `SELECT l.id, l.kind, CASE WHEN `+seen+` THEN l.no ELSE '' END, CASE WHEN `+seen+` THEN COALESCE(p.subject, '') ELSE '' END, l.from_unit, l.to_unit, l.state, l.batch, l.author, l.number, l.drafted, l.issued, l.due, l.version,
			(SELECT COUNT(*) FROM letter_matter m WHERE m.county = l.county AND m.id = l.id),
			COALESCE((SELECT t.act FROM letter_step t WHERE t.county = l.county AND t.id = l.id AND t.seq = l.version), '')
		FROM letter l LEFT JOIN petition p ON p.county = l.county AND p.no = l.no
		WHERE l.county = $1 AND `+where+` ORDER BY `+order+` LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil || len(list) <= q.Limit {
		return list, "", err
	}
	list = list[:q.Limit]
	last := list[q.Limit-1]
	if order == "l.id DESC" {
		return list, last.ID, nil
	}
	return list, last.Due.String() + " " + last.ID, nil
}

// seesMatter is the condition on a letter that its petition is in the scope. Who was only written to learns
// of it what the letter says.
func (r *Reader) seesMatter(b *builder) string {
	if r.scope.All {
		return "1 = 1"
	}
	var each []string
	for _, who := range r.belonging("") {
		each = append(each, who.exists(b, "l"))
	}
	return strings.Join(each, " AND ")
}

func (r *Reader) lettersWhere(b *builder, q LetterQuery) string {
	where := []string{r.mayRead(b, q.Offices)}
	if len(q.States) > 0 {
		where = append(where, `l.state IN `+in(b, q.States))
	}
	for _, c := range []struct{ column, value string }{{"l.kind", string(q.Kind)}, {"l.from_unit", string(q.From)}, {"l.to_unit", string(q.To)}, {"l.batch", q.Batch}, {"l.author", string(q.Author)}} {
		if c.value != "" {
			where = append(where, c.column+` = `+b.arg(c.value))
		}
	}
	switch {
	case len(q.Kinds) > 0:
		where = append(where, `l.kind IN `+in(b, q.Kinds))
	case q.Kinds != nil:
		where = append(where, `1 = 0`)
	}
	if q.But != "" {
		where = append(where, `l.author <> `+b.arg(string(q.But)))
	}
	if q.No != "" {
		where = append(where, `EXISTS (SELECT 1 FROM letter_matter m WHERE m.county = l.county AND m.no = `+b.arg(q.No)+` AND m.id = l.id)`)
	}
	if q.Waits {
		where = append(where, `l.due <> ''`)
	}
	if q.DueFrom != 0 {
		where = append(where, `l.due >= `+b.arg(q.DueFrom.String()))
	}
	if q.DueBy != 0 {
		where = append(where, `l.due <> '' AND l.due <= `+b.arg(q.DueBy.String()))
	}
	return strings.Join(where, " AND ")
}

// CountLetters counts letters, up to a most.
func (r *Reader) CountLetters(ctx context.Context, q LetterQuery, most int) (int, error) {
	b := newBuilder(r.db.county)
	n, where := 0, r.lettersWhere(b, q)
	_, err := one(ctx, r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM letter l WHERE l.county = $1 AND `+where+` LIMIT `+b.arg(most)+`) x`, b.args...)
	return n, err
}

func scanLetterRow(r rows) (LetterRow, error) {
	var l LetterRow
	var kind, from, to, state, author, due, last string
	var drafted int64
	var issued *int64
	err := r.Scan(&l.ID, &kind, &l.No, &l.Subject, &from, &to, &state, &l.Batch, &author, &l.Number, &drafted, &issued, &due, &l.Version, &l.Matters, &last)
	l.Kind, l.From, l.To, l.State, l.Author, l.Last = letter.Kind(kind), org.UnitID(from), org.UnitID(to), letter.State(state), org.PersonID(author), letter.Act(last)
	l.Drafted = instant(drafted)
	if issued != nil {
		l.Issued = instant(*issued)
	}
	l.Due, _ = dueDay(due)
	return l, err
}
