package store_test

import (
	"bytes"
	"context"
	"testing"

	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
	"time"
)

// TestModels: the latest of a kind is read, an earlier one keeps only what it was learned from.
func TestModels(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		if m, err := db.Model(ctx, "category"); err != nil || m.Version != 0 || m.Body != nil {
			t.Errorf("before the first: %+v, %v", m, err)
		}
		put := func(kind, body string, texts int) (version int) {
			t.Helper()
			write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
				version, err = tx.PutModel(ctx, store.Learned{Kind: kind, Texts: texts, Labels: 3, Body: []byte(body)})
				return err
			})
			return version
		}
		big := string(bytes.Repeat([]byte{0, 1, 0xff}, 700_000))
		if v := put("category", "first", 10); v != 1 {
			t.Errorf("the first is version %d", v)
		}
		clock.Time = clock.Add(time.Hour)
		if v := put("category", big, 20); v != 2 {
			t.Errorf("the second is version %d", v)
		}
		put("unit", "other", 7)
		m, err := db.Model(ctx, "category")
		if err != nil || m.Version != 2 || m.Texts != 20 || string(m.Body) != big || !m.Trained.Equal(clock.Time) {
			t.Errorf("read version %d of %d texts, %d bytes, %v: %v", m.Version, m.Texts, len(m.Body), m.Trained, err)
		}
		list, err := db.Models(ctx)
		if err != nil || len(list) != 2 || list[0].Kind != "category" || list[0].Version != 2 || list[1].Kind != "unit" || list[1].Version != 1 {
			t.Errorf("listed %+v: %v", list, err)
		}
	})
}

// TestAccuracy: what was suggested is held against what stands decided now; what is behind a wall, and
// what nobody decided yet, does not count.
func TestAccuracy(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		suggest := func(no, kind string, labels ...string) {
			t.Helper()
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.PutSuggested(ctx, store.Suggested{No: no, Kind: kind, At: clock.Time, Version: 1, Labels: labels})
			})
		}
		with := func(n int, change func(r *petition.Record)) string {
			r := record(n)
			change(&r)
			return register(t, db, r).No
		}
		right := with(1, func(*petition.Record) {})
		suggest(right, "category", "0102", "0101")
		suggest(right, "category", "9999") // a second time changes nothing
		third := with(2, func(*petition.Record) {})
		suggest(third, "category", "0301", "0101", "0102")
		wrong := with(3, func(*petition.Record) {})
		suggest(wrong, "category", "0301")
		suggest(wrong, "unit", "liuhe")
		handed := assigned(t, db, record(4), "baishui").No
		suggest(handed, "unit", "baishui", "liuhe")
		coarse := with(5, func(r *petition.Record) { r.Category = "01" })
		suggest(coarse, "category", "0102")
		hidden := with(6, func(r *petition.Record) { r.Flags = []petition.Flag{petition.Confidential} })
		suggest(hidden, "category", "0102")
		accuses := assigned(t, db, accused(7, "liuhe"), "discipline").No
		suggest(accuses, "category", "0102")
		suggest(accuses, "unit", "discipline")
		clock.Time = clock.AddDate(0, 1, 0)
		later := with(8, func(*petition.Record) {})
		suggest(later, "category", "0102")

		hits, err := db.Accuracy(context.Background(), morning)
		if err != nil {
			t.Fatal(err)
		}
		want := []store.Hits{
			{Month: "2026-10", Kind: "category", Level1: "01", Asked: 1, First: 1, Three: 1},
			{Month: "2026-09", Kind: "category", Level1: "01", Asked: 3, First: 1, Three: 2},
			{Month: "2026-09", Kind: "unit", Level1: "01", Asked: 1, First: 1, Three: 1},
		}
		if len(hits) != len(want) {
			t.Fatalf("%+v", hits)
		}
		for i := range want {
			if hits[i] != want[i] {
				t.Errorf("%+v, want %+v", hits[i], want[i])
			}
		}
		if hits, err := db.Accuracy(context.Background(), clock.Time); err != nil || len(hits) != 1 {
			t.Errorf("from October: %+v, %v", hits, err)
		}
	})
}
