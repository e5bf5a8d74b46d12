package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/notify"
	"bihuan/domain/report"
	"bihuan/domain/sample"
	"bihuan/locale"
)

var (
	editionSeq    = regexp.MustCompile(`name="seq" value="(\d+)"`)
	behindLink    = regexp.MustCompile(`href="(/office/reports/behind[^"]*)"`)
	untranslated  = regexp.MustCompile(`⟦|\b(edition|section|grid|column|field|mast|issue)\.[a-z_]+`)
	errSum        = regexp.MustCompile(`(?s)<div class="err-sum.*?</div>`)
	numbersInRows = regexp.MustCompile(`<td class="num"`)
)

// drafts drafts a report as of now and returns its address.
func (h *house) drafts(kind report.Kind, matter string) string {
	h.t.Helper()
	id, err := h.cases.DraftEdition(context.Background(), h.officer("case1"), casework.NewEdition{Kind: kind, AsOf: h.db.Now(), Matter: matter})
	h.must(err)
	return "/office/editions/" + id
}

// presses sends a form of an edition's page as it stands there.
func (b *browser) presses(address, act string, form url.Values) answer {
	b.h.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	if m := editionSeq.FindStringSubmatch(b.get(address).body); m != nil && !form.Has("seq") {
		form.Set("seq", m[1])
	}
	return b.post(address+"/"+act, form)
}

// A weekly report from its draft to its correction, through the pages.
func TestEditionPages(t *testing.T) {
	h := newHouse(t)
	routes, err := notify.TheRoutes()
	h.must(err)
	h.cases.Connect(casework.Outside{Routes: routes})
	h.fill(40)
	h.at("2026-09-18 16:00")
	address := h.drafts(report.Weekly, "")
	clerk, chief, director, leader := h.signedIn("case1"), h.signedIn("chief1"), h.signedIn("director"), h.signedIn("leader1")
	for _, tag := range locale.Tags() {
		clerk.language = tag
		for _, path := range []string{"/office/editions", "/office/editions?kind=weekly", address, address + "/words"} {
			if a := clerk.get(path); a.status != http.StatusOK || untranslated.MatchString(a.body) {
				t.Errorf("%s in %s: %d, %q", path, tag, a.status, untranslated.FindString(a.body))
			}
		}
	}
	clerk.language = locale.Chinese
	page := clerk.get(address).body
	for _, want := range []string{"清源县信访周报", "统计时段", "核对无误", "一致", "县领导", "t-stack"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a draft lacks %q", want)
		}
	}
	links := behindLink.FindAllStringSubmatch(page, -1)
	if len(links) == 0 || !numbersInRows.MatchString(page) {
		t.Fatalf("no number leads anywhere:\n%s", page)
	}
	for _, link := range links[:min(len(links), 4)] {
		if a := clerk.get(html.UnescapeString(link[1])); a.status != http.StatusOK {
			t.Errorf("%s: %d", link[1], a.status)
		}
	}

	// People's words stand apart; who may not sign cannot write the signer's.
	if form := clerk.get(address + "/words").body; strings.Contains(form, `name="director_note"`) || !strings.Contains(form, `name="consultations"`) {
		t.Error("a caseworker is offered the wrong fields")
	}
	if a := clerk.presses(address, "words", url.Values{"consultations": {"9月16日局务会研究<第4周>事项。"}}); a.status != http.StatusOK || !strings.Contains(a.body, "研究&lt;第4周&gt;事项") {
		t.Errorf("%d: the words are not there", a.status)
	}
	if a := clerk.presses(address, "words", url.Values{"director_note": {"x"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "由签发的人写") {
		t.Errorf("a caseworker writes the director's note: %d", a.status)
	}
	if a := leader.get(address); a.status != http.StatusNotFound {
		t.Errorf("a leader reads the draft: %d", a.status)
	}
	if a := chief.presses(address, "published", nil); a.status != http.StatusConflict {
		t.Errorf("published unchecked: %d", a.status)
	}
	if a := chief.presses(address, "checked", url.Values{"seq": {"1"}}); a.status != http.StatusConflict || !strings.Contains(a.body, "刚才有变化") {
		t.Errorf("what was seen before it changed: %d", a.status)
	}
	if a := chief.presses(address, "checked", nil); a.status != http.StatusOK || !strings.Contains(a.body, "不能自己签发") {
		t.Errorf("%d", a.status)
	}
	if a := chief.presses(address, "published", nil); a.status != http.StatusForbidden {
		t.Errorf("a section chief publishes: %d", a.status)
	}
	if a := director.presses(address, "returned", nil); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "请写明原因") {
		t.Errorf("returned without a reason: %d", a.status)
	}
	if a := director.presses(address, "returned", url.Values{"why": {"第3周再看"}}); a.status != http.StatusOK || !strings.Contains(a.body, "第3周再看") {
		t.Errorf("%d", a.status)
	}
	chief.presses(address, "checked", nil)
	if a := director.presses(address, "words", url.Values{"director_note": {"请优先看石门村。"}}); a.status != http.StatusOK {
		t.Errorf("%d", a.status)
	}
	if a := director.presses(address, "published", nil); a.status != http.StatusOK || !strings.Contains(a.body, "2026年第1期") || !strings.Contains(a.body, "14人收到，0人已读") {
		t.Errorf("%d: it is not out", a.status)
	}

	// Its reader finds it in the inbox and opens it; how it was made is not theirs to see.
	inbox := regexp.MustCompile(`href="(/office/inbox/[^"?]+)"`).FindStringSubmatch(leader.get("/office/inbox").body)
	if inbox == nil {
		t.Fatal("nothing is in the inbox")
	}
	a := leader.get(inbox[1])
	if a.path != address || !strings.Contains(a.body, "请优先看石门村") || strings.Contains(a.body, "退回") || strings.Contains(a.body, "看记录") {
		t.Errorf("the leader's page at %s", a.path)
	}
	if a := leader.get("/office/editions"); !strings.Contains(a.body, "2026年第1期") {
		t.Error("it is not in the leader's list")
	}
	if a := clerk.get(address); !strings.Contains(a.body, "14人收到，1人已读") {
		t.Error("that it was opened is not told")
	}
	for format, start := range map[string]string{"pdf": "%PDF-", "docx": "PK", "xlsx": "PK", "json": "{"} {
		a := leader.get(address + "/export?as=" + format)
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, start) || a.header.Get("Content-Disposition") != `attachment; filename="weekly-2026-1.`+format+`"` {
			t.Errorf("%s: %d %s", format, a.status, a.header.Get("Content-Disposition"))
		}
	}
	if a := h.signedIn("baishui.head").get(address); a.status != http.StatusNotFound {
		t.Errorf("who was not sent it: %d", a.status)
	}
	if a := h.signedIn("baishui.clerk").get("/office/editions"); a.status != http.StatusForbidden {
		t.Errorf("a post that is sent none: %d", a.status)
	}

	// Corrected, both versions can be read.
	if a := clerk.presses(address, "corrected", url.Values{"why": {"白水镇件数"}}); a.status != http.StatusOK || !strings.Contains(a.body, "白水镇件数") {
		t.Errorf("%d", a.status)
	}
	chief.presses(address, "checked", nil)
	director.presses(address, "published", nil)
	if a := leader.get(address); !strings.Contains(a.body, "第2版，更正：白水镇件数") {
		t.Error("the correction does not say what it puts right")
	}
	if a := leader.get(address + "?version=1"); a.status != http.StatusOK || !strings.Contains(a.body, "已经更正") {
		t.Errorf("the old version: %d", a.status)
	}
	for _, bad := range []string{address + "?version=9", address + "?version=x", address + "?unit=land", "/office/editions/none", "/office/editions?kind=hourly"} {
		if a := clerk.get(bad); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
}

