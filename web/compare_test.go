package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// told is a made matter in words that others share.
func told(subject, facts, name, phone string) sample.Matter {
	m := sample.Matters(3, 1)[0]
	m.Channel, m.Purpose, m.Subject, m.Facts, m.Name, m.Phone, m.ID, m.Address = "visit", "claim", subject, facts, name, phone, "", "石门村三组"
	m.Demands = []string{subject}
	return m
}

const (
	crops = "去年修高速连接线占了三组的地，村里说青苗补偿每亩两千六，发到手只有一千四，施工便道还压坏了水渠。"
	other = "高速连接线占我家地，青苗补偿说好每亩两千六，到手一千四，水渠被便道压坏了。"
)

// TestCompareWhileTyped: what is typed finds what there is, in the reader's scope, and tells no address.
func TestCompareWhileTyped(t *testing.T) {
	h := newHouse(t)
	first := h.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	typed := url.Values{"subject": {"石门村连接线占地青苗补偿何时补齐"}, "facts": {other}, "phone": {"154 0000 1234"}, "channel": {"visit"}}
	b := h.signedIn("case1")
	a := b.post("/office/petitions/new/compare", typed)
	if a.status != http.StatusOK || strings.Contains(a.body, "<html") {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	for _, want := range []string{"/office/petitions/" + first, "同一电话", "青苗补偿", `value="` + first + `"`, `id="link-none" value="" checked`, `data-said="可能是同一件事的有1件"`, "王**"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("%q is not in what was found:\n%s", want, a.body)
		}
	}
	if strings.Contains(a.body, "15400001234") || strings.Contains(a.body, "王小明") {
		t.Error("personal data is shown")
	}
	for _, uri := range b.visited {
		if strings.Contains(uri, "154") {
			t.Errorf("personal data stands in %s", uri)
		}
	}
	// What was chosen stays chosen, whatever is typed next.
	typed["link"], typed["subject"], typed["facts"], typed["phone"] = []string{first}, []string{"申请更换老年公交卡"}, []string{""}, []string{""}
	if a := b.post("/office/petitions/new/compare", typed); !strings.Contains(a.body, `value="`+first+`" checked`) {
		t.Errorf("the choice is gone:\n%s", a.body)
	}
	// A clerk of another town is shown nothing, and links nothing.
	typed = url.Values{"subject": {"石门村连接线占地青苗补偿何时补齐"}, "facts": {other}, "phone": {"15400001234"}, "link": {first}}
	a = h.signedIn("liuhe.clerk").post("/office/petitions/new/compare", typed)
	if a.status != http.StatusOK || strings.Contains(a.body, first) || strings.Contains(a.body, `name="link"`) {
		t.Errorf("%d: a clerk of another town sees\n%s", a.status, a.body)
	}
	if a := h.signedIn("sysadmin").post("/office/petitions/new/compare", typed); a.status != http.StatusForbidden {
		t.Errorf("who may not register is answered %d", a.status)
	}
}

// TestLinkAtRegistration: what was chosen beside the form is linked once the matter is registered; a link
// that is refused leaves the registration, and is told of.
func TestLinkAtRegistration(t *testing.T) {
	s := newStage(t)
	first := s.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	b := s.at["case1"]
	fill := func() form {
		return b.get("/office/petitions/new").formOf(t).with("name", "王小明", "phone", "15400001234", "address", "石门村三组",
			"subject", "石门村连接线占地青苗补偿何时补齐", "facts", other, "place", "990121101201", "category", "0101", "demands", "补发差额", "persons", "1")
	}
	a := b.submit(fill().with("check", "on"))
	if !strings.Contains(a.body, `value="`+first+`"`) {
		t.Fatalf("the button does not compare:\n%s", a.body)
	}
	a = b.submit(fill().with("link", first))
	no := strings.TrimSuffix(strings.TrimPrefix(a.path, "/office/petitions/"), "/receipt")
	if !strings.Contains(a.body, "并入") || s.petition(no).State != petition.Merged {
		t.Fatalf("%s is %s: %s", no, s.petition(no).State, a.path)
	}
	link := b.get("/office/petitions/" + no)
	if !strings.Contains(link.body, "相似度") {
		t.Error("the timeline does not tell what spoke for it")
	}
	s.step("case1", no, petition.KUnlinked, "why", "不是同一件事")
	s.state(no, petition.Registered)

	// The other one has ended meanwhile.
	s.act("chief1", first, &petition.ForwardedData{Body: "邻县信访局"})
	a = b.submit(fill().with("link", first))
	no = strings.TrimSuffix(strings.TrimPrefix(a.path, "/office/petitions/"), "/receipt")
	if !strings.Contains(a.body, "没能并入") || s.petition(no).State != petition.Registered {
		t.Errorf("%s is %s, and it says\n%s", no, s.petition(no).State, a.body)
	}
	if a := b.get("/office/petitions/" + no); !strings.Contains(a.body, "没能并入") {
		t.Error("the matter's page does not say why")
	}
	s.quiet()
}

