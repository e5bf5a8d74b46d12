package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/domain/fault"
	"bihuan/find/cluster"
	"bihuan/store"
)

// Collective matters: several people, one cause, within a window. The groups are found in memory, by a
// pass that takes in what was registered since the last one, and are kept in the store, so that a group
// has the same number and name tomorrow, after a restart, and on another node. What people decide about a
// group stands in cluster_act.go and cluster_lead.go.

// ClusterDays is for how many days a matter draws others to it, unless a county says otherwise.
const ClusterDays = 180

// Matters that were committed late are looked for so far back, and texts are read so many at a time.
const (
	lateCommits = 10 * time.Minute
	feedStep    = 2000
	manyDirty   = 100 // groups that wait to be written while a long pass goes on
)

// grouping is what is held in memory of the groups. One pass or act at a time.
type grouping struct {
	window atomic.Int64 // a time.Duration; 0: ClusterDays
	mu     sync.Mutex
	held   *cluster.Clusters     // nil until the first pass, and whenever it may be wrong
	turn   int                   // of the store, that is held
	known  map[string]taken      // the matters that were taken in
	read   time.Time             // the latest words that were read
	dirty  map[int]bool          // groups that changed and are not written
	wrote  int                   // groups, by this pass
	walled []store.ClusterMember // members that must be in none
}

// taken is what is known of a matter beside its words.
type taken struct {
	written time.Time // its words; zero for what is only known from its group
	at      time.Time // registered
	person  string    // see store.Raisers
}

// GroupWithin sets for how long a matter draws others to it.
func (c *Casework) GroupWithin(window time.Duration) {
	c.groups.mu.Lock()
	defer c.groups.mu.Unlock()
	c.groups.window.Store(int64(window))
	c.groups.held = nil
}

// GroupDays is for how many days.
func (c *Casework) GroupDays() int {
	if days := int(time.Duration(c.groups.window.Load()) / (24 * time.Hour)); days > 0 {
		return days
	}
	return ClusterDays
}

func (c *Casework) groupWindow() time.Duration { return time.Duration(c.GroupDays()) * 24 * time.Hour }

// GatherJob takes new matters into the groups.
type GatherJob struct{}

// Kind is gather.
func (GatherJob) Kind() string { return "gather" }

// gatherSoon has new matters taken in when a few have come together.
func (c *Casework) gatherSoon(ctx context.Context, tx *store.Tx) error {
	return tx.Enqueue(ctx, GatherJob{}, store.JobOptions{Unique: true, At: tx.Now.Add(gatherAfter), Priority: 3})
}

const gatherAfter = 15 * time.Second

// Gathered is what a pass did.
type Gathered struct{ Matters, Groups int }

// Gather takes in what was registered or put right since the last pass, and writes the groups that changed.
func (c *Casework) Gather(ctx context.Context) (Gathered, error) {
	c.groups.mu.Lock()
	defer c.groups.mu.Unlock()
	return c.gather(ctx, false)
}

// gather is Gather with the lock held. tidy also lets go what has left the window or may be in no group.
func (c *Casework) gather(ctx context.Context, tidy bool) (Gathered, error) {
	var did Gathered
	c.groups.wrote = 0
	for range 3 {
		if c.groups.held == nil {
			if err := c.restore(ctx); err != nil {
				return did, err
			}
		}
		n, err := c.takeIn(ctx)
		if err == nil && tidy {
			err = c.letGo(ctx)
		}
		if err == nil {
			err = c.writeGroups(ctx)
		}
		did.Matters, did.Groups = did.Matters+n, c.groups.wrote
		if !errors.Is(err, errBehind) {
			return did, err
		}
		c.groups.held = nil
	}
	return did, errBehind
}

// errBehind is that another node, or a person, has changed the groups otherwise than they are held.
var errBehind = errors.New("the groups have changed meanwhile")

