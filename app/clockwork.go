package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bihuan/casework"
	"bihuan/courier"
	"bihuan/work"
)

// The clockwork has two clocks. When a job is worked and a tick comes, River says by the real clock.
// What is due then is asked of the house's own, which in a demo that is filled, or in a test, may show
// another time.

// startWork sets the clockwork going until the context ends. Then jobs that run may come to their
// end; beside waits for that, so that the database is not closed under them.
func (a *App) startWork(ctx context.Context, beside *sync.WaitGroup) error {
	if a.still {
		return nil
	}
	o := work.Options{
		Casework: a.cases, DB: a.db, Channels: a.channels, Robot: a.robot, Log: a.log, Now: a.now,
		Composer:   courier.NewComposer(a.words.For(a.config.Language), a.officeName, a.config.BaseURL),
		Middleware: a.tracing.middleware(),
	}
	if a.meters != nil {
		o.Watch = a.meters
	}
	w, err := work.New(o)
	if err != nil {
		return fmt.Errorf("making the clockwork: %w", err)
	}
	// River would break off what runs at the end of its context; it is to be stopped instead.
	if err := w.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	a.began.Store(time.Now().UnixMilli())
	beside.Go(func() {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if err := w.Stop(ending); err != nil {
			a.log.Warn("some jobs did not end in time", "err", err)
		}
	})
	return nil
}

// officeName is how the bureau names itself now.
func (a *App) officeName(ctx context.Context) (string, error) {
	book, err := a.db.Directory(ctx)
	if err != nil {
		return "", err
	}
	return book.Office.Name, nil
}

// Tick does all that is due by the house's clock, as the clockwork does once a minute.
func (a *App) Tick(ctx context.Context) (casework.Swept, error) { return a.cases.Tick(ctx) }
