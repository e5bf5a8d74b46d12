package petition

import (
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

// Ground is a lawful reason not to take a matter. There are only three (regulations.md).
type Ground string

// The grounds. GroundAfterRereview alone makes it finally declined.
const (
	GroundInProcess     Ground = "in_process"     // TL 19(3): being handled elsewhere, within time
	GroundOutside       Ground = "outside"        // TL 23(1): outside the remit; the petitioner is told where to go
	GroundAfterRereview Ground = "after_rereview" // TL 36(3)
)

// Grounds lists those for which a matter is declined.
func Grounds() []Ground { return []Ground{GroundInProcess, GroundOutside} }

// Ending is where a matter went that is not answered here.
type Ending struct {
	Kind    Kind         `json:"kind"`
	Body    string       `json:"body,omitempty"` // where it went, or where the petitioner is to go
	Ground  Ground       `json:"ground,omitempty"`
	Legal   int          `json:"legal,omitempty"` // redirected: item of TL art. 31, 1 to 5
	Reasons string       `json:"reasons,omitempty"`
	Due     deadline.Day `json:"due,omitzero"`
	At      time.Time    `json:"at"`
	By      By           `json:"by"`
}

// destination refuses an ending that does not say where to go: never "not ours" without one.
func destination(body string) error {
	if strings.TrimSpace(body) == "" {
		return fault.NewInvalid("body", "fault.petition.destination")
	}
	return nil
}

// ForwardedData sends the matter to a body outside the county's remit; it ends here, still visible
// to the petitioner.
type ForwardedData struct {
	Body    string `json:"body"`
	Reasons string `json:"reasons,omitempty"`
}

// Kind is forwarded.
func (*ForwardedData) Kind() Kind { return KForwarded }

func (d *ForwardedData) check(*Petition, act) error { return destination(d.Body) }

func (d *ForwardedData) apply(p *Petition, e Event) {
	p.State = Forwarded
	p.Ending = &Ending{Kind: KForwarded, Body: d.Body, Reasons: d.Reasons, At: e.At, By: e.By}
}

// DeclinedData does not take the matter, for one of the lawful grounds, and says where to go.
type DeclinedData struct {
	Ground  Ground `json:"ground"`
	Body    string `json:"body"`
	Reasons string `json:"reasons"`
}

// Kind is declined.
func (*DeclinedData) Kind() Kind { return KDeclined }

func (d *DeclinedData) check(p *Petition, _ act) error {
	if p.Objecting() {
		return conflict("fault.petition.objecting")
	}
	if !contains(Grounds(), d.Ground) {
		return fault.NewInvalid("ground", "fault.petition.ground")
	}
	if err := destination(d.Body); err != nil {
		return err
	}
	if strings.TrimSpace(d.Reasons) == "" {
		return fault.NewInvalid("reasons", "fault.petition.reasons")
	}
	return nil
}

func (d *DeclinedData) apply(p *Petition, e Event) {
	p.State = Declined
	p.Ending = &Ending{Kind: KDeclined, Body: d.Body, Ground: d.Ground, Reasons: d.Reasons, At: e.At, By: e.By}
}

// FinallyDeclinedData does not take a matter again after its re-review (TL art. 36(3)); Earlier is
// the number of the matter that was re-reviewed, if it is another.
type FinallyDeclinedData struct {
	Earlier string `json:"earlier,omitempty"`
	Reasons string `json:"reasons"`
}

// Kind is finally_declined.
func (*FinallyDeclinedData) Kind() Kind { return KFinallyDeclined }

func (d *FinallyDeclinedData) check(p *Petition, _ act) error {
	switch {
	case p.Objecting():
		return conflict("fault.petition.objecting")
	case strings.TrimSpace(d.Reasons) == "":
		return fault.NewInvalid("reasons", "fault.petition.reasons")
	case p.Rereviewed():
		return nil
	case p.State == Replied || p.State == Closed:
		return conflict("fault.petition.not_rereviewed")
	case !ValidNumber(d.Earlier):
		return fault.NewInvalid("earlier", "fault.petition.earlier")
	}
	return nil
}

func (d *FinallyDeclinedData) apply(p *Petition, e Event) {
	p.State = FinallyDeclined
	p.Ending = &Ending{Kind: KFinallyDeclined, Ground: GroundAfterRereview, Reasons: d.Reasons, At: e.At, By: e.By}
}

// RedirectedData leads the matter into one of the five other legal paths of TL art. 31(1)–(5),
// with the body and its deadline; it is watched until that body answers.
type RedirectedData struct {
	Legal   int          `json:"legal"`
	Body    string       `json:"body"`
	Due     deadline.Day `json:"due"`
	Reasons string       `json:"reasons,omitempty"`
}

// Kind is redirected.
func (*RedirectedData) Kind() Kind { return KRedirected }

func (d *RedirectedData) check(p *Petition, a act) error {
	if p.Objecting() {
		return conflict("fault.petition.objecting")
	}
	if d.Legal < 1 || d.Legal > 5 {
		return fault.NewInvalid("legal", "fault.petition.legal")
	}
	if err := destination(d.Body); err != nil {
		return err
	}
	if d.Due.IsZero() || d.Due <= a.today() {
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return nil
}

func (d *RedirectedData) apply(p *Petition, e Event) {
	p.State = Redirected
	p.Ending = &Ending{Kind: KRedirected, Body: d.Body, Legal: d.Legal, Reasons: d.Reasons, Due: d.Due, At: e.At, By: e.By}
	p.Orders = append(p.Orders, Order{ID: orderID(e), Kind: Referral, Text: d.Body, Due: d.Due, Issued: e.At, By: e.By})
}

// Archive is the last shelf of a file.
type Archive struct {
	Class string    `json:"class"` // retention class
	At    time.Time `json:"at"`
	By    By        `json:"by"`
}

// RetentionClasses lists how long a file is kept: ten years, thirty years, for ever.
func RetentionClasses() []string { return []string{"y10", "y30", "permanent"} }

// Archived puts the file away; afterwards nothing more happens to it.
type Archived struct {
	Class string `json:"class"`
}

// Kind is archived.
func (*Archived) Kind() Kind { return KArchived }

func (d *Archived) check(p *Petition, _ act) error {
	if p.Discipline.Open() {
		return conflict("fault.petition.discipline_open")
	}
	if !contains(RetentionClasses(), d.Class) {
		return fault.NewInvalid("class", "fault.petition.class")
	}
	return nil
}

func (d *Archived) apply(p *Petition, e Event) {
	p.Archive = &Archive{Class: d.Class, At: e.At, By: e.By}
}
