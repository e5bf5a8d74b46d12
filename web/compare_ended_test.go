package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/store"
)

// pair are two matters of different people in like words, the first one earlier.
func (s *stage) pair() (first, second string) {
	s.t.Helper()
	first = s.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	s.advance(time.Second)
	return first, s.register(told("石门村连接线占地青苗补偿何时补齐", other, "赵六", "15400007777"))
}

// compared decides on a candidate on a matter's page.
func (s *stage) compared(no, to, do string, version int) answer {
	s.t.Helper()
	return s.at["case1"].post("/office/petitions/"+no+"/compared", url.Values{"to": {to}, "do": {do}, "version": {strconv.Itoa(version)}})
}

// TestDecideOnArchived: what may be the same is decided on though its own file is archived.
func TestDecideOnArchived(t *testing.T) {
	s := newStage(t)
	first, second := s.pair()
	s.act("chief1", first, &petition.ForwardedData{Body: "邻县信访局"})
	s.act("case1", first, &petition.Archived{Class: "y30"})
	a := s.at["case1"].get("/office/petitions/" + second)
	section := part(a.body, `id="dups"`)
	if !strings.Contains(section, first) || strings.Contains(section, `value="duplicate"`) {
		t.Errorf("it may be linked, not merged:\n%s", section)
	}
	says(t, "linked", s.compared(second, first, "same_by_others", s.petition(second).Version), "已和"+first[7:]+"关联")
	if p := s.petition(first); len(p.Links) != 1 {
		t.Fatalf("the archived one has the links %v", p.Links)
	}
	s.step("case1", second, petition.KUnlinked, "to", first, "why", "不是同一件事")
	says(t, "set apart", s.compared(second, first, "set_apart", s.petition(second).Version), "已标为和"+first[7:]+"无关")
	says(t, "the archived one", s.at["case1"].get("/office/petitions/"+first), "不是同一件事", `!id="dups"`)
	s.quiet()
}

// part is a section of a page, from a mark to its end.
func part(body, mark string) string {
	_, after, _ := strings.Cut(body, mark)
	section, _, _ := strings.Cut(after, "</section>")
	return section
}

// TestNothingMergesIntoEnded: at the desk, what has ended is no choice; what was merged into an open one is.
func TestNothingMergesIntoEnded(t *testing.T) {
	s := newStage(t)
	first, second := s.pair()
	b := s.at["case1"]
	typed := url.Values{"subject": {"石门村连接线占地青苗补偿何时补齐"}, "facts": {other}, "link": {first}}
	choice := func(no string) string { return `id="link-` + no + `"` }
	says(t, "both are open", b.post("/office/petitions/new/compare", typed), choice(first), choice(second), `<span class="sr">石门村修高速连接线占地青苗补偿少发</span>`, "!这件已经结束")
	s.act("case1", second, &petition.Linked{Link: petition.Link{To: first, Kind: petition.Duplicate}})
	says(t, "merged into an open one", b.post("/office/petitions/new/compare", typed), choice(first), choice(second))
	s.act("chief1", first, &petition.ForwardedData{Body: "邻县信访局"})
	says(t, "ended", b.post("/office/petitions/new/compare", typed), first, second, "这件已经结束，不能并入；登记后可以关联", "!"+choice(first), "!"+choice(second), "!link-none")
	// Chosen before, and something else typed since.
	typed.Set("subject", "申请更换老年公交卡")
	typed.Set("facts", "卡丢了")
	says(t, "what was chosen", b.post("/office/petitions/new/compare", typed), first, "这件已经结束", "!"+choice(first))

	form := b.get("/office/petitions/new").formOf(t).with("name", "王小明", "phone", "15400001234", "address", "石门村三组",
		"subject", "石门村连接线占地青苗补偿何时补齐", "facts", other, "place", "990121101201", "category", "0101", "demands", "补发差额", "persons", "1")
	a := b.submit(form.with("link", first))
	says(t, "the receipt", a, "没能并入"+first[7:]+"：那件已经结束")
	if n := strings.Count(part(a.body, `class="flash`), first[7:]); n > 1 {
		t.Errorf("the number stands %d times in the refusal", n)
	}
}

