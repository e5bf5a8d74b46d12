package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// manner is how petitions are registered: how many in one transaction, how many in one turn.
type manner struct {
	name      string
	together  int
	turn      int
	allowance float64 // how many times as long as the bare insert it may take
}

func manners() []manner {
	return []manner{{"one at a time", 1, 300, 2.5}, {"500 together", 500, 2500, 2.5}}
}

// registrations measures registering against inserting the same rows, by turns in one run, each
// into a database of its own. The first turn of each warms up and does not count.
func registrations(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	r.note("median of %d turns; ratio: time of the registrations by time of the bare insert of the same rows, turn by turn", o.turns(7))
	for _, engine := range g.engines {
		for _, m := range manners() {
			if err := g.register(ctx, engine, m, r); err != nil {
				return fmt.Errorf("%s, %s: %w", engine, m.name, err)
			}
		}
	}
	return nil
}

func (g *ground) register(ctx context.Context, engine string, m manner, r *report) (err error) {
	there, err := g.place(engine, "registered", true)
	if err != nil {
		return err
	}
	h, err := g.open(ctx, there, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	beside, err := g.emptyLike(ctx, engine, "inserted")
	if err != nil {
		return err
	}
	b, err := openBare(ctx, engine, beside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	look, err := raw(engine, there)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, look.Close()) }()

	turn, turns := g.o.count(m.turn), g.o.turns(7)
	matters := sample.Matters(g.o.seed, turn*(turns+1))
	by, _ := g.county.Officer("case1")
	var ratios, full, plain []float64
	rows := 0
	for round := range turns + 1 {
		ours := matters[round*turn : (round+1)*turn]
		began := time.Now()
		if m.together == 1 {
			err = h.registerEach(ctx, by, ours, round*turn)
		} else {
			err = h.registerTogether(ctx, by, ours, round*turn, m.together)
		}
		if err != nil {
			return err
		}
		took := time.Since(began)
		groups, err := capture(ctx, look, began)
		if err != nil {
			return err
		}
		if len(groups) != turn {
			return fmt.Errorf("%d of %d petitions were captured", len(groups), turn)
		}
		rows = countRows(groups)
		began = time.Now()
		for from := 0; from < len(groups); from += m.together {
			if err := b.insert(ctx, groups[from:min(from+m.together, len(groups))]); err != nil {
				return err
			}
		}
		bare := time.Since(began)
		if round == 0 {
			continue
		}
		ratios = append(ratios, took.Seconds()/bare.Seconds())
		full = append(full, float64(turn)/took.Seconds())
		plain = append(plain, float64(turn)/bare.Seconds())
	}
	r.add(engine, m.name, fmt.Sprintf("per second, of %.1f rows each", float64(rows)/float64(turn)),
		"registrations", median(full), "bare", median(plain), "ratio", median(ratios), "allowed", m.allowance)
	return nil
}

// emptyLike makes an empty database with the schema in it.
func (g *ground) emptyLike(ctx context.Context, engine, name string) (string, error) {
	url, err := g.place(engine, name, true)
	if err != nil {
		return "", err
	}
	h, err := g.open(ctx, url, false)
	if err != nil {
		return "", err
	}
	return url, h.db.Close()
}

// registerEach registers as the form does, with the token against a second press.
func (h *house) registerEach(ctx context.Context, by org.Officer, matters []sample.Matter, from int) error {
	for i := range matters {
		record := recordOf(&matters[i], time.Now().Add(-time.Minute))
		if _, err := h.cases.Register(ctx, by, record, fmt.Sprintf("form-%d", from+i)); err != nil {
			return err
		}
	}
	return nil
}

// registerTogether registers as an import does: what is known already is asked at once, and the
// numbers, codes, events and seals are made for each.
func (h *house) registerTogether(ctx context.Context, by org.Officer, matters []sample.Matter, from, together int) error {
	for start := 0; start < len(matters); start += together {
		ours := matters[start:min(start+together, len(matters))]
		if err := h.db.Do(ctx, "register together", func(tx *store.Tx) error {
			return h.registerIn(ctx, tx, by, ours, from+start)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) registerIn(ctx context.Context, tx *store.Tx, by org.Officer, matters []sample.Matter, from int) error {
	refs := make([]string, len(matters))
	for i := range matters {
		refs[i] = fmt.Sprintf("row-%d", from+i)
	}
	if known, err := tx.ByOrigins(ctx, "bench", refs); err != nil || len(known) > 0 {
		return errors.Join(err, fmt.Errorf("%d are known already", len(known)))
	}
	for i := range matters {
		record := recordOf(&matters[i], tx.Now)
		record.Origin = petition.Origin{Source: "bench", Ref: refs[i]}
		p := &petition.Petition{}
		events, err := tx.Rules.Decide(p, by, tx.Now, &petition.RegisteredData{Record: record})
		if err != nil {
			return err
		}
		if p.No, err = tx.NextNumber(ctx, org.AreaCode(by.County), deadline.DayOf(tx.Now)); err != nil {
			return err
		}
		if err := tx.Register(ctx, p, events, h.vault.HashCode(petition.NewQueryCode())); err != nil {
			return err
		}
	}
	return nil
}

func countRows(groups [][]row) int {
	n := 0
	for _, g := range groups {
		n += len(g)
	}
	return n
}
