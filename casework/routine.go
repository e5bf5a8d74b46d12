package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/store"
)

// routine is something that runs at set times: each once, on one node of many. What was missed while
// the house was closed is made up for by the latest time alone; a list of last Tuesday helps nobody.
type routine struct {
	name string
	next func(c *Casework, after time.Time) time.Time // the first set time after a moment
	run  func(c *Casework, ctx context.Context, at time.Time) (result string, err error)
}

// The routines.
const (
	RoutinePatrol   = "patrol"
	RoutineUnsigned = "unsigned"
	RoutineDigest   = "digest"
	RoutineLadder   = "ladder"
	RoutineBulletin = "bulletin"
	RoutineCluster  = "cluster"
	RoutineCompare  = "compare"
	RoutineSums     = "sums"
)

// Set times, from the beginning of a day. The digest follows when the day's warnings, given from
// eight o'clock on, are all there.
const (
	digestTime   = 8*time.Hour + store.WakeSpread
	unsignedTime = 17 * time.Hour
	ladderTime   = 2 * time.Hour
	clusterTime  = 90 * time.Minute
	bulletinTime = 16 * time.Hour
	compareTime  = 2*time.Hour + 30*time.Minute
	sumsTime     = time.Hour
)

func routines() []routine {
	return append([]routine{
		{RoutineCluster, daily(clusterTime, false), (*Casework).clusterRoutine},
		{RoutineLadder, daily(ladderTime, false), (*Casework).ladderRoutine},
		{RoutineDigest, daily(digestTime, true), (*Casework).digestRoutine},
		{RoutinePatrol, nextPatrol, (*Casework).patrolRoutine},
		{RoutineBulletin, weekly(bulletinTime), (*Casework).bulletinRoutine},
		{RoutineUnsigned, daily(unsignedTime, true), (*Casework).unsignedRoutine},
		{RoutineCompare, daily(compareTime, false), (*Casework).compareRoutine},
		{RoutineSums, daily(sumsTime, false), (*Casework).sumsRoutine},
	}, editionRoutines()...)
}

// Tick does all that is due now: the sweep, then the routines whose time has come.
func (c *Casework) Tick(ctx context.Context) (Swept, error) {
	did, err := c.Sweep(ctx)
	if err != nil {
		return did, err
	}
	return did, c.Rounds(ctx)
}

// Rounds runs the routines whose time has come. One that fails does not keep the others from theirs.
func (c *Casework) Rounds(ctx context.Context) error {
	var failed []error
	for _, r := range routines() {
		if err := c.runDue(ctx, r); err != nil {
			failed = append(failed, fmt.Errorf("running %s: %w", r.name, err))
		}
	}
	return errors.Join(failed...)
}

// runDue runs a routine for the latest of the set times that have come since it last ran.
func (c *Casework) runDue(ctx context.Context, r routine) error {
	now := c.db.Now()
	last, err := c.db.LastSlot(ctx, r.name)
	if err != nil {
		return err
	}
	if last.IsZero() {
		return c.ran(ctx, r.name, now, "begins") // nothing was missed before the first start
	}
	at := r.next(c, last)
	if at.After(now) {
		return nil
	}
	for later := r.next(c, at); !later.After(now); later = r.next(c, later) {
		if err := c.ran(ctx, r.name, at, "missed"); err != nil {
			return err
		}
		at = later
	}
	result, err := r.run(c, ctx, at)
	if err != nil {
		return err
	}
	return c.ran(ctx, r.name, at, result)
}

// ran writes down that a routine ran; that another node has done so already is as good.
func (c *Casework) ran(ctx context.Context, name string, at time.Time, result string) error {
	err := c.db.Do(ctx, "routine "+name, func(tx *store.Tx) error { return tx.RunSlot(ctx, name, at, result) })
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}

// daily is a time of each day, or of each working day.
func daily(clock time.Duration, working bool) func(*Casework, time.Time) time.Time {
	return func(c *Casework, after time.Time) time.Time {
		day := deadline.DayOf(after)
		for {
			at := day.Start().Add(clock)
			if at.After(after) && (!working || c.Rules().Calendar.Working(day)) {
				return at
			}
			day++
		}
	}
}

// weekly is a time of the last working day of each week; a week without one has none.
func weekly(clock time.Duration) func(*Casework, time.Time) time.Time {
	return func(c *Casework, after time.Time) time.Time {
		calendar := c.Rules().Calendar
		monday := mondayOf(deadline.DayOf(after))
		for {
			for day := monday + 6; day >= monday; day-- {
				if !calendar.Working(day) {
					continue
				}
				if at := day.Start().Add(clock); at.After(after) {
					return at
				}
				break
			}
			monday += 7
		}
	}
}

