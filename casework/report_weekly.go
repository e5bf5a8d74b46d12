package casework

import (
	"cmp"
	"context"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
)

// weekly is the week's report 周报: the leaders' receptions, studies and consultations, and by unit what is
// unsolved and who owes what.
func (r *composing) weekly(ctx context.Context) (report.Period, []report.Section, error) {
	week := report.Period{From: r.today.Add(-6), To: r.today}
	parts := []func() (report.Section, error){
		func() (report.Section, error) { return r.ladder(ctx) },
		func() (report.Section, error) { return r.backlog(ctx) },
		func() (report.Section, error) { return r.growing(ctx, week) },
	}
	if r.unit == nil {
		parts = slices.Insert(parts, 1, func() (report.Section, error) { return r.escalated(ctx, week) })
		parts = slices.Insert(parts, 0,
			func() (report.Section, error) { return r.receptions(ctx, week) },
			func() (report.Section, error) { return r.consultations(ctx, week) })
	}
	sections, err := gather(parts...)
	return week, sections, err
}

// receptions are who received people, when, what they asked for and what became of it.
func (r *composing) receptions(ctx context.Context, p report.Period) (report.Section, error) {
	list, err := r.Receptions(ctx, r.moment, p)
	if err != nil {
		return report.Section{}, err
	}
	g := report.Grid{ID: "receptions", Columns: []string{"leader", "when", "batches", "persons", "instruction", "became"}, Total: true}
	leaders := map[string]bool{}
	batches, persons, asked, done := 0, 0, 0, 0
	for _, one := range list {
		leaders[one.LeaderName] = true
		batches, persons = batches+one.Batches, persons+one.Persons
		became := report.Cell{Word: "none"}
		switch {
		case one.Done != 0 || one.Result != "":
			became = textOrNone(one.Result)
		case one.Unit != "":
			became = r.unitCell(one.Unit)
		}
		if one.Unit != "" {
			asked++
		}
		if one.Done != 0 {
			done++
		}
		leader := one.LeaderName
		if one.LeaderTitle != "" {
			leader += " " + one.LeaderTitle
		}
		g.Rows = append(g.Rows, []report.Cell{report.Text(leader), {Day: one.Day}, report.Count(one.Batches, ""), report.Count(one.Persons, ""), textOrNone(one.Instruction), became})
	}
	count := func(n int) report.Cell { return report.Count(n, "") }
	s := report.Section{ID: "receptions", Notes: []report.Say{{Key: "receptions.note", Values: map[string]report.Cell{
		"leaders": count(len(leaders)), "batches": count(batches), "persons": count(persons), "asked": count(asked), "done": count(done)}}}}
	if len(g.Rows) == 0 {
		s.Notes[0] = report.Say{Key: "receptions.none"}
		return s, nil
	}
	s.Grids = []report.Grid{g}
	return s, nil
}

// consultations are the meetings that looked at matters.
func (r *composing) consultations(ctx context.Context, p report.Period) (report.Section, error) {
	list, err := r.Consultations(ctx, r.moment, p)
	if err != nil {
		return report.Section{}, err
	}
	s := report.Section{ID: "consultations"}
	if len(list) == 0 {
		s.Notes = []report.Say{{Key: "consultations.none"}}
		return s, nil
	}
	g := report.Grid{ID: "consultations", Columns: []string{"when", "body", "matters", "tasks", "done", "decided"}, Total: true}
	for _, one := range list {
		g.Rows = append(g.Rows, []report.Cell{{Day: one.Day}, report.Text(one.Body), report.Count(one.Matters, ""), report.Count(one.Tasks, ""), report.Count(one.Done, ""), textOrNone(one.Decided)})
	}
	s.Grids = []report.Grid{g}
	return s, nil
}

// mostNamed is how many matters of one unit a report names; the list behind the number has all.
const mostNamed = 5

// ladder is by unit what is in week 3 and 4 and what is overdue, and the first matters of each that are.
func (r *composing) ladder(ctx context.Context) (report.Section, error) {
	loads, err := r.loads(ctx)
	if err != nil {
		return report.Section{}, err
	}
	g := report.Grid{ID: "ladder", Columns: []string{"unit", "week3", "week4", "overdue"}, Total: true}
	three, four := 0, 0
	late := report.Period{From: 1, To: deadline.DayOf(r.moment).Add(-1)}
	for _, id := range r.units(loads) {
		l := loads[id]
		if r.unit != nil && id != *r.unit {
			continue
		}
		if l.weeks[3]+l.weeks[4]+l.late == 0 {
			continue
		}
		three, four = three+l.weeks[3], four+l.weeks[4]
		of := unitValue(id)
		g.Rows = append(g.Rows, []report.Cell{r.unitCell(id),
			report.Count(l.weeks[3], behind("stage", "unit", of, "week", "3")), report.Count(l.weeks[4], behind("stage", "unit", of, "week", "4")),
			report.Count(l.late, behind("stage", "owes", of, "due_to", late.To.String()))})
	}
	s := report.Section{ID: "ladder", Notes: []report.Say{{Key: "ladder.note", Values: map[string]report.Cell{
		"three": report.Count(three, behind("stage", "week", "3", "unit", r.of())), "four": report.Count(four, behind("stage", "week", "4", "unit", r.of()))}}}}
	if len(g.Rows) == 0 {
		return s, nil
	}
	list, err := r.standing(ctx, store.StageQuery{Week: deadline.LadderLiaison})
	if err != nil {
		return s, err
	}
	s.Grids = []report.Grid{g}
	if rows := topRows(r.dueRows(list), mostNamed); len(rows) > 0 {
		s.Grids = append(s.Grids, report.Grid{ID: "unsolved", Columns: dueColumns(), Rows: rows})
	}
	return s, nil
}

