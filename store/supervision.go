package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// What who oversees looks at: the steps of supervision that rules suggest, and the orders under way,
// whoever's task they are.

// taskColumns are what scanTask reads.
const taskColumns = `t.no, t.id, t.cause, t.why, t.acts, t.ref, t.person, t.unit, t.post, t.from_at, t.rule, t.version, t.basis, t.due,
	p.subject, p.state, p.channel, p.category, p.place, p.unit, p.week, p.flags, p.paused_day, p.received_at`

// TaskPage is one page of tasks. Next and Previous are cursors, empty where there is nothing more.
type TaskPage struct {
	Rows           []TaskRow
	Next, Previous string
}

// SuggestionQuery says which suggestions of the rules to list.
type SuggestionQuery struct {
	At     time.Time
	Off    []string      // rules that are switched off: what they suggest is left out
	Step   petition.Kind // the act that is suggested; "" for any
	Unit   org.UnitID    // the responsible one; "" for any
	Limit  int
	Cursor string
}

// Suggestions lists the steps of supervision that the rules suggest, those whose facts hold longest
// first.
func (r *Reader) Suggestions(ctx context.Context, q SuggestionQuery) (TaskPage, error) {
	by := turner{columns: []string{"t.from_at", "t.no", "t.id"}, numbers: 1}
	at, err := by.read(q.Cursor)
	if err != nil {
		return TaskPage{}, err
	}
	b := newBuilder(r.db.county)
	where := r.suggested(b, q) + by.condition(b, at)
	rows, err := all(planAnew(ctx), r.q, scanTask, `SELECT `+taskColumns+` FROM task t JOIN petition p ON p.county = t.county AND p.no = t.no
		WHERE t.county = $1 AND `+where+` ORDER BY `+by.order(at)+` LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil {
		return TaskPage{}, fmt.Errorf("listing suggestions: %w", err)
	}
	var page TaskPage
	page.Rows, page.Next, page.Previous = pages(at, rows, q.Limit, func(t *TaskRow) []string {
		return []string{strconv.FormatInt(milli(t.From), 10), t.No, t.ID}
	})
	return page, nil
}

// CountSuggestions counts them as far as most.
func (r *Reader) CountSuggestions(ctx context.Context, q SuggestionQuery, most int) (int, error) {
	b, n := newBuilder(r.db.county), 0
	where := r.suggested(b, q)
	_, err := one(planAnew(ctx), r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 AS x FROM task t JOIN petition p ON p.county = t.county AND p.no = t.no
		WHERE t.county = $1 AND `+where+` LIMIT `+b.arg(most)+`) AS n`, b.args...)
	return n, err
}

func (r *Reader) suggested(b *builder, q SuggestionQuery) string {
	conditions := []string{`t.cause = ` + b.arg(string(petition.FromTrigger)), `t.from_at <= ` + b.arg(milli(q.At)), r.scoped(b, "t")}
	if len(q.Off) > 0 {
		conditions = append(conditions, `t.ref NOT IN `+in(b, q.Off))
	}
	if q.Step != "" {
		conditions = append(conditions, `(t.acts || ' ') LIKE `+b.arg(escapeLike(string(q.Step))+" %")+` ESCAPE '\'`)
	}
	if q.Unit != "" {
		conditions = append(conditions, `p.unit = `+b.arg(string(q.Unit)))
	}
	return strings.Join(conditions, " AND ")
}

// StepCheck stands, among the steps of orders, for an answer that is to be looked at.
const StepCheck = "check"

// OrderSteps lists what an order under way can wait for, in the order of the list: an answer to be
// looked at, then, by how stern they are, those that the unit answers.
func OrderSteps() []string {
	steps := []string{StepCheck}
	for _, kind := range append(petition.OrderSteps(), petition.Instruction, petition.Reminder, petition.Referral) {
		steps = append(steps, string(kind))
	}
	return steps
}

// OrderRow is one order under way. The order itself stands in the petition, by Ref.
type OrderRow struct {
	No      string
	Ref     string
	Step    string // its kind, or StepCheck
	Due     deadline.Day
	Rule    string
	Version int
	Subject string
	State   petition.State
	Unit    org.UnitID
}

// OrderPage is one page of them.
type OrderPage struct {
	Rows           []OrderRow
	Next, Previous string
}

// OrderQuery says which orders to list.
type OrderQuery struct {
	Step   string
	Unit   org.UnitID
	Before deadline.Day // to be answered before this day; 0: all
	Limit  int
	Cursor string
}

