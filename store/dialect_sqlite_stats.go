package store

import (
	"context"
	"fmt"
)

// statistics are what SQLite's planner is told of the tables: rows, and rows alike in the first
// column of an index, in the first two, and so on. They are those of a large county. Measured ones
// would be of whatever there was at the last ANALYZE, which in a young county is nothing, and
// plans made for nothing are slow when it has grown; without any, SQLite takes it that a county
// has ten rows. Tables not named here are small.
func statistics() [][3]string {
	return [][3]string{
		{"petition", "sqlite_autoindex_petition_1", "1000000 1000000 1"},
		{"petition", "petition_due", "1000000 1000000 1000 1"},
		{"petition", "petition_unit", "1000000 1000000 10000 30 1"},
		{"petition", "petition_received", "1000000 1000000 10 1"},
		{"petition", "petition_registered", "1000000 1000000 10 1"},
		{"petition", "petition_wake", "60000 60000 1"},
		{"petition", "petition_bulletin", "1000 1000 1"},
		{"petition", "petition_minder", "50000 50000 2500 20 1"},
		{"petition", "petition_contradicted", "1000 1000 1 1"},
		{"petition", "petition_paces", "900000 900000 9000 1 1 1"},
		{"petition", "petition_week", "20000 20000 5000 50 1 1 1"},
		{"event", "sqlite_autoindex_event_1", "12000000 12000000 12 1"},
		{"snapshot", "sqlite_autoindex_snapshot_1", "1000000 1000000 1"},
		{"record_key", "record_key", "1000000 1000000 1"},
		{"clock", "clock", "8000000 8000000 8 1"},
		{"clock", "clock_due", "500000 500000 1000 100 1"},
		{"clock", "clock_order", "1000 1000 1 1"},
		{"task", "task", "100000 100000 2 1"},
		{"task", "task_person", "50000 50000 500 5 1"},
		{"task", "task_post", "50000 50000 5000 200 2 1"},
		{"task", "task_cause", "100000 100000 10000 2 1"},
		{"task", "task_call", "5000 5000 500 1"},
		{"petitioner", "sqlite_autoindex_petitioner_1", "1200000 1200000 2 1"},
		{"petitioner", "petitioner_name", "1200000 1200000 3"},
		{"petitioner", "petitioner_phone", "1000000 1000000 2"},
		{"petitioner", "petitioner_id", "1000000 1000000 2"},
		{"petitioner", "petitioner_address", "1000000 1000000 2"},
		{"party", "party", "5000000 5000000 5 2 1"},
		{"party", "party_id", "5000000 5000000 1250000 5000 1"},
		{"worded", "worded_no", "1000000 1000000 1"},
		{"worded", "worded_at", "1000000 1000000 1 1"},
		{"origin", "origin", "1000000 1000000 500000 1"},
		{"link", "link", "200000 200000 2 1"},
		{"link", "link_other", "200000 200000 2 1"},
		{"arrival", "arrival", "1200000 1200000 2 1 1"},
		{"arrival", "arrival_level", "1200000 1200000 200000 300 50 20 20 1 1 1 1"},
		{"arrival", "arrival_day", "1200000 1200000 300 1 1"},
		{"suspicion", "suspicion", "500000 500000 3 1"},
		{"suspicion", "suspicion_other", "500000 500000 3 1"},
		{"attachment", "attachment", "2000000 2000000 1 1"},
		{"attachment", "attachment_no", "2000000 2000000 3"},
		{"reveal", "sqlite_autoindex_reveal_1", "1000000 1000000 3 1"},
		{"attempt", "attempt", "10000 10000 5 1 1"},
		{"attempt", "attempt_at", "10000 10000 1"},
	}
}

// settle tells the planner the statistics. Connections opened from now on know them.
func (s *sqlite) settle(ctx context.Context) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	if err := writeStatistics(ctx, tx); err != nil {
		_ = tx.rollback()
		return fmt.Errorf("telling the planner how large tables grow: %w", err)
	}
	return tx.commit(ctx)
}

func (s *sqlite) filled(context.Context) error { return nil }

func writeStatistics(ctx context.Context, tx txConn) error {
	// ANALYZE makes the table; of itself it cannot be made.
	if err := tx.exec(ctx, `ANALYZE setting`); err != nil {
		return err
	}
	if err := tx.exec(ctx, `DELETE FROM sqlite_stat1`); err != nil {
		return err
	}
	for _, line := range statistics() {
		if err := tx.exec(ctx, `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)`, line[0], line[1], line[2]); err != nil {
			return err
		}
	}
	return tx.exec(ctx, `ANALYZE sqlite_schema`) // read them again here
}
