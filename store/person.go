package store

import (
	"context"
	"fmt"
	"strings"

	"bihuan/domain/petition"
)

// mostSame is how many matters of one person are shown at most.
const mostSame = 50

// SamePerson lists the other matters in scope that were raised by the same person: by ID number, by
// phone, or by name and address together. The newest comes first.
func (r *Reader) SamePerson(ctx context.Context, who petition.Petitioner, except string) ([]ListRow, error) {
	index := r.db.blinds(texts(who))
	b := newBuilder(r.db.county)
	var same []string
	if index[fieldID] != nil {
		same = append(same, "SELECT b.no FROM petitioner b WHERE b.county = $1 AND b.id_ix = "+b.arg(index[fieldID]))
	}
	if index[fieldPhone] != nil {
		same = append(same, "SELECT b.no FROM petitioner b WHERE b.county = $1 AND b.phone_ix = "+b.arg(index[fieldPhone]))
	}
	if index[fieldName] != nil && index[fieldAddress] != nil {
		same = append(same, "SELECT b.no FROM petitioner b WHERE b.county = $1 AND b.name_ix = "+b.arg(index[fieldName])+" AND b.address_ix = "+b.arg(index[fieldAddress]))
	}
	if len(same) == 0 {
		return nil, nil
	}
	where := r.scoped(b, "p")
	list, err := all(ctx, r.q, scanListRow, `SELECT p.no, p.version, p.state, p.subject, p.channel, p.purpose, p.category, p.place, p.unit,
		p.handler, p.handler_name, p.sponsor, p.sponsor_name, p.registered_by, p.received_at, p.registered_at, p.persons, p.contact_mask, p.flags, p.week,
		p.due_day, p.due_rule, p.due_version, p.due_basis, p.paused_day, p.resolved,
		p.assigned_at, p.accepted_at, p.notified_at, p.replied_at, p.served_at, p.filed_at, p.called_at, p.rated_at, p.closed_at
		FROM (`+strings.Join(same, " UNION ")+`) AS q CROSS JOIN petition p
		WHERE p.county = $1 AND p.no = q.no AND p.no <> `+b.arg(except)+` AND `+where+`
		ORDER BY p.registered_at DESC, p.no DESC LIMIT `+b.arg(mostSame), b.args...)
	if err != nil {
		return nil, fmt.Errorf("looking for matters of the same person: %w", err)
	}
	rows := make([]ListRow, len(list))
	for i := range list {
		rows[i] = list[i].ListRow
	}
	return rows, nil
}
