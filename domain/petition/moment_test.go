package petition

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
)

// told lists the moments of some rules, or of the ladder, as "2026-09-16 08:00 half".
func (w *workbench) told(rules ...string) []string {
	var all []string
	for _, m := range w.rules.Moments(w.p) {
		what := string(m.Alarm)
		if m.Alarm == "" {
			what = fmt.Sprintf("week %d", m.Week)
		} else if !slices.Contains(rules, m.Rule.ID) {
			continue
		}
		if m.Alarm == "" && !slices.Contains(rules, "ladder") {
			continue
		}
		all = append(all, m.At.In(deadline.Zone()).Format("2006-01-02 15:04 ")+what)
	}
	return all
}

// The days of clocks.md: warnings are counted back from the last day before its roll-over, at the
// hour at which the office opens; a duty is late at 24:00 of its last day.
func TestMoments(t *testing.T) {
	is := func(s State) func(w *workbench) { return func(w *workbench) { w.to(s) } }
	simple := func(w *workbench) { w.to(Assigned).do(clerk, accepted(Simple)) }
	order := func(due deadline.Day) func(w *workbench) {
		return func(w *workbench) { w.to(Accepted).do(chief, NewOrder(Supervision, "限期", due, "")) }
	}
	for _, c := range []struct {
		start string
		prep  func(w *workbench)
		rule  string
		want  string
	}{
		// clocks.md's table, over the October and the Spring Festival holidays and make-up days.
		{"2026-09-18 09:00", is(Registered), "pledge.assign", "2026-09-21 00:00 late"},
		{"2026-09-30 09:00", is(Registered), "pledge.assign", "2026-10-09 00:00 late"},
		{"2026-09-30 23:59", is(Registered), "pledge.assign", "2026-10-09 00:00 late"},
		{"2026-09-30 09:00", is(Assigned), "law.objection", "2026-10-12 08:00 before1, 2026-10-14 00:00 late"},
		{"2026-02-13 09:00", is(Registered), "pledge.assign", "2026-02-15 00:00 late"},
		{"2026-02-03 09:00", is(Registered), "law.sort", "2026-02-10 08:00 before5, 2026-02-11 08:00 half, 2026-02-14 08:00 before1, 2026-02-25 00:00 late"},
		{"2026-01-31 09:00", is(Accepted), "pledge.ordinary", "2026-02-14 08:00 half, 2026-02-27 08:00 before1, 2026-03-01 00:00 late"},
		{"2026-07-30 09:00", is(Accepted), "law.handle", "2026-08-29 08:00 half, 2026-09-20 08:00 before5, 2026-09-24 08:00 before1, 2026-09-29 00:00 late"},
		{"2026-08-03 09:00", is(Accepted), "law.handle", "2026-09-02 08:00 half, 2026-09-23 08:00 before5, 2026-09-30 08:00 before1, 2026-10-09 00:00 late"},

		// A pledge warns a working day before, a limit of the law five and one.
		{"2026-09-01 09:00", is(Accepted), "pledge.ordinary", "2026-09-16 08:00 half, 2026-09-30 08:00 before1, 2026-10-09 00:00 late"},
		{"2026-09-01 09:00", is(Accepted), "law.handle", "2026-10-01 08:00 half, 2026-10-26 08:00 before5, 2026-10-30 08:00 before1, 2026-11-03 00:00 late"},
		{"2026-09-01 09:00", simple, "pledge.simple", "2026-09-05 08:00 half, 2026-09-07 08:00 before1, 2026-09-09 00:00 late"},
		// Half the time falls on the day of the warning before the end, which stands.
		{"2026-09-01 09:00", simple, "law.simple.reply", "2026-09-08 08:00 before5, 2026-09-14 08:00 before1, 2026-09-16 00:00 late"},
		{"2026-09-30 09:00", is(Replied), "pledge.callback", "2026-10-09 08:00 before1, 2026-10-11 00:00 late"},
		{"2026-09-01 09:00", is(InReview), "law.review", "2026-09-16 08:00 half, 2026-09-23 08:00 before5, 2026-09-30 08:00 before1, 2026-10-09 00:00 late"},

		// An order has its own date, which rolls over too.
		{"2026-09-01 09:00", order(deadline.NewDay(2026, 9, 10)), feedback, "2026-09-06 08:00 half, 2026-09-09 08:00 before1, 2026-09-11 00:00 late"},
		{"2026-09-01 09:00", order(deadline.NewDay(2026, 10, 3)), feedback, "2026-09-17 08:00 half, 2026-09-30 08:00 before1, 2026-10-09 00:00 late"},
		{"2026-09-01 09:00", order(deadline.NewDay(2026, 9, 2)), feedback, "2026-09-03 00:00 late"},

		// Rights lapse; there is nothing to be half done.
		{"2026-09-01 09:00", is(Replied), "rating.window", "2026-09-23 08:00 before5, 2026-10-09 00:00 late"},
		{"2026-09-01 09:00", is(Replied), "law.review.ask", "2026-09-23 08:00 before5, 2026-10-09 00:00 late"},
		{"2026-09-01 09:00", is(Closed), "rating.window", ""}, // it was rated

		// The ladder begins anew each week, and ends with the reply.
		{"2026-09-01 09:00", is(Accepted), "ladder", "2026-09-09 00:00 week 2"},
		{"2026-09-01 23:59", is(Accepted), "ladder", "2026-09-09 00:00 week 2"},
		{"2026-09-01 09:00", func(w *workbench) { w.to(Accepted).climb(3) }, "ladder", "2026-09-23 00:00 week 4"},
		{"2026-09-01 09:00", func(w *workbench) { w.to(Accepted).climb(4) }, "ladder", ""},
		{"2026-09-01 09:00", is(Assigned), "ladder", ""},
		{"2026-09-01 09:00", is(Replied), "ladder", ""},
	} {
		w := newBench(t, c.start)
		c.prep(w)
		if got := strings.Join(w.told(c.rule), ", "); got != c.want {
			t.Errorf("%s from %s:\n got %s\nwant %s", c.rule, c.start, got, c.want)
		}
	}
}

