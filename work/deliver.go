package work

import (
	"context"
	"errors"
	"fmt"

	"bihuan/casework"
	"bihuan/courier"
	"bihuan/domain/personal"
	"bihuan/store"

	"github.com/riverqueue/river"
)

// deliverer carries one message out of the house. A try that another could mend is made again by
// River, later each time; what cannot be mended is written down with its reason.
type deliverer struct {
	river.WorkerDefaults[casework.DeliverJob]
	w *Work
}

func (d *deliverer) Work(ctx context.Context, job *river.Job[casework.DeliverJob]) error {
	o, id := d.w.o, job.Args.ID
	out, err := o.Casework.Outgoing(ctx, id, o.Composer.Tag())
	if err != nil || out == nil {
		return err
	}
	channel, err := d.channel(out)
	if err != nil {
		return o.Casework.Delivered(ctx, id, store.DeliveryRefused, personal.Scrub(err.Error()))
	}
	parcel, err := o.Composer.Parcel(ctx, id, out.Address, says(out), out.More)
	if err != nil {
		return err
	}
	if out.File != nil {
		parcel.Files = []courier.File{{Name: out.File.Name, Data: out.File.Data}}
	}
	if err = channel.Send(ctx, parcel); err == nil {
		return o.Casework.Delivered(context.WithoutCancel(ctx), id, store.DeliverySent, "")
	}
	why := personal.Scrub(err.Error())
	if errors.Is(err, courier.ErrRefused) {
		return o.Casework.Delivered(ctx, id, store.DeliveryRefused, why)
	}
	if err := o.Casework.Delivered(context.WithoutCancel(ctx), id, store.DeliveryWaits, why); err != nil {
		return err
	}
	if wait := (courier.Wait{}); errors.As(err, &wait) {
		return river.JobSnooze(wait.For)
	}
	return fmt.Errorf("sending by %s: %w", channel.Name(), err)
}

// channel is the way that a delivery takes.
func (d *deliverer) channel(out *casework.Outgoing) (courier.Channel, error) {
	if out.Robot != "" {
		return d.w.o.Robot(out.To)
	}
	if channel, ok := d.w.o.Channels[out.Channel]; ok {
		return channel, nil
	}
	return nil, fmt.Errorf("no %s is set up any more", out.Channel)
}

// says are the lines of a delivery, for the composer to word.
func says(out *casework.Outgoing) []courier.Say {
	lines := make([]courier.Say, len(out.Lines))
	for i, line := range out.Lines {
		lines[i] = courier.Say{Key: line.Key, Args: line.Args, No: line.No, Path: line.Path}
	}
	return lines
}
