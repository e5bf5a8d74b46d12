// Package letter is the law of what an office sends: the forms of letters, orders and notices, each a
// file; how one is filled in from a petition's journal; and the life of one letter, from its draft to
// its answer. It has no clock, no store, and no page.
package letter

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Kind names a form: reminder, lookback, acceptance_notice.
type Kind string

// State is where a letter is in its life (docs/adr/0013-letters.md).
type State string

// The states. An answer that was sent back leaves the letter acknowledged, waiting for the next.
const (
	Draft        State = "draft"
	InReview     State = "in_review" // waits to be reviewed, or for the consent that its form asks for
	Reviewed     State = "reviewed"  // waits to be signed
	Issued       State = "issued"    // numbered, frozen, in the addressee's inbox or to be delivered
	Delivered    State = "delivered" // to a petitioner
	Acknowledged State = "acknowledged"
	Answered     State = "answered"
	Closed       State = "closed"
	Voided       State = "voided"
)

// States lists them in the order of a letter's life.
func States() []State {
	return []State{Draft, InReview, Reviewed, Issued, Delivered, Acknowledged, Answered, Closed, Voided}
}

// Open reports whether somebody has still to do something.
func (s State) Open() bool { return s != Closed && s != Voided }

// Out reports whether the letter has left the office, frozen.
func (s State) Out() bool {
	return s == Issued || s == Delivered || s == Acknowledged || s == Answered || s == Closed
}

// Act is what is done to a letter.
type Act string

// The acts.
const (
	Drafting      Act = "drafted"
	Editing       Act = "edited"
	Submitting    Act = "submitted"
	Reviewing     Act = "reviewed"
	Consenting    Act = "consented" // the legal consent of a second person
	SendingBack   Act = "sent_back"
	Signing       Act = "signed" // and issued
	Delivering    Act = "delivered"
	Acknowledging Act = "acknowledged"
	Answering     Act = "answered"
	Accepting     Act = "answer_accepted"
	Returning     Act = "answer_returned"
	Closing       Act = "closed"
	Voiding       Act = "voided"
)

// Values are what the fields of a form hold.
type Values map[string]string

// By says who did an act: person, post and unit as they were then.
type By struct{ petition.By }

// At reports whether the act was done, by one of some posts.
func (b By) At(posts []org.PostKind) bool { return b.Person != "" && slices.Contains(posts, b.Post) }

// Step is one act in a letter's life, appended once and never changed.
type Step struct {
	Seq  int
	Act  Act
	At   time.Time
	By   By
	Note string
}

// Letter is one letter.
type Letter struct {
	ID       string
	Kind     Kind
	Form     int      // the version of the form it was drafted by
	Nos      []string // the petitions that it is about; the first one leads
	From     org.UnitID
	To       org.UnitID // an office of the county, or none
	ToName   string
	Unit     org.UnitID // the responsible unit, then
	State    State
	Values   Values
	Batch    string // letters drafted in one act
	Writes   int    // the event of the first petition that it documents, or 0
	Order    string // the order of the first petition that it answers or has made
	Author   By
	Begun    time.Time      // when it was drafted
	Hands    []org.PersonID // who drafted or changed it
	Consent  By
	Reviewer By
	Signer   By
	Number   string
	Code     string // short code of the check page
	Issued   time.Time
	Due      deadline.Day // of the answer
	Answer   Values
	Why      string // why it was sent back or voided
	Version  int    // steps so far
}

// Drafted reports whether somebody had a hand in what the letter says.
func (l *Letter) Drafted(person org.PersonID) bool {
	return person != "" && (person == l.Author.Person || slices.Contains(l.Hands, person))
}

// takes keeps who had a hand in it.
func (l *Letter) takes(person org.PersonID) {
	if !slices.Contains(l.Hands, person) {
		l.Hands = append(l.Hands, person)
	}
}

// Waits reports whether an answer is owed.
func (l *Letter) Waits() bool {
	return l.Due != 0 && (l.State == Issued || l.State == Delivered || l.State == Acknowledged)
}

// Leads is the petition that the letter is filled in from.
func (l *Letter) Leads() string {
	if len(l.Nos) == 0 {
		return ""
	}
	return l.Nos[0]
}
