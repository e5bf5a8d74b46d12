package work

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/courier"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

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
