// Package app builds the house from its settings and runs it: the only room that knows all others,
// and the only one where the real clock is read.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/config"
	"bihuan/courier"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/login"
	"bihuan/paper/press"
	"bihuan/store"
	"bihuan/vault"
)

// App is the house, open for one county.
type App struct {
	config  config.Config
	now     func() time.Time
	log     *slog.Logger
	fast    bool
	cost    login.Cost
	created bool // the key was made just now
	closed  atomic.Bool

	vault *vault.Vault
	db    *store.DB
	blobs *blob.Disk
	rules atomic.Pointer[petition.Rules]
	years string // the imported holidays that the rules know
	cases *casework.Casework
	press *press.Press
	login *login.Login
	words *locale.Catalogues

	outside  *http.Client               // for addresses that somebody typed
	channels map[string]courier.Channel // that lead to one person, by name
	still    bool                       // Serve sets no clockwork going
	began    atomic.Int64               // when it did, in real milliseconds
	meters   *meters                    // none unless the settings ask for it
	tracing  *tracing                   // none unless the settings ask for it
}

// Option is how a house differs from one for real.
type Option func(*App)

// WithNow sets the clock, for a demo or a test.
func WithNow(now func() time.Time) Option { return func(a *App) { a.now = now } }

// WithLog sets where the log goes.
func WithLog(log *slog.Logger) Option { return func(a *App) { a.log = log } }

// WithFast leaves what was acknowledged to the mercy of a power cut, and passwords cheap to guess:
// for a demo or a test that is thrown away.
func WithFast() Option {
	return func(a *App) { a.fast, a.cost = true, login.Cost{Memory: 1 << 10, Passes: 1} }
}

// WithoutWork has Serve set no clockwork going: for a test that drives the clock itself, by Tick.
func WithoutWork() Option { return func(a *App) { a.still = true } }

// Now is the real clock.
func Now() time.Time { return time.Now() }

// Open builds the house. What a first start needs (directory, key, database) is made.
func Open(ctx context.Context, c config.Config, options ...Option) (*App, error) {
	a := &App{config: c, now: time.Now, log: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(a)
	}
	if c.County == "" {
		return nil, fault.NewInvalid("county", "fault.app.county")
	}
	if err := a.open(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) open(ctx context.Context) (err error) {
	if a.words, err = locale.Open(); err != nil {
		return err
	}
	if err := os.MkdirAll(a.config.Data, 0o700); err != nil {
		return fault.New(fault.Invalid, "fault.app.data", "dir", a.config.Data).Because(err)
	}
	if err := a.openVault(); err != nil {
		return err
	}
	if err := a.openStore(ctx); err != nil {
		return err
	}
	if a.blobs, err = blob.OpenDisk(a.config.BlobPath(), a.vault); err != nil {
		return err
	}
	a.cases = casework.New(a.db, a.vault, a.blobs, &a.rules)
	a.cases.GroupWithin(time.Duration(a.config.ClusterDays) * 24 * time.Hour)
	if err := a.connect(); err != nil {
		return err
	}
	if err := a.equip(); err != nil {
		return err
	}
	a.login, err = login.New(login.Options{
		DB: a.db, Now: a.now, Log: a.log, Idle: a.config.Idle, Absolute: a.config.Absolute,
		Secure: a.config.Secure(), Proxy: a.config.Proxy, Cost: a.cost,
	})
	if err != nil {
		return err
	}
	return config.Remember(a.config.Data, a.config.County)
}

// openVault makes a key only where no database waits for the one that it was sealed with.
func (a *App) openVault() error {
	cipher, err := vault.ParseCipher(a.config.Cipher)
	if err != nil {
		return err
	}
	if os.Getenv(vault.Variable) == "" && missing(a.config.KeyPath()) && !a.config.Postgres() && !missing(a.config.DatabaseURL()) {
		return fault.New(fault.Conflict, "fault.app.key_missing", "file", a.config.KeyPath())
	}
	if a.vault, a.created, err = vault.OpenOrCreate(a.config.KeyPath(), vault.WithCipher(cipher)); err != nil {
		return fault.New(fault.Invalid, "fault.app.key", "file", a.config.KeyPath(), "cause", err.Error()).Because(err)
	}
	return nil
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

func (a *App) openStore(ctx context.Context) error {
	if err := a.firstRules(); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{
		URL: a.config.DatabaseURL(), County: a.config.County, Vault: a.vault, Fast: a.fast,
		Rules: func() petition.Rules { return *a.rules.Load() }, Now: a.now,
	})
	if err != nil {
		if fault.As(err) == nil {
			err = fault.New(fault.Busy, "fault.app.database", "database", a.config.ShownDatabase()).Because(err)
		}
		return err
	}
	a.db = db
	return a.readHolidays(ctx)
}

// Close ends the house. What was acknowledged is on the disk already.
// A second time it does nothing.
func (a *App) Close() error {
	if a.db == nil || a.closed.Swap(true) {
		return nil
	}
	if err := a.db.Close(); err != nil {
		return fmt.Errorf("closing the database: %w", err)
	}
	return nil
}

// Config is what the house was built from.
func (a *App) Config() config.Config { return a.config }

// Created reports whether the key was made just now, and has no copy yet.
func (a *App) Created() bool { return a.created }

// Casework carries out the verbs.
func (a *App) Casework() *casework.Casework { return a.cases }

// DB is the store.
func (a *App) DB() *store.DB { return a.db }

// Login is the officers' door.
func (a *App) Login() *login.Login { return a.login }

// Vault holds the keys.
func (a *App) Vault() *vault.Vault { return a.vault }

// Blobs are the attachments.
func (a *App) Blobs() *blob.Disk { return a.blobs }

// Locale is the words of both languages.
func (a *App) Locale() *locale.Catalogues { return a.words }

// Now is the moment by the house's clock.
func (a *App) Now() time.Time { return a.now() }

// Log is the house's log.
func (a *App) Log() *slog.Logger { return a.log }

// Operator is who sits at the console.
func (a *App) Operator() org.Officer { return casework.Operator(a.config.County) }

// Lock closes somebody's account, from the console.
func (a *App) Lock(ctx context.Context, person org.PersonID) error {
	return a.login.Lock(ctx, a.Operator(), person)
}

// Unlock opens somebody's account again, from the console.
func (a *App) Unlock(ctx context.Context, person org.PersonID) error {
	return a.login.Unlock(ctx, a.Operator(), person)
}
