package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"

	"golang.org/x/sync/errgroup"
)

// searchAllowed is within what time, in milliseconds, 95 of 100 searches are to be answered.
const searchAllowed = 150

// Petitions with texts are filled in so many together.
const textStep = 2000

// searches measures finding words among many petitions of 300 characters, as the page does it: the first
// page of 50, with excerpts.
func searches(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, engine := range g.engines {
		if err := g.measureSearches(ctx, engine, o.count(manyPetitions), r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (g *ground) measureSearches(ctx context.Context, engine string, n int, r *report) (err error) {
	h, err := g.openTexts(ctx, engine, n, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	r.note("%s: %d petitions of %d characters, registered over %d days; first pages of 50 with excerpts", engine, n, textLength, spread)
	var all times
	for _, q := range g.searchesFor(h) {
		if !strings.Contains(q.name, g.o.only) {
			continue
		}
		t, err := timed(ctx, q.do)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		for i := range fewRuns { // each kind weighs alike
			all = append(all, t[i*len(t)/fewRuns])
		}
		r.addTimes(engine, q.name, t)
	}
	r.addTimes(engine, "all of these", all)
	r.add(engine, "allowed", "ms", "p95", float64(searchAllowed))
	return nil
}

// openTexts opens a house with n petitions with texts, made unless they are there.
func (g *ground) openTexts(ctx context.Context, engine string, n int, r *report) (*house, error) {
	url, err := g.place(engine, "search", false)
	if err != nil {
		return nil, err
	}
	h, err := g.open(ctx, url, true)
	if err != nil {
		return nil, err
	}
	there, err := h.count(ctx, store.ListQuery{}, n)
	if err == nil && there < n {
		err = g.fillTexts(ctx, h, n, there, r)
	}
	if err := errors.Join(err, h.db.Close()); err != nil {
		return nil, err
	}
	if err := g.analyze(ctx, engine, url); err != nil {
		return nil, err
	}
	return g.open(ctx, url, false)
}

// fillTexts registers and assigns n petitions in the order of their days, but for those that are there.
func (g *ground) fillTexts(ctx context.Context, h *house, n, there int, r *report) error {
	began := time.Now()
	until := time.Now().Truncate(time.Hour)
	apart := spread * 24 * time.Hour / time.Duration(n)
	from := until.Add(-spread*24*time.Hour - 3*time.Hour) // the last one has been assigned, too
	matters := sample.Matters(g.o.seed, 20_000)
	steps := make([]chan [][]petition.Event, runtime.GOMAXPROCS(0))
	group, within := errgroup.WithContext(ctx)
	for k := range steps {
		steps[k] = make(chan [][]petition.Event, 2)
		w := newWalker(g.rules, g.county, g.o.seed, until)
		group.Go(func() error {
			defer close(steps[k])
			for start := there + k*textStep; start < n; start += len(steps) * textStep {
				var made [][]petition.Event
				for i := start; i < min(start+textStep, n); i++ {
					events, err := w.texted(&matters[i%len(matters)], i, from.Add(time.Duration(i)*apart))
					if err != nil {
						return fmt.Errorf("petition %d: %w", i+1, err)
					}
					made = append(made, events)
				}
				select {
				case steps[k] <- made:
				case <-within.Done():
					return within.Err()
				}
			}
			return nil
		})
	}
	group.Go(func() error { return g.writeAll(within, h, steps, n-there, r) })
	if err := group.Wait(); err != nil {
		return err
	}
	r.say("%s: %d petitions made in %.0f s", h.db.Engine(), n-there, time.Since(began).Seconds())
	return nil
}

// texted is a matter with words of its own, registered and assigned.
func (w *walker) texted(m *sample.Matter, i int, at time.Time) ([]petition.Event, error) {
	h := &history{w: w, p: &petition.Petition{}, now: at, end: 2}
	record := recordOf(m, at)
	record.Facts = textOf(i)
	h.act(time.Hour, "case1", &petition.RegisteredData{Record: record})
	h.act(time.Hour, "chief1", &petition.AssignedData{Unit: org.UnitID(w.unit(m))})
	return h.events, h.err
}

// searchesFor is the mix that is measured: of one character to a phrase, common and rare, together and
// within other conditions, by those who see all and by those who see a unit's.
func (g *ground) searchesFor(h *house) []asked {
	bureau, _ := g.county.Officer("case1")
	clerk, _ := g.county.Officer("baishui.clerk")
	reads := func(by org.Officer, narrow func(*store.ListQuery), sort store.Sort, words func(i int) string) func(context.Context, int) error {
		reader := h.db.Reader(g.rules.Policy.Scope(by))
		return func(ctx context.Context, i int) error {
			q := store.ListQuery{Words: words(i), Sort: sort, Descending: true}
			narrow(&q)
			_, err := reader.Search(ctx, q)
			return err
		}
	}
	anything := func(*store.ListQuery) {}
	of := func(rank, n int) func(int) string { // n words around a rank
		return func(i int) string {
			list := make([]string, n)
			for k := range list {
				list[k] = word(rank + rank*i/10 + k*(rank/3+1))
			}
			return strings.Join(list, " ")
		}
	}
	letter := func(rank int) func(int) string {
		return func(i int) string { return string([]rune(word(rank + i))[:1]) }
	}
	phrase := func(n int) func(int) string {
		return func(i int) string {
			text := []rune(textOf(1000 + i*7))
			from := slices.Index(text, ' ') + 1
			return string(text[from : from+n])
		}
	}
	both := func(a, b func(int) string) func(int) string { return func(i int) string { return a(i) + " " + b(i) } }
	unit := func(q *store.ListQuery) { q.Unit = "baishui" }
	days := func(q *store.ListQuery) {
		q.RegisteredFrom = deadline.DayOf(time.Now()) - spread/2
		q.RegisteredTo = q.RegisteredFrom + 60
	}
	purpose := func(q *store.ListQuery) { q.Purpose = petition.Suggestion }
	var list []asked
	for _, kind := range []struct {
		name  string
		words func(int) string
	}{
		{"one character, common", letter(0)}, {"one character, rare", letter(5000)},
		{"two characters, common", of(2, 1)}, {"two characters, of the middle", of(100, 1)}, {"two characters, rare", of(5000, 1)},
		{"a phrase of four", phrase(4)}, {"a phrase of eight", phrase(8)},
		{"two words, common", of(2, 2)}, {"two words, of the middle", of(100, 2)}, {"a common word and a rare one", both(of(2, 1), of(5000, 1))},
	} {
		list = append(list,
			asked{kind.name + ", newest", reads(bureau, anything, store.ByRegistered, kind.words)},
			asked{kind.name + ", by relevance", reads(bureau, anything, store.ByRelevance, kind.words)},
			asked{kind.name + ", of a unit, newest", reads(bureau, unit, store.ByRegistered, kind.words)},
			asked{kind.name + ", of sixty days, newest", reads(bureau, days, store.ByRegistered, kind.words)},
			asked{kind.name + ", of a purpose, newest", reads(bureau, purpose, store.ByRegistered, kind.words)},
			asked{kind.name + ", a unit's clerk, newest", reads(clerk, anything, store.ByRegistered, kind.words)},
			asked{kind.name + ", a unit's clerk, by relevance", reads(clerk, anything, store.ByRelevance, kind.words)},
			asked{kind.name + ", by due day", reads(bureau, anything, store.ByDue, kind.words)},
		)
	}
	return list
}
