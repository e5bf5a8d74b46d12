package oversight

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// matter is one petition on which the made county's officers act.
type matter struct {
	t     *testing.T
	rules petition.Rules
	p     *petition.Petition
	now   time.Time
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// newMatter is registered on Tuesday 2026-09-01 at 9 by a caseworker.
func newMatter(t *testing.T, change ...func(*petition.Record)) *matter {
	t.Helper()
	policies, err := deadline.LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	triggers, err := Triggers()
	if err != nil {
		t.Fatal(err)
	}
	m := &matter{t: t, rules: petition.Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}}
	m.at("2026-09-01 09:00")
	m.p = &petition.Petition{No: petition.Number("990121", deadline.NewDay(2026, 9, 1), 1)}
	r := petition.Record{
		Channel: petition.Visit, ReceivedAt: m.now, FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
		Petitioners: []petition.Petitioner{{Name: "王小明", Phone: "19900001234", Address: "白水镇石门村3组"}},
		Category:    "0101", Place: "990121101201", Subject: "石门村青苗补偿款少发",
		Demands: []petition.Demand{{Text: "补发差额"}, {Text: "公布标准"}},
	}
	for _, c := range change {
		c(&r)
	}
	m.do("case1", &petition.RegisteredData{Record: r})
	return m
}

func (m *matter) at(text string) { m.now = moment(m.t, text) }

func (m *matter) do(login string, d petition.Data) *matter {
	m.t.Helper()
	by := org.ThePetitioner(string(sample.Code))
	if login != "petitioner" {
		var ok bool
		if by, ok = sample.Officer(login); !ok {
			m.t.Fatalf("nobody signs in as %s", login)
		}
	}
	events, err := m.rules.Decide(m.p, by, m.now, d)
	if err != nil {
		m.t.Fatalf("%s: %s: %v", login, d.Kind(), err)
	}
	for _, e := range events {
		m.p.Apply(e)
	}
	return m
}

// assigned, accepted, notified and replied take it further on, at the moment that the clock shows.
func (m *matter) assigned(assisting ...petition.Assist) *matter {
	m.t.Helper()
	return m.do("case1", &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary, Assisting: assisting})
}

func (m *matter) accepted(assisting ...petition.Assist) *matter {
	m.t.Helper()
	handler, _ := sample.Officer("baishui.handler1")
	return m.assigned(assisting...).do("baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: petition.Duty{Name: "何"},
		Handler: petition.Duty{Person: handler.Person, Name: handler.Name, Phone: "0000-6200133"}})
}

func (m *matter) notified() *matter {
	m.t.Helper()
	return m.accepted().do("baishui.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
}

func (m *matter) drafted() *matter {
	m.t.Helper()
	answers := make([]petition.Answer, len(m.p.Record.Demands))
	for i := range answers {
		answers[i] = petition.Answer{Facts: "属实", Basis: "土地管理法", Opinion: "补发", Result: petition.Supported}
	}
	return m.do("baishui.handler1", &petition.ReplySubmitted{Answers: answers, ReviewBody: "清源县人民政府"})
}

func (m *matter) served() *matter {
	m.t.Helper()
	return m.notified().drafted().do("baishui.deputy", &petition.ReplyApproved{}).do("baishui.head", &petition.ReplyApproved{}).
		do("baishui.clerk", &petition.RepliedData{}).do("baishui.clerk", &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct})
}

// look gives the reasons at a moment.
func (m *matter) look(text string, same ...string) []Reason {
	m.t.Helper()
	return Reasons(m.rules, m.p, moment(m.t, text), Others{Contact: same})
}

// wants compares the kinds of the reasons, each with what it waits for: "late:replied half".
func (m *matter) wants(text, want string, same ...string) []Reason {
	m.t.Helper()
	all := m.look(text, same...)
	var got []string
	for _, r := range all {
		word := string(r.Kind)
		if r.What != "" {
			word += ":" + string(r.What)
		}
		got = append(got, word)
	}
	if words := strings.Join(got, " "); words != want {
		m.t.Errorf("%s: reasons %q, want %q", text, words, want)
	}
	return all
}

