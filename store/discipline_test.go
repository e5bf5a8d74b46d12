package store_test

import (
	"fmt"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// cameBack registers a matter and ties it to an earlier one that is closed, or that it says is.
func cameBack(t testing.TB, db *store.DB, n int, earlier *petition.Petition) *petition.Petition {
	t.Helper()
	p := register(t, db, record(n))
	return act(t, db, p.No, "case1", &petition.Linked{Link: petition.Link{To: earlier.No, Kind: petition.Backflow}, Other: earlier})
}

// TestRegister: what stands in the register follows from the petition; a row that does not is found and
// put right, and one out of scope, or whose earlier matter is walled off, is not read.
func TestRegister(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			url := storetest.URL(t, engine)
			now := &at{morning}
			db := storetest.Open(t, storetest.Options(t, url, now.now))
			first := register(t, db, record(1))
			first = accept(t, db, first.No)
			var nos []string
			for n := range 5 {
				now.Time = now.Time.Add(time.Minute)
				nos = append(nos, cameBack(t, db, n+2, first).No)
			}
			verify(t, db)
			all := db.Reader(org.Scope{County: db.County(), All: true})
			list := func(r *store.Reader, q store.DisciplineQuery) string {
				t.Helper()
				q.Limit = 2
				var got []string
				for {
					page, err := r.Discipline(t.Context(), q)
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, page.Numbers...)
					if q.Cursor = page.Next; q.Cursor == "" {
						return fmt.Sprint(got)
					}
				}
			}
			if got, want := list(all, store.DisciplineQuery{}), fmt.Sprint([]string{nos[4], nos[3], nos[2], nos[1], nos[0]}); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			day := deadline.DayOf(now.Time)
			act(t, db, nos[0], "case1", &petition.Pushed{Addressee: petition.Addressee{Aim: petition.AimUnit, Unit: "land"}, Text: "请办", Due: day.Add(3)})
			act(t, db, nos[1], "case1", &petition.DisciplineClosed{Conclusion: "办结"})
			for _, c := range []struct {
				q    store.DisciplineQuery
				want []string
			}{
				{store.DisciplineQuery{Stage: petition.StagePushed}, nos[:1]},
				{store.DisciplineQuery{Stage: petition.StageClosed}, nos[1:2]},
				{store.DisciplineQuery{Open: true}, []string{nos[4], nos[3], nos[2], nos[0]}},
				{store.DisciplineQuery{Kind: petition.ReturnRepeat}, []string{}},
				{store.DisciplineQuery{Unit: "baishui", From: day, To: day, Stage: petition.StageNew}, []string{nos[4], nos[3], nos[2]}},
				{store.DisciplineQuery{To: day - 1}, []string{}},
				{store.DisciplineQuery{From: day + 1}, []string{}},
			} {
				if got := list(all, c.q); got != fmt.Sprint(c.want) {
					t.Errorf("%+v: %s, want %v", c.q, got, c.want)
				}
			}
			counts, err := all.CountDiscipline(t.Context(), store.DisciplineQuery{}, day.Add(4))
			if want := "[{baishui 5 4 3 1}]"; err != nil || fmt.Sprint(counts) != want {
				t.Errorf("%v, want %s: %v", counts, want, err)
			}

			// Who was asked reads that one; a wall around the earlier matter hides all of them.
			land := db.Reader(org.Scope{County: db.County(), Units: []org.UnitID{"land"}})
			if got := list(land, store.DisciplineQuery{}); got != fmt.Sprint(nos[:1]) {
				t.Errorf("%s", got)
			}
			walled := org.Scope{County: db.County(), All: true, Walls: []org.UnitID{"police"}}
			if got := list(db.Reader(walled), store.DisciplineQuery{}); got == "[]" {
				t.Error("nothing is read")
			}
			behind := raw(t, engine, url)
			if _, err := behind.Exec(`INSERT INTO party (county, no, kind, id, role) VALUES ($1, $2, 'accused_unit', 'police', 'accused')`, db.County(), first.No); err != nil {
				t.Fatal(err)
			}
			if got := list(db.Reader(walled), store.DisciplineQuery{}); got != "[]" {
				t.Errorf("behind the wall: %s", got)
			}
			if in, err := db.Reader(walled).InRegister(t.Context(), nos[0]); in || err != nil {
				t.Error(in, err)
			}
			if counts, err := db.Reader(walled).CountDiscipline(t.Context(), store.DisciplineQuery{}, day); len(counts) != 0 || err != nil {
				t.Error(counts, err)
			}
			if _, err := behind.Exec(`DELETE FROM party WHERE no = $1 AND kind = 'accused_unit'`, first.No); err != nil {
				t.Fatal(err)
			}

			for _, sql := range []string{`UPDATE discipline SET stage = 'closed' WHERE no = $1`, `DELETE FROM discipline WHERE no = $1`, `UPDATE discipline SET unit = 'liuhe' WHERE no = $1`} {
				if _, err := behind.Exec(sql, nos[0]); err != nil {
					t.Fatal(err)
				}
				if found := problems(t, db, store.VerifyOptions{Rebuild: true}); len(found) != 1 || found[0].Key != store.ProblemDerived || found[0].No != nos[0] {
					t.Errorf("%s: %+v", sql, found)
				}
				verify(t, db)
			}
			// Never pushed, the entry goes with its link.
			act(t, db, nos[2], "case1", &petition.Unlinked{To: first.No, Why: "不是同一件事"})
			if in, err := all.InRegister(t.Context(), nos[2]); in || err != nil {
				t.Error(in, err)
			}
			verify(t, db)
		})
	}
}
