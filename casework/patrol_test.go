package casework

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// eachStory tells a story in code, on each engine.
func eachStory(t *testing.T, tell func(s *story)) {
	t.Helper()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { tell(newStory(t, engine)) })
	}
}

// takes registers a matter with a phone of its own, or with the given one.
func (s *story) takes(login, name, phone string, accused ...org.PersonID) {
	s.t.Helper()
	if phone == "" {
		phone = fmt.Sprintf("1540000%04d", len(s.names))
	}
	receipt, err := s.cases.Register(s.ctx, s.officer(login), petition.Record{
		Channel: petition.Visit, ReceivedAt: s.time(), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
		Category: "0101", Place: "990121101201", Subject: "石门村青苗补偿款未足额发放", Demands: []petition.Demand{{Text: "补发"}},
		Petitioners: []petition.Petitioner{{Name: "王小明", Phone: personal.Phone(phone), Address: "白水镇石门村3组"}},
		Accused:     petition.Accused{People: accused},
	}, "")
	if err != nil {
		s.t.Fatal(err)
	}
	s.names[name] = receipt.No
}

// patrols makes those of a set time, when the clock stands there.
func (s *story) patrols(text string, want int) time.Time {
	s.t.Helper()
	s.set(text)
	at := s.moment(text)
	if n, err := s.cases.MakePatrols(s.ctx, at); err != nil || n != want {
		s.t.Fatalf("%s: %d patrols, want %d: %v", text, n, want, err)
	}
	return at
}

// listed are the matters of somebody's patrol, each with its reasons and how it was dealt with.
func (s *story) listed(login string, at time.Time) string {
	s.t.Helper()
	who := s.officer(login)
	rows, err := s.db.Reader(s.cases.Scope(who)).PatrolRows(s.ctx, who.Person, at)
	if err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		line := ""
		for name, no := range s.names {
			if no == r.No {
				line = name
			}
		}
		for _, reason := range r.Reasons {
			line += " " + string(reason.Kind)
		}
		if r.How != "" {
			line += " (" + string(r.How) + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func (s *story) lists(login string, at time.Time, want string) {
	s.t.Helper()
	if got := s.listed(login, at); got != want {
		s.t.Errorf("%s of %s is to see %q, want %q", login, at.Format("15:04"), got, want)
	}
}

func (s *story) faults(err error, kind fault.Kind, key string) {
	s.t.Helper()
	if f := fault.As(err); f == nil || f.Kind != kind || f.Key != key {
		s.t.Errorf("%v, want %s %s", err, kind, key)
	}
}

func TestPatrols(t *testing.T) {
	eachStory(t, func(s *story) {
		// Tuesday 1 September. Who registers a matter minds it.
		for _, c := range []struct{ login, name string }{{"case1", "A"}, {"case1", "B"}, {"case2", "C"}, {"chief1", "D"}} {
			s.takes(c.login, c.name, "")
		}
		at := s.patrols("2026-09-02 08:30", 3)
		s.lists("case1", at, "A today; B today")
		s.lists("case2", at, "C today")
		s.lists("chief1", at, "D today")
		case1, no := s.officer("case1"), s.number("A")
		r := s.db.Reader(s.cases.Scope(case1))
		rows, err := r.PatrolRows(s.ctx, case1.Person, at)
		if err != nil || rows[0].Reasons[0].Acts[0] != petition.KAssigned || rows[0].Version != 1 {
			t.Errorf("%+v %v", rows, err)
		}
		// What the chief alone may do is not offered to a caseworker.
		if slices.Contains(rows[0].Reasons[0].Acts, petition.KSupervised) {
			t.Errorf("a caseworker is offered %v", rows[0].Reasons[0].Acts)
		}

		// Another node, or the same one again, makes nothing.
		s.takes("case1", "E", "")
		s.patrols("2026-09-02 08:30", 0)
		s.lists("case1", at, "A today; B today")

		s.faults(s.cases.SignPatrol(s.ctx, case1, at), fault.Conflict, "fault.patrol.unseen")
		if err := s.cases.SeePatrol(s.ctx, case1, no, at); err != nil {
			t.Fatal(err)
		}
		s.faults(s.cases.SeePatrol(s.ctx, case1, s.number("C"), at), fault.NotFound, "fault.petition.not_found")
		if _, err := s.cases.PatrolNote(s.ctx, case1, s.number("B"), 0, "  ", false); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty note: %v", err)
		}
		s.lists("case1", at, "A today (seen); B today")
		if _, err := s.cases.PatrolNote(s.ctx, case1, s.number("B"), 7, "等单位回话", false); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a note on what has changed: %v", err)
		}
		p, err := s.cases.PatrolNote(s.ctx, case1, s.number("B"), 1, "请定主责单位", true)
		if err != nil || p.Remarks[0].Text != "请定主责单位" || !p.Remarks[0].PutUp {
			t.Fatalf("%+v %v", p, err)
		}
		s.lists("case1", at, "A today (seen); B today (put_up)")
		// What a colleague does on the matter marks nothing in somebody else's round.
		s.lists("case2", at, "C today")

		// The other's round is not one's own to sign or see.
		s.faults(s.cases.SignPatrol(s.ctx, s.officer("director"), at), fault.NotFound, "fault.patrol.none")
		if err := s.cases.SignPatrol(s.ctx, case1, at); err != nil {
			t.Fatal(err)
		}
		unsigned, err := s.cases.UnsignedPatrols(s.ctx, deadline.NewDay(2026, 9, 2))
		if err != nil || len(unsigned) != 2 || unsigned[0].Name == "" || unsigned[0].Person == case1.Person || unsigned[1].Person == case1.Person {
			t.Errorf("%+v %v", unsigned, err)
		}

		// The afternoon's list follows: the morning's stays unsigned, and is named.
		later := s.patrols("2026-09-02 14:30", 3)
		s.lists("case1", later, "A today; B today; E soon")
		s.faults(s.cases.SignPatrol(s.ctx, s.officer("case2"), at), fault.Conflict, "fault.patrol.followed")
		s.say("case2: assigned C")
		s.lists("case2", at, "C today")
		s.lists("case2", later, "C today (done)")
		if err := s.cases.SignPatrol(s.ctx, s.officer("case2"), later); err != nil {
			t.Fatal(err)
		}
		unsigned, err = s.cases.UnsignedPatrols(s.ctx, deadline.NewDay(2026, 9, 2))
		if err != nil || len(unsigned) != 3 || len(unsigned[2].Slots)+len(unsigned[1].Slots)+len(unsigned[0].Slots) != 4 {
			t.Errorf("%+v %v", unsigned, err)
		}
		s.verify()
	})
}

