package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/store"
)

// formTo reads the form of a page that is sent to an address; it fails when there is none.
func (a answer) formTo(t testing.TB, action string) form {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	f := form{action: action, values: url.Values{}}
	found := false
	var walk func(n *html.Node, within bool)
	walk = func(n *html.Node, within bool) {
		if n.Type == html.ElementNode && n.Data == "form" && attr(n, "action") == action {
			within, found = true, true
		}
		if within && n.Type == html.ElementNode {
			f.take(n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(doc, false)
	if !found {
		t.Fatalf("no form to %s at %s (%d)", action, a.path, a.status)
	}
	return f
}

// press sends a form by one of its buttons.
func (b *browser) press(f form, do string) answer {
	b.h.t.Helper()
	if do != "" {
		f.values.Set("do", do)
	}
	return b.post(f.action, f.values)
}

// do presses the button of an act on the page of a letter.
func (b *browser) do(id string, act letter.Act, pairs ...string) answer {
	b.h.t.Helper()
	path := "/office/letters/" + id
	a := b.get(path)
	return b.press(a.formTo(b.h.t, path+"/"+string(act)).with(pairs...), "")
}

// compose is the form of a new letter.
func (b *browser) compose(no string, kind letter.Kind) form {
	b.h.t.Helper()
	path := "/office/petitions/" + no + "/letters/new/" + string(kind)
	a := b.get(path)
	if a.status != http.StatusOK {
		b.h.t.Fatalf("composing %s: %d\n%s", kind, a.status, errorsOf(a.body))
	}
	return a.formTo(b.h.t, path)
}

// letterID is the letter at whose page one stands.
func (a answer) letterID(t testing.TB) string {
	t.Helper()
	m := regexp.MustCompile(`^/office/letters/([^/]+)$`).FindStringSubmatch(a.path)
	if m == nil {
		t.Fatalf("no letter's page: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	return m[1]
}

// accepted is a matter that Baishui has accepted.
func (s *stage) accepted() string {
	no := s.claim()
	s.act("chief1", no, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	s.act("baishui.clerk", no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(s.officer("baishui.deputy")), Handler: duty(s.officer("baishui.handler1"))})
	return no
}

// drafted is a letter as it is drafted by casework.
func (h *house) drafted(login string, kind letter.Kind, nos ...string) string {
	h.t.Helper()
	ids, err := h.cases.Draft(context.Background(), h.officer(login), casework.NewLetter{Kind: kind, Nos: nos})
	h.must(err)
	return ids[0]
}

// handedIn is a letter that waits to be signed.
func (h *house) handedIn(kind letter.Kind, no string) string {
	h.t.Helper()
	id := h.drafted("case1", kind, no)
	h.must(h.cases.ActLetter(context.Background(), h.officer("case1"), id, 0, letter.Submitting, ""))
	h.must(h.cases.ActLetter(context.Background(), h.officer("chief1"), id, 0, letter.Reviewing, ""))
	return id
}

func (h *house) signed(login, id string) {
	h.t.Helper()
	h.must(h.cases.SignLetter(context.Background(), h.officer(login), id, 0))
}

func (h *house) letter(id string) *letter.Letter {
	h.t.Helper()
	l, err := h.db.StoredLetter(context.Background(), id)
	h.must(err)
	return &l.Letter
}

func TestALetterFromItsDraftToItsAnswer(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	here := "/office/petitions/" + no + "/letters/new"
	b := s.at["case1"]
	a := b.get(here)
	s.proper("choosing", a)
	says(t, "choosing", a, "预警提醒函", "送责任单位，2个工作日内回复", `href="`+here+`/reminder"`, "!报告</a>")

	// Shown again without scripts: what was typed makes the paper, and nothing is kept.
	f := b.compose(no, "reminder")
	a = b.press(f.with("v.asks", "三天内把明细贴出来"), "preview")
	s.proper("preview", a)
	says(t, "preview", a, "草稿，未签发", "签发时编号", "必填项齐全")
	if squeezed := strings.Join(regexp.MustCompile(`>([^<]*)</t`).FindAllString(a.body, -1), ""); !strings.Contains(strings.NewReplacer("</t", "", ">", "").Replace(squeezed), "三天内把明细贴出来") {
		t.Error("the paper does not say what was typed")
	}
	if rows, _, _ := s.db.Reader(s.cases.Scope(s.officer("case1"))).Letters(t.Context(), lettersOf(s.officer("case1"))); len(rows) > 0 {
		t.Error("a preview was kept")
	}
	// Nothing typed is lost when something lacks.
	a = b.press(a.formTo(t, here+"/reminder").with("v.ground", ""), "submit")
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("handing in without a ground: %d", a.status)
	}
	says(t, "lacking", a, "请填写“来由”", `href="#f-v-ground"`, "三天内把明细贴出来")
	a = b.press(f.with("v.ground", "群众反映补偿款少发。"), "save")
	id := a.letterID(t)
	says(t, "saved", a, "已存为草稿", "草稿，未签发", "/letters/"+id+"/edit")

	a = b.get("/office/letters/" + id + "/edit")
	s.proper("editing", a)
	a = b.press(a.formTo(t, "/office/letters/"+id+"/edit").with("v.asks", "请当面说明。"), "submit")
	says(t, "handed in", a, "已送审，等审核", "审核", "股室负责人")
	if a = b.post("/office/letters/"+id+"/reviewed", url.Values{"version": {"3"}}); a.status != http.StatusForbidden {
		t.Errorf("reviewing one's own: %d", a.status)
	}
	says(t, "the chief's day", s.at["chief1"].get("/office/"), "等您审核", "预警提醒函：石门村青苗补偿款少发")
	a = s.at["chief1"].do(id, letter.SendingBack, "why", "")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("sending back without a reason: %d", a.status)
	}
	says(t, "no reason", a, "请写明原因", "<details class=\"letter-act\" open")
	a = s.at["chief1"].do(id, letter.SendingBack, "why", "写明期限")
	says(t, "sent back", a, "已退回起草人修改")
	says(t, "the draft that came back", b.get("/office/letters/"+id), "退回修改的原因", "写明期限")
	says(t, "the author's day", b.get("/office/"), "您起草的文书退回修改", "/letters/"+id+"/edit")
	a = b.get("/office/letters/" + id + "/edit")
	says(t, "editing again", a, "退回修改的原因", "写明期限")
	b.press(a.formTo(t, "/office/letters/"+id+"/edit"), "submit")
	says(t, "reviewed", s.at["chief1"].do(id, letter.Reviewing), "已审核，转签发")
	s.proper("to be signed", s.at["director"].get("/office/letters/"+id)) // two forms that ask why
	a = s.at["director"].do(id, letter.Signing)
	says(t, "signed", a, "已签发，文号清信提函〔2026〕1号", "还有2个工作日", "查验码")

	// The unit is told, acknowledges and answers.
	clerk := s.at["baishui.clerk"]
	says(t, "the clerk's list", clerk.get("/office/letters/waiting"), "清信提函〔2026〕1号", "要求本单位回复")
	for _, tag := range locale.Tags() {
		clerk.language = tag
		s.proper(tag+" received", clerk.get("/office/letters/"+id))
		s.proper(tag+" answering", clerk.get("/office/letters/"+id+"/answer"))
	}
	clerk.language = locale.Chinese
	says(t, "how it was written is not the unit's", clerk.get("/office/letters/"+id), "签发", "!写明期限", "!审核通过")
	says(t, "acknowledged", clerk.do(id, letter.Acknowledging), "已签收")
	order := s.petition(no).Orders[0]
	if a = clerk.get("/office/petitions/" + no + "/order_answered?order=" + order.ID); a.path != "/office/letters/"+id+"/answer" {
		t.Errorf("the order is answered at %s", a.path)
	}
	answering := a.formTo(t, "/office/letters/"+id+"/answer")
	a = clerk.press(answering, "")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty answer: %d", a.status)
	}
	says(t, "an empty answer", a, "请填写“谁与信访人见面或者联系”")
	a = clerk.press(answering.with("v.contacted_by", "郝副镇长", "v.contacted_on", "2026年9月19日", "v.offered", "补发差额", "v.next_step", "张贴明细", "v.next_on", "2026-09-25"), "")
	says(t, "answered", a, "回复已送出", "补发差额", "2026-09-19")
	if l := s.letter(id); l.State != letter.Closed || l.Answer["contacted_on"] != "2026-09-19" {
		t.Errorf("the letter is %s, answered %v", l.State, l.Answer)
	}
	a = b.get("/office/petitions/" + no)
	s.proper("the matter", a)
	says(t, "the matter", a, `id="letters"`, "清信提函〔2026〕1号", `href="/office/letters/`+id+`"`, "补发差额")
	s.quiet()
}

func TestALetterThatChangedMeanwhile(t *testing.T) {
	s := newStage(t)
	id := s.drafted("case1", "reminder", s.accepted())
	path := "/office/letters/" + id + "/edit"
	b := s.at["case1"]
	first, second := b.get(path).formTo(t, path), b.get(path).formTo(t, path)
	b.press(first.with("v.asks", "先改的话"), "save")
	a := b.press(second.with("v.asks", "后改的话"), "save")
	if a.status != http.StatusConflict {
		t.Fatalf("saving over a change: %d", a.status)
	}
	says(t, "a conflict", a, "刚才被别人改过", "您打开以后发生了这些", "后改的话")
	if a = b.press(a.formTo(t, path), "save"); a.status != http.StatusOK || s.letter(id).Values["asks"] != "后改的话" {
		t.Errorf("having seen what changed: %d, %q", a.status, s.letter(id).Values["asks"])
	}
	if a = b.post("/office/letters/"+id+"/submitted", url.Values{"version": {"1"}}); a.status != http.StatusConflict {
		t.Errorf("handing in what was seen before: %d", a.status)
	}
	says(t, "an act on what changed", a, "您打开以后发生了这些")
	if a = b.post("/office/letters/"+id+"/nothing", nil); a.status != http.StatusNotFound {
		t.Errorf("an act that is none: %d", a.status)
	}
	s.quiet()
}

func TestLeadersSignWhatTheyHaveRead(t *testing.T) {
	s := newStage(t)
	var ids []string
	for range 3 {
		ids = append(ids, s.handedIn("reminder", s.accepted()))
	}
	b, version := s.at["director"], ":3"
	says(t, "the director's day", b.get("/office/"), "等您签发", "3件文书", `href="/office/letters/sign"`)
	a := b.get("/office/letters/sign")
	s.proper("to sign", a)
	if n := strings.Count(a.body, `name="letter"`); n != 3 || strings.Count(a.body, " disabled") != 3 {
		t.Errorf("%d letters, of which %d cannot be ticked", n, strings.Count(a.body, " disabled"))
	}
	if a = b.post("/office/letters/sign", nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("signing nothing: %d", a.status)
	}
	// What was not read is refused, whatever the form says.
	a = b.post("/office/letters/sign", url.Values{"letter": {ids[0] + version}})
	says(t, "unread", a, "没有签发", "请先阅读")
	if s.letter(ids[0]).State != letter.Reviewed {
		t.Error("a letter that was not read is signed")
	}
	// One after the other: each leads to the next.
	a = b.get("/office/letters/sign?read=" + ids[0])
	s.proper("reading", a)
	for i := range ids {
		if !strings.HasSuffix(a.uri, "?read="+ids[i]) {
			t.Fatalf("reading %s, want %s", a.uri, ids[i])
		}
		a = b.press(a.formTo(t, "/office/letters/sign/read"), "")
	}
	if a.path != "/office/letters/sign" || a.uri != a.path {
		t.Fatalf("having read all: %s", a.uri)
	}
	ticked := a.formTo(t, "/office/letters/sign")
	if len(ticked.values["letter"]) != 3 {
		t.Errorf("ticked: %v", ticked.values)
	}
	// One is sent back while the list is open: the others are signed, each with its number.
	s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), ids[1], 0, letter.SendingBack, "改期限"))
	a = b.press(ticked, "")
	says(t, "the result", a, "清信提函〔2026〕1号", "清信提函〔2026〕2号", "没有签发", "刚才被别人改过", "没有等您签发的文书")
	for i, want := range []letter.State{letter.Issued, letter.Draft, letter.Issued} {
		if got := s.letter(ids[i]).State; got != want {
			t.Errorf("letter %d is %s, want %s", i+1, got, want)
		}
	}
	// Changed since it was read, it is to be read again.
	author := s.officer("case1")
	s.must(s.cases.ActLetter(t.Context(), author, ids[1], 0, letter.Submitting, ""))
	s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), ids[1], 0, letter.Reviewing, ""))
	says(t, "changed since", b.get("/office/letters/sign"), "未读，不能勾选", " disabled")
	// Who drafts it never finds it among what is to be signed.
	own := s.drafted("director", "reminder", s.accepted())
	s.must(s.cases.ActLetter(t.Context(), s.officer("director"), own, 0, letter.Submitting, ""))
	s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), own, 0, letter.Reviewing, ""))
	says(t, "one's own", b.get("/office/letters/sign"), "!"+own)
	if a = b.post("/office/letters/"+own+"/signed", url.Values{"version": {"3"}}); a.status != http.StatusForbidden {
		t.Errorf("signing one's own: %d", a.status)
	}
	if a = s.at["baishui.handler1"].get("/office/letters/sign"); a.status != http.StatusForbidden {
		t.Errorf("a handler signs: %d", a.status)
	}
	s.quiet()
}