// takeIn puts what is new into the groups that are held, writes them each time that many have come
// together, and tells how many matters that were. Out of time, it goes on from there the next time.
func (c *Casework) takeIn(ctx context.Context) (int, error) {
	g, n, oldest := &c.groups, 0, c.oldest()
	from := g.read.Add(-lateCommits)
	if from.Before(oldest) {
		from = oldest
	}
	err := c.feed(ctx, from, func(list []store.Worded) error {
		last := list[len(list)-1].At
		err := c.consider(ctx, list, oldest, func(w store.Worded, person string) {
			n++
			g.changed(g.held.Put(memberOf(w, person)))
		}, func(no string) { g.changed(g.held.Drop(no)) })
		if err != nil {
			return err
		}
		if last.After(g.read) {
			g.read = last
		}
		if len(g.dirty) < manyDirty {
			return nil
		}
		return c.writeGroups(ctx)
	})
	return n, err
}

// enter waits for a pass to end, but not for ever: the first pass of a large county takes minutes.
func (g *grouping) enter(ctx context.Context) error {
	for range 200 {
		if g.mu.TryLock() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(25 * time.Millisecond):
		}
	}
	return fault.New(fault.Busy, "fault.cluster.busy")
}

func (g *grouping) changed(numbers []int) {
	for _, n := range numbers {
		g.dirty[n] = true
	}
}

// letGo drops what may be in no group any more: what has come to accuse somebody, or to be confidential.
func (c *Casework) letGo(ctx context.Context) error {
	g := &c.groups
	var err error
	g.walled, err = c.db.WalledMembers(ctx)
	for _, m := range g.walled {
		g.dirty[m.Number] = true
		g.changed(g.held.Drop(m.No))
	}
	return err
}

// writeGroups writes the groups that changed, unless others were changed meanwhile otherwise than here.
func (c *Casework) writeGroups(ctx context.Context) error {
	g := &c.groups
	turn := g.turn
	err := c.db.Do(ctx, "write the collective matters", func(tx *store.Tx) error {
		now, err := tx.ClusterTurn(ctx)
		if err != nil {
			return err
		}
		turn = now
		if now != g.turn {
			theirs, err := tx.StoredClusters(ctx, g.turn)
			if err != nil {
				return err
			}
			out, err := tx.ClusterOuts(ctx)
			if err != nil {
				return err
			}
			for _, s := range theirs {
				if !g.same(s, out, c.oldest()) {
					return errBehind
				}
			}
		}
		if err := tx.ReadClusters(ctx, g.read); err != nil {
			return err
		}
		if len(g.dirty) == 0 {
			return nil
		}
		turn++
		for _, number := range sorted(g.dirty) {
			if err := tx.PutCluster(ctx, g.stored(number, turn), c.oldest()); err != nil {
				return err
			}
		}
		for _, m := range g.walled {
			if err := tx.DropMember(ctx, m.No); err != nil {
				return err
			}
		}
		return tx.TurnClusters(ctx, turn)
	})
	if err != nil {
		return err
	}
	g.wrote += len(g.dirty)
	g.turn, g.dirty, g.walled = turn, map[int]bool{}, nil
	return nil
}

// same reports whether a group that another node or a person has written is held here too: all its members
// are, but for those too old to matter, and what is held besides is new, not taken out by somebody.
func (g *grouping) same(s store.StoredCluster, out map[string]bool, oldest time.Time) bool {
	here, _ := g.held.Group(s.Number)
	for _, m := range s.Members {
		if !m.At.Before(oldest) && !slices.Contains(here.Keys, m.No) {
			return false
		}
	}
	return !slices.ContainsFunc(here.Keys, func(key string) bool { return out[key] })
}

// stored is a group as it is to be written. One that has come to nothing keeps its number, without members.
func (g *grouping) stored(number, turn int) store.StoredCluster {
	group, _ := g.held.Group(number)
	s := store.StoredCluster{Number: number, Name: group.Name, Place: group.Place, Turn: turn}
	for _, key := range group.Keys {
		s.Members = append(s.Members, store.StoredMember{No: key, At: g.known[key].at, Person: g.known[key].person})
	}
	return s
}

func sorted(set map[int]bool) []int {
	var list []int
	for n := range set {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}

// clusterRoutine is the nightly pass.
func (c *Casework) clusterRoutine(ctx context.Context, _ time.Time) (string, error) {
	c.groups.mu.Lock()
	defer c.groups.mu.Unlock()
	did, err := c.gather(ctx, true)
	return fmt.Sprintf("%d %d", did.Matters, did.Groups), err
}
