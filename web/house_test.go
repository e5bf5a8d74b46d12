package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/login"
	"bihuan/paper/press"
	"bihuan/store"
	"bihuan/store/storetest"
	"bihuan/web"
	"bihuan/web/static"
)

// password is everybody's in the tests.
const password = "a clear brook under pines"

// house is the whole house over an empty county, with a clock of its own, and a log that is kept.
type house struct {
	t      testing.TB
	db     *store.DB
	cases  *casework.Casework
	login  *login.Login
	server *httptest.Server
	county sample.Directory
	now    atomic.Int64
	log    strings.Builder
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, county: sample.County()}
	h.at("2026-09-18 14:42")
	clock := func() time.Time { return time.UnixMilli(h.now.Load()) }
	h.db = storetest.New(t, storetest.SQLite, clock)
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	h.must(err)
	rules := storetest.Rules(t)
	rules.Triggers, err = oversight.Triggers()
	h.must(err)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	h.cases = casework.New(h.db, storetest.Vault(t), blobs, &current)
	desk, err := stationery()
	h.must(err)
	h.cases.Equip(desk)
	h.settle()
	words, err := locale.Open()
	h.must(err)
	files, err := static.Open()
	h.must(err)
	log := slog.New(slog.NewTextHandler(&h.log, nil))
	h.login, err = login.New(login.Options{DB: h.db, Now: clock, Log: log, Cost: login.Cost{Memory: 64, Passes: 1}})
	h.must(err)
	var people []org.PersonID
	for _, p := range h.county.People {
		people = append(people, p.ID)
	}
	h.must(h.login.Admit(context.Background(), h.officer("sysadmin"), password, people...))
	w, err := web.New(web.Options{Casework: h.cases, DB: h.db, Login: h.login, Locale: words, Now: clock, Static: files.Prefix(), Upload: 50 << 20, Log: log})
	h.must(err)
	mux := http.NewServeMux()
	mux.Handle("/static/", files)
	mux.Handle("/", h.login.LoadAndSave(w.Handler()))
	h.server = httptest.NewServer(mux)
	t.Cleanup(h.server.Close)
	return h
}

// stationery is one for all houses: it holds fonts and forms, and nothing that changes.
var stationery = sync.OnceValues(func() (casework.Stationery, error) {
	forms, err := letter.Shipped()
	if err != nil {
		return casework.Stationery{}, err
	}
	set, err := press.New("")
	return casework.Stationery{Forms: forms, Press: set}, err
})

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// at sets the clock.
func (h *house) at(text string) {
	when, err := time.ParseInLocation("2006-01-02 15:04", text, locale.Zone())
	h.must(err)
	h.now.Store(when.UnixMilli())
}

func (h *house) advance(d time.Duration) { h.now.Add(d.Milliseconds()) }

// settle enters the made county.
func (h *house) settle() {
	ctx := context.Background()
	h.must(h.db.Do(ctx, "settle the made county", func(tx *store.Tx) error {
		var categories []store.Category
		for _, c := range h.county.Categories {
			categories = append(categories, store.Category{Code: c.Code, Level1: c.Level1, Level2: c.Level2, Level3: c.Level3, English: c.English, Unit: c.Unit})
		}
		for _, put := range []error{
			tx.PutAreas(ctx, h.county.Areas...), tx.PutUnits(ctx, h.county.Units...), tx.PutPeople(ctx, h.county.People...),
			tx.PutPosts(ctx, h.county.Posts...), tx.PutCategories(ctx, categories...),
		} {
			if put != nil {
				return put
			}
		}
		return nil
	}))
}

func (h *house) officer(login string) org.Officer {
	h.t.Helper()
	o, ok := h.county.Officer(login)
	if !ok {
		h.t.Fatalf("nobody signs in as %q", login)
	}
	return o
}

