package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

var pick = regexp.MustCompile(`name="pick" value="([^"]+)"`)

// TestSuggestionsBesideTheForm: what is typed leads to suggestions, none is chosen beforehand, and one is
// taken over by a button that needs no script.
func TestSuggestionsBesideTheForm(t *testing.T) {
	s := newStage(t)
	b := s.at["case1"]
	first := b.get("/office/petitions/new")
	if strings.Contains(first.body, `name="pick"`) {
		t.Error("something is suggested before anything was typed")
	}
	f := first.formOf(t).with(append(typedRecord(), "subject", "老宅基地审批一直不下来", "facts", "申请宅基地两年了", "category", "")...)
	f.values.Set("check", "on")
	a := b.submit(f)
	s.proper("compared", a)
	if got := a.formOf(t).values.Get("category"); got != "" {
		t.Errorf("%s was chosen by itself", got)
	}
	found := pick.FindAllStringSubmatch(a.body, -1)
	if len(found) == 0 || len(found) > casework.SuggestedMost || !strings.Contains(a.body, "因为：") {
		t.Fatalf("suggested %v", found)
	}
	// The part that is fetched while one types has the same.
	typed := url.Values{"subject": {"老宅基地审批一直不下来"}, "facts": {"申请宅基地两年了"}, "place": {"990121101201"}}
	part := b.post("/office/petitions/new/compare", typed)
	if got := pick.FindStringSubmatch(part.body); part.status != http.StatusOK || got == nil || got[1] != found[0][1] {
		t.Errorf("while typing: %d, %v", part.status, got)
	}
	if !strings.Contains(part.body, `id="suggested-unit"`) {
		t.Error("no unit is suggested while typing")
	}
	f = a.formOf(t)
	f.values.Set("pick", found[0][1])
	a = b.submit(f)
	s.proper("picked", a)
	_, code, _ := strings.Cut(found[0][1], "=")
	if got := a.formOf(t).values; got.Get("category") != code || got.Get("subject") == "" || got.Get("name") == "" {
		t.Errorf("picked %q, and typed was %q", got.Get("category"), got.Get("subject"))
	}
	if !strings.Contains(a.body, "已填入") {
		t.Error("it is not said which was chosen")
	}
}

// TestNoUnitsBesideAnAccusation: by its purpose, by its flag, or by whom it names; what it is about is
// suggested still.
func TestNoUnitsBesideAnAccusation(t *testing.T) {
	s := newStage(t)
	for what, more := range map[string]url.Values{
		"a claim":  {"purpose": {"claim"}, "flags": {"urgent"}},
		"purpose":  {"purpose": {"accusation"}},
		"flag":     {"purpose": {"claim"}, "flags": {"urgent", "accusation"}},
		"a unit":   {"purpose": {"claim"}, "accused_unit": {"", "land"}},
		"a person": {"purpose": {"claim"}, "accused_person": {"p-land-head"}},
	} {
		typed := url.Values{"subject": {"老宅基地审批一直不下来"}, "facts": {"申请宅基地两年了"}, "place": {"990121101201"}}
		for name, values := range more {
			typed[name] = values
		}
		a := s.at["case1"].post("/office/petitions/new/compare", typed)
		if a.status != http.StatusOK || !strings.Contains(a.body, `id="suggested-category"`) {
			t.Errorf("%s: %d, no category", what, a.status)
		}
		if got := strings.Contains(a.body, `id="suggested-unit"`); got != (what == "a claim") {
			t.Errorf("%s: units are suggested: %v", what, got)
		}
	}
}

// TestUnitsAreSuggestedAtAssignment: by button, and never for an accusation.
func TestUnitsAreSuggestedAtAssignment(t *testing.T) {
	s := newStage(t)
	b := s.at["case1"]
	no := s.register(sample.Matter{Channel: "letter", Purpose: "claim", Category: sample.County().Categories[0].Code, Place: "990121101201",
		Subject: "宅基地审批一直不下来", Facts: "申请宅基地两年了", Demands: []string{"批准"}, Name: "赵来访"})
	a := b.get(s.path(no, petition.KAssigned))
	found := pick.FindAllStringSubmatch(a.body, -1)
	if len(found) == 0 {
		t.Fatalf("nothing is suggested: %d", a.status)
	}
	s.proper("the form", a)
	f := a.formOf(t)
	f.values.Set("pick", "unit=liuhe")
	if a = b.submit(f); a.status != http.StatusOK || a.formOf(t).values.Get("unit") != "liuhe" {
		t.Errorf("picking a unit: %d, %q", a.status, a.formOf(t).values.Get("unit"))
	}
	if p := s.petition(no); p.State != petition.Registered {
		t.Errorf("picking has assigned it: %s", p.State)
	}
	no = s.register(sample.Matter{Channel: "letter", Purpose: "accusation", Category: sample.County().Categories[0].Code, Place: "990121101201",
		Subject: "宅基地审批收钱", Facts: "收了钱", Demands: []string{"查处"}, Name: "赵来访"})
	if a = b.get(s.path(no, petition.KAssigned)); a.status != http.StatusOK || strings.Contains(a.body, `name="pick"`) {
		t.Errorf("for an accusation: %d", a.status)
	}
}

// TestAccuracyPage: the bureau alone sees how often suggestions were right.
func TestAccuracyPage(t *testing.T) {
	s := newStage(t)
	b := s.at["case1"]
	const address = "/office/suggestions"
	if a := b.get(address); a.status != http.StatusOK || !strings.Contains(a.body, "还没有可以比较的") || !strings.Contains(a.body, "尚未学习") {
		t.Errorf("before anything was registered: %d", a.status)
	}
	s.fill(60)
	if _, err := s.cases.Train(context.Background(), casework.Operator(string(sample.Code)), nil); err != nil {
		t.Fatal(err)
	}
	for _, tag := range locale.Tags() {
		b.language = tag
		a := b.get(address)
		s.proper(tag, a)
		if !strings.Contains(a.body, "2026-09") || !strings.Contains(a.body, "%") {
			t.Errorf("%s: no month is shown", tag)
		}
		for _, by := range map[string][]string{locale.Chinese: {"按登记月份", "按一级分类"}, locale.English: {"By month of registration", "By first-level category"}}[tag] {
			if n := strings.Count(a.body, `<h3 class="small mt5">`+by+`</h3>`); n != 2 {
				t.Errorf("%s: %d tables are headed by %s", tag, n, by)
			}
		}
	}
	b.language = locale.Chinese
	if a := s.at["baishui.head"].get(address); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		t.Errorf("a unit's head: %d", a.status)
	}
}
