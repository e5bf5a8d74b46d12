package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// chore is the job of these tests.
type chore struct {
	N int `json:"n"`
}

func (chore) Kind() string { return "test.chore" }

// tick is one that comes by itself.
type tick struct{}

func (tick) Kind() string { return "test.tick" }

// eachWithJobs runs a test on both engines at once: jobs are mostly waited for.
func eachWithJobs(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, storetest.New(t, engine, time.Now))
		})
	}
}

// client works chores until the test ends, quickly. What River complains of fails the test.
func client(t testing.TB, db *store.DB, work func(context.Context, *river.Job[chore]) error, change ...func(*river.Config)) store.JobClient {
	t.Helper()
	c := &river.Config{
		Workers: river.NewWorkers(), Queues: map[string]river.QueueConfig{store.JobQueue: {MaxWorkers: 8}},
		FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 20 * time.Millisecond,
		TestOnly: true, Logger: slog.New(complaints{t}),
	}
	river.AddWorker(c.Workers, river.WorkFunc(work))
	for _, f := range change {
		f(c)
	}
	jobs, err := db.JobClient(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, jobs) })
	return jobs
}

func stop(t testing.TB, jobs store.JobClient) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := jobs.StopAndCancel(ctx); err != nil {
		t.Errorf("stopping: %v", err)
	}
}

// complaints are what River logs as an error.
type complaints struct{ t testing.TB }

func (complaints) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

func (c complaints) Handle(_ context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "panic recovery") {
		return nil // one of the tests panics
	}
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		text += " " + a.String()
		return true
	})
	c.t.Error(text)
	return nil
}

func (c complaints) WithAttrs([]slog.Attr) slog.Handler { return c }

func (c complaints) WithGroup(string) slog.Handler { return c }

// worked is when each chore was worked.
type worked struct {
	mu    sync.Mutex
	times map[int][]time.Time
}

func (w *worked) work(_ context.Context, job *river.Job[chore]) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.times == nil {
		w.times = map[int][]time.Time{}
	}
	w.times[job.Args.N] = append(w.times[job.Args.N], time.Now())
	return nil
}

func (w *worked) of(n int) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.times[n])
}

