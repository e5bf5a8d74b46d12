package store_test

import (
	"context"
	"strings"
	"testing"

	"bihuan/store"
	"bihuan/store/storetest"
)

// TestWordsInNoStatement: what was typed is an argument in every statement. The text of one stands in a
// server's log.
func TestWordsInNoStatement(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		register(t, db, record(1))
		texts := db.Asking(func() {
			r := db.Reader(county)
			for _, q := range []store.ListQuery{{Words: "道路塌陷"}, {Text: "测试甲乙"}, {Words: "村道", Sort: store.ByRegistered}} {
				if _, err := r.List(context.Background(), q); err != nil {
					t.Fatal(err)
				}
				q.Sort = store.ByRelevance
				if _, err := r.Search(context.Background(), q); err != nil {
					t.Fatal(err)
				}
				if _, err := r.Count(context.Background(), q, 10); err != nil {
					t.Fatal(err)
				}
			}
		})
		if len(texts) < 9 {
			t.Fatalf("%d statements", len(texts))
		}
		for _, text := range texts {
			for _, gram := range []string{"道路", "路塌", "塌陷", "测试", "试甲", "村道"} {
				if strings.Contains(text, gram) {
					t.Errorf("%q is asked for in %s", gram, text)
				}
			}
		}
	})
}

// TestPlannerKnowsWhatIsCommon: what very many have is not counted on PostgreSQL, and what few have is.
func TestPlannerKnowsWhatIsCommon(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, storetest.Options(t, storetest.URL(t, storetest.Postgres), (&at{morning}).now))
	register(t, db, record(1))
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.Raw(ctx, `INSERT INTO worded (county, no, at, text, bureau, grams)
			SELECT $1, 'x' || n, 0, '', '', to_tsvector('simple', '噪音 g' || n % 977) FROM generate_series(1, 40000) n`, county.County)
	})
	if err := db.Filled(ctx); err != nil {
		t.Fatal(err)
	}
	for words, counts := range map[string]int{"噪音": 0, "塌陷": 1} {
		counted := 0
		for _, text := range db.Asking(func() {
			if _, err := db.Reader(county).List(ctx, store.ListQuery{Words: words}); err != nil {
				t.Fatal(err)
			}
		}) {
			if strings.HasPrefix(text, "SELECT COUNT(*)") {
				counted++
			}
		}
		if counted != counts {
			t.Errorf("%s: counted %d times, want %d", words, counted, counts)
		}
	}
}
