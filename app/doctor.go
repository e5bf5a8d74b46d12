package app

import (
	"context"
	"os"
	"slices"
	"time"

	"bihuan/config"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
	"bihuan/vault"
)

// State is how bad a finding is.
type State string

// The states of a finding.
const (
	Well State = "ok"
	Note State = "note" // nothing to do yet
	Warn State = "warn" // something will go wrong
	Bad  State = "bad"  // something is wrong
)

// Finding is what one check of Examine found. Its words are in the locale under
// cli.doctor.<check>.<outcome>, and how to mend it under the same with .mend.
type Finding struct {
	Check   string
	Outcome string
	State   State
	Args    []any
	Err     error // the cause, if any
}

// examiner gathers findings.
type examiner struct {
	config  config.Config
	now     time.Time
	options []Option
	found   []Finding
}

func (e *examiner) tell(check, outcome string, state State, args ...any) {
	e.found = append(e.found, Finding{Check: check, Outcome: outcome, State: state, Args: args})
}

func (e *examiner) fail(check, outcome string, err error, args ...any) {
	if f := fault.As(err); f != nil {
		args = append(args, f.Args...)
	}
	e.found = append(e.found, Finding{Check: check, Outcome: outcome, State: Bad, Args: append(args, "cause", err.Error()), Err: err})
}

// Examine looks at an installation and says what is wrong, and what soon will be. It changes
// nothing: a database that is behind is not brought up to date.
func Examine(ctx context.Context, c config.Config, environ []string, options ...Option) []Finding {
	probe := App{now: time.Now}
	for _, option := range options {
		option(&probe)
	}
	e := &examiner{config: c, now: probe.now(), options: options}
	e.settings(environ)
	e.clock()
	e.ways(ctx)
	if !e.directory() || !e.key() || !e.database(ctx) {
		return e.found
	}
	e.inside(ctx)
	return e.found
}

func (e *examiner) settings(environ []string) {
	for name, near := range config.Misspelt(environ) {
		e.tell("settings", "misspelt", Warn, "name", name, "nearest", near)
	}
	host := e.config.Listen
	local := len(host) >= 10 && (host[:10] == "127.0.0.1:" || host[:10] == "localhost:")
	switch {
	case e.config.County == "":
		e.tell("settings", "county", Bad)
	case !local && !e.config.Secure():
		e.tell("settings", "insecure", Warn, "address", host)
	default:
		e.tell("settings", "well", Well)
	}
}

// born is a day before which this program was not there.
func born() deadline.Day { return deadline.NewDay(2026, time.November, 1) }

func (e *examiner) clock() {
	if deadline.DayOf(e.now) < born() {
		e.tell("clock", "early", Bad, "now", e.now)
		return
	}
	e.tell("clock", "well", Well, "now", e.now)
}

// Free bytes below which a disk is nearly or as good as full.
const (
	littleSpace = 2 << 30
	noSpace     = 200 << 20
)

