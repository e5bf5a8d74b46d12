package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"bihuan/domain/fault"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
	"github.com/pressly/goose/v3"
)

// sqlite is one file with one writer and many readers, in WAL mode. One process opens it.
type sqlite struct {
	path    string
	scratch string // a directory to remove on closing, for ":memory:"
	texts   statements

	writer chan *sql.Conn // holds the one writing connection while nobody writes
	wrote  map[string]*sql.Stmt
	write  *sql.DB
	read   *sql.DB
	jobs   *sqliteJobs

	mu       sync.RWMutex
	prepared map[string]*sql.Stmt // of the readers
}

// Prepared statements are kept for so many texts; lists have many forms, of which few are common.
const keepPrepared = 500

func openSQLite(ctx context.Context, o Options) (engine, error) {
	s := &sqlite{path: sqlitePath(o.URL), wrote: map[string]*sql.Stmt{}, prepared: map[string]*sql.Stmt{}, writer: make(chan *sql.Conn, 1)}
	sync := "FULL"
	if o.Fast {
		sync = "OFF"
	}
	if s.path == ":memory:" {
		// A file of its own behaves as any other, which SQLite's shared memory database does not.
		dir, err := os.MkdirTemp("", "bihuan-")
		if err != nil {
			return nil, err
		}
		s.scratch, s.path, sync = dir, filepath.Join(dir, "bihuan.db"), "OFF"
	} else if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, err
	}
	// A frame is synced before its commit is acknowledged (FULL): NORMAL would lose the last ones
	// in a power cut. Checkpoints every 4000 pages, so that a bulk import does not wait for many.
	writing := []string{"busy_timeout=10000", "journal_mode=WAL", "synchronous=" + sync, "wal_autocheckpoint=4000",
		"cache_size=-65536", "temp_store=MEMORY", "foreign_keys=ON"}
	reading := []string{"busy_timeout=10000", "query_only=ON", "cache_size=-16384", "temp_store=MEMORY"}
	var err error
	if s.write, err = driver.Open(sqliteName(s.path)+"?_txlock=immediate", pragmas(writing)); err != nil {
		return nil, err
	}
	if s.read, err = driver.Open(sqliteName(s.path), pragmas(reading)); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.write.SetMaxOpenConns(1)
	readers := max(4, 2*runtime.NumCPU())
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, s.read.Close(), s.write.Close())
	}
	s.writer <- conn
	if s.jobs, err = openSQLiteJobs(s.writer); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if err := os.Chmod(s.path, 0o600); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// sqlitePath takes a path or sqlite:///path; no path is bihuan.db here.
func sqlitePath(name string) string {
	name = strings.TrimPrefix(name, "sqlite://")
	if name == "" {
		return "bihuan.db"
	}
	return name
}

// sqliteName is the path as SQLite takes it, whatever characters are in it.
func sqliteName(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

func pragmas(list []string) func(*sqlite3.Conn) error {
	return func(c *sqlite3.Conn) error {
		if err := fts5.Register(c); err != nil {
			return fmt.Errorf("adding the index of words: %w", err)
		}
		for _, p := range list {
			if err := c.Exec("PRAGMA " + p); err != nil {
				return fmt.Errorf("setting %s: %w", p, err)
			}
		}
		return nil
	}
}

func (s *sqlite) name() string { return "sqlite" }

func (s *sqlite) close() error {
	err := s.jobs.db.Close()
	conn := <-s.writer // waits for a running write
	for _, stmt := range s.prepared {
		err = errors.Join(err, stmt.Close())
	}
	err = errors.Join(err, s.read.Close())
	if conn != nil {
		for _, stmt := range s.wrote {
			err = errors.Join(err, stmt.Close())
		}
		err = errors.Join(err, conn.Close())
	}
	err = errors.Join(err, s.write.Close())
	close(s.writer)
	if s.scratch != "" {
		err = errors.Join(err, os.RemoveAll(s.scratch))
	}
	return err
}

func (s *sqlite) forUpdate() string { return "" } // the writer is alone from its beginning

func (s *sqlite) schema(text string) string { return text }

func (s *sqlite) migrations() (*sql.DB, goose.Dialect, []goose.ProviderOption, func(), error) {
	db, err := driver.Open(sqliteName(s.path), pragmas([]string{"busy_timeout=10000"}))
	if err != nil {
		return nil, "", nil, nil, err
	}
	return db, goose.DialectSQLite3, nil, func() { _ = db.Close() }, nil
}

// keep writes a copy beside the file; one that is there from an upgrade that failed is replaced.
func (s *sqlite) keep(ctx context.Context, as string) error {
	aside := s.path + "." + as
	fresh := aside + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := driver.Open(sqliteName(s.path), pragmas([]string{"busy_timeout=10000"}))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", fresh); err != nil {
		return fmt.Errorf("keeping a copy at %s: %w", fresh, err)
	}
	if err := os.Chmod(fresh, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, aside)
}

func (s *sqlite) listen(context.Context, func(string)) {} // one process

func (s *sqlite) tell(context.Context, string) error { return nil }

// query runs on any reader.
func (s *sqlite) query(ctx context.Context, text string, args ...any) (rows, error) {
	stmt, err := s.statement(ctx, text)
	if err != nil {
		return nil, sqliteError(err)
	}
	var found *sql.Rows
	if stmt == nil {
		found, err = s.read.QueryContext(ctx, s.texts.rewrite(text), args...)
	} else {
		found, err = stmt.QueryContext(ctx, args...)
	}
	if err != nil {
		return nil, sqliteError(err)
	}
	return sqliteRows{found}, nil
}

// statement finds or prepares a statement; none when enough are kept.
func (s *sqlite) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	stmt, ok := s.prepared[text]
	n := len(s.prepared)
	s.mu.RUnlock()
	if ok || n >= keepPrepared {
		return stmt, nil
	}
	stmt, err := s.read.PrepareContext(ctx, s.texts.rewrite(text))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other, ok := s.prepared[text]; ok {
		_ = stmt.Close()
		return other, nil
	}
	s.prepared[text] = stmt
	return stmt, nil
}

// sqliteRows gives errors their kind.
type sqliteRows struct{ *sql.Rows }

func (r sqliteRows) Err() error { return sqliteError(r.Rows.Err()) }

// closing closes a statement with its rows.
type closing struct {
	rows
	stmt *sql.Stmt
}

func (c closing) Close() error { return errors.Join(c.rows.Close(), c.stmt.Close()) }

// sqliteError gives an error of the engine its kind of fault.
func sqliteError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.INTERRUPT):
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY):
		return fault.New(fault.Conflict, "fault.store.exists").Because(err)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fault.New(fault.Busy, "fault.store.busy").Because(err)
	case errors.Is(err, sqlite3.FULL):
		return fault.New(fault.Busy, "fault.store.full").Because(err)
	}
	return err
}

// statements rewrites $1 to ?1 and remembers how: the driver binds $N by order of appearance.
type statements struct{ known sync.Map }

func (s *statements) rewrite(text string) string {
	if known, ok := s.known.Load(text); ok {
		return known.(string)
	}
	fresh := rewrite(text)
	s.known.Store(text, fresh)
	return fresh
}

func rewrite(text string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c == '$' && !quoted && i+1 < len(text) && text[i+1] >= '1' && text[i+1] <= '9' {
			c = '?'
		}
		b.WriteByte(c)
	}
	return b.String()
}
