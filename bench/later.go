package main

import "context"

func lists(ctx context.Context, o *options, r *report) error     { return nil }
func memory(ctx context.Context, o *options, r *report) error    { return nil }
func firstPage(ctx context.Context, o *options, r *report) error { return nil }
