package petition

import (
	"reflect"
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

func TestRefusedSaysWhoCould(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Assigned)
	refused := w.rules.Refused(w.p, caseworker, w.now)
	if len(refused) != 3 || refused[0].Kind != KAccepted || fault.KindOf(refused[0].Err) != fault.Forbidden {
		t.Fatalf("refused %v", refused)
	}
	if got := w.rules.Refused(w.p, clerk, w.now); len(got) != 0 {
		t.Errorf("the clerk is refused %v", got)
	}
}

func TestFinishesTellInTimeAndLate(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Registered)
	w.pass(6) // one working day was pledged
	w.do(caseworker, &AssignedData{Unit: "baishui"})
	w.do(clerk, accepted(Ordinary))
	ends := w.rules.Finishes(w.p)
	late := map[string]int{}
	for _, f := range ends {
		late[f.Clock.Rule] = f.Late()
	}
	if late["pledge.assign"] != 5 || late["pledge.accept"] != 0 {
		t.Errorf("late %v", late)
	}
	met := w.rules.MetBy(w.p, w.events[1])
	if len(met) == 0 || met[0].Clock.Rule != "pledge.assign" {
		t.Errorf("the assignment met %v", met)
	}
}

func TestEnclosuresOutliveTheReply(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(handler, &Progress{Text: "发放表", Evidence: []Attachment{{Hash: "aa", Name: "发放表.xlsx"}}})
	w.do(clerk, &MaterialAdded{Attachments: []Attachment{{Hash: "bb", Name: "照片.jpg"}, {Hash: "aa", Name: "又一次.xlsx"}}})
	w.reply()
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct, Receipt: []Attachment{{Hash: "cc", Name: "回证.pdf"}}})
	w.do(chief, &ReopenedData{Reason: ReopenNotDone, Words: "没有补发"})
	all := Enclosures(w.events)
	if len(all) != 3 || all[0].Name != "发放表.xlsx" || all[1].By.Post != org.Clerk || all[2].Step != KServed {
		t.Errorf("enclosures %+v", all)
	}
}

// Every kind whose data carries attachments is among filesOf: a file that no page lists is lost.
func TestEveryAttachmentIsEnclosed(t *testing.T) {
	files := reflect.TypeFor[[]Attachment]()
	for _, kind := range Kinds() {
		d := Blank(kind)
		v := reflect.ValueOf(d).Elem()
		if kind == KRegistered {
			v = v.FieldByName("Record")
		}
		for i := range v.NumField() {
			if v.Field(i).Type() == files {
				v.Field(i).Set(reflect.ValueOf([]Attachment{{Hash: "aa"}}))
				if len(filesOf(d)) != 1 {
					t.Errorf("the files of %s are not enclosed", kind)
				}
			}
		}
	}
}

func TestWhatAccusesIsMarked(t *testing.T) {
	for name, r := range map[string]Record{
		"by purpose":       {Purpose: Accusation},
		"by naming a unit": {Purpose: Claim, Accused: Accused{Units: []org.UnitID{"baishui"}}},
		"marked already":   {Purpose: Accusation, Flags: []Flag{Accusing}},
	} {
		r.MarkAccusation()
		if len(r.Flags) != 1 || !r.Has(Accusing) {
			t.Errorf("%s: flags %v", name, r.Flags)
		}
	}
	plain := Record{Purpose: Claim}
	if plain.MarkAccusation(); plain.Has(Accusing) {
		t.Error("a claim is marked as an accusation")
	}
}

func TestDueForIsOfTheAct(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Accepted)
	w.do(chief, NewOrder(Urging, "请抓紧", deadline.DayOf(w.now).Add(2), ""))
	today := deadline.DayOf(w.now)
	if s, ok := w.rules.DueFor(w.p, KReplySubmitted, today); !ok || s.Rule.ID != "pledge.ordinary" {
		t.Errorf("the reply is due by %s", s.Rule.ID)
	}
	if s, ok := w.rules.DueFor(w.p, KOrderAnswered, today); !ok || s.Rule.ID != feedback {
		t.Errorf("the answer is due by %s", s.Rule.ID)
	}
	if next := w.rules.Next(w.p, w.now); next[0] != KOrderAnswered {
		t.Errorf("the order ends first, but next is %v", next)
	}
	w.do(handler, &OrderAnswered{Order: w.p.Orders[0].ID, Answer: "在办"})
	if next := w.rules.Next(w.p, w.now); slices.Contains(next, KOrderAnswered) {
		t.Errorf("nothing is left to answer, but next is %v", next)
	}
}
