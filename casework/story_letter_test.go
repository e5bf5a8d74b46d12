package casework

import (
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// Lines of a story about letters:
//
//	case1: draft L1 reminder X1 to=unit field=value   a draft about X1; X1,X2 are one, of a kind that lists matters
//	case1: draft L1,L2 reminder X1,X2                 letters of their own
//	case1: edit L1 field=value
//	case1: letter L1 submitted why="…"                 an act that carries a note alone; signed signs
//	clerk: answer L1 field=value
//	case1: accepts L1,  case1: returns L1 why="…" due=2026-09-20
//	clerk: deliver L1 means=post | way=direct
//	paper L1 issued 清信提函〔2026〕1号                 its state, and its number
func (s *story) letterAct(by org.Officer, verb string, words []string, with args) (bool, error) {
	switch verb {
	case "draft":
		return true, s.draft(by, words[0], words[1], words[2], with)
	case "edit":
		return true, s.edit(by, words[0], with)
	case "letter":
		act, why := letter.Act(words[1]), with.get("why", "")
		with.allUsed()
		if act == letter.Signing {
			return true, s.cases.SignLetter(s.ctx, by, s.letter(words[0]), s.versionOf(words[0]))
		}
		return true, s.cases.ActLetter(s.ctx, by, s.letter(words[0]), s.versionOf(words[0]), act, why)
	case "answer":
		return true, s.cases.AnswerLetter(s.ctx, by, s.letter(words[0]), s.versionOf(words[0]), with.rest())
	case "accepts", "returns":
		why, due := with.get("why", ""), with.day("due", 0)
		with.allUsed()
		return true, s.cases.CheckAnswer(s.ctx, by, s.letter(words[0]), s.versionOf(words[0]), verb == "accepts", why, due)
	case "deliver":
		h := HandedOver{Means: petition.Means(with.get("means", "")), Way: petition.Way(with.get("way", "")), Witness: with.get("witness", "")}
		with.allUsed()
		return true, s.cases.DeliverLetter(s.ctx, by, s.letter(words[0]), s.versionOf(words[0]), h)
	}
	return false, nil
}

func (s *story) draft(by org.Officer, names, kind, matters string, with args) error {
	n := NewLetter{Kind: letter.Kind(kind), To: org.UnitID(with.get("to", ""))}
	for _, name := range strings.Split(matters, ",") {
		n.Nos = append(n.Nos, s.number(name))
	}
	own := with.rest()
	ids, err := s.cases.Draft(s.ctx, by, n)
	if err != nil {
		return err
	}
	for i, name := range strings.Split(names, ",") {
		s.names[name] = ids[i]
		if len(own) > 0 {
			if err := s.fillIn(by, ids[i], own); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) edit(by org.Officer, name string, with args) error {
	return s.fillIn(by, s.letter(name), with.rest())
}

// fillIn changes some fields and leaves the others.
func (s *story) fillIn(by org.Officer, id string, own letter.Values) error {
	l := s.stored(id)
	for key, value := range own {
		l.Values[key] = value
	}
	return s.cases.EditLetter(s.ctx, by, id, l.Version, l.Values)
}

func (s *story) letter(name string) string { return s.number(name) }

func (s *story) stored(id string) *store.Letter {
	s.t.Helper()
	l, err := s.db.StoredLetter(s.ctx, id)
	if err != nil {
		s.fail("%v", err)
	}
	return l
}

func (s *story) versionOf(name string) int { return s.stored(s.letter(name)).Version }

// paper asks for a letter's state and number.
func (s *story) paper(name string, want []string) {
	l := s.stored(s.letter(name))
	if string(l.State) != want[0] {
		s.fail("the letter is %s", l.State)
	}
	if len(want) > 1 && l.Number != want[1] {
		s.fail("its number is %s", l.Number)
	}
}

// reads asks whether an officer may read a letter.
func (s *story) reads(login, name string, want bool) {
	who := s.officer(login)
	_, err := s.db.Reader(s.cases.Scope(who)).Letter(s.ctx, s.letter(name), who.Units())
	if want && err != nil {
		s.fail("%v", err)
	}
	if !want && fault.KindOf(err) != fault.NotFound {
		s.fail("it was not hidden: %v", err)
	}
}

// rest are all words that were not used yet.
func (a *args) rest() letter.Values {
	v := letter.Values{}
	for i, key := range a.keys {
		if key != "" && key != "version" {
			v[key], a.keys[i] = a.values[i], ""
		}
	}
	return v
}

// month is a bureau's month: so many matters are raised at the city, a reminder is drafted for each in one
// act, all are handed in, reviewed and signed, and numbered without a gap.
//
//	month 200
func (s *story) month(n int) {
	caseworker, chief, director := s.officer("case1"), s.officer("chief1"), s.officer("director")
	clerk, handler := s.officer("baishui.clerk"), s.officer("baishui.handler1")
	var nos []string
	for i := range n {
		name := "M" + strconv.Itoa(i+1)
		for _, line := range []string{"case1: register " + name, "case1: assigned " + name, "baishui.clerk: accepted " + name, "case1: escalated " + name + " level=city"} {
			if err := s.act(fields(line)); err != nil {
				s.fail("%s: %v", line, err)
			}
		}
		nos = append(nos, s.names[name])
	}
	ids, err := s.cases.Draft(s.ctx, caseworker, NewLetter{Kind: "reminder", Nos: nos})
	if err != nil || len(ids) != n {
		s.fail("%d drafted: %v", len(ids), err)
	}
	for _, id := range ids {
		for _, step := range []struct {
			by  org.Officer
			act letter.Act
		}{{caseworker, letter.Submitting}, {chief, letter.Reviewing}} {
			if err := s.cases.ActLetter(s.ctx, step.by, id, s.stored(id).Version, step.act, ""); err != nil {
				s.fail("%s %s: %v", step.act, id, err)
			}
		}
		if err := s.cases.SignLetter(s.ctx, director, id, s.stored(id).Version); err != nil {
			s.fail("signing %s: %v", id, err)
		}
	}
	var numbers, want []string
	for i, id := range ids {
		numbers, want = append(numbers, s.stored(id).Number), append(want, "清信提函〔2026〕"+strconv.Itoa(i+1)+"号")
	}
	if !slices.Equal(numbers, want) {
		s.fail("they are numbered %v", numbers)
	}
	// All arrive; three of four are answered.
	_ = handler
	reader := s.db.Reader(s.cases.Scope(clerk))
	if waits, err := reader.CountLetters(s.ctx, store.LetterQuery{Offices: clerk.Units(), To: clerk.Unit, Waits: true}, n+1); err != nil || waits != n {
		s.fail("%d wait at the unit: %v", waits, err)
	}
	for i, id := range ids {
		if i%4 == 3 {
			s.names["late"+strconv.Itoa(i/4+1)] = id
			continue
		}
		answer := letter.Values{"contacted_by": "副镇长", "contacted_on": "2026-09-02", "offered": "先行临时供水。", "next_step": "修复渠道。", "next_on": "2026-09-20"}
		if err := s.cases.AnswerLetter(s.ctx, clerk, id, s.stored(id).Version, answer); err != nil {
			s.fail("answering %s: %v", id, err)
		}
	}
	if waits, err := reader.CountLetters(s.ctx, store.LetterQuery{Offices: clerk.Units(), To: clerk.Unit, Waits: true}, n+1); err != nil || waits != n/4 {
		s.fail("%d still wait at the unit: %v", waits, err)
	}
}

// lateOnPatrol counts the matters on a caseworker's latest patrol whose reminder is overdue.
func (s *story) lateOnPatrol(login string, want int) {
	who := s.officer(login)
	reader := s.db.Reader(s.cases.Scope(who))
	patrol, ok, err := reader.LatestPatrol(s.ctx, who.Person, s.time())
	if err != nil || !ok {
		s.fail("there is no patrol: %v", err)
	}
	rows, err := reader.PatrolRows(s.ctx, who.Person, patrol.At)
	if err != nil {
		s.fail("%v", err)
	}
	got := 0
	for _, row := range rows {
		p, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Petition(s.ctx, row.No)
		if err != nil {
			s.fail("%v", err)
		}
		if slices.ContainsFunc(p.Unanswered(), func(o petition.Order) bool { return o.Kind == petition.Reminder }) {
			got++
		}
	}
	if got != want {
		s.fail("%d of %d rows are about a reminder", got, len(rows))
	}
}
