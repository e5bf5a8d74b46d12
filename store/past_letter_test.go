package store_test

import (
	"context"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/store"
	"bihuan/store/storetest"
)

// TestPastLetters: a letter of an earlier system is kept once for each source, and counted on its day while it
// stands.
func TestPastLetters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, day := context.Background(), deadline.NewDay(2022, 12, 21)
		list := []store.PastLetter{
			{Issued: day, Kind: "reminder", State: letter.Issued, N: 1}, {Issued: day, Kind: "reminder", State: letter.Issued, N: 2},
			{Issued: day, Kind: "reminder", State: letter.Voided, N: 1}, {Issued: day.Add(1), Kind: "urging_slip", State: letter.Issued, N: 1},
		}
		put := func(source string, want int) {
			t.Helper()
			err := db.Do(ctx, "letters", func(tx *store.Tx) error {
				n, err := tx.PutPastLetters(ctx, source, list)
				if n != want {
					t.Errorf("%d of %s are new, want %d", n, source, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		count := func(from, to deadline.Day, kind letter.Kind, want int) {
			t.Helper()
			counts, err := db.Reader(county).PastLetters(ctx, from, to)
			if err != nil || counts[kind] != want {
				t.Errorf("%v %v, want %d %s", counts, err, want, kind)
			}
		}
		put("history", 4)
		put("history", 0)
		count(day, day, "reminder", 2)
		count(day, day, "urging_slip", 0)
		count(day.Add(1), day.Add(1), "urging_slip", 1)
		count(day.Add(-9), day.Add(-1), "reminder", 0)
		put("another", 4)
		count(day, day.Add(1), "reminder", 4)
	})
}
