package cli

import (
	"github.com/spf13/cobra"

	"bihuan/domain/fault"
)

// newCompletion prints a shell's completion script.
func newCompletion(s *shell) *cobra.Command {
	c := s.command("completion", groupOther)
	c.Use += " SHELL"
	c.Args = s.args("SHELL")
	c.ValidArgs = []string{"bash", "zsh", "fish", "powershell"}
	c.RunE = func(c *cobra.Command, args []string) error {
		root := c.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(s.out, true)
		case "zsh":
			return root.GenZshCompletion(s.out)
		case "fish":
			return root.GenFishCompletion(s.out, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(s.out)
		}
		return fault.New(fault.Invalid, "cli.fault.shell", "name", args[0], "shells", c.ValidArgs)
	}
	return c
}
