package petition

import (
	"fmt"
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// numbered makes a matter of a day in a state, as far as the rules look at it.
func numbered(day deadline.Day, state State) *Petition {
	return &Petition{No: Number("990121", day, 1), State: state, Record: record(at("2026-09-01 09:00"))}
}

// TestReturns tries every link between matters, by every door, in every state of the earlier one.
func TestReturns(t *testing.T) {
	r, now := rules(t), at("2026-09-20 09:00")
	early, late := deadline.NewDay(2026, 9, 1), deadline.NewDay(2026, 9, 10)
	doors := []struct {
		channel Channel
		level   org.Level
		outside bool
	}{
		{Visit, org.County, false}, {Letter, org.Township, false}, {Phone, org.County, false}, {Card, org.Village, false},
		{Above, org.County, true}, {Web, org.County, true}, {Mailbox, org.County, true}, {Hotline, org.County, true},
		{Visit, org.City, true}, {Letter, org.Province, true}, {Letter, org.Nation, true},
	}
	ended := []State{Closed, Forwarded, Declined, FinallyDeclined, Withdrawn}
	tried := 0
	for _, link := range LinkKinds() {
		for _, door := range doors {
			for _, state := range States()[1:] {
				tried++
				p, earlier := numbered(late, Registered), numbered(early, state)
				p.Record.Channel, p.Record.FirstLevel = door.channel, door.level
				var want ReturnKind
				again := link == Duplicate || link == Repeated
				switch {
				case link == Backflow, again && door.outside:
					want = ReturnBackflow
				case again && slices.Contains(ended, state):
					want = ReturnRepeat
				case again:
					want = ReturnDuplicate
				}
				links := []Link{{To: earlier.No, Kind: link}}
				var got ReturnKind
				all := r.Discipline(p, links, map[string]*Petition{earlier.No: earlier}, now)
				if len(all) > 0 {
					got = all[0].Kind
				}
				if got != want || len(all) > 1 {
					t.Errorf("%s of a %s matter, by %s from %s: %q, want %q", link, state, door.channel, door.level, got, want)
				}
				// The earlier of two does not come back by the link to the later, but for one that was merged.
				back := r.Discipline(earlier, []Link{{To: p.No, Kind: link}}, map[string]*Petition{p.No: p}, now)
				if (len(back) > 0) != (link == Duplicate) {
					t.Errorf("%s, seen from the earlier: %+v", link, back)
				}
			}
		}
	}
	if want := len(LinkKinds()) * len(doors) * (len(States()) - 1); tried != want {
		t.Fatalf("%d combinations, want %d", tried, want)
	}
	if all := r.Discipline(numbered(late, Registered), []Link{{To: other(), Kind: Backflow}}, nil, now); len(all) != 0 {
		t.Errorf("of a matter that is not known: %+v", all)
	}
}

// TestLeft: what the earlier matter left is read from its record.
func TestLeft(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *workbench)
		want string
	}{
		{"nobody answered", func(w *workbench) { w.to(Accepted) }, "[{unanswered [1 2] 0}]"},
		{"nobody answered in time", func(w *workbench) {
			w.to(Accepted)
			w.now = at("2026-11-05 09:00") // 60 days end on 2026-11-02, the pledge's month on 2026-10-08
		}, "[{unanswered [1 2] 0} {late [] 28}]"},
		{"answered late", func(w *workbench) {
			w.to(Accepted)
			w.now = at("2026-10-12 09:00")
			w.reply()
			w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
			w.pass(90)
		}, "[{late [] 4}]"},
		{"a demand was refused, and nothing served", func(w *workbench) {
			w.to(Accepted)
			list := answers(w.p)
			list[1].Result = NotSupported
			w.do(handler, &ReplySubmitted{Answers: list, ReviewBody: "清源县人民政府"})
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
			w.do(clerk, &RepliedData{})
		}, "[{unsupported [2] 0} {unserved [] 0}]"},
		{"a demand came later", func(w *workbench) {
			w.to(Replied).do(caseworker, &Corrected{Field: FDemand, Index: 2, New: "恢复水渠", Why: "补充"})
		}, "[{unanswered [3] 0}]"},
		{"not true, not satisfied", func(w *workbench) {
			w.to(Replied).do(petitioner, &Rated{Bureau: Marking{Satisfied, Satisfied, Satisfied}, Unit: Marking{Satisfied, Unsatisfied, Satisfied}})
			w.do(caseworker, &CalledBack{Reached: true, Words: "没有领到钱"}) // which takes the matter up again
		}, "[{unanswered [1 2] 0} {contradicted [] 0} {rated [] 0}]"},
		{"not gone", func(w *workbench) { w.to(Closed).do(caseworker, &Unresolved{Ground: "款项没有到位"}) }, "[{unresolved [] 0}]"},
		{"withdrawn", func(w *workbench) { w.to(Withdrawn) }, "[]"},
		{"nothing", func(w *workbench) { w.to(Closed) }, "[]"},
	} {
		w := newBench(t, "2026-09-01 09:00")
		c.do(w)
		if got := fmt.Sprint(w.rules.left(w.p, w.now)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPropose(t *testing.T) {
	early, late := deadline.NewDay(2026, 9, 1), deadline.NewDay(2026, 9, 10)
	for _, c := range []struct {
		state, earlier State
		channel        Channel
		level          org.Level
		same           bool
		want, back     Proposal // for who stands on the later one, and on the earlier
	}{
		{Registered, Accepted, Visit, org.County, true, Proposal{Duplicate, "open"}, Proposal{Repeated, "open"}},
		{Replied, Accepted, Visit, org.County, true, Proposal{Repeated, "open"}, Proposal{Repeated, "open"}},
		{Registered, Closed, Visit, org.County, true, Proposal{Repeated, "ended"}, Proposal{Repeated, "ended"}},
		{Registered, Closed, Above, org.County, true, Proposal{Backflow, "above"}, Proposal{Backflow, "above"}},
		{Registered, Accepted, Web, org.County, true, Proposal{Backflow, "online"}, Proposal{Backflow, "online"}},
		{Registered, Accepted, Visit, org.Province, true, Proposal{Backflow, "level"}, Proposal{Backflow, "level"}},
		{Registered, Accepted, Above, org.Nation, false, Proposal{SameByOthers, "others"}, Proposal{SameByOthers, "others"}},
	} {
		later, earlier := numbered(late, c.state), numbered(early, c.earlier)
		later.Record.Channel, later.Record.FirstLevel = c.channel, c.level
		if got := Propose(later, earlier, c.same); got != c.want {
			t.Errorf("%+v: %+v", c, got)
		}
		if got := Propose(earlier, later, c.same); got != c.back {
			t.Errorf("%+v, seen from the earlier: %+v", c, got)
		}
	}
}

// TestBefore: numbers are in order of registration, on a day with ten thousand too.
func TestBefore(t *testing.T) {
	day := deadline.NewDay(2026, 9, 1)
	list := []string{Number("990121", day, 2), Number("990121", day, 9999), Number("990121", day, 10000), Number("990121", day.Add(1), 1), "nonsense"}
	for i := range list[:4] {
		for j := range list[:4] {
			if Before(list[i], list[j]) != (i < j) {
				t.Errorf("%s before %s: %v", list[i], list[j], i >= j)
			}
		}
	}
	if Before(list[0], list[4]) {
		t.Error("before no number")
	}
}

// TestRegister lets a matter come back, be pushed to a leader, a township and a task force, be answered
// and concluded; and come back once more.
func TestRegister(t *testing.T) {
	w := newBench(t, "2026-09-10 09:00")
	w.p.No = Number("990121", deadline.NewDay(2026, 9, 10), 1)
	w.to(Assigned)
	earlier := numbered(deadline.NewDay(2026, 9, 1), Closed)
	earlier.Assignment = &Assignment{Unit: "liuhe"}
	link := func(kind LinkKind) *Linked { return &Linked{Link: Link{To: earlier.No, Kind: kind}, Other: earlier} }
	w.refused(caseworker, &DisciplineClosed{Conclusion: "x"}, "not_returned")
	w.do(caseworker, link(Backflow))
	w.stage(StageNew)
	if r := w.p.Discipline.Latest(); r.Kind != ReturnBackflow || r.Unit != "liuhe" || r.State != Closed || !r.At.Equal(w.now) {
		t.Errorf("%+v", r)
	}
	// Nobody was asked: the entry goes with the link.
	w.do(caseworker, &Unlinked{To: earlier.No, Why: "不是同一件事"})
	if w.p.Discipline != nil {
		t.Fatalf("%+v", w.p.Discipline)
	}
	w.do(caseworker, link(Backflow))

	push := func(a Addressee) *Pushed {
		return &Pushed{Addressee: a, Left: "诉求2没有答复", Text: "请研究", Due: w.day(5)}
	}
	w.refused(caseworker, push(Addressee{Aim: AimTaskForce}), "push_task_force")
	w.refused(clerk, push(Addressee{Aim: AimUnit, Unit: "land"}), "forbidden")
	w.do(caseworker, push(Addressee{Aim: AimLeader, Unit: "county", Person: "zhou", Name: "周"}))
	w.do(caseworker, push(Addressee{Aim: AimUnit, Unit: "land"}))
	w.do(director, &TaskForceSet{Members: []Duty{{Person: "chen", Name: "陈"}, {Person: "shen", Name: "沈"}}})
	w.do(caseworker, push(Addressee{Aim: AimTaskForce}))
	w.stage(StagePushed)
	leaders, land, force := w.p.Discipline.Pushes[0], w.p.Discipline.Pushes[1], w.p.Discipline.Pushes[2]

	// Who is asked reads the matter; it is not theirs for anything else.
	tie := w.p.Tie()
	if !slices.Contains(tie.ToldPeople, "zhou") || !slices.Contains(tie.ToldUnits, "land") || tie.Of("nobody") {
		t.Errorf("%+v", tie)
	}
	w.refused(assistant, &Progress{Text: "x", Mark: Acted}, "state")
	for who, n := range map[string]int{"zhou": 1, "tian": 1, "chen": 1, "shen": 1, "liu": 0, "wu": 3} {
		for _, o := range []org.Officer{leader, assistant, deputy, inspector, clerk, caseworker} {
			if string(o.Person) == who && len(w.p.PushesFor(o)) != n {
				t.Errorf("%s may answer %d", who, len(w.p.PushesFor(o)))
			}
		}
	}
	var owners []string
	for _, task := range w.rules.Tasks(w.p) {
		if task.Cause == FromPush {
			owners = append(owners, task.ID+" "+string(task.Owner.Person)+string(task.Owner.Unit)+" "+task.Due.String())
		}
	}
	due := w.day(5).String()
	if want := []string{"push:" + leaders.ID + " zhou " + due, "push:" + land.ID + " land " + due,
		"push:" + force.ID + " chen " + due, "push:" + force.ID + ":2 shen " + due}; !slices.Equal(owners, want) {
		t.Errorf("%v, want %v", owners, want)
	}
	if lead, _ := w.rules.Lead(w.p, deadline.DayOf(w.now)); lead.Rule.ID == PushRule {
		t.Error("what somebody else was asked leads the matter")
	}

	w.pass(1)
	w.refused(assistant, &PushAnswered{Push: leaders.ID, Did: "x"}, "push_other")
	w.refused(clerk, &PushAnswered{Push: leaders.ID, Did: "x"}, "push_other")
	w.refused(assistant, &PushAnswered{Push: land.ID, Did: " "}, "text")
	w.refused(caseworker, &PushAnswered{Push: leaders.ID, Did: "x", On: w.now.AddDate(0, 0, -1).Add(-1)}, "before_push")
	w.do(assistant, &PushAnswered{Push: land.ID, Did: "重新测量"})
	w.do(leader, &PushAnswered{Push: leaders.ID, Did: "到村里开会"})
	w.refused(caseworker, &DisciplineClosed{Conclusion: "x"}, "push_waiting")
	w.refused(caseworker, &PushAnswered{Push: land.ID, Did: "又一次"}, "push_answered")
	// The end of the matter ends nothing of what was asked.
	w.do(caseworker, &Unlinked{To: earlier.No, Why: "不是同一件事"})
	w.stage(StagePushed)
	if w.p.running(PushRule, force.ID) == nil || w.p.running(PushRule, land.ID) != nil {
		t.Errorf("%+v", w.p.Clocks)
	}
	w.do(caseworker, &PushAnswered{Push: force.ID, Did: "专班走访，口头告知", On: w.now.Add(-1)})
	w.stage(StageAnswered)
	if !slices.ContainsFunc(w.rules.Tasks(w.p), func(task Task) bool { return task.Why == string(KDisciplineClosed) }) {
		t.Error("nobody has to conclude")
	}
	w.refused(caseworker, &DisciplineClosed{}, "text")
	w.do(chief, &DisciplineClosed{Conclusion: "差额已经补发"})
	w.stage(StageClosed)
	w.refused(caseworker, push(Addressee{Aim: AimUnit, Unit: "land"}), "discipline_closed")
	if d := w.p.Discipline; d.Left != "诉求2没有答复" || d.By.Person != chief.Person || len(d.Standing()) != 0 || d.Kind() != ReturnBackflow {
		t.Errorf("%+v", d)
	}
	// It comes back once more: those who were asked before have answered for the first time, not for this.
	w.pass(1)
	w.do(caseworker, link(Backflow))
	w.stage(StageNew)
	if d := w.p.Discipline; !d.Unasked().Equal(w.now) {
		t.Errorf("nobody is asked since %s", d.Unasked())
	}
	if slices.ContainsFunc(w.rules.Tasks(w.p), func(task Task) bool { return task.Why == string(KDisciplineClosed) }) {
		t.Error("somebody has to conclude what nobody was asked")
	}
	w.do(caseworker, push(Addressee{Aim: AimUnit, Unit: "land"}))
	w.stage(StagePushed)
	w.do(assistant, &PushAnswered{Push: w.p.Discipline.Pushes[3].ID, Did: "又测量一次"})
	w.stage(StageAnswered)
	if again := Replay(w.p.No, w.events); fmt.Sprintf("%+v", again.Discipline) != fmt.Sprintf("%+v", w.p.Discipline) {
		t.Errorf("replayed: %+v", again.Discipline)
	}
}

// TestRegisterOutlivesTheMatter: what was asked is owed though the matter ends; and the file is put away
// only when the register is concluded.
func TestRegisterOutlivesTheMatter(t *testing.T) {
	w := newBench(t, "2026-09-10 09:00").to(Replied)
	w.comesBack()
	w.do(caseworker, &Pushed{Addressee: Addressee{Aim: AimTownship, Unit: "liuhe"}, Text: "请研究", Due: w.day(5)})
	w.do(handler, &Filed{Evidence: AllEvidence(), Note: "卷宗3号柜"})
	w.do(caseworker, &CalledBack{Reached: true, True: true, Satisfied: true, Words: "属实"})
	w.do(caseworker, &ClosedData{Why: "不评价"})
	w.do(caseworker, &Resolved{Ground: "信访人说解决了"})
	id := w.p.Discipline.Pushes[0].ID
	if w.p.running(PushRule, id) == nil {
		t.Fatal("the end of the matter has stopped the clock")
	}
	w.refused(caseworker, &Archived{Class: "y30"}, "discipline_open")
	w.do(officer("gao", org.Clerk, "liuhe", org.Town), &PushAnswered{Push: id, Did: "已经办理"})
	w.do(caseworker, &DisciplineClosed{Conclusion: "办结"})
	w.do(caseworker, &Archived{Class: "y30"})
}

// again ties the matter to an earlier one that has ended: it comes back.
func (w *workbench) again() {
	w.t.Helper()
	no := Number("990121", 0, 0)
	w.do(caseworker, &Linked{Link: Link{To: no, Kind: Repeated}, Other: &Petition{No: no, State: Closed}})
}

func (w *workbench) refused(by org.Officer, d Data, key string) {
	w.t.Helper()
	err := w.try(by, d)
	if f := fault.As(err); f == nil || f.Key != "fault.petition."+key {
		w.t.Errorf("%s: %v, want %s", d.Kind(), err, key)
	}
}

func (w *workbench) stage(want Stage) {
	w.t.Helper()
	if w.p.Discipline == nil || w.p.Discipline.Stage() != want {
		w.t.Errorf("the entry is %+v, want %s", w.p.Discipline, want)
	}
}
