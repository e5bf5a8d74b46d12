package web_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/locale"
)

// form opens an act's form in both languages, with what the address adds, and gives the Chinese one.
func (s *stage) form(login, no string, kind petition.Kind, query string) answer {
	s.t.Helper()
	b := s.at[login]
	for _, language := range []string{locale.English, locale.Chinese} {
		b.language = language
		s.proper(language+" "+string(kind), b.get(s.path(no, kind)+query))
	}
	return b.get(s.path(no, kind) + query)
}

// shows looks at the matter's page in both languages, and for what it must say in Chinese.
func (s *stage) shows(login, no string, words ...string) {
	s.t.Helper()
	b := s.at[login]
	b.language = locale.English
	s.proper("en page", b.get("/office/petitions/"+no))
	b.language = locale.Chinese
	a := b.get("/office/petitions/" + no)
	s.proper("page", a)
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			s.t.Errorf("the page of the matter does not say %q", w)
		}
	}
}

func (s *stage) last(no string) petition.Order {
	s.t.Helper()
	orders := s.petition(no).Orders
	if len(orders) == 0 {
		s.t.Fatal("no order was issued")
	}
	return orders[len(orders)-1]
}

// Each step of supervision is suggested with what is late, and shows the steps before.
func TestSupervisionGoesStepByStep(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	if a := s.form("case1", no, petition.KUrged, ""); !strings.Contains(a.body, "还没有督办过") || strings.Contains(a.body, "至今没有受理") {
		t.Error("a first urging slip in time: what was before, or that it is late, is worded wrongly")
	}
	s.later("2026-09-22 09:00") // the pledge to accept ended on the 20th
	a := s.form("case1", no, petition.KUrged, "?trigger=accept")
	f := a.formOf(t)
	if text := f.values.Get("text"); !strings.Contains(text, "应于9月20日前受理，至今没有受理") || !strings.Contains(text, "白水镇") || strings.Contains(text, "王") {
		t.Errorf("suggested: %q", text)
	}
	if f.values.Get("due") != "2026-09-23" || f.values.Get("trigger") != "accept" || !strings.Contains(a.body, "超过时限没有受理") {
		t.Errorf("the rule's date or name is not there: %v", f.values)
	}
	s.sends("case1", no, f)
	if o := s.last(no); o.Trigger != "accept" || o.Kind != petition.Urging {
		t.Fatalf("issued: %+v", o)
	}
	s.shows("case1", no, "超过时限没有受理", "要求9月23日前反馈")
	s.later("2026-09-24 09:00")
	if a = s.form("chief1", no, petition.KSupervised, "?trigger=accept"); !strings.Contains(a.body, "催办单") || !strings.Contains(a.body, "到期没有办理") {
		t.Error("the step before is not shown, or not that it was not answered")
	}
	s.step("baishui.clerk", no, petition.KAccepted)
	s.shows("case1", no, "9月24日已办理")
	s.step("baishui.clerk", no, petition.KNotified)

	s.step("chief1", no, petition.KSupervised)
	s.step("baishui.handler1", no, petition.KOrderAnswered, "answer", "正在办")
	b := s.at["chief1"]
	a = s.form("chief1", no, petition.KOrderChecked, "")
	if !strings.Contains(a.body, "正在办") || !strings.Contains(a.body, "请白水镇") {
		t.Error("the order and its answer are not shown to who checks it")
	}
	if a = b.submit(a.formOf(t)); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#f-good"`) {
		t.Errorf("checked without a word: %d", a.status)
	}
	if a = b.submit(a.formOf(t).with("good", "no")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#f-why"`) {
		t.Errorf("sent back without a reason: %d", a.status)
	}
	s.step("chief1", no, petition.KOrderChecked, "good", "no", "why", "没有写补发时间", "due", "2026-09-29")
	if a = s.form("baishui.handler1", no, petition.KOrderAnswered, ""); !strings.Contains(a.body, "没有写补发时间") {
		t.Error("the unit is not told why its answer came back")
	}
	s.shows("baishui.handler1", no, "退回，等重报", "没有写补发时间", "督办单的反馈退回，9月29日前重报", "?order="+s.last(no).ID)
	s.step("baishui.handler1", no, petition.KOrderAnswered, "answer", "9月30日前补发到户")
	s.step("chief1", no, petition.KOrderChecked, "good", "yes")
	if o := s.last(no); o.Checked.IsZero() || o.Rejected != "正在办" {
		t.Errorf("checked: %+v", o)
	}
	s.shows("case1", no, "审看，符合要求", "退回过：没有写补发时间")

	s.step("chief1", no, petition.KListed)
	s.step("director", no, petition.KSummoned, "text", "9月28日上午到信访局说明情况")
	a = s.form("chief1", no, petition.KRecommended, "")
	for _, kind := range []string{"催办单", "督办单", "挂牌督办", "约谈"} {
		if !strings.Contains(a.body, "<b>"+kind+"</b>") {
			t.Errorf("the recommendation does not show %s", kind)
		}
	}
	if a = b.submit(a.formOf(t)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a recommendation of nothing: %d", a.status)
	}
	s.step("chief1", no, petition.KRecommended, "which", "improve", "text", "答复前应当先到户核对。")
	if got := s.last(no).Text; got != "改进工作\n答复前应当先到户核对。" {
		t.Errorf("recommended: %q", got)
	}

	// Two answers wait: the form asks which, and an address may choose.
	for range 2 {
		s.step("baishui.clerk", no, petition.KOrderAnswered, "answer", "照办")
	}
	open := s.petition(no)
	a = s.form("chief1", no, petition.KOrderChecked, "?order="+open.Unchecked()[1].ID)
	if a.formOf(t).values.Get("order") != open.Unchecked()[1].ID {
		t.Error("the answer that the address names is not chosen")
	}
	s.quiet()
}

