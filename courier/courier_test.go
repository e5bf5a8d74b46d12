package courier

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestWait(t *testing.T) {
	inner := errors.New("code 45009")
	err := fmt.Errorf("wecom: %w", Wait{For: time.Minute, Err: inner})
	wait, ok := errors.AsType[Wait](err)
	if !ok || wait.For != time.Minute || !errors.Is(err, inner) || errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
	if got := err.Error(); got != "wecom: code 45009; to wait 1m0s" {
		t.Error(got)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{
		{"", 0, ""}, {"abc", 3, "abc"}, {"abcd", 3, "…"}, {"abcdef", 5, "ab…"}, {"信访", 6, "信访"}, {"信访局", 8, "信…"},
		{"信访局", 6, "信…"}, {"信访局", 5, "…"}, {"信访局", 2, ""}, {"信访局", -9, ""}, {"a😀b😀", 8, "a😀…"}, {"a😀b😀", 7, "a…"},
	} {
		got := cut(c.s, c.limit)
		if got != c.want || !utf8.ValidString(got) || len(got) > max(c.limit, 0) {
			t.Errorf("cut(%q, %d) = %q, want %q", c.s, c.limit, got, c.want)
		}
	}
}

func TestLog(t *testing.T) {
	var out bytes.Buffer
	c := NewLog(slog.New(slog.NewTextHandler(&out, nil)))
	if err := c.Send(t.Context(), notice); err != nil || c.Name() != "log" {
		t.Fatal(err)
	}
	for _, want := range []string{"channel=log", "delivery=7f3a-01", fmt.Sprintf("characters=%d", utf8.RuneCountInString(notice.Text))} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s lacks %s", &out, want)
		}
	}
	tells(t, "the log", out.String())
}

// hushed is what no error and no log line may hold.
var hushed = []string{
	"hush", robotSecret, robotKey, "73febdcb", "county-990121",
	"13812345678", "li.ming", "李明", "您的信访事项", "城关镇", "明天到期", "xf.example.gov.cn",
}

// tells fails if something hushed was told.
func tells(t *testing.T, who, told string) {
	t.Helper()
	for _, secret := range hushed {
		if strings.Contains(told, secret) {
			t.Errorf("%s tells %q: %s", who, secret, told)
		}
	}
}

// told is every way in which a value is likely to be written down.
func told(value any) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v %+v %s %q %#v %x\n", value, value, value, value, value, value)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
	raw, _ := json.Marshal(value)
	out.Write(raw)
	return out.String()
}

func TestValuesMaskThemselves(t *testing.T) {
	for _, p := range []Parcel{notice, short, alert} {
		tells(t, "a parcel", told(p)+told(&p)+told([]Parcel{p})+told(map[string]any{"p": p}))
		if !strings.Contains(told(p), p.ID) {
			t.Error("a parcel does not say which it is")
		}
	}
	tells(t, "robot options", told(RobotOptions{URL: "https://x/" + robotKey, Secret: robotSecret, Now: at(morning)}))
	tells(t, "SMS options", told(SMSOptions{Key: "county-990121", Secret: "hush", Now: at(morning)}))
	tells(t, "mail options", told(MailOptions{User: "li.ming", Password: "hush", Now: at(morning)}))
}

// echo answers with all that it was sent, in every place that an error could quote.
func echo(how string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		all := r.URL.String() + " " + fmt.Sprint(r.Header) + " " + string(body)
		message, _ := json.Marshal(all)
		hijack := func(answer string) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			io.WriteString(conn, answer)
		}
		switch how {
		case "code":
			fmt.Fprintf(w, `{"errcode":77,"code":77,"errmsg":%s,"msg":%s}`, message, message)
		case "refusal":
			fmt.Fprintf(w, `{"errcode":310000,"code":19024,"errmsg":%s,"msg":%s}`, message, message)
		case "no JSON":
			io.WriteString(w, all)
		case "location":
			w.Header()["Location"] = []string{"http://[" + r.URL.String()}
			w.WriteHeader(302)
		case "status":
			http.Error(w, all, 500)
		case "not found":
			http.Error(w, all, 404)
		case "no HTTP":
			hijack(all)
		case "header":
			hijack("HTTP/1.1 200 OK\r\n" + r.URL.String() + "\r\n\r\n")
		case "length":
			hijack("HTTP/1.1 200 OK\r\nContent-Length: " + r.URL.String() + "\r\n\r\n")
		case "cut off":
			hijack("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + all)
		case "closed":
			hijack("")
		}
	})
}

func TestErrorsTellNoSecret(t *testing.T) {
	for _, how := range []string{"code", "refusal", "no JSON", "location", "status", "not found", "no HTTP", "header", "length", "cut off", "closed"} {
		channels := map[string]Channel{"sms": smsTo(t, echo(how), func(o *SMSOptions) { o.URL += "/" + robotKey })}
		for _, v := range vendors() {
			channels[v.name] = v.robot(t, echo(how), nil)
		}
		for name, c := range channels {
			p := alert
			if name == "sms" {
				p = short
			}
			err := c.Send(t.Context(), p)
			if err == nil {
				if name == "sms" && (how == "code" || how == "refusal" || how == "no JSON") {
					continue // 200 is all that it asks of a gateway
				}
				t.Errorf("%s, %s: carried", name, how)
				continue
			}
			tells(t, name+", "+how, err.Error()+told(err))
			if !strings.HasPrefix(err.Error(), name+": sending "+p.ID+": ") {
				t.Errorf("%s does not say what was being done", err)
			}
		}
	}
	// Nobody there, at an address that holds the key, over TLS or not.
	for _, v := range vendors() {
		for _, base := range []string{"http://127.0.0.1:1", "https://127.0.0.1:1", "http://nowhere.invalid"} {
			err := v.robot(t, v, func(o *RobotOptions) { o.URL = base + v.path }).Send(t.Context(), alert)
			if err == nil || errors.Is(err, ErrRefused) {
				t.Errorf("%s at %s: %v", v.name, base, err)
				continue
			}
			tells(t, v.name, err.Error()+told(err))
		}
	}
}

func TestMailErrorsTellNoSecret(t *testing.T) {
	for _, c := range []struct{ verb, answer string }{
		{"hello", "554 hush"}, {"hello", "hush"}, {"EHLO", "550 hush li.ming"}, {"AUTH", "535 hush"}, {"AUTH", "435 hush"},
		{"MAIL", "550 li.ming"}, {"RCPT", "550 5.1.1 <li.ming@example.cn>"}, {"RCPT", "450 <li.ming@example.cn>"},
		{"RCPT", "li.ming"}, {"DATA", "554 李明"}, {".", "554 您的信访事项"}, {".", "451 您的信访事项"}, {".", "您的信访事项"},
	} {
		s := (&mailServer{user: "bihuan", password: "hush", answers: map[string]string{c.verb: c.answer}}).start(t)
		err := mailTo(t, s, func(o *MailOptions) { o.User, o.Password, o.TLS = "bihuan", "hush", TLSOff }).Send(t.Context(), notice)
		if err == nil {
			t.Errorf("%s %s: carried", c.verb, c.answer)
			continue
		}
		tells(t, "mail, "+c.verb+" "+c.answer, err.Error()+told(err))
		if !strings.HasPrefix(err.Error(), "mail: sending "+notice.ID+": ") {
			t.Errorf("%s does not say what was being done", err)
		}
	}
}
