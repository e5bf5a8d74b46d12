package demo

import (
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper/press"
	"bihuan/store"
	"bihuan/store/storetest"
)

// fill makes a demo as of a moment.
func fill(t testing.TB, engine storetest.Engine, now time.Time, n int) (*casework.Casework, *store.DB, Report) {
	t.Helper()
	line := NewTimeline(func() time.Time { return now })
	db := storetest.New(t, engine, line.Now)
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	cases := casework.New(db, storetest.Vault(t), blobs, &current)
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := press.New("")
	if err != nil {
		t.Fatal(err)
	}
	cases.Equip(casework.Stationery{Forms: forms, Press: fonts})
	began := time.Now()
	report, err := Fill(t.Context(), cases, db, line, Options{Petitions: n})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d petitions, %d acts in %v", report.Petitions, report.Acts, time.Since(began).Round(time.Millisecond))
	for i, err := range report.Refused {
		if i > 10 {
			break
		}
		t.Errorf("refused: %v", err)
	}
	if !line.Now().Equal(now) {
		t.Errorf("the clock stays at %v", line.Now())
	}
	if _, err := Fill(t.Context(), cases, db, line, Options{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("filled twice: %v", err)
	}
	return cases, db, report
}

func at(text string) time.Time {
	when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
	if err != nil {
		panic(err)
	}
	return when
}

func TestDemo(t *testing.T) {
	now := at("2026-09-16 10:30")
	cases, db, report := fill(t, storetest.SQLite, now, usualPetitions)
	if report.Petitions < usualPetitions {
		t.Errorf("%d petitions", report.Petitions)
	}
	verified, err := db.Verify(t.Context(), store.VerifyOptions{}, func(p store.Problem) { t.Errorf("verify: %+v", p) }, nil)
	if err != nil || verified.Petitions != report.Petitions {
		t.Fatal(verified, err)
	}
	all := org.Scope{County: string(sample.Code), All: true}
	count := func(q store.ListQuery) int {
		n, err := db.Reader(all).Count(t.Context(), q, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, state := range petition.States()[1:] {
		n := count(store.ListQuery{States: []petition.State{state}})
		t.Logf("%-18s %d", state, n)
		if n == 0 {
			t.Errorf("none is %s", state)
		}
	}
	today := deadline.DayOf(now)
	late, due := count(store.ListQuery{}.Late(today)), count(store.ListQuery{DueFrom: today, DueTo: today})
	t.Logf("%d late, %d due today", late, due)
	rules := map[string]int{}
	if err := db.Reader(all).Export(t.Context(), store.ListQuery{}.Late(today), func(r store.ListRow) error { rules[r.Lead.Rule]++; return nil }); err != nil {
		t.Fatal(err)
	}
	t.Log(rules)
	if late < 5 || late > 120 || due < 3 {
		t.Errorf("%d late, %d due today", late, due)
	}
	for _, flag := range []string{store.FlagObjecting, "extended", "supervised", "urgent", "accusation"} {
		if n := count(store.ListQuery{Flags: []string{flag}}); n == 0 {
			t.Errorf("none is %s", flag)
		} else {
			t.Logf("%-18s %d", flag, n)
		}
	}
	discipline(t, db)
	walls(t, cases, db)
	roles(t, cases, db, now)
	reports(t, cases, db, now)
}

// discipline: matters came back in each way, and stand at each stage of the register.
func discipline(t *testing.T, db *store.DB) {
	reader := db.Reader(org.Scope{County: string(sample.Code), All: true})
	for _, kind := range petition.ReturnKinds() {
		if page, err := reader.Discipline(t.Context(), store.DisciplineQuery{Kind: kind, Limit: 1}); err != nil || len(page.Numbers) == 0 {
			t.Errorf("none is a %s: %v", kind, err)
		}
	}
	for _, stage := range petition.Stages() {
		if page, err := reader.Discipline(t.Context(), store.DisciplineQuery{Stage: stage, Limit: 1}); err != nil || len(page.Numbers) == 0 {
			t.Errorf("none is %s: %v", stage, err)
		}
	}
}

// walls: accusations are there, and those who are accused do not see them.
func walls(t *testing.T, cases *casework.Casework, db *store.DB) {
	all := db.Reader(org.Scope{County: string(sample.Code), All: true})
	page, err := all.List(t.Context(), store.ListQuery{Flags: []string{"accusation"}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		p, err := all.Petition(t.Context(), row.No)
		if err != nil {
			t.Fatal(err)
		}
		for _, unit := range p.Record.Accused.Units {
			for _, login := range []string{string(unit) + ".head", string(unit) + ".clerk"} {
				if by, ok := sample.Officer(login); ok {
					if _, err := db.Reader(cases.Scope(by)).Petition(t.Context(), row.No); fault.KindOf(err) != fault.NotFound {
						t.Errorf("%s sees %s, which accuses %s: %v", login, row.No, unit, err)
					}
				}
			}
		}
	}
}

// roles: whoever the demo introduces has something to do.
func roles(t *testing.T, cases *casework.Casework, db *store.DB, now time.Time) {
	for login, wants := range map[string][]petition.Kind{
		"case1":            {petition.KAssigned, petition.KCalledBack, petition.KClosed},
		"chief1":           {petition.KObjectionUpheld, petition.KAssigned},
		"director":         {petition.KObjectionUpheld, petition.KReviewDecided},
		"baishui.clerk":    {petition.KAccepted, petition.KNotified, petition.KReplied, petition.KServed},
		"baishui.handler1": {petition.KContacted, petition.KProgress, petition.KReplySubmitted, petition.KFiled},
		"baishui.deputy":   {petition.KReplyApproved},
		"baishui.head":     {petition.KReplyApproved},
		"land.clerk":       {petition.KAccepted, petition.KReplied},
		"land.handler1":    {petition.KReplySubmitted},
	} {
		by, ok := sample.Officer(login)
		if !ok {
			t.Fatal(login)
		}
		reader := db.Reader(cases.Scope(by))
		have := map[petition.Kind]int{}
		err := reader.Export(t.Context(), store.ListQuery{Open: true}, func(row store.ListRow) error {
			p, err := reader.Petition(t.Context(), row.No)
			if err != nil {
				return err
			}
			for _, kind := range cases.Rules().NextFor(p, by, now) {
				have[kind]++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range wants {
			if have[kind] == 0 {
				t.Errorf("%s has nothing to be %s: %v", login, kind, have)
			}
		}
	}
	for _, login := range []string{"inspector1", "leader10", "baishui.shimen", "discipline.clerk"} {
		by, _ := sample.Officer(login)
		page, err := db.Reader(cases.Scope(by)).List(t.Context(), store.ListQuery{Open: true})
		t.Logf("%s sees %d open", login, len(page.Rows))
		if err != nil || len(page.Rows) == 0 {
			t.Errorf("%s sees nothing: %v", login, err)
		}
	}
}

// TestDemoOnAnyDay fills small demos on days on which little goes right: within holidays, on the last
// day of a year, on a Sunday, at night.
func TestDemoOnAnyDay(t *testing.T) {
	for _, when := range []string{"2026-02-20 09:00", "2026-10-05 23:59", "2026-01-01 00:00", "2026-11-22 12:00", "2027-06-30 08:31", "2024-02-29 17:00"} {
		t.Run(when, func(t *testing.T) {
			_, db, _ := fill(t, storetest.SQLite, at(when), 60)
			if _, err := db.Verify(t.Context(), store.VerifyOptions{}, func(p store.Problem) { t.Errorf("verify: %+v", p) }, nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDemoOnPostgres(t *testing.T) {
	_, db, report := fill(t, storetest.Postgres, at("2026-09-16 10:30"), 60)
	verified, err := db.Verify(t.Context(), store.VerifyOptions{}, func(p store.Problem) { t.Errorf("verify: %+v", p) }, nil)
	if err != nil || verified.Petitions != report.Petitions {
		t.Error(verified, err)
	}
}
