package petition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// TestLives goes through random lives of matters: acts that bring them forward and others, days between
// them, the ladder made as it comes. After every act that was not refused, all that is said of any
// matter must hold of this one.
func TestLives(t *testing.T) {
	done, states := map[Kind]int{}, map[State]int{}
	for seed := range 200 {
		rng := rand.New(rand.NewPCG(2026, uint64(seed)))
		w := newBench(t, fmt.Sprintf("2026-%02d-%02d %02d:30", 1+rng.IntN(10), 1+rng.IntN(28), rng.IntN(24)))
		var written [][]byte
		for range 90 {
			if rng.IntN(2) == 0 {
				w.now = w.now.Add(time.Duration(rng.IntN(5*24)) * time.Hour)
				w.ladder()
			}
			w.now = w.now.Add(time.Minute)
			if kind, data := w.anyAct(rng); data != nil && w.live(kind, data) {
				done[kind]++
				states[w.p.State]++
				w.checkMoments(rng)
				w.checkTasks()
			}
			for _, e := range w.events[len(written):] {
				written = append(written, marshal(t, e.Data))
			}
			if t.Failed() {
				t.Fatalf("life %d, in %q after %v", seed, w.p.State, kindsOf(w.events))
			}
		}
		w.checkJournal(written)
	}
	for _, kind := range Kinds() {
		if done[kind] == 0 && kind != KLadderAdvanced {
			t.Errorf("in no life does %s happen", kind)
		}
	}
	for _, s := range States()[1:] {
		if states[s] == 0 {
			t.Errorf("no life comes to %s", s)
		}
	}
}

// live does an act that may be refused, for a reason. What is done was offered before.
func (w *workbench) live(kind Kind, data Data) bool {
	w.t.Helper()
	by, state := w.whoCan(kind), w.p.State
	offered := w.rules.May(w.p, by, kind)
	err := w.try(by, data)
	if f := fault.As(err); err != nil && (f == nil || f.Kind == fault.Internal) {
		w.t.Errorf("%s in %q: %v", kind, state, err)
	}
	if err == nil && offered != nil {
		w.t.Errorf("%s was done in %q, but not offered: %v", kind, state, offered)
	}
	return err == nil
}

// checkJournal: what was written down stays as it was written, and makes the same matter again.
func (w *workbench) checkJournal(written [][]byte) {
	w.t.Helper()
	for i, e := range w.events {
		if now := marshal(w.t, e.Data); !bytes.Equal(now, written[i]) {
			w.t.Errorf("event %d, %s, was %s, and is %s", i+1, e.Kind, written[i], now)
		}
	}
	want, _ := w.p.Snapshot()
	if got, _ := Replay(w.p.No, w.events).Snapshot(); !bytes.Equal(got, want) {
		w.t.Errorf("told again it is\n%s\nwant\n%s", got, want)
	}
}

func marshal(t testing.TB, d Data) []byte {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func kindsOf(events []Event) []Kind {
	var kinds []Kind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// ladder makes the steps that were due until now, as the sweep does.
func (w *workbench) ladder() {
	w.t.Helper()
	for {
		week, due, ok := w.p.NextRung()
		if !ok || due.After(w.now) {
			return
		}
		w.rung(week, rungDuty(week))
	}
}

// anyAct is what somebody has to do for the matter, or any other act.
func (w *workbench) anyAct(rng *rand.Rand) (Kind, Data) {
	if w.p.State == None {
		return KRegistered, w.varied(KRegistered, rng)
	}
	kinds := Kinds()
	kind := kinds[rng.IntN(len(kinds))]
	forward := rng.IntN(3) > 0 // or whatever somebody has to do
	tasks := slices.DeleteFunc(w.rules.Tasks(w.p), func(t Task) bool {
		return t.From.After(w.now) || forward && t.Cause != FromState
	})
	switch {
	case len(tasks) > 0 && rng.IntN(3) > 0:
		acts := tasks[rng.IntN(len(tasks))].Acts
		kind = acts[rng.IntN(len(acts))]
	case w.p.State == Replied && rng.IntN(3) == 0:
		kind = []Kind{KReviewRequested, KRereviewRequested}[rng.IntN(2)]
	}
	switch kind {
	case KLadderAdvanced:
		return kind, nil // made as it comes
	case KForwarded, KDeclined, KFinallyDeclined, KRedirected, KWithdrawalRequested, KArchived:
		if rng.IntN(3) > 0 {
			return kind, nil // most lives are longer
		}
	}
	return kind, w.varied(kind, rng)
}

// varied is sample with what can be otherwise left to chance.
func (w *workbench) varied(kind Kind, rng *rand.Rand) Data {
	often := func() bool { return rng.IntN(4) > 0 }
	switch d := sample(w, kind).(type) {
	case *RegisteredData:
		if !often() {
			d.Record.Petitioners, d.Record.Anonymous = nil, true
		}
		return d
	case *AssignedData:
		d.Unit = "baishui"
		if often() {
			d.Assisting = []Assist{{Unit: "land"}}
		}
		return d
	case *AcceptedData:
		d.Path = Paths()[rng.IntN(3)]
		return d
	case *Linked:
		d.To = Number("990121", 0, 1+rng.IntN(50))
		d.Link.Kind = LinkKinds()[rng.IntN(len(LinkKinds()))]
		d.Other = &Petition{No: d.To, State: []State{Accepted, Closed}[rng.IntN(2)]}
		return d
	case *Pushed:
		d.Aim = Aims()[rng.IntN(len(Aims()))]
		if d.Aim == AimLeader {
			d.Unit, d.Person = leader.Unit, leader.Person
		}
		return d
	case *PushAnswered:
		if open := w.p.PushesFor(caseworker); len(open) > 0 {
			d.Push = open[rng.IntN(len(open))].ID
		}
		return d
	case *Unlinked:
		if w.p.Merger != nil {
			d.To = w.p.Merger.Master
		}
		return d
	case *Contacted:
		if !often() {
			d.On = w.now.AddDate(0, 0, -rng.IntN(4))
		}
		return d
	case *Filed:
		if often() {
			d.Evidence = AllEvidence()
		}
		return d
	case *CalledBack:
		d.Reached, d.True, d.Review = often(), often(), often()
		return d
	case *QualityChecked:
		d.Found = Findings()[rng.IntN(3)]
		return d
	case *OrderChecked:
		d.Good, d.Why, d.Due = often(), "没有附依据", w.day(1+rng.IntN(9))
		return d
	case *OrderAnswered:
		if open := w.p.Unanswered(); len(open) > 0 {
			d.Order = open[rng.IntN(len(open))].ID
		}
		return d
	case *WithdrawnData:
		d.Free = !often()
		return d
	case *ReviewDecided:
		d.Decision, d.Answers = ReviewDecisions()[rng.IntN(3)], answers(w.p)
		return d
	case *Instructed:
		if often() {
			d.Due = w.day(1 + rng.IntN(9))
		}
		return d
	case *Noted:
		d.PutUp = !often()
		if often() {
			d.Trigger = w.rules.Triggers[rng.IntN(len(w.rules.Triggers))].ID
		}
		return d
	case Data:
		return d
	}
	return nil
}

// whoCan is whoDoes, but for the level of approval that a reply waits for.
func (w *workbench) whoCan(kind Kind) org.Officer {
	if kind == KReplyApproved {
		switch w.p.NextLevel() {
		case ByHead:
			return head
		case ByBureau:
			return chief
		}
	}
	return whoDoes(w.p, kind)
}
