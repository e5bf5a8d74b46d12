package store_test

import (
	"maps"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/store/storetest"
)

// Overdue counts matters, not clocks, and neither rights nor what is closed.
func TestOverdue(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			clock, url := &at{morning}, storetest.URL(t, engine)
			db := storetest.Open(t, storetest.Options(t, url, clock.now))
			fresh, assigned := register(t, db, record(0)), register(t, db, record(1))
			act(t, db, assigned.No, "chief1", &petition.AssignedData{Unit: "baishui"})
			accept(t, db, register(t, db, record(2)).No)
			count := func(day deadline.Day) map[deadline.Basis]int {
				t.Helper()
				counts, err := db.Overdue(t.Context(), day)
				if err != nil {
					t.Fatal(err)
				}
				return counts
			}
			today := deadline.DayOf(morning)
			if got := count(today); len(got) != 0 {
				t.Errorf("today: %v", got)
			}
			// What the list of running clocks says, counted by hand.
			later, rights := today.Add(200), 0
			list, err := db.Reader(county).Due(t.Context(), later, 1000)
			if err != nil {
				t.Fatal(err)
			}
			want, seen := map[deadline.Basis]int{}, map[string]bool{}
			for _, c := range list {
				rule, _ := storetest.Rules(t).Policies.RuleIn(c.Rule, today)
				switch key := c.No + string(c.Basis); {
				case rule.Right:
					rights++
				case !seen[key]:
					seen[key] = true
					want[c.Basis]++
				}
			}
			if got := count(later); !maps.Equal(got, want) || want[deadline.Pledge] < 2 {
				t.Errorf("later: %v, want %v", got, want)
			}
			if rights == 0 || len(list) == rights+len(seen) {
				t.Errorf("%d clocks, %d of them rights, %d matters by basis: the test says little", len(list), rights, len(seen))
			}
			if _, err := raw(t, engine, url).Exec(`UPDATE petition SET open = 0 WHERE no <> '` + fresh.No + `'`); err != nil {
				t.Fatal(err)
			}
			if got := count(later); got[deadline.Pledge] != 1 || got[deadline.Law] > 1 {
				t.Errorf("of one open matter: %v", got)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	for _, engine := range storetest.Engines() {
		db := storetest.New(t, engine, (&at{morning}).now)
		if have, know, err := db.Version(t.Context()); err != nil || have != know || know < 5 {
			t.Errorf("%s: version %d of %d, %v", engine, have, know, err)
		}
	}
}
