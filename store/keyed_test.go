package store_test

import (
	"fmt"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// TestReceptionsAsOf: what a report of a past moment found, it finds again, whatever was changed or taken back
// since; and who said what stays to be read.
func TestReceptionsAsOf(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx, by := t.Context(), sample.County()
		chief, _ := by.Officer("chief1")
		clerk, _ := by.Officer("case1")
		put := func(o org.Officer, r reception.Reception) error {
			return db.Do(ctx, "key", func(tx *store.Tx) error { return tx.PutReception(ctx, o, r) })
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		day := deadline.DayOf(morning)
		period := report.Period{From: day, To: day}
		see := func(moment time.Time, want string) {
			t.Helper()
			list, err := db.Reader(county).Receptions(ctx, moment, period)
			must(err)
			got := ""
			for _, r := range list {
				got += fmt.Sprintf("%s %s %s %d/%d %s %s;", r.ID, r.LeaderName, r.Half, r.Batches, r.Persons, r.Due, r.Result)
			}
			if got != want {
				t.Errorf("as of %s: %q, want %q", moment.Format("15:04:05.000"), got, want)
			}
		}
		a := reception.Reception{Entry: reception.Entry{ID: "a"}, Day: day, Half: reception.Afternoon, Kind: reception.AtDesk, LeaderName: "甲", LeaderTitle: "书记", Batches: 1, Persons: 2, Unit: "baishui", Due: day.Add(7), Instruction: "算清"}
		must(put(clerk, a))
		b := a
		b.ID, b.Half, b.LeaderName = "b", reception.Morning, "乙"
		must(put(clerk, b))
		first := clock.Time.Add(time.Millisecond)
		see(clock.Time, "")
		see(first, "b 乙 morning 1/2 2026-09-25 ;a 甲 afternoon 1/2 2026-09-25 ;")

		// In the same moment: the entry that follows is known after the one that it ends.
		a.Seq, a.Persons = 1, 3
		must(put(chief, a))
		if err := put(clerk, a); fault.KindOf(err) != fault.Conflict {
			t.Errorf("run over: %v", err)
		}
		if err := put(clerk, b); fault.KindOf(err) != fault.Conflict {
			t.Errorf("entered twice: %v", err)
		}
		see(first, "b 乙 morning 1/2 2026-09-25 ;a 甲 afternoon 1/2 2026-09-25 ;")
		clock.Time = clock.Time.Add(time.Hour)
		see(clock.Time, "b 乙 morning 1/2 2026-09-25 ;a 甲 afternoon 1/3 2026-09-25 ;")
		a.Seq, a.Result, a.Done = 2, "已算清", day
		must(put(chief, a))
		b.Seq, b.Removed, b.Why = 1, true, "登错了"
		must(put(chief, b))
		see(clock.Time, "b 乙 morning 1/2 2026-09-25 ;a 甲 afternoon 1/3 2026-09-25 ;")
		see(clock.Time.Add(time.Millisecond), "a 甲 afternoon 1/3 2026-09-25 已算清;")
		if b.Seq = 2; fault.KindOf(put(chief, b)) != fault.Conflict {
			t.Error("what was taken back is changed")
		}

		all, err := db.Reader(county).ReceptionEntries(ctx, "a")
		must(err)
		said := ""
		for _, r := range all {
			said += fmt.Sprintf("%d %s %d %v;", r.Seq, r.Name, r.Persons, r.Until.IsZero())
		}
		if want := fmt.Sprintf("1 %s 2 false;2 %s 3 false;3 %s 3 true;", clerk.Name, chief.Name, chief.Name); said != want {
			t.Errorf("entries %q, want %q", said, want)
		}
		if all, err = db.Reader(county).ReceptionEntries(ctx, "b"); err != nil || !all[1].Removed || all[1].Why != "登错了" {
			t.Errorf("taken back: %+v, %v", all, err)
		}
		if _, err := db.Reader(county).ReceptionEntries(ctx, "c"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("one that is not there: %v", err)
		}
		// Within a scope: those that a unit owes something of.
		for unit, want := range map[org.UnitID]int{"baishui": 1, "liuhe": 0} {
			list, err := db.Reader(org.Scope{County: county.County, Units: []org.UnitID{unit}}).Receptions(ctx, clock.Time.Add(time.Minute), period)
			if err != nil || len(list) != want {
				t.Errorf("%s sees %d, %v", unit, len(list), err)
			}
		}
		if list, err := db.Reader(org.Scope{}).Receptions(ctx, clock.Time.Add(time.Minute), period); err != nil || len(list) > 0 {
			t.Errorf("nobody sees %d, %v", len(list), err)
		}
	})
}

// TestConsultationsAsOf: as receptions; with the petitions that they name, and none that names one behind a wall.
func TestConsultationsAsOf(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := t.Context()
		clerk, _ := sample.Officer("case1")
		accusing := record(1)
		accusing.Accused.Units = []org.UnitID{"baishui"}
		accused, plain := register(t, db, accusing).No, register(t, db, record(2)).No
		day := deadline.DayOf(morning)
		m := reception.Consultation{Entry: reception.Entry{ID: "m"}, Day: day, Unit: "baishui", Body: "局务会", Matters: 3, Tasks: 2, Decided: "各负其责", Nos: []string{plain, "x"}}
		n := m
		n.ID, n.Nos = "n", []string{plain, accused}
		o := m
		o.ID, o.Unit, o.Nos = "o", "liuhe", nil
		put := func(all ...reception.Consultation) {
			t.Helper()
			err := db.Do(ctx, "key", func(tx *store.Tx) error {
				for _, c := range all {
					if err := tx.PutConsultation(ctx, clerk, c); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(m, n, o)
		first := clock.Time.Add(time.Millisecond)
		clock.Time = clock.Time.Add(time.Hour)
		m.Seq, m.Done, m.Nos = 1, 2, []string{plain}
		put(m)
		see := func(scope org.Scope, moment time.Time, want string) {
			t.Helper()
			list, err := db.Reader(scope).Consultations(ctx, moment, report.Period{From: day.Add(-1), To: day})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, c := range list {
				got += fmt.Sprintf("%s %d/%d %d;", c.ID, c.Done, c.Tasks, len(c.Nos))
			}
			if got != want {
				t.Errorf("%v as of %s: %q, want %q", scope, moment.Format("15:04:05.000"), got, want)
			}
		}
		now := clock.Time.Add(time.Millisecond)
		see(county, first, "m 0/2 2;n 0/2 2;o 0/2 0;")
		see(county, now, "m 2/2 1;n 0/2 2;o 0/2 0;")
		see(org.Scope{County: county.County, Units: []org.UnitID{"baishui"}, Walls: []org.UnitID{"baishui"}}, now, "m 2/2 1;")
		see(org.Scope{County: county.County}, now, "")
		see(org.Scope{}, now, "")
	})
}
