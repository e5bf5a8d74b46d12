package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
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

// told is what a tester wrote down of a batch, apart from the program: what it was from when until when.
type told struct {
	since, until        time.Time
	day, level, channel string
	raised              bool
	persons             int
}

// live registers matters, puts them right and has them raised, at chance moments, and writes down what was
// told.
func live(t *testing.T, db *store.DB, now *at, seed uint64, matters, acts int) []told {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var all []told
	var nos []string
	first := map[string]int{} // the line of a matter's registration that holds
	for range matters + acts {
		now.Time = now.Time.Add(time.Duration(r.IntN(40)) * time.Hour)
		if len(nos) == 0 || len(nos) < matters && r.IntN(2) == 0 {
			rec := record(len(nos))
			rec.ReceivedAt = now.Time.Add(-time.Duration(r.IntN(60)) * time.Hour)
			rec.FirstLevel = org.Levels()[2+r.IntN(4)]
			rec.Channel = []petition.Channel{petition.Letter, petition.Visit, petition.Web}[r.IntN(3)]
			p := register(t, db, rec)
			nos = append(nos, p.No)
			first[p.No] = len(all)
			all = append(all, told{since: now.Time, day: deadline.DayOf(rec.ReceivedAt).String(), level: string(rec.FirstLevel), channel: string(rec.Channel), persons: rec.Persons})
			continue
		}
		no := nos[r.IntN(len(nos))]
		if r.IntN(2) == 0 {
			e := petition.Escalation{Level: org.Province, On: deadline.DayOf(now.Time).Add(-r.IntN(9)), Form: petition.Visit, Persons: 1 + r.IntN(8)}
			act(t, db, no, "case1", &petition.Escalated{Escalation: e})
			all = append(all, told{since: now.Time, day: e.On.String(), level: string(e.Level), channel: string(e.Form), raised: true, persons: e.Persons})
			continue
		}
		field, value := petition.FPersons, strconv.Itoa(2+r.IntN(9))
		if r.IntN(2) == 0 {
			field, value = petition.FChannel, string([]petition.Channel{petition.Letter, petition.Visit, petition.Web}[r.IntN(3)])
		}
		before := all[first[no]]
		was := before.channel
		if field == petition.FPersons {
			was = strconv.Itoa(before.persons)
		}
		if was == value {
			continue
		}
		act(t, db, no, "case1", &petition.Corrected{Field: field, Old: was, New: value, Why: "录错"})
		after := before
		after.since = now.Time
		if field == petition.FPersons {
			after.persons, _ = strconv.Atoi(value)
		} else {
			after.channel = value
		}
		if before.since.Equal(now.Time) {
			all[first[no]] = after // in the same moment: it was never known otherwise
			continue
		}
		all[first[no]].until = now.Time
		first[no] = len(all)
		all = append(all, after)
	}
	return all
}

// TestTalliesAsOf: a report of any past moment finds what was known then, whatever was put right since; and
// what is counted follows from the history.
func TestTalliesAsOf(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, engine)
			now := &at{morning}
			db := storetest.Open(t, storetest.Options(t, url, now.now))
			period := report.Period{From: deadline.DayOf(morning).Add(-90), To: deadline.DayOf(morning).Add(400)}
			r := db.Reader(county)
			seen := map[time.Time]string{}
			look := func(moment time.Time) string {
				t.Helper()
				tallies, err := r.Tallies(t.Context(), moment, period)
				if err != nil {
					t.Fatal(err)
				}
				return sum(tallies)
			}
			for i := range 10 {
				live(t, db, now, uint64(i), 12, 24)
				moment := now.Time.Add(time.Millisecond)
				seen[moment] = look(moment)
				now.Time = now.Time.Add(time.Second)
			}
			for moment, was := range seen {
				if is := look(moment); is != was {
					t.Errorf("at %s there was\n%s\nand now is\n%s", moment, was, is)
				}
			}
			verify(t, db)
		})
	}
}

// TestTalliesAgree: other code, that knows nothing of events, counts the same for fifty moments.
func TestTalliesAgree(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			now := &at{morning}
			db := storetest.Open(t, storetest.Options(t, storetest.URL(t, engine), now.now))
			all := live(t, db, now, 7, 60, 200)
			from, to := deadline.DayOf(morning).Add(20), deadline.DayOf(now.Time).Add(-20)
			r := rand.New(rand.NewPCG(3, 3))
			for range 50 {
				moment := morning.Add(time.Duration(r.Int64N(int64(now.Time.Sub(morning)))))
				got, err := db.Reader(county).Tallies(t.Context(), moment, report.Period{From: from, To: to})
				if err != nil {
					t.Fatal(err)
				}
				if want := sum(known(all, moment, from.String(), to.String())); sum(got) != want {
					t.Errorf("at %s:\n%s\nwant\n%s", moment, sum(got), want)
				}
				parts, err := db.Reader(county).Slices(t.Context(), moment, report.Period{From: from, To: to})
				if err != nil {
					t.Fatal(err)
				}
				channels := map[string]int{}
				for _, p := range parts {
					channels[p.Channel] += p.Batches
					if p.Category != "01" || p.Place != "990121101" {
						t.Errorf("%+v", p)
					}
				}
				for _, one := range known(all, moment, from.String(), to.String()) {
					if !one.Raised {
						channels[string(one.Channel)]--
					}
				}
				for channel, n := range channels {
					if n != 0 {
						t.Errorf("at %s: %d of %s too many", moment, n, channel)
					}
				}
			}
		})
	}
}

