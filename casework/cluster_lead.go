package casework

import (
	"context"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// MostTied is how many members one act ties to a master, or one transaction takes from it again: others wait
// for whom it locks.
const MostTied = 200

// Left is a member that cannot be tied to a master, with the reason.
type Left struct {
	No  string
	Err error
}

// Led is what making a master did.
type Led struct {
	Joined []string
	Left   []Left // what was left as it is
}

// LeadCluster makes a member of a group its master, or ties what has joined since to the master that it
// has: each of the others that the officer sees gets a link to it, in one transaction, and keeps its own
// unit, clocks and reply. Where one cannot be tied, nothing happens, unless the officer says to leave such
// ones out; Led tells which, and why, either way. Of very many some are tied, and the rest waits for the next
// act.
func (c *Casework) LeadCluster(ctx context.Context, by org.Officer, number int, master, why string, leave bool) (Led, error) {
	var led Led
	err := c.onCluster(ctx, by, number, store.ClusterJoined, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
		led = Led{}
		step := store.ClusterStep{No: master, Words: strings.TrimSpace(why)}
		switch {
		case !seen.Closed.IsZero():
			return step, fault.New(fault.Conflict, "fault.cluster.closed")
		case seen.Master != "" && seen.Master != master:
			return step, fault.New(fault.Conflict, "fault.cluster.led", "no", seen.Master)
		}
		numbers, err := c.holdMembers(ctx, tx, by, number)
		if err != nil {
			return step, err
		}
		if !slices.Contains(numbers, master) {
			return step, fault.NewInvalid("master", "fault.cluster.master")
		}
		head, err := tx.Load(ctx, master, c.Scope(by))
		if err != nil {
			return step, err
		}
		if err := head.MayLead(); err != nil {
			return step, err
		}
		if err := c.join(ctx, tx, by, head, numbers, step.Words, &led); err != nil {
			return step, err
		}
		switch {
		case len(led.Left) > 0 && !leave:
			return step, fault.New(fault.Conflict, "fault.cluster.left", "n", len(led.Left))
		case len(led.Joined) == 0:
			return step, fault.New(fault.Conflict, "fault.cluster.nobody")
		}
		_, all := petition.Joining(master, led.Joined, step.Words)
		if err := c.decide(ctx, tx, by, head, all); err != nil {
			return step, err
		}
		step.N = len(led.Joined)
		return step, tx.LeadCluster(ctx, number, master)
	})
	if err != nil {
		led.Joined = nil
	}
	return led, err
}

// holdMembers locks the members that the officer sees, in the order of their numbers.
func (c *Casework) holdMembers(ctx context.Context, tx *store.Tx, by org.Officer, number int) ([]string, error) {
	members, err := tx.Reader(c.Scope(by)).ClusterMembers(ctx, number)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, m := range members {
		numbers = append(numbers, m.No)
	}
	slices.Sort(numbers)
	return numbers, tx.Hold(ctx, numbers...)
}

// join ties what can be tied to a master. What follows it already is passed over.
func (c *Casework) join(ctx context.Context, tx *store.Tx, by org.Officer, head *petition.Petition, numbers []string, why string, led *Led) error {
	each, _ := petition.Joining(head.No, []string{head.No}, why)
	for _, no := range numbers {
		if len(led.Joined) == MostTied {
			return nil
		}
		if no == head.No || slices.Contains(head.Members, no) {
			continue
		}
		p, err := tx.Load(ctx, no, c.Scope(by))
		if err != nil {
			return err
		}
		if _, err := c.Rules().Decide(p, by, tx.Now, each); err != nil {
			if fault.KindOf(err) == fault.Internal {
				return err
			}
			led.Left = append(led.Left, Left{no, err})
			continue
		}
		if err := c.decide(ctx, tx, by, p, each); err != nil {
			return err
		}
		led.Joined = append(led.Joined, no)
	}
	return nil
}

// UnleadCluster takes all links to a master back, so many at a time; both histories go on telling of them.
func (c *Casework) UnleadCluster(ctx context.Context, by org.Officer, number int, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.NewInvalid("why", "fault.cluster.why")
	}
	for more := true; more; {
		err := c.onCluster(ctx, by, number, store.ClusterUndone, func(tx *store.Tx, seen store.Cluster) (store.ClusterStep, error) {
			step := store.ClusterStep{No: seen.Master, Words: why}
			if seen.Master == "" {
				return step, fault.New(fault.Conflict, "fault.cluster.unled")
			}
			var err error
			if step.N, more, err = c.untie(ctx, tx, by, seen.Master, "", why); err != nil || more {
				return step, err
			}
			return step, tx.LeadCluster(ctx, number, "")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// untie takes the link of one member to a master back, or those of many when none is named, and reports how
// many and whether there are more. Without a master, or where the member does not follow it, there is
// nothing to do.
func (c *Casework) untie(ctx context.Context, tx *store.Tx, by org.Officer, master, member, why string) (n int, more bool, err error) {
	if master == "" {
		return 0, false, nil
	}
	head, err := tx.Reader(c.Scope(by)).Petition(ctx, master)
	if err != nil {
		return 0, false, err
	}
	members := head.Members
	if member != "" {
		members = slices.DeleteFunc(slices.Clone(members), func(no string) bool { return no != member })
	}
	if len(members) == 0 {
		return 0, false, nil
	}
	members = slices.Sorted(slices.Values(members))
	if err := tx.Hold(ctx, append(slices.Clone(members), master)...); err != nil {
		return 0, false, err
	}
	if head, err = tx.Load(ctx, master, c.Scope(by)); err != nil {
		return 0, false, err
	}
	each, _ := petition.Leaving(master, members, why)
	var left []string
	for _, no := range members {
		if len(left) == MostTied {
			more = true
			break
		}
		p, err := tx.Load(ctx, no, c.Scope(by))
		if fault.KindOf(err) == fault.NotFound {
			continue // it has come to be walled off from the officer, and stays as it is
		}
		if err != nil {
			return 0, false, err
		}
		if err := c.decide(ctx, tx, by, p, each); err != nil {
			return 0, false, err
		}
		left = append(left, no)
	}
	if len(left) == 0 {
		return 0, false, nil
	}
	_, all := petition.Leaving(master, left, why)
	return len(left), more, c.decide(ctx, tx, by, head, all)
}
