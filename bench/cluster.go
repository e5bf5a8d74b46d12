package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// So many matters are within the window when collective matters are measured; so many new ones come, each
// of them in the words of one that is there.
const (
	manyWithin = 80_000
	newOnes    = 100
)

// gatherings measures how matters with one cause are found among very many: the pass that takes in a whole
// window, a single new matter, a restart, and the list of groups as the bureau reads it.
func gatherings(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, engine := range g.engines {
		if err := g.measureGatherings(ctx, engine, o.count(manyPetitions), r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (g *ground) measureGatherings(ctx context.Context, engine string, n int, r *report) (err error) {
	url, err := g.place(engine, "search", false)
	if err != nil {
		return err
	}
	h, err := g.open(ctx, url, true)
	if err != nil {
		return err
	}
	there, err := h.count(ctx, store.ListQuery{}, n)
	if err == nil && there < n {
		err = g.fillTexts(ctx, h, n, there, r)
	}
	if err := errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	if err := g.analyze(ctx, engine, url); err != nil {
		return err
	}
	if h, err = g.open(ctx, url, false); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	within := min(manyWithin, n)
	window := time.Duration(float64(spread*24*time.Hour) * float64(within) / float64(n))
	r.note("%s: %d petitions of %d characters, about %d of them within the window", engine, n, textLength, within)
	h.cases.GroupWithin(window)
	did, took, err := h.gather(ctx)
	if err != nil {
		return err
	}
	r.add(engine, "a whole window taken in", "s", "time", took.Seconds(), "matters", float64(did.Matters), "groups written", float64(did.Groups))
	if err := g.newMatters(ctx, h, engine, n, r); err != nil {
		return err
	}
	h.cases.GroupWithin(window) // what is held is let go, as by a restart
	if _, took, err = h.gather(ctx); err != nil {
		return err
	}
	r.add(engine, "begun anew from the store", "s", "time", took.Seconds())
	bureau, _ := g.county.Officer("case1")
	reader := h.db.Reader(g.rules.Policy.Scope(bureau))
	t, err := timed(ctx, func(ctx context.Context, _ int) error {
		q := store.ClusterQuery{At: time.Now(), Since: time.Now().Add(-window), State: store.ClusterOpen, Least: 3, Limit: 51}
		if _, err := reader.CountClusters(ctx, q); err != nil {
			return err
		}
		_, err := reader.Clusters(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	r.addTimes(engine, "the list of groups, with its tabs", t)
	return nil
}

func (h *house) gather(ctx context.Context) (did struct{ Matters, Groups int }, took time.Duration, err error) {
	began := time.Now()
	found, err := h.cases.Gather(ctx, casework.GatherJob{})
	return struct{ Matters, Groups int }{found.Matters, found.Groups}, time.Since(began), err
}

// newMatters registers some, each in the words of one of the last, and has each taken in.
func (g *ground) newMatters(ctx context.Context, h *house, engine string, n int, r *report) error {
	by, _ := g.county.Officer("case1")
	var took times
	groups := 0
	for i, m := range sample.Matters(g.o.seed+1, newOnes) {
		record := recordOf(&m, time.Now().Add(-time.Minute))
		record.Facts, record.Origin = textOf(n-1-i*7), petition.Origin{}
		if _, err := h.cases.Register(ctx, by, record, ""); err != nil {
			return err
		}
		did, t, err := h.gather(ctx)
		if err != nil {
			return err
		}
		took, groups = append(took, t), groups+did.Groups
	}
	r.addTimes(engine, "one new matter taken in", took)
	r.add(engine, "new matters", "of "+fmt.Sprint(newOnes), "that joined or made a group", float64(groups))
	return nil
}
