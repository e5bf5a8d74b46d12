package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/sample"
)

// Among so many petitions a day's sweeps are measured, of which so many are open.
const (
	manyPetitions = 1_600_000
	manyOpen      = 100_000
)

// sweeps measures the sweep of each minute of one day. The open matters came in day by day, as many
// a day as a busy county has, and lie at every stage; nobody acts on that day, so that all that was
// due rings. The others have ended: they are rows without a history, for no sweep looks at one.
func sweeps(ctx context.Context, o *options, r *report) error {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, engine := range g.engines {
		if err := g.sweeps(ctx, engine, r); err != nil {
			return err
		}
	}
	return nil
}

func (g *ground) sweeps(ctx context.Context, engine string, r *report) error {
	n := g.o.count(manyPetitions)
	open := min(manyOpen, n/2)
	url, err := g.place(engine, "sweep", true)
	if err != nil {
		return err
	}
	end := deadline.NewDay(2026, time.September, 15)
	perDay := 440 // 160,000 a year
	start := end.Add(-(open/perDay + 1)).Start()
	l, err := newLapse(ctx, g, url, start)
	if err != nil {
		return err
	}
	defer func() { _ = l.db.Close() }()
	matters := sample.Matters(g.o.seed, min(open, 20_000))
	for i := range open {
		at := start.Add(time.Duration(i) * (24 * time.Hour / time.Duration(perDay)))
		l.until(at)
		if i%(perDay/4) == 0 {
			if _, err := l.cases.Sweep(ctx); err != nil {
				return err
			}
		}
		// Two of three are accepted and lie; the others wait to be assigned or accepted.
		if err := l.born(&matters[i%len(matters)], []int{3, 3, 3, 4, 1, 0}[i%6]); err != nil {
			return err
		}
		if i%10_000 == 0 {
			r.say("%s: %d open", engine, i)
		}
	}
	if err := g.ended(ctx, engine, url, n-open, r); err != nil {
		return err
	}
	if err := g.analyze(ctx, engine, url); err != nil {
		return err
	}
	l.until(end.Start().Add(-time.Minute))
	l.agenda = nil
	if _, err := l.cases.Sweep(ctx); err != nil {
		return err
	}
	var took times
	var busiest time.Duration
	var at time.Time
	looked, most, idle := 0, 0, times{}
	for minute := range 24 * 60 {
		now := end.Start().Add(time.Duration(minute) * time.Minute)
		l.at.Store(now.UnixMilli())
		began := time.Now()
		did, err := l.cases.Sweep(ctx)
		if err != nil {
			return err
		}
		t := time.Since(began)
		took = append(took, t)
		looked += did.Petitions
		if did.Petitions == 0 {
			idle = append(idle, t)
		}
		if t > busiest {
			busiest, at, most = t, now, did.Petitions
		}
	}
	r.add(engine, "petitions", "", "all", float64(n), "open", float64(open), "looked at on the day", float64(looked))
	r.addTimes(engine, "the sweep of a minute", took)
	r.addTimes(engine, "the sweep of a minute in which nothing is due", idle)
	r.add(engine, fmt.Sprintf("the busiest minute, %s", at.In(deadline.Zone()).Format("15:04")), "", "ms", float64(busiest)/float64(time.Millisecond), "petitions", float64(most))
	return nil
}

// ended multiplies the rows of some matters into many that have ended, under numbers of earlier years.
func (g *ground) ended(ctx context.Context, engine, url string, n int, r *report) error {
	db, err := raw(engine, url)
	if err != nil {
		return err
	}
	defer db.Close()
	const batch = 10_000
	for done := 0; done < n; done += batch {
		if err := endedBatch(ctx, db, done/batch, min(batch, n-done)); err != nil {
			return err
		}
		if done%200_000 == 0 {
			r.say("%s: %d ended", engine, done)
		}
	}
	return nil
}

func endedBatch(ctx context.Context, db *sql.DB, k, n int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	no := fmt.Sprintf("'9%05d-' || substr(x.no, 8)", k)
	some := fmt.Sprintf("(SELECT no FROM petition WHERE no LIKE '990121-%%' ORDER BY no LIMIT %d)", n)
	for _, table := range []string{"petition", "clock", "party"} {
		columns, err := columnsOf(ctx, tx, table)
		if err != nil {
			return err
		}
		values := make([]string, len(columns))
		for i, c := range columns {
			switch c {
			case "no":
				values[i] = no
			case "state":
				values[i] = "'closed'"
			case "open":
				values[i] = "0"
			case "wake":
				values[i] = "NULL"
			case "due_day":
				values[i] = "'9999-12-31'"
			case "outcome":
				values[i] = "'met'"
			default:
				values[i] = "x." + c
			}
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s x WHERE x.no IN %s", table, strings.Join(columns, ", "), strings.Join(values, ", "), table, some))
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

func columnsOf(ctx context.Context, tx queries, table string) ([]string, error) {
	found, err := tx.QueryContext(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	return found.Columns()
}

// queries is a database, or a transaction in one.
type queries interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}
