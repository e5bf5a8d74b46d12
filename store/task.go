package store

import (
	"context"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// taskRow is a task as it is stored.
type taskRow struct {
	id, cause, why, acts, ref string
	person, unit, post        string
	from                      int64
	rule                      string
	version                   int
	basis, due                string
}

// taskRows computes the rows of a petition's tasks, by their id. It looks at nothing but its
// arguments, so that Verify can too.
func taskRows(p *petition.Petition, rules petition.Rules) map[string]taskRow {
	rows := map[string]taskRow{}
	for _, t := range rules.Tasks(p) {
		row := taskRow{id: t.ID, cause: string(t.Cause), why: t.Why, acts: acts(t.Acts), ref: t.Ref,
			person: string(t.Owner.Person), unit: string(t.Owner.Unit), post: string(t.Owner.Post),
			rule: t.Rule, version: t.Ver, basis: string(t.Basis), due: noDayOpen}
		if !t.From.IsZero() {
			row.from = milli(t.From)
		}
		if t.Due != 0 {
			row.due = t.Due.String()
		}
		rows[t.ID] = row
	}
	return rows
}

func acts(kinds []petition.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " ")
}

func kinds(text string) []petition.Kind {
	var list []petition.Kind
	for _, word := range strings.Fields(text) {
		list = append(list, petition.Kind(word))
	}
	return list
}

// writeTasks writes the tasks that changed.
func (tx *Tx) writeTasks(ctx context.Context, no string, before, after map[string]taskRow) error {
	for id := range before {
		if _, still := after[id]; !still {
			if err := tx.exec(ctx, `DELETE FROM task WHERE county = $1 AND no = $2 AND id = $3`, tx.db.county, no, id); err != nil {
				return err
			}
		}
	}
	for id, t := range after {
		if had, there := before[id]; there && had == t {
			continue
		}
		err := tx.exec(ctx, `INSERT INTO task (county, no, id, cause, why, acts, ref, person, unit, post, from_at, rule, version, basis, due)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			ON CONFLICT (county, no, id) DO UPDATE SET cause = excluded.cause, why = excluded.why, acts = excluded.acts, ref = excluded.ref,
			person = excluded.person, unit = excluded.unit, post = excluded.post, from_at = excluded.from_at,
			rule = excluded.rule, version = excluded.version, basis = excluded.basis, due = excluded.due`,
			tx.db.county, no, t.id, t.cause, t.why, t.acts, t.ref, t.person, t.unit, t.post, t.from, t.rule, t.version, t.basis, t.due)
		if err != nil {
			return err
		}
	}
	return nil
}

// tasks reads the tasks of a range of numbers.
func (db *DB) tasks(ctx context.Context, q querier, from, to string, take func(no string, t taskRow)) error {
	return each(ctx, q, func(r rows) error {
		var no string
		var t taskRow
		err := r.Scan(&no, &t.id, &t.cause, &t.why, &t.acts, &t.ref, &t.person, &t.unit, &t.post, &t.from, &t.rule, &t.version, &t.basis, &t.due)
		take(no, t)
		return err
	}, `SELECT no, id, cause, why, acts, ref, person, unit, post, from_at, rule, version, basis, due
		FROM task WHERE county = $1 AND no >= $2 AND no <= $3 ORDER BY county, no, id`, db.county, from, to)
}

// TaskRow is a task with what a list shows of its matter.
type TaskRow struct {
	petition.Task
	No       string
	Subject  string
	State    petition.State
	Channel  petition.Channel
	Category string
	Place    org.AreaCode
	Unit     org.UnitID
	Week     int
	Flags    string
	Paused   bool // the duty that leads stands still
	Received time.Time
}

// Has reports whether the matter has a flag.
func (t *TaskRow) Has(flag string) bool { return strings.Contains(t.Flags, " "+flag+" ") }

// TaskQuery says whose tasks are asked for, and as of when.
type TaskQuery struct {
	Owners []petition.Owner // any of them: those with a person by it, the others by post and unit
	Causes []petition.Cause // none: all
	At     time.Time
	Before deadline.Day  // due before this day; 0: all
	Off    []string      // rules of supervision that are switched off: what they suggest is left out
	But    petition.Kind // tasks that this act does are left out
	Only   petition.Kind // or none but those
	Limit  int
}

// Tasks lists what the owners have to do, the earliest due first.
func (r *Reader) Tasks(ctx context.Context, q TaskQuery) ([]TaskRow, error) {
	if len(q.Owners) == 0 {
		return nil, nil
	}
	b := newBuilder(r.db.county)
	from, where := owned(b, q.Owners), r.taskConditions(b, q)
	return all(planAnew(ctx), r.q, scanTask, `SELECT t.no, t.id, t.cause, t.why, t.acts, t.ref, t.person, t.unit, t.post, t.from_at, t.rule, t.version, t.basis, t.due,
		p.subject, p.state, p.channel, p.category, p.place, p.unit, p.week, p.flags, p.paused_day, p.received_at
		FROM `+from+` JOIN petition p ON p.county = t.county AND p.no = t.no
		WHERE `+where+` ORDER BY t.due, t.from_at, t.no, t.id LIMIT `+b.arg(q.Limit), b.args...)
}

