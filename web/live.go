package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
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

// liveList is the topic of lists; every other topic is a petition's number.
const liveList = "list"

func (w *Web) liveRoutes(add add) {
	rooms := &rooms{in: map[string][]*watcher{}}
	add("GET /live", func(v *visit) error { return w.live(v, rooms) }, org.ActRead)
}

// live streams what changes on a topic, as far as the officer may see it, and who else is looking.
// It tells numbers and versions only; the page fetches itself anew.
func (w *Web) live(v *visit, rooms *rooms) error {
	topic := v.Query("on")
	if topic != liveList {
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
	if topic != liveList {
		rooms.enter(topic, me)
		defer rooms.leave(topic, me)
		people = me.turned
	}
	beat, end := time.NewTicker(heartbeat), time.NewTimer(streamEnd)
	defer beat.Stop()
	defer end.Stop()
	fmt.Fprint(v.w, ": \n\n")
	var pending store.Change
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
				pending = c
				if ready == nil {
					ready = time.After(gather)
				}
			}
		case <-ready:
			ready = nil
			fmt.Fprintf(v.w, "event: changed\ndata: %s %s\n\n", pending.No, strconv.Itoa(pending.Version))
		}
	}
}

// concerns reports whether a change is of the topic, and of what the officer may see.
func (v *visit) concerns(topic string, c store.Change) bool {
	switch {
	case c.No == "":
		return true
	case topic != liveList:
		return c.No == topic
	}
	_, err := v.Reader().Petition(v.Ctx(), c.No)
	return fault.KindOf(err) != fault.NotFound || err == nil
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
