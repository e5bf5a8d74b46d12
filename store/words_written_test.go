package store_test

import (
	"context"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// TestWordedSince: the feed has when a petition's own words were written. Letters, names and a rebuild write
// none; who compares texts reads nothing again for them.
func TestWordedSince(t *testing.T) {
	clock := &at{morning}
	var no, subject string
	wants := func(t *testing.T, db *store.DB, what string, want time.Time) {
		t.Helper()
		list, err := db.Reader(county).Worded(context.Background(), time.Time{}, "", 9)
		if err != nil || len(list) != 1 || !list[0].At.Equal(want) {
			t.Errorf("%s: %+v, want %s; error %v", what, list, want, err)
		}
	}
	later := func() time.Time { clock.Time = clock.Add(time.Hour); return clock.Time }
	reopened(t, clock, func(t *testing.T, db *store.DB, engine storetest.Engine) {
		later()
		p := register(t, db, record(1))
		no, subject = p.No, p.Record.Subject
		written := clock.Time
		wants(t, db, "registered", written)
		later()
		p = accept(t, db, no)
		p.Record.Petitioners[0].Name = record(1).Petitioners[0].Name
		wants(t, db, "accepted", written)
		later()
		id := issued(t, db, "", "已经查勘。", p)
		wants(t, db, "a letter issued", written)
		later()
		act(t, db, no, "case1", &petition.Corrected{Field: petition.FName, Was: "测试", Now: "测试戊", Why: "写错了"})
		wants(t, db, "another name", written)
		written = later()
		act(t, db, no, "case1", &petition.Corrected{Field: petition.FSubject, Old: subject, New: "水渠堵塞", Why: "写错了"})
		wants(t, db, "corrected", written)
		later()
		act(t, db, no, "case1", &petition.LetterVoided{Letter: id, Why: "写错了"})
		wants(t, db, "a letter voided", written)
		damage := func(what, sql string) {
			t.Helper()
			later()
			write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Raw(ctx, sql) })
			if told := problems(t, db, store.VerifyOptions{Rebuild: true}); len(told) == 0 {
				t.Errorf("%s: nothing to rebuild", what)
			}
			verify(t, db)
		}
		damage("a row", `UPDATE petition SET subject = 'x'`)
		wants(t, db, "rebuilt", written)
		damage("the words", `UPDATE worded SET text = 'x'`)
		wants(t, db, "other words rebuilt", clock.Time)
		wordless(t, db, engine)
		later()
	}, func(t *testing.T, db *store.DB, _ string) {
		wants(t, db, "upgraded", morning.Add(time.Hour))
	})
}
