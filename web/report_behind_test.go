package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestBehind: the lists behind a report's numbers, of each kind, for who may see the matters; a wrong address is
// told so.
func TestBehind(t *testing.T) {
	h := newHouse(t)
	h.fill(12)
	h.advance(time.Hour)
	now := time.UnixMilli(h.now.Load()).UTC().Format(time.RFC3339)
	bureau, unit := h.signedIn("director"), h.signedIn("liuhe.clerk")
	at := "/office/reports/behind?as_of=" + now
	for query, want := range map[string]string{
		"&fact=stage":                                          "在办的信访事项",
		"&fact=stage&unit=-&state=registered":                  "待交办",
		"&fact=arrival&from=2020-01-01&to=2030-01-01&raised=0": "收到的信访事项",
		"&fact=mark&metric=accepted_in_time&to=2030-01-01":     "按期受理",
	} {
		if a := bureau.get(at + query); a.status != http.StatusOK || !strings.Contains(a.body, want) || strings.Contains(a.body, "⟦") {
			t.Errorf("%s: %d\n%s", query, a.status, a.body)
		}
	}
	rows := func(b *browser) int { return len(batchLine.FindAllString(b.get(at+"&fact=stage").body, -1)) }
	if all, some := rows(bureau), rows(unit); all == 0 || some >= all {
		t.Errorf("the bureau sees %d, a unit %d", all, some)
	}
	for address, want := range map[string]int{
		"/office/reports/behind?fact=stage":           http.StatusUnprocessableEntity,
		at + "&fact=stage&due_to=x":                   http.StatusUnprocessableEntity,
		at + "&fact=petition":                         http.StatusNotFound,
		at + "&fact=mark&metric=volume&to=2030-01-01": http.StatusNotFound,
		at + "&fact=stage&week=x":                     http.StatusNotFound,
	} {
		if a := bureau.get(address); a.status != want {
			t.Errorf("%s: %d, want %d", address, a.status, want)
		}
	}
}