func TestMomentsStandStill(t *testing.T) {
	// Merged on the 7th: nothing is to happen. Taken back on the 10th: all is four days later.
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.pass(6)
	w.merge()
	if all := w.rules.Moments(w.p); len(all) != 0 {
		t.Errorf("merged, and yet there is to happen %+v", all)
	}
	w.pass(3)
	w.do(caseworker, sample(w, KUnlinked))
	want := "2026-09-13 00:00 week 2, 2026-09-18 08:00 half, 2026-09-30 08:00 before1, 2026-10-09 00:00 late"
	if got := strings.Join(w.told("ladder", "pledge.ordinary"), ", "); got != want {
		t.Errorf("taken back:\n got %s\nwant %s", got, want)
	}
	want = "2026-10-03 08:00 half, 2026-10-28 08:00 before5, 2026-11-03 08:00 before1, 2026-11-05 00:00 late"
	if got := strings.Join(w.told("law.handle"), ", "); got != want {
		t.Errorf("taken back:\n got %s\nwant %s", got, want)
	}

	// An objection holds up the unit's clocks; overruled two days later they go on.
	w = newBench(t, "2026-09-07 09:00").to(Assigned)
	if got := strings.Join(w.told("pledge.accept"), ", "); got != "2026-09-09 00:00 late" {
		t.Errorf("assigned: %s", got)
	}
	w.pass(1)
	w.do(clerk, &Objected{Reasons: "不在本镇"})
	if all := w.rules.Moments(w.p); len(all) != 0 {
		t.Errorf("objecting, and yet there is to happen %+v", all)
	}
	w.pass(1)
	w.do(chief, &ObjectionOverruled{Grounds: "就在本镇"})
	if got := strings.Join(w.told("pledge.accept"), ", "); got != "2026-09-09 08:00 before1, 2026-09-11 00:00 late" {
		t.Errorf("overruled: %s", got)
	}
}

// A duplicate that was served has rights of its own; the duties are its master's.
func TestMomentsOfADuplicate(t *testing.T) {
	w := situated(t, "merged and served")
	for _, m := range w.rules.Moments(w.p) {
		if !m.Rule.Right {
			t.Errorf("a duplicate has a duty of its own: %s %s", m.Rule.ID, m.Alarm)
		}
	}
	if got := w.told("rating.window"); len(got) != 2 {
		t.Errorf("the petitioner of a duplicate may rate: %v", got)
	}
}

