package casework

import (
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// The lines of a story that ask about what happens by itself.

func (s *story) tick() {
	s.t.Helper()
	if _, err := s.cases.Tick(s.ctx); err != nil {
		s.fail("tick: %v", err)
	}
}

func (s *story) everything() *store.Reader {
	return s.db.Reader(org.Scope{County: string(sample.Code), All: true})
}

// name is what the story calls a petition.
func (s *story) name(no string) string {
	for name, have := range s.names {
		if have == no {
			return name
		}
	}
	return no
}

func (s *story) alarms(name string, want []string) {
	no := s.number(name)
	list, err := s.everything().Alarms(s.ctx, s.moment("2020-01-01 00:00"), s.time().AddDate(9, 0, 0), 10000)
	if err != nil {
		s.fail("%v", err)
	}
	var got []string
	for _, a := range list {
		if a.No == no && !a.Silent {
			got = append(got, a.Rule+":"+string(a.What)+"@"+a.At.In(deadline.Zone()).Format("2006-01-02T15:04"))
		}
	}
	s.same(want, got)
}

func (s *story) ladder(p *petition.Petition, want []string) {
	var got []string
	for _, r := range p.Ladder {
		rung := strconv.Itoa(r.Week) + "@" + deadline.DayOf(r.Due).String()
		if !r.Done.IsZero() {
			rung += "!"
		}
		got = append(got, rung)
	}
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	if !slices.Equal(want, got) {
		s.fail("they are %v", got)
	}
}

func (s *story) tasks(login string, want []string) {
	who := s.officer(login)
	book, err := s.db.Directory(s.ctx)
	if err != nil {
		s.fail("%v", err)
	}
	list, err := s.db.Reader(s.cases.Scope(who)).Tasks(s.ctx, store.TaskQuery{Owners: Owners(book, who, s.time()), At: s.time(), Limit: 100})
	if err != nil {
		s.fail("%v", err)
	}
	var got []string
	for _, t := range list {
		got = append(got, s.name(t.No)+"/"+t.ID)
	}
	s.same(want, got)
}

func (s *story) told(login string, want []string) {
	who := s.officer(login)
	list, err := s.db.Reader(s.cases.Scope(who)).Inbox(s.ctx, store.InboxQuery{Person: who.Person, Limit: 1000})
	if err != nil {
		s.fail("%v", err)
	}
	slices.Reverse(list)
	var got []string
	for _, m := range list {
		if m.ID <= s.heard[login] {
			continue
		}
		s.heard[login] = m.ID
		if m.No == "" {
			continue // the bureau's rounds have tests of their own
		}
		line := string(m.Topic)
		if rule := m.Args["rule"]; rule != "" {
			line += ":" + rule
		}
		if m.No != "" {
			line += ":" + s.name(m.No)
		}
		got = append(got, line)
	}
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	if strings.Join(want, " ") != strings.Join(got, " ") {
		s.fail("they are %v", got)
	}
}

func inboxOf(person org.PersonID) store.InboxQuery {
	return store.InboxQuery{Person: person, Limit: 10000}
}
