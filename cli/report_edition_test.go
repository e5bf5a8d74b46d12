package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestEditions: a report is drafted once for a moment, and nothing is wrong with what was published, which is
// nothing yet.
func TestEditions(t *testing.T) {
	r := newTerminal(t)
	draft := func(code int, args ...string) (id, out string) {
		t.Helper()
		out, _ = r.run(code, append([]string{"report", "draft"}, args...)...)
		var got struct{ ID, State string }
		_ = json.Unmarshal([]byte(out), &got)
		return got.ID, out
	}
	id, out := draft(0, "half-year", "--as-of", "2023-06-30", "--json")
	if id == "" || !strings.Contains(out, `"drafted"`) {
		t.Fatal(out)
	}
	if again, _ := draft(0, "half-year", "--as-of", "2023-06-30", "--json"); again != id {
		t.Errorf("drafted twice: %s, %s", id, again)
	}
	draft(2, "weekly", "--as-of", "2999-01-01")
	draft(2, "special")
	draft(4, "hourly")
	if out, _ := r.run(0, "report", "verify", "--json"); !strings.Contains(out, `"versions": 0`) {
		t.Error(out)
	}
}
