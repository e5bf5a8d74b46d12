package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
	"bihuan/vault"
)

// TestKeysBeginWithCounty asks both engines for their primary keys and indexes. The index of words has
// nothing but words: which county they are of is asked of the rows that it finds.
func TestKeysBeginWithCounty(t *testing.T) {
	for engine, query := range map[storetest.Engine]string{
		storetest.SQLite: `SELECT m.name || ' ' || l.name, (SELECT i.name FROM pragma_index_info(l.name) i WHERE i.seqno = 0)
			FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'river%' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'worded_gram%'`,
		storetest.Postgres: `SELECT t.relname || ' ' || c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
			JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
			JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
			WHERE n.nspname = 'public' AND t.relname NOT LIKE 'goose%' AND c.relname <> 'worded_gram'`,
	} {
		t.Run(string(engine), func(t *testing.T) {
			url := storetest.URL(t, engine)
			storetest.Open(t, storetest.Options(t, url, time.Now))
			rows, err := raw(t, engine, url).Query(query)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				var index, first string
				if err := rows.Scan(&index, &first); err != nil {
					t.Fatal(err)
				}
				n++
				if first != "county" {
					t.Errorf("key %s begins with %s", index, first)
				}
			}
			if err := rows.Err(); err != nil || n < 20 {
				t.Errorf("%d keys, error %v", n, err)
			}
		})
	}
}

// TestAttachmentsOfAllEvents finds a kind of event whose files nobody would be let to.
func TestAttachmentsOfAllEvents(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		for _, kind := range petition.Kinds() {
			d := petition.Blank(kind)
			n := fill(reflect.ValueOf(d).Elem(), string(kind))
			if n == 0 {
				continue
			}
			p := register(t, db, record(1))
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				defer func() { _ = recover() }() // an event out of place; its files are written nevertheless
				return tx.Append(ctx, p, []petition.Event{{Seq: 2, Kind: kind, At: tx.Now, Recorded: tx.Now, Data: d}})
			})
			if kind == petition.KRegistered || kind == petition.KReplied {
				continue // cannot happen a second time, or without a draft
			}
			if _, err := db.Reader(county).Attachment(context.Background(), p.No, string(kind)); err != nil {
				t.Errorf("%s: its file is not found: %v", kind, err)
			}
		}
	})
}

// fill puts a file wherever there is room for files, and says in how many places.
func fill(v reflect.Value, hash string) int {
	if v.Type() == reflect.TypeFor[[]petition.Attachment]() {
		v.Set(reflect.ValueOf([]petition.Attachment{{Hash: hash, Name: hash}}))
		return 1
	}
	n := 0
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				n += fill(v.Field(i), hash)
			}
		}
	}
	return n
}

