package app

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"bihuan/casework"
)

// meters measure the house, in a registry of their own. No label holds what somebody typed.
type meters struct {
	registry *prometheus.Registry
	sweep    prometheus.Histogram
	swept    *prometheus.CounterVec
	jobs     *prometheus.HistogramVec
	requests *prometheus.HistogramVec
}

func newMeters(g *gauges) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		sweep: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bihuan_sweep_seconds",
			Help:    "How long a tick took.",
			Buckets: []float64{0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300}}),
		swept: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bihuan_sweep_total",
			Help: "What ticks of this node did: petitions looked at, alarms rung, steps of the ladder, petitions that could not be looked at."}, []string{"what"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bihuan_job_seconds",
			Help:    "How long jobs took on this node.",
			Buckets: []float64{0.005, 0.02, 0.1, 0.5, 1, 5, 10, 30, 60, 300}}, []string{"kind", "ok"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bihuan_http_seconds",
			Help:    "How long requests took on this node; pages that stay open take as long as they do.",
			Buckets: []float64{0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}}, []string{"route", "method", "status"}),
	}
	for _, what := range []string{"petition", "alarm", "step", "failed"} {
		m.swept.WithLabelValues(what) // so that they are there before the first
	}
	m.registry.MustRegister(m.sweep, m.swept, m.jobs, m.requests, g,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Ticked counts what a tick did.
func (m *meters) Ticked(took time.Duration, did casework.Swept, err error) {
	m.sweep.Observe(took.Seconds())
	m.swept.WithLabelValues("petition").Add(float64(did.Petitions))
	m.swept.WithLabelValues("alarm").Add(float64(did.Alarms))
	m.swept.WithLabelValues("step").Add(float64(did.Steps))
	m.swept.WithLabelValues("failed").Add(float64(did.Failed))
}

// Worked counts a job.
func (m *meters) Worked(kind string, took time.Duration, err error) {
	m.jobs.WithLabelValues(kind, strconv.FormatBool(err == nil)).Observe(took.Seconds())
}

// around counts requests. Without meters it counts none.
func (m *meters) around(route func(*http.Request) string, next http.Handler) http.Handler {
	if m == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, answer := time.Now(), &answer{ResponseWriter: w}
		defer func() {
			m.requests.WithLabelValues(route(r), method(r), class(answer.status)).Observe(time.Since(begin).Seconds())
		}()
		next.ServeHTTP(answer, r)
	})
}

// method is one of those that there are; a visitor may send any word.
func method(r *http.Request) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// class is 2xx and the like; what was broken off has none.
func class(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return strconv.Itoa(status/100) + "xx"
}
