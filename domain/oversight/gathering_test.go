package oversight

import (
	"slices"
	"testing"

	"bihuan/domain/petition"
)

// TestGathering: several people write of one thing; it is told until somebody has decided, or has written
// what is to be done.
func TestGathering(t *testing.T) {
	has := func(m *matter, text string, n int) bool {
		return slices.ContainsFunc(Reasons(m.rules, m.p, moment(t, text), Others{Group: Gathered{7, n}}), func(r Reason) bool { return r.Kind == Gathering && r.N == n && r.Cluster == 7 })
	}
	m := newMatter(t).notified()
	if !has(m, "2026-09-02 08:30", 6) || has(m, "2026-09-02 08:30", 0) {
		t.Error("six matters with one cause are to be told, none are not")
	}
	m.at("2026-09-02 09:00")
	m.do("case1", &petition.Linked{Link: petition.Link{To: petition.Number("990121", 0, 79), Kind: petition.Collection}})
	if has(m, "2026-09-02 14:30", 6) {
		t.Error("it is told though it is part of a collective matter")
	}
	n := newMatter(t).notified()
	n.at("2026-09-02 09:00")
	n.do("case1", &petition.Noted{Text: "再等几天看"})
	if has(n, "2026-09-02 14:30", 6) {
		t.Error("it is told though the bureau has written what is to be done")
	}
}
