package casework

import (
	"cmp"
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

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/paper"
	"bihuan/store"
)

//go:embed import_office.json
var officeFile []byte

// officeColumns says what the columns of the county's lists are called.
type officeColumns struct {
	Areas  map[string][]string            `json:"areas"`
	Units  map[string][]string            `json:"units"`
	People map[string][]string            `json:"people"`
	Words  map[string]map[string][]string `json:"words"`
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
	var file officeColumns
	if err := json.Unmarshal(officeFile, &file); err != nil {
		return report, fmt.Errorf("reading the columns of lists: %w", err)
	}
	mapping, err := TheMapping()
	if err != nil {
		return report, err
	}
	l := &list{words: map[string]map[string]string{}, dates: append(layouts(), mapping.Dates...), report: &report}
	for kind := range file.Words {
		l.words[kind] = Mapping{Words: file.Words}.codes(kind)
	}
	names := part(file)
	names[string(ColSkip)] = mapping.Columns[ColSkip] // the columns that a file of refused rows has besides
	if err := l.read(table, names, needed); err != nil {
		return report, err
	}
	var refused []Refusal
	err = c.db.Do(ctx, "import a list", func(tx *store.Tx) error {
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

func (l *list) areas() {
	listed := map[org.AreaCode]bool{}
	for _, row := range l.rows {
		listed[org.AreaCode(row.cells["code"])] = true
	}
	seen := map[org.AreaCode]int{}
	for _, row := range l.rows {
		var faults []*fault.Fault
		a := org.Area{Code: org.AreaCode(row.cells["code"]), Name: row.cells["name"], Parent: org.AreaCode(row.cells["parent"])}
		a.Level = org.LevelOf(a.Code)
		if !isCode(string(a.Code)) {
			faults = append(faults, bad("code", "fault.import.code", string(a.Code)))
		}
		if a.Name == "" {
			faults = append(faults, fault.NewInvalid("name", "fault.import.empty", "column", "name"))
		}
		if said := row.cells["level"]; said != "" && l.words["level"][tidyHeader(said)] != string(a.Level) {
			faults = append(faults, bad("level", "fault.import.level", said))
		}
		if a.Parent == "" {
			a.Parent = parentOf(a.Code)
		} else if _, ok := l.d.Area(a.Parent); !ok && !listed[a.Parent] || !strings.HasPrefix(string(a.Code), string(a.Parent)) {
			faults = append(faults, bad("parent", "fault.import.parent", string(a.Parent)))
		}
		if first, ok := seen[a.Code]; ok {
			faults = append(faults, fault.NewInvalid("code", "fault.import.twice", "first", first))
		}
		seen[a.Code] = row.Line
		have, _ := l.d.Area(a.Code)
		if l.settle(row, have == a, faults) {
			l.newAreas = append(l.newAreas, a)
		}
	}
}

// parentOf is the area that a code lies in by its digits.
func parentOf(code org.AreaCode) org.AreaCode {
	for _, n := range []int{9, 6, 4, 2} {
		if n < len(code) {
			return code[:n]
		}
	}
	return ""
}

func (l *list) units() {
	ids := map[string]org.UnitID{}
	for _, u := range l.d.Units {
		ids[string(u.ID)], ids[u.Name] = u.ID, u.ID
	}
	listed := map[org.UnitID]bool{}
	for _, row := range l.rows {
		id := org.UnitID(row.cells["id"])
		ids[string(id)], ids[row.cells["name"]] = id, id
		listed[id] = true
	}
	signed := signs{} // of the units that are not in the list, and of its rows so far
	for _, u := range l.d.Open(l.now) {
		if !listed[u.ID] {
			signed.add(u)
		}
	}
	seen := map[org.UnitID]int{}
	for _, row := range l.rows {
		var faults []*fault.Fault
		u := org.Unit{
			ID: org.UnitID(row.cells["id"]), Name: row.cells["name"], Short: row.cells["short"], Phone: row.cells["phone"],
			Kind: org.UnitKind(l.words["kind"][tidyHeader(row.cells["kind"])]), Area: org.AreaCode(l.d.County),
			Sign: row.cells["sign"], Address: row.cells["address"],
		}
		for _, field := range []string{"id", "name"} {
			if row.cells[field] == "" {
				faults = append(faults, fault.NewInvalid(field, "fault.import.empty", "column", field))
			}
		}
		if u.Kind == "" {
			faults = append(faults, bad("kind", "fault.import.word", row.cells["kind"]))
		}
		if text := row.cells["area"]; text != "" {
			u.Area = org.AreaCode(text)
			if _, ok := l.d.Area(u.Area); !ok && len(l.d.Areas) > 0 {
				faults = append(faults, bad("area", "fault.import.area", text))
			}
		}
		if text := row.cells["parent"]; text != "" {
			parent, ok := ids[text]
			if !ok || parent == u.ID {
				faults = append(faults, bad("parent", "fault.import.parent", text))
			}
			u.Parent = parent
		}
		if text := row.cells["liaison"]; text != "" {
			who, ok := l.d.Login(text)
			if !ok {
				faults = append(faults, bad("liaison", "fault.import.person", text))
			}
			u.Liaison = who.ID
		}
		if first, ok := seen[u.ID]; ok {
			faults = append(faults, fault.NewInvalid("id", "fault.import.twice", "first", first))
		}
		seen[u.ID] = row.Line
		have, known := l.d.Unit(u.ID)
		if known {
			u.Closed = have.Closed
			// An empty cell, or a list without the column, takes nothing away.
			u.Liaison, u.Sign, u.Address = cmp.Or(u.Liaison, have.Liaison), cmp.Or(u.Sign, have.Sign), cmp.Or(u.Address, have.Address)
		}
		faults = append(faults, signed.faults(u)...)
		if l.settle(row, known && have == u, faults) {
			l.newUnits = append(l.newUnits, u)
		}
		if len(faults) > 0 {
			u = have // the row is refused: what is known stays
		}
		signed.add(u)
	}
}

func (l *list) people() {
	units := map[string]org.UnitID{}
	for _, u := range l.d.Units {
		units[string(u.ID)], units[u.Name] = u.ID, u.ID
		if _, ok := units[u.Short]; !ok {
			units[u.Short] = u.ID
		}
	}
	names := map[string]string{} // by login, within the file
	for _, row := range l.rows {
		var faults []*fault.Fault
		login := strings.ToLower(row.cells["login"])
		for _, field := range []string{"name", "login"} {
			if row.cells[field] == "" {
				faults = append(faults, fault.NewInvalid(field, "fault.import.empty", "column", field))
			}
		}
		who := org.Person{ID: org.PersonID("p-" + login), Name: row.cells["name"], Login: login, Phone: row.cells["phone"], Email: row.cells["email"]}
		have, known := l.d.Login(login)
		if known {
			who.ID = have.ID
		}
		if name, ok := names[login]; ok && name != who.Name {
			faults = append(faults, bad("login", "fault.import.login", login))
		}
		names[login] = who.Name
		post, wrong := l.post(row, who.ID, units)
		faults = append(faults, wrong...)
		held, holds := l.d.Post(post.ID)
		same := known && have == who && (post.ID == "" || holds && held.Title == post.Title && held.Until.Equal(post.Until))
		if !l.settle(row, same, faults) {
			continue
		}
		l.newPeople = append(l.newPeople, who)
		if post.ID != "" {
			if holds && row.cells["from"] == "" {
				post.From = held.From
			}
			l.newPosts = append(l.newPosts, post)
		}
	}
}

// post is the post that a row gives to a person; none where the row names no unit.
func (l *list) post(row listRow, who org.PersonID, units map[string]org.UnitID) (org.Post, []*fault.Fault) {
	if row.cells["unit"] == "" && row.cells["post"] == "" {
		return org.Post{}, nil
	}
	var faults []*fault.Fault
	unit, ok := units[row.cells["unit"]]
	if !ok || row.cells["unit"] == "" {
		faults = append(faults, bad("unit", "fault.import.unit", row.cells["unit"]))
	}
	kind := org.PostKind(l.words["post"][tidyHeader(row.cells["post"])])
	switch {
	case kind == "":
		faults = append(faults, bad("post", "fault.import.word", row.cells["post"]))
	case administrator(kind): // they are kept apart from each other and all others, which is looked at one by one
		faults = append(faults, fault.NewInvalid("post", "fault.import.administrator"))
	case ok:
		if u, _ := l.d.Unit(unit); !fits(kind, u.Kind) {
			faults = append(faults, bad("post", "fault.import.fits", row.cells["post"]))
		}
	}
	p := org.Post{
		ID: "post-" + strings.TrimPrefix(string(who), "p-") + "-" + string(unit) + "-" + string(kind), Unit: unit, Kind: kind, Title: row.cells["title"],
		Person: who, From: deadline.DayOf(l.now).Start(),
	}
	if text := row.cells["from"]; text != "" {
		from, wrong := l.dates.read("from", text)
		if wrong != nil {
			faults = append(faults, wrong)
		}
		p.From = from
	}
	if text := row.cells["until"]; text != "" {
		until, wrong := l.dates.read("until", text)
		if wrong != nil {
			faults = append(faults, wrong)
		} else {
			p.Until = deadline.DayOf(until).End() // held to the end of its last day
		}
	}
	return p, faults
}
