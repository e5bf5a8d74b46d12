package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// opens looks at pages in both languages, and gives the Chinese ones by path.
func (h *house) opens(login string, paths ...string) map[string]answer {
	h.t.Helper()
	s, pages := &stage{house: h}, map[string]answer{}
	b := h.signedIn(login)
	for _, path := range paths {
		for _, tag := range []string{locale.English, locale.Chinese} {
			b.language = tag
			pages[path] = b.get("/office" + path)
			s.proper(tag+" "+login+" "+path, pages[path])
		}
	}
	return pages
}

// turnsAway wants somebody not to be let to a page.
func (h *house) turnsAway(path string, logins ...string) {
	h.t.Helper()
	for _, login := range logins {
		if a := h.signedIn(login).get("/office" + path); a.status != http.StatusForbidden {
			h.t.Errorf("%s opens %s: %d", login, path, a.status)
		}
	}
}

// says wants a page to say some words, and not to say others, which begin with "!".
func says(t *testing.T, what string, a answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if never, is := strings.CutPrefix(w, "!"); is && strings.Contains(a.body, never) {
			t.Errorf("%s: says %q", what, never)
		} else if !is && !strings.Contains(a.body, w) {
			t.Errorf("%s: does not say %q", what, w)
		}
	}
}

// matterFor is a made matter that a unit is to answer for.
func (h *house) matterFor(unit org.UnitID, subject string) string {
	h.t.Helper()
	m := sample.Matters(5, 1)[0]
	m.Subject = subject
	no := h.register(m)
	h.act("chief1", no, &petition.AssignedData{Unit: unit, Path: petition.Ordinary})
	return no
}

// accusation is a matter that accuses a unit.
func (h *house) accusation(unit org.UnitID, subject string) string {
	h.t.Helper()
	return h.accusing(petition.Accused{Units: []org.UnitID{unit}}, subject)
}

func (h *house) accusing(whom petition.Accused, subject string) string {
	h.t.Helper()
	m := sample.Matters(5, 1)[0]
	receipt, err := h.cases.Register(h.t.Context(), h.officer("case1"), petition.Record{
		Channel: petition.Letter, ReceivedAt: time.UnixMilli(h.now.Load()), FirstLevel: org.County, Purpose: petition.Accusation, Category: m.Category,
		Place: m.Place, Subject: subject, Facts: m.Facts, Persons: 1, Anonymous: true, Demands: []petition.Demand{{Text: m.Demands[0]}},
		Accused: whom,
	}, "")
	h.must(err)
	h.act("chief1", receipt.No, &petition.AssignedData{Unit: "discipline", Path: petition.Ordinary})
	return receipt.No
}

