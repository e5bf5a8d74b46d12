package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"bihuan/app"
	"bihuan/config"
	"bihuan/domain/fault"
)

// command makes a command with its words from the locale under cli.<name>.
func (s *shell) command(name, group string) *cobra.Command {
	return s.commandKey(name, group, "cli."+strings.ReplaceAll(name, " ", "_"))
}

// commandKey makes a command with its words under a key: itself, .long and .example.
func (s *shell) commandKey(name, group, key string) *cobra.Command {
	words := strings.Fields(name)
	return &cobra.Command{
		Use: words[len(words)-1], GroupID: group, DisableFlagsInUseLine: true,
		Short: s.L.T(key), Long: s.L.T(key + ".long"), Example: indent(s.L.T(key + ".example")),
	}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ")
}

// family makes a command that only holds others.
func (s *shell) family(c *cobra.Command, members ...*cobra.Command) *cobra.Command {
	c.Args = s.noSuchCommand
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.AddCommand(members...)
	return c
}

// args asks for these arguments, no more and no fewer; one in brackets may be left out.
func (s *shell) args(names ...string) cobra.PositionalArgs {
	least := 0
	for _, name := range names {
		if !strings.HasPrefix(name, "[") {
			least++
		}
	}
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fault.New(fault.Invalid, "cli.fault.missing", "name", names[len(args)], "command", c.CommandPath())
		case len(args) > len(names):
			return fault.New(fault.Invalid, "cli.fault.many", "value", args[len(names)], "command", c.CommandPath())
		}
		return nil
	}
}

// settings adds flags of settings to a command.
func (s *shell) settings(c *cobra.Command, keys ...string) { s.addSettings(c.Flags(), keys...) }

func (s *shell) addSettings(flags *pflag.FlagSet, keys ...string) {
	for _, f := range config.Fields() {
		for _, key := range keys {
			if f.Key == key {
				flags.String(f.Flag(), "", s.L.T("config."+f.Key))
				flags.Lookup(f.Flag()).DefValue = f.Default
			}
		}
	}
}

// load reads the settings: the command's flags, the environment, the file.
func (s *shell) load(c *cobra.Command) (config.Loaded, error) {
	given := map[string]string{}
	for _, f := range config.Fields() {
		if flag := c.Flags().Lookup(f.Flag()); flag != nil && flag.Changed {
			given[f.Key] = flag.Value.String()
		}
	}
	return config.Load(config.Sources{Flags: given, Env: s.env, File: s.file})
}

// open builds the house from the settings, with its log on the error output.
func (s *shell) open(c *cobra.Command, options ...app.Option) (*app.App, error) {
	loaded, err := s.load(c)
	if err != nil {
		return nil, err
	}
	return s.openWith(c, loaded.Config, options...)
}

func (s *shell) openWith(c *cobra.Command, settings config.Config, options ...app.Option) (*app.App, error) {
	log := app.NewLog(s.err, settings)
	a, err := app.Open(c.Context(), settings, append([]app.Option{app.WithLog(log)}, options...)...)
	if err != nil {
		return nil, err
	}
	s.L = s.L.In(a.Now().Year())
	if a.Created() {
		s.tell("cli.key_created", "file", settings.KeyPath())
	}
	return a, nil
}

// jsonFlag adds --json.
func (s *shell) jsonFlag(c *cobra.Command) *bool {
	c.Flags().BoolVar(&s.quiet, "json", false, s.L.T("cli.flag.json"))
	return &s.quiet
}

func (s *shell) printJSON(v any) error {
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// say prints a line; tell prints one on the error output, where it is no part of the answer.
func (s *shell) say(key string, args ...any)  { s.line(s.out, s.L.T(key, args...)) }
func (s *shell) tell(key string, args ...any) { s.line(s.err, s.L.T(key, args...)) }

// line prints a line. A terminal that is gone is no reason to stop halfway.
func (s *shell) line(w io.Writer, text string) { _, _ = fmt.Fprintln(w, text) }

// progress shows how far long work has come, if somebody sits before a terminal.
type progress struct {
	shell *shell
	words string
	bar   *progressbar.ProgressBar
}

func (s *shell) progress(key string) *progress { return &progress{shell: s, words: s.L.T(key)} }

// at moves the bar. total may grow, and may be 0 while it is not known.
func (p *progress) at(done, total int) {
	if p.bar == nil {
		if p.shell.quiet || !isTerminal(p.shell.err) {
			return
		}
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.shell.err), progressbar.OptionSetDescription(p.words),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(barEvery))
	}
	if total > 0 {
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(done)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
