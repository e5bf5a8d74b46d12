package store_test

import (
	"context"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// sees reports what a reader gets of one petition by every way there is to it.
func sees(t *testing.T, db *store.DB, scope org.Scope, p *petition.Petition, who petition.Petitioner) []string {
	t.Helper()
	ctx, r := context.Background(), db.Reader(scope)
	var ways []string
	got := func(way string, is bool, err error) {
		t.Helper()
		if err != nil && fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", way, err)
		}
		if is {
			ways = append(ways, way)
		}
	}
	_, err := r.Petition(ctx, p.No)
	got("petition", err == nil, err)
	_, err = r.PetitionOpen(ctx, p.No)
	got("petition open", err == nil, err)
	_, err = r.Events(ctx, p.No, 1)
	got("events", err == nil, err)
	_, err = r.Attachment(ctx, p.No, "aa")
	got("attachment", err == nil, err)
	_, err = r.ByQueryCode(ctx, p.No, []byte("code"))
	got("query code", err == nil, err)
	same, err := r.SamePerson(ctx, who, "", "")
	got("same person", len(same) > 0, err)
	rows, err := r.Rows(ctx, []string{p.No})
	got("rows", len(rows) > 0, err)
	reveals, err := r.Reveals(ctx, p.No)
	got("reveals", len(reveals) > 0, err)
	clocks, err := r.Due(ctx, deadline.NewDay(2100, 1, 1), 10)
	got("due", len(clocks) > 0, err)
	for way, q := range map[string]store.ListQuery{
		"list": {}, "list by number": {Number: p.No}, "list by name": {Name: string(who.Name)}, "list by phone": {Phone: string(who.Phone)},
		"list by text": {Text: p.No}, "list by words": {Words: "村道"}, "list open": {Open: true}, "list mine": {Mine: p.Registered.Person},
	} {
		page, err := r.List(ctx, q)
		got(way, len(page.Rows) > 0, err)
		n, err := r.Count(ctx, q, 10)
		got("count "+way, n > 0, err)
	}
	for way, q := range map[string]store.ListQuery{
		"search": {Words: "道路塌陷"}, "search by relevance": {Words: "塌", Sort: store.ByRelevance}, "search, the newest": {Text: "村道 修好", Sort: store.ByRegistered},
	} {
		found, err := r.Search(ctx, q)
		got(way, len(found.Rows) > 0, err)
	}
	texts, err := r.Worded(ctx, time.Time{}, "", 10)
	got("texts", len(texts) > 0, err)
	counts, err := r.Counts(ctx, p.Registered.Person, deadline.NewDay(2026, 9, 18))
	got("counts", counts != (store.Counts{}), err)
	err = r.Export(ctx, store.ListQuery{}, func(store.ListRow) error { got("export", true, nil); return nil })
	got("export", false, err)
	_ = db.Do(ctx, "loading", func(tx *store.Tx) error {
		_, err := tx.Load(ctx, p.No, scope)
		got("load", err == nil, err)
		_, err = tx.LoadOpen(ctx, p.No, scope)
		got("load open", err == nil, err)
		return nil
	})
	return ways
}

func TestScopeLeaksNothing(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		policy := org.ThePolicy()
		register := func(r petition.Record) (*petition.Petition, petition.Petitioner) {
			p := &petition.Petition{}
			r.Attachments = []petition.Attachment{{Hash: "aa", Name: "a.pdf", Type: "application/pdf", Size: 1}}
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				if err := add(ctx, t, tx, p, r, []byte("code")); err != nil {
					return err
				}
				return tx.Reveal(ctx, p.No, officer(t, "case1"), "回访")
			})
			return p, r.Petitioners[0]
		}
		p, who := register(record(1))
		accept(t, db, p.No)
		all := len(sees(t, db, county, p, who))
		if all < 28 {
			t.Fatalf("who sees all sees it in %d ways: %q", all, sees(t, db, county, p, who))
		}
		for login, want := range map[string]bool{
			"director": true, "case2": true, "baishui.clerk": true, "baishui.handler1": true, "baishui.head": true, "land.clerk": true,
			"land.handler1": false, "liuhe.clerk": false, "liuhe.handler1": false, "sysadmin": false, "auditadmin": false, "secadmin": false,
		} {
			ways := sees(t, db, policy.Scope(officer(t, login)), p, who)
			if want && len(ways) < all-4 || !want && len(ways) > 0 {
				t.Errorf("%s sees it by %q", login, ways)
			}
		}
		if ways := sees(t, db, org.Scope{}, p, who); len(ways) > 0 {
			t.Errorf("the zero scope sees it by %q", ways)
		}
		if ways := sees(t, db, org.Scope{County: "990122", All: true}, p, who); len(ways) > 0 {
			t.Errorf("another county sees it by %q", ways)
		}
	})
}

// TestWalls looks at an accusation with the eyes of every officer of the made county.
func TestWalls(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		policy := org.ThePolicy()
		r := record(1)
		r.Purpose = petition.Accusation
		r.Accused = petition.Accused{Units: []org.UnitID{"baishui"}, People: []org.PersonID{officer(t, "case2").Person}}
		who := r.Petitioners[0]
		p := register(t, db, r)
		for _, login := range []string{"director", "chief1", "case1", "case2", "leader1", "inspector1", "baishui.clerk", "baishui.handler1",
			"baishui.deputy", "baishui.head", "baishui.shimen", "liuhe.clerk", "land.head"} {
			o := officer(t, login)
			seen, may := len(sees(t, db, policy.Scope(o), p, who)) > 0, policy.May(o, org.ActRead, p.Tie())
			if seen != may {
				t.Errorf("%s sees it: %v, may see it: %v", login, seen, may)
			}
		}
		if len(sees(t, db, policy.Scope(officer(t, "case1")), p, who)) == 0 {
			t.Error("the caseworker who registered it does not see it")
		}
		if ways := sees(t, db, policy.Scope(officer(t, "case2")), p, who); len(ways) > 0 {
			t.Errorf("the accused sees it by %q", ways)
		}
	})
}
