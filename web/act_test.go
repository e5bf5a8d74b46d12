package web_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// stage is a house with browsers in which everybody on the way of a petition has signed in.
type stage struct {
	*house
	at map[string]*browser
}

func newStage(t testing.TB) *stage {
	t.Helper()
	s := &stage{house: newHouse(t), at: map[string]*browser{}}
	for _, login := range []string{"case1", "case2", "chief1", "director", "baishui.clerk", "baishui.handler1", "baishui.deputy", "baishui.head"} {
		s.at[login] = s.signedIn(login)
	}
	return s
}

// claim is a made matter for Baishui, as it is registered.
func (s *stage) claim() string {
	s.t.Helper()
	return s.register(sample.Matter{
		Subject: "石门村青苗补偿款少发", Demands: []string{"补发青苗补偿款差额", "公布补偿标准和明细"}, Facts: "去年12月修路占地，补偿每亩少发一千二。",
		Purpose: string(petition.Claim), Category: s.county.Categories[0].Code, Place: "990121101201", Channel: string(petition.Visit), Persons: 3,
		Name: "王小明", Phone: "15400002107", ID: "", Address: "白水镇石门村3组12号",
	})
}

func (s *stage) path(no string, kind petition.Kind) string {
	return "/office/petitions/" + no + "/" + string(kind)
}

// step opens an act's form, types into it, sends it, and looks that it was done.
func (s *stage) step(login, no string, kind petition.Kind, pairs ...string) answer {
	s.t.Helper()
	return s.stepWith(login, no, kind, nil, pairs...)
}

func (s *stage) stepWith(login, no string, kind petition.Kind, files []file, pairs ...string) answer {
	s.t.Helper()
	b := s.at[login]
	// Both languages show the same form.
	b.language = locale.English
	a := b.get(s.path(no, kind))
	s.proper("en "+string(kind), a)
	b.language = locale.Chinese
	a = b.get(s.path(no, kind))
	s.proper(string(kind), a)
	a = b.submit(a.formOf(s.t).with(pairs...), files...)
	if a.status != http.StatusOK || a.path != "/office/petitions/"+no {
		s.t.Fatalf("%s by %s: %d at %s\n%s", kind, login, a.status, a.path, errorsOf(a.body))
	}
	s.proper("after "+string(kind), a)
	if !strings.Contains(a.body, `class="flash flash-done"`) {
		s.t.Errorf("%s: nothing is said of it", kind)
	}
	s.advance(time.Minute)
	return a
}

// proper looks at what every page has to be.
func (s *stage) proper(what string, a answer) {
	s.t.Helper()
	if a.status != http.StatusOK {
		s.t.Fatalf("%s: %d\n%s", what, a.status, errorsOf(a.body))
	}
	if i := strings.Index(a.body, "⟦"); i >= 0 {
		s.t.Errorf("%s: not worded: %s", what, a.body[i:min(i+60, len(a.body))])
	}
	if n := strings.Count(a.body, "<h1"); n != 1 {
		s.t.Errorf("%s: %d h1", what, n)
	}
	if found := inline.FindString(a.body); found != "" {
		s.t.Errorf("%s: inline %q", what, found)
	}
	ids := map[string]bool{}
	for _, id := range identified.FindAllStringSubmatch(a.body, -1) {
		if ids[id[1]] {
			s.t.Errorf("%s: the id %q stands twice", what, id[1])
		}
		ids[id[1]] = true
	}
}

// identified finds the ids of a page.
var identified = regexp.MustCompile(`<[a-z][^>]* id="([^"]+)"`)

// errorsOf is what a page says is wrong.
func errorsOf(body string) string {
	for _, mark := range []string{`class="err-sum"`, "<h1"} {
		if i := strings.Index(body, mark); i >= 0 {
			return body[i:min(i+900, len(body))]
		}
	}
	return ""
}

func (s *stage) petition(no string) *petition.Petition {
	s.t.Helper()
	p, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Petition(context.Background(), no)
	s.must(err)
	return p
}

func (s *stage) state(no string, want petition.State) {
	s.t.Helper()
	if got := s.petition(no).State; got != want {
		s.t.Fatalf("state %s, want %s", got, want)
	}
}

const answersTyped = "facts.1=现场核对，差额属实。;basis.1=土地管理法第四十八条;opinion.1=补发差额。;result.1=supported;facts.2=没有公布。;basis.2=政府信息公开条例;opinion.2=十日内公布。;result.2=supported"

