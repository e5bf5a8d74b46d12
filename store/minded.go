package store

import (
	"context"
	"fmt"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// chunk is how many numbers one statement asks about.
const chunk = 200

// mostShared is by how many matters a contact may be shared that still says who raised them: a number
// that more bear is an office's or a hotline's.
const mostShared = 20

// Minded lists the numbers of the open matters that a person follows, the earliest due first.
func (r *Reader) Minded(ctx context.Context, person org.PersonID) ([]string, error) {
	b := newBuilder(r.db.county)
	where := `p.minder = ` + b.arg(string(person)) + ` AND ` + r.scoped(b, "p")
	return all(ctx, r.q, func(r rows) (no string, err error) { return no, r.Scan(&no) },
		`SELECT p.no FROM petition p WHERE p.county = $1 AND p.open = 1 AND `+where+` ORDER BY p.due_day, p.no`, b.args...)
}

// Unminded lists the numbers of the open matters that none of some people follows: those that came in
// by themselves, and those of who has left.
func (r *Reader) Unminded(ctx context.Context, people []org.PersonID) ([]string, error) {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "p")
	if len(people) > 0 {
		where += ` AND p.minder NOT IN ` + in(b, people)
	}
	return all(ctx, r.q, func(r rows) (no string, err error) { return no, r.Scan(&no) },
		`SELECT p.no FROM petition p WHERE p.county = $1 AND p.open = 1 AND `+where+` ORDER BY p.due_day, p.no`, b.args...)
}

// Petitions reads petitions, personal data masked, and gives them in the order of their numbers to take,
// some at a time with them in memory. One that is out of scope is left out.
func (r *Reader) Petitions(ctx context.Context, numbers []string, take func([]*petition.Petition) error) error {
	for len(numbers) > 0 {
		part := numbers[:min(len(numbers), chunk)]
		numbers = numbers[len(part):]
		list, err := r.petitions(ctx, part)
		if err != nil {
			return err
		}
		if err := take(list); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) petitions(ctx context.Context, numbers []string) ([]*petition.Petition, error) {
	b := newBuilder(r.db.county)
	wanted := values(b, numbers)
	list, err := all(ctx, r.q, func(r rows) (*petition.Petition, error) {
		var no, body string
		if err := r.Scan(&no, &body); err != nil {
			return nil, err
		}
		p, err := petition.FromSnapshot([]byte(body))
		if err != nil {
			return nil, fault.New(fault.Internal, "fault.store.damaged", "no", no).Because(err)
		}
		return p, nil
	}, `WITH wanted(n, no) AS (VALUES `+wanted+`)
		SELECT s.no, s.body FROM wanted w CROSS JOIN snapshot s WHERE s.county = $1 AND s.no = w.no AND `+r.scoped(b, "s")+` ORDER BY w.n`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading %d petitions: %w", len(numbers), err)
	}
	return list, nil
}

// values are rows of an ordinal and a number.
func values(b *builder, numbers []string) string {
	rows := make([]string, len(numbers))
	for i, no := range numbers {
		rows[i] = fmt.Sprintf("(%d, %s)", i, b.arg(no))
	}
	return strings.Join(rows, ", ")
}

// SameContact finds, for each of some matters, earlier ones that a petitioner with the same phone or ID
// number raised, that are not tied to it, and whose grievance is not gone: open, or closed and not
// resolved. Matters without any are left out.
func (r *Reader) SameContact(ctx context.Context, numbers []string) (map[string][]string, error) {
	found := map[string][]string{}
	for len(numbers) > 0 {
		part := numbers[:min(len(numbers), chunk)]
		numbers = numbers[len(part):]
		if err := r.sameContact(ctx, part, found); err != nil {
			return nil, fmt.Errorf("looking for matters by the same contact: %w", err)
		}
	}
	return found, nil
}

func (r *Reader) sameContact(ctx context.Context, numbers []string, found map[string][]string) error {
	b := newBuilder(r.db.county)
	wanted, where := values(b, numbers), r.scoped(b, "p")
	shared := b.arg(mostShared)
	by := func(field string) string {
		return `SELECT w.no AS mine, p.no AS other FROM wanted w CROSS JOIN petitioner a CROSS JOIN petitioner b CROSS JOIN petition p
			WHERE a.county = $1 AND a.no = w.no AND b.county = $1 AND b.` + field + ` = a.` + field + ` AND b.no < a.no AND p.county = $1 AND p.no = b.no
			AND (p.open = 1 OR p.state = 'closed' AND COALESCE(p.resolved, 0) = 0) AND ` + where + `
			AND NOT EXISTS (SELECT 1 FROM petitioner c WHERE c.county = $1 AND c.` + field + ` = a.` + field + ` LIMIT 1 OFFSET ` + shared + `)
			AND NOT EXISTS (SELECT 1 FROM link l WHERE l.county = $1 AND (l.no = w.no AND l.other = p.no OR l.no = p.no AND l.other = w.no))`
	}
	return each(planAnew(ctx), r.q, func(r rows) error {
		var no, other string
		err := r.Scan(&no, &other)
		found[no] = append(found[no], other)
		return err
	}, `WITH wanted(n, no) AS (VALUES `+wanted+`) `+by("phone_ix")+` UNION `+by("id_ix")+` ORDER BY mine, other`, b.args...)
}
