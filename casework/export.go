package casework

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/paper"
	"bihuan/store"
)

// Export writes a list of petitions as a spreadsheet with the columns of the national record, row
// by row, and tells how many. Names, phones and addresses are masked, numbers of phones and IDs within
// texts too, and who is accused is left out: a file goes further than a page. Import takes it again.
func (c *Casework) Export(ctx context.Context, by org.Officer, q store.ListQuery, format paper.Format, w io.Writer) (int, error) {
	if c.Rules().Policy.Reach(by.Post, org.ActExport) == org.None {
		return 0, fault.New(fault.Forbidden, "fault.export.forbidden")
	}
	words, err := TheMapping()
	if err != nil {
		return 0, err
	}
	d, err := c.db.Directory(ctx)
	if err != nil {
		return 0, err
	}
	out, err := paper.NewWriter(w, format, words.Sheet)
	if err != nil {
		return 0, err
	}
	fill := exportCells()
	header := make([]any, len(words.Export))
	for i, column := range words.Export {
		header[i] = column.Name
	}
	if err := out.Write(header...); err != nil {
		return 0, err
	}
	reader, n := c.db.Reader(c.Scope(by)), 0
	err = reader.Export(ctx, q, func(row store.ListRow) error {
		p, err := reader.Petition(ctx, row.No)
		if fault.KindOf(err) == fault.NotFound {
			return nil // out of scope since the list was read
		}
		if err != nil {
			return err
		}
		e := exported{row: row, p: p, d: d, words: words}
		cells := make([]any, len(words.Export))
		for i, column := range words.Export {
			if cell := fill[column.Is]; cell != nil {
				cells[i] = cell(&e)
			}
		}
		n++
		return out.Write(cells...)
	})
	if err != nil {
		return n, fmt.Errorf("exporting petitions: %w", err)
	}
	return n, out.Close()
}

// exported is one petition on its way into a row.
type exported struct {
	row   store.ListRow
	p     *petition.Petition
	d     *store.Directory
	words Mapping
}

func (e *exported) word(kind, code string) string { return e.words.word(kind, code) }

func (e *exported) truth(is bool) any {
	if is {
		return e.word("truth", "yes")
	}
	return e.word("truth", "no")
}

func (e *exported) has(flag petition.Flag) any { return e.truth(e.p.Record.Has(flag)) }

// instantText is a moment as the national record writes it, which Import reads.
func instantText(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(deadline.Zone()).Format(time.DateTime)
}

func dayText(d deadline.Day) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

func positive(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// exportCells fills the columns that an export may have, by the names that the mapping file gives
// them. There is none for who is accused (TL art. 30(3)), nor for the query code.
func exportCells() map[string]func(*exported) any {
	return map[string]func(*exported) any{
		"county":   func(e *exported) any { return e.d.AreaName(org.AreaCode(e.d.County)) },
		"ref":      func(e *exported) any { return e.p.No },
		"received": func(e *exported) any { return instantText(e.p.Record.ReceivedAt) },
		"channel":  func(e *exported) any { return e.word("channel", string(e.p.Record.Channel)) },
		"name": func(e *exported) any {
			if name := e.p.Record.Contact().Name; name != "" {
				return name.Mask()
			}
			if e.p.Lacks(petition.FName) {
				return nil
			}
			return e.word("nobody", "anonymous")
		},
		"phone":   func(e *exported) any { return e.p.Record.Contact().Phone.Mask() },
		"address": func(e *exported) any { return exportAddress(e) },
		"persons": func(e *exported) any {
			if e.p.Lacks(petition.FPersons) {
				return nil
			}
			return e.p.Record.Persons
		},
		"concerned":       func(e *exported) any { return positive(e.p.Record.Concerned) },
		"registered_unit": func(e *exported) any { return e.p.Registered.UnitName },
		"registered_by":   func(e *exported) any { return e.p.Registered.Name },
		"registered":      func(e *exported) any { return instantText(e.p.RegisterAt) },
		"subject":         func(e *exported) any { return personal.Scrub(e.p.Record.Subject) },
		"facts":           func(e *exported) any { return personal.Scrub(e.p.Record.Facts) },
		"demands": func(e *exported) any {
			var demands []string
			for _, d := range e.p.Record.Demands {
				demands = append(demands, personal.Scrub(d.Text))
			}
			return strings.Join(demands, "\n")
		},
		"course":   func(e *exported) any { return personal.Scrub(e.p.Record.Course) },
		"state":    func(e *exported) any { return e.word("state", string(e.p.State)) },
		"first":    func(e *exported) any { return e.truth(!e.p.Repeat()) },
		"repeat":   func(e *exported) any { return e.truth(e.p.Repeat()) },
		"place":    func(e *exported) any { return e.d.AreaName(e.p.Record.Place) },
		"category": func(e *exported) any { return e.d.CategoryName(e.p.Record.Category) },
		"purpose":  func(e *exported) any { return e.word("purpose", string(e.p.Record.Purpose)) },
		"superior_on": func(e *exported) any {
			if s := e.p.Record.Superior; s != nil {
				return dayText(s.On)
			}
			return nil
		},
		"level":         func(e *exported) any { return e.word("level", string(e.p.Record.FirstLevel)) },
		"superior_body": func(e *exported) any { return superior(e).Body },
		"superior_no":   func(e *exported) any { return superior(e).DocNo },
		"superior_due":  func(e *exported) any { return dayText(superior(e).Due) },
		"spans": func(e *exported) any {
			var flags []string
			for _, flag := range []petition.Flag{petition.Spans, petition.Separated} {
				if e.p.Record.Has(flag) {
					flags = append(flags, e.word("spans", string(flag)))
				}
			}
			return strings.Join(flags, "、")
		},
		"reviewed":     func(e *exported) any { return e.truth(len(e.p.Reviews) > 0) },
		"rereviewed":   func(e *exported) any { return e.truth(len(e.p.Reviews) > 0 && e.p.Reviews[len(e.p.Reviews)-1].Re) },
		"closed":       func(e *exported) any { return e.truth(e.p.State == petition.Closed) },
		"final":        func(e *exported) any { return e.truth(e.p.Rereviewed()) },
		"joint":        func(e *exported) any { return e.has(petition.Joint) },
		"urgent":       func(e *exported) any { return e.has(petition.Urgent) },
		"danger":       func(e *exported) any { return e.has(petition.Danger) },
		"confidential": func(e *exported) any { return e.has(petition.Confidential) },
		"litigation":   func(e *exported) any { return e.has(petition.Litigation) },
		"anonymous":    func(e *exported) any { return e.truth(e.p.Record.Anonymous) },
		"due":          func(e *exported) any { return dayText(e.row.Lead.Due) },
		"attachments":  func(e *exported) any { return positive(len(e.p.Record.Attachments)) },
		"path": func(e *exported) any {
			if a := e.p.Acceptance; a != nil {
				return e.word("path", string(a.Path))
			}
			return nil
		},
		"unit":    func(e *exported) any { return e.d.UnitName(e.p.Unit()) },
		"handler": func(e *exported) any { return e.row.HandlerName },
	}
}

func superior(e *exported) petition.Superior {
	if s := e.p.Record.Superior; s != nil {
		return *s
	}
	return petition.Superior{}
}

func exportAddress(e *exported) any {
	switch a := e.p.Record.Contact().Address; a {
	case "", personal.Unclear:
		return string(a)
	default:
		return a.Mask()
	}
}
