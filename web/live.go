package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
)

// How long a stream is silent before it says that it is still there, how long it waits for more of
// what changes at once, and after what time it ends, so that the browser comes back through the
// door and shows that it is still signed in.
const (
	heartbeat = 20 * time.Second
	gather    = 300 * time.Millisecond
	streamEnd = 15 * time.Minute
)

// The topics that are no petition's number: lists, and the reader's own messages alone. Every page
// of the staff listens, for the messages are counted on each.
const (
	liveList  = "list"
	liveInbox = "inbox"
)

func (w *Web) liveRoutes(add add) {
	rooms := &rooms{in: map[string][]*watcher{}}
	add("GET /live", func(v *visit) error { return w.live(v, rooms) })
}

// live streams what changes on a topic, as far as the officer may see it, who else is looking, and
// how many messages wait for the officer. It tells numbers and versions only; the page fetches
// itself anew.
func (w *Web) live(v *visit, rooms *rooms) error {
	topic := v.Query("on")
	matter := topic != liveList && topic != liveInbox
	if matter {
		if _, err := v.Reader().Petition(v.Ctx(), topic); err != nil {
			return err
		}
	}
	out := http.NewResponseController(v.w)
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	_ = out.SetWriteDeadline(time.Time{}) // a server without deadlines refuses, which is as good
	v.w.WriteHeader(http.StatusOK)
	changes := w.DB.Watch(v.Ctx())
	var people <-chan struct{}
	me := &watcher{person: v.Officer.Person, name: v.Officer.Name, turned: make(chan struct{}, 1)}
	if matter {
		rooms.enter(topic, me)
		defer rooms.leave(topic, me)
		people = me.turned
	}
	beat, end := time.NewTicker(heartbeat), time.NewTimer(streamEnd)
	defer beat.Stop()
	defer end.Stop()
	fmt.Fprint(v.w, ": \n\n")
	v.tellUnread("unread") // a message may have come between the page and its stream
	var pending *store.Change
	var inbox bool
	var ready <-chan time.Time
	for {
		if err := out.Flush(); err != nil {
			return nil // the reader has left
		}
		select {
		case <-v.Ctx().Done():
			return nil
		case <-end.C:
			return nil
		case <-beat.C:
			fmt.Fprint(v.w, ": \n\n")
		case <-people:
			fmt.Fprintf(v.w, "event: present\ndata: %s\n\n", v.L.List(rooms.others(topic, me)))
		case c, ok := <-changes:
			if !ok {
				return nil
			}
			if v.concerns(topic, c) {
				pending = &c
			}
			inbox = inbox || v.isTold(c)
			if ready == nil && (pending != nil || inbox) {
				ready = time.After(gather)
			}
		case <-ready:
			ready = nil
			if pending != nil {
				fmt.Fprintf(v.w, "event: changed\ndata: %s %s\n\n", pending.No, strconv.Itoa(pending.Version))
			}
			if inbox {
				v.tellUnread("inbox")
			}
			pending, inbox = nil, false
		}
	}
}

// isTold reports whether the officer's inbox changed, or may have.
func (v *visit) isTold(c store.Change) bool {
	return c.Person == v.Officer.Person || c.Person == "" && c.No == ""
}

// concerns reports whether a change is of the topic, and of what the officer may see. An inbox is
// its owner's alone.
func (v *visit) concerns(topic string, c store.Change) bool {
	switch {
	case c.Person != "" || topic == liveInbox:
		return false
	case c.No == "":
		return true
	case topic != liveList:
		return c.No == topic
	}
	_, err := v.Reader().Petition(v.Ctx(), c.No)
	return fault.KindOf(err) != fault.NotFound || err == nil
}

// tellUnread tells the page how many messages are unread: the number, as it is written, and in words.
func (v *visit) tellUnread(event string) {
	n := v.unread()
	data, err := json.Marshal(map[string]any{"n": n, "shown": page.Unread(n), "words": page.UnreadWords(v.L, n)})
	if err == nil {
		fmt.Fprintf(v.w, "event: %s\ndata: %s\n\n", event, data)
	}
}

// rooms know who looks at which petition, in this process.
type rooms struct {
	mu sync.Mutex
	in map[string][]*watcher
}

// watcher is one open page.
type watcher struct {
	person org.PersonID
	name   string
	turned chan struct{} // somebody came or went
}

func (r *rooms) enter(topic string, w *watcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.in[topic] = append(r.in[topic], w)
	r.tell(topic)
}

func (r *rooms) leave(topic string, w *watcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.in[topic] = slices.DeleteFunc(r.in[topic], func(have *watcher) bool { return have == w })
	if len(r.in[topic]) == 0 {
		delete(r.in, topic)
	}
	r.tell(topic)
}

func (r *rooms) tell(topic string) {
	for _, w := range r.in[topic] {
		select {
		case w.turned <- struct{}{}:
		default: // it has yet to hear of the last time
		}
	}
}

// others are the other people who look at a topic, each once.
func (r *rooms) others(topic string, me *watcher) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	seen := map[org.PersonID]bool{me.person: true}
	for _, w := range r.in[topic] {
		if !seen[w.person] {
			seen[w.person] = true
			names = append(names, w.name)
		}
	}
	return names
}
