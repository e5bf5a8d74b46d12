package web_test

import (
	"context"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bihuan/locale"
)

var (
	bulletinUnit = regexp.MustCompile(`<th class="wide" scope="row"><b>([^<]+)</b></th>`)
	bulletinCell = regexp.MustCompile(`(?s)<td class="num" data-k="([^"]+)">(.*?)</td>`)
	anyLink      = regexp.MustCompile(`href="([^"]+)"`)
	anyNumber    = regexp.MustCompile(`>\s*(\d+)\s*<`)
)

// bulletinRows are the rows of units, by column.
func bulletinRows(t *testing.T, a answer) (units []string, numbers []map[string]int, links []map[string]string) {
	t.Helper()
	body, _, _ := strings.Cut(a.body, "<tfoot>")
	for _, row := range strings.Split(body, "<tr>")[1:] {
		unit := bulletinUnit.FindStringSubmatch(row)
		if unit == nil {
			continue
		}
		n, to := map[string]int{}, map[string]string{}
		for _, cell := range bulletinCell.FindAllStringSubmatch(row, -1) {
			n[cell[1]], _ = strconv.Atoi(anyNumber.FindStringSubmatch(cell[2] + "<")[1])
			if link := anyLink.FindStringSubmatch(cell[2]); link != nil {
				to[cell[1]] = html.UnescapeString(link[1])
			}
		}
		units, numbers, links = append(units, unit[1]), append(numbers, n), append(links, to)
	}
	return units, numbers, links
}

// TestBulletin: the bureau and the leaders compare all units by what they owe, a unit sees itself, and
// every number that is a link leads to as many matters.
func TestBulletin(t *testing.T) {
	h := newHouse(t)
	h.connect()
	if a := h.signedIn("case1").get("/office/bulletin"); a.status != http.StatusOK || !strings.Contains(a.body, "还没有通报") {
		t.Errorf("before the first: %d", a.status)
	}
	h.at("2026-09-11 14:42")
	h.fill(40)
	ctx := context.Background()
	tick := func(at string) {
		h.at(at)
		_, err := h.cases.Tick(ctx)
		h.must(err)
	}
	tick("2026-09-11 14:43")
	tick("2026-09-11 16:01")
	tick("2026-09-20 16:01") // a Sunday that is worked
	b := h.signedIn("case1")
	for _, tag := range locale.Tags() {
		b.language = tag
		if a := b.get("/office/bulletin"); a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
			t.Errorf("%s: %d, or not worded", tag, a.status)
		}
	}
	b.language = locale.Chinese
	a := b.get("/office/bulletin")
	units, numbers, links := bulletinRows(t, a)
	if len(units) < 5 || !strings.Contains(a.body, "9月14日至9月20日") || !strings.Contains(a.body, "单位合计") {
		t.Fatalf("%d units in the bulletin", len(units))
	}
	linked, late := 0, 0
	for i, n := range numbers {
		late += n["现在超期"]
		if i > 0 {
			before := numbers[i-1]
			if before["现在超期"] < n["现在超期"] || before["现在超期"] == n["现在超期"] && before["第4周"] < n["第4周"] {
				t.Errorf("%s, which owes less, stands before %s", units[i-1], units[i])
			}
		}
		for column, href := range links[i] {
			linked++
			if got := len(rows(b.get(href + "&n=100"))); got != n[column] {
				t.Errorf("%s, %s: %d, but the list shows %d (%s)", units[i], column, n[column], got, href)
			}
		}
		if n["在办"] > 0 && links[i]["在办"] == "" || n["现在超期"] > 0 && links[i]["现在超期"] == "" {
			t.Errorf("%s: what is open or overdue leads to no list", units[i])
		}
	}
	if linked < 5 || late == 0 {
		t.Errorf("%d links, %d overdue: the bulletin shows too little to be looked at", linked, late)
	}

	if all, _, _ := bulletinRows(t, h.signedIn("leader1").get("/office/bulletin")); len(all) != len(units) {
		t.Errorf("a leader sees %d units of %d", len(all), len(units))
	}
	head := h.signedIn("land.head").get("/office/bulletin")
	if own, n, to := bulletinRows(t, head); len(own) != 1 || own[0] != h.officer("land.head").UnitName || n[0]["在办"] == 0 || to[0]["在办"] == "" || strings.Contains(head.body, "单位合计") {
		t.Errorf("a department sees %v", own)
	}
	if own, _, _ := bulletinRows(t, h.signedIn("baishui.head").get("/office/bulletin")); len(own) != 0 {
		t.Errorf("a township without matters sees %v", own)
	}
	if !strings.Contains(a.body, `href="/office/bulletin?week=2026-09-07"`) {
		t.Error("no way to the week before")
	}
	if old := b.get("/office/bulletin?week=2026-09-07"); old.status != http.StatusOK || !strings.Contains(old.body, "9月7日至9月13日") {
		t.Errorf("the week before: %d", old.status)
	}
	if a := b.get("/office/bulletin?week=1999-01-04"); a.status != http.StatusNotFound {
		t.Errorf("a week without a bulletin: %d", a.status)
	}

	// The units were told, and the message leads here.
	clerk := h.signedIn("land.clerk")
	inbox := clerk.get("/office/inbox")
	for _, m := range messageLink.FindAllStringSubmatch(inbox.body, -1) {
		if a := clerk.get(m[1]); a.path == "/office/bulletin" {
			return
		}
	}
	t.Error("no message leads to the bulletin")
}