func TestHalfRingsWithoutProgress(t *testing.T) {
	half := func(w *workbench) Moment {
		t.Helper()
		for _, m := range w.rules.Moments(w.p) {
			if m.Alarm == AlarmHalf && m.Rule.ID == "pledge.ordinary" {
				return m
			}
		}
		t.Fatal("half the time is never gone")
		return Moment{}
	}
	accepted := func() *workbench { return newBench(t, "2026-09-01 09:00").to(Accepted) }

	w := accepted()
	if !w.p.Rings(half(w)) {
		t.Error("nothing was done, and nobody is told")
	}
	for name, act := range map[string]func(w *workbench){
		"a talk":     func(w *workbench) { w.do(handler, sample(w, KContacted)) },
		"work":       func(w *workbench) { w.do(handler, sample(w, KProgress)) },
		"a draft":    func(w *workbench) { w.draft() },
		"sent back":  func(w *workbench) { w.draft(); w.do(deputy, &ReplySentBack{Why: "x"}) },
		"days later": func(w *workbench) { w.pass(14); w.do(handler, sample(w, KContacted)) },
	} {
		w := accepted()
		act(w)
		if w.p.Rings(half(w)) {
			t.Errorf("%s is no progress", name)
		}
	}
	for name, act := range map[string]func(w *workbench){
		"the notices":        func(*workbench) {},
		"a reminder":         func(w *workbench) { w.do(caseworker, w.order(Reminder, 3)) },
		"a consultation":     func(w *workbench) { w.do(caseworker, sample(w, KConsulted)) },
		"the assisting unit": func(w *workbench) { w.do(assistant, sample(w, KAssisted)) },
		"a step of ladder":   func(w *workbench) { w.climb(2) },
		"another handler":    func(w *workbench) { w.do(clerk, sample(w, KHandlerSet)) },
		"what was done before": func(w *workbench) {
			w.do(handler, sample(w, KProgress))
			w.reply()
			w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
			w.pass(1)
			w.do(chief, sample(w, KReopened)) // the clock begins anew, and with it what counts
		},
	} {
		w := accepted()
		act(w)
		if !w.p.Rings(half(w)) {
			t.Errorf("%s is taken for progress", name)
		}
	}

	// All other alarms ring whatever was done.
	w = accepted()
	w.do(handler, sample(w, KContacted))
	for _, m := range w.rules.Moments(w.p) {
		if m.Alarm != AlarmHalf && !w.p.Rings(m) {
			t.Errorf("%s %s does not ring", m.Rule.ID, m.Alarm)
		}
	}
}

// The last thing done for the matter counts, whatever it was and in whatever order it was written down.
func TestLastProgress(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	if !w.p.LastProgress().IsZero() {
		t.Errorf("nothing was done, and yet at %v", w.p.LastProgress())
	}
	for i, act := range []func(){
		func() { w.do(handler, sample(w, KContacted)) },
		func() { w.do(handler, sample(w, KProgress)) },
		func() { w.do(handler, sample(w, KProgress)) },
		func() { w.draft() },
		func() {
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
			w.do(clerk, &RepliedData{})
			w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
		},
		func() { w.do(handler, sample(w, KFiled)) },
		func() { w.do(caseworker, &CalledBack{}) },
	} {
		w.pass(1)
		if act(); !w.p.LastProgress().Equal(w.now) {
			t.Errorf("act %d at %v, the last progress was at %v", i, w.now, w.p.LastProgress())
		}
	}
	last := w.now
	w.pass(1)
	w.do(handler, &Contacted{Means: ByPhone, Said: "x", On: at("2026-09-02 10:00")})
	if !w.p.LastProgress().Equal(last) {
		t.Errorf("a call of before is the last progress, at %v", w.p.LastProgress())
	}
	for day, want := range map[deadline.Day]bool{september(7): true, september(8): true, september(9): false} {
		if w.p.Progressed(day) != want {
			t.Errorf("progressed since %v: %v", day, !want)
		}
	}
}

