package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// reopened opens a database on each engine, has something done to it, and opens it again.
func reopened(t *testing.T, clock *at, before func(t *testing.T, db *store.DB, engine storetest.Engine), after func(t *testing.T, db *store.DB, told string)) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			clock.Time = morning
			var log bytes.Buffer
			o := storetest.Options(t, storetest.URL(t, engine), clock.now)
			db, err := store.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			before(t, db, engine)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			o.Log = slog.New(slog.NewTextHandler(&log, nil))
			after(t, storetest.Open(t, o), log.String())
		})
	}
}

// wordless makes the database one of a time when no words were kept.
func wordless(t *testing.T, db *store.DB, engine storetest.Engine) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if engine == storetest.SQLite {
			if err := tx.Raw(ctx, `DELETE FROM worded_gram WHERE rowid IN (SELECT id FROM worded)`); err != nil {
				return err
			}
		}
		if err := tx.Raw(ctx, `DELETE FROM worded`); err != nil {
			return err
		}
		return tx.Raw(ctx, `DELETE FROM setting WHERE name = 'words'`)
	})
}

// linkedAsBefore ties two matters as the first version did: whatever the kind, each had the other among its
// links, in the snapshot and in the table.
func linkedAsBefore(t *testing.T, db *store.DB, kind petition.LinkKind, no, other string) {
	t.Helper()
	for _, side := range []struct {
		no, to   string
		incoming bool
	}{{no, other, false}, {other, no, true}} {
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			p, err := tx.Load(ctx, side.no, county)
			if err != nil {
				return err
			}
			links := append(slices.Clone(p.Links), petition.Link{To: side.to, Kind: kind, Why: "一起反映"})
			e := petition.Event{Seq: p.Version + 1, Kind: petition.KLinked, At: tx.Now, Recorded: tx.Now, By: petition.ByOf(officer(t, "case1")),
				Data: &petition.Linked{Link: links[len(links)-1], Incoming: side.incoming}}
			if err := tx.Append(ctx, p, []petition.Event{e}); err != nil {
				return err
			}
			p.Links, p.Members = links, nil
			body, err := p.Snapshot()
			if err != nil {
				return err
			}
			if err := tx.Raw(ctx, `UPDATE snapshot SET body = $1 WHERE no = $2`, string(body), side.no); err != nil {
				return err
			}
			if kind == petition.Backflow {
				if err := tx.Raw(ctx, `UPDATE petition SET flags = ' collective repeat ' WHERE no = $1`, side.no); err != nil {
					return err
				}
			}
			return tx.Raw(ctx, `INSERT INTO link (county, no, other, kind) VALUES ($1, $2, $3, $4) ON CONFLICT (county, no, other) DO NOTHING`, county.County, side.no, side.to, string(kind))
		})
	}
}

// TestLinksOfTheFirstVersion: what was linked before collective matters had masters reads anew after the
// upgrade, and the matter that leads may lead.
func TestLinksOfTheFirstVersion(t *testing.T) {
	var master, member, early, late, plain string
	var wakes map[string]*int64
	reopened(t, &at{morning}, func(t *testing.T, db *store.DB, _ storetest.Engine) {
		var numbers []string
		for range 5 {
			numbers = append(numbers, accept(t, db, register(t, db, record(4)).No).No) // of five persons
		}
		master, member, early, late, plain = numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]
		linkedAsBefore(t, db, petition.Collection, member, master)
		linkedAsBefore(t, db, petition.Backflow, late, early)
		linkedAsBefore(t, db, petition.Related, plain, master)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Raw(ctx, `UPDATE petition SET wake = 77 WHERE no = $1`, master); err != nil {
				return err
			}
			return tx.Raw(ctx, `DELETE FROM setting WHERE name = 'links'`)
		})
		wakes = db.RawWakes(t.Context(), t)
		if told := problems(t, db, store.VerifyOptions{}); len(told) == 0 {
			t.Error("the first version's snapshots are as this one's")
		}
	}, func(t *testing.T, db *store.DB, told string) {
		verify(t, db)
		r := db.Reader(county)
		p, err := r.Petition(context.Background(), master)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(p.Members, []string{member}) || p.Master() != "" || p.MayLead() != nil || len(p.Links) != 1 {
			body, _ := json.Marshal(p.Links)
			t.Errorf("the master has %v, follows %q: %v, links %s", p.Members, p.Master(), p.MayLead(), body)
		}
		if p, err := r.Petition(context.Background(), member); err != nil || p.Master() != master || p.MayJoin() == nil {
			t.Errorf("the member follows %q, error %v", p.Master(), err)
		}
		for no, want := range map[string]bool{early: false, late: true} {
			if row := list(t, db, store.ListQuery{Number: no}).Rows[0]; row.Has(store.FlagRepeat) != want {
				t.Errorf("%s is marked %v", no, row.Flags)
			}
		}
		// What was waiting to be looked at still does.
		for no, wake := range db.RawWakes(t.Context(), t) {
			if before := wakes[no]; (wake == nil) != (before == nil) || wake != nil && *wake != *before {
				t.Errorf("%s is looked at another time", no)
			}
		}
		if !strings.Contains(told, "petitions=4") || strings.Count(told, "\n") != 1 {
			t.Errorf("the log hears %q", told)
		}
	})
}

