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
	"bihuan/domain/letter"
	"bihuan/domain/org"
	counted "bihuan/domain/report"
)

// Within what time, in milliseconds, reports are to be made at 1.6 million petitions.
const (
	headlineAllowed = 2000
	monthlyAllowed  = 1000
	dailyAllowed    = 3000 // for the county and all units together
)

// reports measures making reports among many petitions.
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
	h, err := g.openFacts(ctx, engine, n, r)
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
	book, err := h.db.Directory(ctx)
	if err != nil {
		return err
	}
	body := func(kind counted.Kind, unit org.UnitID, day deadline.Day) error {
		_, err := h.cases.ReportBody(ctx, kind, unit, day.End())
		return err
	}
	whole := func(kind counted.Kind, day func() deadline.Day) func(context.Context, int) error {
		return func(context.Context, int) error { return body(kind, "", day()) }
	}
	var units []org.UnitID
	for _, u := range book.Units {
		units = append(units, u.ID)
	}
	summing := time.Now()
	if err := h.db.SumShares(ctx, today.Start()); err != nil {
		return err
	}
	r.note("%s: the night's sums took %.1f s, the first time", engine, time.Since(summing).Seconds())
	month := counted.Period{From: ended.AddMonths(-1).Add(1), To: ended}
	yesterday := func() deadline.Day { return today.Add(-1) }
	r.note("%s: %d petitions received over %d days", engine, n, spread)
	for _, q := range []asked{
		{"monthly, this month", whole(counted.Monthly, func() deadline.Day { return today })},
		{"monthly, as it was at the end of a month", whole(counted.Monthly, func() deadline.Day { return month.To })},
		{"weekly, of yesterday", whole(counted.Weekly, yesterday)},
		{"bulletin, of yesterday", whole(counted.Bulletin, yesterday)},
		{"daily, of yesterday, the county", whole(counted.Daily, yesterday)},
		{fmt.Sprintf("daily, of yesterday, the county and %d units", len(units)), func(context.Context, int) error {
			_, err := h.cases.ReportBodies(ctx, counted.Daily, append([]org.UnitID{""}, units...), yesterday().End())
			return err
		}},
		{"the county overview", func(ctx context.Context, _ int) error { return h.countyOverview(ctx, by, today) }},
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
		if !strings.Contains(q.name, g.o.only) {
			continue
		}
		t, err := timed(ctx, q.do)
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		r.addTimes(engine, q.name, t)
	}
	r.add(engine, "allowed: the county overview", "ms", "p95", float64(overviewAllowed))
	r.add(engine, "allowed: monthly", "ms", "p95", float64(monthlyAllowed))
	r.add(engine, "allowed: half-year", "ms", "p95", float64(headlineAllowed))
	r.add(engine, "allowed: daily, all units", "ms", "p95", float64(dailyAllowed))
	return nil
}
