// Command bench measures what the house can carry. Each measurement is one command:
//
//	go run ./bench NAME [flags]
//
// It prints the machine's cores, the date, the revision and the figures, as text or as JSON. What
// was seen is kept in docs/measurements.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"strings"
)

// measurement is one thing that can be measured.
type measurement struct {
	name, what string
	run        func(ctx context.Context, o *options, r *report) error
}

func measurements() []measurement {
	return []measurement{
		{"registrations", "registrations a second against a bare insert of the same rows", registrations},
		{"import", "rows a second of an import from a spreadsheet", imports},
		{"list", "reading times of lists, searches and pages among many petitions", lists},
		{"search", "reading times of searches for words among many petitions", searches},
		{"reports", "making the headline table of a half-year, and the list behind a number, among many petitions", reports},
		{"memory", "memory of the server: fresh, and with many petitions after many requests", memory},
		{"year", "a county's year through the clockwork: what was on time, told, and how long sweeps took", year},
		{"sweep", "the sweep of every minute of a day among many petitions", sweeps},
		{"likeness", "candidates for one new text among very many: time, memory, restart", likenesses},
		{"clusters", "collective matters among many petitions: a whole window, one new matter, a restart, the list", gatherings},
		{"suggestions", "suggesting a category: learning, one suggestion, the table's words", suggestions},
		{"letters", "letters a second: drafted, signed, printed; and the preview beside a form", letters},
		{"firstpage", "time from start to first page, and page times with several clients", firstPage},
	}
}

// options are the flags of all measurements; each takes those that it needs.
type options struct {
	engines  string
	postgres string
	dir      string
	n        int
	rounds   int
	file     string
	seed     uint64
	json     bool
	profile  string
	only     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return usage()
	}
	for _, m := range measurements() {
		if m.name != args[0] {
			continue
		}
		o, err := parse(m.name, args[1:])
		if err != nil {
			return err
		}
		stop, err := o.startProfile()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		r := newReport(m.name)
		if err := m.run(ctx, o, r); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		return r.print(out, o.json)
	}
	return usage()
}

func usage() error {
	var b strings.Builder
	b.WriteString("say what to measure: go run ./bench NAME [flags]; -h after a name lists its flags\n")
	for _, m := range measurements() {
		fmt.Fprintf(&b, "  %-14s %s\n", m.name, m.what)
	}
	return errors.New(b.String())
}

func parse(name string, args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.StringVar(&o.engines, "engine", "sqlite,postgres", "which engines, in their order")
	f.StringVar(&o.postgres, "postgres", "", "URL of a PostgreSQL server whose user may create databases; without it, a cluster of its own with PostgreSQL's default durability is started")
	f.StringVar(&o.dir, "dir", "", "directory for the databases; one that is given keeps what was filled in for the next time")
	f.IntVar(&o.n, "n", 0, "how many petitions or rows; 0 for as many as the measurement usually takes")
	f.IntVar(&o.rounds, "rounds", 0, "how many turns are taken; 0 for as many as usual")
	f.StringVar(&o.file, "file", "", "spreadsheet to import instead of a made one")
	f.Uint64Var(&o.seed, "seed", 1, "of the made petitions")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.StringVar(&o.only, "only", "", "of list and reports: only queries with this in their name")
	f.StringVar(&o.profile, "profile", "", "write a CPU profile to this file")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("%q is too much", f.Args())
	}
	return o, nil
}

func (o *options) startProfile() (stop func() error, err error) {
	if o.profile == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(o.profile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

// turns is how many were asked for, or usual.
func (o *options) turns(usual int) int {
	if o.rounds > 0 {
		return o.rounds
	}
	return usual
}

// count is how many were asked for, or usual.
func (o *options) count(usual int) int {
	if o.n > 0 {
		return o.n
	}
	return usual
}
