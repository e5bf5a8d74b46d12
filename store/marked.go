package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

// Marked is a mark with its matter.
type Marked struct {
	report.Mark
	No, Subject string
	State       petition.State
}

// MarkQuery says which marks to list: the latest first.
type MarkQuery struct {
	Period report.Period
	Moment time.Time // as the record knew them just before
	Metric report.MetricID
	Unit   *org.UnitID // of one unit; none: of all
	Good   *bool       // only what was good, or was not
	After  string      // a cursor that a page before ended with
	Limit  int
}

// Marks lists what a share counts, of the matters in scope; next is the cursor of the page that follows, or "".
func (r *Reader) Marks(ctx context.Context, q MarkQuery) (list []Marked, next string, err error) {
	b := newBuilder(r.db.county)
	at := b.arg(milli(q.Moment))
	good := `(m.good = 1 AND m.told < ` + at + `)`
	where := `m.day >= ` + b.arg(q.Period.From.String()) + ` AND m.day <= ` + b.arg(q.Period.To.String()) + ` AND m.metric = ` + b.arg(string(q.Metric)) +
		` AND m.known < ` + at + ` AND m.until >= ` + at + ` AND ` + due(b, q.Moment, q.Period.To) + ` AND ` + r.scoped(b, "m")
	if q.Unit != nil {
		where += ` AND m.unit = ` + b.arg(string(*q.Unit))
	}
	if q.Good != nil {
		where += map[bool]string{true: ` AND `, false: ` AND NOT `}[*q.Good] + good
	}
	if q.After != "" {
		day, rest, _ := strings.Cut(q.After, " ")
		no, n, _ := strings.Cut(rest, " ")
		seq, err := strconv.Atoi(n)
		if err != nil {
			return nil, "", fault.NewInvalid("cursor", "fault.store.cursor")
		}
		where += ` AND (m.day, m.no, m.n) < (` + b.arg(day) + `, ` + b.arg(no) + `, ` + b.arg(seq) + `)`
	}
	limit := b.arg(q.Limit + 1)
	err = each(planAnew(ctx), r.q, func(rows rows) error {
		var day, done string
		var told int64
		var isGood int
		one := Marked{}
		err := rows.Scan(&one.No, &one.Metric, &one.N, &one.Unit, &day, &done, &isGood, &told, &one.Subject, &one.State)
		if err == nil {
			err = parseDay(day, &one.Day)
		}
		if err == nil && told < milli(q.Moment) {
			one.Good = isGood == 1
			err = parseDay(done, &one.Done)
		}
		list = append(list, one)
		return err
	}, `SELECT m.no, m.metric, m.n, m.unit, m.day, m.done, m.good, m.told, p.subject, p.state
		FROM mark m JOIN petition p ON p.county = m.county AND p.no = m.no WHERE m.county = $1 AND `+where+` ORDER BY m.day DESC, m.no DESC, m.n DESC LIMIT `+limit, b.args...)
	if err != nil {
		return nil, "", fmt.Errorf("listing what was owed: %w", err)
	}
	if len(list) > q.Limit {
		list = list[:q.Limit]
		last := list[len(list)-1]
		next = fmt.Sprintf("%s %s %d", last.Day, last.No, last.N)
	}
	return list, next, nil
}
