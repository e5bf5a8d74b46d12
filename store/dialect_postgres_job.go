package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// postgresJobs is River on PostgreSQL. Its tables have a schema for each county, since among those
// who share one, one alone leads, and what is due is done for all of them. Its pool is its own: who
// works jobs holds no connection while it waits for another, and a leader that cannot say in time
// that it still leads is taken for dead, however busy the office is.
type postgresJobs struct {
	schema string
	pool   *pgxpool.Pool // opens no connection until jobs are worked
	queue  *river.Client[pgx.Tx]
}

// Connections for working jobs, beside the one that listens.
const jobConnections = 4

func openPostgresJobs(ctx context.Context, write *pgxpool.Config, county string) (*postgresJobs, error) {
	j := &postgresJobs{schema: "job_" + county}
	var err error
	if j.queue, err = newJobQueue(riverpgxv5.New(nil), j.schema); err != nil {
		return nil, err
	}
	config := write.Copy()
	config.MaxConns, config.MinConns, config.MinIdleConns = min(jobConnections, config.MaxConns), 0, 0
	j.pool, err = pgxpool.NewWithConfig(ctx, config)
	return j, err
}

func (p *postgres) jobVersion(ctx context.Context) (version int64, err error) {
	table, there := pgx.Identifier{p.jobs.schema, "river_migration"}.Sanitize(), false
	if err := p.write.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, table).Scan(&there); err != nil || !there {
		return 0, postgresError(err)
	}
	err = p.write.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM `+table).Scan(&version)
	return version, postgresError(err)
}

func (p *postgres) jobMigrator() (jobMigrator, error) {
	return rivermigrate.New(riverpgxv5.New(p.jobs.pool), &rivermigrate.Config{Schema: p.jobs.schema, Logger: jobSilence()})
}

func (p *postgres) jobLock(ctx context.Context) (func(), error) {
	tx, err := p.write.Begin(ctx)
	if err != nil {
		return nil, postgresError(err)
	}
	unlock := func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "bihuan "+p.jobs.schema); err != nil {
		unlock()
		return nil, postgresError(err)
	}
	// Not in the transaction that locks: River's migrations use connections of their own.
	if _, err := p.jobs.pool.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+pgx.Identifier{p.jobs.schema}.Sanitize()); err != nil {
		unlock()
		return nil, fmt.Errorf("making the schema %s: %w", p.jobs.schema, postgresError(err))
	}
	return unlock, nil
}

func (p *postgres) jobClient(c *river.Config) (JobClient, error) {
	c.Schema = p.jobs.schema
	return river.NewClient(riverpgxv5.New(p.jobs.pool), c)
}

func (p *postgres) freeJob(ctx context.Context, id int64) error {
	_, err := p.jobs.pool.Exec(ctx, fmt.Sprintf(freeJob, p.jobTable()), id)
	return postgresError(err)
}

func (p *postgres) holdJob(ctx context.Context, id int64, key []byte) (bool, error) {
	done, err := p.jobs.pool.Exec(ctx, fmt.Sprintf(holdJob, p.jobTable()), id, key)
	return done.RowsAffected() > 0, postgresError(err)
}

func (p *postgres) jobTable() string { return pgx.Identifier{p.jobs.schema, "river_job"}.Sanitize() }