// known counts what was said before a moment and had not been said otherwise by then.
func known(all []told, moment time.Time, from, to string) []report.Tally {
	var list []report.Tally
	for _, s := range all {
		day, _ := deadline.ParseDay(s.day)
		if s.since.Before(moment) && (s.until.IsZero() || !s.until.Before(moment)) && s.day >= from && s.day <= to {
			list = append(list, report.Tally{Day: day, Raised: s.raised, Level: org.Level(s.level), Channel: petition.Channel(s.channel), Collective: s.persons >= 5, Batches: 1, Persons: s.persons})
		}
	}
	return list
}

// sum adds what is alike and writes it down in order.
func sum(list []report.Tally) string {
	type key struct {
		day                string
		raised, collective bool
		level, channel     string
	}
	total := map[key][2]int{}
	for _, t := range list {
		k := key{t.Day.String(), t.Raised, t.Collective, string(t.Level), string(t.Channel)}
		n := total[k]
		total[k] = [2]int{n[0] + t.Batches, n[1] + t.Persons}
	}
	var lines []string
	for k, n := range total {
		lines = append(lines, fmt.Sprint(k, n))
	}
	slices.SortFunc(lines, cmp.Compare[string])
	return strings.Join(lines, "\n")
}

// TestArrivalsAreCaughtUp: after an upgrade, what came in before is counted as if it always had been; and a
// row that does not follow from the history is found and put right.
func TestArrivalsAreCaughtUp(t *testing.T) {
	clock, want := &at{}, ""
	period := report.Period{From: deadline.DayOf(morning).Add(-90), To: deadline.DayOf(morning).Add(400)}
	count := func(t *testing.T, db *store.DB) string {
		t.Helper()
		tallies, err := db.Reader(county).Tallies(t.Context(), morning.AddDate(0, 0, 10), period)
		if err != nil {
			t.Fatal(err)
		}
		return sum(tallies)
	}
	reopened(t, clock, func(t *testing.T, db *store.DB, _ storetest.Engine) {
		live(t, db, clock, 5, 12, 24)
		want = count(t, db)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			for _, table := range []string{"arrival", "mark", "stage"} {
				if err := tx.Raw(ctx, `DELETE FROM `+table); err != nil {
					return err
				}
			}
			return tx.Raw(ctx, `DELETE FROM setting WHERE name = 'facts'`)
		})
	}, func(t *testing.T, db *store.DB, _ string) {
		if got := count(t, db); got != want || want == "" {
			t.Errorf("caught up:\n%s\nwant\n%s", got, want)
		}
		verify(t, db)
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.Raw(ctx, `UPDATE arrival SET persons = persons + 1`)
		})
		if found := problems(t, db, store.VerifyOptions{}); len(found) != 12 || found[0].Key != store.ProblemDerived {
			t.Fatalf("%d problems: %+v", len(found), found)
		}
		problems(t, db, store.VerifyOptions{Rebuild: true})
		verify(t, db)
		if got := count(t, db); got != want {
			t.Errorf("rebuilt:\n%s\nwant\n%s", got, want)
		}
	})
}

// TestPastArrivals: what an earlier system had counts from the day on which it came in there, whenever it was
// taken over; also where that did not say at which level, or how.
func TestPastArrivals(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			now := &at{morning}
			db := storetest.Open(t, storetest.Options(t, storetest.URL(t, engine), now.now))
			came := morning.AddDate(-2, 0, 0)
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				past := &petition.Past{Unknown: []petition.Field{petition.FLevel, petition.FChannel, petition.FSubject, petition.FPlace, petition.FCategory, petition.FPurpose, petition.FDemand, petition.FName}}
				p := &petition.Petition{}
				events, err := tx.Rules.Decide(p, officer(t, "case1"), tx.Now, &petition.RegisteredData{Record: petition.Record{ReceivedAt: came, Persons: 6, Subject: "旧系统记录 1"}, Past: past})
				if err != nil {
					return err
				}
				if p.No, err = tx.NextNumber(ctx, "990121", deadline.DayOf(tx.Now)); err != nil {
					return err
				}
				return tx.Register(ctx, p, events, nil)
			})
			day := deadline.DayOf(came)
			for moment, want := range map[time.Time]int{came: 0, came.Add(time.Millisecond): 1, morning.AddDate(1, 0, 0): 1} {
				got, err := db.Reader(county).Tallies(t.Context(), moment, report.Period{From: day, To: day})
				if err != nil || len(got) != want || want == 1 && (got[0].Batches != 1 || got[0].Persons != 6 || !got[0].Collective || got[0].Level != "") {
					t.Errorf("at %s: %+v, %v", moment, got, err)
				}
			}
			_, first, err := db.Reader(county).LastTallies(t.Context(), morning, deadline.DayOf(morning), report.Upward())
			if err != nil || first != day {
				t.Errorf("the first came on %s: %v", first, err)
			}
			list, _, err := db.Reader(county).Batches(t.Context(), store.BatchQuery{Period: report.Period{From: day, To: day}, Moment: morning, Counts: func(*report.Tally) bool { return true }, Limit: 9})
			if err != nil || len(list) != 1 || list[0].Persons != 6 {
				t.Errorf("%+v, %v", list, err)
			}
			verify(t, db)
		})
	}
}
