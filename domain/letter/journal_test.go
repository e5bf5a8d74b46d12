package letter

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// escalated is a matter of three weeks that was raised in the province.
func escalated(t testing.TB) *matterBench {
	t.Helper()
	w := newMatter(t, "2026-08-27 09:30").accepted()
	w.until("2026-09-02 10:00").do("baishui.handler1", &petition.Contacted{Means: petition.InPerson, Said: "听取意见"})
	w.until("2026-09-18 09:00").do("case1", &petition.Escalated{Escalation: petition.Escalation{Level: org.Province, On: date("2026-09-15"), Form: petition.Visit, Persons: 3, Body: "省信访局"}})
	return w.until("2026-09-18 14:42")
}

func TestMatter(t *testing.T) {
	w := escalated(t)
	m := forms(t).Matter(w.facts("baishui"))
	for what, got := range map[string][2]string{
		"number": {m.No, number}, "petitioner": {m.Petitioner, "王**等3人"}, "name": {m.Name, ""}, "channel": {m.Channel, "来访"}, "purpose": {m.Purpose, "求决"},
		"subject": {m.Subject, "反映石门村灌溉渠损毁的问题"}, "unit": {m.Unit.Name, "白水镇"}, "from": {m.From.Name, "清源县信访局"}, "sign": {m.From.Sign, "清信"},
		"received": {m.Received.String(), "2026-08-27"}, "accepted": {m.Accepted.String(), "2026-08-27"}, "notified": {m.Notified.String(), "2026-08-27"},
		"pledge": {m.DueReply.String(), "2026-09-28"}, "law": {m.DueLegal.String(), "2026-10-26"}, "raised": {m.Last.Name, "省"}, "body": {m.Last.Body, "省信访局"},
		"on": {m.Last.On.String(), "2026-09-15"}, "assisting": {strings.Join(m.Assisting, ""), must(t, "land").Name}, "note": {m.Assignment.Note, "请当面听取信访人意见"},
		"handler": {m.Handler.Title, "水利站站长"}, "code": {m.Code, ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s is %q, want %q", what, got[0], got[1])
		}
	}
	if m.Persons != 3 || m.Week != 4 || m.LegalDays != 60 || len(m.Demands) != 3 || m.Demands[2].N != 3 || m.Demands[0].Done {
		t.Errorf("persons %d, week %d, days %d, demands %v", m.Persons, m.Week, m.LegalDays, m.Demands)
	}
	if m.Head.Name == "" || m.Head.Title == "" || m.Liaison.Name == "" || m.Handler.Phone == "" || m.Bureau.Phone == "" {
		t.Errorf("people: head %v, liaison %v, handler %v", m.Head, m.Liaison, m.Handler)
	}
	if i := slices.IndexFunc(m.Dues, func(d Due) bool { return d.Rule == "pledge.ordinary" }); i < 0 || !m.Dues[i].Running || m.Dues[i].Basis != "诺" || m.Dues[i].Day != m.DueReply {
		t.Errorf("dues %+v", m.Dues)
	}
	// What is personal never goes to an office, however it stands in the texts.
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"王小明", "15400001234", "3组12号"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("%s goes to an office", secret)
		}
	}
}

func must(t testing.TB, id org.UnitID) org.Unit {
	t.Helper()
	u, ok := county().Unit(id)
	if !ok {
		t.Fatalf("there is no unit %s", id)
	}
	return u
}

// A letter to the petitioner names them in full.
func TestMatterToThePetitioner(t *testing.T) {
	w := newMatter(t, "2026-08-27 09:30").accepted()
	x := w.facts("")
	x.Open, x.From, x.Code = true, "baishui", "7GPQ4-RH2KM"
	m := forms(t).Matter(x)
	if m.Name != "王小明" || m.Petitioner != "王小明等3人" || !strings.Contains(m.Facts, "王小明") || m.Code != "7GPQ4-RH2KM" || m.From.Sign != "白政" {
		t.Errorf("name %q, petitioner %q, facts %q, code %q, from %v", m.Name, m.Petitioner, m.Facts, m.Code, m.From)
	}
	w = newMatter(t, "2026-08-27 09:30")
	r := record(w.now)
	r.Anonymous, r.Petitioners, r.Persons = true, nil, 1
	w.do("case1", &petition.RegisteredData{Record: r})
	if m := forms(t).Matter(w.facts("baishui")); m.Petitioner != "匿名信访人" || m.Name != "" {
		t.Errorf("anonymous: %q %q", m.Petitioner, m.Name)
	}
}

