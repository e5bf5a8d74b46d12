package store

import (
	"context"
	"fmt"

	"bihuan/domain/fault"

	"github.com/riverqueue/river/rivermigrate"
)

// migrateJobs brings River's own tables up to date, as migrate does ours.
func migrateJobs(ctx context.Context, e engine) error {
	migrator, err := e.jobMigrator()
	if err != nil {
		return err
	}
	have, err := e.jobVersion(ctx)
	if err != nil {
		return err
	}
	all := migrator.AllVersions()
	newest := int64(all[len(all)-1].Version)
	switch {
	case have > newest:
		return fault.New(fault.Conflict, "fault.store.newer", "have", have, "know", newest)
	case have == newest:
		return nil
	case have > 0:
		if err := e.keep(ctx, fmt.Sprintf("jobs%d", have)); err != nil {
			return err
		}
	}
	unlock, err := e.jobLock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil) // what another node has done meanwhile it leaves out
	return err
}