// later moves the clock on; by then everybody has to sign in again.
func (s *stage) later(text string) {
	s.t.Helper()
	s.house.at(text)
	for login := range s.at {
		s.at[login] = s.signedIn(login)
	}
}

// sends sends a form and looks that it was done.
func (s *stage) sends(login, no string, f form) answer {
	s.t.Helper()
	a := s.at[login].submit(f)
	if a.status != http.StatusOK || a.path != "/office/petitions/"+no {
		s.t.Fatalf("%d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	s.proper("after the form", a)
	return a
}

// What each rule finds is worded with its date, order or unit.
func TestEveryRuleIsWorded(t *testing.T) {
	s := newStage(t)
	s.at["leader1"] = s.signedIn("leader1")
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui", "assisting", "liuhe|", "assisting_due", "2026-09-22|")
	s.step("baishui.clerk", no, petition.KAccepted)
	s.step("leader1", no, petition.KInstructed, "text", "请抓紧。", "due", "2026-09-21")
	s.step("chief1", no, petition.KSupervised)
	s.later("2026-12-01 09:00")
	for rule, want := range map[string]string{
		"half":        "答复时限已经过半",
		"notice":      "前书面告知，至今没有告知",
		"reply":       "前答复，至今没有答复",
		"unanswered":  "督办单要求9月22日前反馈，至今没有反馈",
		"assisting":   "协办单位柳河镇至今没有反馈",
		"instruction": "领导批示要求9月21日前反馈",
		"repeat":      "办结后再次反映",
		"accept":      "超过时限没有受理", // it was: the rule alone is named
	} {
		a := s.form("chief1", no, petition.KSupervised, "?trigger="+rule)
		if text := a.formOf(t).values.Get("text"); !strings.Contains(text, want) {
			t.Errorf("%s: %q", rule, text)
		}
	}
	if a := s.form("chief1", no, petition.KSupervised, "?trigger=nothing"); a.formOf(t).values.Has("trigger") {
		t.Error("a rule that is none is carried along")
	}
	s.quiet()
}

func TestAnInstructionWithADateIsAnswered(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	if a := s.form("director", no, petition.KInstructed, ""); strings.Contains(a.body, `name="due"`) {
		t.Error("a date is asked for though no unit can answer by it")
	}
	s.accept(no)
	s.step("director", no, petition.KInstructed, "text", "请镇里一周内拿出意见。", "due", "2026-09-25")
	if o := s.last(no); o.Kind != petition.Instruction || o.Due != deadline.NewDay(2026, 9, 25) {
		t.Fatalf("the order is %+v", o)
	}
	s.step("baishui.clerk", no, petition.KOrderAnswered, "answer", "已经拿出意见")
	s.step("director", no, petition.KOrderChecked, "good", "yes")
	s.shows("case1", no, "批示", "审看，符合要求")
	s.quiet()
}

func TestAnAssistingUnitReports(t *testing.T) {
	s := newStage(t)
	s.at["liuhe.clerk"] = s.signedIn("liuhe.clerk")
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui", "assisting", "liuhe|", "assisting_due", "2026-09-22|", "instruction", "请柳河镇核对地界")
	s.step("baishui.clerk", no, petition.KAccepted)
	a := s.form("liuhe.clerk", no, petition.KAssisted, "")
	if !strings.Contains(a.body, "请柳河镇核对地界") || !strings.Contains(a.body, "9月22日") {
		t.Error("what was asked, and by when, is not shown")
	}
	s.step("liuhe.clerk", no, petition.KAssisted, "text", "地界已经核对，以沟为界。")
	if s.petition(no).Assignment.Assisting[0].Said.IsZero() {
		t.Error("the feedback is not kept")
	}
	s.shows("baishui.clerk", no, "地界已经核对，以沟为界。", "协办反馈", "9月18日已反馈")
	if a = s.at["liuhe.clerk"].get(s.path(no, petition.KAssisted)); a.status != http.StatusConflict {
		t.Errorf("feedback twice: %d", a.status)
	}
	s.quiet()
}

// Who answers for two assisting units says for which.
func TestAnAssistantOfTwoUnitsChooses(t *testing.T) {
	s := newStage(t)
	s.at["liuhe.clerk"] = s.signedIn("liuhe.clerk")
	no := s.claim()
	s.act("case1", no, &petition.AssignedData{Unit: "baishui", Assisting: []petition.Assist{{Unit: "liuhe"}, {Unit: "liuhe.hewan"}}})
	b := s.at["liuhe.clerk"]
	if a := b.submit(s.form("liuhe.clerk", no, petition.KAssisted, "").formOf(t).with("text", "已核对")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#f-unit"`) {
		t.Errorf("feedback without a unit: %d", a.status)
	}
	s.step("liuhe.clerk", no, petition.KAssisted, "unit", "liuhe.hewan", "text", "已核对")
	if said := s.petition(no).Assignment.Assisting; !said[0].Said.IsZero() || said[1].Said.IsZero() {
		t.Errorf("the feedback is %+v", said)
	}
	s.quiet()
}

func TestNotesOfThePatrol(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	s.step("case1", no, petition.KNoted, "text", "镇里说下周一现场核查")
	s.step("case1", no, petition.KNoted, "text", "两个单位说法不一，请定主责", "put_up", "on")
	if _, waits := s.petition(no).PutUp(); !waits {
		t.Error("it was not put to the section chief")
	}
	a := s.form("chief1", no, petition.KNoted, "")
	if !strings.Contains(a.body, "两个单位说法不一，请定主责") || strings.Contains(a.body, `name="put_up"`) {
		t.Error("the section chief is not shown what was asked, or is offered to ask themselves")
	}
	s.step("chief1", no, petition.KNoted, "text", "由白水镇主责")
	if _, waits := s.petition(no).PutUp(); waits {
		t.Error("it still waits for the section chief")
	}
	s.later("2026-09-24 09:00")
	f := s.form("case1", no, petition.KNoted, "?trigger=accept").formOf(t)
	s.sends("case1", no, f.with("text", "镇里今天上午已经到场"))
	if s.petition(no).SetAside("accept").IsZero() {
		t.Error("the rule is not set aside")
	}
	s.shows("case1", no, "提请股室负责人决定", "暂不督办：超过时限没有受理", "由白水镇主责", "镇里今天上午已经到场")
	s.quiet()
}

// replied takes a matter on to the call-back.
func (s *stage) replied() string {
	s.t.Helper()
	no := s.claim()
	s.accept(no)
	s.reply(no)
	s.step("baishui.handler1", no, petition.KFiled, "note", "卷宗在3号柜")
	return no
}

func TestACallBackThatContradicts(t *testing.T) {
	s := newStage(t)
	no := s.replied()
	a := s.form("case2", no, petition.KCalledBack, "")
	for _, want := range []string{"154****2107", "王*", "补发差额", "十日内公布", "白信复〔2026〕1号", "/office/petitions/" + no + "#petitioners"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the call does not say %q", want)
		}
	}
	if strings.Contains(a.body, "15400002107") || strings.Contains(a.body, "王小明") {
		t.Error("the call shows personal data in full")
	}
	s.step("case2", no, petition.KCalledBack, "reached", "no")
	s.later("2026-09-19 09:00")
	if a = s.form("case2", no, petition.KCalledBack, ""); !strings.Contains(a.body, "第2次，共3次") || !strings.Contains(a.body, "9月18日") {
		t.Error("the try that reached nobody is not shown")
	}
	b := s.at["case2"]
	contradicts := []string{"reached", "yes", "true", "no", "satisfied", "no", "words", "说没有收到补发款"}
	if a = b.submit(a.formOf(t).with(contradicts...)); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `href="#f-then"`) {
		t.Fatalf("what follows is not asked for: %d", a.status)
	}
	s.step("case2", no, petition.KCalledBack, append(contradicts, "then", "review")...)
	s.state(no, petition.Replied)
	if q := s.petition(no).Quality; q == nil || q.Why != "说没有收到补发款" {
		t.Fatalf("the quality review is %+v", q)
	}
	s.shows("chief1", no, "等待股室负责人", s.path(no, petition.KQualityChecked))
	a = s.form("chief1", no, petition.KQualityChecked, "")
	if !strings.Contains(a.body, "说没有收到补发款") || !strings.Contains(a.body, "补发差额") {
		t.Error("what was said and what the reply says are not side by side")
	}
	s.step("chief1", no, petition.KQualityChecked, "found", "faulty", "words", "账号登记错了一位，已经更正")
	s.shows("case1", no, "有差错，补正", "账号登记错了一位，已经更正")

	// Asked for once more, and found wrong: it is taken up again in the same act.
	s.step("case1", no, petition.KQualityAsked, "why", "更正以后仍然没有到账")
	s.step("chief1", no, petition.KQualityChecked, "found", "wrong", "words", "款项没有拨付")
	s.state(no, petition.Accepted)
	s.shows("case1", no, "答复站不住，重新办理", "款项没有拨付")
	s.quiet()
}

