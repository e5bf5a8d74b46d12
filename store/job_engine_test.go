package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// TestOpenAtOnce starts nodes on an empty database, and then those of another county, who find all
// tables but River's.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	address, had := storetest.URL(t, storetest.Postgres), ""
	server := raw(t, storetest.Postgres, address)
	if err := server.QueryRow(`SELECT current_database()`).Scan(&had); err != nil {
		t.Fatal(err)
	}
	name := had + "_empty"
	if _, err := server.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := raw(t, storetest.Postgres, address).Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	o := storetest.Options(t, strings.Replace(address, "/"+had, "/"+name, 1), time.Now)
	for _, c := range []struct {
		county string
		nodes  int
	}{{o.County, 2}, {"990122", 6}} {
		o.County = c.county
		var wait sync.WaitGroup
		for range c.nodes {
			wait.Go(func() {
				db, err := store.Open(context.Background(), o)
				if err != nil {
					t.Error(err)
					return
				}
				enqueue(t, db, store.JobOptions{}, chore{1})
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if left := waiting(t, storetest.Open(t, o)); len(left) != c.nodes {
			t.Errorf("county %s: waiting %v", c.county, left)
		}
	}
}

// TestJobTablesUpgrade upgrades River's tables: what was in them stays, and a copy of the file too.
// Newer ones are refused.
func TestJobTablesUpgrade(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "bihuan.db")
	o := storetest.Options(t, path, time.Now)
	db, err := store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	enqueue(t, db, store.JobOptions{}, chore{1})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if copies, err := filepath.Glob(path + ".jobs*"); err != nil || len(copies) > 0 {
		t.Errorf("copies of what needed no upgrade: %v, error %v", copies, err)
	}
	bare := raw(t, storetest.SQLite, path)
	migrator, err := rivermigrate.New(riversqlite.New(bare), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionDown, nil); err != nil {
		t.Fatal(err)
	}
	db, err = store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if left := waiting(t, db); len(left) != 1 {
		t.Errorf("waiting: %v", left)
	}
	if _, err := os.Stat(path + ".jobs7"); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := bare.Exec(`INSERT INTO river_migration (line, version) VALUES ('main', 999)`); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(ctx, o)
	wantFault(t, err, fault.Conflict, "fault.store.newer")
}

// TestWriterIsLent has River leave the writing connection in every way: the next writer finds it as
// it must be.
func TestWriterIsLent(t *testing.T) {
	ctx := context.Background()
	db := storetest.New(t, storetest.SQLite, time.Now)
	jobs := db.JobsDB()
	const insert = `INSERT INTO river_queue (name, updated_at) VALUES (?, CURRENT_TIMESTAMP)`
	short := func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, 50*time.Millisecond) }
	writes := func(after string) {
		t.Helper()
		soon, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if err := db.Do(soon, after, func(tx *store.Tx) error { return tx.Enqueue(soon, chore{1}, store.JobOptions{}) }); err != nil {
			t.Fatalf("after %s: %v", after, err)
		}
		n := 0
		if err := jobs.QueryRowContext(soon, `SELECT count(*) FROM river_queue`).Scan(&n); err != nil || n > 0 {
			t.Fatalf("after %s: %d rows, error %v", after, n, err)
		}
	}
	writes("nothing")

	given, cancel := context.WithCancel(ctx)
	tx, err := jobs.BeginTx(given, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(insert, "a"); err != nil {
		t.Fatal(err)
	}
	cancel()
	writes("a transaction whose time was up")
	if err := tx.Commit(); err == nil {
		t.Error("it was committed nevertheless")
	}

	if _, err := jobs.Exec(`BEGIN`); err != nil {
		t.Fatal(err)
	}
	writes("a transaction without an end")

	rows, err := jobs.Query(`SELECT 1 UNION SELECT 2`)
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	given, cancel = short()
	defer cancel()
	if err := db.Do(given, "meanwhile", func(*store.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("wrote while River read: %v", err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	writes("rows that were closed")

	if _, err := jobs.Exec(`INSERT INTO nothing VALUES (1)`); err == nil {
		t.Error("no error")
	}
	writes("an error")

	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				given, cancel := short()
				defer cancel()
				if _, err := jobs.ExecContext(given, insert, "b"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("while another writes: %v", err)
				}
			})
		}
		wait.Wait()
		return nil
	})
	writes("waiting in vain")
}

// TestJobsTakeTurns works jobs beside writers that leave no moment between them.
func TestJobsTakeTurns(t *testing.T) {
	t.Parallel()
	db := storetest.New(t, storetest.SQLite, time.Now)
	var w worked
	client(t, db, w.work)
	var end atomic.Bool
	var writers sync.WaitGroup
	for range 3 {
		writers.Go(func() {
			for !end.Load() {
				write(t, db, func(context.Context, *store.Tx) error {
					time.Sleep(20 * time.Millisecond)
					return nil
				})
			}
		})
	}
	began := time.Now()
	for i := range 10 {
		enqueue(t, db, store.JobOptions{}, chore{i})
	}
	until(t, "all are done", func() bool { return counts(t, db)["completed"] == 10 })
	end.Store(true)
	writers.Wait()
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("10 jobs took %s", took)
	}
}
