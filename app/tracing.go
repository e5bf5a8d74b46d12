package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	tracer "go.opentelemetry.io/otel/trace"
)

// tracing sends spans of requests and jobs to a collector. Nil, it does nothing.
type tracing struct{ provider *trace.TracerProvider }

// tracesPath is where a collector takes them unless its address says otherwise.
const tracesPath = "/v1/traces"

func newTracing(ctx context.Context, endpoint string, log *slog.Logger) (*tracing, error) {
	at, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	if strings.Trim(at.Path, "/") == "" {
		at.Path = tracesPath
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at.String()))
	if err != nil {
		return nil, fmt.Errorf("making the exporter of traces: %w", err)
	}
	return &tracing{trace.NewTracerProvider(
		trace.WithBatcher(&discreet{SpanExporter: exporter, log: log}),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "bihuan"))),
	)}, nil
}

// around makes a span of every request, named by its pattern. What a visitor's own program says of
// spans is not taken up. Files and questions after our health are left out.
func (t *tracing) around(route func(*http.Request) string, next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	return otelhttp.NewHandler(next, "request", otelhttp.WithTracerProvider(t.provider), otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return method(r) + " " + route(r) }),
		otelhttp.WithFilter(func(r *http.Request) bool {
			return !slices.Contains([]string{"/static/", "/healthz", "/readyz"}, route(r))
		}))
}

// middleware makes a span of every job, the ticks among them.
func (t *tracing) middleware() []rivertype.Middleware {
	if t == nil {
		return nil
	}
	spans := t.provider.Tracer("bihuan/work")
	return []rivertype.Middleware{river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		ctx, span := spans.Start(ctx, "job "+job.Kind, tracer.WithSpanKind(tracer.SpanKindConsumer),
			tracer.WithAttributes(attribute.String("job.kind", job.Kind), attribute.Int("job.attempt", job.Attempt)))
		defer span.End()
		err := work(ctx)
		if snoozed := (*river.JobSnoozeError)(nil); err != nil && !errors.As(err, &snoozed) {
			span.SetStatus(codes.Error, "")
		}
		return err
	})}
}

// discreet lets out of the house what is known to hold nothing of anybody: name, times and a few
// attributes. Addresses of pages and visitors, which the library adds, stay here.
type discreet struct {
	trace.SpanExporter
	log     *slog.Logger
	failing atomic.Bool
}

// told are the attributes that leave the house.
func told() []attribute.Key {
	return []attribute.Key{"http.request.method", "http.response.status_code", "network.protocol.version", "job.kind", "job.attempt"}
}

// ExportSpans says once that the collector does not answer, and once that it does again. Spans are
// lost meanwhile; the house does its work without.
func (d *discreet) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	plain := make([]trace.ReadOnlySpan, len(spans))
	for i, s := range spans {
		plain[i] = plainSpan{s}
	}
	err := d.SpanExporter.ExportSpans(ctx, plain)
	if was := d.failing.Swap(err != nil); was != (err != nil) {
		if err != nil {
			d.log.Warn("traces are not taken", "err", err)
		} else {
			d.log.Info("traces are taken again")
		}
	}
	return nil
}

// plainSpan is a span without what is not told.
type plainSpan struct{ trace.ReadOnlySpan }

func (s plainSpan) Attributes() []attribute.KeyValue {
	keys := told()
	return slices.DeleteFunc(slices.Clone(s.ReadOnlySpan.Attributes()), func(kv attribute.KeyValue) bool { return !slices.Contains(keys, kv.Key) })
}

func (plainSpan) Events() []trace.Event { return nil }

func (plainSpan) Links() []trace.Link { return nil }

func (s plainSpan) Status() trace.Status { return trace.Status{Code: s.ReadOnlySpan.Status().Code} }
