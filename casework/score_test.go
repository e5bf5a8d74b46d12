package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/domain/score"
	"bihuan/store/storetest"
)

// september is a bureau in which, in September, Baishui accepted two matters in time and one not at all, and
// Liuhe one in time. It gives their numbers, and stands at 5 October.
func september(t *testing.T, engine storetest.Engine) (b *bureau, baishui []string) {
	t.Helper()
	b = newBureauOn(t, engine)
	b.now = time.Date(2026, 9, 2, 9, 0, 0, 0, deadline.Zone())
	for i, unit := range []org.UnitID{"baishui", "baishui", "baishui", "liuhe"} {
		no := b.assigned(unit)
		if unit == "baishui" {
			baishui = append(baishui, no)
		}
		if i != 2 {
			b.accept(no, string(unit))
		}
	}
	b.now = time.Date(2026, 10, 5, 9, 0, 0, 0, deadline.Zone())
	return b, baishui
}

// assigned is a new matter of a unit.
func (b *bureau) assigned(unit org.UnitID) string {
	b.t.Helper()
	ctx := b.t.Context()
	receipt, err := b.Register(ctx, b.officer("case1"), petition.Record{Channel: petition.Visit, ReceivedAt: b.now, FirstLevel: org.County, Purpose: "claim", Category: "0101", Place: "990121101", Subject: "补偿款", Facts: "补偿款没有算清。", Persons: 1, Anonymous: true, Demands: []petition.Demand{{Text: "算清"}}}, "")
	if err == nil {
		_, err = b.Act(ctx, b.officer("chief1"), receipt.No, 0, &petition.AssignedData{Unit: unit, Path: petition.Ordinary})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return receipt.No
}

func (b *bureau) accept(no, unit string) {
	b.t.Helper()
	duty := func(login string) petition.Duty {
		o := b.officer(login)
		return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200001"}
	}
	_, err := b.Act(b.t.Context(), b.officer(unit+".clerk"), no, 0, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(unit + ".deputy"), Handler: duty(unit + ".handler1")})
	if err != nil {
		b.t.Fatal(err)
	}
}

// accepted is the line of timely acceptance of a unit.
func accepted(t *testing.T, s *casework.Scores, unit org.UnitID) score.Line {
	t.Helper()
	for _, r := range s.Results {
		for _, l := range r.Lines {
			if r.Unit == unit && l.Metric == report.Accepted {
				return l
			}
		}
	}
	t.Fatalf("%s is not assessed", unit)
	return score.Line{}
}

