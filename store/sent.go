package store

import (
	"context"
	"fmt"
	"time"

	"bihuan/domain/letter"
	"bihuan/domain/report"
)

// SentLetters counts, by kind, the letters that were issued in a period, as it was known just before a moment:
// one that was voided by then is not counted. All are counted, whoever may read them.
func (r *Reader) SentLetters(ctx context.Context, moment time.Time, p report.Period) (map[string]int, error) {
	counts := map[string]int{}
	err := each(ctx, r.q, func(rows rows) error {
		var kind string
		var n int
		err := rows.Scan(&kind, &n)
		counts[kind] = n
		return err
	}, `SELECT l.kind, COUNT(*) FROM letter l WHERE l.county = $1 AND l.issued >= $2 AND l.issued < $3 AND l.issued < $4
		AND NOT EXISTS (SELECT 1 FROM letter_step s WHERE s.county = l.county AND s.id = l.id AND s.act = '`+string(letter.Voiding)+`' AND s.at < $4)
		GROUP BY l.kind`, r.db.county, milli(p.From.Start()), milli(p.To.End()), milli(moment))
	if err != nil {
		return nil, fmt.Errorf("counting letters: %w", err)
	}
	return counts, nil
}
