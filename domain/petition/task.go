package petition

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Cause says why a task is there.
type Cause string

// The causes of tasks.
const (
	FromState   Cause = "state"   // the next step of the matter
	FromLadder  Cause = "ladder"  // the week of the ladder
	FromOrder   Cause = "order"   // an order waits for an answer, or an answer to be looked at
	FromAssist  Cause = "assist"  // the assisting unit owes feedback
	FromPutUp   Cause = "put_up"  // a caseworker asks the section chief
	FromTrigger Cause = "trigger" // a rule suggests a step of supervision
	FromQuality Cause = "quality" // a quality review was asked for
	FromPatrol  Cause = "patrol"  // a patrol is to be signed
	FromPush    Cause = "push"    // a matter that came back was pushed to somebody, or is to be concluded
)

// Owner is who has to do a task: a person, or else whoever holds a post. The posts of the bureau need
// no unit, for there is one bureau.
type Owner struct {
	Person org.PersonID
	Unit   org.UnitID // also for a person: where the task falls to if the person has left
	Post   org.PostKind
}

// Task is one thing that somebody must do: who, what, by when, and why. All tasks of a matter follow
// from its state; those that begin later are there already, with the moment from which they hold.
type Task struct {
	ID    string // within the matter
	Cause Cause
	Why   string // the word for the reason: a kind of act, a trigger, a week
	Acts  []Kind // what does it, the first one first
	Ref   string // the order, the trigger, the unit
	Owner Owner
	From  time.Time // zero: from now on
	Rule  string    // the clock that it is due by, or ""
	Ver   int
	Basis deadline.Basis
	Due   deadline.Day // 0: none
}

// Tasks lists all that somebody must do for the matter.
func (r Rules) Tasks(p *Petition) []Task {
	if p.Archive != nil || p.Past != nil {
		return nil // nothing more happens to it
	}
	c := clerkOf{r, p}
	tasks := c.steps()
	if rung, ok := p.Rung(); ok {
		tasks = append(tasks, c.rung(rung))
	}
	tasks = append(tasks, c.orders(tasks)...)
	tasks = append(tasks, c.assists()...)
	tasks = append(tasks, c.pushes()...)
	if note, ok := p.PutUp(); ok {
		tasks = append(tasks, Task{ID: "put_up", Cause: FromPutUp, Why: "put_up", Acts: []Kind{KNoted}, Owner: Owner{Post: org.SectionChief}, From: note.At})
	}
	if q := p.Quality; q.Waiting() && c.allowed(KQualityChecked) {
		tasks = append(tasks, Task{ID: "quality", Cause: FromQuality, Why: string(KQualityChecked), Acts: []Kind{KQualityChecked}, Owner: Owner{Post: org.SectionChief}, From: q.Asked})
	}
	for _, s := range r.Advise(p) {
		t := Task{ID: "trigger:" + s.Trigger.ID, Cause: FromTrigger, Why: s.Trigger.ID, Ref: s.Trigger.ID, Acts: []Kind{s.Step.Act(), KNoted}, Owner: c.minder(), From: s.Since}
		if s.Step != Urging && s.Step != Reminder {
			t.Owner = Owner{Post: org.SectionChief}
		}
		tasks = append(tasks, c.lateBy(t, s.Trigger.When[0].Fact))
	}
	return tasks
}

// lateBy puts the day on a suggestion by which what it is about was, or is, owed.
func (c clerkOf) lateBy(t Task, fact Fact) Task {
	switch fact {
	case FactAcceptLate:
		return c.dueBy(t, KAccepted)
	case FactNoticeLate:
		return c.dueBy(t, KNotified)
	case FactHalf, FactReplyLate:
		return c.dueBy(t, KReplied)
	case FactUnanswered, FactInstruction, FactReturned:
		for _, o := range c.p.Orders {
			clock := c.p.running(feedback, o.ID)
			if clock == nil || o.Kind == Referral || (fact == FactInstruction) != (o.Kind == Instruction) {
				continue
			}
			if due, ok := c.DueDay(*clock); ok && (t.Due == 0 || due < t.Due) {
				t = c.by(t, *clock)
			}
		}
	}
	return t
}

