package petition

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// RandomLife is a matter with what happened in a random life of it, for the tests of what follows from histories.
func RandomLife(t testing.TB, seed uint64, acts int) (Rules, string, []Event) {
	rng := rand.New(rand.NewPCG(41, seed))
	w := newBench(t, fmt.Sprintf("2026-%02d-%02d %02d:30", 1+rng.IntN(10), 1+rng.IntN(28), rng.IntN(24)))
	for range acts {
		if rng.IntN(2) == 0 {
			w.now = w.now.Add(time.Duration(rng.IntN(9*24)) * time.Hour)
			w.ladder()
		}
		w.now = w.now.Add(time.Minute)
		kind, data := w.anyAct(rng)
		if rated, ok := data.(*Rated); ok {
			rated.Bureau.Result, rated.Unit.Result = Grades()[rng.IntN(3)], Grades()[rng.IntN(3)]
		}
		if data != nil {
			_ = w.try(w.whoCan(kind), data)
		}
	}
	return w.rules, w.p.No, w.events
}
