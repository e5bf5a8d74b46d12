package store

import (
	"context"
	"hash/fnv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Alarm is what a clock did on its way, written down once.
type Alarm struct {
	No       string
	Clock    int // which of the petition's clocks
	What     petition.Alarm
	Epoch    int // extended by so many days
	Rule     string
	Ref      string
	Unit     org.UnitID // the responsible one, then
	Due      deadline.Day
	At       time.Time // the moment at which it was due
	Recorded time.Time
	Silent   bool // its moment had passed before the clock was written down: nobody was told
}

// Key is what tells alarms of a petition apart.
func (a Alarm) Key() AlarmKey { return AlarmKey{a.Clock, a.What, a.Epoch} }

// AlarmKey tells the alarms of one petition apart.
type AlarmKey struct {
	Clock int
	What  petition.Alarm
	Epoch int
}

// Ring writes alarms down. One that was written before is a Conflict.
func (tx *Tx) Ring(ctx context.Context, alarms ...Alarm) error {
	for _, a := range alarms {
		err := tx.exec(ctx, `INSERT INTO alarm (county, no, clock, what, epoch, rule, ref, unit, due, at, recorded, silent)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`,
			tx.db.county, a.No, a.Clock, string(a.What), a.Epoch, a.Rule, a.Ref, string(a.Unit), a.Due.String(), milli(a.At), milli(tx.Now))
		if err != nil {
			return err
		}
	}
	return nil
}

// Rung are the alarms of a petition that were written down.
func (tx *Tx) Rung(ctx context.Context, no string) (map[AlarmKey]bool, error) {
	rung := map[AlarmKey]bool{}
	err := each(ctx, tx, func(r rows) error {
		var k AlarmKey
		var what string
		err := r.Scan(&k.Clock, &what, &k.Epoch)
		k.What = petition.Alarm(what)
		rung[k] = true
		return err
	}, `SELECT clock, what, epoch FROM alarm WHERE county = $1 AND no = $2`, tx.db.county, no)
	return rung, err
}

// Alarms lists those that were due in a span of time, in order, as far as the reader may see.
func (r *Reader) Alarms(ctx context.Context, from, to time.Time, limit int) ([]Alarm, error) {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "a")
	return all(ctx, r.q, scanAlarm, `SELECT a.no, a.clock, a.what, a.epoch, a.rule, a.ref, a.unit, a.due, a.at, a.recorded, a.silent FROM alarm a
		WHERE a.county = $1 AND a.at >= `+b.arg(milli(from))+` AND a.at < `+b.arg(milli(to))+` AND `+where+`
		ORDER BY a.at, a.no, a.clock, a.what LIMIT `+b.arg(limit), b.args...)
}

func scanAlarm(r rows) (Alarm, error) {
	var a Alarm
	var what, unit, due string
	var at, recorded int64
	var silent int
	err := r.Scan(&a.No, &a.Clock, &what, &a.Epoch, &a.Rule, &a.Ref, &unit, &due, &at, &recorded, &silent)
	a.What, a.Unit, a.At, a.Recorded, a.Silent = petition.Alarm(what), org.UnitID(unit), instant(at), instant(recorded), silent == 1
	a.Due, _ = dueDay(due)
	return a, err
}

// Awake lists petitions that are to be looked at: their moment has come, and their share of
// WakeSpread has gone by. The earliest come first.
func (db *DB) Awake(ctx context.Context, at time.Time, limit int) ([]string, error) {
	return all(ctx, db.engine, func(r rows) (no string, err error) { return no, r.Scan(&no) }, `SELECT no FROM petition WHERE county = $1 AND wake IS NOT NULL AND wake <= $2 ORDER BY wake, no LIMIT $3`, db.county, milli(at), limit)
}

