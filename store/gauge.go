package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// What watches over the house reads here: few rows, or a bounded number of them.

// mostOverdue is how many late matters are looked at; a county with more has enough of a number.
const mostOverdue = 100_000

// Overdue counts the open matters with a duty that is overdue on a day, by the basis of the duty.
// Rights lapse and are never overdue. A matter with duties of two kinds is counted under both.
//
// It begins with the matters whose first duty is overdue. Clocks alone would lead through the rights
// of every matter that ever was.
func (db *DB) Overdue(ctx context.Context, today deadline.Day) (map[deadline.Basis]int, error) {
	counts := map[deadline.Basis]int{}
	b := newBuilder(db.county)
	day, where := b.arg(today.String()), ""
	if rights := db.rights(); len(rights) > 0 {
		where = ` AND c.rule NOT IN ` + in(b, rights)
	}
	err := each(ctx, db.engine, func(r rows) error {
		var basis string
		var n int
		err := r.Scan(&basis, &n)
		counts[deadline.Basis(basis)] = n
		return err
	}, `SELECT c.basis, COUNT(DISTINCT c.no)
		FROM (SELECT county, no FROM petition WHERE county = $1 AND due_day < `+day+` AND open = 1 LIMIT `+b.arg(mostOverdue)+`) AS late
		JOIN clock c ON c.county = late.county AND c.no = late.no
		WHERE c.outcome = '' AND c.due > '' AND c.due < `+day+where+` GROUP BY c.basis`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting what is overdue: %w", err)
	}
	return counts, nil
}

// rights are the rules under which a right lapses, in any version.
func (db *DB) rights() []string {
	var ids []string
	for _, policy := range db.rules().Policies.All() {
		for _, rule := range policy.Rules {
			if rule.Right {
				ids = append(ids, rule.ID)
			}
		}
	}
	return ids
}

// LastRun says when a job of a kind was done last, or began if one runs now; false if none was done
// of late. It is of River's clock, which is the real one. A job that failed or was cancelled is not done.
func (db *DB) LastRun(ctx context.Context, kind string) (time.Time, bool, error) {
	var last time.Time
	err := db.look(ctx, func(c txConn) error {
		running, err := c.listJobs(ctx, river.NewJobListParams().Kinds(kind).States(rivertype.JobStateRunning).First(100))
		if err != nil {
			return err
		}
		done, err := c.listJobs(ctx, river.NewJobListParams().Kinds(kind).States(rivertype.JobStateCompleted).
			OrderBy(river.JobListOrderByFinalizedAt, river.SortOrderDesc).First(1))
		for _, job := range append(running, done...) {
			for _, at := range []*time.Time{job.AttemptedAt, job.FinalizedAt} {
				if at != nil && at.After(last) {
					last = at.UTC()
				}
			}
		}
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("looking for the last %s: %w", kind, err)
	}
	return last, !last.IsZero(), nil
}

// Version says which version of the schema the database has by now and which one this program knows:
// another node may have brought it further.
func (db *DB) Version(ctx context.Context) (have, know int64, err error) {
	if _, err := one(ctx, db.engine, into(&have), `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`); err != nil {
		return 0, 0, fmt.Errorf("reading the schema's version: %w", err)
	}
	names, err := migrationFiles.ReadDir("migration")
	if err != nil {
		return 0, 0, err
	}
	for _, name := range names {
		number, _, _ := strings.Cut(name.Name(), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("migration %s has no number", name.Name())
		}
		know = max(know, n)
	}
	return have, know, nil
}