func TestDutiesOnTheirDays(t *testing.T) {
	// Registered on Tuesday: to be assigned by Wednesday.
	m := newMatter(t)
	m.wants("2026-09-01 14:30", "soon:assigned")
	m.wants("2026-09-02 08:30", "today:assigned")
	all := m.wants("2026-09-03 08:30", "late:assigned")
	if all[0].Rule != "pledge.assign" || all[0].Due != deadline.NewDay(2026, 9, 2) || all[0].Acts[0] != petition.KAssigned {
		t.Errorf("%+v", all[0])
	}
	// The statute's 15 days are over too; one reason says it, by the stricter clock.
	m.wants("2026-09-30 08:30", "late:assigned")

	m = newMatter(t).assigned()
	all = m.wants("2026-09-03 08:30", "late:accepted")
	if all[0].Acts[0] != petition.KUrged {
		t.Errorf("%+v", all[0])
	}
	m.at("2026-09-03 09:00")
	m.do("case1", petition.NewOrder(petition.Urging, "请受理", deadline.NewDay(2026, 9, 8), ""))
	if all = m.look("2026-09-03 14:30"); all[0].Acts[0] != petition.KReminded {
		t.Errorf("an urging slip waits, and one is offered again: %v", all[0].Acts)
	}
	// The next week the slip itself is late, and its kind is told.
	all = m.wants("2026-09-09 08:30", "late:accepted late:order_answered")
	if !slices.Equal(all[1].Words, []string{"urging"}) {
		t.Errorf("%+v", all[1])
	}

	// Friday 18 September is one working day before Sunday the 20th, a make-up day.
	m = newMatter(t)
	m.at("2026-09-18 10:00")
	m.assigned()
	m.wants("2026-09-18 14:30", "soon:accepted")
	m.wants("2026-09-20 08:30", "today:accepted")
	m.wants("2026-09-21 08:30", "late:accepted")
}

func TestNothingToSee(t *testing.T) {
	m := newMatter(t).notified()
	m.wants("2026-09-02 08:30", "")
	if m.wants("2026-09-09 08:30", ""); m.look("2026-09-09 08:30") != nil {
		t.Error("a matter that goes its way is on the list")
	}
	m = newMatter(t)
	m.do("petitioner", &petition.WithdrawalRequested{Words: "解决了"}).do("case1", &petition.WithdrawnData{Free: true, Call: "本人自愿"})
	m.wants("2026-12-01 08:30", "", "990121-260801-0001-A")
}

func TestNotices(t *testing.T) {
	m := newMatter(t).accepted()
	m.wants("2026-09-01 14:30", "") // on the day of acceptance nobody is late
	all := m.wants("2026-09-02 08:30", "notice")
	if all[0].Rule != "law.notice" || all[0].N != 4 || all[0].Key() != "patrol.reason.notice.all" {
		t.Errorf("%+v", all[0])
	}
	m.do("baishui.clerk", &petition.Notified{Kinds: []petition.NoticeKind{petition.NoticeAcceptance}, Means: petition.InPerson})
	all = m.wants("2026-09-02 08:30", "notice")
	if slices.Contains(all[0].Words, string(petition.NoticeAcceptance)) || len(all[0].Words) != 3 || all[0].Key() != "patrol.reason.notice" {
		t.Errorf("%+v", all[0])
	}
	// Once the statute's day is near that is the reason, with what is missing.
	m = newMatter(t).accepted()
	all = m.wants("2026-09-16 08:30", "today:notified half")
	if len(all[0].Words) != 4 {
		t.Errorf("%+v", all[0])
	}
	// An acceptance on Friday afternoon is no reason on Saturday.
	m = newMatter(t)
	m.at("2026-09-04 17:00")
	m.accepted()
	m.wants("2026-09-06 08:30", "")
	m.wants("2026-09-07 08:30", "notice")
}

func TestHalf(t *testing.T) {
	m := newMatter(t).notified()
	m.wants("2026-09-15 14:30", "")
	all := m.wants("2026-09-16 08:30", "half") // one month from the first: half is gone with the 16th
	if all[0].Rule != "pledge.ordinary" || all[0].Acts[0] != petition.KUrged {
		t.Errorf("%+v", all[0])
	}
	m.at("2026-09-16 09:00")
	m.do("baishui.handler1", &petition.Progress{Text: "核对名单"})
	m.wants("2026-09-16 14:30", "")
	// When the reply is late, that nothing was done goes without saying.
	m = newMatter(t).notified()
	m.wants("2026-10-20 08:30", "late:replied")
}

