package petition

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// PushRule is the clock of a push; each has its own, told apart by Ref. What somebody else was asked is
// no duty of the matter's unit: the clock never leads the matter, and runs on when that has ended.
const PushRule = "order.push"

// Entry is the matter's entry in the register of two-way discipline.
type Entry struct {
	Returns    []Return  `json:"returns"`
	Left       string    `json:"left,omitempty"` // what was left unsolved, in the bureau's words
	Pushes     []Push    `json:"pushes,omitempty"`
	Conclusion string    `json:"conclusion,omitempty"`
	Closed     time.Time `json:"closed,omitzero"`
	By         By        `json:"by,omitzero"` // who closed it
}

// Stage is how far an entry has come.
type Stage string

// The stages, in order.
const (
	StageNew      Stage = "new"      // nobody was asked yet, or nobody since the matter came back again
	StagePushed   Stage = "pushed"   // somebody asked owes an answer
	StageAnswered Stage = "answered" // all have answered: the bureau concludes
	StageClosed   Stage = "closed"
)

// Stages lists them.
func Stages() []Stage { return []Stage{StageNew, StagePushed, StageAnswered, StageClosed} }

// Stage is the entry's.
func (d *Entry) Stage() Stage {
	switch {
	case !d.Closed.IsZero():
		return StageClosed
	case slices.ContainsFunc(d.Pushes, Push.Waiting):
		return StagePushed
	case len(d.Pushes) == 0, !d.Unasked().IsZero():
		return StageNew
	}
	return StageAnswered
}

// Unasked is since when the matter has come back with nobody asked about it: the first return that holds
// and is later than all pushes. Zero if there is none.
func (d *Entry) Unasked() time.Time {
	for _, r := range d.Standing() {
		if n := len(d.Pushes); n == 0 || r.At.After(d.Pushes[n-1].At) {
			return r.At
		}
	}
	return time.Time{}
}

// Open reports whether there is an entry that waits for its conclusion.
func (d *Entry) Open() bool { return d != nil && d.Closed.IsZero() }

// Kind is the gravest way in which the matter came back, of those that hold; of all, if none does.
func (d *Entry) Kind() ReturnKind {
	standing := d.Standing()
	if len(standing) == 0 {
		standing = d.Returns
	}
	for _, kind := range ReturnKinds() {
		if slices.ContainsFunc(standing, func(r Return) bool { return r.Kind == kind }) {
			return kind
		}
	}
	return ""
}

// Standing are the returns whose links hold.
func (d *Entry) Standing() []Return {
	return slices.DeleteFunc(slices.Clone(d.Returns), func(r Return) bool { return !r.Undone.IsZero() })
}

// Latest is the return that counts first: the newest that holds, or the newest.
func (d *Entry) Latest() Return {
	all := d.Standing()
	if len(all) == 0 {
		all = d.Returns
	}
	return all[len(all)-1]
}

// Since is when the entry was made.
func (d *Entry) Since() time.Time { return d.Returns[0].At }

func (d *Entry) clone() *Entry {
	if d == nil {
		return nil
	}
	c := *d
	c.Returns, c.Pushes = slices.Clone(d.Returns), slices.Clone(d.Pushes)
	return &c
}

func (d *Entry) push(id string) *Push {
	if d == nil {
		return nil
	}
	for i := range d.Pushes {
		if d.Pushes[i].ID == id {
			return &d.Pushes[i]
		}
	}
	return nil
}

// comesBack: the matter stands in the register, again if it was closed there.
func (p *Petition) comesBack(r Return, e Event) {
	if p.Discipline == nil {
		p.Discipline = &Entry{}
	}
	r.At = e.At
	d := p.Discipline
	d.Returns = append(d.Returns, r)
	d.Conclusion, d.Closed, d.By = "", time.Time{}, By{}
}

// cameNot takes a return back with its link. An entry by which nobody was asked anything goes with it;
// what was asked stays in the register until it is closed.
func (p *Petition) cameNot(of string, e Event) {
	d := p.Discipline
	if d == nil {
		return
	}
	for i := range d.Returns {
		if r := &d.Returns[i]; r.Of == of && r.Undone.IsZero() {
			r.Undone = e.At
		}
	}
	if len(d.Pushes) > 0 || !d.Closed.IsZero() {
		return
	}
	if d.Returns = d.Standing(); len(d.Returns) == 0 {
		p.Discipline = nil
	}
}

// Aim is to whom a matter is pushed.
type Aim string

