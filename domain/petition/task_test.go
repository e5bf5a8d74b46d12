package petition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// line writes a task as: id, who, acts, what it is due by, from when.
func (t Task) line() string {
	who := string(t.Owner.Post)
	if t.Owner.Unit != "" {
		who += "@" + string(t.Owner.Unit)
	}
	if t.Owner.Person != "" {
		who = string(t.Owner.Person) + " or " + who
	}
	var acts []string
	for _, kind := range t.Acts {
		acts = append(acts, string(kind))
	}
	s := fmt.Sprintf("  %-24s %-28s %s", t.ID, who, strings.Join(acts, " "))
	if t.Due != 0 {
		s += fmt.Sprintf(", by %s %s %s", t.Due, t.Basis, t.Rule)
	}
	if !t.From.IsZero() {
		s += t.From.In(deadline.Zone()).Format(", from 2006-01-02 15:04")
	}
	return strings.TrimRight(s, " ")
}

// TestTasks writes who has what to do in every situation, and compares it with testdata/tasks.txt.
// UPDATE=1 writes the file.
func TestTasks(t *testing.T) {
	var b strings.Builder
	for _, s := range situations() {
		w := situated(t, s.name)
		fmt.Fprintf(&b, "\n%s (%s)\n", s.name, w.p.State)
		for _, task := range w.rules.Tasks(w.p) {
			b.WriteString(task.line() + "\n")
		}
	}
	compare(t, "testdata/tasks.txt", b.String())
}

func TestTasksOfSituations(t *testing.T) {
	for _, s := range situations() {
		w := situated(t, s.name)
		w.checkTasks()
		if t.Failed() {
			t.Fatalf("when %s", s.name)
		}
	}
}

// checkTasks: what is open has a task with an owner, ids are told apart, who has a task may do it, and
// so may who stands in; no duty's clock runs that nobody has a task for.
func (w *workbench) checkTasks() {
	w.t.Helper()
	tasks := w.rules.Tasks(w.p)
	if w.p.State.Open() && !slices.ContainsFunc(tasks, func(task Task) bool { return task.Owner.Post != "" && task.Cause != FromTrigger }) {
		w.t.Errorf("nobody has to do anything")
	}
	if w.p.Archive != nil && len(tasks) > 0 {
		w.t.Errorf("archived, and yet there are tasks: %v", tasks)
	}
	seen := map[string]bool{}
	for _, task := range tasks {
		if seen[task.ID] || task.ID == "" {
			w.t.Errorf("the id %q stands twice", task.ID)
		}
		seen[task.ID] = true
		if task.Owner.Post == "" || !task.Owner.Post.AtBureau() && task.Owner.Unit == "" {
			w.t.Errorf("%s is of %+v", task.ID, task.Owner)
		}
		for _, who := range []org.Officer{w.officerOf(task.Owner), w.officerOf(Owner{Unit: task.Owner.Unit, Post: task.Owner.Post})} {
			if err := w.rules.May(w.p, who, task.Acts[0]); err != nil {
				w.t.Errorf("%s has the task %s, and may not: %v", who.Person, task.ID, err)
			}
		}
	}
	for _, c := range w.p.Clocks {
		if rule, ok := w.rules.Rule(c); ok && !rule.Right && !w.excused(c) && !slices.ContainsFunc(tasks, func(task Task) bool { return w.stops(task, c, rule) }) {
			w.t.Errorf("%s %s runs, and nobody has a task for it: %v", c.Rule, c.Ref, tasks)
		}
	}
}

// officerOf is the person who owns a task, or another in the post that it falls to.
func (w *workbench) officerOf(o Owner) org.Officer {
	for _, known := range []org.Officer{caseworker, chief, director, clerk, handler, deputy, head, assistant, leader} {
		if known.Person == o.Person {
			return known
		}
	}
	kinds := map[org.UnitID]org.UnitKind{"": org.Bureau, "bureau": org.Bureau, "county": org.Leadership, "land": org.Department}
	kind, ok := kinds[o.Unit]
	if !ok {
		kind = org.Town
	}
	unit := o.Unit
	if unit == "" {
		unit = "bureau"
	}
	return officer("another", o.Post, unit, kind)
}

func (w *workbench) stops(task Task, c Clock, rule deadline.Rule) bool {
	if c.Rule == feedback {
		return task.Ref == c.Ref
	}
	return slices.ContainsFunc(task.Acts, func(kind Kind) bool {
		return slices.ContainsFunc(rule.StopsOn, func(trigger deadline.Trigger) bool { return trigger.Kind() == string(kind) }) ||
			kind == KProgress || kind == KReplySubmitted || kind == KReplyApproved // on the way to the reply
	})
}

// excused says why a clock needs no task: it has ended or stands still, or what it waits for comes of
// itself or cannot be done now.
func (w *workbench) excused(c Clock) bool {
	switch {
	case c.Outcome != Running, c.Paused(), w.p.Archive != nil:
		return true
	case w.p.Withdrawing():
		return true // first the bureau asks whether it is meant
	case c.Rule == feedback && w.p.order(c.Ref).Kind == Urging:
		return slices.ContainsFunc(w.rules.Tasks(w.p), func(task Task) bool { // whose act answers it
			return task.Cause == FromState && task.Owner.Unit == w.p.Unit()
		})
	case c.Rule == feedback && w.p.Unit() == "":
		return true // it waits for the unit that the matter goes to next
	case c.Rule == "pledge.callback" || c.Rule == "pledge.file":
		return w.p.State == InReview || w.p.State == InRereview
	case w.p.State == Assigned && c.Rule == "law.notice":
		return true // first it is accepted
	case w.p.State == Accepted && len(w.p.MissingNotices()) > 0:
		return c.Rule != "law.notice" // first the notices
	}
	return false
}