// A special report is begun from the list, says what is lacking, and takes the secretary's instruction.
func TestSpecialReport(t *testing.T) {
	h := newHouse(t)
	no := h.register(sample.Matters(7, 1)[0])
	clerk := h.signedIn("case1")
	draft := func(form url.Values) answer { return clerk.post("/office/editions", form) }
	if a := draft(url.Values{"kind": {"special"}, "as_of": {"2026-09-18"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "哪一件") {
		t.Errorf("about nothing: %d", a.status)
	}
	if a := draft(url.Values{"kind": {"special"}, "as_of": {"2026-09-18"}, "matter": {"990121-260918-9999"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "查看范围") {
		t.Errorf("about no matter: %d", a.status)
	}
	if a := draft(url.Values{"kind": {"daily"}, "as_of": {"2026-09-19"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "还没有到") {
		t.Errorf("of a day to come: %d", a.status)
	}
	a := draft(url.Values{"kind": {"special"}, "as_of": {"2026-09-18"}, "matter": {no}})
	if a.status != http.StatusOK || !strings.HasPrefix(a.path, "/office/editions/") || untranslated.MatchString(a.body) {
		t.Fatalf("%d at %s, %q", a.status, a.path, untranslated.FindString(a.body))
	}
	address := a.path
	if a := clerk.presses(address, "checked", nil); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "还有没写的：基本情况、诉求") {
		t.Errorf("an empty one: %d %s", a.status, errSum.FindString(a.body))
	}
	clerk.presses(address, "words", url.Values{"facts": {"一"}, "demands": {"二"}, "law": {"三"}, "done": {"四"}, "suggestion": {"五"}})
	clerk.presses(address, "checked", nil)
	if a := h.signedIn("director").presses(address, "published", nil); a.status != http.StatusOK {
		t.Fatalf("%d", a.status)
	}
	secretary := h.signedIn("leader1")
	if a := secretary.presses(address, "instructed", url.Values{"text": {""}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing instructed: %d", a.status)
	}
	if a := secretary.presses(address, "instructed", url.Values{"text": {"请分管领导牵头"}}); a.status != http.StatusOK || strings.Count(a.body, "请分管领导牵头") != 1 || !strings.Contains(a.body, "批示和落实") {
		t.Errorf("%d: what was instructed is not shown", a.status)
	}
	if a := h.signedIn("leader3").get(address); a.status != http.StatusNotFound {
		t.Errorf("another leader: %d", a.status)
	}
}

// The problems of units are written unit by unit.
func TestWordsByUnit(t *testing.T) {
	h := newHouse(t)
	address := h.drafts(report.Monthly, "")
	b := h.signedIn("case1")
	if a := b.presses(address, "words", url.Values{"problems_unit": {"land"}, "problems": {"三件没有按期答复"}}); a.status != http.StatusOK || !strings.Contains(a.body, "县自然资源局：三件没有按期答复") {
		t.Errorf("%d", a.status)
	}
	if form := b.get(address + "/words").body; !strings.Contains(form, `name="problems.land"`) || strings.Contains(form, `<option value="land"`) {
		t.Error("the unit has no box of its own")
	}
	if a := b.presses(address, "words", url.Values{"problems": {"没有选单位"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "没有选单位") {
		t.Errorf("of no unit: %d", a.status)
	}
	if a := b.presses(address, "words", url.Values{"problems.land": {""}}); a.status != http.StatusOK || strings.Contains(a.body, "三件没有按期答复") {
		t.Errorf("taken out: %d", a.status)
	}
}
