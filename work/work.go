// Package work is the clockwork: the jobs that River works and the tick that has everything done that
// is due, each a thin call into casework. It knows no rule; what may not be missed is kept in the
// county's own tables, so that a tick that comes late, twice or on another node does no harm.
package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"bihuan/casework"
	"bihuan/courier"
	"bihuan/store"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Options are what the clockwork stands on.
type Options struct {
	Casework *casework.Casework
	DB       *store.DB
	Channels map[string]courier.Channel // by name: those that reach one person
	Robot    func(store.Robot) (courier.Channel, error)
	Composer *courier.Composer
	Log      *slog.Logger
	Now      func() time.Time
	Watch    Watch // what is measured; none when empty
	// Middleware goes around every job; none when empty.
	Middleware []rivertype.Middleware

	Every   time.Duration // between two ticks; a minute when zero
	Workers int           // jobs at a time; four when zero

	// Timeout is how long a job may run, Rescue after what time one is taken from a node that died.
	Timeout, Rescue time.Duration
	Retry           river.ClientRetryPolicy // nil: River's own
	Poll            time.Duration           // between two looks for jobs; River's own when zero
}

// Watch is told what the clockwork did.
type Watch interface {
	Ticked(took time.Duration, did casework.Swept, err error)
	Worked(kind string, took time.Duration, err error)
}

// Work is the clockwork of one node.
type Work struct {
	o      Options
	client store.JobClient
}

// New builds the clockwork; Start sets it going.
func New(o Options) (*Work, error) {
	if o.Casework == nil || o.DB == nil || o.Now == nil || o.Composer == nil {
		return nil, errors.New("work: casework, store, words and clock are needed")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	w := &Work{o: o}
	workers := river.NewWorkers()
	for _, err := range []error{
		river.AddWorkerSafely(workers, &ticker{w: w}),
		river.AddWorkerSafely(workers, &rounds{w: w}),
		river.AddWorkerSafely(workers, &deliverer{w: w}),
		river.AddWorkerSafely(workers, &looker{w: w}),
		river.AddWorkerSafely(workers, &filer{w: w}),
		river.AddWorkerSafely(workers, &comparer{w: w}),
		river.AddWorkerSafely(workers, &gatherer{w: w}),
	} {
		if err != nil {
			return nil, fmt.Errorf("work: %w", err)
		}
	}
	config := &river.Config{
		Queues:            map[string]river.QueueConfig{store.JobQueue: {MaxWorkers: o.Workers}},
		Workers:           workers,
		PeriodicJobs:      []*river.PeriodicJob{w.every(TickJob{}), w.every(RoundsJob{})},
		JobTimeout:        o.Timeout,
		ErrorHandler:      handler{w},
		Logger:            slog.New(quieter{o.Log.Handler()}),
		Middleware:        w.middleware(),
		RetryPolicy:       o.Retry,
		FetchPollInterval: o.Poll,
	}
	if o.Rescue > 0 {
		config.RescueStuckJobsAfter = o.Rescue
	}
	client, err := o.DB.JobClient(config)
	if err != nil {
		return nil, err
	}
	w.client = client
	return w, nil
}

// middleware is what was given and, innermost, what measures the work alone.
func (w *Work) middleware() []rivertype.Middleware {
	list := slices.Clone(w.o.Middleware)
	if w.o.Watch == nil {
		return list
	}
	return append(list, river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		began, failed := w.o.Now(), errPanicked
		defer func() { w.o.Watch.Worked(job.Kind, w.o.Now().Sub(began), failed) }()
		err := work(ctx)
		failed = err
		if snoozed := (*river.JobSnoozeError)(nil); errors.As(err, &snoozed) {
			failed = nil // it comes again, and has not failed
		}
		return err
	}))
}

// errPanicked is what a job failed of that did not come back.
var errPanicked = errors.New("the job panicked")

