package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// askLink is where one asks that a mark does not count, decideLink where the second person says a word.
var (
	askLink    = regexp.MustCompile(`href="(/office/scores/exclusions/new\?[^"]+)"`)
	decideLink = regexp.MustCompile(`href="(/office/scores/exclusions/[0-9][^"?]+)"`)
)

// scoredHouse is one in which, in September, Baishui accepted one matter in time and one not at all.
func scoredHouse(t *testing.T) (h *house, late string) {
	h = newHouse(t)
	h.at("2026-09-02 09:00")
	var numbers []string
	for range 2 {
		no := h.register(sample.Matters(11, 3)[len(numbers)])
		h.act("chief1", no, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
		numbers = append(numbers, no)
	}
	h.act("baishui.clerk", numbers[0], &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(h.officer("baishui.deputy")), Handler: duty(h.officer("baishui.handler1"))})
	h.at("2026-10-08 09:00")
	return h, numbers[1]
}

// followed is a link as a browser follows it.
func followed(href string) string { return strings.ReplaceAll(href, "&amp;", "&") }

// TestScorePages: from the county's sheet down to the matter, out of the counts by two people, and closed.
func TestScorePages(t *testing.T) {
	h, late := scoredHouse(t)
	chief, director := h.signedIn("chief1"), h.signedIn("director")
	unit := "/office/scores/units/baishui?month=2026-09"
	a := chief.get("/office/scores")
	if a.status != http.StatusOK || !strings.Contains(a.body, unit) || !strings.Contains(a.body, "50.0%") || !strings.Contains(a.body, "尚未冻结") {
		t.Fatalf("the sheet: %d", a.status)
	}
	a = chief.get(unit)
	marks := "/office/scores/units/baishui/accepted_in_time?month=2026-09"
	if !strings.Contains(a.body, marks) || !strings.Contains(a.body, "第1名") {
		t.Fatal("the unit's sheet does not lead to the matters")
	}
	a = h.signedIn("baishui.clerk").get(marks)
	if !strings.Contains(a.body, "/office/petitions/"+late) || !strings.Contains(a.body, "没有做到") {
		t.Fatal("behind the number the late matter is not listed")
	}

	// The township asks, the chief allows.
	clerk := h.signedIn("baishui.clerk")
	var ask string
	for _, found := range askLink.FindAllStringSubmatch(clerk.get(marks).body, -1) {
		if strings.Contains(found[1], late) {
			ask = followed(found[1])
		}
	}
	q, err := url.Parse(ask)
	h.must(err)
	form := q.Query()
	if a = clerk.get(ask); a.status != http.StatusOK {
		t.Fatalf("asking: %d at %q", a.status, ask)
	}
	if a = clerk.post("/office/scores/exclusions", form); a.status != http.StatusUnprocessableEntity {
		t.Errorf("asked without a reason: %d", a.status)
	}
	form.Set("why", "洪灾断网三天")
	if a = clerk.post("/office/scores/exclusions", form); a.path != "/office/scores/exclusions" || !strings.Contains(a.body, "洪灾断网三天") || strings.Contains(a.body, "审批</a>") {
		t.Errorf("asked: %d at %s", a.status, a.path)
	}
	h.advance(2 * time.Minute)
	closing := url.Values{"month": {"2026-09"}, "seen": {"0"}}
	if a = chief.post("/office/scores/close", closing); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "等待批准") {
		t.Errorf("closed while it waits: %d", a.status)
	}
	decide := found(t, decideLink, chief.get("/office/scores/exclusions?month=2026-09"))
	if a = chief.post(decide, nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", a.status)
	}
	if a = clerk.post(decide, url.Values{"allow": {"yes"}}); a.status != http.StatusForbidden {
		t.Errorf("the township allows: %d", a.status)
	}
	if a = chief.post(decide, url.Values{"allow": {"yes"}}); a.path != "/office/scores/exclusions" || !strings.Contains(a.body, "已剔除") {
		t.Errorf("allowed: %d at %s", a.status, a.path)
	}
	if a = chief.get(unit); !strings.Contains(a.body, "100%") || !strings.Contains(a.body, "洪灾断网三天") {
		t.Error("it still counts, or is not shown to be left out")
	}

	for _, tag := range locale.Tags() {
		for _, b := range []*browser{chief, director} {
			b.language = tag
			for _, path := range []string{"/office/scores", "/office/scores?month=2026-10", unit, marks, "/office/scores/exclusions?month=2026-09", decide, ask, "/office/scores/close?month=2026-09", "/office/scores/sheet", "/office/scores/sheet/new"} {
				if a = b.get(path); a.status != http.StatusOK || strings.Contains(a.body, "⟦") || inline.MatchString(a.body) {
					t.Errorf("%s %s: %d, or not worded", tag, path, a.status)
				}
			}
			b.language = locale.Chinese
		}
	}

	if a = chief.post("/office/scores/close", closing); a.path != "/office/scores" || !strings.Contains(a.body, "已冻结（第1版）") {
		t.Fatalf("closed: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	if a = director.post("/office/scores/close", closing); a.status != http.StatusUnprocessableEntity {
		t.Errorf("closed twice: %d", a.status)
	}
	h.act("baishui.clerk", late, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(h.officer("baishui.deputy")), Handler: duty(h.officer("baishui.handler1"))})
	if a = chief.get(marks); askLink.MatchString(a.body) || !strings.Contains(a.body, "没有做到") {
		t.Error("after closing one may ask, or the frozen list follows the record")
	}
	closing.Set("seen", "1")
	closing.Set("reason", "补录")
	h.advance(2 * time.Minute)
	if a = director.post("/office/scores/close", closing); !strings.Contains(a.body, "已冻结（第2版）") || !strings.Contains(a.body, "补录") {
		t.Errorf("corrected: %d at %s", a.status, a.path)
	}
	if h.log.Len() > 0 {
		t.Errorf("something was logged:\n%s", h.log.String())
	}
}

