package work

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/store"

	"github.com/riverqueue/river"
)

// TestGathersOneAtATime: a job that finds a pass at work comes again and holds up nobody.
func TestGathersOneAtATime(t *testing.T) {
	g := &gatherer{}
	g.runs.Lock()
	var snoozed *river.JobSnoozeError
	if err := g.Work(t.Context(), &river.Job[casework.GatherJob]{}); !errors.As(err, &snoozed) || snoozed.Duration != busyPause {
		t.Errorf("it says %v", err)
	}
}

// TestOneNightAtATime: a night that finds the one before at work leaves it all to that.
func TestOneNightAtATime(t *testing.T) {
	c := &comparer{}
	c.nights.Lock()
	if err := c.Work(t.Context(), &river.Job[casework.CompareJob]{}); err != nil {
		t.Errorf("it says %v", err)
	}
}

// TestComparesLater: while the texts are still being read a job puts itself off, and one job is all there is.
func TestComparesLater(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		h.cases.Finder().Keep("", slog.New(slog.DiscardHandler))
		night := store.JobOptions{Unique: true}
		enqueue := func() {
			t.Helper()
			h.do(t, func(ctx context.Context, tx *store.Tx) error { return tx.Enqueue(ctx, casework.CompareJob{}, night) })
		}
		enqueue()
		h.start(t, Options{})
		put := func() (n int) {
			list, err := h.db.WaitingJobs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, job := range list {
				if job.Kind == "compare" && job.State == "scheduled" && time.Until(job.At) > 5*time.Minute && job.Tried == 0 {
					n++
				}
			}
			return n
		}
		until(t, "it is put off", func() bool { return put() == 1 })
		enqueue()
		if n := put(); n != 1 || h.watch.failures("compare") != 0 {
			t.Errorf("%d are put off, %d count as failed", n, h.watch.failures("compare"))
		}
	})
}
