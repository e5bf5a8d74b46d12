package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bihuan/domain/fault"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// uniquely has a unique job hold others back only while it waits. River holds them back while it runs
// too; but what is written then may come after what the job has read, and would wait for nothing. Whoever
// enqueues another one before the job is free to run has written what it reads: the database sees to it.
func (db *DB) uniquely(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	if len(job.UniqueKey) == 0 || slices.Contains(job.UniqueStates, rivertype.JobStateCompleted) {
		return work(ctx) // the latter is unique in its period, as a tick is
	}
	if err := db.engine.freeJob(ctx, job.ID); err != nil {
		return fmt.Errorf("letting others like job %d wait: %w", job.ID, err)
	}
	err := work(ctx)
	if err == nil {
		return nil
	}
	// It is to be worked again, and holds others back until then; if another one waits already, that does it.
	alone, wrong := db.engine.holdJob(context.WithoutCancel(ctx), job.ID, job.UniqueKey)
	if fault.KindOf(wrong) == fault.Conflict {
		alone, wrong = false, nil
	}
	var snoozed *rivertype.JobSnoozeError
	switch {
	case wrong != nil:
		return errors.Join(err, fmt.Errorf("holding back others like job %d: %w", job.ID, wrong))
	case alone:
		return err
	case errors.As(err, &snoozed):
		return nil
	}
	return river.JobCancel(err)
}

// The statements of both engines; the job's table is theirs to name.
const (
	freeJob = `UPDATE %s SET unique_key = NULL WHERE id = $1`
	holdJob = `UPDATE %[1]s SET unique_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM %[1]s o WHERE o.unique_key = $2
		AND o.state IN ('available', 'pending', 'retryable', 'running', 'scheduled'))`
)
