package demo

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/sample"
	"bihuan/store"
)

// reports: every report can be made of the made county, says nothing in keys, and behind each number that leads
// anywhere there are as many matters.
func reports(t *testing.T, cases *casework.Casework, db *store.DB, now time.Time) {
	director, _ := sample.Officer("director")
	followed := map[string]int{}
	const most = 30 // numbers followed of a kind of report: with the race detector each takes its time
	for _, kind := range report.Kinds() {
		if kind == report.Special {
			continue // what it says are people's words
		}
		bodies, err := cases.ReportBodies(t.Context(), kind, []org.UnitID{"", "baishui"}, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range bodies {
			for _, tag := range []string{"zh-CN", "en"} {
				readable(t, b, tag)
			}
			for _, s := range b.Sections {
				for _, say := range s.Notes {
					for name, c := range say.Values {
						if followed[string(kind)] < most {
							followed[string(kind)] += follow(t, cases, director, string(kind)+" "+s.ID+" "+name, c, now)
						}
					}
				}
				for _, g := range s.Grids {
					for _, row := range g.Rows {
						if len(row) != len(g.Columns) {
							t.Errorf("%s: %d cells in %d columns", g.ID, len(row), len(g.Columns))
						}
						for i, c := range row {
							if followed[string(kind)] < most {
								followed[string(kind)] += follow(t, cases, director, string(kind)+" "+g.ID+" "+g.Columns[i], c, now)
							}
						}
					}
				}
			}
		}
	}
	t.Logf("numbers that lead to as many matters: %v", followed)
	for _, kind := range []report.Kind{report.Daily, report.Weekly, report.Monthly, report.Bulletin} {
		if followed[string(kind)] < 3 {
			t.Errorf("%s leads nowhere", kind)
		}
	}
	if err := db.SumShares(t.Context(), now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// readable: all words are there.
func readable(t *testing.T, b report.Body, tag string) {
	words, err := report.WordsIn(tag)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range b.Document(words, "office", nil).Blocks {
		lines := []string{block.String()}
		if block.Table != nil {
			lines = append(lines, block.Table.Head...)
			for _, row := range block.Table.Rows {
				lines = append(lines, row...)
			}
		}
		for _, line := range lines {
			for _, key := range []string{"section.", "grid.", "column.", "metric.", "state.", "channel.", "level.", "note", "{", "ordinal.", "figure.", "short."} {
				if strings.HasPrefix(line, key) || strings.Contains(line, "{") {
					t.Errorf("%s in %s says %q", b.Kind, tag, line)
				}
			}
		}
	}
}

// follow goes where a number leads and counts what is there.
func follow(t *testing.T, cases *casework.Casework, by org.Officer, what string, c report.Cell, moment time.Time) int {
	if c.Behind == "" {
		return 0
	}
	q, err := url.ParseQuery(c.Behind)
	if err != nil {
		t.Fatal(err)
	}
	q.Set("as_of", moment.Format(time.RFC3339Nano))
	facts, err := casework.ReadFacts(q)
	if err != nil {
		t.Fatalf("%s: %s: %v", what, c.Behind, err)
	}
	want := 0
	figure, isFigure := report.FigureOf(facts.Figure)
	switch {
	case isFigure && figure.Unit == report.Persons:
		return 0 // of so many batches
	case c.Count != nil:
		want = *c.Count
	case c.Share != nil:
		want = c.Share.Of
	}
	n := 0
	for facts.Limit = 40; ; {
		list, next, err := cases.MattersBehind(t.Context(), by, facts)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		n += len(list)
		if facts.After = next; next == "" {
			break
		}
	}
	if n != want {
		t.Errorf("%s is %d, behind it are %d: %s", what, want, n, c.Behind)
	}
	return 1
}
