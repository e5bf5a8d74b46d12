package casework

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// backlogDays is how long a matter has been open that is backlog 积案 (oversight.md).
const backlogDays = 365

// composing is reports on their way: as the record knew things just before a moment, all of the county. What one
// unit's report has read is there for the next one's.
type composing struct {
	*store.Reader
	rules  petition.Rules
	book   *store.Directory
	moment time.Time
	today  deadline.Day // on which the moment is, or which it ends
	unit   *org.UnitID  // whose report it is; none: the county's
	read   map[string]any
}

// ReportBody makes what a report says as the record knew it just before a moment. unit is whose it is; none: the
// county's.
func (c *Casework) ReportBody(ctx context.Context, kind report.Kind, unit org.UnitID, moment time.Time) (report.Body, error) {
	all, err := c.ReportBodies(ctx, kind, []org.UnitID{unit}, moment)
	if err != nil {
		return report.Body{}, err
	}
	return all[0], nil
}

// ReportBodies makes a report for each of some units, in their order, as ReportBody does.
func (c *Casework) ReportBodies(ctx context.Context, kind report.Kind, units []org.UnitID, moment time.Time) ([]report.Body, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	r := &composing{Reader: c.db.Reader(org.Scope{County: c.db.County(), All: true}), rules: c.Rules(), book: book, moment: moment,
		today: deadline.DayOf(moment.Add(-time.Millisecond)), read: map[string]any{}}
	all := make([]report.Body, len(units))
	for i, unit := range units {
		b := &all[i]
		*b = report.Body{Kind: kind, AsOf: moment, Unit: unit}
		if r.unit = nil; unit != "" {
			r.unit, b.UnitName = &unit, book.UnitName(unit)
		}
		switch kind {
		case report.Daily:
			b.Period, b.Sections, err = r.daily(ctx, c)
		case report.Weekly:
			b.Period, b.Sections, err = r.weekly(ctx)
		case report.Monthly:
			b.Period, b.Sections, err = r.monthly(ctx)
		case report.Bulletin:
			b.Period, b.Sections, err = r.bulletin(ctx)
		case report.HalfYear, report.Annual:
			b.Period, b.Sections, err = c.headlineBody(ctx, kind, r)
		default:
			return nil, fault.New(fault.NotFound, "fault.report.kind")
		}
		if err != nil {
			return nil, fmt.Errorf("composing a %s report: %w", kind, err)
		}
	}
	return all, nil
}

// once reads something, unless it was read for a unit before.
func once[T any](r *composing, what string, read func() (T, error)) (T, error) {
	if have, ok := r.read[what]; ok {
		return have.(T), nil
	}
	got, err := read()
	if err == nil {
		r.read[what] = got
	}
	return got, err
}

