package web_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/store"

	"github.com/riverqueue/river"
)

func aMatter() sample.Matter { return sample.Matters(11, 1)[0] }

// sent writes a delivery into the log as if it had gone so.
func (h *house) sent(d store.Delivery, state store.DeliveryState, why string) store.Delivery {
	h.t.Helper()
	ctx := context.Background()
	h.must(h.db.Do(ctx, "send", func(tx *store.Tx) error {
		d.After = tx.Now
		if _, err := tx.Post(ctx, &d); err != nil || state == store.DeliveryWaits {
			return err
		}
		return tx.Delivered(ctx, d.ID, state, why)
	}))
	return d
}

// TestDeliveries: the log says to whom and why not, and never where. Of a matter behind a wall it
// tells nothing, and of whoever reads no cases by office the number alone.
func TestDeliveries(t *testing.T) {
	h := newHouse(t)
	m := aMatter()
	m.Name, m.Phone = "司马青禾", "15400008888"
	no := h.register(m)
	accusing := h.accuse("bureau")
	clerk := h.officer("baishui.clerk")
	assigned := store.Facts{"of": "清源县信访局", "unit": "baishui"}
	h.sent(store.Delivery{Channel: "sms", Person: clerk.Person, No: no, Topic: "assigned", Args: assigned, Origin: "1"}, store.DeliverySent, "")
	h.sent(store.Delivery{Channel: "mail", Person: clerk.Person, Topic: "digest", Origin: "2"}, store.DeliveryDropped, "read")
	h.sent(store.Delivery{Channel: "sms", No: no, Topic: "bulletin:petitioner", Args: store.Facts{"n": "2", "state": "accepted"}, Origin: "3"}, store.DeliveryDropped, "unwanted")
	h.sent(store.Delivery{Channel: "sms", No: accusing, Topic: "bulletin:petitioner", Args: store.Facts{"n": "1", "state": "registered"}, Origin: "4"}, store.DeliveryWaits, "")
	h.sent(store.Delivery{Channel: "mail", Person: clerk.Person, No: accusing, Topic: "accepted", Args: store.Facts{"of": "县纪委"}, Origin: "5"}, store.DeliveryRefused, "mail: sending: code 550: refused for good")

	chief, admin := h.signedIn("chief1"), h.signedIn("sysadmin")
	for _, tag := range locale.Tags() {
		for _, b := range []*browser{chief, admin} {
			b.language = tag
			for _, path := range []string{"", "?state=waits", "?state=sent", "?state=refused", "?state=dropped"} {
				a := b.get("/office/deliveries" + path)
				if a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
					t.Errorf("%s %s: %d, or not worded", tag, path, a.status)
				}
				for _, secret := range []string{"司马", "15400008888", clerk.Title + "@"} {
					if strings.Contains(a.body, secret) {
						t.Errorf("%s %s tells %q", tag, path, secret)
					}
				}
			}
		}
		chief.language, admin.language = locale.Chinese, locale.Chinese
	}
	a := chief.get("/office/deliveries")
	for _, want := range []string{clerk.Name, "清源县信访局交办一件给", "信访人", "本人已经看过", "信访人不要，或者没有手机号", "code 550", "一件信访事项的消息", `href="/office/petitions/` + no + `"`, "发出1条"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the chief does not see %q", want)
		}
	}
	if strings.Contains(a.body, accusing[7:]) || strings.Contains(a.body, "县纪委") {
		t.Error("the chief is told of an accusation of the bureau")
	}
	a = admin.get("/office/deliveries")
	if !strings.Contains(a.body, no[7:]) || strings.Contains(a.body, `/office/petitions/`) || strings.Contains(a.body, "交办一件给") || strings.Contains(a.body, "县纪委") {
		t.Error("the administrator is told more than the number")
	}
	if a = chief.get("/office/deliveries?state=refused"); strings.Count(a.body, "<tr>") != 2 {
		t.Errorf("of the refused ones %d rows are shown", strings.Count(a.body, "<tr>")-1)
	}
	if a = chief.get("/office/deliveries?state=lost"); a.status != http.StatusNotFound {
		t.Errorf("a state that there is not: %d", a.status)
	}
}

// accuse registers an accusation of a unit.
func (h *house) accuse(unit string) string {
	h.t.Helper()
	r := petition.Record{
		Channel: petition.Letter, ReceivedAt: time.UnixMilli(h.now.Load()), FirstLevel: "county", Purpose: petition.Accusation, Category: aMatter().Category,
		Place: aMatter().Place, Subject: "A clerk asked for gifts", Facts: "Three times.", Persons: 1, Anonymous: true, Demands: []petition.Demand{{Text: "Look into it."}},
	}
	r.Accused.Units = append(r.Accused.Units, h.officer("chief1").Unit)
	if unit != string(r.Accused.Units[0]) {
		h.t.Fatalf("the chief is not of %s", unit)
	}
	receipt, err := h.cases.Register(context.Background(), h.officer("baishui.clerk"), r, "")
	h.must(err)
	return receipt.No
}

