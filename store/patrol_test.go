package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// round makes a patrol with a row for each matter.
func round(t testing.TB, db *store.DB, person org.PersonID, at time.Time, matters ...*petition.Petition) bool {
	t.Helper()
	var rows []store.PatrolRow
	for i, p := range matters {
		rows = append(rows, store.PatrolRow{No: p.No, Version: p.Version, Reasons: []oversight.Reason{{
			Kind: oversight.Late, What: petition.KOrderAnswered, Words: []string{"urging"}, Unit: "land", Numbers: []string{p.No}, N: i + 1,
			Since: deadline.NewDay(2026, 9, 17), Rule: "pledge.accept", Ver: 1, Due: deadline.NewDay(2026, 9, 17), Acts: []petition.Kind{petition.KUrged},
		}}})
	}
	made := false
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = tx.MakePatrol(ctx, store.Patrol{Person: person, At: at, Matters: len(matters) + 3}, rows)
		return err
	})
	return made
}

func TestPatrol(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx, me := context.Background(), officer(t, "case1").Person
		clock.Time = morning
		a, b := register(t, db, record(1)), register(t, db, record(2))
		slot := morning.Add(-30 * time.Minute)
		if !round(t, db, me, slot, b, a) || round(t, db, me, slot, a) {
			t.Fatal("a patrol is made once for a set time")
		}
		r := db.Reader(county)
		p, ok, err := r.Patrol(ctx, me, slot)
		if want := (store.Patrol{Person: me, At: slot.UTC(), Matters: 5, Rows: 2}); err != nil || !ok || p != want {
			t.Errorf("%+v %v %v", p, ok, err)
		}
		rows, err := r.PatrolRows(ctx, me, slot)
		if err != nil || len(rows) != 2 || rows[0].No != b.No || rows[1].No != a.No {
			t.Fatalf("%d rows out of order: %v", len(rows), err)
		}
		if rows[1].Subject != a.Record.Subject || rows[1].State != petition.Registered || rows[1].Minder != me || rows[1].Now != 1 {
			t.Errorf("%+v", rows[1])
		}
		if diff := cmp.Diff([]string{"urging"}, rows[0].Reasons[0].Words); diff != "" || rows[0].Reasons[0].Due != deadline.NewDay(2026, 9, 17) || rows[0].Reasons[0].Acts[0] != petition.KUrged {
			t.Errorf("the reason came back as %+v", rows[0].Reasons)
		}
		see := func(no string, d store.Dealt) error {
			return db.Do(ctx, "see", func(tx *store.Tx) error { return tx.SeeRow(ctx, me, slot, no, d) })
		}
		sign := func() error {
			return db.Do(ctx, "sign", func(tx *store.Tx) error { return tx.SignPatrol(ctx, me, slot, county) })
		}
		dealt := func(want ...store.Dealt) {
			t.Helper()
			rows, err := r.PatrolRows(ctx, me, slot)
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range want {
				if rows[i].Dealt != w || (w.How == "") != rows[i].Seen.IsZero() {
					t.Errorf("row %d: %+v at %v, want %+v", i, rows[i].Dealt, rows[i].Seen, w)
				}
			}
		}
		wantFault(t, sign(), fault.Conflict, "fault.patrol.unseen")
		wantFault(t, see("990121-260101-0001-A", store.Dealt{How: store.Seen}), fault.NotFound, "fault.petition.not_found")
		seen, noted := store.Dealt{How: store.Seen}, store.Dealt{How: store.Noted, Words: "周一现场核查"}
		if err := see(b.No, noted); err != nil {
			t.Fatal(err)
		}
		if err := see(b.No, seen); err != nil { // a look says less than a note
			t.Fatal(err)
		}
		dealt(noted, store.Dealt{})
		wantFault(t, sign(), fault.Conflict, "fault.patrol.unseen")
		clock.Time = clock.Add(time.Minute)
		if err := see(a.No, seen); err != nil {
			t.Fatal(err)
		}
		urged := store.Dealt{How: store.Done, Act: petition.KUrged}
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Patrolled(ctx, me, a.No, urged) })
		dealt(noted, urged)
		if err := sign(); err != nil {
			t.Fatal(err)
		}
		signed := clock.Time
		clock.Time = clock.Add(time.Hour)
		if err := sign(); err != nil {
			t.Errorf("signing again: %v", err)
		}
		if p, _, err = r.Patrol(ctx, me, slot); err != nil || !p.Signed.Equal(signed) || p.Seen != 2 || p.Unsigned() {
			t.Errorf("%+v %v", p, err)
		}
		// What was signed stays as it was.
		wantFault(t, see(a.No, noted), fault.Conflict, "fault.patrol.signed")
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Patrolled(ctx, me, b.No, urged) })
		dealt(noted, urged)
	})
}

