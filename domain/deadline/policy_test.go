package deadline

import (
	"slices"
	"strings"
	"testing"

	"bihuan/domain/fault"
)

func keyOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return ""
}

// The table of clocks, as the specification has it.
func TestTheTable(t *testing.T) {
	p := loaded(t)
	table := []struct {
		id     string
		span   int
		unit   Unit
		basis  Basis
		right  bool
		starts string
		stops  string
	}{
		{"law.sort", 15, Days, Law, false, "registered", "assigned"},
		{"law.notice", 15, Days, Law, false, "assigned", "notified:acceptance"},
		{"law.objection", 5, Workdays, Law, true, "assigned", "objected"},
		{"law.handle", 60, Days, Law, false, "accepted", "replied"},
		{"law.simple.accept", 3, Workdays, Law, false, "assigned", "accepted"},
		{"law.simple.reply", 10, Workdays, Law, false, "accepted", "replied"},
		{"law.review.ask", 30, Days, Right, true, "served:reply", "review_requested"},
		{"law.review", 30, Days, Law, false, "review_requested", "review_decided"},
		{"law.rereview.ask", 30, Days, Right, true, "served:review", "rereview_requested"},
		{"law.rereview", 30, Days, Law, false, "rereview_requested", "rereview_decided"},
		{"order.feedback", 0, Date, Order, false, "supervised", "order_answered"},
		{"order.push", 0, Date, Order, false, "pushed", "push_answered"},
		{"pledge.assign", 1, Workdays, Pledge, false, "registered", "assigned"},
		{"pledge.accept", 1, Workdays, Pledge, false, "assigned", "accepted"},
		{"pledge.simple", 7, Days, Pledge, false, "accepted", "replied"},
		{"pledge.ordinary", 1, Months, Pledge, false, "accepted", "replied"},
		{"pledge.callback", 3, Workdays, Pledge, false, "served:reply", "called_back:done"},
		{"pledge.file", 3, Workdays, Pledge, false, "served:reply", "filed:complete"},
		{"rating.window", 30, Days, Right, true, "served:reply", "rated"},
	}
	in := p.In(date(9, 1))
	if len(in) != len(table) {
		t.Errorf("%d rules in force, want %d", len(in), len(table))
	}
	for _, x := range table {
		r, ok := p.RuleIn(x.id, date(9, 1))
		if !ok {
			t.Errorf("no rule %s", x.id)
			continue
		}
		start, started, _ := strings.Cut(x.starts, ":")
		stop, detail, _ := strings.Cut(x.stops, ":")
		if r.Span != x.span || r.Unit != x.unit || r.Basis != x.basis || r.Right != x.right || !r.RollOver ||
			!r.Starts(start, started) || !r.Stops(stop, detail) || r.Voids(stop, detail) {
			t.Errorf("%s: %+v", x.id, r)
		}
		if r.Name.EN == "" || r.Article.EN == "" {
			t.Errorf("%s has no English", x.id)
		}
		if x.id != "order.push" && !r.Voids("withdrawn", "") { // what somebody else was asked outlives the matter
			t.Errorf("%s runs on after a withdrawal", x.id)
		}
	}
	handle := rule(t, "law.handle")
	if handle.Extension != (Extend{Days: 30, Times: 1}) {
		t.Errorf("extension of law.handle: %+v", handle.Extension)
	}
}

func TestObjectionPauses(t *testing.T) {
	for _, id := range []string{"pledge.accept", "law.notice", "law.simple.accept"} {
		r := rule(t, id)
		i, ok := r.Pauses("objected", "")
		if !ok || !r.Resumes(i, "objection_overruled", "") || r.Resumes(i, "unmerged", "") || !r.Voids("objection_upheld", "") {
			t.Errorf("%s: an objection does not pause it", id)
		}
	}
	assign := rule(t, "pledge.assign")
	if !assign.Starts("objection_upheld", "") {
		t.Error("a matter that comes back has no clock")
	}
	if assign.Starts("unmerged", "accepted") || !assign.Starts("unmerged", "registered") {
		t.Error("an unmerged matter is to be assigned again only if it had not been")
	}
	notice := rule(t, "law.notice")
	if !notice.Stops("notified", "decision") || notice.Stops("notified", "responsible") || notice.Stops("notified", "") {
		t.Error("law.notice stops with the notice that it was accepted or what was decided instead, and no other")
	}
	ask := rule(t, "law.review.ask")
	if ask.Starts("served", "review") || ask.Starts("served", "") {
		t.Error("the right to ask for review starts with papers other than the reply")
	}
}

