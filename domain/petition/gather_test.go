package petition

import (
	"slices"
	"testing"
)

// part makes the matter one of a collective matter: its master, or one that follows it.
func part(w *workbench, master bool) {
	w.to(Registered)
	w.do(caseworker, &Linked{Link: Link{To: Number("990121", 0, 79), Kind: Collection}, Incoming: master, Also: alsoOf(master)})
}

func alsoOf(master bool) []string {
	if !master {
		return nil
	}
	return []string{Number("990121", 0, 80)}
}

// A master tells of all its members by one event and loses them by one; a member keeps its clocks.
func TestGather(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00")
	part(w, true)
	one, two := Number("990121", 0, 79), Number("990121", 0, 80)
	if !slices.Equal(w.p.Members, []string{one, two}) || w.p.Master() != "" || len(w.p.Links) != 0 {
		t.Fatalf("the master has %v, follows %q, links %v", w.p.Members, w.p.Master(), w.p.Links)
	}
	before := len(w.events)
	_, all := Leaving(w.p.No, []string{one, two}, "不是一回事")
	w.do(caseworker, all)
	if len(w.p.Members) != 0 || len(w.events) != before+1 {
		t.Errorf("members %v after %d events", w.p.Members, len(w.events))
	}
	if got := Replay(w.p.No, w.events[:before]); !slices.Equal(got.Members, []string{one, two}) {
		t.Errorf("the history tells of %v", got.Members)
	}

	m := newBench(t, "2026-09-01 09:00").to(Assigned)
	running := slices.Clone(m.p.Clocks)
	each, _ := Joining(one, []string{m.p.No}, "")
	m.do(caseworker, each)
	if m.p.Master() != one || m.p.State != Assigned || len(m.p.Clocks) != len(running) {
		t.Errorf("the member follows %q, is %s", m.p.Master(), m.p.State)
	}
}
