package oversight

import (
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// TestUnpushed: a backflow that nobody was asked to act on is named on the third day, until somebody is;
// and when who was asked is late, that is.
func TestUnpushed(t *testing.T) {
	m := newMatter(t).notified()
	earlier := petition.Number("990121", deadline.NewDay(2026, 8, 20), 1)
	closed := &petition.Petition{No: earlier, State: petition.Closed}
	m.do("case1", &petition.Linked{Link: petition.Link{To: earlier, Kind: petition.Backflow}, Other: closed})
	m.wants("2026-09-03 08:30", "backflow")
	all := m.wants("2026-09-04 08:30", "unpushed backflow")
	if r := all[0]; r.Acts[0] != petition.KPushed || r.Numbers[0] != earlier || r.Since != deadline.NewDay(2026, 9, 1) {
		t.Errorf("%+v", r)
	}
	m.at("2026-09-04 09:00")
	m.do("case1", &petition.Noted{Text: "已经报告"}) // a note does not push it
	m.wants("2026-09-04 14:30", "unpushed")
	m.do("case1", &petition.Pushed{Addressee: petition.Addressee{Aim: petition.AimUnit, Unit: "land"}, Text: "请研究", Due: deadline.NewDay(2026, 9, 8)})
	m.wants("2026-09-04 14:30", "")
	m.wants("2026-09-08 08:30", "today:push_answered")
	all = m.wants("2026-09-09 08:30", "late:push_answered")
	if r := all[0]; r.Acts[0] != petition.KPushAnswered || r.Rule != petition.PushRule {
		t.Errorf("%+v", r)
	}
	// It comes back once more: the third day is counted from then.
	m.at("2026-09-09 09:00")
	m.do("case1", &petition.PushAnswered{Push: m.p.Discipline.Pushes[0].ID, Did: "重新测量"})
	m.do("case1", &petition.DisciplineClosed{Conclusion: "已经办理"})
	m.at("2026-09-15 09:00")
	another := petition.Number("990121", deadline.NewDay(2026, 8, 21), 1)
	m.do("case1", &petition.Linked{Link: petition.Link{To: another, Kind: petition.Backflow}, Other: &petition.Petition{No: another, State: petition.Closed}})
	m.wants("2026-09-17 08:30", "half")
	all = m.wants("2026-09-18 08:30", "half unpushed")
	if r := all[1]; r.Since != deadline.NewDay(2026, 9, 15) || r.Numbers[0] != another {
		t.Errorf("%+v", r)
	}
	// A repeat is told like the others, and asks for nobody by itself.
	n := newMatter(t).notified()
	n.do("case1", &petition.Linked{Link: petition.Link{To: earlier, Kind: petition.Repeated}, Other: closed})
	n.wants("2026-09-08 08:30", "")
}
