package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// CompleteEdition writes people's words into a draft. seq is what of the edition the officer saw; 0 takes any.
func (c *Casework) CompleteEdition(ctx context.Context, by org.Officer, id string, seq int, words []edition.Word) error {
	return c.onEdition(ctx, by, id, seq, edition.Completing, func(tx *store.Tx, rules edition.Rules, e *store.Edition) error {
		for _, w := range words {
			if w.Unit != "" {
				if err := tx.UnitOpen(ctx, w.Unit); err != nil {
					return err
				}
			}
		}
		v, err := tx.EditionVersion(ctx, id, e.Version)
		if err != nil {
			return err
		}
		changed, err := rules.Write(&e.Edition, &v.Content, by, tx.Now, words)
		if err != nil || !changed {
			return err
		}
		stepEdition(tx, e, by, edition.Step{Act: edition.Completing})
		return tx.PutContent(ctx, id, e.Version, v.Content)
	})
}

// CheckEdition says that an officer has read the draft and that it is complete; those who may sign are told.
func (c *Casework) CheckEdition(ctx context.Context, by org.Officer, id string, seq int) error {
	return c.onEdition(ctx, by, id, seq, edition.Checking, func(tx *store.Tx, rules edition.Rules, e *store.Edition) error {
		v, err := tx.EditionVersion(ctx, id, e.Version)
		if err != nil {
			return err
		}
		form, err := rules.Forms.Form(e.Kind)
		if err != nil {
			return err
		}
		if err := form.Complete(v.Content); err != nil {
			return err
		}
		stepEdition(tx, e, by, edition.Step{Act: edition.Checking})
		return c.tellSigners(ctx, tx, rules, e, by, "edition:checked")
	})
}

// ReturnEdition gives a checked draft back with a reason; who checked it is told.
func (c *Casework) ReturnEdition(ctx context.Context, by org.Officer, id string, seq int, why string) error {
	if err := edition.Returning.Why(why); err != nil {
		return err
	}
	return c.onEdition(ctx, by, id, seq, edition.Returning, func(tx *store.Tx, _ edition.Rules, e *store.Edition) error {
		checker := e.Checker.Person
		stepEdition(tx, e, by, edition.Step{Act: edition.Returning, Note: strings.TrimSpace(why)})
		return c.tellOfEdition(ctx, tx, e, by, "edition:returned", "", checker)
	})
}

// WithdrawEdition gives a draft up. What was published before it stays.
func (c *Casework) WithdrawEdition(ctx context.Context, by org.Officer, id string, seq int, why string) error {
	if err := edition.Withdrawing.Why(why); err != nil {
		return err
	}
	return c.onEdition(ctx, by, id, seq, edition.Withdrawing, func(tx *store.Tx, _ edition.Rules, e *store.Edition) error {
		stepEdition(tx, e, by, edition.Step{Act: edition.Withdrawing, Note: strings.TrimSpace(why)})
		return nil
	})
}

// CorrectEdition begins a new version of a published edition, computed anew as of the same moment. It says
// what it puts right, and needs a second person again.
func (c *Casework) CorrectEdition(ctx context.Context, by org.Officer, id string, seq int, why string) error {
	if err := edition.Correcting.Why(why); err != nil {
		return err
	}
	rules, err := c.EditionRules()
	if err != nil {
		return err
	}
	e, err := c.db.Reader(c.Scope(by)).Edition(ctx, id, rules.Reads(by), by.Person)
	if err != nil {
		return err
	}
	if seq != 0 && e.Seq != seq {
		return fault.New(fault.Conflict, "fault.edition.changed")
	}
	if err := rules.May(&e.Edition, by, edition.Correcting); err != nil {
		return err
	}
	return c.renew(ctx, by, rules, e, edition.Step{Act: edition.Correcting, Note: strings.TrimSpace(why)})
}

// PublishEdition signs and publishes what another person has checked: it is numbered, frozen with its hash,
// and sent, all at once.
func (c *Casework) PublishEdition(ctx context.Context, by org.Officer, id string, seq int) error {
	return c.onEdition(ctx, by, id, seq, edition.Publishing, func(tx *store.Tx, rules edition.Rules, e *store.Edition) error {
		form, err := rules.Forms.Form(e.Kind)
		if err != nil {
			return err
		}
		v, err := tx.EditionVersion(ctx, id, e.Version)
		if err != nil {
			return err
		}
		if e.Number == 0 {
			e.Year = deadline.DayOf(tx.Now).Year()
			if e.Number, err = tx.EditionNumber(ctx, e.Kind, e.Year); err != nil {
				return err
			}
		}
		stepEdition(tx, e, by, edition.Step{Act: edition.Publishing})
		frozen, err := c.freeze(e, v.Content)
		if err != nil {
			return err
		}
		if err := tx.FreezeEdition(ctx, id, e.Version, frozen); err != nil {
			return err
		}
		return c.sendEdition(ctx, tx, by, form, e, v.Content)
	})
}

// freeze is what a version is for ever, as JSON.
func (c *Casework) freeze(e *store.Edition, content edition.Content) ([]byte, error) {
	f := edition.Frozen{Kind: e.Kind, Matter: e.Matter, Year: e.Year, Number: e.Number, Version: e.Version, AsOf: e.AsOf, Reason: e.Reason,
		Checker: e.Checker, Signer: e.Signer, Published: e.Published, Policies: map[string]int{}, Program: program(), Content: content}
	for _, p := range c.Rules().Policies.All() {
		if p.Effective <= deadline.DayOf(e.AsOf) {
			f.Policies[p.ID] = max(f.Policies[p.ID], p.Version)
		}
	}
	frozen, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("freezing edition %s: %w", e.ID, err)
	}
	return frozen, nil
}

// program is the version of the program, as far as its build knew, with the commit.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit := ""
	if i := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" }); i >= 0 {
		commit = info.Settings[i].Value
	}
	return strings.TrimSpace(info.Main.Version + " " + commit)
}
