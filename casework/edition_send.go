package casework

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// editionPublished is the topic by which an edition goes to its readers.
const editionPublished notify.Topic = "edition:published"

// sendEdition writes down to whom a version goes, tells them, and the groups of their units. Who stands
// behind the wall of the matter that a special report is about does not get it.
func (c *Casework) sendEdition(ctx context.Context, tx *store.Tx, by org.Officer, form edition.Form, e *store.Edition, content edition.Content) error {
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	to := form.Addressees(heldPosts(book, tx), content.Units())
	if e.Matter != "" {
		p, err := tx.Load(ctx, e.Matter, org.Scope{County: tx.County(), All: true})
		if err != nil {
			return err
		}
		a := audience{book: book, news: news{p: p}, now: tx.Now}
		to = slices.DeleteFunc(to, func(one edition.Addressee) bool { return a.walled(one.Person) })
	}
	if len(to) == 0 {
		return fault.New(fault.Conflict, "fault.edition.nobody")
	}
	if err := tx.SendEdition(ctx, e.ID, e.Version, to); err != nil {
		return err
	}
	for _, one := range to {
		if err := c.tellOfEdition(ctx, tx, e, by, editionPublished, one.Unit, one.Person); err != nil {
			return err
		}
	}
	if !form.Robots {
		return nil
	}
	return c.tellGroups(ctx, tx, book, e, to)
}

// heldPosts are the posts that somebody holds in units that are at work.
func heldPosts(book *store.Directory, tx *store.Tx) []edition.Held {
	var posts []edition.Held
	for _, p := range book.Posts {
		if unit, ok := book.Unit(p.Unit); ok && unit.Closed.IsZero() && p.Held(tx.Now) {
			posts = append(posts, edition.Held{Post: p, Unit: unit})
		}
	}
	return posts
}

// tellSigners tells those who may sign, other than who has just acted, that an edition waits.
func (c *Casework) tellSigners(ctx context.Context, tx *store.Tx, rules edition.Rules, e *store.Edition, by org.Officer, topic notify.Topic) error {
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	var signers []org.PersonID
	for _, h := range heldPosts(book, tx) {
		if rules.Signs(org.Officer{Post: h.Post.Kind, UnitKind: h.Unit.Kind}) {
			signers = append(signers, h.Post.Person)
		}
	}
	return c.tellOfEdition(ctx, tx, e, by, topic, "", signers...)
}

// tellOfEdition tells people of an edition. part is the unit whose part they get, if it is one.
func (c *Casework) tellOfEdition(ctx context.Context, tx *store.Tx, e *store.Edition, by org.Officer, topic notify.Topic, part org.UnitID, people ...org.PersonID) error {
	return c.tell(ctx, tx, news{topic: topic, by: by.Person, named: people, facts: editionFacts(e, part),
		origin: fmt.Sprintf("edition|%s|%d|%s|%s", e.ID, e.Seq, topic, part)})
}

// editionFacts are what a message of an edition is worded by: nothing of what the edition says.
func editionFacts(e *store.Edition, part org.UnitID) store.Facts {
	facts := store.Facts{"edition": e.ID, "version": fmt.Sprint(e.Version), "report": string(e.Kind), "day": e.Period.To.String()}
	if e.Number > 0 {
		facts["n"] = fmt.Sprint(e.Number)
	}
	if part != "" {
		facts["part"] = string(part)
	}
	return facts
}

// tellGroups speaks to the groups of the units of those who got it: that it is out, and no more.
func (c *Casework) tellGroups(ctx context.Context, tx *store.Tx, book *store.Directory, e *store.Edition, to []edition.Addressee) error {
	ways := c.ways()
	var units []org.UnitID
	for _, h := range heldPosts(book, tx) {
		got := slices.ContainsFunc(to, func(a edition.Addressee) bool {
			return a.Person == h.Post.Person && (a.Unit == "" || a.Unit == h.Unit.ID)
		})
		if got && !slices.Contains(units, h.Unit.ID) {
			units = append(units, h.Unit.ID)
		}
	}
	for _, unit := range units {
		robots, err := c.db.Robots(ctx, unit)
		if err != nil {
			return err
		}
		for _, r := range robots {
			d := store.Delivery{Channel: r.Kind, Robot: r.ID, Topic: editionPublished, Args: editionFacts(e, ""), Origin: fmt.Sprintf("%s:edition|%s|%d", r.ID, e.ID, e.Version)}
			if err := c.post(ctx, tx, ways, &d); err != nil {
				return err
			}
		}
	}
	return nil
}

// OpenEdition notes that somebody opened a version that was sent to them.
func (c *Casework) OpenEdition(ctx context.Context, by org.Officer, id string, version int) error {
	return c.db.Do(ctx, "open an edition", func(tx *store.Tx) error { return tx.OpenEdition(ctx, id, version, by.Person) })
}

// InstructEdition is what a reader of a special report instructs: it is written into the journal of its matter.
// With a date it is an order that the responsible unit answers. Who was reported to on a matter is tied to it
// for this, whoever's liaison unit it is.
func (c *Casework) InstructEdition(ctx context.Context, by org.Officer, id string, d petition.Instructed) error {
	return c.onEdition(ctx, by, id, 0, edition.Instructing, func(tx *store.Tx, _ edition.Rules, e *store.Edition) error {
		copies, err := tx.Reader(c.Scope(by)).EditionCopies(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(copies, func(one store.EditionCopy) bool { return one.Person == by.Person }) {
			return fault.New(fault.Forbidden, "fault.edition.instruct")
		}
		p, err := tx.Load(ctx, e.Matter, org.Scope{County: tx.County(), All: true})
		if err != nil {
			return err
		}
		tied := by
		tied.Liaison = append(slices.Clone(by.Liaison), p.Unit(), p.Registered.Unit)
		if err := c.decide(ctx, tx, tied, p, &d); err != nil {
			return err
		}
		s := edition.Step{Act: edition.Instructing, Note: d.Text}
		if n := len(p.Orders); n > 0 && !d.Due.IsZero() {
			s.Order = p.Orders[n-1].ID
		}
		stepEdition(tx, e, by, s)
		return nil
	})
}

// editionFile is the PDF that goes with the mail by which an edition is sent; nil with anything else.
func (c *Casework) editionFile(ctx context.Context, d store.Delivery, tag string) (*File, error) {
	if d.Topic != editionPublished || d.Channel != ChannelMail {
		return nil, nil
	}
	e, err := c.db.StoredEdition(ctx, d.Args["edition"])
	if err != nil {
		return nil, err
	}
	version, err := strconv.Atoi(d.Args["version"])
	if err != nil {
		return nil, fmt.Errorf("reading which version of edition %s is sent: %w", e.ID, err)
	}
	rules, err := c.EditionRules()
	if err != nil {
		return nil, err
	}
	p := &EditionPaper{Edition: e, Read: version, Unit: org.UnitID(d.Args["part"])}
	if p.Form, err = rules.Forms.Form(e.Kind); err != nil {
		return nil, err
	}
	if err := c.fillPaper(ctx, p); err != nil {
		return nil, err
	}
	var made bytes.Buffer
	if err := c.WriteEdition(ctx, &made, p, ReportPDF, tag); err != nil {
		return nil, err
	}
	return &File{Name: p.FileName(ReportPDF), Data: made.Bytes()}, nil
}
