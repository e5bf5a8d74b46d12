package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// book enters the made county.
func book(t *testing.T, db *store.DB) sample.Directory {
	t.Helper()
	county := sample.County()
	err := db.Do(context.Background(), "entering the made county", func(tx *store.Tx) error {
		ctx := context.Background()
		if err := tx.PutAreas(ctx, county.Areas...); err != nil {
			return err
		}
		if err := tx.PutUnits(ctx, county.Units...); err != nil {
			return err
		}
		if err := tx.PutPeople(ctx, county.People...); err != nil {
			return err
		}
		for _, c := range county.Categories {
			if err := tx.PutCategories(ctx, store.Category(c)); err != nil {
				return err
			}
		}
		return tx.PutPosts(ctx, county.Posts...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return county
}

func TestDirectoryGivesTheOfficersOfTheSample(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		county := book(t, db)
		d, err := db.Directory(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Units) != len(county.Units) || len(d.Areas) != len(county.Areas) || len(d.Categories) != len(county.Categories) {
			t.Fatalf("%d units, %d areas, %d categories", len(d.Units), len(d.Areas), len(d.Categories))
		}
		now := time.Date(2026, 9, 18, 10, 0, 0, 0, deadline.Zone())
		for _, post := range county.Posts {
			got := d.Officers(post.Person, now)
			if len(got) != 1 {
				t.Fatalf("%s holds %d posts", post.Person, len(got))
			}
			want := sample.OfficerOf(county, post)
			sortUnits(got[0].Below, want.Below)
			sortUnits(got[0].Liaison, want.Liaison)
			if diff := cmp.Diff(want, got[0]); diff != "" {
				t.Fatalf("%s (-want +got)\n%s", post.ID, diff)
			}
		}
		if got := d.AreaName("990121101201"); got != "白水镇石门村" {
			t.Errorf("AreaName = %q", got)
		}
		if p, ok := d.Liaison("baishui.shimen"); !ok || p.Login != "leader1" {
			t.Errorf("liaison of a village under 白水镇 is %q", p.Login)
		}
		heads := d.Holders("baishui", now, org.Head, org.Deputy)
		if len(heads) != 2 || heads[0].Kind != org.Deputy {
			t.Errorf("deputy and head of 白水镇: %v", heads)
		}
	})
}

func sortUnits(lists ...[]org.UnitID) {
	for _, list := range lists {
		for i := range list {
			for j := i; j > 0 && list[j] < list[j-1]; j-- {
				list[j], list[j-1] = list[j-1], list[j]
			}
		}
	}
}

// What is put of a unit is read, all of it, when it is new and when it is written over.
func TestOrgUnitsAreReadAsTheyWerePut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		put := func(want org.Unit) {
			t.Helper()
			if err := db.Do(ctx, "entering a unit", func(tx *store.Tx) error { return tx.PutUnits(ctx, want) }); err != nil {
				t.Fatal(err)
			}
			d, err := db.Directory(ctx)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := d.Unit(want.ID)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
		unit := org.Unit{ID: "land", Name: "县自然资源局", Short: "自然资源局", Kind: org.Department, Area: "990121", Parent: "county", Phone: "0000-6200001", Liaison: "p-leader10", Sign: "清自资", Address: "建设路12号"}
		put(unit)
		unit.Sign, unit.Address, unit.Closed = "清自", "建设路14号", time.Date(2026, 9, 18, 10, 0, 0, 0, deadline.Zone())
		put(unit)
	})
}

func TestDirectoryIsReadAnewWhenItChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		book(t, db)
		before, err := db.Directory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := db.Directory(ctx); again != before {
			t.Error("read anew without a change")
		}
		unit, _ := before.Unit("baishui")
		unit.Short = "白水"
		if err := db.Do(ctx, "renaming", func(tx *store.Tx) error { return tx.PutUnits(ctx, unit) }); err != nil {
			t.Fatal(err)
		}
		after, err := db.Directory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := after.UnitShort("baishui"); got != "白水" {
			t.Errorf("short name %q after renaming", got)
		}
		if got := before.UnitShort("baishui"); got == "白水" {
			t.Error("the old book was changed")
		}
		if before.Units[40].ID != after.Units[40].ID {
			t.Error("a changed unit lost its place in the list")
		}
	})
}

func TestUnitOpen(t *testing.T) {
	now := time.Date(2026, 9, 18, 10, 0, 0, 0, deadline.Zone())
	storetest.EachAt(t, func() time.Time { return now }, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		book(t, db)
		closing := org.Unit{ID: "old", Name: "旧单位", Kind: org.Department, Closed: now}
		later := org.Unit{ID: "later", Name: "将撤单位", Kind: org.Department, Closed: now.Add(time.Millisecond)}
		err := db.Do(ctx, "closing", func(tx *store.Tx) error { return tx.PutUnits(ctx, closing, later) })
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range map[org.UnitID]string{"baishui": "", "later": "", "old": "fault.org.unit_closed", "none": "fault.org.unit_unknown"} {
			err := db.Do(ctx, "asking", func(tx *store.Tx) error { return tx.UnitOpen(ctx, id) })
			got := ""
			if f := fault.As(err); f != nil {
				got = f.Key
			}
			if got != want {
				t.Errorf("%s: %q, want %q (%v)", id, got, want, err)
			}
		}
	})
}

func TestTwoPeopleCannotShareALogin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		book(t, db)
		put := func(people ...org.Person) error {
			return db.Do(ctx, "people", func(tx *store.Tx) error { return tx.PutPeople(ctx, people...) })
		}
		err := put(org.Person{ID: "p-new", Name: "新人", Login: "case1"})
		if f := fault.As(err); f == nil || f.Kind != fault.Conflict || f.Field != "login" {
			t.Errorf("a taken login: %v", err)
		}
		if err := put(org.Person{ID: "p-a", Name: "甲"}, org.Person{ID: "p-b", Name: "乙"}); err != nil {
			t.Errorf("two without a login: %v", err)
		}
	})
}

func TestOfficeFallsBackToTheBureau(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		book(t, db)
		d, err := db.Directory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if d.Office.Name != "清源县信访局" || d.Office.Phone == "" {
			t.Errorf("office %+v", d.Office)
		}
		want := store.Office{Name: "清源县信访局来访接待中心", Phone: "0000-6200000", Address: "人民路1号", Hours: "工作日 8:30–17:30"}
		if err := db.Do(ctx, "office", func(tx *store.Tx) error { return tx.PutOffice(ctx, want) }); err != nil {
			t.Fatal(err)
		}
		if d, err = db.Directory(ctx); err != nil || d.Office != want {
			t.Errorf("office %+v, %v", d.Office, err)
		}
	})
}

func TestHolidaysComeBackAsTheyWereImported(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		year, err := deadline.ParseYear([]byte(`{"year":2027,"papers":["x"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":false}]}`))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := db.Do(ctx, "holidays", func(tx *store.Tx) error { return tx.PutHolidays(ctx, "p-chief1", year) }); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Reader(org.Scope{}).Holidays(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]deadline.Year{year}, got); diff != "" {
			t.Error(diff)
		}
	})
}
