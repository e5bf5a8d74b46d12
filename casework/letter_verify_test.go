package casework

import (
	"bytes"
	"testing"

	"bihuan/domain/fault"
	"bihuan/store/storetest"
)

// All issued letters are as they were frozen, voided ones too; a stranger is told of one what the paper itself
// says, and on which day it was voided. On both engines.
func TestLettersAreAsTheyWereFrozen(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			s := newStory(t, engine)
			director := s.officer("director")
			ids := []string{s.ready("X1"), s.ready("X2"), s.ready("X3")}
			for _, id := range ids[:2] {
				if err := s.cases.SignLetter(s.ctx, director, id, 0); err != nil {
					t.Fatal(err)
				}
			}
			pdf, l, err := s.cases.LetterFile(s.ctx, director, ids[1], "pdf")
			if err != nil {
				t.Fatal(err)
			}
			s.say("advance 1d")
			s.say(`director: letter LX2 voided why="单位写错了"`)
			var problems []LetterProblem
			steps := 0
			found, err := s.cases.CheckLetters(s.ctx, true, func(p LetterProblem) { problems = append(problems, p) }, func(done, total int) {
				if steps++; done != steps || total != 2 {
					t.Errorf("%d of %d at step %d", done, total, steps)
				}
			})
			if err != nil || len(problems) != 0 || found != (LetterCheck{Letters: 2, Files: 4}) {
				t.Errorf("found %+v, %v, %v", found, problems, err)
			}

			p := s.cases.Portal()
			g, err := p.CheckLetter(s.ctx, l.Code, "192.0.2.1")
			if err != nil || g.ID != l.ID || g.Name.ZH != "预警提醒函" || g.Number != l.Number || g.Office != "清源县信访局" || !g.Issued.Equal(l.Issued) || !g.Voided.Equal(s.time()) {
				t.Errorf("by its code it is %+v, %v", g, err)
			}
			if file, err := p.CheckFile(s.ctx, bytes.NewReader(pdf), "192.0.2.1"); err != nil || file != g {
				t.Errorf("by its file it is %+v, %v", file, err)
			}
			standing := s.stored(ids[0])
			if g, err := p.CheckLetter(s.ctx, standing.Code, "192.0.2.1"); err != nil || !g.Voided.IsZero() {
				t.Errorf("it stands: %+v, %v", g, err)
			}
			if _, err := p.CheckLetter(s.ctx, "", "192.0.2.1"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("no code is of a letter that is a draft: %v", err)
			}
		})
	}
}
