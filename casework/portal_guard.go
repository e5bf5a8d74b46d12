package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/find/likeness"
	"bihuan/store"
)

// limit is how often something may be tried within a window.
type limit struct {
	what   string
	most   int
	window time.Duration
}

// The limits of the public site. A wrong code counts for the number as tried from one address, so
// that nobody else's tries keep the rightful owner out; higher caps for the number and for the
// address alone stop those who try from many places, or many numbers.
var (
	codeTries   = limit{"code", 5, 15 * time.Minute}
	numberTries = limit{"code of a number", 60, 15 * time.Minute}
	sourceTries = limit{"code from an address", 30, 15 * time.Minute}
	filing      = limit{"filing", 30, time.Hour}
	uploading   = limit{"upload", 200, time.Hour}
	asking      = limit{"asking after a person", 20, time.Hour}
	checkTries  = limit{"check of a letter", 20, 15 * time.Minute} // wrong codes: whole offices stand behind one address
	checkFiles  = limit{"check of a file", 60, time.Hour}
)

func (c *Casework) key(l limit, of ...string) []byte {
	return c.vault.Blind("attempt "+l.what, strings.Join(of, "|"))
}

// guard is one limit on one key.
type guard struct {
	limit
	key []byte
}

// passing are the guards before a query code.
func (c *Casework) passing(no, from string) []guard {
	return []guard{
		{codeTries, c.key(codeTries, no, from)},
		{numberTries, c.key(numberTries, no)},
		{sourceTries, c.key(sourceTries, from)},
	}
}

// full is the moment at which one more try is taken, or zero when one is taken now.
func (g guard) full(ctx context.Context, tx *store.Tx) (time.Time, error) {
	tried, err := tx.Attempts(ctx, g.key, g.window)
	if err != nil || tried.Count < g.most {
		return time.Time{}, err
	}
	return tried.Oldest.Add(g.window), nil
}

// tryCode compares a query code with the one of a number, and counts it when it is wrong. An unknown
// number and a wrong code are refused in the same words.
func (c *Casework) tryCode(ctx context.Context, no, from string, right func(tx *store.Tx) (bool, error)) error {
	var refused error
	err := c.db.Do(ctx, "trying a query code", func(tx *store.Tx) error {
		refused = nil
		guards := c.passing(no, from)
		for _, g := range guards {
			until, err := g.full(ctx, tx)
			if err != nil {
				return err
			}
			if !until.IsZero() {
				refused = fault.New(fault.Busy, "fault.portal.tries", "until", until)
				return nil
			}
		}
		ok, err := right(tx)
		if err != nil {
			return err
		}
		if ok {
			return tx.Forget(ctx, guards[0].key)
		}
		left := 0
		for i, g := range guards {
			tried, err := tx.Attempt(ctx, g.key, g.window)
			if err != nil {
				return err
			}
			if i == 0 {
				left = g.most - tried.Count
			}
		}
		refused = fault.NewInvalid("code", "fault.portal.code", "n", left)
		if left <= 0 {
			refused = fault.NewInvalid("code", "fault.portal.code_last", "n", int(codeTries.window.Minutes()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// throttle counts one more of what an address does and puts off what is too much.
func (c *Casework) throttle(ctx context.Context, l limit, from string) error {
	var refused error
	err := c.db.Do(ctx, "counting "+l.what, func(tx *store.Tx) error {
		refused = nil
		g := guard{l, c.key(l, from)}
		until, err := g.full(ctx, tx)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			refused = fault.New(fault.Busy, "fault.portal.often", "until", until)
			return nil
		}
		_, err = tx.Attempt(ctx, g.key, l.window)
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

// MayExist reports whether the same person may already have a matter under way: the phone (or ID
// number) and the name must both be those that were left there. It tells nothing else of it; its
// query code does. Accusations and what was left in confidence are never hinted at, and whoever asks
// often gets no answer, so that nobody can fish for who has petitioned.
func (p *Portal) MayExist(ctx context.Context, who petition.Petitioner, from string) (bool, error) {
	if who.Name == "" || who.Phone == "" && who.ID == "" {
		return false, nil
	}
	switch err := p.c.throttle(ctx, asking, from); {
	case fault.KindOf(err) == fault.Busy && err != nil:
		return false, nil
	case err != nil:
		return false, err
	}
	r := p.c.db.Reader(p.everything())
	book, err := p.c.db.Directory(ctx)
	if err != nil {
		return false, err
	}
	rows, err := r.SamePerson(ctx, petition.Petitioner{Phone: who.Phone, ID: who.ID}, book.AreaCode(), "")
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if !row.State.Open() && row.State != petition.Merged {
			continue
		}
		open, err := r.PetitionOpen(ctx, row.No)
		if err != nil {
			return false, err
		}
		if open.Record.Has(petition.Confidential) || open.Record.Has(petition.Accusing) || open.Record.Purpose == petition.Accusation {
			continue
		}
		if slices.ContainsFunc(open.Record.Petitioners, func(q petition.Petitioner) bool { return same(q.Name, who.Name) }) {
			return true, nil
		}
	}
	return false, nil
}

// Continues finds whether a matter that is about to be filed tells of the same as the one that this visitor
// has opened with its code, and which is still open: its subject, or "". Of other people's matters nothing
// is ever said, however alike they are.
func (p *Portal) Continues(ctx context.Context, no string, record petition.Record) (string, error) {
	open, err := p.c.db.Reader(p.everything()).Petition(ctx, no)
	if err != nil || !open.State.Open() && open.State != petition.Merged {
		return "", err
	}
	matches, _, err := p.c.finder.Like(ctx, Told(&record).text(""), searched)
	if err != nil {
		return "", err
	}
	for _, m := range matches {
		if m.Key == no && m.Score >= likeness.Likely && !m.Apart {
			return open.Record.Subject, nil
		}
	}
	return "", nil
}

func same(a, b personal.Name) bool { return a.Normal() == b.Normal() }

// looks lists who looked at the petitioner's personal data, the newest first.
func looks(ctx context.Context, r *store.Reader, no string) ([]Look, error) {
	reveals, err := r.Reveals(ctx, no)
	if err != nil {
		return nil, err
	}
	all := make([]Look, 0, len(reveals))
	for _, v := range slices.Backward(reveals) {
		all = append(all, Look{At: v.At, Name: v.Name, Unit: v.Unit, Why: v.Why})
	}
	return all, nil
}
