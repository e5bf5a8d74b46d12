package petition

import (
	"slices"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// advice is what a trigger suggests, now or later.
func (w *workbench) advice(id string) (Advice, bool) {
	for _, a := range w.rules.Advise(w.p) {
		if a.Trigger.ID == id {
			return a, true
		}
	}
	return Advice{}, false
}

// advised reports whether a trigger's step stands among the tasks at a moment.
func (w *workbench) advised(id string, when time.Time) bool {
	return slices.ContainsFunc(w.rules.Tasks(w.p), func(t Task) bool { return t.ID == "trigger:"+id && !t.From.After(when) })
}

// issue does what a trigger suggests, at a moment, for an answer by a day.
func (w *workbench) issue(id string, when time.Time, due deadline.Day) {
	w.t.Helper()
	a, ok := w.advice(id)
	if !ok {
		w.t.Fatalf("%s suggests nothing", id)
	}
	w.now = when
	w.do(chief, NewOrder(a.Step, "请办理", due, id))
}

func september(date int) deadline.Day { return deadline.NewDay(2026, 9, date) }

// TestTriggers tells of each default trigger: its ground, the moment from which it holds, its step; how
// the ground comes again, and the sterner step then.
func TestTriggers(t *testing.T) {
	is := func(s State) func(w *workbench) { return func(w *workbench) { w.to(s) } }
	stories := []struct {
		id      string
		prep    func(w *workbench)
		at      string
		step    OrderKind
		ends    func(w *workbench) // the ground is gone by itself
		again   func(w *workbench) // or it comes again after the step was issued
		atAgain string
		sterner OrderKind
	}{
		{id: "half", prep: is(Accepted), at: "2026-09-16 08:00", step: Urging,
			ends: func(w *workbench) { w.do(handler, sample(w, KContacted)) },
			again: func(w *workbench) {
				w.reply()
				w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
				w.now = at("2026-09-20 10:00")
				w.do(chief, sample(w, KReopened))
			}, atAgain: "2026-10-05 08:00", sterner: Supervision},
		{id: "accept", prep: is(Assigned), at: "2026-09-03 00:00", step: Urging,
			ends: func(w *workbench) { w.do(clerk, accepted(Ordinary)) },
			again: func(w *workbench) {
				w.do(clerk, &Objected{Reasons: "不在本镇"})
				w.do(chief, &ObjectionUpheld{Grounds: "确实不在"})
				w.do(caseworker, &AssignedData{Unit: "liuhe"})
			}, atAgain: "2026-09-05 00:00", sterner: Supervision},
		{id: "accept", prep: func(w *workbench) {
			w.to(Registered).do(caseworker, &AssignedData{Unit: "baishui", Path: Simple})
		}, at: "2026-09-03 00:00", step: Urging,
			again: func(*workbench) {}, atAgain: "2026-09-05 00:00", sterner: Supervision}, // then the law's own three days
		{id: "notice", prep: func(w *workbench) { w.to(Assigned).do(clerk, accepted(Ordinary)) }, at: "2026-09-17 00:00", step: Urging,
			ends: func(w *workbench) { w.do(clerk, notices()) }},
		{id: "pingpong", prep: func(w *workbench) {
			w.to(Assigned).do(clerk, &Objected{Reasons: "不在本镇"})
			w.do(chief, &ObjectionOverruled{Grounds: "就在本镇"})
			w.now = at("2026-09-02 10:00")
			w.do(clerk, &Objected{Reasons: "还是不在"})
		}, at: "2026-09-02 10:00", step: Supervision,
			again: func(w *workbench) {
				w.do(chief, &ObjectionOverruled{Grounds: "联席会议定", Meeting: true})
				w.now = at("2026-09-03 10:00")
				w.do(clerk, &Objected{Reasons: "第三次"})
			}, atAgain: "2026-09-03 10:00", sterner: Listing},
		{id: "reply", prep: is(Accepted), at: "2026-10-09 00:00", step: Supervision,
			ends:  func(w *workbench) { w.reply() },
			again: func(*workbench) {}, atAgain: "2026-11-03 00:00", sterner: Listing}, // after the pledge the law's sixty days
		{id: "returned", prep: func(w *workbench) {
			w.to(Accepted).do(chief, NewOrder(Supervision, "限期", september(30), ""))
			w.now = at("2026-09-06 09:00")
			w.answer()
			w.now = at("2026-09-07 17:00")
			w.do(chief, &OrderChecked{Order: lastOrder(w.p), Why: "没有附依据", Due: september(29)})
		}, at: "2026-09-13 00:00", step: Listing,
			ends: func(w *workbench) { w.do(clerk, &OrderAnswered{Order: w.p.Orders[0].ID, Answer: "再报"}) },
			again: func(w *workbench) {
				w.do(clerk, &OrderAnswered{Order: w.p.Orders[0].ID, Answer: "再报"})
				w.now = at("2026-09-20 09:00")
				w.do(chief, &OrderChecked{Order: w.p.Orders[0].ID, Why: "还是没有", Due: september(29)})
			}, atAgain: "2026-09-26 00:00", sterner: Summons},
		{id: "unanswered", prep: func(w *workbench) { w.to(Accepted).do(caseworker, NewOrder(Reminder, "请说明", september(10), "")) },
			at: "2026-09-11 00:00", step: Supervision,
			ends:  func(w *workbench) { w.answer() },
			again: func(*workbench) {}, atAgain: "2026-09-17 00:00", sterner: Listing}, // what it led to was not answered either
		{id: "assisting", prep: is(Assigned), at: "2026-09-05 00:00", step: Urging,
			ends: func(w *workbench) { w.do(assistant, sample(w, KAssisted)) },
			again: func(w *workbench) {
				w.do(clerk, &Objected{Reasons: "不在本镇"})
				w.do(chief, &ObjectionUpheld{Grounds: "确实不在"})
				w.do(caseworker, &AssignedData{Unit: "liuhe", Assisting: []Assist{{Unit: "land", Due: september(10)}}})
			}, atAgain: "2026-09-14 00:00", sterner: Supervision},
		{id: "callback", prep: func(w *workbench) {
			w.to(Replied)
			w.now = at("2026-09-03 15:00")
			w.do(caseworker, &CalledBack{Reached: true, Words: "没有收到补贴"})
		}, at: "2026-09-03 15:00", step: Supervision,
			ends: func(w *workbench) {
				w.reply()
				w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
				w.do(caseworker, sample(w, KCalledBack))
			}},
		{id: "callback", prep: func(w *workbench) {
			w.to(Replied)
			w.now = at("2026-09-03 15:00")
			w.do(caseworker, &CalledBack{Reached: true, Words: "没有收到补贴", Review: true})
		}, at: "2026-09-03 15:00", step: Supervision,
			ends: func(w *workbench) { w.do(chief, sample(w, KQualityChecked)) },
			again: func(w *workbench) {
				w.do(chief, &QualityChecked{Found: FoundWrong, Words: "款没有到账"})
				w.reply()
				w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
				w.now = at("2026-09-08 15:00")
				w.do(caseworker, &CalledBack{Reached: true, Words: "还是没有"})
			}, atAgain: "2026-09-08 15:00", sterner: Listing},
		{id: "raised", prep: func(w *workbench) { w.to(Accepted).do(caseworker, raised(september(1))) },
			at: "2026-09-01 00:00", step: Reminder,
			again: func(w *workbench) {
				w.now = at("2026-09-08 15:00")
				w.do(caseworker, raised(september(8)))
			}, atAgain: "2026-09-08 00:00", sterner: Reminder},
		{id: "repeat", prep: func(w *workbench) {
			w.to(Assigned).do(caseworker, &Linked{Link: Link{To: other(), Kind: Backflow}})
		}, at: "2026-09-01 09:00", step: Supervision,
			ends: func(w *workbench) { w.do(caseworker, sample(w, KUnlinked)) }},
		{id: "instruction", prep: func(w *workbench) { w.to(Accepted).do(leader, &Instructed{Text: "请抓紧", Due: september(10)}) },
			at: "2026-09-11 00:00", step: Supervision,
			ends:  func(w *workbench) { w.answer() },
			again: func(w *workbench) { w.do(director, &Instructed{Text: "再抓紧", Due: september(20)}) }, atAgain: "2026-09-21 00:00", sterner: Listing},
	}
	told := map[string]bool{}
	for _, c := range stories {
		told[c.id] = true
		story := func() *workbench {
			w := newBench(t, "2026-09-01 09:00")
			c.prep(w)
			return w
		}
		onset := at(c.at)

		w := story()
		a, ok := w.advice(c.id)
		if !ok || !a.Since.Equal(onset) || a.Step != c.step {
			t.Errorf("%s suggests %s from %v (%v), want %s from %v", c.id, a.Step, a.Since, ok, c.step, onset)
			continue
		}
		if w.advised(c.id, onset.Add(-time.Millisecond)) || !w.advised(c.id, onset) {
			t.Errorf("%s stands among the tasks before %v, or not then", c.id, onset)
		}
		w.checkAdvice(a)

		// Set aside, it is gone; and gone with its ground.
		w.now = onset
		w.do(caseworker, &Noted{Text: "单位已经在办", Trigger: c.id})
		if w.advised(c.id, w.now) {
			t.Errorf("%s was set aside, and is suggested still", c.id)
		}
		if c.ends != nil {
			w = story()
			w.now = later(w.now, onset)
			if c.ends(w); w.advised(c.id, w.now.AddDate(1, 0, 0)) {
				t.Errorf("%s: its ground is gone, and it is suggested still", c.id)
			}
		}

		// Issued, it is gone until its ground comes again; then the next step is suggested.
		w = story()
		w.issue(c.id, onset, workdaysAfter(w, onset, 3))
		if w.advised(c.id, onset.Add(time.Hour)) {
			t.Errorf("%s was issued, and is suggested still", c.id)
		}
		if c.again == nil {
			continue
		}
		w.now = onset.Add(time.Minute)
		c.again(w)
		onset = at(c.atAgain)
		a, ok = w.advice(c.id)
		if !ok || !a.Since.Equal(onset) || a.Step != c.sterner {
			t.Errorf("%s again suggests %s from %v (%v), want %s from %v", c.id, a.Step, a.Since, ok, c.sterner, onset)
			continue
		}
		if w.advised(c.id, onset.Add(-time.Millisecond)) || !w.advised(c.id, onset) {
			t.Errorf("%s again stands among the tasks before %v, or not then", c.id, onset)
		}
		w.checkAdvice(a)
	}
	for _, trigger := range rules(t).Triggers {
		if !told[trigger.ID] {
			t.Errorf("there is no story of %s", trigger.ID)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func workdaysAfter(w *workbench, from time.Time, n int) deadline.Day {
	day := deadline.DayOf(from)
	for range n {
		day = w.rules.Calendar.NextWorking(day)
	}
	return day
}

// checkAdvice: a slip and a reminder are the caseworker's to issue, every sterner step the chief's.
func (w *workbench) checkAdvice(a Advice) {
	w.t.Helper()
	for _, task := range w.rules.Tasks(w.p) {
		if task.ID != "trigger:"+a.Trigger.ID {
			continue
		}
		want := Owner{Post: org.SectionChief}
		if a.Step == Urging || a.Step == Reminder {
			want = Owner{Person: "wu", Post: org.Caseworker}
		}
		if task.Owner != want || task.Acts[0] != a.Step.Act() || task.Acts[1] != KNoted || !task.From.Equal(a.Since) || task.Cause != FromTrigger {
			w.t.Errorf("%s: the task is %+v", a.Trigger.ID, task)
		}
	}
}

func raised(on deadline.Day) *Escalated {
	return &Escalated{Escalation: Escalation{Level: org.City, On: on, Form: Visit, Persons: 1}}
}

// A letter that takes a step answers the rule that asks for it by now, and no other.
func TestAsking(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00")
	w.to(Accepted)
	asked := func(step OrderKind, want, when string) {
		t.Helper()
		if got := w.rules.Asking(w.p, step, w.now); got != want {
			t.Errorf("%s: a %s answers %q, want %q", when, step, got, want)
		}
	}
	asked(Reminder, "", "nothing happened")
	asked(Urging, "", "half the time will only be gone")
	w.do(caseworker, raised(september(1)))
	asked(Reminder, "raised", "raised")
	asked(Supervision, "", "raised")
	w.do(chief, OrderByLetter(Reminder, "预警提醒函", september(3), w.rules.Asking(w.p, Reminder, w.now), Sent{ID: "l1", Number: "1"}))
	asked(Reminder, "", "the letter is out")
}

// The day of the report is the rules' to say, also when the act is decided a second time.
func TestReportIsTheRules(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00")
	w.to(Accepted)
	d := &Escalated{Escalation: Escalation{Level: org.City, On: september(1), Form: Visit, Persons: 1}, Report: september(30)}
	w.do(caseworker, d)
	if d.Report != 0 || len(w.p.Orders) != 0 {
		t.Errorf("raised at the city, a report is owed by %s: %+v", d.Report, w.p.Orders)
	}
}