func TestManyLettersInOneAct(t *testing.T) {
	s := newStage(t)
	numbers := []string{s.accepted(), s.accepted(), s.accepted()}
	unassigned := s.claim()
	b := s.at["case1"]
	a := b.get("/office/petitions")
	s.proper("the list", a)
	bulk := a.formTo(t, "/office/letters/batch")
	if bulk.values.Get("kind") == "" || !strings.Contains(a.body, `name="no" value="`+numbers[0]+`" form="bulk"`) {
		t.Error("the list offers no letters for many")
	}
	if got := bulk.values["page"]; len(got) != len(numbers)+1 {
		t.Errorf("all on the page are %v", got)
	}
	a = b.post("/office/letters/batch", url.Values{"kind": {"supervision_order"}, "all": {"yes"}, "page": bulk.values["page"]})
	says(t, "all on the page", a, "已起草3件；另有1件")
	a = b.post("/office/letters/batch", url.Values{"kind": {"urging_slip"}, "no": numbers})
	says(t, "one slip for a unit", a, "催办单", numbers[0][7:], numbers[1][7:], numbers[2][7:])
	a = b.post("/office/letters/batch", url.Values{"kind": {"reminder"}, "page": bulk.values["page"]})
	says(t, "nothing ticked", a, "请先勾选信访事项")
	a = b.post("/office/letters/batch", url.Values{"kind": {"reminder"}, "no": append([]string{unassigned, numbers[0]}, numbers...)})
	if !strings.HasPrefix(a.uri, "/office/letters?batch=") {
		t.Fatalf("drafting many leads to %s\n%s", a.uri, errorsOf(a.body))
	}
	s.proper("the batch", a)
	says(t, "the batch", a, "已起草3件；另有1件", "共3件，其中草稿3件", "全部送审（3件）", numbers[2][7:])
	batch := strings.TrimPrefix(a.uri, "/office/letters?batch=")
	// One of them lacks something: it is named, the others are handed in.
	rows, _, err := s.db.Reader(s.cases.Scope(s.officer("case1"))).Letters(t.Context(), lettersOf(s.officer("case1")))
	s.must(err)
	v := s.letter(rows[0].ID).Values
	v["ground"] = ""
	s.must(s.cases.EditLetter(t.Context(), s.officer("case1"), rows[0].ID, 0, v))
	a = b.press(b.get(a.uri).formTo(t, "/office/letters/batch/"+batch+"/submit"), "")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("handing in with one that lacks: %d", a.status)
	}
	says(t, "one lacks", a, "2件已送审", "1件没有送审", "请填写“来由”", "/office/letters/"+rows[0].ID+"/edit")
	v["ground"] = "来由"
	s.must(s.cases.EditLetter(t.Context(), s.officer("case1"), rows[0].ID, 0, v))
	a = b.post("/office/letters/batch/"+batch+"/submit", nil)
	says(t, "all handed in", a, "1件已送审", "其中草稿0件", "!全部送审")
	for _, path := range []string{"/office/letters?batch=none", "/office/letters?view=none"} {
		if a = b.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a = b.post("/office/letters/batch", url.Values{"kind": {"none"}, "no": numbers}); a.status != http.StatusNotFound {
		t.Errorf("a kind that is none: %d", a.status)
	}
	if a = s.at["baishui.clerk"].get("/office/petitions"); strings.Contains(a.body, "/letters/batch") {
		t.Error("a unit is offered letters for many")
	}
	if a = s.at["baishui.clerk"].post("/office/letters/batch", url.Values{"kind": {"reminder"}, "no": numbers}); !strings.Contains(a.body, "现在都不能出具") {
		t.Errorf("a unit drafts reminders: %d %s", a.status, errorsOf(a.body))
	}
	s.quiet()
}