// every makes a job periodic. It runs at once on the node that becomes the leader, so that what was
// missed while the house was closed is made up for.
func (w *Work) every(job river.JobArgs) *river.PeriodicJob {
	once := river.UniqueOpts{}
	if w.o.Every >= time.Second {
		once.ByPeriod = w.o.Every
	}
	return river.NewPeriodicJob(river.PeriodicInterval(w.o.Every), func() (river.JobArgs, *river.InsertOpts) {
		return job, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: once, Priority: 1}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// Start sets the clockwork going until Stop, or until the context ends.
func (w *Work) Start(ctx context.Context) error {
	if err := w.client.Start(ctx); err != nil {
		return fmt.Errorf("starting the clockwork: %w", err)
	}
	return nil
}

// Stop lets running jobs end, and has them end when the context does.
func (w *Work) Stop(ctx context.Context) error {
	if err := w.client.Stop(ctx); err == nil || ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return w.client.StopAndCancel(last)
}

// TickJob has everything done that is due on petitions.
type TickJob struct{}

// Kind is tick.
func (TickJob) Kind() string { return "tick" }

type ticker struct {
	river.WorkerDefaults[TickJob]
	w    *Work
	runs sync.Mutex
}

// Work is never tried again: the next tick does what this one could not. One that failed is
// cancelled, so that it does not pass for one that was done.
func (t *ticker) Work(ctx context.Context, _ *river.Job[TickJob]) error {
	if !t.runs.TryLock() {
		return nil // the one before has much to make up for, and does what is due meanwhile as well
	}
	defer t.runs.Unlock()
	o := t.w.o
	began := o.Now()
	did, err := o.Casework.Sweep(ctx)
	took := o.Now().Sub(began)
	if o.Watch != nil {
		o.Watch.Ticked(took, did, err)
	}
	level := slog.LevelDebug
	if did != (casework.Swept{}) {
		level = slog.LevelInfo
	}
	o.Log.Log(ctx, level, "tick", "petitions", did.Petitions, "alarms", did.Alarms, "steps", did.Steps, "failed", did.Failed, "ms", took.Milliseconds())
	if did.Failed > 0 {
		o.Log.Warn("petitions were put off", "n", did.Failed)
	}
	if err == nil || ctx.Err() != nil {
		return nil // out of time, it goes on with the next tick
	}
	o.Log.Error("tick", "err", err)
	return river.JobCancel(err)
}

// RoundsJob makes the rounds whose set time has come: patrol lists, digests, the bulletin, the nightly
// check. They may take long, and are a job of their own so that what is due on petitions never waits
// for them.
type RoundsJob struct{}

// Kind is rounds.
func (RoundsJob) Kind() string { return "rounds" }

type rounds struct {
	river.WorkerDefaults[RoundsJob]
	w    *Work
	runs sync.Mutex
}

// Work is never tried again, as a tick's is not.
func (r *rounds) Work(ctx context.Context, _ *river.Job[RoundsJob]) error {
	if !r.runs.TryLock() {
		return nil
	}
	defer r.runs.Unlock()
	err := r.w.o.Casework.Rounds(ctx)
	if err == nil || ctx.Err() != nil {
		return nil
	}
	r.w.o.Log.Error("rounds", "err", err)
	return river.JobCancel(err)
}

type looker struct {
	river.WorkerDefaults[casework.LookJob]
	w *Work
}

func (l *looker) Work(ctx context.Context, job *river.Job[casework.LookJob]) error {
	return l.w.o.Casework.Look(ctx, job.Args.No)
}

// filer makes the files of letters that were issued, if the house was stopped before it had made them.
type filer struct {
	river.WorkerDefaults[casework.FileLetterJob]
	w *Work
}

func (f *filer) Work(ctx context.Context, job *river.Job[casework.FileLetterJob]) error {
	_, err := f.w.o.Casework.FileLetter(ctx, job.Args.ID)
	return err
}

// gatherer takes new matters into the groups of those with one cause.
type gatherer struct {
	river.WorkerDefaults[casework.GatherJob]
	w    *Work
	runs sync.Mutex
}

// busyPause is after what time a job comes again that found another one of its kind at work.
const busyPause = 15 * time.Second

func (g *gatherer) Work(ctx context.Context, job *river.Job[casework.GatherJob]) error {
	if !g.runs.TryLock() {
		return river.JobSnooze(busyPause) // the first pass of a large county would hold up all who work
	}
	defer g.runs.Unlock()
	_, err := g.w.o.Casework.Gather(ctx, job.Args)
	return err
}

// comparer compares what was registered with what there was before.
type comparer struct {
	river.WorkerDefaults[casework.CompareJob]
	w      *Work
	nights sync.Mutex
}

// Work compares one matter, or a part of the night's, after which the same job comes again for the next.
func (c *comparer) Work(ctx context.Context, job *river.Job[casework.CompareJob]) error {
	if job.Args == (casework.CompareJob{}) {
		if !c.nights.TryLock() {
			return nil // the one of last night, which goes on to the end
		}
		defer c.nights.Unlock()
	}
	again, err := c.w.o.Casework.Compare(ctx, job.Args)
	if err == nil && again > 0 {
		return river.JobSnooze(again)
	}
	return err
}

// handler tells of jobs that are given up.
type handler struct{ w *Work }

func (h handler) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	h.failed(ctx, job, err)
	return nil
}

func (h handler) HandlePanic(ctx context.Context, job *rivertype.JobRow, why any, trace string) *river.ErrorHandlerResult {
	h.w.o.Log.Error("a job panicked", "kind", job.Kind, "id", job.ID, "trace", trace)
	h.failed(ctx, job, fmt.Errorf("panic: %v", why))
	return nil
}

func (h handler) failed(ctx context.Context, job *rivertype.JobRow, err error) {
	h.w.o.Log.Warn("a job failed", "kind", job.Kind, "id", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "err", err)
	if job.Attempt < job.MaxAttempts {
		return
	}
	if err := h.w.o.Casework.JobDied(context.WithoutCancel(ctx), job.ID, job.Kind); err != nil {
		h.w.o.Log.Error("telling of a job that was given up", "err", err)
	}
}

// quieter leaves out of the log what River says of each of its own rounds.
type quieter struct{ slog.Handler }

func (q quieter) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quieter) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quieter{q.Handler.WithAttrs(attrs)}
}

func (q quieter) WithGroup(name string) slog.Handler { return quieter{q.Handler.WithGroup(name)} }
