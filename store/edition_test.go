package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
	"bihuan/store/storetest"
)

// drafted writes an edition down, as of some hours before the morning.
func drafted(t *testing.T, db *store.DB, kind report.Kind, hours int, matter string) *store.Edition {
	t.Helper()
	ctx, e := context.Background(), &store.Edition{}
	day := deadline.DayOf(morning)
	e.Kind, e.Matter, e.AsOf, e.Period = kind, matter, morning.Add(-time.Duration(hours)*time.Hour), report.Period{From: day - 6, To: day}
	err := db.Do(ctx, "draft", func(tx *store.Tx) error {
		e.ID, e.Steps, e.Seq, e.Version = tx.EditionID(), nil, 0, 0
		step(e, edition.Step{Act: edition.Drafting, At: tx.Now})
		if err := tx.NewEdition(ctx, e); err != nil {
			return err
		}
		return tx.PutContent(ctx, e.ID, e.Version, edition.Content{Parts: []edition.Part{{Body: e.Head()}}, Words: []edition.Word{{Field: "facts", Text: "石门村"}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func step(e *store.Edition, s edition.Step) {
	s.Seq, s.Version = e.Seq+1, max(e.Version, 1)
	e.Apply(s)
	e.Steps = append(e.Steps, s)
}

// published checks and publishes an edition and sends it to a person.
func published(t *testing.T, db *store.DB, id string, to ...edition.Addressee) *store.Edition {
	t.Helper()
	ctx := context.Background()
	var e *store.Edition
	err := db.Do(ctx, "publish", func(tx *store.Tx) (err error) {
		if e, err = tx.Edition(ctx, id); err != nil {
			return err
		}
		was := e.Seq
		if e.Number == 0 {
			e.Year = 2026
			if e.Number, err = tx.EditionNumber(ctx, e.Kind, 2026); err != nil {
				return err
			}
		}
		step(e, edition.Step{Act: edition.Checking, At: tx.Now})
		step(e, edition.Step{Act: edition.Publishing, At: tx.Now})
		v, err := tx.EditionVersion(ctx, id, e.Version)
		if err != nil {
			return err
		}
		frozen, err := json.Marshal(edition.Frozen{Kind: e.Kind, Version: e.Version, Content: v.Content})
		if err != nil {
			return err
		}
		return errors.Join(tx.FreezeEdition(ctx, id, e.Version, frozen), tx.SendEdition(ctx, id, e.Version, to), tx.SaveEdition(ctx, e, was))
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEditions(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		clock.Time = morning
		head, leader := officer(t, "baishui.head").Person, officer(t, "leader1").Person
		daily := drafted(t, db, report.Daily, 1, "")
		weekly := drafted(t, db, report.Weekly, 2, "")
		older := drafted(t, db, report.Weekly, 200, "")
		against := register(t, db, accused(3, "land")).No
		special := drafted(t, db, report.Special, 3, against)

		// One moment has one edition.
		err := db.Do(ctx, "draft again", func(tx *store.Tx) error {
			twice := *daily
			twice.ID = tx.EditionID()
			return tx.NewEdition(ctx, &twice)
		})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("drafted twice: %v", err)
		}
		if id, ok, err := db.EditionAt(ctx, report.Daily, daily.AsOf, ""); err != nil || !ok || id != daily.ID {
			t.Errorf("%q, %v, %v", id, ok, err)
		}
		for i, id := range []string{weekly.ID, older.ID} {
			if e := published(t, db, id, edition.Addressee{Person: leader}); e.Number != i+1 || e.State != edition.Published {
				t.Errorf("%+v", e.Edition)
			}
		}
		published(t, db, daily.ID, edition.Addressee{Person: head, Unit: "baishui"})

		// Lists: all, the own ones, the drafts, page by page; not of a matter behind a wall.
		list := func(login string, q store.EditionQuery) []string {
			t.Helper()
			if q.Limit == 0 {
				q.Limit = 10
			}
			rows, next, err := db.Reader(scopeOf(t, login)).Editions(ctx, q)
			if err != nil || next == "" != (len(rows) < q.Limit || q.Limit == 10) {
				t.Fatalf("%v, then %q", err, next)
			}
			var ids []string
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			return ids
		}
		for what, c := range map[string]struct {
			login string
			q     store.EditionQuery
			want  []string
		}{
			"all":        {"case1", store.EditionQuery{All: true}, []string{daily.ID, weekly.ID, special.ID, older.ID}},
			"of a kind":  {"case1", store.EditionQuery{All: true, Kind: report.Weekly}, []string{weekly.ID, older.ID}},
			"drafts":     {"case1", store.EditionQuery{All: true, States: []edition.State{edition.Drafted}}, []string{special.ID}},
			"one's own":  {"leader1", store.EditionQuery{Person: leader}, []string{weekly.ID, older.ID}},
			"the head's": {"baishui.head", store.EditionQuery{Person: head}, []string{daily.ID}},
			"walled":     {"land.head", store.EditionQuery{All: true}, []string{daily.ID, weekly.ID, older.ID}},
		} {
			if got := list(c.login, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", what, got, c.want)
			}
		}
		rows, next, err := db.Reader(scopeOf(t, "case1")).Editions(ctx, store.EditionQuery{All: true, Limit: 3})
		if err != nil || len(rows) != 3 || next == "" || rows[1].Sent != 1 || rows[1].Opened != 0 || !rows[1].AsOf.Equal(weekly.AsOf) || rows[1].Period != weekly.Period || rows[1].Number != 1 {
			t.Fatalf("%+v, %q, %v", rows, next, err)
		}
		if rest, next, err := db.Reader(scopeOf(t, "case1")).Editions(ctx, store.EditionQuery{All: true, Limit: 3, Before: next}); err != nil || len(rest) != 1 || next != "" || rest[0].ID != older.ID {
			t.Errorf("the rest: %+v, %q, %v", rest, next, err)
		}
		if _, err := db.Reader(scopeOf(t, "baishui.head")).Edition(ctx, weekly.ID, false, head); fault.KindOf(err) != fault.NotFound {
			t.Errorf("who was not sent it opens it: %v", err)
		}
		if _, err := db.Reader(scopeOf(t, "land.head")).Edition(ctx, special.ID, true, head); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the accused opens it: %v", err)
		}

		// Opened once, the first time.
		open := func() {
			t.Helper()
			if err := db.Do(ctx, "open", func(tx *store.Tx) error { return tx.OpenEdition(ctx, weekly.ID, 1, leader) }); err != nil {
				t.Fatal(err)
			}
		}
		first := clock.now()
		open()
		clock.Time = first.Add(time.Hour)
		open()
		copies, err := db.Reader(scopeOf(t, "case1")).EditionCopies(ctx, weekly.ID)
		if err != nil || len(copies) != 1 || copies[0].Person != leader || !copies[0].Opened.Equal(first) {
			t.Errorf("%+v, %v", copies, err)
		}

		// What was frozen stays, and a stale writer is told.
		if err := db.Do(ctx, "write over", func(tx *store.Tx) error { return tx.PutContent(ctx, weekly.ID, 1, edition.Content{}) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a frozen version was written over: %v", err)
		}
		if err := db.Do(ctx, "save", func(tx *store.Tx) error { return tx.SaveEdition(ctx, weekly, weekly.Seq) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("what was read before was saved: %v", err)
		}
		v, err := db.EditionVersion(ctx, weekly.ID, 1)
		if err != nil || v.Hash != store.HashOf(v.Frozen) || v.Word("facts", "").Text != "石门村" {
			t.Errorf("%+v, %v", v, err)
		}
		e, err := db.StoredEdition(ctx, weekly.ID)
		if err != nil || len(e.Steps) != 3 || e.Steps[2].Act != edition.Publishing {
			t.Errorf("%+v, %v", e, err)
		}
		keys, err := db.EditionsOut(ctx, "", 0, 2)
		if err != nil || len(keys) != 2 {
			t.Fatalf("%v, %v", keys, err)
		}
		if rest, err := db.EditionsOut(ctx, keys[1].ID, keys[1].Version, 2); err != nil || len(rest) != 1 {
			t.Errorf("%v, %v", rest, err)
		}
		if n, numbers, err := db.EditionsCounted(ctx); err != nil || n != 3 || numbers != 3 {
			t.Errorf("%d, %d, %v", n, numbers, err)
		}
	})
}

func TestUnitsAtWork(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		accept(t, db, register(t, db, record(1)).No)
		register(t, db, record(2)) // of no unit
		if units, err := db.UnitsAtWork(context.Background(), morning); err != nil || !slices.Equal(units, []org.UnitID{"baishui"}) {
			t.Errorf("%v, %v", units, err)
		}
	})
}
