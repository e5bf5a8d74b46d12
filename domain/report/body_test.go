package report

import (
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
)

// TestPercent: nothing to divide by is a dash, and only all is 100 %.
func TestPercent(t *testing.T) {
	w, err := WordsIn("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		s    Share
		want string
	}{
		{Share{0, 0}, "—"}, {Share{0, 9}, "0%"}, {Share{9, 9}, "100%"}, {Share{1, 2}, "50.0%"}, {Share{2, 3}, "66.7%"}, {Share{1, 16}, "6.3%"},
		{Share{99_999, 100_000}, "99.9%"}, {Share{1, 100_000}, "0.1%"},
	} {
		if got := w.Percent(c.s); got != c.want {
			t.Errorf("%v is %s, want %s", c.s, got, c.want)
		}
	}
}

// TestTotals: counts are added up, and only they; one row needs no sum.
func TestTotals(t *testing.T) {
	row := func(name string, n int) []Cell { return []Cell{Text(name), Count(n, ""), {Share: &Share{1, 2}}} }
	g := Grid{Columns: []string{"unit", "open", "share"}, Rows: [][]Cell{row("a", 3), row("b", 4)}, Total: true}
	sums := g.Totals()
	if len(sums) != 3 || *sums[1].Count != 7 || sums[2].Count != nil || sums[2].Share != nil {
		t.Errorf("%+v", sums)
	}
	g.Rows = g.Rows[:1]
	if g.Totals() != nil {
		t.Error("one row is added up")
	}
}

// TestBodyOnPaper: people's words stand in their own place, of a section below its heading, of the whole at the
// top; short columns are as wide as they are.
func TestBodyOnPaper(t *testing.T) {
	w, err := WordsIn("zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	day := deadline.NewDay(2026, time.November, 27)
	b := Body{Kind: Weekly, Period: Period{day.Add(-6), day}, AsOf: day.End(), Sections: []Section{
		{ID: "ladder", Notes: []Say{{Key: "ladder.note", Values: map[string]Cell{"three": Count(6, ""), "four": Count(9, "")}}},
			Grids: []Grid{{ID: "ladder", Columns: []string{"unit", "week3", "due"}, Rows: [][]Cell{{Text("中共清源县纪律检查委员会"), Count(1, ""), {Day: day}}}}}},
		{ID: "backlog"},
	}}
	d := b.Document(w, "清源县信访局", []Remark{{Field: "note", Text: "两件要快。\n\n一件要稳。", By: "局长"}, {Field: "backlog", Text: "继续。"}})
	var lines []string
	for _, block := range d.Blocks {
		lines = append(lines, block.String())
	}
	text := strings.Join(lines, "|")
	for _, want := range []string{"两件要快。|一件要稳。|局长|一、", "第3周6件，第4周9件。", "二、积案|继续。"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	table := d.Blocks[len(d.Blocks)-3].Table
	if table == nil || table.Rows[0][2] != "2026-11-27" || table.Align[1] != "right" || table.Widths[0] < 0.5 {
		t.Errorf("%+v", table)
	}
}