func TestObjectionStandsStill(t *testing.T) {
	m := newMatter(t).assigned()
	m.at("2026-09-02 10:00")
	m.do("baishui.clerk", &petition.Objected{Reasons: "不属本镇", Suggests: "land"})
	all := m.wants("2026-09-10 08:30", "objection")
	if r := all[0]; r.Unit != "land" || r.N != 1 || r.Rule != "pledge.accept" || r.Due != 0 || r.Since != deadline.NewDay(2026, 9, 2) || r.Key() != "patrol.reason.objection.names" {
		t.Errorf("%+v", r)
	}
	m.at("2026-09-10 09:00")
	m.do("chief1", &petition.ObjectionOverruled{Grounds: "属地负责"})
	for _, r := range m.look("2026-09-10 14:30") {
		if r.Kind == Objection {
			t.Error("a decided objection still waits")
		}
	}
}

func TestReply(t *testing.T) {
	m := newMatter(t).notified().drafted()
	m.wants("2026-09-02 08:30", "")
	m.do("case1", &petition.Corrected{Field: petition.FDemand, Index: 2, New: "赔礼道歉", Why: "补充"})
	all := m.wants("2026-09-02 08:30", "lacking")
	if all[0].N != 1 || all[0].Acts[0] != petition.KReplySentBack || all[0].Kind.Group() != GroupDecide {
		t.Errorf("%+v", all[0])
	}
	m.at("2026-09-02 09:00")
	m.do("baishui.head", &petition.ReplySentBack{Why: "漏了一项"})
	all = m.wants("2026-09-02 14:30", "sent_back")
	if all[0].N != 1 {
		t.Errorf("%+v", all[0])
	}
	m.drafted()
	m.wants("2026-09-02 14:30", "")

	// A demand that comes after the reply was issued.
	m = newMatter(t).served()
	m.do("case1", &petition.Corrected{Field: petition.FDemand, Index: 2, New: "赔礼道歉", Why: "补充"})
	m.wants("2026-09-01 14:30", "lacking")
}

func TestAfterService(t *testing.T) {
	// Served on Tuesday the 1st; file and call-back are owed by Friday the 4th.
	m := newMatter(t).served()
	m.wants("2026-09-01 14:30", "")
	all := m.wants("2026-09-02 08:30", "callback evidence")
	if all[0].Rule != "pledge.callback" || all[0].Acts[0] != petition.KCalledBack || all[1].Rule != "pledge.file" || len(all[1].Words) != 4 {
		t.Errorf("%+v", all)
	}
	m.at("2026-09-02 10:00")
	m.do("case1", &petition.CalledBack{})
	m.wants("2026-09-02 14:30", "evidence") // tried today
	m.at("2026-09-02 15:00")
	m.do("baishui.handler1", &petition.Filed{Evidence: petition.AllEvidence(), Note: "3号柜"})
	all = m.wants("2026-09-03 08:30", "soon:called_back")
	if all[0].Acts[0] != petition.KCalledBack {
		t.Errorf("%+v", all[0])
	}
	m.wants("2026-09-07 08:30", "late:called_back")
	if missing := newMatter(t).served().wants("2026-09-04 08:30", "today:called_back today:filed")[1].Words; len(missing) != 4 {
		t.Errorf("what the file lacks is not told: %v", missing)
	}
}

func TestContradiction(t *testing.T) {
	m := newMatter(t).served()
	m.at("2026-09-02 10:00")
	m.do("case1", &petition.CalledBack{Reached: true, Words: "没有收到钱"}) // takes the matter up again
	all := m.look("2026-09-02 14:30")
	if !slices.ContainsFunc(all, func(r Reason) bool { return r.Kind == Contradicted }) {
		t.Fatalf("no contradiction in %v", all)
	}
	m.do("case1", petition.NewOrder(petition.Urging, "请重新核实", deadline.NewDay(2026, 9, 10), ""))
	m.wants("2026-09-02 14:30", "")

	// First looked into: then it is the section chief's.
	m = newMatter(t).served()
	m.at("2026-09-02 10:00")
	m.do("case1", &petition.CalledBack{Reached: true, Words: "没有收到钱", Review: true})
	m.wants("2026-09-02 14:30", "evidence")
}

