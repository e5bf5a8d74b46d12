package score

import (
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/report"
)

// Exclusion is that one mark of one matter is not to count in a month: one person asks with a reason, another
// allows it or not.
type Exclusion struct {
	ID      string
	Month   Month
	No      string // the petition
	Metric  report.MetricID
	N       int // which of the metric's marks in it
	Unit    org.UnitID
	Asked   time.Time
	By      org.PersonID
	Name    string
	Why     string
	Decided time.Time // zero: it waits
	Second  org.PersonID
	Decider string
	Allowed bool
	Note    string
}

// Waits reports whether nobody has decided yet.
func (e *Exclusion) Waits() bool { return e.Decided.IsZero() }

// mostWhy is how many characters a reason has at most.
const mostWhy = 200

// Ask checks what one person asks.
func (e *Exclusion) Ask(by org.Officer, at time.Time) error {
	e.Why = strings.TrimSpace(e.Why)
	switch {
	case by.Person == "":
		return fault.New(fault.Forbidden, "fault.score.nobody")
	case e.Why == "":
		return fault.NewInvalid("why", "fault.score.why")
	}
	if err := reason("why", e.Why); err != nil {
		return err
	}
	e.Asked, e.By, e.Name = at, by.Person, by.Name
	return nil
}

// Decide is the second person's word. Whoever asked never decides, whatever post they hold.
func (e *Exclusion) Decide(by org.Officer, at time.Time, allow bool, note string) error {
	note = strings.TrimSpace(note)
	switch {
	case !e.Waits():
		return fault.New(fault.Conflict, "fault.score.decided", "name", e.Decider)
	case by.Person == "":
		return fault.New(fault.Forbidden, "fault.score.nobody")
	case by.Person == e.By:
		return fault.New(fault.Forbidden, "fault.score.second")
	case !allow && note == "":
		return fault.NewInvalid("note", "fault.score.note")
	}
	if err := reason("note", note); err != nil {
		return err
	}
	e.Decided, e.Second, e.Decider, e.Allowed, e.Note = at, by.Person, by.Name, allow, note
	return nil
}

// reason refuses what is too long, and what could tell who petitioned.
func reason(field, text string) error {
	switch {
	case len([]rune(text)) > mostWhy:
		return fault.NewInvalid(field, "fault.score.long", "most", mostWhy)
	case personal.Scrub(text) != text:
		return fault.NewInvalid(field, "fault.score.personal")
	}
	return nil
}

// Excluded is a mark that was taken out of the counts.
type Excluded struct {
	No      string          `json:"petition"`
	Metric  report.MetricID `json:"metric"`
	N       int             `json:"n"`
	Unit    org.UnitID      `json:"unit"`
	Good    bool            `json:"good"`
	Why     string          `json:"why"`
	Asked   string          `json:"asked_by"`
	Allowed string          `json:"allowed_by"`
}