// TestPatrolsOfWhatNobodyMinds: what came in on the public site, and what was minded by somebody who
// has left, is on the section chief's list.
func TestPatrolsOfWhatNobodyMinds(t *testing.T) {
	eachStory(t, func(s *story) {
		s.takes("petitioner", "X", "")
		s.takes("case2", "Y", "")
		at := s.patrols("2026-09-02 08:30", 3)
		for login, want := range map[string]string{"chief1": "X today", "chief2": "X today", "case2": "Y today"} {
			s.lists(login, at, want)
		}
		case2 := s.officer("case2")
		err := s.db.Do(s.ctx, "leaving", func(tx *store.Tx) error {
			for _, post := range s.county.Posts {
				if post.Person == case2.Person {
					post.Until = s.moment("2026-09-02 12:00")
					if err := tx.PutPosts(s.ctx, post); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		later := s.patrols("2026-09-02 14:30", 2)
		s.lists("chief1", later, "X today; Y today")
	})
}

func TestPatrolsOnlyAtTheirTimes(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.takes("case1", "A", "")
	for _, text := range []string{"2026-09-02 08:31", "2026-09-05 08:30", "2026-10-01 08:30"} {
		s.set(text)
		if n, err := s.cases.MakePatrols(s.ctx, s.moment(text)); err == nil || n != 0 {
			t.Errorf("%s: %d patrols", text, n)
		}
	}
	s.patrols("2026-09-20 08:30", 1) // a Sunday that is worked
	s.lists("case1", s.moment("2026-09-20 08:30"), "A late")
}

// TestPatrolsOfThoseWhoAreAccused: the wall stands before the list.
func TestPatrolsOfThoseWhoAreAccused(t *testing.T) {
	eachStory(t, func(s *story) {
		s.takes("case1", "A", "")
		s.takes("case1", "B", "", s.officer("case1").Person)
		at := s.patrols("2026-09-02 08:30", 1)
		s.lists("case1", at, "A today")
	})
}

func TestManyNodesMakePatrolsOnce(t *testing.T) {
	eachStory(t, func(s *story) {
		for _, c := range []struct{ login, name string }{{"case1", "A"}, {"case2", "B"}, {"case1", "C"}} {
			s.takes(c.login, c.name, "")
		}
		s.set("2026-09-02 08:30")
		at, made := s.moment("2026-09-02 08:30"), make(chan int, 4)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				n, err := s.cases.MakePatrols(s.ctx, at)
				if err != nil {
					t.Error(err)
				}
				made <- n
			})
		}
		wait.Wait()
		close(made)
		total := 0
		for n := range made {
			total += n
		}
		if total != 2 {
			t.Errorf("%d patrols were made", total)
		}
		s.lists("case1", at, "A today; C today")
	})
}

// TestSuspectedDuplicatesOnPatrol: two matters by one phone are told until somebody ties them.
func TestSuspectedDuplicatesOnPatrol(t *testing.T) {
	eachStory(t, func(s *story) {
		s.takes("case1", "A", "15400008888")
		s.takes("case2", "B", "15400008888")
		at := s.patrols("2026-09-02 08:30", 2)
		s.lists("case1", at, "A today")
		s.lists("case2", at, "B today same")
		s.say("case2: linked B to=A kind=related")
		s.lists("case2", s.patrols("2026-09-02 14:30", 2), "B today")
	})
}
