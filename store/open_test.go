package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

func TestNumbersHaveNoGap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, day := context.Background(), deadline.NewDay(2026, 9, 18)
		const n = 100
		var wait sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]bool{}
		for i := range n {
			wait.Go(func() {
				err := db.Do(ctx, "numbering", func(tx *store.Tx) error {
					no, err := tx.NextNumber(ctx, sample.Code, day)
					if err != nil || i%10 == 0 {
						return fmt.Errorf("given up: %w", err)
					}
					mu.Lock()
					defer mu.Unlock()
					seen[no] = true
					return nil
				})
				if err != nil && i%10 != 0 {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if len(seen) != n*9/10 {
			t.Fatalf("%d numbers, want %d", len(seen), n*9/10)
		}
		for no := range seen {
			if no[len("990121-260918-"):len("990121-260918-0000")] > "0090" {
				t.Errorf("number %s leaves a gap", no)
			}
		}
	})
}