// TestCameBackBefore: an entry that was answered, and came back, waits for somebody to be asked after an
// upgrade from when it did not.
func TestCameBackBefore(t *testing.T) {
	clock := &at{morning}
	var no string
	reopened(t, clock, func(t *testing.T, db *store.DB, _ storetest.Engine) {
		one, two, again := register(t, db, record(1)).No, register(t, db, record(2)).No, register(t, db, record(3)).No
		no = again
		comes := func(of string) {
			t.Helper()
			clock.Time = clock.AddDate(0, 0, 1)
			other, err := db.Reader(county).Petition(context.Background(), of)
			if err != nil {
				t.Fatal(err)
			}
			act(t, db, no, "case1", &petition.Linked{Link: petition.Link{To: of, Kind: petition.Backflow}, Other: other})
		}
		comes(one)
		p := act(t, db, no, "case1", &petition.Pushed{Addressee: petition.Addressee{Aim: petition.AimUnit, Unit: "land"}, Text: "请研究", Due: deadline.DayOf(clock.Time) + 9})
		act(t, db, no, "case1", &petition.PushAnswered{Push: p.Discipline.Pushes[0].ID, Did: "已经办理"})
		comes(two)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Raw(ctx, `UPDATE discipline SET stage = 'answered' WHERE no = $1`, no); err != nil {
				return err
			}
			return tx.Raw(ctx, `DELETE FROM setting WHERE name = 'links'`)
		})
	}, func(t *testing.T, db *store.DB, _ string) {
		verify(t, db)
		page, err := db.Reader(county).Discipline(context.Background(), store.DisciplineQuery{Stage: petition.StageNew, Limit: 9})
		if err != nil || !slices.Equal(page.Numbers, []string{no}) {
			t.Errorf("nobody was asked about %v, error %v", page.Numbers, err)
		}
	})
}

// TestOpensWithLostKeys: a petition whose key is damaged or gone is found by its record and by its letters'
// names, and stops neither the others nor the upgrade.
func TestOpensWithLostKeys(t *testing.T) {
	var whole, damaged, gone *petition.Petition
	reopened(t, &at{morning}, func(t *testing.T, db *store.DB, engine storetest.Engine) {
		for n, p := range []**petition.Petition{&damaged, &gone, &whole} {
			*p = accept(t, db, register(t, db, record(n)).No)
			(*p).Record.Petitioners[0].Name = record(n).Petitioners[0].Name
			issued(t, db, "", "茶园水渠已经查勘。", *p)
		}
		wordless(t, db, engine)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Raw(ctx, `UPDATE record_key SET wrapped = $1 WHERE no = $2`, []byte("damaged"), damaged.No); err != nil {
				return err
			}
			return tx.Raw(ctx, `DELETE FROM record_key WHERE no = $1`, gone.No)
		})
	}, func(t *testing.T, db *store.DB, told string) {
		for text, want := range map[string]int{"塌陷": 3, "告知书": 3, "已经查勘": 1} {
			if n := len(list(t, db, store.ListQuery{Words: text}).Rows); n != want {
				t.Errorf("%d are found by %s, want %d", n, text, want)
			}
		}
		lost := map[string]bool{}
		for _, p := range problems(t, db, store.VerifyOptions{}) {
			lost[p.No] = lost[p.No] || p.Key == store.ProblemKey
		}
		if !lost[damaged.No] || lost[whole.No] {
			t.Errorf("verify tells of %v", lost)
		}
		if !strings.Contains(told, "petitions=3") {
			t.Errorf("the log hears %q", told)
		}
	})
}
