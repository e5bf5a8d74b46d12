package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/paper/press"
	"bihuan/store"
)

// Stationery is what letters and reports are made of and on.
type Stationery struct {
	Forms letter.Forms
	Press *press.Press
	// Inhabitants is how many people live in the county, for reports; 0 is not known.
	Inhabitants int
	Site        string // the public site's address, for the check page's code; none: the short code alone
}

// Equip lays the stationery out. Without it no letter can be drafted.
func (c *Casework) Equip(s Stationery) { c.stationery.Store(&s) }

// Forms are the county's kinds of letters.
func (c *Casework) Forms() letter.Forms {
	if s := c.stationery.Load(); s != nil {
		return s.Forms
	}
	return letter.Forms{}
}

func (c *Casework) desk() (Stationery, error) {
	if s := c.stationery.Load(); s != nil {
		return *s, nil
	}
	return Stationery{}, fault.New(fault.Internal, "fault.letter.stationery")
}

// form finds the form of a kind.
func (c *Casework) form(kind letter.Kind) (Stationery, *letter.Form, error) {
	desk, err := c.desk()
	if err != nil {
		return desk, nil, err
	}
	form, ok := desk.Forms.Form(kind)
	if !ok {
		return desk, nil, fault.New(fault.NotFound, "fault.letter.kind", "kind", string(kind))
	}
	return desk, &form, nil
}

// NewLetter says which letter is to be drafted.
type NewLetter struct {
	Kind   letter.Kind
	Nos    []string
	To     org.UnitID    // of a form whose addressee is chosen
	Values letter.Values // nil: as the form fills itself in
}

// Draft drafts letters of one kind about one or more matters in one act: each its own letter; of a form
// that lists matters, one for all of a unit. It returns their IDs, in the order of the matters.
//
// Faults: NotFound for a matter out of scope or a kind that there is not, Forbidden for the post,
// Conflict where the form does not fit the matter's state, Invalid for an addressee that may not be
// written to.
func (c *Casework) Draft(ctx context.Context, by org.Officer, n NewLetter) ([]string, error) {
	_, form, err := c.form(n.Kind)
	if err != nil {
		return nil, err
	}
	if len(n.Nos) == 0 {
		return nil, fault.NewInvalid("no", "fault.letter.matters")
	}
	var ids []string
	err = c.db.Do(ctx, "draft "+string(n.Kind), func(tx *store.Tx) error {
		ids = nil
		batch := ""
		groups, err := c.together(ctx, tx.Reader(c.Scope(by)), form, n.Nos)
		if err != nil {
			return err
		}
		if len(groups) > 1 {
			batch = tx.LetterID()
		}
		for _, nos := range groups {
			l, err := c.draft(ctx, tx, by, form, nos, n)
			if err != nil {
				return err
			}
			l.Batch = batch
			if err := tx.NewLetter(ctx, l); err != nil {
				return err
			}
			ids = append(ids, l.ID)
		}
		return nil
	})
	return ids, err
}

// together parts matters into letters: of a form that lists them, those of one responsible unit go
// into one; else each is a letter of its own.
func (c *Casework) together(ctx context.Context, r *store.Reader, form *letter.Form, nos []string) ([][]string, error) {
	if !form.Lists {
		return slices.Collect(slices.Chunk(nos, 1)), nil
	}
	var groups [][]string
	at := map[org.UnitID]int{}
	for _, no := range nos {
		p, err := r.Petition(ctx, no)
		if err != nil {
			return nil, err
		}
		i, ok := at[p.Unit()]
		if !ok {
			i, groups = len(groups), append(groups, nil)
			at[p.Unit()] = i
		}
		groups[i] = append(groups[i], no)
	}
	return groups, nil
}

// draft makes one draft from the record.
func (c *Casework) draft(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, nos []string, n NewLetter) (*store.Letter, error) {
	l := &store.Letter{}
	l.ID, l.Kind, l.Form, l.Nos, l.From = tx.LetterID(), form.Kind, form.Version, nos, by.Unit
	l.Values = n.Values
	_, wrong, err := c.begin(ctx, tx.Reader(c.Scope(by)), tx.Now, by, form, &l.Letter, n.To)
	if err != nil {
		return nil, err
	}
	if wrong != nil {
		return nil, wrong
	}
	c.step(form, l, letter.Step{Act: letter.Drafting, At: tx.Now, By: letterBy(by)})
	return l, nil
}

// begin fills a new letter in from the record: for who may draft it, to the office that it goes to, where it
// fits. wrong says what is to be mended in the choice of that office.
func (c *Casework) begin(ctx context.Context, r *store.Reader, now time.Time, by org.Officer, form *letter.Form, l *letter.Letter, to org.UnitID) (facts letter.Facts, wrong, err error) {
	if facts, err = c.facts(ctx, r, now, form, l); err != nil {
		return facts, nil, err
	}
	l.Unit = facts.Petition.Unit()
	if err := form.CanDraft(by, l.Unit); err != nil {
		return facts, nil, err
	}
	wrong = c.addressee(form, &facts, l, to, now)
	if wrong != nil && fault.KindOf(wrong) != fault.Invalid {
		return facts, nil, wrong
	}
	if err := c.fits(form, &facts, l); err != nil {
		return facts, wrong, err
	}
	if l.Values == nil {
		l.Values = form.Fill(c.Forms().Matter(facts))
	}
	return facts, wrong, nil
}

