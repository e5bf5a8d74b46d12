package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"bihuan/domain/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// postgres is a server that many processes share. Reads have a pool of their own, so that whoever
// reads in the middle of a transaction never waits for those who wait for him.
type postgres struct {
	read, write *pgxpool.Pool
	jobs        *postgresJobs
}

func openPostgres(ctx context.Context, o Options) (engine, error) {
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, err
	}
	if o.Fast {
		config.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
	}
	if !strings.Contains(o.URL, "pool_max_conns") {
		config.MaxConns = int32(max(8, 2*runtime.NumCPU()))
	}
	p := &postgres{}
	if p.write, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	if p.read, err = pgxpool.NewWithConfig(ctx, config.Copy()); err != nil {
		p.write.Close()
		return nil, err
	}
	if p.jobs, err = openPostgresJobs(ctx, config, o.County); err != nil {
		p.read.Close()
		p.write.Close()
		return nil, err
	}
	if err := p.write.Ping(ctx); err != nil {
		return nil, errors.Join(postgresError(err), p.close())
	}
	return p, nil
}

func (p *postgres) name() string { return "postgres" }

func (p *postgres) close() error {
	p.jobs.pool.Close()
	p.read.Close()
	p.write.Close()
	return nil
}

func (p *postgres) forUpdate() string { return " FOR UPDATE" }

// schema puts in PostgreSQL's words what a migration says in SQLite's.
func (p *postgres) schema(text string) string {
	return strings.NewReplacer(" BLOB", " BYTEA", ") WITHOUT ROWID;", ");").Replace(text)
}

func (p *postgres) migrations() (*sql.DB, goose.Dialect, []goose.ProviderOption, func(), error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return nil, "", nil, nil, err
	}
	db := stdlib.OpenDBFromPool(p.write)
	return db, goose.DialectPostgres, []goose.ProviderOption{goose.WithSessionLocker(locker)}, func() { _ = db.Close() }, nil
}

func (p *postgres) keep(context.Context, string) error { return nil } // the server's backups do

func (p *postgres) settle(context.Context) error { return nil } // the server analyzes by itself

func (p *postgres) filled(ctx context.Context) error {
	_, err := p.write.Exec(ctx, "ANALYZE event, record_key, petition, snapshot, clock, petitioner, party, origin, worded")
	return postgresError(err)
}

// channel is where processes tell each other what changed.
const channel = "bihuan_change"

func (p *postgres) tell(ctx context.Context, payload string) error {
	_, err := p.read.Exec(ctx, "SELECT pg_notify($1, $2)", channel, payload)
	return err
}

func (p *postgres) listen(ctx context.Context, hear func(string)) {
	for ctx.Err() == nil {
		if err := p.listenOnce(ctx, hear); err != nil && ctx.Err() == nil {
			hear("") // something may have been missed
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

func (p *postgres) listenOnce(ctx context.Context, hear func(string)) error {
	pooled, err := p.read.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack() // it listens for good
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		hear(n.Payload)
	}
}

func (p *postgres) query(ctx context.Context, text string, args ...any) (rows, error) {
	found, err := p.read.Query(ctx, text, planned(ctx, cleaned(args))...)
	if err != nil {
		return nil, postgresError(err)
	}
	return postgresRows{found}, nil
}

// planned has a statement planned for its arguments where that was asked for; else the plan that
// was made once is kept.
func planned(ctx context.Context, args []any) []any {
	if ctx.Value(planning{}) == nil {
		return args
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
}

func (p *postgres) begin(ctx context.Context) (txConn, error) {
	return p.start(ctx, p.write, pgx.TxOptions{})
}

func (p *postgres) snapshot(ctx context.Context) (txConn, error) {
	return p.start(ctx, p.read, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
}

func (p *postgres) start(ctx context.Context, pool *pgxpool.Pool, o pgx.TxOptions) (txConn, error) {
	tx, err := pool.BeginTx(ctx, o)
	if err != nil {
		return nil, postgresError(err)
	}
	return &postgresTx{jobTx: jobTx[pgx.Tx]{p.jobs.queue, tx, postgresError}, tx: tx}, nil
}

// postgresTx gathers statements and sends them together.
type postgresTx struct {
	jobTx[pgx.Tx]
	tx      pgx.Tx
	waiting pgx.Batch
}

// Statements waiting at most: beyond this a batch wins nothing.
const mostWaiting = 2000

func (t *postgresTx) exec(ctx context.Context, text string, args ...any) error {
	t.waiting.Queue(text, cleaned(args)...)
	if t.waiting.Len() >= mostWaiting {
		return t.flush(ctx)
	}
	return nil
}

func (t *postgresTx) flush(ctx context.Context) error {
	if t.waiting.Len() == 0 {
		return nil
	}
	batch := t.waiting
	t.waiting = pgx.Batch{}
	return postgresError(t.tx.SendBatch(ctx, &batch).Close())
}

func (t *postgresTx) execNow(ctx context.Context, text string, args ...any) (int64, error) {
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	tag, err := t.tx.Exec(ctx, text, cleaned(args)...)
	return tag.RowsAffected(), postgresError(err)
}

func (t *postgresTx) query(ctx context.Context, text string, args ...any) (rows, error) {
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	found, err := t.tx.Query(ctx, text, cleaned(args)...)
	if err != nil {
		return nil, postgresError(err)
	}
	return postgresRows{found}, nil
}

func (t *postgresTx) commit(ctx context.Context) error {
	if err := t.flush(ctx); err != nil {
		return errors.Join(err, t.rollback())
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, t.rollback())
	}
	return postgresError(t.tx.Commit(context.WithoutCancel(ctx)))
}

func (t *postgresTx) rollback() error {
	if err := t.tx.Rollback(context.Background()); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	return nil
}

// postgresRows closes as the other engine's rows do.
type postgresRows struct{ pgx.Rows }

func (r postgresRows) Err() error { return postgresError(r.Rows.Err()) }

func (r postgresRows) Close() error {
	r.Rows.Close()
	return nil
}

// cleaned takes out of texts what PostgreSQL refuses and SQLite does not, so that hostile input
// finds nothing on both instead of an error on one.
func cleaned(args []any) []any {
	for i, arg := range args {
		if text, ok := arg.(string); ok && (!utf8.ValidString(text) || strings.Contains(text, "\x00")) {
			args[i] = clean(text)
		}
	}
	return args
}

// errAgain marks a transaction that lost against another and may be tried again.
var errAgain = errors.New("lost against another transaction")

// postgresError gives an error of the engine its kind of fault.
func postgresError(err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		var connect *pgconn.ConnectError
		if errors.As(err, &connect) {
			return fault.New(fault.Busy, "fault.store.busy").Because(err)
		}
		return err
	}
	switch pg.Code {
	case "23505":
		return fault.New(fault.Conflict, "fault.store.exists").Because(err)
	case "40001", "40P01":
		return fault.New(fault.Busy, "fault.store.busy").Because(fmt.Errorf("%w: %w", errAgain, err))
	case "53300", "57P01", "57P02", "57P03", "55P03":
		return fault.New(fault.Busy, "fault.store.busy").Because(err)
	case "53100":
		return fault.New(fault.Busy, "fault.store.full").Because(err)
	}
	return err
}
