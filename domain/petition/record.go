package petition

import (
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
)

// Channel is how a matter reached the office.
type Channel string

// The channels of lifecycle.md.
const (
	Letter  Channel = "letter"
	Visit   Channel = "visit"
	Web     Channel = "web"
	Phone   Channel = "phone"
	Fax     Channel = "fax"
	Mailbox Channel = "mailbox" // leader's mailbox
	Card    Channel = "card"    // service-card call
	Hotline Channel = "hotline" // 12345
	Above   Channel = "above"   // from a superior, with document number and due date
	Proxy   Channel = "proxy"
)

// Channels lists them in the order of the form.
func Channels() []Channel {
	return []Channel{Letter, Visit, Web, Phone, Fax, Mailbox, Card, Hotline, Above, Proxy}
}

// Purpose is what the petitioner wants (TL arts 29–31).
type Purpose string

// The purposes of the national record.
const (
	Appeal     Purpose = "appeal"
	Claim      Purpose = "claim"
	Suggestion Purpose = "suggestion"
	Accusation Purpose = "accusation"
	Other      Purpose = "other"
)

// Purposes lists them in the national record's order.
func Purposes() []Purpose { return []Purpose{Appeal, Claim, Suggestion, Accusation, Other} }

// Flag is a mark on the record that changes how the matter is treated.
type Flag string

// The flags of lifecycle.md.
const (
	Urgent       Flag = "urgent"       // serious and urgent: TL art. 25
	Danger       Flag = "danger"       // danger to life: a duty of care, shown to those who must help
	Confidential Flag = "confidential" // the petitioner wishes it
	Accusing     Flag = "accusation"   // the wall applies: TL art. 30(3)
	Spans        Flag = "spans"        // several areas, departments or trades
	Separated    Flag = "separated"    // person, household and matter in different places
	Litigation   Flag = "litigation"
	Joint        Flag = "joint" // joint signatures
)

// Flags lists them in the order of the form.
func Flags() []Flag {
	return []Flag{Urgent, Danger, Confidential, Accusing, Spans, Separated, Litigation, Joint}
}

// MaxRepresentatives is how many petitioners may speak for a joint visit (TL art. 20(3)).
const MaxRepresentatives = 5

// Petitioner is one person who raises the matter. All but the name are entered exactly when left,
// never compulsory; the first of a record is the contact.
type Petitioner struct {
	Name       personal.Name     `json:"name"`
	Phone      personal.Phone    `json:"phone,omitempty"`
	ID         personal.IDNumber `json:"id,omitempty"`
	Address    personal.Address  `json:"address,omitempty"`
	Occupation string            `json:"occupation,omitempty"`
	SMS        bool              `json:"sms,omitempty"` // may be told by text message
}

// Demand is one thing asked for; each is answered by itself.
type Demand struct {
	Text string `json:"text"`
}

// Superior is the order by which a matter came from above.
type Superior struct {
	Body  string       `json:"body,omitempty"`
	DocNo string       `json:"doc_no,omitempty"`
	Due   deadline.Day `json:"due,omitzero"`
	On    deadline.Day `json:"on,omitzero"` // the date it was raised there
}

// Accused names who is accused, so that the wall can be kept. It is never shown in lists.
type Accused struct {
	Units  []org.UnitID   `json:"units,omitempty"`
	People []org.PersonID `json:"people,omitempty"`
}

