package casework

import (
	"context"
	"fmt"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Receipt is what a petitioner takes away: the number, and the query code, which is given once and
// kept nowhere in plain.
type Receipt struct {
	No   string
	Code string
	Due  petition.Standing // by when the matter will be passed on
}

// Register takes a matter in. Everything received is registered, whoever it belongs to. once names
// the form that was sent, so that a second press of the button finds the first one's number; "" for
// none. A repeated registration returns a receipt without code.
func (c *Casework) Register(ctx context.Context, by org.Officer, record petition.Record, once string) (Receipt, error) {
	if once != "" && record.Origin == (petition.Origin{}) {
		record.Origin = petition.Origin{Source: "form", Ref: once}
	}
	var receipt Receipt
	suggested := c.suggested(ctx, &record)
	err := c.db.Do(ctx, "register", func(tx *store.Tx) error {
		if record.Origin.Ref != "" {
			known, err := tx.ByOrigin(ctx, record.Origin)
			if err != nil {
				return err
			}
			if known != "" {
				receipt = Receipt{No: known}
				return nil
			}
		}
		p, events, code, err := c.register(ctx, tx, by, &petition.RegisteredData{Record: record})
		if err != nil {
			return err
		}
		receipt = Receipt{No: p.No, Code: code}
		receipt.Due, _ = c.Rules().Lead(p, deadline.DayOf(tx.Now))
		if err := keepSuggested(ctx, tx, p, suggested); err != nil {
			return err
		}
		if err := c.compareSoon(ctx, tx, p.No); err != nil {
			return err
		}
		return c.tellEvents(ctx, tx, p, events)
	})
	return receipt, err
}

// register is one registration within a transaction: the number, the code, the events. It tells nobody:
// an import of thousands is told of by its report.
func (c *Casework) register(ctx context.Context, tx *store.Tx, by org.Officer, d *petition.RegisteredData) (*petition.Petition, []petition.Event, string, error) {
	p := &petition.Petition{}
	events, err := c.Rules().Decide(p, by, tx.Now, d)
	if err != nil {
		return nil, nil, "", err
	}
	if p.No, err = tx.NextNumber(ctx, org.AreaCode(by.County), deadline.DayOf(tx.Now)); err != nil {
		return nil, nil, "", err
	}
	code := petition.NewQueryCode()
	if err := tx.Register(ctx, p, events, c.vault.HashCode(petition.TidyQueryCode(code))); err != nil {
		return nil, nil, "", fmt.Errorf("registering %s: %w", p.No, err)
	}
	if p.Past != nil {
		return p, events, code, nil
	}
	return p, events, code, c.gatherSoon(ctx, tx)
}

// Reveal shows an officer the personal data of one petition. It asks for a purpose, is journalled
// apart, and the petitioner sees who looked.
func (c *Casework) Reveal(ctx context.Context, by org.Officer, no, why string) ([]petition.Petitioner, error) {
	var people []petition.Petitioner
	err := c.db.Do(ctx, "reveal "+no, func(tx *store.Tx) error {
		if len([]rune(why)) < 2 {
			return fault.NewInvalid("why", "fault.reveal.why")
		}
		p, err := tx.LoadOpen(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		if !c.Rules().Policy.May(by, org.ActReveal, p.Tie()) {
			return fault.New(fault.Forbidden, "fault.reveal.forbidden")
		}
		people = p.Record.Petitioners
		return tx.Reveal(ctx, no, by, why)
	})
	return people, err
}