// clerkOf says whose the steps of a matter are.
type clerkOf struct {
	Rules
	p *Petition
}

// allowed reports whether the state of the matter allows an act.
func (c clerkOf) allowed(kind Kind) bool { return slices.Contains(states(kind), c.p.State) }

// minder is the bureau's caseworker who follows the matter, or all of them while nobody does.
func (c clerkOf) minder() Owner { return Owner{Person: c.p.Minder, Post: org.Caseworker} }

func (c clerkOf) office() Owner { return Owner{Unit: c.p.Unit(), Post: org.Clerk} }

// handler is who was named to handle the matter, or the office of the unit: its other handlers may not
// touch what is not in their hands.
func (c clerkOf) handler() Owner {
	owner := c.office()
	if a := c.p.Acceptance; a != nil {
		owner.Person = a.Handler.Person
	}
	return owner
}

// steps are what brings the matter forward: one task for each who can.
func (c clerkOf) steps() []Task {
	if c.p.Withdrawing() && c.allowed(KWithdrawn) {
		return []Task{c.step(c.minder(), KWithdrawn)}
	}
	switch c.p.State {
	case Registered:
		owner := c.minder()
		if c.p.Record.Has(Urgent) {
			owner = Owner{Post: org.SectionChief}
		}
		return []Task{c.step(owner, KAssigned, KForwarded, KLinked)}
	case Assigned:
		if c.p.Objecting() {
			return []Task{c.step(Owner{Post: org.SectionChief}, KObjectionUpheld, KObjectionOverruled)}
		}
		return []Task{c.step(c.office(), KAccepted, KObjected, KRedirected)}
	case Accepted:
		return []Task{c.handling()}
	case Replied:
		return c.afterReply()
	case Merged:
		return nil // the answer is its master's; it is served when that is
	case Redirected:
		tasks := c.tell()
		if len(c.p.Unanswered()) == 0 {
			tasks = append(tasks, c.step(c.minder(), KClosed))
		}
		return tasks
	case InReview:
		return []Task{c.step(Owner{Post: org.SectionChief}, KReviewDecided)}
	case InRereview:
		return []Task{c.step(Owner{Post: org.SectionChief}, KRereviewDecided)}
	case Declined, Forwarded, FinallyDeclined:
		if tasks := c.tell(); len(tasks) > 0 {
			return tasks
		}
		return c.shelf()
	case Closed:
		if c.p.Resolution == nil {
			return []Task{c.step(c.minder(), KResolved, KUnresolved)}
		}
		return c.shelf()
	case Withdrawn:
		return c.shelf()
	}
	return nil
}

// handling is the step between acceptance and the reply.
func (c clerkOf) handling() Task {
	if len(c.p.MissingNotices()) > 0 {
		return c.step(c.handler(), KNotified)
	}
	if !c.p.Reply.Waiting() {
		return c.step(c.handler(), c.p.nextInHandling()...)
	}
	switch c.p.NextLevel() {
	case ByDeputy:
		return c.step(Owner{Unit: c.p.Unit(), Post: org.Deputy}, KReplyApproved, KReplySentBack)
	case ByHead:
		return c.step(Owner{Unit: c.p.Unit(), Post: org.Head}, KReplyApproved, KReplySentBack)
	case ByBureau:
		return c.step(Owner{Post: org.SectionChief}, KReplyApproved, KReplySentBack)
	}
	owner := c.office()
	if c.p.Reply.Author.Post == org.Clerk {
		owner.Post = org.Deputy // nobody signs the own draft
	}
	return c.step(owner, KReplied)
}

// afterReply: the unit serves and files, the bureau calls back and closes. What a review decided is
// served by the bureau.
func (c clerkOf) afterReply() []Task {
	var tasks []Task
	switch paper := c.p.Serviceable()[0]; {
	case c.p.IsServed(paper):
	case paper == PaperReply:
		return []Task{c.step(c.handler(), KServed)}
	default:
		tasks = append(tasks, c.step(c.minder(), KServed))
	}
	if len(c.p.MissingEvidence()) > 0 {
		tasks = append(tasks, c.step(c.handler(), KFiled))
	}
	if !c.p.CalledBack() {
		tasks = append(tasks, c.callBack())
	}
	if len(tasks) > 0 {
		return tasks
	}
	t := c.step(c.minder(), KClosed)
	if clock := c.p.running("rating.window", ""); clock != nil && !c.p.Rated() {
		// The petitioner may still rate; nobody has to close before.
		if due, ok := c.DueDay(*clock); ok {
			t.From = due.Add(1).Start()
		}
	}
	return []Task{t}
}

