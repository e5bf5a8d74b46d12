package work

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/courier"
	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/riverqueue/river/rivertype"
)

// house is one node with a clockwork, on a clock of the test's own. River goes by the real one.
type house struct {
	db    *store.DB
	cases *casework.Casework
	log   *book
	watch *counted
}

// eachHouse runs a test on each engine. The clock stands on a Tuesday morning.
func eachHouse(t *testing.T, test func(t *testing.T, h *house, clock *hand)) {
	t.Parallel()
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			clock := &hand{}
			clock.set(2026, time.September, 22, 9)
			h := newHouse(t, storetest.URL(t, engine), clock)
			h.settle(t)
			test(t, h, clock)
		})
	}
}

func newHouse(t *testing.T, url string, clock *hand) *house {
	t.Helper()
	h := &house{db: storetest.Open(t, storetest.Options(t, url, clock.now)), log: &book{}, watch: &counted{}}
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	rules := &atomic.Pointer[petition.Rules]{}
	ours := storetest.Rules(t)
	rules.Store(&ours)
	h.cases = casework.New(h.db, storetest.Vault(t), blobs, rules)
	routes, err := notify.TheRoutes()
	if err != nil {
		t.Fatal(err)
	}
	h.cases.Connect(casework.Outside{Routes: routes, Mail: true})
	return h
}

// clerk is whom these tests write to, with an address in the book.
const clerk = "p-baishui.clerk"

func (h *house) settle(t *testing.T) {
	t.Helper()
	county := sample.County()
	for i := range county.People {
		if county.People[i].ID == clerk {
			county.People[i].Email, county.People[i].Phone = "clerk@baishui.example", "13900139000"
		}
	}
	h.do(t, func(ctx context.Context, tx *store.Tx) error {
		for _, err := range []error{tx.PutAreas(ctx, county.Areas...), tx.PutUnits(ctx, county.Units...), tx.PutPeople(ctx, county.People...), tx.PutPosts(ctx, county.Posts...)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) do(t *testing.T, do func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := h.db.Do(t.Context(), "test", func(tx *store.Tx) error { return do(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// start sets a clockwork going until the test ends.
func (h *house) start(t *testing.T, o Options) {
	t.Helper()
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	o.Casework, o.DB, o.Watch, o.Now = h.cases, h.db, h.watch, h.db.Now
	o.Log = slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o.Composer = courier.NewComposer(words.For(locale.English), func(context.Context) (string, error) { return "Qingyuan", nil }, "https://xf.example.cn")
	o.Poll = 100 * time.Millisecond
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := w.Stop(ctx); err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
}

// post puts messages to the clerk into the queue, each tried so many times.
func (h *house) post(t *testing.T, channel string, n, tries int) []string {
	t.Helper()
	var ids []string
	h.do(t, func(ctx context.Context, tx *store.Tx) error {
		ids = nil
		for i := range n {
			d := store.Delivery{Channel: channel, Person: clerk, Topic: "patrol:ready", Args: store.Facts{"n": "3"}, Origin: fmt.Sprint("test ", channel, i), After: tx.Now}
			if _, err := tx.Post(ctx, &d); err != nil {
				return err
			}
			if err := tx.Enqueue(ctx, casework.DeliverJob{ID: d.ID}, store.JobOptions{Tries: tries}); err != nil {
				return err
			}
			ids = append(ids, d.ID)
		}
		return nil
	})
	return ids
}

func (h *house) delivery(t *testing.T, id string) (d store.Delivery) {
	t.Helper()
	h.do(t, func(ctx context.Context, tx *store.Tx) (err error) {
		d, err = tx.Delivery(ctx, id)
		return err
	})
	return d
}

func (h *house) counts(t *testing.T) map[string]int {
	t.Helper()
	counts, err := h.db.JobCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// until waits for something that other goroutines do.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited until %s", what)
		}
	}
}

// accepted registers a matter and brings it to where it is handled.
func (h *house) accepted(t *testing.T) string {
	t.Helper()
	cast := sample.Cast()
	as := func(login string) org.Officer {
		by, ok := cast[login]
		if !ok {
			t.Fatalf("nobody is called %s", login)
		}
		return by
	}
	duty := func(login string) petition.Duty {
		by := as(login)
		return petition.Duty{Person: by.Person, Name: by.Name, Title: by.Title, Unit: by.Unit, Phone: "0799-8880000"}
	}
	receipt, err := h.cases.Register(t.Context(), as("case1"), petition.Record{
		Channel: petition.Letter, ReceivedAt: h.db.Now(), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim, Category: "0102", Place: "990121101201",
		Petitioners: []petition.Petitioner{{Name: "张建国", Phone: "13800138000", Address: "白水镇石门村1组"}},
		Subject:     "村道损坏", Demands: []petition.Demand{{Text: "修好"}}, Facts: "去年以来道路塌陷，多次反映没有结果。",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.cases.Act(t.Context(), as("case1"), receipt.No, 0, &petition.AssignedData{Unit: "baishui"}); err != nil {
		t.Fatal(err)
	}
	d := &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.head"), Handler: duty("baishui.handler1")}
	if _, err := h.cases.Act(t.Context(), as("baishui.clerk"), receipt.No, 0, d); err != nil {
		t.Fatal(err)
	}
	return receipt.No
}

func (h *house) petition(t *testing.T, no string) *petition.Petition {
	t.Helper()
	p, err := h.db.Reader(org.Scope{County: string(sample.Code), All: true}).Petition(t.Context(), no)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hand is the clock of a test.
type hand struct{ at atomic.Int64 }

func (h *hand) now() time.Time { return time.UnixMilli(h.at.Load()) }

func (h *hand) set(year int, month time.Month, day, hour int) {
	h.at.Store(time.Date(year, month, day, hour, 0, 0, 0, deadline.Zone()).UnixMilli())
}

// soon and never are pauses between tries.
type soon struct{}

func (soon) NextRetry(*rivertype.JobRow) time.Time { return time.Now().Add(20 * time.Millisecond) }

type never struct{}

func (never) NextRetry(*rivertype.JobRow) time.Time { return time.Now().Add(time.Hour) }

// counted is told what a clockwork does.
type counted struct {
	mu    sync.Mutex
	swept []casework.Swept
	jobs  map[string]int
	fails map[string]int
}

func (c *counted) Ticked(_ time.Duration, did casework.Swept, _ error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.swept = append(c.swept, did)
}

func (c *counted) Worked(kind string, _ time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.jobs == nil {
		c.jobs, c.fails = map[string]int{}, map[string]int{}
	}
	c.jobs[kind]++
	if err != nil {
		c.fails[kind]++
	}
}

func (c *counted) ticks() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.swept)
}

func (c *counted) ticked(i int) casework.Swept {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.swept[i]
}

func (c *counted) worked(kind string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.jobs[kind]
}

func (c *counted) failures(kind string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fails[kind]
}

// book is a log that is read while it is written.
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
