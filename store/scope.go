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
// right side of every wall.
func (r *Reader) scoped(b *builder, table string) string {
	conditions := []string{r.walled(b, table)}
	for _, who := range r.belonging("") {
		conditions = append(conditions, who.exists(b, table))
	}
	return strings.Join(conditions, " AND ")
}

// walled is the condition that keeps a row of the reader's county on the right side of every wall.
func (r *Reader) walled(b *builder, table string) string {
	s := r.scope
	if s.County == "" || s.County != r.db.county {
		return "1 = 0"
	}
	walls := belonging{partyAccusedUnit, s.Walls, partyAccusedPerson, s.Self}
	if walls.nobody() {
		return "1 = 1"
	}
	return "NOT " + walls.exists(b, table)
}

// belonging is to belong to one of some units or to a person.
type belonging struct {
	unitKind   string
	units      []org.UnitID
	personKind string
	person     org.PersonID
}

// belonging lists to whom a row must belong: to the scope, unless it is the whole county, and to
// somebody who asks for the own matters.
func (r *Reader) belonging(mine org.PersonID) []belonging {
	var all []belonging
	if mine != "" {
		all = append(all, belonging{personKind: partyPerson, person: mine})
	}
	if !r.scope.All {
		all = append(all, belonging{partyUnit, r.scope.Units, partyPerson, r.scope.Person})
	}
	return all
}

func (p belonging) nobody() bool { return len(p.units) == 0 && p.person == "" }

// exists is the condition on a row of a table with a number.
func (p belonging) exists(b *builder, table string) string {
	if p.nobody() {
		return "1 = 0"
	}
	var either []string
	if len(p.units) > 0 {
		either = append(either, `w.kind = '`+p.unitKind+`' AND w.id IN `+in(b, p.units))
	}
	if p.person != "" {
		either = append(either, `w.kind = '`+p.personKind+`' AND w.id = `+b.arg(string(p.person)))
	}
	return `EXISTS (SELECT 1 FROM party w WHERE w.county = $1 AND w.no = ` + table + `.no AND (` + strings.Join(either, " OR ") + `))`
}

// set selects the numbers, each once.
func (p belonging) set(b *builder) string {
	if p.nobody() {
		return `SELECT s.no FROM party s WHERE s.county = $1 AND 1 = 0`
	}
	var either []string
	if len(p.units) > 0 {
		either = append(either, `SELECT s.no FROM party s WHERE s.county = $1 AND s.kind = '`+p.unitKind+`' AND s.id IN `+in(b, p.units))
	}
	if p.person != "" {
		either = append(either, `SELECT s.no FROM party s WHERE s.county = $1 AND s.kind = '`+p.personKind+`' AND s.id = `+b.arg(string(p.person)))
	}
	if len(either) == 1 {
		return strings.Replace(either[0], "SELECT", "SELECT DISTINCT", 1)
	}
	return strings.Join(either, " UNION ")
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
