package cli

import (
	"context"
	"net"

	"github.com/spf13/cobra"

	"bihuan/app"
)

// newServe is the server.
func newServe(s *shell) *cobra.Command {
	c := s.command("serve", groupRun)
	c.Args = s.args()
	s.settings(c, "key_file", "cipher", "listen", "base_url", "tls_cert", "tls_key", "proxy", "secure_cookies",
		"idle", "absolute", "language", "upload", "log_level", "log_format")
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

// serve serves until the context ends, and says where.
func (s *shell) serve(ctx context.Context, a *app.App) error {
	return a.Serve(ctx, func(at net.Addr) {
		c := a.Config()
		c.Listen = at.String()
		s.tell("cli.serve.ready", "public", c.Address()+"/", "office", c.Address()+"/office/")
	})
}