func TestMatterAnswered(t *testing.T) {
	w := newMatter(t, "2026-08-27 09:30").accepted()
	w.until("2026-09-10 09:00").do("baishui.head", &petition.Extended{Days: 20, Reason: "需要设计"})
	w.until("2026-09-20 09:00").replied().do("baishui.clerk", &petition.ServedData{Paper: petition.PaperReply, Way: petition.Left, Witness: "石门村村委会"})
	m := forms(t).Matter(w.facts("baishui"))
	if d := m.Demands[0]; !d.Done || d.Result != "予以支持" || d.Opinion != "11月30日前修复" || d.Basis == "" {
		t.Errorf("demand %+v", d)
	}
	if m.Reply.Number != "白信复〔2026〕1号" || m.Reply.ReviewDue != "自收到本意见书之日起30日内" || m.Reply.ReviewBody != "清源县人民政府" || m.Replied.String() != "2026-09-20" || m.Served.String() != "2026-09-20" {
		t.Errorf("reply %+v, served %v", m.Reply, m.Served)
	}
	if x := m.Extension; x.Days != 20 || x.Old.String() != "2026-10-26" || x.New.String() != "2026-11-16" || x.By.Name == "" {
		t.Errorf("extension %+v", x)
	}
	if len(m.Services) != 1 || m.Services[0].Way != "留置送达" || m.Services[0].Witness != "石门村村委会" {
		t.Errorf("services %+v", m.Services)
	}
	if len(m.Notices) != 1 || !strings.Contains(m.Notices[0].Kinds, "、") || m.Notices[0].Means != "当面" {
		t.Errorf("notices %+v", m.Notices)
	}
	if open := open(m.Demands); len(open) != 0 {
		t.Errorf("still unanswered: %v", open)
	}
	// What is not issued yet is told to nobody but the petitioner.
	w = newMatter(t, "2026-08-27 09:30").accepted()
	w.do("baishui.handler1", &petition.ReplySubmitted{ReviewBody: "清源县人民政府", Answers: slices.Repeat([]petition.Answer{{Facts: "属实", Basis: "法", Opinion: "修", Result: petition.Supported}}, 3)})
	x := w.facts("baishui")
	if m := forms(t).Matter(x); m.Demands[0].Opinion != "" || m.Reply.ReviewBody != "" {
		t.Errorf("a draft is told: %+v", m.Demands[0])
	}
	x.Open = true
	if m := forms(t).Matter(x); m.Demands[0].Opinion != "修" || m.Demands[0].Done {
		t.Errorf("a draft is not told to the petitioner: %+v", m.Demands[0])
	}
}

