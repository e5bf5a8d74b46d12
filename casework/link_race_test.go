package casework

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/store/storetest"
)

// Two link the same two matters from either end at once, and unlink them, again and again: one of them
// comes through, the other is told so, and they do not wait for each other in a ring, which PostgreSQL
// looks for only after a second.
func TestLinksMeet(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			s := newStory(t, engine)
			one, two := s.officer("case1"), s.officer("case2")
			for _, name := range []string{"A", "B"} {
				if err := s.register(one, name, args{s: s}); err != nil {
					t.Fatal(err)
				}
			}
			a, b := s.number("A"), s.number("B")
			const rounds = 40
			slow := 0
			meet := func(there, back petition.Data) {
				t.Helper()
				var errs [2]error
				var both sync.WaitGroup
				began := time.Now()
				both.Go(func() { _, errs[0] = s.cases.Act(s.ctx, one, a, 0, there) })
				both.Go(func() { _, errs[1] = s.cases.Act(s.ctx, two, b, 0, back) })
				both.Wait()
				if time.Since(began) >= time.Second {
					slow++
				}
				if (errs[0] == nil) == (errs[1] == nil) {
					t.Fatalf("one must come through: %v", errs)
				}
				for _, err := range errs {
					if err != nil && fault.KindOf(err) != fault.Conflict {
						t.Errorf("the other is told %v", err)
					}
				}
			}
			for i := range rounds {
				kind := petition.Related
				if i%2 == 1 {
					kind = petition.Repeated
				}
				meet(&petition.Linked{Link: petition.Link{To: b, Kind: kind}}, &petition.Linked{Link: petition.Link{To: a, Kind: kind}})
				if p, q := s.load("A"), s.load("B"); len(p.Links) != 1 || len(q.Links) != 1 || p.Discipline != nil || (q.Discipline != nil) != (kind == petition.Repeated) {
					t.Fatal("round " + strconv.Itoa(i) + ": the two histories do not fit")
				}
				meet(&petition.Unlinked{To: b, Why: "不是同一件事"}, &petition.Unlinked{To: a, Why: "不是同一件事"})
			}
			if slow > 1 { // once, a busy machine alone may take as long
				t.Errorf("%d of %d that met took a second or longer", slow, rounds)
			}
		})
	}
}
