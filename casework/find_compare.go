package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// What is registered is compared with all that was there before: at the desk by whoever registers it, and
// once more here, so that what nobody looked at stands on somebody's patrol.

// CompareJob compares one matter, or a part of what was registered since the last night.
type CompareJob struct {
	No string `json:"no,omitempty"`
}

// Kind is compare.
func (CompareJob) Kind() string { return "compare" }

const (
	comparedPart  = 500              // matters that a job compares at a time
	comparedStep  = 50               // matters after which it is written down how far the night has come
	comparedNext  = time.Second      // between two parts
	comparedLater = 10 * time.Minute // after what time one is compared for which the Finder was not ready
	comparedMark  = "compared"       // the setting that says how far the nights have come
	noNumber      = "0"              // stands before all numbers in it
)

// compareSoon has a matter compared once the transaction is committed.
func (c *Casework) compareSoon(ctx context.Context, tx *store.Tx, no string) error {
	return tx.Enqueue(ctx, CompareJob{No: no}, store.JobOptions{Unique: true, Priority: 3})
}

// Compare works a CompareJob, and says after what time the same job is to be worked again; 0 for not.
func (c *Casework) Compare(ctx context.Context, job CompareJob) (again time.Duration, err error) {
	if !c.finder.Ready() {
		return comparedLater, nil
	}
	if job.No != "" {
		_, err := c.compare(ctx, job.No)
		return 0, err
	}
	more, err := c.compareNew(ctx)
	if err != nil || !more {
		return 0, err
	}
	return comparedNext, nil
}

// compare writes down which matters one looks like, and says how many.
func (c *Casework) compare(ctx context.Context, no string) (int, error) {
	r := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	p, err := r.PetitionOpen(ctx, no)
	if err != nil {
		return 0, err
	}
	if !p.State.Open() {
		return 0, c.db.Do(ctx, "compare "+no, func(tx *store.Tx) error { return tx.Unasked(ctx, no) })
	}
	decided, err := decidedOf(ctx, r, p)
	if err != nil {
		return 0, err
	}
	found, err := c.candidates(ctx, r, Told(&p.Record), p.Record.Petitioners, no, decided)
	if err != nil {
		return 0, err
	}
	var list []store.Suspicion
	ended := map[string]bool{}
	for _, one := range found {
		if one.Likely() && len(list) < store.MostSuspected {
			list = append(list, store.Suspicion{Other: one.No, Score: one.Score, Person: one.SamePerson(), Words: one.Words})
			ended[one.No] = !one.State.Open()
		}
	}
	if len(list) == 0 {
		before, err := r.Suspicions(ctx, []string{no})
		if err != nil || len(before) == 0 {
			return 0, err
		}
	}
	return len(list), c.db.Do(ctx, "compare "+no, func(tx *store.Tx) error {
		// Somebody may have decided meanwhile.
		p, err := tx.Load(ctx, no, org.Scope{County: tx.County(), All: true})
		if err != nil {
			return err
		}
		var left []store.Suspicion
		for _, s := range list {
			if !p.Decided(s.Other) {
				left = append(left, s)
			}
		}
		if err := tx.Suspect(ctx, no, left); err != nil {
			return err
		}
		for _, s := range left {
			if !ended[s.Other] {
				continue
			}
			if err := tx.Unasked(ctx, s.Other); err != nil {
				return err
			}
		}
		return nil
	})
}

// compareNew compares a part of what was written since the last night, and reports whether there is more.
// What cannot be compared is passed over: a matter whose key is damaged must not keep all others from it.
func (c *Casework) compareNew(ctx context.Context) (more bool, err error) {
	mark, err := c.comparedUntil(ctx)
	if err != nil {
		return false, err
	}
	page, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).Worded(ctx, mark.at, mark.no, comparedPart)
	if err != nil {
		return false, err
	}
	for step := range slices.Chunk(page, comparedStep) {
		if err := c.compareStep(ctx, step); err != nil {
			return false, err
		}
	}
	return len(page) == comparedPart, nil
}

