package petition

import (
	"testing"

	"bihuan/domain/fault"
)

// TestArchivedOther: another matter may be tied to an archived one, parted from it and set apart; its own
// page decides nothing any more.
func TestArchivedOther(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Closed)
	w.do(caseworker, &Archived{Class: "y30"})
	later := Number("990121", 0, 79)
	tie := Link{To: later, Kind: SameByOthers}
	for _, own := range []Data{&Linked{Link: tie}, &SetApart{To: later}} {
		if f := fault.As(w.try(caseworker, own)); f == nil || f.Key != "fault.petition.archived" {
			t.Errorf("%s on its own page: %v", own.Kind(), f)
		}
	}
	w.do(caseworker, &Linked{Link: tie, Incoming: true})
	if f := fault.As(w.try(caseworker, &Unlinked{To: later, Why: "不是同一件事"})); f == nil || f.Key != "fault.petition.archived" {
		t.Errorf("unlinked on its own page: %v", f)
	}
	w.do(caseworker, &Unlinked{To: later, Why: "不是同一件事", Incoming: true})
	w.do(caseworker, &SetApart{To: later, Incoming: true})
	if len(w.p.Links) != 0 || !w.p.Decided(later) {
		t.Errorf("links %v, apart %v", w.p.Links, w.p.Apart)
	}
	// Whoever may not decide may not decide by the other side either.
	if f := fault.As(w.try(clerk, &Linked{Link: tie, Incoming: true})); f == nil || f.Kind != fault.Forbidden {
		t.Errorf("a clerk: %v", f)
	}
	// Nobody could close an entry in the register.
	earlier := &Petition{No: other(), State: Closed}
	w.do(caseworker, &Linked{Link: Link{To: earlier.No, Kind: Repeated}, Incoming: true, Other: earlier})
	if w.p.Discipline.Open() {
		t.Error("an archived matter waits in the register")
	}
}
