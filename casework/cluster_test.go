package casework

import (
	"fmt"
	"slices"
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/find/cluster"
	"bihuan/store"
	"bihuan/store/storetest"
)

// estate is the line by which somebody registers a matter about one resettlement estate.
func estate(name, phone string) string {
	return `case1: register ` + name + ` subject="锦绣花园安置房入住三年办不了不动产权证" facts="三年前搬进锦绣花园安置房，开发商说欠缺验收手续，至今办不了不动产权证。" name=张` + name + ` phone=` + phone
}

func (s *story) tells(lines ...string) {
	for _, line := range lines {
		s.at = line
		s.say(line)
	}
}

// groups writes groups as a pass would have left them.
func (s *story) groups(groups map[int][]string) {
	err := s.db.Do(s.ctx, "group", func(tx *store.Tx) error {
		for number, names := range groups {
			g := store.StoredCluster{Number: number, Turn: 1}
			for _, name := range names {
				p := s.load(name)
				g.Members = append(g.Members, store.StoredMember{No: p.No, At: p.RegisterAt, Person: p.No})
			}
			if err := tx.PutCluster(s.ctx, g, s.time().AddDate(0, 0, -ClusterDays)); err != nil {
				return err
			}
		}
		return tx.TurnClusters(s.ctx, 1)
	})
	if err != nil {
		s.fail("%v", err)
	}
}

// A group that somebody decided about takes in what is one with it, whichever is older; two such stay two,
// also where a person decides while the groups are held in memory.
func TestDecidedClustersStay(t *testing.T) {
	decide := []string{"case1: cluster name 2 锦绣花园办证", "case1: cluster lead 2 X3", "case1: cluster close 2"}
	for _, engine := range storetest.Engines() {
		for i, act := range decide {
			for _, held := range []bool{false, true} {
				t.Run(fmt.Sprint(engine, i, held), func(t *testing.T) {
					t.Parallel()
					s := newStory(t, engine)
					s.tells(estate("X1", "15400000001"), estate("X2", "15400000002"), estate("X3", "15400000003"), estate("X4", "15400000004"), "advance 1h")
					s.groups(map[int][]string{1: {"X1", "X2"}, 2: {"X3", "X4"}})
					if held {
						s.tells("gather")
					}
					s.tells(act, estate("X5", "15400000005"), "gather", "nogroup case1 1", "cluster case1 2 X1,X2,X3,X4,X5")
				})
			}
		}
		t.Run(string(engine)+" both", func(t *testing.T) {
			t.Parallel()
			s := newStory(t, engine)
			s.tells(estate("X1", "15400000001"), estate("X2", "15400000002"), estate("X3", "15400000003"), estate("X4", "15400000004"), "advance 1h")
			s.groups(map[int][]string{1: {"X1", "X2"}, 2: {"X3", "X4"}})
			s.tells("gather", "case1: cluster name 1 锦绣花园一期", "case1: cluster name 2 锦绣花园二期", estate("X5", "15400000005"), "gather")
			r := s.db.Reader(org.Scope{County: string(sample.Code), All: true})
			one, err := r.Cluster(s.ctx, 1, s.time())
			two, wrong := r.Cluster(s.ctx, 2, s.time())
			if err != nil || wrong != nil || one.N+two.N != 5 || one.Name != "锦绣花园一期" || two.Name != "锦绣花园二期" {
				t.Errorf("%+v %v, %+v %v", one, err, two, wrong)
			}
		})
	}
}

// What is long past is not read any more; but its number is not given again.
func TestClusterNumbersAreGivenOnce(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.tells(estate("X1", "15400000001"), estate("X2", "15400000002"))
	s.groups(map[int][]string{7: {"X1", "X2"}})
	s.tells("at 2027-06-01 09:00", estate("X3", "15400000003"), estate("X4", "15400000004"), "gather", "cluster case1 7 X1,X2", "cluster case1 8 X3,X4")
	if _, held := s.cases.groups.held.Group(7); held {
		t.Error("a group is held to which nothing can come")
	}
}

