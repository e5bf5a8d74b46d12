package edition

import (
	"bytes"
	"encoding/json"

	"bihuan/domain/org"
	"bihuan/domain/report"
)

// Difference is a section that does not say what it said. Section is "" where it is the period or the part
// as a whole.
type Difference struct {
	Unit    org.UnitID
	Section string
}

// Differ lists the sections of a part in which two bodies of the same moment differ.
func Differ(unit org.UnitID, was, is report.Body) []Difference {
	var all []Difference
	if was.Kind != is.Kind || was.Period != is.Period || !was.AsOf.Equal(is.AsOf) {
		all = append(all, Difference{unit, ""})
	}
	for _, s := range was.Sections {
		if i := section(is, s.ID); i < 0 || !same(s, is.Sections[i]) {
			all = append(all, Difference{unit, s.ID})
		}
	}
	for _, s := range is.Sections {
		if section(was, s.ID) < 0 {
			all = append(all, Difference{unit, s.ID})
		}
	}
	return all
}

func section(b report.Body, id string) int {
	for i, s := range b.Sections {
		if s.ID == id {
			return i
		}
	}
	return -1
}

// same compares as they are frozen: by their JSON.
func same(a, b report.Section) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// Sum is a number that stands in a sentence and also below a table of its section.
type Sum struct {
	Section, Column string
	Said, Total     int
}

// Sums finds them: a sentence's value and a column of a table in the same section have one name.
func Sums(b report.Body) []Sum {
	var all []Sum
	for _, s := range b.Sections {
		for _, g := range s.Grids {
			if !g.Total {
				continue
			}
			for i, column := range g.Columns {
				total, ok := g.Sum(i)
				if said := said(s, column); ok && said != nil {
					all = append(all, Sum{s.ID, column, *said, total})
				}
			}
		}
	}
	return all
}

func said(s report.Section, name string) *int {
	for _, say := range s.Notes {
		if c, ok := say.Values[name]; ok && c.Count != nil {
			return c.Count
		}
	}
	return nil
}

// Says reports whether there is anything in a body: a row, or a number in a sentence that is not nought.
func Says(b report.Body) bool {
	for _, s := range b.Sections {
		for _, g := range s.Grids {
			if len(g.Rows) > 0 {
				return true
			}
		}
		for _, say := range s.Notes {
			for _, c := range say.Values {
				if c.Count != nil && *c.Count != 0 {
					return true
				}
			}
		}
	}
	return false
}
