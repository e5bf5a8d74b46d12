package casework

import (
	"context"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Sheet is a letter on the desk of who writes it: what it would say now, and what it lacks. Nothing of it
// is written down.
type Sheet struct {
	Form   letter.Form
	Paper  document.Document
	Values letter.Values
	Matter letter.Matter
	Before *petition.Petition // that it is filled in from
	To     org.UnitID
	ToName string
	Due    deadline.Day // of the answer, if it were issued today
	Lacks  error        // what keeps it from being handed in
}

// Compose lays a letter out as it would be drafted with these values; nil: as the form fills itself in. An
// addressee that is yet to be chosen is something that it lacks.
//
// Faults: as of Draft.
func (c *Casework) Compose(ctx context.Context, by org.Officer, n NewLetter) (Sheet, error) {
	desk, form, err := c.form(n.Kind)
	if err != nil {
		return Sheet{}, err
	}
	l := letter.Letter{Kind: n.Kind, Nos: n.Nos, From: by.Unit, Author: letterBy(by), Values: n.Values}
	facts, wrong, err := c.begin(ctx, c.db.Reader(c.Scope(by)), c.db.Now(), by, form, &l, n.To)
	if err != nil {
		return Sheet{}, err
	}
	return c.lay(desk, form, &l, facts, wrong)
}

// Recompose lays a draft out with these values; nil: with those that it has.
func (c *Casework) Recompose(ctx context.Context, by org.Officer, id string, v letter.Values) (Sheet, *store.Letter, error) {
	l, err := c.db.Reader(c.Scope(by)).Letter(ctx, id, by.Units())
	if err != nil {
		return Sheet{}, nil, err
	}
	desk, form, err := c.form(l.Kind)
	if err != nil {
		return Sheet{}, nil, err
	}
	facts, err := c.facts(ctx, c.db.Reader(c.Scope(by)), c.db.Now(), form, &l.Letter)
	if err != nil {
		return Sheet{}, nil, err
	}
	shown := l.Letter
	if v != nil {
		shown.Values = v
	}
	s, err := c.lay(desk, form, &shown, facts, nil)
	return s, l, err
}

// lay sets the letter, and says what it lacks: wrong is what is to be said of its addressee.
func (c *Casework) lay(desk Stationery, form *letter.Form, l *letter.Letter, facts letter.Facts, wrong error) (Sheet, error) {
	s := Sheet{Form: *form, Values: l.Values, Matter: desk.Forms.Matter(facts), Before: facts.Petition, To: l.To, ToName: l.ToName}
	if form.To != letter.ToPetitioner {
		s.Due = form.Answer.Due(facts.Today, c.Rules().Calendar)
	}
	var faults []*fault.Fault
	for _, err := range []error{wrong, form.Check(l.Values, s.Matter)} {
		if f := fault.As(err); f != nil {
			faults = append(faults, f.All()...)
		}
	}
	for i, f := range faults {
		one := *f
		one.More = nil
		faults[i] = &one
	}
	s.Lacks = fault.Join(faults...)
	var err error
	s.Paper, err = c.write(desk, form, l, facts)
	return s, err
}

// Draftable lists the kinds of letters that an officer may draft about a matter as it is.
func (c *Casework) Draftable(by org.Officer, p *petition.Petition, events []petition.Event) []letter.Form {
	return slices.DeleteFunc(c.Forms().All(), func(f letter.Form) bool {
		return f.CanDraft(by, p.Unit()) != nil || c.fits(&f, &letter.Facts{Petition: p, Events: events}, &letter.Letter{}) != nil ||
			(f.To == letter.ByUnit || f.To == letter.ToHead) && p.Unit() == ""
	})
}

// PreviewHTML shows a paper's pages.
func (c *Casework) PreviewHTML(d document.Document) (string, error) {
	desk, err := c.desk()
	if err != nil {
		return "", err
	}
	return desk.Press.Preview(d)
}
