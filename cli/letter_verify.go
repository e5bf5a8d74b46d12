package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

// letterFile is what a file is.
type letterFile struct {
	File   string `json:"file"`
	Letter bool   `json:"letter"`
	Stands bool   `json:"stands"`
	Name   string `json:"name,omitempty"`
	Number string `json:"number,omitempty"`
	Office string `json:"office,omitempty"`
	Issued string `json:"issued,omitempty"`
	Voided string `json:"voided,omitempty"`
}

// newLetterVerify says whether files are letters that were issued, or looks at all letters.
func newLetterVerify(s *shell) *cobra.Command {
	c := s.commandKey("verify", "", "cli.letter.verify")
	c.Use += " FILE…"
	every := c.Flags().Bool("all", false, s.L.T("cli.letter.flag.all"))
	asJSON := s.jsonFlag(c)
	c.Args = func(c *cobra.Command, files []string) error {
		if (len(files) == 0) != *every {
			return fault.New(fault.Invalid, "cli.letter.fault.files")
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, files []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		if *every {
			return s.verifyLetters(c, a, *asJSON)
		}
		found := []letterFile{}
		for _, name := range files {
			one, err := s.letterFile(c, a, name)
			if err != nil {
				return err
			}
			found = append(found, one)
			if !*asJSON {
				s.wordLetterFile(one)
			}
		}
		if *asJSON {
			if err := s.printJSON(map[string]any{"files": found}); err != nil {
				return err
			}
		}
		switch {
		case slices.ContainsFunc(found, func(f letterFile) bool { return !f.Letter }):
			return &silent{fault.NotFound}
		case slices.ContainsFunc(found, func(f letterFile) bool { return !f.Stands }):
			return &silent{fault.Conflict}
		}
		return nil
	}
	return c
}

func (s *shell) letterFile(c *cobra.Command, a *app.App, name string) (letterFile, error) {
	one := letterFile{File: name}
	in, _, err := s.openFile(name)
	if err != nil {
		return one, err
	}
	defer func() { _ = in.Close() }()
	g, err := a.Casework().GenuineFile(c.Context(), in)
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return one, nil // too large, or empty, is no letter either
	}
	if err != nil {
		return one, err
	}
	one.Letter, one.Stands, one.Name, one.Number, one.Office = true, g.Voided.IsZero(), g.Name.In(s.L.Tag()), g.Number, g.Office
	one.Issued = deadline.DayOf(g.Issued).String()
	if !one.Stands {
		one.Voided = deadline.DayOf(g.Voided).String()
	}
	return one, nil
}

func (s *shell) wordLetterFile(f letterFile) {
	key := "cli.letter.verify.stands"
	switch {
	case !f.Letter:
		key = "cli.letter.verify.none"
	case !f.Stands:
		key = "cli.letter.verify.voided"
	}
	s.say(key, "file", f.File, "name", f.Name, "number", f.Number, "office", f.Office, "issued", f.Issued, "voided", f.Voided)
}

// letterProblem is one thing about a letter that is not as it should be.
type letterProblem struct {
	Number string `json:"number,omitempty"`
	Words  string `json:"words"`
	Key    string `json:"key"`
}

// checkLetters looks at all letters and words what it finds.
func (s *shell) checkLetters(c *cobra.Command, a *app.App, files bool) (casework.LetterCheck, []letterProblem, error) {
	problems := []letterProblem{}
	bar := s.progress("cli.letter.verify.bar")
	found, err := a.Casework().CheckLetters(c.Context(), files, func(p casework.LetterProblem) {
		problems = append(problems, letterProblem{p.Number, s.L.T(p.Key, p.Args...), p.Key})
	}, bar.at)
	bar.end()
	return found, problems, err
}

// verifyLetters makes the files of all letters again and compares them.
func (s *shell) verifyLetters(c *cobra.Command, a *app.App, asJSON bool) error {
	found, problems, err := s.checkLetters(c, a, true)
	if err != nil {
		return err
	}
	if asJSON {
		err = s.printJSON(map[string]any{"letters": found.Letters, "files": found.Files, "unfiled": found.Unfiled, "problems": problems})
		if err != nil {
			return err
		}
	} else {
		s.wordLetterProblems(problems)
		s.say("cli.letter.verify.all", "letters", found.Letters, "files", found.Files)
		if found.Unfiled > 0 {
			s.say("cli.letter.verify.unfiled", "n", found.Unfiled)
		}
		s.say("cli.letter.verify.sum", "n", len(problems))
	}
	if len(problems) > 0 {
		return &silent{fault.Conflict}
	}
	return nil
}

func (s *shell) wordLetterProblems(problems []letterProblem) {
	for _, p := range problems {
		if p.Number == "" {
			s.line(s.out, p.Words)
			continue
		}
		s.line(s.out, p.Number+"  "+p.Words)
	}
}
