package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"bihuan/domain/personal"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// JobClient works jobs from Start to Stop. Stop lets running jobs end, StopAndCancel tells them to.
// It is to be stopped before the database is closed.
type JobClient interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// How long jobs are kept: done ones for whoever looks what happened yesterday, dead ones until
// somebody had the time to bring them back.
const (
	keepDone = 24 * time.Hour
	keepDead = 90 * 24 * time.Hour
)

// stuckAfter is how much longer than it may a job runs until it is taken from a node that died.
const stuckAfter = 10 * time.Minute

// JobClient makes a client that works the jobs of the county. The caller gives workers, how many
// work at a time in JobQueue, periodic jobs, retry policy, error handler and logger, and any
// middleware as Middleware. What all nodes must do alike is set here.
func (db *DB) JobClient(c *river.Config) (JobClient, error) {
	config := *c
	config.MaxAttempts = jobTries
	config.CompletedJobRetentionPeriod, config.CancelledJobRetentionPeriod = keepDone, keepDone
	config.DiscardedJobRetentionPeriod = keepDead
	config.RescueStuckJobsAfter = cmp.Or(c.RescueStuckJobsAfter, max(c.JobTimeout, river.JobTimeoutDefault)+stuckAfter)
	config.Middleware = append([]rivertype.Middleware{river.WorkerMiddlewareFunc(db.uniquely), river.WorkerMiddlewareFunc(scrubbing)}, c.Middleware...)
	client, err := db.engine.jobClient(&config)
	if err != nil {
		return nil, fmt.Errorf("making a job client: %w", err)
	}
	return client, nil
}

// scrubbing takes what looks like a phone or identity number out of a job's error before it is
// logged and kept: a provider may have quoted one in its answer.
func scrubbing(ctx context.Context, _ *rivertype.JobRow, work func(context.Context) error) error {
	defer func() {
		if why := recover(); why != nil {
			panic(personal.Scrub(fmt.Sprint(why)))
		}
	}()
	if err := work(ctx); err != nil {
		return scrubbed{err}
	}
	return nil
}

// scrubbed is an error that River still knows for what it is.
type scrubbed struct{ error }

func (s scrubbed) Error() string { return personal.Scrub(s.error.Error()) }

func (s scrubbed) Unwrap() error { return s.error }
