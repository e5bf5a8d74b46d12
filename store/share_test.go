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
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
	"bihuan/store/storetest"
)

// chance lets something happen to a matter, if the law allows it.
func chance(t *testing.T, db *store.DB, no string, r *rand.Rand) {
	t.Helper()
	acts := []struct {
		by   string
		data petition.Data
	}{
		{"case1", &petition.AssignedData{Unit: []org.UnitID{"baishui", "land"}[r.IntN(2)]}},
		{"baishui.clerk", &petition.Objected{Reasons: "不属于本镇"}},
		{"chief1", &petition.ObjectionUpheld{Grounds: "确实不属于"}},
		{"baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: petition.Duty{Person: "head", Name: "何"}, Handler: petition.Duty{Person: "sun", Name: "孙", Phone: "0000-6200133"}}},
		{"baishui.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson}},
		{"baishui.handler1", &petition.Progress{Mark: petition.Verified, Text: "到现场看了"}},
		{"case1", &petition.Escalated{Escalation: petition.Escalation{Level: org.City, Form: petition.Letter, Persons: 1, On: deadline.DayOf(morning)}}},
		{"case1", &petition.WithdrawnData{}},
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Reader(county).Petition(ctx, no)
		if err != nil {
			return err
		}
		one := acts[r.IntN(len(acts))]
		events, err := tx.Rules.Decide(p, officer(t, one.by), tx.Now, one.data)
		if err != nil {
			return nil // not now
		}
		return tx.Append(ctx, p, events)
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
					if len(nos) < 12 || r.IntN(12) == 0 {
						rec := record(len(nos))
						rec.ReceivedAt = now.Time
						nos = append(nos, register(t, db, rec).No)
						continue
					}
					chance(t, db, nos[r.IntN(len(nos))], r)
				}
				moment := now.Time.Add(time.Millisecond)
				seen[moment] = counted(t, db, moment)
				if r.IntN(4) == 0 { // sums change nothing about what is counted
					if err := db.SumShares(t.Context(), moment.Add(-time.Duration(r.IntN(30))*time.Hour)); err != nil {
						t.Fatal(err)
					}
					if is := counted(t, db, moment); is != seen[moment] {
						t.Errorf("at %s there is\n%s\nand with sums\n%s", moment, seen[moment], is)
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
			for _, want := range []string{"assigned_in_time", "accepted_in_time", "accepted  ", "registered", "baishui"} {
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
