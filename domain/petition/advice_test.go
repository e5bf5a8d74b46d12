package petition

import (
	"slices"
	"testing"

	"bihuan/domain/deadline"
)

// Set aside, the same step is suggested when the ground comes again: nothing was issued.
func TestSetAside(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.now = at("2026-10-09 09:00")
	w.do(caseworker, &Noted{Text: "等鉴定", Trigger: "half"})
	if !w.advised("reply", w.now) {
		t.Error("setting one trigger aside hides another")
	}
	w.do(caseworker, &Noted{Text: "等鉴定", Trigger: "reply"})
	w.do(caseworker, &Noted{Text: "电话催过"})
	if w.advised("reply", w.now) {
		t.Error("a later note brings back what was set aside")
	}
	if a, ok := w.advice("reply"); !ok || a.Step != Supervision || !a.Since.Equal(at("2026-11-03 00:00")) {
		t.Errorf("when the law's days are over it suggests %+v %v", a, ok)
	}
}

// What was issued before its ground was there does not answer it.
func TestIssuedTooEarly(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.issue("half", at("2026-09-15 09:00"), september(18))
	if a, ok := w.advice("half"); !ok || a.Step != Supervision || !a.Since.Equal(at("2026-09-16 08:00")) {
		t.Errorf("issued the day before: %+v %v", a, ok)
	}
	// An order that nobody suggested answers no trigger.
	w = newBench(t, "2026-09-01 09:00").to(Accepted)
	w.now = at("2026-09-16 09:00")
	w.do(caseworker, w.order(Urging, 3))
	if a, ok := w.advice("half"); !ok || a.Step != Urging {
		t.Errorf("urged by itself: %+v %v", a, ok)
	}
}

// Each time a step sterner, up to the last.
func TestStepsGetSterner(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(caseworker, NewOrder(Reminder, "请说明", september(3), ""))
	var steps []OrderKind
	for range 6 {
		a, ok := w.advice("unanswered")
		if !ok {
			t.Fatalf("nothing is suggested after %v", steps)
		}
		steps = append(steps, a.Step)
		w.issue("unanswered", a.Since, workdaysAfter(w, a.Since, 3))
	}
	want := []OrderKind{Supervision, Listing, Summons, Recommendation, Recommendation, Recommendation}
	if !slices.Equal(steps, want) {
		t.Errorf("the steps are %v", steps)
	}
}

// Nothing is suggested about what nobody owes.
func TestNobodyIsSupervised(t *testing.T) {
	for _, s := range situations() {
		w := situated(t, s.name)
		all := w.rules.Advise(w.p)
		if len(all) > 0 && (!w.p.State.Open() || w.p.Unit() == "") {
			t.Errorf("%s: %s is suggested", s.name, all[0].Trigger.ID)
		}
	}
	// A clock that stands still is not late.
	w := newBench(t, "2026-09-01 09:00").to(Assigned)
	w.do(clerk, &Objected{Reasons: "不在本镇"})
	for _, id := range []string{"accept", "notice"} {
		if w.advised(id, at("2027-01-01 00:00")) {
			t.Errorf("%s is suggested while the objection waits", id)
		}
	}
	// An order that stood still while the matter was merged is late by its clock, not by its first date.
	w = newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(caseworker, NewOrder(Reminder, "请说明", september(10), ""))
	w.pass(1)
	w.merge()
	w.pass(3)
	w.do(caseworker, sample(w, KUnlinked))
	if a, ok := w.advice("unanswered"); !ok || !a.Since.Equal(at("2026-09-15 00:00")) {
		t.Errorf("four days later: %+v %v", a, ok)
	}
}

