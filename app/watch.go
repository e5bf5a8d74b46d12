package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bihuan/domain/fault"
)

// flushTime is how long what was measured last may take to leave the house.
const flushTime = 5 * time.Second

// watch sets up what the settings ask to be measured, and nothing else. What it returns ends it.
func (a *App) watch(ctx context.Context) (end func(), err error) {
	var ends []func(context.Context) error
	end = func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		for _, one := range ends {
			if err := one(ctx); err != nil {
				a.log.Warn("ending what measures", "err", err)
			}
		}
	}
	if a.config.Traces != "" {
		if a.tracing, err = newTracing(ctx, a.config.Traces, a.log); err != nil {
			return nil, err
		}
		ends = append(ends, a.tracing.provider.Shutdown)
	}
	if a.config.Metrics != "" {
		a.meters = newMeters(&gauges{db: a.db, finder: a.cases.Finder(), now: a.now, log: a.log})
		server, err := a.serveMeters(ctx)
		if err != nil {
			end()
			return nil, err
		}
		ends = append(ends, server.Shutdown)
	}
	return end, nil
}

// serveMeters answers on an address of its own, which visitors of the site do not reach.
func (a *App) serveMeters(ctx context.Context) (*http.Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.Metrics)
	if err != nil {
		return nil, fault.New(fault.Conflict, "fault.app.listen", "address", a.config.Metrics).Because(err)
	}
	complaints := slog.NewLogLogger(a.log.Handler(), slog.LevelWarn)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.meters.registry, promhttp.HandlerOpts{ErrorLog: complaints, ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headTime, ReadTimeout: headTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHead, ErrorLog: complaints}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("metrics", "err", err)
		}
	}()
	a.log.Info("metrics", "address", listener.Addr().String())
	return server, nil
}
