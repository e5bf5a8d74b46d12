package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/store"
	"bihuan/store/storetest"
)

// TestTransactionsEnd ends transactions of SQLite in every way that is none: nothing is left of
// them, and the next one finds the writer as it must be.
func TestTransactionsEnd(t *testing.T) {
	ctx := context.Background()
	db := storetest.New(t, storetest.SQLite, time.Now)
	bare := db.JobsDB()
	for _, text := range []string{`CREATE TABLE whole (id INTEGER PRIMARY KEY)`,
		`CREATE TABLE part (whole INTEGER REFERENCES whole (id) DEFERRABLE INITIALLY DEFERRED, text TEXT)`} {
		if _, err := bare.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	rows := func(want int, after string) {
		t.Helper()
		n := 0
		if err := bare.QueryRow(`SELECT count(*) FROM part`).Scan(&n); err != nil || n != want {
			t.Fatalf("after %s: %d rows, error %v", after, n, err)
		}
	}
	const insert = `INSERT INTO part (text) VALUES ($1)`
	// Statements prepared before and after River had the connection run in the same transaction.
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.Raw(ctx, insert, "kept"), tx.Enqueue(ctx, chore{1}, store.JobOptions{}))
	})
	rows(1, "a commit")

	no := errors.New("no")
	for _, c := range []struct {
		what string
		do   func(ctx context.Context, cancel func(), tx *store.Tx) error
		want func(error) bool
	}{
		{"an error", func(context.Context, func(), *store.Tx) error { return no },
			func(err error) bool { return errors.Is(err, no) }},
		{"a commit without a context", func(_ context.Context, cancel func(), _ *store.Tx) error { cancel(); return nil },
			func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"a long statement", func(ctx context.Context, cancel func(), tx *store.Tx) error {
			time.AfterFunc(50*time.Millisecond, cancel)
			return tx.Raw(ctx, `WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
				INSERT INTO part (text) SELECT 'much' FROM n`)
		}, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"a commit that is refused", func(ctx context.Context, _ func(), tx *store.Tx) error {
			return tx.Raw(ctx, `INSERT INTO part (whole) VALUES (77)`)
		}, func(err error) bool { return err != nil }},
		{"a full disk", func(ctx context.Context, _ func(), tx *store.Tx) error {
			return tx.Raw(ctx, `INSERT INTO part (text) VALUES (hex(zeroblob(5000000)))`)
		}, func(err error) bool { f := fault.As(err); return f != nil && f.Key == "fault.store.full" }},
	} {
		if c.what == "a full disk" {
			if _, err := bare.Exec(`PRAGMA max_page_count = 1000`); err != nil {
				t.Fatal(err)
			}
		}
		given, cancel := context.WithCancel(ctx)
		err := db.Do(given, c.what, func(tx *store.Tx) error {
			if err := errors.Join(tx.Raw(given, insert, "gone"), tx.Enqueue(given, chore{2}, store.JobOptions{})); err != nil {
				return err
			}
			return c.do(given, cancel, tx)
		})
		cancel()
		if !c.want(err) {
			t.Errorf("%s: error %v", c.what, err)
		}
		rows(1, c.what)
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.Do(ctx, "a panic", func(tx *store.Tx) error {
			if err := tx.Raw(ctx, insert, "gone"); err != nil {
				t.Error(err)
			}
			panic("in the middle")
		})
	}()
	rows(1, "a panic")
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := db.Do(gone, "too late", func(tx *store.Tx) error { return tx.Raw(ctx, insert, "gone") }); !errors.Is(err, context.Canceled) {
		t.Errorf("too late: error %v", err)
	}
	rows(1, "one that was too late")
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Raw(ctx, insert, "kept") })
	rows(2, "all")
	if left := waiting(t, db); len(left) != 1 {
		t.Errorf("waiting: %v", left)
	}
}
