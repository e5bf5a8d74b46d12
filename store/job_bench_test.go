//go:build unix

package store_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/riverqueue/river"
)

// BenchmarkJobs registers one matter after the other, with so many jobs each, beside a client that
// works them or without one; and lets a client wait for jobs that do not come.
func BenchmarkJobs(b *testing.B) {
	for _, engine := range storetest.Engines() {
		for _, c := range []struct {
			name   string
			jobs   int
			client bool
		}{{"alone", 0, false}, {"beside a client", 0, true}, {"a job each", 1, false}, {"ten jobs each", 10, false}, {"a job each, worked", 1, true}} {
			b.Run(string(engine)+"/"+c.name, func(b *testing.B) {
				db := benchJobs(b, engine, c.client)
				ctx, n := context.Background(), 0
				began, used := time.Now(), processorTime()
				for b.Loop() {
					err := db.Do(ctx, "registering", func(tx *store.Tx) error {
						for range c.jobs {
							if err := tx.Enqueue(ctx, chore{n}, store.JobOptions{}); err != nil {
								return err
							}
						}
						n++
						return add(ctx, b, tx, &petition.Petition{}, record(n), nil)
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(n)/time.Since(began).Seconds(), "registrations/s")
				if c.client {
					until(b, "all are worked", func() bool {
						time.Sleep(100 * time.Millisecond)
						return counts(b, db)["completed"] == n*c.jobs
					})
				}
				b.ReportMetric((processorTime()-used).Seconds()*1000/float64(n), "cpu-ms/registration")
			})
		}
		b.Run(string(engine)+"/nothing to do", func(b *testing.B) {
			benchJobs(b, engine, true)
			time.Sleep(time.Second)
			began, used := time.Now(), processorTime()
			for b.Loop() {
				time.Sleep(100 * time.Millisecond)
			}
			b.ReportMetric((processorTime()-used).Seconds()*1000/time.Since(began).Seconds(), "cpu-ms/s")
		})
	}
}

func benchJobs(b *testing.B, engine storetest.Engine, works bool) *store.DB {
	o := storetest.Options(b, storetest.URL(b, engine), time.Now)
	o.Fast = false
	db := storetest.Open(b, o)
	var w worked
	if works {
		client(b, db, w.work, func(c *river.Config) {
			c.FetchPollInterval, c.FetchCooldown = river.FetchPollIntervalDefault, river.FetchCooldownDefault
			c.Queues[store.JobQueue] = river.QueueConfig{MaxWorkers: 100}
		})
	}
	return db
}

// processorTime is what this process has used, which other ones beside it change less than the
// time by the clock.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
