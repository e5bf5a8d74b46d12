package petition

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// OrderKind is what an order or letter asks of a unit.
type OrderKind string

// The kinds of orders that hang on a petition. From urging to recommendation they are the steps of
// supervision, each sterner than the one before; an instruction is a leader's, with a date; a
// referral is the watch on another legal path.
const (
	Urging         OrderKind = "urging"
	Reminder       OrderKind = "reminder"
	Supervision    OrderKind = "supervision"
	Listing        OrderKind = "listing"        // 挂牌督办
	Summons        OrderKind = "summons"        // 约谈
	Recommendation OrderKind = "recommendation" // TL art. 40: to improve, to amend policy, to hold to account
	Instruction    OrderKind = "instruction"    // 批示
	Referral       OrderKind = "referral"
	Report         OrderKind = "report" // 报告: the matter reached the province or the nation
	ByLetter       OrderKind = "letter" // a letter of another kind that asks for an answer
)

// OrderSteps are the steps of supervision 督办, in order.
func OrderSteps() []OrderKind {
	return []OrderKind{Urging, Supervision, Listing, Summons, Recommendation}
}

// Act is the kind of event that issues an order; "" for a referral, which a redirection makes.
func (k OrderKind) Act() Kind {
	switch k {
	case Urging:
		return KUrged
	case Reminder:
		return KReminded
	case Supervision:
		return KSupervised
	case Listing:
		return KListed
	case Summons:
		return KSummoned
	case Recommendation:
		return KRecommended
	case Instruction:
		return KInstructed
	}
	return ""
}

// OrderOf is the order that a kind of event issues, of those that a letter may issue; "" if it issues none.
func OrderOf(act Kind) OrderKind {
	for _, k := range append(OrderSteps(), Reminder) {
		if k.Act() == act {
			return k
		}
	}
	return ""
}

// Checked reports whether the answer to an order is checked by who issued it, and sent back if it
// will not do.
func (k OrderKind) Checked() bool {
	return k == Supervision || k == Listing || k == Summons || k == Recommendation || k == Instruction || k == Report
}

// Order asks a unit for an answer by a date.
type Order struct {
	ID       string       `json:"id"`
	Kind     OrderKind    `json:"kind"`
	Text     string       `json:"text"`
	Trigger  string       `json:"trigger,omitempty"` // the rule that suggested it
	Due      deadline.Day `json:"due,omitzero"`
	Issued   time.Time    `json:"issued"`
	By       By           `json:"by"`
	Answer   string       `json:"answer,omitempty"`
	Answered time.Time    `json:"answered,omitzero"`
	Checked  time.Time    `json:"checked,omitzero"`   // the answer was found good
	Returned time.Time    `json:"returned,omitzero"`  // or was sent back, and waits to be given anew
	Why      string       `json:"why,omitempty"`      // what was lacking in it
	Rejected string       `json:"rejected,omitempty"` // the answer that was sent back
	Letter   string       `json:"letter,omitempty"`   // the letter that it was issued by
	Reply    string       `json:"reply,omitempty"`    // the letter that answered it
	To       org.UnitID   `json:"to,omitempty"`       // the office asked, if not the responsible unit
	Post     org.PostKind `json:"post,omitempty"`     // who answers there
	Looked   bool         `json:"looked,omitempty"`   // the answer is checked, whatever the kind
	Voided   time.Time    `json:"voided,omitzero"`
}

// Waiting reports whether the order waits for the unit.
func (o Order) Waiting() bool { return o.Answered.IsZero() && o.Voided.IsZero() }

// Unchecked reports whether an answer waits for who issued the order.
func (o Order) Unchecked() bool {
	return (o.Looked || o.Kind.Checked()) && !o.Answered.IsZero() && o.Checked.IsZero()
}

// orderID names an order by the event that issued it.
func orderID(e Event) string { return "o" + strconv.Itoa(e.Seq) }

// issue is common to all orders.
type issue struct {
	Text    string       `json:"text"`
	Due     deadline.Day `json:"due,omitzero"`
	Trigger string       `json:"trigger,omitempty"`
	Letter  *Sent        `json:"letter,omitempty"` // the paper that it was issued by
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

func (d issue) add(p *Petition, e Event, kind OrderKind) {
	o := Order{ID: orderID(e), Kind: kind, Text: d.Text, Trigger: d.Trigger, Due: d.Due, Issued: e.At, By: e.By}
	if d.Letter != nil {
		o.Letter = d.Letter.ID
	}
	p.letterTo(d.Letter, e)
	p.Orders = append(p.Orders, o)
}

// Urged is an urging slip to the handler and the deputy: a due date is near. The act that it asks
// for is its answer.
type Urged struct{ issue }

// Kind is urged.
func (*Urged) Kind() Kind { return KUrged }

func (d *Urged) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Urged) apply(p *Petition, e Event) { d.add(p, e, Urging) }

