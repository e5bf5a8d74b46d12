package app

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/store"
)

var metricsAddress = regexp.MustCompile(`msg=metrics address=(\S+)`)

func fetch(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestMeters(t *testing.T) {
	log := &book{}
	now := time.Date(2026, 9, 22, 9, 0, 0, 0, deadline.Zone())
	c := settings(t, "metrics", "127.0.0.1:0", "log_level", "info")
	a := open(t, c, WithLog(NewLog(log, c)), WithNow(func() time.Time { return now }))
	enter(t, a)
	matter(t, a)
	err := a.DB().Do(t.Context(), "a nightly check and a message", func(tx *store.Tx) error {
		if _, err := tx.Post(t.Context(), &store.Delivery{Channel: "sms", Person: "p-case1", Topic: "assigned", Origin: "x"}); err != nil {
			return err
		}
		return tx.RunSlot(t.Context(), "ladder", now, "7 2")
	})
	if err != nil {
		t.Fatal(err)
	}
	now = now.AddDate(0, 0, 40) // of which the clockwork has seen nothing
	base, stop := serve(t, a)
	defer stop()
	for _, path := range []string{"/", "/zhangjianguo", "/office/petitions/zhangjianguo", "/follow/paper/zhangjianguo", "/office/zhangjianguo/x", "/static/zhangjianguo.css"} {
		fetch(t, base+path+"?q=zhangjianguo")
	}
	request, _ := http.NewRequestWithContext(t.Context(), "ZHANGJIANGUO", base+"/office/zhangjianguo", nil)
	if answer, err := http.DefaultClient.Do(request); err == nil {
		_ = answer.Body.Close()
	}
	found := metricsAddress.FindStringSubmatch(log.String())
	if found == nil {
		t.Fatalf("no listener:\n%s", log)
	}
	text := ""
	until(t, "the tick is measured", func() bool {
		text = fetch(t, "http://"+found[1]+"/metrics")
		return strings.Contains(text, `bihuan_job_seconds_count{kind="tick",ok="true"} 1`)
	})
	for _, want := range []string{
		`bihuan_sweep_seconds_count 1`, `bihuan_sweep_total{what="alarm"}`, `bihuan_sweep_total{what="step"}`, `bihuan_sweep_total{what="petition"} 1`,
		`bihuan_sweep_total{what="failed"} 0`, `bihuan_sweep_lag_seconds`, `bihuan_jobs{state="discarded"} 0`, `bihuan_job_oldest_seconds`,
		`bihuan_overdue{basis="law"}`, `bihuan_overdue{basis="pledge"} 1`, `bihuan_ladder_behind 2`, `bihuan_ladder_checked 7`,
		`bihuan_http_seconds_count{method="GET",route="/",status="2xx"} 1`,
		`bihuan_http_seconds_count{method="GET",route="/",status="4xx"} 1`,
		`bihuan_http_seconds_count{method="GET",route="/office/petitions/{no}",status="3xx"} 1`,
		`bihuan_http_seconds_count{method="GET",route="/static/",status="4xx"} 1`,
		`bihuan_http_seconds_count{method="other",route="other",`, `go_goroutines`, `process_start_time_seconds`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if regexp.MustCompile(`(?i)zhangjianguo`).MatchString(text) || strings.Contains(text, "990121") {
		t.Errorf("what a visitor typed is a label")
	}
	if t.Failed() {
		t.Log(regexp.MustCompile(`(?m)^(go_|process_|promhttp|#).*\n`).ReplaceAllString(text, ""))
	}
	// Visitors of the site are not answered.
	if answer, err := http.Get(base + "/metrics"); err != nil || answer.StatusCode != http.StatusNotFound {
		t.Errorf("/metrics of the site: %v %v", answer, err)
	} else {
		_ = answer.Body.Close()
	}
}

// The gauges cost the database one round in half a minute, and are gone when it is.
func TestGaugesAreKept(t *testing.T) {
	log := &book{}
	c := settings(t)
	a := open(t, c)
	g := &gauges{db: a.DB(), finder: a.Casework().Finder(), now: a.Now, log: NewLog(log, c)}
	count := func() (n int) {
		out := make(chan prometheus.Metric, 1000)
		g.Collect(out)
		return len(out)
	}
	n := count()
	if n == 0 {
		t.Fatal("no gauges")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if again := count(); again != n {
		t.Errorf("%d gauges at once after %d: they were read again", again, n)
	}
	g.read = time.Now().Add(-gaugesKept)
	if again := count(); again != 0 || !strings.Contains(log.String(), "reading the gauges") {
		t.Errorf("%d gauges of a database that is closed:\n%s", again, log)
	}
}

func TestTheListenerOfTheMetersIsTaken(t *testing.T) {
	taken := newOther(t, "")
	a := open(t, settings(t, "metrics", strings.TrimPrefix(taken.URL, "http://")))
	err := a.Serve(t.Context(), nil)
	if f := fault.As(err); f == nil || f.Key != "fault.app.listen" {
		t.Errorf("%v", err)
	}
}
