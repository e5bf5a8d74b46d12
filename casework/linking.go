package casework

import (
	"context"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// link ties a petition to another one; a duplicate merges into it. Both histories tell of it, and
// both are in the officer's scope, or nothing happens. The later of them may come back by it.
func (c *Casework) link(ctx context.Context, by org.Officer, no string, version int, d *petition.Linked) (*petition.Petition, error) {
	d.Incoming = false
	d.To = petition.TidyNumber(d.To, by.Area)
	others := func(tx *store.Tx) ([]string, error) { return c.heads(ctx, tx, by, d) }
	return c.actWith(ctx, by, no, version, d, others, func(tx *store.Tx, p *petition.Petition) error {
		if d.To == no || !petition.ValidNumber(d.To) {
			return nil // the domain says so better
		}
		master, err := tx.Load(ctx, d.To, c.Scope(by))
		if err != nil {
			return fault.NewInvalid("to", "fault.petition.number").Because(err)
		}
		asked := d.To
		if d.Link.Kind == petition.Duplicate && master.State == petition.Merged {
			// A chain of mergers would leave nobody to answer: the head of it takes the matter.
			d.To = master.Merger.Master
			if master, err = tx.Load(ctx, d.To, c.Scope(by)); err != nil {
				return err
			}
		}
		d.Other = master
		// The act itself is decided first, so that a refusal tells of it and not of the other side.
		if _, err := c.Rules().Decide(p, by, tx.Now, d); err != nil {
			return err
		}
		if err := tx.Unsuspect(ctx, no, d.To, asked); err != nil {
			return err
		}
		return c.decide(ctx, tx, by, master, &petition.Linked{
			Link: petition.Link{To: no, Kind: d.Link.Kind, Why: d.Why}, Incoming: true, Other: p, Score: d.Score, Words: d.Words,
		})
	})
}

// heads are the matters that a link touches besides its own: the other one, and that into which it was
// merged.
func (c *Casework) heads(ctx context.Context, tx *store.Tx, by org.Officer, d *petition.Linked) ([]string, error) {
	other, err := tx.Reader(c.Scope(by)).Petition(ctx, d.To)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil, nil // said when it is loaded
	case err != nil:
		return nil, err
	case d.Link.Kind == petition.Duplicate && other.Merger != nil:
		return []string{d.To, other.Merger.Master}, nil
	}
	return []string{d.To}, nil
}

// unlink takes a link back on both sides.
func (c *Casework) unlink(ctx context.Context, by org.Officer, no string, version int, d *petition.Unlinked) (*petition.Petition, error) {
	d.Incoming = false
	other := func(*store.Tx) ([]string, error) { return []string{d.To}, nil }
	return c.actWith(ctx, by, no, version, d, other, func(tx *store.Tx, p *petition.Petition) error {
		if _, err := c.Rules().Decide(p, by, tx.Now, d); err != nil {
			return err
		}
		other, err := tx.Load(ctx, d.To, c.Scope(by))
		if err != nil {
			return err
		}
		return c.decide(ctx, tx, by, other, &petition.Unlinked{To: no, Why: d.Why, Incoming: true})
	})
}

// setApart remembers that two matters look alike and are not the same, on both sides.
func (c *Casework) setApart(ctx context.Context, by org.Officer, no string, version int, d *petition.SetApart) (*petition.Petition, error) {
	d.Incoming = false
	d.To = petition.TidyNumber(d.To, by.Area)
	others := func(*store.Tx) ([]string, error) { return []string{d.To}, nil }
	return c.actWith(ctx, by, no, version, d, others, func(tx *store.Tx, p *petition.Petition) error {
		if d.To == no || !petition.ValidNumber(d.To) {
			return nil // the domain says so better
		}
		other, err := tx.Load(ctx, d.To, c.Scope(by))
		if err != nil {
			return fault.NewInvalid("to", "fault.petition.number").Because(err)
		}
		if _, err := c.Rules().Decide(p, by, tx.Now, d); err != nil {
			return err
		}
		if err := tx.Unsuspect(ctx, no, d.To); err != nil {
			return err
		}
		return c.decide(ctx, tx, by, other, &petition.SetApart{To: no, Why: d.Why, Incoming: true})
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
