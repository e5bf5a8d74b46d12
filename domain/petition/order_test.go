package petition

import (
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// feedbacks lists the clocks of an order, the oldest first.
func (w *workbench) feedbacks(id string) []Clock {
	var all []Clock
	for _, c := range w.p.Clocks {
		if c.Rule == feedback && c.Ref == id {
			all = append(all, c)
		}
	}
	return all
}

// An urging slip asks for an act, and the unit's next act answers it.
func TestUrgingIsAnsweredByTheNextAct(t *testing.T) {
	for _, c := range []struct {
		name string
		by   org.Officer
		data func(w *workbench) Data
		want bool
	}{
		{"a call", handler, func(w *workbench) Data { return sample(w, KContacted) }, true},
		{"work", handler, func(w *workbench) Data { return sample(w, KProgress) }, true},
		{"a draft", deputy, func(w *workbench) Data { return sample(w, KReplySubmitted) }, true},
		{"a notice", clerk, func(*workbench) Data { return notices() }, true},
		{"an answer", clerk, func(w *workbench) Data { return &OrderAnswered{Order: lastOrder(w.p), Answer: "在办"} }, true},
		{"another handler", clerk, func(w *workbench) Data { return sample(w, KHandlerSet) }, false},
		{"the assisting unit's feedback", assistant, func(w *workbench) Data { return sample(w, KAssisted) }, false},
		{"the assisting unit's work", assistant, func(w *workbench) Data { return sample(w, KProgress) }, false},
		{"a note of the bureau", caseworker, func(w *workbench) Data { return sample(w, KNoted) }, false},
		{"a second slip", caseworker, func(w *workbench) Data { return w.order(Urging, 5) }, false},
		{"the petitioner", petitioner, func(w *workbench) Data { return sample(w, KMaterialAdded) }, false},
	} {
		w := newBench(t, "2026-09-01 09:00").to(Accepted)
		w.do(handler, sample(w, KContacted)) // before the slip
		w.do(caseworker, w.order(Urging, 2))
		id := lastOrder(w.p)
		w.pass(1)
		w.do(c.by, c.data(w))
		o := w.p.order(id)
		if o.Waiting() == c.want || c.want && !o.Answered.Equal(w.now) || o.Unchecked() {
			t.Errorf("%s: %+v", c.name, o)
		}
		clocks := w.feedbacks(id)
		if len(clocks) != 1 || (clocks[0].Outcome == Met) != c.want || c.want && clocks[0].End != deadline.DayOf(w.now) {
			t.Errorf("%s: the clocks are %+v", c.name, clocks)
		}
		if !c.want {
			continue
		}
		answered := w.now
		w.pass(1)
		w.do(clerk, sample(w, KContacted))
		if o := w.p.order(id); !o.Answered.Equal(answered) {
			t.Errorf("%s: answered again at %v", c.name, o.Answered)
		}
	}
}

// A slip never waits for what the unit did before, but is answered when it writes that down.
func TestUrgingIsAnsweredWhenWrittenDown(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.pass(5)
	w.do(caseworker, w.order(Urging, 2))
	w.pass(1)
	w.do(handler, &Contacted{Means: ByPhone, Said: "x", On: at("2026-09-04 10:00")})
	if o := w.p.Orders[0]; !o.Answered.Equal(w.now) {
		t.Errorf("issued at %v, answered at %v", o.Issued, o.Answered)
	}
}

// All slips at once, and nothing but slips.
func TestOneActAnswersAllSlips(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Assigned)
	w.do(caseworker, w.order(Urging, 1))
	w.do(chief, w.order(Urging, 2))
	w.do(caseworker, w.order(Reminder, 3))
	w.do(chief, w.order(Supervision, 4))
	w.do(clerk, accepted(Ordinary))
	var waiting []OrderKind
	for _, o := range w.p.Unanswered() {
		waiting = append(waiting, o.Kind)
	}
	if len(waiting) != 2 || waiting[0] != Reminder || waiting[1] != Supervision {
		t.Errorf("there wait %v", waiting)
	}
}

// A supervision's answer is looked at, sent back, given again by the new date, and found good.
func TestSupervisionIsChecked(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(chief, w.order(Supervision, 9)) // by the 10th
	id := lastOrder(w.p)
	due := func() deadline.Day {
		t.Helper()
		clocks := w.feedbacks(id)
		d, _ := w.rules.DueDay(clocks[len(clocks)-1])
		return d
	}
	if due() != deadline.NewDay(2026, 9, 10) || len(w.p.Unanswered()) != 1 || len(w.p.Unchecked()) != 0 {
		t.Fatalf("issued: %+v, due %v", w.p.Orders, due())
	}
	w.pass(3)
	w.do(clerk, &OrderAnswered{Order: id, Answer: "已经办了"})
	if c := w.feedbacks(id); len(c) != 1 || c[0].Outcome != Met || len(w.p.Unanswered()) != 0 || len(w.p.Unchecked()) != 1 {
		t.Fatalf("answered: %+v, clocks %+v", w.p.Orders, c)
	}
	w.pass(1)
	w.do(chief, &OrderChecked{Order: id, Why: "没有附依据", Due: deadline.NewDay(2026, 9, 15)})
	o := w.p.Orders[0]
	if !o.Waiting() || o.Unchecked() || o.Answer != "" || o.Rejected != "已经办了" || o.Why != "没有附依据" || !o.Returned.Equal(w.now) {
		t.Errorf("returned: %+v", o)
	}
	c := w.feedbacks(id)
	if len(c) != 2 || c[0].Outcome != Met || c[0].End != deadline.NewDay(2026, 9, 4) || c[1].Outcome != Running ||
		c[1].Start != deadline.NewDay(2026, 9, 5) || due() != deadline.NewDay(2026, 9, 15) {
		t.Errorf("returned: the clocks are %+v, due %v", c, due())
	}
	w.pass(12) // two days late
	w.do(handler, &OrderAnswered{Order: id, Answer: "附依据再报"})
	if o := w.p.Orders[0]; o.Waiting() || !o.Unchecked() || !o.Returned.IsZero() || o.Answer != "附依据再报" {
		t.Errorf("given again: %+v", o)
	}
	w.do(chief, &OrderChecked{Order: id, Good: true})
	if o := w.p.Orders[0]; o.Unchecked() || !o.Checked.Equal(w.now) {
		t.Errorf("good: %+v", o)
	}
	var late []int
	for _, f := range w.rules.Finishes(w.p) {
		if f.Clock.Rule == feedback {
			late = append(late, f.Late())
		}
	}
	if len(late) != 2 || late[0] != 2 || late[1] != 0 {
		t.Errorf("late, the newest first: %v", late)
	}
}

