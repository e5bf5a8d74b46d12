package casework

import (
	"context"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// ActLetter does one of the acts on a letter that carry nothing but a note: handing in, reviewing,
// consenting, sending back, acknowledging, voiding.
func (c *Casework) ActLetter(ctx context.Context, by org.Officer, id string, version int, act letter.Act, note string) error {
	switch act {
	case letter.Submitting, letter.Reviewing, letter.Consenting, letter.SendingBack, letter.Acknowledging, letter.Voiding:
	default:
		return fault.NewInvalid("act", "fault.letter.act_unknown")
	}
	if err := act.CheckWhy(note); err != nil {
		return err
	}
	return c.onLetter(ctx, by, id, version, act, func(tx *store.Tx, form *letter.Form, l *store.Letter) error {
		switch act {
		case letter.Submitting:
			if err := c.complete(ctx, tx, by, form, l); err != nil {
				return err
			}
		case letter.Voiding:
			if err := c.voidOnRecord(ctx, tx, by, l, note); err != nil {
				return err
			}
		}
		c.step(form, l, letter.Step{Act: act, At: tx.Now, By: letterBy(by), Note: strings.TrimSpace(note)})
		return nil
	})
}

// complete refuses a letter that lacks something, naming every field.
func (c *Casework) complete(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	facts, err := c.facts(ctx, tx.Reader(c.Scope(by)), tx.Now, form, &l.Letter)
	if err != nil {
		return err
	}
	return form.Check(l.Values, desk.Forms.Matter(facts))
}

// voidOnRecord writes into the journal of each matter that an issued letter was taken back.
func (c *Casework) voidOnRecord(ctx context.Context, tx *store.Tx, by org.Officer, l *store.Letter, why string) error {
	if !l.State.Out() {
		return nil
	}
	for _, no := range l.Nos {
		p, err := tx.Load(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		if err := c.decide(ctx, tx, by, p, &petition.LetterVoided{Letter: l.ID, Why: why}); err != nil {
			return err
		}
	}
	return nil
}
