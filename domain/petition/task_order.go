package petition

import (
	"cmp"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// The tasks that somebody else asks for: the week on the ladder, orders, and units that assist.

// rung is the task of whose week it is on the ladder.
func (c clerkOf) rung(rung Rung) Task {
	owner := Owner{Person: rung.To.Person, Unit: rung.To.Unit, Post: rung.Post}
	acts := []Kind{KContacted, KConsulted}
	switch {
	case rung.Post == org.Leader && rung.To.Person == "":
		// The unit has no liaison leader: the director has to find one.
		owner, acts = Owner{Post: org.Director}, []Kind{KInstructed, KConsulted}
	case rung.Post == org.Leader:
		acts = []Kind{KInstructed, KConsulted, KContacted}
	case owner.Unit == "":
		owner.Unit = c.p.Unit()
	}
	id := "ladder:" + string(rune('0'+rung.Week))
	return c.dueBy(Task{ID: id, Cause: FromLadder, Why: id[len("ladder:"):], Acts: acts, Owner: owner, From: rung.Due}, KReplied)
}

// orders are those that wait for the unit, and answers that wait for who asked. An urging slip is
// answered by the act that it asks for, if the unit has one to do.
func (c clerkOf) orders(steps []Task) []Task {
	var tasks []Task
	acts := slices.ContainsFunc(steps, func(t Task) bool { return t.Cause == FromState && t.Owner.Unit == c.p.Unit() })
	for _, o := range c.p.Orders {
		t := Task{ID: "order:" + o.ID, Cause: FromOrder, Why: string(o.Kind), Ref: o.ID}
		switch {
		case o.Waiting() && o.Kind == Urging && acts:
			continue
		case o.Waiting():
			clock := c.p.running(feedback, o.ID)
			if clock == nil || clock.Paused() || c.p.Unit() == "" && o.To == "" {
				continue // nothing is owed any more, or not now, or by nobody yet
			}
			t.Acts, t.Owner = []Kind{KOrderAnswered}, c.answers(o)
			t = c.by(t, *clock)
		case o.Unchecked():
			t.Why, t.Acts, t.Owner = "check", []Kind{KOrderChecked}, Owner{Person: o.By.Person, Post: o.By.Post}
			if !o.By.Post.AtBureau() {
				t.Owner = c.minder()
			}
		default:
			continue
		}
		tasks = append(tasks, t)
	}
	return tasks
}

// answers is who answers an order: the head of the unit when called in or recommended to, else its
// office; a redirected matter has an office only.
func (c clerkOf) answers(o Order) Owner {
	if o.To != "" && o.To != c.p.Unit() {
		return Owner{Unit: o.To, Post: cmp.Or(o.Post, org.Clerk)}
	}
	if o.Kind == Summons || o.Kind == Recommendation {
		return Owner{Unit: c.p.Unit(), Post: org.Head}
	}
	return c.office()
}

func (c clerkOf) assists() []Task {
	if c.p.Assignment == nil || !c.allowed(KAssisted) {
		return nil
	}
	var tasks []Task
	for _, a := range c.p.Assignment.Assisting {
		if a.Said.IsZero() {
			tasks = append(tasks, Task{ID: "assist:" + string(a.Unit), Cause: FromAssist, Why: string(KAssisted), Acts: []Kind{KAssisted},
				Ref: string(a.Unit), Owner: Owner{Unit: a.Unit, Post: org.Clerk}, Basis: deadline.Order, Due: a.Due})
		}
	}
	return tasks
}
