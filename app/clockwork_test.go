package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/config"
	"bihuan/courier"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// serve serves until the test ends, or until it is told to.
func serve(t *testing.T, a *App) (base string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	at, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(addr net.Addr) { at <- addr }) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("ending: %v", err)
		}
	})
	t.Cleanup(stop)
	select {
	case addr := <-at:
		return "http://" + addr.String(), stop
	case err := <-ended:
		t.Fatalf("not serving: %v", err)
	}
	return "", stop
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited until %s", what)
		}
	}
}

// other is the other side of whatever leaves the house: it takes all that is posted.
type other struct {
	*httptest.Server
	mu   sync.Mutex
	got  []string
	from []*http.Request
}

func newOther(t *testing.T, answer string) *other {
	o := &other{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.got, o.from = append(o.got, string(body)), append(o.from, r)
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *other) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.got...)
}

const petitioner, phone = "张建国", "13800138000"

// matter registers a matter and passes it on to a town.
func matter(t *testing.T, a *App) string {
	t.Helper()
	by := sample.Cast()["case1"]
	receipt, err := a.Casework().Register(t.Context(), by, petition.Record{
		Channel: petition.Letter, ReceivedAt: a.DB().Now(), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim, Category: "0102", Place: "990121101201",
		Petitioners: []petition.Petitioner{{Name: petitioner, Phone: phone, Address: "白水镇石门村1组"}},
		Subject:     "村道损坏", Demands: []petition.Demand{{Text: "修好"}}, Facts: "去年以来道路塌陷，多次反映没有结果。",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Casework().Act(t.Context(), by, receipt.No, 0, &petition.AssignedData{Unit: "baishui"}); err != nil {
		t.Fatal(err)
	}
	return receipt.No
}

// What the settings name leads out of the house: to the clerk's phone and the town's group, in words
// of ours, with a link, under the name that the bureau has by then, and with nothing of the petitioner's.
func TestMessagesLeaveTheHouse(t *testing.T) {
	gateway, group, log := newOther(t, ""), newOther(t, `{"code":0}`), &book{}
	c := settings(t, "sms", gateway.URL, "sms_key", "us", "sms_secret", "hush", "sms_sign", "清源信访",
		"outbound_allow", "127.0.0.0/8", "quiet", "none", "base_url", "https://xf.example.cn")
	a := open(t, c, WithLog(NewLog(log, c)))
	enter(t, a)
	err := a.DB().Do(t.Context(), "a robot and a phone", func(tx *store.Tx) error {
		for _, p := range sample.County().People {
			if p.Login == "baishui.clerk" {
				p.Phone = "13900139000"
				if err := tx.PutPeople(t.Context(), p); err != nil {
					return err
				}
			}
		}
		return tx.PutRobot(t.Context(), store.Robot{ID: "r1", Unit: "baishui", Kind: "feishu", Name: "白水镇信访群", URL: group.URL + "/hook/secret-key"})
	})
	if err != nil {
		t.Fatal(err)
	}
	_, stop := serve(t, a)
	if err := a.DB().Do(t.Context(), "another name", func(tx *store.Tx) error {
		return tx.PutOffice(t.Context(), store.Office{Name: "清源县信访工作局"})
	}); err != nil {
		t.Fatal(err)
	}
	no := matter(t, a)
	until(t, "both know", func() bool { return len(gateway.all()) > 0 && len(group.all()) > 0 })
	var sms struct{ Phone, Text, Sign string }
	if err := json.Unmarshal([]byte(gateway.all()[0]), &sms); err != nil {
		t.Fatal(err)
	}
	link := "https://xf.example.cn/office/petitions/" + no
	if sms.Phone != "13900139000" || sms.Sign != "清源信访" || !strings.Contains(sms.Text, no) || !strings.Contains(sms.Text, link) {
		t.Errorf("SMS: %+v", sms)
	}
	if said := group.all()[0]; !strings.Contains(said, link) || !strings.Contains(said, "清源县信访工作局") {
		t.Errorf("the robot said %s", said)
	}
	until(t, "it is written down", func() bool {
		n, err := a.DB().DeliveryCounts(t.Context(), time.Time{})
		return err == nil && n["sms"][store.DeliverySent] > 0 && n["feishu"][store.DeliverySent] == 1
	})
	stop()
	for _, secret := range []string{petitioner, phone} {
		if strings.Contains(strings.Join(append(gateway.all(), group.all()...), ""), secret) {
			t.Errorf("what left the house tells %q", secret)
		}
	}
	for _, secret := range []string{petitioner, phone, "13900139000", "hush", "secret-key"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %q:\n%s", secret, log)
		}
	}
}

// What is not public is not reached unless it is listed.
func TestInnerNetworksAreNotReached(t *testing.T) {
	inner := newOther(t, "")
	host := strings.TrimPrefix(inner.URL, "http://")
	c := settings(t, "sms", inner.URL, "sms_key", "us", "sms_secret", "hush", "mail", "smtp://"+host+"/?from=bihuan@example.cn")
	a := open(t, c)
	robot, err := a.robot(store.Robot{Kind: "wecom", URL: inner.URL})
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []courier.Channel{a.channels["mail"], a.channels["sms"], robot} {
		if err := channel.Send(t.Context(), courier.Parcel{ID: "x", To: "a@example.cn"}); !errors.Is(err, courier.ErrRefused) {
			t.Errorf("%s: %v", channel.Name(), err)
		}
	}
	if n := len(inner.all()); n > 0 {
		t.Errorf("%d messages were taken", n)
	}
	if _, err := a.robot(store.Robot{Kind: "telegram", URL: inner.URL}); err == nil {
		t.Error("a robot of a kind that is not known")
	}
}

func TestWaysThatCannotBe(t *testing.T) {
	c := settings(t, "mail", "smtp://mail.example.cn/")
	_, err := Open(t.Context(), c, WithFast())
	if f := fault.As(err); f == nil || f.Key != "fault.courier.mail.from" {
		t.Errorf("mail from nobody: %v", err)
	}
	log := &book{}
	c = settings(t, "sms", "log")
	a := open(t, c, WithLog(NewLog(log, c)))
	if err := a.channels["sms"].Send(t.Context(), courier.Parcel{ID: "d1", To: phone, Text: "四个字的"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "a message would go out") || strings.Contains(log.String(), phone) {
		t.Error(log)
	}
}

// All hours that the settings take are hours.
func TestQuietHoursAreRead(t *testing.T) {
	for _, f := range config.Fields() {
		if f.Key != "quiet" {
			continue
		}
		for _, hours := range []string{f.Default, f.Example, "none", "off", "7:05-09:00", "0:00-23:59"} {
			c := settings(t, "quiet", hours)
			if q, ok := notify.ParseQuiet(c.QuietHours()); !ok || (q == notify.Quiet{}) != (c.QuietHours() == "") {
				t.Errorf("%q: %v %v", hours, q, ok)
			}
		}
	}
}

// A test drives the clock itself: nothing happens until it ticks.
func TestWithoutWork(t *testing.T) {
	now := time.Date(2026, 9, 22, 9, 0, 0, 0, deadline.Zone())
	a := open(t, settings(t), WithNow(func() time.Time { return now }), WithoutWork())
	enter(t, a)
	no := matter(t, a)
	now = now.AddDate(0, 0, 40)
	base, stop := serve(t, a)
	answer, err := http.Get(base + "/readyz")
	if err != nil || answer.StatusCode != 200 {
		t.Errorf("readyz without a clockwork: %v %v", answer, err)
	}
	_ = answer.Body.Close()
	stop()
	if a.began.Load() != 0 {
		t.Error("a clockwork was set going")
	}
	did, err := a.Tick(t.Context())
	if err != nil || did.Petitions != 1 || did.Alarms == 0 {
		t.Errorf("ticking %s: %+v, %v", no, did, err)
	}
	if did, err = a.Tick(t.Context()); err != nil || did.Petitions != 0 {
		t.Errorf("ticking again: %+v, %v", did, err)
	}
}
