package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
)

// Path is how a matter is handled once accepted.
type Path string

// The paths. On the spot is answered at once; simple follows the simple-handling rules; ordinary
// is the petition procedure of TL art. 31(6), with its 60 days.
const (
	OnTheSpot Path = "on_the_spot"
	Simple    Path = "simple"
	Ordinary  Path = "ordinary"
)

// Paths lists them in the order of the form.
func Paths() []Path { return []Path{Ordinary, Simple, OnTheSpot} }

// Acceptance is the unit's word that the matter is its own and how it will be handled.
type Acceptance struct {
	Path    Path      `json:"path"`
	Handler Duty      `json:"handler"`
	At      time.Time `json:"at"`
	By      By        `json:"by"`
}

// AcceptedData accepts the matter, with the path, the sponsor who answers for it and the handler
// with a phone that the petitioner can call.
type AcceptedData struct {
	Path    Path `json:"path"`
	Sponsor Duty `json:"sponsor"`
	Handler Duty `json:"handler"`
}

// Kind is accepted.
func (*AcceptedData) Kind() Kind { return KAccepted }

func (d *AcceptedData) check(p *Petition, _ act) error {
	if p.Objecting() {
		return conflict("fault.petition.objecting")
	}
	var faults []*fault.Fault
	if !contains(Paths(), d.Path) {
		faults = append(faults, fault.NewInvalid("path", "fault.petition.path"))
	}
	if d.Path == Simple && p.Record.Channel == Above {
		// Simple handling is not for what was assigned from above (simple-handling rules, art. 3).
		faults = append(faults, fault.NewInvalid("path", "fault.petition.path_above"))
	}
	if strings.TrimSpace(d.Sponsor.Name) == "" {
		faults = append(faults, fault.NewInvalid("sponsor", "fault.petition.sponsor"))
	}
	if strings.TrimSpace(d.Handler.Name) == "" || strings.TrimSpace(d.Handler.Phone) == "" {
		faults = append(faults, fault.NewInvalid("handler", "fault.petition.handler"))
	}
	return fault.Join(faults...)
}

func (d *AcceptedData) apply(p *Petition, e Event) {
	sponsor := d.Sponsor
	p.State, p.Week = Accepted, 1
	p.Acceptance = &Acceptance{Path: d.Path, Handler: d.Handler, At: e.At, By: e.By}
	p.Sponsor = &sponsor
}

// NoticeKind is one thing that a petitioner must be told.
type NoticeKind string

// The four notices 四告知, and the notice of a decision which ends the matter or moves its date.
const (
	NoticeAcceptance  NoticeKind = "acceptance"  // when it was accepted
	NoticeDue         NoticeKind = "due"         // by when it will be done
	NoticeResponsible NoticeKind = "responsible" // who is responsible, with phone
	NoticeRepeat      NoticeKind = "repeat"      // what filing it again meanwhile means
	NoticeDecision    NoticeKind = "decision"    // declined, forwarded, redirected
	NoticeExtension   NoticeKind = "extension"
)

// FourNotices must all have been served before handling counts as started.
func FourNotices() []NoticeKind {
	return []NoticeKind{NoticeAcceptance, NoticeDue, NoticeResponsible, NoticeRepeat}
}

// Means is how somebody was told.
type Means string

// The means of a notice.
const (
	InPerson Means = "in_person"
	ByPost   Means = "post"
	ByPhone  Means = "phone"
	BySMS    Means = "sms"
	Online   Means = "web"
	LeftAt   Means = "left"
)

// AllMeans lists them in the order of the form.
func AllMeans() []Means { return []Means{InPerson, ByPost, ByPhone, BySMS, Online, LeftAt} }

// Notice is what was told to whom, when and how.
type Notice struct {
	Kinds []NoticeKind `json:"kinds"`
	Means Means        `json:"means"`
	To    int          `json:"to"` // which petitioner, from 0
	Proof []Attachment `json:"proof,omitempty"`
	Note  string       `json:"note,omitempty"`
	At    time.Time    `json:"at"`
	By    By           `json:"by"`
}

