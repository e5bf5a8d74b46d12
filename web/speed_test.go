package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

func TestSpeeds(t *testing.T) {
	h := newHouse(t)
	take := func(unit string, after time.Duration) string {
		no := h.matterFor(org.UnitID(unit), "路灯不亮")
		h.advance(after)
		o := h.officer(unit + ".handler1")
		h.act(unit+".clerk", no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(o), Handler: duty(o)})
		return no
	}
	h.at("2026-08-03 09:00")
	first := take("baishui", time.Hour)
	h.at("2026-08-04 09:00")
	take("baishui", 3*time.Hour)
	h.at("2026-08-05 09:00")
	take("liuhe", 50*time.Hour)
	take("land", 5*time.Hour)
	h.at("2026-08-06 10:00")
	h.act("baishui.handler1", first, &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
	h.act("baishui.handler1", first, &petition.Progress{Text: "核对名单", Mark: petition.Verified})
	h.matterFor("baishui", "没有受理的")
	h.at("2026-09-18 14:42")

	all := h.opens("director", "/speeds", "/speeds?of=30", "/speeds?of=365", "/speeds?of=2026-08", "/speeds?of=2026-07", "/speeds?of=nonsense")
	a := all["/speeds"]
	says(t, "the bureau", a, "近90天", "乡镇", "县直部门", "2小时", "平均2小时", "交办3件", "2天2小时", "全部乡镇", "从交办到受理", "不排名次")
	says(t, "a month", all["/speeds?of=2026-08"], "8月1日到8月31日", "交办3件", `<option value="2026-08" selected`)
	says(t, "a month without any", all["/speeds?of=2026-07"], "这段时间没有交办的")
	says(t, "the last month", all["/speeds?of=30"], "这段时间没有交办的", `aria-current="page"`)
	// Every number leads to a list of as many.
	b := h.signedIn("director")
	number := regexp.MustCompile(`href="(/office/petitions\?[^"]*assigned[^"]*)">\D*(\d+)`)
	links := number.FindAllStringSubmatch(a.body, -1)
	if len(links) < 6 {
		t.Errorf("only %d numbers lead to a list", len(links))
	}
	for _, link := range links {
		if got := len(rows(b.get(html.UnescapeString(link[1])))); link[2] != string(rune('0'+got)) {
			t.Errorf("%s: %d matters, the page says %s", link[1], got, link[2])
		}
	}
	says(t, "a list", b.get("/office/petitions?state=all&pace=accept&assigned=2026-08-01..2026-08-31"), "受理已完成", "2026-08-01到2026-08-31交办")
	if got := rows(b.get("/office/petitions?state=all&assigned=2026-08-04..2026-08-05")); len(got) != 2 {
		t.Errorf("assigned in two days: %v", got)
	}

	// A unit sees itself and its kind, a county leader the units tied to them.
	says(t, "a unit", h.opens("baishui.clerk", "/speeds")["/speeds"], "白水镇", "全部乡镇", "交办4件", "!/office/units/liuhe", "!县直部门")
	says(t, "another", h.opens("land.head", "/speeds")["/speeds"], "5小时", "!/office/units/baishui")
	says(t, "a leader", h.opens("leader1", "/speeds")["/speeds"], "/office/units/baishui")
	h.turnsAway("/speeds", "baishui.handler1", "inspector1", "sysadmin", "baishui.shimen")

	for login, shown := range map[string]bool{"director": true, "baishui.head": true, "land.head": false, "baishui.handler1": false, "sysadmin": false} {
		a := h.opens(login, "/units/baishui")["/units/baishui"]
		if got := strings.Contains(a.body, `class="paces paces-n"`) && strings.Contains(a.body, "2小时"); got != shown {
			t.Errorf("%s sees the unit's speeds: %v", login, got)
		}
	}
	if a := b.get("/office/petitions?assigned=x..y&pace=nothing&turn=x"); a.status != http.StatusOK {
		t.Errorf("conditions that are none: %d", a.status)
	}
	if h.log.Len() > 0 {
		t.Error(h.log.String())
	}
}
