package app

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bihuan/work"
)

func TestHealth(t *testing.T) {
	log := &book{}
	c := settings(t)
	a := open(t, c, WithLog(NewLog(log, c)))
	handler, err := a.Handler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wants := func(path string, status int, words string) {
		t.Helper()
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != status || !strings.Contains(answer.Body.String(), words) {
			t.Errorf("%s: %d %q, want %d %q", path, answer.Code, answer.Body, status, words)
		}
	}
	wants("/healthz", 200, "ok")
	wants("/readyz", 200, "ok")

	a.began.Store(time.Now().Add(-tickLate + time.Minute).UnixMilli())
	wants("/readyz", 200, "ok")
	a.began.Store(time.Now().Add(-tickLate - time.Minute).UnixMilli())
	wants("/readyz", 503, "clockwork: no tick for 6 minutes")

	bare, err := sql.Open("sqlite3", "file:"+c.DatabaseURL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	if _, err := bare.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`); err != nil {
		t.Fatal(err)
	}
	wants("/readyz", 503, "schema: the database is at version 999")
	wants("/readyz", 503, "clockwork:")
	if _, err := bare.Exec(`DROP TABLE goose_db_version`); err != nil {
		t.Fatal(err)
	}
	wants("/readyz", 503, "database: it does not answer\n")
	wants("/healthz", 200, "ok")
}

// Set going, the clockwork ticks at once; ended, it lets its jobs end before the database is closed.
func TestTheClockworkIsSetGoing(t *testing.T) {
	log := &book{}
	c := settings(t)
	a := open(t, c, WithLog(NewLog(log, c)))
	base, stop := serve(t, a)
	until(t, "it ticked", func() bool {
		_, ticked, err := a.DB().LastRun(t.Context(), work.TickJob{}.Kind())
		return err == nil && ticked
	})
	answer, err := http.Get(base + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != 200 {
		t.Errorf("readyz: %d", answer.StatusCode)
	}
	stop()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if strings.Contains(log.String(), "level=WARN") || strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("something went wrong:\n%s", log)
	}
}