// underWay are the orders that wait, as tasks; an urging slip is nobody's task, for the act that it asks
// for answers it: it is known by its clock.
func underWay() string {
	var rank strings.Builder
	for i, step := range OrderSteps() {
		fmt.Fprintf(&rank, " WHEN '%s' THEN %d", step, i)
	}
	ranked := func(step string) string { return `CASE ` + step + rank.String() + ` ELSE 99 END` }
	return `(SELECT t.no, t.ref, t.why AS step, t.due, t.rule, t.version, ` + ranked("t.why") + ` AS place
			FROM task t WHERE t.county = $1 AND t.cause = 'order'
		UNION ALL SELECT k.no, k.ref, 'urging', k.due, k.rule, k.version, ` + ranked("'urging'") + ` FROM clock k
			WHERE k.county = $1 AND k.rule = 'order.feedback' AND k.outcome = '' AND k.paused = 0
			AND NOT EXISTS (SELECT 1 FROM task t WHERE t.county = $1 AND t.no = k.no AND t.id = 'order:' || k.ref)) AS o
		JOIN petition p ON p.county = $1 AND p.no = o.no`
}

func (r *Reader) ordered(b *builder, q OrderQuery) string {
	conditions := []string{`p.unit <> ''`, r.scoped(b, "p")}
	if q.Step != "" {
		conditions = append(conditions, `o.step = `+b.arg(q.Step))
	}
	if q.Unit != "" {
		conditions = append(conditions, `p.unit = `+b.arg(string(q.Unit)))
	}
	if q.Before != 0 {
		conditions = append(conditions, `o.due < `+b.arg(q.Before.String()))
	}
	return strings.Join(conditions, " AND ")
}

// Orders lists the orders under way, by step and then the earliest due first.
func (r *Reader) Orders(ctx context.Context, q OrderQuery) (OrderPage, error) {
	by := turner{columns: []string{"o.place", "o.due", "o.no", "o.ref"}, numbers: 1}
	at, err := by.read(q.Cursor)
	if err != nil {
		return OrderPage{}, err
	}
	b := newBuilder(r.db.county)
	where := r.ordered(b, q) + by.condition(b, at)
	rows, err := all(planAnew(ctx), r.q, func(rows rows) (orderRow, error) {
		var o orderRow
		err := rows.Scan(&o.rank, &o.No, &o.Ref, &o.Step, &o.due, &o.Rule, &o.Version, &o.Subject, &o.State, &o.Unit)
		o.Due, _ = dueDay(o.due)
		return o, err
	}, `SELECT o.place, o.no, o.ref, o.step, o.due, o.rule, o.version, p.subject, p.state, p.unit FROM `+underWay()+`
		WHERE `+where+` ORDER BY `+by.order(at)+` LIMIT `+b.arg(q.Limit+1), b.args...)
	if err != nil {
		return OrderPage{}, fmt.Errorf("listing orders: %w", err)
	}
	rows, next, previous := pages(at, rows, q.Limit, func(o *orderRow) []string {
		return []string{strconv.Itoa(o.rank), o.due, o.No, o.Ref}
	})
	page := OrderPage{Next: next, Previous: previous}
	for _, o := range rows {
		page.Rows = append(page.Rows, o.OrderRow)
	}
	return page, nil
}

// orderRow is a row with the columns that a cursor needs.
type orderRow struct {
	OrderRow
	due  string
	rank int
}

// OrderCount is how many orders are under way at a step.
type OrderCount struct{ N, Late int }

// CountOrders counts the orders under way by step. Late are those to be answered before today.
func (r *Reader) CountOrders(ctx context.Context, unit org.UnitID, today deadline.Day) (map[string]OrderCount, error) {
	b, counts := newBuilder(r.db.county), map[string]OrderCount{}
	where := r.ordered(b, OrderQuery{Unit: unit})
	day := b.arg(today.String())
	err := each(planAnew(ctx), r.q, func(rows rows) error {
		var step string
		var c OrderCount
		err := rows.Scan(&step, &c.N, &c.Late)
		counts[step] = c
		return err
	}, `SELECT o.step, COUNT(*), SUM(CASE WHEN o.due < `+day+` THEN 1 ELSE 0 END) FROM `+underWay()+` WHERE `+where+` GROUP BY o.step`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting orders: %w", err)
	}
	return counts, nil
}