func mondayOf(d deadline.Day) deadline.Day {
	return d.Add(-(int(d.Weekday()) + 6) % 7)
}

func nextPatrol(c *Casework, after time.Time) time.Time {
	return oversight.NextPatrol(c.Rules().Calendar, after)
}

func (c *Casework) ladderRoutine(ctx context.Context, at time.Time) (string, error) {
	found, err := c.CheckLadder(ctx)
	if err != nil {
		return "", err
	}
	if n := len(found.Behind); n > 0 {
		if err := c.announce(ctx, news{topic: "ladder:behind", origin: origin("ladder", at), facts: store.Facts{"n": fmt.Sprint(n)}}); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d %d", found.Checked, len(found.Behind)), nil
}

func (c *Casework) digestRoutine(ctx context.Context, at time.Time) (string, error) {
	n, ways := 0, c.ways()
	book, err := c.db.Directory(ctx)
	if err != nil {
		return "", err
	}
	err = c.db.Do(ctx, "gather the day's digests", func(tx *store.Tx) error {
		n = 0
		waiting, err := tx.Digests(ctx)
		if err != nil {
			return err
		}
		for person := range waiting {
			digest := ""
			// One digest a person: by mail where there is an address, else as a short message.
			if channels := c.channelsTo(ways, book, person); len(channels) > 0 {
				d := store.Delivery{Channel: channels[0], Person: person, Topic: Digest, Origin: origin("digest", at) + string(person)}
				if err := c.post(ctx, tx, ways, &d); err != nil {
					return err
				}
				digest, n = d.ID, n+1
			}
			if err := tx.Digested(ctx, person, digest); err != nil {
				return err
			}
		}
		return nil
	})
	return fmt.Sprint(n), err
}

func (c *Casework) patrolRoutine(ctx context.Context, at time.Time) (string, error) {
	n, err := c.MakePatrols(ctx, at)
	return fmt.Sprint(n), err
}

// unsignedRoutine names to the director the patrols of the day that nobody signed.
func (c *Casework) unsignedRoutine(ctx context.Context, at time.Time) (string, error) {
	unsigned, err := c.UnsignedPatrols(ctx, deadline.DayOf(at))
	if err != nil || len(unsigned) == 0 {
		return "0", err
	}
	names := ""
	for i, p := range unsigned {
		if i > 0 {
			names += "、"
		}
		names += p.Name
	}
	facts := store.Facts{"n": fmt.Sprint(len(unsigned)), "names": names}
	return fmt.Sprint(len(unsigned)), c.announce(ctx, news{topic: "patrol:unsigned", origin: origin("unsigned", at), facts: facts})
}

// announce tells something that is about no single petition.
func (c *Casework) announce(ctx context.Context, n news) error {
	return c.db.Do(ctx, "tell of "+string(n.topic), func(tx *store.Tx) error { return c.tell(ctx, tx, n) })
}

func origin(what string, at time.Time) string { return fmt.Sprintf("%s@%d", what, at.UnixMilli()) }

// JobDied tells the system administrators that a job was given up.
func (c *Casework) JobDied(ctx context.Context, id int64, kind string) error {
	return c.announce(ctx, news{topic: "job:dead", origin: fmt.Sprintf("job %d", id), facts: store.Facts{"kind": kind}})
}

// bulletinRoutine makes the weekly bulletin of the week that ends, and tells of it.
func (c *Casework) bulletinRoutine(ctx context.Context, at time.Time) (string, error) {
	week := WeekOf(deadline.DayOf(at))
	units, err := c.makeBulletin(ctx, week, at)
	if err != nil {
		return "", err
	}
	people, err := c.bulletinToPetitioners(ctx, week, at)
	return fmt.Sprintf("%d %d", units, people), err
}

// officeOf are the people to whom a unit's bulletin goes: its petition office and its head.
func officeOf(book *store.Directory, unit org.UnitID, at time.Time) []org.PersonID {
	a := audience{book: book, now: at}
	people := a.office(unit)
	return append(people, a.holders(unit, org.Head)...)
}

// sumsRoutine sums what metrics count, so that reports are quick: as of the day's beginning, when reports of a month
// are. No transaction that began before then is still under way.
func (c *Casework) sumsRoutine(ctx context.Context, at time.Time) (string, error) {
	return "", c.db.SumShares(ctx, deadline.DayOf(at).Start())
}
