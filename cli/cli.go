// Package cli is the command line: one file a command. A command reads its flags, asks the house
// that app builds, and prints the answer in the reader's language; with --json, for a program.
//
// An error is worded for who typed the command and says what to do next; the exit code tells the
// kind of fault.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"bihuan/config"
	"bihuan/domain/fault"
	"bihuan/domain/personal"
	"bihuan/locale"
)

// The groups of commands, by work.
const (
	groupRun   = "run"   // starting and keeping it running
	groupWork  = "work"  // the bureau's own
	groupCare  = "care"  // looking after the installation
	groupOther = "other" // help, completion
)

// constructor makes one command.
type constructor func(s *shell) *cobra.Command

// commands lists all commands; their order is that of the help.
func commands() []constructor {
	return []constructor{
		newDemo,
		newServe,
		newImport,
		newExport,
		newReport,
		newScore,
		newLetter,
		newUser,
		newDue,
		newEval,
		newTrain,
		newVerify,
		newMigrate,
		newKey,
		newDoctor,
		newConfig,
		newCompletion,
		newVersion,
	}
}

// shell is what the commands share: where they read and write, and in which language.
type shell struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) (string, bool)
	environ  []string
	words    *locale.Catalogues
	L        *locale.Locale
	file     string // --config
	quiet    bool   // --json was asked for: no progress
}

// Main runs one command of the process and gives its exit code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ())
}

// Run runs one command.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, environ []string) int {
	s := &shell{in: in, out: out, err: errs, environ: environ, env: lookup(environ)}
	words, err := locale.Open()
	if err != nil {
		_, _ = io.WriteString(errs, err.Error()+"\n")
		return fault.Internal.Exit()
	}
	s.words, s.L = words, words.For(s.language(args))
	root := s.root()
	root.SetArgs(args)
	if err := root.ExecuteContext(ctx); err != nil {
		return s.fail(ctx, err)
	}
	return 0
}

func lookup(environ []string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := len(environ) - 1; i >= 0; i-- {
			if key, value, _ := strings.Cut(environ[i], "="); key == name {
				return value, true
			}
		}
		return "", false
	}
}

// language is what --lang says, else what the terminal is set to: Chinese for zh…, else English.
func (s *shell) language(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return tag(value)
		}
		if arg == "--lang" && i+1 < len(args) {
			return tag(args[i+1])
		}
		if arg == "--" {
			break
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _ := s.env(name); value != "" {
			return tag(value)
		}
	}
	return locale.English
}

func tag(language string) string {
	if strings.HasPrefix(strings.ToLower(language), "zh") {
		return locale.Chinese
	}
	return locale.English
}

// everywhere are the settings that every command takes.
func everywhere() []string { return []string{"data", "county", "database"} }

func (s *shell) root() *cobra.Command {
	root := s.commandKey("bihuan", "", "cli.root")
	root.Args = s.noSuchCommand
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.CompletionOptions.DisableDefaultCmd = true
	flags := root.PersistentFlags()
	flags.String("lang", "", s.L.T("cli.flag.lang"))
	flags.StringVar(&s.file, "config", "", s.L.T("cli.flag.config"))
	flags.BoolP("help", "h", false, s.L.T("cli.flag.help"))
	s.addSettings(flags, everywhere()...)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fault.New(fault.Invalid, "cli.fault.flag", "cause", err.Error(), "command", c.CommandPath()).Because(err)
	})
	for _, group := range []string{groupRun, groupWork, groupCare, groupOther} {
		root.AddGroup(&cobra.Group{ID: group, Title: s.L.T("cli.group." + group)})
	}
	for _, construct := range commands() {
		root.AddCommand(construct(s))
	}
	help := s.command("help", groupOther)
	help.Use += " [COMMAND]"
	help.Run = func(c *cobra.Command, args []string) {
		found, _, err := root.Find(args)
		if err != nil {
			found = root
		}
		_ = found.Help()
	}
	root.SetHelpCommand(help)
	root.SetUsageTemplate(s.usage())
	return root
}

// noSuchCommand refuses a first word that is no command, and says which it may have meant.
func (s *shell) noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	near := c.SuggestionsFor(args[0])
	if len(near) == 0 {
		return fault.New(fault.Invalid, "cli.fault.command", "name", args[0], "command", c.CommandPath())
	}
	return fault.New(fault.Invalid, "cli.fault.command_near", "name", args[0], "near", c.CommandPath()+" "+near[0])
}

// fail words an error and gives its exit code.
func (s *shell) fail(ctx context.Context, err error) int {
	var wrong *config.Error
	var told *silent
	switch f := fault.As(err); {
	case errors.As(err, &told):
		return told.kind.Exit()
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		s.tell("cli.fault.stopped")
		return 130
	case errors.As(err, &wrong):
		s.line(s.err, s.L.T(wrong.Key, wrong.Args...))
		return fault.Invalid.Exit()
	case f == nil || f.Kind == fault.Internal:
		s.tell("cli.fault.internal", "cause", personal.Scrub(err.Error()))
		return fault.Internal.Exit()
	default:
		for _, one := range f.All() {
			s.line(s.err, s.L.T(one.Key, one.Args...))
		}
		return f.Kind.Exit()
	}
}

// silent ends a command that has said itself what is wrong.
type silent struct{ kind fault.Kind }

func (e *silent) Error() string { return e.kind.String() }
