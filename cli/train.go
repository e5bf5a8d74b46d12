package cli

import (
	"time"

	"github.com/spf13/cobra"

	"bihuan/app"
)

// newTrain has the house learn from what was decided.
func newTrain(s *shell) *cobra.Command {
	c := s.command("train", groupCare)
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		began := app.Now()
		bar := s.progress("cli.train.bar")
		all, err := a.Casework().Train(c.Context(), a.Operator(), func(n int) { bar.at(n, 0) })
		bar.end()
		if err != nil {
			return err
		}
		took := app.Now().Sub(began).Round(100 * time.Millisecond).Seconds()
		if *asJSON {
			return s.printJSON(map[string]any{"models": all, "seconds": took})
		}
		for _, t := range all {
			key := "cli.train.learned."
			if t.Version == 0 {
				key = "cli.train.little."
			}
			s.say(key+t.Kind, "n", t.Texts, "labels", t.Labels, "version", t.Version, "size", (t.Bytes+1023)/1024)
		}
		s.say("cli.train.took", "seconds", formatSeconds(took))
		return nil
	}
	return c
}
