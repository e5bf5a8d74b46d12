package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/store"
)

// TestFilled: what is filled in has gone the road that the rules allow, up to its end, and the
// journal holds.
func TestFilled(t *testing.T) {
	o, r := &options{engines: onSQLite, seed: 1, dir: t.TempDir()}, newReport("test")
	g, err := newGround(o, r)
	if err != nil {
		t.Fatal(err)
	}
	const n = 400
	url, err := g.filled(t.Context(), onSQLite, n, r)
	if err != nil {
		t.Fatal(err)
	}
	h, err := g.open(t.Context(), url, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	verified, err := h.db.Verify(t.Context(), store.VerifyOptions{}, func(p store.Problem) { t.Errorf("verify: %+v", p) }, nil)
	if err != nil || verified.Petitions != n {
		t.Fatalf("%d petitions verified: %v", verified.Petitions, err)
	}
	for state, least := range map[petition.State]int{petition.Closed: n * 3 / 4, petition.Declined: n / 20, petition.Accepted: 1} {
		if have, err := h.count(t.Context(), store.ListQuery{States: []petition.State{state}}, n); err != nil || have < least {
			t.Errorf("%d petitions are %s, at least %d wanted: %v", have, state, least, err)
		}
	}
}

// TestRegistrations: both sides write the same rows, and the report says so as JSON.
func TestRegistrations(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"registrations", "--engine", "sqlite", "--n", "30", "--rounds", "1", "--json"}, &out); err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Figures) != len(manners()) || r.Cores < 1 || r.Revision == "" {
		t.Fatalf("the report is not whole: %+v", r)
	}
	for _, f := range r.Figures {
		if f.Values["ratio"] <= 0 || f.Values["registrations"] <= 0 {
			t.Errorf("%s: %v", f.Name, f.Values)
		}
	}
}

func TestTimes(t *testing.T) {
	var all times
	for i := range 100 {
		all = append(all, time.Duration(100-i)*time.Millisecond)
	}
	if p50, p95, p99 := all.at(0.50), all.at(0.95), all.at(0.99); p50 != 51 || p95 != 96 || p99 != 100 {
		t.Errorf("1 to 100 ms: p50 %v, p95 %v, p99 %v", p50, p95, p99)
	}
	if m := median([]float64{3, 1, 2}); m != 2 {
		t.Errorf("median %v", m)
	}
}