func TestACallBackTakesItUpAgain(t *testing.T) {
	s := newStage(t)
	no := s.replied()
	s.step("case2", no, petition.KCalledBack, "reached", "yes", "true", "no", "satisfied", "no", "words", "没有补发", "then", "reopen")
	s.state(no, petition.Accepted)
	if s.petition(no).Quality != nil {
		t.Error("a quality review was asked for")
	}
	s.quiet()
}

// A merged matter is not taken up by itself: a contradiction is looked into, or recorded.
func TestACallBackOfADuplicate(t *testing.T) {
	s := newStage(t)
	master := s.replied()
	for _, then := range []string{"record", "review"} {
		no := s.claim()
		s.step("case1", no, petition.KLinked, "to", master, "kind", "duplicate", "why", "同一电话")
		s.step("case1", no, petition.KServed)
		if a := s.form("case2", no, petition.KCalledBack, ""); strings.Contains(a.body, `value="reopen"`) {
			t.Error("it is offered to be taken up by itself")
		}
		s.step("case2", no, petition.KCalledBack, "reached", "yes", "true", "no", "satisfied", "no", "words", "没有收到", "then", then)
		s.state(no, petition.Merged)
		if asked := s.petition(no).Quality != nil; asked != (then == "review") {
			t.Errorf("%s: a quality review asked for: %t", then, asked)
		}
		if then == "review" {
			if a := s.form("chief1", no, petition.KQualityChecked, ""); strings.Contains(a.body, `value="wrong"`) {
				t.Error("a finding is offered that takes it up by itself")
			}
			s.step("chief1", no, petition.KQualityChecked, "found", "good", "words", "主件的款项已经到账")
		}
	}
	s.quiet()
}

