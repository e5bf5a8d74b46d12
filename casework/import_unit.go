package casework

import (
	"cmp"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

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
