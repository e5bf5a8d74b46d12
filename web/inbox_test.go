package web_test

import (
	"bufio"
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/notify"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/store"
)

// connect has messages told by the table of routes, with mail and short messages as ways out.
func (h *house) connect() {
	h.t.Helper()
	routes, err := notify.TheRoutes()
	h.must(err)
	h.cases.Connect(casework.Outside{Routes: routes, SMS: true, Mail: true})
}

// assigned registers a matter and gives it to the township, whose petition office is told.
func (h *house) assigned(seed uint64) string {
	h.t.Helper()
	m := sample.Matters(seed, 1)[0]
	no := h.register(m)
	h.act("chief1", no, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	return no
}

var (
	messageLink = regexp.MustCompile(`href="(/office/inbox/[^"]+)"`)
	unreadCount = regexp.MustCompile(`data-unread="(\d+)"`)
	newestSeen  = regexp.MustCompile(`name="newest" value="([^"]*)"`)
	oneMessage  = regexp.MustCompile(`name="id" value="([^"]*)"`)
)

func found(t *testing.T, re *regexp.Regexp, a answer) string {
	t.Helper()
	m := re.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("%s: no %s", a.uri, re)
	}
	return m[1]
}

func (a answer) messages() int { return strings.Count(a.body, `class="inbox-w"`) }

// TestInbox: a message is told once, leads to what it is about, and is read by being opened.
func TestInbox(t *testing.T) {
	h := newHouse(t)
	h.connect()
	clerk := h.signedIn("baishui.clerk")
	if a := clerk.get("/office/inbox"); a.messages() != 0 || !strings.Contains(a.body, "没有未读的消息") || found(t, unreadCount, a) != "0" {
		t.Errorf("before anything: %d messages", a.messages())
	}
	no := h.assigned(3)
	h.advance(26 * time.Hour)
	second := h.assigned(4)
	clerk = h.signedIn("baishui.clerk")
	for _, tag := range locale.Tags() {
		clerk.language = tag
		a := clerk.get("/office/inbox")
		if a.messages() != 2 || strings.Contains(a.body, "⟦") || found(t, unreadCount, a) != "2" {
			t.Errorf("%s: %d messages, %s counted", tag, a.messages(), found(t, unreadCount, a))
		}
		subject := html.EscapeString(sample.Matters(3, 1)[0].Subject)
		if !strings.Contains(a.body, subject) || strings.Contains(a.body, `href="/office/petitions/`+no) {
			t.Errorf("%s: the matter is not named, or a link goes round the message", tag)
		}
	}
	clerk.language = locale.Chinese
	a := clerk.get("/office/inbox")
	for _, want := range []string{"交办一件给", "急", "昨天 ", "今天 "} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the inbox lacks %q", want)
		}
	}
	if newer, older := strings.Index(a.body, second[7:]), strings.Index(a.body, no[7:]); newer > older {
		t.Error("the newest does not stand first")
	}
	link := messageLink.FindAllStringSubmatch(a.body, -1)[1][1]
	if stranger := h.signedIn("liuhe.clerk").get(link); stranger.status != http.StatusNotFound {
		t.Errorf("somebody else's message opens: %d", stranger.status)
	}
	if opened := clerk.get(link); opened.path != "/office/petitions/"+no {
		t.Errorf("the message leads to %s", opened.path)
	}
	if a = clerk.get("/office/inbox"); a.messages() != 1 || found(t, unreadCount, a) != "1" {
		t.Errorf("after one was opened: %d messages", a.messages())
	}
	if a = clerk.get("/office/inbox?all=1"); a.messages() != 2 || strings.Count(a.body, `class="is-unread"`) != 1 {
		t.Errorf("of all: %d, %d of them unread", a.messages(), strings.Count(a.body, `class="is-unread"`))
	}
	if a = clerk.post("/office/inbox/read", url.Values{"id": {found(t, oneMessage, a)}, "all": {"1"}}); a.uri != "/office/inbox?all=1" || strings.Contains(a.body, "is-unread") {
		t.Errorf("marking one: at %s", a.uri)
	}
}

// TestReadAllReadsWhatWasSeen: a message that came while the page was looked at stays unread.
func TestReadAllReadsWhatWasSeen(t *testing.T) {
	h := newHouse(t)
	h.connect()
	clerk := h.signedIn("baishui.clerk")
	h.assigned(3)
	newest := found(t, newestSeen, clerk.get("/office/inbox"))
	h.advance(time.Minute)
	h.assigned(4)
	a := clerk.post("/office/inbox/read", url.Values{"newest": {newest}})
	if a.messages() != 2 || !strings.Contains(a.body, "flash-soon") {
		t.Errorf("%d messages are left", a.messages())
	}
	a = clerk.post("/office/inbox/read", url.Values{"newest": {found(t, newestSeen, a)}})
	if a.messages() != 0 || found(t, unreadCount, a) != "0" {
		t.Errorf("%d messages are left after all were read", a.messages())
	}
}