// The four notices are tracked one by one: told or missing, with or without proof.
func TestTheFourNoticesOneByOne(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	s.step("baishui.clerk", no, petition.KAccepted)
	clerk := s.at["baishui.clerk"]
	s.stepWith("baishui.clerk", no, petition.KNotified, []file{{"签收照片说明.txt", "当面告知，本人签收。"}}, "kinds", "acceptance|due")
	a := clerk.get("/office/petitions/" + no)
	rows := rowsOf(a.body, "notices")
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		told := i < 2
		if strings.Contains(row, "已告知") != told || strings.Contains(row, "签收照片说明.txt") != told || strings.Contains(row, "还没有告知") == told {
			t.Errorf("row %d: %s", i+1, row)
		}
	}
	if !strings.Contains(rows[0], "王*") || strings.Contains(rows[0], "王小明") || !strings.Contains(rows[0], "当面") {
		t.Errorf("whom and how: %s", rows[0])
	}
	href := s.path(no, petition.KNotified) + "?kinds=repeat"
	if !strings.Contains(rows[3], `href="`+href+`"`) {
		t.Fatalf("the missing one does not lead to its form: %s", rows[3])
	}
	f := clerk.get(href).formOf(t)
	if !slices.Equal(f.values["kinds"], []string{"repeat"}) {
		t.Errorf("ticked: %v", f.values["kinds"])
	}
	s.sends("baishui.clerk", no, f)
	rows = rowsOf(s.sends("baishui.clerk", no, clerk.get(s.path(no, petition.KNotified)).formOf(t)).body, "notices")
	if strings.Contains(strings.Join(rows, ""), "还没有告知") || !strings.Contains(rows[3], "没有附证明") {
		t.Errorf("all told: %v", rows)
	}
	s.shows("case1", no)
	s.quiet()
}

