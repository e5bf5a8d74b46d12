package web_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/store/storetest"
)

// patrols makes those of a set time, when the clock stands there.
func (h *house) patrols(text string) int {
	h.t.Helper()
	h.at(text)
	n, err := h.cases.MakePatrols(context.Background(), time.UnixMilli(h.now.Load()).In(deadline.Zone()))
	h.must(err)
	return n
}

var patrolRow = regexp.MustCompile(`(?s)<article class="pat( is-seen)?" id="p-([^"]+)">.*?</article>`)

// patrolled is the row of a matter, as text; "" if it is not on the page.
func patrolled(a answer, no string) string {
	for _, row := range patrolRow.FindAllStringSubmatch(a.body, -1) {
		if row[2] == no {
			text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row[0], " ")
			return html.UnescapeString(strings.Join(strings.Fields(text), " "))
		}
	}
	return ""
}

func reads(t *testing.T, what, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s: no %q in %.300s", what, w, text)
		}
	}
}

func TestPatrol(t *testing.T) {
	h := newHouse(t)
	h.at("2026-09-17 10:00")
	m := sample.Matters(21, 3)
	for i := range m {
		m[i].Persons, m[i].Phone, m[i].ID = 1, fmt.Sprintf("1540000%04d", i), ""
	}
	first, second := h.register(m[0]), h.register(m[1])
	b := h.signedIn("case1")
	a := b.get("/office/patrol")
	if a.status != http.StatusOK || !strings.Contains(a.body, "还没有巡查名单") || !strings.Contains(a.body, "9月17日 14:30") {
		t.Errorf("before the first list: %d", a.status)
	}
	if n := h.patrols("2026-09-18 08:30"); n != 1 {
		t.Fatalf("%d patrols", n)
	}
	third := h.register(m[2]) // not on the list
	h.at("2026-09-18 09:00")
	b = h.signedIn("case1") // the night has ended the session
	a = b.get("/office/patrol")
	if patrolled(a, third) != "" || strings.Contains(a.body, `class="btn btn-1"`) {
		t.Error("the list shows what came later, or can be signed unseen")
	}
	reads(t, "a row", patrolled(a, first), "未看", "还没有交办", m[0].Subject, "今天到期", "交办", "记一笔", "呈股长", "看过")
	reads(t, "the page", a.body, "上午巡查", "您名下2件在办，有2件需要看一眼。看过0件，还有2件。", `aria-disabled="true" aria-describedby="sign-why"`, "看完2件才能签署",
		"2件，看过0件", `href="/office/petitions/`+first+`/assigned"`, `action="/office/patrol/see"`, `<a href="/office/patrol" aria-current="page">`)
	if strings.Contains(a.body, `action="/office/patrol/sign"`) {
		t.Error("there is a form to sign with")
	}
	slot := url.Values{"at": {"20260918-0830"}}
	with := func(values url.Values, more ...string) url.Values {
		all := url.Values{}
		for k, v := range values {
			all[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			all.Set(more[i], more[i+1])
		}
		return all
	}
	if a = b.post("/office/patrol/sign", slot); a.status != http.StatusConflict || !strings.Contains(a.body, "还有2件没有看") {
		t.Errorf("signing unseen: %d", a.status)
	}
	a = b.post("/office/patrol/see", with(slot, "no", first))
	if a.status != http.StatusOK || a.path != "/office/patrol" {
		t.Fatalf("seeing a row: %d at %s", a.status, a.uri)
	}
	reads(t, "a seen row", patrolled(a, first), "已看", "09:00看过", "还没有交办：")
	if strings.Contains(patrolled(a, first), "记一笔") {
		t.Error("a seen row is not one line")
	}
	reads(t, "the page", a.body, "看过1件，还有1件")

	// The form of a note opens in its row, without scripts.
	a = b.get("/office/patrol?put=" + second)
	reads(t, "the open row", patrolled(a, second), "呈送股长", "写要请股长定什么")
	if n := strings.Count(a.body, `class="pat-note"`); n != 1 {
		t.Errorf("%d forms are open", n)
	}
	a = b.post("/office/patrol/note", with(slot, "no", second, "version", "1", "put", "1", "text", "  "))
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `class="err-sum"`) || patrolled(a, second) == "" {
		t.Errorf("an empty note: %d", a.status)
	}
	a = b.post("/office/patrol/note", with(slot, "no", second, "version", "9", "text", "单位说下周一现场核查"))
	if a.status != http.StatusConflict || !strings.Contains(a.body, "单位说下周一现场核查</textarea>") {
		t.Errorf("a note on what has changed: %d", a.status)
	}
	a = b.post("/office/patrol/note", with(slot, "no", second, "version", "1", "put", "1", "text", "单位说下周一现场核查"))
	if a.status != http.StatusOK || !strings.Contains(a.body, "已呈股长。") {
		t.Errorf("a note: %d", a.status)
	}
	reads(t, "a noted row", patrolled(a, second), "09:00已呈股长：单位说下周一现场核查")
	reads(t, "the page", a.body, "都看过了", `action="/office/patrol/sign"`, `<button class="btn btn-1">签署本次巡查</button>`)
	if n := strings.Count(a.body, "btn-1"); n != 1 {
		t.Errorf("%d primary buttons", n)
	}
	a = b.post("/office/patrol/sign", slot)
	reads(t, "signing", a.body, "上午巡查已签署。下一份名单9月18日 14:30出来。", "9月18日 09:00已签署")
	if a = b.post("/office/patrol/see", with(slot, "no", first)); a.status != http.StatusConflict {
		t.Errorf("seeing a row of a signed list: %d", a.status)
	}
	if a = b.post("/office/patrol/see", with(slot, "no", third)); a.status != http.StatusConflict && a.status != http.StatusNotFound {
		t.Errorf("seeing what is not on it: %d", a.status)
	}
	if a = b.post("/office/patrol/see", url.Values{"at": {"yesterday"}, "no": {first}}); a.status != http.StatusNotFound {
		t.Errorf("a list that is none: %d", a.status)
	}
	if h.log.Len() > 0 {
		t.Errorf("something was logged:\n%s", h.log.String())
	}
}

