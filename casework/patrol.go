package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/store"
)

// MakePatrols makes the patrol lists of a set time: one for everybody who then holds a caseworker's or
// a section chief's post at the bureau and minds open matters. What nobody of them minds, because it
// came in by itself or its minder has left, stands on the section chiefs' lists. It says how many it
// made; what is there is not made twice, whoever else makes them at the same time.
func (c *Casework) MakePatrols(ctx context.Context, at time.Time) (int, error) {
	if !oversight.IsPatrol(c.Rules().Calendar, at) {
		return 0, fmt.Errorf("making patrols: %s is no time for them", at.Format(time.RFC3339))
	}
	book, err := c.db.Directory(ctx)
	if err != nil {
		return 0, err
	}
	officers := patrollers(book, at)
	var people []org.PersonID
	for _, o := range officers {
		people = append(people, o.Person)
	}
	n := 0
	var failed []error
	for _, o := range officers {
		// One person's list that cannot be made does not keep the others from theirs.
		made, err := c.makePatrol(ctx, o, people, at)
		if err != nil {
			failed = append(failed, fmt.Errorf("making the patrol of %s: %w", o.Person, err))
		}
		if made {
			n++
		}
	}
	return n, errors.Join(failed...)
}

// patrollers are who goes on patrol, each once, a section chief as such.
func patrollers(book *store.Directory, at time.Time) []org.Officer {
	var officers []org.Officer
	for _, unit := range book.Open(at) {
		if unit.Kind != org.Bureau {
			continue
		}
		for _, kind := range []org.PostKind{org.SectionChief, org.Caseworker} {
			for _, post := range book.Holders(unit.ID, at, kind) {
				if !slices.ContainsFunc(officers, func(o org.Officer) bool { return o.Person == post.Person }) {
					officers = append(officers, book.Officer(post))
				}
			}
		}
	}
	return officers
}

// makePatrol reads outside of the transaction that writes: so long others would wait on SQLite.
func (c *Casework) makePatrol(ctx context.Context, by org.Officer, people []org.PersonID, at time.Time) (bool, error) {
	reader := c.db.Reader(c.Scope(by))
	if _, there, err := reader.Patrol(ctx, by.Person, at); there || err != nil {
		return false, err
	}
	numbers, err := reader.Minded(ctx, by.Person)
	if err != nil {
		return false, err
	}
	if by.Post == org.SectionChief {
		nobodys, err := reader.Unminded(ctx, people)
		if err != nil {
			return false, err
		}
		numbers = append(numbers, nobodys...)
	}
	if len(numbers) == 0 {
		return false, nil
	}
	rows, err := c.patrolRows(ctx, reader, by, numbers, at)
	if err != nil {
		return false, err
	}
	made := false
	err = c.db.Do(ctx, "patrol of "+string(by.Person), func(tx *store.Tx) (err error) {
		made, err = tx.MakePatrol(ctx, store.Patrol{Person: by.Person, At: at, Matters: len(numbers)}, rows)
		if err != nil || !made || len(rows) == 0 {
			return err
		}
		return c.tell(ctx, tx, news{topic: "patrol:ready", origin: origin("patrol", at), facts: store.Facts{"n": strconv.Itoa(len(rows))}, named: []org.PersonID{by.Person}})
	})
	return made, err
}

// patrolRows finds what needs an eye, and why, what needs it first at the front. Of what helps, only
// what the officer may do is kept.
func (c *Casework) patrolRows(ctx context.Context, reader *store.Reader, by org.Officer, numbers []string, at time.Time) ([]store.PatrolRow, error) {
	same, err := reader.SameContact(ctx, numbers)
	if err != nil {
		return nil, err
	}
	alike, err := reader.Suspicions(ctx, numbers)
	if err != nil {
		return nil, err
	}
	groups, err := reader.Gathering(ctx, numbers, suspectFrom)
	if err != nil {
		return nil, err
	}
	rules := c.Rules()
	var rows []store.PatrolRow
	err = reader.Petitions(ctx, numbers, func(list []*petition.Petition) error {
		for _, p := range list {
			reasons := oversight.Reasons(rules, p, at, oversight.Others{Contact: same[p.No], Text: alikeOf(alike[p.No]), Group: oversight.Gathered{Cluster: groups[p.No].Number, N: groups[p.No].N}})
			for i := range reasons {
				reasons[i].Acts = slices.DeleteFunc(reasons[i].Acts, func(k petition.Kind) bool { return rules.May(p, by, k) != nil })
			}
			if len(reasons) > 0 {
				rows = append(rows, store.PatrolRow{No: p.No, Version: p.Version, Reasons: reasons})
			}
		}
		return nil
	})
	slices.SortStableFunc(rows, func(a, b store.PatrolRow) int { return oversight.Compare(a.Reasons[0], b.Reasons[0]) })
	return rows, err
}

