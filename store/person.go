package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// mostSame is how many matters of one person are shown at most.
const mostSame = 50

// Likeness says by what two matters have a person in common.
type Likeness struct {
	Phone, ID bool
	Name      bool // and the address
}

// SameRow is a matter that was raised by the same person.
type SameRow struct {
	ListRow
	By Likeness
}

// What a person is found by, in the order of their bits.
const (
	byID = 1 << iota
	byPhone
	byName
)

// SamePerson lists the other matters in scope that were raised by the same person: by ID number, by
// phone, or by name and address together. The newest comes first. area is the area code with which the
// county's telephones are dialled from elsewhere, "" if it is not known: a land line is the same with and
// without it.
func (r *Reader) SamePerson(ctx context.Context, who petition.Petitioner, area, except string) ([]SameRow, error) {
	index := r.db.blinds(texts(who))
	b := newBuilder(r.db.county)
	var same []string
	by := func(bit int, where string) {
		same = append(same, fmt.Sprintf("SELECT b.no, %d AS how FROM petitioner b WHERE b.county = $1 AND ", bit)+where)
	}
	if index[fieldID] != nil {
		by(byID, "b.id_ix = "+b.arg(index[fieldID]))
	}
	for _, form := range who.Phone.Forms(area) {
		by(byPhone, "b.phone_ix = "+b.arg(r.db.vault.Blind(fieldNames()[fieldPhone], form)))
	}
	if index[fieldName] != nil && index[fieldAddress] != nil {
		by(byName, "b.name_ix = "+b.arg(index[fieldName])+" AND b.address_ix = "+b.arg(index[fieldAddress]))
	}
	if len(same) == 0 {
		return nil, nil
	}
	how := map[string]int{}
	where := r.scoped(b, "p")
	list, err := all(ctx, r.q, func(found rows) (no string, err error) {
		var bits int
		err = found.Scan(&no, &bits)
		how[no] |= bits
		return no, err
	}, `SELECT p.no, q.how FROM (`+strings.Join(same, " UNION ")+`) AS q CROSS JOIN petition p
		WHERE p.county = $1 AND p.no = q.no AND p.no <> `+b.arg(except)+` AND `+where+`
		ORDER BY p.registered_at DESC, p.no DESC LIMIT `+b.arg(len(same)*mostSame), b.args...)
	if err != nil {
		return nil, fmt.Errorf("looking for matters of the same person: %w", err)
	}
	numbers := slices.Compact(list)
	found, err := r.Rows(ctx, numbers[:min(len(numbers), mostSame)])
	if err != nil {
		return nil, err
	}
	rows := make([]SameRow, len(found))
	for i, row := range found {
		bits := how[row.No]
		rows[i] = SameRow{row, Likeness{Phone: bits&byPhone != 0, ID: bits&byID != 0, Name: bits&byName != 0}}
	}
	return rows, nil
}

// SamePeople is SamePerson for several people: each matter once.
func (r *Reader) SamePeople(ctx context.Context, people []petition.Petitioner, area, except string) ([]SameRow, error) {
	var all []SameRow
	for _, who := range people {
		rows, err := r.SamePerson(ctx, who, area, except)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			i := slices.IndexFunc(all, func(have SameRow) bool { return have.No == row.No })
			if i < 0 {
				all = append(all, row)
				continue
			}
			have := &all[i].By
			have.Phone, have.ID, have.Name = have.Phone || row.By.Phone, have.ID || row.By.ID, have.Name || row.By.Name
		}
	}
	return all, nil
}

// Rows are petitions as lists show them, in the order of the numbers. What is out of scope is left out.
func (r *Reader) Rows(ctx context.Context, numbers []string) ([]ListRow, error) {
	var rows []ListRow
	place := map[string]int{}
	for i, no := range numbers {
		place[no] = i
	}
	for len(numbers) > 0 {
		part := numbers[:min(len(numbers), chunk)]
		numbers = numbers[len(part):]
		b := newBuilder(r.db.county)
		list, err := all(ctx, r.q, scanListRow, `WITH wanted(n, no) AS (VALUES `+values(b, part)+`) SELECT p.no, p.version, p.state, p.subject, p.channel, p.purpose, p.category, p.place, p.unit,
			p.handler, p.handler_name, p.sponsor, p.sponsor_name, p.registered_by, p.received_at, p.registered_at, p.persons, p.contact_mask, p.flags, p.week,
			p.due_day, p.due_rule, p.due_version, p.due_basis, p.paused_day, p.resolved,
			p.assigned_at, p.accepted_at, p.notified_at, p.replied_at, p.served_at, p.filed_at, p.called_at, p.rated_at, p.closed_at
			FROM wanted w CROSS JOIN petition p WHERE p.county = $1 AND p.no = w.no AND `+r.scoped(b, "p"), b.args...)
		if err != nil {
			return nil, fmt.Errorf("reading rows: %w", err)
		}
		for i := range list {
			rows = append(rows, list[i].ListRow)
		}
	}
	slices.SortFunc(rows, func(a, b ListRow) int { return cmp.Compare(place[a.No], place[b.No]) })
	return rows, nil
}

// AreaCode is the area code with which the county's telephones are dialled from elsewhere: the bureau's
// own, or that of another unit; "" when nobody has written one down.
func (d *Directory) AreaCode() string {
	if code := personal.Phone(d.Office.Phone).AreaCode(); code != "" {
		return code
	}
	for _, unit := range d.Units {
		if code := personal.Phone(unit.Phone).AreaCode(); code != "" {
			return code
		}
	}
	return ""
}
