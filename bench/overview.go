package main

import (
	"context"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	counted "bihuan/domain/report"
	"bihuan/store"

	"golang.org/x/sync/errgroup"
)

// overviewAllowed is within what time, in milliseconds, what an overview shows is to be read.
const overviewAllowed = 200

// countyOverview reads what the overview of the county shows, but for the shares, which the page keeps for a
// while.
func (h *house) countyOverview(ctx context.Context, by org.Officer, today deadline.Day) error {
	r, now := h.db.Reader(h.cases.Scope(by)), time.Now()
	group, within := errgroup.WithContext(ctx) // as the page does
	group.Go(func() error {
		_, err := r.Overview(within, "", today, today.Add(6))
		return err
	})
	group.Go(func() error {
		if _, err := r.Owing(within, today); err != nil {
			return err
		}
		_, err := r.Count(within, store.ListQuery{Turn: deadline.LadderLiaison, Moved: today}, store.MostCounted)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if _, err := r.Tallies(ctx, now, counted.Period{From: today.Add(-29), To: today}); err != nil {
		return err
	}
	if _, err := r.CountOrders(ctx, "", today); err != nil {
		return err
	}
	if _, err := r.List(ctx, store.ListQuery{Open: true, Limit: 2}.Late(today)); err != nil {
		return err
	}
	if _, err := r.Clusters(ctx, store.ClusterQuery{At: now, Since: now.AddDate(0, 0, -56), Least: 3, Limit: 12}); err != nil {
		return err
	}
	_, err := r.CountAnswers(ctx, store.LetterQuery{Offices: by.Units(), From: by.Unit, Waits: true}, today)
	return err
}
