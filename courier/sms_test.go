package courier

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// gateway is an adapter as docs/howto/sms-gateway.md asks for.
type gateway struct {
	mu   sync.Mutex
	sent map[string]string // by id
	last map[string]string
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	stamp := r.Header.Get("X-Timestamp")
	var m map[string]string
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/send" || json.Unmarshal(body, &m) != nil || len(m) != 4:
		http.Error(w, "what?", http.StatusBadRequest)
	case r.Header.Get("X-Key") != "county-990121", r.Header.Get("X-Signature") != hex.EncodeToString(mac("hush", stamp+"\n"+string(body))):
		http.Error(w, "who?", http.StatusUnauthorized)
	case morning.Sub(unix(stamp)).Abs() > 5*time.Minute:
		http.Error(w, "when?", http.StatusUnauthorized)
	case !regexp.MustCompile(`^1\d{10}$`).MatchString(m["phone"]):
		http.Error(w, "whom?", http.StatusUnprocessableEntity)
	default:
		g.mu.Lock()
		defer g.mu.Unlock()
		g.last = m
		if _, twice := g.sent[m["id"]]; !twice {
			g.sent[m["id"]] = m["text"]
		}
	}
}

func unix(stamp string) time.Time {
	var n int64
	fmt.Sscan(stamp, &n)
	return time.Unix(n, 0)
}

func smsTo(t *testing.T, server http.Handler, change func(*SMSOptions)) Channel {
	t.Helper()
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	o := SMSOptions{URL: web.URL + "/send", Key: "county-990121", Secret: "hush", Sign: "清源信访", Client: NewClient(loopback, 5*time.Second), Now: at(morning)}
	if change != nil {
		change(&o)
	}
	c, err := NewSMS(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var short = Parcel{ID: "7f3a", To: "13812345678", Subject: "not in an SMS", Text: "您的信访事项已受理。", Link: "https://xf.example.gov.cn/p/990121?a=1&b=2"}

func TestSMS(t *testing.T) {
	g := &gateway{sent: map[string]string{}}
	c := smsTo(t, g, nil)
	for range 2 {
		if err := c.Send(t.Context(), short); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{"id": "7f3a", "phone": "13812345678", "text": short.Text + "\n" + short.Link, "sign": "清源信访"}
	if fmt.Sprint(g.last) != fmt.Sprint(want) || len(g.sent) != 1 {
		t.Errorf("%v, %d sent", g.last, len(g.sent))
	}
	for name, change := range map[string]func(*SMSOptions){
		"key":    func(o *SMSOptions) { o.Key = "county-990122" },
		"secret": func(o *SMSOptions) { o.Secret = "hash" },
		"clock":  func(o *SMSOptions) { o.Now = at(morning.Add(6 * time.Minute)) },
		"path":   func(o *SMSOptions) { o.URL += "x" },
	} {
		if err := smsTo(t, g, change).Send(t.Context(), short); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.Send(t.Context(), Parcel{ID: "2", To: "12345", Text: "x"}); !errors.Is(err, ErrRefused) || len(g.sent) != 1 {
		t.Errorf("%v", err)
	}
}

// The example in the document can be computed by who writes an adapter; and it is what we send.
func TestSMSDocument(t *testing.T) {
	document, err := os.ReadFile("../docs/howto/sms-gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	body := regexp.MustCompile("```json\n(.*)\n```").FindSubmatch(document)
	signature := regexp.MustCompile("```\n([0-9a-f]{64})\n```").FindSubmatch(document)
	if body == nil || signature == nil {
		t.Fatal("no example")
	}
	if got := signSMS("example-secret", "1788134400", body[1]); got != string(signature[1]) {
		t.Errorf("signature %s", got)
	}
	var sent []byte
	var stamp, signed string
	c := smsTo(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		sent, _ = io.ReadAll(r.Body)
		stamp, signed = r.Header.Get("X-Timestamp"), r.Header.Get("X-Signature")
	}), func(o *SMSOptions) { o.Secret, o.Now = "example-secret", at(time.Unix(1788134400, 0)) })
	if err := c.Send(t.Context(), Parcel{ID: "7f3a", To: "13800000000", Text: "您的信访事项已受理。"}); err != nil {
		t.Fatal(err)
	}
	if string(sent) != string(body[1]) || stamp != "1788134400" || signed != string(signature[1]) {
		t.Errorf("%s %s %s", sent, stamp, signed)
	}
}

func TestSMSAnswers(t *testing.T) {
	date := morning.Add(90 * time.Second).UTC().Format(http.TimeFormat)
	const again, never, carried = 0, -1, -2
	for _, c := range []struct {
		status int
		after  string
		want   time.Duration
	}{
		{200, "", carried}, {202, "", carried}, {204, "", carried},
		{301, "", never}, {400, "", never}, {401, "", never}, {404, "", never},
		{500, "", again}, {502, "", again}, {503, "", again},
		{429, "", time.Minute}, {429, "120", 2 * time.Minute}, {429, date, 90 * time.Second}, {503, "120", 2 * time.Minute},
		{429, "soon", time.Minute}, {429, "0", time.Second}, {429, "-5", time.Second},
		{429, "9999999999", time.Hour}, {429, "999999", time.Hour},
		{429, morning.Add(-time.Hour).UTC().Format(http.TimeFormat), time.Second},
		{429, morning.AddDate(1, 0, 0).UTC().Format(http.TimeFormat), time.Hour},
	} {
		var headers []string
		if c.after != "" {
			headers = []string{"Retry-After", c.after}
		}
		err := smsTo(t, answering(c.status, "", headers...), nil).Send(t.Context(), short)
		got := time.Duration(again)
		if wait, ok := errors.AsType[Wait](err); ok {
			got = wait.For
		}
		switch {
		case err == nil:
			got = carried
		case errors.Is(err, ErrRefused):
			got = never
		}
		if got != c.want {
			t.Errorf("%d %q: %s, %v", c.status, c.after, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), fmt.Sprint(c.status)) {
			t.Errorf("%v does not tell %d", err, c.status)
		}
	}
}