// OldestWake is since when the petition waits that was to be looked at first; false if none waits.
func (db *DB) OldestWake(ctx context.Context, at time.Time) (time.Time, bool, error) {
	var ms *int64
	_, err := one(ctx, db.engine, into(&ms), `SELECT MIN(wake) FROM petition WHERE county = $1 AND wake IS NOT NULL AND wake > 0 AND wake <= $2`, db.county, milli(at))
	if err != nil || ms == nil {
		return time.Time{}, false, err
	}
	return instant(*ms), true, nil
}

// WakeSpread is how long after a moment, at the latest, a petition is looked at of itself. The ends of
// clocks and the steps of the ladder of a whole day fall on one midnight, the warnings on one eight
// o'clock; no minute shall have them all. An act on a petition does not wait for it.
const WakeSpread = 20 * time.Minute

// spread is a petition's own share of WakeSpread, always the same.
func spread(no string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(no)) // a hash takes everything
	return time.Duration(h.Sum32()%uint32(WakeSpread/time.Second)) * time.Second
}

// wakeOf is when a petition is to be looked at next, NULL for never. A clock that was late already
// when it began, or that a change made late, is looked at at once; so is a step of the ladder that is due.
func wakeOf(no string, moments []petition.Moment, now time.Time, born func(petition.Moment) bool) any {
	for _, m := range moments {
		if m.At.After(now) {
			return milli(m.At.Add(spread(no)))
		}
		if m.Alarm == "" || m.Alarm == petition.AlarmLate && born(m) {
			return milli(now)
		}
	}
	return nil
}

// wakeUp finds when a petition is to be looked at next, and writes down, without a sound, the warnings
// whose moment had passed before their clock was.
func (tx *Tx) wakeUp(ctx context.Context, p *petition.Petition, before shape) (any, error) {
	moments := tx.Rules.Moments(p)
	for _, m := range moments {
		if m.Alarm == "" || m.Alarm == petition.AlarmLate || m.At.After(tx.Now) || m.Clock < len(before.clocks) {
			continue
		}
		if err := tx.silence(ctx, p, m); err != nil {
			return nil, err
		}
	}
	return wakeOf(p.No, moments, tx.Now, func(m petition.Moment) bool {
		return m.Clock >= len(before.clocks) || before.clocks[m.Clock].due != m.Due.String()
	}), nil
}

// silence writes an alarm down that nobody is told of, unless it was rung.
func (tx *Tx) silence(ctx context.Context, p *petition.Petition, m petition.Moment) error {
	return tx.exec(ctx, `INSERT INTO alarm (county, no, clock, what, epoch, rule, ref, unit, due, at, recorded, silent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) ON CONFLICT (county, no, clock, what, epoch) DO NOTHING`,
		tx.db.county, p.No, m.Clock, string(m.Alarm), p.Epoch(m), m.Rule.ID, m.Ref, string(p.Unit()), m.Due.String(), milli(m.At), milli(tx.Now))
}

// Asleep writes when a petition is to be looked at next, after all that was due until now was done.
func (tx *Tx) Asleep(ctx context.Context, p *petition.Petition) error {
	wake := wakeOf(p.No, tx.Rules.Moments(p), tx.Now, func(petition.Moment) bool { return false })
	return tx.exec(ctx, `UPDATE petition SET wake = $3 WHERE county = $1 AND no = $2`, tx.db.county, p.No, wake)
}

// Roused reports whether the moment of a petition that was loaded here has come, and whether it was
// never looked at: then what follows from its history is to be made anew first.
func (tx *Tx) Roused(no string) (roused, never bool) {
	wake := tx.heads[no].wake
	if wake == nil {
		return false, false
	}
	return *wake-spread(no).Milliseconds() <= milli(tx.Now), *wake == 0
}

// Postpone has a petition looked at again at a moment: it could not be looked at now.
func (tx *Tx) Postpone(ctx context.Context, no string, to time.Time) error {
	return tx.exec(ctx, `UPDATE petition SET wake = $3 WHERE county = $1 AND no = $2`, tx.db.county, no, milli(to))
}

// Renew makes anew what follows from a petition's history.
func (tx *Tx) Renew(ctx context.Context, no string) error { return tx.rebuild(ctx, no) }
