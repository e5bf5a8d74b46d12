package petition

import (
	"testing"

	"bihuan/domain/org"
)

// A call-back that contradicts the reply takes the matter up again, or asks for a quality review first.
func TestContradiction(t *testing.T) {
	call := func(w *workbench, review bool) {
		w.do(caseworker, &CalledBack{Reached: true, Words: "没有收到补贴", Review: review})
	}
	w := newBench(t, "2026-09-01 09:00").to(Replied)
	call(w, false)
	if w.p.State != Accepted || w.p.Reopened != 1 || w.p.Quality != nil || w.p.Contradicted == nil || len(w.p.Former) != 1 {
		t.Errorf("not looked into: %s, reopened %d, quality %+v", w.p.State, w.p.Reopened, w.p.Quality)
	}
	if d := w.events[len(w.events)-1].Data.(*ReopenedData); d.Reason != ReopenContradiction || d.Words != "没有收到补贴" {
		t.Errorf("reopened for %+v", d)
	}

	w = newBench(t, "2026-09-01 09:00").to(Replied)
	call(w, true)
	if w.p.State != Replied || w.p.Reopened != 0 || !w.p.Quality.Waiting() || w.p.Quality.Why != "没有收到补贴" || w.p.Quality.By.Person != "wu" {
		t.Errorf("looked into: %s, reopened %d, quality %+v", w.p.State, w.p.Reopened, w.p.Quality)
	}
	if w.p.running("pledge.callback", "") != nil {
		t.Error("it was called back, and the clock runs")
	}

	// What does not contradict asks for nothing, whatever is ticked.
	w = newBench(t, "2026-09-01 09:00").to(Replied)
	w.do(caseworker, &CalledBack{Reached: true, True: true, Words: "属实", Review: true})
	if w.p.Quality != nil || w.p.Contradicted != nil || w.p.State != Replied {
		t.Errorf("true: %s, quality %+v", w.p.State, w.p.Quality)
	}
	w = newBench(t, "2026-09-01 09:00").to(Replied)
	w.do(caseworker, &CalledBack{Review: true})
	if w.p.Quality != nil || w.p.Contradicted != nil {
		t.Errorf("nobody was reached: quality %+v", w.p.Quality)
	}

	// A review that waits already is the one that looks into it.
	w = newBench(t, "2026-09-01 09:00").to(Replied)
	w.do(caseworker, &QualityAsked{Why: "答复与案卷不一致"})
	call(w, true)
	if w.p.Quality.Why != "答复与案卷不一致" || w.p.Contradicted == nil || w.p.State != Replied {
		t.Errorf("a review waited: %s, quality %+v", w.p.State, w.p.Quality)
	}

	// A duplicate has no handling of its own to take up.
	w = situated(t, "merged and served")
	call(w, false)
	if w.p.State != Merged || w.p.Contradicted == nil {
		t.Errorf("a duplicate: %s", w.p.State)
	}
}

func TestFindings(t *testing.T) {
	for found, want := range map[Finding]State{FoundGood: Replied, FoundFaulty: Replied, FoundWrong: Accepted} {
		w := situated(t, "quality asked")
		w.pass(2)
		w.do(chief, &QualityChecked{Found: found, Words: "查阅银行回单"})
		if w.p.State != want || w.p.Quality.Waiting() {
			t.Errorf("%s: %s, %+v", found, w.p.State, w.p.Quality)
		}
		switch found {
		case FoundWrong:
			last := w.events[len(w.events)-1]
			if last.Kind != KReopened || w.p.Reopened != 1 || w.p.Quality != nil || !w.p.Acceptance.At.Equal(w.now) {
				t.Errorf("wrong: the last event is %s, quality %+v", last.Kind, w.p.Quality)
			}
		default:
			if q := w.p.Quality; q.Found != found || q.Words == "" || !q.At.Equal(w.now) {
				t.Errorf("%s: %+v", found, q)
			}
		}
		// The reply that was found good is not contradicted any more.
		if (w.p.Contradicted == nil) != (found == FoundGood) {
			t.Errorf("%s: contradicted by %+v", found, w.p.Contradicted)
		}
		// A new review may be asked for.
		if want == Replied {
			w.do(caseworker, &QualityAsked{Why: "又来反映"})
		}
	}

	// A closed matter is taken up again as well.
	w := situated(t, "quality asked after closing")
	w.do(chief, &QualityChecked{Found: FoundWrong, Words: "银行没有这笔款"})
	if w.p.State != Accepted || w.p.Closing != nil {
		t.Errorf("closed, then wrong: %s", w.p.State)
	}
	if next := w.p.running("pledge.ordinary", ""); next == nil || next.Start != w.day(0) {
		t.Errorf("closed, then wrong: the clock is %+v", next)
	}
}

