package oversight

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/petition"
)

// TestTriggers: what comes with the program are the rules of oversight.md, each with its first step.
func TestTriggers(t *testing.T) {
	all, err := Triggers()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]petition.OrderKind{
		"half": petition.Urging, "accept": petition.Urging, "notice": petition.Urging, "assisting": petition.Urging,
		"pingpong": petition.Supervision, "reply": petition.Supervision, "unanswered": petition.Supervision,
		"callback": petition.Supervision, "repeat": petition.Supervision, "instruction": petition.Supervision,
		"returned": petition.Listing, "raised": petition.Reminder,
	}
	for _, trigger := range all {
		if want[trigger.ID] != trigger.Suggests {
			t.Errorf("%s suggests %s", trigger.ID, trigger.Suggests)
		}
		delete(want, trigger.ID)
	}
	if len(want) != 0 {
		t.Errorf("there are no rules for %v", want)
	}
	// Five days and three days, as oversight.md has them.
	for id, days := range map[string]int{"returned": 5, "assisting": 3, "reply": 0} {
		i := slices.IndexFunc(all, func(trigger petition.Trigger) bool { return trigger.ID == id })
		if when := all[i].When; len(when) != 1 || when[0].Days != days || when[0].Workdays != 0 {
			t.Errorf("%s: %+v", id, when)
		}
	}
}

// The file is read without loss: the tests of package petition read it by themselves.
func TestTriggersAreReadWhole(t *testing.T) {
	raw, err := os.ReadFile("triggers.json")
	if err != nil {
		t.Fatal(err)
	}
	var plain []petition.Trigger
	if err := json.Unmarshal(raw, &plain); err != nil {
		t.Fatal(err)
	}
	all, err := Triggers()
	if err != nil || len(all) != len(plain) {
		t.Fatalf("%d read, %d stand there: %v", len(all), len(plain), err)
	}
	for i := range all {
		if all[i].ID != plain[i].ID || all[i].Answer != plain[i].Answer || !slices.Equal(all[i].When, plain[i].When) {
			t.Errorf("%+v, want %+v", all[i], plain[i])
		}
	}
}

func TestReadTriggers(t *testing.T) {
	const good = `[{"id": "own_rule", "name": {"zh": "本县", "en": "Own"}, "when": [{"fact": "reply_overdue", "days": 2}, {"fact": "objections", "times": 2, "workdays": 1}], "suggests": "summons", "answer": 1}]`
	all, err := ReadTriggers([]byte(good))
	if err != nil || len(all) != 1 || len(all[0].When) != 2 || all[0].Suggests != petition.Summons || all[0].When[1].Times != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if all, err := ReadTriggers([]byte(`[]`)); err != nil || len(all) != 0 {
		t.Errorf("a county without rules: %v, %v", all, err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`[{`, `{`, "reading the triggers"},
		{`"answer": 1}]`, `"answer": 1}`, "reading the triggers"},
		{`"answer": 1}]`, `"answer": 1}] []`, "reading the triggers"},
		{`"answer": 1`, `"answer": 1, "colour": "red"`, "colour"},
		{`"days": 2`, `"days": "two"`, "days"},
		{`"own_rule"`, `""`, "no id"},
		{`"own_rule"`, `"Own"`, "no id"},
		{`"own_rule"`, `"own:rule"`, "no id"}, // it would not fit into a task's id
		{`"own_rule"`, `"own rule"`, "no id"},
		{good[1 : len(good)-1], good[1:len(good)-1] + "," + good[1:len(good)-1], "there twice"},
		{`"本县"`, `""`, "no name"},
		{`"Own"`, `""`, "no name"},
		{`"summons"`, `"whip"`, "whip"},
		{`"summons"`, `""`, "nor a step of supervision"},
		{`"summons"`, `"instruction"`, "nor a step of supervision"}, // a leader's alone
		{`"answer": 1`, `"answer": 0`, "no time for an answer"},
		{`"answer": 1`, `"answer": -3`, "no time for an answer"},
		{`, "answer": 1`, ``, "no time for an answer"},
		{`[{"fact": "reply_overdue", "days": 2}, {"fact": "objections", "times": 2, "workdays": 1}]`, `[]`, "no condition"},
		{`"reply_overdue"`, `"weather"`, "weather"},
		{`"reply_overdue"`, `""`, "no condition"},
		{`"days": 2`, `"days": -2`, "no condition"},
		{`"times": 2`, `"times": -2`, "no condition"},
		{`"workdays": 1`, `"workdays": -1`, "no condition"},
	} {
		broken := strings.Replace(good, c.old, c.new, 1)
		if broken == good {
			t.Fatalf("%q stands nowhere", c.old)
		}
		all, err := ReadTriggers([]byte(broken))
		if err == nil || all != nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "reading the triggers") {
			t.Errorf("%q instead of %q: %v, %v; want %q", c.new, c.old, all, err, c.want)
		}
	}
}
