package words

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func written(list []Piece) string {
	var b strings.Builder
	for _, p := range list {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
			continue
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

func TestMark(t *testing.T) {
	for _, c := range []struct {
		text, query, want string
	}{
		{"石门村村道积水", "村道", "石门村[村道]积水"},
		{"村道，村道", "村道", "[村道]，[村道]"},
		{"石门村道", "门村 村道", "石[门村道]"},
		{"Ａ7县，ａ7Ｘ", "a7", "[Ａ7]县，[ａ7]Ｘ"},
		{"村村村", "村村", "[村村]村"},
		{"没有", "村", "没有"},
		{"", "村", ""},
	} {
		if got := written(Mark(c.text, Query(c.query))); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.query, c.text, got, c.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	far := strings.Repeat("一", 50)
	for _, c := range []struct {
		text, query, want string
		met               int
	}{
		{"村道积水", "积水", "村道[积水]", 1},
		{far + "村道" + far + "村道积水" + far, "村道 积水", "…" + far[:15] + "[村道积水]" + far[:18] + "…", 2},
		{"村道" + far, "村道", "[村道]" + strings.Repeat("一", 13) + "…", 1},
		{far, "村道", "", 0},
	} {
		list, met := Excerpt(c.text, Query(c.query), 5)
		if diff := cmp.Diff(c.want, written(list)); diff != "" || met != c.met {
			t.Errorf("%s: %d met, %s", c.query, met, diff)
		}
	}
}

func TestScore(t *testing.T) {
	parts := func(subject, facts string) []Weighed { return []Weighed{{subject, 8}, {facts, 2}} }
	better := func(a, b []Weighed, query string) {
		t.Helper()
		if x, y := Score(a, Query(query)), Score(b, Query(query)); x <= y {
			t.Errorf("%s: %d, not more than %d", query, x, y)
		}
	}
	better(parts("村道积水", ""), parts("反映问题", "村道积水"), "村道")
	better(parts("", "村道积水，村道"), parts("", "村道积水"), "村道")
	better(parts("村道积水", ""), parts("村道", ""), "村道 积水")
	better(parts("村道", ""), parts("", strings.Repeat("村道", 9)), "村道")
	if n := Score(parts("村道", "村道"), nil); n != 0 {
		t.Errorf("nothing looked for: %d", n)
	}
}
