package storetest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/store"

	"github.com/jackc/pgx/v5"
)

// template is the database that all others of a process are copied from.
type template struct {
	admin string    // URL of the server's own database
	keeps io.Closer // the cluster of this process's own
	name  string
	made  atomic.Int64
	copy  sync.Mutex // a template is copied by one session at a time
}

var theTemplate = sync.OnceValues(func() (*template, error) {
	t := &template{admin: os.Getenv(Variable), name: fmt.Sprintf("bihuan_test_%d_%d", os.Getpid(), time.Now().UnixNano())}
	if t.admin == "" {
		var err error
		if t.admin, t.keeps, err = Cluster(); err != nil {
			return nil, fmt.Errorf("%w\n\nThese tests need PostgreSQL 15 or newer: install it (apt-get install postgresql), "+
				"or set %s=postgres://user:password@host/postgres to a server whose user may create databases", err, Variable)
		}
	}
	return t, t.do("CREATE DATABASE " + t.name)
})

func (t *template) do(sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, t.admin)
	if err != nil {
		return fmt.Errorf("reaching PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

func (t *template) url(database string) string {
	if u, err := url.Parse(t.admin); err == nil && u.Host != "" {
		u.Path = "/" + database
		return u.String()
	}
	return strings.Replace(t.admin, "/postgres?", "/"+database+"?", 1)
}

var migrated sync.Once

func postgresURL(tb testing.TB) string {
	tb.Helper()
	t, err := theTemplate()
	if err != nil {
		tb.Fatal(err)
	}
	migrated.Do(func() {
		db, err := store.Open(context.Background(), Options(tb, t.url(t.name), time.Now))
		if err != nil {
			tb.Fatal(err)
		}
		if err := db.Close(); err != nil {
			tb.Fatal(err)
		}
	})
	return t.database(tb, " TEMPLATE "+t.name)
}

// EmptyPostgres makes a database without a schema, for houses that bring a key of their own.
func EmptyPostgres(tb testing.TB) string {
	tb.Helper()
	t, err := theTemplate()
	if err != nil {
		tb.Fatal(err)
	}
	return t.database(tb, "")
}

// database makes a database that is gone with the test.
func (t *template) database(tb testing.TB, from string) string {
	tb.Helper()
	name := fmt.Sprintf("%s_%d", t.name, t.made.Add(1))
	t.copy.Lock()
	err := t.do("CREATE DATABASE " + name + from)
	t.copy.Unlock()
	if err != nil {
		tb.Fatalf("making a database: %v", err)
	}
	tb.Cleanup(func() {
		if err := t.do("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("dropping a database: %v", err)
		}
	})
	return t.url(name)
}
