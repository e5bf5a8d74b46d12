package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/store"
)

const (
	gaugesKept = 30 * time.Second // so that scraping costs the database little, however often it is done
	gaugesTime = 10 * time.Second // that reading them may take
)

// gauges read from the database how the county's work stands. They are the same on every node.
type gauges struct {
	db     *store.DB
	finder *casework.Finder
	now    func() time.Time
	log    *slog.Logger

	mu   sync.Mutex
	read time.Time
	last []prometheus.Metric
}

// Describe says nothing: which gauges there are shows when they are read.
func (g *gauges) Describe(chan<- *prometheus.Desc) {}

// Collect gives what was read of late, or reads it. When the database does not answer there is
// nothing to give.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.read.IsZero() || time.Since(g.read) >= gaugesKept {
		ctx, cancel := context.WithTimeout(context.Background(), gaugesTime)
		defer cancel()
		r := &reading{gauges: g}
		if err := r.all(ctx); err != nil {
			g.log.Warn("reading the gauges", "err", err)
			r.found = nil
		}
		g.read, g.last = time.Now(), r.found
	}
	for _, m := range g.last {
		out <- m
	}
}

// reading is one round through the database.
type reading struct {
	*gauges
	found []prometheus.Metric
}

func (r *reading) gauge(name, help string, value float64, labels ...string) {
	var names, values []string
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, labels[i+1])
	}
	r.found = append(r.found, prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, names, nil), prometheus.GaugeValue, value, values...))
}

func (r *reading) all(ctx context.Context) error {
	for _, one := range []func(context.Context) error{r.lag, r.jobs, r.overdue, r.ladder, r.deliveries, r.finding} {
		if err := one(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) lag(ctx context.Context) error {
	now := r.now()
	oldest, waits, err := r.db.OldestWake(ctx, now)
	if err != nil {
		return err
	}
	r.gauge("bihuan_sweep_lag_seconds", "How long the oldest moment waits at which a petition was to be looked at.", since(now, oldest, waits))
	return nil
}

func since(now, at time.Time, waits bool) float64 {
	if !waits {
		return 0
	}
	return max(0, now.Sub(at).Seconds())
}

func (r *reading) jobs(ctx context.Context) error {
	counts, err := r.db.JobCounts(ctx)
	if err != nil {
		return err
	}
	for state, n := range counts {
		r.gauge("bihuan_jobs", "Jobs by state; discarded are those that were given up.", float64(n), "state", state)
	}
	oldest, waits, err := r.db.OldestJob(ctx)
	if err != nil {
		return err
	}
	r.gauge("bihuan_job_oldest_seconds", "How long the oldest job waits that may be worked.", since(time.Now(), oldest, waits))
	return nil
}

func (r *reading) overdue(ctx context.Context) error {
	counts, err := r.db.Overdue(ctx, deadline.DayOf(r.now()))
	if err != nil {
		return err
	}
	for _, basis := range []deadline.Basis{deadline.Pledge, deadline.Law, deadline.Order} {
		r.gauge("bihuan_overdue", "Open matters with an overdue duty, by the basis of the duty.", float64(counts[basis]), "basis", string(basis))
	}
	return nil
}

func (r *reading) ladder(ctx context.Context) error {
	checked, behind, _, err := lastLadder(ctx, r.db)
	if err != nil || checked < 0 {
		return err
	}
	r.gauge("bihuan_ladder_checked", "Matters that the last nightly check of the ladder looked at.", float64(checked))
	r.gauge("bihuan_ladder_behind", "Of these, how many stood on a lower step than their age asks.", float64(behind))
	return nil
}

// lastLadder is what the nightly check of the ladder found last, and when; -1 if there was none.
func lastLadder(ctx context.Context, db *store.DB) (checked, behind int, at time.Time, err error) {
	slot, err := db.SlotResult(ctx, casework.RoutineLadder)
	if err != nil {
		return 0, 0, time.Time{}, err
	}
	if n, _ := fmt.Sscanf(slot.Result, "%d %d", &checked, &behind); n != 2 {
		return -1, 0, time.Time{}, nil
	}
	return checked, behind, slot.At, nil
}

// finding is of this node alone: each holds the words of all matters in its memory.
func (r *reading) finding(context.Context) error {
	ready := 0.0
	if r.finder.Ready() {
		ready = 1
	}
	r.gauge("bihuan_finding_ready", "Whether this node has read the words of all matters and can compare.", ready)
	r.gauge("bihuan_finding_texts", "Matters whose words this node holds in its memory.", float64(r.finder.Texts()))
	return nil
}

func (r *reading) deliveries(ctx context.Context) error {
	counts, err := r.db.DeliveryCounts(ctx, r.now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	for channel, states := range counts {
		for state, n := range states {
			r.gauge("bihuan_deliveries", "Messages of the last day that leave the house, by channel and state.", float64(n), "channel", channel, "state", string(state))
		}
	}
	return nil
}
