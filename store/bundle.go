package store

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/vault"
)

// bundle is all that is stored of one petition.
type bundle struct {
	no          string
	entries     []*entry
	row         *columns
	body        string
	clocks      []clockRow
	tasks       map[string]taskRow
	petitioners []sealedRow
	parties     map[party]string
	links       map[string]string
	files       map[string]string // name and type by hash
	words       *wordedRow
	returned    *disciplineRow
	came        arrivalLog
	marks       []report.MarkRow
	stages      []report.StageRow
	letters     map[string]sealedLetter
	wrapped     []byte
	code        []byte
}

// numbers lists the next petitions after a number: those with a history and those with a row.
func (db *DB) numbers(ctx context.Context, q querier, after string, limit int) ([]string, error) {
	scan := func(r rows) (no string, err error) { return no, r.Scan(&no) }
	histories, err := all(ctx, q, scan, `SELECT DISTINCT no FROM event WHERE county = $1 AND no > $2 ORDER BY no LIMIT $3`, db.county, after, limit)
	if err != nil {
		return nil, err
	}
	rows, err := all(ctx, q, scan, `SELECT no FROM petition WHERE county = $1 AND no > $2 ORDER BY no LIMIT $3`, db.county, after, limit)
	if err != nil {
		return nil, err
	}
	both := append(histories, rows...)
	slices.Sort(both)
	both = slices.Compact(both)
	return both[:min(len(both), limit)], nil
}

// bundles reads all that is stored of some petitions, which are all of a range.
func (db *DB) bundles(ctx context.Context, q querier, numbers []string) ([]*bundle, error) {
	list, byNo := make([]*bundle, len(numbers)), make(map[string]*bundle, len(numbers))
	for i, no := range numbers {
		list[i] = &bundle{no: no, tasks: map[string]taskRow{}, parties: map[party]string{}, links: map[string]string{}, files: map[string]string{}, letters: map[string]sealedLetter{}}
		byNo[no] = list[i]
	}
	from, to := numbers[0], numbers[len(numbers)-1]
	find := func(no string) *bundle {
		if b := byNo[no]; b != nil {
			return b
		}
		return &bundle{tasks: map[string]taskRow{}, parties: map[party]string{}, links: map[string]string{}, files: map[string]string{}, letters: map[string]sealedLetter{}} // of no petition
	}
	err := db.entries(ctx, q, from, to, func(no string, e *entry) {
		b := find(no)
		b.entries = append(b.entries, e)
	})
	if err != nil {
		return nil, err
	}
	if err := db.rows(ctx, q, from, to, find); err != nil {
		return nil, err
	}
	err = db.clocks(ctx, q, from, to, func(no string, c clockRow) {
		b := find(no)
		b.clocks = append(b.clocks, c)
	})
	if err != nil {
		return nil, err
	}
	if err := db.tasks(ctx, q, from, to, func(no string, t taskRow) { find(no).tasks[t.id] = t }); err != nil {
		return nil, err
	}
	err = db.petitioners(ctx, q, from, to, func(no string, r sealedRow) {
		b := find(no)
		b.petitioners = append(b.petitioners, r)
	})
	if err != nil {
		return nil, err
	}
	err = db.frozenLetters(ctx, q, from, to, func(no, id string, l sealedLetter) { find(no).letters[id] = l })
	if err != nil {
		return nil, err
	}
	if err := db.worded(ctx, q, from, to, find); err != nil {
		return nil, err
	}
	if err := db.disciplines(ctx, q, from, to, func(no string, d *disciplineRow) { find(no).returned = d }); err != nil {
		return nil, err
	}
	err = db.arrivals(ctx, q, from, to, func(no string, row arrivalRow) {
		b := find(no)
		b.came = append(b.came, row)
	})
	if err != nil {
		return nil, err
	}
	err = db.marks(ctx, q, from, to, func(no string, row report.MarkRow) {
		b := find(no)
		b.marks = append(b.marks, row)
	})
	if err != nil {
		return nil, err
	}
	err = db.stages(ctx, q, from, to, func(no string, row report.StageRow) {
		b := find(no)
		b.stages = append(b.stages, row)
	})
	if err != nil {
		return nil, err
	}
	return list, db.ties(ctx, q, from, to, find)
}

// rows reads rows, snapshots and keys.
func (db *DB) rows(ctx context.Context, q querier, from, to string, find func(string) *bundle) error {
	err := each(ctx, q, func(r rows) error {
		var no string
		c := &columns{}
		err := c.scan(r, &no)
		find(no).row = c
		return err
	}, selectColumns+` WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
	if err != nil {
		return err
	}
	err = each(ctx, q, func(r rows) error {
		var no, body string
		err := r.Scan(&no, &body)
		find(no).body = body
		return err
	}, `SELECT no, body FROM snapshot WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
	if err != nil {
		return err
	}
	return each(ctx, q, func(r rows) error {
		var no string
		var wrapped, code []byte
		err := r.Scan(&no, &wrapped, &code)
		b := find(no)
		b.wrapped, b.code = wrapped, code
		return err
	}, `SELECT no, wrapped, code FROM record_key WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
}

// worded reads what petitions are found by.
func (db *DB) worded(ctx context.Context, q querier, from, to string, find func(string) *bundle) error {
	return each(ctx, q, func(r rows) error {
		var no string
		w := &wordedRow{}
		err := r.Scan(&no, &w.text, &w.bureau, &w.at)
		find(no).words = w
		return err
	}, `SELECT no, text, bureau, at FROM worded WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
}

// ties reads parties, links and files.
func (db *DB) ties(ctx context.Context, q querier, from, to string, find func(string) *bundle) error {
	err := each(ctx, q, func(r rows) error {
		var no, role string
		var p party
		err := r.Scan(&no, &p.kind, &p.id, &role)
		find(no).parties[p] = role
		return err
	}, `SELECT no, kind, id, role FROM party WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
	if err != nil {
		return err
	}
	err = each(ctx, q, func(r rows) error {
		var no, other, kind string
		err := r.Scan(&no, &other, &kind)
		find(no).links[other] = kind
		return err
	}, `SELECT no, other, kind FROM link WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
	if err != nil {
		return err
	}
	return each(ctx, q, func(r rows) error {
		var no, hash, name, kind string
		err := r.Scan(&no, &hash, &name, &kind)
		find(no).files[hash] = name + "|" + kind
		return err
	}, `SELECT no, hash, name, type FROM attachment WHERE county = $1 AND no >= $2 AND no <= $3`, db.county, from, to)
}

// unreadableError tells which event cannot be read.
type unreadableError struct {
	seq int
	err error
}

func (e *unreadableError) Error() string { return fmt.Sprintf("reading event %d: %v", e.seq, e.err) }

func (e *unreadableError) Unwrap() error { return e.err }

// replay makes the petition from its history; with a key, its personal data is opened, else it stays masked.
func (b *bundle) replay(key *vault.RecordKey) (*petition.Petition, []petition.Event, error) {
	events := make([]petition.Event, len(b.entries))
	for i, e := range b.entries {
		var err error
		if events[i], err = e.event(b.no, key); err != nil {
			return nil, nil, &unreadableError{e.seq, err}
		}
	}
	return petition.Replay(b.no, events), events, nil
}

// filesOf are the files that events name, as bundle.files has them.
func filesOf(events []petition.Event) map[string]string {
	files := map[string]string{}
	for _, e := range events {
		for _, a := range AttachmentsOf(e.Data) {
			if _, there := files[a.Hash]; !there {
				files[a.Hash] = clean(a.Name) + "|" + a.Type
			}
		}
	}
	return files
}
