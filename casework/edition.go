package casework

import (
	"context"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// EditionRules are what acts on editions of reports are decided by.
func (c *Casework) EditionRules() (edition.Rules, error) {
	forms, err := edition.TheForms()
	return edition.Rules{Policy: c.Rules().Policy, Forms: forms}, err
}

// NewEdition says which edition is to be drafted.
type NewEdition struct {
	Kind   report.Kind
	AsOf   time.Time // the moment just before which the record is read
	Matter string    // of a special report
}

// DraftEdition drafts a report as of a moment and returns its edition's ID. A moment has one edition: drafted
// again, it is the one that there is; one that was withdrawn before it was ever out begins anew.
//
// Faults: Forbidden for the post, Invalid for a moment to come or a special report about nothing, NotFound for
// a matter out of scope.
func (c *Casework) DraftEdition(ctx context.Context, by org.Officer, n NewEdition) (string, error) {
	rules, err := c.EditionRules()
	if err != nil {
		return "", err
	}
	form, err := rules.Forms.Form(n.Kind)
	if err != nil {
		return "", err
	}
	if err := rules.May(&edition.Edition{Kind: n.Kind}, by, edition.Drafting); err != nil {
		return "", err
	}
	n.AsOf = n.AsOf.UTC().Truncate(time.Millisecond)
	if now := c.db.Now(); n.AsOf.After(now) {
		return "", fault.NewInvalid("as_of", "fault.report.future", "today", deadline.DayOf(now))
	}
	if form.Matter != (n.Matter != "") {
		return "", fault.NewInvalid("matter", "fault.edition.matter")
	}
	if form.Matter {
		if _, err := c.db.Reader(c.Scope(by)).Petition(ctx, n.Matter); err != nil {
			return "", err
		}
	}
	id, there, err := c.db.EditionAt(ctx, n.Kind, n.AsOf, n.Matter)
	if err != nil {
		return "", err
	}
	if there {
		return id, c.redraft(ctx, by, rules, id)
	}
	parts, err := c.editionParts(ctx, form, n.AsOf, nil)
	if err != nil {
		return "", err
	}
	e := &store.Edition{}
	e.Kind, e.Matter, e.AsOf, e.Period = n.Kind, n.Matter, n.AsOf, parts[0].Body.Period
	err = c.db.Do(ctx, "draft "+string(n.Kind), func(tx *store.Tx) error {
		e.ID, e.Version, e.Seq, e.Steps = tx.EditionID(), 0, 0, nil
		stepEdition(tx, e, by, edition.Step{Act: edition.Drafting})
		if err := tx.NewEdition(ctx, e); err != nil {
			return err
		}
		if err := tx.PutContent(ctx, e.ID, e.Version, edition.Content{Parts: parts}); err != nil {
			return err
		}
		return c.tellSigners(ctx, tx, rules, e, by, "edition:drafted")
	})
	if err != nil && fault.KindOf(err) == fault.Conflict {
		// Another node was faster.
		if id, there, err := c.db.EditionAt(ctx, n.Kind, n.AsOf, n.Matter); err != nil || there {
			return id, err
		}
	}
	return e.ID, err
}

// redraft begins an edition anew that somebody withdrew before it was ever out. The clock leaves it withdrawn.
func (c *Casework) redraft(ctx context.Context, by org.Officer, rules edition.Rules, id string) error {
	e, err := c.db.StoredEdition(ctx, id)
	if err != nil || by.Post == org.Clock || rules.May(&e.Edition, by, edition.Drafting) != nil {
		return err
	}
	return c.renew(ctx, by, rules, e, edition.Step{Act: edition.Drafting})
}

// renew begins a new version: its figures are computed anew as of the same moment, people's words are kept.
func (c *Casework) renew(ctx context.Context, by org.Officer, rules edition.Rules, seen *store.Edition, s edition.Step) error {
	form, err := rules.Forms.Form(seen.Kind)
	if err != nil {
		return err
	}
	old, err := c.db.EditionVersion(ctx, seen.ID, seen.Version)
	if err != nil {
		return err
	}
	parts, err := c.editionParts(ctx, form, seen.AsOf, old.Units())
	if err != nil {
		return err
	}
	return c.onEdition(ctx, by, seen.ID, seen.Seq, s.Act, func(tx *store.Tx, _ edition.Rules, e *store.Edition) error {
		words := old.Words
		if e.State == edition.Withdrawn && e.Out > 0 { // what was out counts, not the correction that was given up
			v, err := tx.EditionVersion(ctx, e.ID, e.Out)
			if err != nil {
				return err
			}
			words = v.Words
		}
		stepEdition(tx, e, by, s)
		return tx.PutContent(ctx, e.ID, e.Version, edition.Content{Parts: parts, Words: words})
	})
}

// editionParts computes what an edition says: the county's part first, then those of the units that it
// concerns, where the form has parts; named are units whose parts there were already, who are to learn that
// there is nothing any more.
func (c *Casework) editionParts(ctx context.Context, form edition.Form, moment time.Time, named []org.UnitID) ([]edition.Part, error) {
	whole, err := c.editionBody(ctx, form, "", moment)
	if err != nil {
		return nil, err
	}
	parts := []edition.Part{{Body: whole}}
	if !form.Parted() {
		return parts, nil
	}
	units, err := c.db.UnitsAtWork(ctx, whole.Period.From.Start())
	if err != nil {
		return nil, err
	}
	for _, id := range named {
		if !slices.Contains(units, id) {
			units = append(units, id)
		}
	}
	bodies, err := c.ReportBodies(ctx, form.Kind, units, moment)
	if err != nil {
		return nil, err
	}
	for i, id := range units {
		if edition.Says(bodies[i]) || slices.Contains(named, id) {
			parts = append(parts, edition.Part{Unit: id, Body: bodies[i]})
		}
	}
	return parts, nil
}

// editionBody is one part. A special report has no figures: what it says of its matter is people's words.
func (c *Casework) editionBody(ctx context.Context, form edition.Form, unit org.UnitID, moment time.Time) (report.Body, error) {
	if form.Matter {
		day := deadline.DayOf(moment)
		return report.Body{Kind: form.Kind, Period: report.Period{From: day, To: day}, AsOf: moment.UTC(), Sections: []report.Section{}}, nil
	}
	return c.ReportBody(ctx, form.Kind, unit, moment)
}

// stepEdition puts an act into an edition's life.
func stepEdition(tx *store.Tx, e *store.Edition, by org.Officer, s edition.Step) {
	s.Seq, s.At, s.By = e.Seq+1, tx.Now, petition.ByOf(by)
	e.Apply(s)
	s.Version = e.Version
	e.Steps = append(e.Steps, s)
}

// onEdition does one act on an edition: it is read as the officer may see it and as they saw it, the rules say
// whether the act may be done, and what has become of it is written down. seq 0 takes any.
func (c *Casework) onEdition(ctx context.Context, by org.Officer, id string, seq int, act edition.Act, do func(tx *store.Tx, rules edition.Rules, e *store.Edition) error) error {
	rules, err := c.EditionRules()
	if err != nil {
		return err
	}
	return c.db.Do(ctx, string(act)+" edition", func(tx *store.Tx) error {
		if _, err := tx.Reader(c.Scope(by)).Edition(ctx, id, rules.Reads(by), by.Person); err != nil {
			return err
		}
		e, err := tx.Edition(ctx, id)
		if err != nil {
			return err
		}
		if seq != 0 && e.Seq != seq {
			return fault.New(fault.Conflict, "fault.edition.changed")
		}
		if err := rules.May(&e.Edition, by, act); err != nil {
			return err
		}
		was := e.Seq
		if err := do(tx, rules, e); err != nil {
			return err
		}
		if e.Seq == was {
			return nil
		}
		return tx.SaveEdition(ctx, e, was)
	})
}
