package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// keyedHref is where an entry stands.
var keyedHref = regexp.MustCompile(`href="(/office/(?:receptions|consultations)/(?:reception|consultation)-[a-z0-9]+)"`)

func TestReceptionIsKeyed(t *testing.T) {
	h := newHouse(t)
	m := aMatter()
	no := h.register(m)
	b := h.signedIn("case1")
	leader, _ := sample.Officer("leader1")
	full := url.Values{"day": {"2026-09-17"}, "at": {"9:30"}, "kind": {"reception"}, "leader": {string(leader.Person)}, "batches": {"2"}, "persons": {"9"},
		"instruction": {"请白水镇五日内把账目公开。"}, "unit": {"baishui"}, "due": {"2026-09-17"}, "no": {no}}
	wrong := func(change ...string) {
		t.Helper()
		form := url.Values{}
		for name, values := range full {
			form[name] = values
		}
		form.Set(change[0], change[1])
		a := b.post("/office/receptions", form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "账目公开") || strings.Contains(a.body, "⟦") {
			t.Errorf("%v: %d, or what was typed is lost", change, a.status)
		}
	}
	wrong("day", "2026-10-01")
	wrong("day", "十七日")
	wrong("batches", "")
	wrong("persons", "1")
	wrong("no", "990121-260917-0001-Q")
	wrong("leader", "")
	wrong("result", "打13800000001")
	a := b.post("/office/receptions", full)
	h.advance(time.Minute)
	if a.status != http.StatusOK || !strings.Contains(a.body, leader.Title) || !strings.Contains(a.body, m.Subject) || !strings.Contains(a.body, "09:30") {
		t.Fatalf("keyed: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	one := a.path
	a = b.get("/office/receptions")
	if found(t, keyedHref, a) != one || !strings.Contains(a.body, "超期1天") || !strings.Contains(a.body, "2批，9人次") {
		t.Error("the list does not tell of it")
	}
	if a = b.get("/office/receptions?month=2026-08"); strings.Contains(a.body, "reception-") {
		t.Error("it stands in another month")
	}

	edit := b.get(one + "/edit")
	for _, value := range []string{`value="9"`, `value="09:30"`, "账目公开", no} {
		if !strings.Contains(edit.body, value) {
			t.Errorf("the form lacks %s", value)
		}
	}
	full.Set("seq", "1")
	full.Set("persons", "11")
	full.Set("result", "已公开。")
	full.Set("done", "2026-09-18")
	a = b.post(one, full)
	h.advance(time.Minute)
	if a.path != one || !strings.Contains(a.body, "人次：9 → 11") || !strings.Contains(a.body, "结果：无 → 已公开。") {
		t.Errorf("changed: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	if a = b.post(one, full); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "别人改过") {
		t.Errorf("run over: %d", a.status)
	}

	// A leader reads it and keys nothing; who neither reports nor keys sees nothing.
	l := h.signedIn("leader1")
	if a = l.get(one); a.status != http.StatusOK || strings.Contains(a.body, one+"/edit") {
		t.Errorf("the leader: %d, or is offered to change it", a.status)
	}
	for _, path := range []string{one + "/edit", one + "/remove", "/office/receptions/new"} {
		if a = l.get(path); a.status != http.StatusForbidden {
			t.Errorf("the leader at %s: %d", path, a.status)
		}
	}
	for _, path := range []string{one, "/office/receptions"} {
		if a = h.signedIn("baishui.clerk").get(path); a.status != http.StatusForbidden {
			t.Errorf("a clerk at %s: %d", path, a.status)
		}
	}
	for _, tag := range locale.Tags() {
		b.language = tag
		for _, path := range []string{"/office/receptions", "/office/receptions/new", one, one + "/edit", one + "/remove"} {
			if a = b.get(path); a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
				t.Errorf("%s %s: %d, or not worded", tag, path, a.status)
			}
		}
	}
	b.language = locale.Chinese
	if a = b.post(one+"/remove", url.Values{"seq": {"2"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("taken back without a reason: %d", a.status)
	}
	if a = b.post(one+"/remove", url.Values{"seq": {"2"}, "why": {"登重了"}}); a.path != "/office/receptions" {
		t.Errorf("taken back: %d at %s", a.status, a.path)
	}
	h.advance(time.Minute)
	if a = b.get("/office/receptions"); strings.Contains(a.body, one) {
		t.Error("it still stands in the list")
	}
	if a = b.get(one); !strings.Contains(a.body, "已经撤销：登重了") || strings.Contains(a.body, one+"/edit") {
		t.Error("it does not say that it was taken back")
	}
	if a = b.get(one + "/edit"); a.status != http.StatusNotFound {
		t.Errorf("changing what was taken back: %d", a.status)
	}
	if h.log.Len() > 0 {
		t.Errorf("something was logged:\n%s", h.log.String())
	}
}

func TestConsultationIsKeyed(t *testing.T) {
	h := newHouse(t)
	no := h.register(aMatter())
	h.act("chief1", no, &petition.AssignedData{Unit: "liuhe", Path: petition.Ordinary})
	b := h.signedIn("baishui.clerk")
	full := url.Values{"day": {"2026-09-18"}, "unit": {"baishui"}, "body": {"党委会"}, "matters": {"3"}, "tasks": {"2"}, "done": {"0"}, "decided": {"两件包到人。"}}
	a := b.post("/office/consultations", full)
	h.advance(time.Minute)
	if a.status != http.StatusOK || !strings.Contains(a.body, "两件包到人。") {
		t.Fatalf("keyed: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	one := a.path
	full.Set("nos", no)
	if a = b.post("/office/consultations", full); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a number out of scope: %d", a.status)
	}
	full.Set("seq", "1")
	full.Set("done", "1")
	chief := h.signedIn("chief1")
	if a = chief.post(one, full); a.path != one || !strings.Contains(a.body, aMatter().Subject) {
		t.Errorf("changed by the bureau: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	h.advance(time.Minute)
	// The township does not see the matter, and is not told its number.
	if a = b.get(one); a.status != http.StatusOK || strings.Contains(a.body, no) || !strings.Contains(a.body, "另有1件") {
		t.Errorf("the township: %d, or it is told the number", a.status)
	}
	if a = h.signedIn("liuhe.clerk").get(one); a.status != http.StatusNotFound {
		t.Errorf("another township: %d", a.status)
	}
	for _, tag := range locale.Tags() {
		b.language = tag
		for _, path := range []string{"/office/consultations", "/office/consultations/new", one, one + "/edit", one + "/remove"} {
			if a = b.get(path); a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
				t.Errorf("%s %s: %d, or not worded", tag, path, a.status)
			}
		}
	}
	if a = b.post(one+"/remove", url.Values{"seq": {"2"}, "why": {"登错"}}); a.path != "/office/consultations" {
		t.Errorf("taken back: %d at %s", a.status, a.path)
	}
}