func (b *bureau) scores(login string, m score.Month) *casework.Scores {
	b.t.Helper()
	s, err := b.Scores(b.t.Context(), b.officer(login), m)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// TestScores: a month is counted, closed once by whoever may, stays as it is whatever becomes of the record, and
// is put right by a version of its own.
func TestScores(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			b, baishui := september(t, engine)
			ctx, m := t.Context(), score.Month("2026-09")
			open := b.scores("chief1", m)
			if l := accepted(t, open, "baishui"); l.Good != 2 || l.Of != 3 || open.Closed != nil {
				t.Fatalf("Baishui accepted %d of %d", l.Good, l.Of)
			}
			var first org.UnitID
			for _, r := range open.Results {
				if r.Group == "townships" && r.Place == 1 {
					first = r.Unit
				}
			}
			if first != "liuhe" || open.Of["townships 0"] != 2 {
				t.Errorf("first is %s of %d", first, open.Of["townships 0"])
			}
			// A unit reads its own.
			if own := b.scores("baishui.clerk", m); len(own.Results) == 0 || slices.ContainsFunc(own.Results, func(r score.Result) bool { return r.Unit == "liuhe" }) {
				t.Errorf("the township reads %d", len(own.Results))
			}
			for _, login := range []string{"sysadmin", "inspector1", "baishui.handler1"} {
				_, err := b.Scores(ctx, b.officer(login), m)
				b.refused(login, err, "fault.office.forbidden", "")
			}
			list, _, err := b.ScoreMarks(ctx, b.officer("chief1"), casework.ScoreQuery{Month: m, Unit: "baishui", Metric: report.Accepted, Limit: 10})
			if err != nil || len(list) != 3 {
				t.Errorf("behind the number stand %d, %v", len(list), err)
			}
			_, _, err = b.ScoreMarks(ctx, b.officer("liuhe.clerk"), casework.ScoreQuery{Month: m, Unit: "baishui", Metric: report.Accepted, Limit: 10})
			b.refused("another's matters", err, "fault.office.forbidden", "")

			closing := func(what, login string, m score.Month, seen int, reason, key, field string) {
				t.Helper()
				_, err := b.CloseScores(ctx, b.officer(login), m, seen, reason)
				b.refused(what, err, key, field)
			}
			closing("by a caseworker", "case1", m, 0, "", "fault.office.forbidden", "")
			closing("a month that lasts", "chief1", "2026-10", 0, "", "fault.score.lasts", "")
			closing("the first time", "chief1", m, 0, "", "", "")
			closing("a second time", "director", m, 0, "", "fault.score.changed", "")
			closing("again without a reason", "director", m, 1, " ", "fault.score.reason", "reason")

			// The record changes: what was frozen does not. As of the moment nothing has changed, so nothing is wrong.
			was := b.scores("chief1", m)
			b.accept(baishui[2], "baishui")
			b.now = b.now.Add(time.Hour)
			if is := b.scores("chief1", m); is.Closed == nil || is.Closed.Hash != was.Closed.Hash || accepted(t, is, "baishui") != accepted(t, was, "baishui") {
				t.Error("the frozen month has changed")
			}
			if found := b.verifyScores(); len(found) > 0 {
				t.Errorf("found wrong: %v", found)
			}
			closing("a correction", "director", m, 1, "补录一件", "", "")
			if is := b.scores("chief1", m); is.Closed.Version != 2 || is.Reason != "补录一件" || len(is.Before) != 1 || is.Before[0].Hash != was.Closed.Hash {
				t.Errorf("after the correction: version %d, %q", is.Closed.Version, is.Reason)
			}
			if found := b.verifyScores(); len(found) > 0 {
				t.Errorf("found wrong after the correction: %v", found)
			}
		})
	}
}

// TestScoresAtOnce: of several who close a month at once one does.
func TestScoresAtOnce(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			b, _ := september(t, engine)
			errs := make(chan error)
			for range 6 {
				go func() {
					_, err := b.CloseScores(context.Background(), b.officer("chief1"), "2026-09", 0, "")
					errs <- err
				}()
			}
			done := 0
			for range 6 {
				if err := <-errs; err == nil {
					done++
				} else if fault.As(err) == nil || fault.As(err).Key != "fault.score.changed" {
					t.Errorf("refused with %v", err)
				}
			}
			if done != 1 {
				t.Errorf("%d closed it", done)
			}
		})
	}
}

