package cli

import (
	"time"

	"github.com/spf13/cobra"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/report"
)

// newEditionDraft drafts an edition of a report, as the clock does at its times.
func newEditionDraft(s *shell) *cobra.Command {
	c := s.commandKey("draft", "", "edition.cli.draft")
	c.Use += " KIND"
	c.Args = s.args("KIND")
	asOf := c.Flags().String("as-of", "", s.L.T("report.flag.as_of"))
	no := c.Flags().String("petition", "", s.L.T("edition.cli.flag.petition"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		n := casework.NewEdition{Kind: report.Kind(args[0]), Matter: *no, AsOf: a.Now().Truncate(time.Minute)}
		if *asOf != "" {
			day, err := s.day("as-of", *asOf)
			if err != nil {
				return err
			}
			if day != deadline.DayOf(a.Now()) { // of today, as the record stands now
				n.AsOf = day.End()
			}
		}
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		id, err := a.Casework().DraftEdition(c.Context(), by, n)
		if err != nil {
			return err
		}
		p, err := a.Casework().ReadEdition(c.Context(), by, id, 0, "")
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]any{"id": id, "report": p.Kind, "as_of": p.AsOf, "state": p.State, "version": p.Edition.Version})
		}
		words, err := report.WordsIn(s.L.Tag())
		if err != nil {
			return err
		}
		s.say("edition.cli.drafted", "title", p.Body.Title(words), "state", string(p.State), "path", "/office/editions/"+id)
		return nil
	}
	return c
}

// editionProblem is one thing about an edition that is not as it should be.
type editionProblem struct {
	Report  report.Kind `json:"report,omitempty"`
	Year    int         `json:"year,omitempty"`
	Number  int         `json:"number,omitempty"`
	Version int         `json:"version,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	Section string      `json:"section,omitempty"`
	Words   string      `json:"words"`
	Key     string      `json:"key"`
}

// newEditionVerify looks at all editions that were published.
func newEditionVerify(s *shell) *cobra.Command {
	c := s.commandKey("verify", "", "edition.cli.verify")
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		words, err := report.WordsIn(s.L.Tag())
		if err != nil {
			return err
		}
		problems := []editionProblem{}
		found, err := a.Casework().VerifyEditions(c.Context(), func(p casework.EditionProblem) {
			problems = append(problems, s.wordEditionProblem(p, words))
		})
		if err != nil {
			return err
		}
		if *asJSON {
			if err := s.printJSON(map[string]any{"versions": found.Versions, "problems": problems}); err != nil {
				return err
			}
		} else {
			for _, p := range problems {
				s.line(s.out, p.Words)
			}
			s.say("edition.cli.verified", "n", found.Versions, "problems", found.Problems)
		}
		if len(problems) > 0 {
			return &silent{fault.Conflict}
		}
		return nil
	}
	return c
}

// wordEditionProblem names the edition by its kind and number; one that does not open, by its ID.
func (s *shell) wordEditionProblem(p casework.EditionProblem, words report.Words) editionProblem {
	which := p.ID
	if p.Number > 0 {
		which = s.L.T("edition.cli.which", "kind", string(p.Kind), "issue", s.L.T("edition.issue", "year", p.Year, "n", p.Number), "version", p.Version)
	}
	section := s.L.T("edition.check.whole")
	if p.Section != "" {
		section = words.T("section." + p.Section)
	}
	if p.Unit != "" {
		section = string(p.Unit) + " " + section
	}
	args := append([]any{"which", which, "section", section}, p.Args...)
	return editionProblem{p.Kind, p.Year, p.Number, p.Version, string(p.Unit), p.Section, s.L.T(p.Key, args...), p.Key}
}
