package casework

import (
	"context"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// link ties a petition to another one; a duplicate merges into it. Both histories tell of it, and
// both are in the officer's scope, or nothing happens.
func (c *Casework) link(ctx context.Context, by org.Officer, no string, version int, d *petition.Linked) (*petition.Petition, error) {
	d.Incoming = false
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		d.To = petition.TidyNumber(d.To, by.Area)
		if d.To == no || !petition.ValidNumber(d.To) {
			return nil // the domain says so better
		}
		master, err := tx.Load(ctx, d.To, c.Scope(by))
		if err != nil {
			return fault.NewInvalid("to", "fault.petition.number").Because(err)
		}
		if d.Link.Kind == petition.Duplicate && master.State == petition.Merged {
			// A chain of mergers would leave nobody to answer: the head of it takes the matter.
			d.To = master.Merger.Master
			if master, err = tx.Load(ctx, d.To, c.Scope(by)); err != nil {
				return err
			}
		}
		// The act itself is decided first, so that a refusal tells of it and not of the other side.
		if _, err := c.Rules().Decide(p, by, tx.Now, d); err != nil {
			return err
		}
		return c.decide(ctx, tx, by, master, &petition.Linked{
			Link: petition.Link{To: no, Kind: d.Link.Kind, Why: d.Why}, Incoming: true,
		})
	})
}

// unlink takes a link back on both sides.
func (c *Casework) unlink(ctx context.Context, by org.Officer, no string, version int, d *petition.Unlinked) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		if _, err := c.Rules().Decide(p, by, tx.Now, d); err != nil {
			return err
		}
		other, err := tx.Load(ctx, d.To, c.Scope(by))
		if err != nil {
			return err
		}
		return c.decide(ctx, tx, by, other, &petition.Unlinked{To: no, Why: d.Why})
	})
}

// serve serves a reply; a duplicate is served its master's, which must have been issued.
func (c *Casework) serve(ctx context.Context, by org.Officer, no string, version int, d *petition.ServedData) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		if p.Merger == nil {
			return nil
		}
		master, err := tx.Load(ctx, p.Merger.Master, org.Scope{County: by.County, All: true})
		if err != nil {
			return err
		}
		return petition.MayServeDuplicate(master)
	})
}

// close ends a matter when each of its duplicates has been served too.
func (c *Casework) close(ctx context.Context, by org.Officer, no string, version int, d *petition.ClosedData) (*petition.Petition, error) {
	return c.act(ctx, by, no, version, d, func(tx *store.Tx, p *petition.Petition) error {
		d.Unserved = nil
		for _, duplicate := range p.Duplicates {
			member, err := tx.Load(ctx, duplicate, org.Scope{County: by.County, All: true})
			if err != nil {
				return err
			}
			if !member.IsServed(petition.PaperReply) {
				d.Unserved = append(d.Unserved, duplicate)
			}
		}
		return nil
	})
}