func TestConditions(t *testing.T) {
	for _, x := range []struct {
		id    string
		facts Facts
		want  bool
	}{
		{"pledge.simple", Facts{Path: "simple"}, true},
		{"pledge.simple", Facts{Path: "ordinary"}, false},
		{"pledge.ordinary", Facts{}, false},
		{"pledge.accept", Facts{}, true},
		{"law.sort", Facts{AtBureau: true}, true},
		{"law.sort", Facts{}, false},
		{"law.notice", Facts{Reachable: true}, true},
		{"law.notice", Facts{}, false},
		{"law.handle", Facts{ByPetition: true}, true},
		{"law.handle", Facts{Path: "ordinary", Reachable: true}, false},
	} {
		if got := rule(t, x.id).Applies.Holds(x.facts); got != x.want {
			t.Errorf("%s with %+v: %v", x.id, x.facts, got)
		}
	}
}

const overlay = `{
  "policy": "pledge",
  "version": 2,
  "effective": "2026-10-01",
  "title": {"zh": "县承诺"},
  "clocks": [
    {
      "id": "pledge.assign",
      "name": {"zh": "交办"},
      "starts_on": ["registered"],
      "stops_on": ["assigned"],
      "span": 2,
      "unit": "workdays",
      "basis": "pledge",
      "article": {"zh": "县承诺"},
      "roll_over": false
    }
  ]
}`

func TestVersions(t *testing.T) {
	p := loaded(t)
	second, err := ParsePolicy([]byte(overlay))
	if err != nil {
		t.Fatal(err)
	}
	q, err := p.With(second)
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[Day]int{date(9, 30): 1, date(10, 1): 2, NewDay(2030, 1, 1): 2} {
		if r, ok := q.RuleIn("pledge.assign", d); !ok || r.Version != want || r.Span != want {
			t.Errorf("on %v: version %d", d, r.Version)
		}
	}
	if r, _ := q.RuleIn("pledge.assign", date(10, 1)); r.RollOver || r.Name.In("en") != "交办" {
		t.Errorf("%+v", r)
	}
	if _, ok := q.RuleIn("pledge.accept", date(10, 1)); ok {
		t.Error("a rule that the new version drops is still in force")
	}
	if r, ok := q.Rule("pledge.accept", 1); !ok || r.Span != 1 {
		t.Error("the old version is gone for those who keep it")
	}
	if len(q.In(date(10, 1))) >= len(p.In(date(10, 1))) || len(p.All()) != 4 || len(q.All()) != 5 {
		t.Error("With changed the old policies")
	}
	if p.In(NewDay(2022, 4, 30)) != nil || p.In(NewDay(2022, 5, 1)) == nil {
		t.Error("rules before their day")
	}
	if _, ok := (Policies{}).Rule("law.sort", 1); ok || (Policies{}).In(date(1, 1)) != nil {
		t.Error("no policies have rules")
	}
	if _, err := q.With(second); keyOf(err) != "fault.policy.known" || fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
	third := second
	third.Version = 3
	if _, err := q.With(third); keyOf(err) != "fault.policy.order" {
		t.Errorf("a later version on the same day: %v", err)
	}
}

