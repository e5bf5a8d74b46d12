package casework

import (
	"context"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
	"bihuan/store"
)

// Receptions reads the leaders' receptions of some days, as they are known now.
func (c *Casework) Receptions(ctx context.Context, by org.Officer, p report.Period) ([]reception.Reception, error) {
	if err := c.mayEither(by, org.ActReceptions, org.ActReports); err != nil {
		return nil, err
	}
	return c.db.Reader(c.Rules().Policy.Figures(by)).Receptions(ctx, c.soon(), p)
}

// Reception reads all that was ever said of a reception; the last entry stands, or says that it was taken back.
func (c *Casework) Reception(ctx context.Context, by org.Officer, id string) ([]reception.Reception, error) {
	if err := c.mayEither(by, org.ActReceptions, org.ActReports); err != nil {
		return nil, err
	}
	return c.db.Reader(c.Rules().Policy.Figures(by)).ReceptionEntries(ctx, id)
}

// KeyReception enters a reception, or what it is said to be from now on where it has a number already; Seq is
// that of the entry that was seen.
func (c *Casework) KeyReception(ctx context.Context, by org.Officer, r reception.Reception) (string, error) {
	if err := c.may(by, org.ActReceptions); err != nil {
		return "", err
	}
	fresh := r.ID == ""
	if fresh {
		r.ID, r.Seq = keyedID("reception"), 0
	}
	r.Removed, r.Why = false, ""
	err := c.db.Do(ctx, "key a reception", func(tx *store.Tx) error {
		before, after := reception.Reception{}, r
		if !fresh {
			all, err := tx.Reader(c.Rules().Policy.Figures(by)).ReceptionEntries(ctx, r.ID)
			if err != nil {
				return err
			}
			before = all[len(all)-1]
		}
		book, err := tx.Book(ctx)
		if err != nil {
			return err
		}
		greet(book, &after)
		after.Tidy()
		if err := after.Check(deadline.DayOf(tx.Now)); err != nil {
			return err
		}
		if err := owing(ctx, tx, before.Unit, after.Unit); err != nil {
			return err
		}
		whole, err := c.named(ctx, tx, by, "no", []string{before.No}, after.No)
		if err != nil {
			return err
		}
		after.No = whole[0]
		return tx.PutReception(ctx, by, after)
	})
	return r.ID, err
}

// greet puts in what the county's book calls a leader; the post is the one held on that day.
func greet(book *store.Directory, r *reception.Reception) {
	if r.Leader == "" {
		return
	}
	r.LeaderName, r.LeaderTitle = "", ""
	person, ok := book.Person(r.Leader)
	if !ok {
		return // the domain asks for a leader
	}
	r.LeaderName = person.Name
	posts := book.Officers(r.Leader, r.Day.Start())
	if i := slices.IndexFunc(posts, func(o org.Officer) bool { return o.Post == org.Leader }); i >= 0 {
		r.LeaderTitle = posts[i].Title
	} else if len(posts) > 0 {
		r.LeaderTitle = posts[0].Title
	}
}

// RemoveReception takes back that there was a reception.
func (c *Casework) RemoveReception(ctx context.Context, by org.Officer, id string, seq int, why string) error {
	if err := c.may(by, org.ActReceptions); err != nil {
		return err
	}
	why, err := removal(why)
	if err != nil {
		return err
	}
	return c.db.Do(ctx, "remove a reception", func(tx *store.Tx) error {
		all, err := tx.Reader(c.Rules().Policy.Figures(by)).ReceptionEntries(ctx, id)
		if err != nil {
			return err
		}
		last := all[len(all)-1]
		last.Seq, last.Removed, last.Why = seq, true, why
		return tx.PutReception(ctx, by, last)
	})
}
