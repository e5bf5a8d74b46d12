package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Transactions on SQLite: one writes at a time, others read beside it.

func (s *sqlite) begin(ctx context.Context) (txConn, error) {
	var conn *sql.Conn
	select {
	case conn = <-s.writer:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if conn == nil {
		return nil, sql.ErrConnDone
	}
	tx, err := s.start(ctx, conn)
	if err != nil {
		s.writer <- conn
		return nil, err
	}
	return tx, nil
}

// start begins a transaction. Statements prepared on the connection run in it; the *sql.Tx is
// for River, and to end it. It is not bound to the context: database/sql would roll it back at any
// moment, and the statements that follow would be written each by itself.
func (s *sqlite) start(ctx context.Context, conn *sql.Conn) (*sqliteTx, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return nil, sqliteError(err)
	}
	return &sqliteTx{jobTx: jobTx[*sql.Tx]{s.jobs.queue, tx, sqliteError}, sqlite: s, conn: conn, tx: tx}, nil
}

func (s *sqlite) snapshot(ctx context.Context) (txConn, error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return nil, sqliteError(err)
	}
	tx, err := s.start(ctx, conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	tx.reading = true
	return tx, nil
}

// sqliteTx is a transaction on the writing connection, or one that reads on another.
type sqliteTx struct {
	jobTx[*sql.Tx]
	*sqlite
	conn    *sql.Conn
	tx      *sql.Tx
	reading bool
}

func (t *sqliteTx) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if t.reading {
		return t.conn.PrepareContext(ctx, t.texts.rewrite(text))
	}
	if stmt, ok := t.wrote[text]; ok {
		return stmt, nil
	}
	stmt, err := t.conn.PrepareContext(ctx, t.texts.rewrite(text))
	if err != nil {
		return nil, err
	}
	if len(t.wrote) >= keepPrepared {
		for text, old := range t.wrote {
			delete(t.wrote, text)
			_ = old.Close()
			break
		}
	}
	t.wrote[text] = stmt
	return stmt, nil
}

func (t *sqliteTx) query(ctx context.Context, text string, args ...any) (rows, error) {
	stmt, err := t.stmt(ctx, text)
	if err != nil {
		return nil, sqliteError(err)
	}
	found, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, sqliteError(err)
	}
	if t.reading {
		return closing{sqliteRows{found}, stmt}, nil
	}
	return sqliteRows{found}, nil
}

func (t *sqliteTx) exec(ctx context.Context, text string, args ...any) error {
	_, err := t.execNow(ctx, text, args...)
	return err
}

func (t *sqliteTx) execNow(ctx context.Context, text string, args ...any) (int64, error) {
	stmt, err := t.stmt(ctx, text)
	if err != nil {
		return 0, sqliteError(err)
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, sqliteError(err)
	}
	return result.RowsAffected()
}

// commit is not interrupted: whether it happened must be known.
func (t *sqliteTx) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return errors.Join(err, t.rollback())
	}
	err := t.tx.Commit() // or else rolls back
	t.release()
	return sqliteError(err)
}

func (t *sqliteTx) rollback() error {
	err := t.tx.Rollback()
	t.release()
	if err != nil && strings.Contains(err.Error(), "no transaction is active") {
		return nil // SQLite has rolled back by itself
	}
	return err
}

func (t *sqliteTx) release() {
	if t.reading {
		_ = t.conn.Close()
		return
	}
	t.writer <- t.conn
}