// callBack is the bureau's, never of who had a part in handling; after a try that reached nobody it
// begins anew on the next day.
func (c clerkOf) callBack() Task {
	owner := c.minder()
	if c.p.Handled(By{Person: owner.Person}) {
		owner.Person = ""
	}
	t := c.step(owner, KCalledBack)
	if n := len(c.p.Calls); n > 0 {
		t.From = deadline.DayOf(c.p.Calls[n-1].At).Add(1).Start()
	}
	return t
}

// tell: the petitioner is told what was decided, or served the opinion of the re-review.
func (c clerkOf) tell() []Task {
	switch {
	case c.p.Rereviewed():
		if !c.p.IsServed(PaperRereview) {
			return []Task{c.step(c.minder(), KServed)}
		}
	case c.p.Record.Known() && !c.p.told(NoticeDecision):
		return []Task{c.step(c.decider(), KNotified)}
	}
	return nil
}

// decider is who made a decision that the petitioner is told of.
func (c clerkOf) decider() Owner {
	if c.p.Ending != nil && !c.p.Ending.By.Post.AtBureau() {
		return Owner{Unit: c.p.Ending.By.Unit, Post: org.Clerk}
	}
	return c.minder()
}

// shelf: what has ended is put into the archive.
func (c clerkOf) shelf() []Task {
	if c.p.Discipline.Open() {
		return nil // the register is concluded first
	}
	return []Task{c.step(c.minder(), KArchived)}
}

// step is a task of the matter's state, due by the strictest clock that its first act stops.
func (c clerkOf) step(owner Owner, acts ...Kind) Task {
	t := Task{ID: "state:" + string(acts[0]), Cause: FromState, Why: string(acts[0]), Acts: acts, Owner: owner}
	return c.dueBy(t, acts[0])
}

func (c clerkOf) dueBy(t Task, act Kind) Task {
	s, ok := c.dueFor(c.p, act)
	if ok {
		t.Rule, t.Ver, t.Basis, t.Due = s.Rule.ID, s.Rule.Version, s.Rule.Basis, s.Due
	}
	return t
}

// by makes a task due by a clock.
func (c clerkOf) by(t Task, clock Clock) Task {
	if rule, ok := c.Rule(clock); ok {
		t.Rule, t.Ver, t.Basis = rule.ID, rule.Version, rule.Basis
	}
	t.Due, _ = c.DueDay(clock)
	return t
}

// told reports whether a notice of a kind was given.
func (p *Petition) told(kind NoticeKind) bool {
	return slices.ContainsFunc(p.Notices, func(n Notice) bool { return contains(n.Kinds, kind) })
}

// dueFor is the running duty that an act brings nearer: the strictest that it stops or, while a
// matter is handled, the one for the reply; else the one that leads. It looks at no day.
func (r Rules) dueFor(p *Petition, act Kind) (Standing, bool) {
	wanted := []Kind{act}
	if p.State == Accepted && act != KNotified && act != KOrderAnswered {
		wanted = append(wanted, KReplied)
	}
	var best, lead Standing
	for _, c := range p.Clocks {
		rule, ok := r.Rule(c)
		if !ok || c.Outcome != Running || rule.Right || c.Rule == feedback || c.Rule == PushRule {
			continue
		}
		due, ok := r.DueDay(c)
		if !ok {
			continue
		}
		s := Standing{Clock: c, Rule: rule, Due: due}
		stops := slices.ContainsFunc(rule.StopsOn, func(t deadline.Trigger) bool { return slices.Contains(wanted, Kind(t.Kind())) })
		if stops && (best.Due == 0 || due < best.Due) {
			best = s
		}
		if lead.Due == 0 || due < lead.Due {
			lead = s
		}
	}
	if best.Due != 0 {
		return best, true
	}
	return lead, lead.Due != 0
}