func TestDeliveriesTurnPages(t *testing.T) {
	h := newHouse(t)
	for i := range 120 {
		h.sent(store.Delivery{Channel: "mail", Person: "p-case1", Topic: "digest", Origin: fmt.Sprint(i)}, store.DeliverySent, "")
	}
	b := h.signedIn("director")
	path, rows, pages := "/office/deliveries?state=sent", 0, 0
	for path != "" {
		a := b.get(path)
		rows += strings.Count(a.body, "<tr>") - 1
		pages++
		path = ""
		if next := nextLink.FindStringSubmatch(a.body); next != nil {
			path = html.UnescapeString(next[1])
		}
	}
	if rows != 120 || pages != 3 {
		t.Errorf("%d deliveries on %d pages", rows, pages)
	}
}

// doomed is a job that fails.
type doomed struct {
	Secret string `json:"secret"`
}

func (doomed) Kind() string { return "deliver" }

// TestJobs: what was given up is shown with its reason and without what it carries, and can be
// tried again once.
func TestJobs(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	b := h.signedIn("sysadmin")
	if a := b.get("/office/jobs"); !strings.Contains(a.body, "没有停下的任务") {
		t.Error("an empty queue is not said to be one")
	}
	config := &river.Config{Workers: river.NewWorkers(), Queues: map[string]river.QueueConfig{store.JobQueue: {MaxWorkers: 1}},
		FetchCooldown: 5 * time.Millisecond, FetchPollInterval: 20 * time.Millisecond, TestOnly: true, Logger: slog.New(slog.DiscardHandler)}
	river.AddWorker(config.Workers, river.WorkFunc(func(context.Context, *river.Job[doomed]) error { return errors.New("the gateway knows no 15400008888") }))
	client, err := h.db.JobClient(config)
	h.must(err)
	h.must(client.Start(ctx))
	h.must(h.db.Do(ctx, "enqueue", func(tx *store.Tx) error {
		return tx.Enqueue(ctx, doomed{"what it carries"}, store.JobOptions{Tries: 1})
	}))
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		dead, err := h.db.DeadJobs(ctx, 1)
		h.must(err)
		if len(dead) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the job does not die")
		}
	}
	h.must(client.StopAndCancel(ctx))
	h.must(h.db.Do(ctx, "routines", func(tx *store.Tx) error {
		for name, result := range map[string]string{"ladder": "12 3", "digest": "4", "bulletin": "20 7", "patrol": "6", "unsigned": "begins"} {
			if err := tx.RunSlot(ctx, name, tx.Now.Add(-time.Hour), result); err != nil {
				return err
			}
		}
		for i := range 3 { // the house was closed, so that only the latest list was made
			if err := tx.RunSlot(ctx, "patrol", tx.Now.Add(-time.Duration(i+2)*time.Hour), "missed"); err != nil {
				return err
			}
		}
		return nil
	}))
	retry := regexp.MustCompile(`action="(/office/jobs/\d+/retry)"`)
	for _, tag := range locale.Tags() {
		b.language = tag
		a := b.get("/office/jobs")
		if a.status != http.StatusOK || strings.Contains(a.body, "⟦") || strings.Contains(a.body, "what it carries") || strings.Contains(a.body, "15400008888") {
			t.Errorf("%s: %d, or not worded, or it tells what the job carries", tag, a.status)
		}
	}
	b.language = locale.Chinese
	a := b.get("/office/jobs")
	for _, want := range []string{"发送消息", "the gateway knows no", "1次", "核对12件，落后3件", "发给4人", "20个单位，告诉信访人7件", "生成6份", "补上了前面错过的3次", "开始计时"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	path := found(t, retry, a)
	if a = b.post(path, url.Values{}); !strings.Contains(a.body, "flash-done") || retry.MatchString(a.body) {
		t.Error("the job is not in the queue again")
	}
	if a = b.post(path, url.Values{}); a.path != "/office/jobs" || !strings.Contains(a.body, "flash-soon") {
		t.Errorf("a second press: %d at %s", a.status, a.path)
	}
	if a = b.post("/office/jobs/none/retry", url.Values{}); a.status != http.StatusNotFound {
		t.Errorf("no job at all: %d", a.status)
	}
}