// Reminded is a reminder to the responsible unit.
type Reminded struct{ issue }

// Kind is reminded.
func (*Reminded) Kind() Kind { return KReminded }

func (d *Reminded) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Reminded) apply(p *Petition, e Event) { d.add(p, e, Reminder) }

// Supervised is a supervision order: the reply then needs the bureau's approval too.
type Supervised struct{ issue }

// Kind is supervised.
func (*Supervised) Kind() Kind { return KSupervised }

func (d *Supervised) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Supervised) apply(p *Petition, e Event) { d.add(p, e, Supervision) }

// ListedSupervision puts the matter on the list that the whole county sees 挂牌督办 (TL art. 39).
type ListedSupervision struct{ issue }

// Kind is listed.
func (*ListedSupervision) Kind() Kind { return KListed }

func (d *ListedSupervision) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *ListedSupervision) apply(p *Petition, e Event) { d.add(p, e, Listing) }

// Summoned calls the head of the unit in 约谈 (TL art. 39).
type Summoned struct{ issue }

// Kind is summoned.
func (*Summoned) Kind() Kind { return KSummoned }

func (d *Summoned) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Summoned) apply(p *Petition, e Event) { d.add(p, e, Summons) }

// Recommended is a recommendation to the head of the unit; whether it is adopted must be answered in
// writing (TL art. 40(4)).
type Recommended struct{ issue }

// Kind is recommended.
func (*Recommended) Kind() Kind { return KRecommended }

func (d *Recommended) check(p *Petition, a act) error { return d.checkIssue(p, a) }

func (d *Recommended) apply(p *Petition, e Event) { d.add(p, e, Recommendation) }

// Instructed is a leader's written instruction 批示. With a date it is an order that the unit answers.
type Instructed struct {
	Text string       `json:"text"`
	Due  deadline.Day `json:"due,omitzero"`
}

// Kind is instructed.
func (*Instructed) Kind() Kind { return KInstructed }

