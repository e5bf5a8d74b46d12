package casework

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/store/storetest"
)

// An answer is given on the letter's page and on the matter's at the same moment, again and again: one of
// them counts, the other is told so, and they do not wait for each other in a ring, which PostgreSQL looks for
// only after a second. (Once in a while a busy machine alone takes as long.)
func TestAnswersMeet(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			s := newStory(t, engine)
			director, clerk := s.officer("director"), s.officer("baishui.clerk")
			answer := letter.Values{"contacted_by": "副镇长", "contacted_on": "2026-09-02", "offered": "先供水。", "next_step": "修渠。", "next_on": "2026-09-20"}
			const rounds = 30
			slow := 0
			for i := range rounds {
				name := "X" + strconv.Itoa(i)
				id := s.ready(name)
				if err := s.cases.SignLetter(s.ctx, director, id, 0); err != nil {
					t.Fatal(err)
				}
				order := s.load(name).Orders[0].ID
				var byLetter, onMatter error
				var both sync.WaitGroup
				began := time.Now()
				both.Go(func() { byLetter = s.cases.AnswerLetter(s.ctx, clerk, id, 0, answer) })
				both.Go(func() {
					_, onMatter = s.cases.Act(s.ctx, clerk, s.number(name), 0, &petition.OrderAnswered{Order: order, Answer: "已经供水。"})
				})
				both.Wait()
				if time.Since(began) >= time.Second {
					slow++
				}
				if (byLetter == nil) == (onMatter == nil) {
					t.Fatalf("on the letter %v, on the matter %v", byLetter, onMatter)
				}
				for _, err := range []error{byLetter, onMatter} {
					if err != nil && fault.KindOf(err) != fault.Conflict {
						t.Errorf("the other is told %v", err)
					}
				}
				if state := s.stored(id).State; state != letter.Closed {
					t.Errorf("the letter is %s", state)
				}
			}
			if slow > rounds/10 {
				t.Errorf("%d of %d that met took a second or longer", slow, rounds)
			}
		})
	}
}
