package work

import (
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/sample"
)

// TestCompares: what is registered is compared by itself; two that tell of the same are found.
func TestCompares(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house, _ *hand) {
		one, two := h.accepted(t), h.accepted(t)
		h.start(t, Options{})
		all := h.db.Reader(org.Scope{County: string(sample.Code), All: true})
		until(t, "the two are found to be alike", func() bool {
			found, err := all.Suspicions(t.Context(), []string{one, two})
			return err == nil && len(found[one]) == 1 && found[one][0].Other == two && len(found[two]) == 1
		})
		until(t, "both jobs are counted", func() bool { return h.watch.worked("compare") >= 2 })
	})
}
