package work

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
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

// The first tick comes at once and makes up for three weeks; the next has nothing to do.
func TestATickRingsAndClimbs(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, clock *hand) {
		no := h.accepted(t)
		clock.set(2026, time.October, 15, 9)
		h.start(t, Options{Every: time.Second})
		until(t, "it ticked twice", func() bool { return h.watch.ticks() >= 2 })
		if n := len(h.petition(t, no).Ladder); n != 3 {
			t.Errorf("%d steps of the ladder, want those of weeks 2, 3 and 4", n)
		}
		alarms, err := h.db.Reader(org.Scope{County: string(sample.Code), All: true}).Alarms(t.Context(), time.Time{}, clock.now(), 100)
		if err != nil || len(alarms) == 0 {
			t.Errorf("%d alarms, %v", len(alarms), err)
		}
		first, second := h.watch.ticked(0), h.watch.ticked(1)
		if first.Petitions != 1 || first.Steps != 3 || first.Alarms != len(alarms) || second != (casework.Swept{}) {
			t.Errorf("ticks did %+v and %+v; %d alarms", first, second, len(alarms))
		}
		if got := strings.Count(h.log.String(), "level=INFO msg=tick"); got != 1 {
			t.Errorf("%d ticks are told of, want the one that did something:\n%s", got, h.log)
		}
		for _, secret := range []string{"张建国", "13800138000", "clerk@baishui"} {
			if strings.Contains(h.log.String(), secret) {
				t.Errorf("the log tells %q:\n%s", secret, h.log)
			}
		}
		last, found, err := h.db.LastRun(t.Context(), TickJob{}.Kind())
		if err != nil || !found || time.Since(last) > time.Minute {
			t.Errorf("the last tick: %v %v %v", last, found, err)
		}
	})
}

// A tick that fails is told in the log, is not tried again, and does not pass for one that was done.
func TestATickThatFails(t *testing.T) {
	t.Parallel()
	clock, url := &hand{}, storetest.URL(t, storetest.SQLite)
	clock.set(2026, time.September, 22, 9)
	h := newHouse(t, url, clock)
	h.settle(t)
	bare, err := sql.Open("sqlite3", "file:"+url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	if _, err := bare.Exec(`DROP TABLE petition`); err != nil {
		t.Fatal(err)
	}
	h.start(t, Options{Every: time.Second})
	until(t, "a tick failed", func() bool {
		return strings.Contains(h.log.String(), "level=ERROR msg=tick") && h.counts(t)["cancelled"] > 0
	})
	if _, found, err := h.db.LastRun(t.Context(), TickJob{}.Kind()); found || err != nil {
		t.Errorf("it passes for one that was done: %v %v", found, err)
	}
	told := 0
	if err := bare.QueryRow(`SELECT COUNT(*) FROM message`).Scan(&told); err != nil || told > 0 {
		t.Errorf("the administrator is told each minute: %d times, %v", told, err)
	}
}

func (h *house) inbox(t *testing.T, person org.PersonID) []store.Message {
	t.Helper()
	list, err := h.db.Reader(org.Scope{County: string(sample.Code), All: true}).Inbox(t.Context(), store.InboxQuery{Person: person, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A matter is assigned: the clerk has a mail about it, with its number and a link and nothing of the
// petitioner's.
func TestWhatIsToldGoesOut(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		server := newMailServer(t)
		h.start(t, Options{Channels: server.channels(t)})
		no := h.accepted(t)
		until(t, "the mail is there", func() bool { return len(server.letters()) == 1 })
		l := server.letters()[0]
		if !strings.Contains(l.to, "clerk@baishui.example") || !strings.Contains(l.text(), no) || !strings.Contains(l.text(), "https://xf.example.cn/office/petitions/"+no) {
			t.Errorf("to %s: %s", l.to, l.text())
		}
		if strings.Contains(l.text(), "张建国") || strings.Contains(l.text(), "13800138000") {
			t.Errorf("the mail tells of the petitioner: %s", l.text())
		}
		until(t, "it is written down", func() bool {
			n, err := h.db.DeliveryCounts(t.Context(), time.Time{})
			return err == nil && n["mail"][store.DeliverySent] == 1
		})
	})
}

// What another try cannot mend is tried once.
func TestARefusedMessage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		server := newMailServer(t, "550 no such box")
		h.start(t, Options{Channels: server.channels(t), Retry: soon{}})
		id := h.post(t, "mail", 1, 5)[0]
		until(t, "it is refused", func() bool { return h.delivery(t, id).State == store.DeliveryRefused })
		until(t, "its job is done", func() bool { return h.watch.worked("deliver") == 1 })
		time.Sleep(300 * time.Millisecond)
		d := h.delivery(t, id)
		if server.asked() != 1 || d.Tries != 1 || !strings.Contains(d.Why, "550") || d.Done.IsZero() {
			t.Errorf("asked %d times; %+v", server.asked(), d)
		}
		if n := h.counts(t); n["discarded"] != 0 || n["retryable"] != 0 {
			t.Errorf("jobs: %v", n)
		}
	})
}

