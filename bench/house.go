package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/vault"
)

// The engines.
const (
	onSQLite   = "sqlite"
	onPostgres = "postgres"
)

// ground is what the houses of a measurement stand on: a directory, a key, rules, and a PostgreSQL
// server if one is asked for.
type ground struct {
	o       *options
	dir     string
	kept    bool // the directory was given and stays
	vault   *vault.Vault
	rules   petition.Rules
	county  sample.Directory
	server  *server
	engines []string
}

func newGround(o *options, r *report) (*ground, error) {
	g := &ground{o: o, dir: o.dir, kept: o.dir != "", county: sample.County()}
	var err error
	if !g.kept {
		g.dir, err = os.MkdirTemp("", "bihuan-bench-")
	} else {
		err = os.MkdirAll(g.dir, 0o700)
	}
	if err != nil {
		return nil, err
	}
	if g.vault, _, err = vault.OpenOrCreate(filepath.Join(g.dir, "bihuan.key")); err != nil {
		return nil, errors.Join(err, g.close())
	}
	policies, err := deadline.LoadPolicies()
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	triggers, err := oversight.Triggers()
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.rules = petition.Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}
	for engine := range strings.SplitSeq(o.engines, ",") {
		switch engine {
		case onSQLite:
			r.note("sqlite: WAL, synchronous=FULL")
		case onPostgres:
			if g.server, err = openServer(o.postgres); err != nil {
				return nil, errors.Join(err, g.close())
			}
			settings, err := g.server.settings()
			if err != nil {
				return nil, errors.Join(err, g.close())
			}
			r.note("postgres: %s", settings)
		default:
			return nil, errors.Join(fmt.Errorf("no engine %q", engine), g.close())
		}
		g.engines = append(g.engines, engine)
	}
	return g, nil
}

func (g *ground) close() error {
	var err error
	if g.server != nil {
		err = g.server.close()
	}
	if !g.kept {
		err = errors.Join(err, os.RemoveAll(g.dir))
	}
	return err
}

// place is the URL of a database; one that is there already is removed if it shall be fresh.
func (g *ground) place(engine, name string, fresh bool) (string, error) {
	if engine == onPostgres {
		return g.server.database("bihuan_bench_"+name, fresh)
	}
	path := filepath.Join(g.dir, name+".db")
	if fresh {
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", err
			}
		}
	}
	return path, nil
}

// house is a county's database with casework over it.
type house struct {
	url   string
	db    *store.DB
	vault *vault.Vault
	cases *casework.Casework
}

// open opens a house with the made county in it. A hasty one leaves what it acknowledged to the
// mercy of a power cut: for filling in, never for measuring.
func (g *ground) open(ctx context.Context, url string, hasty bool) (*house, error) {
	return g.openAt(ctx, url, hasty, time.Now)
}

// openAt is open with a clock of the measurement's own.
func (g *ground) openAt(ctx context.Context, url string, hasty bool, now func() time.Time) (*house, error) {
	rules := &atomic.Pointer[petition.Rules]{}
	rules.Store(&g.rules)
	db, err := store.Open(ctx, store.Options{URL: url, County: string(sample.Code), Vault: g.vault, Now: now, Fast: hasty,
		Rules: func() petition.Rules { return *rules.Load() }})
	if err != nil {
		return nil, err
	}
	blobs, err := blob.OpenDisk(filepath.Join(g.dir, "blobs"), g.vault)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.Do(ctx, "settle the made county", func(tx *store.Tx) error {
		return settle(ctx, tx, g.county)
	}); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	routes, err := notify.TheRoutes()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	cases := casework.New(db, g.vault, blobs, rules)
	cases.Connect(casework.Outside{Routes: routes})
	return &house{url, db, g.vault, cases}, nil
}

func settle(ctx context.Context, tx *store.Tx, county sample.Directory) error {
	categories := make([]store.Category, len(county.Categories))
	for i, c := range county.Categories {
		categories[i] = store.Category{Code: c.Code, Level1: c.Level1, Level2: c.Level2, Level3: c.Level3, English: c.English, Unit: c.Unit}
	}
	return errors.Join(tx.PutAreas(ctx, county.Areas...), tx.PutUnits(ctx, county.Units...), tx.PutPeople(ctx, county.People...),
		tx.PutPosts(ctx, county.Posts...), tx.PutCategories(ctx, categories...))
}
