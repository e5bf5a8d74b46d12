package petition

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
)

// paces writes the speeds of a matter, one a line: from → to.
func (w *workbench) paces() string {
	short := func(at time.Time) string {
		if at.IsZero() {
			return "-"
		}
		return at.In(deadline.Zone()).Format("01-02 15:04")
	}
	var lines []string
	for _, p := range w.p.Paces() {
		lines = append(lines, fmt.Sprintf("%s %s → %s", p.Speed, short(p.From), short(p.To)))
	}
	return strings.Join(lines, "\n")
}

func TestPaces(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00")
	check := func(name, want string) {
		t.Helper()
		if got := w.paces(); got != strings.ReplaceAll(strings.TrimSpace(want), "\t", "") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	w.to(Registered)
	check("registered", `accept - → -
		verify - → -
		act - → -
		rectify - → -
		report - → -
		call_back - → -`)

	w.now = at("2026-09-01 15:00")
	w.do(caseworker, &AssignedData{Unit: "baishui"})
	w.now = at("2026-09-02 10:00")
	w.do(clerk, accepted(Ordinary))
	w.do(clerk, notices())
	w.now = at("2026-09-03 10:00")
	w.do(handler, &Progress{Text: "没有标记"})
	w.now = at("2026-09-04 10:00")
	w.do(handler, &Progress{Text: "核查", Mark: Verified})
	w.now = at("2026-09-05 10:00")
	w.do(handler, &Progress{Text: "再核查", Mark: Verified})
	w.do(handler, &Progress{Text: "处置", Mark: Acted})
	check("worked on", `accept 09-01 15:00 → 09-02 10:00
		verify 09-02 10:00 → 09-04 10:00
		act 09-02 10:00 → 09-05 10:00
		rectify 09-02 10:00 → -
		report 09-02 10:00 → -
		call_back - → -`)

	w.now = at("2026-09-10 10:00")
	w.reply()
	w.now = at("2026-09-12 10:00")
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct, On: at("2026-09-11 16:00")})
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Post}) // once more
	w.do(handler, &Progress{Text: "整改", Mark: Rectified})
	w.now = at("2026-09-13 10:00")
	w.do(caseworker, &CalledBack{})
	replied := `accept 09-01 15:00 → 09-02 10:00
		verify 09-02 10:00 → 09-04 10:00
		act 09-02 10:00 → 09-05 10:00
		rectify 09-02 10:00 → 09-12 10:00
		report 09-02 10:00 → 09-10 10:00
		call_back 09-11 16:00 → `
	check("called in vain", replied+"-")
	w.now = at("2026-09-14 10:00")
	w.do(caseworker, &CalledBack{})
	w.now = at("2026-09-15 10:00")
	w.do(caseworker, &CalledBack{})
	check("called in vain on three days", replied+"09-15 10:00")

	// Taken up again: it was accepted once, and the rest is counted from now.
	w.now = at("2026-09-20 10:00")
	w.do(chief, sample(w, KReopened))
	w.now = at("2026-09-21 10:00")
	w.do(handler, &Progress{Text: "再处置", Mark: Acted})
	check("reopened", `verify 09-20 10:00 → -
		act 09-20 10:00 → 09-21 10:00
		rectify 09-20 10:00 → -
		report 09-20 10:00 → -
		call_back - → -`)
	w.now = at("2026-09-22 10:00")
	w.reply()
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
	w.now = at("2026-09-23 10:00")
	w.do(caseworker, sample(w, KCalledBack))
	check("replied anew", `verify 09-20 10:00 → -
		act 09-20 10:00 → 09-21 10:00
		rectify 09-20 10:00 → -
		report 09-20 10:00 → 09-22 10:00
		call_back 09-22 10:00 → 09-23 10:00`)
}

// A review that revokes the reply takes the matter up again as well; one that upholds it does not.
func TestPacesAfterAReview(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(InReview)
	w.now = at("2026-09-20 10:00")
	w.do(chief, NewReviewDecision(false, Revoked, "撤销", nil))
	if got := w.paces(); strings.Contains(got, "accept ") || !strings.Contains(got, "report 09-20 10:00 → -") {
		t.Errorf("revoked:\n%s", got)
	}
	w.now = at("2026-09-25 10:00")
	w.reply()
	w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
	w.do(petitioner, sample(w, KReviewRequested))
	w.do(chief, NewReviewDecision(false, Upheld, "维持", nil))
	if got := w.paces(); strings.Contains(got, "accept ") {
		t.Errorf("revoked, then upheld:\n%s", got)
	}
	w = newBench(t, "2026-09-01 09:00").to(InReview)
	w.now = at("2026-09-20 10:00")
	w.do(chief, NewReviewDecision(false, Upheld, "维持", nil))
	if got := w.paces(); !strings.HasPrefix(got, "accept 09-01 09:00 → 09-01 09:00") {
		t.Errorf("upheld:\n%s", got)
	}
}