func TestLettersBehindTheWall(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	reminder := s.handedIn("reminder", no)
	look := s.drafted("case1", "lookback", no)
	// Before it is issued it is its own office's alone; after, the unit's that it went to.
	for _, login := range []string{"baishui.clerk", "baishui.head", "liuhe.clerk", "inspector1", "leader1"} {
		if a := s.signedIn(login).get("/office/letters/" + reminder); a.status != http.StatusNotFound {
			t.Errorf("%s sees a letter that is not issued: %d", login, a.status)
		}
	}
	s.signed("director", reminder)
	for login, want := range map[string]int{"baishui.clerk": 200, "baishui.head": 200, "baishui.handler1": 200, "liuhe.clerk": 404, "inspector1": 404} {
		b := s.signedIn(login)
		for _, path := range []string{"", "/file/pdf", "/answer"} {
			a := b.get("/office/letters/" + reminder + path)
			if path == "/answer" && want == 200 && a.status == http.StatusForbidden {
				continue // not every post of the unit answers
			}
			if a.status != want {
				t.Errorf("%s%s by %s: %d, want %d", reminder, path, login, a.status, want)
			}
		}
		if a := b.post("/office/letters/"+reminder+"/acknowledged", url.Values{"version": {"1"}}); want == 404 && a.status != http.StatusNotFound {
			t.Errorf("%s acknowledges: %d", login, a.status)
		}
	}
	for _, path := range []string{"/letters", "/letters/waiting", "/letters/" + reminder, "/petitions/" + no + "/letters/new"} {
		if a := s.signedIn("sysadmin").get("/office" + path); a.status != http.StatusForbidden {
			t.Errorf("an administrator at %s: %d", path, a.status)
		}
	}
	// What the bureau writes to the discipline body about the matter is not for the unit that handles it.
	l := s.letter(look)
	v := l.Values
	v["reason"], v["causes"] = "decided", "late"
	if form, _ := s.cases.Forms().Form("lookback"); form.Field("causes") != nil {
		v["causes"] = form.Field("causes").Choices[0].Value
	}
	s.must(s.cases.EditLetter(t.Context(), s.officer("case1"), look, 0, v))
	s.must(s.cases.ActLetter(t.Context(), s.officer("case1"), look, 0, letter.Submitting, ""))
	s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), look, 0, letter.Reviewing, ""))
	s.signed("director", look)
	says(t, "the bureau", s.at["case1"].get("/office/petitions/"+no), "复盘倒查函", s.letter(look).Number)
	for _, login := range []string{"baishui.clerk", "baishui.head"} {
		b := s.signedIn(login)
		says(t, login, b.get("/office/petitions/"+no), "!复盘倒查函", "!"+s.letter(look).Number, "预警提醒函")
		says(t, login, b.get("/office/letters?view=all"), "!"+look, reminder)
		if a := b.get("/office/letters/" + look); a.status != http.StatusNotFound {
			t.Errorf("%s reads the look-back: %d", login, a.status)
		}
	}
	// Who was written to answers, though the matter is none of theirs.
	inspector := s.signedIn("inspector1")
	says(t, "the inspector's day", inspector.get("/office/"), "等本单位回复", "复盘倒查函", "!"+no)
	a := inspector.get("/office/letters/" + look)
	s.proper("the look-back", a)
	says(t, "the look-back", a, `href="/office/letters/`+look+`/answer"`, "!href=\"/office/petitions/"+no)
	a = inspector.get("/office/letters/" + look + "/answer")
	a = inspector.press(a.formTo(t, "/office/letters/"+look+"/answer").with("v.findings", "按时受理。", "v.measures", "无。"), "")
	says(t, "answered by the inspector", a, "回复已送出", "按时受理。")
	if a = inspector.get("/office/petitions/" + no); a.status != http.StatusNotFound {
		t.Errorf("the inspector sees the matter: %d", a.status)
	}
	s.quiet()
}