// TasksOf lists the tasks of one matter that hold at a moment.
func (r *Reader) TasksOf(ctx context.Context, no string, at time.Time) ([]TaskRow, error) {
	b := newBuilder(r.db.county)
	where := r.scoped(b, "t")
	return all(ctx, r.q, scanTask, `SELECT t.no, t.id, t.cause, t.why, t.acts, t.ref, t.person, t.unit, t.post, t.from_at, t.rule, t.version, t.basis, t.due,
		p.subject, p.state, p.channel, p.category, p.place, p.unit, p.week, p.flags, p.paused_day, p.received_at
		FROM task t JOIN petition p ON p.county = t.county AND p.no = t.no
		WHERE t.county = $1 AND t.no = `+b.arg(no)+` AND t.from_at <= `+b.arg(milli(at))+` AND `+where+` ORDER BY t.due, t.from_at, t.id`, b.args...)
}

// CountTasks counts tasks up to a limit.
func (r *Reader) CountTasks(ctx context.Context, q TaskQuery) (int, error) {
	if len(q.Owners) == 0 {
		return 0, nil
	}
	b, n := newBuilder(r.db.county), 0
	from, where := owned(b, q.Owners), r.taskConditions(b, q)
	_, err := one(planAnew(ctx), r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM `+from+` WHERE `+where+` LIMIT `+b.arg(q.Limit)+`) AS n`, b.args...)
	return n, err
}

func (r *Reader) taskConditions(b *builder, q TaskQuery) string {
	conditions := []string{`t.from_at <= ` + b.arg(milli(q.At)), r.scoped(b, "t")}
	if len(q.Causes) > 0 {
		conditions = append(conditions, `t.cause IN `+in(b, q.Causes))
	}
	if q.Before != 0 {
		conditions = append(conditions, `t.due < `+b.arg(q.Before.String()))
	}
	if len(q.Off) > 0 {
		conditions = append(conditions, `NOT (t.cause = 'trigger' AND t.ref IN `+in(b, q.Off)+`)`)
	}
	if q.But != "" {
		conditions = append(conditions, `t.why <> `+b.arg(string(q.But)))
	}
	if q.Only != "" {
		conditions = append(conditions, `t.why = `+b.arg(string(q.Only)))
	}
	return strings.Join(conditions, " AND ")
}

// owned selects the tasks of the owners, each by the index that finds it: those of people, and those of
// posts in units. The conditions that the indexes are made for are said in plain, for SQLite to see.
func owned(b *builder, owners []petition.Owner) string {
	var people []org.PersonID
	units := map[org.PostKind][]org.UnitID{}
	for _, o := range owners {
		if o.Person != "" {
			people = append(people, o.Person)
			continue
		}
		units[o.Post] = append(units[o.Post], o.Unit)
	}
	var parts []string
	if len(people) > 0 {
		parts = append(parts, `SELECT * FROM task o WHERE o.county = $1 AND o.person <> '' AND o.person IN `+in(b, people))
	}
	for _, post := range org.PostKinds() {
		if of := units[post]; len(of) > 0 {
			parts = append(parts, `SELECT * FROM task o WHERE o.county = $1 AND o.person = '' AND o.post = `+b.arg(string(post))+` AND o.unit IN `+in(b, of))
		}
	}
	return "(" + strings.Join(parts, " UNION ALL ") + ") t"
}

func scanTask(r rows) (TaskRow, error) {
	var row TaskRow
	var t taskRow
	var state, channel, place, unit, paused string
	var received int64
	err := r.Scan(&row.No, &t.id, &t.cause, &t.why, &t.acts, &t.ref, &t.person, &t.unit, &t.post, &t.from, &t.rule, &t.version, &t.basis, &t.due,
		&row.Subject, &state, &channel, &row.Category, &place, &unit, &row.Week, &row.Flags, &paused, &received)
	row.Task = petition.Task{ID: t.id, Cause: petition.Cause(t.cause), Why: t.why, Acts: kinds(t.acts), Ref: t.ref,
		Owner: petition.Owner{Person: org.PersonID(t.person), Unit: org.UnitID(t.unit), Post: org.PostKind(t.post)},
		Rule:  t.rule, Ver: t.version, Basis: deadline.Basis(t.basis)}
	if t.from > 0 {
		row.From = instant(t.from)
	}
	row.Due, _ = dueDay(t.due)
	row.State, row.Channel, row.Place, row.Unit = petition.State(state), petition.Channel(channel), org.AreaCode(place), org.UnitID(unit)
	row.Paused, row.Received = paused != "", instant(received)
	return row, err
}
