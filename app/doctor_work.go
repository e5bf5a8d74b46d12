package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"time"

	"bihuan/casework"
	"bihuan/config"
	"bihuan/courier"
	"bihuan/work"
)

// reachTime is how long another side may take to be reached.
const reachTime = 3 * time.Second

// ways looks at what leads out of the house. A way that cannot be used is taken out of the settings,
// so that the rest can be looked at.
func (e *examiner) ways(ctx context.Context) {
	switch o, err := courier.ParseMail(e.config.Mail); {
	case e.config.Mail == "":
		e.tell("mail", "none", Note)
	case err != nil:
		e.fail("mail", "broken", err)
		e.config.Mail = ""
	default:
		e.reach(ctx, "mail", net.JoinHostPort(o.Host, strconv.Itoa(o.Port)))
	}
	switch at, err := url.Parse(e.config.SMS); {
	case e.config.SMS == "":
		e.tell("sms", "none", Note)
	case e.config.SMS == config.SMSLog:
		e.tell("sms", "log", Note)
	case err == nil:
		port := at.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[at.Scheme]
		}
		e.reach(ctx, "sms", net.JoinHostPort(at.Hostname(), port))
	}
}

// reach tries whether a connection comes about, as the clockwork will, and sends nothing.
func (e *examiner) reach(ctx context.Context, check, address string) {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	conn, err := (&net.Dialer{Control: courier.Guard(e.config.Allowed())}).DialContext(ctx, "tcp", address)
	switch {
	case err == nil:
		_ = conn.Close()
		e.tell(check, "well", Well, "server", address)
	case errors.Is(err, courier.ErrRefused):
		e.tell(check, "inner", Bad, "server", address)
	default:
		e.tell(check, "unreachable", Warn, "server", address, "cause", err.Error())
	}
}

// sweepLate is how long a moment may wait for the sweep before something is wrong.
const sweepLate = 10 * time.Minute

// clockwork looks at what happens by itself, whichever process does it.
func (e *examiner) clockwork(ctx context.Context, a *App) error {
	if err := e.ticks(ctx, a); err != nil {
		return err
	}
	counts, err := a.db.JobCounts(ctx)
	if err != nil {
		return err
	}
	if n := counts["discarded"]; n > 0 {
		e.tell("jobs", "dead", Warn, "n", n)
	} else {
		e.tell("jobs", "well", Well)
	}
	checked, behind, at, err := lastLadder(ctx, a.db)
	switch {
	case err != nil:
		return err
	case checked < 0:
		e.tell("ladder", "unchecked", Note)
	case behind > 0:
		e.tell("ladder", "behind", Bad, "n", behind, "checked", checked, "at", at)
	default:
		e.tell("ladder", "well", Well, "n", checked, "at", at)
	}
	if err := e.finding(ctx, a); err != nil {
		return err
	}
	return e.links(ctx, a)
}

func (e *examiner) ticks(ctx context.Context, a *App) error {
	last, _, err := a.db.LastRun(ctx, work.TickJob{}.Kind())
	if err != nil {
		return err
	}
	routines := []string{casework.RoutineLadder, casework.RoutineDigest, casework.RoutinePatrol, casework.RoutineBulletin, casework.RoutineUnsigned}
	var runs []any // each with when it ran last
	for _, routine := range routines {
		slot, err := a.db.SlotResult(ctx, routine)
		if err != nil {
			return err
		}
		if !slot.At.IsZero() {
			runs = append(runs, routine, slot.At)
		}
		if slot.Done.After(last) {
			last = slot.Done // jobs that are done are forgotten after a day
		}
	}
	if last.IsZero() {
		e.tell("clockwork", "never", Note)
		return nil
	}
	rounds, found, err := a.db.LastRun(ctx, work.RoundsJob{}.Kind())
	switch {
	case err != nil:
		return err
	case found && last.Sub(rounds) > sweepLate:
		e.tell("routines", "stopped", Warn, "last", rounds)
	case len(runs) == 2*len(routines):
		e.tell("routines", "well", Well, runs...)
	}
	oldest, waits, err := a.db.OldestWake(ctx, e.now)
	switch {
	case err != nil:
		return err
	case time.Since(last) > tickLate:
		e.tell("clockwork", "stopped", Warn, "last", last)
	case waits && e.now.Sub(oldest) > sweepLate:
		e.tell("clockwork", "behind", Warn, "since", oldest)
	default:
		e.tell("clockwork", "well", Well, "last", last)
	}
	return nil
}

// finding looks at the file from which a start knows the words of all matters, and at the comparison of
// the night.
func (e *examiner) finding(ctx context.Context, a *App) error {
	texts, until, err := casework.KeptIndex(e.config.IndexPath())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.tell("finding", "none", Note)
	case err != nil:
		e.tell("finding", "damaged", Note, "file", e.config.IndexPath())
	default:
		e.tell("finding", "well", Well, "n", texts, "until", until)
	}
	slot, err := a.db.SlotResult(ctx, casework.RoutineCompare)
	if err == nil && !slot.At.IsZero() && e.now.Sub(slot.At) > nightLate {
		e.tell("finding", "night", Warn, "at", slot.At)
	}
	if err != nil {
		return err
	}
	since, behind, err := a.cases.ComparedBehind(ctx, nightLate)
	if behind {
		e.tell("finding", "behind", Warn, "since", since)
	}
	return err
}

// nightLate is after what time without a nightly comparison, or with one that does not come on, something
// is wrong.
const nightLate = 48 * time.Hour

// links looks whether messages that leave the house can say where to read on.
func (e *examiner) links(ctx context.Context, a *App) error {
	robots, err := a.db.Robots(ctx, "")
	if err == nil && e.config.BaseURL == "" && len(a.channels)+len(robots) > 0 {
		e.tell("links", "none", Warn)
	}
	return err
}
