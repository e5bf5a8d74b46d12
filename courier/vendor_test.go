package courier

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// mac is HMAC-SHA256 as RFC 2104 writes it down, so that the signatures are not checked by the code
// that made them.
func mac(key, message string) []byte {
	block := make([]byte, 64)
	if len(key) > 64 {
		sum := sha256.Sum256([]byte(key))
		key = string(sum[:])
	}
	copy(block, key)
	pad := func(with byte) []byte {
		out := make([]byte, 64)
		for i := range block {
			out[i] = block[i] ^ with
		}
		return out
	}
	inner := sha256.Sum256(append(pad(0x36), message...))
	outer := sha256.Sum256(append(pad(0x5c), inner[:]...))
	return outer[:]
}

const (
	robotKey    = "73febdcb-1b38-4d1b-a994-790f21fc8d30"
	robotSecret = "SEC8f4a2b61"
)

// vendor is a chat's server: it checks what it gets as its documents say, and refuses in its own
// words.
type vendor struct {
	name    string
	path    string // of the webhook, key and all
	open    func(RobotOptions) (Channel, error)
	secret  string
	check   func(r *http.Request, body []byte) (answer string)
	ok      string
	content func(body []byte) string // what the group reads

	mu  sync.Mutex
	got []string
}

func fresh(stamp string, unit time.Duration) bool {
	n, err := strconv.ParseInt(stamp, 10, 64)
	off := morning.Sub(time.Unix(0, n*int64(unit)))
	return err == nil && off.Abs() <= time.Hour
}

func wecom() *vendor {
	type message struct {
		Type string `json:"msgtype"`
		Text struct{ Content string }
	}
	return &vendor{
		name: "wecom", path: "/cgi-bin/webhook/send?key=" + robotKey, open: NewWeCom, ok: `{"errcode":0,"errmsg":"ok"}`,
		check: func(r *http.Request, body []byte) string {
			var m message
			err := json.Unmarshal(body, &m)
			switch {
			case r.URL.Path != "/cgi-bin/webhook/send" || r.URL.RawQuery != "key="+robotKey:
				return `{"errcode":93000,"errmsg":"invalid webhook url, hint: [175560], from ip: 10.1.2.3, more info at https://open.work.weixin.qq.com/devtool/query?e=93000"}`
			case err != nil || m.Type != "text" || m.Text.Content == "":
				return `{"errcode":40008,"errmsg":"invalid message type"}`
			case len(m.Text.Content) > 2048 || !utf8.ValidString(m.Text.Content):
				return `{"errcode":40058,"errmsg":"text.content exceed max length 2048. invalid Request Parameter"}`
			}
			return ""
		},
		content: func(body []byte) string {
			var m message
			json.Unmarshal(body, &m)
			return m.Text.Content
		},
	}
}

func dingtalk() *vendor {
	v := &vendor{name: "dingtalk", path: "/robot/send?access_token=" + robotKey, open: NewDingTalk, secret: robotSecret, ok: `{"errcode":0,"errmsg":"ok"}`}
	type message struct {
		Type string `json:"msgtype"`
		Text struct{ Content string }
	}
	v.check = func(r *http.Request, body []byte) string {
		var m message
		err := json.Unmarshal(body, &m)
		q := r.URL.Query()
		switch {
		case r.URL.Path != "/robot/send" || q.Get("access_token") != robotKey:
			return `{"errcode":300005,"errmsg":"token is not exist"}`
		case v.secret != "" && !fresh(q.Get("timestamp"), time.Millisecond):
			return `{"errcode":310000,"errmsg":"description:timestamp无效;solution:请使用当前时间"}`
		case v.secret != "" && q.Get("sign") != base64.StdEncoding.EncodeToString(mac(v.secret, q.Get("timestamp")+"\n"+v.secret)):
			return `{"errcode":310000,"errmsg":"description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中"}`
		case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
			return `{"errcode":43004,"errmsg":"无效的HTTP HEADER Content-Type"}`
		case err != nil || m.Type != "text" || m.Text.Content == "":
			return `{"errcode":400105,"errmsg":"unsupported msgtype"}`
		case len(body) > 20000:
			return `{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}`
		}
		return ""
	}
	v.content = func(body []byte) string {
		var m message
		json.Unmarshal(body, &m)
		return m.Text.Content
	}
	return v
}

func feishu() *vendor {
	v := &vendor{name: "feishu", path: "/open-apis/bot/v2/hook/" + robotKey, open: NewFeishu, secret: robotSecret, ok: `{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}`}
	type message struct {
		Timestamp, Sign string
		Type            string `json:"msg_type"`
		Content         struct {
			Post map[string]struct {
				Title   string
				Content [][]struct{ Tag, Text, Href string }
			}
		}
	}
	v.check = func(r *http.Request, body []byte) string {
		var m message
		err := json.Unmarshal(body, &m)
		switch {
		case r.URL.Path != v.path:
			return `{"code":19001,"data":{},"msg":"param invalid: incoming webhook access token invalid"}`
		case v.secret != "" && (!fresh(m.Timestamp, time.Second) || m.Sign != base64.StdEncoding.EncodeToString(mac(m.Timestamp+"\n"+v.secret, ""))):
			return `{"code":19021,"data":{},"msg":"sign match fail or timestamp is not within one hour from current time"}`
		case err != nil || m.Type != "post" || len(m.Content.Post["zh_cn"].Content) == 0 || len(body) > 20<<10:
			return `{"code":9499,"msg":"Bad Request","data":{}}`
		}
		return ""
	}
	v.content = func(body []byte) string {
		var m message
		json.Unmarshal(body, &m)
		lines := []string{m.Content.Post["zh_cn"].Title}
		for _, paragraph := range m.Content.Post["zh_cn"].Content {
			for _, e := range paragraph {
				if e.Tag == "a" && e.Href != e.Text || e.Tag != "a" && e.Tag != "text" {
					return "a strange element " + e.Tag
				}
				lines = append(lines, e.Text)
			}
		}
		return strings.Join(lines, "\n")
	}
	return v
}

func vendors() []*vendor { return []*vendor{wecom(), dingtalk(), feishu()} }

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	answer := v.check(r, body)
	if r.Method != http.MethodPost {
		answer = `{"errcode":43002,"code":43002,"errmsg":"require POST method"}`
	}
	if answer == "" {
		v.mu.Lock()
		v.got = append(v.got, v.content(body))
		v.mu.Unlock()
		answer = v.ok
	}
	fmt.Fprint(w, answer)
}

func (v *vendor) read() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string(nil), v.got...)
}

// robot opens the vendor's channel to a server, with the right key, secret and clock unless changed.
func (v *vendor) robot(t *testing.T, server http.Handler, change func(*RobotOptions)) Channel {
	t.Helper()
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	o := RobotOptions{URL: web.URL + v.path, Secret: v.secret, Client: NewClient(loopback, 5*time.Second), Now: at(morning)}
	if change != nil {
		change(&o)
	}
	c, err := v.open(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answering is a server that always answers the same.
func answering(status int, body string, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
}

// silent is a server that never answers.
func silent() http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // only then does the server see the caller leave
		<-r.Context().Done()
	})
}
