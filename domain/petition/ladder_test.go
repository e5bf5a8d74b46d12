package petition

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// TestLadderFollowsTheAge: over sixty days with random mergers, the ladder stands on every day where the
// age asks: days after acceptance, those left out on which it was merged or taken back.
func TestLadderFollowsTheAge(t *testing.T) {
	for seed := range 200 {
		rng := rand.New(rand.NewPCG(2026, uint64(seed)))
		w := newBench(t, fmt.Sprintf("2026-%02d-%02d %02d:00", 1+rng.IntN(10), 1+rng.IntN(28), 1+rng.IntN(22))).to(Accepted)
		accepted := deadline.DayOf(w.now)
		rest := map[deadline.Day]bool{}
		merged := false
		age := func(today deadline.Day) (n int) {
			for d := accepted + 1; d <= today; d++ {
				if !rest[d] {
					n++
				}
			}
			return n
		}
		wanted := func(today deadline.Day) int { return min(1+max(age(today)-1, 0)/7, 4) }
		for day := accepted; day < accepted+60; day++ {
			w.now = day.Start()
			if day > accepted {
				if merged {
					rest[day] = true
				}
				checkDay(t, w, day, wanted(day), wanted(day-1), merged)
			}
			if rng.IntN(8) == 0 {
				w.now = day.Start().Add(time.Duration(10+rng.IntN(10)) * time.Hour)
				if merged {
					w.do(caseworker, sample(w, KUnlinked))
				} else {
					w.merge()
				}
				merged, rest[day] = !merged, true
			}
			if t.Failed() {
				t.Fatalf("life %d on %v, accepted on %v, rests %v", seed, day, accepted, w.p.Rests)
			}
		}
	}
}

// checkDay looks at the ladder at the first moment of a day, and makes the step that is due then.
func checkDay(t *testing.T, w *workbench, day deadline.Day, wanted, before int, merged bool) {
	t.Helper()
	week, due, ok := w.p.NextRung()
	if merged {
		if ok || w.p.Behind(day) || w.p.Present() != 0 {
			t.Errorf("merged, and yet week %d at %v, behind %v", week, due, w.p.Behind(day))
		}
		return
	}
	if got := deadline.LadderStep(deadline.DayOf(w.p.Acceptance.At), day, w.p.Rests...); got != wanted {
		t.Errorf("the age asks for week %d, LadderStep says %d", wanted, got)
	}
	stood := w.p.Present()
	if behind := w.p.Behind(day); behind != (stood < wanted) {
		t.Errorf("in week %d, the age asks for %d: behind %v", stood, wanted, behind)
	}
	if ok != (stood < 4) || ok && week != stood+1 {
		t.Errorf("in week %d the next is %d, %v", stood, week, ok)
	}
	if due.Equal(day.Start()) != (stood < wanted) && ok {
		t.Errorf("in week %d, the age asks for %d, the next step is due at %v", stood, wanted, due)
	}
	if ok && stood < wanted {
		w.rung(week, rungDuty(week))
		// No step is left out or made early. One that was made at 0:00 of a day that became a rest
		// later that day is ahead of the age until the age has caught up.
		if wanted != before+1 || w.p.Behind(day) {
			t.Errorf("week %d was made on a day on which the age asks for %d, and on the day before for %d", week, wanted, before)
		}
	}
}

// However late it is found out: all steps in order, each once, with the moment at which it was due.
func TestLadderCatchesUp(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.pass(40)
	if !w.p.Behind(deadline.DayOf(w.now)) {
		t.Error("forty days in the first week, and not behind")
	}
	w.ladder()
	if w.p.Behind(deadline.DayOf(w.now)) || w.p.Present() != 4 || len(w.p.Ladder) != 3 {
		t.Fatalf("in week %d with the ladder %+v", w.p.Present(), w.p.Ladder)
	}
	for i, want := range []string{"2026-09-09 00:00", "2026-09-16 00:00", "2026-09-23 00:00"} {
		r, e := w.p.Ladder[i], w.events[len(w.events)-3+i]
		if r.Week != i+2 || r.Post != RungPost(r.Week) || !r.Due.Equal(at(want)) || !e.At.Equal(at(want)) || !e.Recorded.Equal(w.now) {
			t.Errorf("week %d of %s, due at %v, happened %v, recorded %v", r.Week, r.Post, r.Due, e.At, e.Recorded)
		}
	}
	if _, _, ok := w.p.NextRung(); ok {
		t.Error("there is a rung above the last")
	}
}

