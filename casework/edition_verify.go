package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"bihuan/domain/edition"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
)

// EditionProblem is one thing about a published edition that is not as it should be, by its key in the locale
// files. It carries no personal data.
type EditionProblem struct {
	ID           string
	Kind         report.Kind
	Year, Number int
	Version      int
	Unit         org.UnitID // of the part
	Section      string
	Key          string
	Args         []any
}

// The problems of editions.
const (
	EditionAltered    = "edition.problem.altered"    // what was frozen is not what its hash says
	EditionUnreadable = "edition.problem.unreadable" // it does not open
	EditionMisplaced  = "edition.problem.misplaced"  // the row says another kind or number than what was frozen
	EditionDiffers    = "edition.problem.differs"    // computed anew, a section is another
	EditionsGone      = "edition.problem.gone"       // numbers were given to editions that are not there
)

// EditionCheck is what a look at all published editions found.
type EditionCheck struct{ Versions, Problems int }

// editionStep is how many versions are named at a time.
const editionStep = 200

// VerifyEditions looks at every version that was published: whether what was frozen is what its hash says, and
// whether the newest version of each edition is what the record gives as of its moment.
func (c *Casework) VerifyEditions(ctx context.Context, report func(EditionProblem)) (EditionCheck, error) {
	v := &editionCheck{c: c, report: report}
	rules, err := c.EditionRules()
	if err != nil {
		return v.found, err
	}
	last := store.EditionKey{}
	for {
		keys, err := c.db.EditionsOut(ctx, last.ID, last.Version, editionStep)
		if err != nil {
			return v.found, err
		}
		if len(keys) == 0 {
			break
		}
		for _, key := range keys {
			if err := v.look(ctx, rules, key); err != nil {
				return v.found, fmt.Errorf("looking at edition %s: %w", key.ID, err)
			}
			v.found.Versions++
			last = key
		}
	}
	there, numbers, err := c.db.EditionsCounted(ctx)
	if err == nil && numbers > there {
		v.tell(EditionProblem{Key: EditionsGone, Args: []any{"n", numbers - there}})
	}
	return v.found, err
}

type editionCheck struct {
	c      *Casework
	report func(EditionProblem)
	found  EditionCheck
}

func (v *editionCheck) tell(p EditionProblem) {
	v.found.Problems++
	v.report(p)
}

func (v *editionCheck) look(ctx context.Context, rules edition.Rules, key store.EditionKey) error {
	p := EditionProblem{ID: key.ID, Version: key.Version}
	e, err := v.c.db.StoredEdition(ctx, key.ID)
	var made *store.EditionVersion
	if err == nil {
		p.Kind, p.Year, p.Number = e.Kind, e.Year, e.Number
		made, err = v.c.db.EditionVersion(ctx, key.ID, key.Version)
	}
	if err != nil {
		if errors.Is(err, context.Canceled) || ctx.Err() != nil {
			return err
		}
		p.Key = EditionUnreadable
		v.tell(p)
		return nil
	}
	if store.HashOf(made.Frozen) != made.Hash {
		p.Key = EditionAltered
		v.tell(p)
		return nil
	}
	frozen, err := thawEdition(made.Frozen)
	if err != nil {
		return err
	}
	if frozen.Kind != e.Kind || frozen.Year != e.Year || frozen.Number != e.Number || frozen.Version != key.Version || !frozen.AsOf.Equal(e.AsOf) {
		p.Key = EditionMisplaced
		v.tell(p)
	}
	if key.Version != e.Out {
		return nil // a correction has put something right since
	}
	form, err := rules.Forms.Form(e.Kind)
	if err != nil {
		return err
	}
	for _, part := range made.Parts {
		is, err := v.c.editionBody(ctx, form, part.Unit, e.AsOf)
		if err != nil {
			return err
		}
		for _, d := range edition.Differ(part.Unit, part.Body, is) {
			p.Key, p.Unit, p.Section = EditionDiffers, d.Unit, d.Section
			v.tell(p)
		}
	}
	return nil
}

// thawEdition reads what was frozen.
func thawEdition(frozen []byte) (edition.Frozen, error) {
	var f edition.Frozen
	if err := json.Unmarshal(frozen, &f); err != nil {
		return f, fmt.Errorf("reading a frozen edition: %w", err)
	}
	return f, nil
}
