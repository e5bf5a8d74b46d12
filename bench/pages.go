package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"bihuan/domain/sample"

	"golang.org/x/sync/errgroup"
)

// memory measures what the server's process keeps in memory.
func memory(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	program, err := g.program(ctx)
	if err != nil {
		return err
	}
	requests := 1000
	r.note("resident memory (VmRSS) of the server's process, without the file cache of the system; with many petitions after %d pages read by %d clients", requests, len(logins()))
	for _, engine := range g.engines {
		fresh, err := g.fresh(program, engine, r, "memory")
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		many := func(s *serving, passwords map[string]string) error {
			start, err := s.resident()
			if err != nil {
				return err
			}
			if _, err := g.clients(ctx, s, passwords, requests); err != nil {
				return err
			}
			after, err := s.resident()
			if err != nil {
				return err
			}
			time.Sleep(settled)
			later, err := s.resident()
			r.add(engine, "memory", "MB", "fresh and idle", fresh, "many, started", start, "many, after requests", after, "and a minute later", later)
			return err
		}
		if err := g.withMany(ctx, program, engine, r, many); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// settled is after what time a process is taken to be idle.
const settled = time.Minute

// fresh starts the program on nothing and measures its first page or its memory.
func (g *ground) fresh(program, engine string, r *report, what string) (figure float64, err error) {
	url, err := g.place(engine, "fresh", true)
	if err != nil {
		return 0, err
	}
	data, err := os.MkdirTemp(g.dir, "fresh-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	if engine == onSQLite {
		url = ""
	}
	s, err := g.serve(program, data, url)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	took, err := s.firstPage("/")
	if err != nil || what != "memory" {
		return float64(took.Milliseconds()), err
	}
	r.say("%s: waiting for the fresh server to settle", engine)
	time.Sleep(settled / 6)
	return s.resident()
}

// withMany starts the program on many petitions and lets somebody look.
func (g *ground) withMany(ctx context.Context, program, engine string, r *report, look func(*serving, map[string]string) error) (err error) {
	url, err := g.filled(ctx, engine, g.o.count(usualMany), r)
	if err != nil {
		return err
	}
	h, err := g.open(ctx, url, false)
	if err != nil {
		return err
	}
	passwords, err := g.accounts(ctx, h)
	if err = errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	s, err := g.serve(program, g.dir, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if _, err := s.firstPage("/"); err != nil {
		return err
	}
	return look(s, passwords)
}

// clients sign in and read n pages together, all at once.
func (g *ground) clients(ctx context.Context, s *serving, passwords map[string]string, n int) (map[string]times, error) {
	word := string([]rune(sample.Matters(g.o.seed, 1)[0].Subject)[:2])
	group, _ := errgroup.WithContext(ctx)
	visits := make([][]visit, len(logins()))
	for i, name := range logins() {
		c, err := signIn(s.address, name, passwords[name])
		if err != nil {
			return nil, err
		}
		group.Go(func() (err error) {
			visits[i], err = c.walk(n/len(logins()), word)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	byPage := map[string]times{}
	for _, v := range slices.Concat(visits...) {
		byPage[v.page] = append(byPage[v.page], v.took)
	}
	return byPage, nil
}

// firstPage measures how long a start takes, and pages over HTTP.
func firstPage(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	program, err := g.program(ctx)
	if err != nil {
		return err
	}
	turns := o.turns(5)
	r.note("from the start of the process to the end of its first page; median of %d starts; pages read by %d clients at once", turns, len(logins()))
	for _, engine := range g.engines {
		if err := g.starts(ctx, program, engine, turns, r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		pages := func(s *serving, passwords map[string]string) error {
			byPage, err := g.clients(ctx, s, passwords, 2000)
			for _, page := range []string{"today", "list", "next page", "petition", "search"} {
				if t := byPage[page]; len(t) > 0 {
					r.addTimes(engine, "page: "+page, t)
				}
			}
			return err
		}
		if err := g.withMany(ctx, program, engine, r, pages); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// starts measures the start on nothing, where key and schema are made, and on many petitions.
func (g *ground) starts(ctx context.Context, program, engine string, turns int, r *report) error {
	var fresh, there []float64
	for range turns {
		took, err := g.fresh(program, engine, r, "start")
		if err != nil {
			return err
		}
		fresh = append(fresh, took)
	}
	url, err := g.filled(ctx, engine, g.o.count(usualMany), r)
	if err != nil {
		return err
	}
	for range turns {
		s, err := g.serve(program, g.dir, url)
		if err != nil {
			return err
		}
		took, err := s.firstPage("/")
		if err = errors.Join(err, s.stop()); err != nil {
			return err
		}
		there = append(there, float64(took.Milliseconds()))
	}
	r.add(engine, "first page", "ms", "fresh", median(fresh), "many petitions", median(there))
	return nil
}