// Conditions that the default triggers do not use: working days, times, and several at once.
func TestConditions(t *testing.T) {
	prep := func() *workbench {
		w := newBench(t, "2026-09-30 09:00").to(Accepted)
		w.draft()
		w.do(deputy, &ReplySentBack{Why: "没有依据"})
		w.do(caseworker, sample(w, KLinked))
		w.now = at("2026-10-08 15:00")
		w.draft()
		w.now = at("2026-10-09 15:00")
		w.do(deputy, &ReplySentBack{Why: "还是没有"})
		return w
	}
	for _, c := range []struct {
		name string
		when []Condition
		want string
	}{
		{"sent back", []Condition{{Fact: FactReplySentBack}}, "2026-10-09 15:00"},
		{"sent back twice", []Condition{{Fact: FactReplySentBack, Times: 2}}, "2026-10-09 15:00"},
		{"sent back three times", []Condition{{Fact: FactReplySentBack, Times: 3}}, ""},
		{"two days since", []Condition{{Fact: FactReplySentBack, Days: 2}}, "2026-10-12 00:00"},
		{"two working days since, one a make-up Saturday", []Condition{{Fact: FactReplySentBack, Workdays: 2}}, "2026-10-13 00:00"},
		{"assisting silent for a working day, over the holiday", []Condition{{Fact: FactAssistSilent, Workdays: 1}}, "2026-10-09 00:00"},
		{"both", []Condition{{Fact: FactReplySentBack}, {Fact: FactAssistSilent, Workdays: 4}}, "2026-10-13 00:00"},
		{"both, the first of them later", []Condition{{Fact: FactAssistSilent, Workdays: 4}, {Fact: FactReplySentBack}}, "2026-10-13 00:00"},
		{"both, the other way", []Condition{{Fact: FactAssistSilent}, {Fact: FactReplySentBack}}, "2026-10-09 15:00"},
		{"one of them never", []Condition{{Fact: FactReplySentBack}, {Fact: FactContradicted}}, ""},
		{"no more than related", []Condition{{Fact: FactRepeated}}, ""},
		{"no objection", []Condition{{Fact: FactObjections}}, ""},
		{"none at all", nil, ""},
		{"a fact that there is not", []Condition{{Fact: "weather"}}, ""},
	} {
		w := prep()
		w.rules.Triggers = []Trigger{{ID: "own", When: c.when, Suggests: Supervision, Answer: 3}}
		a, ok := w.advice("own")
		if ok != (c.want != "") || ok && !a.Since.Equal(at(c.want)) {
			t.Errorf("%s: from %v, %v; want %s", c.name, a.Since, ok, c.want)
		}
	}
	// A draft that was redone waits for nobody but the deputy.
	w := prep()
	w.draft()
	w.rules.Triggers = []Trigger{{ID: "own", When: []Condition{{Fact: FactReplySentBack}}, Suggests: Urging, Answer: 3}}
	if _, ok := w.advice("own"); ok {
		t.Error("the draft was redone, and it counts as sent back")
	}
}

// TestEveryFactIsUsed: facts that no trigger can name, or that say nothing.
func TestEveryFactIsUsed(t *testing.T) {
	used := map[Fact]bool{FactReplySentBack: true} // by TestConditions
	for _, trigger := range rules(t).Triggers {
		for _, c := range trigger.When {
			used[c.Fact] = true
		}
	}
	for _, f := range Facts() {
		if !used[f] {
			t.Errorf("no trigger uses %s", f)
		}
	}
}

// A suggestion tells the day by which what it is about was owed: of the orders that it speaks of.
func TestSuggestionsTellWhatWasOwed(t *testing.T) {
	due := func(w *workbench, id string) deadline.Day {
		for _, task := range w.rules.Tasks(w.p) {
			if task.ID == "trigger:"+id {
				return task.Due
			}
		}
		t.Errorf("%s is not suggested", id)
		return 0
	}
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(leader, &Instructed{Text: "请抓紧", Due: september(3)})
	w.do(caseworker, NewOrder(Reminder, "请说明", september(10), ""))
	w.do(caseworker, NewOrder(Reminder, "请再说明", september(11), ""))
	for id, want := range map[string]deadline.Day{"unanswered": september(10), "instruction": september(3), "half": deadline.NewDay(2026, 10, 8)} {
		if got := due(w, id); got != want {
			t.Errorf("%s: by %v, want %v", id, got, want)
		}
	}
	w = newBench(t, "2026-09-01 09:00").to(Assigned)
	w.do(clerk, &RedirectedData{Legal: 2, Body: "劳动人事争议仲裁委员会", Due: september(8)})
	w.do(caseworker, NewOrder(Reminder, "请说明", september(10), ""))
	if got := due(w, "unanswered"); got != september(10) {
		t.Errorf("the other body's day is not the unit's: by %v", got)
	}
}
