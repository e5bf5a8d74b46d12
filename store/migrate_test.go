package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/store"
	"bihuan/store/storetest"
)

// schemaOf reads an SQLite schema, but for goose's own table.
func schemaOf(t *testing.T, path string) string {
	t.Helper()
	rows, err := raw(t, storetest.SQLite, path).Query(`SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all strings.Builder
	for rows.Next() {
		var sql string
		if err := rows.Scan(&sql); err != nil {
			t.Fatal(err)
		}
		all.WriteString(sql + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestUpgrade upgrades a database of the first version: it ends as a fresh one begins, and what it
// was stays beside it.
func TestUpgrade(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	old, fresh := filepath.Join(dir, "old.db"), filepath.Join(dir, "fresh.db")
	if err := store.MigrateTo(ctx, storetest.Options(t, old, time.Now), "0001_z"); err != nil {
		t.Fatal(err)
	}
	before := schemaOf(t, old)
	if _, err := raw(t, storetest.SQLite, old).Exec(`INSERT INTO setting (county, name, value) VALUES ('990121', 'kept', 'yes')`); err != nil {
		t.Fatal(err)
	}
	storetest.Open(t, storetest.Options(t, old, time.Now))
	storetest.Open(t, storetest.Options(t, fresh, time.Now))
	if got, want := schemaOf(t, old), schemaOf(t, fresh); got != want || got == before {
		t.Errorf("upgraded:\n%s\nfresh:\n%s", got, want)
	}
	aside := old + ".v1"
	if got := schemaOf(t, aside); got != before {
		t.Errorf("the copy has the schema\n%s\nthe old one had\n%s", got, before)
	}
	kept := ""
	if err := raw(t, storetest.SQLite, aside).QueryRow(`SELECT value FROM setting WHERE name = 'kept'`).Scan(&kept); err != nil || kept != "yes" {
		t.Errorf("the copy has %q, error %v", kept, err)
	}
	// A fresh database has nothing to keep.
	if _, err := os.Stat(fresh + ".v0"); err == nil {
		t.Error("a copy of nothing")
	}
}
