// Package reception is what the record does not hold by itself and an office keys in: that a leader received
// people, and that a body studied or consulted on matters. Both are facts of a day, for reports to tell. Who
// came stands with the petitions, never here.
package reception

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Kind is how people were received.
type Kind string

// The kinds: at the desk, by appointment, in the village.
const (
	AtDesk    Kind = "reception"   // 接访
	Appointed Kind = "appointment" // 约访
	GoneDown  Kind = "going_down"  // 下访
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{AtDesk, Appointed, GoneDown} }

// Half is a half of the day.
type Half string

// The halves.
const (
	Morning   Half = "morning"
	Afternoon Half = "afternoon"
)

// Halves lists them.
func Halves() []Half { return []Half{Morning, Afternoon} }

// Entry is who keyed what stands there, and when. Of one thing there are as many entries as it was changed;
// only the last stands.
type Entry struct {
	ID      string
	Seq     int // from 1
	Known   time.Time
	Until   time.Time // from then on another stands; zero: this one does
	By      org.PersonID
	Name    string
	Removed bool // it was taken back: there was no such thing
	Why     string
}

// Reception is one time that a leader received people.
type Reception struct {
	Entry
	Day         deadline.Day
	Half        Half
	At          string // 09:30, where the time is known
	Kind        Kind
	Leader      org.PersonID // "" for one who is not in the county's book
	LeaderName  string
	LeaderTitle string
	Batches     int
	Persons     int
	Instruction string
	Unit        org.UnitID   // that owes what the instruction asks
	Due         deadline.Day // until when
	Result      string       // what became of it …
	Done        deadline.Day // … and when
	No          string       // the petition that it was about, where it was about one
}

// Open reports whether what was asked still waits for its result.
func (r *Reception) Open() bool { return r.Unit != "" && r.Done == 0 }

// Overdue reports whether it does so after its day.
func (r *Reception) Overdue(today deadline.Day) bool { return r.Open() && r.Due != 0 && r.Due < today }

// Tidy takes blanks away and says the half of the day by the time, where that is given.
func (r *Reception) Tidy() {
	for _, text := range []*string{&r.At, &r.LeaderName, &r.LeaderTitle, &r.Instruction, &r.Result, &r.No} {
		*text = strings.TrimSpace(*text)
	}
	if at, ok := clock(r.At); ok {
		r.At, r.Half = at.Format("15:04"), Morning
		if at.Hour() >= 12 {
			r.Half = Afternoon
		}
	}
}

// clock reads a time of day as people type it.
func clock(text string) (time.Time, bool) {
	at, err := time.Parse("15:4", strings.ReplaceAll(text, "\uff1a", ":"))
	return at, err == nil
}

// Check says what is wrong with it.
func (r *Reception) Check(today deadline.Day) error {
	var w wrong
	w.past("day", r.Day, today)
	_, ok := clock(r.At)
	w.when(r.At != "" && !ok, "at", "fault.reception.at")
	w.when(!slices.Contains(Halves(), r.Half) && r.At == "", "half", "fault.reception.half")
	w.when(!slices.Contains(Kinds(), r.Kind), "kind", "fault.reception.kind")
	w.when(r.LeaderName == "", "leader", "fault.reception.leader")
	w.when(r.LeaderTitle == "" && r.Leader == "", "leader_title", "fault.reception.leader_title")
	w.text("leader_name", r.LeaderName, mostName)
	w.text("leader_title", r.LeaderTitle, mostName)
	w.count("batches", r.Batches)
	w.count("persons", r.Persons)
	w.when(r.Persons < r.Batches || r.Batches == 0 && r.Persons > 0, "persons", "fault.reception.persons")
	w.text("instruction", r.Instruction, mostText)
	w.when(r.Unit != "" && r.Instruction == "", "instruction", "fault.reception.instruction")
	w.when(r.Unit == "" && (r.Due != 0 || r.Result != ""), "unit", "fault.reception.unit")
	w.when(r.Due != 0 && r.Due < r.Day, "due", "fault.reception.due")
	w.text("result", r.Result, mostText)
	w.when(r.Result == "" && r.Done != 0, "result", "fault.reception.result")
	w.when(r.Result != "" && r.Done == 0, "done", "fault.reception.done")
	w.when(r.Done != 0 && (r.Done < r.Day || r.Done > today), "done", "fault.reception.done_day")
	return fault.Join(w...)
}
