// Package petition is the law of one matter: its record, the events that happen to it, the
// states that follow from them, and who may do what when. It has no clock, no store, no words:
// Decide says which events an act makes or why it is refused, Apply alone changes state.
package petition

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// State is what a petition is; it follows from the events alone.
type State string

// The states of lifecycle.md. None is before registration.
const (
	None            State = ""
	Registered      State = "registered"
	Assigned        State = "assigned"
	Accepted        State = "accepted"
	Replied         State = "replied"
	Closed          State = "closed"
	Forwarded       State = "forwarded"
	Redirected      State = "redirected"
	Declined        State = "declined"
	FinallyDeclined State = "finally_declined"
	Merged          State = "merged"
	Withdrawn       State = "withdrawn"
	InReview        State = "in_review"
	InRereview      State = "in_rereview"
)

// States lists all states, None first.
func States() []State {
	return []State{None, Registered, Assigned, Accepted, Replied, Closed, Forwarded, Redirected,
		Declined, FinallyDeclined, Merged, Withdrawn, InReview, InRereview}
}

// Open reports whether somebody still owes something in this state.
func (s State) Open() bool {
	switch s {
	case Registered, Assigned, Accepted, Replied, Redirected, InReview, InRereview:
		return true
	}
	return false
}

// Petition is one matter as its events have made it. The version is the number of events applied.
// Its personal data is masked when it comes from a snapshot; see Secrets.
type Petition struct {
	No      string `json:"no"`
	Version int    `json:"version"`
	State   State  `json:"state"`

	Record       Record           `json:"record"`
	Past         *Past            `json:"past,omitempty"` // it is of an earlier system, and ended there
	Registered   By               `json:"registered"`
	RegisterAt   time.Time        `json:"registered_at"`
	Links        []Link           `json:"links,omitempty"`
	Duplicates   []string         `json:"duplicates,omitempty"` // numbers of the matters merged into this one
	Members      []string         `json:"members,omitempty"`    // numbers of the matters whose collective matter this one leads
	Apart        []string         `json:"apart,omitempty"`      // numbers of those that look alike and are not the same
	Merger       *Merger          `json:"merger,omitempty"`
	Assignment   *Assignment      `json:"assignment,omitempty"`
	Objections   []Objection      `json:"objections,omitempty"`
	Ending       *Ending          `json:"ending,omitempty"` // forwarded, declined, redirected: where it went
	Acceptance   *Acceptance      `json:"acceptance,omitempty"`
	Notices      []Notice         `json:"notices,omitempty"`
	Contacts     []Contact        `json:"contacts,omitempty"`
	Work         []Work           `json:"work,omitempty"`
	Week         int              `json:"week,omitempty"` // last ladder week that was advanced to
	Ladder       []Rung           `json:"ladder,omitempty"`
	Rests        []deadline.Pause `json:"rests,omitempty"` // days that do not age the matter on the ladder
	Orders       []Order          `json:"orders,omitempty"`
	Letters      []LetterRef      `json:"letters,omitempty"`
	Extension    *Extension       `json:"extension,omitempty"`
	Reply        *Reply           `json:"reply,omitempty"`
	Former       []Reply          `json:"former,omitempty"` // replies before a reopening or a review
	Served       []Service        `json:"served,omitempty"`
	Files        []Filing         `json:"files,omitempty"`
	Calls        []Call           `json:"calls,omitempty"`
	Ratings      []Rating         `json:"ratings,omitempty"`
	Closing      *Closing         `json:"closing,omitempty"`
	Resolution   *Resolution      `json:"resolution,omitempty"`
	Reopened     int              `json:"reopened,omitempty"`
	Reviews      []Review         `json:"reviews,omitempty"`
	Withdrawal   *Withdrawal      `json:"withdrawal,omitempty"`
	Raised       []Escalation     `json:"raised,omitempty"`
	Sponsor      *Duty            `json:"sponsor,omitempty"`
	TaskForce    []Duty           `json:"task_force,omitempty"`
	Remarks      []Remark         `json:"remarks,omitempty"` // consultations, instructions, notes
	Asking       *Remark          `json:"asking,omitempty"`  // the note that waits for the section chief
	Quality      *Quality         `json:"quality,omitempty"`
	Contradicted *Call            `json:"contradicted,omitempty"` // the last call-back that said the reply is not true, until one says it is
	Bulletin     bool             `json:"bulletin,omitempty"`     // the petitioner wants the weekly bulletin
	Minder       org.PersonID     `json:"minder,omitempty"`       // the bureau's caseworker who follows the matter
	Archive      *Archive         `json:"archive,omitempty"`
	Materials    []Material       `json:"materials,omitempty"`
	Discipline   *Entry           `json:"discipline,omitempty"` // the entry in the register, of a matter that came back

	Clocks []Clock `json:"clocks,omitempty"`
}

