package casework

import (
	"context"
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// SwitchTrigger switches a rule of supervision off for the county, or on again. What it suggests is not
// shown while it is off; nothing of any petition changes. Who switched when is kept.
func (c *Casework) SwitchTrigger(ctx context.Context, by org.Officer, id string, off bool) error {
	if err := c.may(by, org.ActTriggers); err != nil {
		return err
	}
	if !slices.ContainsFunc(c.Rules().Triggers, func(t petition.Trigger) bool { return t.ID == id }) {
		return fault.New(fault.NotFound, "fault.supervision.rule")
	}
	return c.db.Do(ctx, "switch a rule of supervision", func(tx *store.Tx) error {
		return tx.SwitchTrigger(ctx, store.TriggerSwitch{Trigger: id, Off: off, Person: by.Person, Name: by.Name})
	})
}
