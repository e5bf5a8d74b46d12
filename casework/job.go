package casework

import (
	"context"

	"bihuan/domain/org"
)

// RetryJob has a job that was given up worked again, once its cause is mended.
func (c *Casework) RetryJob(ctx context.Context, by org.Officer, id int64) error {
	if err := c.may(by, org.ActJobs); err != nil {
		return err
	}
	return c.db.RetryJob(ctx, id)
}
