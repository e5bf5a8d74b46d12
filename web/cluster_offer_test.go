package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// withdrawn ends a matter as its petitioner wishes.
func (h *house) withdrawn(no string) {
	h.t.Helper()
	h.act("case1", no, &petition.WithdrawalRequested{Words: "已经解决了"})
	h.act("case2", no, &petition.WithdrawnData{Free: true, Call: "本人自愿"})
}

// merged ends a matter by making it part of another.
func (h *house) merged(no, into string) {
	h.t.Helper()
	h.act("case1", no, &petition.Linked{Link: petition.Link{To: into, Kind: petition.Duplicate, Why: "同一户"}})
}

// TestClusterOffersAMasterWhereOneCanBe: where fewer than two members can be tied, no button leads to a
// form that can only be refused, and a line says why.
func TestClusterOffersAMasterWhereOneCanBe(t *testing.T) {
	h := newHouse(t)
	nos := h.estate()
	b := h.signedIn("case1")
	h.withdrawn(nos[3])
	h.merged(nos[2], nos[1])
	says(t, "two are left", b.get("/office/clusters/1"), "确定主件", "!还能列入")
	a := b.get("/office/clusters/1?act=lead")
	says(t, "the form", a, `<option value="`+nos[0]+`"`, `<option value="`+nos[1]+`"`, "!"+`<option value="`+nos[2]+`"`, "!"+`<option value="`+nos[3]+`"`, "取消")
	h.merged(nos[0], nos[1])
	says(t, "one is left", b.get("/office/clusters/1"), "还能列入集体事项的有1件", "!act=lead", "改名", "不是集体事项")
	if a := b.get("/office/clusters/1?act=lead"); a.status != http.StatusNotFound {
		t.Errorf("the form is offered: %d", a.status)
	}
	h.opens("case1", "/clusters/1")
	says(t, "closed", b.post("/office/clusters/1/close", url.Values{"why": {"写法相似"}}), "!还能列入")
}

// TestClusterWaitsForOpenMembers: one that has ended waits for nobody.
func TestClusterWaitsForOpenMembers(t *testing.T) {
	h := newHouse(t)
	nos := h.estate()
	b := h.signedIn("case1")
	h.withdrawn(nos[2])
	h.merged(nos[3], nos[1])
	a := b.post("/office/clusters/1/lead", url.Values{"master": {nos[0]}})
	says(t, "the refused form", a, "上面这几件不列", "<li>"+nos[2]+"的程序已经结束", "<li>"+nos[3][7:]+"　已并入"+nos[1])
	a = b.post("/office/clusters/1/lead", url.Values{"master": {nos[0]}, "leave": {"on"}})
	says(t, "led", a, "已列入1件", "已撤回，不列", "已并入，不列", "!未列入", "!还没有列入主件", "!act=join")
	says(t, "the list", b.get("/office/clusters?state=led"), nos[0][7:], "!还没有列入")

	fifth := h.claims(sample.Matter{Subject: "锦绣花园安置房不动产权证三年办不了", Facts: "锦绣花园安置房入住三年，开发商验收手续欠缺，至今办不了不动产权证。", Name: "赵五", Phone: "15400000009"})
	h.gather()
	says(t, "one more", b.get("/office/clusters/1"), "未列入", "有1件还没有列入主件", "act=join")
	says(t, "the list", b.get("/office/clusters?state=led"), "1件还没有列入")
	h.withdrawn(fifth)
	says(t, "it has ended too", b.get("/office/clusters/1"), "!未列入", "!还没有列入主件", "!act=join")
}

// claims registers a matter about the estate.
func (h *house) claims(m sample.Matter) string {
	h.t.Helper()
	m.Purpose, m.Channel, m.Category, m.Place, m.Address, m.Demands = "claim", "visit", "010301", "990121101201", "白水镇锦绣花园", []string{"给出办证的时间表"}
	return h.register(m)
}

// TestClusterListWords: what is counted are groups, a condition that hides them can be seen and taken away,
// and each state says in its own words that nothing is there.
func TestClusterListWords(t *testing.T) {
	h := newHouse(t)
	for i, name := range []string{"张大山", "李小河"} {
		h.claims(sample.Matter{Subject: "锦绣花园安置房入住三年办不了不动产权证", Facts: "三年前搬进锦绣花园安置房，开发商说欠缺验收手续，至今办不了不动产权证。", Name: name, Phone: "1540000000" + string(rune('1'+i))})
	}
	h.gather()
	b := h.signedIn("case1")
	says(t, "pairs", b.get("/office/clusters?least=2"), "这一页1组", "2件，2人", "9月18日</td>", "!9月18日至", "2件以上")
	says(t, "large ones", b.get("/office/clusters?least=20"), "没有符合条件的", "全部清除", `<a href="/office/clusters">`, "!还没有归到一起")
	says(t, "those that are none", b.get("/office/clusters?state=closed"), "没有判断为不是集体事项的", "!没有符合条件的")
	says(t, "those with a master", b.get("/office/clusters?state=led"), "没有确定主件的", "!没有符合条件的")
	says(t, "a condition and a state", b.get("/office/clusters?state=closed&least=20"), "没有符合条件的", `href="/office/clusters?state=closed"`)
	page := b.get("/office/clusters/1")
	says(t, "the group", page, "移出", "!不属于这一组", "2件，2人，9月18日<")
	if form := b.get("/office/clusters/1?act=name"); !strings.Contains(form.body, `class="form mt3" id="act"`) {
		t.Error("the form touches the tags above it")
	}
	b.language = locale.English
	says(t, "in English", b.get("/office/clusters?least=2"), "To be decided", "With a master", "No collective matter", ">All", "1 group on this page", "18 September</td>")
	says(t, "the group in English", b.get("/office/clusters/1"), "Take out")
}