// The night has a job tidy the groups: the clock waits for no pass.
func TestNightGathersByAJob(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	rounds := func() {
		if err := s.cases.Rounds(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	rounds()
	s.tells(estate("X1", "15400000001"), estate("X2", "15400000002"), "at 2026-09-02 02:10")
	rounds()
	s.tells("nogroup case1 1")
	jobs, err := s.db.WaitingJobs(s.ctx)
	if err != nil || !slices.ContainsFunc(jobs, func(j store.WaitingJob) bool { return j.Kind == GatherJob{}.Kind() && j.Args == `{"tidy":true}` }) {
		t.Errorf("the jobs that wait are %+v: %v", jobs, err)
	}
	s.tells("gather tidy", "cluster case1 1 X1,X2")
}

// Of very many members one act ties some and leaves the others to the next; all are untied in the end.
func TestClusterIsLedByParts(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	var names []string
	for i := range MostTied + 4 {
		names = append(names, fmt.Sprint("X", i))
		s.tells(estate(names[i], fmt.Sprintf("154%08d", i)))
	}
	s.groups(map[int][]string{1: names})
	by, no, steps := s.officer("case1"), s.number("X0"), func() (n []int) {
		list, err := s.db.Reader(s.cases.Scope(s.officer("case1"))).ClusterSteps(s.ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range list {
			n = append(n, step.N)
		}
		return n
	}
	for _, want := range []int{MostTied, 3} {
		led, err := s.cases.LeadCluster(s.ctx, by, 1, no, "", false)
		if err != nil || len(led.Joined) != want || len(led.Left) != 0 {
			t.Fatalf("%d are tied, %v left, wanted %d: %v", len(led.Joined), led.Left, want, err)
		}
	}
	if got := len(s.load("X0").Members); got != MostTied+3 {
		t.Errorf("%d follow the master", got)
	}
	if err := s.cases.UnleadCluster(s.ctx, by, 1, "各办各的"); err != nil {
		t.Fatal(err)
	}
	s.tells("leads X0 none", "follows X1 none", "follows X"+fmt.Sprint(MostTied+3)+" none")
	if got := steps(); !slices.Equal(got, []int{MostTied, 3, MostTied, 3}) {
		t.Errorf("the steps tell of %v", got)
	}
	s.verify()
}

// Two nodes hold the same groups, whichever of them a matter, or a person, comes to; and none begins anew
// for what the other took in.
func TestTwoNodesGroupAlike(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, engine)
			s.at = "two nodes"
			one, two := s.cases, New(s.db, s.cases.vault, s.cases.blobs, s.cases.rules)
			on := func(node *Casework, lines ...string) {
				s.cases = node
				s.tells(lines...)
			}
			on(one, estate("X1", "15400000001"), estate("X2", "15400000002"), "gather", "cluster case1 1 X1,X2")
			on(two, "gather", estate("X3", "15400000003"), "gather", "cluster case1 1 X1,X2,X3")
			held := [2]*cluster.Clusters{one.groups.held, two.groups.held}
			on(one, estate("X4", "15400000004"), "gather", "cluster case1 1 X1,X2,X3,X4")
			on(two, estate("X5", "15400000005"), "gather", "cluster case1 1 X1,X2,X3,X4,X5")
			if held != [2]*cluster.Clusters{one.groups.held, two.groups.held} {
				t.Error("a node began anew though both found the same")
			}
			on(one, "case1: cluster out 1 X3", "cluster case1 1 X1,X2,X4,X5")
			on(two, estate("X6", "15400000006"), "gather", "cluster case1 1 X1,X2,X4,X5,X6")
			on(one, "gather", "case1: cluster back 1 X3", "gather", "cluster case1 1 X1,X2,X3,X4,X5,X6")
			on(two, "gather", estate("X7", "15400000007"), "gather", "cluster case1 1 X1,X2,X3,X4,X5,X6,X7")
			s.verify()
		})
	}
}