// gather fills sections one after the other.
func gather(parts ...func() (report.Section, error)) ([]report.Section, error) {
	var all []report.Section
	for _, part := range parts {
		s, err := part()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// behind is what leads to the matters that are counted.
func behind(fact string, pairs ...string) string {
	q := url.Values{"fact": {fact}}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q.Encode()
}

// of is the unit of an address, of a report of one.
func (r *composing) of() string {
	if r.unit == nil {
		return ""
	}
	return string(*r.unit)
}

// unitCell is a unit's name; none is the bureau.
func (r *composing) unitCell(id org.UnitID) report.Cell {
	if id == "" {
		if bureau, ok := r.book.Bureau(); ok {
			return report.Text(bureau.Name)
		}
	}
	return report.Text(r.book.UnitName(id))
}

// subject names a matter; one that accuses is not told of in a report: TL art. 30(3).
func subject(no, text string, accuses bool) report.Cell {
	if accuses {
		return report.Cell{Word: "accusation"}
	}
	return report.Cell{Text: text, No: no}
}

// owes is what is owed next, by what clock.
func (r *composing) owes(rule string, due deadline.Day) report.Cell {
	for _, one := range r.rules.Policies.In(due) {
		if one.ID == rule {
			return report.Cell{Text: one.Name.ZH, English: one.Name.EN}
		}
	}
	return report.Cell{Word: "nothing"}
}

func (r *composing) category(code string) report.Cell {
	if c, ok := r.book.Category(code); ok {
		return report.Cell{Text: c.Level1, English: c.English}
	}
	return report.Cell{Text: code}
}

func dayOrNone(d deadline.Day) report.Cell {
	if d == 0 {
		return report.Cell{Word: "none"}
	}
	return report.Cell{Day: d}
}

func textOrNone(text string) report.Cell {
	if text == "" {
		return report.Cell{Word: "none"}
	}
	return report.Text(text)
}

// dueColumns are those of matters with what is owed.
func dueColumns() []string { return []string{"unit", "matter", "state", "owes", "due"} }

// dueRows are matters with what is owed, those of a unit together, the first due first.
func (r *composing) dueRows(list []store.Standing) [][]report.Cell {
	slices.SortStableFunc(list, func(a, b store.Standing) int {
		return cmp.Or(r.before(a.Owes, b.Owes), cmp.Compare(a.Due, b.Due), cmp.Compare(a.No, b.No))
	})
	rows := [][]report.Cell{}
	for _, s := range list {
		rows = append(rows, []report.Cell{r.unitCell(s.Owes), subject(s.No, s.Subject, s.Accuses), {Word: "state." + string(s.State)}, r.owes(s.Rule, s.Due), dayOrNone(s.Due)})
	}
	return rows
}

// standing lists what was open at the moment: of the report's unit what it handles, or, where a day is asked for,
// what it is to do.
func (r *composing) standing(ctx context.Context, q store.StageQuery) ([]store.Standing, error) {
	q.Moment = r.moment
	all, err := once(r, fmt.Sprintf("standing %+v", q), func() ([]store.Standing, error) {
		list, _, err := r.Standings(ctx, q)
		return list, err
	})
	if err != nil || r.unit == nil {
		return slices.Clone(all), err
	}
	var of []store.Standing
	for _, s := range all {
		whose := s.Unit
		if q.Due.To != 0 {
			whose = s.Owes
		}
		if whose == *r.unit {
			of = append(of, s)
		}
	}
	return of, nil
}

// shares are the metrics of a period, of the report's unit where it is one's.
func (r *composing) shares(ctx context.Context, p report.Period) ([]report.UnitShare, error) {
	all, err := once(r, fmt.Sprint("shares ", p), func() ([]report.UnitShare, error) { return r.Shares(ctx, r.moment, p) })
	if err != nil || r.unit == nil {
		return all, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(s report.UnitShare) bool { return s.Unit != *r.unit }), nil
}

// load is how many matters a unit had open, by week of the ladder, and how often it was late with what it owes.
type load struct {
	open, late int
	weeks      [5]int
}

// loads counts by unit what was open, and what was due before today of whoever owes it.
func (r *composing) loads(ctx context.Context) (map[org.UnitID]load, error) {
	opens, err := once(r, "opens", func() ([]store.OpenCount, error) { return r.Opens(ctx, r.moment) })
	if err != nil {
		return nil, err
	}
	all := map[org.UnitID]load{}
	for _, o := range opens {
		l := all[o.Unit]
		l.open += o.N
		l.weeks[min(o.Week, 4)] += o.N
		all[o.Unit] = l
		if o.Due != 0 && o.Due < deadline.DayOf(r.moment) {
			l := all[o.Owes]
			l.late += o.N
			all[o.Owes] = l
		}
	}
	return all, nil
}

// units are in the order of the county's book, never of how much they get.
func (r *composing) units(loads map[org.UnitID]load) []org.UnitID {
	return slices.SortedFunc(maps.Keys(loads), r.before)
}

func (r *composing) before(a, b org.UnitID) int {
	rank := func(id org.UnitID) int {
		return slices.IndexFunc(r.book.Units, func(u org.Unit) bool { return u.ID == id })
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}
