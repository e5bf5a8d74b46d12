package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

func TestSpeeds(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx, day := context.Background(), deadline.DayOf(morning)
		kinds := map[org.UnitID]org.UnitKind{"baishui": org.Town, "liuhe": org.Town, "land": org.Department}
		// Four matters of one unit, accepted after 1, 2, 4 and 8 hours; one of another, after 16; one of
		// a department, not at all; and one that is assigned later.
		var first *petition.Petition
		for i, hours := range []int{1, 2, 4, 8} {
			clock.Time = morning
			p := assigned(t, db, record(i), "baishui")
			clock.Time = morning.Add(time.Duration(hours) * time.Hour)
			takeUp(t, db, p.No, "baishui")
			if i == 0 {
				first = p
			}
		}
		clock.Time = morning
		p := assigned(t, db, record(5), "liuhe")
		assigned(t, db, record(6), "land")
		clock.Time = morning.Add(16 * time.Hour)
		takeUp(t, db, p.No, "liuhe")
		clock.Time = morning.AddDate(0, 0, 5)
		late := assigned(t, db, record(7), "baishui")
		takeUp(t, db, late.No, "baishui")

		clock.Time = morning.Add(25 * time.Hour) // a day after the first was accepted
		served(t, db, first.No)
		clock.Time = clock.Add(30 * time.Minute)
		act(t, db, first.No, "case1", &petition.CalledBack{Reached: true, True: true, Words: "属实"})

		read := func(scope org.Scope, from, to deadline.Day) store.SpeedTable {
			t.Helper()
			table, err := db.Reader(scope).Speeds(ctx, from, to, kinds)
			if err != nil {
				t.Fatal(err)
			}
			return table
		}
		want := func(what string, s *store.Speeds, speed petition.Speed, pace store.Pace) {
			t.Helper()
			if s == nil || s.Paces[speed] != pace {
				t.Errorf("%s, %s: %+v, want %+v", what, speed, s, pace)
			}
		}
		hours := func(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }
		table := read(county, day, day)
		unit, towns := table.Units["baishui"], table.Kinds[org.Town]
		want("baishui", unit, petition.SpeedAccept, store.Pace{N: 4, Median: hours(3), Mean: hours(3.75)})
		want("baishui", unit, petition.SpeedVerify, store.Pace{N: 1, Median: hours(24), Mean: hours(24)})
		want("baishui", unit, petition.SpeedReport, store.Pace{N: 1, Median: hours(24), Mean: hours(24)})
		want("baishui", unit, petition.SpeedCallBack, store.Pace{N: 1, Median: hours(0.5), Mean: hours(0.5)})
		want("baishui", unit, petition.SpeedRectify, store.Pace{})
		want("the townships", towns, petition.SpeedAccept, store.Pace{N: 5, Median: hours(4), Mean: hours(6.2)})
		want("land", table.Units["land"], petition.SpeedAccept, store.Pace{})
		if unit.Assigned != 4 || towns.Assigned != 5 || table.Units["land"].Assigned != 1 {
			t.Errorf("assigned %d, %d, %d", unit.Assigned, towns.Assigned, table.Units["land"].Assigned)
		}
		if wide := read(county, day, day+5); wide.Units["baishui"].Assigned != 5 || wide.Units["baishui"].Paces[petition.SpeedAccept].N != 5 {
			t.Errorf("with the later one: %+v", wide.Units["baishui"])
		}
		if none := read(county, day+1, day+4); len(none.Units)+len(none.Kinds) != 0 {
			t.Errorf("days without any: %+v", none)
		}
		// A unit is told of itself, and of its kind as a whole.
		own := read(scopeOf(t, "liuhe.clerk"), day, day)
		if len(own.Units) != 1 || own.Units["liuhe"] == nil || own.Kinds[org.Town].Assigned != 5 {
			t.Errorf("a unit is told of %v, and %+v", own.Units, own.Kinds[org.Town])
		}
		for _, scope := range []org.Scope{{}, {County: "990122", All: true}} {
			if none := read(scope, day, day); len(none.Units)+len(none.Kinds) != 0 {
				t.Errorf("%+v is told of %+v", scope, none)
			}
		}
		for speed, n := range map[petition.Speed]int{petition.SpeedAccept: 4, petition.SpeedVerify: 1, petition.SpeedCallBack: 1, petition.SpeedAct: 0, petition.SpeedRectify: 0} {
			q := store.ListQuery{Unit: "baishui", AssignedFrom: day, AssignedTo: day, Paced: speed}
			if got := list(t, db, q).Rows; len(got) != n {
				t.Errorf("%s: the list has %d, the table %d", speed, len(got), n)
			}
		}

		// What is taken up again is accepted once; the clock of the others begins anew.
		act(t, db, first.No, "chief1", &petition.ReopenedData{Reason: petition.ReopenNotDone, Words: "没有补发"})
		if again := read(county, day, day).Units["baishui"]; again.Paces[petition.SpeedAccept].N != 3 || again.Paces[petition.SpeedReport].N != 0 {
			t.Errorf("taken up again: %+v", again.Paces)
		}
		// An accusation counts for nobody who stands behind its wall.
		walled := assigned(t, db, accused(8, "liuhe"), "land")
		clock.Time = clock.Add(time.Hour)
		today := deadline.DayOf(clock.Time)
		seen, hidden := read(county, today, today), read(scopeOf(t, "liuhe.clerk"), today, today)
		if seen.Kinds[org.Department] == nil || hidden.Kinds[org.Department] != nil {
			t.Errorf("%s: the county is told of %+v, the accused of %+v", walled.No, seen.Kinds, hidden.Kinds)
		}
		verify(t, db)
	})
}

// takeUp accepts a matter in its unit.
func takeUp(t testing.TB, db *store.DB, no, unit string) {
	t.Helper()
	clerk, handler := officer(t, unit+".clerk"), officer(t, unit+".handler1")
	act(t, db, no, unit+".clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: petition.Duty{Person: clerk.Person, Name: clerk.Name},
		Handler: petition.Duty{Person: handler.Person, Name: handler.Name, Phone: "0000-6201234"}})
}

// BenchmarkSpeeds reads the speeds of a county's 40 units over matters that were answered.
func BenchmarkSpeeds(b *testing.B) {
	day := deadline.DayOf(morning)
	for _, engine := range storetest.Engines() {
		db := storetest.New(b, engine, func() time.Time { return morning })
		for i := range 300 {
			served(b, db, accept(b, db, register(b, db, record(i)).No).No)
		}
		kinds := map[org.UnitID]org.UnitKind{"baishui": org.Town}
		for i := range 39 {
			kinds[org.UnitID(fmt.Sprint("unit", i))] = org.Town
		}
		b.Run(string(engine), func(b *testing.B) {
			for b.Loop() {
				table, err := db.Reader(county).Speeds(context.Background(), day, day, kinds)
				if err != nil || table.Units["baishui"].Paces[petition.SpeedReport].N != 300 {
					b.Fatalf("%+v %v", table, err)
				}
			}
		})
	}
}