func (e *examiner) directory() bool {
	dir := e.config.Data
	if missing(dir) {
		e.tell("data", "new", Note, "dir", dir)
		return false
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		e.fail("data", "locked", err, "dir", dir)
		return false
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	e.tell("data", "well", Well, "dir", dir)

	free, err := freeSpace(dir)
	switch megabytes := int(free >> 20); {
	case err != nil:
		e.tell("disk", "unknown", Note)
	case free < noSpace:
		e.tell("disk", "full", Bad, "mb", megabytes)
	case free < littleSpace:
		e.tell("disk", "little", Warn, "mb", megabytes)
	default:
		e.tell("disk", "well", Well, "gb", megabytes>>10)
	}
	return true
}

func (e *examiner) key() bool {
	path := e.config.KeyPath()
	if os.Getenv(vault.Variable) != "" {
		path = vault.Variable
	} else if missing(path) {
		if !e.config.Postgres() && missing(e.config.DatabaseURL()) {
			e.tell("key", "new", Note, "file", path)
		} else {
			e.tell("key", "missing", Bad, "file", path)
		}
		return false
	}
	v, _, err := vault.OpenOrCreate(e.config.KeyPath())
	if err != nil {
		e.fail("key", "broken", err, "file", path)
		return false
	}
	e.tell("key", "well", Well, "file", path, "n", len(v.Keys()))
	return true
}

func (e *examiner) database(ctx context.Context) bool {
	shown := e.config.ShownDatabase()
	if !e.config.Postgres() && missing(e.config.DatabaseURL()) {
		e.tell("database", "new", Note, "database", shown)
		return false
	}
	have, newest, err := store.Schema(ctx, store.Options{URL: e.config.DatabaseURL()})
	switch {
	case err != nil:
		e.fail("database", "unreachable", err, "database", shown)
	case have > newest:
		e.tell("database", "newer", Bad, "have", int(have), "know", int(newest))
	case have < newest:
		e.tell("database", "behind", Bad, "have", int(have), "know", int(newest))
	default:
		e.tell("database", "well", Well, "database", shown, "have", int(have))
		return true
	}
	return false
}

// inside looks at what the county has entered.
func (e *examiner) inside(ctx context.Context) {
	if e.config.County == "" {
		return
	}
	a, err := Open(ctx, e.config, e.options...)
	if err != nil {
		outcome := "closed"
		if f := fault.As(err); f != nil && f.Key == "fault.store.index_key" {
			outcome = "other_key"
		}
		e.fail("database", outcome, err)
		return
	}
	defer func() { _ = a.Close() }()
	d, err := a.db.Directory(ctx)
	if err != nil {
		e.fail("database", "closed", err)
		return
	}
	accounts, err := a.db.Accounts(ctx)
	if err != nil {
		e.fail("database", "closed", err)
		return
	}
	e.backwards(accounts)
	e.holidays(a.Rules().Calendar)
	e.units(d)
	e.administrators(d, accounts)
	if err := e.clockwork(ctx, a); err != nil {
		e.fail("database", "closed", err)
	}
}

// backwards finds a clock that was set back: somebody signed in later than now.
func (e *examiner) backwards(accounts []store.Account) {
	var last time.Time
	for _, a := range accounts {
		for _, at := range []time.Time{a.Changed, a.SignedIn} {
			if at.After(last) {
				last = at
			}
		}
	}
	if last.After(e.now.Add(time.Minute)) {
		e.tell("clock", "back", Bad, "last", last, "now", e.now)
	}
}

func (e *examiner) holidays(c deadline.Calendar) {
	today := deadline.DayOf(e.now)
	year := today.Year()
	_, month, _ := today.Date()
	switch {
	case !c.Known(year):
		e.tell("holidays", "missing", Bad, "year", plain(year))
	case c.Known(year + 1):
		e.tell("holidays", "well", Well, "year", plain(year+1))
	case month == time.December:
		e.tell("holidays", "next", Warn, "year", plain(year+1))
	default: // the notice comes out in November
		e.tell("holidays", "awaited", Note, "year", plain(year+1))
	}
}

// plain keeps a year from being written as a number of things.
func plain(year int) string { return deadline.NewDay(year, time.January, 1).String()[:4] }

// Names listed of units that lack somebody.
const mostNamed = 5

// units finds those that are given matters and have nobody to take them.
func (e *examiner) units(d *store.Directory) {
	if len(d.Units) <= 1 {
		e.tell("units", "none", Warn)
		return
	}
	open := d.Open(e.now)
	for _, want := range []struct {
		outcome string
		kind    org.PostKind
	}{{"clerk", org.Clerk}, {"handler", org.Handler}} {
		var lacking []string
		for _, u := range open {
			if (u.Kind == org.Town || u.Kind == org.Department) && len(d.Holders(u.ID, e.now, want.kind)) == 0 {
				lacking = append(lacking, d.UnitShort(u.ID))
			}
		}
		if len(lacking) > 0 {
			e.tell("units", want.outcome, Warn, "n", len(lacking), "units", lacking[:min(len(lacking), mostNamed)])
		}
	}
	if !slices.ContainsFunc(e.found, func(f Finding) bool { return f.Check == "units" }) {
		e.tell("units", "well", Well, "n", len(open))
	}
}

func (e *examiner) administrators(d *store.Directory, accounts []store.Account) {
	can := map[org.PersonID]bool{}
	for _, a := range accounts {
		can[a.Person] = !a.Closed
	}
	n := 0
	for _, p := range d.Posts {
		if p.Kind == org.SystemAdmin && p.Held(e.now) && can[p.Person] {
			n++
		}
	}
	if n == 0 {
		e.tell("admin", "none", Bad)
		return
	}
	e.tell("admin", "well", Well, "n", n)
}
