package letter

import (
	"slices"
	"testing"
	"testing/fstest"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// TestPast: about what is past no letter is written or suggested, whatever its form allows.
func TestPast(t *testing.T) {
	f, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p := &petition.Petition{State: petition.Closed, Version: 1, RegisterAt: date("2026-09-01").Start(), Past: &petition.Past{}}
	events := []petition.Event{{Seq: 1, Kind: petition.KRegistered, At: p.RegisterAt, Recorded: p.RegisterAt, Data: &petition.RegisteredData{Past: p.Past}}}
	for _, form := range f.All() {
		if form.Issuable(p) {
			t.Errorf("%s", form.Kind)
		}
	}
	if kinds := append(f.Suggested(p), f.Suggested(p, events...)...); len(kinds) > 0 {
		t.Errorf("suggested: %v", kinds)
	}
	p.Past = nil
	if form, _ := f.Form("recommendation"); !form.Issuable(p) {
		t.Error("about no other closed matter either")
	}
}

func TestSuggested(t *testing.T) {
	f, err := Load(fstest.MapFS{"plain.md": {Data: []byte(replaced("suggested: escalated", "suggested: escalated:province due"))}})
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	has := func(kinds []Kind) bool { return slices.Contains(kinds, "plain") }
	w := newMatter(t, "2026-08-27 09:30").accepted()
	both := func(want bool, what string) {
		t.Helper()
		if has(f.Suggested(w.p)) != want || has(f.Suggested(w.p, w.events...)) != want {
			t.Errorf("%s: %v, by the journal %v", what, f.Suggested(w.p), f.Suggested(w.p, w.events...))
		}
	}
	raise := func(level org.Level, on string) {
		w.do("case1", &petition.Escalated{Escalation: petition.Escalation{Level: level, On: date(on), Form: petition.Visit, Persons: 1}})
	}
	letter := func(id string) {
		w.do("case1", &petition.LetterIssued{Letter: petition.Sent{ID: id, Kind: "plain", Name: "测试函", Number: "清信测函〔2026〕" + id + "号", Hash: "x"}})
	}
	both(false, "nothing happened")
	w.until("2026-09-05 09:00")
	raise(org.City, "2026-09-04")
	both(false, "raised in the city, which the form does not ask for")
	raise(org.Province, "2026-09-04")
	both(true, "raised in the province")
	letter("1")
	both(false, "the letter is written")
	w.do("chief1", &petition.LetterVoided{Letter: "1", Why: "写错"})
	both(true, "the letter was voided")
	letter("2")
	w.until("2026-09-12 09:00")
	raise(org.Province, "2026-09-11")
	both(true, "raised again")
	letter("3")
	both(false, "written again")
	// Written down after a letter, though it happened before: only the journal knows.
	raise(org.Province, "2026-09-10")
	if !has(f.Suggested(w.p, w.events...)) {
		t.Error("what became known after the letter asks for another")
	}

	w = newMatter(t, "2026-08-27 09:30").accepted() // the pledge ends on September 28
	// September 25 to 27 are a holiday: on the 24th the next working day is the last one.
	for day, want := range map[string]bool{"2026-09-23": false, "2026-09-24": true, "2026-09-28": true, "2026-10-09": true} {
		if got := has(f.Nearing(w.p, rules(t), date(day))); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}