// What the other side cannot take now is tried again, as the same message.
func TestAMessageIsTriedAgain(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		server := newMailServer(t, "451 later", "451 later")
		h.start(t, Options{Channels: server.channels(t), Retry: soon{}})
		id := h.post(t, "mail", 1, 5)[0]
		until(t, "it is sent", func() bool { return h.delivery(t, id).State == store.DeliverySent })
		if d := h.delivery(t, id); server.asked() != 3 || d.Tries != 3 || d.Why != "" {
			t.Errorf("asked %d times; %+v", server.asked(), d)
		}
		if l := server.letters(); len(l) != 1 || !strings.Contains(string(l[0].raw), id) {
			t.Errorf("%d letters", len(l))
		}
	})
}

// Who asks us to wait is asked again when the time is over, whatever else the pauses are.
func TestAMessageWaits(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		var times []time.Time
		var mu sync.Mutex
		gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if times = append(times, time.Now()); len(times) == 1 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
			}
		}))
		t.Cleanup(gateway.Close)
		sms, err := courier.NewSMS(courier.SMSOptions{URL: gateway.URL, Key: "k", Secret: "s", Client: gateway.Client(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		h.start(t, Options{Channels: map[string]courier.Channel{"sms": sms}, Retry: never{}})
		id := h.post(t, "sms", 1, 2)[0]
		until(t, "it is sent", func() bool { return h.delivery(t, id).State == store.DeliverySent })
		mu.Lock()
		defer mu.Unlock()
		if len(times) != 2 || times[1].Sub(times[0]) < time.Second {
			t.Errorf("asked at %v", times)
		}
	})
}

// A job that fails for good is dead, and the system administrator is told; brought back, it is worked.
func TestADeadJobComesBack(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		server := newMailServer(t, "451 later", "451 later")
		h.start(t, Options{Channels: server.channels(t), Retry: soon{}})
		id := h.post(t, "mail", 1, 2)[0]
		until(t, "it is dead", func() bool { return h.counts(t)["discarded"] == 1 })
		until(t, "somebody is told", func() bool { return len(h.inbox(t, "p-sysadmin")) > 0 })
		if list := h.inbox(t, "p-sysadmin"); len(list) != 1 || list[0].Topic != "job:dead" || list[0].Args["kind"] != "deliver" {
			t.Errorf("told: %+v", list)
		}
		dead, err := h.db.DeadJobs(t.Context(), 10)
		if err != nil || len(dead) != 1 || !strings.Contains(dead[0].Why, "451") {
			t.Fatalf("dead: %+v, %v", dead, err)
		}
		if d := h.delivery(t, id); d.State != store.DeliveryWaits || d.Tries != 2 {
			t.Errorf("%+v", d)
		}
		by := sample.Cast()["sysadmin"]
		if err := h.cases.RetryJob(t.Context(), by, dead[0].ID); err != nil {
			t.Fatal(err)
		}
		until(t, "it is sent", func() bool { return h.delivery(t, id).State == store.DeliverySent })
		if n := len(server.letters()); n != 1 {
			t.Errorf("%d letters", n)
		}
	})
}

// Two nodes share what there is to do; nothing is done twice.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	const messages = 60
	clock, url := &hand{}, storetest.URL(t, storetest.Postgres)
	clock.set(2026, time.September, 22, 9)
	nodes := []*house{newHouse(t, url, clock), newHouse(t, url, clock)}
	nodes[0].settle(t)
	no := nodes[0].accepted(t)
	clock.set(2026, time.October, 15, 9)
	server := newMailServer(t)
	server.slow = 10 * time.Millisecond
	for _, h := range nodes {
		h.cases.Connect(casework.Outside{}) // the matter's own alarms stay inside
		h.start(t, Options{Channels: server.channels(t), Workers: 2, Every: time.Second})
	}
	before := len(server.letters())
	began := time.Now()
	ids := nodes[0].post(t, "mail", messages, 5)
	until(t, "all is sent", func() bool {
		n, err := nodes[0].db.DeliveryCounts(t.Context(), time.Time{})
		return err == nil && n["mail"][store.DeliveryWaits] == 0
	})
	until(t, "it ticked some times", func() bool { return nodes[0].watch.ticks()+nodes[1].watch.ticks() >= 3 })
	most := int(time.Since(began).Seconds()) + 3
	if n := nodes[0].watch.ticks() + nodes[1].watch.ticks(); n > most {
		t.Errorf("%d ticks in %s: each node has its own", n, time.Since(began))
	}
	if n := len(nodes[0].petition(t, no).Ladder); n != 3 {
		t.Errorf("%d steps of the ladder, want 3", n)
	}
	for _, id := range ids {
		n := 0
		for _, l := range server.letters()[before:] {
			n += strings.Count(string(l.raw), "<"+id+"@")
		}
		if n != 1 {
			t.Errorf("%s went out %d times", id, n)
		}
	}
	for i, h := range nodes {
		if h.watch.worked("deliver") == 0 {
			t.Errorf("node %d sent nothing", i)
		}
	}
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
}

func (c *counted) Ticked(_ time.Duration, did casework.Swept, _ error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.swept = append(c.swept, did)
}

func (c *counted) Worked(kind string, _ time.Duration, _ error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.jobs == nil {
		c.jobs = map[string]int{}
	}
	c.jobs[kind]++
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