// compareStep compares a few matters and writes down that the night has come so far.
func (c *Casework) compareStep(ctx context.Context, step []store.Worded) error {
	var ended []string
	failed := 0
	for _, w := range step {
		if !w.State.Open() {
			ended = append(ended, w.No)
			continue
		}
		_, err := c.compare(ctx, w.No)
		if err == nil {
			continue
		}
		// When the fault is not the matter's, they are compared another time.
		if failed++; ctx.Err() != nil || fault.KindOf(err) == fault.Busy || failed > comparedStep/2 {
			return err
		}
		c.finder.log.Error("comparing a matter, which is passed over", "no", w.No, "err", err)
	}
	last := step[len(step)-1]
	return c.db.Do(ctx, "compared", func(tx *store.Tx) error {
		for _, no := range ended {
			if err := tx.Unasked(ctx, no); err != nil {
				return err
			}
		}
		return putMark(ctx, tx, comparedTo{at: last.At, no: last.No})
	})
}

// comparedTo is how far the nights have come: the last words that were compared, and when that was.
type comparedTo struct {
	at    time.Time
	no    string // "" before the first night
	wrote time.Time
}

func putMark(ctx context.Context, tx *store.Tx, to comparedTo) error {
	return tx.PutSetting(ctx, comparedMark, fmt.Sprintf("%d %s %d", to.at.UnixMilli(), to.no, tx.Now.UnixMilli()))
}

func (c *Casework) comparedUntil(ctx context.Context) (comparedTo, error) {
	text, err := c.db.Setting(ctx, comparedMark)
	if err != nil || text == "" {
		return comparedTo{}, err
	}
	var at, wrote int64
	var to comparedTo
	if _, err := fmt.Sscanf(text, "%d %s %d", &at, &to.no, &wrote); err != nil {
		return comparedTo{}, fmt.Errorf("reading how far matters have been compared: %w", err)
	}
	to.at, to.wrote = time.UnixMilli(at).UTC(), time.UnixMilli(wrote).UTC()
	return to, nil
}

// ComparedBehind is since when the nights have not come on though there was something to compare, if they
// have not for so long.
func (c *Casework) ComparedBehind(ctx context.Context, long time.Duration) (since time.Time, behind bool, err error) {
	before := c.db.Now().Add(-long)
	mark, err := c.comparedUntil(ctx)
	if err != nil || mark.no == "" || mark.wrote.After(before) {
		return time.Time{}, false, err
	}
	next, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).Worded(ctx, mark.at, mark.no, 1)
	if err != nil || len(next) == 0 || next[0].At.After(before) {
		return time.Time{}, false, err
	}
	return mark.wrote, true, nil
}

// compareRoutine has compared, every night, what was written since the last. The first one begins the mark,
// so that it tells how long the nights have not come on.
func (c *Casework) compareRoutine(ctx context.Context, _ time.Time) (string, error) {
	mark, err := c.comparedUntil(ctx)
	if err != nil {
		return "", err
	}
	return "", c.db.Do(ctx, "compare", func(tx *store.Tx) error {
		if mark.no == "" {
			if err := putMark(ctx, tx, comparedTo{at: time.UnixMilli(0), no: noNumber}); err != nil {
				return err
			}
		}
		return tx.Enqueue(ctx, CompareJob{}, store.JobOptions{Unique: true, Priority: 3})
	})
}

// mostCompared is how many rows of an import are compared at once; the night does the others.
const mostCompared = 5000

// compare has what was imported compared, if it is asked for.
func (in *importing) compare(ctx context.Context) error {
	if in.o.Compare == nil {
		return nil
	}
	for _, no := range in.fresh {
		n, err := in.c.compare(ctx, no)
		if err != nil {
			return err
		}
		in.report.Compared++
		in.report.Alike += min(n, 1)
		in.o.Compare(in.report.Compared, len(in.fresh))
	}
	return nil
}
