package casework_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/score"
	"bihuan/store"
	"bihuan/store/storetest"
)

// verifyScores looks at all closed months and words what it finds.
func (b *bureau) verifyScores() []string {
	b.t.Helper()
	var found []string
	_, err := b.VerifyScores(b.t.Context(), nil, func(p casework.ScoreProblem) {
		found = append(found, fmt.Sprintf("%s v%d %s %s %s", p.Month, p.Version, strings.TrimPrefix(p.Key, "score.problem."), p.Unit, p.Metric))
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// TestScoresVerify finds what was tampered with, however well.
func TestScoresVerify(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			b, _ := september(t, engine)
			ctx, m := t.Context(), score.Month("2026-09")
			if _, err := b.CloseScores(ctx, b.officer("chief1"), m, 0, ""); err != nil {
				t.Fatal(err)
			}
			r := b.db.Reader(org.Scope{County: "990121", All: true})
			versions, _, err := r.ScoreMonths(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			body := string(versions[0].Body)
			// tamper writes a version with a body and its right hash, as who can reach the database could.
			tamper := func(version int, body string) {
				t.Helper()
				err := b.db.Do(ctx, "tamper", func(tx *store.Tx) error {
					return tx.PutScoreMonth(ctx, b.officer("sysadmin"), m, version, []byte(body))
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			swap := func(old, new string) string {
				t.Helper()
				if !strings.Contains(body, old) {
					t.Fatalf("there is no %s in %s", old, body)
				}
				return strings.Replace(strings.Replace(body, old, new, 1), `"version":1`, `"version":2`, 1)
			}
			// A version that nobody gave a number to, whose results do not follow: both are found.
			tamper(2, swap(`"place":2`, `"place":1`))
			if found, want := b.verifyScores(), []string{"2026-09 v0 gone  ", "2026-09 v2 sums baishui "}; !slices.Equal(found, want) {
				t.Errorf("a better place: %q, want %q", found, want)
			}
			write := func(what, statement string, want ...string) {
				t.Helper()
				db := openRaw(t, engine, b.url)
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
				if found := b.verifyScores(); !slices.Equal(found, want) {
					t.Errorf("%s: %q, want %q", what, found, want)
				}
			}
			write("the row is gone", `DELETE FROM score_month WHERE version = 2`)
			write("one number in a row", `UPDATE score_month SET body = REPLACE(body, '"points":6667', '"points":9999')`, "2026-09 v1 altered  ")
			write("put back", `UPDATE score_month SET body = REPLACE(body, '"points":9999', '"points":6667')`)
			// All of it is made to fit, but the record says otherwise.
			b.tamperWhole(versions[0], func(f *score.Frozen) {
				for i := range f.Units {
					if f.Units[i].ID == "baishui" {
						f.Units[i].Counts[0].Good++
					}
				}
				f.Results = score.Compute(f.Sheet, f.Units, f.Excluded)
			}, func(hash, body string) {
				db := openRaw(t, engine, b.url)
				if _, err := db.Exec(`UPDATE score_month SET body = $1, hash = $2`, body, hash); err != nil {
					t.Fatal(err)
				}
			})
			if found, want := b.verifyScores(), []string{"2026-09 v1 counts baishui accepted_in_time"}; !slices.Equal(found, want) {
				t.Errorf("made to fit: %q, want %q", found, want)
			}
			write("no month at all", `DELETE FROM score_month`, "2026-09 v0 gone  ")
		})
	}
}

// tamperWhole changes what was frozen and gives it with its right hash.
func (b *bureau) tamperWhole(row store.ScoreMonth, change func(f *score.Frozen), write func(hash, body string)) {
	b.t.Helper()
	var f score.Frozen
	err := json.Unmarshal(row.Body, &f)
	change(&f)
	body, again := json.Marshal(f)
	if err := errors.Join(err, again); err != nil {
		b.t.Fatal(err)
	}
	write(store.HashOf(body), string(body))
}

// openRaw opens a database behind the store's back.
func openRaw(t *testing.T, engine storetest.Engine, url string) *sql.DB {
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
