package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// climb hands a matter on to a week of the ladder, as the clock does.
func climb(t testing.TB, db *store.DB, p *petition.Petition, week int) *petition.Petition {
	t.Helper()
	for p.Week < week {
		var to petition.Duty
		if post := petition.RungPost(p.Week + 1); post != org.Leader {
			o := officer(t, "baishui."+string(post))
			to = petition.Duty{Person: o.Person, Name: o.Name, Unit: o.Unit}
		}
		next := p.Week + 1
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			var err error
			if p, err = tx.Load(ctx, p.No, county); err != nil {
				return err
			}
			_, at, _ := p.NextRung()
			events, err := tx.Rules.Decide(p, org.TheClock(tx.County()), tx.Now, &petition.LadderAdvanced{Week: next, To: to, Due: at})
			if err != nil {
				return err
			}
			return tx.Append(ctx, p, events)
		})
	}
	return p
}

func TestLadder(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx, accepted := context.Background(), deadline.DayOf(morning)
		var p []*petition.Petition
		for i := range 6 {
			p = append(p, accept(t, db, register(t, db, record(i)).No))
		}
		r := accused(7)
		r.Accused.People = []org.PersonID{officer(t, "baishui.head").Person}
		walled := accept(t, db, register(t, db, r).No)
		clock.Time = morning.AddDate(0, 0, 23)
		served(t, db, p[5].No) // off the ladder
		p[1] = climb(t, db, p[1], 2)
		p[2] = climb(t, db, p[2], 3)
		p[3] = climb(t, db, p[3], 4)
		p[4] = climb(t, db, p[4], 2)
		walled = climb(t, db, walled, 3)
		act(t, db, p[4].No, "baishui.deputy", &petition.Contacted{Means: petition.InPerson, Said: "见了面"})

		today := deadline.DayOf(clock.Time)
		rows, err := db.Reader(county).Ladder(ctx, accepted)
		want := []store.UnitWeek{{"baishui", 1, 1, 0, 0}, {"baishui", 2, 2, 0, 1}, {"baishui", 3, 2, 0, 2}, {"baishui", 4, 1, 0, 1}}
		if err != nil || !slices.Equal(rows, want) {
			t.Errorf("%+v, want %+v: %v", rows, want, err)
		}
		if rows, err = db.Reader(scopeOf(t, "baishui.head")).Ladder(ctx, today+300); err != nil || len(rows) != 4 || rows[2].N != 1 || rows[2].Late != 1 {
			t.Errorf("the accused counts %+v: %v", rows, err)
		}
		if rows, err = db.Reader(scopeOf(t, "liuhe.clerk")).Ladder(ctx, today); err != nil || len(rows) != 0 {
			t.Errorf("another unit counts %+v: %v", rows, err)
		}
		for name, c := range map[string]struct {
			q    store.ListQuery
			want []string
		}{
			"week 1":      {store.ListQuery{Turn: 1}, []string{p[0].No}},
			"week 2":      {store.ListQuery{Turn: 2}, []string{p[1].No, p[4].No}},
			"week 2 idle": {store.ListQuery{Turn: 2, Idle: true}, []string{p[1].No}},
			"idle":        {store.ListQuery{Idle: true}, []string{p[1].No, p[2].No, p[3].No, walled.No}},
			"climbing":    {store.ListQuery{Climbing: true}, []string{p[0].No, p[1].No, p[2].No, p[3].No, p[4].No, walled.No}},
		} {
			got := numbersOf(list(t, db, c.q).Rows)
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		// On the first day of each week, what was not handed on is behind, and nothing else.
		for _, c := range []struct {
			day  deadline.Day
			want []string
		}{
			{accepted + 7, nil}, {accepted + 8, []string{p[0].No}}, {accepted + 14, []string{p[0].No}},
			{accepted + 15, []string{p[0].No, p[1].No, p[4].No}}, {accepted + 22, []string{p[0].No, p[1].No, p[2].No, p[4].No, walled.No}},
		} {
			got, err := db.Reader(county).LadderLag(ctx, c.day, 100)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("behind on %s: %v, want %v: %v", c.day, got, c.want, err)
			}
			for _, x := range p[:5] {
				if x.Behind(c.day) != slices.Contains(got, x.No) {
					t.Errorf("%s on %s: the petition says otherwise", x.No, c.day)
				}
			}
		}
		verify(t, db)
	})
}

func TestTriggerSwitches(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		flip := func(trigger string, off bool) error {
			return db.Do(ctx, "switch", func(tx *store.Tx) error {
				return tx.SwitchTrigger(ctx, store.TriggerSwitch{Trigger: trigger, Off: off, Person: "p-chief1", Name: "钱"})
			})
		}
		wants := func(want ...string) {
			t.Helper()
			if off, err := db.TriggersOff(ctx); err != nil || !slices.Equal(off, want) {
				t.Errorf("off: %v, want %v: %v", off, want, err)
			}
		}
		wants()
		if err := flip("half", true); err != nil {
			t.Fatal(err)
		}
		wants("half")
		clock.Time = morning.Add(time.Hour)
		if err := flip("half", true); err == nil {
			t.Error("switched off twice")
		}
		errs := make(chan error, 4)
		for range 4 {
			go func() { errs <- flip("reply", true) }()
		}
		done := 0
		for range 4 {
			if err := <-errs; err == nil {
				done++
			}
		}
		if done != 1 {
			t.Errorf("%d of four switched it off", done)
		}
		wants("half", "reply")
		if err := flip("half", false); err != nil {
			t.Error(err)
		}
		wants("reply")
		all, err := db.TriggerSwitches(ctx)
		if err != nil || len(all) != 3 || !all[0].At.Equal(morning) || all[0].Name != "钱" || all[2].Off || !all[2].At.Equal(morning.Add(time.Hour)) {
			t.Errorf("%+v: %v", all, err)
		}
	})
}
