package casework

import (
	"context"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// What happens by itself. A petition knows the next moment at which it must be looked at; the sweep
// looks at those whose moment has come, and does what was due: warnings, the end of clocks, steps of
// the ladder, in order of their moments and each once, however late it comes. An act on a petition
// does the same first, so that what was due before the act stands before it.

// sweepStep is how many petitions one transaction looks at; so long nobody else writes on SQLite.
const sweepStep = 100

// again is after what time a petition that could not be looked at is tried anew.
const again = time.Hour

// Swept is what a sweep did.
type Swept struct {
	Petitions int // looked at
	Alarms    int // warnings and ends of clocks
	Steps     int // of the ladder
	Failed    int // petitions that could not be looked at, and are tried again in an hour
}

func (s *Swept) add(o Swept) {
	s.Petitions, s.Alarms, s.Steps, s.Failed = s.Petitions+o.Petitions, s.Alarms+o.Alarms, s.Steps+o.Steps, s.Failed+o.Failed
}

// Sweep does all that was due until now. Several nodes may sweep at once: each petition is looked at
// under its lock, and an alarm is written down once.
func (c *Casework) Sweep(ctx context.Context) (Swept, error) {
	var total Swept
	for {
		list, err := c.db.Awake(ctx, c.db.Now(), sweepStep)
		if err != nil || len(list) == 0 {
			return total, err
		}
		did, err := c.look(ctx, list)
		if err != nil {
			if ctx.Err() != nil {
				return total, err
			}
			did, err = c.lookEach(ctx, list)
		}
		total.add(did)
		if err != nil {
			return total, err
		}
	}
}

// look looks at some petitions in one transaction.
func (c *Casework) look(ctx context.Context, list []string) (Swept, error) {
	var did Swept
	err := c.db.Do(ctx, "sweep", func(tx *store.Tx) error {
		did = Swept{}
		for _, no := range list {
			one, err := c.lookAt(ctx, tx, no)
			if err != nil {
				return fmt.Errorf("looking at %s: %w", no, err)
			}
			did.add(one)
		}
		return nil
	})
	return did, err
}

// lookEach looks at each by itself, after one of them failed together. What fails alone is put off
// and given to a job of its own, which an administrator sees if it cannot be mended.
func (c *Casework) lookEach(ctx context.Context, list []string) (Swept, error) {
	var total Swept
	for _, no := range list {
		did, err := c.look(ctx, []string{no})
		if err != nil && ctx.Err() == nil {
			did = Swept{Failed: 1}
			err = c.db.Do(ctx, "put off "+no, func(tx *store.Tx) error {
				if err := tx.Postpone(ctx, no, tx.Now.Add(again)); err != nil {
					return err
				}
				return tx.Enqueue(ctx, LookJob{No: no}, store.JobOptions{Unique: true})
			})
		}
		total.add(did)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// LookJob looks at one petition that could not be looked at with the others.
type LookJob struct {
	No string `json:"no"`
}

// Kind is look.
func (LookJob) Kind() string { return "look" }

// Look does what was due of one petition.
func (c *Casework) Look(ctx context.Context, no string) error {
	_, err := c.look(ctx, []string{no})
	return err
}

func (c *Casework) lookAt(ctx context.Context, tx *store.Tx, no string) (Swept, error) {
	p, err := tx.Load(ctx, no, org.Scope{County: tx.County(), All: true})
	if err != nil {
		return Swept{}, err
	}
	if _, never := tx.Roused(no); never {
		if err := tx.Renew(ctx, no); err != nil {
			return Swept{}, err
		}
		if p, err = tx.Load(ctx, no, org.Scope{County: tx.County(), All: true}); err != nil {
			return Swept{}, err
		}
	}
	did, err := c.catchUp(ctx, tx, p)
	did.Petitions = 1
	return did, err
}

// catchUp does what was due of a petition until now, in order of the moments: alarms are written
// down and told, steps of the ladder are appended with the moment at which they were due. It leaves
// alone what another transaction has done meanwhile.
func (c *Casework) catchUp(ctx context.Context, tx *store.Tx, p *petition.Petition) (Swept, error) {
	var did Swept
	if roused, _ := tx.Roused(p.No); !roused {
		return did, nil
	}
	rung, err := tx.Rung(ctx, p.No)
	if err != nil {
		return did, err
	}
	for {
		m, ok := c.due(p, rung, tx.Now)
		if !ok {
			return did, tx.Asleep(ctx, p)
		}
		if m.Alarm == "" {
			did.Steps++
			if err := c.climb(ctx, tx, p, m); err != nil {
				return did, err
			}
			continue
		}
		did.Alarms++
		rung[alarmKey(p, m)] = true
		if err := c.ring(ctx, tx, p, m); err != nil {
			return did, err
		}
	}
}

// due is the first thing that was due and has not been done.
func (c *Casework) due(p *petition.Petition, rung map[store.AlarmKey]bool, now time.Time) (petition.Moment, bool) {
	for _, m := range c.Rules().Moments(p) {
		switch {
		case m.At.After(now):
			return petition.Moment{}, false
		case m.Alarm == "", !rung[alarmKey(p, m)] && p.Rings(m):
			return m, true
		}
	}
	return petition.Moment{}, false
}

func alarmKey(p *petition.Petition, m petition.Moment) store.AlarmKey {
	return store.AlarmKey{Clock: m.Clock, What: m.Alarm, Epoch: p.Epoch(m)}
}

// ring writes an alarm down and tells of it.
func (c *Casework) ring(ctx context.Context, tx *store.Tx, p *petition.Petition, m petition.Moment) error {
	err := tx.Ring(ctx, store.Alarm{No: p.No, Clock: m.Clock, What: m.Alarm, Epoch: p.Epoch(m), Rule: m.Rule.ID, Ref: m.Ref,
		Unit: p.Unit(), Due: m.Due, At: m.At})
	if err != nil {
		return err
	}
	if m.Rule.Right {
		return nil // a right that ends is the petitioner's; nobody of the staff owes anything
	}
	return c.tellAlarm(ctx, tx, p, m)
}

// climb appends a step of the ladder, for whoever held the post at the moment at which it was due.
func (c *Casework) climb(ctx context.Context, tx *store.Tx, p *petition.Petition, m petition.Moment) error {
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	to := rungDuty(book, p, m.Week, m.At)
	return c.decideOnly(ctx, tx, org.TheClock(tx.County()), p, &petition.LadderAdvanced{Week: m.Week, To: to, Due: m.At})
}

// rungDuty is who is in the post of a week at a moment: the sponsor where the post is theirs, else
// the first who holds it; for the last week the unit's liaison leader. Nobody: the post alone.
func rungDuty(book *store.Directory, p *petition.Petition, week int, at time.Time) petition.Duty {
	post := petition.RungPost(week)
	unit, _ := book.Unit(p.Unit())
	if post == org.Leader {
		return liaisonDuty(book, unit, at)
	}
	holders := book.Holders(unit.ID, at, post)
	for _, h := range holders {
		if p.Sponsor != nil && h.Person == p.Sponsor.Person {
			return dutyOf(book, h)
		}
	}
	if len(holders) > 0 {
		return dutyOf(book, holders[0])
	}
	return petition.Duty{Unit: unit.ID}
}

// liaisonDuty finds the leader tied to a unit, or to the unit above it.
func liaisonDuty(book *store.Directory, unit org.Unit, at time.Time) petition.Duty {
	for range 8 { // a book that goes round in a circle must not stop the clock
		if unit.Liaison != "" {
			for _, o := range book.Officers(unit.Liaison, at) {
				return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit}
			}
		}
		above, ok := book.Unit(unit.Parent)
		if !ok {
			break
		}
		unit = above
	}
	return petition.Duty{}
}

func dutyOf(book *store.Directory, post org.Post) petition.Duty {
	person, _ := book.Person(post.Person)
	return petition.Duty{Person: person.ID, Name: person.Name, Title: post.Title, Unit: post.Unit}
}

// LadderCheck is what the nightly check of the ladder found: of all matters that are being handled,
// those that stand on a lower step than their age asks. clocks.md wants none.
type LadderCheck struct {
	Checked int
	Behind  []string
}

// CheckLadder looks at every matter that is handled, by its age and by nothing that the sweep goes by.
func (c *Casework) CheckLadder(ctx context.Context) (LadderCheck, error) {
	var found LadderCheck
	today := deadline.DayOf(c.db.Now())
	err := c.db.Climbing(ctx, func(p *petition.Petition) error {
		found.Checked++
		if p.Behind(today) {
			found.Behind = append(found.Behind, p.No)
		}
		return nil
	})
	if err != nil {
		return found, fmt.Errorf("checking the ladder: %w", err)
	}
	return found, nil
}

// tellAlarm tells whoever has to do what the clock waits for.
func (c *Casework) tellAlarm(ctx context.Context, tx *store.Tx, p *petition.Petition, m petition.Moment) error {
	facts := store.Facts{"rule": m.Rule.ID, "ver": fmt.Sprint(m.Rule.Version), "due": m.Due.String()}
	if n, ok := beforeN(m.Alarm); ok {
		facts["n"] = fmt.Sprint(n)
	}
	origin := fmt.Sprintf("%s!%d%s%d", p.No, m.Clock, m.Alarm, p.Epoch(m))
	return c.tell(ctx, tx, news{topic: notify.OfAlarm(m.Alarm), p: p, origin: origin, facts: facts, stops: m.Rule.StopsOn})
}

func beforeN(a petition.Alarm) (n int, ok bool) {
	_, err := fmt.Sscanf(string(a), "before%d", &n)
	return n, err == nil
}
