package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// usualMany is how many petitions "many" are.
const usualMany = 100_000

// lists measures reading among many petitions, one reader at a time, as the store does it for pages.
func lists(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	n := o.count(usualMany)
	for _, engine := range g.engines {
		if err := g.measureLists(ctx, engine, n, r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (g *ground) measureLists(ctx context.Context, engine string, n int, r *report) (err error) {
	url, err := g.filled(ctx, engine, n, r)
	if err != nil {
		return err
	}
	h, err := g.open(ctx, url, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	all, err := h.count(ctx, store.ListQuery{}, 10*n)
	if err != nil {
		return err
	}
	open, err := h.count(ctx, store.ListQuery{Open: true}, 10*n)
	if err != nil {
		return err
	}
	r.note("%s: %d petitions received over %d days, %d open (%.1f %%)", engine, all, spread, open, 100*float64(open)/float64(all))
	s, err := g.findSubjects(ctx, h)
	if err != nil {
		return err
	}
	for _, q := range s.queries() {
		if !strings.Contains(q.name, g.o.only) {
			continue
		}
		t, err := timed(ctx, q.do)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		r.addTimes(engine, q.name, t)
	}
	return nil
}

// A query is run so often, or for so long.
const (
	mostRuns = 300
	fewRuns  = 20
	longest  = 8 * time.Second
)

// timed runs a query after a few runs that do not count.
func timed(ctx context.Context, do func(ctx context.Context, i int) error) (times, error) {
	var t times
	for i := range 5 {
		if err := do(ctx, i); err != nil {
			return nil, err
		}
	}
	for began := time.Now(); len(t) < mostRuns && (len(t) < fewRuns || time.Since(began) < longest); {
		from := time.Now()
		if err := do(ctx, len(t)); err != nil {
			return nil, err
		}
		t = append(t, time.Since(from))
	}
	return t, nil
}

// subjects are what the queries ask for.
type subjects struct {
	h                    *house
	rules                petition.Rules
	bureau               org.Officer
	clerks, handlers     []org.Officer
	numbers              []string
	names, phones        []string
	common, rare, absent string
}

func (g *ground) findSubjects(ctx context.Context, h *house) (*subjects, error) {
	s := &subjects{h: h, rules: g.rules}
	s.bureau, _ = g.county.Officer("case1")
	for _, post := range g.county.Posts {
		switch who := sample.OfficerOf(g.county, post); who.Post {
		case org.Clerk:
			s.clerks = append(s.clerks, who)
		case org.Handler:
			s.handlers = append(s.handlers, who)
		}
	}
	reader := h.db.Reader(g.rules.Policy.Scope(s.bureau))
	words := map[string]int{}
	i := 0
	err := reader.Export(ctx, store.ListQuery{Sort: store.ByRegistered}, func(row store.ListRow) error {
		letters := []rune(row.Subject)
		for k := range len(letters) - 1 {
			words[string(letters[k:k+2])]++
		}
		if i++; i%500 != 0 {
			return nil
		}
		s.numbers = append(s.numbers, row.No)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(s.numbers), func(i, k int) { s.numbers[i], s.numbers[k] = s.numbers[k], s.numbers[i] })
	for _, no := range s.numbers {
		p, err := reader.PetitionOpen(ctx, no)
		if err != nil {
			return nil, err
		}
		if c := p.Record.Contact(); c.Name != "" {
			s.names = append(s.names, c.Name.Reveal())
			if c.Phone != "" {
				s.phones = append(s.phones, c.Phone.Reveal())
			}
		}
	}
	s.findWords(words)
	return s, nil
}

// findWords finds two letters that many subjects have, two that few have, and two that none has.
func (s *subjects) findWords(words map[string]int) {
	for w, n := range words {
		if n > words[s.common] || n == words[s.common] && w < s.common {
			s.common = w
		}
		if s.rare == "" || n < words[s.rare] || n == words[s.rare] && w < s.rare {
			s.rare = w
		}
	}
	for _, a := range s.common + s.rare {
		for w := range words {
			if both := string(a) + string([]rune(w)[0]); words[both] == 0 && (s.absent == "" || both < s.absent) {
				s.absent = both
			}
		}
	}
}

// asked is a query with its name.
type asked struct {
	name string
	do   func(ctx context.Context, i int) error
}

func (s *subjects) queries() []asked {
	list := func(by func(i int) org.Officer, q func(i int) store.ListQuery) func(context.Context, int) error {
		return func(ctx context.Context, i int) error {
			_, err := s.reader(by(i)).List(ctx, q(i))
			return err
		}
	}
	bureau := func(int) org.Officer { return s.bureau }
	open := func(int) store.ListQuery { return store.ListQuery{Open: true} }
	everything := func(int) store.ListQuery { return store.ListQuery{} }
	clerk := func(i int) org.Officer { return s.clerks[i%len(s.clerks)] }
	handler := func(i int) org.Officer { return s.handlers[i%len(s.handlers)] }
	box := func(texts []string) func(int) store.ListQuery {
		return func(i int) store.ListQuery { return store.ListQuery{Text: texts[i%len(texts)]} }
	}
	words := func(w string) func(int) store.ListQuery {
		return func(int) store.ListQuery { return store.ListQuery{Words: w} }
	}
	latest := func(int) store.ListQuery { return store.ListQuery{Sort: store.ByRegistered, Descending: true} }
	return []asked{
		{"open by due day, county", list(bureau, open)},
		{"all by due day, county", list(bureau, everything)},
		{"latest first, county", list(bureau, latest)},
		{"open by due day, a unit's clerk", list(clerk, open)},
		{"all by due day, a unit's clerk", list(clerk, everything)},
		{"open by due day, a handler", list(handler, open)},
		{"all by due day, a handler", list(handler, everything)},
		{"next page, county", s.paging(bureau, latest(0))},
		{"next page, a unit's clerk", s.paging(func(int) org.Officer { return s.clerks[0] }, everything(0))},
		{"search: number", list(bureau, box(s.numbers))},
		{"search: name", list(bureau, func(i int) store.ListQuery { return store.ListQuery{Name: s.names[i%len(s.names)]} })},
		{"search: phone", list(bureau, box(s.phones))},
		{"search: words or name, one box", list(bureau, box(s.names))},
		{"search: common word", list(bureau, words(s.common))},
		{"search: rare word", list(bureau, words(s.rare))},
		{"search: absent word", list(bureau, words(s.absent))},
		{"search: rare word, a unit's clerk", list(clerk, words(s.rare))},
		{"counts beside the navigation, county", s.counting(bureau)},
		{"counts beside the navigation, a handler", s.counting(handler)},
		{"today, a bureau's caseworker", s.today(bureau)},
		{"today, a unit's clerk", s.today(clerk)},
		{"today, a handler", s.today(handler)},
		{"one petition", func(ctx context.Context, i int) error {
			_, err := s.reader(s.bureau).Petition(ctx, s.numbers[i%len(s.numbers)])
			return err
		}},
		{"its events", func(ctx context.Context, i int) error {
			_, err := s.reader(s.bureau).Events(ctx, s.numbers[i%len(s.numbers)], 1)
			return err
		}},
	}
}

func (s *subjects) reader(by org.Officer) *store.Reader {
	return s.h.db.Reader(s.rules.Policy.Scope(by))
}

// paging goes from page to page, and begins anew at the end.
func (s *subjects) paging(by func(int) org.Officer, q store.ListQuery) func(context.Context, int) error {
	return func(ctx context.Context, i int) error {
		page, err := s.reader(by(i)).List(ctx, q)
		q.Cursor = page.Next
		return err
	}
}

func (s *subjects) counting(by func(int) org.Officer) func(context.Context, int) error {
	return func(ctx context.Context, i int) error {
		who := by(i)
		_, err := s.reader(who).Counts(ctx, who.Person, deadline.DayOf(time.Now()))
		return err
	}
}

// mostTasks is how many tasks the page "today" shows.
const mostTasks = 60

// today reads what the page "today" does: the reader's tasks, the earliest due first, those that wait
// for the archive alone as a number, and the counts beside them.
func (s *subjects) today(by func(int) org.Officer) func(context.Context, int) error {
	return func(ctx context.Context, i int) error {
		who, now := by(i), time.Now()
		reader := s.reader(who)
		book, err := reader.Directory(ctx)
		if err != nil {
			return err
		}
		q := store.TaskQuery{Owners: casework.Owners(book, who, now), At: now, But: petition.KArchived, Limit: mostTasks}
		if _, err := reader.Tasks(ctx, q); err != nil {
			return err
		}
		q.But, q.Only, q.Limit = "", petition.KArchived, store.MostCounted
		if _, err := reader.CountTasks(ctx, q); err != nil {
			return err
		}
		_, err = reader.Counts(ctx, who.Person, deadline.DayOf(now))
		return err
	}
}
