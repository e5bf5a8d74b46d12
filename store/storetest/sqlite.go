package storetest

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bihuan/store"
)

// sqlitePath makes a copy of a database that was migrated once, which takes a tenth of the time.
func sqlitePath(tb testing.TB) string {
	tb.Helper()
	content, err := theFile()
	if err != nil {
		tb.Fatalf("making the database that all others are copied from: %v", err)
	}
	path := filepath.Join(tb.TempDir(), "bihuan.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

var theFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "bihuan-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "bihuan.db")
	o, err := options(path, time.Now)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(context.Background(), o)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	if err := forgetKey(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// forgetKey makes the database one of whoever opens it first, with whatever key file.
func forgetKey(path string) error {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.Exec(`DELETE FROM setting`)
	return err
}
