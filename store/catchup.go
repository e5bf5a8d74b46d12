package store

import (
	"context"
	"fmt"

	"bihuan/domain/petition"
	"bihuan/vault"
)

// catchUp makes what an earlier version of this program did not keep, or made otherwise: once, after an
// upgrade. Interrupted, it goes on where it stopped, or does again what is done without harm.
func (db *DB) catchUp(ctx context.Context) error {
	if err := db.once(ctx, "links", "reading links anew", linkedBefore, (*Tx).relink); err != nil {
		return err
	}
	if err := db.once(ctx, "words", "writing the words of petitions", wordless, (*Tx).fillWords); err != nil {
		return err
	}
	return db.once(ctx, "facts", "writing what reports count", uncounted, (*Tx).fillFacts)
}

// Petitions done in one transaction, and after how many the log hears of it.
const (
	catchUpStep = 500
	catchUpSay  = 50_000
)

// once does something with all petitions that a query finds, in the order of their numbers, unless the mark
// says that it was done.
func (db *DB) once(ctx context.Context, mark, why, find string, do func(tx *Tx, ctx context.Context, no string) error) error {
	done := ""
	found, err := one(ctx, db.engine, into(&done), `SELECT value FROM setting WHERE county = $1 AND name = $2`, db.county, mark)
	if err != nil || found {
		return err
	}
	last, n, said := "", 0, 0
	for more := true; more; {
		var numbers []string
		err := db.Do(ctx, why, func(tx *Tx) (err error) {
			numbers, err = all(ctx, tx, func(r rows) (no string, err error) { return no, r.Scan(&no) }, find, db.county, last, catchUpStep)
			if err != nil {
				return err
			}
			if len(numbers) == 0 {
				return tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, $2, '1') ON CONFLICT (county, name) DO NOTHING`, db.county, mark)
			}
			for _, no := range numbers {
				if err := do(tx, ctx, no); err != nil {
					return fmt.Errorf("%s: %w", no, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if more = len(numbers) > 0; more {
			last = numbers[len(numbers)-1]
		}
		n += len(numbers)
		if n-said >= catchUpSay || !more && n > said {
			db.log.InfoContext(ctx, "after an upgrade", "what", why, "petitions", n, "done", !more)
			said = n
		}
	}
	return nil
}

// wordless are the petitions that were there before words were kept.
const wordless = `SELECT p.no FROM petition p WHERE p.county = $1 AND p.no > $2
	AND NOT EXISTS (SELECT 1 FROM worded d WHERE d.county = p.county AND d.no = p.no) ORDER BY p.no LIMIT $3`

func (tx *Tx) fillWords(ctx context.Context, no string) error {
	body := ""
	if _, err := one(ctx, tx, into(&body), `SELECT body FROM snapshot WHERE county = $1 AND no = $2`, tx.db.county, no); err != nil {
		return err
	}
	p, err := petition.FromSnapshot([]byte(body))
	if err != nil {
		return nil // Verify tells, and mends it
	}
	key := func() (vault.RecordKey, error) { return tx.db.recordKey(ctx, tx, no) }
	return tx.writeWords(ctx, p, shape{again: true}, key)
}

// linkedBefore are the petitions whose history reads otherwise now: of collective matters, the master has
// its members; of a backflow, only the later one comes again; what came back once more was answered
// for the first time alone.
const linkedBefore = `SELECT no FROM link WHERE county = $1 AND no > $2 AND kind IN ('collective', 'backflow')
	UNION SELECT no FROM discipline WHERE county = $1 AND no > $2 AND stage = 'answered' ORDER BY no LIMIT $3`

// relink writes what follows from a petition's history where links count. It asks for no key: nothing
// personal follows from them.
func (tx *Tx) relink(ctx context.Context, no string) error {
	var wake *int64
	if _, err := one(ctx, tx, into(&wake), `SELECT wake FROM petition WHERE county = $1 AND no = $2`+tx.db.engine.forUpdate(), tx.db.county, no); err != nil {
		return err
	}
	list, err := tx.db.bundles(ctx, tx, []string{no})
	if err != nil {
		return err
	}
	b := list[0]
	c := &checker{db: tx.db, rules: tx.Rules, b: b}
	h := c.chain()
	p, _, ok := c.replay(nil)
	if len(c.problems) > 0 || !ok || b.row == nil {
		return nil // Verify tells, and mends what can be
	}
	body, err := p.Snapshot()
	if err != nil {
		return err
	}
	row := columnsOf(p, h, clockRows(p, tx.Rules))
	if err := tx.updateRow(ctx, no, &row, string(body), orNull(wake)); err != nil {
		return err
	}
	if err := tx.writeTasks(ctx, no, b.tasks, taskRows(p, tx.Rules)); err != nil {
		return err
	}
	if err := tx.writeLinks(ctx, no, b.links, links(p)); err != nil {
		return err
	}
	return tx.writeDiscipline(ctx, no, b.returned, disciplineOf(p))
}

// uncounted are the petitions that were there before reports counted all that they do now.
const uncounted = `SELECT p.no FROM petition p WHERE p.county = $1 AND p.no > $2
	AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.county = p.county AND m.no = p.no) ORDER BY p.no LIMIT $3`

// fillFacts writes what reports count of a petition, instead of what was written. It asks for no key: that is
// nothing personal.
func (tx *Tx) fillFacts(ctx context.Context, no string) error {
	b := &bundle{no: no}
	if err := tx.db.entries(ctx, tx, no, no, func(_ string, e *entry) { b.entries = append(b.entries, e) }); err != nil {
		return err
	}
	c := &checker{db: tx.db, rules: tx.Rules, b: b}
	_, events, ok := c.replay(nil)
	if !ok {
		return nil // Verify tells
	}
	for _, sql := range []string{
		`DELETE FROM arrival WHERE county = $1 AND no = $2`,
		`DELETE FROM mark WHERE county = $1 AND no = $2`,
		`DELETE FROM stage WHERE county = $1 AND no = $2`,
	} {
		if err := tx.exec(ctx, sql, tx.db.county, no); err != nil {
			return err
		}
	}
	if err := tx.forgetSums(ctx); err != nil {
		return err
	}
	return tx.writeFacts(ctx, no, factsOf(tx.Rules, no, events), true)
}
