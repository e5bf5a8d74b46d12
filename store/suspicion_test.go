package store_test

import (
	"context"
	"slices"
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

func TestSuspicions(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		one, two, three := register(t, db, record(1)), register(t, db, record(2)), register(t, db, record(3))
		against := record(4)
		against.Flags, against.Purpose = []petition.Flag{petition.Accusing}, petition.Accusation
		against.Accused.People = []org.PersonID{officer(t, "case2").Person}
		accusing := register(t, db, against)
		numbers := []string{one.No, two.No, three.No, accusing.No}
		suspect := func(no string, list ...store.Suspicion) {
			t.Helper()
			write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Suspect(ctx, no, list) })
		}
		suspect(two.No, store.Suspicion{Other: one.No, Score: 0.812, Person: true, Words: []string{"石门村", "青苗"}})
		suspect(three.No, store.Suspicion{Other: one.No, Score: 0.9}, store.Suspicion{Other: accusing.No, Score: 0.6})
		wants := func(what string, r *store.Reader, want map[string][]string) {
			t.Helper()
			found, err := r.Suspicions(ctx, numbers)
			if err != nil {
				t.Fatal(err)
			}
			for _, no := range numbers {
				var others []string
				for _, s := range found[no] {
					others = append(others, s.Other)
				}
				if !slices.Equal(others, want[no]) {
					t.Errorf("%s: %s looks like %v, want %v", what, no, others, want[no])
				}
			}
			page, err := r.List(ctx, store.ListQuery{Suspected: true})
			if err != nil || len(page.Rows) != len(want) {
				t.Errorf("%s: %d are listed, error %v", what, len(page.Rows), err)
			}
		}
		all := db.Reader(county)
		wants("at first", all, map[string][]string{one.No: {three.No, two.No}, two.No: {one.No}, three.No: {one.No, accusing.No}, accusing.No: {three.No}})
		found, err := all.Suspicions(ctx, []string{two.No})
		if s := found[two.No][0]; err != nil || s.Score != 0.812 || !s.Person || !slices.Equal(s.Words, []string{"石门村", "青苗"}) || !s.At.Equal(morning) {
			t.Errorf("%+v, error %v", s, err)
		}
		wants("the accused", db.Reader(org.ThePolicy().Scope(officer(t, "case2"))), map[string][]string{one.No: {three.No, two.No}, two.No: {one.No}, three.No: {one.No}})
		wants("a town that has none of them", db.Reader(org.ThePolicy().Scope(officer(t, "liuhe.clerk"))), map[string][]string{})

		// Compared anew, what was found before is gone from both sides.
		suspect(three.No, store.Suspicion{Other: two.No, Score: 0.7})
		wants("compared anew", all, map[string][]string{one.No: {two.No}, two.No: {one.No, three.No}, three.No: {two.No}})
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Unsuspect(ctx, two.No, three.No) })
		wants("decided", all, map[string][]string{one.No: {two.No}, two.No: {one.No}})
		// However two were linked, it has been decided.
		act(t, db, one.No, "case1", &petition.Linked{Link: petition.Link{To: two.No, Kind: petition.Related}})
		wants("linked", all, map[string][]string{})
		verify(t, db)
	})
}

// TestSuspicionsOfMany: a matter that many look like has the likest five; each of the many still says what
// it looks like, and nothing stands of one that has ended.
func TestSuspicionsOfMany(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		hub := register(t, db, record(0)).No
		numbers, alike := []string{hub}, map[string][]string{}
		for i := range 7 {
			no := register(t, db, record(i+1)).No
			numbers = append(numbers, no)
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.Suspect(ctx, no, []store.Suspicion{{Other: hub, Score: 0.6 + float64(i*3%7)/100}}) // 0 3 6 2 5 1 4
			})
		}
		read := func() {
			t.Helper()
			found, err := db.Reader(county).Suspicions(context.Background(), numbers)
			if err != nil {
				t.Fatal(err)
			}
			clear(alike)
			for no, list := range found {
				for _, s := range list {
					alike[no] = append(alike[no], s.Other)
				}
			}
		}
		read()
		if want := []string{numbers[3], numbers[5], numbers[7], numbers[2], numbers[4]}; !slices.Equal(alike[hub], want) {
			t.Errorf("%v, want %v", alike[hub], want)
		}
		for _, no := range numbers[1:] {
			if !slices.Equal(alike[no], []string{hub}) {
				t.Errorf("%s looks like %v", no, alike[no])
			}
		}
		write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Suspect(ctx, hub, nil) })
		if read(); len(alike) > 0 {
			t.Errorf("still alike: %v", alike)
		}
	})
}

// TestSamePhone: people write their telephones in many ways.
func TestSamePhone(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		for _, tt := range []struct{ left, typed string }{
			{"0377-62345678", "62345678"}, {"62345678", "0377 6234 5678"}, {"６２３４５６７８", "+86 377 62345678"},
			{"138 1234 5678", "１３８１２３４５６７８"}, {"13812345679", "+8613812345679"},
		} {
			r := record(1)
			r.Petitioners[0] = petition.Petitioner{Name: "测试丙", Phone: personal.Phone(tt.left), Address: personal.Unclear}
			p := register(t, db, r)
			rows, err := db.Reader(county).SamePerson(context.Background(), petition.Petitioner{Phone: personal.Phone(tt.typed)}, "0377", "")
			if err != nil || !slices.ContainsFunc(rows, func(row store.SameRow) bool { return row.No == p.No && row.By.Phone }) {
				t.Errorf("%q is not found by %q: %v, error %v", tt.left, tt.typed, rows, err)
			}
		}
		r := record(2)
		r.Petitioners[0].ID = "11010519491231002X"
		p := register(t, db, r)
		rows, err := db.Reader(county).SamePerson(context.Background(), petition.Petitioner{ID: "110105 491231 002"}, "", "")
		if err != nil || len(rows) != 1 || rows[0].No != p.No || !rows[0].By.ID {
			t.Errorf("fifteen digits find %v, error %v", rows, err)
		}
	})
}
