package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"bihuan/domain/fault"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// jobEngine is what the job queue, River, needs of an engine.
type jobEngine interface {
	// jobVersion is the version of River's tables; 0 when there are none.
	jobVersion(ctx context.Context) (int64, error)
	// jobMigrator brings them up to date.
	jobMigrator() (jobMigrator, error)
	// jobLock makes other nodes wait that want to do the same, until it is undone.
	jobLock(ctx context.Context) (unlock func(), err error)
	// jobClient works jobs.
	jobClient(c *river.Config) (JobClient, error)
	// freeJob lets others like a unique job be enqueued.
	freeJob(ctx context.Context, id int64) error
	// holdJob takes that back, unless there is such another one already.
	holdJob(ctx context.Context, id int64, key []byte) (held bool, err error)
}

// jobConn is what a transaction does with jobs.
type jobConn interface {
	insertJobs(ctx context.Context, jobs []river.InsertManyParams) error
	listJobs(ctx context.Context, which *river.JobListParams) ([]*rivertype.JobRow, error)
	countJobs(ctx context.Context) (map[rivertype.JobState]int, error)
	retryJob(ctx context.Context, id int64) error
}

// jobMigrator is River's own, for either engine.
type jobMigrator interface {
	AllVersions() []rivermigrate.Migration
	Migrate(ctx context.Context, direction rivermigrate.Direction, o *rivermigrate.MigrateOpts) (*rivermigrate.MigrateResult, error)
}

// jobSilence is where River's remarks go while it works no jobs: what goes wrong comes as an error.
func jobSilence() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newJobQueue makes a client that inserts and looks, and works nothing.
func newJobQueue[T any](driver riverdriver.Driver[T], schema string) (*river.Client[T], error) {
	return river.NewClient(driver, &river.Config{Schema: schema, MaxAttempts: jobTries, Logger: jobSilence()})
}

// jobTx is a jobConn over River's client for an engine, in a transaction of that engine.
type jobTx[T any] struct {
	queue *river.Client[T]
	in    T
	kind  func(error) error // gives the engine's errors their kind of fault
}

func (j jobTx[T]) insertJobs(ctx context.Context, jobs []river.InsertManyParams) error {
	_, err := j.queue.InsertManyTx(ctx, j.in, jobs)
	return j.kind(err)
}

func (j jobTx[T]) listJobs(ctx context.Context, which *river.JobListParams) ([]*rivertype.JobRow, error) {
	found, err := j.queue.JobListTx(ctx, j.in, which)
	if err != nil {
		return nil, j.kind(err)
	}
	return found.Jobs, nil
}

func (j jobTx[T]) countJobs(ctx context.Context) (map[rivertype.JobState]int, error) {
	counts, err := j.queue.Driver().UnwrapExecutor(j.in).JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{Schema: j.queue.Schema()})
	return counts, j.kind(err)
}

// retryJob brings back a dead job. River itself would begin anew with any that does not run, be it
// done long ago.
func (j jobTx[T]) retryJob(ctx context.Context, id int64) error {
	job, err := j.queue.JobGetTx(ctx, j.in, id)
	switch {
	case errors.Is(err, river.ErrNotFound):
		return fault.New(fault.NotFound, "fault.job.not_found")
	case err != nil:
		return j.kind(err)
	case job.State != rivertype.JobStateDiscarded:
		return fault.New(fault.NotFound, "fault.job.not_found").Because(fmt.Errorf("job %d is %s", id, job.State))
	}
	_, err = j.queue.JobRetryTx(ctx, j.in, id)
	return j.kind(err)
}