func enqueue(t testing.TB, db *store.DB, o store.JobOptions, jobs ...store.Job) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, job := range jobs {
			if err := tx.Enqueue(ctx, job, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func waiting(t testing.TB, db *store.DB) []string {
	t.Helper()
	list, err := db.WaitingJobs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, job := range list {
		all = append(all, job.Kind+" "+strings.ReplaceAll(job.Args, " ", ""))
	}
	return all
}

func counts(t testing.TB, db *store.DB) map[string]int {
	t.Helper()
	found, err := db.JobCounts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func dead(t testing.TB, db *store.DB) []store.DeadJob {
	t.Helper()
	list, err := db.DeadJobs(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// until waits for what must come true soon, or at last on a machine that has much else to do.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func TestJobGoesWithItsTransaction(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		ctx, no := context.Background(), errors.New("no")
		fail := func(why string, do func(context.Context, *store.Tx) error) {
			t.Helper()
			err := db.Do(ctx, why, func(tx *store.Tx) error {
				if err := tx.Enqueue(ctx, chore{1}, store.JobOptions{}); err != nil {
					return err
				}
				return do(ctx, tx)
			})
			if err == nil {
				t.Errorf("%s: no error", why)
			}
			if left := waiting(t, db); len(left) > 0 {
				t.Fatalf("%s: left %v", why, left)
			}
		}
		fail("refused", func(context.Context, *store.Tx) error { return no })
		fail("given up while it was committed", func(_ context.Context, tx *store.Tx) error {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			return tx.Enqueue(gone, chore{2}, store.JobOptions{})
		})
		fail("a job that cannot be", func(ctx context.Context, tx *store.Tx) error {
			return tx.Enqueue(ctx, chore{2}, store.JobOptions{Priority: 9})
		})
		fail("arguments that cannot be written", func(ctx context.Context, tx *store.Tx) error {
			return tx.Enqueue(ctx, secret{make(chan int)}, store.JobOptions{})
		})
		func() {
			defer func() { _ = recover() }()
			_ = db.Do(ctx, "panics", func(tx *store.Tx) error {
				_ = tx.Enqueue(ctx, chore{3}, store.JobOptions{})
				panic("in the middle")
			})
		}()
		if _, ok, err := db.OldestJob(ctx); ok || err != nil {
			t.Errorf("the oldest of none: %v, error %v", ok, err)
		}

		before := time.Now()
		enqueue(t, db, store.JobOptions{}, chore{4})
		if left := waiting(t, db); !slices.Equal(left, []string{`test.chore {"n":4}`}) {
			t.Errorf("waiting: %v", left)
		}
		if n := counts(t, db); n["available"] != 1 || n["completed"] != 0 {
			t.Errorf("counts: %v", n)
		}
		since, ok, err := db.OldestJob(ctx)
		if err != nil || !ok || since.Before(before.Add(-time.Second)) || since.After(time.Now().Add(time.Second)) {
			t.Errorf("the oldest waits since %s, %v, error %v", since, ok, err)
		}
		var w worked
		client(t, db, w.work)
		until(t, "it is worked", func() bool { return counts(t, db)["completed"] == 1 })
		if len(w.of(4)) != 1 || len(w.of(1))+len(w.of(2))+len(w.of(3)) > 0 || len(waiting(t, db)) > 0 {
			t.Errorf("worked %v", w.times)
		}
	})
}

// secret cannot be written as JSON.
type secret struct{ C chan int }

func (secret) Kind() string { return "test.secret" }

func TestJobUnique(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		unique := store.JobOptions{Unique: true}
		enqueue(t, db, unique, chore{2}, chore{1}, chore{2})
		enqueue(t, db, unique, chore{2})
		enqueue(t, db, store.JobOptions{Unique: true, At: time.Now().Add(time.Hour)}, chore{1}, chore{7})
		enqueue(t, db, unique, chore{7})
		enqueue(t, db, store.JobOptions{}, chore{2}, chore{2})
		want := []string{`test.chore {"n":1}`, `test.chore {"n":2}`, `test.chore {"n":7}`, `test.chore {"n":2}`, `test.chore {"n":2}`}
		if left := waiting(t, db); !slices.Equal(left, want) {
			t.Errorf("waiting: %v", left)
		}
		// All at once and crosswise, on PostgreSQL really so.
		var wait sync.WaitGroup
		for i := range 16 {
			wait.Go(func() {
				jobs := []store.Job{chore{11}, chore{12}, chore{13}}
				if i%2 == 0 {
					slices.Reverse(jobs)
				}
				enqueue(t, db, unique, jobs...)
			})
		}
		wait.Wait()
		if left := waiting(t, db); len(left) != len(want)+3 {
			t.Errorf("waiting: %v", left)
		}
		// One that is done makes room.
		var w worked
		client(t, db, w.work)
		until(t, "all are worked", func() bool { return counts(t, db)["completed"] == 7 })
		enqueue(t, db, unique, chore{12})
		until(t, "it is worked again", func() bool { return len(w.of(12)) == 2 })
	})
}

// TestJobUniqueWhileItRuns: what is enqueued while the same job runs may come after what that has read, and
// is worked after it, once.
func TestJobUniqueWhileItRuns(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		unique := store.JobOptions{Unique: true}
		enqueue(t, db, unique, chore{1})
		var w worked
		begun, end := make(chan struct{}), make(chan struct{})
		begins := sync.OnceFunc(func() { close(begun) })
		client(t, db, func(ctx context.Context, job *river.Job[chore]) error {
			begins()
			<-end
			return w.work(ctx, job)
		}, func(c *river.Config) { c.Queues = map[string]river.QueueConfig{store.JobQueue: {MaxWorkers: 1}} })
		<-begun
		enqueue(t, db, unique, chore{1})
		enqueue(t, db, unique, chore{1})
		if n := counts(t, db); n["running"] != 1 || n["available"] != 1 {
			t.Errorf("counts: %v", n)
		}
		close(end)
		until(t, "both are worked", func() bool { return counts(t, db)["completed"] == 2 })
		if n := len(w.of(1)); n != 2 {
			t.Errorf("worked %d times", n)
		}
	})
}

