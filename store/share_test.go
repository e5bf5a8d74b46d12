package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
	"bihuan/store/storetest"
)

// chance lets something happen to a matter that the law allows. Some of it is written down days after it happened.
func chance(t *testing.T, db *store.DB, no string, now time.Time, r *rand.Rand) {
	t.Helper()
	notified := &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson}
	served := &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct}
	since := func(then time.Time) time.Time { return then.Add(time.Duration(r.Int64N(int64(now.Sub(then)) + 1))) }
	answer := petition.Answer{Facts: "属实", Basis: "土地管理法", Opinion: "补发", Result: petition.Supported}
	acts := []struct {
		by   string
		data petition.Data
	}{
		{"case1", &petition.AssignedData{Unit: "baishui"}},
		{"baishui.clerk", &petition.Objected{Reasons: "不属于本镇"}},
		{"chief1", &petition.ObjectionUpheld{Grounds: "确实不属于"}},
		{"baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: petition.Duty{Person: officer(t, "baishui.head").Person, Name: "何"},
			Handler: petition.Duty{Person: officer(t, "baishui.handler1").Person, Name: "孙", Phone: "0000-6200133"}}},
		{"baishui.handler1", notified},
		{"baishui.handler1", &petition.Progress{Mark: petition.Verified, Text: "到现场看了"}},
		{"baishui.handler1", &petition.ReplySubmitted{Answers: []petition.Answer{answer, answer}, ReviewBody: "清源县人民政府"}},
		{"baishui.deputy", &petition.ReplyApproved{}},
		{"baishui.head", &petition.ReplyApproved{}},
		{"baishui.clerk", &petition.RepliedData{DocNo: "白信复〔2026〕1号"}},
		{"baishui.clerk", served},
		{"case2", &petition.CalledBack{Reached: true, True: r.IntN(2) == 0, Satisfied: true, Words: "属实"}},
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for range 8 {
			p, err := tx.Load(ctx, no, county)
			if err != nil {
				return err
			}
			if p.Acceptance != nil {
				notified.On = since(p.Acceptance.At)
			}
			if p.Reply != nil && !p.Reply.Issued.IsZero() {
				served.On = since(p.Reply.Issued)
			}
			one := acts[r.IntN(len(acts))]
			events, err := tx.Rules.Decide(p, officer(t, one.by), tx.Now, one.data)
			if err != nil {
				continue // not now
			}
			return tx.Append(ctx, p, events)
		}
		return nil
	})
}

// TestSharesAsOf: what a report of a past moment counts is what was counted then, and what the lists behind it
// show; all of it follows from the histories.
func TestSharesAsOf(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			now := &at{morning}
			db := storetest.Open(t, storetest.Options(t, storetest.URL(t, engine), now.now))
			r := rand.New(rand.NewPCG(17, 4))
			seen := map[time.Time]string{}
			var nos []string
			for range 50 {
				for range 6 {
					now.Time = now.Time.Add(time.Duration(r.IntN(30)) * time.Hour)
					if len(nos) < 6 || r.IntN(20) == 0 {
						rec := record(len(nos))
						rec.ReceivedAt = now.Time
						nos = append(nos, register(t, db, rec).No)
						continue
					}
					chance(t, db, nos[r.IntN(len(nos))], now.Time, r)
				}
				moment := now.Time.Add(time.Millisecond)
				seen[moment] = counted(t, db, moment)
				if r.IntN(4) == 0 { // sums change nothing about what is counted
					if err := db.SumShares(t.Context(), moment.Add(-time.Duration(r.IntN(30))*time.Hour)); err != nil {
						t.Fatal(err)
					}
					for then, was := range seen {
						if moment.Sub(then) > 14*24*time.Hour {
							continue
						}
						if is := counted(t, db, then); is != was {
							t.Errorf("at %s there was\n%s\nand with sums\n%s", then, was, is)
						}
					}
				}
				now.Time = now.Time.Add(time.Second)
			}
			for moment, was := range seen {
				if is := counted(t, db, moment); is != was {
					t.Errorf("at %s there was\n%s\nand now is\n%s", moment, was, is)
				}
			}
			last := counted(t, db, now.Time)
			for _, want := range []string{"assigned_in_time", "accepted_in_time", "accepted  ", "registered", "baishui", "call_back_agrees"} {
				if !strings.Contains(last, want) {
					t.Errorf("nothing of %s is counted:\n%s", want, last)
				}
			}
			verify(t, db)
		})
	}
}

// counted is what reports count at a moment. The lists must show as many as the counts say.
func counted(t *testing.T, db *store.DB, moment time.Time) string {
	t.Helper()
	reader := db.Reader(county)
	period := report.Period{From: deadline.DayOf(morning), To: deadline.DayOf(moment)}
	shares, err := reader.Shares(t.Context(), moment, period)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range shares {
		lines = append(lines, fmt.Sprint(s))
		for _, good := range []bool{true, false} {
			list, next, err := reader.Marks(t.Context(), store.MarkQuery{Period: period, Moment: moment, Metric: s.Metric, Unit: &s.Unit, Good: &good, Limit: 500})
			want := map[bool]int{true: s.Good, false: s.Of - s.Good}[good]
			if err != nil || next != "" || len(list) != want {
				t.Errorf("%v: %d listed, good %t, want %d (%v)", s, len(list), good, want, err)
			}
		}
	}
	opens, err := reader.Opens(t.Context(), moment)
	if err != nil {
		t.Fatal(err)
	}
	open := 0
	for _, o := range opens {
		open += o.N
		lines = append(lines, fmt.Sprintf("%s  %v", o.State, o))
	}
	slices.SortFunc(lines, cmp.Compare[string])
	list, after := []store.Standing{}, ""
	for {
		some, next, err := reader.Standings(t.Context(), store.StageQuery{Moment: moment, After: after, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, some...)
		if after = next; next == "" {
			break
		}
	}
	if len(list) != open {
		t.Errorf("at %s: %d are listed as open, %d counted", moment, len(list), open)
	}
	for _, one := range list {
		lines = append(lines, fmt.Sprint(one.No, one.Stage))
	}
	return strings.Join(lines, "\n")
}
