package casework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/org"
	"bihuan/store"
)

// clusterLine is a line of a story about collective matters:
//
//	gather                        a pass takes new matters in; gather tidy is the night's
//	restart                       the house is closed and opened: what was held in memory is gone
//	cluster case1 1 X1,X2,X3 people=2 name=锦绣花园 …   as an officer sees group 1; led=X1 where one leads,
//	                              closed=true, steps=named,led what people did with it
//	nogroup baishui.clerk 1       an officer does not see it
//	leads X1 X2,X3 | none         exactly these follow X1, by both histories
//	follows X2 X1 | none          whom X2 follows
func (s *story) clusterLine(words []string) {
	switch words[0] {
	case "gather":
		if _, err := s.cases.Gather(s.ctx, GatherJob{Tidy: len(words) > 1}); err != nil {
			s.fail("%v", err)
		}
	case "restart":
		rules := s.cases.rules
		outside, desk := s.cases.outside.Load(), s.cases.stationery.Load()
		s.cases = New(s.db, s.cases.vault, s.cases.blobs, rules)
		s.cases.Connect(*outside)
		s.cases.Equip(*desk)
	case "cluster":
		s.cluster(words[1], words[2], strings.Split(words[3], ","), words[4:])
	case "nogroup":
		reader := s.db.Reader(s.cases.Scope(s.officer(words[1])))
		if c, err := reader.Cluster(s.ctx, s.count(words[2]), s.time()); err == nil {
			s.fail("it is seen: %+v", c)
		}
	case "leads":
		s.same(strings.Split(words[2], ","), s.called(s.load(words[1]).Members))
		for _, name := range strings.Split(words[2], ",") {
			if name != "none" && s.load(name).Master() != s.number(words[1]) {
				s.fail("%s follows %s", name, s.load(name).Master())
			}
		}
	case "follows":
		master := s.load(words[1]).Master()
		if want := words[2]; want == "none" && master != "" || want != "none" && master != s.number(want) {
			s.fail("it follows %q", master)
		}
	}
}

// stepped are the acts on a group, as an officer reads them.
func (s *story) stepped(r *store.Reader, number int) string {
	list, err := r.ClusterSteps(s.ctx, number)
	if err != nil {
		s.fail("%v", err)
	}
	var acts []string
	for _, step := range list {
		acts = append(acts, step.Act)
	}
	return strings.Join(acts, ",")
}

func (s *story) count(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		s.fail("%v", err)
	}
	return n
}

// called are the names that a story has for numbers.
func (s *story) called(numbers []string) []string {
	var names []string
	for name, no := range s.names {
		if slices.Contains(numbers, no) {
			names = append(names, name)
		}
	}
	return names
}

func (s *story) cluster(login, number string, members, says []string) {
	reader := s.db.Reader(s.cases.Scope(s.officer(login)))
	c, err := reader.Cluster(s.ctx, s.count(number), s.time())
	if err != nil {
		s.fail("%v", err)
	}
	list, err := reader.ClusterMembers(s.ctx, c.Number)
	if err != nil {
		s.fail("%v", err)
	}
	var numbers []string
	for _, m := range list {
		numbers = append(numbers, m.No)
	}
	s.same(members, s.called(numbers))
	if c.N != len(list) {
		s.fail("it counts %d members and has %d", c.N, len(list))
	}
	for _, say := range says {
		key, want, _ := strings.Cut(say, "=")
		got := map[string]string{"people": fmt.Sprint(c.People), "name": c.Name, "place": c.Place, "week": fmt.Sprint(c.Week),
			"waiting": fmt.Sprint(c.Waiting()), "led": strings.Join(s.called([]string{c.Master}), ""),
			"closed": strconv.FormatBool(!c.Closed.IsZero()), "steps": s.stepped(reader, c.Number)}[key]
		if got != want && !(want != "" && (key == "name" || key == "place") && strings.Contains(got, want)) {
			s.fail("%s is %q", key, got)
		}
	}
}

// clusterAct is `case1: cluster lead 1 X1`: leave at its end leaves out what cannot be tied.
func (s *story) clusterAct(by org.Officer, words []string) error {
	number := s.count(words[1])
	switch words[0] {
	case "lead":
		led, err := s.cases.LeadCluster(s.ctx, by, number, s.number(words[2]), "同一安置小区", slices.Contains(words, "leave"))
		for _, left := range led.Left {
			if left.Err == nil || left.No == "" {
				s.fail("left out without a reason: %+v", left)
			}
		}
		return err
	case "undo":
		return s.cases.UnleadCluster(s.ctx, by, number, "各办各的")
	case "out":
		return s.cases.TakeOut(s.ctx, by, number, s.number(words[2]), "说的不是这件事")
	case "back":
		return s.cases.PutBack(s.ctx, by, number, s.number(words[2]))
	case "name":
		return s.cases.NameCluster(s.ctx, by, number, words[2])
	case "close":
		return s.cases.CloseCluster(s.ctx, by, number, "只是写法相似")
	case "open":
		return s.cases.OpenCluster(s.ctx, by, number)
	}
	s.fail("no act on a group")
	return nil
}
