package casework

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/domain/org"
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

// GatherJob takes new matters into the groups. Tidy: it also lets go what may be in no group any more.
type GatherJob struct {
	Tidy bool `json:"tidy,omitempty"`
}

// Kind is gather.
func (GatherJob) Kind() string { return "gather" }

// gatherSoon has new matters taken in when a few have come together.
func (c *Casework) gatherSoon(ctx context.Context, tx *store.Tx) error {
	return tx.Enqueue(ctx, GatherJob{}, store.JobOptions{Unique: true, At: tx.Now.Add(gatherAfter), Priority: 3})
}

const gatherAfter = 15 * time.Second

// Gathered is what a pass did.
type Gathered struct{ Matters, Groups int }

// Gather works a GatherJob: it takes in what was registered or put right since the last pass, and writes the
// groups that changed.
func (c *Casework) Gather(ctx context.Context, job GatherJob) (Gathered, error) {
	c.groups.mu.Lock()
	defer c.groups.mu.Unlock()
	var did Gathered
	c.groups.wrote = 0
	for range 3 {
		if c.groups.held == nil {
			if err := c.restore(ctx); err != nil {
				return did, err
			}
		}
		n, err := c.takeIn(ctx)
		if err == nil && job.Tidy {
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
		err := c.consider(ctx, list, oldest, func(w store.Worded) {
			n++
			g.changed(g.held.Put(memberOf(w)))
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
		var err error
		if turn, err = g.heed(ctx, tx, c.oldest()); err != nil {
			return err
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
			if err := c.bereave(ctx, tx, m); err != nil {
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

// heed takes over what another node, or a person, has done with the groups since they were written here, and
// tells the turn that they stand at: who was taken out, and which are decided about.
func (g *grouping) heed(ctx context.Context, tx *store.Tx, oldest time.Time) (int, error) {
	turn, err := tx.ClusterTurn(ctx)
	if err != nil || turn == g.turn {
		return turn, err
	}
	theirs, err := tx.StoredClusters(ctx, g.turn, oldest)
	if err != nil {
		return turn, err
	}
	for _, s := range theirs {
		if !g.has(s) {
			return turn, errBehind
		}
		g.held.Fix(s.Number, s.Fixed)
	}
	out, err := tx.ClusterOuts(ctx)
	for no := range out {
		g.changed(g.held.Drop(no))
	}
	return turn, err
}

// has reports whether all members of a stored group are held as such; what is held besides is new.
func (g *grouping) has(s store.StoredCluster) bool {
	here, _ := g.held.Group(s.Number)
	return !slices.ContainsFunc(s.Members, func(m store.StoredMember) bool { return !slices.Contains(here.Keys, m.No) })
}

// bereave takes a matter out of its group that may be in none. Where it was the master, the group has none
// from then on, so that another can be chosen, and its history tells of it.
func (c *Casework) bereave(ctx context.Context, tx *store.Tx, m store.ClusterMember) error {
	led, decided, err := tx.Unlead(ctx, m.Number, m.No)
	if err != nil {
		return err
	}
	if led {
		c.groups.held.Fix(m.Number, decided)
		if err := tx.StepCluster(ctx, m.Number, org.TheClock(tx.County()), store.ClusterStep{Act: store.ClusterBereft, No: m.No}); err != nil {
			return err
		}
	}
	return tx.DropMember(ctx, m.No)
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

// clusterRoutine has the groups tidied every night, by a job: the clock does not wait for it.
func (c *Casework) clusterRoutine(ctx context.Context, _ time.Time) (string, error) {
	return "", c.db.Do(ctx, "tidy the collective matters", func(tx *store.Tx) error {
		return tx.Enqueue(ctx, GatherJob{Tidy: true}, store.JobOptions{Unique: true, Priority: 3})
	})
}
