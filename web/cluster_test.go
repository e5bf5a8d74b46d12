package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// estate registers matters of several people about one resettlement estate, each a day after the one
// before, and has them put together.
func (h *house) estate() []string {
	h.t.Helper()
	base := sample.Matter{Purpose: "claim", Channel: "visit", Category: "010301", Place: "990121101201", Address: "白水镇锦绣花园", Demands: []string{"给出办证的时间表"}}
	var numbers []string
	for i, text := range [][3]string{
		{"锦绣花园安置房入住三年办不了不动产权证", "三年前搬进锦绣花园安置房，开发商说欠缺验收手续，至今办不了不动产权证。", "张大山"},
		{"要求解决锦绣花园安置房不动产权证办理问题", "锦绣花园安置房已经入住三年，开发商欠缺验收手续，不动产权证一直办不了。", "李小河"},
		{"锦绣花园安置小区不动产权证迟迟办不下来", "入住锦绣花园安置房三年没有不动产权证，说是开发商验收手续没有办齐。", "王秀兰"},
		{"反映锦绣花园安置房办不了不动产权证", "锦绣花园安置房三年办不了不动产权证，开发商推说验收手续欠缺。", "陈国强"},
	} {
		m := base
		m.Subject, m.Facts, m.Name, m.Phone = text[0], text[1], text[2], "1540000000"+string(rune('1'+i))
		numbers = append(numbers, h.register(m))
		h.advance(24 * time.Hour)
	}
	h.gather()
	return numbers
}

func (h *house) gather() {
	h.t.Helper()
	_, err := h.cases.Gather(h.t.Context(), casework.GatherJob{})
	h.must(err)
}

func TestClustersAreForWhoSeesThem(t *testing.T) {
	h := newHouse(t)
	nos := h.estate()
	list := h.opens("case1", "/clusters", "/clusters?state=all&least=2&place=9901211012&category=0103", "/clusters/1", "/clusters?least=20")
	says(t, "the list", list["/clusters"], "锦绣花园", "4件，4人", "近7天4件", "待判断")
	says(t, "the list of one place", list["/clusters?state=all&least=2&place=9901211012&category=0103"], "4件，4人")
	says(t, "large ones", list["/clusters?least=20"], "!4件，4人")
	says(t, "the group", list["/clusters/1"], "安置房", "<mark>", "确定主件", "!张大山", "!15400000001")
	if a := h.signedIn("case1").get("/office/clusters?place=990121103"); strings.Contains(a.body, "4件，4人") {
		t.Error("it is listed under another place")
	}

	// A unit sees what it is to answer for, and counts no more than that.
	clerk := h.signedIn("baishui.clerk")
	if a := clerk.get("/office/clusters/1"); a.status != http.StatusNotFound {
		t.Errorf("who sees none of the members: %d", a.status)
	}
	h.act("case1", nos[0], &petition.AssignedData{Unit: "baishui"})
	if a := clerk.get("/office/clusters/1"); a.status != http.StatusNotFound {
		t.Errorf("who sees one of the members: %d", a.status)
	}
	h.act("case1", nos[2], &petition.AssignedData{Unit: "baishui"})
	says(t, "who sees two", clerk.get("/office/clusters/1"), "2件，2人", "!确定主件", "!act=out", "!反映锦绣花园")
	if a := clerk.post("/office/clusters/1/lead", url.Values{"master": {nos[0]}}); a.status != http.StatusForbidden {
		t.Errorf("the clerk makes a master: %d", a.status)
	}
}

func TestClusterIsLedAndUndone(t *testing.T) {
	h := newHouse(t)
	nos := h.estate()
	b := h.signedIn("case1")
	says(t, "the form", b.get("/office/clusters/1?act=lead"), "锦绣花园安置房入住三年", "依据")
	if a := b.get("/office/clusters/1?act=undo"); a.status != http.StatusNotFound {
		t.Errorf("undoing what was not done is offered: %d", a.status)
	}

	// One has been merged: it is told by its number and reason, and the rest is done only when asked.
	h.act("case1", nos[3], &petition.Linked{Link: petition.Link{To: nos[1], Kind: petition.Duplicate, Why: "同一户"}})
	a := b.post("/office/clusters/1/lead", url.Values{"master": {nos[0]}})
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("linked although one cannot be: %d", a.status)
	}
	says(t, "the refused form", a, "这几件不能列入", nos[3][7:], "已并入"+nos[1], "其余的照常列入")
	says(t, "the group", b.get("/office/clusters/1"), "!撤销主件")
	a = b.post("/office/clusters/1/lead", url.Values{"master": {nos[0]}, "leave": {"on"}})
	says(t, "the group that is led", a, "已列入2件", "撤销主件", "还没有交办", "已并入，不列", "!还没有列入主件")
	says(t, "the master", b.get("/office/petitions/"+nos[0]), "列入本件的", "归在集体事项第1组", "关联到本件（集体事项")
	says(t, "a member", b.get("/office/petitions/"+nos[1]), "集体事项", nos[0][7:])
	for _, form := range []string{"name", "out", "undo"} {
		if a := b.get("/office/clusters/1?act=" + form); a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
			t.Errorf("the form %s: %d", form, a.status)
		}
	}
	a = b.post("/office/clusters/1/out", url.Values{"no": {nos[0]}, "why": {"不是"}})
	says(t, "taking the master out", a, "它是主件")
	a = b.post("/office/clusters/1/undo", url.Values{})
	says(t, "undoing without a reason", a, "请写明理由")
	a = b.post("/office/clusters/1/undo", url.Values{"why": {"各办各的"}})
	says(t, "undone", a, "已撤销", "确定主件", "各办各的")
	says(t, "the master after that", b.get("/office/petitions/"+nos[0]), "!列入本件的", "关联已撤销")

	// What a person says about a group stays.
	says(t, "renamed", b.post("/office/clusters/1/name", url.Values{"name": {"锦绣花园办证难"}}), "锦绣花园办证难", "名称由人定")
	says(t, "one less", b.post("/office/clusters/1/out", url.Values{"no": {nos[3]}, "why": {"说的是另一件事"}}), "已移出的", "3件，3人")
	says(t, "put back", b.post("/office/clusters/1/put_back", url.Values{"no": {nos[3]}}), "4件，4人", "!已移出的")
	says(t, "closed", b.post("/office/clusters/1/close", url.Values{"why": {"写法相似"}}), "已判断不是集体事项", "恢复为待判断")
	says(t, "no longer listed", b.get("/office/clusters"), "!锦绣花园办证难")
	says(t, "listed as such", b.get("/office/clusters?state=closed"), "锦绣花园办证难")
	says(t, "on the matter's page", b.get("/office/petitions/"+nos[0]), "!归在集体事项")
	says(t, "opened", b.post("/office/clusters/1/open", nil), "已恢复为待判断")
	if a := b.post("/office/clusters/1/burn", nil); a.status != http.StatusNotFound {
		t.Errorf("an act that is none: %d", a.status)
	}
	if a := b.get("/office/clusters/x"); a.status != http.StatusNotFound {
		t.Errorf("a number that is none: %d", a.status)
	}
}
