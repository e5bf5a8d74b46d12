package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bihuan/domain/org"
	"bihuan/store"
	"bihuan/store/storetest"
)

func do(t *testing.T, db *store.DB, f func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := db.Do(ctx, "test", func(tx *store.Tx) error { return f(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestAccountComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, at := context.Background(), time.UnixMilli(1_790_000_000_123).UTC()
		for _, want := range []store.Account{
			{Person: "p-a", Hash: "h", MustChange: true, Changed: at},
			{Person: "p-a", Hash: "g", Failures: 3, LockedUntil: at.Add(time.Hour), Closed: true, Changed: at, SignedIn: at, Post: "post-a"},
		} {
			do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.PutAccount(ctx, want) })
			got, found, err := db.Account(ctx, "p-a")
			if err != nil || !found {
				t.Fatal(found, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		if _, found, err := db.Account(ctx, "p-b"); found || err != nil {
			t.Errorf("an account that is not there: %v, %v", found, err)
		}
	})
}

func TestSessionsEndOneByOneAndAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, at := context.Background(), time.UnixMilli(1_790_000_000_000).UTC()
		put := func(token string, person org.PersonID, created time.Time) {
			do(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.PutSession(ctx, store.Session{Token: token, Person: person, Data: []byte{1}, Created: created, Seen: created})
			})
		}
		put("a", "p", at)
		put("b", "p", at.Add(time.Minute))
		put("c", "p", at.Add(time.Hour))
		put("d", "q", at)
		tokens := func(person org.PersonID) (all string) {
			list, err := db.Sessions(ctx, person)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				all += s.Token
			}
			return all
		}
		if got := tokens("p"); got != "cba" {
			t.Fatalf("sessions %q, want the newest first", got)
		}
		put("b", "p", at.Add(2*time.Hour)) // used again; begun when it was
		if s, _, _ := db.Session(ctx, "b"); !s.Created.Equal(at.Add(time.Minute)) || !s.Seen.Equal(at.Add(2*time.Hour)) {
			t.Errorf("created %v, seen %v", s.Created, s.Seen)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SweepSessions(ctx, at.Add(time.Second), at) })
		if got := tokens("p") + tokens("q"); got != "cb" {
			t.Errorf("after sweeping %q", got)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.DropSessions(ctx, "p", "b") })
		if got := tokens("p"); got != "b" {
			t.Errorf("after ending the others %q", got)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.DropSession(ctx, "b") })
		if _, found, _ := db.Session(ctx, "b"); found {
			t.Error("an ended session is still there")
		}
	})
}

func TestViewsAreOwnOrShared(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		do(t, db, func(ctx context.Context, tx *store.Tx) error {
			for _, v := range []store.View{
				{ID: "1", Person: "p", Page: "petitions", Name: "超期", Query: "due=late"},
				{ID: "2", Person: "q", Page: "petitions", Name: "别人的", Query: "x=1"},
				{ID: "3", Person: "q", Shared: true, Page: "petitions", Name: "全县", Query: "y=1"},
			} {
				if err := tx.PutView(ctx, v); err != nil {
					return err
				}
			}
			return nil
		})
		views, err := db.Reader(org.Scope{}).Views(context.Background(), org.Officer{Person: "p"})
		if err != nil || len(views) != 2 || views[0].ID != "1" || views[1].ID != "3" {
			t.Errorf("views of p: %+v, %v", views, err)
		}
		do(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.DropView(ctx, "1") })
		if views, _ = db.Reader(org.Scope{}).Views(context.Background(), org.Officer{Person: "p"}); len(views) != 1 {
			t.Errorf("after dropping one: %+v", views)
		}
	})
}
