package store_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
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

// TestLessons: what was registered last comes first, page by page, those of one instant each once; only
// what somebody decided is there.
func TestLessons(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		var all []string // the newest first
		put := func(category, unit string, change func(*petition.Record)) {
			t.Helper()
			r := record(len(all))
			r.Category = category
			change(&r)
			no := register(t, db, r).No
			if unit != "" {
				act(t, db, no, "chief1", &petition.AssignedData{Unit: org.UnitID(unit), Path: petition.Ordinary})
			}
			all = append([]string{no}, all...)
		}
		as := func(*petition.Record) {}
		put("0102", "", as)
		put("01", "baishui", as)
		put("0102", "liuhe", as)
		clock.Time = clock.Add(time.Hour)
		put("01", "", as) // nothing to learn
		put("0301", "", func(r *petition.Record) { r.Flags = []petition.Flag{petition.Confidential} })
		put("0301", "discipline", func(r *petition.Record) {
			r.Purpose, r.Accused = petition.Accusation, petition.Accused{Units: []org.UnitID{"liuhe"}}
		})
		put("0301", "baishui", as)
		// What is said anew is no newer matter.
		act(t, db, all[6], "case1", &petition.Corrected{Field: petition.FSubject, Old: record(0).Subject, New: "水渠堵塞", Why: "写错了"})

		read := func(q store.LessonQuery) (numbers []string, list []store.Lesson) {
			t.Helper()
			for {
				page, err := db.Reader(county).Lessons(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range page {
					numbers, list = append(numbers, l.No), append(list, l)
				}
				if len(page) < q.Limit {
					return numbers, list
				}
				q.Before, q.Below = page[len(page)-1].Registered, page[len(page)-1].No
			}
		}
		for what, c := range map[string]struct {
			q    store.LessonQuery
			want []string
		}{
			"both":        {store.LessonQuery{Categories: true, Units: true, Limit: 2}, []string{all[0], all[1], all[2], all[4], all[5], all[6]}},
			"categories":  {store.LessonQuery{Categories: true, Limit: 1}, []string{all[0], all[1], all[2], all[4], all[6]}},
			"units":       {store.LessonQuery{Units: true, Limit: 3}, []string{all[0], all[1], all[4], all[5]}},
			"of nothing":  {store.LessonQuery{Limit: 9}, nil},
			"all at once": {store.LessonQuery{Units: true, Limit: 9}, []string{all[0], all[1], all[4], all[5]}},
		} {
			got, list := read(c.q)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", what, got, c.want)
			}
			for _, l := range list {
				if want := l.No == all[1] || l.No == all[2]; l.Walled != want {
					t.Errorf("%s: walled %v of %s", what, l.Walled, l.No)
				}
			}
		}
		_, list := read(store.LessonQuery{Categories: true, Units: true, Limit: 9})
		first, corrected := list[0], list[5]
		if first.Category != "0301" || first.Unit != "baishui" || first.Place != "990121101201" || !first.Registered.Equal(morning.Add(time.Hour)) ||
			first.Subject != "第6件:村道损坏 road 100%_x" || first.Body != "修好\n说明\n去年以来道路塌陷,多次反映没有结果。" {
			t.Errorf("%+v", first)
		}
		if corrected.Subject != "水渠堵塞" || corrected.Unit != "" {
			t.Errorf("%+v", corrected)
		}
		mine, err := db.Reader(scopeOf(t, "liuhe.clerk")).Lessons(ctx, store.LessonQuery{Categories: true, Units: true, Limit: 9})
		if err != nil || len(mine) != 1 || mine[0].No != all[4] {
			t.Errorf("a unit reads %v, %v", mine, err)
		}
	})
}
