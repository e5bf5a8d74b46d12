package app

import (
	"testing"
	"time"
)

// TestVisitsOutliveARestart: what a visitor was promised, such as a receipt that is shown once, is
// there after the program started again, for as long as a visit lasts, and is nobody's sign-in.
func TestVisitsOutliveARestart(t *testing.T) {
	c, now := settings(t), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	clock := WithNow(func() time.Time { return now })
	first := open(t, c, clock)
	m := first.visitors()
	visit, err := m.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m.Put(visit, "receipt", "990121-261123-0001")
	token, _, err := m.Commit(visit)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	again := open(t, c, clock)
	find := func() string {
		t.Helper()
		m := again.visitors()
		visit, err := m.Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		return m.GetString(visit, "receipt")
	}
	if got := find(); got != "990121-261123-0001" {
		t.Errorf("after a restart the visit holds %q", got)
	}
	now = now.Add(visitTime)
	if got := find(); got != "" {
		t.Errorf("a visit that is over still holds %q", got)
	}
}
