package edition

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/domain/sample"
)

func rules(t *testing.T) Rules {
	t.Helper()
	forms, err := TheForms()
	if err != nil {
		t.Fatal(err)
	}
	return Rules{org.ThePolicy(), forms}
}

// deputy is a second person of the bureau who may sign; the made county has none.
func deputy(cast map[string]org.Officer) org.Officer {
	o := cast["director"]
	o.Person, o.Post = "deputy", org.Deputy
	return o
}

// TestLife holds every state against every act and asker: who comes through, and how the others are refused.
func TestLife(t *testing.T) {
	r, cast := rules(t), sample.Cast()
	cast["deputy"] = deputy(cast)
	in := func(state State, out int, checker string) Edition {
		e := Edition{Kind: report.Weekly, State: state, Version: 1, Out: out}
		e.Checker.Person = cast[checker].Person
		return e
	}
	asked := []string{"case1", "chief1", "director", "deputy", "leader1", "baishui.head", "baishui.deputy"}
	keeps := "case1 chief1 director"
	for _, c := range []struct {
		name string
		e    Edition
		may  map[Act]string // who may; what is not named is a Conflict for all
	}{
		{"none", Edition{Kind: report.Weekly}, map[Act]string{Drafting: keeps}},
		{"draft", in(Drafted, 0, ""), map[Act]string{Completing: keeps + " deputy", Checking: keeps, Withdrawing: keeps}},
		{"checked by case1", in(Checked, 0, "case1"), map[Act]string{Completing: "director deputy", Returning: "director deputy", Publishing: "director deputy", Withdrawing: keeps}},
		{"checked by the director", in(Checked, 0, "director"), map[Act]string{Completing: "director deputy", Returning: "director deputy", Publishing: "deputy", Withdrawing: keeps}},
		{"published", in(Published, 1, "case1"), map[Act]string{Correcting: keeps}},
		{"withdrawn", in(Withdrawn, 0, ""), map[Act]string{Drafting: keeps}},
		{"a correction, withdrawn", in(Withdrawn, 1, ""), map[Act]string{Correcting: keeps}},
		{"a correction", in(Drafted, 1, ""), map[Act]string{Completing: keeps + " deputy", Checking: keeps, Withdrawing: keeps}},
	} {
		for _, act := range Acts() {
			if act == Instructing {
				continue
			}
			could := strings.Fields(c.may[act])
			for _, login := range asked {
				err := r.May(&c.e, cast[login], act)
				switch {
				case slices.Contains(could, login) != (err == nil):
					t.Errorf("%s: %s, %s: %v", c.name, login, act, err)
				case err != nil && len(could) > 0 && !slices.Contains([]fault.Kind{fault.Forbidden, fault.Conflict}, fault.KindOf(err)):
					t.Errorf("%s: %s, %s: %v", c.name, login, act, err)
				case len(could) == 0 && fault.KindOf(err) != fault.Conflict:
					t.Errorf("%s: %s, %s is no conflict: %v", c.name, login, act, err)
				}
			}
		}
	}
	if none := (Edition{Kind: report.Weekly}); r.May(&none, org.TheClock("990121"), Drafting) != nil {
		t.Error("the clock may not draft")
	}
	special := Edition{Kind: report.Special, State: Published, Version: 1, Out: 1}
	weekly := in(Published, 1, "")
	if r.May(&special, cast["leader1"], Instructing) != nil || r.May(&weekly, cast["leader1"], Instructing) == nil {
		t.Error("a special report is instructed upon, and no other")
	}
	if special.Out = 0; r.May(&special, cast["leader1"], Instructing) == nil {
		t.Error("a draft was instructed upon")
	}
}

func TestApply(t *testing.T) {
	at := time.UnixMilli(0)
	var e Edition
	for i, c := range []struct {
		act     Act
		state   State
		version int
		out     int
	}{
		{Drafting, Drafted, 1, 0}, {Checking, Checked, 1, 0}, {Returning, Drafted, 1, 0}, {Withdrawing, Withdrawn, 1, 0}, {Drafting, Drafted, 2, 0},
		{Checking, Checked, 2, 0}, {Publishing, Published, 2, 2}, {Correcting, Drafted, 3, 2}, {Withdrawing, Withdrawn, 3, 2},
		{Correcting, Drafted, 4, 2}, {Checking, Checked, 4, 2}, {Publishing, Published, 4, 4},
	} {
		e.Apply(Step{Seq: i + 1, Act: c.act, At: at, Note: "n"})
		if e.State != c.state || e.Version != c.version || e.Out != c.out || e.Seq != i+1 {
			t.Fatalf("after %s: %+v", c.act, e)
		}
		if c.act == Checking && e.Why != "" {
			t.Error("it was checked, and still says why it came back")
		}
	}
	for _, act := range []Act{Returning, Correcting, Withdrawing} {
		if act.Why(" ") == nil || act.Why("x") != nil {
			t.Errorf("%s needs a reason", act)
		}
	}
}