func typed(text string, more ...string) []string {
	var pairs []string
	for pair := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, name, value)
	}
	return append(pairs, more...)
}

// accept takes a registered matter as far as handling.
func (s *stage) accept(no string) {
	s.t.Helper()
	s.step("case1", no, petition.KAssigned, "unit", "baishui", "instruction", "请实地核查")
	s.step("baishui.clerk", no, petition.KAccepted)
	s.step("baishui.clerk", no, petition.KNotified)
}

// reply takes it on to a reply that was served.
func (s *stage) reply(no string) {
	s.t.Helper()
	pairs := typed(answersTyped)
	for i := 3; i <= len(s.petition(no).Record.Demands); i++ {
		n := string(rune('0' + i))
		pairs = append(pairs, "facts."+n, "属实", "basis."+n, "政策", "opinion."+n, "办理", "result."+n, "explained")
	}
	s.step("baishui.handler1", no, petition.KReplySubmitted, pairs...)
	s.step("baishui.deputy", no, petition.KReplyApproved, "note", "同意")
	s.step("baishui.head", no, petition.KReplyApproved)
	s.step("baishui.clerk", no, petition.KReplied, "doc_no", "白信复〔2026〕1号")
	s.step("baishui.clerk", no, petition.KServed)
}

// The whole loop with the forms alone, as its posts walk it.
func TestALoopIsClosed(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.stepWith("case1", no, petition.KMaterialAdded, []file{{"说明.txt", "来访人补交的说明，写于九月十八日。"}}, "text", "来访人补交")
	s.accept(no)
	s.state(no, petition.Accepted)
	s.step("baishui.handler1", no, petition.KContacted, "means", "in_person", "said", "到村里见面，核对名单。")
	s.stepWith("baishui.handler1", no, petition.KProgress, []file{{"发放表.txt", "户名,面积,金额\n甲,1.2,1680\n乙,0.8,1120\n"}}, "text", "调取发放表，差额属实。", "mark", "verified", "demand", "1")
	s.step("chief1", no, petition.KUrged)
	s.step("baishui.handler1", no, petition.KOrderAnswered, "answer", "正在重新造册。")
	s.step("chief1", no, petition.KReminded)
	s.step("baishui.handler1", no, petition.KOrderAnswered, "answer", "已经公示。")
	s.step("director", no, petition.KInstructed, "text", "请抓紧办理。")
	s.step("chief1", no, petition.KConsulted, "text", "与自然资源局会商。")
	s.step("baishui.head", no, petition.KExtended, "days", "20", "reason", "需要重新测量面积。")
	s.step("baishui.clerk", no, petition.KHandlerSet, "why", "原经办人出差")
	if s.petition(no).Acceptance.Handler.Person == s.officer("baishui.handler1").Person {
		t.Error("the form offers the same handler again")
	}
	s.step("baishui.clerk", no, petition.KHandlerSet, "handler", string(s.officer("baishui.handler1").Person), "why", "出差回来")
	s.step("baishui.head", no, petition.KSponsorSet)
	s.step("chief1", no, petition.KTaskForceSet)
	s.step("case1", no, petition.KEscalated, "level", "city", "form", "visit")
	s.reply(no)
	s.state(no, petition.Replied)
	s.step("baishui.handler1", no, petition.KFiled, "note", "卷宗在3号柜")
	s.step("case2", no, petition.KCalledBack, "reached", "yes", "true", "yes", "satisfied", "yes", "words", "都办了")
	s.step("case1", no, petition.KClosed, "why", "信访人表示不再评价")
	s.state(no, petition.Closed)
	s.step("case1", no, petition.KResolved, "own_word", "on", "ground", "本人说已经解决")
	a := s.step("case1", no, petition.KArchived)
	if !strings.Contains(a.body, "说明.txt") || !strings.Contains(a.body, "发放表.txt") {
		t.Error("the files are not on the page")
	}
	s.quiet()
}

// quiet looks that nothing went wrong unseen.
func (s *stage) quiet() {
	s.t.Helper()
	if s.log.Len() > 0 {
		s.t.Errorf("something was logged:\n%s", s.log.String())
	}
}

