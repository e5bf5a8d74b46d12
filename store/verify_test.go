package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// raw opens the database behind the store's back.
func raw(t *testing.T, engine storetest.Engine, url string) *sql.DB {
	t.Helper()
	driver, name := "pgx", url
	if engine == storetest.SQLite {
		driver, name = "sqlite3", "file:"+url
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestVerifyFindsTampering(t *testing.T) {
	const other = "990121-260918-0002-"
	for _, c := range []struct {
		name string
		sql  []string // $1 is the number of the petition
		seq  int
		key  string
		mend bool
	}{
		{"data altered", []string{`UPDATE event SET data = replace(data, 'baishui', 'liuhe') WHERE no = $1 AND seq = 2`}, 2, store.ProblemAltered, false},
		{"time altered", []string{`UPDATE event SET at = at - 86400000 WHERE no = $1 AND seq = 3`}, 3, store.ProblemAltered, false},
		{"author altered", []string{`UPDATE event SET by_person = 'x' WHERE no = $1 AND seq = 1`}, 1, store.ProblemAltered, false},
		{"sealed altered", []string{`UPDATE event SET sealed = NULL WHERE no = $1 AND seq = 1`}, 1, store.ProblemAltered, false},
		{"event removed", []string{`DELETE FROM event WHERE no = $1 AND seq = 2`}, 2, store.ProblemMissing, false},
		{"first removed", []string{`DELETE FROM event WHERE no = $1 AND seq = 1`}, 1, store.ProblemMissing, false},
		{"last removed", []string{`DELETE FROM event WHERE no = $1 AND seq = 3`}, 3, store.ProblemMissing, false},
		{"events swapped", []string{
			`UPDATE event SET seq = 99 WHERE no = $1 AND seq = 2`,
			`UPDATE event SET seq = 2 WHERE no = $1 AND seq = 3`,
			`UPDATE event SET seq = 3 WHERE no = $1 AND seq = 99`,
		}, 2, store.ProblemReordered, false},
		{"petition removed", []string{
			`DELETE FROM event WHERE no = $1`, `DELETE FROM petition WHERE no = $1`, `DELETE FROM snapshot WHERE no = $1`,
			`DELETE FROM clock WHERE no = $1`, `DELETE FROM party WHERE no = $1`, `DELETE FROM petitioner WHERE no = $1`,
		}, 0, store.ProblemRemoved, false},
		{"code altered", []string{`UPDATE record_key SET code = wrapped WHERE no = $1`}, 1, store.ProblemAltered, false},
		{"key of another", []string{`UPDATE record_key SET wrapped = (SELECT k.wrapped FROM record_key k WHERE k.no LIKE '` + other + `%') WHERE no = $1`}, 1, store.ProblemUnreadable, false},
		{"mark of another", []string{`UPDATE petition SET mark = (SELECT k.mark FROM petition k WHERE k.no LIKE '` + other + `%') WHERE no = $1`}, 0, store.ProblemForged, false},
		{"state altered", []string{`UPDATE petition SET state = 'closed' WHERE no = $1`}, 0, store.ProblemDerived, true},
		{"row removed", []string{`DELETE FROM petition WHERE no = $1`}, 0, store.ProblemDerived, true},
		{"snapshot altered", []string{`UPDATE snapshot SET body = replace(body, 'baishui', 'liuhe') WHERE no = $1`}, 0, store.ProblemDerived, true},
		{"clock altered", []string{`UPDATE clock SET due = '2030-01-01' WHERE no = $1 AND n = 0`}, 0, store.ProblemDerived, true},
		{"petitioner altered", []string{`UPDATE petitioner SET phone = name WHERE no = $1`}, 0, store.ProblemDerived, true},
		{"index altered", []string{`UPDATE petitioner SET name_ix = NULL WHERE no = $1`}, 0, store.ProblemDerived, true},
		{"party removed", []string{`DELETE FROM party WHERE no = $1 AND id = 'land'`}, 0, store.ProblemDerived, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, engine := range storetest.Engines() {
				t.Run(string(engine), func(t *testing.T) {
					url := storetest.URL(t, engine)
					db := storetest.Open(t, storetest.Options(t, url, (&at{morning}).now))
					p := register(t, db, record(1))
					for i := 2; i < 5; i++ {
						register(t, db, record(i))
					}
					accept(t, db, p.No)
					verify(t, db)
					behind := raw(t, engine, url)
					for _, sql := range c.sql {
						result, err := behind.Exec(sql, p.No)
						if err != nil {
							t.Fatal(err)
						}
						if n, _ := result.RowsAffected(); n == 0 {
							t.Fatalf("nothing altered by %s", sql)
						}
					}
					found := problems(t, db, store.VerifyOptions{Rebuild: true})
					if len(found) == 0 {
						t.Fatal("nothing found")
					}
					first := found[0]
					if first.Key != c.key || first.Seq != c.seq || c.key != store.ProblemRemoved && first.No != p.No {
						t.Errorf("found %+v", found)
					}
					for _, f := range found {
						if f.Key != store.ProblemRemoved && f.No != p.No {
							t.Errorf("found besides %+v", f)
						}
					}
					if again := problems(t, db, store.VerifyOptions{}); (len(again) == 0) != c.mend {
						t.Errorf("after the rebuild: %+v", again)
					}
				})
			}
		})
	}
}

func TestVerifyFindsLedger(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			url := storetest.URL(t, engine)
			db := storetest.Open(t, storetest.Options(t, url, (&at{morning}).now))
			register(t, db, record(1))
			if _, err := raw(t, engine, url).Exec(`UPDATE ledger SET sum_a = sum_a + 1`); err != nil {
				t.Fatal(err)
			}
			if found := problems(t, db, store.VerifyOptions{}); len(found) != 1 || found[0].Key != store.ProblemLedger {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// TestVerifyFindsOldState puts a petition back to what it was, with all that was stored of it then:
// its chain fits and its mark is real, but the county's sums are not.
func TestVerifyFindsOldState(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			url := storetest.URL(t, engine)
			db := storetest.Open(t, storetest.Options(t, url, (&at{morning}).now))
			p := register(t, db, record(1))
			behind := raw(t, engine, url)
			var head, mark []byte
			var body string
			err := behind.QueryRow(`SELECT p.head, p.mark, s.body FROM petition p JOIN snapshot s ON s.no = p.no`).Scan(&head, &mark, &body)
			if err != nil {
				t.Fatal(err)
			}
			act(t, db, p.No, "case1", &petition.MaterialAdded{Text: "补充"})
			if _, err := behind.Exec(`DELETE FROM event WHERE seq > 1`); err != nil {
				t.Fatal(err)
			}
			if _, err := behind.Exec(`UPDATE petition SET version = 1, head = $1, mark = $2`, head, mark); err != nil {
				t.Fatal(err)
			}
			if _, err := behind.Exec(`UPDATE snapshot SET body = $1`, body); err != nil {
				t.Fatal(err)
			}
			if found := problems(t, db, store.VerifyOptions{}); len(found) != 1 || found[0].Key != store.ProblemLedger {
				t.Errorf("found %+v", found)
			}
			// The same with the counts put right, which anybody can.
			if _, err := behind.Exec(`UPDATE ledger SET events = events - 1`); err != nil {
				t.Fatal(err)
			}
			if found := problems(t, db, store.VerifyOptions{}); len(found) != 1 || found[0].Key != store.ProblemLedger {
				t.Errorf("found with the counts put right %+v", found)
			}
		})
	}
}

// TestVerifyWhileWriting wants no false alarm from what is written meanwhile.
func TestVerifyWhileWriting(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		for i := range 300 {
			register(t, db, record(i))
		}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error)
		go func() {
			for i := 0; ; i++ {
				err := db.Do(ctx, "writing", func(tx *store.Tx) error {
					return add(ctx, t, tx, &petition.Petition{}, record(1000+i), nil)
				})
				if ctx.Err() != nil {
					done <- nil
					return
				}
				if err != nil {
					done <- err
					return
				}
			}
		}()
		for range 5 {
			verify(t, db)
		}
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		verify(t, db)
	})
}

func TestVerifyTellsProgress(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		for i := range 7 {
			register(t, db, record(i))
		}
		last := ""
		found, err := db.Verify(context.Background(), store.VerifyOptions{}, func(p store.Problem) { t.Error(p) },
			func(done, total int) { last = fmt.Sprint(done, "/", total) })
		if err != nil || last != "7/7" || found.Petitions != 7 || found.Events != 7 {
			t.Errorf("progress %s, found %+v, error %v", last, found, err)
		}
	})
}