// Tie is what binds the petition to units and people, for Scope and policy.
func (p *Petition) Tie() org.Tie {
	t := org.Tie{
		Registered: p.Registered.Person, Filed: p.Registered.Unit,
		Accused: p.Record.Accused.Units, AccusedBy: p.Record.Accused.People,
	}
	if p.Registered.Post == org.Petitioner {
		t.Registered = ""
	}
	if p.Assignment != nil {
		t.Responsible = p.Assignment.Unit
		for _, a := range p.Assignment.Assisting {
			t.Assisting = append(t.Assisting, a.Unit)
		}
	}
	if p.Acceptance != nil {
		t.People = append(t.People, p.Acceptance.Handler.Person)
	}
	if p.Sponsor != nil {
		t.People = append(t.People, p.Sponsor.Person)
	}
	for _, d := range p.TaskForce {
		t.People = append(t.People, d.Person)
	}
	p.pushTold(&t)
	return t
}

// Unit is the responsible unit, or none.
func (p *Petition) Unit() org.UnitID {
	if p.Assignment == nil {
		return ""
	}
	return p.Assignment.Unit
}

// Objecting reports whether an objection waits for the bureau's decision.
func (p *Petition) Objecting() bool {
	n := len(p.Objections)
	return n > 0 && p.Objections[n-1].Decision == ""
}

// Collective reports whether this is a collective matter: five persons or more (regulations.md).
func (p *Petition) Collective() bool { return p.Record.Persons >= CollectiveFrom }

// CollectiveFrom is how many persons make a collective visit.
const CollectiveFrom = 5

// Repeat reports whether the matter is linked as a repeat of the same person's same matter.
func (p *Petition) Repeat() bool {
	return slices.ContainsFunc(p.Links, func(l Link) bool {
		return l.Kind == Duplicate || (l.Kind == Backflow || l.Kind == Repeated) && p.follows(l)
	})
}

// By says who did an act: person, post and unit as they were then.
type By struct {
	Person   org.PersonID `json:"person,omitempty"`
	Name     string       `json:"name,omitempty"`
	Post     org.PostKind `json:"post"`
	Title    string       `json:"title,omitempty"`
	Unit     org.UnitID   `json:"unit,omitempty"`
	UnitName string       `json:"unit_name,omitempty"`
}

// ByOf is the officer as the journal keeps them.
func ByOf(o org.Officer) By {
	return By{Person: o.Person, Name: o.Name, Post: o.Post, Title: o.Title, Unit: o.Unit, UnitName: o.UnitName}
}

// Duty is a person who answers for something, with the phone told to the petitioner.
type Duty struct {
	Person org.PersonID `json:"person,omitempty"`
	Name   string       `json:"name"`
	Title  string       `json:"title,omitempty"`
	Unit   org.UnitID   `json:"unit,omitempty"`
	Phone  string       `json:"phone,omitempty"`
}

// Attachment is a file kept by its content hash (SM3, hex), with the type found in its content.
type Attachment struct {
	Hash string `json:"hash"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}
