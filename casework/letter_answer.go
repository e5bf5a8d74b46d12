package casework

import (
	"context"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// AnswerLetter is the answer of the office that was written to, by the fields that the form asks for. The
// officer may see the letter, and so may answer it; the matter may be none of theirs.
func (c *Casework) AnswerLetter(ctx context.Context, by org.Officer, id string, version int, v letter.Values) error {
	return c.db.Do(ctx, "answer letter", func(tx *store.Tx) error {
		l, form, err := c.loadLetter(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if err := form.May(&l.Letter, by, letter.Answering); err != nil {
			return err
		}
		if err := form.CheckAnswer(v); err != nil {
			return err
		}
		everywhere := org.Scope{County: tx.County(), All: true}
		was := l.Version
		err = c.onOrders(ctx, tx, by, l, everywhere, func(o petition.Order) petition.Data {
			if !o.Waiting() {
				return nil // the act that was asked for was done, on this one of its matters
			}
			return &petition.OrderAnswered{Order: o.ID, Answer: form.AnswerText(v)}
		})
		if err != nil {
			return err
		}
		if l, err = tx.Letter(ctx, id); err != nil {
			return err
		}
		stored := l.Version
		if stored == was { // else its step is there: it follows its orders
			c.step(form, l, letter.Step{Act: letter.Answering, At: tx.Now, By: letterBy(by)})
		}
		l.Answer = v
		return tx.SaveLetter(ctx, l, stored)
	})
}

// CheckAnswer says whether an answer will do; one that does not is sent back, to be given anew by a new
// date.
func (c *Casework) CheckAnswer(ctx context.Context, by org.Officer, id string, version int, good bool, why string, due deadline.Day) error {
	act := letter.Accepting
	if !good {
		act = letter.Returning
	}
	return c.db.Do(ctx, string(act)+" letter", func(tx *store.Tx) error {
		l, form, err := c.loadLetter(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if err := form.May(&l.Letter, by, act); err != nil {
			return err
		}
		return c.onOrders(ctx, tx, by, l, c.Scope(by), func(o petition.Order) petition.Data {
			if !o.Unchecked() {
				return nil
			}
			return &petition.OrderChecked{Order: o.ID, Good: good, Why: why, Due: due}
		})
	})
}

// onOrders does an act on the order of a letter, on each of its matters; none where act says nil.
func (c *Casework) onOrders(ctx context.Context, tx *store.Tx, by org.Officer, l *store.Letter, scope org.Scope, act func(petition.Order) petition.Data) error {
	for _, no := range l.Nos {
		p, err := tx.Load(ctx, no, scope)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Orders, func(o petition.Order) bool { return o.Letter == l.ID })
		if i < 0 {
			continue
		}
		d := act(p.Orders[i])
		if d == nil {
			continue
		}
		if err := c.decide(ctx, tx, by, p, d); err != nil {
			return err
		}
	}
	return nil
}
