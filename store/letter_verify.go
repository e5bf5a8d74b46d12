package store

import "context"

// LettersOut lists letters that were issued, by their names after one, for the house itself.
func (db *DB) LettersOut(ctx context.Context, after string, limit int) ([]string, error) {
	return all(ctx, db.engine, func(r rows) (id string, err error) { return id, r.Scan(&id) },
		`SELECT id FROM letter WHERE county = $1 AND issued IS NOT NULL AND id > $2 ORDER BY id LIMIT $3`, db.county, after, limit)
}

// LettersCounted is how many letters there are that were issued, and how many numbers were given to
// letters: numbers are without gaps and never given twice, so a letter that is gone is missing here.
func (db *DB) LettersCounted(ctx context.Context) (letters, numbers int, err error) {
	_, err = one(ctx, db.engine, into(&letters, &numbers), `SELECT (SELECT COUNT(*) FROM letter WHERE county = $1 AND issued IS NOT NULL),
		(SELECT COALESCE(SUM(n), 0) FROM counter WHERE county = $1 AND series LIKE 'letter %')`, db.county)
	return letters, numbers, err
}
