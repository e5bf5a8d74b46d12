package store

import (
	"context"
	"maps"
	"slices"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// party binds a unit or a person to a petition.
type party struct{ kind, id string }

// The kinds of parties: two that open a petition to a scope, two that wall it off.
const (
	partyUnit          = "unit"
	partyPerson        = "person"
	partyAccusedUnit   = "accused_unit"
	partyAccusedPerson = "accused_person"
)

// parties are those of a petition's tie, each with the first of its roles.
func parties(t org.Tie) map[party]string {
	all := map[party]string{}
	add := func(kind, id, role string) {
		if _, there := all[party{kind, id}]; id != "" && !there {
			all[party{kind, id}] = role
		}
	}
	add(partyUnit, string(t.Responsible), "responsible")
	for _, u := range t.Assisting {
		add(partyUnit, string(u), "assisting")
	}
	add(partyUnit, string(t.Filed), "filed")
	for _, who := range t.People {
		add(partyPerson, string(who), "people")
	}
	add(partyPerson, string(t.Registered), "registered")
	for _, u := range t.ToldUnits {
		add(partyUnit, string(u), "told")
	}
	for _, who := range t.ToldPeople {
		add(partyPerson, string(who), "told")
	}
	for _, u := range t.Accused {
		add(partyAccusedUnit, string(u), "accused")
	}
	for _, who := range t.AccusedBy {
		add(partyAccusedPerson, string(who), "accused")
	}
	return all
}

// writeParties writes what changed between two ties.
func (tx *Tx) writeParties(ctx context.Context, no string, before, after map[party]string) error {
	for p := range before {
		if _, still := after[p]; still {
			continue
		}
		if err := tx.exec(ctx, `DELETE FROM party WHERE county = $1 AND no = $2 AND kind = $3 AND id = $4`, tx.db.county, no, p.kind, p.id); err != nil {
			return err
		}
	}
	for p, role := range after {
		if before[p] == role {
			continue
		}
		err := tx.exec(ctx, `INSERT INTO party (county, no, kind, id, role) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (county, no, kind, id) DO UPDATE SET role = excluded.role`, tx.db.county, no, p.kind, p.id, role)
		if err != nil {
			return err
		}
	}
	return nil
}

// links are the ties to other petitions, by number.
func links(p *petition.Petition) map[string]string {
	all := map[string]string{}
	for _, l := range p.Links {
		all[l.To] = string(l.Kind)
	}
	return all
}

func (tx *Tx) writeLinks(ctx context.Context, no string, before, after map[string]string) error {
	if maps.Equal(before, after) {
		return nil
	}
	for other := range before {
		if _, still := after[other]; still {
			continue
		}
		if err := tx.exec(ctx, `DELETE FROM link WHERE county = $1 AND no = $2 AND other = $3`, tx.db.county, no, other); err != nil {
			return err
		}
	}
	for _, other := range slices.Sorted(maps.Keys(after)) {
		err := tx.exec(ctx, `INSERT INTO link (county, no, other, kind) VALUES ($1, $2, $3, $4)
			ON CONFLICT (county, no, other) DO UPDATE SET kind = excluded.kind`, tx.db.county, no, other, after[other])
		if err != nil {
			return err
		}
	}
	return nil
}