// The aims of oversight.md.
const (
	AimLeader    Aim = "leader"
	AimUnit      Aim = "unit"
	AimTownship  Aim = "township"
	AimTaskForce Aim = "task_force"
)

// Aims lists them.
func Aims() []Aim { return []Aim{AimLeader, AimUnit, AimTownship, AimTaskForce} }

// Addressee is who is asked: a county leader by person, an office, or the matter's task force.
type Addressee struct {
	Aim    Aim          `json:"aim"`
	Unit   org.UnitID   `json:"unit,omitempty"`
	Person org.PersonID `json:"person,omitempty"`
	Name   string       `json:"name,omitempty"` // of the person, or of the office, as it was then
	Title  string       `json:"title,omitempty"`
}

// Push asks somebody to act on what was left unsolved, by a day.
type Push struct {
	ID string `json:"id"`
	Addressee
	Text     string       `json:"text"`
	Due      deadline.Day `json:"due"`
	At       time.Time    `json:"at"`
	By       By           `json:"by"`
	Did      string       `json:"did,omitempty"` // what they did, in their words
	Answered time.Time    `json:"answered,omitzero"`
	Wrote    By           `json:"wrote,omitzero"` // who wrote it down
}

// Waiting reports whether an answer is owed.
func (p Push) Waiting() bool { return p.Answered.IsZero() }

// PushesFor lists the pushes whose answer an officer may write down: those to oneself, and for the
// bureau all, which notes what a leader said.
func (p *Petition) PushesFor(by org.Officer) []Push {
	if p.Discipline == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Discipline.Pushes), func(one Push) bool {
		return !one.Waiting() || !by.Post.AtBureau() && !p.isAsked(one, by)
	})
}

// isAsked reports whether somebody was asked, and waits or has answered: they read the matter.
func (p *Petition) isAsked(one Push, by org.Officer) bool {
	switch one.Aim {
	case AimLeader:
		return by.Person != "" && by.Person == one.Person
	case AimTaskForce:
		return by.Person != "" && slices.ContainsFunc(p.TaskForce, func(m Duty) bool { return m.Person == by.Person })
	}
	return by.Unit != "" && by.Unit == one.Unit
}

// Pushed asks somebody to act. Left is what was left unsolved, as those who are asked shall read it.
type Pushed struct {
	Addressee
	Left string       `json:"left,omitempty"`
	Text string       `json:"text"`
	Due  deadline.Day `json:"due"`
}

// Kind is pushed.
func (*Pushed) Kind() Kind { return KPushed }

func (d *Pushed) check(p *Petition, a act) error {
	switch {
	case p.Discipline == nil:
		return conflict("fault.petition.not_returned")
	case !p.Discipline.Open():
		return conflict("fault.petition.discipline_closed")
	case !contains(Aims(), d.Aim), d.Aim == AimLeader && d.Person == "", (d.Aim == AimUnit || d.Aim == AimTownship) && d.Unit == "":
		return fault.NewInvalid("to", "fault.petition.push_to")
	case d.Aim == AimTaskForce && len(p.TaskForce) == 0:
		return fault.NewInvalid("to", "fault.petition.push_task_force")
	case d.Unit != "" && contains(p.Record.Accused.Units, d.Unit), d.Person != "" && contains(p.Record.Accused.People, d.Person):
		return conflict("fault.petition.push_accused") // TL art. 30(3)
	case strings.TrimSpace(d.Text) == "":
		return fault.NewInvalid("text", "fault.petition.text")
	case d.Due <= a.today():
		return fault.NewInvalid("due", "fault.petition.due_past")
	}
	return nil
}

func (d *Pushed) apply(p *Petition, e Event) {
	if p.Discipline == nil {
		return
	}
	if d.Left != "" {
		p.Discipline.Left = d.Left
	}
	p.Discipline.Pushes = append(p.Discipline.Pushes, Push{ID: "d" + strconv.Itoa(e.Seq), Addressee: d.Addressee, Text: d.Text, Due: d.Due, At: e.At, By: e.By})
}

// PushAnswered is what they did about it: their own words, or the bureau's note of what they said.
type PushAnswered struct {
	Push string    `json:"push"`
	Did  string    `json:"did"`
	On   time.Time `json:"-"` // when, if not now
}

// Kind is push_answered.
func (*PushAnswered) Kind() Kind { return KPushAnswered }

func (d *PushAnswered) when() time.Time { return d.On }