// register takes a made matter in and returns its number.
func (h *house) register(m sample.Matter) string {
	h.t.Helper()
	r := petition.Record{
		Channel: petition.Channel(m.Channel), ReceivedAt: time.UnixMilli(h.now.Load()), FirstLevel: org.County,
		Purpose: petition.Purpose(m.Purpose), Category: m.Category, Place: m.Place, Subject: m.Subject, Facts: m.Facts,
		Persons: max(m.Persons, 1), Anonymous: m.Name == "",
	}
	if r.Channel == petition.Above {
		r.Channel = petition.Letter
	}
	if m.Name != "" {
		r.Petitioners = []petition.Petitioner{{Name: personal.Name(m.Name), Phone: personal.Phone(m.Phone), ID: personal.IDNumber(m.ID), Address: personal.Address(m.Address)}}
	}
	for _, d := range m.Demands {
		r.Demands = append(r.Demands, petition.Demand{Text: d})
	}
	receipt, err := h.cases.Register(context.Background(), h.officer("case1"), r, "")
	h.must(err)
	return receipt.No
}

// act does an act, by login.
func (h *house) act(login, no string, d petition.Data) {
	h.t.Helper()
	if _, err := h.cases.Act(context.Background(), h.officer(login), no, 0, d); err != nil {
		h.t.Fatalf("%s: %s %s: %v", login, d.Kind(), no, err)
	}
}

// fill lets some matters happen over the last weeks: some only registered, some assigned, some
// accepted. It returns their numbers.
func (h *house) fill(n int) []string {
	h.t.Helper()
	var numbers []string
	end := h.now.Load()
	clerks := map[org.UnitID]bool{}
	for _, p := range h.county.Posts {
		if p.Kind == org.Clerk {
			clerks[p.Unit] = true
		}
	}
	for i, m := range sample.Matters(7, n) {
		h.now.Store(end - int64(n-i)*(11*time.Hour).Milliseconds())
		no := h.register(m)
		numbers = append(numbers, no)
		if m.Unit == "" || !clerks[m.Unit] || i%4 == 0 && i > n/2 {
			continue
		}
		h.advance(3 * time.Hour)
		h.act("chief1", no, &petition.AssignedData{Unit: m.Unit, Path: petition.Ordinary})
		if i%3 == 0 {
			continue
		}
		h.advance(5 * time.Hour)
		unit := string(m.Unit)
		handler, ok := h.county.Officer(unit + ".handler1")
		deputy, has := h.county.Officer(unit + ".deputy")
		if !ok || !has {
			continue
		}
		h.act(unit+".clerk", no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(deputy), Handler: duty(handler)})
	}
	h.now.Store(end)
	return numbers
}

func duty(o org.Officer) petition.Duty {
	return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200001"}
}

// browser is somebody's browser, without scripts.
type browser struct {
	h        *house
	client   *http.Client
	language string
	visited  []string // every address that was asked for
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	b := &browser{h: h, language: locale.Chinese}
	b.client = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		b.visited = append(b.visited, r.URL.RequestURI())
		if len(via) > 5 {
			return errors.New("the pages lead round in a circle")
		}
		return nil
	}}
	return b
}

// signedIn is a browser in which somebody has signed in.
func (h *house) signedIn(login string) *browser {
	h.t.Helper()
	b := h.browser()
	p := b.post("/office/sign-in", url.Values{"login": {login}, "password": {password}})
	if p.status != http.StatusOK || strings.HasSuffix(p.path, "/sign-in") {
		h.t.Fatalf("%s cannot sign in: %d at %s", login, p.status, p.path)
	}
	return b
}

// answer is a page as it came.
type answer struct {
	status int
	path   string // after redirects
	uri    string
	body   string
	header http.Header
}

func (b *browser) get(path string) answer {
	b.h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.h.server.URL+path, nil)
	b.h.must(err)
	return b.send(r)
}

func (b *browser) post(path string, form url.Values) answer {
	b.h.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.h.server.URL+path, strings.NewReader(form.Encode()))
	b.h.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) send(r *http.Request) answer {
	b.h.t.Helper()
	b.visited = append(b.visited, r.URL.RequestURI())
	r.Header.Set("Accept-Language", b.language)
	resp, err := b.client.Do(r)
	b.h.must(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	b.h.must(err)
	return answer{resp.StatusCode, resp.Request.URL.Path, resp.Request.URL.RequestURI(), string(body), resp.Header}
}
