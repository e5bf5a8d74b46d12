package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// ActLetter does one of the acts on a letter that carry nothing but a note: handing in, reviewing,
// consenting, sending back, acknowledging, voiding.
func (c *Casework) ActLetter(ctx context.Context, by org.Officer, id string, version int, act letter.Act, note string) error {
	switch act {
	case letter.Submitting, letter.Reviewing, letter.Consenting, letter.SendingBack, letter.Acknowledging, letter.Voiding:
	default:
		return fault.NewInvalid("act", "fault.letter.act_unknown")
	}
	if err := act.CheckWhy(note); err != nil {
		return err
	}
	return c.onLetter(ctx, by, id, version, act, func(tx *store.Tx, form *letter.Form, l *store.Letter) error {
		switch act {
		case letter.Submitting:
			if err := c.complete(ctx, tx, by, form, l); err != nil {
				return err
			}
		case letter.Voiding:
			if err := c.voidOnRecord(ctx, tx, by, l, note); err != nil {
				return err
			}
		}
		c.step(form, l, letter.Step{Act: act, At: tx.Now, By: letterBy(by), Note: strings.TrimSpace(note)})
		return nil
	})
}

// complete refuses a letter that lacks something, naming every field.
func (c *Casework) complete(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	facts, err := c.facts(ctx, tx.Reader(c.Scope(by)), tx.Now, form, &l.Letter)
	if err != nil {
		return err
	}
	return form.Check(l.Values, desk.Forms.Matter(facts))
}

// voidOnRecord writes into the journal of each matter that an issued letter was taken back.
func (c *Casework) voidOnRecord(ctx context.Context, tx *store.Tx, by org.Officer, l *store.Letter, why string) error {
	if !l.State.Out() {
		return nil
	}
	for _, no := range l.Nos {
		p, err := tx.Load(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		if err := c.decide(ctx, tx, by, p, &petition.LetterVoided{Letter: l.ID, Why: why}); err != nil {
			return err
		}
	}
	return nil
}

// SignLetter signs and issues a letter: it is checked, numbered in its office's series without a gap,
// frozen, and written into the journals of its matters, all at once. Its files are made after; see
// FileLetters.
//
// Faults: Invalid names every field that is empty or wrong; Forbidden for who drafted it; Conflict
// where the matter has moved on so that it may not be issued any more.
func (c *Casework) SignLetter(ctx context.Context, by org.Officer, id string, version int) error {
	err := c.onLetter(ctx, by, id, version, letter.Signing, func(tx *store.Tx, form *letter.Form, l *store.Letter) error {
		return c.issue(ctx, tx, by, form, l)
	})
	if err != nil {
		return err
	}
	if _, err := c.FileLetter(ctx, id); err != nil {
		return fmt.Errorf("making the files of letter %s: %w", id, err)
	}
	return nil
}

func (c *Casework) issue(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	for _, no := range l.Nos { // nothing may happen to them between reading and writing
		if _, err := tx.Load(ctx, no, c.Scope(by)); err != nil {
			return err
		}
	}
	facts, err := c.facts(ctx, tx.Reader(c.Scope(by)), tx.Now, form, &l.Letter)
	if err != nil {
		return err
	}
	if l.To != "" {
		if err := letter.Addressable(facts.Petition, l.To, facts.Book, tx.Now); err != nil {
			return err
		}
	}
	if err := c.fits(form, &facts, &l.Letter); err != nil {
		return err
	}
	if err := form.Check(l.Values, desk.Forms.Matter(facts)); err != nil {
		return err
	}
	from, _ := facts.Book.Unit(l.From)
	if from.Sign == "" {
		return fault.New(fault.Conflict, "fault.letter.no_sign", "unit", from.Name)
	}
	today := deadline.DayOf(tx.Now)
	n, err := tx.LetterNumber(ctx, letter.Series(form, l.From, today.Year()))
	if err != nil {
		return err
	}
	l.Number, l.Code = letter.Number(form, from.Sign, today.Year(), n), newCheckCode()
	if l.Due = form.Answer.Due(today, c.Rules().Calendar); l.To == "" {
		l.Due = 0
	}
	c.step(form, l, letter.Step{Act: letter.Signing, At: tx.Now, By: letterBy(by)})
	d, err := c.write(desk, form, &l.Letter, facts)
	if err != nil {
		return err
	}
	frozen, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("freezing letter %s: %w", l.ID, err)
	}
	if err := tx.Freeze(ctx, l, frozen); err != nil {
		return err
	}
	if err := tx.Enqueue(ctx, FileLetterJob{ID: l.ID}, store.JobOptions{Unique: true}); err != nil {
		return err
	}
	return c.intoJournals(ctx, tx, by, form, l)
}

