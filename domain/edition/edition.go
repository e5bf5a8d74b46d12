// Package edition knows an issue 期 of a report: one that was drafted as of a moment, read and completed by
// one person, signed by another, numbered, frozen and sent; what people wrote in it stands apart from its
// figures. A correction makes a new version and leaves the old one as it was. It has no clock and no store.
package edition

import (
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

// State is where the newest version of an edition is.
type State string

// The states. What is returned is a draft again.
const (
	Drafted   State = "drafted"
	Checked   State = "checked" // read and completed; waits for a signature
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// States lists them in the order of an edition's life.
func States() []State { return []State{Drafted, Checked, Published, Withdrawn} }

// Open reports whether somebody has still to do something.
func (s State) Open() bool { return s == Drafted || s == Checked }

// Act is what is done to an edition.
type Act string

// The acts.
const (
	Drafting    Act = "drafted"
	Completing  Act = "completed" // people's words were written
	Checking    Act = "checked"
	Returning   Act = "returned"
	Publishing  Act = "published"
	Correcting  Act = "corrected" // after it was published: a new version begins
	Withdrawing Act = "withdrawn"
	Instructing Act = "instructed" // its reader's instruction 批示
)

// Acts lists them.
func Acts() []Act {
	return []Act{Drafting, Completing, Checking, Returning, Publishing, Correcting, Withdrawing, Instructing}
}

// Step is one act in an edition's life, appended once and never changed.
type Step struct {
	Seq     int         `json:"seq"`
	Version int         `json:"version"`
	Act     Act         `json:"act"`
	At      time.Time   `json:"at"`
	By      petition.By `json:"by"`
	Note    string      `json:"note,omitempty"`  // why it was returned, corrected, withdrawn; what was instructed
	Order   string      `json:"order,omitempty"` // that an instruction with a date became
}

// Edition is one issue, as its newest version stands.
type Edition struct {
	ID        string        `json:"id"`
	Kind      report.Kind   `json:"kind"`
	Matter    string        `json:"matter,omitempty"` // the one that a special report is about
	Period    report.Period `json:"period"`
	AsOf      time.Time     `json:"as_of"`
	Year      int           `json:"year,omitempty"` // with the number: given when it is first published
	Number    int           `json:"number,omitempty"`
	State     State         `json:"state"`
	Version   int           `json:"version"`
	Out       int           `json:"out,omitempty"` // the newest version that was published; 0: none
	Drafted   time.Time     `json:"drafted"`
	Checker   petition.By   `json:"checker,omitzero"`
	Signer    petition.By   `json:"signer,omitzero"` // of the version that is out
	Published time.Time     `json:"published,omitzero"`
	Reason    string        `json:"reason,omitempty"` // what the newest version puts right
	Why       string        `json:"why,omitempty"`    // why it was returned or withdrawn
	Seq       int           `json:"seq"`              // steps so far
}

// Head is the report with its period and without what it says: enough for its title.
func (e *Edition) Head() report.Body {
	return report.Body{Kind: e.Kind, Period: e.Period, AsOf: e.AsOf}
}

// Apply is the only way in which an edition changes, after its act was found lawful.
func (e *Edition) Apply(s Step) {
	e.Seq = s.Seq
	switch s.Act {
	case Drafting:
		e.Version++
		e.State, e.Drafted, e.Why = Drafted, s.At, ""
	case Checking:
		e.State, e.Checker, e.Why = Checked, s.By, ""
	case Returning:
		e.State, e.Checker, e.Why = Drafted, petition.By{}, s.Note
	case Publishing:
		e.State, e.Signer, e.Published, e.Out = Published, s.By, s.At, e.Version
	case Correcting:
		e.Version++
		e.State, e.Checker, e.Reason, e.Why = Drafted, petition.By{}, s.Note, ""
	case Withdrawing:
		e.State, e.Why = Withdrawn, s.Note
	}
}

// Part is what the edition says to one reader: the county's, or one unit's own.
type Part struct {
	Unit org.UnitID  `json:"unit,omitempty"`
	Body report.Body `json:"body"`
}

// Word is what a person wrote into a field, of one unit where the field is by unit.
type Word struct {
	Field string      `json:"field"`
	Unit  org.UnitID  `json:"unit,omitempty"`
	Text  string      `json:"text"`
	By    petition.By `json:"by"`
	At    time.Time   `json:"at"`
}

// Content is all that a version says. The county's part stands first.
type Content struct {
	Parts []Part `json:"parts"`
	Words []Word `json:"words,omitempty"`
}

// Part is what a reader of a unit reads; none: the county's.
func (c Content) Part(unit org.UnitID) (report.Body, bool) {
	for _, p := range c.Parts {
		if p.Unit == unit {
			return p.Body, true
		}
	}
	return report.Body{}, false
}

// Units lists whose parts there are, the county's aside.
func (c Content) Units() []org.UnitID {
	var units []org.UnitID
	for _, p := range c.Parts {
		if p.Unit != "" {
			units = append(units, p.Unit)
		}
	}
	return units
}

// Word is what stands in a field.
func (c Content) Word(field string, unit org.UnitID) Word {
	for _, w := range c.Words {
		if w.Field == field && w.Unit == unit {
			return w
		}
	}
	return Word{Field: field, Unit: unit}
}

// Frozen is what a published version is for ever: its JSON is kept, with the hash of it. What it was made by
// stands in it: the versions of the rules that were in force and of the program.
type Frozen struct {
	Kind      report.Kind    `json:"report"`
	Matter    string         `json:"matter,omitempty"`
	Year      int            `json:"year"`
	Number    int            `json:"number"`
	Version   int            `json:"version"`
	AsOf      time.Time      `json:"as_of"`
	Reason    string         `json:"corrects,omitempty"`
	Checker   petition.By    `json:"checked_by"`
	Signer    petition.By    `json:"signed_by"`
	Published time.Time      `json:"published"`
	Policies  map[string]int `json:"policies"`
	Program   string         `json:"program"`
	Content
}
