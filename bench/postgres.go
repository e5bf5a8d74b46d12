package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"bihuan/store/storetest"

	"github.com/jackc/pgx/v5"
)

// server is a PostgreSQL server: a given one, or a cluster of this process's own.
type server struct {
	admin string
	keeps io.Closer
}

func openServer(given string) (*server, error) {
	if given != "" {
		return &server{admin: given}, nil
	}
	admin, keeps, err := storetest.Cluster("fsync=on", "synchronous_commit=on", "full_page_writes=on", "autovacuum=on")
	if err != nil {
		return nil, fmt.Errorf("%w; give a server by --postgres, or leave it out by --engine sqlite", err)
	}
	return &server{admin, keeps}, nil
}

func (s *server) close() error {
	if s.keeps == nil {
		return nil
	}
	return s.keeps.Close()
}

// settings are those that decide how much a figure is worth.
func (s *server) settings() (string, error) {
	var said []string
	for _, name := range []string{"server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"} {
		value := ""
		if err := s.with(s.admin, func(ctx context.Context, c *pgx.Conn) error {
			return c.QueryRow(ctx, "SHOW "+name).Scan(&value)
		}); err != nil {
			return "", err
		}
		said = append(said, name+"="+value)
	}
	return strings.Join(said, ", "), nil
}

// database makes a database, or finds it.
func (s *server) database(name string, fresh bool) (string, error) {
	err := s.with(s.admin, func(ctx context.Context, c *pgx.Conn) error {
		there := false
		if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
			return err
		}
		if there && !fresh {
			return nil
		}
		if there {
			if _, err := c.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
				return err
			}
		}
		_, err := c.Exec(ctx, "CREATE DATABASE "+name)
		return err
	})
	if err != nil {
		return "", err
	}
	if u, err := url.Parse(s.admin); err == nil && u.Host != "" {
		u.Path = "/" + name
		return u.String(), nil
	}
	return strings.Replace(s.admin, "/postgres?", "/"+name+"?", 1), nil
}

func (s *server) with(url string, do func(context.Context, *pgx.Conn) error) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("reaching PostgreSQL: %w", err)
	}
	defer func() { _ = c.Close(ctx) }()
	return do(ctx, c)
}