func TestWhatIsChecked(t *testing.T) {
	for kind, checked := range map[OrderKind]bool{Urging: false, Reminder: false, Supervision: true, Listing: true,
		Summons: true, Recommendation: true, Instruction: true, Referral: false} {
		w := newBench(t, "2026-09-01 09:00").to(Accepted)
		if kind == Referral {
			w = newBench(t, "2026-09-01 09:00").to(Redirected)
		} else {
			w.do(director, w.order(kind, 5))
		}
		o := w.p.Orders[0]
		if o.Kind != kind || !o.Waiting() || len(w.feedbacks(o.ID)) != 1 {
			t.Errorf("%s: %+v", kind, o)
		}
		if kind != Referral && w.events[len(w.events)-1].Kind != kind.Act() {
			t.Errorf("%s is issued by %s", kind, w.events[len(w.events)-1].Kind)
		}
		w.answer()
		if got := w.p.Orders[0].Unchecked(); got != checked {
			t.Errorf("%s: waits to be checked: %v", kind, got)
		}
	}
	if NewOrder(Referral, "x", 1, "") != nil || Referral.Act() != "" {
		t.Error("a referral can be issued by itself")
	}
}

// What makes the bureau approve the reply too.
func TestUnderSupervision(t *testing.T) {
	for kind, want := range map[OrderKind]bool{Urging: false, Reminder: false, Supervision: true, Listing: true, Summons: true,
		Recommendation: false, Instruction: false} {
		w := newBench(t, "2026-09-01 09:00").to(Accepted)
		w.do(director, w.order(kind, 5))
		if w.p.UnderSupervision() != want {
			t.Errorf("%s: under supervision %v", kind, !want)
		}
	}
}

// A leader's instruction with a date is an order; without one it is a remark and nothing more.
func TestInstructions(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(leader, &Instructed{Text: "请抓紧"})
	if len(w.p.Orders) != 0 || len(w.p.Remarks) != 1 || w.p.running(feedback, "") != nil {
		t.Errorf("without a date: orders %+v, remarks %+v", w.p.Orders, w.p.Remarks)
	}
	w.do(leader, &Instructed{Text: "九月十日前报结果", Due: deadline.NewDay(2026, 9, 10)})
	if len(w.p.Orders) != 1 || w.p.Orders[0].Kind != Instruction || w.p.Orders[0].By.Post != org.Leader || len(w.p.Remarks) != 2 {
		t.Fatalf("with a date: orders %+v, remarks %+v", w.p.Orders, w.p.Remarks)
	}
	clock := w.p.running(feedback, w.p.Orders[0].ID)
	if clock == nil || clock.Given != deadline.NewDay(2026, 9, 10) {
		t.Errorf("with a date: the clock is %+v", clock)
	}
	// Before anybody answers for the matter there is nobody to order, but something to say.
	w = newBench(t, "2026-09-01 09:00").to(Registered)
	w.do(director, &Instructed{Text: "请抓紧"})
}

// An order is owed while the matter is open: what ends it ends the order, what takes it up anew does not.
func TestOrdersOutliveAReopening(t *testing.T) {
	for name, want := range map[string]Outcome{"reopened with an order": Running, "closed with an order": Void, "merged with an order": Running, "supervised": Running} {
		w := situated(t, name)
		if c := w.feedbacks(lastOrder(w.p)); len(c) != 1 || c[0].Outcome != want {
			t.Errorf("%s: %+v", name, c)
		}
	}
	w := situated(t, "merged with an order")
	if !w.p.running(feedback, lastOrder(w.p)).Paused() {
		t.Error("merged, and the order's clock goes on")
	}
}

// An assignment that has been written down stays as it was, whatever the assisting unit says later.
func TestFeedbackLeavesTheJournalAlone(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(assistant, &Assisted{Unit: "land", Text: "已经核实地籍"})
	if a := w.p.Assignment.Assisting[0]; !a.Said.Equal(w.now) {
		t.Errorf("said at %v", a.Said)
	}
	if a := w.events[1].Data.(*AssignedData).Assisting[0]; !a.Said.IsZero() {
		t.Errorf("the event of the assignment says that it was answered at %v", a.Said)
	}
	if units := w.p.Assists(assistant); len(units) != 0 {
		t.Errorf("still owed: %v", units)
	}
}
