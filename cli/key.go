package cli

import (
	"github.com/spf13/cobra"
)

// newKey looks after the keys that seal personal data.
func newKey(s *shell) *cobra.Command {
	return s.family(s.commandKey("key", groupCare, "key.root"), newKeyList(s), newKeyRotate(s), newKeyRetire(s))
}

func newKeyList(s *shell) *cobra.Command {
	c := s.commandKey("list", "", "key.list")
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		keys := a.Vault().Keys()
		if *asJSON {
			return s.printJSON(map[string]any{"keys": keys})
		}
		for i, id := range keys {
			if i == 0 {
				s.say("key.list.newest", "id", id)
				continue
			}
			s.say("key.list.older", "id", id)
		}
		return nil
	}
	return c
}

// newKeyRotate makes a new master key and wraps every petition's and every attachment's key with it.
// Sealed fields and the journal stay as they are. What is interrupted is finished by the next run.
func newKeyRotate(s *shell) *cobra.Command {
	c := s.commandKey("rotate", "", "key.rotate")
	c.Args = s.args()
	resume := c.Flags().Bool("resume", false, s.L.T("key.rotate.resume"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		id := a.Vault().Keys()[0]
		if !*resume {
			if id, err = a.Vault().Rotate(); err != nil {
				return err
			}
		}
		bar := s.progress("key.rotate.bar")
		records, err := a.DB().RewrapKeys(c.Context(), bar.at)
		bar.end()
		if err != nil {
			return err
		}
		files, err := a.Blobs().Rewrap(c.Context())
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]any{"key": id, "records": records, "attachments": files})
		}
		s.say("key.rotate.done", "id", id, "records", records, "attachments", files, "file", a.Config().KeyPath())
		return nil
	}
	return c
}

func newKeyRetire(s *shell) *cobra.Command {
	c := s.commandKey("retire", "", "key.retire")
	c.Args = s.args("KEY")
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		// What is still wrapped by the old key would be lost: wrap it first, whoever forgot to.
		if _, err := a.DB().RewrapKeys(c.Context(), nil); err != nil {
			return err
		}
		if _, err := a.Blobs().Rewrap(c.Context()); err != nil {
			return err
		}
		if err := a.Vault().Retire(args[0]); err != nil {
			return err
		}
		s.say("key.retire.done", "id", args[0])
		return nil
	}
	return c
}
