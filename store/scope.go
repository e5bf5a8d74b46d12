package store

import (
	"context"
	"strconv"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// builder numbers the arguments of a statement. The first is always the county.
type builder struct{ args []any }

func newBuilder(county string) *builder { return &builder{args: []any{county}} }

// arg is the placeholder of one more argument.
func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

// in is a list of placeholders.
func in[T ~string](b *builder, list []T) string {
	marks := make([]string, len(list))
	for i, v := range list {
		marks[i] = b.arg(string(v))
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// scoped is the condition that keeps a row, known by its no, within the reader's scope and on the
// right side of every wall. Each row is looked at by itself, as suits few rows.
func (r *Reader) scoped(b *builder, table string) string {
	return r.condition(b, table, func(own string) string {
		return `EXISTS (SELECT 1 FROM party s WHERE s.county = $1 AND s.no = ` + table + `.no AND (` + own + `))`
	})
}

// scopedSet is the same condition, which starts from what belongs to the scope, as suits lists.
func (r *Reader) scopedSet(b *builder, table string) string {
	return r.condition(b, table, func(own string) string {
		return table + `.no IN (SELECT s.no FROM party s WHERE s.county = $1 AND (` + own + `))`
	})
}

func (r *Reader) condition(b *builder, table string, within func(own string) string) string {
	s := r.scope
	if s.County == "" || s.County != r.db.county {
		return "1 = 0"
	}
	var conditions []string
	if !s.All {
		own := ofParty(b, "s", partyUnit, s.Units, partyPerson, s.Person)
		if own == "" {
			return "1 = 0"
		}
		conditions = append(conditions, within(own))
	}
	if walls := ofParty(b, "w", partyAccusedUnit, s.Walls, partyAccusedPerson, s.Self); walls != "" {
		conditions = append(conditions, `NOT EXISTS (SELECT 1 FROM party w WHERE w.county = $1 AND w.no = `+table+`.no AND (`+walls+`))`)
	}
	if len(conditions) == 0 {
		return "1 = 1"
	}
	return strings.Join(conditions, " AND ")
}

// ofParty is the condition on a party of one of the units or of the person.
func ofParty(b *builder, table, unitKind string, units []org.UnitID, personKind string, person org.PersonID) string {
	var either []string
	if len(units) > 0 {
		either = append(either, table+`.kind = '`+unitKind+`' AND `+table+`.id IN `+in(b, units))
	}
	if person != "" {
		either = append(either, table+`.kind = '`+personKind+`' AND `+table+`.id = `+b.arg(string(person)))
	}
	return strings.Join(either, " OR ")
}

// visible refuses a petition that is not there or out of scope, in the same words.
func (r *Reader) visible(ctx context.Context, no string) error {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "p")
	found, err := one(ctx, r.q, func(rows) error { return nil },
		`SELECT 1 FROM petition p WHERE p.county = $1 AND p.no = `+b.arg(no)+` AND `+where, b.args...)
	if err == nil && !found {
		return notFound()
	}
	return err
}

func notFound() error { return fault.New(fault.NotFound, "fault.petition.not_found") }
