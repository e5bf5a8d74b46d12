// Package casework is the procedure manual: one verb is one function and one transaction. A verb
// loads, lets the domain decide, appends what was decided, and nothing else; it knows no rule of
// its own. Doors call it, and only it writes.
package casework

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"bihuan/blob"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/vault"
)

// Casework carries out the verbs on one county.
type Casework struct {
	db    *store.DB
	vault *vault.Vault
	blobs *blob.Disk
	rules *atomic.Pointer[petition.Rules]

	finder *Finder
	advice *advice

	outside    atomic.Pointer[Outside]
	stationery atomic.Pointer[Stationery]
	groups     grouping
}

// New makes the room. rules holds the rules in force; importing holidays exchanges them.
func New(db *store.DB, v *vault.Vault, blobs *blob.Disk, rules *atomic.Pointer[petition.Rules]) *Casework {
	return &Casework{db: db, vault: v, blobs: blobs, rules: rules, finder: newFinder(db), advice: newAdvice()}
}

// Rules are the rules in force.
func (c *Casework) Rules() petition.Rules { return *c.rules.Load() }

// Scope is what an officer reads.
func (c *Casework) Scope(by org.Officer) org.Scope {
	if by.Post == org.Petitioner || by.Post == org.Clock {
		// A petitioner has shown number and code for the one petition that is asked for.
		return org.Scope{County: by.County, All: true}
	}
	return c.Rules().Policy.Scope(by)
}

// Act does one act on one petition: the verb behind most forms. version is the petition's version
// that the officer saw, so that what changed meanwhile is not run over; 0 takes any.
//
// It returns the petition after the act. Faults: NotFound out of scope, Conflict when it changed or
// its state does not allow the act, Forbidden for the post, Invalid for the input.
func (c *Casework) Act(ctx context.Context, by org.Officer, no string, version int, d petition.Data) (*petition.Petition, error) {
	switch d := d.(type) {
	case *petition.Corrected:
		return c.correct(ctx, by, no, version, d)
	case *petition.Linked:
		return c.link(ctx, by, no, version, d)
	case *petition.Unlinked:
		return c.unlink(ctx, by, no, version, d)
	case *petition.SetApart:
		return c.setApart(ctx, by, no, version, d)
	case *petition.AssignedData:
		return c.assign(ctx, by, no, version, d)
	case *petition.ServedData:
		return c.serve(ctx, by, no, version, d)
	case *petition.ClosedData:
		return c.close(ctx, by, no, version, d)
	case *petition.Pushed:
		return c.push(ctx, by, no, version, d)
	}
	return c.act(ctx, by, no, version, d, nil)
}

// act is Act with a look at what else is stored, between loading and deciding.
func (c *Casework) act(ctx context.Context, by org.Officer, no string, version int, d petition.Data, look func(tx *store.Tx, p *petition.Petition) error) (*petition.Petition, error) {
	return c.actWith(ctx, by, no, version, d, nil, look)
}

// actWith is act on a matter that is about others too. All are locked in the order of their numbers before
// any is read, so that two who act on the same ones from either end do not wait for each other in a ring.
func (c *Casework) actWith(ctx context.Context, by org.Officer, no string, version int, d petition.Data, others func(tx *store.Tx) ([]string, error), look func(tx *store.Tx, p *petition.Petition) error) (*petition.Petition, error) {
	var after *petition.Petition
	err := c.db.Do(ctx, string(d.Kind())+" "+no, func(tx *store.Tx) error {
		if others != nil {
			with, err := others(tx)
			if err != nil {
				return err
			}
			if err := tx.Hold(ctx, append(with, no)...); err != nil {
				return err
			}
		}
		p, err := c.load(ctx, tx, by, no, version)
		if err != nil {
			return err
		}
		if look != nil {
			if err := look(tx, p); err != nil {
				return err
			}
		}
		after = p
		return c.decide(ctx, tx, by, p, d)
	})
	if err != nil {
		return nil, err
	}
	return after, nil
}

// load takes the petition into the transaction and makes sure that it is as the officer saw it.
func (c *Casework) load(ctx context.Context, tx *store.Tx, by org.Officer, no string, version int) (*petition.Petition, error) {
	p, err := tx.Load(ctx, no, c.Scope(by))
	if err != nil {
		return nil, err
	}
	if version != 0 && p.Version != version {
		return nil, fault.New(fault.Conflict, "fault.petition.changed", "n", p.Version-version, "since", version)
	}
	return p, nil
}

// decide lets the domain decide and writes down what it decided, after what was due before.
func (c *Casework) decide(ctx context.Context, tx *store.Tx, by org.Officer, p *petition.Petition, d petition.Data) error {
	if _, err := c.catchUp(ctx, tx, p); err != nil {
		return err
	}
	if err := c.decideOnly(ctx, tx, by, p, d); err != nil {
		return err
	}
	return c.patrolled(ctx, tx, by, p.No, d)
}

// decideOnly is decide where all that was due has been done. It tells of what happened.
func (c *Casework) decideOnly(ctx context.Context, tx *store.Tx, by org.Officer, p *petition.Petition, d petition.Data) error {
	events, err := c.Rules().Decide(p, by, tx.Now, d)
	if err != nil {
		return err
	}
	before := standings(p)
	if err := tx.Append(ctx, p, events); err != nil {
		return fmt.Errorf("writing %s of %s: %w", d.Kind(), p.No, err)
	}
	if len(p.Letters) > 0 {
		if err := c.follow(ctx, tx, by, p, before); err != nil {
			return err
		}
	}
	return c.tellEvents(ctx, tx, p, events)
}

// correct opens the personal data first, so that the journal keeps what was there before.
func (c *Casework) correct(ctx context.Context, by org.Officer, no string, version int, d *petition.Corrected) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		if p.Past == nil {
			if err := errors.Join(c.compareSoon(ctx, tx, no), c.gatherSoon(ctx, tx)); err != nil {
				return err
			}
		}
		if d.Field.Personal() {
			open, err := tx.LoadOpen(ctx, no, c.Scope(by))
			if err != nil {
				return err
			}
			d.Was = open.Old(d.Field, d.Index)
			return nil
		}
		d.Old = string(p.Old(d.Field, d.Index))
		return nil
	})
}

// assign makes sure that the units are there and at work.
func (c *Casework) assign(ctx context.Context, by org.Officer, no string, version int, d *petition.AssignedData) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, _ *petition.Petition) error {
		if d.Unit == "" {
			return nil // the domain says so better
		}
		if err := tx.UnitOpen(ctx, d.Unit); err != nil {
			return err
		}
		for _, a := range d.Assisting {
			if err := tx.UnitOpen(ctx, a.Unit); err != nil {
				return err
			}
		}
		return nil
	})
}