func TestWords(t *testing.T) {
	r, cast := rules(t), sample.Cast()
	e := Edition{Kind: report.Monthly, State: Drafted}
	c := Content{}
	write := func(login string, words ...Word) error {
		_, err := r.Write(&e, &c, cast[login], time.UnixMilli(1), words)
		return err
	}
	refused := func(field string, err error) {
		t.Helper()
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := write("case1", Word{Field: "problems", Unit: "land", Text: "一"}, Word{Field: "good_practice", Text: " 二\r\n三 "}); err != nil {
		t.Fatal(err)
	}
	if c.Word("good_practice", "").Text != "二\n三" || c.Words[0].Field != "good_practice" || c.Word("problems", "land").By.Person != cast["case1"].Person {
		t.Errorf("%+v", c.Words)
	}
	refused("figures", write("director", Word{Field: "figures", Text: "12"}))
	refused("problems", write("case1", Word{Field: "problems", Text: "of no unit"}))
	refused("director_note", write("case1", Word{Field: "director_note", Text: "x"}))
	refused("good_practice", write("case1", Word{Field: "good_practice", Text: strings.Repeat("字", MostWords+1)}))
	e.State = Checked
	refused("good_practice", write("director", Word{Field: "good_practice", Text: "another"}))
	if err := write("director", Word{Field: "director_note", Text: "按"}, Word{Field: "good_practice", Text: "二\n三"}); err != nil {
		t.Errorf("the signer's own words, the others as they are: %v", err)
	}
	form, _ := r.Forms.Form(report.Monthly)
	remarks := form.Remarks(c, func(u org.UnitID) string { return strings.ToUpper(string(u)) })
	if len(remarks) != 3 || remarks[0].Field != "director_note" || !strings.Contains(remarks[0].By, cast["director"].Name) || remarks[2].Text != "LAND：一" || remarks[1].By != "" {
		t.Errorf("%+v", remarks)
	}
	special, _ := r.Forms.Form(report.Special)
	if f := fault.As(special.Complete(c)); f == nil || len(f.All()) != 5 {
		t.Errorf("an empty special report is complete: %v", f)
	}
}

func TestForms(t *testing.T) {
	r := rules(t)
	for _, kind := range report.Kinds() {
		if f, err := r.Forms.Form(kind); err != nil || len(f.To) == 0 {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, bad := range []string{`[{"kind":"hourly"}]`, `[{"kind":"daily"},{"kind":"daily"}]`, `[{"kind":"daily","to":[{"post":"king"}]}]`, `[{"kind":"daily","score":1}]`, `{`} {
		if _, err := readForms([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestAddressees(t *testing.T) {
	r, county := rules(t), sample.County()
	units := map[org.UnitID]org.Unit{}
	for _, u := range county.Units {
		units[u.ID] = u
	}
	var posts []Held
	heads := 0
	for _, p := range county.Posts {
		posts = append(posts, Held{p, units[p.Unit]})
		if p.Kind == org.Head {
			heads++
		}
	}
	to := func(kind report.Kind, parts ...org.UnitID) []Addressee {
		f, err := r.Forms.Form(kind)
		if err != nil {
			t.Fatal(err)
		}
		return f.Addressees(posts, parts)
	}
	id := func(login string) org.PersonID {
		o, ok := county.Officer(login)
		if !ok {
			t.Fatalf("no %s", login)
		}
		return o.Person
	}
	if got := to(report.Special); !slices.Equal(got, []Addressee{{Person: id("leader1")}, {Person: id("leader2")}}) {
		t.Errorf("a special report goes to %v", got)
	}
	want := []Addressee{{Person: id("director")}, {id("land.head"), "land"}, {id("baishui.head"), "baishui"}}
	got := to(report.Daily, "baishui", "land")
	slices.SortFunc(got[1:], func(a, b Addressee) int { return -strings.Compare(string(a.Unit), string(b.Unit)) })
	if !slices.Equal(got, want) {
		t.Errorf("a daily goes to %v", got)
	}
	if got := to(report.Weekly); len(got) != 14 {
		t.Errorf("a weekly goes to %d", len(got))
	}
	if got := to(report.Monthly); len(got) != heads {
		t.Errorf("a monthly goes to %d of %d heads", len(got), heads)
	}
	// Who holds two posts gets it once, and the whole of it.
	posts = append(posts, Held{org.Post{Kind: org.Head, Person: id("director")}, units["land"]})
	if got := to(report.Daily, "land"); len(got) != 2 {
		t.Errorf("the director gets it twice: %v", got)
	}
}

func TestDiffer(t *testing.T) {
	body := func(n int) report.Body {
		return report.Body{Kind: report.Weekly, Period: report.Period{From: 1, To: deadline.Day(7)}, Sections: []report.Section{
			{ID: "a", Notes: []report.Say{{Key: "k", Values: map[string]report.Cell{"week3": report.Count(3, "")}}},
				Grids: []report.Grid{{ID: "g", Columns: []string{"unit", "week3"}, Total: true, Rows: [][]report.Cell{{report.Text("x"), report.Count(1, "")}, {report.Text("y"), report.Count(n, "")}}}}},
			{ID: "b"}}}
	}
	if d := Differ("", body(2), body(2)); len(d) != 0 {
		t.Errorf("the same differ: %v", d)
	}
	if d := Differ("land", body(2), body(3)); !slices.Equal(d, []Difference{{"land", "a"}}) {
		t.Errorf("%v", d)
	}
	less := body(2)
	less.Sections = less.Sections[:1]
	if d := Differ("", body(2), less); !slices.Equal(d, []Difference{{"", "b"}}) {
		t.Errorf("%v", d)
	}
	other := body(2)
	other.Period.To++
	if d := Differ("", body(2), other); !slices.Equal(d, []Difference{{"", ""}}) {
		t.Errorf("%v", d)
	}
	empty := body(2)
	empty.Sections[0].Grids, empty.Sections[0].Notes = nil, []report.Say{{Key: "k", Values: map[string]report.Cell{"n": report.Count(0, "")}}}
	if Says(empty) || !Says(body(2)) || Says(report.Body{}) {
		t.Error("nothing is taken for something, or the other way round")
	}
	empty.Sections[0].Notes[0].Values["n"] = report.Count(1, "")
	if !Says(empty) {
		t.Error("a number in a sentence is nothing")
	}
	if s := Sums(body(2)); !slices.Equal(s, []Sum{{"a", "week3", 3, 3}}) {
		t.Errorf("%v", s)
	}
}
