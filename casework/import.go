package casework

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/paper"
	"bihuan/store"
)

// ImportOptions say how a spreadsheet of petitions is read.
type ImportOptions struct {
	// Source names the system that the rows' numbers are from, so that a row is taken once however
	// often it comes; "import" if it is not said, "history" of the records of an earlier system.
	Source string
	// History takes the rows as records of an earlier system: what they lack is unknown, they are closed,
	// they start no clock and are compared with nothing.
	History  bool
	Mapping  Mapping             // TheMapping if it has no columns
	Defaults map[Field]string    // for cells that are empty or not there
	Progress func(rows int)      // called after each batch with the rows read so far
	Header   func([]string)      // called with the names of the columns, before any row
	Refuse   func(Refusal) error // called with each refused row, in their order
	Batch    int                 // rows a transaction; 500 if it is not said
	// Compare has what was taken compared with all that was there before, and is called with how many
	// have been; nil leaves that to the night.
	Compare func(done, of int)
}

// ImportReport says what became of the rows of a spreadsheet.
type ImportReport struct {
	Taken    int       `json:"taken"`
	Known    int       `json:"known"` // taken by an earlier import
	Refused  int       `json:"refused"`
	Compared int       `json:"compared,omitempty"`        // of those taken, with what was there before
	Alike    int       `json:"alike,omitempty"`           // of those compared, how many look like another matter
	Unknown  []string  `json:"unknown_columns,omitempty"` // columns that were not taken: nobody knows what they are
	Refusals []Refusal `json:"-"`                         // the first of them
}

// Refusal is a row that was not taken, and why.
type Refusal struct {
	Line   int
	Cells  []string
	Faults []*fault.Fault
}

// mostRefusals is how many refusals a report keeps; Refuse is called with all.
const mostRefusals = 100

const usualBatch = 500

// Console is who imports at the server's console: the bureau's own office, and no person.
func (c *Casework) Console(ctx context.Context) (org.Officer, error) {
	d, err := c.db.Directory(ctx)
	if err != nil {
		return org.Officer{}, err
	}
	by := org.Officer{County: c.db.County(), Post: org.Caseworker, UnitKind: org.Bureau, Area: org.AreaCode(c.db.County())}
	if bureau, ok := d.Bureau(); ok {
		by.Unit, by.UnitName = bureau.ID, bureau.Name
	}
	return by, nil
}

// Import takes the petitions of a spreadsheet in, a batch of rows a transaction. Rows that cannot
// be registered are refused one by one, with reasons. When the spreadsheet itself turns out to be
// broken, what was taken before stays, is told in the report, and is known to the next import.
func (c *Casework) Import(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions) (ImportReport, error) {
	if c.Rules().Policy.Reach(by.Post, org.ActImport) == org.None {
		return ImportReport{}, fault.New(fault.Forbidden, "fault.import.forbidden")
	}
	rows, err := c.openRows(ctx, table, &o)
	if err != nil {
		return ImportReport{}, err
	}
	in := importing{c: c, by: by, o: o, lines: map[string]int{}}
	in.report.Unknown = rows.columns.unknown()
	if o.Header != nil {
		o.Header(rows.columns.header)
	}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches, end := rows.batches(ctx, table, o.Batch)
	for batch := range batches {
		if err := in.take(ctx, batch); err != nil {
			return in.report, err
		}
	}
	if err := <-end; err != nil {
		return in.report, err
	}
	if in.report.Taken == 0 {
		return in.report, nil
	}
	if err := c.db.Filled(ctx); err != nil {
		return in.report, err
	}
	if o.History {
		return in.report, nil
	}
	return in.report, in.compare(ctx)
}

// openRows finds the header of the spreadsheet.
func (c *Casework) openRows(ctx context.Context, table *paper.Table, o *ImportOptions) (*rowReader, error) {
	var err error
	if len(o.Mapping.Columns) == 0 {
		if o.Mapping, err = TheMapping(); err != nil {
			return nil, err
		}
	}
	o.settle()
	header, err := findHeader(table, o.Mapping, o.Defaults, o.History)
	if err != nil {
		return nil, err
	}
	d, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return &rowReader{columns: header, look: newLookup(o.Mapping, d), defaults: o.Defaults, source: o.Source, category: other(d),
		history: o.History, called: o.Mapping.word("past", "record"), equal: map[string]int{}}, nil
}

// settle fills in what is not said.
func (o *ImportOptions) settle() {
	usual := "import"
	if o.History {
		usual = "history"
	}
	o.Source = cmp.Or(o.Source, usual)
	if o.Batch < 1 {
		o.Batch = usualBatch
	}
}

// titleRows is how many rows with a title may stand before the header.
const titleRows = 5

// findHeader finds the row that names the columns: when a matter was received, and what it is about. A record of
// an earlier system need not say that.
func findHeader(table *paper.Table, m Mapping, defaults map[Field]string, history bool) (columns, error) {
	var best columns
	for range titleRows {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return columns{}, err
		}
		c := m.read(row.Cells)
		subject := history || c.has(ColSubject) || c.has(ColFacts) || defaults[ColSubject] != ""
		if received := c.has(ColReceived) || defaults[ColReceived] != ""; subject && received {
			return c, nil
		}
		if best.header == nil || c.known() > best.known() {
			best = c
		}
	}
	missing := []string{}
	if !best.has(ColReceived) {
		missing = append(missing, string(ColReceived))
	}
	if !history && !best.has(ColSubject) && !best.has(ColFacts) {
		missing = append(missing, string(ColSubject))
	}
	return columns{}, fault.NewInvalid("file", "fault.import.header", "missing", missing, "found", excerptCell(strings.Join(best.header, ", ")))
}