func TestPatrolsOfTheBureau(t *testing.T) {
	h := newHouse(t)
	h.at("2026-09-17 10:00")
	m := sample.Matters(22, 2)
	first := h.register(m[0])
	h.act("case2", h.register(m[1]), &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	if n := h.patrols("2026-09-18 08:30"); n != 2 {
		t.Fatalf("%d patrols", n)
	}
	h.at("2026-09-18 09:30")
	director := h.signedIn("director")
	mine := h.officer("case1")
	a := director.get("/office/patrol")
	reads(t, "the director's page", a.body, "今天谁巡查了", mine.Name, h.officer("case2").Name, "0/1", "没有签署", "信访局每人一份名单")
	of := "/office/patrol?of=" + string(mine.Person) + "&at=20260918-0830"
	if !strings.Contains(html.UnescapeString(a.body), of) {
		t.Error("no way to the caseworker's list")
	}
	a = director.get(of)
	reads(t, "the director reads", patrolled(a, first), "还没有交办")
	for _, button := range []string{"看过</button>", "记一笔", "签署本次巡查", `action="/office/patrol/see"`} {
		if strings.Contains(a.body, button) {
			t.Errorf("the director could do something on another's list: %s", button)
		}
	}
	if a = director.post("/office/patrol/sign", url.Values{"at": {"20260918-0830"}}); a.status != http.StatusNotFound {
		t.Errorf("signing for another: %d", a.status)
	}
	for login, path := range map[string]string{"case2": of, "baishui.clerk": "/office/patrol", "leader1": "/office/patrol", "sysadmin": "/office/patrol"} {
		if a = h.signedIn(login).get(path); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
			t.Errorf("%s reads %s: %d", login, path, a.status)
		}
		if login != "case2" && strings.Contains(h.signedIn(login).get("/office/").body, `href="/office/patrol"`) {
			t.Errorf("%s is led to the patrol", login)
		}
	}

	// The afternoon's list follows. The morning's is read, and stays unsigned.
	h.patrols("2026-09-18 14:30")
	h.advance(10 * time.Minute)
	case1 := h.signedIn("case1")
	a = case1.get("/office/patrol?at=20260918-0830")
	reads(t, "the morning's list", a.body, "上午巡查", "后面的名单已经出来，这一份没有签署")
	if strings.Contains(a.body, "看过</button>") {
		t.Error("there is still something to do on it")
	}
	a = case1.get("/office/patrol")
	reads(t, "the afternoon's", a.body, "下午巡查", `<li class="is-now">`, "?at=20260918-0830", "没有签署")
	h.act("case1", first, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	reads(t, "what was done", patrolled(case1.get("/office/patrol"), first), "14:40已办：交办")
	reads(t, "on the list before", patrolled(case1.get("/office/patrol?at=20260918-0830"), first), "未看", "名单出来后有变化")
	if a = case1.get("/office/patrol?at=20260917-0830"); a.status != http.StatusNotFound {
		t.Errorf("a list that never was: %d", a.status)
	}
	// On the day after, the last one is shown with its day.
	h.at("2026-09-19 10:00")
	reads(t, "on Saturday", h.signedIn("case1").get("/office/patrol").body, "9月18日下午巡查", "签署本次巡查")
}

func TestPatrolInBothLanguages(t *testing.T) {
	h := newHouse(t)
	numbers := h.fill(40)
	_, err := h.cases.Register(context.Background(), h.officer("chief1"), petition.Record{
		Channel: petition.Letter, ReceivedAt: time.UnixMilli(h.now.Load()), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim, Category: "0102",
		Place: "990121101", Subject: "Streetlights", Demands: []petition.Demand{{Text: "Repair"}}, Anonymous: true}, "")
	h.must(err)
	h.patrols("2026-09-20 08:30") // a Sunday that is worked
	for _, login := range []string{"case1", "chief1", "director"} {
		b := h.signedIn(login)
		for _, tag := range locale.Tags() {
			b.language = tag
			for _, path := range []string{"", "?note=" + numbers[0], "?put=" + numbers[1], "?of=p-chief1"} {
				a := b.get("/office/patrol" + path)
				if path == "?of=p-chief1" && login == "case1" {
					continue
				}
				if a.status != http.StatusOK {
					t.Errorf("%s %s %s: %d", tag, login, path, a.status)
				}
				if i := strings.Index(a.body, "⟦"); i >= 0 {
					t.Errorf("%s %s: not worded: %s", tag, login, a.body[i:min(i+60, len(a.body))])
				}
				if found := inline.FindString(a.body); found != "" || strings.Count(a.body, "<h1") != 1 {
					t.Errorf("%s %s: inline %q", tag, login, found)
				}
			}
		}
	}
	a := h.signedIn("chief1").get("/office/patrol")
	if !strings.Contains(a.body, "记一笔") || strings.Contains(a.body, "呈股长") {
		t.Error("a section chief writes no notes, or puts something to the section chief")
	}
	if a = h.signedIn("case1").get("/office/patrol"); !strings.Contains(a.body, `<section aria-labelledby="g-late">`) {
		t.Error("nothing of all this is late")
	}
}

// TestEveryReasonIsWorded finds a reason, or a clock that a reason names, without words.
func TestEveryReasonIsWorded(t *testing.T) {
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var all []oversight.Reason
	for _, kind := range oversight.ReasonKinds() {
		all = append(all, oversight.Reason{Kind: kind}, oversight.Reason{Kind: kind, N: 2}, oversight.Reason{Kind: kind, N: 4}, oversight.Reason{Kind: kind, N: 1, Unit: "land"})
	}
	for _, rule := range rules.Policies.In(deadline.NewDay(2026, 9, 18)) {
		if !rule.Right {
			all = append(all, oversight.Reason{Kind: oversight.Late, What: oversight.Owed(&rule)})
		}
	}
	for i, r := range all {
		switch r.Kind {
		case oversight.Late, oversight.Today, oversight.Soon:
			if r.What == "" {
				continue
			}
		case oversight.Rating:
			all[i].Words = []string{"bureau", "unit"}
		}
		for _, tag := range locale.Tags() {
			l := words.For(tag)
			if text := l.T(r.Key(), all[i].Args("land", func(no string) string { return no })...); strings.Contains(text, "⟦") {
				t.Errorf("%s: %s", tag, text)
			}
		}
	}
	for _, kind := range []petition.OrderKind{petition.Urging, petition.Reminder, petition.Supervision, petition.Listing, petition.Summons, petition.Recommendation, petition.Instruction, petition.Referral} {
		for _, tag := range locale.Tags() {
			r := oversight.Reason{Kind: oversight.Late, What: petition.KOrderAnswered, Words: []string{string(kind)}}
			if text := words.For(tag).T(r.Key(), r.Args("", nil)...); strings.Contains(text, "⟦") {
				t.Errorf("%s: %s", tag, text)
			}
		}
	}
}

// BenchmarkPatrolOfAThousand opens the page of a caseworker with a thousand matters to look at. It has
// to be there within a fifth of a second.
func BenchmarkPatrolOfAThousand(b *testing.B) {
	const n = 1000
	h := newHouse(b)
	h.at("2026-09-14 09:00")
	for i, m := range sample.Matters(23, n) {
		m.Phone, m.ID = fmt.Sprintf("154%08d", i), ""
		h.register(m)
	}
	began := time.Now()
	if made := h.patrols("2026-09-18 14:30"); made != 1 {
		b.Fatalf("%d patrols", made)
	}
	making := time.Since(began)
	reader := h.signedIn("case1")
	size := 0
	for b.Loop() {
		a := reader.get("/office/patrol")
		if a.status != http.StatusOK || strings.Count(a.body, `class="pat"`) != n {
			b.Fatalf("%d with %d rows", a.status, strings.Count(a.body, `class="pat"`))
		}
		size = len(a.body)
	}
	b.ReportMetric(float64(size>>10), "KiB")
	b.ReportMetric(float64(making.Milliseconds()), "ms-to-make")
	if each := b.Elapsed() / time.Duration(b.N); each > 200*time.Millisecond {
		b.Errorf("%v a page", each)
	}
}