func TestBesideTheLoop(t *testing.T) {
	s := newStage(t)
	// An objection overruled, another upheld by the joint meeting; then it is forwarded.
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	s.step("baishui.clerk", no, petition.KObjected, "reasons", "属于自然资源局职责")
	s.step("chief1", no, petition.KObjectionOverruled, "grounds", "发放是镇里的事")
	s.step("baishui.clerk", no, petition.KObjected, "reasons", "还是属于自然资源局")
	s.step("chief1", no, petition.KObjectionUpheld, "grounds", "会议研究由县局办理", "meeting", "on")
	s.state(no, petition.Registered)
	s.step("case1", no, petition.KForwarded, "body", "邻县信访局")
	s.step("case1", no, petition.KNotified)
	s.step("case1", no, petition.KArchived)

	no = s.claim()
	s.step("chief1", no, petition.KDeclined, "ground", "outside", "body", "县人民法院", "reasons", "已经起诉")
	s.state(no, petition.Declined)

	no = s.claim()
	s.step("chief1", no, petition.KFinallyDeclined, "earlier", petition.Number(sample.Code, deadline.NewDay(2026, 1, 5), 7), "reasons", "已经复核")
	s.state(no, petition.FinallyDeclined)

	no = s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	s.step("baishui.clerk", no, petition.KRedirected, "legal", "2", "body", "劳动人事争议仲裁委员会", "due", "2026-11-30")
	s.step("baishui.clerk", no, petition.KOrderAnswered, "answer", "仲裁委员会已裁决")
	s.step("case1", no, petition.KClosed)
	s.step("case1", no, petition.KUnresolved, "ground", "裁决还没有履行")

	no = s.claim()
	s.step("case1", no, petition.KWithdrawalRequested, "words", "已经自己解决了")
	s.step("case2", no, petition.KWithdrawn, "free", "no", "call", "说是村里要他撤的")
	s.state(no, petition.Registered)
	s.step("case1", no, petition.KWithdrawalRequested, "words", "真的解决了")
	s.step("case2", no, petition.KWithdrawn, "free", "yes", "call", "本人自愿")
	s.state(no, petition.Withdrawn)
	s.quiet()
}

func TestLinksAndDuplicates(t *testing.T) {
	s := newStage(t)
	master, copyOf, other := s.claim(), s.claim(), s.claim()
	page := s.at["case1"].get("/office/petitions/" + copyOf)
	if !strings.Contains(page.body, "/office/petitions/"+master) {
		t.Error("the other matter of the same person is not shown to the bureau")
	}
	s.step("case1", copyOf, petition.KLinked, "to", master, "kind", "duplicate", "why", "同一电话")
	s.state(copyOf, petition.Merged)
	s.step("case1", other, petition.KLinked, "to", master, "kind", "related")
	page = s.at["case1"].get("/office/petitions/" + master)
	for _, no := range []string{copyOf, other} {
		if !strings.Contains(page.body, "/office/petitions/"+no) {
			t.Errorf("%s is not on the page of the matter it is linked to", no)
		}
	}
	s.step("case1", copyOf, petition.KUnlinked, "why", "不是同一件事")
	s.state(copyOf, petition.Registered)
	s.quiet()
}

func TestReviewsByTheirForms(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.accept(no)
	pairs := typed(answersTyped)
	for i := 3; i <= len(s.petition(no).Record.Demands); i++ {
		n := string(rune('0' + i))
		pairs = append(pairs, "facts."+n, "属实", "basis."+n, "政策", "opinion."+n, "办理", "result."+n, "explained")
	}
	s.step("director", no, petition.KSupervised)
	s.step("baishui.handler1", no, petition.KReplySubmitted, pairs...)
	s.step("baishui.deputy", no, petition.KReplySentBack, "why", "依据要写到条款")
	a := s.at["baishui.handler1"].get(s.path(no, petition.KReplySubmitted))
	if !strings.Contains(a.body, "依据要写到条款") || a.formOf(t).values.Get("facts.1") != "现场核对，差额属实。" {
		t.Error("the draft that was sent back is not offered with why")
	}
	s.step("baishui.handler1", no, petition.KReplySubmitted)
	s.step("baishui.deputy", no, petition.KReplyApproved)
	s.step("baishui.head", no, petition.KReplyApproved)
	s.step("chief1", no, petition.KReplyApproved)
	s.step("baishui.clerk", no, petition.KReplied)
	s.step("baishui.clerk", no, petition.KServed)
	s.step("case1", no, petition.KReviewRequested, "reasons", "面积不对")
	s.step("director", no, petition.KReviewDecided, "decision", "revoked", "opinion", "面积要重新测量")
	s.state(no, petition.Accepted)
	s.step("baishui.handler1", no, petition.KReplySubmitted, pairs...)
	s.step("baishui.deputy", no, petition.KReplyApproved)
	s.step("baishui.head", no, petition.KReplyApproved)
	s.step("chief1", no, petition.KReplyApproved)
	s.step("baishui.clerk", no, petition.KReplied)
	s.step("baishui.clerk", no, petition.KServed, "paper", "reply")
	s.step("case1", no, petition.KReviewRequested, "reasons", "还是不对")
	s.step("director", no, petition.KReviewDecided, typed(answersTyped, append(pairs, "decision", "changed", "opinion", "改为按实测面积")...)...)
	s.step("baishui.clerk", no, petition.KServed, "paper", "review")
	s.step("case1", no, petition.KRereviewRequested, "body", "市人民政府", "reasons", "仍然不服")
	s.step("director", no, petition.KRereviewDecided, "decision", "upheld", "opinion", "维持")
	s.state(no, petition.FinallyDeclined)
	s.quiet()
}

