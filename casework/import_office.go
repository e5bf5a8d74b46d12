package casework

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/paper"
	"bihuan/store"
)

//go:embed import_office.json
var officeFile []byte

// officeColumns says what the columns of the county's lists are called.
type officeColumns struct {
	Areas   map[string][]string            `json:"areas"`
	Units   map[string][]string            `json:"units"`
	People  map[string][]string            `json:"people"`
	Letters map[string][]string            `json:"letters"`
	Words   map[string]map[string][]string `json:"words"`
}

// ImportAreas takes areas in: code, name, level, parent. Level and parent follow from the code where
// they are not said.
func (c *Casework) ImportAreas(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions) (ImportReport, error) {
	return c.importOffice(ctx, by, table, o, func(f officeColumns) map[string][]string { return f.Areas }, []string{"code", "name"},
		func(l *list) func(context.Context, *store.Tx) error {
			l.areas()
			return func(ctx context.Context, tx *store.Tx) error { return tx.PutAreas(ctx, l.newAreas...) }
		})
}

// ImportUnits takes units in: id, name, kind, and short, area, parent, phone, liaison, sign,
// address where known. The parent may be given by id or name, and may stand further down.
func (c *Casework) ImportUnits(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions) (ImportReport, error) {
	return c.importOffice(ctx, by, table, o, func(f officeColumns) map[string][]string { return f.Units }, []string{"id", "name", "kind"},
		func(l *list) func(context.Context, *store.Tx) error {
			l.units()
			return func(ctx context.Context, tx *store.Tx) error { return tx.PutUnits(ctx, l.newUnits...) }
		})
}

// ImportPeople takes people in with the post they hold: name, login, unit, post, and title, phone,
// email, from, until where known. Who holds two posts stands twice. Accounts are another matter.
func (c *Casework) ImportPeople(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions) (ImportReport, error) {
	return c.importOffice(ctx, by, table, o, func(f officeColumns) map[string][]string { return f.People }, []string{"name", "login"},
		func(l *list) func(context.Context, *store.Tx) error {
			l.people()
			return func(ctx context.Context, tx *store.Tx) error {
				return errors.Join(tx.PutPeople(ctx, l.newPeople...), tx.PutPosts(ctx, l.newPosts...))
			}
		})
}

// list is one of the county's lists, read whole: its rows may name each other.
type list struct {
	rows   []listRow
	header []string
	d      *store.Directory
	words  map[string]map[string]string
	dates  moments
	now    time.Time
	report *ImportReport
	refuse func(Refusal)

	newAreas  []org.Area
	newUnits  []org.Unit
	newPeople []org.Person
	newPosts  []org.Post
}

type listRow struct {
	paper.Row
	cells map[string]string
}

// mostListed is far above the number of villages of a prefecture.
const mostListed = 200_000

func (c *Casework) importOffice(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions,
	part func(officeColumns) map[string][]string, needed []string, sort func(*list) func(context.Context, *store.Tx) error) (ImportReport, error) {
	report := ImportReport{}
	if c.Rules().Policy.Reach(by.Post, org.ActUnits) == org.None {
		return report, fault.New(fault.Forbidden, "fault.import.forbidden")
	}
	l := &list{report: &report}
	if err := l.open(table, part, needed); err != nil {
		return report, err
	}
	var refused []Refusal
	err := c.db.Do(ctx, "import a list", func(tx *store.Tx) error {
		d, err := tx.Directory(ctx)
		if err != nil {
			return err
		}
		report, refused = ImportReport{Unknown: report.Unknown}, nil
		l.d, l.now = d, tx.Now
		l.newAreas, l.newUnits, l.newPeople, l.newPosts = nil, nil, nil, nil
		l.refuse = func(r Refusal) { refused = append(refused, r) }
		return sort(l)(ctx, tx)
	})
	if err != nil {
		return ImportReport{}, err
	}
	if o.Header != nil {
		o.Header(l.header)
	}
	report.Refused = len(refused)
	report.Refusals = refused[:min(len(refused), mostRefusals)]
	for _, r := range refused {
		if o.Refuse != nil {
			if err := o.Refuse(r); err != nil {
				return report, err
			}
		}
	}
	if o.Progress != nil {
		o.Progress(len(l.rows))
	}
	return report, nil
}

// open reads the whole list with the columns that are its part of the file of columns.
func (l *list) open(table *paper.Table, part func(officeColumns) map[string][]string, needed []string) error {
	var file officeColumns
	if err := json.Unmarshal(officeFile, &file); err != nil {
		return fmt.Errorf("reading the columns of lists: %w", err)
	}
	mapping, err := TheMapping()
	if err != nil {
		return err
	}
	l.words, l.dates = map[string]map[string]string{}, append(layouts(), mapping.Dates...)
	for kind := range file.Words {
		l.words[kind] = Mapping{Words: file.Words}.codes(kind)
	}
	names := part(file)
	names[string(ColSkip)] = mapping.Columns[ColSkip] // the columns that a file of refused rows has besides
	return l.read(table, names, needed)
}

// read reads the whole list; a broken file changes nothing.
func (l *list) read(table *paper.Table, names map[string][]string, needed []string) error {
	known := map[string]string{}
	for _, field := range slices.Sorted(maps.Keys(names)) {
		for _, name := range names[field] {
			known[tidyHeader(name)] = field
		}
	}
	var fields []string
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if fields == nil {
			for _, name := range row.Cells {
				fields = append(fields, known[tidyHeader(name)])
				if known[tidyHeader(name)] == "" && name != "" {
					l.report.Unknown = append(l.report.Unknown, name)
				}
			}
			missing := slices.DeleteFunc(slices.Clone(needed), func(f string) bool { return slices.Contains(fields, f) })
			if len(missing) > 0 {
				return fault.NewInvalid("file", "fault.import.list_header", "missing", missing, "found", excerptCell(strings.Join(row.Cells, ", ")))
			}
			l.header = row.Cells
			continue
		}
		if len(l.rows) == mostListed {
			return fault.NewInvalid("file", "fault.paper.rows", "n", mostListed, "line", row.Line)
		}
		cells := map[string]string{}
		for i, cell := range row.Cells {
			if i < len(fields) && fields[i] != "" {
				cells[fields[i]] = strings.TrimSpace(cell)
			}
		}
		l.rows = append(l.rows, listRow{row, cells})
	}
	if fields == nil {
		return fault.NewInvalid("file", "fault.paper.empty")
	}
	return nil
}

// settle counts a row as taken or known, or refuses it.
func (l *list) settle(row listRow, known bool, faults []*fault.Fault) bool {
	switch {
	case len(faults) > 0:
		l.refuse(Refusal{Line: row.Line, Cells: row.Row.Cells, Faults: faults})
		return false
	case known:
		l.report.Known++
		return false
	}
	l.report.Taken++
	return true
}
