package demo

import (
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/store"
	"bihuan/store/storetest"
)

// The made county has a collective matter that somebody has decided about, with one that came in since,
// and one that waits for a decision.
func TestDemoHasCollectiveMatters(t *testing.T) {
	now := time.Date(2026, 9, 18, 14, 42, 0, 0, deadline.Zone())
	_, db, _ := fill(t, storetest.SQLite, now, 60)
	reader := db.Reader(org.Scope{County: db.County(), All: true})
	led, err := reader.Clusters(t.Context(), store.ClusterQuery{At: now, State: store.ClusterLed, Limit: 10})
	if err != nil || len(led) != 1 || led[0].Joined < 3 || led[0].Waiting() < 1 || led[0].People < 5 {
		t.Errorf("led are %+v: %v", led, err)
	}
	open, err := reader.Clusters(t.Context(), store.ClusterQuery{At: now, State: store.ClusterOpen, Least: 3, Limit: 10})
	if err != nil || len(open) == 0 {
		t.Errorf("nothing waits for a decision: %v", err)
	}
}
