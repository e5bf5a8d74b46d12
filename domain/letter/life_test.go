package letter

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Those who come to a letter: its author twice, in the own post and in another's, and everybody else.
var comers = []string{"case1", "case2", "chief1", "director", "baishui.clerk", "baishui.deputy", "baishui.head", "liuhe.head", "inspector1", "police.clerk", "leader1"}

func comer(t *testing.T, login string) org.Officer {
	t.Helper()
	o, ok := county().Officer(login)
	if !ok {
		t.Fatalf("nobody is called %s", login)
	}
	return o
}

// letterIn is a letter of a form in a state, by its usual author to its usual addressee.
func letterIn(t *testing.T, f *Form, state State) *Letter {
	t.Helper()
	l := &Letter{ID: "l", Kind: f.Kind, Nos: []string{"990121-260901-0001-A"}, Unit: "baishui", State: state}
	author := comer(t, "case1")
	if f.From == ByUnit {
		author = comer(t, "baishui.clerk")
	}
	l.Author, l.From = By{petition.ByOf(author)}, author.Unit
	switch f.To {
	case ByUnit, ToHead:
		l.To = "baishui"
	case ToDiscipline:
		l.To = "discipline"
	case ToPolice:
		l.To = "police"
	case ByOffice:
		l.To = "bureau"
	}
	if state.Out() && l.To != "" && f.Answer.N > 0 {
		l.Due = deadline.NewDay(2026, time.September, 4)
	}
	return l
}

func allActs() []Act {
	return []Act{Editing, Submitting, Reviewing, Consenting, SendingBack, Signing, Delivering, Acknowledging, Answering, Accepting, Returning, Voiding}
}

// TestEveryActInEveryState tries every act on a letter in every state by everybody, and compares who may do
// it with testdata/life.txt: -update writes the file.
func TestEveryActInEveryState(t *testing.T) {
	forms, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, kind := range []Kind{"reminder", "recommendation", "lookback", "referral", "escalation_report", "acceptance_notice"} {
		f, _ := forms.Form(kind)
		for _, state := range States() {
			fmt.Fprintf(&b, "%s, %s\n", kind, state)
			for _, act := range allActs() {
				var could []string
				for _, login := range comers {
					err := f.May(letterIn(t, &f, state), comer(t, login), act)
					if err == nil {
						could = append(could, login)
					} else if k := fault.KindOf(err); k != fault.Conflict && k != fault.Forbidden {
						t.Errorf("%s of a %s that is %s: %v", act, kind, state, err)
					}
				}
				if len(could) > 0 {
					fmt.Fprintf(&b, "  %-16s %s\n", act, strings.Join(could, " "))
				}
			}
		}
	}
	const file = "testdata/life.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		t.Errorf("who may do what has changed (%v); it is\n%s", err, b.String())
	}
}

// Whoever drafted a letter signs it in no post, and whoever consented neither.
func TestTheDrafterNeverSigns(t *testing.T) {
	forms, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms.All() {
		if f.ByAct {
			continue
		}
		for _, post := range f.Sign {
			l := letterIn(t, &f, Reviewed)
			by := comer(t, "case1")
			by.Post, by.Unit = post, l.From
			l.Author.Person = by.Person
			if f.May(l, by, Signing) == nil || f.May(l, by, Reviewing) == nil || f.May(l, by, Consenting) == nil {
				t.Errorf("%s: its author may sign or review it as %s", f.Kind, post)
			}
			l.Author.Person, l.Hands = "somebody", []org.PersonID{by.Person}
			if f.May(l, by, Signing) == nil || f.May(l, by, Reviewing) == nil {
				t.Errorf("%s: who changed the draft may sign or review it as %s", f.Kind, post)
			}
			l.Hands, l.Consent = nil, By{petition.ByOf(by)}
			if f.May(l, by, Signing) == nil {
				t.Errorf("%s: who consented may sign it as %s", f.Kind, post)
			}
			l.Consent = By{}
			if err := f.May(l, by, Signing); err != nil {
				t.Errorf("%s: nobody may sign it as %s: %v", f.Kind, post, err)
			}
		}
	}
}

// TestLives leads letters through their lives.
func TestLives(t *testing.T) {
	forms, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind Kind
		acts string // act=state, in order
	}{
		{"reminder", "submitted=in_review reviewed=reviewed sent_back=draft submitted=in_review reviewed=reviewed signed=issued acknowledged=acknowledged answered=closed"},
		{"recommendation", "submitted=in_review reviewed=reviewed signed=issued answered=answered answer_returned=acknowledged answered=answered answer_accepted=closed"},
		{"referral", "submitted=in_review consented=reviewed signed=issued acknowledged=acknowledged answered=closed"},
		{"acceptance_notice", "signed=issued delivered=closed"},
		{"assignment_order", "signed=issued acknowledged=closed"},
		{"urging_slip", "submitted=reviewed signed=issued voided=voided"},
	} {
		f, ok := forms.Form(c.kind)
		if !ok {
			t.Fatalf("there is no %s", c.kind)
		}
		l := letterIn(t, &f, Draft)
		by := By{petition.ByOf(comer(t, "chief1"))}
		for i, step := range strings.Fields(c.acts) {
			act, state, _ := strings.Cut(step, "=")
			if Act(act) == Signing && f.Answer.N > 0 {
				l.Due = deadline.NewDay(2026, time.September, 4)
			}
			f.Apply(l, Step{Seq: i + 1, Act: Act(act), At: time.Date(2026, 9, 1, 9, i, 0, 0, deadline.Zone()), By: by, Note: "why"})
			if l.State != State(state) || l.Version != i+1 {
				t.Fatalf("%s: after %s it is %s at %d", c.kind, step, l.State, l.Version)
			}
			if Act(act) == SendingBack && (l.Reviewer.Person != "" || l.Why != "why") {
				t.Errorf("%s: sent back, it is reviewed still, or does not say why", c.kind)
			}
		}
	}
}

// Sending back, voiding and returning say why.
func TestWhy(t *testing.T) {
	for _, act := range allActs() {
		needs := act == SendingBack || act == Voiding || act == Returning
		if err := act.CheckWhy(" 　"); (err != nil) != needs {
			t.Errorf("%s without a reason: %v", act, err)
		}
		if err := act.CheckWhy("因为"); err != nil {
			t.Errorf("%s with a reason: %v", act, err)
		}
	}
}
