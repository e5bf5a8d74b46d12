package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// monthly is the month's report 月报: volumes as facts, the metrics beside last month's and last year's, and each
// unit's problems matter by matter.
func (r *composing) monthly(ctx context.Context) (report.Period, []report.Section, error) {
	year, month, _ := r.today.Date()
	this := report.Period{From: deadline.NewDay(year, month, 1), To: r.today}
	parts := []func() (report.Section, error){
		func() (report.Section, error) { return r.metrics(ctx, this) },
		func() (report.Section, error) { return r.byUnit(ctx, this) },
		func() (report.Section, error) { return r.problems(ctx) },
	}
	if r.unit == nil {
		parts = slices.Insert(parts, 0, func() (report.Section, error) { return r.volumes(ctx, this) })
	}
	sections, err := gather(parts...)
	return this, sections, err
}

// monthBefore is the same days of the month before; a whole month is compared with the whole one.
func monthBefore(p report.Period) report.Period {
	last := report.Period{From: p.From.AddMonths(-1), To: p.To.AddMonths(-1)}
	if p.To.Add(1) == p.From.AddMonths(1) {
		last.To = p.From.Add(-1)
	}
	return last
}

// volumes are the batches and persons that came in, by channel.
func (r *composing) volumes(ctx context.Context, this report.Period) (report.Section, error) {
	g := report.Grid{ID: "volumes", Columns: []string{"channel", "batches", "persons", "last_month", "last_year"}, Total: true}
	var counts [3]map[petition.Channel][2]int
	for i, p := range []report.Period{this, monthBefore(this), this.YearBefore()} {
		tallies, err := once(r, fmt.Sprint("tallies ", p), func() ([]report.Tally, error) { return r.Tallies(ctx, r.moment, p) })
		if err != nil {
			return report.Section{}, err
		}
		counts[i] = map[petition.Channel][2]int{}
		for _, t := range tallies {
			if !t.Raised {
				n := counts[i][t.Channel]
				counts[i][t.Channel] = [2]int{n[0] + t.Batches, n[1] + t.Persons}
			}
		}
	}
	for _, channel := range append(petition.Channels(), "") {
		this0, last, year := counts[0][channel], counts[1][channel], counts[2][channel]
		if this0[0]+last[0]+year[0] == 0 {
			continue
		}
		name := report.Cell{Word: "channel." + string(channel)}
		if channel == "" {
			name.Word = "unknown"
		}
		b := behind("arrival", "channel", string(channel), "raised", "0", "from", this.From.String(), "to", this.To.String())
		g.Rows = append(g.Rows, []report.Cell{name, report.Count(this0[0], b), report.Count(this0[1], ""), report.Count(last[0], ""), report.Count(year[0], "")})
	}
	s := report.Section{ID: "volumes", Notes: []report.Say{{Key: "volumes.note"}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return s, nil
}

// metrics are those of the county, or of the report's unit.
func (r *composing) metrics(ctx context.Context, this report.Period) (report.Section, error) {
	var sums [3]map[report.MetricID]report.Share
	for i, p := range []report.Period{this, monthBefore(this), this.YearBefore()} {
		all, err := r.shares(ctx, p)
		if err != nil {
			return report.Section{}, err
		}
		sums[i] = report.ByMetric(all, nil)
	}
	g := report.Grid{ID: "metrics", Columns: []string{"metric", "good", "of", "share", "share_month", "share_year"}}
	for _, m := range report.Metrics() {
		now := sums[0][m.ID]
		g.Rows = append(g.Rows, []report.Cell{{Word: "metric." + string(m.ID)}, report.Count(now.Good, r.marks(m.ID, this, true, r.unit)), report.Count(now.Of, r.marks(m.ID, this, false, r.unit)),
			shareCell(sums[0], m.ID), shareCell(sums[1], m.ID), shareCell(sums[2], m.ID)})
	}
	return report.Section{ID: "metrics", Notes: []report.Say{{Key: "metrics.note"}}, Grids: []report.Grid{g}}, nil
}

func shareCell(of map[report.MetricID]report.Share, id report.MetricID) report.Cell {
	s := of[id]
	return report.Cell{Share: &s}
}

// marks leads to what a share counts.
func (r *composing) marks(id report.MetricID, p report.Period, good bool, unit *org.UnitID) string {
	pairs := []string{"metric", string(id), "from", p.From.String(), "to", p.To.String()}
	if good {
		pairs = append(pairs, "good", "1")
	}
	if unit != nil {
		pairs = append(pairs, "unit", unitValue(*unit))
	}
	return behind("mark", pairs...)
}

// unitMetrics are those by which units are told apart.
func unitMetrics() []report.MetricID {
	return []report.MetricID{report.Accepted, report.Notified, report.Replied, report.RepliedPledge, report.Answered, report.UnitPleases}
}

// byUnit are the metrics of each unit that owed anything, in the order of the county's book.
func (r *composing) byUnit(ctx context.Context, this report.Period) (report.Section, error) {
	all, err := r.shares(ctx, this)
	if err != nil {
		return report.Section{}, err
	}
	units := map[org.UnitID]map[report.MetricID]report.Share{}
	for _, s := range all {
		if s.Unit != "" {
			if units[s.Unit] == nil {
				units[s.Unit] = report.ByMetric(all, &s.Unit)
			}
		}
	}
	g := report.Grid{ID: "by_unit", Columns: []string{"unit"}}
	for _, id := range unitMetrics() {
		g.Columns = append(g.Columns, "short."+string(id))
	}
	for _, id := range slices.SortedFunc(maps.Keys(units), r.before) {
		row := []report.Cell{r.unitCell(id)}
		for _, metric := range unitMetrics() {
			cell := shareCell(units[id], metric)
			if cell.Share.Of > 0 {
				cell.Behind = r.marks(metric, this, false, &id)
			}
			row = append(row, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	s := report.Section{ID: "by_unit"}
	if len(g.Rows) == 0 {
		s.Notes = []report.Say{{Key: "by_unit.none"}}
		return s, nil
	}
	s.Grids = []report.Grid{g}
	return s, nil
}

// problems are what each unit owes and has not done in time, matter by matter.
func (r *composing) problems(ctx context.Context) (report.Section, error) {
	late := report.Period{From: 1, To: deadline.DayOf(r.moment).Add(-1)}
	list, err := r.standing(ctx, store.StageQuery{Due: late})
	if err != nil {
		return report.Section{}, err
	}
	b := behind("stage", "due_to", late.To.String(), "owes", r.of())
	s := report.Section{ID: "problems", Notes: []report.Say{{Key: "problems.note", Values: map[string]report.Cell{"n": report.Count(len(list), b), "most": {Text: fmt.Sprint(mostNamed)}}}}}
	if rows := topRows(r.dueRows(list), mostNamed); len(rows) > 0 {
		s.Grids = []report.Grid{{ID: "problems", Columns: dueColumns(), Rows: rows}}
	}
	return s, nil
}

// bulletin is the week's handling by unit 通报.
func (r *composing) bulletin(ctx context.Context) (report.Period, []report.Section, error) {
	week := report.Period{From: mondayOf(r.today), To: r.today}
	loads, err := r.loads(ctx)
	if err != nil {
		return week, nil, err
	}
	all, err := r.shares(ctx, week)
	if err != nil {
		return week, nil, err
	}
	for _, s := range all {
		if _, ok := loads[s.Unit]; !ok {
			loads[s.Unit] = load{}
		}
	}
	delete(loads, "")
	g := report.Grid{ID: "handling", Columns: []string{"unit", "open", "week3", "week4", "overdue"}, Total: true}
	metrics := []report.MetricID{report.Accepted, report.Notified, report.Replied, report.RepliedPledge}
	for _, id := range metrics {
		g.Columns = append(g.Columns, "short."+string(id))
	}
	for _, id := range r.units(loads) {
		l, of := loads[id], unitValue(id)
		if r.unit != nil && id != *r.unit {
			continue
		}
		row := []report.Cell{r.unitCell(id), report.Count(l.open, behind("stage", "unit", of)), report.Count(l.weeks[3], behind("stage", "unit", of, "week", "3")),
			report.Count(l.weeks[4], behind("stage", "unit", of, "week", "4")), report.Count(l.late, behind("stage", "owes", of, "due_to", deadline.DayOf(r.moment).Add(-1).String()))}
		sums := report.ByMetric(all, &id)
		for _, metric := range metrics {
			cell := shareCell(sums, metric)
			if cell.Share.Of > 0 {
				cell.Behind = r.marks(metric, week, false, &id)
			}
			row = append(row, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	s := report.Section{ID: "handling", Notes: []report.Say{{Key: "handling.note"}}}
	if len(g.Rows) > 0 {
		s.Grids = []report.Grid{g}
	}
	return week, []report.Section{s}, nil
}

// headlineBody is the headline table of a half-year or a year as a report's body.
func (c *Casework) headlineBody(ctx context.Context, kind report.Kind, r *composing) (report.Period, []report.Section, error) {
	t, err := c.headline(ctx, kind, r.today, r.moment)
	if err != nil {
		return t.This, nil, err
	}
	desk, err := c.desk()
	if err != nil {
		return t.This, nil, err
	}
	return t.This, t.Sections(desk.Inhabitants, func(kind string) report.Cell {
		return report.Cell{Text: letterName(desk.Forms, kind, "zh-CN"), English: letterName(desk.Forms, kind, "en")}
	}, func(by report.Dimension, code string) report.Cell { return r.part(by, code) }), nil
}

// part names a part of a breakdown.
func (r *composing) part(by report.Dimension, code string) report.Cell {
	switch {
	case code == "":
		return report.Cell{Word: "unknown"}
	case by == report.ByChannel:
		return report.Cell{Word: "channel." + code}
	case by == report.ByCategory:
		return r.category(code)
	}
	if area, ok := r.book.Area(org.AreaCode(code)); ok {
		return report.Text(area.Name)
	}
	return report.Text(code)
}
