package e2e

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func small(subject string) matter {
	return matter{who: other, subject: subject, facts: "说不清的事。", demands: []string{"查清楚"}, place: "石门村", unit: "白水镇"}
}

// TestTwoAtOnce: the second of two officers is refused, and told what the first has done.
func TestTwoAtOnce(t *testing.T) {
	one, two := as(t, "case1"), as(t, "case2")
	m := small("两个人同时交办的事")
	no, _ := one.register(m)
	one.begin(no, "assigned").pick("act.assigned.unit", "白水镇")
	two.begin(no, "assigned").pick("act.assigned.unit", "柳河镇").into("act.assigned.instruction", "请三日内到场查看。")
	one.finish(no, "assigned")
	two.wants(409).click("="+two.word("petition.act.assigned")).sees("act.since", "白水镇").shot("staff-act-changed")
	if !strings.Contains(two.value("act.assigned.instruction"), "三日内") {
		two.fail("what was typed is lost")
	}
	two.open(no).sees("白水镇").misses("交柳河镇")
}

// TestOutOfScope: to an officer of another unit the matter is not there, by whatever address.
func TestOutOfScope(t *testing.T) {
	m := small("别的单位看不到的事")
	no, _ := as(t, "case1").register(m)
	as(t, "case1").assign(no, m)
	stranger := as(t, "land.handler1")
	for _, path := range []string{"", "/accepted", "/progress", "/nothing"} {
		stranger.wants(404).visit("/office/petitions/" + no + path).misses(m.subject)
	}
	stranger.shot("staff-error-404")
	stranger.visit("/office/petitions").misses(m.subject)
	stranger.into("web.list.words", no).wants(404).click("web.list.find").misses(m.subject)
	as(t, "baishui.clerk").open(no).sees(m.subject)
}

// TestWrongCodes: whoever guesses query codes is stopped, and learns nothing. The guesses come from
// another address than the readers'.
func TestWrongCodes(t *testing.T) {
	no, code := as(t, "case1").register(small("查询码猜不出来的事"))
	guesser := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 7)}}
			return d.DialContext(ctx, network, address)
		},
	}}
	statuses := map[int]int{}
	for range 8 {
		answer, err := guesser.PostForm(theHouse.base+"/follow", url.Values{"no": {no}, "code": {"ABCDEFGHJK"}})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		statuses[answer.StatusCode]++
		if strings.Contains(string(text), "查询码猜不出来的事") {
			t.Fatal("a wrong code shows the matter")
		}
	}
	if statuses[http.StatusUnprocessableEntity] != 5 || statuses[http.StatusTooManyRequests] != 3 {
		t.Fatalf("eight wrong codes were answered with %v, want five 422 and three 429", statuses)
	}
	// The rightful owner, elsewhere, is not kept out.
	meet(t, "owner", "zh-CN", true).follow(no, code)
}

// TestLive: what another officer does comes to the page by itself.
func TestLive(t *testing.T) {
	m := small("自己会变的页面")
	one, two := as(t, "case1"), as(t, "case2")
	two.visit("/office/petitions")
	no, _ := one.register(m)
	two.comes(m.subject)
	two.open(no).sees("petition.state.registered")
	landed := two.landed
	one.assign(no, m)
	two.comes("petition.state.assigned")
	if two.landed != landed {
		t.Error("the page was loaded anew")
	}
	two.check("waiting")
	// Leaving closes the stream, which would otherwise wait for the next journey.
	two.visit("/office/")
}
