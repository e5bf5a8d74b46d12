package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"bihuan/work"
)

// spans are all that a collector took.
func (o *other) spans(t *testing.T) (list []*otlp.Span) {
	t.Helper()
	for _, body := range o.all() {
		var told collector.ExportTraceServiceRequest
		if err := proto.Unmarshal([]byte(body), &told); err != nil {
			t.Fatal(err)
		}
		for _, r := range told.ResourceSpans {
			for _, s := range r.ScopeSpans {
				list = append(list, s.Spans...)
			}
		}
	}
	return list
}

// Spans of requests and jobs go to the collector, the last ones on closing; whatever a visitor typed
// or sent along stays here.
func TestTraces(t *testing.T) {
	to := newOther(t, "")
	a := open(t, settings(t, "traces", to.URL))
	enter(t, a)
	base, stop := serve(t, a)
	until(t, "it ticked", func() bool {
		_, ticked, err := a.DB().LastRun(t.Context(), work.TickJob{}.Kind())
		return err == nil && ticked
	})
	for _, path := range []string{"/office/petitions/zhangjianguo", "/zhangjianguo/13800138000", "/healthz", "/static/none"} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", base+path+"?name=zhangjianguo&phone=13800138000", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("User-Agent", "zhangjianguo 13800138000")
		request.Header.Set("X-Forwarded-For", "203.0.113.77")
		request.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		request.Header.Set("Tracestate", "who=zhangjianguo")
		request.Header.Set("Baggage", "phone=13800138000")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	stop()
	var names []string
	for _, s := range to.spans(t) {
		names = append(names, s.Name)
		for _, kv := range s.Attributes {
			if !slices.Contains(told(), attribute.Key(kv.Key)) {
				t.Errorf("%s tells %s", s.Name, kv.Key)
			}
		}
	}
	for _, want := range []string{"GET /office/petitions/{no}", "GET /", "job tick"} {
		if !slices.Contains(names, want) {
			t.Errorf("no span %q among %q", want, names)
		}
	}
	if slices.Contains(names, "GET /healthz") || slices.Contains(names, "GET /static/") {
		t.Errorf("spans that nobody asks for: %q", names)
	}
	for _, body := range to.all() {
		for _, secret := range []string{"zhangjianguo", "13800138000", "203.0.113.77", "127.0.0.1", "\x0a\xf7\x65\x19\x16\xcd"} {
			if strings.Contains(body, secret) {
				t.Errorf("the collector is told %q", secret)
			}
		}
	}
	if r := to.from[0]; r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		t.Errorf("sent to %s as %s", r.URL.Path, r.Header.Get("Content-Type"))
	}
}

// A collector that does not answer is told of once, and the house goes on.
func TestTracesThatNobodyTakes(t *testing.T) {
	log := &book{}
	c := settings(t, "traces", "http://127.0.0.1:1/x")
	a := open(t, c, WithLog(NewLog(log, c)), WithoutWork())
	base, stop := serve(t, a)
	fetch(t, base+"/")
	stop()
	if n := strings.Count(log.String(), "traces are not taken"); n != 1 {
		t.Errorf("told %d times:\n%s", n, log)
	}
}

func TestNoTracesUnlessAskedFor(t *testing.T) {
	a := open(t, settings(t), WithoutWork())
	base, stop := serve(t, a)
	fetch(t, base+"/")
	stop()
	if a.tracing != nil || a.meters != nil || a.tracing.middleware() != nil {
		t.Error("something is set up")
	}
}
