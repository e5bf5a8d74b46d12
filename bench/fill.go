package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"

	"golang.org/x/sync/errgroup"
)

// Petitions are filled in over so many days back from now, and so many in one transaction.
const (
	spread   = 3 * 365
	fillStep = 200
)

// filled finds or makes a database with at least n petitions and gives its URL.
func (g *ground) filled(ctx context.Context, engine string, n int, r *report) (string, error) {
	return g.filledAs(ctx, "filled", engine, n, r)
}

// filledAs is filled with a database of its own.
func (g *ground) filledAs(ctx context.Context, name, engine string, n int, r *report) (string, error) {
	url, err := g.place(engine, name, false)
	if err != nil {
		return "", err
	}
	h, err := g.open(ctx, url, true)
	if err != nil {
		return "", err
	}
	there, err := h.count(ctx, store.ListQuery{}, n)
	if err == nil && there < n {
		if there > 0 {
			r.say("%s: %d petitions are there, of %d: they are made anew", engine, there, n)
			if err := h.db.Close(); err != nil {
				return "", err
			}
			if url, err = g.place(engine, name, true); err != nil {
				return "", err
			}
			if h, err = g.open(ctx, url, true); err != nil {
				return "", err
			}
		}
		err = g.fill(ctx, h, n, r)
	}
	if err := errors.Join(err, h.db.Close()); err != nil {
		return "", err
	}
	return url, g.analyze(ctx, engine, url)
}

// analyze does at once what both engines do by and by.
func (g *ground) analyze(ctx context.Context, engine, url string) error {
	db, err := raw(engine, url)
	if err != nil {
		return err
	}
	text := "PRAGMA wal_checkpoint(TRUNCATE)"
	if engine == onPostgres {
		text = "VACUUM ANALYZE"
	}
	_, err = db.ExecContext(ctx, text)
	return errors.Join(err, db.Close())
}

func (h *house) count(ctx context.Context, q store.ListQuery, most int) (int, error) {
	return h.db.Reader(org.Scope{County: string(sample.Code), All: true}).Count(ctx, q, most)
}

// fill registers n petitions in the order of their days, each with the whole of its history.
func (g *ground) fill(ctx context.Context, h *house, n int, r *report) error {
	began := time.Now()
	matters := sample.Matters(g.o.seed, n)
	until := time.Now().Truncate(time.Second)
	from := until.AddDate(0, 0, -spread)
	apart := (until.Sub(from) - 2*time.Hour) / time.Duration(n) // the last one has been registered, too
	steps := make([]chan [][]petition.Event, runtime.GOMAXPROCS(0))
	group, ctx := errgroup.WithContext(ctx)
	for k := range steps {
		steps[k] = make(chan [][]petition.Event, 2)
		w := newWalker(g.rules, g.county, g.o.seed+uint64(k), until)
		group.Go(func() error {
			defer close(steps[k])
			for start := k * fillStep; start < n; start += len(steps) * fillStep {
				var made [][]petition.Event
				for i := start; i < min(start+fillStep, n); i++ {
					events, err := w.walk(&matters[i], from.Add(time.Duration(i)*apart))
					if err != nil {
						return fmt.Errorf("petition %d: %w", i+1, err)
					}
					made = append(made, events)
				}
				select {
				case steps[k] <- made:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	group.Go(func() error { return g.writeAll(ctx, h, steps, n, r) })
	if err := group.Wait(); err != nil {
		return err
	}
	r.say("%s: %d petitions made in %.0f s", h.db.Engine(), n, time.Since(began).Seconds())
	return nil
}

func (g *ground) writeAll(ctx context.Context, h *house, steps []chan [][]petition.Event, n int, r *report) error {
	for done, k := 0, 0; done < n; k = (k + 1) % len(steps) {
		made, ok := <-steps[k]
		if !ok {
			return ctx.Err() // another goroutine has said why
		}
		if err := h.db.Do(ctx, "fill in", func(tx *store.Tx) error { return g.write(ctx, tx, made) }); err != nil {
			return err
		}
		if done += len(made); done%20000 < fillStep {
			r.say("%s: %d petitions", h.db.Engine(), done)
		}
	}
	return nil
}

func (g *ground) write(ctx context.Context, tx *store.Tx, made [][]petition.Event) error {
	for _, events := range made {
		p := &petition.Petition{}
		var err error
		if p.No, err = tx.NextNumber(ctx, sample.Code, deadline.DayOf(events[0].Recorded)); err != nil {
			return err
		}
		if err := tx.Register(ctx, p, events, g.vault.HashCode(petition.NewQueryCode())); err != nil {
			return err
		}
	}
	return nil
}
