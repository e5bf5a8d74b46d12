package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Job is what is to be done after a transaction is committed: a kind and a few numbers or ids,
// never personal data. What it is about is read when it is worked.
type Job interface{ Kind() string }

// JobOptions say when and how a job is worked.
type JobOptions struct {
	At       time.Time // not before; zero: at once
	Unique   bool      // not beside another one of the same kind and arguments that waits or is to be retried
	Tries    int       // 0: the default
	Priority int       // 1 first … 4; 0: the default
}

// JobQueue is the queue that all jobs wait in.
const JobQueue = river.QueueDefault

// jobTries are by default; with River's own pauses between them they take half a day, so that a
// job outlives a night without the network.
const jobTries = 12

// Enqueue has a job done once the transaction is committed; if it is not, neither is the job.
func (tx *Tx) Enqueue(ctx context.Context, job Job, o JobOptions) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	args, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("enqueuing a job %s: %w", job.Kind(), err)
	}
	tx.jobs = append(tx.jobs, queued{kind: job.Kind(), args: args, options: o})
	return nil
}

// queued is a job as it was enqueued; River takes it for its own.
type queued struct {
	kind    string
	args    json.RawMessage
	options JobOptions
}

func (q queued) Kind() string { return q.kind }

// MarshalJSON gives the arguments alone.
func (q queued) MarshalJSON() ([]byte, error) { return q.args, nil }

// writeJobs inserts what was enqueued, in one statement. Unique ones come last and in one order:
// on PostgreSQL, who inserts the same one waits until we commit.
func (tx *Tx) writeJobs(ctx context.Context) error {
	if len(tx.jobs) == 0 {
		return nil
	}
	slices.SortStableFunc(tx.jobs, func(a, b queued) int { return cmp.Compare(a.key(), b.key()) })
	// River refuses a statement that names a unique job twice.
	tx.jobs = slices.CompactFunc(tx.jobs, func(a, b queued) bool { return a.options.Unique && a.key() == b.key() })
	list := make([]river.InsertManyParams, len(tx.jobs))
	for i, q := range tx.jobs {
		list[i] = river.InsertManyParams{Args: q, InsertOpts: q.insert(tx.Now)}
	}
	if err := tx.conn.insertJobs(ctx, list); err != nil {
		return fmt.Errorf("enqueuing %d jobs: %w", len(list), err)
	}
	return nil
}

// key tells unique jobs apart; the others have none.
func (q queued) key() string {
	if !q.options.Unique {
		return ""
	}
	return q.kind + " " + string(q.args)
}

func (q queued) insert(now time.Time) *river.InsertOpts {
	o := &river.InsertOpts{Queue: JobQueue, MaxAttempts: q.options.Tries, Priority: q.options.Priority}
	if q.options.At.After(now) { // else River would look at it only on its next round through what is due
		o.ScheduledAt = q.options.At
	}
	if q.options.Unique {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished()}
	}
	return o
}

// unfinished are the states of a job that is still to come to an end. River asks for all of them; a job
// that runs holds nobody back nevertheless, see uniquely.
func unfinished() []rivertype.JobState {
	return []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled}
}