func TestLadderPosts(t *testing.T) {
	for week, want := range map[int]org.PostKind{1: org.Handler, 2: org.Deputy, 3: org.Head, 4: org.Leader} {
		if got := RungPost(week); got != want {
			t.Errorf("week %d is the %s's, want the %s's", week, got, want)
		}
	}
}

func TestLadderBeginsAnew(t *testing.T) {
	for name, again := range map[string]func(w *workbench){
		"reopened": func(w *workbench) { w.do(chief, sample(w, KReopened)) },
		"revoked": func(w *workbench) {
			w.do(petitioner, sample(w, KReviewRequested))
			w.do(chief, NewReviewDecision(false, Revoked, "撤销", nil))
		},
	} {
		w := newBench(t, "2026-09-01 09:00").to(Accepted)
		w.pass(3)
		w.merge()
		w.pass(1)
		w.do(caseworker, sample(w, KUnlinked))
		w.climb(3)
		w.do(handler, sample(w, KProgress))
		w.reply()
		w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
		if _, _, ok := w.p.NextRung(); ok || w.p.Behind(deadline.DayOf(w.now).Add(30)) {
			t.Errorf("%s: the ladder goes on after the reply", name)
		}
		w.now = at("2026-10-01 10:00")
		again(w)
		week, due, ok := w.p.NextRung()
		if !ok || week != 2 || !due.Equal(at("2026-10-09 00:00")) || w.p.Present() != 1 || len(w.p.Ladder) != 0 {
			t.Errorf("%s: in week %d of %v, the next is %d at %v", name, w.p.Present(), w.p.Ladder, week, due)
		}
		if _, waits := w.p.Rung(); waits {
			t.Errorf("%s: a rung of before waits still", name)
		}
	}
}

// A rung is done by the first act of whose turn it is.
func TestRungIsDone(t *testing.T) {
	other := officer("feng", org.Deputy, "baishui", org.Town)
	land := officer("shi", org.Deputy, "land", org.Department)
	named := rungDuty(2)
	for _, c := range []struct {
		name string
		to   Duty
		by   org.Officer
		data func(w *workbench) Data
		want org.PersonID
	}{
		{"the deputy's call", named, deputy, nil, "chen"},
		{"the deputy's consultation", named, deputy, func(w *workbench) Data { return sample(w, KConsulted) }, "chen"},
		{"another deputy of the unit", named, other, nil, "feng"},
		{"a deputy of an assisting unit", named, land, nil, ""},
		{"the head", named, head, nil, ""},
		{"the handler", named, handler, nil, ""},
		{"the bureau", named, caseworker, func(w *workbench) Data { return sample(w, KConsulted) }, ""},
		{"nobody holds the post, a deputy then", Duty{Unit: "baishui"}, other, nil, "feng"},
		{"nobody holds the post, an assisting unit's deputy", Duty{Unit: "baishui"}, land, nil, ""},
		{"nobody holds the post, the director", Duty{Unit: "baishui"}, director, func(w *workbench) Data { return sample(w, KConsulted) }, ""},
		{"the person, in another post by now", named, officer("chen", org.Clerk, "baishui", org.Town), nil, "chen"},
	} {
		w := newBench(t, "2026-09-01 09:00").to(Accepted)
		w.rung(2, c.to)
		if r, waits := w.p.Rung(); !waits || r.Week != 2 {
			t.Fatalf("%s: nothing waits", c.name)
		}
		w.now = at("2026-09-10 15:00")
		data := sample(w, KContacted)
		if c.data != nil {
			data = c.data(w)
		}
		w.do(c.by, data)
		r, waits := w.p.Rung()
		if waits != (c.want == "") {
			t.Errorf("%s: waits %v", c.name, waits)
		}
		if done := w.p.Ladder[0]; done.By.Person != c.want || !waits && !done.Done.Equal(w.now) {
			t.Errorf("%s: done by %q at %v, %+v", c.name, done.By.Person, done.Done, r)
		}
	}
}