// unitValue is a unit in an address; the bureau's own matters have no unit yet.
func unitValue(id org.UnitID) string { return cmp.Or(string(id), "-") }

// topRows keeps the first rows of each unit, which stand together.
func topRows(rows [][]report.Cell, n int) [][]report.Cell {
	var some [][]report.Cell
	unit, of := "", 0
	for _, row := range rows {
		if row[0].Text != unit {
			unit, of = row[0].Text, 0
		}
		if of++; of <= n {
			some = append(some, row)
		}
	}
	return some
}

// escalated is what was raised at a higher level in the period.
func (r *composing) escalated(ctx context.Context, p report.Period) (report.Section, error) {
	s := report.Section{ID: "escalated"}
	g := report.Grid{ID: "escalated", Columns: []string{"level", "matter", "channel", "persons", "received"}}
	after := ""
	for {
		list, next, err := r.Batches(ctx, store.BatchQuery{Period: p, Moment: r.moment, Counts: func(t *report.Tally) bool { return t.Raised }, After: after, Limit: 200})
		if err != nil {
			return s, err
		}
		for _, b := range list {
			accuses, err := r.Accuses(ctx, b.No)
			if err != nil {
				return s, err
			}
			g.Rows = append(g.Rows, []report.Cell{{Word: "level." + string(b.Level)}, subject(b.No, b.Subject, accuses), {Word: "channel." + string(b.Channel)}, report.Count(b.Persons, ""), {Day: b.Day}})
		}
		if after = next; next == "" {
			break
		}
	}
	count := func(level org.Level) report.Cell {
		n := 0
		for _, row := range g.Rows {
			if row[0].Word == "level."+string(level) {
				n++
			}
		}
		return report.Count(n, behind("arrival", "level", string(level), "raised", "1", "from", p.From.String(), "to", p.To.String()))
	}
	s.Notes = []report.Say{{Key: "escalated.note", Values: map[string]report.Cell{"city": count(org.City), "province": count(org.Province), "nation": count(org.Nation)}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}

// backlog is what has been open for more than a year, and who has not sponsored it.
func (r *composing) backlog(ctx context.Context) (report.Section, error) {
	old := report.Period{From: 1, To: r.today.Add(-backlogDays - 1)}
	list, err := r.standing(ctx, store.StageQuery{Received: old})
	if err != nil {
		return report.Section{}, err
	}
	slices.SortStableFunc(list, func(a, b store.Standing) int {
		return cmp.Or(r.before(a.Unit, b.Unit), cmp.Compare(a.Received, b.Received))
	})
	without := 0
	g := report.Grid{ID: "backlog", Columns: []string{"unit", "matter", "received", "sponsor", "owes", "due"}}
	for _, one := range list {
		sponsor := report.Cell{Word: "gap"}
		if one.Sponsor != "" {
			sponsor = report.Text(r.book.PersonName(one.Sponsor))
		} else {
			without++
		}
		g.Rows = append(g.Rows, []report.Cell{r.unitCell(one.Unit), subject(one.No, one.Subject, one.Accuses), {Day: one.Received}, sponsor, r.owes(one.Rule, one.Due), dayOrNone(one.Due)})
	}
	g.Rows = topRows(g.Rows, mostNamed)
	b := behind("stage", "received_to", old.To.String(), "unit", r.of())
	s := report.Section{ID: "backlog", Notes: []report.Say{{Key: "backlog.note", Values: map[string]report.Cell{"n": report.Count(len(list), b), "without": report.Count(without, "")}}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}

// growing are the collective matters that have more members than a week before.
func (r *composing) growing(ctx context.Context, week report.Period) (report.Section, error) {
	now, err := r.standing(ctx, store.StageQuery{Leading: true})
	if err != nil {
		return report.Section{}, err
	}
	past, _, err := r.Standings(ctx, store.StageQuery{Moment: week.From.Start(), Leading: true})
	if err != nil {
		return report.Section{}, err
	}
	before := map[string]int{}
	for _, one := range past {
		before[one.No] = one.Members
	}
	g := report.Grid{ID: "growing", Columns: []string{"unit", "matter", "members", "more", "state"}}
	for _, one := range now {
		if more := one.Members - before[one.No]; more > 0 {
			g.Rows = append(g.Rows, []report.Cell{r.unitCell(one.Unit), subject(one.No, one.Subject, one.Accuses), report.Count(one.Members, ""), report.Count(more, ""), {Word: "state." + string(one.State)}})
		}
	}
	s := report.Section{ID: "growing", Notes: []report.Say{{Key: "growing.note", Values: map[string]report.Cell{"n": report.Count(len(g.Rows), ""), "all": report.Count(len(now), behind("stage", "leading", "1", "unit", r.of()))}}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}
