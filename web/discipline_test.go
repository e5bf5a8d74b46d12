package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper"
)

// again is a matter of one and the same person, by any door.
func (h *house) again(channel petition.Channel, subject string) string {
	h.t.Helper()
	m := sample.Matters(5, 1)[0]
	m.Channel, m.Subject, m.Name, m.Phone = string(channel), subject, "王小明", "15400001234"
	return h.register(m)
}

// TestDiscipline: an officer links a matter to the one that it continues, for the kind that is proposed;
// it stands in the register, is pushed, answered and concluded, all by forms that need no scripts.
func TestDiscipline(t *testing.T) {
	h := newHouse(t)
	earlier := h.again(petition.Visit, "石桥村水渠没有修")
	h.act("chief1", earlier, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	h.advance(48 * time.Hour)
	later := h.again(petition.Web, "石桥村水渠还是没有修")
	case1, clerk, leader := h.signedIn("case1"), h.signedIn("liuhe.clerk"), h.signedIn("leader1")

	a := case1.get("/office/petitions/" + later + "/linked?to=" + earlier)
	says(t, "the form", a, "建议选“倒流”", "从网上、领导信箱或者12345热线来的", `value="backflow" id="f-kind-4" checked`)
	a = case1.post("/office/petitions/"+later+"/linked", url.Values{"to": {earlier}})
	says(t, "no kind was chosen", a, "建议选“倒流”", `value="backflow" id="f-kind-4" checked`, "关系没有选，已按建议选了“倒流”", "!请选择两件事的关系")
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("%d", a.status)
	}
	a = case1.get("/office/petitions/" + later + "/linked")
	says(t, "the empty form", a, `name="show" value="on" formnovalidate`, "按“看建议”", "!建议选")
	a = case1.post("/office/petitions/"+later+"/linked", url.Values{"to": {earlier}, "show": {"on"}, "why": {"同一条水渠"}})
	if says(t, "what fits", a, "建议选“倒流”", `value="backflow" id="f-kind-4" checked`, "同一条水渠", `!class="err-sum"`); a.status != http.StatusOK {
		t.Errorf("%d", a.status)
	}
	a = case1.post("/office/petitions/"+later+"/linked", url.Values{"to": {"1"}, "show": {"on"}})
	says(t, "what fits a number that is none", a, "编号不对", "!请选择两件事的关系")
	a = case1.post("/office/petitions/"+later+"/linked", url.Values{"to": {earlier}, "kind": {"backflow"}})
	says(t, "the matter", a, "双向规范", "倒流件", "诉求1", "没有答复", "还没有推动", "/petitions/"+later+"/pushed")
	h.opens("case1", "/discipline", "/discipline?stage=open&kind=backflow&month=2026-09&unit=baishui", "/petitions/"+later, "/petitions/"+later+"/pushed", "/petitions/"+later+"/discipline_closed")
	says(t, "the register", case1.get("/office/discipline?stage=open"), "石桥村水渠还是没有修", "待推动", "白水镇", "共1件")
	for _, none := range []string{"stage=closed", "kind=repeat", "month=2026-08", "unit=liuhe", "stage=nonsense"} {
		says(t, none, case1.get("/office/discipline?"+none), "没有符合条件的", "!石桥村水渠还是没有修")
	}
	// Of one unit, what is counted is what is listed; the table of units is whole.
	says(t, "of its unit", case1.get("/office/discipline?unit=baishui"), "共1件：未销号1件")
	says(t, "of another unit", case1.get("/office/discipline?unit=liuhe"), "共0件：未销号0件", ">白水镇</a>", `<td class="num" data-k="件数">1</td>`)
	says(t, "how it looks", case1.get("/office/discipline"), `href="#i-dl"`, `倒流件</span>  <a class="t-a"`, `<div class="no-print mt2">`, `class="t t-stack t-register"`)
	says(t, "who was not asked", clerk.get("/office/discipline"), "没有倒流、重复的事项", "!各单位")
	h.turnsAway("/discipline", "sysadmin", "auditadmin")

	// The form comes with what was left, and refuses beside the field.
	a = case1.get("/office/petitions/" + later + "/pushed")
	says(t, "the form", a, "诉求1", "没有答复", `value="leader:p-leader1"`, `value="unit:liuhe"`, "!task_force")
	a = case1.post("/office/petitions/"+later+"/pushed", url.Values{"left": {"水渠没有修"}, "text": {""}, "due": {"2026-09-30"}})
	if says(t, "refused", a, "选择推动给谁"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", a.status)
	}
	for _, to := range []string{"leader:p-leader1", "unit:liuhe"} {
		a = case1.post("/office/petitions/"+later+"/pushed", url.Values{"left": {"水渠没有修，138<b>"}, "to": {to}, "text": {"请到现场"}, "due": {"2026-09-30"}})
		says(t, to, a, "已推动", "水渠没有修", "等反馈", "&lt;b&gt;")
	}
	h.opens("leader1", "/", "/petitions/"+later+"/push_answered")
	says(t, "the leader's day", leader.get("/office/"), "石桥村水渠还是没有修", "请您推动并反馈")
	says(t, "the township's register", clerk.get("/office/discipline"), "石桥村水渠还是没有修", "水渠没有修", "!"+earlier, "!诉求1", "!各单位")
	a = clerk.post("/office/petitions/"+later+"/push_answered", url.Values{"push": {""}, "did": {"到现场"}})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", a.status)
	}
	page := clerk.get("/office/petitions/" + later + "/push_answered")
	says(t, "its form", page, "柳河镇", "水渠没有修", "!县领导")
	p, err := h.db.Reader(h.cases.Scope(h.officer("case1"))).Petition(t.Context(), later)
	h.must(err)
	ids := p.Discipline.Pushes
	a = clerk.post("/office/petitions/"+later+"/push_answered", url.Values{"push": {ids[1].ID}, "did": {"到现场看过，本月修好"}})
	says(t, "answered", a, "已记录反馈", "到现场看过，本月修好")
	a = case1.post("/office/petitions/"+later+"/discipline_closed", url.Values{"conclusion": {"修好了"}})
	says(t, "too early", a, "还有推动没有反馈")
	a = case1.post("/office/petitions/"+later+"/push_answered", url.Values{"push": {ids[0].ID}, "did": {"批示水利局办"}})
	says(t, "noted for the leader", a, "代记", "待销号")
	says(t, "the caseworker's day", case1.get("/office/"), "推动的都反馈了，等写结论")
	a = case1.post("/office/petitions/"+later+"/discipline_closed", url.Values{"conclusion": {"水渠修好了"}})
	says(t, "closed", a, "已销号", "水渠修好了")
	says(t, "the register", case1.get("/office/discipline?stage=closed"), "水渠修好了", "批示水利局办")
	h.opens("case1", "/discipline", "/petitions/"+later)

	// The list for the meeting says the same, and is whole.
	a = case1.get("/office/discipline/export?as=xlsx")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Disposition"), `attachment; filename="discipline-2026-09-20.xlsx"`) {
		t.Fatalf("%d %v", a.status, a.header)
	}
	var rows [][]string
	table, err := paper.OpenTable(strings.NewReader(a.body), "discipline.xlsx", paper.Limits{})
	h.must(err)
	for row, err := table.Next(); err == nil; row, err = table.Next() {
		rows = append(rows, row.Cells)
	}
	if len(rows) != 2 || rows[1][1] != "倒流件" || rows[1][3] != later || !strings.Contains(rows[1][11], "批示水利局办") {
		t.Errorf("%q", rows)
	}
	if a := clerk.get("/office/discipline/export?as=pdf"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", a.status)
	}
}