// batches reads ahead while the batch before is written.
func (r *rowReader) batches(ctx context.Context, table *paper.Table, size int) (<-chan []prepared, <-chan error) {
	out, end := make(chan []prepared, 2), make(chan error, 1)
	send := func(batch []prepared) bool {
		if len(batch) == 0 {
			return true
		}
		select {
		case out <- batch:
			return true
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(out)
		for {
			batch := make([]prepared, 0, size)
			for len(batch) < size {
				row, err := table.Next()
				if err != nil {
					send(batch) // what was read before the break is whole
					if err == io.EOF {
						err = nil
					}
					end <- err
					return
				}
				batch = append(batch, r.read(row))
			}
			if !send(batch) {
				end <- ctx.Err()
				return
			}
		}
	}()
	return out, end
}

// importing is one import on its way.
type importing struct {
	c      *Casework
	by     org.Officer
	o      ImportOptions
	report ImportReport
	rows   int
	lines  map[string]int // where a reference stood first in this file
	fresh  []string       // the first of the numbers that were given
}

// outcome is what became of a batch.
type outcome struct {
	taken, known int
	fresh        []string
	refused      []Refusal
}

// tries is how often a batch is tried again when another import took one of its rows meanwhile.
const tries = 3

// take writes one batch in one transaction.
func (in *importing) take(ctx context.Context, batch []prepared) error {
	in.firstLines(batch)
	var done outcome
	var err error
	for range tries {
		err = in.c.db.Do(ctx, "import", func(tx *store.Tx) error {
			done = outcome{}
			return in.write(ctx, tx, batch, &done)
		})
		if fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	if err != nil {
		return err
	}
	in.rows += len(batch)
	in.report.Taken += done.taken
	in.fresh = append(in.fresh, done.fresh[:min(len(done.fresh), mostCompared-len(in.fresh))]...)
	in.report.Known += done.known
	for _, refusal := range done.refused {
		in.report.Refused++
		if len(in.report.Refusals) < mostRefusals {
			in.report.Refusals = append(in.report.Refusals, refusal)
		}
		if in.o.Refuse != nil {
			if err := in.o.Refuse(refusal); err != nil {
				return fmt.Errorf("writing down what was refused: %w", err)
			}
		}
	}
	if in.o.Progress != nil {
		in.o.Progress(in.rows)
	}
	return nil
}

// firstLines refuses a reference that stood in the file before, with another row.
func (in *importing) firstLines(batch []prepared) {
	for i := range batch {
		p := &batch[i]
		ref := p.record.Origin.Ref
		if ref == "" {
			continue
		}
		if line, ok := in.lines[ref]; ok && !strings.HasPrefix(ref, "row-") {
			p.faults = append(p.faults, fault.NewInvalid("ref", "fault.import.twice", "first", line))
			continue
		}
		in.lines[ref] = p.row.Line
	}
}

func (in *importing) write(ctx context.Context, tx *store.Tx, batch []prepared, done *outcome) error {
	var refs []string
	for _, p := range batch {
		if len(p.faults) == 0 {
			refs = append(refs, p.record.Origin.Ref)
		}
	}
	known, err := tx.ByOrigins(ctx, in.o.Source, refs)
	if err != nil {
		return err
	}
	refuse := func(p prepared, faults ...*fault.Fault) {
		done.refused = append(done.refused, Refusal{Line: p.row.Line, Cells: p.row.Cells, Faults: faults})
	}
	for _, p := range batch {
		if len(p.faults) > 0 {
			refuse(p, p.faults...)
			continue
		}
		if no := known[p.record.Origin.Ref]; no != "" {
			differs, err := in.differs(ctx, tx, no, p.record)
			switch {
			case err != nil:
				return err
			case differs:
				refuse(p, fault.NewInvalid("ref", "fault.import.other", "no", no, "source", in.o.Source))
			default:
				done.known++
			}
			continue
		}
		registered, _, _, err := in.c.register(ctx, tx, in.by, &petition.RegisteredData{Record: p.record, Past: p.past})
		if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
			refuse(p, f.All()...)
			continue
		}
		if err != nil {
			return err
		}
		known[p.record.Origin.Ref] = registered.No
		done.taken++
		done.fresh = append(done.fresh, registered.No)
	}
	return nil
}

// differs reports whether the petition that has a row's reference is another matter: a second list
// that is numbered from 1 must not vanish behind the first. The day of receipt is never corrected,
// so it tells them apart.
func (in *importing) differs(ctx context.Context, tx *store.Tx, no string, record petition.Record) (bool, error) {
	p, err := tx.Reader(in.c.Scope(in.by)).Petition(ctx, no)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil // behind a wall; nothing is said of it
	}
	if err != nil {
		return false, err
	}
	return deadline.DayOf(p.Record.ReceivedAt) != deadline.DayOf(record.ReceivedAt), nil
}
