package store

import (
	"context"
	"fmt"
	"time"

	"bihuan/domain/personal"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// DeadJob is a job that failed as often as it was to be tried.
type DeadJob struct {
	ID           int64
	Kind         string
	Args         string // JSON
	Tried, Tries int
	Failed       time.Time
	Why          string // the last error, without what looks like a phone or identity number
}

// WaitingJob is a job that has not come to an end.
type WaitingJob struct {
	ID    int64
	Kind  string
	Args  string    // JSON
	State string    // available, scheduled, retryable or running
	At    time.Time // not before
	Tried int
}

// mostJobs is how many jobs are listed at most, and mostWhy how much of an error is.
const (
	mostJobs = 10_000
	mostWhy  = 500
)

// DeadJobs lists dead jobs, the last to die first.
func (db *DB) DeadJobs(ctx context.Context, limit int) ([]DeadJob, error) {
	found, err := db.jobs(ctx, river.NewJobListParams().States(rivertype.JobStateDiscarded).
		OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(min(max(limit, 1), mostJobs)))
	if err != nil {
		return nil, fmt.Errorf("listing dead jobs: %w", err)
	}
	list := make([]DeadJob, len(found))
	for i, job := range found {
		list[i] = DeadJob{ID: job.ID, Kind: job.Kind, Args: string(job.EncodedArgs), Tried: job.Attempt, Tries: job.MaxAttempts}
		if job.FinalizedAt != nil {
			list[i].Failed = job.FinalizedAt.UTC()
		}
		if n := len(job.Errors); n > 0 {
			list[i].Why = shortWhy(job.Errors[n-1].Error)
		}
	}
	return list, nil
}

func shortWhy(text string) string {
	text = personal.Scrub(text)
	n := 0
	for i := range text {
		if n == mostWhy {
			return text[:i]
		}
		n++
	}
	return text
}

// WaitingJobs lists the jobs that have not come to an end, in the order they were enqueued.
func (db *DB) WaitingJobs(ctx context.Context) ([]WaitingJob, error) {
	found, err := db.jobs(ctx, river.NewJobListParams().States(unfinished()...).First(mostJobs))
	if err != nil {
		return nil, fmt.Errorf("listing waiting jobs: %w", err)
	}
	list := make([]WaitingJob, len(found))
	for i, job := range found {
		list[i] = WaitingJob{ID: job.ID, Kind: job.Kind, Args: string(job.EncodedArgs), State: string(job.State),
			At: job.ScheduledAt.UTC(), Tried: job.Attempt}
	}
	return list, nil
}

// OldestJob says since when the oldest job waits that may be worked now, and whether there is one.
func (db *DB) OldestJob(ctx context.Context) (time.Time, bool, error) {
	found, err := db.jobs(ctx, river.NewJobListParams().States(rivertype.JobStateAvailable).
		OrderBy(river.JobListOrderByScheduledAt, river.SortOrderAsc).First(1))
	if err != nil {
		return time.Time{}, false, fmt.Errorf("looking for the oldest job: %w", err)
	}
	if len(found) == 0 || found[0].ScheduledAt.After(db.now()) { // River makes ready what is due in seconds
		return time.Time{}, false, nil
	}
	return found[0].ScheduledAt.UTC(), true, nil
}

// JobCounts counts the jobs by state: available, scheduled, retryable, running, completed,
// discarded and the like, zero where there are none.
func (db *DB) JobCounts(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	err := db.look(ctx, func(c txConn) error {
		found, err := c.countJobs(ctx)
		for state, n := range found {
			counts[string(state)] = n
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting jobs: %w", err)
	}
	return counts, nil
}

// RetryJob has a dead job worked again, at once and once more than it was to be tried.
func (db *DB) RetryJob(ctx context.Context, id int64) error {
	return db.Do(ctx, "retrying a job", func(tx *Tx) error { return tx.conn.retryJob(ctx, id) })
}

func (db *DB) jobs(ctx context.Context, which *river.JobListParams) (list []*rivertype.JobRow, err error) {
	err = db.look(ctx, func(c txConn) error {
		list, err = c.listJobs(ctx, which)
		return err
	})
	return list, err
}

// look reads in a transaction that writes nothing.
func (db *DB) look(ctx context.Context, read func(txConn) error) error {
	c, err := db.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.rollback() }()
	return read(c)
}