// The time line tells what was owed and when it was done; the holders come one after another.
func TestCourse(t *testing.T) {
	w := newMatter(t, "2026-08-27 09:30").registered()
	w.until("2026-09-01 10:00").do("case1", &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary}) // owed on August 28
	w.until("2026-09-02 10:00").do("baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.deputy", "副镇长"), Handler: duty("baishui.handler1", "水利站站长")})
	w.do("baishui.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone}).do("case1", &petition.Noted{Text: "内部备注"})
	w.until("2026-09-03 10:00").do("baishui.handler1", &petition.Contacted{Means: petition.InPerson, Said: "听取意见"})
	w.until("2026-09-10 10:00").do("baishui.deputy", &petition.Contacted{Means: petition.ByPhone, Said: "说明安排"})
	w.until("2026-09-30 10:00")
	m := forms(t).Matter(w.facts("discipline"))
	find := func(what string) Moment {
		i := slices.IndexFunc(m.Course, func(c Moment) bool { return strings.HasPrefix(c.What, what) })
		if i < 0 {
			t.Fatalf("%s is not in the time line %+v", what, m.Course)
		}
		return m.Course[i]
	}
	if c := find("交办白水镇"); c.On.String() != "2026-09-01" || c.Time != "10:01" || c.Due.String() != "2026-08-28" || c.Late != 4 || c.Who == "" || c.Unit != "清源县信访局" {
		t.Errorf("assigned: %+v", c)
	}
	if c := find("决定受理"); c.Late != 0 || c.Due.String() != "2026-09-02" {
		t.Errorf("accepted: %+v", c)
	}
	if c := find("电话告知信访人"); c.On.String() != "2026-09-02" {
		t.Errorf("notified: %+v", c)
	}
	find("按三周工作法转由分管负责人")
	for _, c := range m.Course {
		if strings.Contains(c.What, "备注") || strings.ContainsAny(c.What, "{}") || c.What == "" {
			t.Errorf("the time line tells %+v", c)
		}
	}
	if !slices.IsSortedFunc(m.Course, func(a, b Moment) int { return int(a.On - b.On) }) {
		t.Error("the time line is out of order")
	}
	type line struct{ as, from, to, who, owed, did string }
	want := []line{
		{"登记和分办", "2026-08-27", "2026-09-01", "清源县信访局", "交办，最迟2026年8月28日", "2026年9月1日交办白水镇"},
		{"受理", "2026-09-01", "2026-09-02", "白水镇", "受理，最迟2026年9月2日", "2026年9月2日决定受理"},
		{"办理责任人", "2026-09-02", "", "白水镇", "一般事项答复，最迟2026年10月8日", "联系信访人1次"},
		{"第2周责任人", "2026-09-10", "2026-09-17", "白水镇", "推动办理", "2026年9月10日电话联系信访人"},
		{"第3周责任人", "2026-09-17", "2026-09-24", "白水镇", "推动办理", "没有办理记录"},
		{"第4周责任人", "2026-09-24", "", "清源县委县政府", "推动办理", "没有办理记录"},
	}
	if len(m.Holders) != len(want) {
		t.Fatalf("holders %+v", m.Holders)
	}
	for i, h := range m.Holders {
		x := want[i]
		if h.As != x.as || h.From.String() != x.from || h.To.String() != x.to || h.Who.Unit != x.who || !strings.HasPrefix(h.Owed, x.owed) || h.Did != x.did {
			t.Errorf("holder %d is %+v, want %+v", i, h, x)
		}
	}
}

// What an accusation says goes to the bureau and the discipline body alone: TL art. 30(3).
func TestAccusation(t *testing.T) {
	w := accusing(t)
	for to, told := range map[org.UnitID]bool{"discipline": true, "bureau": true, "land": false, "county": false, "": false} {
		m := forms(t).Matter(w.facts(to))
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "侵占") != told || (len(m.Demands) > 0) != told || (m.Facts != "") != told || !m.Accusation {
			t.Errorf("to %q: %s", to, raw)
		}
		if !told && strings.Contains(string(raw), "王*") {
			t.Errorf("to %q the petitioner is named", to)
		}
		if m.Subject == "" || m.Petitioner == "" {
			t.Errorf("to %q the matter cannot be named: %+v", to, m)
		}
	}
	// The petitioner's own letter tells what they wrote themselves.
	x := w.facts("")
	x.Open = true
	if m := forms(t).Matter(x); len(m.Demands) == 0 || m.Name != "王小明" {
		t.Errorf("to the petitioner: %+v", m)
	}
}

func TestOrders(t *testing.T) {
	w := newMatter(t, "2026-08-27 09:30").accepted()
	w.until("2026-09-10 10:00").do("chief1", petition.NewOrder(petition.Supervision, "请反馈办理情况", date("2026-09-20"), ""))
	w.do("baishui.clerk", &petition.OrderAnswered{Order: w.p.Orders[0].ID, Answer: "已经修复"})
	x := w.facts("baishui")
	x.Order = w.p.Orders[0].ID
	m := forms(t).Matter(x)
	if o := m.Order; o.Kind != petition.Supervision || o.Name != "督办单" || o.Due.String() != "2026-09-20" || o.Answer != "已经修复" || o.Answered.String() != "2026-09-10" {
		t.Errorf("order %+v", o)
	}
	x.Order = ""
	if m := forms(t).Matter(x); m.Order.ID != "" || len(m.Orders) != 1 {
		t.Errorf("no order was asked for: %+v", m.Order)
	}
}

func TestOthers(t *testing.T) {
	w, second := escalated(t), newMatter(t, "2026-08-28 09:30").assigned()
	x := w.facts("baishui")
	x.Others = []Facts{second.facts("baishui")}
	if m := forms(t).Matter(x); len(m.Others) != 1 || m.Others[0].Unit.Name != "白水镇" || m.Others[0].Received.String() != "2026-08-28" {
		t.Errorf("others %+v", m.Others)
	}
}
