package petition_test

import (
	"cmp"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

var lives = flag.Int("metric.lives", 3000, "random histories whose metrics are computed anew by other code")

// TestMetricsAgree: on random histories, as of random moments, code that reads nothing but the journal, event by
// event, counts the same as the rows that are kept for reports.
func TestMetricsAgree(t *testing.T) {
	counted := map[report.MetricID][2]int{}
	for seed := range *lives {
		rules, no, events := petition.RandomLife(t, uint64(seed), 45)
		if len(events) == 0 {
			continue
		}
		rows := report.LogOf(rules, no, events).Marks(nil)
		first, end := events[0].Recorded, events[len(events)-1].Recorded.AddDate(0, 0, 1)
		for _, part := range []int64{int64(seed % 7), 8} {
			moment := first.Add(end.Sub(first) * time.Duration(part) / 8)
			known := slices.DeleteFunc(slices.Clone(events), func(e petition.Event) bool { return !e.Recorded.Before(moment) })
			got, want := report.At(rows, moment), plain(rules, known)
			slices.SortFunc(got, byName)
			slices.SortFunc(want, byName)
			if !slices.Equal(got, want) {
				t.Fatalf("life %d as of %s: %v\ncounts %+v\nwant   %+v", seed, moment, kinds(known), got, want)
			}
			if part < 8 {
				continue
			}
			for _, m := range got {
				n := counted[m.Metric]
				n[0]++
				if m.Good {
					n[1]++
				}
				counted[m.Metric] = n
			}
		}
	}
	for _, m := range report.Metrics() {
		if n := counted[m.ID]; n[0] == 0 || n[1] == 0 || n[0] == n[1] {
			t.Errorf("%s: %d counted, %d of them good: the lives do not try it", m.ID, n[0], n[1])
		}
	}
}

func byName(a, b report.Mark) int {
	return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.N, b.N))
}

func kinds(events []petition.Event) []petition.Kind {
	var all []petition.Kind
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

// term is a clock as the journal tells of it.
type term struct {
	rule, ref  string
	version    int
	days       deadline.Term
	end        deadline.Day
	ended, met bool
	unit       org.UnitID // whose it was when it ended
}

// timely says which clocks a metric counts, once more than the program does.
var timely = map[string]report.MetricID{
	"pledge.assign": "assigned_in_time", "pledge.accept": "accepted_in_time", "law.notice": "notified_in_time", "law.handle": "replied_in_time", "law.simple.reply": "replied_in_time",
	"pledge.ordinary": "replied_as_pledged", "pledge.simple": "replied_as_pledged", "pledge.callback": "called_back_in_time", "pledge.file": "filed_complete",
	"order.feedback": "letters_answered", "rating.window": "rated",
}

// plain counts from the journal alone.
func plain(rules petition.Rules, events []petition.Event) []report.Mark {
	var clocks []*term
	var marks []report.Mark
	var unit, registrar org.UnitID
	first := -1
	var resolved, again bool
	asked := map[string]org.UnitID{}
	latest := func(rule, ref string) *term {
		for _, c := range slices.Backward(clocks) {
			if c.rule == rule && !c.ended && (ref == "" || c.ref == ref) {
				return c
			}
		}
		return nil
	}
	for _, e := range events {
		day, before := deadline.DayOf(e.At), unit
		if registered, ok := e.Data.(*petition.RegisteredData); ok && registered.Past == nil && !e.By.Post.AtBureau() {
			registrar = e.By.Unit
		}
		switch d := e.Data.(type) {
		case *petition.AssignedData:
			unit = d.Unit
		case *petition.ObjectionUpheld:
			unit = ""
		case *petition.LetterIssued:
			asked[fmt.Sprintf("o%d", e.Seq)] = d.Letter.To
		}
		said := func(id report.MetricID, n int, of org.UnitID, good bool) {
			marks = append(marks, report.Mark{Metric: id, N: n, Unit: of, Day: day, Done: day, Good: good})
		}
		switch d := e.Data.(type) {
		case *petition.Rated:
			good := func(m petition.Marking) bool { return m.Result == petition.Satisfied || m.Result == petition.Basically }
			said(report.BureauPleases, e.Seq, "", good(d.Bureau))
			said(report.UnitPleases, e.Seq, unit, good(d.Unit))
		case *petition.CalledBack:
			if d.Reached {
				said(report.CallAgrees, e.Seq, unit, d.True)
			}
		case *petition.ClosedData:
			if first < 0 && !again {
				first = len(marks)
				said(report.ResolvedFirst, 0, unit, resolved)
			}
		case *petition.ReopenedData:
			again = true
		case *petition.ReviewDecided:
			again = again || d.Decision == petition.Revoked
		case *petition.RereviewDecided:
			again = again || d.Decision == petition.Revoked
		case *petition.Resolved:
			resolved = true
		case *petition.Unresolved:
			resolved = false
		}
		if first >= 0 {
			marks[first].Good = resolved && !again
		}
		for _, c := range e.Clocks {
			running := latest(c.Rule, c.Ref)
			switch {
			case c.Do == "start":
				clocks = append(clocks, &term{rule: c.Rule, ref: c.Ref, version: c.Version, days: deadline.Term{Start: day, Given: c.Given}})
			case running == nil:
			case c.Do == "meet" || c.Do == "void":
				running.end, running.ended, running.met, running.unit = day, true, c.Do == "meet", before
				if n := len(running.days.Pauses); n > 0 && running.days.Pauses[n-1].To == 0 {
					running.days.Pauses[n-1].To = day
				}
			case c.Do == "pause":
				running.days.Pauses = append(running.days.Pauses, deadline.Pause{From: day})
			case c.Do == "resume":
				running.days.Pauses[len(running.days.Pauses)-1].To = day
			case c.Do == "extend":
				running.days.Extended += c.Extra
			}
		}
	}
	counts := map[report.MetricID]int{}
	for _, c := range clocks {
		id, ok := timely[c.rule]
		if !ok {
			continue
		}
		n := counts[id]
		counts[id]++
		rule, _ := rules.Policies.Rule(c.rule, c.version)
		due := last(rules, &rule, c.days)
		m := report.Mark{Metric: id, N: n, Day: due, Unit: map[report.MetricID]org.UnitID{report.Assigned: registrar, report.CalledBack: ""}[id]}
		if id != report.Assigned && id != report.CalledBack {
			m.Unit = unit
			if c.ended {
				m.Unit = c.unit
			}
			m.Unit = cmp.Or(asked[c.ref], m.Unit)
		}
		if c.met {
			m.Done, m.Good = c.end, c.end <= due
		}
		if due != 0 && (!c.ended || c.met || c.end > due) {
			marks = append(marks, m)
		}
	}
	return marks
}

// last is the last day, which a pause that begins after it does not move.
func last(rules petition.Rules, rule *deadline.Rule, t deadline.Term) deadline.Day {
	for n := range t.Pauses {
		before := t
		before.Pauses = t.Pauses[:n]
		if due := rules.Calendar.DueDay(rule, &before); due != 0 && due < t.Pauses[n].From {
			return due
		}
	}
	return rules.Calendar.DueDay(rule, &t)
}