func TestExtensionWarnsAnew(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	epochs := func() map[Alarm]int {
		all := map[Alarm]int{}
		for _, m := range w.rules.Moments(w.p) {
			if m.Rule.ID == "law.handle" {
				all[m.Alarm] = w.p.Epoch(m)
			}
		}
		return all
	}
	for alarm, epoch := range epochs() {
		if epoch != 0 {
			t.Errorf("before the extension %s is of epoch %d", alarm, epoch)
		}
	}
	w.pass(19)
	w.do(head, &Extended{Days: 30, Reason: "需要鉴定"})
	want := "2026-10-16 08:00 half, 2026-11-23 08:00 before5, 2026-11-27 08:00 before1, 2026-12-01 00:00 late"
	if got := strings.Join(w.told("law.handle"), ", "); got != want {
		t.Errorf("extended:\n got %s\nwant %s", got, want)
	}
	for alarm, want := range map[Alarm]int{AlarmHalf: 30, AlarmBefore(5): 30, AlarmBefore(1): 30, AlarmLate: 0} {
		if got := epochs()[alarm]; got != want {
			t.Errorf("extended: %s is of epoch %d, want %d", alarm, got, want)
		}
	}
	for _, m := range w.rules.Moments(w.p) {
		if m.Alarm == "" && w.p.Epoch(m) != 0 {
			t.Errorf("a step of the ladder is of epoch %d", w.p.Epoch(m))
		}
	}
}

func TestNextMoment(t *testing.T) {
	all := []Moment{{At: at("2026-09-09 00:00"), Week: 2}, {At: at("2026-09-16 08:00")}, {At: at("2026-09-16 08:00")}, {At: at("2026-09-17 00:00")}}
	for after, want := range map[string]string{
		"2026-09-01 09:00": "2026-09-09 00:00",
		"2026-09-08 23:59": "2026-09-09 00:00",
		"2026-09-09 00:00": "2026-09-16 08:00", // what is now is not to come
		"2026-09-16 08:00": "2026-09-17 00:00",
		"2026-09-17 00:00": "",
	} {
		got, ok := NextMoment(all, at(after))
		if ok != (want != "") || ok && !got.Equal(at(want)) {
			t.Errorf("after %s comes %v %v, want %s", after, got, ok, want)
		}
	}
	if _, ok := NextMoment(nil, at("2026-09-01 09:00")); ok {
		t.Error("nothing is to happen, and yet there is a moment")
	}
}

// checkMoments: moments come in order, after their clock began, each once, and a clock is late from the
// moment that says so.
func (w *workbench) checkMoments(rng *rand.Rand) {
	w.t.Helper()
	type key struct {
		clock int
		alarm Alarm
		epoch int
	}
	seen, rungs := map[key]bool{}, 0
	var last time.Time
	for _, m := range w.rules.Moments(w.p) {
		if m.At.Before(last) {
			w.t.Errorf("%v comes after %v", m.At, last)
		}
		last = m.At
		if m.Alarm == "" {
			rungs++
			if w.p.State != Accepted || m.Week != w.p.Present()+1 || !m.At.After(w.p.Acceptance.At) {
				w.t.Errorf("week %d at %v of what was accepted at %v", m.Week, m.At, w.p.Acceptance.At)
			}
			continue
		}
		c, k := w.p.Clocks[m.Clock], key{m.Clock, m.Alarm, w.p.Epoch(m)}
		if seen[k] {
			w.t.Errorf("%s: %s twice", c.Rule, m.Alarm)
		}
		seen[k] = true
		if c.Outcome != Running || c.Rule != m.Rule.ID || c.Ref != m.Ref || deadline.DayOf(m.At) <= c.Start {
			w.t.Errorf("%s at %v of the clock %+v", m.Alarm, m.At, c)
		}
		if rng.IntN(5) == 0 {
			w.checkLate(m)
		}
	}
	if rungs > 1 {
		w.t.Errorf("%d steps of the ladder are to come", rungs)
	}
	for i, c := range w.p.Clocks {
		// A clock that was held up when it was late already stays late.
		_, ends := w.rules.DueDay(c)
		if late := seen[key{i, AlarmLate, 0}]; late != (c.Outcome == Running && ends) {
			w.t.Errorf("the clock %+v ends by itself: %v", c, late)
		}
	}
}

// checkLate compares a moment with how the clock stands to either side of it.
func (w *workbench) checkLate(m Moment) {
	w.t.Helper()
	late := func(at time.Time) bool {
		for _, s := range w.rules.Standings(w.p, deadline.DayOf(at)) {
			if s.Rule.ID == m.Rule.ID && s.Clock.Ref == m.Ref {
				return s.Late() || s.Kind == deadline.Lapsed
			}
		}
		w.t.Errorf("%s does not run", m.Rule.ID)
		return false
	}
	if late(m.At.Add(-time.Millisecond)) || late(m.At) != (m.Alarm == AlarmLate) {
		w.t.Errorf("%s %s at %v: late before %v, then %v", m.Rule.ID, m.Alarm, m.At, late(m.At.Add(-time.Millisecond)), late(m.At))
	}
}