func letterBy(by org.Officer) letter.By { return letter.By{By: petition.ByOf(by)} }

// step puts an act into a letter's life.
func (c *Casework) step(form *letter.Form, l *store.Letter, s letter.Step) {
	s.Seq = l.Version + 1
	form.Apply(&l.Letter, s)
	l.Steps = append(l.Steps, s)
}

// fits refuses a form that does not fit the matter as it is: a state in which it may not be issued, an
// event that never happened, no order that it could answer.
func (c *Casework) fits(form *letter.Form, facts *letter.Facts, l *letter.Letter) error {
	p := facts.Petition
	for _, x := range append([]letter.Facts{*facts}, facts.Others...) {
		if !form.Issuable(x.Petition) {
			return fault.New(fault.Conflict, "fault.letter.unfit", "state", string(x.Petition.State))
		}
	}
	e, ok := form.Documents(facts.Events)
	if !ok {
		return fault.New(fault.Conflict, "fault.letter.undone", "act", string(form.Writes))
	}
	l.Writes = e.Seq
	if form.Replies == "" {
		return nil
	}
	for _, o := range p.Orders {
		if o.Kind == form.Replies && o.Waiting() {
			l.Order, facts.Order = o.ID, o.ID
			return nil
		}
	}
	return fault.New(fault.Conflict, "fault.letter.unasked")
}

// addressee finds the office that the letter goes to.
func (c *Casework) addressee(form *letter.Form, facts *letter.Facts, l *letter.Letter, chosen org.UnitID, now time.Time) error {
	dir := facts.Book.(book).Directory
	switch form.To {
	case letter.ToPetitioner:
		return nil
	case letter.ByUnit, letter.ToHead:
		l.To = facts.Petition.Unit()
	case letter.ByOffice:
		bureau, _ := dir.Bureau()
		l.To = bureau.ID
	case letter.ToDiscipline:
		l.To = firstUnit(dir, func(u org.Unit) bool { return u.Kind == org.Discipline })
	default:
		l.To = chosen
	}
	unit, ok := dir.Unit(l.To)
	if !ok || !unit.Closed.IsZero() {
		return fault.NewInvalid("to", "fault.letter.to")
	}
	l.ToName = unit.Name
	return form.Address(facts, l.To, now)
}

func firstUnit(dir *store.Directory, is func(org.Unit) bool) org.UnitID {
	for _, u := range dir.Units {
		if u.Closed.IsZero() && is(u) {
			return u.ID
		}
	}
	return ""
}

// EditLetter changes what a draft says. What is not filled in yet is no fault before it is handed in.
func (c *Casework) EditLetter(ctx context.Context, by org.Officer, id string, version int, v letter.Values) error {
	return c.onLetter(ctx, by, id, version, letter.Editing, func(_ *store.Tx, _ *letter.Form, l *store.Letter) error {
		l.Values = v
		return nil
	})
}

// onLetter does one act on a letter: it is read as the officer may see it and as they saw it, the form says
// whether the act may be done, and what has become of it is written down.
func (c *Casework) onLetter(ctx context.Context, by org.Officer, id string, version int, act letter.Act, do func(tx *store.Tx, form *letter.Form, l *store.Letter) error) error {
	return c.db.Do(ctx, string(act)+" letter", func(tx *store.Tx) error {
		l, form, err := c.loadLetter(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if err := form.May(&l.Letter, by, act); err != nil {
			return err
		}
		was := l.Version
		if err := do(tx, form, l); err != nil {
			return err
		}
		if l.Version == was {
			c.step(form, l, letter.Step{Act: act, At: tx.Now, By: letterBy(by)})
		}
		return tx.SaveLetter(ctx, l, was)
	})
}

// loadLetter takes a letter into the transaction, its matters first: an act on a matter, which its letters
// follow, takes them in that order.
func (c *Casework) loadLetter(ctx context.Context, tx *store.Tx, by org.Officer, id string, version int) (*store.Letter, *letter.Form, error) {
	seen, err := tx.Reader(c.Scope(by)).Letter(ctx, id, by.Units())
	if err != nil {
		return nil, nil, err
	}
	if err := tx.Hold(ctx, seen.Nos...); err != nil {
		return nil, nil, err
	}
	l, err := tx.Letter(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if version != 0 && l.Version != version {
		return nil, nil, fault.New(fault.Conflict, "fault.letter.changed")
	}
	_, form, err := c.form(l.Kind)
	if err != nil {
		return nil, nil, fmt.Errorf("finding the form of letter %s: %w", id, err)
	}
	return l, form, nil
}