// TestJobUniqueComesAgain: a unique job that failed, or put itself off, holds others back while it waits;
// if another one waits already, that does it.
func TestJobUniqueComesAgain(t *testing.T) {
	no := errors.New("no")
	for name, result := range map[string]error{"failed": no, "put off": river.JobSnooze(time.Hour)} {
		t.Run(name, func(t *testing.T) {
			eachWithJobs(t, func(t *testing.T, db *store.DB) {
				unique := store.JobOptions{Unique: true}
				var second atomic.Bool
				client(t, db, func(_ context.Context, job *river.Job[chore]) error {
					if job.Args.N == 2 && !second.Swap(true) {
						enqueue(t, db, store.JobOptions{Unique: true, At: time.Now().Add(time.Hour)}, chore{2})
					}
					return result
				}, func(c *river.Config) { c.RetryPolicy = pauses{time.Hour} })
				enqueue(t, db, unique, chore{1})
				until(t, "it waits again", func() bool { n := counts(t, db); return n["retryable"]+n["scheduled"] == 1 })
				enqueue(t, db, unique, chore{1})
				if left := waiting(t, db); len(left) != 1 {
					t.Errorf("waiting: %v", left)
				}
				enqueue(t, db, unique, chore{2})
				until(t, "one made room for the other", func() bool { n := counts(t, db); return n["cancelled"]+n["completed"] == 1 })
				if left := waiting(t, db); len(left) != 2 || len(dead(t, db)) > 0 {
					t.Errorf("waiting: %v; dead: %+v", left, dead(t, db))
				}
			})
		})
	}
}

func TestJobAt(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		at := time.Now().Add(1500 * time.Millisecond)
		enqueue(t, db, store.JobOptions{At: at}, chore{1})
		enqueue(t, db, store.JobOptions{At: time.Now().Add(-time.Hour)}, chore{2})
		list, err := db.WaitingJobs(context.Background())
		if err != nil || len(list) != 2 || list[0].State != "scheduled" || list[0].At.Sub(at).Abs() > time.Millisecond || list[1].State != "available" {
			t.Errorf("waiting: %+v, error %v", list, err)
		}
		var w worked
		client(t, db, w.work)
		until(t, "what was due long ago", func() bool { return len(w.of(2)) == 1 })
		if since, ok, err := db.OldestJob(context.Background()); ok && since.After(time.Now()) || err != nil {
			t.Errorf("the oldest waits since %s, error %v", since, err)
		}
		until(t, "what was due later", func() bool { return len(w.of(1)) == 1 })
		if early := at.Sub(w.of(1)[0]); early > 0 {
			t.Errorf("worked %s too early", early)
		}
	})
}

// pauses are between the tries of a job.
type pauses []time.Duration

func (p pauses) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(p[min(job.Attempt, len(p))-1])
}

func TestJobFailsDiesAndComesBack(t *testing.T) {
	const phone = "13912345678"
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var w worked
		var mended atomic.Bool
		retry := pauses{100 * time.Millisecond, 400 * time.Millisecond}
		client(t, db, func(ctx context.Context, job *river.Job[chore]) error {
			if err := w.work(ctx, job); err != nil || mended.Load() {
				return err
			}
			if job.Args.N == 2 {
				panic("no answer for " + phone)
			}
			return fmt.Errorf("the provider refuses %s (try %d): %s", phone, job.Attempt, strings.Repeat("长", 600))
		}, func(c *river.Config) { c.RetryPolicy = retry })
		enqueue(t, db, store.JobOptions{Tries: 3}, chore{1})
		until(t, "it dies", func() bool { return len(dead(t, db)) == 1 })
		enqueue(t, db, store.JobOptions{Tries: 1}, chore{2})
		until(t, "the other dies", func() bool { return len(dead(t, db)) == 2 })

		times := w.of(1)
		if len(times) != 3 {
			t.Fatalf("tried %d times", len(times))
		}
		for i, pause := range retry {
			if got := times[i+1].Sub(times[i]); got < pause {
				t.Errorf("pause %d was %s", i, got)
			}
		}
		list := dead(t, db)
		second, first := list[0], list[1]
		if first.Kind != "test.chore" || strings.ReplaceAll(first.Args, " ", "") != `{"n":1}` || first.Tried != 3 || first.Tries != 3 ||
			time.Since(first.Failed) > time.Minute || !strings.Contains(first.Why, "(try 3)") || len([]rune(first.Why)) != 500 {
			t.Errorf("dead: %+v", first)
		}
		if !strings.Contains(second.Why, "no answer for") {
			t.Errorf("dead: %+v", second)
		}
		if strings.Contains(first.Why+second.Why, phone) || strings.Contains(errorsOf(t, db), phone) {
			t.Error("a phone number is kept")
		}
		if limited, err := db.DeadJobs(ctx, 1); err != nil || len(limited) != 1 || limited[0].ID != second.ID {
			t.Errorf("the last to die: %+v, error %v", limited, err)
		}

		mended.Store(true)
		for _, id := range []int64{first.ID, second.ID} {
			if err := db.RetryJob(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
		until(t, "they are done", func() bool { return counts(t, db)["completed"] == 2 })
		if left := dead(t, db); len(left) > 0 {
			t.Errorf("still dead: %+v", left)
		}
		for _, id := range []int64{first.ID, 987654} {
			wantFault(t, db.RetryJob(ctx, id), fault.NotFound, "fault.job.not_found")
		}
	})
}

