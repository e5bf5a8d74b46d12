package casework

import (
	"context"
	"slices"

	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// follow has the letters of a matter keep up with what happens to their orders on the matter itself: an
// urging slip is answered by the act that it asks for, an answer may be given and looked at on the
// matter's own page, and with the end of a matter nobody owes one any more.
func (c *Casework) follow(ctx context.Context, tx *store.Tx, by org.Officer, p *petition.Petition, before []standing) error {
	for _, now := range standings(p) {
		i := slices.IndexFunc(before, func(s standing) bool { return s.ID == now.ID })
		if now.Letter == "" || i < 0 {
			continue
		}
		if act := became(before[i], now); act != "" {
			if err := c.followOne(ctx, tx, by, now.Order, act); err != nil {
				return err
			}
		}
	}
	return nil
}

// standing is an order, and whether its answer is owed.
type standing struct {
	petition.Order
	owed bool
}

func standings(p *petition.Petition) []standing {
	all := make([]standing, len(p.Orders))
	for i, o := range p.Orders {
		all[i] = standing{o, p.Owes(o)}
	}
	return all
}

func became(was, now standing) letter.Act {
	switch {
	case was.owed && !now.owed && now.Waiting():
		return letter.Closing
	case was.Waiting() && !now.Answered.IsZero():
		return letter.Answering
	case was.Unchecked() && !now.Checked.IsZero():
		return letter.Accepting
	case was.Unchecked() && !now.Returned.IsZero():
		return letter.Returning
	}
	return ""
}

func (c *Casework) followOne(ctx context.Context, tx *store.Tx, by org.Officer, o petition.Order, act letter.Act) error {
	l, err := tx.Letter(ctx, o.Letter)
	if err != nil {
		return err
	}
	_, form, err := c.form(l.Kind)
	if err != nil {
		return err
	}
	ready := l.State == letter.Answered
	if act == letter.Answering || act == letter.Closing {
		ready = l.Waits()
	}
	if !ready {
		return nil
	}
	if len(l.Nos) > 1 && act != letter.Returning { // it waits for all its matters; sent back on one, it waits again
		if done, err := c.allDone(ctx, tx, l, act); !done || err != nil {
			return err
		}
	}
	if act == letter.Returning {
		l.Due = o.Due
	}
	was := l.Version
	c.step(form, l, letter.Step{Act: act, At: tx.Now, By: letterBy(by), Note: o.Why})
	return tx.SaveLetter(ctx, l, was)
}

// allDone reports whether what was done on one of a letter's matters was done on all. The others are not taken
// into the transaction, which holds the letter by now: whoever is at one of them asks for the letter next.
func (c *Casework) allDone(ctx context.Context, tx *store.Tx, l *store.Letter, act letter.Act) (bool, error) {
	everywhere := tx.Reader(org.Scope{County: tx.County(), All: true})
	for _, no := range l.Nos {
		p, err := everywhere.Petition(ctx, no)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(p.Orders, func(o petition.Order) bool {
			return o.Letter == l.ID && (p.Owes(o) || act == letter.Accepting && o.Unchecked())
		}) {
			return false, nil
		}
	}
	return true, nil
}