// TestExclusions: what one asks a second person allows; it is out of the counts from then on, and a month that is
// closed takes no more.
func TestExclusions(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			b, baishui := september(t, engine)
			ctx, m := t.Context(), score.Month("2026-09")
			ask := func(login, no string, why string) (string, error) {
				return b.AskExclusion(ctx, b.officer(login), score.Exclusion{Month: m, No: no, Metric: report.Accepted, Why: why})
			}
			_, err := ask("liuhe.clerk", baishui[2], "与我无关")
			b.refused("another township", err, "fault.score.mark", "")
			_, err = ask("baishui.clerk", baishui[2], " ")
			b.refused("no reason", err, "fault.score.why", "why")
			_, err = ask("leader1", baishui[2], "我看可以")
			b.refused("a leader", err, "fault.office.forbidden", "")
			_, err = b.AskExclusion(ctx, b.officer("chief1"), score.Exclusion{Month: "2026-08", No: baishui[2], Metric: report.Accepted, Why: "不是这个月"})
			b.refused("another month", err, "fault.score.mark", "")
			id, err := ask("baishui.clerk", baishui[2], "洪灾期间断网三天")
			if err != nil {
				t.Fatal(err)
			}
			_, err = ask("case1", baishui[2], "再申请一次")
			b.refused("asked twice", err, "fault.score.asked", "")
			if l := accepted(t, b.scores("chief1", m), "baishui"); l.Of != 3 {
				t.Errorf("it is out before anybody allowed it: %d", l.Of)
			}
			_, err = b.CloseScores(ctx, b.officer("chief1"), m, 0, "")
			b.refused("closing while it waits", err, "fault.score.waits", "")
			b.refused("by the unit", b.DecideExclusion(ctx, b.officer("baishui.head"), id, true, ""), "fault.office.forbidden", "")
			b.refused("refused without a word", b.DecideExclusion(ctx, b.officer("chief1"), id, false, ""), "fault.score.note", "note")
			if err := b.DecideExclusion(ctx, b.officer("chief1"), id, true, ""); err != nil {
				t.Fatal(err)
			}
			b.refused("decided again", b.DecideExclusion(ctx, b.officer("director"), id, false, "不"), "fault.score.decided", "")
			now := b.scores("chief1", m)
			if l := accepted(t, now, "baishui"); l.Good != 2 || l.Of != 2 || now.Left["baishui"] != 1 || now.Waits != 0 {
				t.Errorf("after it was allowed: %d of %d", l.Good, l.Of)
			}

			// The chief asks: the chief does not allow it, another does not either way but the director.
			own, err := ask("chief1", baishui[0], "样本重复")
			if err != nil {
				t.Fatal(err)
			}
			b.refused("the same person", b.DecideExclusion(ctx, b.officer("chief1"), own, true, ""), "fault.score.second", "")
			if err := b.DecideExclusion(ctx, b.officer("director"), own, false, "照常计算"); err != nil {
				t.Fatal(err)
			}
			if l := accepted(t, b.scores("chief1", m), "baishui"); l.Of != 2 {
				t.Errorf("what was refused is out: %d", l.Of)
			}
			// What was refused may be asked again.
			again, err := ask("chief1", baishui[0], "样本重复，附说明")
			if err != nil {
				t.Fatal(err)
			}
			if err := b.DecideExclusion(ctx, b.officer("director"), again, false, "照常计算"); err != nil {
				t.Fatal(err)
			}
			if _, err = b.CloseScores(ctx, b.officer("chief1"), m, 0, ""); err != nil {
				t.Fatal(err)
			}
			_, err = ask("chief1", baishui[1], "关账以后")
			b.refused("after closing", err, "fault.score.closed", "")
			if found := b.verifyScores(); len(found) > 0 {
				t.Errorf("found wrong: %v", found)
			}
			if s := b.scores("baishui.clerk", m); s.Left["baishui"] != 1 || accepted(t, s, "baishui").Of != 2 {
				t.Error("the closed month does not leave it out")
			}
		})
	}
}

// TestScoreSheet: a sheet of the county's own holds from its day on; a volume never counts.
func TestScoreSheet(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			b, _ := september(t, engine)
			ctx := t.Context()
			sheet := score.Sheet{Effective: deadline.NewDay(2026, time.October, 1), Metrics: []score.Weight{{Metric: report.Accepted, Weight: score.Full}},
				Groups: []score.Group{{ID: "townships", Kinds: []org.UnitKind{org.Town}}}}
			_, err := b.SaveScoreSheet(ctx, b.officer("case1"), sheet)
			b.refused("a caseworker", err, "fault.office.forbidden", "")
			volume := sheet
			volume.Metrics = []score.Weight{{Metric: "total_batches", Weight: score.Full}}
			_, err = b.SaveScoreSheet(ctx, b.officer("director"), volume)
			b.refused("a volume", err, "fault.score.volume", "weight.total_batches")
			if v, err := b.SaveScoreSheet(ctx, b.officer("director"), sheet); err != nil || v != 2 {
				t.Fatalf("version %d, %v", v, err)
			}
			if v := b.scores("chief1", "2026-09").Sheet.Version; v != 1 {
				t.Errorf("September is assessed by version %d", v)
			}
			if s := b.scores("chief1", "2026-10"); s.Sheet.Version != 2 || len(s.Results[0].Lines) != 1 {
				t.Errorf("October is assessed by version %d", s.Sheet.Version)
			}
			if _, err := b.CloseScores(ctx, b.officer("chief1"), "2026-09", 0, ""); err != nil {
				t.Fatal(err)
			}
			sheet.Effective = deadline.NewDay(2026, time.September, 1)
			_, err = b.SaveScoreSheet(ctx, b.officer("director"), sheet)
			b.refused("for a closed month", err, "fault.score.past", "effective")
			_, err = b.Scores(ctx, b.officer("chief1"), "2019-12")
			b.refused("before any sheet", err, "fault.score.no_sheet", "month")
		})
	}
}