func TestPatrolIsFollowedByTheNext(t *testing.T) {
	storetest.EachAt(t, (&at{morning.Add(7 * time.Hour)}).now, func(t *testing.T, db *store.DB) {
		ctx, me, other := context.Background(), officer(t, "case1").Person, officer(t, "case2").Person
		a := register(t, db, record(1))
		first, second := morning.Add(-30*time.Minute), morning.Add(5*time.Hour+30*time.Minute)
		round(t, db, me, first, a)
		round(t, db, me, second, a)
		round(t, db, other, second)
		err := db.Do(ctx, "sign", func(tx *store.Tx) error { return tx.SignPatrol(ctx, me, first, county) })
		wantFault(t, err, fault.Conflict, "fault.patrol.followed")
		err = db.Do(ctx, "see", func(tx *store.Tx) error { return tx.SeeRow(ctx, me, first, a.No, store.Dealt{How: store.Seen}) })
		wantFault(t, err, fault.Conflict, "fault.patrol.followed")
		err = db.Do(ctx, "sign", func(tx *store.Tx) error { return tx.SignPatrol(ctx, other, first, county) })
		wantFault(t, err, fault.NotFound, "fault.patrol.none")
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return tx.Patrolled(ctx, me, a.No, store.Dealt{How: store.Done, Act: petition.KAssigned})
		})
		r := db.Reader(county)
		if p, ok, err := r.LatestPatrol(ctx, me, first.Add(time.Hour)); err != nil || !ok || !p.At.Equal(first) || p.Seen != 0 {
			t.Errorf("the act was marked in the patrol of the morning: %+v %v", p, err)
		}
		if p, ok, err := r.LatestPatrol(ctx, me, second); err != nil || !ok || !p.At.Equal(second) || p.Seen != 1 {
			t.Errorf("%+v %v", p, err)
		}
		if _, ok, err := r.LatestPatrol(ctx, me, first.Add(-time.Second)); err != nil || ok {
			t.Errorf("a patrol before the first: %v", err)
		}
		list, err := r.Patrols(ctx, first, second.Add(time.Second))
		if err != nil || len(list) != 3 || !list[0].Unsigned() || !list[1].Unsigned() || list[2].Person != other || list[2].Unsigned() {
			t.Errorf("%+v %v", list, err)
		}
		if list, err = r.Patrols(ctx, first, second); err != nil || len(list) != 1 {
			t.Errorf("up to the second: %+v %v", list, err)
		}
	})
}

// TestPatrolBehindAWall: who is accused in a matter after the list was made sees it no more, and is not
// held up by it.
func TestPatrolBehindAWall(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx, me := context.Background(), officer(t, "case1")
		r := record(1)
		r.Accused = petition.Accused{People: []org.PersonID{me.Person}}
		a, b := register(t, db, r), register(t, db, record(2))
		slot := morning.Add(-30 * time.Minute)
		round(t, db, me.Person, slot, a, b)
		scope := org.ThePolicy().Scope(me)
		rows, err := db.Reader(scope).PatrolRows(ctx, me.Person, slot)
		if err != nil || len(rows) != 1 || rows[0].No != b.No {
			t.Errorf("%v %v", rows, err)
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SeeRow(ctx, me.Person, slot, b.No, store.Dealt{How: store.Seen}); err != nil {
				return err
			}
			return tx.SignPatrol(ctx, me.Person, slot, scope)
		})
	})
}

func TestTwoNodesMakeOnePatrol(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		me := officer(t, "case1").Person
		a := register(t, db, record(1))
		var wait sync.WaitGroup
		made := make(chan bool, 8)
		for range 8 {
			wait.Go(func() { made <- round(t, db, me, morning, a) })
		}
		wait.Wait()
		close(made)
		n := 0
		for m := range made {
			if m {
				n++
			}
		}
		rows, err := db.Reader(county).PatrolRows(context.Background(), me, morning)
		if n != 1 || err != nil || len(rows) != 1 {
			t.Errorf("made %d times, with %d rows: %v", n, len(rows), err)
		}
	})
}