// suspectFrom is how many matters with one cause make a collective matter likely.
const suspectFrom = petition.CollectiveFrom

// alikeOf are the matters that one looks like by its words.
func alikeOf(list []store.Suspicion) []oversight.Alike {
	var all []oversight.Alike
	for _, s := range list {
		all = append(all, oversight.Alike{No: s.Other, Words: s.Words})
	}
	return all
}

// SeePatrol says that an officer has looked at a matter on the own patrol.
func (c *Casework) SeePatrol(ctx context.Context, by org.Officer, no string, slot time.Time) error {
	return c.db.Do(ctx, "see "+no, func(tx *store.Tx) error {
		return tx.SeeRow(ctx, by.Person, slot, no, store.Dealt{How: store.Seen})
	})
}

// PatrolNote writes down what an officer saw to on a matter, or puts it to the section chief, and marks
// it in the own patrol.
func (c *Casework) PatrolNote(ctx context.Context, by org.Officer, no string, version int, text string, putUp bool) (*petition.Petition, error) {
	return c.Act(ctx, by, no, version, &petition.Noted{Text: text, PutUp: putUp})
}

// patrolled marks a matter dealt with in the officer's present patrol, if it stands there: with every
// act that somebody of the bureau does.
func (c *Casework) patrolled(ctx context.Context, tx *store.Tx, by org.Officer, no string, d petition.Data) error {
	if by.Person == "" || !by.Post.AtBureau() {
		return nil
	}
	dealt := store.Dealt{How: store.Done, Act: d.Kind()}
	if note, ok := d.(*petition.Noted); ok {
		dealt = store.Dealt{How: store.Noted, Words: note.Text}
		if note.PutUp {
			dealt.How = store.PutUp
		}
	}
	return tx.Patrolled(ctx, by.Person, no, dealt)
}

// SignPatrol signs an officer's own patrol when every matter on it has been seen. Nobody signs for
// another.
func (c *Casework) SignPatrol(ctx context.Context, by org.Officer, slot time.Time) error {
	return c.db.Do(ctx, "sign a patrol", func(tx *store.Tx) error {
		return tx.SignPatrol(ctx, by.Person, slot, c.Scope(by))
	})
}

// UnsignedPatrol is somebody whose patrols of a day were not signed.
type UnsignedPatrol struct {
	Person org.PersonID
	Name   string
	Slots  []time.Time
	Rows   int // on these lists
	Seen   int // of them
}

// UnsignedPatrols lists who has not signed the patrols of a day, as far as the day has come.
func (c *Casework) UnsignedPatrols(ctx context.Context, day deadline.Day) ([]UnsignedPatrol, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.db.Reader(org.Scope{}).Patrols(ctx, day.Start(), day.End())
	if err != nil {
		return nil, err
	}
	var list []UnsignedPatrol
	for _, p := range all {
		if !p.Unsigned() {
			continue
		}
		i := slices.IndexFunc(list, func(u UnsignedPatrol) bool { return u.Person == p.Person })
		if i < 0 {
			i = len(list)
			list = append(list, UnsignedPatrol{Person: p.Person, Name: book.PersonName(p.Person)})
		}
		list[i].Slots, list[i].Rows, list[i].Seen = append(list[i].Slots, p.At), list[i].Rows+p.Rows, list[i].Seen+p.Seen
	}
	return list, nil
}