// Record is what is known of the matter at registration and as corrected since.
type Record struct {
	Channel     Channel      `json:"channel"`
	ReceivedAt  time.Time    `json:"received_at"`
	FirstLevel  org.Level    `json:"first_level"`
	Superior    *Superior    `json:"superior,omitempty"`
	Petitioners []Petitioner `json:"petitioners,omitempty"`
	Anonymous   bool         `json:"anonymous,omitempty"`
	Persons     int          `json:"persons"`             // present or signing
	Concerned   int          `json:"concerned,omitempty"` // persons concerned
	Purpose     Purpose      `json:"purpose"`
	Category    string       `json:"category"` // code of the category table
	Place       org.AreaCode `json:"place"`
	Residence   org.AreaCode `json:"residence,omitempty"`
	Household   org.AreaCode `json:"household,omitempty"`
	Subject     string       `json:"subject"`
	Demands     []Demand     `json:"demands"`
	Facts       string       `json:"facts,omitempty"`
	Course      string       `json:"course,omitempty"`  // what was done before, by whom
	Mandate     string       `json:"mandate,omitempty"` // proxy: who filed it for whom, by what mandate
	Flags       []Flag       `json:"flags,omitempty"`
	Accused     Accused      `json:"accused,omitzero"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Origin      Origin       `json:"origin,omitzero"`
}

// Origin names the row of another system that a matter was taken from; it is taken once.
type Origin struct {
	Source string `json:"source,omitempty"`
	Ref    string `json:"ref,omitempty"`
}

// Has reports whether the record bears the flag.
func (r *Record) Has(f Flag) bool {
	for _, have := range r.Flags {
		if have == f {
			return true
		}
	}
	return false
}

// Contact is the first petitioner, or an empty one.
func (r *Record) Contact() Petitioner {
	if len(r.Petitioners) == 0 {
		return Petitioner{}
	}
	return r.Petitioners[0]
}

// Known reports whether name and address are clear, so that a written notice is owed (TL art. 23(2)).
func (r *Record) Known() bool {
	c := r.Contact()
	return !r.Anonymous && c.Name != "" && c.Address != "" && c.Address != personal.Unclear
}

// Limits of the text fields, in characters: far above any real letter, below what breaks a page.
const (
	maxSubject = 200
	maxText    = 100_000
	maxDemands = 50
)

// check names every field of the record that cannot be registered. What an earlier system did not say may be
// empty, and nothing else: no value is made up for it.
func (r *Record) check(now time.Time, past *Past) error {
	var faults []*fault.Fault
	bad := func(field, key string, args ...any) {
		faults = append(faults, fault.NewInvalid(field, key, args...))
	}
	given := func(f Field, empty, good bool) bool {
		if past.lacks(f) {
			return empty
		}
		return good
	}
	if !given(FChannel, r.Channel == "", contains(Channels(), r.Channel)) {
		bad("channel", "fault.petition.channel")
	}
	switch {
	case r.ReceivedAt.IsZero():
		bad("received_at", "fault.petition.received")
	case r.ReceivedAt.After(now):
		bad("received_at", "fault.petition.received_future")
	}
	if !given(FLevel, r.FirstLevel == "", contains(org.Levels(), r.FirstLevel)) {
		bad("first_level", "fault.petition.level")
	}
	if numbered := r.Superior != nil && r.Superior.DocNo != ""; !given(FSuperior, !numbered, r.Channel != Above || numbered) {
		bad("superior", "fault.petition.superior")
	}
	nameless := r.Anonymous || past.lacks(FName)
	if len(r.Petitioners) == 0 && !nameless {
		bad("name", "fault.petition.name")
	}
	if len(r.Petitioners) > MaxRepresentatives {
		bad("name", "fault.petition.representatives", "n", MaxRepresentatives)
	}
	for _, who := range r.Petitioners {
		if who.Name == "" && !nameless {
			bad("name", "fault.petition.name")
			break
		}
	}
	if r.Persons < 1 || r.Persons < len(r.Petitioners) {
		bad("persons", "fault.petition.persons", "n", max(1, len(r.Petitioners)))
	}
	if !given(FPurpose, r.Purpose == "", contains(Purposes(), r.Purpose)) {
		bad("purpose", "fault.petition.purpose")
	}
	if !given(FPlace, r.Place == "", r.Place != "") {
		bad("place", "fault.petition.place")
	}
	if !given(FCategory, r.Category == "", r.Category != "") {
		bad("category", "fault.petition.category")
	}
	switch n := len([]rune(r.Subject)); {
	case strings.TrimSpace(r.Subject) == "":
		bad("subject", "fault.petition.subject")
	case n > maxSubject:
		bad("subject", "fault.petition.long", "n", maxSubject)
	}
	if !given(FDemand, len(r.Demands) == 0, len(r.Demands) > 0 && len(r.Demands) <= maxDemands) {
		bad("demands", "fault.petition.demands", "n", maxDemands)
	}
	for _, d := range r.Demands {
		if strings.TrimSpace(d.Text) == "" {
			bad("demands", "fault.petition.demand_empty")
			break
		}
	}
	if len(r.Facts) > 4*maxText {
		bad("facts", "fault.petition.long", "n", maxText)
	}
	for _, f := range r.Flags {
		if !contains(Flags(), f) {
			bad("flags", "fault.petition.flag")
		}
	}
	return fault.Join(faults...)
}

func contains[T comparable](list []T, want T) bool {
	for _, have := range list {
		if have == want {
			return true
		}
	}
	return false
}