func TestShortWhy(t *testing.T) {
	long := strings.Repeat("长", 495)
	for text, want := range map[string]string{
		"":                   "",
		"拨打13912345678失败":    "拨打139****5678失败",
		long + "13912345678": long + "139**",
		long + "完了":          long + "完了",
	} {
		if got := store.ShortWhy(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// errorsOf is what the database itself keeps of jobs' errors.
func errorsOf(t *testing.T, db *store.DB) string {
	t.Helper()
	text := ""
	if err := db.RawJobErrors(context.Background(), &text); err != nil || !strings.Contains(text, "no answer for") {
		t.Fatalf("errors %q, error %v", text, err)
	}
	return text
}

// TestJobsOnce has two clients work beside a writer: each job once, and no act is lost.
func TestJobsOnce(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		const n = 200
		var w worked
		client(t, db, w.work)
		client(t, db, w.work)
		for i := 0; i < n; i += 5 {
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				for j := i; j < i+5; j++ {
					if err := tx.Enqueue(ctx, chore{j}, store.JobOptions{}); err != nil {
						return err
					}
				}
				return add(ctx, t, tx, &petition.Petition{}, record(i), nil)
			})
		}
		until(t, "all are done", func() bool { return counts(t, db)["completed"] == n })
		for i := range n {
			if times := len(w.of(i)); times != 1 {
				t.Errorf("job %d was worked %d times", i, times)
			}
		}
		verify(t, db)
	})
}

// TestJobRescued lets a node die over a job: another one does it.
func TestJobRescued(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		short := func(c *river.Config) {
			c.JobTimeout, c.RescueStuckJobsAfter, c.RetryPolicy = 300*time.Millisecond, 300*time.Millisecond, pauses{0}
		}
		begun, end := make(chan struct{}), make(chan struct{})
		first, err := db.JobClient(func() *river.Config {
			c := &river.Config{Workers: river.NewWorkers(), Queues: map[string]river.QueueConfig{store.JobQueue: {MaxWorkers: 1}},
				FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 20 * time.Millisecond, LeaderElectionDisabled: true,
				Logger: slog.New(slog.DiscardHandler)}
			river.AddWorker(c.Workers, river.WorkFunc(func(context.Context, *river.Job[chore]) error {
				close(begun)
				<-end // whatever it is told
				return nil
			}))
			short(c)
			return c
		}())
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		enqueue(t, db, store.JobOptions{}, chore{1})
		<-begun
		gone, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
		defer cancel()
		if err := first.StopAndCancel(gone); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped with %v", err)
		}
		if n := counts(t, db); n["running"] != 1 {
			t.Errorf("counts: %v", n)
		}
		var w worked
		client(t, db, w.work, short)
		until(t, "the other does it", func() bool { return len(w.of(1)) == 1 && counts(t, db)["completed"] == 1 })
		close(end)
		stop(t, first)
		if len(w.of(1)) != 1 {
			t.Errorf("worked %v", w.times)
		}
	})
}

