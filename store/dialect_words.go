package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// wordsEngine keeps words and finds them by their grams, each engine with an index of its own. What an
// index finds is looked at again in the text, so that both find the same.
type wordsEngine interface {
	// putWords writes the words of a petition; fresh: there were none. When they were written is never
	// earlier than it was.
	putWords(ctx context.Context, tx *Tx, no string, w wordedRow, fresh bool) error
	// finishWords writes what was kept for the transaction's end.
	finishWords(ctx context.Context, tx *Tx) error
	// dropWords removes them.
	dropWords(ctx context.Context, tx *Tx, no string) error
	// gramQuery asks for rows with one of some days, if there are any, and all grams.
	gramQuery(days, grams []string) string
	// matching is what follows FROM to find rows d of worded, and the condition; query is the
	// placeholder of a gramQuery.
	matching(query string) (from, where string)
	// within is the condition that a text, as the placeholder has it, is within a column.
	within(column, text string) string
	// few reports whether a gramQuery finds no more rows than most.
	few(ctx context.Context, q querier, query string, most int) (bool, error)
}

// quoted writes grams as both engines take them; none has a quotation mark or a backslash in it.
func quoted(list []string, mark, join string) string {
	return mark + strings.Join(list, mark+join+mark) + mark
}

func (s *sqlite) putWords(ctx context.Context, tx *Tx, no string, w wordedRow, fresh bool) error {
	err := tx.exec(ctx, `INSERT INTO worded (county, no, at, text, bureau) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, no) DO UPDATE SET at = MAX(worded.at, excluded.at), text = excluded.text, bureau = excluded.bureau`,
		tx.db.county, no, w.at, w.text, w.bureau)
	if err != nil {
		return err
	}
	if before, there := tx.grams[no]; there {
		fresh = before.fresh
	}
	tx.grams[no] = newGrams{w.grams(), fresh}
	return nil
}

// newGrams wait for the transaction's end; fresh: there were none.
type newGrams struct {
	text  string
	fresh bool
}

// finishWords writes the grams of a transaction together, by rising numbers: the index puts what it was
// given in order before it takes a lower one, and before any statement that could be undone by itself.
func (s *sqlite) finishWords(ctx context.Context, tx *Tx) error {
	type row struct {
		id int64
		newGrams
	}
	var rows []row
	for no, g := range tx.grams {
		r := row{newGrams: g}
		if _, err := one(ctx, tx, into(&r.id), `SELECT id FROM worded WHERE county = $1 AND no = $2`, tx.db.county, no); err != nil {
			return err
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
	for _, r := range rows {
		if !r.fresh {
			if err := tx.exec(ctx, `DELETE FROM worded_gram WHERE rowid = $1`, r.id); err != nil {
				return err
			}
		}
		if err := tx.exec(ctx, `INSERT INTO worded_gram (rowid, grams) VALUES ($1, $2)`, r.id, r.text); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqlite) dropWords(ctx context.Context, tx *Tx, no string) error {
	delete(tx.grams, no)
	err := tx.exec(ctx, `DELETE FROM worded_gram WHERE rowid = (SELECT id FROM worded WHERE county = $1 AND no = $2)`, tx.db.county, no)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `DELETE FROM worded WHERE county = $1 AND no = $2`, tx.db.county, no)
}

func (s *sqlite) gramQuery(days, grams []string) string {
	all := quoted(grams, `"`, ` AND `)
	if len(days) == 0 {
		return all
	}
	return "(" + quoted(days, `"`, ` OR `) + ") AND " + all
}

func (s *sqlite) matching(query string) (from, where string) {
	return "worded_gram g CROSS JOIN worded d ON d.id = g.rowid", "g.worded_gram MATCH " + query
}

func (s *sqlite) within(column, text string) string { return "instr(" + column + ", " + text + ") > 0" }

func (s *sqlite) few(ctx context.Context, q querier, query string, most int) (bool, error) {
	n := 0
	_, err := one(ctx, q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM worded_gram WHERE worded_gram MATCH $1 LIMIT $2)`, query, most+1)
	return n <= most, err
}

func (p *postgres) putWords(ctx context.Context, tx *Tx, no string, w wordedRow, _ bool) error {
	return tx.exec(ctx, `INSERT INTO worded (county, no, at, text, bureau, grams) VALUES ($1, $2, $3, $4, $5, array_to_tsvector(string_to_array($6, ' ')))
		ON CONFLICT (county, no) DO UPDATE SET at = GREATEST(worded.at, excluded.at), text = excluded.text, bureau = excluded.bureau, grams = excluded.grams`,
		tx.db.county, no, w.at, w.text, w.bureau, w.grams())
}

func (p *postgres) finishWords(context.Context, *Tx) error { return nil }

func (p *postgres) dropWords(ctx context.Context, tx *Tx, no string) error {
	return tx.exec(ctx, `DELETE FROM worded WHERE county = $1 AND no = $2`, tx.db.county, no)
}

func (p *postgres) gramQuery(days, grams []string) string {
	all := quoted(grams, `'`, ` & `)
	if len(days) == 0 {
		return all
	}
	return "(" + quoted(days, `'`, ` | `) + ") & " + all
}

func (p *postgres) matching(query string) (from, where string) {
	return "worded d", "d.grams @@ " + query + "::text::tsquery"
}

func (p *postgres) within(column, text string) string {
	return "strpos(" + column + ", " + text + ") > 0"
}

// few asks the planner first: counting what is common takes as long as reading all of it. What was typed is
// an argument there too: a statement's text stands in the server's log.
func (p *postgres) few(ctx context.Context, q querier, query string, most int) (bool, error) {
	var plan []byte
	_, err := one(planAnew(ctx), q, into(&plan), `EXPLAIN (FORMAT JSON) SELECT 1 FROM worded WHERE grams @@ $1::text::tsquery`, query)
	if err != nil {
		return false, err
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(plan, &plans); err != nil {
		return false, err
	}
	const surely = 10 // times as many: the planner may be wrong, not by so much
	if len(plans) == 1 && plans[0].Plan.Rows > float64(surely*most) {
		return false, nil
	}
	n := 0
	_, err = one(planAnew(ctx), q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM worded WHERE grams @@ $1::text::tsquery LIMIT $2) x`, query, most+1)
	return n <= most, err
}
