package casework

import (
	"context"
	"time"

	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// HandedOver says how a letter reached a petitioner.
type HandedOver struct {
	Means   petition.Means // of a notice
	Way     petition.Way   // of a paper that is served
	To      int            // which petitioner, from 0
	On      time.Time
	Refused bool
	Witness string
	Proof   []petition.Attachment
	Note    string
}

// DeliverLetter writes down that a letter reached the petitioner: the notice or the service that its form
// names happens with it.
func (c *Casework) DeliverLetter(ctx context.Context, by org.Officer, id string, version int, h HandedOver) error {
	return c.onLetter(ctx, by, id, version, letter.Delivering, func(tx *store.Tx, form *letter.Form, l *store.Letter) error {
		if d := delivery(form, h); d != nil {
			p, err := tx.Load(ctx, l.Leads(), c.Scope(by))
			if err != nil {
				return err
			}
			if err := c.decide(ctx, tx, by, p, d); err != nil {
				return err
			}
		}
		c.step(form, l, letter.Step{Act: letter.Delivering, At: tx.Now, By: letterBy(by), Note: h.Note})
		return nil
	})
}

// delivery is the event that a form's delivery makes, or nil.
func delivery(form *letter.Form, h HandedOver) petition.Data {
	if kinds := form.Notices(); len(kinds) > 0 {
		return &petition.Notified{Kinds: kinds, Means: h.Means, To: h.To, Proof: h.Proof, Note: h.Note, On: h.On}
	}
	if paper := form.Serves(); paper != "" {
		return &petition.ServedData{Paper: paper, Way: h.Way, To: h.To, Refused: h.Refused, Witness: h.Witness, Receipt: h.Proof, On: h.On}
	}
	return nil
}
