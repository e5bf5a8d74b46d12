package store_test

import (
	"context"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// A petition is roused from the moment at which something is due, and not a millisecond before, for an
// act on it; by itself it is looked at within WakeSpread. What rang once cannot ring again.
func TestAwake(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		p := register(t, db, record(1))
		rules := storetest.Rules(t)
		next, ok := petition.NextMoment(rules.Moments(p), morning)
		if !ok {
			t.Fatal("nothing is ever due")
		}
		for _, c := range []struct {
			at   time.Time
			want int
		}{{next.Add(-time.Millisecond), 0}, {next.Add(store.WakeSpread), 1}, {next.AddDate(1, 0, 0), 1}} {
			list, err := db.Awake(ctx, c.at, 10)
			if err != nil || len(list) != c.want {
				t.Errorf("at %s %v are awake, want %d; %v", c.at, list, c.want, err)
			}
		}
		for _, c := range []struct {
			at   time.Time
			want bool
		}{{next.Add(-time.Millisecond), false}, {next, true}} {
			clock.Time = c.at
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Load(ctx, p.No, county); err != nil {
					return err
				}
				if roused, _ := tx.Roused(p.No); roused != c.want {
					t.Errorf("at %s it is roused: %v", c.at, roused)
				}
				return nil
			})
		}
		m := rules.Moments(p)[0]
		a := store.Alarm{No: p.No, Clock: m.Clock, What: m.Alarm, Rule: m.Rule.ID, Due: m.Due, At: m.At}
		ring := func(tx *store.Tx) error { return tx.Ring(ctx, a) }
		if err := db.Do(ctx, "ring", ring); err != nil {
			t.Fatal(err)
		}
		if err := db.Do(ctx, "ring", ring); fault.KindOf(err) != fault.Conflict || err == nil {
			t.Errorf("it rang twice: %v", err)
		}
		alarms, err := db.Reader(county).Alarms(ctx, m.At, m.At.Add(time.Millisecond), 10)
		if err != nil || len(alarms) != 1 || alarms[0].What != m.Alarm || !alarms[0].At.Equal(m.At) || alarms[0].Silent {
			t.Errorf("read back as %+v, %v", alarms, err)
		}
	})
}

// What was there before there were tasks and moments is looked at once, made anew from its history,
// and does not ring for warnings of long ago.
func TestRenew(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			ctx, clock, url := context.Background(), &at{morning}, storetest.URL(t, engine)
			db := storetest.Open(t, storetest.Options(t, url, clock.now))
			p := register(t, db, record(1))
			before, err := db.Reader(county).TasksOf(ctx, p.No, morning)
			if err != nil || len(before) == 0 {
				t.Fatalf("no tasks: %v", err)
			}
			for _, text := range []string{`DELETE FROM task`, `UPDATE petition SET wake = 0, minder = ''`} {
				if _, err := raw(t, engine, url).Exec(text); err != nil {
					t.Fatal(err)
				}
			}
			clock.Time = morning.AddDate(0, 0, 60)
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Load(ctx, p.No, county); err != nil {
					return err
				}
				if roused, never := tx.Roused(p.No); !roused || !never {
					t.Errorf("roused %v, never looked at %v", roused, never)
				}
				return tx.Renew(ctx, p.No)
			})
			after, err := db.Reader(county).TasksOf(ctx, p.No, morning)
			if err != nil || len(after) != len(before) || after[0].Task.ID != before[0].Task.ID || after[0].Owner != before[0].Owner {
				t.Errorf("the tasks are %+v, were %+v; %v", after, before, err)
			}
			alarms, err := db.Reader(county).Alarms(ctx, morning, clock.Time, 100)
			if err != nil || len(alarms) == 0 {
				t.Fatalf("the old warnings were not written down: %v", err)
			}
			for _, a := range alarms {
				if !a.Silent {
					t.Errorf("%s of %s rings", a.What, a.Rule)
				}
			}
			// What is overdue since is to be told once, at the next sweep.
			if list, err := db.Awake(ctx, clock.Time, 10); err != nil || len(list) != 1 {
				t.Errorf("awake are %v, %v", list, err)
			}
			verified, err := db.Verify(ctx, store.VerifyOptions{}, func(p store.Problem) { t.Errorf("%+v", p) }, nil)
			if err != nil || verified.Petitions != 1 {
				t.Errorf("%+v, %v", verified, err)
			}
		})
	}
}

// An imported year that moves days moves what is due by itself as well.
func TestRecomputeWakes(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		p := register(t, db, record(1))
		rules := storetest.Rules(t)
		before, _ := petition.NextMoment(rules.Moments(p), morning)
		moved := rules
		moved.Calendar = rules.Calendar.With(deadline.Year{Number: 2026, Days: []deadline.Special{{Date: deadline.NewDay(2026, 9, 20), Name: "测试日", Off: true}, {Date: deadline.NewDay(2026, 9, 21), Name: "测试日", Off: true}}})
		after, _ := petition.NextMoment(moved.Moments(p), morning)
		if before.Equal(after) {
			t.Fatal("the made holidays move nothing: the test says nothing")
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.RecomputeDue(ctx, moved)
			return err
		})
		if list, err := db.Awake(ctx, before.Add(store.WakeSpread), 10); err != nil || len(list) != 0 {
			t.Errorf("awake at the old moment: %v, %v", list, err)
		}
		if list, err := db.Awake(ctx, after.Add(store.WakeSpread), 10); err != nil || len(list) != 1 {
			t.Errorf("not awake at the new moment: %v, %v", list, err)
		}
	})
}

// What falls on one midnight is looked at over WakeSpread: no minute has three times its share.
func TestWakesSpread(t *testing.T) {
	storetest.EachAt(t, func() time.Time { return morning }, func(t *testing.T, db *store.DB) {
		ctx, rules := context.Background(), storetest.Rules(t)
		const many = 400
		var midnight time.Time
		for i := range many {
			p := register(t, db, record(i+1))
			if i == 0 {
				midnight, _ = petition.NextMoment(rules.Moments(p), morning)
			}
		}
		minutes, before := int(store.WakeSpread/time.Minute), 0
		for minute := range minutes {
			list, err := db.Awake(ctx, midnight.Add(time.Duration(minute+1)*time.Minute), many)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(list) - before; n > 3*many/minutes {
				t.Errorf("%d of %d in minute %d", n, many, minute)
			}
			before = len(list)
		}
		if before != many {
			t.Errorf("%d of %d are looked at in time", before, many)
		}
	})
}
