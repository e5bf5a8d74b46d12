package app

import (
	"runtime/metrics"
	"testing"
)

// garbage is how much may grow beside what is held, in percent.
func garbage() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// TestLittleGarbage: the server holds an index of all texts; unless the operator says otherwise, it lets
// little garbage grow beside it, and a test's or a demo's process is as before afterwards.
func TestLittleGarbage(t *testing.T) {
	before := garbage()
	for set, want := range map[string]uint64{"": 15, "70": before} {
		t.Setenv("GOGC", set)
		a := open(t, settings(t), WithoutWork())
		_, stop := serve(t, a)
		if got := garbage(); got != want {
			t.Errorf("GOGC=%q: %d%%, want %d%%", set, got, want)
		}
		stop()
		if got := garbage(); got != before {
			t.Errorf("GOGC=%q: %d%% afterwards, want %d%%", set, got, before)
		}
	}
}
