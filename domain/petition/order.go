package petition

import (
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

// OrderKind is what an order or letter asks of a unit.
type OrderKind string

// The kinds of orders that hang on a petition. Referral is the watch on another legal path.
const (
	Urging      OrderKind = "urging"
	Reminder    OrderKind = "reminder"
	Supervision OrderKind = "supervision"
	Referral    OrderKind = "referral"
)

// Order asks a unit for an answer by a date.
type Order struct {
	ID       string       `json:"id"`
	Kind     OrderKind    `json:"kind"`
	Text     string       `json:"text"`
	Due      deadline.Day `json:"due,omitzero"`
	Issued   time.Time    `json:"issued"`
	By       By           `json:"by"`
	Answer   string       `json:"answer,omitempty"`
	Answered time.Time    `json:"answered,omitzero"`
}

// orderID names an order by the event that issued it.
func orderID(e Event) string { return "o" + strconv.Itoa(e.Seq) }

// issue is common to the three orders.
type issue struct {
	Text string       `json:"text"`
	Due  deadline.Day `json:"due,omitzero"`
}

func (d issue) checkIssue(p *Petition, a act) error {
	switch {
	case p.Unit() == "":
		return conflict("fault.petition.unassigned")
	case strings.TrimSpace(d.Text) == "":
		return fault.NewInvalid("text", "fault.petition.text")
	case d.Due.IsZero() || d.Due <= a.today():
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return nil
}

func (d issue) order(e Event, kind OrderKind) Order {
	return Order{ID: orderID(e), Kind: kind, Text: d.Text, Due: d.Due, Issued: e.At, By: e.By}
}

// Urged is an urging slip to the handler and the deputy: a due date is near.
type Urged struct{ issue }

// Kind is urged.
func (*Urged) Kind() Kind { return KUrged }

func (d *Urged) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Urged) apply(p *Petition, e Event) { p.Orders = append(p.Orders, d.order(e, Urging)) }

// Reminded is a reminder to the responsible unit.
type Reminded struct{ issue }

// Kind is reminded.
func (*Reminded) Kind() Kind { return KReminded }

func (d *Reminded) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Reminded) apply(p *Petition, e Event) { p.Orders = append(p.Orders, d.order(e, Reminder)) }

// Supervised is a supervision order: the reply then needs the bureau's approval too.
type Supervised struct{ issue }

// Kind is supervised.
func (*Supervised) Kind() Kind { return KSupervised }

func (d *Supervised) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Supervised) apply(p *Petition, e Event) {
	p.Orders = append(p.Orders, d.order(e, Supervision))
}

// NewOrder makes the data of an order of a kind; nil for a referral, which only a redirection makes.
func NewOrder(kind OrderKind, text string, due deadline.Day) Data {
	i := issue{Text: text, Due: due}
	switch kind {
	case Urging:
		return &Urged{i}
	case Reminder:
		return &Reminded{i}
	case Supervision:
		return &Supervised{i}
	}
	return nil
}

// OrderAnswered is the unit's answer to an order.
type OrderAnswered struct {
	Order  string `json:"order"`
	Answer string `json:"answer"`
}

// Kind is order_answered.
func (*OrderAnswered) Kind() Kind { return KOrderAnswered }

func (d *OrderAnswered) check(p *Petition, _ act) error {
	o := p.order(d.Order)
	switch {
	case o == nil:
		return fault.NewInvalid("order", "fault.petition.order")
	case !o.Answered.IsZero():
		return conflict("fault.petition.order_answered")
	case strings.TrimSpace(d.Answer) == "":
		return fault.NewInvalid("answer", "fault.petition.text")
	}
	return nil
}

func (d *OrderAnswered) apply(p *Petition, e Event) {
	if o := p.order(d.Order); o != nil {
		o.Answer, o.Answered = d.Answer, e.At
	}
}

func (p *Petition) order(id string) *Order {
	for i := range p.Orders {
		if p.Orders[i].ID == id {
			return &p.Orders[i]
		}
	}
	return nil
}

// Unanswered lists the orders that wait for an answer.
func (p *Petition) Unanswered() []Order {
	var open []Order
	for _, o := range p.Orders {
		if o.Answered.IsZero() {
			open = append(open, o)
		}
	}
	return open
}

// UnderSupervision reports whether a supervision order hangs on the petition.
func (p *Petition) UnderSupervision() bool {
	for _, o := range p.Orders {
		if o.Kind == Supervision {
			return true
		}
	}
	return false
}