func TestMinded(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		clock.Time = morning
		mine, others, gone, walled := register(t, db, record(1)), register(t, db, record(2)), register(t, db, record(3)), record(4)
		walled.Accused = petition.Accused{People: []org.PersonID{officer(t, "case1").Person}}
		hidden := register(t, db, walled)
		act(t, db, others.No, "case2", &petition.AssignedData{Unit: "baishui"})
		act(t, db, gone.No, "chief1", &petition.ForwardedData{Body: "邻县信访局"})
		me, other := officer(t, "case1"), officer(t, "case2")
		r := db.Reader(org.ThePolicy().Scope(me))
		wants := func(what string, got []string, err error, want ...string) {
			t.Helper()
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v: %v", what, got, want, err)
			}
		}
		list, err := r.Minded(ctx, me.Person)
		wants("mine", list, err, mine.No)
		list, err = db.Reader(county).Minded(ctx, other.Person)
		wants("the other's", list, err, others.No)
		list, err = db.Reader(county).Unminded(ctx, []org.PersonID{other.Person})
		wants("not the other's", list, err, mine.No, hidden.No)
		list, err = db.Reader(county).Unminded(ctx, nil)
		wants("without anybody", list, err, mine.No, others.No, hidden.No)
		var read []string
		err = r.Petitions(ctx, []string{others.No, hidden.No, mine.No, "none"}, func(list []*petition.Petition) error {
			for _, p := range list {
				read = append(read, p.No)
			}
			return nil
		})
		wants("read", read, err, others.No, mine.No)
	})
}

func TestSameContact(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		with := func(n int, change func(who *petition.Petitioner)) *petition.Petition {
			r := record(n)
			change(&r.Petitioners[0])
			return register(t, db, r)
		}
		one := record(1).Petitioners[0]
		first := register(t, db, record(1))
		byPhone := with(2, func(who *petition.Petitioner) { who.Phone = one.Phone })
		byID := with(3, func(who *petition.Petitioner) { who.ID = one.ID })
		byBoth := with(4, func(who *petition.Petitioner) { who.ID, who.Phone = one.ID, one.Phone })
		stranger := with(5, func(who *petition.Petitioner) { who.Name = one.Name })
		nameless := with(6, func(who *petition.Petitioner) { who.Phone, who.ID = "", "" })
		alsoNameless := with(7, func(who *petition.Petitioner) { who.Phone, who.ID = "", "" })
		numbers := []string{first.No, byPhone.No, byID.No, byBoth.No, stranger.No, nameless.No, alsoNameless.No}
		wants := func(what string, r *store.Reader, want map[string][]string) {
			t.Helper()
			got, err := r.SameContact(ctx, numbers)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", what, diff)
			}
		}
		all := db.Reader(county)
		wants("at first", all, map[string][]string{
			byPhone.No: {first.No}, byID.No: {first.No}, byBoth.No: {first.No, byPhone.No, byID.No}})
		act(t, db, byPhone.No, "case1", &petition.Linked{Link: petition.Link{To: first.No, Kind: petition.Related}})
		act(t, db, byID.No, "chief1", &petition.ForwardedData{Body: "邻县信访局"})
		wants("once tied and forwarded", all, map[string][]string{byID.No: {first.No}, byBoth.No: {first.No, byPhone.No}})
		wants("out of scope", db.Reader(org.ThePolicy().Scope(officer(t, "liuhe.clerk"))), map[string][]string{})
		verify(t, db)

		// A number that very many bear is an office's.
		for i := range 20 {
			with(100+i, func(who *petition.Petitioner) { who.Phone = one.Phone })
		}
		wants("with a shared phone", all, map[string][]string{byID.No: {first.No}, byBoth.No: {first.No}})
	})
}

// BenchmarkPatrol reads the rows of a person with a thousand matters, and makes such a patrol.
func BenchmarkPatrol(b *testing.B) {
	const n = 1000
	for _, engine := range storetest.Engines() {
		db := storetest.New(b, engine, func() time.Time { return morning })
		fillWith(b, db, n)
		if err := db.Filled(context.Background()); err != nil {
			b.Fatal(err)
		}
		me := officer(b, "case1")
		scope := org.ThePolicy().Scope(me)
		numbers, err := db.Reader(scope).Minded(context.Background(), me.Person)
		if err != nil || len(numbers) != n {
			b.Fatalf("%d matters: %v", len(numbers), err)
		}
		var matters []*petition.Petition
		read := func() {
			matters = matters[:0]
			err := db.Reader(scope).Petitions(context.Background(), numbers, func(list []*petition.Petition) error {
				matters = append(matters, list...)
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		read()
		b.Run(fmt.Sprintf("%s/snapshots", engine), func(b *testing.B) {
			for b.Loop() {
				read()
			}
		})
		b.Run(fmt.Sprintf("%s/same", engine), func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Reader(scope).SameContact(context.Background(), numbers); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%s/make", engine), func(b *testing.B) {
			slot := morning
			for b.Loop() {
				slot = slot.Add(time.Hour)
				round(b, db, me.Person, slot, matters...)
			}
		})
		round(b, db, me.Person, morning, matters...)
		b.Run(fmt.Sprintf("%s/rows", engine), func(b *testing.B) {
			for b.Loop() {
				rows, err := db.Reader(scope).PatrolRows(context.Background(), me.Person, morning)
				if err != nil || len(rows) != n {
					b.Fatalf("%d rows: %v", len(rows), err)
				}
			}
		})
	}
}