func TestSupervisionSuggests(t *testing.T) {
	h := newHouse(t)
	no := h.matterFor("baishui", "石门村路灯不亮")
	secret := h.accusation("baishui", "反映镇里有人收好处")
	says(t, "in time", h.opens("chief1", "/supervision")["/supervision"], "没有需要督办的", "!"+no)
	h.at("2026-09-24 09:00") // the pledge to accept ended on the 20th
	a := h.opens("chief1", "/supervision")["/supervision"]
	says(t, "late", a, "超过时限没有受理", "石门村路灯不亮", "白水镇", "建议发催办单，1个工作日内反馈", "9月21日起，已经3天",
		`href="/office/petitions/`+no+`/urged?trigger=accept"`, `href="/office/petitions/`+no+`/noted?trigger=accept"`, "按规则建议2件", secret)

	// A county leader sees the units tied to them, and issues what their post may.
	lead := h.opens("leader1", "/supervision", "/supervision?list=orders", "/supervision/rules")
	says(t, "a leader", lead["/supervision"], "石门村路灯不亮", "由业务人员", "!/noted?trigger", "!/urged?trigger")
	if strings.Contains(lead["/supervision/rules"].body, `method="post" action="/office/supervision/rules`) {
		t.Error("a leader is offered to switch rules")
	}
	for query, want := range map[string]bool{
		"unit=baishui": true, "unit=liuhe": false, "step=urging": true, "step=supervision": false, "step=urging&unit=baishui": true,
	} {
		path := "/supervision?" + query
		if got := strings.Contains(h.opens("case1", path)[path].body, no); got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	picked := h.opens("case1", "/supervision?unit=liuhe&step=urging")["/supervision?unit=liuhe&step=urging"]
	says(t, "picked", picked, "没有符合条件的", `class="pick" href="/office/supervision?step=urging"`, `class="pick" href="/office/supervision?unit=liuhe"`)
	if a := h.signedIn("case1").get("/office/supervision?step=nothing"); a.status != http.StatusNotFound {
		t.Errorf("a step that is none: %d", a.status)
	}
	h.turnsAway("/supervision", "baishui.clerk", "baishui.head", "inspector1", "sysadmin")
	h.turnsAway("/supervision/rules", "baishui.deputy", "auditadmin")
	if h.log.Len() > 0 {
		t.Error(h.log.String())
	}
}

// Who stands behind the wall never sees what is suggested about it, nor an order.
func TestSupervisionBehindTheWall(t *testing.T) {
	h := newHouse(t)
	plain := h.matterFor("baishui", "石门村路灯不亮")
	secret := h.accusing(petition.Accused{People: []org.PersonID{h.officer("case2").Person}}, "反映科员收钱")
	town := h.accusation("baishui", "反映镇里有人收好处")
	due := deadline.DayOf(time.UnixMilli(h.now.Load())) + 3
	for _, no := range []string{plain, secret, town} {
		h.act("director", no, petition.NewOrder(petition.Supervision, "请说明", due, ""))
	}
	h.at("2026-09-24 09:00")
	for login, told := range map[string]bool{"case1": true, "director": true, "case2": false} {
		for path, a := range h.opens(login, "/supervision", "/supervision?list=orders", "/callbacks", "/ladder", "/speeds") {
			supervision := strings.HasPrefix(path, "/supervision")
			if got := strings.Contains(a.body, secret) || strings.Contains(a.body, "科员收钱"); got != (told && supervision) {
				t.Errorf("%s is told of it on %s: %v", login, path, got)
			}
			if supervision && !strings.Contains(a.body, plain) {
				t.Errorf("%s is not told of the other on %s", login, path)
			}
		}
	}
	// A township that is accused has no such page, and no other tells it.
	for _, login := range []string{"baishui.clerk", "baishui.head", "baishui.deputy", "liuhe.clerk"} {
		b := h.signedIn(login)
		for _, path := range []string{"/ladder", "/petitions?state=all", "/petitions?state=all&flag=supervised", "/units/baishui", "/"} {
			if a := b.get("/office" + path); a.status != http.StatusOK || strings.Contains(a.body, town) || strings.Contains(a.body, "镇里有人收好处") {
				t.Errorf("%s is told of it on %s: %d", login, path, a.status)
			}
		}
	}
}

func TestOrdersUnderWay(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.accept(no)
	s.step("case1", no, petition.KUrged)
	s.step("baishui.handler1", no, petition.KContacted, "means", "in_person", "said", "到村里见面")
	s.step("chief1", no, petition.KSupervised, "due", "2026-09-22")
	s.step("chief1", no, petition.KListed, "due", "2026-09-24")
	other := s.matterFor("liuhe", "河湾村自来水浑")
	s.act("case1", other, petition.NewOrder(petition.Urging, "请办理", deadline.NewDay(2026, 9, 21), ""))
	const orders = "/supervision?list=orders"
	a := s.opens("chief1", orders)[orders]
	says(t, "under way", a, "在途的3件，都没有超期", "督办单", "挂牌督办", "河湾村自来水浑", "9月18日　催办单", "9月18日　督办单", "2026-09-22　周二")
	if i, j, k := strings.Index(a.body, "河湾村"), strings.Index(a.body, "<b>督办单"), strings.Index(a.body, "<b>挂牌督办"); i > j || j > k {
		t.Error("the steps are not in their order")
	}
	s.step("baishui.handler1", no, petition.KOrderAnswered, "answer", "正在办")
	s.later("2026-09-25 09:00")
	a = s.opens("chief1", orders)[orders]
	first := s.petition(no).Unchecked()
	if len(first) != 1 {
		t.Fatalf("%d answers wait", len(first))
	}
	says(t, "answered", a, "已反馈，等审看", `href="/office/petitions/`+no+`/order_checked?order=`+first[0].ID+`"`, "其中2件到期没有反馈", "超期")
	for query, want := range map[string]string{
		"&due=late": "挂牌督办", "&step=check": "已反馈，等审看", "&step=urging&unit=liuhe": "河湾村自来水浑",
	} {
		says(t, query, s.opens("chief1", orders+query)[orders+query], want)
	}
	says(t, "overdue", s.opens("chief1", orders+"&due=late")[orders+"&due=late"], "!已反馈，等审看", `class="pick" href="/office/supervision?list=orders"`)
	says(t, "a step without any", s.opens("chief1", orders+"&step=summons")[orders+"&step=summons"], "没有符合条件的")
	if a := s.at["chief1"].get("/office" + orders + "&cursor=broken"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a broken cursor: %d", a.status)
	}
	s.step("chief1", no, petition.KOrderChecked, "good", "no", "why", "没有写时间", "due", "2026-09-29")
	says(t, "sent back", s.opens("chief1", orders)[orders], "9月25日退回重报", "!已反馈，等审看")
	s.quiet()
}

func TestRulesAreSwitched(t *testing.T) {
	h := newHouse(t)
	no := h.matterFor("baishui", "石门村路灯不亮")
	h.at("2026-09-24 09:00")
	const rules = "/supervision/rules"
	a := h.opens("chief1", rules)[rules]
	says(t, "the rules", a, "超过时限没有受理", "受理的期限已过，单位没有受理、没有提出异议", "单位提出异议，达到2次", "满5天", "挂牌督办", `action="/office/supervision/rules/accept"`)
	for _, trigger := range h.cases.Rules().Triggers {
		if !strings.Contains(a.body, trigger.Name.ZH) {
			t.Errorf("the rule %s is not there", trigger.ID)
		}
	}
	for _, login := range []string{"case1", "leader1", "baishui.clerk"} {
		if a := h.signedIn(login).post("/office"+rules+"/accept", url.Values{"off": {"yes"}}); a.status != http.StatusForbidden {
			t.Errorf("%s switches a rule: %d", login, a.status)
		}
	}
	b := h.signedIn("chief1")
	a = b.post("/office"+rules+"/accept", url.Values{"off": {"yes"}})
	says(t, "switched off", a, `class="flash flash-done"`, "“超过时限没有受理”已关闭", "9月24日 09:00，"+h.officer("chief1").Name+"关闭", "开关记录1条")
	if a = b.post("/office"+rules+"/accept", url.Values{"off": {"yes"}}); !strings.Contains(a.body, "flash-soon") {
		t.Error("switching it off twice is not told")
	}
	if a = b.post("/office"+rules+"/nothing", url.Values{"off": {"yes"}}); a.status != http.StatusNotFound {
		t.Errorf("a rule that is none: %d", a.status)
	}
	says(t, "suggested meanwhile", h.opens("case1", "/supervision")["/supervision"], "!"+no, "没有需要督办的")
	h.advance(time.Hour)
	a = h.signedIn("director").post("/office"+rules+"/accept", url.Values{"off": {"no"}})
	says(t, "switched on", a, "“超过时限没有受理”已开启", "9月24日 10:00，"+h.officer("director").Name+"开启", "开关记录2条")
	says(t, "suggested again", h.opens("case1", "/supervision")["/supervision"], no)
}

func TestEveryFactIsWorded(t *testing.T) {
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range locale.Tags() {
		for _, fact := range petition.Facts() {
			if key := "supervision.fact." + string(fact); !words.For(tag).Has(key) {
				t.Errorf("%s: %s is not worded", tag, key)
			}
		}
	}
}