func TestAccusedUnitsSeeNoLetter(t *testing.T) {
	s := newStage(t)
	no := s.accusation("baishui", "反映镇里有人收好处")
	id := s.drafted("case1", "urging_slip", no)
	s.must(s.cases.ActLetter(t.Context(), s.officer("case1"), id, 0, letter.Submitting, ""))
	s.signed("director", id)
	for _, login := range []string{"baishui.clerk", "baishui.head", "baishui.deputy"} {
		b := s.signedIn(login)
		if a := b.get("/office/letters/" + id); a.status != http.StatusNotFound {
			t.Errorf("%s sees a letter about what accuses the unit: %d", login, a.status)
		}
		says(t, login, b.get("/office/letters?view=all"), "!"+id, "!收好处")
		if a := b.get("/office/petitions/" + no + "/letters/new"); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
			t.Errorf("%s writes about it: %d", login, a.status)
		}
	}
	says(t, "a draft behind the wall", s.at["case1"].get("/office/petitions/"+no+"/letters/new/reminder"), "!data-draft=")
	s.quiet()
}

func TestALetterReachesThePetitioner(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	b := s.at["baishui.clerk"]
	f := b.compose(no, "acceptance_notice")
	a := b.press(f, "submit")
	id := a.letterID(t)
	if s.letter(id).State == letter.InReview || s.letter(id).State == letter.Reviewed || s.letter(id).State == letter.Draft {
		t.Fatalf("what the act decided is %s\n%s", s.letter(id).State, errorsOf(a.body))
	}
	says(t, "issued", a, "登记送达", "王小明")
	deliver := b.get("/office/letters/" + id).formOf(t)
	a = b.submit(deliver)
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("delivered by no means: %d", a.status)
	}
	a = b.submit(a.formOf(t).with("means", "in_person", "note", "当面交给本人"), file{"回执.txt", "收到"})
	if a.status != http.StatusOK || s.letter(id).State != letter.Closed {
		t.Fatalf("delivering: %d, %s\n%s", a.status, s.letter(id).State, errorsOf(a.body))
	}
	says(t, "delivered", a, "送达已登记", "当面交给本人", "办结")
	if missing := s.petition(no).MissingNotices(); len(missing) > 0 {
		t.Errorf("still to be told: %v", missing)
	}
	s.quiet()
}

