package petition

import (
	"encoding/json"
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
)

// bare is what an earlier system said least: the day.
func bare() *RegisteredData {
	return &RegisteredData{
		Record: Record{ReceivedAt: at("2022-03-04 00:00"), Persons: 1, Subject: "旧系统记录 H00001", Origin: Origin{Source: "history", Ref: "H00001"}},
		Past:   &Past{Unknown: slices.DeleteFunc(PastFields(), func(f Field) bool { return f == FSuperior })},
	}
}

// passed is a matter of an earlier system.
func passed(t *testing.T) *workbench {
	w := newBench(t, "2026-09-01 09:00")
	w.do(caseworker, bare())
	return w
}

// quiet checks that nobody owes anything for a matter, now or at any time to come.
func (w *workbench) quiet(after string) {
	w.t.Helper()
	if w.p.State != Closed || w.p.Past == nil {
		w.t.Errorf("%s: it is %q, past %v", after, w.p.State, w.p.Past)
	}
	_, rung := w.p.Rung()
	for what, n := range map[string]int{
		"clocks": len(w.p.Clocks), "tasks": len(w.rules.Tasks(w.p)), "moments": len(w.rules.Moments(w.p)), "advice": len(w.rules.Advise(w.p)),
		"next acts": len(w.rules.Next(w.p, w.now)), "orders": len(w.p.Orders), "weeks": w.p.Present(), "rungs": boolInt(rung), "minders": len(w.p.Minder),
	} {
		if n != 0 {
			w.t.Errorf("%s: %d %s", after, n, what)
		}
	}
	for _, pace := range w.p.Paces() {
		if !pace.From.IsZero() || !pace.To.IsZero() {
			w.t.Errorf("%s: the speed %s is measured", after, pace.Speed)
		}
	}
}

// TestPastOwesNothing: whatever may be done to it starts no clock and makes nobody owe anything.
func TestPastOwesNothing(t *testing.T) {
	w := passed(t)
	w.quiet("taken over")
	for _, d := range []Data{
		&MaterialAdded{Text: "旧卷宗扫描件"}, &Noted{Text: "卷宗在档案室"}, &Linked{Link: Link{To: other(), Kind: Related}}, &SetApart{To: Number("990121", 0, 78)},
		&Unlinked{To: other(), Why: "不是同一件事"}, &Corrected{Field: FChannel, New: string(Letter), Why: "查到原信"}, &Archived{Class: "y30"},
	} {
		w.do(caseworker, d)
		w.quiet(string(d.Kind()))
	}
}