// A contradiction is remembered through the reopening until a call-back says that all is well.
func TestContradictionIsRemembered(t *testing.T) {
	w := situated(t, "contradicted")
	w.pass(1)
	w.reply()
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
	if w.p.Contradicted == nil {
		t.Error("forgotten with the new reply")
	}
	w.do(caseworker, &CalledBack{Reached: true, True: true, Words: "收到了"})
	if w.p.Contradicted != nil {
		t.Error("remembered though all is well")
	}
}

// A note put up waits for a chief, until a chief writes or does anything.
func TestPutUp(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    org.Officer
		data  func(w *workbench) Data
		waits bool
	}{
		{"the chief's note", chief, func(w *workbench) Data { return sample(w, KNoted) }, false},
		{"the chief's order", chief, func(w *workbench) Data { return w.order(Supervision, 5) }, false},
		{"the director's instruction", director, func(w *workbench) Data { return sample(w, KInstructed) }, false},
		{"another note", caseworker, func(w *workbench) Data { return sample(w, KNoted) }, true},
		{"another note put up", caseworker, func(*workbench) Data { return &Noted{Text: "再请科长定", PutUp: true} }, true},
		{"the unit's work", handler, func(w *workbench) Data { return sample(w, KProgress) }, true},
		{"a leader's instruction", leader, func(w *workbench) Data { return sample(w, KInstructed) }, true},
	} {
		w := situated(t, "put up")
		w.pass(1)
		w.do(c.by, c.data(w))
		note, waits := w.p.PutUp()
		if waits != c.waits || waits && !note.PutUp {
			t.Errorf("%s: waits %v, %+v", c.name, waits, note)
		}
	}
	w := situated(t, "put up")
	w.do(chief, &Noted{Text: "自己记一笔", PutUp: true})
	if _, waits := w.p.PutUp(); waits {
		t.Error("a chief's own note waits for the chief")
	}
	if _, waits := newBench(t, "2026-09-01 09:00").to(Accepted).p.PutUp(); waits {
		t.Error("nothing was put up, and yet something waits")
	}
}

func TestBulletin(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	for _, wanted := range []bool{true, false} {
		if w.do(petitioner, &BulletinSet{Wanted: wanted}); w.p.Bulletin != wanted {
			t.Errorf("wanted %v, set %v", wanted, w.p.Bulletin)
		}
	}
}

// Who follows a matter: who took it in, then who assigned it.
func TestMinder(t *testing.T) {
	second := officer("xu", org.Caseworker, "bureau", org.Bureau)
	w := newBench(t, "2026-09-01 09:00")
	w.do(petitioner, &RegisteredData{Record: record(w.now)})
	if w.p.Minder != "" {
		t.Errorf("filed on the web, followed by %s", w.p.Minder)
	}
	w.do(caseworker, sample(w, KCorrected))
	if w.p.Minder != "wu" {
		t.Errorf("corrected, followed by %q", w.p.Minder)
	}
	w.do(second, sample(w, KNoted))
	if w.p.Minder != "wu" {
		t.Errorf("a note makes %s follow", w.p.Minder)
	}
	urgent := newBench(t, "2026-09-01 09:00")
	r := record(urgent.now)
	r.Flags = []Flag{Urgent}
	urgent.do(caseworker, &RegisteredData{Record: r})
	if urgent.do(chief, &AssignedData{Unit: "baishui"}); urgent.p.Minder != "wu" {
		t.Errorf("the chief assigned what is urgent, followed by %q", urgent.p.Minder)
	}
	w.do(second, &AssignedData{Unit: "baishui"})
	w.do(clerk, accepted(Ordinary))
	w.do(chief, w.order(Supervision, 5))
	if w.p.Minder != "xu" {
		t.Errorf("assigned, followed by %q", w.p.Minder)
	}
}
