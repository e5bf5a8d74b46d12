package casework

import (
	"context"
	"encoding/json"
	"fmt"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// SignLetter signs and issues a letter: it is checked, numbered in its office's series without a gap,
// frozen, and written into the journals of its matters, all at once. Its files are made after; see
// FileLetter.
//
// Faults: Invalid names every field that is empty or wrong; Forbidden for who drafted it; Conflict
// where the matter has moved on so that it may not be issued any more.
func (c *Casework) SignLetter(ctx context.Context, by org.Officer, id string, version int) error {
	err := c.onLetter(ctx, by, id, version, letter.Signing, func(tx *store.Tx, form *letter.Form, l *store.Letter) error {
		return c.issue(ctx, tx, by, form, l)
	})
	if err != nil {
		return err
	}
	// The letter is out, whatever becomes of its files. What goes wrong here the job meets again that was
	// written down with it, tries until it is done, and tells.
	_, _ = c.FileLetter(ctx, id)
	return nil
}

func (c *Casework) issue(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	facts, err := c.facts(ctx, tx.Reader(c.Scope(by)), tx.Now, form, &l.Letter)
	if err != nil {
		return err
	}
	if err := form.Address(&facts, l.To, tx.Now); err != nil {
		return err
	}
	if err := c.fits(form, &facts, &l.Letter); err != nil {
		return err
	}
	if err := form.Check(l.Values, desk.Forms.Matter(facts)); err != nil {
		return err
	}
	from, _ := facts.Book.Unit(l.From)
	if from.Sign == "" {
		return fault.New(fault.Conflict, "fault.letter.no_sign", "unit", from.Name)
	}
	today := deadline.DayOf(tx.Now)
	n, err := tx.LetterNumber(ctx, letter.Series(form, l.From, today.Year()))
	if err != nil {
		return err
	}
	l.Number, l.Code = letter.Number(form, from.Sign, today.Year(), n), newCheckCode()
	if l.Due = form.Answer.Due(today, c.Rules().Calendar); l.To == "" {
		l.Due = 0
	}
	c.step(form, l, letter.Step{Act: letter.Signing, At: tx.Now, By: letterBy(by)})
	d, err := c.write(desk, form, &l.Letter, facts)
	if err != nil {
		return err
	}
	frozen, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("freezing letter %s: %w", l.ID, err)
	}
	if err := tx.Freeze(ctx, l, frozen); err != nil {
		return err
	}
	if err := tx.Enqueue(ctx, FileLetterJob{ID: l.ID}, store.JobOptions{Unique: true}); err != nil {
		return err
	}
	return c.intoJournals(ctx, tx, by, form, l)
}

// intoJournals has the event happen on each matter that issuing makes.
func (c *Casework) intoJournals(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	for i, no := range l.Nos {
		p, err := tx.Load(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		d := form.Event(&l.Letter, l.Hash, p, c.Rules(), tx.Now)
		if err := c.decide(ctx, tx, by, p, d); err != nil {
			return err
		}
		if i == 0 {
			l.Order = orderBy(p, l)
		}
		if d.Kind() == petition.KLetterIssued && l.To != "" {
			if err := c.tellOffice(ctx, tx, p, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// orderBy is the order of a matter that a letter issued or answered.
func orderBy(p *petition.Petition, l *store.Letter) string {
	for _, o := range p.Orders {
		if o.Letter == l.ID || o.Reply == l.ID {
			return o.ID
		}
	}
	return l.Order
}

// tellOffice tells those of the office that a letter went to who have to answer or acknowledge it.
func (c *Casework) tellOffice(ctx context.Context, tx *store.Tx, p *petition.Petition, l *store.Letter) error {
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	var named []org.PersonID
	for _, post := range book.Holders(l.To, tx.Now, org.Clerk, org.Head, org.Inspector, org.SectionChief) {
		named = append(named, post.Person)
	}
	facts := store.Facts{"of": l.Signer.UnitName, "unit": string(l.To), "letter": l.ID}
	if l.Due != 0 {
		facts["due"] = l.Due.String()
	}
	return c.tell(ctx, tx, news{topic: "letter:in", p: p, by: l.Signer.Person, origin: "letter|" + l.ID, facts: facts, named: named})
}
