package casework

import (
	"context"
	"slices"

	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// EditionPaper is one version of an edition as one reader reads it.
type EditionPaper struct {
	*store.Edition
	Form    edition.Form
	Read    int        // the version that is read
	Unit    org.UnitID // whose part it is; none: the whole
	Body    report.Body
	Words   []edition.Word
	Hash    string              // of what was frozen; none: it is a draft
	Bureau  bool                // the reader keeps editions, and sees how it was made
	Mine    bool                // this version was sent to the reader
	Fresh   bool                // who has not opened it yet
	Reason  string              // what this version puts right
	Parts   []org.UnitID        // the units that have one
	Copies  []store.EditionCopy // of the version that is read; only the bureau is told
	Follows []Followed
}

// Followed is a reader's instruction and what became of it. Order is nil where none was made by it.
type Followed struct {
	edition.Step
	State petition.State // of the matter
	Order *petition.Order
}

// ReadEdition is an edition as an officer may read it. version 0 is the newest that they may read; unit is
// whose part, none for the whole. The bureau reads all; everybody else what was sent to them.
func (c *Casework) ReadEdition(ctx context.Context, by org.Officer, id string, version int, unit org.UnitID) (*EditionPaper, error) {
	rules, err := c.EditionRules()
	if err != nil {
		return nil, err
	}
	r := c.db.Reader(c.Scope(by))
	p := &EditionPaper{Bureau: rules.Reads(by), Unit: unit}
	if p.Edition, err = r.Edition(ctx, id, p.Bureau, by.Person); err != nil {
		return nil, err
	}
	if p.Form, err = rules.Forms.Form(p.Kind); err != nil {
		return nil, err
	}
	copies, err := r.EditionCopies(ctx, id)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(slices.Clone(copies), func(one store.EditionCopy) bool { return one.Person != by.Person })
	if p.Read = version; version == 0 && p.Bureau {
		p.Read = p.Edition.Version
	}
	if err := p.mayRead(mine); err != nil {
		return nil, err
	}
	if err := c.fillPaper(ctx, p); err != nil {
		return nil, err
	}
	if p.Bureau {
		p.Copies = slices.DeleteFunc(copies, func(one store.EditionCopy) bool { return one.Version != p.Read })
	}
	p.Follows, err = c.followed(ctx, p.Edition)
	return p, err
}

// fillPaper reads what the version says to whose part it is.
func (c *Casework) fillPaper(ctx context.Context, p *EditionPaper) error {
	v, err := c.db.EditionVersion(ctx, p.ID, p.Read)
	if err != nil {
		return err
	}
	body, ok := v.Part(p.Unit)
	if !ok {
		return noPart()
	}
	p.Body, p.Hash, p.Words, p.Parts = body, v.Hash, v.Words, v.Units()
	if p.Unit != "" {
		p.Words = slices.DeleteFunc(slices.Clone(v.Words), func(w edition.Word) bool { return w.Unit != "" && w.Unit != p.Unit })
	}
	for _, s := range p.Steps {
		if s.Version == p.Read && s.Act == edition.Correcting {
			p.Reason = s.Note
		}
	}
	return nil
}

func noPart() error { return fault.New(fault.NotFound, "fault.edition.not_found") }

// mayRead settles which version and part it is for who reads only what was sent to them.
func (p *EditionPaper) mayRead(mine []store.EditionCopy) error {
	for _, one := range slices.Backward(mine) {
		if p.Read == 0 {
			p.Read = one.Version
		}
		if one.Version != p.Read {
			continue
		}
		p.Mine = true
		p.Fresh = p.Fresh || one.Opened.IsZero()
		if p.Bureau || one.Unit == "" {
			return nil
		}
		if p.Unit == "" {
			p.Unit = one.Unit
		}
		if p.Unit == one.Unit {
			return nil
		}
	}
	if p.Bureau {
		return nil
	}
	return noPart()
}

// followed are the instructions on an edition with what became of them.
func (c *Casework) followed(ctx context.Context, e *store.Edition) ([]Followed, error) {
	var all []Followed
	for _, s := range e.Steps {
		if s.Act == edition.Instructing {
			all = append(all, Followed{Step: s})
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	p, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).Petition(ctx, e.Matter)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].State = p.State
		for j := range p.Orders {
			if all[i].Step.Order != "" && p.Orders[j].ID == all[i].Step.Order {
				all[i].Order = &p.Orders[j]
			}
		}
	}
	return all, nil
}

// Checked is how the figures of a part stand: numbers that stand twice and are not the same, and sections that
// the record gives otherwise now as of the same moment.
type Checked struct {
	Sums    []edition.Sum
	Differs []edition.Difference
}

// CheckFigures computes a part anew and compares.
func (c *Casework) CheckFigures(ctx context.Context, p *EditionPaper) (Checked, error) {
	is, err := c.editionBody(ctx, p.Form, p.Unit, p.AsOf)
	if err != nil {
		return Checked{}, err
	}
	return Checked{edition.Sums(p.Body), edition.Differ(p.Unit, p.Body, is)}, nil
}