func (d *PushAnswered) check(p *Petition, a act) error {
	one := p.Discipline.push(d.Push)
	switch {
	case one == nil:
		return fault.NewInvalid("push", "fault.petition.push")
	case !one.Waiting():
		return conflict("fault.petition.push_answered")
	case !a.by.Post.AtBureau() && !p.isAsked(*one, a.by):
		return fault.New(fault.Forbidden, "fault.petition.push_other")
	case a.at.Before(one.At):
		return fault.NewInvalid("on", "fault.petition.before_push", "day", deadline.DayOf(one.At))
	case strings.TrimSpace(d.Did) == "":
		return fault.NewInvalid("did", "fault.petition.text")
	}
	return nil
}

func (d *PushAnswered) apply(p *Petition, e Event) {
	if one := p.Discipline.push(d.Push); one != nil {
		one.Did, one.Answered, one.Wrote = d.Did, e.At, e.By
	}
}

// DisciplineClosed is the bureau's conclusion, by which the entry is closed.
type DisciplineClosed struct {
	Conclusion string `json:"conclusion"`
}

// Kind is discipline_closed.
func (*DisciplineClosed) Kind() Kind { return KDisciplineClosed }

func (d *DisciplineClosed) check(p *Petition, _ act) error {
	switch {
	case p.Discipline == nil:
		return conflict("fault.petition.not_returned")
	case !p.Discipline.Open():
		return conflict("fault.petition.discipline_closed")
	case p.Discipline.Stage() == StagePushed:
		return conflict("fault.petition.push_waiting")
	case strings.TrimSpace(d.Conclusion) == "":
		return fault.NewInvalid("conclusion", "fault.petition.text")
	}
	return nil
}

func (d *DisciplineClosed) apply(p *Petition, e Event) {
	if p.Discipline != nil {
		p.Discipline.Conclusion, p.Discipline.Closed, p.Discipline.By = d.Conclusion, e.At, e.By
	}
}

// mayDiscipline narrows the acts on the entry to what it waits for.
func (p *Petition) mayDiscipline(kind Kind, by org.Officer) error {
	switch {
	case p.Discipline == nil:
		return conflict("fault.petition.not_returned")
	case kind == KPushAnswered && len(p.PushesFor(by)) == 0:
		return conflict("fault.petition.push")
	case kind == KPushAnswered:
		return nil
	case !p.Discipline.Open():
		return conflict("fault.petition.discipline_closed")
	case kind == KDisciplineClosed && p.Discipline.Stage() == StagePushed:
		return conflict("fault.petition.push_waiting")
	}
	return nil
}

// pushTold are those whom a push has asked, for the tie: they read the matter, and do nothing to it but answer.
func (p *Petition) pushTold(t *org.Tie) {
	if p.Discipline == nil {
		return
	}
	for _, one := range p.Discipline.Pushes {
		switch one.Aim {
		case AimLeader:
			t.ToldPeople = append(t.ToldPeople, one.Person)
		case AimUnit, AimTownship:
			t.ToldUnits = append(t.ToldUnits, one.Unit)
		}
	}
}

// pushes are the tasks of those asked, and the bureau's when all have answered.
func (c clerkOf) pushes() []Task {
	d := c.p.Discipline
	if !d.Open() {
		return nil
	}
	var tasks []Task
	for _, one := range d.Pushes {
		clock := c.p.running(PushRule, one.ID)
		if !one.Waiting() || clock == nil {
			continue
		}
		for i, owner := range c.asked(one) {
			id := "push:" + one.ID
			if i > 0 {
				id += ":" + strconv.Itoa(i+1)
			}
			tasks = append(tasks, c.by(Task{ID: id, Cause: FromPush, Why: string(KPushAnswered), Acts: []Kind{KPushAnswered}, Ref: one.ID, Owner: owner, From: one.At}, *clock))
		}
	}
	if d.Stage() == StageAnswered {
		tasks = append(tasks, Task{ID: "discipline", Cause: FromPush, Why: string(KDisciplineClosed), Acts: []Kind{KDisciplineClosed, KPushed}, Owner: c.minder()})
	}
	return tasks
}

// asked are the owners of a push's task: each member of a task force has it. Who has left is asked by
// the bureau's caseworkers, who may write down what came of it.
func (c clerkOf) asked(one Push) []Owner {
	switch one.Aim {
	case AimLeader:
		return []Owner{{Person: one.Person, Post: org.Caseworker}}
	case AimTaskForce:
		var all []Owner
		for _, m := range c.p.TaskForce {
			all = append(all, Owner{Person: m.Person, Post: org.Caseworker})
		}
		return all
	}
	return []Owner{{Unit: one.Unit, Post: org.Clerk}}
}