func TestALetterIsTakenBack(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	id := s.handedIn("reminder", no)
	s.signed("director", id)
	b := s.at["chief1"]
	if a := b.do(id, letter.Voiding, "why", " "); a.status != http.StatusUnprocessableEntity {
		t.Errorf("voided without a reason: %d", a.status)
	}
	a := b.do(id, letter.Voiding, "why", "写错了单位")
	says(t, "void", a, "文书已作废", "作废原因", "写错了单位")
	says(t, "the matter", b.get("/office/petitions/"+no), "<s><a href=\"/office/letters/"+id, "作废：写错了单位", "作废文书")
	if a = s.at["case1"].post("/office/letters/"+id+"/voided", url.Values{"why": {"再来"}, "version": {"5"}}); a.status != http.StatusConflict {
		t.Errorf("voided twice: %d", a.status)
	}
	// What was never issued is voided by its author; it stands in no journal.
	draft := s.drafted("case1", "reminder", no)
	says(t, "a draft is void", s.at["case1"].do(draft, letter.Voiding, "why", "不发了"), "文书已作废")
	says(t, "the matter", b.get("/office/petitions/"+no), "!不发了")
	s.quiet()
}

func TestReportsAndAnswersThatAreChecked(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	s.act("case1", no, &petition.Escalated{Escalation: petition.Escalation{Level: org.Province, On: deadline.DayOf(s.db.Now()), Form: petition.Visit, Persons: 1, Body: "省信访局"}})
	p := s.petition(no)
	i := -1
	for j, o := range p.Orders {
		if o.Kind == petition.Report {
			i = j
		}
	}
	if i < 0 {
		t.Fatal("a matter that reached the province asks for no report")
	}
	clerk := s.at["baishui.clerk"]
	a := clerk.get("/office/petitions/" + no + "/order_answered?order=" + p.Orders[i].ID)
	if !strings.HasSuffix(a.path, "/letters/new/escalation_report") {
		t.Fatalf("a report is written at %s", a.path)
	}
	s.proper("a report", a)
	says(t, "the matter", clerk.get("/office/petitions/"+no), "/letters/new/escalation_report", "起草报告")
	// The bureau sees that the matter was raised, and a reminder is suggested as a letter.
	a = s.at["case1"].get("/office/supervision")
	s.proper("suggestions", a)
	says(t, "suggestions", a, "到县里或者上级反映", `href="/office/petitions/`+no+`/letters/new/reminder"`, `form="bulk"`)

	// A supervision order's answer is looked at, and may be given back with a new date.
	id := s.drafted("case1", "supervision_order", no)
	form, _ := s.cases.Forms().Form("supervision_order")
	v := s.letter(id).Values
	for _, field := range form.Fields {
		if field.Required && v[field.Name] == "" {
			v[field.Name] = "请逐项办理"
			if field.Type == letter.Pick || field.Type == letter.Many {
				v[field.Name] = field.Choices[0].Value
			}
		}
	}
	s.must(s.cases.EditLetter(t.Context(), s.officer("case1"), id, 0, v))
	s.must(s.cases.ActLetter(t.Context(), s.officer("case1"), id, 0, letter.Submitting, ""))
	if s.letter(id).State == letter.InReview {
		s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), id, 0, letter.Reviewing, ""))
	}
	s.signed("director", id)
	answer := func() {
		f := clerk.get("/office/letters/"+id+"/answer").formTo(t, "/office/letters/"+id+"/answer")
		for _, field := range form.Answers {
			value := "已经办理"
			switch field.Type {
			case letter.Date:
				value = "2026-09-20"
			case letter.Pick, letter.Many:
				value = field.Choices[0].Value
			case letter.Yes:
				value = "on"
			}
			f = f.with("v."+field.Name, value)
		}
		if a := clerk.press(f, ""); a.status != http.StatusOK {
			t.Fatalf("answering: %d\n%s", a.status, errorsOf(a.body))
		}
	}
	answer()
	b := s.at["case1"]
	a = b.do(id, letter.Returning, "why", "没有写明日期", "due", "何时")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("a date that is none: %d", a.status)
	}
	a = b.do(id, letter.Returning, "why", "没有写明日期", "due", "2026-09-25")
	says(t, "given back", a, "回复已退回，等重报", "回复已退回", "9月25日")
	says(t, "answering anew", clerk.get("/office/letters/"+id+"/answer"), "没有写明日期", "已经办理")
	answer()
	says(t, "accepted", b.do(id, letter.Accepting), "回复已认可，文书办结")
	s.quiet()
}

