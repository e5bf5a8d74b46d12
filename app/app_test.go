package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/config"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// settings are those of an installation of the made county.
func settings(t *testing.T, flags ...string) config.Config {
	t.Helper()
	given := map[string]string{"data": filepath.Join(t.TempDir(), "data"), "county": string(sample.Code), "listen": "127.0.0.1:0", "log_level": "debug"}
	for i := 0; i+1 < len(flags); i += 2 {
		given[flags[i]] = flags[i+1]
	}
	l, err := config.Load(config.Sources{Flags: given})
	if err != nil {
		t.Fatal(err)
	}
	return l.Config
}

// book is a log that tests read while it is written.
type book struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func open(t *testing.T, c config.Config, options ...Option) *App {
	t.Helper()
	a, err := Open(t.Context(), c, append([]Option{WithFast()}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// The first start, the first account, the first sign-in, over a real connection.
func TestFirstStart(t *testing.T) {
	c, log := settings(t), &book{}
	a := open(t, c, WithLog(NewLog(log, c)))
	if !a.Created() {
		t.Error("no key was made")
	}
	ctx, stop := context.WithCancel(t.Context())
	at, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(addr net.Addr) { at <- addr }) }()
	base := "http://" + (<-at).String()

	err := a.Casework().SaveUnit(ctx, a.Operator(), org.Unit{ID: "bureau", Name: "清源县信访局", Kind: org.Bureau})
	if err != nil {
		t.Fatal(err)
	}
	person, err := a.Casework().SavePerson(ctx, a.Operator(), org.Person{Name: "苏文远"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Casework().GivePost(ctx, a.Operator(), org.Post{Unit: "bureau", Kind: org.SystemAdmin, Title: "系统管理员", Person: person, From: a.Now()}); err != nil {
		t.Fatal(err)
	}
	first, err := a.Login().Create(ctx, a.Operator(), person, "admin")
	if err != nil {
		t.Fatal(err)
	}

	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	page := func(path string, form url.Values) (int, string, string) {
		t.Helper()
		var answer *http.Response
		var err error
		if form == nil {
			answer, err = client.Get(base + path)
		} else {
			answer, err = client.PostForm(base+path, form)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, answer.Request.URL.Path, string(body)
	}
	if status, _, body := page("/healthz", nil); status != 200 || body != "ok\n" {
		t.Errorf("healthz: %d %q", status, body)
	}
	if status, _, body := page("/readyz", nil); status != 200 || body != "ok\n" {
		t.Errorf("readyz: %d %q", status, body)
	}
	if status, _, body := page("/", nil); status != 200 || !strings.Contains(body, "清源县信访局") {
		t.Errorf("the public home: %d", status)
	}
	if _, path, _ := page("/office", nil); path != "/office/sign-in" {
		t.Errorf("the office leads to %s", path)
	}
	if _, path, _ := page("/office/sign-in", url.Values{"login": {"admin"}, "password": {first}}); path != "/office/account/password" {
		t.Errorf("the first sign-in leads to %s", path)
	}
	fresh := url.Values{"old": {first}, "fresh": {"Qingyuan-2026"}, "again": {"Qingyuan-2026"}}
	if status, path, _ := page("/office/account/password", fresh); status != 200 || path == "/office/account/password" {
		t.Errorf("the first password leads to %d %s", status, path)
	}
	if status, path, body := page("/office/", nil); status != 200 || path == "/office/sign-in" || !strings.Contains(body, "苏文远") {
		t.Errorf("the first page: %d %s", status, path)
	}
	_, _, _ = page("/office/苏文远/13800138000?q=苏文远", nil)

	stop()
	if err := <-ended; err != nil {
		t.Errorf("ending: %v", err)
	}
	for _, secret := range []string{"苏文远", "13800138000", "admin", first, "Qingyuan"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %q:\n%s", secret, log)
		}
	}
	if !strings.Contains(log.String(), "route=/office/account/password status=") {
		t.Errorf("requests are not logged:\n%s", log)
	}
}

func TestWhatAFirstStartNeeds(t *testing.T) {
	ctx := t.Context()
	wants := func(what string, c config.Config, key string) {
		t.Helper()
		a, err := Open(ctx, c, WithFast())
		if err == nil {
			_ = a.Close()
		}
		if f := fault.As(err); f == nil || f.Key != key {
			t.Errorf("%s: %v, want %s", what, err, key)
		}
	}
	c := settings(t)
	c.County = ""
	wants("no county", c, "fault.app.county")
	c = settings(t)
	if err := os.WriteFile(c.Data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wants("a file in place of the directory", c, "fault.app.data")

	c = settings(t)
	_ = open(t, c).Close()
	if err := os.Remove(c.KeyPath()); err != nil {
		t.Fatal(err)
	}
	wants("a lost key", c, "fault.app.key_missing")
	if !missing(c.KeyPath()) {
		t.Error("a new key took the place of the lost one")
	}
	other := settings(t)
	_ = open(t, other).Close()
	key, err := os.ReadFile(other.KeyPath())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.KeyPath(), key, 0o600); err != nil {
		t.Fatal(err)
	}
	wants("another's key", c, "fault.store.index_key")
}

// The house stands on a server as it does on a file.
func TestOnPostgres(t *testing.T) {
	c := settings(t, "county", "110101", "database", storetest.URL(t, storetest.Postgres)) // another county than the tests', with a key of its own
	a := open(t, c)
	enter(t, a)
	if a.DB().Engine() != "postgres" {
		t.Errorf("engine %s", a.DB().Engine())
	}
	have, newest, err := store.Schema(t.Context(), store.Options{URL: c.DatabaseURL()})
	if err != nil || have != newest || have == 0 {
		t.Errorf("schema %d of %d, %v", have, newest, err)
	}
	handler, err := a.Handler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest("GET", "/readyz", nil))
	if answer.Code != 200 {
		t.Errorf("readyz: %d %s", answer.Code, answer.Body)
	}
	for _, f := range Examine(t.Context(), c, nil, WithFast()) {
		if f.Check == "database" && f.State != Well {
			t.Errorf("%+v", f)
		}
	}
}

// The county of the first start is remembered.
func TestTheCountyIsRemembered(t *testing.T) {
	c := settings(t)
	_ = open(t, c).Close()
	l, err := config.Load(config.Sources{Flags: map[string]string{"data": c.Data}})
	if err != nil || l.County != string(sample.Code) {
		t.Errorf("county %q, %v", l.County, err)
	}
}

// Holidays that another process imports are in force soon, and after the next start.
func TestImportedHolidaysAreInForce(t *testing.T) {
	c := settings(t)
	here, there := open(t, c), open(t, c)
	year := 2031
	raw := []byte(`{"year":2031,"papers":[],"days":[{"name":"元旦","date":"2031-01-02","isOffDay":true}]}`)
	if _, err := there.Casework().ImportYear(t.Context(), there.Operator(), raw); err != nil {
		t.Fatal(err)
	}
	if !there.Rules().Calendar.Known(year) || here.Rules().Calendar.Known(year) {
		t.Error("an import is in force at once, and here only")
	}
	if err := here.readHolidays(t.Context()); err != nil {
		t.Fatal(err)
	}
	day := deadline.NewDay(2031, time.January, 2)
	for _, a := range []*App{here, there, open(t, c)} {
		if !a.Rules().Calendar.Known(year) || a.Rules().Calendar.Working(day) || !a.Rules().Calendar.Known(2026) {
			t.Error("the imported holidays are not in force")
		}
	}
}

func TestRouteLeavesOutWhatIsNotOurs(t *testing.T) {
	for path, want := range map[string]string{
		"/":                                  "/",
		"/office/petitions/990121-260918-01": "/office/petitions/{}",
		"/office/petitions/x/served":         "/office/petitions/x/served",
		"/follow/paper/abc0123":              "/follow/paper/{}",
		"/张建国/13800138000":                   "/{}/{}",
		"/a/b/c/d/e/f/g/h/i/j":               "/a/b/c/d/e/f/g/h/…",
		"/zhangjianguozhangjianguozhang":     "/{}",
		"/office/petitions/A":                "/office/petitions/{}",
	} {
		r := httptest.NewRequest("GET", "/?q=张建国", nil)
		r.URL.Path = path
		if got := route(r); got != want {
			t.Errorf("route(%s) = %s, want %s", path, got, want)
		}
	}
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	log := &book{}
	a := &App{log: slog.New(slog.NewTextHandler(log, nil))}
	answer := httptest.NewRecorder()
	a.logged(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("张建国 13800138000") })).
		ServeHTTP(answer, httptest.NewRequest("GET", "/office/", nil))
	if answer.Code != 500 || !strings.Contains(log.String(), "msg=panic") || !strings.Contains(log.String(), "status=500") {
		t.Errorf("%d, %s", answer.Code, log)
	}
	if strings.Contains(log.String(), "13800138000") || strings.Contains(answer.Body.String(), "1380") {
		t.Error("what was panicked with is told")
	}
}

