package store

import (
	"context"
	"fmt"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
)

// PastLetter is a letter that an earlier system issued. It stands there, not here: no more is known of it.
type PastLetter struct {
	Issued deadline.Day
	Kind   letter.Kind
	State  letter.State // Issued or Voided
	N      int          // which of those that are equal in all of that, from 1
}

// PutPastLetters keeps letters of an earlier system, and says how many of them were not known before.
func (tx *Tx) PutPastLetters(ctx context.Context, source string, list []PastLetter) (int, error) {
	fresh := 0
	for _, l := range list {
		n, err := tx.execNow(ctx, `INSERT INTO past_letter (county, source, issued, kind, state, n) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (county, source, issued, kind, state, n) DO NOTHING`,
			tx.db.county, clean(source), l.Issued.String(), string(l.Kind), string(l.State), l.N)
		if err != nil {
			return fresh, fmt.Errorf("keeping a letter of an earlier system: %w", err)
		}
		fresh += int(n)
	}
	return fresh, nil
}

// PastLetters counts, by kind, the letters that earlier systems issued from a day to another, both included,
// and that stand: what was voided there is not counted. Whose matters they were about is not known, so who
// does not see the whole county is told of none.
func (r *Reader) PastLetters(ctx context.Context, from, to deadline.Day) (map[letter.Kind]int, error) {
	counts := map[letter.Kind]int{}
	if !r.scope.All || r.scope.County != r.db.county {
		return counts, nil
	}
	err := each(ctx, r.q, func(r rows) error {
		var kind letter.Kind
		n := 0
		err := r.Scan(&kind, &n)
		counts[kind] = n
		return err
	}, `SELECT kind, COUNT(*) FROM past_letter WHERE county = $1 AND issued >= $2 AND issued <= $3 AND state = $4 GROUP BY kind`,
		r.db.county, from.String(), to.String(), string(letter.Issued))
	if err != nil {
		return nil, fmt.Errorf("counting the letters of an earlier system: %w", err)
	}
	return counts, nil
}
