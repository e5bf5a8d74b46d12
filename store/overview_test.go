package store_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
	"bihuan/store/storetest"
)

// recount folds what lists show, matter by matter.
func recount(t *testing.T, db *store.DB, scope org.Scope, mine org.PersonID, today, weekEnd deadline.Day) *report.Overview {
	t.Helper()
	o := report.NewOverview(today, weekEnd)
	err := db.Reader(scope).Export(context.Background(), store.ListQuery{Open: true, Mine: mine}, func(r store.ListRow) error {
		o.Add(report.OpenMatter{State: r.State, Week: r.Week, Due: r.Lead.Due, Received: deadline.DayOf(r.Received),
			Category: r.Category[:min(len(r.Category), report.CategoryDigits)], Place: r.Place[:min(len(r.Place), report.PlaceDigits)]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOverview(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var climbs, ends *petition.Petition
		for i := range 12 {
			clock.Time = morning.AddDate(0, 0, 3*i)
			r := record(i)
			r.ReceivedAt = clock.Time.Add(-time.Duration(i) * 5 * time.Hour)
			switch no := register(t, db, r).No; {
			case i%5 == 1:
				act(t, db, no, "chief1", &petition.AssignedData{Unit: "liuhe", Path: petition.Ordinary})
			case i%5 == 2:
				act(t, db, no, "chief1", &petition.AssignedData{Unit: "land", Path: petition.Ordinary})
			case i%5 > 2:
				ends = accept(t, db, no)
				if climbs == nil {
					climbs = ends
				}
			}
		}
		climb(t, db, climbs, 3)
		served(t, db, ends.No)
		r := accused(20)
		r.Accused.People = []org.PersonID{officer(t, "baishui.head").Person}
		accept(t, db, register(t, db, r).No)

		today := deadline.DayOf(clock.Time)
		handler := officer(t, "baishui.handler1").Person
		for name, c := range map[string]struct {
			scope org.Scope
			mine  org.PersonID
			least int
		}{
			"the county": {county, "", 12}, "the bureau's caseworker, all": {scopeOf(t, "case1"), "", 12}, "a unit": {scopeOf(t, "baishui.clerk"), "", 3},
			"the accused": {scopeOf(t, "baishui.head"), "", 3}, "another unit": {scopeOf(t, "liuhe.clerk"), "", 2}, "a handler's own": {scopeOf(t, "baishui.handler1"), handler, 1},
			"nobody": {org.Scope{}, "", 0}, "another county": {org.Scope{County: "000000", All: true}, "", 0},
		} {
			for _, day := range []deadline.Day{today, today + 20, today + 90} {
				got, err := db.Reader(c.scope).Overview(ctx, c.mine, day, day+2)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				want := recount(t, db, c.scope, c.mine, day, day+2)
				if got.Open < c.least || got.Open != want.Open || got.Late != want.Late || got.DueToday != want.DueToday || got.DueWeek != want.DueWeek ||
					!slices.Equal(got.Ages, want.Ages) || got.Ladder != want.Ladder || got.LadderLate != want.LadderLate || !maps.Equal(got.States, want.States) ||
					!maps.Equal(got.Categories, want.Categories) || !maps.Equal(got.Places, want.Places) {
					t.Errorf("%s on %s: %+v, and the lists have %+v", name, day, got, want)
				}
				if c.mine != "" {
					continue
				}
				owing, err := db.Reader(c.scope).Owing(ctx, day)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				late := 0
				for _, u := range owing {
					late += u.N
					page, err := db.Reader(c.scope).List(ctx, store.ListQuery{Open: true, Owes: &u.Unit}.Late(day))
					if err != nil || len(page.Rows) != u.N {
						t.Errorf("%s on %s: %q owes %d, and the list has %v: %v", name, day, u.Unit, u.N, numbersOf(page.Rows), err)
					}
				}
				if late != got.Late || !slices.IsSortedFunc(owing, func(a, b report.UnitLate) int { return b.N - a.N }) {
					t.Errorf("%s on %s: %d are late, and owing are %+v", name, day, got.Late, owing)
				}
			}
		}
		if all, _ := db.Reader(county).Overview(ctx, "", today, today); all.Open != 13 {
			t.Errorf("%d are open", all.Open)
		}
		// What nobody has assigned waits for the bureau, and so does a call-back.
		owing, err := db.Reader(county).Owing(ctx, today+60)
		if err != nil || len(owing) < 4 || !slices.ContainsFunc(owing, func(u report.UnitLate) bool { return u.Unit == "" && u.N == 4 }) {
			t.Errorf("owing %+v: %v", owing, err)
		}
		owes, err := db.Reader(county).Owes(ctx, []string{climbs.No, ends.No, "nothing"})
		if err != nil || len(owes) != 2 || owes[climbs.No] != "baishui" || owes[ends.No] != "" {
			t.Errorf("who is to act: %v, %v", owes, err)
		}
		if owes, err = db.Reader(scopeOf(t, "liuhe.clerk")).Owes(ctx, []string{climbs.No}); err != nil || len(owes) != 0 {
			t.Errorf("another unit hears who is to act: %v, %v", owes, err)
		}
		if head, _ := db.Reader(scopeOf(t, "baishui.head")).Overview(ctx, "", today, today); head.Open+1 != recount(t, db, scopeOf(t, "baishui.clerk"), "", today, today).Open {
			t.Errorf("the accused counts %d", head.Open)
		}
	})
}

// What came in is the same in a scope that holds all as the reports' own count, and less in one that does not.
func TestReceived(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for i := range 6 {
			clock.Time = morning.AddDate(0, 0, i)
			r := record(i)
			r.ReceivedAt = clock.Time
			if i%2 == 0 {
				r.Channel = petition.Phone
			}
			no := register(t, db, r).No
			if i < 3 {
				act(t, db, no, "chief1", &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
			}
		}
		p := report.Period{From: deadline.DayOf(morning).Add(1), To: deadline.DayOf(morning).Add(4)}
		tallied, err := db.Reader(county).Tallies(ctx, clock.Add(time.Hour), p)
		if err != nil {
			t.Fatal(err)
		}
		all, err := db.Reader(county).Received(ctx, "", p)
		if err != nil {
			t.Fatal(err)
		}
		want, got := report.InflowOf(tallied, p), report.InflowOf(all, p)
		if got.Total() != 4 || !maps.EqualFunc(got.Batches, want.Batches, slices.Equal) || !maps.EqualFunc(got.Persons, want.Persons, slices.Equal) {
			t.Errorf("%+v, want %+v", got, want)
		}
		some, err := db.Reader(scopeOf(t, "baishui.clerk")).Received(ctx, "", p)
		if got := report.InflowOf(some, p); err != nil || got.Total() != 2 || got.Of(petition.Phone) != 1 {
			t.Errorf("a unit counts %+v: %v", got, err)
		}
	})
}

func TestMoved(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		still, early, late := accept(t, db, register(t, db, record(1)).No), accept(t, db, register(t, db, record(2)).No), accept(t, db, register(t, db, record(3)).No)
		clock.Time = morning.AddDate(0, 0, 23)
		climb(t, db, early, 4)
		clock.Time = morning.AddDate(0, 0, 24)
		today := deadline.DayOf(clock.Time)
		climb(t, db, late, 4)
		climb(t, db, still, 2)
		// That something else was written down today moves nobody.
		act(t, db, early.No, "baishui.handler1", &petition.Contacted{Means: petition.InPerson, Said: "见了面"})
		for name, c := range map[string]struct {
			q    store.ListQuery
			want []string
		}{
			"to week 4 today":                {store.ListQuery{Turn: 4, Moved: today}, []string{late.No}},
			"to week 4 since the day before": {store.ListQuery{Turn: 4, Moved: today - 1}, []string{early.No, late.No}},
			"to any week today":              {store.ListQuery{Moved: today}, []string{late.No, still.No}},
			"tomorrow":                       {store.ListQuery{Moved: today + 1}, nil},
		} {
			got := numbersOf(list(t, db, c.q).Rows)
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestCountAnswers(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx, today := context.Background(), deadline.DayOf(morning)
		clock.Time = morning
		no := accept(t, db, register(t, db, record(1)).No).No
		for _, c := range []struct {
			kind letter.Kind
			due  deadline.Day
		}{{"reminder", today - 1}, {"reminder", today}, {"reminder", today + 1}, {"supervise", today - 2}, {"reminder", 0}} {
			stored(t, db, no, func(l *store.Letter) { l.Kind, l.State, l.Due = c.kind, letter.Issued, c.due }, letter.Signing)
		}
		bureau := officer(t, "case1")
		q := store.LetterQuery{Offices: bureau.Units(), From: bureau.Unit, States: []letter.State{letter.Issued}}
		counts, err := db.Reader(scopeOf(t, "case1")).CountAnswers(ctx, q, today)
		if want := []store.LetterCount{{"reminder", 3, 1, 1}, {"supervise", 1, 0, 1}}; err != nil || !slices.Equal(counts, want) {
			t.Errorf("%+v, want %+v: %v", counts, want, err)
		}
		q.Waits, q.DueFrom, q.DueBy, q.Limit = true, today, today, 10
		if rows, _, err := db.Reader(scopeOf(t, "case1")).Letters(ctx, q); err != nil || len(rows) != 1 || rows[0].Due != today {
			t.Errorf("due today: %+v: %v", rows, err)
		}
	})
}