func TestTheLogMasksNumbers(t *testing.T) {
	log := &book{}
	NewLog(log, config.Config{LogLevel: "info"}).Error("x", "err", fault.New(fault.Internal, "y", "phone", "13800138000"), "text", "call 13800138000")
	if strings.Contains(log.String(), "13800138000") {
		t.Error(log)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	a := &App{config: config.Config{Upload: 10}}
	var err error
	a.guarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, err = io.ReadAll(r.Body) })).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader("more than ten bytes")))
	if err == nil {
		t.Error("a body beyond the limit was read")
	}
}

func enter(t *testing.T, a *App) {
	t.Helper()
	county := sample.County()
	err := a.DB().Do(t.Context(), "the made county", func(tx *store.Tx) error {
		ctx := t.Context()
		if err := tx.PutUnits(ctx, county.Units...); err != nil {
			return err
		}
		if err := tx.PutPeople(ctx, county.People...); err != nil {
			return err
		}
		return tx.PutPosts(ctx, county.Posts...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestExamineFindsWhatChanged(t *testing.T) {
	c := settings(t)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, deadline.Zone())
	clock := func() time.Time { return now }
	a := open(t, c, WithNow(clock))
	enter(t, a)
	if err := a.Login().Admit(t.Context(), a.Operator(), "Qingyuan-2026", "p-sysadmin"); err != nil {
		t.Fatal(err)
	}
	state := func(check string) (outcome string) {
		t.Helper()
		for _, f := range Examine(t.Context(), c, nil, WithNow(clock), WithFast()) {
			if f.Check == check && (outcome == "" || f.State != Well) {
				outcome = f.Outcome
			}
		}
		return outcome
	}
	for check, want := range map[string]string{"settings": "well", "clock": "well", "data": "well", "key": "well", "database": "well", "units": "well", "admin": "well", "holidays": "awaited"} {
		if got := state(check); got != want {
			t.Errorf("%s: %s, want %s", check, got, want)
		}
	}

	now = now.AddDate(0, 0, 8)
	if got := state("holidays"); got != "next" {
		t.Errorf("holidays in December: %s", got)
	}
	now = now.AddDate(0, 2, 0)
	if got := state("holidays"); got != "missing" {
		t.Errorf("holidays in the next year: %s", got)
	}
	now = now.AddDate(0, -3, 0)
	if got := state("clock"); got != "back" && got != "early" {
		t.Errorf("a clock set back: %s", got)
	}
	now = time.Date(2026, 11, 23, 10, 0, 0, 0, deadline.Zone())

	d, err := a.DB().Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clerk := d.Holders("baishui", now, org.Clerk)[0]
	if err := a.Casework().EndPost(t.Context(), a.Operator(), clerk.ID, deadline.DayOf(now)-1); err != nil {
		t.Fatal(err)
	}
	if got := state("units"); got != "clerk" {
		t.Errorf("a township without a clerk: %s", got)
	}
	if err := a.Lock(t.Context(), "p-sysadmin"); err != nil {
		t.Fatal(err)
	}
	if got := state("admin"); got != "none" {
		t.Errorf("a county whose administrator is locked: %s", got)
	}
}

// TestAnotherSiteCannotPressButtons: a form on another site that sends to ours is refused.
func TestAnotherSiteCannotPressButtons(t *testing.T) {
	a := open(t, settings(t))
	enter(t, a)
	h, err := a.Handler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/office/sign-in", "/office/petitions/new", "/file", "/follow"} {
		for origin, refused := range map[string]bool{"https://elsewhere.example": true, "http://example.com": false} {
			r := httptest.NewRequest("POST", path, strings.NewReader(""))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", origin)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if got := w.Code == http.StatusForbidden; got != refused {
				t.Errorf("POST %s from %s: %d", path, origin, w.Code)
			}
		}
	}
}

func TestTheProxyTellsTheVisitorsAddress(t *testing.T) {
	for _, x := range []struct {
		proxy      bool
		told, want string
	}{
		{true, "203.0.113.7", "203.0.113.7:0"},
		{true, "10.0.0.1, 203.0.113.7", "203.0.113.7:0"}, // what the visitor says of itself comes first
		{true, "nonsense", "192.0.2.1:1234"},
		{true, "", "192.0.2.1:1234"},
		{false, "203.0.113.7", "192.0.2.1:1234"},
	} {
		a := &App{config: config.Config{Proxy: x.proxy}}
		r := httptest.NewRequest("GET", "/", nil)
		if x.told != "" {
			r.Header.Set("X-Forwarded-For", x.told)
		}
		got := ""
		a.forwarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
		if got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}
