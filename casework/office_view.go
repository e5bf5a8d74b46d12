package casework

import (
	"context"
	"crypto/rand"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// Views kept at most by one person, and the longest query of one.
const (
	mostViews = 50
	maxQuery  = 2000
)

// SaveView keeps a list with its filters, for oneself or for all. A view with an id is written over.
func (c *Casework) SaveView(ctx context.Context, by org.Officer, v store.View) (string, error) {
	if by.Person == "" {
		return "", fault.New(fault.Forbidden, "fault.office.view_owner")
	}
	if v.Shared {
		if err := c.may(by, org.ActShareView); err != nil {
			return "", err
		}
	}
	v.Name = strings.TrimSpace(v.Name)
	wrong := within("name", v.Name, maxWords)
	if len(v.Query) > maxQuery {
		wrong = fault.NewInvalid("query", "fault.office.long", "max", maxQuery)
	}
	if err := fault.Join(wrong); err != nil {
		return "", err
	}
	fresh := rand.Text()[:16]
	err := c.db.Do(ctx, "keep a view", func(tx *store.Tx) error {
		kept := v
		if v.ID == "" {
			kept.ID, kept.Person = fresh, by.Person
			views, err := tx.Reader(org.Scope{}).Views(ctx, by)
			if err != nil {
				return err
			}
			if len(views) >= mostViews {
				return fault.NewInvalid("name", "fault.office.views", "max", mostViews)
			}
		} else {
			have, err := c.ownView(ctx, tx, by, v.ID)
			if err != nil {
				return err
			}
			kept.Person = have.Person
		}
		return tx.PutView(ctx, kept)
	})
	if v.ID != "" {
		fresh = v.ID
	}
	return fresh, err
}

// DropView forgets a view.
func (c *Casework) DropView(ctx context.Context, by org.Officer, id string) error {
	return c.db.Do(ctx, "drop a view", func(tx *store.Tx) error {
		if _, err := c.ownView(ctx, tx, by, id); err != nil {
			return err
		}
		return tx.DropView(ctx, id)
	})
}

// ownView is a view that the officer may change: the own one, or a shared one by who may share.
// Others are not there.
func (c *Casework) ownView(ctx context.Context, tx *store.Tx, by org.Officer, id string) (store.View, error) {
	v, found, err := tx.View(ctx, id)
	switch {
	case err != nil:
		return v, err
	case found && v.Person == by.Person && by.Person != "":
		return v, nil
	case found && v.Shared:
		return v, c.may(by, org.ActShareView)
	}
	return v, fault.New(fault.NotFound, "fault.office.view")
}
