package store

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
)

// Suspicion is that a matter looks like another one. It is a guess, and goes as soon as somebody has
// decided: it is no part of the matter's history.
type Suspicion struct {
	No, Other string
	Score     float64 // of likeness, 0 to 1, kept in thousandths
	Person    bool    // the same person raised both
	Words     []string
	At        time.Time
}

// MostSuspected is how many others a matter is suspected to be the same as, at most: the likest.
const MostSuspected = 5

// Suspect writes down what a matter looks like, in place of what was there of it. Each pair is found from
// either side, but for a matter that looks like many: of those it has the likest.
func (tx *Tx) Suspect(ctx context.Context, no string, list []Suspicion) error {
	if err := tx.exec(ctx, `DELETE FROM suspicion WHERE county = $1 AND (no = $2 OR other = $2)`, tx.db.county, no); err != nil {
		return err
	}
	crowded := []string{no}
	for _, s := range list {
		crowded = append(crowded, s.Other)
		for _, pair := range [2][2]string{{no, s.Other}, {s.Other, no}} {
			err := tx.exec(ctx, `INSERT INTO suspicion (county, no, other, score, person, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (county, no, other) DO UPDATE SET score = excluded.score, person = excluded.person, words = excluded.words, at = excluded.at`,
				tx.db.county, pair[0], pair[1], int(math.Round(s.Score*1000)), bit(s.Person), clean(strings.Join(s.Words, "\n")), milli(tx.Now))
			if err != nil {
				return err
			}
		}
	}
	for _, one := range crowded {
		err := tx.exec(ctx, `DELETE FROM suspicion WHERE county = $1 AND no = $2 AND other NOT IN
			(SELECT s.other FROM suspicion s WHERE s.county = $1 AND s.no = $2 ORDER BY s.score DESC, s.other DESC LIMIT $3)`, tx.db.county, one, MostSuspected)
		if err != nil {
			return err
		}
	}
	return nil
}

// Unsuspect forgets that two matters look alike: somebody has decided.
func (tx *Tx) Unsuspect(ctx context.Context, no string, others ...string) error {
	for _, other := range others {
		if err := tx.exec(ctx, `DELETE FROM suspicion WHERE county = $1 AND (no = $2 AND other = $3 OR no = $3 AND other = $2)`, tx.db.county, no, other); err != nil {
			return err
		}
	}
	return nil
}

// Unasked forgets what a matter that has ended looks like: nobody is asked about it. What is open and looks
// like it goes on saying so.
func (tx *Tx) Unasked(ctx context.Context, no string) error {
	return tx.exec(ctx, `DELETE FROM suspicion WHERE county = $1 AND no = $2`, tx.db.county, no)
}

// Suspicions finds, for each of some matters that are in scope, the others in scope that it looks like,
// the likest first. What is out of scope is not hinted at.
func (r *Reader) Suspicions(ctx context.Context, numbers []string) (map[string][]Suspicion, error) {
	found := map[string][]Suspicion{}
	for len(numbers) > 0 {
		part := numbers[:min(len(numbers), chunk)]
		numbers = numbers[len(part):]
		b := newBuilder(r.db.county)
		wanted := values(b, part)
		list, err := all(ctx, r.q, func(r rows) (Suspicion, error) {
			var s Suspicion
			var score, person int
			var words string
			var at int64
			err := r.Scan(&s.No, &s.Other, &score, &person, &words, &at)
			s.Score, s.Person, s.At = float64(score)/1000, person == 1, instant(at)
			if words != "" {
				s.Words = strings.Split(words, "\n")
			}
			return s, err
		}, `WITH wanted(n, no) AS (VALUES `+wanted+`)
			SELECT s.no, s.other, s.score, s.person, s.words, s.at FROM wanted w
			CROSS JOIN suspicion s CROSS JOIN petition p CROSS JOIN petition o
			WHERE s.county = $1 AND s.no = w.no AND p.county = $1 AND p.no = s.no AND o.county = $1 AND o.no = s.other
			AND `+r.scoped(b, "p")+` AND `+r.scoped(b, "o")+` AND `+untied+` ORDER BY w.n, s.score DESC, s.other DESC`, b.args...)
		if err != nil {
			return nil, fmt.Errorf("reading what looks alike: %w", err)
		}
		for _, s := range list {
			found[s.No] = append(found[s.No], s)
		}
	}
	return found, nil
}

// suspected is the set of what is open and looks like another matter in scope, and nobody has decided.
func (r *Reader) suspected(b *builder) string {
	return `SELECT DISTINCT s.no FROM suspicion s JOIN petition p ON p.county = s.county AND p.no = s.no
		JOIN petition o ON o.county = s.county AND o.no = s.other
		WHERE s.county = $1 AND p.open = 1 AND ` + r.scoped(b, "o") + ` AND ` + untied
}

// untied is the condition that nobody has tied the two of a suspicion, by whatever way.
const untied = `NOT EXISTS (SELECT 1 FROM link l WHERE l.county = $1 AND (l.no = s.no AND l.other = s.other OR l.no = s.other AND l.other = s.no))`
