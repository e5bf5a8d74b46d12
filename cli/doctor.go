package cli

import (
	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/fault"
)

// newDoctor says what is wrong with an installation and how to mend it.
func newDoctor(s *shell) *cobra.Command {
	c := s.command("doctor", groupCare)
	c.Args = s.args()
	s.settings(c, serving()...)
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		loaded, err := s.load(c)
		if err != nil {
			return err
		}
		found := app.Examine(c.Context(), loaded.Config, s.environ)
		words := make([]finding, 0, len(found))
		worst := app.Well
		for _, f := range found {
			if f.State == app.Bad {
				worst = app.Bad
			}
			words = append(words, s.word(f))
		}
		if *asJSON {
			if err := s.printJSON(words); err != nil {
				return err
			}
		} else {
			s.printFindings(words)
		}
		if worst == app.Bad {
			return &silent{fault.Conflict}
		}
		return nil
	}
	return c
}

// finding is one finding in words.
type finding struct {
	Check   string    `json:"check"`
	Outcome string    `json:"outcome"`
	State   app.State `json:"state"`
	Words   string    `json:"words"`
	Mend    string    `json:"mend,omitempty"`
}

func (s *shell) word(f app.Finding) finding {
	key := "cli.doctor." + f.Check + "." + f.Outcome
	if cause := fault.As(f.Err); cause != nil && s.L.Has(cause.Key) {
		f.Args = append([]any{"cause", s.L.T(cause.Key, cause.Args...)}, f.Args...)
	}
	w := finding{Check: f.Check, Outcome: f.Outcome, State: f.State, Words: s.L.T(key, f.Args...)}
	if s.L.Has(key + ".mend") {
		w.Mend = s.L.T(key+".mend", f.Args...)
	}
	return w
}

func (s *shell) printFindings(all []finding) {
	wrong := 0
	for _, f := range all {
		s.line(s.out, s.L.T("cli.doctor.state."+string(f.State))+"  "+f.Words)
		if f.Mend != "" {
			s.line(s.out, "      "+s.L.T("cli.doctor.mend", "how", f.Mend))
		}
		if f.State == app.Bad || f.State == app.Warn {
			wrong++
		}
	}
	if wrong == 0 {
		s.say("cli.doctor.well")
		return
	}
	s.say("cli.doctor.wrong", "n", wrong)
}