// TestLessAlikeIsPutAside: others' matters that are not very alike are not counted as likely the same.
func TestLessAlikeIsPutAside(t *testing.T) {
	s := newStage(t)
	first := s.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	s.advance(time.Second)
	second := s.register(told("水渠压坏了没人修", "施工便道压坏了水渠，浇不上水，玉米旱死了三亩多，乡里来看过一次，说是找施工队，施工队说找乡里。", "赵六", "15400007777"))
	found, err := s.cases.CandidatesOf(context.Background(), s.officer("case1"), second, 9)
	if err != nil || len(found) != 1 || found[0].Likely() {
		t.Fatalf("found %+v, error %v", found, err)
	}
	a := s.at["case1"].get("/office/petitions/" + second)
	section := part(a.body, `id="dups"`)
	for _, want := range []string{"没有疑似重复", "<details>", "内容不太像的，1件", first, `<div class="row" role="group" aria-label="石门村修高速连接线占地青苗补偿少发">`} {
		if !strings.Contains(section, want) {
			t.Errorf("no %s in\n%s", want, section)
		}
	}
	says(t, "the page", a, `!href="#dups"`, "!同一人的其他事项")
	s.proper("the page", a)
}

// TestChangedMeanwhile: the answer to a button on which nothing was typed does not speak of what was typed.
func TestChangedMeanwhile(t *testing.T) {
	s := newStage(t)
	first, second := s.pair()
	s.act("case1", second, &petition.Noted{Text: "已电话联系"})
	says(t, "a stale button", s.compared(second, first, "related", 1), "事项又有了1处变化，没有按您的判断处理", "!您填的内容还在")
}

// TestEndedIsNotSuspected: neither its row nor the list of what may be the same tells of a matter that has ended.
func TestEndedIsNotSuspected(t *testing.T) {
	s := newStage(t)
	first, second := s.pair()
	b := s.at["case1"]
	s.act("chief1", first, &petition.ForwardedData{Body: "邻县信访局"})
	s.must(s.db.Do(t.Context(), "test", func(tx *store.Tx) error {
		return tx.Suspect(t.Context(), second, []store.Suspicion{{Other: first, Score: 0.9}})
	}))
	all := b.get("/office/petitions?state=all")
	if n := strings.Count(all.body, `class="tag tag-soon">疑似重复`); n != 1 || !strings.Contains(all.body, first) {
		t.Errorf("%d rows are marked", n)
	}
	says(t, "the list", b.get("/office/petitions?state=all&flag=suspected"), "/petitions/"+second, "!/petitions/"+first)
}

// TestFaintSuggestions: what is hardly suggested has no line, unless it is the first.
func TestFaintSuggestions(t *testing.T) {
	s := newStage(t)
	s.fill(60)
	_, err := s.cases.Train(context.Background(), casework.Operator(s.db.County()), nil)
	s.must(err)
	share := regexp.MustCompile(`可能性</span>(\d\.\d\d)`)
	shown := 0
	for _, subject := range []string{"老宅基地审批一直不下来", "拖欠农民工工资", "路灯不亮", "公交车班次太少"} {
		a := s.at["case1"].post("/office/petitions/new/compare", url.Values{"subject": {subject}, "facts": {subject}, "place": {"990121101201"}})
		if a.status != http.StatusOK {
			t.Fatal(a.status)
		}
		for _, id := range []string{"suggested-category", "suggested-unit"} {
			for i, found := range share.FindAllStringSubmatch(part(a.body, `id="`+id+`"`), -1) {
				shown++
				if i > 0 && found[1] < "0.05" {
					t.Errorf("%s, %s: %s is suggested", subject, id, found[1])
				}
			}
		}
	}
	if shown == 0 {
		t.Error("nothing is suggested")
	}
}