// An answer's own field may be called as the page calls one of its own: what is wrong is said there.
func TestAnAnswerThatLacksItsReason(t *testing.T) {
	s := newStage(t)
	id := s.drafted("case1", "recommendation", s.accepted())
	v := s.letter(id).Values
	v["reasons"], v["advice"] = "pushed", "请逐户核对。"
	s.must(s.cases.EditLetter(t.Context(), s.officer("case1"), id, 0, v))
	s.must(s.cases.ActLetter(t.Context(), s.officer("case1"), id, 0, letter.Submitting, ""))
	s.must(s.cases.ActLetter(t.Context(), s.officer("chief1"), id, 0, letter.Reviewing, ""))
	s.signed("director", id)
	head := s.at["baishui.head"]
	path := "/office/letters/" + id + "/answer"
	a := head.press(head.get(path).formTo(t, path).with("v.adopted", "yes"), "")
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer without a reason: %d", a.status)
	}
	says(t, "no reason", a, `href="#f-v-why"`, `id="f-v-why-e"`)
}

func TestListsOfLetters(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	s.drafted("case1", "recommendation", no)
	for range 52 {
		s.drafted("case1", "reminder", no)
	}
	paths := []string{"/letters", "/letters/waiting"}
	for _, view := range []string{"mine", "sign", "waiting", "answered", "received", "all"} {
		paths = append(paths, "/letters?view="+view)
	}
	a := s.opens("case1", paths...)
	says(t, "the first list", a["/letters"], "您起草、还没有签发的文书", "53", `<span class="nav-n">53</span>`)
	more := regexp.MustCompile(`href="([^"]*after=[^"]*)"`).FindStringSubmatch(a["/letters?view=mine"].body)
	if more == nil {
		t.Fatal("53 letters stand on one page")
	}
	next := s.at["case1"].get(strings.ReplaceAll(more[1], "&amp;", "&"))
	if n := strings.Count(next.body, `<a class="t-a"`); n != 3 {
		t.Errorf("the second page has %d letters", n)
	}
	kind := s.at["case1"].get("/office/letters?view=mine&kind=recommendation")
	if n := strings.Count(kind.body, `<a class="t-a"`); n != 1 {
		t.Errorf("by kind: %d", n)
	}
	s.opens("chief1", "/letters?view=review", "/letters?view=sign", "/letters/sign")
	s.opens("baishui.clerk", "/letters", "/letters/waiting", "/letters?view=received", "/letters?view=mine")
	s.opens("inspector1", "/letters", "/letters/waiting", "/letters?view=received")
	s.opens("leader1", "/letters", "/letters?view=all")
	if a := s.at["case1"].get("/office/letters?view=review"); a.status != http.StatusNotFound {
		t.Errorf("a list that the post has no use for: %d", a.status)
	}
	if a := s.at["baishui.clerk"].get("/office/letters?view=all"); strings.Contains(a.body, "预警提醒函</a>") {
		t.Error("a unit sees drafts of the bureau")
	}
	s.quiet()
}

