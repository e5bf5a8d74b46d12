package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Change tells that a petition changed, or, with a person, that their inbox did. Without either,
// anything may have changed: too much at once to tell it one by one.
type Change struct {
	County  string        `json:"county"`
	No      string        `json:"no,omitempty"`
	Version int           `json:"version,omitempty"`
	Kind    petition.Kind `json:"kind,omitempty"`
	Person  org.PersonID  `json:"person,omitempty"`
	At      time.Time     `json:"at"`
}

// Limits of what is told one by one: changes of one transaction, and changes that wait for a reader.
const (
	mostChanges = 32
	mostUnread  = 256
)

// hub tells readers in this process and, over the engine, in others. It carries no personal data.
type hub struct {
	engine engine
	county string
	node   string // tells own messages from others'
	stop   context.CancelFunc
	ended  sync.WaitGroup
	out    chan []Change

	mu      sync.Mutex
	readers map[chan Change]struct{}
}

type message struct {
	Node    string   `json:"node"`
	Changes []Change `json:"changes"`
}

func newHub(e engine, county string) *hub {
	ctx, stop := context.WithCancel(context.Background())
	h := &hub{engine: e, county: county, node: rand.Text(), stop: stop, out: make(chan []Change, mostUnread), readers: map[chan Change]struct{}{}}
	h.ended.Go(func() { e.listen(ctx, h.hear) })
	h.ended.Go(func() { h.speak(ctx) })
	return h
}

// Watch gives what changes in the county from now on, until the context ends.
func (db *DB) Watch(ctx context.Context) <-chan Change {
	out := make(chan Change, mostUnread)
	db.hub.mu.Lock()
	db.hub.readers[out] = struct{}{}
	db.hub.mu.Unlock()
	context.AfterFunc(ctx, func() {
		db.hub.mu.Lock()
		defer db.hub.mu.Unlock()
		if _, ok := db.hub.readers[out]; ok {
			delete(db.hub.readers, out)
			close(out)
		}
	})
	return out
}

// publish tells what a transaction changed, once it is committed. Other processes are told
// outside of the transaction, for PostgreSQL lets transactions that notify commit one by one.
func (h *hub) publish(changes []Change) {
	if len(changes) == 0 {
		return
	}
	if len(changes) > mostChanges {
		last := changes[len(changes)-1]
		changes = []Change{{County: last.County, At: last.At}}
	}
	h.deliver(changes)
	select {
	case h.out <- changes:
	default: // the others see it when they look again
	}
}

func (h *hub) speak(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case changes := <-h.out:
			payload, err := json.Marshal(message{h.node, changes})
			if err == nil {
				_ = h.engine.tell(ctx, string(payload)) // a page that is not told shows it on its next turn
			}
		}
	}
}

func (h *hub) hear(payload string) {
	var m message
	if json.Unmarshal([]byte(payload), &m) != nil {
		m = message{Changes: []Change{{}}}
	}
	m.Changes = slices.DeleteFunc(m.Changes, func(c Change) bool { return c.County != "" && c.County != h.county })
	if m.Node != h.node {
		h.deliver(m.Changes)
	}
}

// deliver never waits: a reader that is behind is told once that anything may have changed.
func (h *hub) deliver(changes []Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for out := range h.readers {
		for _, c := range changes {
			select {
			case out <- c:
				continue
			default:
			}
			for len(out) > 0 {
				select {
				case <-out:
				default:
				}
			}
			out <- Change{County: c.County, At: c.At}
		}
	}
}

func (h *hub) close() {
	h.stop()
	h.ended.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	for out := range h.readers {
		delete(h.readers, out)
		close(out)
	}
}
