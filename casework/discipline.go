package casework

import (
	"context"
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// push asks somebody to act on a matter that came back. Who is asked reads the matter then: nobody is
// who stands behind the wall around an accusation, and an office is one that is at work.
func (c *Casework) push(ctx context.Context, by org.Officer, no string, version int, d *petition.Pushed) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		book, err := tx.Book(ctx)
		if err != nil {
			return err
		}
		switch d.Aim {
		case petition.AimLeader:
			return c.pushLeader(tx, book, p, d)
		case petition.AimUnit, petition.AimTownship:
			return c.pushUnit(ctx, tx, book, p, d)
		}
		return nil
	})
}

func (c *Casework) pushLeader(tx *store.Tx, book *store.Directory, p *petition.Petition, d *petition.Pushed) error {
	posts := book.Officers(d.Person, tx.Now)
	i := slices.IndexFunc(posts, func(o org.Officer) bool { return o.Post == org.Leader })
	switch {
	case d.Person == "":
		return nil // the domain says so better
	case i < 0:
		return fault.NewInvalid("to", "fault.petition.push_to")
	case slices.ContainsFunc(posts, func(o org.Officer) bool { return o.Walled(p.Tie()) }):
		return fault.New(fault.Conflict, "fault.petition.push_accused")
	}
	d.Unit, d.Name, d.Title = posts[i].Unit, posts[i].Name, posts[i].Title
	return nil
}

func (c *Casework) pushUnit(ctx context.Context, tx *store.Tx, book *store.Directory, p *petition.Petition, d *petition.Pushed) error {
	if d.Unit == "" {
		return nil
	}
	if err := tx.UnitOpen(ctx, d.Unit); err != nil {
		if f := fault.As(err); f != nil {
			f.Field = "to"
		}
		return err
	}
	if book.Officer(org.Post{Unit: d.Unit}).Walled(p.Tie()) {
		return fault.New(fault.Conflict, "fault.petition.push_accused")
	}
	unit, _ := book.Unit(d.Unit)
	d.Aim, d.Person, d.Name, d.Title = petition.AimUnit, "", unit.Name, ""
	if unit.Kind == org.Town {
		d.Aim = petition.AimTownship
	}
	return nil
}