func TestRating(t *testing.T) {
	marks := func(g petition.Grade) petition.Marking { return petition.Marking{Attitude: g, Speed: g, Result: g} }
	m := newMatter(t).served()
	m.at("2026-09-02 09:00")
	m.do("case1", &petition.CalledBack{Reached: true, True: true, Satisfied: true, Words: "属实"}).
		do("baishui.handler1", &petition.Filed{Evidence: petition.AllEvidence(), Note: "3号柜"})
	good := *m.p
	m.do("petitioner", &petition.Rated{Bureau: marks(petition.Satisfied), Unit: petition.Marking{Attitude: petition.Satisfied, Speed: petition.Unsatisfied, Result: petition.Basically}})
	all := m.wants("2026-09-02 14:30", "rating")
	if !slices.Equal(all[0].Words, []string{"unit"}) || all[0].Acts[0] != petition.KQualityAsked {
		t.Errorf("%+v", all[0])
	}
	m.do("case1", &petition.Noted{Text: "已与单位核对"})
	m.wants("2026-09-02 14:30", "")
	m.p = &good
	m.do("petitioner", &petition.Rated{Bureau: marks(petition.Satisfied), Unit: marks(petition.Basically)})
	m.wants("2026-09-02 14:30", "")
}

func TestOrders(t *testing.T) {
	m := newMatter(t).notified()
	m.do("chief1", petition.NewOrder(petition.Supervision, "限期办结", deadline.NewDay(2026, 9, 8), ""))
	m.wants("2026-09-02 08:30", "")
	m.wants("2026-09-08 08:30", "today:order_answered")
	all := m.wants("2026-09-09 08:30", "late:order_answered")
	if !slices.Equal(all[0].Words, []string{"supervision"}) {
		t.Errorf("%+v", all[0])
	}
	m.at("2026-09-09 09:00")
	m.do("baishui.clerk", &petition.OrderAnswered{Order: m.p.Orders[0].ID, Answer: "已核实"})
	all = m.wants("2026-09-09 14:30", "check")
	if all[0].Acts[0] != petition.KOrderChecked || !slices.Equal(all[0].Words, []string{"supervision"}) {
		t.Errorf("%+v", all[0])
	}
	m.do("chief1", &petition.OrderChecked{Order: m.p.Orders[0].ID, Good: true})
	m.wants("2026-09-09 14:30", "")
}

