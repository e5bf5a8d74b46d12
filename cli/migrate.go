package cli

import (
	"github.com/spf13/cobra"

	"bihuan/store"
)

// newMigrate brings the schema up to date without serving: before the first of several nodes starts.
func newMigrate(s *shell) *cobra.Command {
	c := s.command("migrate", groupCare)
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		loaded, err := s.load(c)
		if err != nil {
			return err
		}
		a, err := s.openWith(c, loaded.Config)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		version, _, err := store.Schema(c.Context(), store.Options{URL: loaded.DatabaseURL()})
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]any{"engine": a.DB().Engine(), "version": version})
		}
		s.say("cli.migrate.done", "database", loaded.ShownDatabase(), "version", int(version))
		return nil
	}
	return c
}
