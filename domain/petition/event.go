package petition

import (
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Kind names what happened: the events of lifecycle.md. It is also the name of the act that
// makes it, in the policy table.
type Kind = org.Act

// The kinds of events.
const (
	KRegistered          Kind = "registered"
	KCorrected           Kind = "corrected"
	KMaterialAdded       Kind = "material_added"
	KLinked              Kind = "linked"
	KUnlinked            Kind = "unlinked"
	KSetApart            Kind = "set_apart"
	KAssigned            Kind = "assigned"
	KForwarded           Kind = "forwarded"
	KObjected            Kind = "objected"
	KObjectionUpheld     Kind = "objection_upheld"
	KObjectionOverruled  Kind = "objection_overruled"
	KDeclined            Kind = "declined"
	KFinallyDeclined     Kind = "finally_declined"
	KRedirected          Kind = "redirected"
	KAccepted            Kind = "accepted"
	KNotified            Kind = "notified"
	KContacted           Kind = "contacted"
	KProgress            Kind = "progress"
	KLadderAdvanced      Kind = "ladder_advanced"
	KUrged               Kind = "urged"
	KReminded            Kind = "reminded"
	KSupervised          Kind = "supervised"
	KListed              Kind = "listed"
	KSummoned            Kind = "summoned"
	KRecommended         Kind = "recommended"
	KOrderAnswered       Kind = "order_answered"
	KOrderChecked        Kind = "order_checked"
	KAssisted            Kind = "assisted"
	KExtended            Kind = "extended"
	KReplySubmitted      Kind = "reply_submitted"
	KReplySentBack       Kind = "reply_sent_back"
	KReplyApproved       Kind = "reply_approved"
	KReplied             Kind = "replied"
	KServed              Kind = "served"
	KFiled               Kind = "filed"
	KCalledBack          Kind = "called_back"
	KRated               Kind = "rated"
	KClosed              Kind = "closed"
	KResolved            Kind = "resolved"
	KUnresolved          Kind = "unresolved"
	KReopened            Kind = "reopened"
	KReviewRequested     Kind = "review_requested"
	KReviewDecided       Kind = "review_decided"
	KRereviewRequested   Kind = "rereview_requested"
	KRereviewDecided     Kind = "rereview_decided"
	KWithdrawalRequested Kind = "withdrawal_requested"
	KWithdrawn           Kind = "withdrawn"
	KEscalated           Kind = "escalated"
	KSponsorSet          Kind = "sponsor_set"
	KTaskForceSet        Kind = "task_force_set"
	KHandlerSet          Kind = "handler_set"
	KConsulted           Kind = "consulted"
	KInstructed          Kind = "instructed"
	KNoted               Kind = "noted"
	KQualityAsked        Kind = "quality_asked"
	KQualityChecked      Kind = "quality_checked"
	KBulletinSet         Kind = "bulletin_set"
	KLetterIssued        Kind = "letter_issued"
	KLetterVoided        Kind = "letter_voided"
	KPushed              Kind = "pushed"
	KPushAnswered        Kind = "push_answered"
	KDisciplineClosed    Kind = "discipline_closed"
	KArchived            Kind = "archived"
)

// Event is one act that happened: appended once, never changed.
type Event struct {
	Seq      int           // 1 is the registration; the petition's version after it
	Kind     Kind          // what
	At       time.Time     // when it happened
	Recorded time.Time     // when it was written down
	By       By            // who
	Corrects int           // the event that this one puts right, or 0
	Clocks   []ClockChange // what it does to the clocks
	Data     Data          // the rest, by kind
}

// Data is what an event of one kind carries. Its methods are the rule of the step: check refuses
// what may not happen, apply changes the petition and never fails.
type Data interface {
	Kind() Kind
	// check refuses an act on a petition whose state allows the kind.
	check(p *Petition, a act) error
	// apply is the whole effect of the event, but for clocks.
	apply(p *Petition, e Event)
}

// act is who acts when, with the rules in force: what a check may look at.
type act struct {
	Rules
	by  org.Officer
	at  time.Time // when it is said to have happened
	now time.Time
}

func (a act) today() deadline.Day { return deadline.DayOf(a.at) }

// optional parts of a Data.
type (
	// dated data tells when it happened, if not now.
	dated interface{ when() time.Time }
	// triggering data fires more names for the clocks than its kind.
	triggering interface{ triggers(p *Petition) []string }
	// consequent data brings about further events.
	consequent interface {
		consequences(p *Petition, a act) []Data
	}
	// secretive data holds personal data, which the journal seals apart.
	secretive interface{ secrets() []*string }
	// completed data takes from the rules what follows from the act.
	completed interface{ complete(p *Petition, a act) }
	// correcting data names the event it puts right.
	correcting interface{ corrects() int }
	// mirrored data happens on two matters at once: incoming on the one that it was not decided on.
	mirrored interface{ incoming() bool }
)

// Secrets points at the personal data within an event's data, in a fixed order. The journal
// keeps the data with these masked, and their texts sealed beside it.
func Secrets(d Data) []*string {
	if s, ok := d.(secretive); ok {
		return s.secrets()
	}
	return nil
}

// Blank makes empty data of a kind, to be read from the journal; nil for an unknown kind.
func Blank(kind Kind) Data {
	for _, d := range blanks() {
		if d.Kind() == kind {
			return d
		}
	}
	return nil
}

// blanks holds one of each kind, in the order of lifecycle.md.
func blanks() []Data {
	return []Data{
		&RegisteredData{}, &Corrected{}, &MaterialAdded{}, &Linked{}, &Unlinked{}, &SetApart{}, &AssignedData{}, &ForwardedData{},
		&Objected{}, &ObjectionUpheld{}, &ObjectionOverruled{}, &DeclinedData{}, &FinallyDeclinedData{}, &RedirectedData{},
		&AcceptedData{}, &Notified{}, &Contacted{}, &Progress{}, &LadderAdvanced{}, &Urged{}, &Reminded{}, &Supervised{},
		&ListedSupervision{}, &Summoned{}, &Recommended{}, &OrderAnswered{}, &OrderChecked{}, &Assisted{}, &Extended{}, &ReplySubmitted{}, &ReplySentBack{}, &ReplyApproved{}, &RepliedData{}, &ServedData{},
		&Filed{}, &CalledBack{}, &Rated{}, &ClosedData{}, &Resolved{}, &Unresolved{}, &ReopenedData{}, &ReviewRequested{},
		&ReviewDecided{}, &RereviewRequested{}, &RereviewDecided{}, &WithdrawalRequested{}, &WithdrawnData{}, &Escalated{},
		&SponsorSet{}, &TaskForceSet{}, &HandlerSet{}, &Consulted{}, &Instructed{}, &Noted{}, &QualityAsked{},
		&QualityChecked{}, &BulletinSet{}, &LetterIssued{}, &LetterVoided{}, &Pushed{}, &PushAnswered{}, &DisciplineClosed{}, &Archived{},
	}
}

// Kinds lists all kinds in the order of lifecycle.md.
func Kinds() []Kind {
	all := blanks()
	kinds := make([]Kind, len(all))
	for i, d := range all {
		kinds[i] = d.Kind()
	}
	return kinds
}

// ReadData reads an event's data as the journal wrote it.
func ReadData(kind Kind, data []byte) (Data, error) {
	d := Blank(kind)
	if d == nil {
		return nil, fmt.Errorf("reading an event: unknown kind %q", kind)
	}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, fmt.Errorf("reading a %s event: %w", kind, err)
	}
	return d, nil
}