func TestInboxTurnsPages(t *testing.T) {
	h := newHouse(t)
	h.must(h.db.Do(context.Background(), "tell much", func(tx *store.Tx) error {
		for i := range 120 {
			m := store.Message{Person: "p-case1", Topic: "patrol:ready", Args: store.Facts{"n": "3"}, Origin: strings.Repeat("x", i+1)}
			if _, err := tx.Tell(context.Background(), &m, false); err != nil {
				return err
			}
		}
		return nil
	}))
	b := h.signedIn("case1")
	a := b.get("/office/inbox")
	if !strings.Contains(a.body, ">99+<") {
		t.Error("more than a hundred are counted one by one")
	}
	total, seen := 0, map[string]bool{}
	for pages := 1; ; pages++ {
		for _, m := range messageLink.FindAllStringSubmatch(a.body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s stands on two pages", m[1])
			}
			seen[m[1]] = true
		}
		total += a.messages()
		if pages > 1 && !strings.Contains(a.body, "回到最新") {
			t.Error("no way back to the newest")
		}
		next := nextLink.FindStringSubmatch(a.body)
		if next == nil {
			break
		}
		a = b.get(html.UnescapeString(next[1]))
	}
	if total != 120 || len(seen) != 120 {
		t.Errorf("%d messages on all pages, %d different", total, len(seen))
	}
}

// TestMessagesLeadToTheirPages: what is about no petition leads to the page that it is about.
func TestMessagesLeadToTheirPages(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("sysadmin")
	for topic, want := range map[notify.Topic]string{
		"patrol:ready": "/office/patrol", "bulletin:unit": "/office/bulletin?week=2026-09-14", "job:dead": "/office/jobs", "ladder:behind": "/office/supervision",
	} {
		m := store.Message{Person: "p-sysadmin", Topic: topic, Args: store.Facts{"n": "1", "week_of": "2026-09-14", "kind": "deliver"}, Origin: string(topic)}
		h.must(h.db.Do(context.Background(), "tell", func(tx *store.Tx) error {
			_, err := tx.Tell(context.Background(), &m, false)
			return err
		}))
		if a := b.get("/office/inbox/" + m.ID); a.uri != want {
			t.Errorf("%s leads to %s, want %s", topic, a.uri, want)
		}
	}
}

// TestAnInboxIsItsOwnersAlone: a stream tells its reader of the own messages, on any topic, and
// nobody else of them.
func TestAnInboxIsItsOwnersAlone(t *testing.T) {
	h := newHouse(t)
	h.connect()
	first := h.assigned(3)
	listen := func(login, topic string) *bufio.Scanner {
		ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.server.URL+"/office/live?on="+topic, nil)
		h.must(err)
		resp, err := h.signedIn(login).client.Do(r)
		h.must(err)
		t.Cleanup(func() { stop(); resp.Body.Close() })
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s on %s: %d", login, topic, resp.StatusCode)
		}
		return bufio.NewScanner(resp.Body)
	}
	until := func(stream *bufio.Scanner, want string) (before []string) {
		t.Helper()
		for stream.Scan() {
			if strings.Contains(stream.Text(), want) {
				return before
			}
			before = append(before, stream.Text())
		}
		t.Fatalf("never heard %q, but %q", want, before)
		return nil
	}
	clerk, matter := listen("baishui.clerk", "inbox"), listen("baishui.clerk", first)
	other := listen("case2", "list")
	admin := listen("sysadmin", "inbox")
	until(admin, `"n":0`)
	until(clerk, "event: unread")
	until(clerk, `"n":1,"shown":"1","words":"1条未读消息"`)
	until(matter, `"n":1`)
	until(other, `"n":`)

	// One's own reading is told to all of one's pages, and to nobody else's.
	h.must(h.cases.ReadAbout(context.Background(), h.officer("baishui.clerk"), first))
	until(clerk, "event: inbox")
	until(clerk, `"n":0`)
	until(matter, "event: inbox")
	second := h.assigned(4)
	for _, line := range until(other, "data: "+second) {
		if strings.HasPrefix(line, "data:  ") || line == "event: inbox" {
			t.Errorf("somebody else's inbox changed a list: %q", line)
		}
	}
	for _, line := range until(clerk, `"n":1`) {
		if line == "event: changed" {
			t.Error("a page that shows no matter is told of one")
		}
	}
}