// rowsOf are the rows of the table in a section of a page.
func rowsOf(body, section string) []string {
	_, body, _ = strings.Cut(body, `id="`+section+`"`)
	_, body, _ = strings.Cut(body, "<tbody>")
	body, _, _ = strings.Cut(body, "</tbody>")
	return regexp.MustCompile(`(?s)<tr>.*?</tr>`).FindAllString(body, -1)
}

// The ladder shows whose turn it became and what they did; the speeds show how long each took.
func TestTheLadderAndTheSixSpeeds(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.shows("case1", no)
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	s.shows("case1", no, "六快", "进行中", "还没有开始")
	s.later("2026-09-19 17:43")
	s.step("baishui.clerk", no, petition.KAccepted)
	s.step("baishui.clerk", no, petition.KNotified)
	s.step("baishui.handler1", no, petition.KProgress, "text", "核对发放表", "mark", "verified")
	s.shows("case1", no, "用时1天3小时", "用时2分钟", "9月19日起　9月19日已办理")
	s.later("2026-09-28 09:00")
	_, err := s.cases.Sweep(context.Background())
	s.must(err)
	s.shows("case1", no, "9月27日起　没有办理记录")
	s.step("baishui.deputy", no, petition.KContacted, "means", "in_person", "said", "到村里见面")
	s.shows("case1", no, "9月27日起　9月28日已办理")
	s.quiet()
}
