package cli

import (
	"context"
	"net"
	"slices"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/config"
)

// newServe is the server.
func newServe(s *shell) *cobra.Command {
	c := s.command("serve", groupRun)
	c.Args = s.args()
	s.settings(c, serving()...)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }() // everything acknowledged is on the disk
		accounts, err := a.Login().Accounts(c.Context(), a.Operator())
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			s.tell("cli.serve.first", "data", a.Config().Data)
		}
		return s.serve(c.Context(), a)
	}
	return c
}

// serving are the settings of a server, beside those of all commands.
func serving() []string {
	var keys []string
	for _, f := range config.Fields() {
		if !slices.Contains(everywhere(), f.Key) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// serve serves until the context ends, and says where.
func (s *shell) serve(ctx context.Context, a *app.App) error {
	return a.Serve(ctx, func(at net.Addr) {
		c := a.Config()
		c.Listen = at.String()
		s.tell("cli.serve.ready", "public", c.Address()+"/", "office", c.Address()+"/office/")
	})
}