// TestScorePagesAreKept: a unit reads its own sheet; who has no part in the assessment reads none.
func TestScorePagesAreKept(t *testing.T) {
	h, _ := scoredHouse(t)
	for login, want := range map[string]int{"baishui.head": http.StatusOK, "liuhe.clerk": http.StatusNotFound, "leader1": http.StatusOK, "baishui.handler1": http.StatusForbidden, "sysadmin": http.StatusForbidden, "inspector1": http.StatusForbidden} {
		b := h.signedIn(login)
		if a := b.get("/office/scores/units/baishui?month=2026-09"); a.status != want {
			t.Errorf("%s reads Baishui's sheet: %d, want %d", login, a.status, want)
		}
	}
	clerk := h.signedIn("liuhe.clerk")
	if a := clerk.get("/office/scores/units/baishui/accepted_in_time?month=2026-09"); a.status != http.StatusForbidden {
		t.Errorf("another township reads what is behind: %d", a.status)
	}
	for _, path := range []string{"/office/scores/close?month=2026-09", "/office/scores/sheet/new"} {
		if a := clerk.get(path); a.status != http.StatusForbidden {
			t.Errorf("a township at %s: %d", path, a.status)
		}
	}
	if a := clerk.get("/office/scores?month=next"); a.status != http.StatusNotFound {
		t.Errorf("no month: %d", a.status)
	}
}

// TestScoreSheetForm: weights come to a hundred points, and what is a volume is refused whatever the form says.
func TestScoreSheetForm(t *testing.T) {
	h, _ := scoredHouse(t)
	b := h.signedIn("director")
	form := url.Values{"effective": {"2026-11-01"}, "weight.accepted_in_time": {"60"}, "weight.replied_in_time": {"39.5"}, "bands.townships": {"20 100"}}
	if a := b.post("/office/scores/sheet", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "99.50分") {
		t.Errorf("99.5 points: %d", a.status)
	}
	form.Set("weight.total_batches", "0.5")
	if a := b.post("/office/scores/sheet", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "数量只是事实，从不作为考核指标") {
		t.Errorf("a volume: %d", a.status)
	}
	form.Del("weight.total_batches")
	form.Set("weight.replied_in_time", "40.00")
	form.Set("bands.townships", "100 20")
	if a := b.post("/office/scores/sheet", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "从小到大") {
		t.Errorf("bands that fall: %d", a.status)
	}
	form.Set("bands.townships", "20 100")
	if a := b.post("/office/scores/sheet", form); a.path != "/office/scores/sheet" || !strings.Contains(a.body, "第2版") || !strings.Contains(a.body, "20、100") {
		t.Errorf("saved: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	if a := b.get("/office/scores/sheet/new"); !strings.Contains(a.body, `value="60.00"`) || !strings.Contains(a.body, `value="20 100"`) {
		t.Error("the next form does not begin with it")
	}
}
