package courier

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/fault"
)

var alert = Parcel{ID: "d-1", Subject: "明天到期的事项 3 件", Text: "城关镇 2 件\n住建局 1 件", Link: "https://xf.example.gov.cn/office/list?due=1&unit=a"}

func TestRobotsSpeak(t *testing.T) {
	for _, v := range vendors() {
		c := v.robot(t, v, nil)
		if c.Name() != v.name {
			t.Errorf("name %s, want %s", c.Name(), v.name)
		}
		if err := c.Send(t.Context(), alert); err != nil {
			t.Errorf("%s: %v", v.name, err)
			continue
		}
		want := alert.Subject + "\n" + alert.Text + "\n" + alert.Link
		if got := v.read(); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", v.name, got, want)
		}
	}
}

// The vectors were made by another program.
func TestSignatures(t *testing.T) {
	if got := signDingTalk("SEC-example", "1788134400000"); got != "CPM3//Py1LcWJ0jT6NE6A/dNkg/9kl2vrPeFv3QDnSs=" {
		t.Errorf("DingTalk: %s", got)
	}
	if got := signFeishu("SEC-example", "1788134400"); got != "3bz++mtA6T2tNSw8nmiNw7gHNqjZFxsN0/SmKw4oxDE=" {
		t.Errorf("Feishu: %s", got)
	}
}

// Each vendor refuses in its own words what was not signed, signed wrongly, or long ago; and what
// comes to a webhook that it does not know. Many clocks, so that signatures with + and / are among
// them.
func TestRobotsAreChecked(t *testing.T) {
	for _, v := range vendors() {
		for i := range 50 {
			c := v.robot(t, v, func(o *RobotOptions) { o.Now = at(morning.Add(time.Duration(i) * time.Minute)) })
			if err := c.Send(t.Context(), alert); err != nil {
				t.Errorf("%s after %d minutes: %v", v.name, i, err)
			}
		}
		wrong := map[string]func(*RobotOptions){
			"key": func(o *RobotOptions) { o.URL += "x" },
		}
		if v.secret != "" {
			wrong["secret"] = func(o *RobotOptions) { o.Secret += "x" }
			wrong["no secret"] = func(o *RobotOptions) { o.Secret = "" }
			wrong["slow clock"] = func(o *RobotOptions) { o.Now = at(morning.Add(-61 * time.Minute)) }
			wrong["fast clock"] = func(o *RobotOptions) { o.Now = at(morning.Add(61 * time.Minute)) }
		}
		before := len(v.read())
		for name, change := range wrong {
			if err := v.robot(t, v, change).Send(t.Context(), alert); !errors.Is(err, ErrRefused) {
				t.Errorf("%s, %s: %v", v.name, name, err)
			}
		}
		if len(v.read()) != before {
			t.Errorf("%s took a wrong one", v.name)
		}
		v.secret = "" // a robot that asks for no signature
		if err := v.robot(t, v, nil).Send(t.Context(), alert); err != nil {
			t.Errorf("%s unsigned: %v", v.name, err)
		}
	}
}

func TestRobotAnswers(t *testing.T) {
	const again, never, carried = 0, -1, -2
	for _, c := range []struct {
		vendor  *vendor
		status  int
		body    string
		headers []string
		want    time.Duration
	}{
		{wecom(), 200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, nil, time.Minute},
		{wecom(), 200, `{"errcode":93000,"errmsg":"invalid webhook url"}`, nil, never},
		{wecom(), 200, `{"errcode":93004,"errmsg":"robot disabled"}`, nil, never},
		{wecom(), 200, `{"errcode":-1,"errmsg":"system busy"}`, nil, again},
		{dingtalk(), 200, `{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}`, nil, 10 * time.Minute},
		{dingtalk(), 200, `{"errcode":410100,"errmsg":"发送速度太快而限流"}`, nil, 10 * time.Minute},
		{dingtalk(), 200, `{"errcode":310000,"errmsg":"keywords not in content"}`, nil, never},
		{dingtalk(), 200, `{"errcode":400102,"errmsg":"机器人已停用"}`, nil, never},
		{dingtalk(), 200, `{"errcode":-1,"errmsg":"系统繁忙"}`, nil, again},
		{dingtalk(), 200, `{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"9ff0e7e2346a"}`, nil, again},
		{feishu(), 200, `{"code":11232,"msg":"frequency limited psm"}`, nil, time.Minute},
		{feishu(), 400, `{"code":99991400,"msg":"request trigger frequency limit"}`, []string{"x-ogw-ratelimit-reset", "52"}, 52 * time.Second},
		{feishu(), 429, `{"code":99991400,"msg":"request trigger frequency limit"}`, []string{"x-ogw-ratelimit-reset", "7"}, 7 * time.Second},
		{feishu(), 200, `{"code":19024,"msg":"Key Words Not Found"}`, nil, never},
		{feishu(), 200, `{"code":19022,"msg":"Ip Not Allowed"}`, nil, never},
		{feishu(), 400, `{"code":9499,"msg":"too many request","data":{}}`, nil, again},
		{feishu(), 200, `{"Extra":null,"StatusCode":0,"StatusMessage":"success"}`, nil, carried},
		{feishu(), 500, `{"code":0}`, nil, again},
		{wecom(), 200, `<html>sign in to the network</html>`, nil, again},
		{wecom(), 200, ``, nil, again},
		{wecom(), 502, `bad gateway`, nil, again},
		{wecom(), 404, `not found`, nil, never},
		{wecom(), 302, ``, []string{"Location", "https://example.cn/"}, never},
		{wecom(), 429, `slow down`, nil, time.Minute},
		{dingtalk(), 429, `slow down`, nil, 10 * time.Minute},
		{feishu(), 429, `{"code":1}`, []string{"Retry-After", "30"}, 30 * time.Second},
	} {
		err := c.vendor.robot(t, answering(c.status, c.body, c.headers...), nil).Send(t.Context(), alert)
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
			t.Errorf("%s: %d %s: %v", c.vendor.name, c.status, c.body, err)
		}
	}
}

