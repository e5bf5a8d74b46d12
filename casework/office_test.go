package casework_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// bureau is casework over the made county.
type bureau struct {
	*casework.Casework
	t     *testing.T
	url   string
	db    *store.DB
	rules *atomic.Pointer[petition.Rules]
	now   time.Time
}

// newBureau is one on SQLite.
func newBureau(t *testing.T) *bureau {
	t.Helper()
	return newBureauOn(t, storetest.SQLite)
}

func newBureauOn(t *testing.T, engine storetest.Engine) *bureau {
	t.Helper()
	b := &bureau{t: t, url: storetest.URL(t, engine), rules: &atomic.Pointer[petition.Rules]{}, now: time.Date(2026, 9, 18, 9, 0, 0, 0, deadline.Zone())}
	rules := storetest.Rules(t)
	b.rules.Store(&rules)
	o := storetest.Options(t, b.url, func() time.Time { return b.now })
	o.Rules = func() petition.Rules { return *b.rules.Load() }
	b.db = storetest.Open(t, o)
	blobs, err := blob.OpenDisk(filepath.Join(t.TempDir(), "blobs"), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	b.Casework = casework.New(b.db, storetest.Vault(t), blobs, b.rules)
	county := sample.County()
	err = b.db.Do(t.Context(), "the made county", func(tx *store.Tx) error {
		ctx := t.Context()
		if err := tx.PutAreas(ctx, county.Areas...); err != nil {
			return err
		}
		if err := tx.PutUnits(ctx, county.Units...); err != nil {
			return err
		}
		if err := tx.PutPeople(ctx, county.People...); err != nil {
			return err
		}
		return tx.PutPosts(ctx, county.Posts...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bureau) officer(login string) org.Officer {
	b.t.Helper()
	o, ok := sample.Officer(login)
	if !ok {
		b.t.Fatalf("nobody signs in as %s", login)
	}
	return o
}

func (b *bureau) directory() *store.Directory {
	b.t.Helper()
	d, err := b.db.Directory(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// refused checks the key of a refusal; "" for none.
func (b *bureau) refused(what string, err error, key, field string) {
	b.t.Helper()
	f := fault.As(err)
	switch {
	case key == "" && err == nil:
	case f == nil:
		b.t.Errorf("%s: %v, want %q", what, err, key)
	case f.Key != key || f.Field != field:
		b.t.Errorf("%s: %s (%s), want %s (%s)", what, f.Key, f.Field, key, field)
	}
}

func TestUnitsAreKept(t *testing.T) {
	b := newBureau(t)
	ctx, chief := t.Context(), b.officer("chief1")
	good := org.Unit{ID: "heritage", Name: "县文物局", Short: "文物局", Kind: org.Department, Area: sample.Code, Parent: "county", Phone: "0000-6209999", Sign: "清文物", Address: "清源县城关镇文昌路60号"}
	with := func(change func(u *org.Unit)) org.Unit {
		u := good
		change(&u)
		return u
	}
	b.refused("a caseworker", b.AddUnit(ctx, b.officer("case1"), good), "fault.office.forbidden", "")
	b.refused("a new one", b.AddUnit(ctx, chief, good), "", "")
	b.refused("twice", b.AddUnit(ctx, chief, good), "fault.office.unit_id_taken", "id")
	b.refused("as it is", b.SaveUnit(ctx, chief, good), "", "")
	if u, _ := b.directory().Unit("heritage"); u != good {
		t.Errorf("kept %+v", u)
	}
	for what, c := range map[string]struct {
		unit       org.Unit
		key, field string
	}{
		"no name":         {with(func(u *org.Unit) { u.Name = "  " }), "fault.office.required", "name"},
		"no id":           {with(func(u *org.Unit) { u.ID = "" }), "fault.office.unit_id", "id"},
		"an id with a /":  {with(func(u *org.Unit) { u.ID = "a/b" }), "fault.office.unit_id", "id"},
		"no kind":         {with(func(u *org.Unit) { u.Kind = "club" }), "fault.office.unit_kind", "kind"},
		"no such area":    {with(func(u *org.Unit) { u.Area = "990199" }), "fault.office.area", "area"},
		"no such parent":  {with(func(u *org.Unit) { u.Parent = "none" }), "fault.org.unit_unknown", "parent"},
		"its own parent":  {with(func(u *org.Unit) { u.Parent = u.ID }), "fault.office.parent", "parent"},
		"no such liaison": {with(func(u *org.Unit) { u.Liaison = "p-none" }), "fault.office.person", "liaison"},
		"a sign of seven": {with(func(u *org.Unit) { u.Sign = "清源县文物局办" }), "fault.office.sign", "sign"},
		"a sign in Latin": {with(func(u *org.Unit) { u.Sign = "QW" }), "fault.office.sign", "sign"},
		"another's sign":  {with(func(u *org.Unit) { u.Sign = "清信" }), "fault.office.sign_taken", "sign"},
		"a long address":  {with(func(u *org.Unit) { u.Address = strings.Repeat("路", 121) }), "fault.office.address", "address"},
	} {
		b.refused(what, b.SaveUnit(ctx, chief, c.unit), c.key, c.field)
	}
	town, _ := b.directory().Unit("baishui")
	town.Parent = "baishui.shimen"
	b.refused("under its own village", b.SaveUnit(ctx, chief, town), "fault.office.parent", "parent")

	b.refused("closing", b.CloseUnit(ctx, chief, "heritage"), "", "")
	if u, _ := b.directory().Unit("heritage"); u.Closed.IsZero() {
		t.Error("it is still open")
	}
	b.refused("one with villages", b.CloseUnit(ctx, chief, "baishui"), "fault.office.unit_below", "")
}

// A unit that owes an answer stays open until it has given it.
func TestAUnitThatOwesIsNotClosed(t *testing.T) {
	b := newBureau(t)
	ctx := t.Context()
	receipt, err := b.Register(ctx, b.officer("case1"), petition.Record{
		Channel: petition.Letter, Purpose: petition.Claim, ReceivedAt: b.now, Subject: "补偿款未发",
		Demands: []petition.Demand{{Text: "发补偿款"}}, Persons: 1, FirstLevel: org.Township, Category: "010102", Place: "990121101201",
		Petitioners: []petition.Petitioner{{Name: "张建国", Address: "白水镇石门村"}},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Act(ctx, b.officer("case1"), receipt.No, 0, &petition.AssignedData{Unit: "land"}); err != nil {
		t.Fatal(err)
	}
	b.refused("closing it", b.CloseUnit(ctx, b.officer("chief1"), "land"), "fault.office.unit_owes", "")
}

// Who keeps units cannot make administrators, or become somebody else.
func TestPostsKeepPowersApart(t *testing.T) {
	b := newBureau(t)
	ctx, chief, admin := t.Context(), b.officer("chief1"), b.officer("sysadmin")
	post := func(person org.PersonID, unit org.UnitID, kind org.PostKind) org.Post {
		return org.Post{Person: person, Unit: unit, Kind: kind, Title: "职务", From: b.now}
	}
	give := func(by org.Officer, p org.Post) error {
		_, err := b.GivePost(ctx, by, p)
		return err
	}
	b.refused("a chief makes an administrator", give(chief, post("p-case1", "bureau", org.SystemAdmin)), "fault.office.forbidden", "")
	b.refused("to oneself", give(chief, post(chief.Person, "bureau", org.Director)), "fault.office.own_post", "")
	b.refused("an administrator to oneself", give(admin, post(admin.Person, "bureau", org.Caseworker)), "fault.office.own_post", "")
	b.refused("cases to an administrator", give(chief, post("p-auditadmin", "bureau", org.Caseworker)), "fault.office.apart", "person")
	b.refused("an administrator who has cases", give(admin, post("p-case1", "bureau", org.SystemAdmin)), "fault.office.apart", "person")
	b.refused("twice", give(chief, post("p-case1", "bureau", org.Caseworker)), "fault.office.post_held", "person")
	b.refused("a caseworker in a township", give(chief, post("p-case1", "baishui", org.Caseworker)), "fault.office.post_kind", "kind")
	b.refused("a handler in a township", give(chief, post("p-case1", "baishui", org.Handler)), "", "")

	b.refused("the last administrator", b.EndPost(ctx, admin, "post-sysadmin", deadline.DayOf(b.now)), "fault.office.last_admin", "")
	b.refused("an administrator's post by a chief", b.EndPost(ctx, chief, "post-secadmin", deadline.DayOf(b.now)), "fault.office.forbidden", "")
	b.refused("before it began", b.EndPost(ctx, chief, "post-case1", deadline.NewDay(2018, 1, 1)), "fault.office.last", "last")
	b.refused("with today", b.EndPost(ctx, chief, "post-case1", deadline.DayOf(b.now)), "", "")
	p, _ := b.directory().Post("post-case1")
	if !p.Held(deadline.DayOf(b.now).End().Add(-time.Millisecond)) || p.Held(deadline.DayOf(b.now).End()) {
		t.Errorf("held until %v", p.Until)
	}
}

func TestPeopleAreKept(t *testing.T) {
	b := newBureau(t)
	ctx, chief := t.Context(), b.officer("chief1")
	id, err := b.SavePerson(ctx, chief, org.Person{Name: " 钱多 ", Login: "case1", Phone: "0000-6201234转3"})
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := b.directory().Person(id); p.Name != "钱多" || p.Login != "" {
		t.Errorf("%+v: a name to sign in with comes with the account", p)
	}
	p, _ := b.directory().Person("p-case1")
	p.Name, p.Login = "改名", "root"
	if _, err := b.SavePerson(ctx, chief, p); err != nil {
		t.Fatal(err)
	}
	if p, _ := b.directory().Person("p-case1"); p.Name != "改名" || p.Login != "case1" {
		t.Errorf("%+v", p)
	}
	_, err = b.SavePerson(ctx, chief, org.Person{})
	b.refused("nobody", err, "fault.office.required", "name")
	_, err = b.SavePerson(ctx, chief, org.Person{Name: "甲", Phone: "call me"})
	b.refused("no phone", err, "fault.office.phone", "phone")
	_, err = b.SavePerson(ctx, chief, org.Person{Name: "甲", Email: "at home"})
	b.refused("no address", err, "fault.office.email", "email")
	_, err = b.SavePerson(ctx, chief, org.Person{ID: "p-none", Name: "甲"})
	b.refused("an unknown id", err, "fault.office.person", "")
}

func TestViewsAreKept(t *testing.T) {
	b := newBureau(t)
	ctx, case1, case2, chief := t.Context(), b.officer("case1"), b.officer("case2"), b.officer("chief1")
	save := func(by org.Officer, v store.View) (string, error) { return b.SaveView(ctx, by, v) }
	own, err := save(case1, store.View{Page: "petitions", Name: "超期", Query: "due=late"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = save(case1, store.View{Page: "petitions", Name: "全县", Shared: true})
	b.refused("a caseworker shares", err, "fault.office.forbidden", "")
	shared, err := save(chief, store.View{Page: "petitions", Name: "全县", Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	b.refused("somebody else's", b.DropView(ctx, case2, own), "fault.office.view", "")
	_, err = save(case2, store.View{ID: own, Name: "夺"})
	b.refused("writing over somebody else's", err, "fault.office.view", "")
	b.refused("a shared one", b.DropView(ctx, case2, shared), "fault.office.forbidden", "")
	b.refused("the own one", b.DropView(ctx, case1, own), "", "")
	b.refused("a shared one by who may", b.DropView(ctx, b.officer("chief2"), shared), "", "")
}

// A notice that comes late moves the last days of what runs; the histories stay.
func TestHolidaysMoveTheDaysOfWhatRuns(t *testing.T) {
	b := newBureau(t)
	ctx, case1 := t.Context(), b.officer("case1")
	receipt, err := b.Register(ctx, case1, petition.Record{
		Channel: petition.Letter, Purpose: petition.Claim, ReceivedAt: b.now, Subject: "补偿款未发",
		Demands: []petition.Demand{{Text: "发补偿款"}}, Persons: 1, FirstLevel: org.Township, Category: "010102", Place: "990121101201",
		Petitioners: []petition.Petitioner{{Name: "张建国", Address: "白水镇石门村"}},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	due := func() deadline.Day {
		page, err := b.db.Reader(b.Scope(case1)).List(ctx, store.ListQuery{Number: receipt.No})
		if err != nil || len(page.Rows) != 1 {
			t.Fatal(page, err)
		}
		return page.Rows[0].Lead.Due
	}
	before := due()
	raw := []byte(`{"year":2026,"papers":[],"days":[{"name":"国庆节","date":"` + before.String() + `","isOffDay":true}]}`)
	_, err = b.ImportYear(ctx, case1, raw)
	b.refused("a caseworker", err, "fault.office.forbidden", "")
	_, err = b.ImportYear(ctx, b.officer("chief1"), []byte("{}"))
	b.refused("no notice", err, "fault.holiday.year", "year")
	if due() != before {
		t.Error("a refused notice moved a day")
	}
	if _, err := b.ImportYear(ctx, b.officer("chief1"), raw); err != nil {
		t.Fatal(err)
	}
	if after := due(); after <= before {
		t.Errorf("due %v before, %v after", before, after)
	}
	found, err := b.db.Verify(ctx, store.VerifyOptions{}, func(p store.Problem) { t.Error(p) }, nil)
	if err != nil || found.Petitions != 1 {
		t.Error(found, err)
	}
}
