package casework

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/org"
	"bihuan/store"
)

// What is registered is compared with all that was there before: at the desk by whoever registers it, and
// once more here, so that what nobody looked at stands on somebody's patrol.

// CompareJob compares one matter, or one part after another of what was registered since the last night.
type CompareJob struct {
	No   string `json:"no,omitempty"`
	Part int    `json:"part,omitempty"`
}

// Kind is compare.
func (CompareJob) Kind() string { return "compare" }

const (
	mostSuspected = 5                // matters that one is suspected to be the same as
	comparedPart  = 1000             // matters that one job compares
	comparedLater = 10 * time.Minute // after what time one is compared for which the Finder was not ready
	comparedMark  = "compared"       // the setting that says how far the nights have come
)

// Compare works a CompareJob.
func (c *Casework) Compare(ctx context.Context, job CompareJob) error {
	if !c.finder.Ready() {
		return c.db.Do(ctx, "compare later", func(tx *store.Tx) error {
			return tx.Enqueue(ctx, job, store.JobOptions{At: tx.Now.Add(comparedLater)})
		})
	}
	if job.No != "" {
		_, err := c.compare(ctx, job.No)
		return err
	}
	more, err := c.compareNew(ctx)
	if err != nil || !more {
		return err
	}
	return c.db.Do(ctx, "compare on", func(tx *store.Tx) error {
		return tx.Enqueue(ctx, CompareJob{Part: job.Part + 1}, store.JobOptions{Priority: 3})
	})
}

// compare writes down which matters one looks like, and says how many.
func (c *Casework) compare(ctx context.Context, no string) (int, error) {
	r := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	p, err := r.PetitionOpen(ctx, no)
	if err != nil {
		return 0, err
	}
	if !p.State.Open() {
		return 0, nil
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
	for _, one := range found {
		if one.Likely() && len(list) < mostSuspected {
			list = append(list, store.Suspicion{Other: one.No, Score: one.Score, Person: one.SamePerson(), Words: one.Words})
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
		return tx.Suspect(ctx, no, left)
	})
}

// compareNew compares a part of what was written since the last night, and reports whether there is more.
func (c *Casework) compareNew(ctx context.Context) (more bool, err error) {
	since, after, err := c.comparedUntil(ctx)
	if err != nil {
		return false, err
	}
	page, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).Worded(ctx, since, after, comparedPart)
	if err != nil || len(page) == 0 {
		return false, err
	}
	for _, w := range page {
		if _, err := c.compare(ctx, w.No); err != nil {
			return false, err
		}
	}
	last := page[len(page)-1]
	err = c.db.Do(ctx, "compared", func(tx *store.Tx) error {
		return tx.PutSetting(ctx, comparedMark, fmt.Sprintf("%d %s", last.At.UnixMilli(), last.No))
	})
	return len(page) == comparedPart, err
}

func (c *Casework) comparedUntil(ctx context.Context) (since time.Time, after string, err error) {
	mark, err := c.db.Setting(ctx, comparedMark)
	if err != nil || mark == "" {
		return since, "", err
	}
	ms, no, _ := strings.Cut(mark, " ")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return since, "", fmt.Errorf("reading how far matters have been compared: %w", err)
	}
	return time.UnixMilli(n).UTC(), no, nil
}

// compareRoutine has compared, every night, what was written since the last.
func (c *Casework) compareRoutine(ctx context.Context, _ time.Time) (string, error) {
	return "", c.db.Do(ctx, "compare", func(tx *store.Tx) error {
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