// intoJournals has the event happen on each matter that issuing makes.
func (c *Casework) intoJournals(ctx context.Context, tx *store.Tx, by org.Officer, form *letter.Form, l *store.Letter) error {
	sent := petition.Sent{ID: l.ID, Kind: string(l.Kind), Name: form.Name, Number: l.Number, To: l.To, ToName: l.ToName, Hash: l.Hash}
	for i, no := range l.Nos {
		p, err := tx.Load(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		d := letterEvent(form, l, sent)
		if err := c.decide(ctx, tx, by, p, d); err != nil {
			return err
		}
		if i == 0 {
			l.Order = orderBy(p, l)
		}
		if d.Kind() == petition.KLetterIssued && l.To != "" {
			if err := c.tellOffice(ctx, tx, p, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// letterEvent is what issuing a letter makes of a matter.
func letterEvent(form *letter.Form, l *store.Letter, sent petition.Sent) petition.Data {
	if form.Replies != "" {
		return &petition.OrderAnswered{Order: l.Order, Answer: form.Name + " " + l.Number, Letter: &sent}
	}
	if kind := orderKind(form.Makes); kind != "" {
		return petition.OrderByLetter(kind, form.Name+" "+l.Number, l.Due, triggerOf(form), sent)
	}
	d := &petition.LetterIssued{Letter: sent, Due: l.Due, Checked: form.Checked}
	if form.To == letter.ToDiscipline {
		d.Post = org.Inspector
	}
	return d
}

// orderKind is the order that an event issues, or "".
func orderKind(makes petition.Kind) petition.OrderKind {
	for _, k := range []petition.OrderKind{petition.Urging, petition.Reminder, petition.Supervision, petition.Listing, petition.Summons, petition.Recommendation} {
		if makes != "" && k.Act() == makes {
			return k
		}
	}
	return ""
}

// triggerOf is the rule of supervision that a form answers by itself: a reminder is what is suggested
// when a matter is raised at a higher office.
func triggerOf(form *letter.Form) string {
	if form.Makes == petition.KReminded && slices.Contains(form.Suggested, string(petition.KEscalated)) {
		return "raised"
	}
	return ""
}

// orderBy is the order of a matter that a letter issued or answered.
func orderBy(p *petition.Petition, l *store.Letter) string {
	for _, o := range p.Orders {
		if o.Letter == l.ID || o.Reply == l.ID {
			return o.ID
		}
	}
	return l.Order
}

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
		if form.To != letter.ToPetitioner {
			return fault.New(fault.Conflict, "fault.letter.office_gets")
		}
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
	act, what, _ := strings.Cut(form.Delivers, ":")
	switch petition.Kind(act) {
	case petition.KNotified:
		d := &petition.Notified{Means: h.Means, To: h.To, Proof: h.Proof, Note: h.Note, On: h.On}
		for _, kind := range strings.FieldsFunc(what, func(r rune) bool { return r == '+' || r == ',' || r == ' ' }) {
			d.Kinds = append(d.Kinds, petition.NoticeKind(kind))
		}
		if what == string(petition.NoticeAcceptance) {
			d.Kinds = petition.FourNotices() // the notice of acceptance holds them all
		}
		return d
	case petition.KServed:
		return &petition.ServedData{Paper: petition.Paper(what), Way: h.Way, To: h.To, Refused: h.Refused, Witness: h.Witness, Receipt: h.Proof, On: h.On}
	}
	return nil
}

// AnswerLetter is the answer of the office that was written to, by the fields that the form asks for. The
// officer may see the letter, and so may answer it; the matter may be none of theirs.
func (c *Casework) AnswerLetter(ctx context.Context, by org.Officer, id string, version int, v letter.Values) error {
	return c.db.Do(ctx, "answer letter", func(tx *store.Tx) error {
		l, form, err := c.loadLetter(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if err := form.May(&l.Letter, by, letter.Answering); err != nil {
			return err
		}
		if err := form.CheckAnswer(v); err != nil {
			return err
		}
		everywhere := org.Scope{County: tx.County(), All: true}
		err = c.onOrders(ctx, tx, by, l, everywhere, func(o petition.Order) petition.Data {
			return &petition.OrderAnswered{Order: o.ID, Answer: form.AnswerText(v)}
		})
		if err != nil {
			return err
		}
		if l, err = tx.Letter(ctx, id); err != nil { // its step is there: it follows its orders
			return err
		}
		l.Answer = v
		return tx.SaveLetter(ctx, l, l.Version)
	})
}

// CheckAnswer says whether an answer will do; one that does not is sent back, to be given anew by a new
// date.
func (c *Casework) CheckAnswer(ctx context.Context, by org.Officer, id string, version int, good bool, why string, due deadline.Day) error {
	act := letter.Accepting
	if !good {
		act = letter.Returning
	}
	return c.db.Do(ctx, string(act)+" letter", func(tx *store.Tx) error {
		l, form, err := c.loadLetter(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		if err := form.May(&l.Letter, by, act); err != nil {
			return err
		}
		return c.onOrders(ctx, tx, by, l, c.Scope(by), func(o petition.Order) petition.Data {
			return &petition.OrderChecked{Order: o.ID, Good: good, Why: why, Due: due}
		})
	})
}

// onOrders does an act on the order of a letter, on each of its matters.
func (c *Casework) onOrders(ctx context.Context, tx *store.Tx, by org.Officer, l *store.Letter, scope org.Scope, act func(petition.Order) petition.Data) error {
	for _, no := range l.Nos {
		p, err := tx.Load(ctx, no, scope)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Orders, func(o petition.Order) bool { return o.Letter == l.ID })
		if i < 0 {
			continue
		}
		if err := c.decide(ctx, tx, by, p, act(p.Orders[i])); err != nil {
			return err
		}
	}
	return nil
}

// follow has the letters of a matter keep up with what happens to their orders on the matter itself: an
// urging slip is answered by the act that it asks for, an answer may be given and looked at on the
// matter's own page.
func (c *Casework) follow(ctx context.Context, tx *store.Tx, by org.Officer, p *petition.Petition, before []petition.Order) error {
	for _, now := range p.Orders {
		i := slices.IndexFunc(before, func(o petition.Order) bool { return o.ID == now.ID })
		if now.Letter == "" || i < 0 {
			continue
		}
		if act := became(before[i], now); act != "" {
			if err := c.followOne(ctx, tx, by, now, act); err != nil {
				return err
			}
		}
	}
	return nil
}

func became(was, now petition.Order) letter.Act {
	switch {
	case was.Waiting() && !now.Answered.IsZero():
		return letter.Answering
	case was.Unchecked() && !now.Checked.IsZero():
		return letter.Accepting
	case was.Unchecked() && !now.Returned.IsZero():
		return letter.Returning
	}
	return ""
}

func (c *Casework) followOne(ctx context.Context, tx *store.Tx, by org.Officer, o petition.Order, act letter.Act) error {
	l, err := tx.Letter(ctx, o.Letter)
	if err != nil {
		return err
	}
	_, form, err := c.form(l.Kind)
	if err != nil {
		return err
	}
	if act == letter.Answering && !l.Waits() || act != letter.Answering && l.State != letter.Answered {
		return nil
	}
	if len(l.Nos) > 1 { // it waits for all its matters
		if done, err := c.allAnswered(ctx, tx, l); !done || err != nil {
			return err
		}
	}
	if act == letter.Returning {
		l.Due = o.Due
	}
	was := l.Version
	c.step(form, l, letter.Step{Act: act, At: tx.Now, By: letterBy(by), Note: o.Why})
	return tx.SaveLetter(ctx, l, was)
}

func (c *Casework) allAnswered(ctx context.Context, tx *store.Tx, l *store.Letter) (bool, error) {
	for _, no := range l.Nos {
		p, err := tx.Load(ctx, no, org.Scope{County: tx.County(), All: true})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(p.Orders, func(o petition.Order) bool { return o.Letter == l.ID && o.Waiting() }) {
			return false, nil
		}
	}
	return true, nil
}

// tellOffice tells those of the office that a letter went to who have to answer or acknowledge it.
func (c *Casework) tellOffice(ctx context.Context, tx *store.Tx, p *petition.Petition, l *store.Letter) error {
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	var named []org.PersonID
	for _, post := range book.Holders(l.To, tx.Now, org.Clerk, org.Head, org.Inspector, org.SectionChief) {
		named = append(named, post.Person)
	}
	facts := store.Facts{"of": l.Signer.UnitName, "unit": string(l.To), "letter": l.ID}
	if l.Due != 0 {
		facts["due"] = l.Due.String()
	}
	return c.tell(ctx, tx, news{topic: "letter:in", p: p, by: l.Signer.Person, origin: "letter|" + l.ID, facts: facts, named: named})
}
