package report

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/petition"
)

// Forever is the end of a row that is still what the record says.
const Forever = 1<<63 - 1

// MarkRow is what the record said of a mark from one moment up to another; Told is from when on it was known to
// be done, 0 while it is not. All are milliseconds.
type MarkRow struct {
	Mark
	Known, Until, Told int64
}

// StageRow is where a matter stood from one moment up to another.
type StageRow struct {
	Stage
	Known, Until int64
}

// Log is what events change of what reports count of a petition.
type Log struct {
	Rules petition.Rules
	marks []change
	steps []step

	begun bool
	owes  []debt
	stood Stage
	open  bool
}

// change is what holds of a mark from a moment on: what it is, that it holds no more, or only whether it is good.
type change struct {
	Mark
	known int64
	does  does
}

type does uint8

const (
	sets does = iota
	says      // unless it was said before
	ends
	judges
)

// step is where a matter stands from a moment on; not open: nowhere.
type step struct {
	Stage
	known int64
	open  bool
}

// Follow notes what an event changes. It is called before the event is applied, with what applies it.
func (l *Log) Follow(p *petition.Petition, e petition.Event, apply func()) {
	if !l.begun {
		l.begun, l.owes = true, debts(l.Rules, p)
		l.stood, l.open = StageOf(l.Rules, p)
	}
	apply()
	known := KnownSince(p, e).UnixMilli()
	owes := debts(l.Rules, p)
	for _, one := range owes {
		i := slices.IndexFunc(l.owes, func(was debt) bool { return was.Metric == one.Metric && was.N == one.N })
		if i >= 0 && one.over {
			one.Unit = l.owes[i].Unit // its lateness does not go over to who comes next
		}
		if i < 0 || l.owes[i].Mark != one.Mark {
			l.marks = append(l.marks, change{one.Mark, known, sets})
		}
	}
	for _, was := range l.owes {
		if !slices.ContainsFunc(owes, func(one debt) bool { return was.Metric == one.Metric && was.N == one.N }) {
			l.marks = append(l.marks, change{was.Mark, known, ends})
		}
	}
	for _, one := range sayings(p, e) {
		l.marks = append(l.marks, change{one, known, says})
	}
	switch e.Kind {
	case petition.KResolved, petition.KUnresolved, petition.KReopened, petition.KReviewDecided, petition.KRereviewDecided:
		l.marks = append(l.marks, change{Mark{Metric: ResolvedFirst, Good: resolved(p)}, known, judges})
	}
	stands, open := StageOf(l.Rules, p)
	if open != l.open || stands != l.stood {
		l.steps = append(l.steps, step{stands, known, open})
	}
	l.owes, l.stood, l.open = owes, stands, open
}

// LogOf is that of a whole history.
func LogOf(rules petition.Rules, no string, events []petition.Event) *Log {
	log := &Log{Rules: rules}
	p := &petition.Petition{No: no}
	for _, e := range events {
		log.Follow(p, e, func() { p.Apply(e) })
	}
	return log
}

// Changed reports whether there is anything to write of marks, and of stages.
func (l *Log) Changed() (marks, stages bool) { return len(l.marks) > 0, len(l.steps) > 0 }

// Marks are the rows after the changes, by metric, number and moment. What another event of the same moment said is
// overwritten; that something was done is added to what was owed.
func (l *Log) Marks(rows []MarkRow) []MarkRow {
	rows = slices.Clone(rows)
	for _, c := range l.marks {
		rows = c.onto(rows)
	}
	slices.SortStableFunc(rows, func(a, b MarkRow) int {
		if a.Metric != b.Metric {
			return strings.Compare(string(a.Metric), string(b.Metric))
		}
		return a.N - b.N // those of one mark stand in their order already
	})
	return rows
}

// onto makes a change to the rows.
func (c change) onto(rows []MarkRow) []MarkRow {
	last := -1
	for i := range rows {
		if rows[i].Metric == c.Metric && rows[i].N == c.N {
			last = i
		}
	}
	switch is := last >= 0; {
	case !is && (c.does == ends || c.does == judges), is && c.does == says:
		return rows
	case !is:
		return append(rows, c.row())
	}
	row := &rows[last]
	c.known = max(c.known, row.Known)
	if c.does == judges {
		judged := row.Mark
		judged.Good = c.Good
		c.Mark = judged
	}
	switch same := row.Known == c.known; {
	case c.does == ends:
		row.Until = min(row.Until, c.known)
		return rows
	case row.Until == Forever && row.Mark == c.Mark:
		return rows
	case same:
		*row = c.row()
		return rows
	case row.Until == Forever && row.Done == 0 && row.Day == c.Day && row.Unit == c.Unit:
		row.Mark, row.Told = c.Mark, c.row().Told
		return rows
	}
	row.Until = min(row.Until, c.known)
	return append(rows, c.row())
}

func (c change) row() MarkRow {
	row := MarkRow{Mark: c.Mark, Known: c.known, Until: Forever}
	if c.Done != 0 {
		row.Told = c.known
	}
	return row
}

// Stages are the rows after the changes, by moment.
func (l *Log) Stages(rows []StageRow) []StageRow {
	rows = slices.Clone(rows)
	for _, c := range l.steps {
		if n := len(rows); n > 0 {
			row := &rows[n-1]
			c.known = max(c.known, row.Known)
			if c.open && row.Known == c.known {
				*row = StageRow{c.Stage, c.known, Forever}
				continue
			}
			row.Until = min(row.Until, c.known)
		}
		if c.open {
			rows = append(rows, StageRow{c.Stage, c.known, Forever})
		}
	}
	return rows
}

// At are the marks as the record knew them just before a moment.
func At(rows []MarkRow, moment time.Time) []Mark {
	at := moment.UnixMilli()
	var all []Mark
	for _, row := range rows {
		if row.Known >= at || row.Until < at {
			continue
		}
		if row.Told >= at {
			row.Done, row.Good = 0, false
		}
		all = append(all, row.Mark)
	}
	return all
}
