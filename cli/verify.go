package cli

import (
	"github.com/spf13/cobra"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/store"
)

// newVerify walks all histories and compares what was derived from them.
func newVerify(s *shell) *cobra.Command {
	c := s.command("verify", groupCare)
	c.Args = s.args()
	rebuild := c.Flags().Bool("rebuild", false, s.L.T("cli.verify.rebuild"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		problems := []problem{}
		broken := 0
		bar := s.progress("cli.verify.bar")
		found, err := a.DB().Verify(c.Context(), store.VerifyOptions{Rebuild: *rebuild}, func(p store.Problem) {
			problems = append(problems, problem{p.No, p.Seq, s.L.T(p.Key, p.Args...), p.Key, p.Mends})
			if !p.Mends || !*rebuild {
				broken++
			}
		}, bar.at)
		bar.end()
		if err != nil {
			return err
		}
		ladder, err := a.Casework().CheckLadder(c.Context())
		if err != nil {
			return err
		}
		letters, wrong, err := s.checkLetters(c, a, false)
		if err != nil {
			return err
		}
		if *asJSON {
			err = s.printJSON(map[string]any{"petitions": found.Petitions, "events": found.Events, "rebuilt": found.Rebuilt, "problems": problems,
				"ladder_checked": ladder.Checked, "ladder_behind": append([]string{}, ladder.Behind...),
				"letters_checked": letters.Letters, "letters_problems": wrong})
			if err != nil {
				return err
			}
		} else {
			s.wordProblems(problems, found, broken)
			s.wordLadder(ladder)
			s.wordLetters(letters, wrong)
		}
		if broken > 0 || len(ladder.Behind) > 0 || len(wrong) > 0 {
			return &silent{fault.Conflict}
		}
		return nil
	}
	return c
}

// problem is one thing that is not as it should be.
type problem struct {
	No    string `json:"no,omitempty"`
	Seq   int    `json:"seq,omitempty"`
	Words string `json:"words"`
	Key   string `json:"key"`
	Mends bool   `json:"mends"`
}

func (s *shell) wordProblems(problems []problem, found store.Verified, broken int) {
	mends := 0
	for _, p := range problems {
		if p.Mends {
			mends++
		}
		if p.No == "" {
			s.line(s.out, p.Words)
			continue
		}
		s.line(s.out, p.No+"  "+p.Words)
	}
	s.say("cli.verify.found", "petitions", found.Petitions, "events", found.Events)
	switch {
	case len(problems) == 0:
		s.say("cli.verify.clean")
	case found.Rebuilt > 0:
		s.say("cli.verify.rebuilt", "n", found.Rebuilt)
	case mends > 0:
		s.say("cli.verify.mends", "n", mends)
	}
	if broken > 0 && broken > mends {
		s.say("cli.verify.broken", "n", broken-mends)
	}
}

// wordLadder says how complete the ladder is: whether every matter that is handled stands on the step
// that its age asks.
func (s *shell) wordLadder(found casework.LadderCheck) {
	for _, no := range found.Behind {
		s.line(s.out, no+"  "+s.L.T("cli.verify.ladder.one"))
	}
	if len(found.Behind) == 0 {
		s.say("cli.verify.ladder", "n", found.Checked)
		return
	}
	s.say("cli.verify.ladder.behind", "checked", found.Checked, "n", len(found.Behind))
}

// wordLetters says whether every issued letter is as it was frozen, by the hashes in its row and in the
// journals.
func (s *shell) wordLetters(found casework.LetterCheck, problems []letterProblem) {
	s.wordLetterProblems(problems)
	if len(problems) == 0 {
		s.say("cli.verify.letters", "n", found.Letters)
		return
	}
	s.say("cli.verify.letters.wrong", "letters", found.Letters, "n", len(problems))
}