// What is too long is cut at a character, and the link is still there.
func TestRobotsCut(t *testing.T) {
	long := map[string]string{
		"Chinese":  strings.Repeat("信访", 20000),
		"ASCII":    strings.Repeat("a", 100000),
		"quotes":   strings.Repeat(`"\`, 50000),
		"lines":    strings.Repeat("\n", 100000),
		"controls": strings.Repeat("\x01<", 50000),
	}
	limits := map[string]int{"wecom": 2048, "dingtalk": 20000, "feishu": 20 << 10}
	for name, text := range long {
		for _, v := range vendors() {
			for shift := range 4 {
				p := Parcel{ID: "1", Subject: "甲" + strings.Repeat("x", shift), Text: text, Link: alert.Link}
				if err := v.robot(t, v, nil).Send(t.Context(), p); err != nil {
					t.Fatalf("%s, %s: %v", v.name, name, err)
				}
				got := v.read()[shift]
				if !strings.HasPrefix(got, p.Subject) || !strings.HasSuffix(got, "…\n"+alert.Link) || strings.ContainsRune(got, '\ufffd') {
					t.Errorf("%s, %s: %.60q … %q", v.name, name, got, got[max(0, len(got)-80):])
				}
				if name == "Chinese" && len(got) < limits[v.name]*3/5 {
					t.Errorf("%s: only %d bytes of %d", v.name, len(got), limits[v.name])
				}
			}
		}
	}
	v := wecom()
	if err := v.robot(t, v, nil).Send(t.Context(), Parcel{ID: "1", Text: strings.Repeat("信", 1000)}); err != nil {
		t.Fatal(err)
	}
	if got := v.read()[0]; len(got) != 2046 || got != strings.Repeat("信", 681)+"…" {
		t.Errorf("%d bytes", len(got))
	}
	// Bytes that are no text would grow on the way.
	if err := v.robot(t, v, nil).Send(t.Context(), Parcel{ID: "1", Text: "\xff\xfe" + strings.Repeat("a", 2046)}); err != nil {
		t.Error(err)
	}
}

// Words that a petitioner wrote call nobody in the group.
func TestRobotsCallNobody(t *testing.T) {
	for _, v := range vendors() {
		c := v.robot(t, v, nil)
		if err := c.Send(t.Context(), Parcel{ID: "1", Subject: "<@all>", Text: `<at user_id="all">所有人</at> <@all> @all`}); err != nil {
			t.Fatal(err)
		}
		if got := v.read()[0]; v.name == "wecom" && strings.Contains(got, "<@") {
			t.Errorf("%s: %q", v.name, got)
		}
	}
}

func TestRobotsKeepToTheDeadline(t *testing.T) {
	for _, v := range vendors() {
		c := v.robot(t, silent(), nil)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		begun := time.Now()
		if err := c.Send(ctx, alert); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrRefused) || time.Since(begun) > 3*time.Second {
			t.Errorf("%s: %v after %s", v.name, err, time.Since(begun))
		}
		cancel()
	}
}

func TestRobotsAtOnce(t *testing.T) {
	for _, v := range vendors() {
		c := v.robot(t, v, nil)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := c.Send(t.Context(), alert); err != nil {
					t.Errorf("%s: %v", v.name, err)
				}
			})
		}
		all.Wait()
		if len(v.read()) != 20 {
			t.Errorf("%s: %d", v.name, len(v.read()))
		}
	}
}

func TestRobotsWantAnAddress(t *testing.T) {
	for _, v := range vendors() {
		for _, address := range []string{"", robotKey, "/cgi-bin/webhook/send?key=" + robotKey, "ftp://example.cn/" + robotKey, "https://", "https://exam ple.cn/" + robotKey, "https://example.cn/%zz" + robotKey} {
			_, err := v.open(RobotOptions{URL: address, Now: at(morning)})
			f := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || f.Field != "url" || strings.Contains(err.Error(), robotKey) {
				t.Errorf("%s %q: %v", v.name, address, err)
			}
		}
		if _, err := v.open(RobotOptions{URL: "https://example.cn/"}); err == nil {
			t.Errorf("%s: without a clock", v.name)
		}
	}
}