// TestJobInterrupted stops a client over a job that listens: it waits for the next one, and the
// try does not count.
func TestJobInterrupted(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		begun := make(chan struct{})
		// The client may fetch it once more before it stops, and is told to stop at once.
		begins := sync.OnceFunc(func() { close(begun) })
		first := client(t, db, func(ctx context.Context, _ *river.Job[chore]) error {
			begins()
			<-ctx.Done()
			return ctx.Err()
		})
		enqueue(t, db, store.JobOptions{Tries: 1}, chore{1})
		<-begun
		stop(t, first)
		if left := waiting(t, db); len(left) != 1 {
			t.Fatalf("waiting: %v", left)
		}
		var w worked
		client(t, db, w.work)
		until(t, "the next one does it", func() bool { return len(w.of(1)) == 1 })
	})
}

// TestJobTicks lets jobs come by themselves, and go on to come when the leader has gone; a job puts
// itself off.
func TestJobTicks(t *testing.T) {
	eachWithJobs(t, func(t *testing.T, db *store.DB) {
		var ticks, tries atomic.Int32
		start := func() store.JobClient {
			return client(t, db, func(_ context.Context, job *river.Job[chore]) error {
				if tries.Add(1) < 3 {
					return river.JobSnooze(50 * time.Millisecond)
				}
				return nil
			}, func(c *river.Config) {
				river.AddWorker(c.Workers, river.WorkFunc(func(context.Context, *river.Job[tick]) error {
					ticks.Add(1)
					return nil
				}))
				c.PeriodicJobs = []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(200*time.Millisecond),
					func() (river.JobArgs, *river.InsertOpts) { return tick{}, nil }, nil)}
			})
		}
		first := start()
		start()
		enqueue(t, db, store.JobOptions{Tries: 1}, chore{1})
		until(t, "ticks", func() bool { return ticks.Load() >= 3 })
		until(t, "put off twice", func() bool { return tries.Load() == 3 })
		stop(t, first)
		had := ticks.Load()
		until(t, "ticks after the first has gone", func() bool { return ticks.Load() >= had+3 })
		if list := dead(t, db); len(list) > 0 {
			t.Errorf("dead: %+v", list)
		}
	})
}

// TestJobsOfCounties keeps two counties apart that share a PostgreSQL database.
func TestJobsOfCounties(t *testing.T) {
	t.Parallel()
	o := storetest.Options(t, storetest.URL(t, storetest.Postgres), time.Now)
	here := storetest.Open(t, o)
	o.County = "990122"
	there := storetest.Open(t, o)
	var w, other worked
	client(t, there, other.work)
	enqueue(t, here, store.JobOptions{}, chore{1})
	enqueue(t, there, store.JobOptions{}, chore{2})
	until(t, "there", func() bool { return counts(t, there)["completed"] == 1 })
	if left := waiting(t, here); len(left) != 1 {
		t.Errorf("waiting: %v", left)
	}
	client(t, here, w.work)
	until(t, "here", func() bool { return counts(t, here)["completed"] == 1 })
	if len(other.of(1)) > 0 || len(w.of(2)) > 0 {
		t.Error("worked in the other county")
	}
}

// TestCloseWithJobs closes a database whose client was never started, or has stopped.
func TestCloseWithJobs(t *testing.T) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			o := storetest.Options(t, storetest.URL(t, engine), time.Now)
			for _, started := range []bool{false, true} {
				db, err := store.Open(context.Background(), o)
				if err != nil {
					t.Fatal(err)
				}
				if started {
					var w worked
					jobs := client(t, db, w.work)
					enqueue(t, db, store.JobOptions{}, chore{1})
					until(t, "it is done", func() bool { return counts(t, db)["completed"] == 1 })
					stop(t, jobs)
				} else if _, err := db.JobClient(&river.Config{}); err != nil {
					t.Fatal(err)
				}
				closed := make(chan error, 1)
				go func() { closed <- db.Close() }()
				select {
				case err := <-closed:
					if err != nil {
						t.Error(err)
					}
				case <-time.After(time.Minute):
					t.Fatal("closing hangs")
				}
			}
		})
	}
}
