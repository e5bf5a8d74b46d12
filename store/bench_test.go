package store_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// batch is how many registrations an import puts into one transaction.
const batch = 500

// BenchmarkRegister registers as an import does, decided, sealed, chained and indexed; and sends
// the same rows again, without what made them. The ratio of both is to stay below 2.5.
func BenchmarkRegister(b *testing.B) {
	const n = 4000
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			var whole, bare time.Duration
			for b.Loop() {
				o := storetest.Options(b, storetest.URL(b, engine), time.Now)
				o.Fast = false
				db := storetest.Open(b, o)
				began := time.Now()
				fillWith(b, db, n)
				whole += time.Since(began)

				o.URL = storetest.URL(b, engine)
				source := storetest.Open(b, o)
				recording := source.Record()
				fillWith(b, source, n)
				o.URL = storetest.URL(b, engine)
				target := storetest.Open(b, o)
				began = time.Now()
				if err := recording.Play(context.Background(), target); err != nil {
					b.Fatal(err)
				}
				bare += time.Since(began)
			}
			done := float64(n * b.N)
			b.ReportMetric(done/whole.Seconds(), "registrations/s")
			b.ReportMetric(done/bare.Seconds(), "bare/s")
			b.ReportMetric(whole.Seconds()/bare.Seconds(), "ratio")
		})
	}
}

func fillWith(b testing.TB, db *store.DB, n int) {
	ctx := context.Background()
	for from := 0; from < n; from += batch {
		err := db.Do(ctx, "filling", func(tx *store.Tx) error {
			for i := from; i < min(from+batch, n); i++ {
				if err := add(ctx, b, tx, &petition.Petition{}, record(i), []byte("0123456789abcdef0123456789abcdef")); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLists reads lists of a county with as many petitions as BIHUAN_BENCH_ROWS says, 20,000
// by default.
func BenchmarkLists(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("BIHUAN_BENCH_ROWS"))
	if err != nil {
		n = 20_000
	}
	today := deadline.DayOf(time.Now())
	for _, engine := range storetest.Engines() {
		db := storetest.New(b, engine, time.Now)
		fillWith(b, db, n)
		if err := db.Filled(context.Background()); err != nil {
			b.Fatal(err)
		}
		for i := range 200 {
			accept(b, db, petition.Number("990121", today, 1+i*(n/200)))
		}
		b.Run(string(engine), func(b *testing.B) {
			all, unit := county, storetest.Rules(b).Policy.Scope(officer(b, "baishui.head"))
			mine := storetest.Rules(b).Policy.Scope(officer(b, "baishui.handler1"))
			bureau := storetest.Rules(b).Policy.Scope(officer(b, "case1"))
			deep := store.ListQuery{Open: true}
			for range 20 {
				page, err := db.Reader(all).List(context.Background(), store.ListQuery{Open: true, Limit: 500, Cursor: deep.Cursor})
				if err != nil {
					b.Fatal(err)
				}
				deep.Cursor = page.Next
			}
			for _, c := range []struct {
				name  string
				read  *store.Reader
				query store.ListQuery
			}{
				{"open by due", db.Reader(bureau), store.ListQuery{Open: true}},
				{"open by due, page 200", db.Reader(bureau), deep},
				{"all, newest", db.Reader(bureau), store.ListQuery{Sort: store.ByRegistered, Descending: true}},
				{"late", db.Reader(bureau), store.ListQuery{}.Late(today)},
				{"unit's own", db.Reader(unit), store.ListQuery{Open: true}},
				{"handler's own", db.Reader(mine), store.ListQuery{Open: true}},
				{"mine", db.Reader(bureau), store.ListQuery{Open: true, Mine: officer(b, "case1").Person}},
				{"of a unit", db.Reader(bureau), store.ListQuery{Unit: "baishui"}},
				{"number", db.Reader(bureau), store.ListQuery{Text: petition.Number("990121", today, 77)}},
				{"name", db.Reader(bureau), store.ListQuery{Name: record(77).Petitioners[0].Name.Reveal()}},
				{"phone", db.Reader(bureau), store.ListQuery{Text: record(77).Petitioners[0].Phone.Reveal()}},
				{"words, many", db.Reader(bureau), store.ListQuery{Text: "村道"}},
				{"words, none", db.Reader(bureau), store.ListQuery{Text: "没有这几个字"}},
			} {
				b.Run(c.name, func(b *testing.B) {
					for b.Loop() {
						if _, err := c.read.List(context.Background(), c.query); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("counts", func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Reader(bureau).Counts(context.Background(), officer(b, "case1").Person, today); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("verify %d", n), func(b *testing.B) {
				for b.Loop() {
					verify(b, db)
				}
			})
		})
	}
}
