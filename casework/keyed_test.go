package casework_test

import (
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/reception"
	"bihuan/domain/report"
)

func TestKeyReception(t *testing.T) {
	b := newBureau(t)
	ctx, case1, chief := t.Context(), b.officer("case1"), b.officer("chief1")
	leader := b.officer("leader1")
	today := deadline.DayOf(b.now)
	receipt, err := b.Register(ctx, case1, petition.Record{Channel: petition.Visit, ReceivedAt: b.now, FirstLevel: org.County, Purpose: "claim", Category: "0101", Place: "990121101", Subject: "补偿款", Facts: "补偿款没有算清。", Persons: 1, Anonymous: true, Demands: []petition.Demand{{Text: "算清"}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	r := reception.Reception{Day: today, At: "14:5", Kind: reception.AtDesk, Leader: leader.Person, LeaderName: "别人", Batches: 1, Persons: 3, Instruction: "一周内算清。", Unit: "baishui", Due: today.Add(7), No: " " + receipt.No[7:]}
	id, err := b.KeyReception(ctx, case1, r)
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	look := func() reception.Reception {
		t.Helper()
		list, err := b.Receptions(ctx, leader, report.Period{From: today, To: today})
		if err != nil || len(list) != 1 {
			t.Fatalf("%d, %v", len(list), err)
		}
		return list[0]
	}
	got := look()
	if got.LeaderName != leader.Name || got.LeaderTitle != leader.Title || got.At != "14:05" || got.Half != reception.Afternoon || got.No != receipt.No || got.Name != case1.Name {
		t.Errorf("kept as %+v", got)
	}

	// A second one who fills in the same form comes too late.
	r = got
	r.Result, r.Done = "已算清。", today
	if _, err = b.KeyReception(ctx, chief, r); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	_, err = b.KeyReception(ctx, case1, r)
	b.refused("run over", err, "fault.keyed.changed", "")
	if got = look(); got.Open() || got.Seq != 2 || got.Name != chief.Name {
		t.Errorf("after the result: %+v", got)
	}

	for _, c := range []struct {
		is         func(*reception.Reception)
		key, field string
	}{
		{func(r *reception.Reception) { r.No = "990121-260918-9999-Z" }, "fault.keyed.no", "no"},
		{func(r *reception.Reception) { r.Leader = "p-nobody" }, "fault.reception.leader", "leader"},
		{func(r *reception.Reception) { r.Unit = "nowhere" }, "fault.org.unit_unknown", "unit"},
		{func(r *reception.Reception) { r.Day = today.Add(1) }, "fault.reception.future", "day"},
	} {
		wrong := reception.Reception{Day: today, Half: reception.Morning, Kind: reception.AtDesk, Leader: leader.Person, Instruction: "办", Unit: "baishui"}
		c.is(&wrong)
		_, err := b.KeyReception(ctx, case1, wrong)
		b.refused(c.field, err, c.key, c.field)
	}
	for _, login := range []string{"leader1", "baishui.clerk", "sysadmin", "inspector1"} {
		_, err := b.KeyReception(ctx, b.officer(login), r)
		b.refused("not theirs", err, "fault.office.forbidden", "")
		b.refused("not theirs", b.RemoveReception(ctx, b.officer(login), id, 2, "登错"), "fault.office.forbidden", "")
	}
	_, err = b.Receptions(ctx, b.officer("baishui.handler1"), report.Period{From: today, To: today})
	b.refused("not theirs", err, "fault.office.forbidden", "")

	b.refused("no reason", b.RemoveReception(ctx, case1, id, 2, " "), "fault.keyed.why", "why")
	b.refused("run over", b.RemoveReception(ctx, case1, id, 1, "登错"), "fault.keyed.changed", "")
	if err := b.RemoveReception(ctx, case1, id, 2, "登重了"); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	if list, err := b.Receptions(ctx, leader, report.Period{From: today, To: today}); err != nil || len(list) > 0 {
		t.Errorf("after the removal %d, %v", len(list), err)
	}
	if all, err := b.Reception(ctx, case1, id); err != nil || len(all) != 3 || all[2].Why != "登重了" {
		t.Errorf("what was said: %+v, %v", all, err)
	}
}

// TestKeyConsultation: a unit keys its own, and those of the units below it; the bureau keys all.
func TestKeyConsultation(t *testing.T) {
	b := newBureau(t)
	ctx, today := t.Context(), deadline.DayOf(b.now)
	m := reception.Consultation{Day: today, Unit: "baishui", Body: "党委会", Matters: 4, Tasks: 2}
	id, err := b.KeyConsultation(ctx, b.officer("baishui.clerk"), m)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.KeyConsultation(ctx, b.officer("liuhe.clerk"), m)
	b.refused("not theirs", err, "fault.office.forbidden", "")
	_, err = b.KeyConsultation(ctx, b.officer("baishui.head"), m)
	b.refused("not theirs", err, "fault.office.forbidden", "")
	m.Unit, m.Body = "bureau", "局务会"
	if _, err = b.KeyConsultation(ctx, b.officer("case1"), m); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	for login, want := range map[string]int{"baishui.clerk": 1, "liuhe.clerk": 0, "case1": 2, "leader1": 2} {
		list, err := b.Consultations(ctx, b.officer(login), report.Period{From: today, To: today})
		if err != nil || len(list) != want {
			t.Errorf("%s sees %d, %v; want %d", login, len(list), err, want)
		}
	}
	// Nobody takes another unit's away, nor moves one to a unit that is not theirs.
	b.refused("out of scope", b.RemoveConsultation(ctx, b.officer("liuhe.clerk"), id, 1, "登错"), "fault.keyed.not_found", "")
	moved := reception.Consultation{Entry: reception.Entry{ID: id, Seq: 1}, Day: today, Unit: "liuhe", Body: "党委会", Matters: 1}
	_, err = b.KeyConsultation(ctx, b.officer("liuhe.clerk"), moved)
	b.refused("out of scope", err, "fault.keyed.not_found", "")
	moved.Unit, moved.Tasks, moved.Done = "baishui", 2, 2
	if _, err = b.KeyConsultation(ctx, b.officer("case1"), moved); err != nil {
		t.Fatal(err)
	}
	b.refused("run over", b.RemoveConsultation(ctx, b.officer("baishui.clerk"), id, 1, "登错"), "fault.keyed.changed", "")
	if err := b.RemoveConsultation(ctx, b.officer("baishui.clerk"), id, 2, "登错"); err != nil {
		t.Fatal(err)
	}
}