// A second act changes nothing, and what was done before the turn came does not count.
func TestRungIsDoneOnce(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(deputy, sample(w, KContacted))
	w.climb(2)
	if _, waits := w.p.Rung(); !waits {
		t.Error("a call in the first week does the rung of the second")
	}
	w.now = at("2026-09-10 15:00")
	w.do(deputy, sample(w, KContacted))
	w.pass(1)
	w.do(officer("feng", org.Deputy, "baishui", org.Town), sample(w, KContacted))
	if r := w.p.Ladder[0]; r.By.Person != "chen" || !r.Done.Equal(at("2026-09-10 15:00")) {
		t.Errorf("done by %s at %v", r.By.Person, r.Done)
	}

	// A call of last week that is written down now is an act of now.
	w = newBench(t, "2026-09-01 09:00").to(Accepted)
	w.climb(2)
	w.now = at("2026-09-10 15:00")
	w.do(deputy, &Contacted{Means: ByPhone, Said: "x", On: at("2026-09-07 15:00")})
	if r := w.p.Ladder[0]; !r.Done.Equal(w.now) {
		t.Errorf("done at %v", r.Done)
	}
}

// What was not done stays visible when the next one's turn comes.
func TestRungUndoneStays(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.climb(3)
	w.do(deputy, sample(w, KContacted)) // too late for the deputy's week
	w.do(head, sample(w, KContacted))
	w.climb(4)
	if l := w.p.Ladder; !l[0].Done.IsZero() || l[1].Done.IsZero() || l[1].By.Person != "he" || !l[2].Done.IsZero() {
		t.Errorf("the ladder is %+v", l)
	}
	if r, waits := w.p.Rung(); !waits || r.Post != org.Leader {
		t.Errorf("there waits %+v", r)
	}
	w.do(leader, sample(w, KInstructed))
	if _, waits := w.p.Rung(); waits {
		t.Error("the leader has instructed, and the rung waits")
	}
}

// The director finds a leader for a unit that has none, and is then done.
func TestRungWithoutALeader(t *testing.T) {
	for by, want := range map[*org.Officer]bool{&director: true, &leader: true, &chief: false, &head: false} {
		w := situated(t, "week 4 without a leader")
		w.do(*by, &Consulted{Text: "会商"})
		if _, waits := w.p.Rung(); waits == want {
			t.Errorf("after the %s's act the rung waits: %v", by.Post, waits)
		}
	}
	w := situated(t, "week 4")
	w.do(director, &Consulted{Text: "会商"})
	if _, waits := w.p.Rung(); !waits {
		t.Error("the director does what is the leader's")
	}
}

// Whoever's turn it is belongs to the matter from then on, and may see it.
func TestRungTiesToTheMatter(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	stranger := officer("lin", org.Leader, "county", org.Leadership)
	stranger.Liaison = nil
	if w.rules.May(w.p, stranger, KInstructed) == nil {
		t.Error("a leader who has no part in the matter instructs")
	}
	w.climb(3)
	w.rung(4, Duty{Person: "lin", Name: "林", Unit: "county"})
	if err := w.rules.May(w.p, stranger, KInstructed); err != nil {
		t.Errorf("the leader whose week it is: %v", err)
	}
	if n := len(w.p.TaskForce); n != 3 {
		t.Errorf("%d people came to the task force", n)
	}
}
