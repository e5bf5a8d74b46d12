// Package storetest gives each test a fresh database on each engine. PostgreSQL is either the
// server that BIHUAN_TEST_POSTGRES names, or a cluster of the test's own, started from the
// system's binaries and gone with the test's process.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/vault"
)

// Variable names a PostgreSQL server whose user may create databases.
const Variable = "BIHUAN_TEST_POSTGRES"

// Engine is one of the two.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Engines lists both.
func Engines() []Engine { return []Engine{SQLite, Postgres} }

// Each runs a test on each engine with a fresh database.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, time.Now, test)
}

// EachAt is Each with a clock of the test's own.
func EachAt(t *testing.T, now func() time.Time, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for _, engine := range Engines() {
		t.Run(string(engine), func(t *testing.T) { test(t, New(t, engine, now)) })
	}
}

// New opens a fresh database of the made county, which is gone with the test.
func New(t testing.TB, engine Engine, now func() time.Time) *store.DB {
	t.Helper()
	return Open(t, Options(t, URL(t, engine), now))
}

// Options are those of the made county on a database.
func Options(t testing.TB, url string, now func() time.Time) store.Options {
	t.Helper()
	o, err := options(url, now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func options(url string, now func() time.Time) (store.Options, error) {
	rules, err := theRules()
	if err != nil {
		return store.Options{}, err
	}
	v, err := theVault()
	return store.Options{URL: url, County: string(sample.Code), Vault: v, Now: now, Fast: true,
		Rules: func() petition.Rules { return rules }}, err
}

// Open opens a database for as long as the test runs.
func Open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
	})
	return db
}

// URL makes an empty database for a test, with the schema in place.
func URL(t testing.TB, engine Engine) string {
	t.Helper()
	if engine == Postgres {
		return postgresURL(t)
	}
	return sqlitePath(t)
}

// Vault is the vault of all tests of a process.
func Vault(t testing.TB) *vault.Vault {
	t.Helper()
	v, err := theVault()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Rules are the rules that came with the program.
func Rules(t testing.TB) petition.Rules {
	t.Helper()
	rules, err := theRules()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

var theRules = sync.OnceValues(func() (petition.Rules, error) {
	policies, err := deadline.LoadPolicies()
	if err != nil {
		return petition.Rules{}, err
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		return petition.Rules{}, err
	}
	triggers, err := oversight.Triggers()
	return petition.Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}, err
})

var theVault = sync.OnceValues(func() (*vault.Vault, error) {
	dir, err := os.MkdirTemp("", "bihuan-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // the keys stay in memory
	v, _, err := vault.OpenOrCreate(filepath.Join(dir, "key"))
	if err != nil {
		return nil, fmt.Errorf("making the tests' vault: %w", err)
	}
	return v, nil
})