func TestAssisting(t *testing.T) {
	m := newMatter(t).accepted(petition.Assist{Unit: "land", Due: deadline.NewDay(2026, 9, 7)}, petition.Assist{Unit: "liuhe"})
	m.do("baishui.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
	m.wants("2026-09-03 14:30", "")
	all := m.wants("2026-09-04 08:30", "assist_silent")
	if all[0].Unit != "liuhe" {
		t.Errorf("%+v", all[0])
	}
	m.wants("2026-09-07 08:30", "assist_silent")
	all = m.wants("2026-09-08 08:30", "assist_late assist_silent")
	if r := all[0]; r.Unit != "land" || r.Rule != "order.feedback" || r.Due != deadline.NewDay(2026, 9, 7) || r.Kind.Group() != GroupLate {
		t.Errorf("%+v", r)
	}
	m.at("2026-09-08 09:00")
	m.do("land.clerk", &petition.Assisted{Unit: "land", Text: "权属无争议"})
	m.wants("2026-09-08 14:30", "assist_silent")
}

func TestPutUpAndAnswered(t *testing.T) {
	m := newMatter(t).notified()
	m.at("2026-09-02 09:00")
	m.do("case1", &petition.Noted{Text: "请定主责单位", PutUp: true})
	m.wants("2026-09-02 14:30", "")
	m.at("2026-09-02 15:00")
	m.do("chief1", &petition.Noted{Text: "由白水镇主责"})
	all := m.wants("2026-09-03 08:30", "answered")
	if all[0].Since != deadline.NewDay(2026, 9, 2) {
		t.Errorf("%+v", all[0])
	}
	m.at("2026-09-03 09:00")
	m.do("case1", &petition.Noted{Text: "照办"})
	m.wants("2026-09-03 14:30", "")
	m.do("chief1", &petition.Noted{Text: "抄送分管领导"}) // nobody asked
	m.wants("2026-09-03 14:30", "")
}

func TestMattersThatBelongTogether(t *testing.T) {
	m := newMatter(t, func(r *petition.Record) { r.Persons = 6 }).notified()
	all := m.wants("2026-09-02 08:30", "collective")
	if all[0].N != 6 {
		t.Errorf("%+v", all[0])
	}
	earlier := petition.Number("990121", deadline.NewDay(2026, 8, 20), 3)
	m.do("case1", &petition.Linked{Link: petition.Link{To: earlier, Kind: petition.Backflow}})
	all = m.wants("2026-09-02 08:30", "backflow collective")
	if !slices.Equal(all[0].Numbers, []string{earlier}) {
		t.Errorf("%+v", all[0])
	}
	m.do("case1", &petition.Linked{Link: petition.Link{To: petition.Number("990121", deadline.NewDay(2026, 9, 1), 2), Kind: petition.Duplicate}, Incoming: true})
	m.wants("2026-09-02 08:30", "backflow repeat collective")
	m.do("case1", &petition.Noted{Text: "已向股长报告"})
	m.wants("2026-09-02 14:30", "")
}

func TestSuspectedDuplicates(t *testing.T) {
	m := newMatter(t).notified()
	var others []string
	for i := range 5 {
		others = append(others, petition.Number("990121", deadline.NewDay(2026, 8, 20+i), 3))
	}
	all := m.wants("2026-09-02 08:30", "same", others...)
	if r := all[0]; r.N != 5 || len(r.Numbers) != 3 || r.Numbers[0] != others[4] || r.Acts[0] != petition.KLinked {
		t.Errorf("%+v", r)
	}
	m.wants("2026-09-02 08:30", "", m.p.No)
	// A note answers those that were there; one that comes later asks again.
	m.at("2026-09-02 09:00")
	m.do("case1", &petition.Noted{Text: "不是一件事"})
	m.wants("2026-09-02 14:30", "", others...)
	m.wants("2026-09-04 08:30", "same", append(others, petition.Number("990121", deadline.NewDay(2026, 9, 3), 1))...)
}

// TestLikelyDuplicates: what tells of the same in like words asks for a decision, once, and not where the
// same contact is named already.
func TestLikelyDuplicates(t *testing.T) {
	m := newMatter(t).notified()
	other, third := petition.Number("990121", deadline.NewDay(2026, 9, 1), 5), petition.Number("990121", deadline.NewDay(2026, 9, 1), 6)
	others := Others{Text: []Alike{{other, []string{"青苗补偿", "连接线", "每亩", "水渠"}}, {third, []string{"水渠"}}, {m.p.No, nil}}}
	reasons := func(text string, o Others) []Reason { return Reasons(m.rules, m.p, moment(t, text), o) }
	all := reasons("2026-09-02 08:30", others)
	if len(all) != 1 || all[0].Kind != Likely || all[0].N != 2 || !slices.Equal(all[0].Words, []string{"青苗补偿", "连接线", "每亩"}) {
		t.Fatalf("%+v", all)
	}
	others.Contact = []string{other}
	if all := reasons("2026-09-02 08:30", others); len(all) != 2 || all[0].Kind != Same || all[1].N != 1 {
		t.Errorf("%+v", all)
	}
	m.at("2026-09-02 09:00")
	m.do("case1", &petition.SetApart{To: other})
	m.do("case1", &petition.Linked{Link: petition.Link{To: third, Kind: petition.Related}})
	if all := reasons("2026-09-02 14:30", others); len(all) != 0 {
		t.Errorf("after it was decided: %+v", all)
	}
}

// TestOrderOfReasons: what needs an eye first stands first, and the groups follow the order of the ranks.
func TestOrderOfReasons(t *testing.T) {
	last := 0
	for _, k := range ReasonKinds() {
		at := slices.Index(Groups(), k.Group())
		if at < last {
			t.Errorf("%s stands in group %s, after a later one", k, k.Group())
		}
		last = at
	}
	m := newMatter(t, func(r *petition.Record) { r.Persons = 9 }).accepted()
	m.do("chief1", petition.NewOrder(petition.Supervision, "限期办结", deadline.NewDay(2026, 9, 8), ""))
	m.wants("2026-09-09 08:30", "late:order_answered notice collective")
	late, soon := Reason{Kind: Late, Due: deadline.NewDay(2026, 9, 8)}, Reason{Kind: Late, Due: deadline.NewDay(2026, 9, 9)}
	if Compare(late, soon) >= 0 || Compare(soon, Reason{Kind: Today}) >= 0 || Compare(Reason{Kind: Objection}, Reason{Kind: Objection, Due: 1}) <= 0 {
		t.Error("matters are not in order")
	}
}