// TestPastStartsNoClockOfACounty: not even one that a county lets begin with an act that is allowed.
func TestPastStartsNoClockOfACounty(t *testing.T) {
	w := passed(t)
	own, err := deadline.ParsePolicy([]byte(`{"policy": "own", "version": 1, "effective": "2026-01-01", "title": {"zh": "本县", "en": "Own"},
		"clocks": [{"id": "own.note", "name": {"zh": "本县", "en": "Own"}, "starts_on": ["noted"], "stops_on": ["closed"],
		"span": 1, "unit": "days", "basis": "pledge", "article": {"zh": "本县", "en": "Own"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if w.rules.Policies, err = w.rules.Policies.With(own); err != nil {
		t.Fatal(err)
	}
	w.do(caseworker, &Noted{Text: "卷宗在档案室"})
	w.quiet("noted")

	w = newBench(t, "2026-09-01 09:00").to(Closed)
	if w.rules.Policies, err = w.rules.Policies.With(own); err != nil {
		t.Fatal(err)
	}
	w.do(caseworker, &Noted{Text: "卷宗在档案室"})
	if w.p.running("own.note", "") == nil {
		t.Error("it starts for no other matter either")
	}
}

// TestPastAllows: its record may be worked on, and nothing else happens to it.
func TestPastAllows(t *testing.T) {
	want := []Kind{KCorrected, KMaterialAdded, KLinked, KUnlinked, KSetApart, KNoted, KArchived}
	for _, kind := range Kinds() {
		w := passed(t)
		if kind == KUnlinked {
			w.do(caseworker, &Linked{Link: Link{To: other(), Kind: Related}})
		}
		err := w.try(whoDoes(w.p, kind), sample(w, kind))
		switch allowed := slices.Contains(want, kind); {
		case allowed && err != nil:
			t.Errorf("%s is refused: %v", kind, err)
		case !allowed && (fault.KindOf(err) != fault.Conflict || fault.As(err).Key != "fault.petition.past"):
			t.Errorf("%s: %v", kind, err)
		case !allowed && w.rules.May(w.p, whoDoes(w.p, kind), kind) == nil:
			t.Errorf("%s is offered", kind)
		}
	}
	w := passed(t)
	if err := w.try(caseworker, &Noted{Text: "请科长定", PutUp: true}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("put up to a chief, who would owe the answer: %v", err)
	}
	if err := w.try(clerk, &Noted{Text: "卷宗在档案室"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("by whoever may not: %v", err)
	}
	w.do(caseworker, &Archived{Class: "y10"})
	if err := w.try(caseworker, &Noted{Text: "卷宗在档案室"}); fault.As(err).Key != "fault.petition.archived" {
		t.Errorf("archived: %v", err)
	}
}

// TestPastChecks: what is unknown may be empty and nothing else, and what is not said to be unknown may not.
func TestPastChecks(t *testing.T) {
	full := func() *RegisteredData { return &RegisteredData{Record: record(at("2022-03-04 00:00")), Past: &Past{}} }
	without := map[Field]func(r *Record){
		FSubject: func(*Record) {}, FPersons: func(r *Record) { r.Persons = 1 },
		FDemand: func(r *Record) { r.Demands = nil }, FCategory: func(r *Record) { r.Category = "" }, FPlace: func(r *Record) { r.Place = "" },
		FPurpose: func(r *Record) { r.Purpose = "" }, FChannel: func(r *Record) { r.Channel = "" }, FLevel: func(r *Record) { r.FirstLevel = "" },
		FName:     func(r *Record) { r.Petitioners = nil },
		FSuperior: func(r *Record) { r.Channel = Above },
	}
	for _, field := range PastFields() {
		empty := without[field]
		d := full()
		empty(&d.Record)
		may := field == FSubject || field == FPersons
		if err := newBench(t, "2026-09-01 09:00").try(caseworker, d); (err == nil) != may {
			t.Errorf("%s is empty and not said to be unknown: %v", field, err)
		}
		d.Past.Unknown = []Field{field}
		if err := newBench(t, "2026-09-01 09:00").try(caseworker, d); err != nil {
			t.Errorf("%s is unknown: %v", field, err)
		}
		d.Past = nil
		if err := newBench(t, "2026-09-01 09:00").try(caseworker, d); (err == nil) != may {
			t.Errorf("%s is empty of a matter that is not past: %v", field, err)
		}
		if field == FSubject || field == FPersons || field == FName || field == FSuperior {
			continue // they have something, or it hangs on others
		}
		d = full()
		d.Past.Unknown = []Field{field}
		if err := newBench(t, "2026-09-01 09:00").try(caseworker, d); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s is unknown and has a value: %v", field, err)
		}
	}
	for name, break_ := range map[string]func(d *RegisteredData){
		"no subject":         func(d *RegisteredData) { d.Record.Subject = " " },
		"no persons":         func(d *RegisteredData) { d.Record.Persons = 0 },
		"no day":             func(d *RegisteredData) { d.Record.ReceivedAt = at("2026-09-02 00:00") },
		"no such part":       func(d *RegisteredData) { d.Past.Unknown = append(d.Past.Unknown, FPhone) },
		"no channel of ours": func(d *RegisteredData) { d.Record.Channel = "pigeon" },
	} {
		d := bare()
		break_(d)
		if err := newBench(t, "2026-09-01 09:00").try(caseworker, d); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPastIsLearned: what is put right is known from then on, and the event that said otherwise stays.
func TestPastIsLearned(t *testing.T) {
	w := passed(t)
	for _, d := range []*Corrected{
		{Field: FSubject, New: "石门村灌渠漏水", Why: "查到原信"}, {Field: FDemand, New: "修好灌渠", Why: "查到原信"}, {Field: FName, Now: "王小明", Why: "查到原信"},
		{Field: FPersons, New: "6", Why: "查到原信"}, {Field: FCategory, New: "0101", Why: "查到原信"}, {Field: FPlace, New: "990121101201", Why: "查到原信"},
		{Field: FPurpose, New: string(Claim), Why: "查到原信"}, {Field: FChannel, New: string(Letter), Why: "查到原信"},
	} {
		if !w.p.Lacks(d.Field) {
			t.Errorf("%s is known before", d.Field)
		}
		w.do(caseworker, d)
		if w.p.Lacks(d.Field) {
			t.Errorf("%s is unknown still", d.Field)
		}
	}
	w.quiet("put right")
	if want := []Field{FLevel}; !slices.Equal(w.p.Past.Unknown, want) {
		t.Errorf("unknown: %v", w.p.Past.Unknown)
	}
	if err := w.try(caseworker, &Corrected{Field: FPurpose, New: "", Why: "又不知道了"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("emptied again: %v", err)
	}
	if first := w.events[0].Data.(*RegisteredData); len(first.Past.Unknown) != len(PastFields())-1 {
		t.Errorf("the registration says %v now", first.Past.Unknown)
	}
	// The journal's words give the same matter, its name masked.
	for i, e := range w.events {
		raw, err := json.Marshal(e.Data)
		if err != nil {
			t.Fatal(err)
		}
		if w.events[i].Data, err = ReadData(e.Kind, raw); err != nil {
			t.Fatal(err)
		}
	}
	w.p.Record.Petitioners[0].Name = personal.Name(w.events[3].Data.(*Corrected).Now)
	before, _ := w.p.Snapshot()
	after, _ := Replay(w.p.No, w.events).Snapshot()
	if string(before) != string(after) {
		t.Errorf("replayed\n%s\nwas\n%s", after, before)
	}
}

// TestPastCameFirst: whichever number it was given here. What comes after it is a repeat; it is none, stands
// in no register, and nobody says what an earlier system left.
func TestPastCameFirst(t *testing.T) {
	now := newBench(t, "2026-08-30 09:00")
	now.p.No = Number("990121", deadline.NewDay(2026, 8, 30), 1)
	now.do(caseworker, &RegisteredData{Record: record(now.now)})
	old := passed(t)
	old.p.No = Number("990121", deadline.NewDay(2026, 9, 1), 1)
	old.do(caseworker, &Corrected{Field: FDemand, New: "修好灌渠", Why: "查到原信"})
	for _, pair := range [][2]*Petition{{now.p, old.p}, {old.p, now.p}} {
		if got := Propose(pair[0], pair[1], true); got != (Proposal{Repeated, "ended"}) {
			t.Errorf("proposed %v", got)
		}
	}
	tie := func(w *workbench, to *Petition, incoming bool) {
		w.do(caseworker, &Linked{Link: Link{To: to.No, Kind: Repeated}, Incoming: incoming, Other: to})
	}
	tie(now, old.p, false)
	tie(old, now.p, true)
	old.quiet("linked")
	if !now.p.Repeat() || old.p.Repeat() || old.p.Discipline != nil {
		t.Errorf("repeats: the new one %v, the old one %v, in the register %v", now.p.Repeat(), old.p.Repeat(), old.p.Discipline)
	}
	if d := now.p.Discipline; d == nil || d.Kind() != ReturnRepeat || len(d.Latest().Left) != 0 {
		t.Errorf("the register says %+v", d)
	}
}

// TestPastRepeats: of two that are past one may be the other's repeat, and nobody is asked about it.
func TestPastRepeats(t *testing.T) {
	first, second := passed(t), passed(t)
	second.p.No = Number("990121", 0, 2)
	second.do(caseworker, &Linked{Link: Link{To: first.p.No, Kind: Repeated}, Other: first.p})
	second.quiet("linked")
	if !second.p.Repeat() || second.p.Discipline != nil {
		t.Errorf("repeat %v, in the register %v", second.p.Repeat(), second.p.Discipline)
	}
}

// TestPastTie: it is nobody's but the bureau's, and stands at the end of the loop.
func TestPastTie(t *testing.T) {
	w := passed(t)
	if tie := w.p.Tie(); tie.Responsible != "" || len(tie.People) != 0 || tie.Registered != "wu" {
		t.Errorf("tied to %+v", tie)
	}
	if w.p.Unit() != org.UnitID("") || w.p.At() != "closed" {
		t.Errorf("unit %q, step %q", w.p.Unit(), w.p.At())
	}
}