func TestReopenedByItsForm(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.accept(no)
	s.reply(no)
	s.step("case2", no, petition.KCalledBack, "reached", "no", "words", "")
	s.step("chief1", no, petition.KReopened, "reason", "not_done", "words", "没有补发")
	s.state(no, petition.Accepted)
	s.quiet()
}

func TestEveryFieldIsCorrectedByItsForm(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	news := map[petition.Field]string{
		petition.FSubject: "更正后的事由", petition.FFacts: "更正后的情况", petition.FCourse: "找过村里", petition.FDemand: "更正后的诉求",
		petition.FCategory: s.county.Categories[3].Code, petition.FPlace: "990121102", petition.FPurpose: "appeal", petition.FChannel: "phone",
		petition.FPersons: "7", petition.FConcerned: "41", petition.FFlags: "urgent|joint",
		petition.FName: "赵更正", petition.FPhone: "15400001111", petition.FID: "", petition.FAddress: "白水镇新桥村9号",
	}
	b := s.at["case1"]
	chooser := b.get(s.path(no, petition.KCorrected))
	s.proper("the chooser", chooser)
	for _, field := range petition.Fields() {
		href := s.path(no, petition.KCorrected) + "?field=" + string(field) + "&amp;index=0"
		if !strings.Contains(chooser.body, href) {
			t.Errorf("%s cannot be chosen", field)
		}
		a := b.get(strings.ReplaceAll(href, "&amp;", "&"))
		s.proper(string(field), a)
		a = b.submit(a.formOf(t).with("new", news[field], "why", "录入笔误"))
		if a.path != "/office/petitions/"+no {
			t.Errorf("%s: %d %s", field, a.status, errorsOf(a.body))
		}
		s.proper("after "+string(field), a)
		for _, secret := range []string{"赵更正", "15400001111", "新桥村9号"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s: the page shows %s", field, secret)
			}
		}
	}
	r := s.petition(no).Record
	if r.Persons != 7 || len(r.Flags) != 2 || r.Channel != petition.Phone || r.Demands[0].Text != "更正后的诉求" {
		t.Errorf("the record is %+v", r)
	}
	a := b.get(s.path(no, petition.KCorrected) + "?field=phone")
	if a = b.submit(a.formOf(t).with("new", "154****1111", "why", "录入")); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a mask was taken for a phone: %d", a.status)
	}
	s.quiet()
}