func (d *Instructed) check(p *Petition, a act) error {
	switch {
	case d.Due.IsZero():
		return said(d.Text)
	case p.Unit() == "":
		return conflict("fault.petition.unassigned")
	case d.Due <= a.today():
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return said(d.Text)
}

func (d *Instructed) apply(p *Petition, e Event) {
	p.Remarks = append(p.Remarks, Remark{Kind: KInstructed, Text: d.Text, At: e.At, By: e.By})
	if !d.Due.IsZero() {
		issue{Text: d.Text, Due: d.Due}.add(p, e, Instruction)
	}
}

func (d *Instructed) triggers(*Petition) []string {
	if d.Due.IsZero() {
		return []string{"instructed"}
	}
	return []string{"instructed", "instructed:dated"}
}

// NewOrder makes the data of an order of a kind, suggested by a trigger or by nobody (""); nil for a
// referral, which only a redirection makes.
func NewOrder(kind OrderKind, text string, due deadline.Day, trigger string) Data {
	return newOrder(kind, issue{Text: text, Due: due, Trigger: trigger})
}

// OrderByLetter is NewOrder for an order that is issued by a letter.
func OrderByLetter(kind OrderKind, text string, due deadline.Day, trigger string, letter Sent) Data {
	return newOrder(kind, issue{Text: text, Due: due, Trigger: trigger, Letter: &letter})
}

func newOrder(kind OrderKind, i issue) Data {
	switch kind {
	case Urging:
		return &Urged{i}
	case Reminder:
		return &Reminded{i}
	case Supervision:
		return &Supervised{i}
	case Listing:
		return &ListedSupervision{i}
	case Summons:
		return &Summoned{i}
	case Recommendation:
		return &Recommended{i}
	case Instruction:
		return &Instructed{Text: i.Text, Due: i.Due}
	}
	return nil
}

// OrderAnswered is the answer of the unit that was asked.
type OrderAnswered struct {
	Order  string `json:"order"`
	Answer string `json:"answer"`
	Letter *Sent  `json:"letter,omitempty"` // the paper that the answer is
}

// Kind is order_answered.
func (*OrderAnswered) Kind() Kind { return KOrderAnswered }

func (d *OrderAnswered) check(p *Petition, a act) error {
	o := p.order(d.Order)
	switch {
	case o == nil:
		return fault.NewInvalid("order", "fault.petition.order")
	case o.To != "" && o.To != a.by.Unit, o.To == "" && p.Asked(a.by.Unit) && a.by.Unit != p.Unit():
		return fault.New(fault.Forbidden, "fault.petition.order_other")
	case !o.Waiting():
		return conflict("fault.petition.order_answered")
	case strings.TrimSpace(d.Answer) == "":
		return fault.NewInvalid("answer", "fault.petition.text")
	}
	return nil
}

func (d *OrderAnswered) apply(p *Petition, e Event) {
	if o := p.order(d.Order); o != nil {
		o.Answer, o.Answered, o.Returned = d.Answer, e.At, time.Time{}
		if d.Letter != nil {
			o.Reply = d.Letter.ID
		}
	}
	p.letterTo(d.Letter, e)
}

// OrderChecked says whether an answer will do. One that does not is sent back, to be given anew by a
// new date.
type OrderChecked struct {
	Order string       `json:"order"`
	Good  bool         `json:"good,omitempty"`
	Why   string       `json:"why,omitempty"`
	Due   deadline.Day `json:"due,omitzero"`
}

// Kind is order_checked.
func (*OrderChecked) Kind() Kind { return KOrderChecked }

func (d *OrderChecked) check(p *Petition, a act) error {
	o := p.order(d.Order)
	switch {
	case o == nil:
		return fault.NewInvalid("order", "fault.petition.order")
	case !o.Unchecked():
		return conflict("fault.petition.order_unanswered")
	case d.Good:
		return nil
	case strings.TrimSpace(d.Why) == "":
		return fault.NewInvalid("why", "fault.petition.why")
	case d.Due <= a.today():
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return nil
}

func (d *OrderChecked) apply(p *Petition, e Event) {
	o := p.order(d.Order)
	switch {
	case o == nil:
	case d.Good:
		o.Checked = e.At
	default:
		o.Rejected, o.Answer, o.Answered = o.Answer, "", time.Time{}
		o.Returned, o.Why, o.Due = e.At, d.Why, d.Due
	}
}

func (d *OrderChecked) triggers(*Petition) []string {
	if d.Good {
		return []string{"order_checked"}
	}
	return []string{"order_checked", "order_checked:returned"}
}

// obey answers an urging slip by the unit's next act, which is what it asked for.
func (p *Petition) obey(e Event) {
	if !p.moves(e) {
		return
	}
	for i := range p.Orders {
		if o := &p.Orders[i]; o.Kind == Urging && o.Waiting() && !e.Recorded.Before(o.Issued) {
			o.Answered = e.Recorded
		}
	}
}

// moves reports whether an event is an act of the responsible unit that brings the matter forward.
func (p *Petition) moves(e Event) bool {
	switch e.Kind {
	case KAccepted, KRedirected, KObjected, KNotified, KContacted, KProgress, KReplySubmitted, KReplyApproved, KReplied, KServed, KFiled, KOrderAnswered:
		return p.Unit() != "" && e.By.Unit == p.Unit()
	}
	return false
}

func (p *Petition) order(id string) *Order {
	for i := range p.Orders {
		if p.Orders[i].ID == id {
			return &p.Orders[i]
		}
	}
	return nil
}

// Owes reports whether the answer to an order is owed still: with the end of a matter nobody owes it.
func (p *Petition) Owes(o Order) bool { return o.Waiting() && p.running(feedback, o.ID) != nil }

// Unanswered lists the orders that wait for an answer.
func (p *Petition) Unanswered() []Order {
	return slices.DeleteFunc(slices.Clone(p.Orders), func(o Order) bool { return !o.Waiting() })
}

// Unchecked lists the orders whose answer waits to be looked at.
func (p *Petition) Unchecked() []Order {
	return slices.DeleteFunc(slices.Clone(p.Orders), func(o Order) bool { return !o.Unchecked() })
}

// UnderSupervision reports whether a supervision order, or a sterner step, hangs on the petition.
func (p *Petition) UnderSupervision() bool {
	return slices.ContainsFunc(p.Orders, func(o Order) bool {
		return o.Voided.IsZero() && (o.Kind == Supervision || o.Kind == Listing || o.Kind == Summons)
	})
}