// TestDisciplineBehindTheWall: an entry leads back to a matter that accuses a unit: who is there is told
// neither of the entry nor of that matter, though the later one is theirs.
func TestDisciplineBehindTheWall(t *testing.T) {
	h := newHouse(t)
	earlier := h.accusation("land", "自然资源局收钱不办事")
	h.advance(48 * time.Hour)
	later := h.again(petition.Web, "宅基地证还是没有办")
	h.act("case1", later, &petition.Linked{Link: petition.Link{To: earlier, Kind: petition.Backflow}})
	h.act("case1", later, &petition.AssignedData{Unit: "land", Path: petition.Ordinary})
	says(t, "the bureau", h.signedIn("case1").get("/office/discipline"), "宅基地证还是没有办", "共1件")
	land := h.signedIn("land.clerk")
	says(t, "the register", land.get("/office/discipline"), "没有倒流、重复的事项", "共0件", "!宅基地证还是没有办")
	says(t, "the matter", land.get("/office/petitions/"+later), "宅基地证还是没有办", "!倒流件", "!自然资源局收钱")
	a := land.get("/office/discipline/export?as=csv")
	says(t, "the export", a, "!宅基地证还是没有办")
	if a.status != http.StatusOK {
		t.Errorf("%d", a.status)
	}
}
