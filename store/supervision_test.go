package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// assigned registers a matter and hands it to a unit.
func assigned(t testing.TB, db *store.DB, r petition.Record, unit org.UnitID) *petition.Petition {
	t.Helper()
	p := register(t, db, r)
	return act(t, db, p.No, "chief1", &petition.AssignedData{Unit: unit, Path: petition.Ordinary})
}

// accused is a record that accuses a unit, which must never hear of it.
func accused(n int, units ...org.UnitID) petition.Record {
	r := record(n)
	r.Purpose, r.Accused = petition.Accusation, petition.Accused{Units: units}
	return r
}

func scopeOf(t testing.TB, login string) org.Scope {
	t.Helper()
	return org.ThePolicy().Scope(officer(t, login))
}

func TestSuggestions(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		var all []string
		for i := range 5 {
			all = append(all, assigned(t, db, record(i), "baishui").No)
			clock.Time = clock.Add(24 * time.Hour)
		}
		other := assigned(t, db, record(9), "liuhe").No
		walled := assigned(t, db, accused(10, "baishui"), "discipline").No
		q := store.SuggestionQuery{At: morning, Limit: 50}
		numbers := func(r *store.Reader, q store.SuggestionQuery) []string {
			t.Helper()
			page, err := r.Suggestions(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			n, err := r.CountSuggestions(ctx, q, 1000)
			if err != nil || n != len(page.Rows) {
				t.Errorf("%d counted, %d listed: %v", n, len(page.Rows), err)
			}
			var list []string
			for _, row := range page.Rows {
				if row.Cause != petition.FromTrigger || row.Ref != "accept" || row.From.After(q.At) {
					t.Errorf("%+v", row)
				}
				list = append(list, row.No)
			}
			return list
		}
		director := db.Reader(scopeOf(t, "director"))
		if got := numbers(director, q); len(got) != 0 {
			t.Errorf("in time: %v", got)
		}
		q.At = morning.AddDate(0, 0, 20)
		if got, want := numbers(director, q), append(slices.Clone(all), other, walled); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		for name, c := range map[string]struct {
			change func(*store.SuggestionQuery)
			want   []string
		}{
			"a unit":       {func(q *store.SuggestionQuery) { q.Unit = "liuhe" }, []string{other}},
			"an urging":    {func(q *store.SuggestionQuery) { q.Step, q.Unit = petition.KUrged, "liuhe" }, []string{other}},
			"an order":     {func(q *store.SuggestionQuery) { q.Step = petition.KSupervised }, nil},
			"part of one":  {func(q *store.SuggestionQuery) { q.Step = "ur" }, nil},
			"a rule off":   {func(q *store.SuggestionQuery) { q.Off = []string{"half", "accept"} }, nil},
			"another rule": {func(q *store.SuggestionQuery) { q.Off, q.Unit = []string{"half"}, "liuhe" }, []string{other}},
		} {
			q := q
			c.change(&q)
			if got := numbers(director, q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		// Who is accused, and who would defend them, hear nothing of it.
		for _, login := range []string{"baishui.clerk", "baishui.head", "liuhe.clerk", "case1"} {
			got := numbers(db.Reader(scopeOf(t, login)), q)
			if slices.Contains(got, walled) != (login == "case1") || slices.Contains(got, all[0]) != strings.HasPrefix(login, "b") && login != "case1" {
				t.Errorf("%s sees %v", login, got)
			}
		}
		p, err := director.Petition(ctx, other)
		if err != nil {
			t.Fatal(err)
		}
		off := store.TaskQuery{Owners: []petition.Owner{{Person: p.Minder}}, Causes: []petition.Cause{petition.FromTrigger}, At: q.At, Limit: 100}
		tasks, err := director.Tasks(ctx, off)
		if err != nil || len(tasks) != 7 {
			t.Errorf("the minder has %d tasks: %v", len(tasks), err)
		}
		off.Off = []string{"accept"}
		if tasks, err = director.Tasks(ctx, off); err != nil || len(tasks) != 0 {
			t.Errorf("with the rule switched off %d: %v", len(tasks), err)
		}
		// Set aside, it is suggested no more.
		clock.Time = q.At
		act(t, db, all[2], "chief1", &petition.Noted{Text: "已电话催过", Trigger: "accept"})
		if got := numbers(director, q); slices.Contains(got, all[2]) || len(got) != 6 {
			t.Errorf("set aside: %v", got)
		}
		turnsPages(t, 6, func(limit int, cursor string) ([]string, string, string, error) {
			q := q
			q.Limit, q.Cursor = limit, cursor
			page, err := director.Suggestions(ctx, q)
			var list []string
			for _, row := range page.Rows {
				list = append(list, row.No)
			}
			return list, page.Next, page.Previous, err
		})
		verify(t, db)
	})
}

// turnsPages turns the pages of a list, two rows each, to its end and back, and tries broken cursors.
func turnsPages(t *testing.T, total int, read func(limit int, cursor string) (rows []string, next, previous string, err error)) {
	t.Helper()
	whole, next, previous, err := read(100, "")
	if err != nil || len(whole) != total || next != "" || previous != "" {
		t.Fatalf("the whole list: %d rows, %q %q: %v", len(whole), next, previous, err)
	}
	var forward, back []string
	cursor, last := "", ""
	for range total {
		rows, next, previous, err := read(2, cursor)
		if err != nil || (previous == "") != (cursor == "") {
			t.Fatalf("page at %q: %v", cursor, err)
		}
		forward, last = append(forward, rows...), previous
		if cursor = next; cursor == "" {
			break
		}
	}
	if !slices.Equal(forward, whole) {
		t.Errorf("pages give %v, the whole list %v", forward, whole)
	}
	for last != "" {
		rows, next, previous, err := read(2, last)
		if err != nil || next == "" {
			t.Fatalf("back at %q: %v", last, err)
		}
		back, last = append(slices.Clone(rows), back...), previous
	}
	if !slices.Equal(back, whole[:len(back)]) || len(back) < total-2 {
		t.Errorf("back: %v of %v", back, whole)
	}
	for _, bad := range []string{"x", "e30", "eyJrIjpbIngiXX0", "eyJrIjpbIngiLCJ5IiwieiIsInciLCJ2Il19"} {
		_, _, _, err := read(2, bad)
		wantFault(t, err, fault.Invalid, "fault.store.cursor")
	}
}

func TestOrdersUnderWay(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx, today := context.Background(), deadline.DayOf(morning)
		order := func(no, login string, kind petition.OrderKind, due deadline.Day) string {
			p := act(t, db, no, login, petition.NewOrder(kind, "请说明进展", due, ""))
			return no + " " + p.Orders[len(p.Orders)-1].ID
		}
		answer := func(key string) {
			no, ref, _ := strings.Cut(key, " ")
			act(t, db, no, "baishui.clerk", &petition.OrderAnswered{Order: ref, Answer: "正在办"})
		}
		a, b := accept(t, db, register(t, db, record(1)).No), accept(t, db, register(t, db, record(2)).No)
		c, quiet := assigned(t, db, record(3), "liuhe"), accept(t, db, register(t, db, record(4)).No)
		walled := assigned(t, db, accused(5, "baishui"), "discipline")
		urged := order(a.No, "case1", petition.Urging, today+3)
		supervised := order(a.No, "chief1", petition.Supervision, today+5)
		listed := order(b.No, "chief1", petition.Listing, today+2)
		checked := order(b.No, "chief1", petition.Supervision, today+4)
		instructed := order(c.No, "director", petition.Instruction, today+9)
		secret := order(walled.No, "chief1", petition.Supervision, today+1)
		obeyed := order(quiet.No, "case1", petition.Urging, today+3)
		done := order(quiet.No, "chief1", petition.Supervision, today+3)
		answer(checked)
		answer(done)
		act(t, db, quiet.No, "chief1", &petition.OrderChecked{Order: strings.Fields(done)[1], Good: true})
		_ = obeyed // the answer to the order was an act of the unit, which is what the slip asked for
		merged := assigned(t, db, record(6), "liuhe")
		order(merged.No, "case1", petition.Urging, today+2)
		order(merged.No, "chief1", petition.Supervision, today+2)
		act(t, db, merged.No, "case1", &petition.Linked{Link: petition.Link{To: a.No, Kind: petition.Duplicate, Why: "同一电话"}})
		read := func(r *store.Reader, q store.OrderQuery) []string {
			t.Helper()
			if q.Limit == 0 {
				q.Limit = 50
			}
			page, err := r.Orders(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, o := range page.Rows {
				list = append(list, o.No+" "+o.Ref)
				if (o.Due == 0) != (o.Step == store.StepCheck) || o.Subject == "" || o.Unit == "" {
					t.Errorf("%+v", o)
				}
			}
			return list
		}
		chief := db.Reader(scopeOf(t, "chief1"))
		all := []string{checked, urged, secret, supervised, listed, instructed}
		for name, c := range map[string]struct {
			q    store.OrderQuery
			want []string
		}{
			"all":               {store.OrderQuery{}, all},
			"to be looked at":   {store.OrderQuery{Step: store.StepCheck}, []string{checked}},
			"urging slips":      {store.OrderQuery{Step: "urging"}, []string{urged}},
			"orders":            {store.OrderQuery{Step: "supervision"}, []string{secret, supervised}},
			"of a unit":         {store.OrderQuery{Unit: "liuhe"}, []string{instructed}},
			"overdue":           {store.OrderQuery{Before: today + 3}, []string{secret, listed}},
			"overdue, of a one": {store.OrderQuery{Before: today + 3, Unit: "liuhe"}, nil},
			"no step":           {store.OrderQuery{Step: "x' OR 1=1"}, nil},
		} {
			if got := read(chief, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		counts, err := chief.CountOrders(ctx, "", today+3)
		want := map[string]store.OrderCount{store.StepCheck: {N: 1}, "urging": {N: 1}, "supervision": {N: 2, Late: 1}, "listing": {N: 1, Late: 1}, "instruction": {N: 1}}
		if err != nil || len(counts) != len(want) {
			t.Errorf("%v: %v", counts, err)
		}
		for step, n := range want {
			if counts[step] != n {
				t.Errorf("%s: %+v, want %+v", step, counts[step], n)
			}
		}
		for _, login := range []string{"baishui.clerk", "baishui.head"} {
			if got := read(db.Reader(scopeOf(t, login)), store.OrderQuery{}); slices.Contains(got, secret) || len(got) != 4 {
				t.Errorf("%s sees %v", login, got)
			}
		}
		if got := read(db.Reader(org.Scope{}), store.OrderQuery{}); len(got) != 0 {
			t.Errorf("the zero scope sees %v", got)
		}
		turnsPages(t, len(all), func(limit int, cursor string) ([]string, string, string, error) {
			page, err := chief.Orders(ctx, store.OrderQuery{Limit: limit, Cursor: cursor})
			var list []string
			for _, o := range page.Rows {
				list = append(list, o.No+" "+o.Ref)
			}
			return list, page.Next, page.Previous, err
		})
		verify(t, db)
	})
}
