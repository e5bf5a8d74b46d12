package casework

import (
	"context"
	"fmt"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// daily is the day's report 日报: what came in and what became of it, what became overdue, what is due next, what
// is still unassigned, and whose patrol is not signed.
func (r *composing) daily(ctx context.Context, c *Casework) (report.Period, []report.Section, error) {
	day := report.Period{From: r.today, To: r.today}
	parts := []func() (report.Section, error){
		func() (report.Section, error) { return r.arrived(ctx, day) },
		func() (report.Section, error) { return r.due(ctx) },
	}
	if r.unit == nil {
		parts = append(parts,
			func() (report.Section, error) { return r.receptions(ctx, day) },
			func() (report.Section, error) { return r.unassigned(ctx) },
			func() (report.Section, error) { return r.unsigned(ctx, c) },
		)
	}
	sections, err := gather(parts...)
	return day, sections, err
}

// arrived is what came in, matter by matter.
func (r *composing) arrived(ctx context.Context, p report.Period) (report.Section, error) {
	list, err := once(r, fmt.Sprint("arrived ", p), func() ([]store.Arrived, error) { return r.Arrived(ctx, r.moment, p) })
	if err != nil {
		return report.Section{}, err
	}
	g := report.Grid{ID: "arrived", Columns: []string{"channel", "matter", "category", "repeat", "persons", "unit", "due"}, Rows: [][]report.Cell{}, Total: true}
	batches, persons := map[petition.Channel]int{}, 0
	for _, channel := range petition.Channels() {
		for _, a := range list {
			if a.Channel != channel || r.unit != nil && a.Unit != *r.unit {
				continue
			}
			batches[channel]++
			persons += a.Persons
			again := report.Cell{Word: "repeat.first"}
			if a.Repeat {
				again.Word = "repeat.again"
			}
			unit := report.Cell{Word: "unassigned"}
			if a.Unit != "" {
				unit = r.unitCell(a.Unit)
			}
			g.Rows = append(g.Rows, []report.Cell{{Word: "channel." + string(channel)}, subject(a.No, a.Subject, a.Accuses), r.category(a.Category), again, report.Count(a.Persons, ""), unit, dayOrNone(a.Due)})
		}
	}
	s := report.Section{ID: "arrived", Notes: []report.Say{{Key: "arrived.note", Values: map[string]report.Cell{"n": report.Count(len(g.Rows), ""), "persons": report.Count(persons, "")}}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}

// due is what became overdue since the last working day, what is due today, and what is due until the next one.
func (r *composing) due(ctx context.Context) (report.Section, error) {
	calendar := r.rules.Calendar
	s := report.Section{ID: "due"}
	for _, part := range []struct {
		id string
		p  report.Period
	}{
		{"became_overdue", report.Period{From: calendar.PrevWorking(r.today), To: r.today.Add(-1)}},
		{"due_today", report.Period{From: r.today, To: r.today}},
		{"due_next", report.Period{From: r.today.Add(1), To: calendar.NextWorking(r.today)}},
	} {
		list, err := r.standing(ctx, store.StageQuery{Due: part.p})
		if err != nil {
			return s, err
		}
		b := behind("stage", "due_from", part.p.From.String(), "due_to", part.p.To.String(), "owes", r.of())
		s.Notes = append(s.Notes, report.Say{Key: part.id + ".note", Values: map[string]report.Cell{"n": report.Count(len(list), b), "from": {Day: part.p.From}, "to": {Day: part.p.To}}})
		if len(list) > 0 {
			s.Grids = append(s.Grids, report.Grid{ID: part.id, Columns: dueColumns(), Rows: r.dueRows(list)})
		}
	}
	return s, nil
}

// unassigned is what came in before today and still has no unit.
func (r *composing) unassigned(ctx context.Context) (report.Section, error) {
	before := report.Period{From: 1, To: r.today.Add(-1)}
	list, err := r.standing(ctx, store.StageQuery{States: []petition.State{petition.Registered}, Received: before})
	if err != nil {
		return report.Section{}, err
	}
	b := behind("stage", "state", string(petition.Registered), "received_to", before.To.String())
	s := report.Section{ID: "unassigned", Notes: []report.Say{{Key: "unassigned.note", Values: map[string]report.Cell{"n": report.Count(len(list), b)}}}}
	g := report.Grid{ID: "unassigned", Columns: []string{"matter", "category", "received", "due"}}
	for _, one := range list {
		g.Rows = append(g.Rows, []report.Cell{subject(one.No, one.Subject, one.Accuses), r.category(one.Category), {Day: one.Received}, dayOrNone(one.Due)})
	}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}

// unsigned names whose patrols of the day were not signed by the moment.
func (r *composing) unsigned(ctx context.Context, c *Casework) (report.Section, error) {
	all, err := r.Patrols(ctx, r.today.Start(), r.today.End())
	if err != nil {
		return report.Section{}, err
	}
	signed := 0
	g := report.Grid{ID: "unsigned", Columns: []string{"caseworker", "patrol", "rows"}}
	for _, p := range all {
		switch {
		case p.Rows == 0 || !p.At.Before(r.moment):
		case !p.Signed.IsZero() && p.Signed.Before(r.moment):
			signed++
		default:
			g.Rows = append(g.Rows, []report.Cell{report.Text(r.book.PersonName(p.Person)), report.Text(p.At.In(deadline.Zone()).Format("15:04")), report.Count(p.Rows, "")})
		}
	}
	s := report.Section{ID: "unsigned", Notes: []report.Say{{Key: "unsigned.note", Values: map[string]report.Cell{"signed": report.Count(signed, ""), "n": report.Count(len(g.Rows), "")}}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}
