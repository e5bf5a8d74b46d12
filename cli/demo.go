package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/casework/demo"
	"bihuan/config"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/paper"
	"bihuan/store"
)

// demoPassword opens all accounts of a demo. They hold made data, and the demo listens on this
// machine alone unless it is told otherwise.
const demoPassword = "bihuan-demo"

// demoMark is the setting that tells a finished demo from any other database; its value is what the
// demo shows of the public site.
const demoMark = "demo"

// demoAddress is where a demo listens if it is not told.
const demoAddress = "localhost:8080"

// newDemo fills a throw-away database with a made county and serves it.
func newDemo(s *shell) *cobra.Command {
	c := s.commandKey("demo", groupRun, "demo.cli")
	c.Args = s.args()
	addr := c.Flags().String("addr", demoAddress, s.L.T("demo.flag.addr"))
	messages := c.Flags().String("messages", "", s.L.T("demo.flag.messages"))
	keep := c.Flags().String("keep", "", s.L.T("demo.flag.keep"))
	n := c.Flags().Int("petitions", 1200, s.L.T("demo.flag.petitions"))
	c.RunE = func(c *cobra.Command, _ []string) (err error) {
		if *n < 1 || *n > 20_000 {
			return fault.New(fault.Invalid, "demo.fault.petitions", "most", 20_000)
		}
		for _, name := range []string{"data", "database", "county"} {
			if c.Flags().Changed(name) {
				return fault.New(fault.Invalid, "demo.fault.flag", "name", name)
			}
		}
		texts, err := s.demoTexts(*messages)
		if err != nil {
			return err
		}
		dir := *keep
		if dir == "" {
			if dir, err = os.MkdirTemp("", "bihuan-demo-"); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		}
		settings, err := s.demoSettings(c, dir, *addr)
		if err != nil {
			return err
		}
		return s.demo(c.Context(), settings, demo.Options{Petitions: *n, Messages: texts})
	}
	return c
}

// demoSettings are the usual ones in a directory of the demo's own. If nobody asked for an address
// and the usual one is taken, the system chooses.
func (s *shell) demoSettings(c *cobra.Command, dir, addr string) (config.Config, error) {
	loaded, err := config.Load(config.Sources{Flags: map[string]string{"data": dir, "county": string(sample.Code)}, Env: func(string) (string, bool) { return "", false }})
	if err != nil {
		return config.Config{}, err
	}
	settings := loaded.Config
	settings.Listen, settings.LogLevel = addr, "warn"
	if s.L.Tag() != "" {
		settings.Language = s.L.Tag()
	}
	if !c.Flags().Changed("addr") {
		probe, err := (&net.ListenConfig{}).Listen(c.Context(), "tcp", addr)
		if err != nil {
			settings.Listen = "localhost:0"
		} else if err := probe.Close(); err != nil {
			return settings, err
		}
	}
	return settings, nil
}

// demoTexts reads real messages.
func (s *shell) demoTexts(name string) ([]casework.Text, error) {
	if name == "" {
		return nil, nil
	}
	in, _, err := s.openFile(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	table, err := paper.OpenTable(in, name, paper.Limits{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }()
	return casework.ReadTexts(table)
}

// demo fills the database, unless it is a demo's already, and serves it.
func (s *shell) demo(ctx context.Context, settings config.Config, o demo.Options) error {
	line := demo.NewTimeline(app.Now)
	a, err := app.Open(ctx, settings, app.WithLog(app.NewLog(s.err, settings)), app.WithNow(line.Now), app.WithFast())
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	s.L = s.L.In(a.Now().Year())
	shown, err := s.fillDemo(ctx, a, line, o)
	if err != nil {
		return err
	}
	return a.Serve(ctx, func(at net.Addr) {
		running := a.Config()
		if _, port, err := net.SplitHostPort(running.Listen); err == nil && port == "0" {
			running.Listen = at.String()
		}
		if err := s.introduce(ctx, a, running.Address(), shown); err != nil {
			s.tell("cli.fault.internal", "cause", err.Error())
		}
	})
}

// fillDemo fills an empty database, and remembers that it did.
func (s *shell) fillDemo(ctx context.Context, a *app.App, line *demo.Timeline, o demo.Options) ([]demo.Shown, error) {
	var shown []demo.Shown
	mark, err := a.DB().Setting(ctx, demoMark)
	if err != nil {
		return nil, err
	}
	if mark != "" {
		s.tell("demo.again", "data", a.Config().Data)
		return shown, json.Unmarshal([]byte(mark), &shown)
	}
	s.tell("demo.filling")
	began := app.Now()
	bar := s.progress("demo.bar")
	o.Progress = bar.at
	report, err := demo.Fill(ctx, a.Casework(), a.DB(), line, o)
	bar.end()
	if err != nil {
		return nil, err
	}
	if _, err := a.Casework().Train(ctx, a.Operator(), nil); err != nil {
		return nil, err
	}
	// The clock shows the real time again: what came due after the last act is done before anybody looks.
	if _, err := a.Tick(ctx); err != nil {
		return nil, err
	}
	for _, refused := range report.Refused {
		a.Log().Warn("an act of the demo was refused", "err", refused)
	}
	var people []org.PersonID
	for _, p := range sample.County().People {
		people = append(people, p.ID)
	}
	if err := a.Login().Admit(ctx, a.Operator(), demoPassword, people...); err != nil {
		return nil, err
	}
	text, err := json.Marshal(report.Shown)
	if err != nil {
		return nil, err
	}
	err = a.DB().Do(ctx, "finish the demo", func(tx *store.Tx) error { return tx.PutSetting(ctx, demoMark, string(text)) })
	s.tell("demo.filled", "petitions", report.Petitions, "acts", report.Acts, "seconds", formatSeconds(app.Now().Sub(began).Round(100*time.Millisecond).Seconds()))
	return report.Shown, err
}

// introduce prints where the demo is, and who can sign in.
func (s *shell) introduce(ctx context.Context, a *app.App, address string, shown []demo.Shown) error {
	d, err := a.DB().Directory(ctx)
	if err != nil {
		return err
	}
	s.say("demo.office", "address", address+"/office/")
	s.say("demo.password", "password", demoPassword)
	s.line(s.out, "")
	var cast table
	for _, login := range demoCast(d) {
		by, err := a.Login().OfficerOf(ctx, login)
		if err != nil {
			return fmt.Errorf("introducing %s: %w", login, err)
		}
		counts, err := a.DB().Reader(a.Casework().Scope(by)).Counts(ctx, by.Person, deadline.DayOf(a.Now()))
		if err != nil {
			return err
		}
		cast.add(login, by.Name, by.Title, s.L.T("demo.sees."+string(by.Post), "open", counts.Open, "late", counts.Late))
	}
	if err := cast.print(s.out, "  "); err != nil {
		return err
	}
	s.line(s.out, "")
	s.say("demo.public", "address", address+"/")
	for _, one := range shown {
		s.say("demo.shown."+one.Stage, "no", one.No, "code", one.Code)
	}
	s.line(s.out, "")
	s.say("demo.stop")
	return nil
}

// demoCast is one of each role, so chosen that they meet in the same matters.
func demoCast(d *store.Directory) []string {
	cast := []string{"director", "chief1", "case1", "case2", "baishui.clerk", "baishui.handler1", "baishui.deputy", "baishui.head"}
	if liaison, ok := d.Liaison("baishui"); ok {
		cast = append(cast, liaison.Login)
	}
	return append(cast, "baishui.shimen", "land.clerk", "land.handler1", "land.deputy", "land.head", "discipline.clerk", "inspector1", "sysadmin", "auditadmin")
}