// A refused form comes back as it was typed, with what is wrong beside its field, and the files
// that came with it are not sent twice.
func TestARefusedFormComesBackFilled(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.accept(no)
	b := s.at["baishui.handler1"]
	first := b.get(s.path(no, petition.KProgress)).formOf(t).with("text", "", "mark", "verified", "demand", "2")
	a := b.submit(first, file{"笔录.txt", "九月十八日调查笔录，共两页。"})
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("%d at %s", a.status, a.path)
	}
	again := a.formOf(t)
	if again.values.Get("mark") != "verified" || again.values.Get("demand") != "2" || again.values.Get("version") != first.values.Get("version") {
		t.Errorf("typed was lost: %v", again.values)
	}
	if !strings.Contains(a.body, `href="#f-text"`) || !strings.Contains(a.body, `id="f-text-e"`) || !strings.Contains(a.body, "笔录.txt") {
		t.Errorf("it does not say what is wrong, or the file is lost: %s", errorsOf(a.body))
	}
	if a = b.submit(again.with("text", "调查属实")); a.path != "/office/petitions/"+no {
		t.Fatalf("%d %s", a.status, errorsOf(a.body))
	}
	work := s.petition(no).Work
	if len(work) != 1 || len(work[0].Evidence) != 1 || work[0].Evidence[0].Name != "笔录.txt" {
		t.Errorf("the work is %+v", work)
	}
	// A hash alone brings no file: it must have come with this form, in this session.
	forged := b.get(s.path(no, petition.KProgress)).formOf(t).with("text", "又一次", "kept", work[0].Evidence[0].Hash)
	b.submit(forged)
	if work = s.petition(no).Work; len(work) != 2 || len(work[1].Evidence) != 0 {
		t.Errorf("a file was claimed by its hash: %+v", work)
	}
	// What is no file that we take is said, with its name.
	a = b.submit(b.get(s.path(no, petition.KProgress)).formOf(t).with("text", "程序"), file{"坏.exe", "MZ\x90\x00 this is a program"})
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "坏.exe") {
		t.Errorf("a program: %d %s", a.status, errorsOf(a.body))
	}
	s.quiet()
}

// Two officers at once: the second is shown what changed, keeps what was typed, and may go on.
func TestTheSecondIsShownWhatChanged(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	second := s.at["case2"].get(s.path(no, petition.KAssigned)).formOf(t).with("unit", "liuhe", "instruction", "请柳河镇办")
	s.step("case1", no, petition.KMaterialAdded, "text", "补来一张照片的说明")
	a := s.at["case2"].submit(second)
	if a.status != http.StatusConflict || !strings.Contains(a.body, "补来一张照片的说明") {
		t.Fatalf("%d: what changed is not shown: %s", a.status, errorsOf(a.body))
	}
	again := a.formOf(t)
	if again.values.Get("instruction") != "请柳河镇办" || again.values.Get("unit") != "liuhe" {
		t.Errorf("typed was lost: %v", again.values)
	}
	if again.values.Get("version") == second.values.Get("version") {
		t.Error("the form would be refused again")
	}
	if a = s.at["case2"].submit(again); a.path != "/office/petitions/"+no {
		t.Errorf("having seen what changed: %d %s", a.status, errorsOf(a.body))
	}
	// When the state itself forbids it, the form says so and what happened.
	late := second
	if a = s.at["case2"].submit(late); a.status != http.StatusConflict {
		t.Errorf("assigning twice: %d", a.status)
	}
	s.quiet()
}

func TestStrangersFindNothing(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	s.step("case1", no, petition.KAssigned, "unit", "baishui")
	stranger := s.signedIn("liuhe.handler1")
	for _, path := range []string{"", "/accepted", "/material_added", "/receipt"} {
		a := stranger.get("/office/petitions/" + no + path)
		if a.status != http.StatusNotFound && a.status != http.StatusForbidden || path != "/receipt" && a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
		if strings.Contains(a.body, s.petition(no).Record.Subject) {
			t.Errorf("%s tells the subject", path)
		}
	}
	if a := s.at["case1"].get("/office/petitions/" + no + "/nothing"); a.status != http.StatusNotFound {
		t.Errorf("an act that is none: %d", a.status)
	}
	// A post that may not is told who could, and is not given a form.
	if a := s.at["case1"].get(s.path(no, petition.KAccepted)); a.status != http.StatusForbidden || !strings.Contains(a.body, "分管领导") || !strings.Contains(a.body, `href="/office/petitions/`+no+`"`) {
		t.Errorf("accepting by the bureau: %d %s", a.status, errorsOf(a.body))
	}
	if a := s.at["case1"].get(s.path(no, petition.KServed)); a.status != http.StatusConflict {
		t.Errorf("serving nothing: %d", a.status)
	}
}

// Every act that the policy gives to somebody of the staff has a form.
func TestEveryActOfTheStaffHasAForm(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	policy := org.ThePolicy()
	for _, kind := range petition.Kinds() {
		a := s.at["case1"].get(s.path(no, kind))
		staff := false
		for _, post := range org.PostKinds() {
			staff = staff || policy.Reach(post, kind) != org.None
		}
		if want := staff && kind != petition.KRegistered; (a.status != http.StatusNotFound) != want {
			t.Errorf("%s: %d", kind, a.status)
		}
	}
}
