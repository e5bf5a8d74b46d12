package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/org"
	"bihuan/find/cluster"
	"bihuan/find/likeness"
	"bihuan/store"
)

// restore begins anew from what is stored: the groups that have somebody within the window, and the texts
// of the window. What was written
// since the last pass is left to the next one.
func (c *Casework) restore(ctx context.Context) error {
	g := &c.groups
	var stored []store.StoredCluster
	last, oldest := 0, c.oldest()
	err := c.db.Do(ctx, "read the collective matters", func(tx *store.Tx) (err error) {
		if g.turn, err = tx.ClusterTurn(ctx); err != nil {
			return err
		}
		if last, err = tx.LastCluster(ctx); err != nil {
			return err
		}
		stored, err = tx.StoredClusters(ctx, -1, oldest)
		return err
	})
	if err != nil {
		return err
	}
	if g.read, err = c.db.ClustersRead(ctx); err != nil {
		return err
	}
	g.known, g.dirty = map[string]taken{}, map[int]bool{}
	groups := make([]cluster.Group, len(stored))
	for i, s := range stored {
		groups[i] = cluster.Group{Number: s.Number, Name: s.Name, Place: s.Place, Fixed: s.Fixed}
		for _, m := range s.Members {
			groups[i].Keys, g.known[m.No] = append(groups[i].Keys, m.No), taken{at: m.At, person: m.Person}
		}
	}
	var members []cluster.Member
	err = c.feed(ctx, oldest, func(list []store.Worded) error {
		list = slices.DeleteFunc(list, func(w store.Worded) bool {
			_, grouped := g.known[w.No]
			return !grouped && w.At.After(g.read.Add(-lateCommits))
		})
		return c.consider(ctx, list, oldest, func(w store.Worded) { members = append(members, memberOf(w)) }, func(string) {})
	})
	if err != nil {
		return err
	}
	g.held = cluster.New(c.groupWindow())
	g.held.Restore(groups, members, last)
	return nil
}

// oldest is from when on a matter draws others.
func (c *Casework) oldest() time.Time { return c.db.Now().Add(-c.groupWindow()) }

// consider gives those of some matters that may be in a group to put, and the others to drop.
func (c *Casework) consider(ctx context.Context, list []store.Worded, oldest time.Time, put func(store.Worded), drop func(no string)) error {
	g := &c.groups
	list = slices.DeleteFunc(list, func(w store.Worded) bool { return w.Registered.Before(oldest) || g.known[w.No].written.Equal(w.At) })
	if len(list) == 0 {
		return nil
	}
	numbers := make([]string, len(list))
	for i, w := range list {
		numbers[i] = w.No
	}
	out, err := c.db.ClusterOuts(ctx)
	if err != nil {
		return err
	}
	people, err := c.db.Raisers(ctx, numbers)
	if err != nil {
		return err
	}
	for _, w := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.known[w.No] = taken{w.At, w.Registered, people[w.No]}
		// What is past was taken over, not raised, within the window; and nobody could decide about it.
		if w.Walled || w.Past || out[w.No] {
			drop(w.No)
			continue
		}
		put(w)
	}
	return nil
}

func memberOf(w store.Worded) cluster.Member {
	return cluster.Member{Text: likeness.Text{Key: w.No, Subject: w.Subject, Body: w.Body}, At: w.Registered.UnixMilli()}
}

// feed gives all texts that were written since a moment to take, in their order.
func (c *Casework) feed(ctx context.Context, since time.Time, take func([]store.Worded) error) error {
	reader, after := c.db.Reader(org.Scope{County: c.db.County(), All: true}), ""
	for {
		list, err := reader.Worded(ctx, since, after, feedStep)
		if err != nil {
			return fmt.Errorf("reading what matters say: %w", err)
		}
		if len(list) == 0 {
			return nil
		}
		since, after = list[len(list)-1].At, list[len(list)-1].No
		if err := take(list); err != nil {
			return err
		}
	}
}
