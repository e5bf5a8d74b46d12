package main

import "context"

func lists(ctx context.Context, o *options, r *report) error {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	for _, e := range g.engines {
		if _, err := g.filled(ctx, e, o.count(100000), r); err != nil {
			return err
		}
	}
	return nil
}
func memory(ctx context.Context, o *options, r *report) error    { return nil }
func firstPage(ctx context.Context, o *options, r *report) error { return nil }
