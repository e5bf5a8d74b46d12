package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Assist is an assisting unit with its own due date.
type Assist struct {
	Unit org.UnitID   `json:"unit"`
	Due  deadline.Day `json:"due,omitzero"`
	Said time.Time    `json:"said,omitzero"` // when it gave its feedback
}

// Assignment is who must answer.
type Assignment struct {
	Unit        org.UnitID `json:"unit"`
	Assisting   []Assist   `json:"assisting,omitempty"`
	Path        Path       `json:"path,omitempty"` // suggested by the bureau; the unit decides
	Instruction string     `json:"instruction,omitempty"`
	OrderNo     string     `json:"order_no,omitempty"`
	By          By         `json:"by"`
	At          time.Time  `json:"at"`
}

// AssignedData hands the matter to the unit that answers for it. What is urgent and serious needs
// the section chief.
type AssignedData struct {
	Unit        org.UnitID `json:"unit"`
	Assisting   []Assist   `json:"assisting,omitempty"`
	Path        Path       `json:"path,omitempty"`
	Instruction string     `json:"instruction,omitempty"`
	OrderNo     string     `json:"order_no,omitempty"`
}

// Kind is assigned.
func (*AssignedData) Kind() Kind { return KAssigned }

func (d *AssignedData) check(p *Petition, a act) error {
	if d.Unit == "" {
		return fault.NewInvalid("unit", "fault.petition.unit")
	}
	if contains(p.Record.Accused.Units, d.Unit) {
		// TL art. 30(3): what accuses a unit never reaches it.
		return fault.NewInvalid("unit", "fault.petition.accused")
	}
	if p.Record.Has(Urgent) && a.by.Post == org.Caseworker {
		return forbidden(KAssigned, []org.PostKind{org.SectionChief, org.Director})
	}
	if d.Path != "" && !contains(Paths(), d.Path) {
		return fault.NewInvalid("path", "fault.petition.path")
	}
	seen := map[org.UnitID]bool{d.Unit: true}
	for _, assist := range d.Assisting {
		switch {
		case assist.Unit == "" || seen[assist.Unit]:
			return fault.NewInvalid("assisting", "fault.petition.assisting")
		case contains(p.Record.Accused.Units, assist.Unit):
			return fault.NewInvalid("assisting", "fault.petition.accused")
		case !assist.Due.IsZero() && assist.Due < a.today():
			return fault.NewInvalid("assisting", "fault.petition.due_past")
		}
		seen[assist.Unit] = true
	}
	return nil
}

func (d *AssignedData) apply(p *Petition, e Event) {
	p.State = Assigned
	p.Assignment = &Assignment{Unit: d.Unit, Assisting: slices.Clone(d.Assisting), Path: d.Path, Instruction: d.Instruction,
		OrderNo: d.OrderNo, By: e.By, At: e.At}
}

// Objection is a unit's word that the matter is not its own (TL art. 23(3)).
type Objection struct {
	Unit     org.UnitID `json:"unit"`
	Reasons  string     `json:"reasons"`
	Suggests org.UnitID `json:"suggests,omitempty"`
	At       time.Time  `json:"at"`
	By       By         `json:"by"`
	Decision Kind       `json:"decision,omitempty"` // objection_upheld, objection_overruled
	Grounds  string     `json:"grounds,omitempty"`
	Meeting  bool       `json:"meeting,omitempty"` // decided by the joint meeting
}

// Objected is the unit's objection, with detailed reasons, within five working days of assignment.
type Objected struct {
	Reasons  string     `json:"reasons"`
	Suggests org.UnitID `json:"suggests,omitempty"`
}

// Kind is objected.
func (*Objected) Kind() Kind { return KObjected }

func (d *Objected) check(p *Petition, a act) error {
	if p.Objecting() {
		return conflict("fault.petition.objecting")
	}
	if strings.TrimSpace(d.Reasons) == "" {
		return fault.NewInvalid("reasons", "fault.petition.reasons")
	}
	return a.right(p, "law.objection")
}

func (d *Objected) apply(p *Petition, e Event) {
	p.Objections = append(p.Objections, Objection{Unit: p.Unit(), Reasons: d.Reasons, Suggests: d.Suggests, At: e.At, By: e.By})
}

// right refuses what comes after a right has lapsed. A right without a clock is still there.
func (a act) right(p *Petition, rule string) error {
	clock := p.running(rule, "")
	if clock == nil {
		return nil
	}
	if due, ok := a.DueDay(*clock); ok && a.today() > due {
		return conflict("fault.petition.lapsed", "day", due)
	}
	return nil
}

// decideObjection is common to both decisions. No ping-pong: a second objection on the same matter
// is decided by the joint meeting.
func decideObjection(p *Petition, grounds string, meeting bool) error {
	switch {
	case !p.Objecting():
		return conflict("fault.petition.not_objecting")
	case strings.TrimSpace(grounds) == "":
		return fault.NewInvalid("grounds", "fault.petition.reasons")
	case len(p.Objections) > 1 && !meeting:
		return fault.NewInvalid("meeting", "fault.petition.joint_meeting")
	}
	return nil
}

func (p *Petition) closeObjection(kind Kind, grounds string, meeting bool) {
	o := &p.Objections[len(p.Objections)-1]
	o.Decision, o.Grounds, o.Meeting = kind, grounds, meeting
}

// ObjectionUpheld takes the matter back to the bureau, to be assigned anew.
type ObjectionUpheld struct {
	Grounds string `json:"grounds"`
	Meeting bool   `json:"meeting,omitempty"`
}

// Kind is objection_upheld.
func (*ObjectionUpheld) Kind() Kind { return KObjectionUpheld }

func (d *ObjectionUpheld) check(p *Petition, _ act) error {
	return decideObjection(p, d.Grounds, d.Meeting)
}

func (d *ObjectionUpheld) apply(p *Petition, _ Event) {
	p.closeObjection(KObjectionUpheld, d.Grounds, d.Meeting)
	p.State, p.Assignment = Registered, nil
}

// ObjectionOverruled leaves the matter where it is; the unit's clocks go on.
type ObjectionOverruled struct {
	Grounds string `json:"grounds"`
	Meeting bool   `json:"meeting,omitempty"`
}

// Kind is objection_overruled.
func (*ObjectionOverruled) Kind() Kind { return KObjectionOverruled }

func (d *ObjectionOverruled) check(p *Petition, _ act) error {
	return decideObjection(p, d.Grounds, d.Meeting)
}

func (d *ObjectionOverruled) apply(p *Petition, _ Event) {
	p.closeObjection(KObjectionOverruled, d.Grounds, d.Meeting)
}
