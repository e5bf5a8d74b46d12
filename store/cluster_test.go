package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// grouped writes groups, each with its members, at a turn.
func grouped(t *testing.T, db *store.DB, turn int, oldest time.Time, groups ...store.StoredCluster) {
	t.Helper()
	err := db.Do(context.Background(), "group", func(tx *store.Tx) error {
		for _, g := range groups {
			g.Turn = turn
			if err := tx.PutCluster(context.Background(), g, oldest); err != nil {
				return err
			}
		}
		return tx.TurnClusters(context.Background(), turn)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func storedMembers(list ...*petition.Petition) []store.StoredMember {
	var all []store.StoredMember
	for _, p := range list {
		all = append(all, store.StoredMember{No: p.No, At: p.RegisterAt, Person: p.No})
	}
	return all
}

func membersOf(t *testing.T, r *store.Reader, number int) []string {
	t.Helper()
	list, err := r.ClusterMembers(context.Background(), number)
	if err != nil {
		t.Fatal(err)
	}
	var nos []string
	for _, m := range list {
		nos = append(nos, m.No)
	}
	return nos
}

func TestClusterKeepsNameAndMembers(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		old := register(t, db, record(1))
		a, b, c := register(t, db, record(2)), register(t, db, record(3)), register(t, db, record(4))
		r := db.Reader(county)
		grouped(t, db, 1, morning, store.StoredCluster{Number: 1, Name: "水 渠", Place: "石门村", Members: storedMembers(old, a, b)})
		if got := membersOf(t, r, 1); len(got) != 3 {
			t.Fatalf("members %v", got)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.NameCluster(ctx, 1, "石门村水渠") })

		// One leaves, one joins; one is older than the window and stays. A person's name stays.
		grouped(t, db, 2, morning.Add(time.Hour), store.StoredCluster{Number: 1, Name: "别的", Members: storedMembers(b, c)})
		if got := membersOf(t, r, 1); len(got) != 4 {
			t.Errorf("all are older than the window and stay: %v", got)
		}
		grouped(t, db, 3, morning.Add(-time.Hour), store.StoredCluster{Number: 1, Name: "别的", Members: storedMembers(b, c)})
		got := membersOf(t, r, 1)
		slices.Sort(got)
		if !slices.Equal(got, []string{b.No, c.No}) {
			t.Errorf("members %v", got)
		}
		one, err := r.Cluster(ctx, 1, clock.now())
		if err != nil || one.Name != "石门村水渠" || one.Place != "石门村" || one.N != 2 || one.People != 2 || one.Week != 2 {
			t.Errorf("the group %+v: %v", one, err)
		}

		// Nobody leaves a group by itself that a master leads, nor is put into another.
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.LeadCluster(ctx, 1, b.No) })
		grouped(t, db, 4, morning.Add(-time.Hour), store.StoredCluster{Number: 1}, store.StoredCluster{Number: 2, Name: "x", Members: storedMembers(a, c, old)})
		if got := membersOf(t, r, 1); len(got) != 2 {
			t.Errorf("a group that is led has %v", got)
		}
		if got := membersOf(t, r, 2); len(got) != 2 || slices.Contains(got, c.No) {
			t.Errorf("another group has %v", got)
		}
		err = db.Do(ctx, "read", func(tx *store.Tx) error {
			list, err := tx.StoredClusters(ctx, 3, time.Time{})
			if len(list) != 2 || list[0].Turn != 4 || !list[0].Fixed || list[1].Fixed || len(list[0].Members) != 2 {
				t.Errorf("since turn 3: %+v", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestClusterLeaksNothing(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		a, b, c := register(t, db, record(2)), register(t, db, record(3)), register(t, db, record(4))
		accept(t, db, a.No)
		unit := db.Reader(org.Scope{County: county.County, Units: []org.UnitID{"baishui"}})
		grouped(t, db, 1, morning, store.StoredCluster{Number: 1, Name: "水渠", Members: storedMembers(a, b, c)})
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.LeadCluster(ctx, 1, c.No) })
		if _, err := unit.Cluster(ctx, 1, clock.now()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("who sees one of three: %v", err)
		}
		if _, found, err := unit.ClusterOf(ctx, a.No, clock.now()); found || err != nil {
			t.Errorf("it is told on the matter's page: %v %v", found, err)
		}
		if n, err := unit.CountClusters(ctx, store.ClusterQuery{At: clock.now()}); len(n) != 0 || err != nil {
			t.Errorf("%v are counted: %v", n, err)
		}
		accept(t, db, b.No)
		one, err := unit.Cluster(ctx, 1, clock.now())
		if err != nil || one.N != 2 || one.People != 2 || one.Master != "" || one.Waiting() != 0 {
			t.Errorf("who sees two of three, and not the master: %+v %v", one, err)
		}
		if got := membersOf(t, unit, 1); slices.Contains(got, c.No) || len(got) != 2 {
			t.Errorf("members %v", got)
		}
		list, err := unit.Clusters(ctx, store.ClusterQuery{At: clock.now(), Limit: 10})
		if err != nil || len(list) != 1 || list[0].N != 2 {
			t.Errorf("the list %+v %v", list, err)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.TakeOut(ctx, 1, c.No, "p-case1") })
		if out, err := unit.ClusterOut(ctx, 1); len(out) != 0 || err != nil {
			t.Errorf("it is told what was taken out: %v %v", out, err)
		}
		if out, err := db.Reader(county).ClusterOut(ctx, 1); len(out) != 1 || err != nil {
			t.Errorf("taken out: %v %v", out, err)
		}
		// Who stands behind a wall sees none of it; who sees nothing, nothing.
		if _, err := db.Reader(org.Scope{}).Cluster(ctx, 1, clock.now()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the zero scope sees it: %v", err)
		}
	})
}

func TestRaisersCountPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		same := record(1)
		a, b := register(t, db, same), register(t, db, same)
		other := register(t, db, record(2))
		nobody := record(3)
		nobody.Petitioners, nobody.Anonymous = nil, true
		hidden := register(t, db, nobody)
		got, err := db.Raisers(context.Background(), []string{b.No, a.No, other.No, hidden.No})
		if err != nil || got[a.No] != a.No || got[b.No] != a.No || got[other.No] != other.No || len(got) != 3 {
			t.Errorf("raised by %v: %v", got, err)
		}
	})
}

// TestClusterWaits: who has ended, or follows the master, waits for nobody.
func TestClusterWaits(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		a, b, c, d := register(t, db, record(1)), register(t, db, record(2)), register(t, db, record(3)), register(t, db, record(4))
		grouped(t, db, 1, morning, store.StoredCluster{Number: 1, Name: "水渠", Members: storedMembers(a, b, c, d)})
		waiting := func(want int) {
			t.Helper()
			one, err := db.Reader(county).Cluster(t.Context(), 1, clock.now())
			if err != nil || one.Waiting() != want {
				t.Errorf("%d wait, want %d: %v", one.Waiting(), want, err)
			}
		}
		waiting(0) // for nobody
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.LeadCluster(ctx, 1, a.No) })
		waiting(3)
		act(t, db, b.No, "case1", &petition.Linked{Link: petition.Link{To: a.No, Kind: petition.Collection}})
		waiting(2)
		act(t, db, c.No, "case1", &petition.Linked{Link: petition.Link{To: d.No, Kind: petition.Duplicate, Why: "同一件"}})
		waiting(1)
	})
}
