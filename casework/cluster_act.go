package casework

import (
	"context"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// What the bureau decides about a group. The program finds groups; what one is called, who belongs to it,
// and whether it is a collective matter at all, a person says, and can take back.

// mostName is how many characters a name has at most.
const mostName = 60

// onCluster does one act on a group that the officer sees. Passes that hold the groups in memory learn of it
// by the turn.
func (c *Casework) onCluster(ctx context.Context, by org.Officer, number int, act string, do func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error)) error {
	if err := c.may(by, org.ActLink); err != nil {
		return err
	}
	return c.db.Do(ctx, "collective matter: "+act, func(tx *store.Tx) error {
		// Whoever acts on groups waits here for whoever does so too.
		turn, err := tx.ClusterTurn(ctx)
		if err != nil {
			return err
		}
		seen, err := tx.Reader(c.Scope(by)).Cluster(ctx, number, tx.Now)
		if err != nil {
			return err
		}
		step, err := do(tx, seen)
		if err != nil {
			return err
		}
		step.Act = act
		if err := tx.StepCluster(ctx, number, by, step); err != nil {
			return err
		}
		if err := tx.TouchCluster(ctx, number, turn+1); err != nil {
			return err
		}
		return tx.TurnClusters(ctx, turn+1)
	})
}

// NameCluster gives a group a name, which then stays.
func (c *Casework) NameCluster(ctx context.Context, by org.Officer, number int, name string) error {
	name = strings.TrimSpace(name)
	if n := len([]rune(name)); n < 2 || n > mostName {
		return fault.NewInvalid("name", "fault.cluster.name", "n", mostName)
	}
	return c.onCluster(ctx, by, number, store.ClusterNamed, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		return store.ClusterStep{Words: name}, tx.NameCluster(ctx, number, name)
	})
}

// CloseCluster says that a group is no collective matter. It stays as it is, so that what comes in to it
// makes no new one.
func (c *Casework) CloseCluster(ctx context.Context, by org.Officer, number int, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.NewInvalid("why", "fault.cluster.why")
	}
	return c.onCluster(ctx, by, number, store.ClusterShut, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		switch {
		case seen.Master != "":
			return store.ClusterStep{}, fault.New(fault.Conflict, "fault.cluster.led", "no", seen.Master)
		case !seen.Closed.IsZero():
			return store.ClusterStep{}, fault.New(fault.Conflict, "fault.cluster.closed")
		}
		return store.ClusterStep{Words: why}, tx.CloseCluster(ctx, number, true)
	})
}

// OpenCluster takes it back that a group is no collective matter.
func (c *Casework) OpenCluster(ctx context.Context, by org.Officer, number int) error {
	return c.onCluster(ctx, by, number, store.ClusterOpened, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		if seen.Closed.IsZero() {
			return store.ClusterStep{}, fault.New(fault.Conflict, "fault.cluster.open")
		}
		return store.ClusterStep{}, tx.CloseCluster(ctx, number, false)
	})
}

// TakeOut says that a matter does not belong to a group. It is remembered: no pass puts it into one again.
func (c *Casework) TakeOut(ctx context.Context, by org.Officer, number int, no, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.NewInvalid("why", "fault.cluster.why")
	}
	return c.onCluster(ctx, by, number, store.ClusterTaken, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		step := store.ClusterStep{No: no, Words: why}
		if _, err := c.memberSeen(ctx, tx, by, number, no); err != nil {
			return step, err
		}
		if seen.Master == no {
			return step, fault.New(fault.Conflict, "fault.cluster.is_master")
		}
		if _, _, err := c.untie(ctx, tx, by, seen.Master, no, why); err != nil {
			return step, err
		}
		return step, tx.TakeOut(ctx, number, no, by.Person)
	})
}

// PutBack takes it back that a matter does not belong to a group.
func (c *Casework) PutBack(ctx context.Context, by org.Officer, number int, no string) error {
	return c.onCluster(ctx, by, number, store.ClusterBack, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		step, reader := store.ClusterStep{No: no}, tx.Reader(c.Scope(by))
		out, err := reader.ClusterOut(ctx, number)
		if err != nil {
			return step, err
		}
		if !slices.Contains(out, no) {
			return step, fault.New(fault.NotFound, "fault.cluster.not_out")
		}
		p, err := reader.Petition(ctx, no)
		if err != nil {
			return step, err
		}
		people, err := tx.Raisers(ctx, []string{no})
		if err != nil {
			return step, err
		}
		return step, tx.PutBack(ctx, number, store.StoredMember{No: no, At: p.RegisterAt, Person: people[no]})
	})
}

// memberSeen makes sure that a matter belongs to a group and that the officer sees it.
func (c *Casework) memberSeen(ctx context.Context, tx *store.Tx, by org.Officer, number int, no string) (store.ClusterMember, error) {
	members, err := tx.Reader(c.Scope(by)).ClusterMembers(ctx, number)
	if err != nil {
		return store.ClusterMember{}, err
	}
	i := slices.IndexFunc(members, func(m store.ClusterMember) bool { return m.No == no })
	if i < 0 {
		return store.ClusterMember{}, fault.New(fault.NotFound, "fault.cluster.no_member")
	}
	return members[i], nil
}
