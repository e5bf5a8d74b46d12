package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Sent is a letter 文书 as the event says it that issues it: which one, under what number, to whom, and
// the hash (SM3, hex) of what was frozen, so that the journal's chain holds that too.
type Sent struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind"` // the form
	Name   string     `json:"name"` // 预警提醒函
	Number string     `json:"number"`
	To     org.UnitID `json:"to,omitempty"`
	ToName string     `json:"to_name,omitempty"`
	Hash   string     `json:"hash"`
}

// LetterRef is a letter that was issued about the matter.
type LetterRef struct {
	Sent
	At     time.Time `json:"at"`
	By     By        `json:"by"`
	Event  int       `json:"event"` // that issued it
	Voided time.Time `json:"voided,omitzero"`
	Why    string    `json:"why,omitempty"`
}

// letterTo keeps a letter that an event issued.
func (p *Petition) letterTo(s *Sent, e Event) {
	if s != nil {
		p.Letters = append(p.Letters, LetterRef{Sent: *s, At: e.At, By: e.By, Event: e.Seq})
	}
}

// letter finds a letter by its ID, or nil.
func (p *Petition) letter(id string) *LetterRef {
	for i := range p.Letters {
		if p.Letters[i].ID == id {
			return &p.Letters[i]
		}
	}
	return nil
}

// LetterIssued issues a letter that is no step of supervision: a notice to the petitioner, the paper of
// an act, or a letter to another office. With a date it asks for an answer, as an order does.
type LetterIssued struct {
	Letter  Sent         `json:"letter"`
	Due     deadline.Day `json:"due,omitzero"`
	Post    org.PostKind `json:"post,omitempty"`    // who answers at the office written to; none: its clerk
	Checked bool         `json:"checked,omitempty"` // the answer is looked at, and may be sent back
}

// Kind is letter_issued.
func (*LetterIssued) Kind() Kind { return KLetterIssued }

func (d *LetterIssued) check(p *Petition, a act) error {
	switch {
	case d.Letter.ID == "" || d.Letter.Number == "":
		return fault.NewInvalid("letter", "fault.petition.letter")
	case p.letter(d.Letter.ID) != nil:
		return conflict("fault.petition.letter_issued")
	case slices.Contains(p.Record.Accused.Units, d.Letter.To):
		return conflict("fault.petition.letter_accused") // TL art. 30(3)
	case !d.Due.IsZero() && d.Due <= a.today():
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return nil
}

func (d *LetterIssued) apply(p *Petition, e Event) {
	p.letterTo(&d.Letter, e)
	if d.Due.IsZero() {
		return
	}
	p.Orders = append(p.Orders, Order{ID: orderID(e), Kind: ByLetter, Text: d.Letter.Name + " " + d.Letter.Number, Due: d.Due, Issued: e.At, By: e.By,
		Letter: d.Letter.ID, To: d.Letter.To, Post: d.Post, Looked: d.Checked})
}

func (d *LetterIssued) triggers(*Petition) []string {
	if d.Due.IsZero() {
		return []string{"letter_issued"}
	}
	return []string{"letter_issued", "letter_issued:answer"}
}

// LetterVoided takes a letter back, with the reason; its number stays used. What it ordered is owed no
// more. A letter that was answered stands.
type LetterVoided struct {
	Letter string `json:"letter"`
	Why    string `json:"why"`
}

// Kind is letter_voided.
func (*LetterVoided) Kind() Kind { return KLetterVoided }

func (d *LetterVoided) check(p *Petition, _ act) error {
	l := p.letter(d.Letter)
	switch {
	case l == nil:
		return fault.NewInvalid("letter", "fault.petition.letter")
	case !l.Voided.IsZero():
		return conflict("fault.petition.letter_voided")
	case strings.TrimSpace(d.Why) == "":
		return fault.NewInvalid("why", "fault.petition.why")
	}
	for _, o := range p.Orders {
		if (o.Letter == d.Letter || o.Reply == d.Letter) && !o.Answered.IsZero() {
			return conflict("fault.petition.letter_answered")
		}
	}
	return nil
}

func (d *LetterVoided) apply(p *Petition, e Event) {
	if l := p.letter(d.Letter); l != nil {
		l.Voided, l.Why = e.At, d.Why
	}
	for i := range p.Orders {
		if o := &p.Orders[i]; o.Letter == d.Letter {
			o.Voided = e.At
		}
	}
}

// Asked reports whether an office that is not the responsible unit owes an answer to a letter: it may
// give that answer, and nothing else of the matter is its own.
func (p *Petition) Asked(unit org.UnitID) bool {
	return unit != "" && slices.ContainsFunc(p.Orders, func(o Order) bool { return o.To == unit && o.Waiting() })
}
