package casework

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/domain/org"
	"bihuan/find/likeness"
	"bihuan/store"
)

const (
	findingStep    = 1000             // texts read at a time
	findingAgain   = 10 * time.Second // between two tries to read the texts at the start
	findingBack    = time.Minute      // between two looks back
	findingOverlap = 3 * time.Minute  // how far a look back goes
	findingKept    = 360              // looks back after which the index is kept on the disk: six hours
)

// Finder knows the words of all matters of the house, and says which of them are like a text. It follows
// what is written, by whichever node: before each answer it reads what was written since the last.
//
// What it finds is not yet for anybody's eyes: matters behind walls are among it. See Candidates.
type Finder struct {
	db   *store.DB
	log  *slog.Logger
	file string // where it is kept between two starts; "" for nowhere
	lent string // another process's file, that the first question begins with; "" for none, or when it was read

	building atomic.Bool
	index    atomic.Pointer[likeness.Index]

	mu   sync.Mutex // one reads what is new at a time
	mark time.Time  // when the last text was written that was read
	last string     // and its number
}

func newFinder(db *store.DB) *Finder {
	f := &Finder{db: db, log: slog.New(slog.DiscardHandler)}
	f.index.Store(likeness.New())
	return f
}

// Finder is the county's.
func (c *Casework) Finder() *Finder { return c.finder }

// Keep has the index kept in a file. Until Run has read it, and what was written since, nothing is found
// by words; without Keep the first question waits until all has been read.
func (f *Finder) Keep(file string, log *slog.Logger) {
	f.file, f.log = file, log
	f.building.Store(true)
}

// Borrow has the first question begin with the index that another process keeps in a file, if it is there
// and whole. The file is that one's, and is left as it is.
func (f *Finder) Borrow(file string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lent = file
}

// Run reads the index from its file and what was written since from the database, keeps it from time to
// time and once more when the context ends.
func (f *Finder) Run(ctx context.Context) {
	f.load()
	for {
		err := f.catchUp(ctx)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return
		}
		f.log.Error("reading the texts of all matters", "err", err)
		if !pause(ctx, findingAgain) {
			return
		}
	}
	f.building.Store(false)
	f.log.Info("matters can be compared", "texts", f.Texts())
	for n := 1; pause(ctx, findingBack); n++ {
		if err := f.lookBack(ctx); err != nil && ctx.Err() == nil {
			f.log.Error("reading the last texts again", "err", err)
		}
		if n%findingKept == 0 {
			f.save()
		}
	}
	f.save()
}

// pause waits, and reports whether the context still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// Ready reports whether all texts have been read since the start.
func (f *Finder) Ready() bool { return !f.building.Load() }

// Texts is how many matters it knows by now.
func (f *Finder) Texts() int { return f.index.Load().Len() }

// Like finds the texts that are most like one, never the one of the same key. False while they are still
// being read.
func (f *Finder) Like(ctx context.Context, t likeness.Text, n int) ([]likeness.Match, bool, error) {
	if !f.Ready() {
		return nil, false, nil
	}
	if err := f.catchUp(ctx); err != nil {
		return nil, false, err
	}
	return f.index.Load().Like(t, n), true, nil
}

// catchUp reads what was written since it last did.
func (f *Finder) catchUp(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lent != "" {
		_ = f.begin(f.lent) // else all is read from the database
		f.lent = ""
	}
	return f.read(ctx, f.mark, f.last, func(w store.Worded) { f.mark, f.last = w.At, w.No })
}

// lookBack reads what was written in the last minutes once more. On PostgreSQL another node may have
// written it down after what bears a later moment.
func (f *Finder) lookBack(ctx context.Context) error {
	f.mu.Lock()
	since := f.mark.Add(-findingOverlap)
	f.mu.Unlock()
	return f.read(ctx, since, "", func(store.Worded) {})
}

// read puts all texts that were written after one into the index. To put the same text again costs next
// to nothing.
func (f *Finder) read(ctx context.Context, since time.Time, after string, took func(store.Worded)) error {
	r := f.db.Reader(org.Scope{County: f.db.County(), All: true})
	index := f.index.Load()
	for {
		page, err := r.Worded(ctx, since, after, findingStep)
		if err != nil {
			return fmt.Errorf("reading texts: %w", err)
		}
		for _, w := range page {
			index.Put(likeness.Text{Key: w.No, Subject: w.Subject, Body: w.Body})
			took(w)
		}
		if len(page) < findingStep {
			return nil
		}
		since, after = page[len(page)-1].At, page[len(page)-1].No
	}
}
