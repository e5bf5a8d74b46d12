package web

import (
	"strconv"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/job"
)

func (w *Web) jobRoutes(add add) {
	add("GET /jobs", w.jobs, org.ActJobs)
	add("POST /jobs/{id}/retry", w.retryJob, org.ActJobs)
}

// How much the page of the background jobs shows.
const (
	mostDead  = 100
	mostSlots = 100
)

// jobs shows what is done in the background: what was given up first, then which routines ran. What
// a job carries is not shown.
func (w *Web) jobs(v *visit) error {
	counts, err := w.DB.JobCounts(v.Ctx())
	if err != nil {
		return err
	}
	dead, err := w.DB.DeadJobs(v.Ctx(), mostDead)
	if err != nil {
		return err
	}
	slots, err := w.DB.Slots(v.Ctx(), mostSlots)
	if err != nil {
		return err
	}
	s := job.Jobs{Empty: page.EmptyView{Title: v.L.T("job.dead.none"), Words: v.L.T("job.dead.none.words")}}
	for _, state := range []struct {
		name string
		n    int
	}{
		{"dead", counts["discarded"]},
		{"running", counts["running"]},
		{"waiting", counts["available"] + counts["pending"] + counts["scheduled"]},
		{"again", counts["retryable"]},
		{"done", counts["completed"]},
	} {
		s.Counts = append(s.Counts, job.Count{Words: v.L.T("job.state." + state.name), N: state.n, Dead: state.name == "dead" && state.n > 0})
	}
	for _, d := range dead {
		id := strconv.FormatInt(d.ID, 10)
		s.Dead = append(s.Dead, job.Dead{
			ID: id, Kind: v.word("notify.job.", d.Kind), When: v.L.ISOMoment(d.Failed), Why: d.Why,
			Tries: v.L.T("job.tries", "n", d.Tried), Retry: v.To("/jobs", id, "retry"),
		})
	}
	if len(dead) == mostDead {
		s.More = v.L.T("job.dead.more", "n", mostDead)
	}
	s.Slots = v.slots(slots)
	return v.Show(job.Page(v.View(v.L.T("job.title"), v.Crumb("page.nav.today", "/"), v.Crumb("job.title", "")), s))
}

// slots words when routines ran. Times that were missed are counted with the one that made up for
// them.
func (v *visit) slots(slots []store.Slot) []job.Slot {
	var lines []job.Slot
	last, missed := map[string]int{}, map[int]int{}
	for _, slot := range slots {
		if slot.Result == slotMissed {
			if i, ok := last[slot.Routine]; ok {
				missed[i]++
			}
			continue
		}
		last[slot.Routine] = len(lines)
		lines = append(lines, job.Slot{
			Routine: v.word("job.routine.", slot.Routine), For: v.L.ISOMoment(slot.At), Ran: v.L.ISOMoment(slot.Done), Result: v.slotResult(slot),
		})
	}
	for i, n := range missed {
		lines[i].Missed = v.L.T("job.missed", "n", n)
	}
	return lines
}

// What is written of a time at which nothing was done.
const (
	slotBegins = "begins"
	slotMissed = "missed"
)

// slotResult words what a routine found: one or two numbers.
func (v *visit) slotResult(slot store.Slot) string {
	if slot.Result == slotBegins {
		return v.L.T("job.result.begins")
	}
	key := "job.result." + slot.Routine
	fields := append(strings.Fields(slot.Result), "0", "0")
	first, err := strconv.Atoi(fields[0])
	second, err2 := strconv.Atoi(fields[1])
	if err != nil || err2 != nil || !v.L.Has(key) {
		return slot.Result
	}
	return v.L.T(key, "n", first, "m", second)
}

func (w *Web) retryJob(v *visit) error {
	id, err := strconv.ParseInt(v.Path("id"), 10, 64)
	if err != nil {
		return notFound()
	}
	switch err := w.Casework.RetryJob(v.Ctx(), v.Officer, id); {
	case err == nil:
		v.Done("job.retried", "id", v.Path("id"))
	case fault.KindOf(err) == fault.NotFound: // somebody was faster
		v.Flash("soon", v.L.T("fault.job.not_found"))
	default:
		return err
	}
	return v.Go("/jobs")
}