func TestRefusesNewerSchema(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			url := storetest.URL(t, engine)
			o := storetest.Options(t, url, time.Now)
			db, err := store.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := raw(t, engine, url).Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)`, true); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(context.Background(), o)
			wantFault(t, err, fault.Conflict, "fault.store.newer")
		})
	}
}

func TestRefusesAnotherKeyFile(t *testing.T) {
	storetest.Each(t, func(*testing.T, *store.DB) {})
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, storetest.URL(t, engine), time.Now)
			storetest.Open(t, o)
			var err error
			if o.Vault, _, err = vault.OpenOrCreate(filepath.Join(t.TempDir(), "other")); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(context.Background(), o)
			wantFault(t, err, fault.Conflict, "fault.store.index_key")
		})
	}
}

func TestRewrapKeys(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			v, _, err := vault.OpenOrCreate(filepath.Join(t.TempDir(), "key"))
			if err != nil {
				t.Fatal(err)
			}
			url := storetest.URL(t, engine)
			o := storetest.Options(t, url, (&at{morning}).now)
			if engine == storetest.Postgres {
				// The template's index key is that of the tests' vault.
				if _, err := raw(t, engine, url).Exec(`DELETE FROM setting`); err != nil {
					t.Fatal(err)
				}
			}
			o.Vault = v
			db := storetest.Open(t, o)
			var last *petition.Petition
			for i := range 7 {
				last = register(t, db, record(i))
			}
			if _, err := v.Rotate(); err != nil {
				t.Fatal(err)
			}
			done := 0
			n, err := db.RewrapKeys(context.Background(), func(d, _ int) { done = d })
			if err != nil || n != 7 || done != 7 {
				t.Fatalf("rewrapped %d, progress %d, error %v", n, done, err)
			}
			if n, err = db.RewrapKeys(context.Background(), nil); err != nil || n != 0 {
				t.Errorf("rewrapped again %d, error %v", n, err)
			}
			if err := v.Retire(v.Keys()[1]); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Reader(county).PetitionOpen(context.Background(), last.No); err != nil {
				t.Error(err)
			}
			verify(t, db)
		})
	}
}

func TestRecomputeDue(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		p := register(t, db, record(1))
		for i := range 3 {
			accept(t, db, register(t, db, record(2+i)).No)
		}
		before := list(t, db, store.ListQuery{Number: p.No}).Rows[0].Lead.Due
		rules := storetest.Rules(t)
		off := deadline.Year{}
		if year, ok := rules.Calendar.Year(2026); ok {
			off = year
		}
		for day := before - 2; day <= before+2; day++ {
			off.Days = append(off.Days, deadline.Special{Name: "放假", Date: day, Off: true})
		}
		moved := rules
		moved.Calendar = rules.Calendar.With(off)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.RecomputeDue(ctx, moved)
			if n == 0 {
				t.Error("nothing moved")
			}
			if again, err := tx.RecomputeDue(ctx, moved); again != 0 || err != nil {
				t.Errorf("moved again %d, error %v", again, err)
			}
			return err
		})
		if after := list(t, db, store.ListQuery{Number: p.No}).Rows[0].Lead.Due; after <= before {
			t.Errorf("due %s, was %s", after, before)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.RecomputeDue(ctx, rules)
			return err
		})
		verify(t, db)
	})
}

func TestAttempts(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		try := func(key string) (a store.Attempts) {
			write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
				a, err = tx.Attempt(ctx, []byte(key), 10*time.Minute)
				return err
			})
			return a
		}
		for i := 1; i <= 3; i++ {
			if a := try("k"); a.Count != i || !a.Oldest.Equal(morning) {
				t.Errorf("try %d: %+v", i, a)
			}
			clock.Time = clock.Add(2 * time.Minute)
		}
		if a := try("other"); a.Count != 1 {
			t.Errorf("another key: %+v", a)
		}
		clock.Time = morning.Add(11 * time.Minute)
		if a := try("k"); a.Count != 3 || !a.Oldest.Equal(morning.Add(2*time.Minute)) {
			t.Errorf("later: %+v", a)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Forget(ctx, []byte("k")) })
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			a, err := tx.Attempts(ctx, []byte("k"), time.Hour)
			if a.Count != 0 {
				t.Errorf("forgotten: %+v", a)
			}
			return err
		})
	})
}

func TestWatch(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			o := storetest.Options(t, storetest.URL(t, engine), (&at{morning}).now)
			here := storetest.Open(t, o)
			nodes := []*store.DB{here}
			if engine == storetest.Postgres {
				nodes = append(nodes, storetest.Open(t, o))
				time.Sleep(200 * time.Millisecond) // until it listens
			}
			ctx, stop := context.WithCancel(context.Background())
			var watches []<-chan store.Change
			for _, node := range nodes {
				watches = append(watches, node.Watch(ctx))
			}
			p := register(t, here, record(1))
			for i, w := range watches {
				select {
				case c := <-w:
					if c.No != p.No || c.Kind != petition.KRegistered || c.Version != 1 || !c.At.Equal(morning) {
						t.Errorf("node %d was told %+v", i, c)
					}
				case <-time.After(5 * time.Second):
					t.Errorf("node %d was not told", i)
				}
			}
			stop()
			for range watches[0] { // until it is closed
			}
		})
	}
}

// crashVariable makes the test's own program a writer that is about to be killed.
const crashVariable = "BIHUAN_TEST_CRASH"

// TestCrash kills a process that writes, again and again, and looks for what it had acknowledged.
func TestCrash(t *testing.T) {
	if path := os.Getenv(crashVariable); path != "" {
		writeUntilKilled(t, path)
		return
	}
	dir := t.TempDir()
	path, keys := filepath.Join(dir, "bihuan.db"), filepath.Join(dir, "key")
	acknowledged := map[string]bool{}
	for round := range 6 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCrash$")
		cmd.Env = append(os.Environ(), crashVariable+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
		for lines, first := bufio.NewScanner(out), true; lines.Scan(); {
			no, ok := strings.CutPrefix(lines.Text(), "ack ")
			if !ok {
				continue
			}
			acknowledged[no] = true
			if first { // from now on it is in the midst of its work, however slow the machine
				kill.Reset(time.Duration(100+150*round) * time.Millisecond)
				first = false
			}
		}
		kill.Stop()
		_ = cmd.Wait()
	}
	if len(acknowledged) < 20 {
		t.Fatalf("only %d petitions were acknowledged", len(acknowledged))
	}
	db := openCrash(t, path, keys)
	defer db.Close()
	found := map[string]bool{}
	err := db.Reader(county).Export(context.Background(), store.ListQuery{Sort: store.ByRegistered}, func(r store.ListRow) error {
		found[r.No] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for no := range acknowledged {
		if !found[no] {
			t.Errorf("%s was acknowledged and is lost", no)
		}
	}
	verify(t, db)
	t.Logf("%d acknowledged, %d found", len(acknowledged), len(found))
}

func openCrash(t *testing.T, path, keys string) *store.DB {
	t.Helper()
	v, _, err := vault.OpenOrCreate(keys)
	if err != nil {
		t.Fatal(err)
	}
	o := storetest.Options(t, path, (&at{morning}).now)
	o.Vault, o.Fast = v, false
	db, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func writeUntilKilled(t *testing.T, path string) {
	db := openCrash(t, path, filepath.Join(filepath.Dir(path), "key"))
	for i := 0; ; i++ {
		p := register(t, db, record(i))
		if i%2 == 0 {
			accept(t, db, p.No)
		}
		fmt.Println("ack", p.No)
	}
}
