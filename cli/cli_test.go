package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"bihuan/locale"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bihuan": func() { os.Exit(Main()) }})
}

// The scripts run the program itself. `exits N bihuan …` wants an exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("BIHUAN_DATA", e.WorkDir+"/data")
			e.Setenv("LANG", "en_GB.UTF-8")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command and wants its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command …")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "exit status " + args[0]
	switch {
	case args[0] == "0" && err == nil:
	case err == nil || err.Error() != got:
		ts.Fatalf("%v, want %s", err, got)
	}
}

// run runs a command within the test.
func run(t *testing.T, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, strings.NewReader(""), &o, &e, append([]string{"BIHUAN_DATA=" + t.TempDir()}, environ...))
	return code, o.String(), e.String()
}

// Every command has its words and an example, in both languages.
func TestEveryCommandHasWordsAndExamples(t *testing.T) {
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range locale.Tags() {
		s := &shell{words: words, L: words.For(tag)}
		root := s.root()
		seen := 0
		var walk func(c *cobra.Command)
		walk = func(c *cobra.Command) {
			seen++
			var b bytes.Buffer
			c.SetOut(&b)
			_ = c.Help()
			if help := b.String(); strings.ContainsAny(help, "⟦⟧") {
				t.Errorf("%s %s: words are missing\n%s", tag, c.CommandPath(), help)
			}
			if c.Short == "" || c.Long == "" || !strings.Contains(c.Example, "bihuan") {
				t.Errorf("%s %s lacks words or an example", tag, c.CommandPath())
			}
			for _, sub := range c.Commands() {
				walk(sub)
			}
		}
		walk(root)
		if seen < 15 {
			t.Errorf("only %d commands", seen)
		}
	}
}

func TestTheTerminalChoosesTheLanguage(t *testing.T) {
	for _, c := range []struct {
		environ []string
		args    []string
		chinese bool
	}{
		{nil, nil, false},
		{[]string{"LANG=zh_CN.UTF-8"}, nil, true},
		{[]string{"LANG=zh_CN.UTF-8", "LC_ALL=C"}, nil, false},
		{[]string{"LANG=en_US.UTF-8"}, []string{"--lang", "zh"}, true},
		{[]string{"LANG=zh_CN.UTF-8"}, []string{"--lang=en"}, false},
	} {
		_, out, _ := run(t, c.environ, append(c.args, "--help")...)
		if got := strings.Contains(out, "用法"); got != c.chinese {
			t.Errorf("%v %v: Chinese is %v", c.environ, c.args, got)
		}
	}
}

func TestSettingsPageIsPrinted(t *testing.T) {
	_, out, _ := run(t, nil, "config", "--markdown")
	page, err := os.ReadFile("../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	if out != string(page) {
		t.Error("docs/config.md is old: bihuan --lang en config --markdown > docs/config.md")
	}
}