func TestLettersAsFiles(t *testing.T) {
	s := newStage(t)
	id := s.handedIn("reminder", s.accepted())
	b := s.at["case1"]
	for _, c := range []struct{ format, begins string }{{"pdf", "%PDF"}, {"docx", "PK"}} {
		a := b.get("/office/letters/" + id + "/file/" + c.format)
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, c.begins) || !strings.Contains(a.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %q %s", c.format, a.status, a.body[:min(8, len(a.body))], a.header.Get("Content-Disposition"))
		}
		if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", c.format, a.header)
		}
	}
	s.signed("director", id)
	a := b.get("/office/letters/" + id + "/file/pdf")
	if name := a.header.Get("Content-Disposition"); !strings.Contains(name, url.PathEscape("清信提函")) {
		t.Errorf("an issued letter is called %s", name)
	}
	if again := b.get("/office/letters/" + id + "/file/pdf"); again.body != a.body {
		t.Error("the file of an issued letter changes")
	}
	if a = b.get("/office/letters/" + id + "/file/odt"); a.status != http.StatusNotFound {
		t.Error("a format that there is not")
	}
	for _, path := range []string{"/letters/none", "/letters/none/edit", "/letters/none/answer", "/letters/none/file/pdf", "/petitions/none/letters/new"} {
		if a = b.get("/office" + path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a = b.get("/office/letters/" + id + "/edit"); a.status != http.StatusConflict {
		t.Errorf("editing what is issued: %d", a.status)
	}
	s.quiet()
}

// Every word that a letter may need is there.
func TestEveryWordOfLetters(t *testing.T) {
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range letter.States() {
		keys = append(keys, "letter.state."+string(s))
	}
	for _, act := range []letter.Act{letter.Drafting, letter.Editing, letter.Submitting, letter.Reviewing, letter.Consenting, letter.SendingBack, letter.Signing,
		letter.Delivering, letter.Acknowledging, letter.Answering, letter.Accepting, letter.Returning, letter.Closing, letter.Voiding} {
		keys = append(keys, "letter.act."+string(act), "letter.act."+string(act)+".done", "letter.act."+string(act)+".flash")
	}
	for _, party := range []letter.Party{letter.ByUnit, letter.ToHead, letter.ToDiscipline, letter.ToPolice, letter.ByOffice, letter.ToPetitioner, letter.ToChosen} {
		keys = append(keys, "letter.party."+string(party))
	}
	for _, tag := range locale.Tags() {
		for _, key := range keys {
			if !words.For(tag).Has(key) {
				t.Errorf("%s: %s is not worded", tag, key)
			}
		}
	}
}

// Every form that comes with the program can be written on a page, in both languages.
func TestEveryFormHasAPage(t *testing.T) {
	s := newStage(t)
	no := s.accepted()
	events, err := s.db.Reader(s.cases.Scope(s.officer("chief1"))).Events(t.Context(), no, 1)
	s.must(err)
	tried := 0
	for _, login := range []string{"chief1", "baishui.clerk"} {
		for _, form := range s.cases.Draftable(s.officer(login), s.petition(no), events) {
			path := "/petitions/" + no + "/letters/new/" + string(form.Kind)
			a := s.opens(login, path)[path]
			for _, field := range form.Fields {
				if field.Type != letter.Demands && !strings.Contains(a.body, `"v.`+field.Name+`"`) {
					t.Errorf("%s: no field %s", form.Kind, field.Name)
				}
			}
			tried++
		}
	}
	if tried < 10 {
		t.Errorf("only %s forms were there", strconv.Itoa(tried))
	}
	s.quiet()
}

// lettersOf asks for all letters that an officer may see.
func lettersOf(by org.Officer) store.LetterQuery {
	return store.LetterQuery{Offices: by.Units(), Limit: 100}
}