// TestDecideOnDuplicates: the four answers of the matter's page.
func TestDecideOnDuplicates(t *testing.T) {
	s := newStage(t)
	first := s.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	s.advance(time.Second)
	second := s.register(told("石门村连接线占地青苗补偿何时补齐", other, "赵六", "15400007777"))
	decide := func(login, no, to, do string) answer {
		t.Helper()
		p, q := s.petition(no), s.petition(to)
		v := url.Values{"to": {to}, "do": {do}, "version": {strconv.Itoa(p.Version)}}
		if petition.Before(no, to) {
			v.Set("theirs", strconv.Itoa(q.Version))
		}
		return s.at[login].post("/office/petitions/"+no+"/compared", v)
	}
	dups := func(no string) string {
		_, after, ok := strings.Cut(s.at["case1"].get("/office/petitions/"+no).body, `id="dups"`)
		if !ok {
			return ""
		}
		section, _, _ := strings.Cut(after, "</section>")
		return section
	}
	for _, want := range []string{first, "不同的人", "重复", "他人同一事", "相关", "无关", "本件并入那一件"} {
		if !strings.Contains(dups(second), want) {
			t.Errorf("%q is not among\n%s", want, dups(second))
		}
	}
	if !strings.Contains(dups(first), "那一件并入本件") {
		t.Error("the earlier one is to be merged into the later one")
	}
	if a := s.at["baishui.clerk"].post("/office/petitions/"+second+"/compared", url.Values{"to": {first}, "do": {"duplicate"}}); a.status != http.StatusForbidden {
		t.Errorf("a clerk is answered %d", a.status)
	}
	// Whichever page it is pressed on, the later one follows the earlier.
	decide("case1", first, second, "duplicate")
	if s.petition(second).State != petition.Merged || dups(first) != "" {
		t.Fatalf("it is %s; left are\n%s", s.petition(second).State, dups(first))
	}
	page := s.at["case1"].get("/office/petitions/" + second).body
	if !strings.Contains(page, "/office/petitions/"+second+"/unlinked?to="+first) {
		t.Error("the link cannot be taken back where it stands")
	}
	s.step("case1", second, petition.KUnlinked, "to", first, "why", "不是同一件事")
	s.state(second, petition.Registered)

	// What somebody changed meanwhile is not run over.
	stale := url.Values{"to": {first}, "do": {"related"}, "version": {"1"}}
	if a := s.at["case1"].post("/office/petitions/"+second+"/compared", stale); len(s.petition(second).Links) != 0 || !strings.Contains(a.body, "flash-late") {
		t.Errorf("linked over what changed: %d", a.status)
	}
	decide("case1", second, first, "set_apart")
	if dups(second) != "" || dups(first) != "" || len(s.petition(first).Apart) != 1 {
		t.Errorf("it is asked again:\n%s%s", dups(second), dups(first))
	}
	if !strings.Contains(s.at["case1"].get("/office/petitions/"+first).body, "不是同一件事") {
		t.Error("the other's timeline does not tell")
	}
	s.quiet()
}

// TestSuspectedInTheList: what was compared is marked and can be listed, for whoever decides.
func TestSuspectedInTheList(t *testing.T) {
	h := newHouse(t)
	first := h.register(told("石门村修高速连接线占地青苗补偿少发", crops, "王小明", "15400001234"))
	second := h.register(told("石门村连接线占地青苗补偿何时补齐", other, "赵六", "15400007777"))
	alone := h.register(told("申请更换老年公交卡", "卡丢了，去窗口补办要交工本费，想问能不能免。", "钱七", "15400008888"))
	for _, no := range []string{first, second, alone} {
		_, err := h.cases.Compare(t.Context(), casework.CompareJob{No: no})
		h.must(err)
	}
	b := h.signedIn("case1")
	all, some := b.get("/office/petitions"), b.get("/office/petitions?flag=suspected")
	if n := strings.Count(all.body, `class="tag tag-soon">疑似重复`); n != 2 {
		t.Errorf("%d rows are marked", n)
	}
	if !strings.Contains(some.body, first) || !strings.Contains(some.body, second) || strings.Contains(some.body, alone) {
		t.Error("the list of what may be the same is another one")
	}
	if a := h.signedIn("baishui.clerk").get("/office/petitions"); strings.Contains(a.body, "flag=suspected") {
		t.Error("who does not decide is asked")
	}
	h.act("case1", second, &petition.SetApart{To: first})
	if a := b.get("/office/petitions?flag=suspected"); strings.Contains(a.body, first) || strings.Contains(a.body, second) {
		t.Error("it is listed still")
	}
}