func TestParsePolicyRefuses(t *testing.T) {
	for _, x := range []struct{ old, new, key, line string }{
		{`"workdays"`, `"wokdays"`, "fault.policy.unit", "line=13"},
		{`"span": 2`, `"span": -2`, "fault.policy.span", "line=12"},
		{`"span": 2`, `"span": 0`, "fault.policy.span", "line=12"},
		{`"span": 2`, `"span": 100000`, "fault.policy.span", "line=12"},
		{`"span": 2`, `"span": "two"`, "fault.policy.type", "line=12"},
		{`"span": 2`, `"sapn": 2`, "fault.policy.field", "line=12"},
		{`"workdays"`, `"date"`, "fault.policy.span_of_date", "line=12"},
		{`"basis": "pledge"`, `"basis": "habit"`, "fault.policy.basis", "line=14"},
		{`["assigned"]`, `["asigned"]`, "fault.policy.event", "line=11"},
		{`["assigned"]`, `["assigned:"]`, "fault.policy.event", "line=11"},
		{`["assigned"]`, `[]`, "fault.policy.no_event", "line=11"},
		{`"pledge.assign"`, `"law.assign"`, "fault.policy.clock_id", "line=8"},
		{`"pledge.assign"`, `"pledge"`, "fault.policy.clock_id", "line=8"},
		{`"name": {"zh": "交办"}`, `"name": {}`, "fault.policy.name", "line=9"},
		{`"article": {"zh": "县承诺"}`, `"article": {}`, "fault.policy.article", "line=15"},
		{`"roll_over": false`, `"pauses_on": [["merged"]]`, "fault.policy.pause", "line=16"},
		{`"roll_over": false`, `"pauses_on": [["merged","linked","unlinked"]]`, "fault.policy.pause", "line=16"},
		{`"roll_over": false`, `"pauses_on": [["merged","sunset"]]`, "fault.policy.event", "line=16"},
		{`"roll_over": false`, `"extension": {"days": 30}`, "fault.policy.extension", "line=16"},
		{`"roll_over": false`, `"warns_at": {"workdays": [0]}`, "fault.policy.warn", "line=16"},
		{`"roll_over": false`, `"applies": {"path": "shortcut"}`, "fault.policy.path", "line=16"},
		{`"roll_over": false`, `"applies": {"colour": "red"}`, "fault.policy.field", "line=16"},
		{`"version": 2`, `"version": 0`, "fault.policy.version", "line=3"},
		{`"version": 2`, `"verison": 2`, "fault.policy.field", "line=3"},
		{`"2026-10-01"`, `"2026-10-32"`, "fault.policy.effective", "line=4"},
		{`"title": {"zh": "县承诺"}`, `"title": {}`, "fault.policy.title", "line=5"},
		{`"policy": "pledge"`, `"policy": "Pledge!"`, "fault.policy.id", "line=2"},
		{`"clocks": [`, `"clocks": [`, "", ""},
		{"  ]\n}", "  ]", "fault.file.json", "line=18"},
		{`"version": 2`, `"version": "2"`, "fault.file.type", "line=3"},
	} {
		file := strings.Replace(overlay, x.old, x.new, 1)
		_, err := ParsePolicy([]byte(file))
		if x.key == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", x.new, err)
			continue
		}
		found := slices.ContainsFunc(f.All(), func(f *fault.Fault) bool {
			return f.Key == x.key && strings.Contains(f.Error(), x.line)
		})
		if !found {
			t.Errorf("%s: %v, want %s on %s", x.new, f.All(), x.key, x.line)
		}
	}
	twice := strings.Replace(overlay, "    }\n  ]", "    },\n"+overlay[strings.Index(overlay, "    {\n"):strings.Index(overlay, "  ]\n")]+"  ]", 1)
	if _, err := ParsePolicy([]byte(twice)); keyOf(err) != "fault.policy.twice" || !strings.Contains(err.Error(), "line=19") {
		t.Errorf("twice: %v", err)
	}
	// All that is wrong is said at once.
	bad := strings.NewReplacer(`"span": 2`, `"span": -1`, `"workdays"`, `"weeks"`).Replace(overlay)
	if _, err := ParsePolicy([]byte(bad)); len(fault.As(err).All()) != 2 {
		t.Errorf("%v", err)
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(overlay))
	for _, name := range []string{"law", "order", "pledge", "rating"} {
		raw, err := policyFiles.ReadFile("policy/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	c := embedded(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := ParsePolicy(raw)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v is our mistake", err)
			}
			return
		}
		for _, r := range p.Rules {
			due := c.Due(r, Term{Start: date(9, 30), Given: date(10, 30)})
			if due.Due <= date(9, 30) || len(due.Steps) < 3 {
				t.Fatalf("%s: %+v", r.ID, due)
			}
			r.Warnings(date(9, 30), due.Nominal, c)
		}
	})
}
