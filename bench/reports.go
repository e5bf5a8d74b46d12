package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	counted "bihuan/domain/report"
)

// reportAllowed is within what time, in milliseconds, the table of a half-year is to be made.
const reportAllowed = 2000

// reports measures making the headline table among many petitions, those that searches are measured among.
func reports(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, engine := range g.engines {
		if err := g.measureReports(ctx, engine, o.count(manyPetitions), r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (g *ground) measureReports(ctx context.Context, engine string, n int, r *report) (err error) {
	h, err := g.openTexts(ctx, engine, n, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	forms, err := letter.Shipped()
	if err != nil {
		return err
	}
	h.cases.Equip(casework.Stationery{Forms: forms})
	by, _ := g.county.Officer("director")
	today := deadline.DayOf(time.Now())
	ended := counted.PeriodOf(counted.HalfYear, today).From.Add(-1) // the last half-year that is over
	chance := rand.New(rand.NewPCG(g.o.seed, 5))
	table := func(kind counted.Kind, day func() deadline.Day) func(context.Context, int) error {
		return func(ctx context.Context, _ int) error {
			_, err := h.cases.Report(ctx, by, kind, day(), "zh-CN")
			return err
		}
	}
	r.note("%s: %d petitions, registered over %d days", engine, n, spread)
	for _, q := range []asked{
		{"half-year, a whole one", table(counted.HalfYear, func() deadline.Day { return ended })},
		{"half-year, as of any day", table(counted.HalfYear, func() deadline.Day { return today.Add(-chance.IntN(spread - 1)) })},
		{"year, as of today", table(counted.Annual, func() deadline.Day { return today })},
		{"the list behind all batches of a half-year", func(ctx context.Context, _ int) error {
			_, _, err := h.cases.Batches(ctx, by, casework.Behind{Kind: counted.HalfYear, To: ended, Figure: counted.TotalBatches, Limit: 50})
			return err
		}},
		{"the list behind a rare figure of a half-year", func(ctx context.Context, _ int) error {
			_, _, err := h.cases.Batches(ctx, by, casework.Behind{Kind: counted.HalfYear, To: ended, Figure: counted.ProvinceCollective, Limit: 50})
			return err
		}},
	} {
		t, err := timed(ctx, q.do)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		r.addTimes(engine, q.name, t)
	}
	r.add(engine, "allowed", "ms", "p95", float64(reportAllowed))
	return nil
}