// Notified records notices served on a petitioner.
type Notified struct {
	Kinds []NoticeKind `json:"kinds"`
	Means Means        `json:"means"`
	To    int          `json:"to,omitempty"`
	Proof []Attachment `json:"proof,omitempty"`
	Note  string       `json:"note,omitempty"`
	On    time.Time    `json:"on,omitzero"`
}

// Kind is notified.
func (*Notified) Kind() Kind { return KNotified }

func (d *Notified) when() time.Time { return d.On }

func (d *Notified) check(p *Petition, _ act) error {
	if len(d.Kinds) == 0 {
		return fault.NewInvalid("kinds", "fault.petition.notice_kind")
	}
	allowed := append(FourNotices(), NoticeExtension)
	if p.State != Accepted {
		allowed = []NoticeKind{NoticeDecision}
	}
	for _, kind := range d.Kinds {
		if !contains(allowed, kind) {
			return fault.NewInvalid("kinds", "fault.petition.notice_kind")
		}
	}
	if !contains(AllMeans(), d.Means) {
		return fault.NewInvalid("means", "fault.petition.means")
	}
	if d.To < 0 || d.To >= max(1, len(p.Record.Petitioners)) {
		return fault.NewInvalid("to", "fault.petition.to")
	}
	return nil
}

func (d *Notified) apply(p *Petition, e Event) {
	p.Notices = append(p.Notices, Notice{Kinds: d.Kinds, Means: d.Means, To: d.To, Proof: d.Proof, Note: d.Note, At: e.At, By: e.By})
}

func (d *Notified) triggers(*Petition) []string {
	names := []string{"notified"}
	for _, kind := range d.Kinds {
		names = append(names, "notified:"+string(kind))
	}
	return names
}

// MissingNotices lists which of the four have not been served since the last acceptance.
func (p *Petition) MissingNotices() []NoticeKind {
	if p.Acceptance == nil || p.Acceptance.Path == OnTheSpot || p.Reopened > 0 || p.Remade() {
		return nil
	}
	var missing []NoticeKind
	for _, kind := range FourNotices() {
		if !slices.ContainsFunc(p.Notices, func(n Notice) bool { return contains(n.Kinds, kind) }) {
			missing = append(missing, kind)
		}
	}
	return missing
}

// Extension moves the statutory date, once.
type Extension struct {
	Days   int       `json:"days"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
	By     By        `json:"by"`
}

// MaxExtension is how many days an extension may add (TL art. 34).
const MaxExtension = 30

// Extended lengthens the statutory term for a complex matter, approved by the unit's head; the
// petitioner is told why (TL art. 34). What is already late cannot be extended.
type Extended struct {
	Days   int    `json:"days"`
	Reason string `json:"reason"`
}

// Kind is extended.
func (*Extended) Kind() Kind { return KExtended }

func (d *Extended) check(p *Petition, a act) error {
	clock := p.running("law.handle", "")
	switch {
	case clock == nil:
		return conflict("fault.petition.not_extendable")
	case p.Extension != nil:
		return conflict("fault.petition.extended_already")
	case d.Days < 1 || d.Days > MaxExtension:
		return fault.NewInvalid("days", "fault.petition.extension_days", "n", MaxExtension)
	case strings.TrimSpace(d.Reason) == "":
		return fault.NewInvalid("reason", "fault.petition.reasons")
	}
	if due, ok := a.DueDay(*clock); ok && a.today() > due {
		return conflict("fault.petition.extend_late", "day", due)
	}
	return nil
}

func (d *Extended) apply(p *Petition, e Event) {
	p.Extension = &Extension{Days: d.Days, Reason: d.Reason, At: e.At, By: e.By}
}
