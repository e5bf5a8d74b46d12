package store

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"bihuan/domain/petition"
	"bihuan/vault"
)

// rebuild writes anew all that follows from a petition's history, which must be intact.
func (tx *Tx) rebuild(ctx context.Context, no string) error {
	list, err := tx.db.bundles(ctx, tx, []string{no})
	if err != nil {
		return err
	}
	b := list[0]
	c := &checker{db: tx.db, rules: tx.Rules, b: b}
	h := c.chain()
	if len(c.problems) > 0 || len(b.entries) == 0 {
		return errors.New("the history is not intact")
	}
	key, err := tx.db.vault.OpenRecordKey(b.wrapped)
	if err != nil {
		return err
	}
	p, events, err := b.replay(&key)
	if err != nil {
		return err
	}
	if err := tx.clear(ctx, no); err != nil {
		return err
	}
	open := func() (vault.RecordKey, error) { return key, nil }
	if err := tx.derive(ctx, p, shape{again: true, words: b.words}, h, open); err != nil {
		return err
	}
	if err := errors.Join(tx.forgetSums(ctx), tx.writeFacts(ctx, no, factsOf(tx.Rules, no, events), true)); err != nil {
		return err
	}
	if o := p.Record.Origin; o.Ref != "" {
		err := tx.exec(ctx, `INSERT INTO origin (county, source, ref, no) VALUES ($1, $2, $3, $4) ON CONFLICT (county, source, ref) DO NOTHING`,
			tx.db.county, clean(o.Source), clean(o.Ref), no)
		if err != nil {
			return err
		}
	}
	tx.changes = append(tx.changes, Change{County: tx.db.county, No: no, Version: p.Version, At: tx.Now})
	for _, e := range events {
		if err := tx.writeAttachments(ctx, no, AttachmentsOf(e.Data)); err != nil {
			return err
		}
	}
	return nil
}

// clear removes what was derived of a petition, never its history or its key.
func (tx *Tx) clear(ctx context.Context, no string) error {
	for _, sql := range []string{
		`DELETE FROM petition WHERE county = $1 AND no = $2`,
		`DELETE FROM snapshot WHERE county = $1 AND no = $2`,
		`DELETE FROM clock WHERE county = $1 AND no = $2`,
		`DELETE FROM task WHERE county = $1 AND no = $2`,
		`DELETE FROM petitioner WHERE county = $1 AND no = $2`,
		`DELETE FROM party WHERE county = $1 AND no = $2`,
		`DELETE FROM link WHERE county = $1 AND no = $2`,
		`DELETE FROM arrival WHERE county = $1 AND no = $2`,
		`DELETE FROM mark WHERE county = $1 AND no = $2`,
		`DELETE FROM stage WHERE county = $1 AND no = $2`,
		`DELETE FROM discipline WHERE county = $1 AND no = $2`,
		`DELETE FROM attachment WHERE county = $1 AND no = $2`,
	} {
		if err := tx.exec(ctx, sql, tx.db.county, no); err != nil {
			return err
		}
	}
	return tx.db.engine.dropWords(ctx, tx, no)
}

// Petitions recomputed at a time.
const recomputeStep = 200

// RecomputeDue computes the last days of all running clocks anew, by rules whose calendar has
// changed, and says on how many petitions a day moved. What happened stays as it was. Reports count by the
// calendar in force, also those of earlier moments: what was published is frozen.
func (tx *Tx) RecomputeDue(ctx context.Context, rules petition.Rules) (int, error) {
	tx.Rules = rules
	moved, last := 0, ""
	for {
		numbers, err := all(ctx, tx, func(r rows) (no string, err error) { return no, r.Scan(&no) },
			`SELECT DISTINCT no FROM clock WHERE county = $1 AND outcome = '' AND no > $2 ORDER BY no LIMIT $3`, tx.db.county, last, recomputeStep)
		if err != nil || len(numbers) == 0 {
			return moved, err
		}
		last = numbers[len(numbers)-1]
		list, err := tx.db.bundles(ctx, tx, numbers)
		if err != nil {
			return moved, err
		}
		for _, b := range list {
			changed, err := tx.recompute(ctx, b)
			if err != nil {
				return moved, fmt.Errorf("recomputing the days of %s: %w", b.no, err)
			}
			moved += bit(changed)
		}
	}
}

func (tx *Tx) recompute(ctx context.Context, b *bundle) (bool, error) {
	if b.row == nil {
		return false, errors.New("its row is missing")
	}
	p, err := petition.FromSnapshot([]byte(b.body))
	if err != nil {
		return false, err
	}
	clocks := clockRows(p, tx.Rules)
	moved := len(clocks) != len(b.clocks)
	for n := range min(len(clocks), len(b.clocks)) {
		moved = moved || clocks[n].stored() != b.clocks[n]
	}
	tasks := taskRows(p, tx.Rules)
	if !moved && maps.Equal(tasks, b.tasks) {
		return false, nil
	}
	if err := tx.writeTasks(ctx, b.no, b.tasks, tasks); err != nil {
		return false, err
	}
	row := columnsOf(p, head{version: p.Version, hash: b.row.head, mark: b.row.mark}, clocks)
	wake, err := tx.wakeUp(ctx, p, shape{clocks: b.clocks})
	if err != nil {
		return false, err
	}
	if err := tx.updateRow(ctx, b.no, &row, b.body, wake); err != nil {
		return false, err
	}
	if err := tx.writeClocks(ctx, b.no, b.clocks, clocks); err != nil {
		return false, err
	}
	return moved, tx.fillFacts(ctx, b.no)
}
