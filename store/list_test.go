package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

func numbersOf(rows []store.ListRow) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.No)
	}
	return list
}

func list(t *testing.T, db *store.DB, q store.ListQuery) store.ListPage {
	t.Helper()
	page, err := db.Reader(county).List(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestPagesAreCompleteAndStable(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		const n = 57
		known := map[string]bool{}
		for i := range n {
			p := register(t, db, record(i))
			known[p.No] = true
			if i%3 == 0 {
				accept(t, db, p.No)
			}
		}
		for _, sort := range []store.Sort{store.ByDue, store.ByRegistered, store.ByReceived} {
			for _, descending := range []bool{false, true} {
				q := store.ListQuery{Sort: sort, Descending: descending, Limit: 5}
				whole := numbersOf(list(t, db, store.ListQuery{Sort: sort, Descending: descending, Limit: 500}).Rows)
				whole = slices.DeleteFunc(whole, func(no string) bool { return !known[no] })
				var forward []string
				var pages []store.ListPage
				for i := 0; ; i++ {
					register(t, db, record(1000+i)) // somebody registers while we turn the pages
					page := list(t, db, q)
					forward = append(forward, numbersOf(page.Rows)...)
					pages = append(pages, page)
					if q.Cursor = page.Next; q.Cursor == "" {
						break
					}
				}
				ours := slices.DeleteFunc(slices.Clone(forward), func(no string) bool { return !known[no] })
				if !slices.Equal(ours, whole) {
					t.Fatalf("%s %v: pages give %d, the whole list %d; in another order or with gaps", sort, descending, len(ours), len(whole))
				}
				// And back again: the page before the last is the one that was seen there.
				back := list(t, db, store.ListQuery{Sort: sort, Descending: descending, Limit: 5, Cursor: pages[3].Previous})
				if !slices.Equal(numbersOf(back.Rows), numbersOf(pages[2].Rows)) || back.Next == "" || back.Previous == "" {
					t.Errorf("%s %v: back from page 4 gives %v, page 3 was %v", sort, descending, numbersOf(back.Rows), numbersOf(pages[2].Rows))
				}
				if first := list(t, db, store.ListQuery{Sort: sort, Descending: descending, Limit: 5}); first.Previous != "" {
					t.Error("there is a page before the first")
				}
			}
		}
		for _, bad := range []string{"x", "e30", list(t, db, store.ListQuery{Sort: store.ByReceived, Limit: 2}).Next} {
			_, err := db.Reader(county).List(context.Background(), store.ListQuery{Cursor: bad})
			wantFault(t, err, fault.Invalid, "fault.store.cursor")
		}
		count := 0
		err := db.Reader(county).Export(context.Background(), store.ListQuery{Sort: store.ByRegistered}, func(store.ListRow) error { count++; return nil })
		if total := len(list(t, db, store.ListQuery{Limit: 500}).Rows); err != nil || count != total {
			t.Errorf("export gives %d of %d, error %v", count, total, err)
		}
	})
}

func TestFilters(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		var all []*petition.Petition
		for i := range 12 {
			r := record(i)
			if i == 3 {
				r.Category, r.Place, r.Channel, r.Purpose = "0201", "990121102", petition.Visit, petition.Appeal
				r.Subject, r.Flags = `50%_折\扣 ROAD`, []petition.Flag{petition.Urgent, petition.Danger}
				r.ReceivedAt = morning.AddDate(0, 0, -20)
			}
			all = append(all, register(t, db, r))
		}
		p := accept(t, db, all[5].No)
		handler, head := officer(t, "baishui.handler1").Person, officer(t, "baishui.head").Person
		yes, day := true, deadline.DayOf(morning)
		for name, c := range map[string]struct {
			q    store.ListQuery
			want []int
		}{
			"number":         {store.ListQuery{Number: all[3].No}, []int{3}},
			"number, short":  {store.ListQuery{Number: all[3].No[len("990121-"):]}, []int{3}},
			"words":          {store.ListQuery{Words: "折\\扣 road"}, []int{3}},
			"words, percent": {store.ListQuery{Words: "50%_"}, []int{3}},
			"words, none":    {store.ListQuery{Words: "_折"}, []int{3}},
			"words, nothing": {store.ListQuery{Words: "5__折"}, nil},
			"name":           {store.ListQuery{Name: " " + string(record(4).Petitioners[0].Name)}, []int{4}},
			"phone":          {store.ListQuery{Phone: "+86 154 0000 0004"}, []int{4}},
			"id":             {store.ListQuery{ID: string(record(4).Petitioners[0].ID)}, []int{4}},
			"text, number":   {store.ListQuery{Text: all[7].No}, []int{7}},
			"text, name":     {store.ListQuery{Text: string(record(4).Petitioners[0].Name)}, []int{4}},
			"text, phone":    {store.ListQuery{Text: "15400000004"}, []int{4}},
			"text, words":    {store.ListQuery{Text: "扣"}, []int{3}},
			"state":          {store.ListQuery{States: []petition.State{petition.Accepted, petition.Closed}}, []int{5}},
			"unit":           {store.ListQuery{Unit: "baishui"}, []int{5}},
			"handler":        {store.ListQuery{Handler: handler}, []int{5}},
			"sponsor":        {store.ListQuery{Sponsor: head}, []int{5}},
			"mine":           {store.ListQuery{Mine: handler, Open: true}, []int{5}},
			"category":       {store.ListQuery{Category: "02"}, []int{3}},
			"place":          {store.ListQuery{Place: "990121102"}, []int{3}},
			"channel":        {store.ListQuery{Channel: petition.Visit}, []int{3}},
			"purpose":        {store.ListQuery{Purpose: petition.Appeal}, []int{3}},
			"flag":           {store.ListQuery{Flags: []string{"urgent"}}, []int{3}},
			"flag, part":     {store.ListQuery{Flags: []string{"urg"}}, nil},
			"danger":         {store.ListQuery{Flags: []string{"danger"}}, nil},
			"collective":     {store.ListQuery{Flags: []string{store.FlagCollective}}, []int{4, 5, 6, 11}},
			"week":           {store.ListQuery{Week: 1}, []int{5}},
			"received":       {store.ListQuery{ReceivedTo: day - 10}, []int{3}},
			"registered":     {store.ListQuery{RegisteredTo: day - 1}, nil},
			"resolved":       {store.ListQuery{Resolved: &yes}, nil},
			"late":           {store.ListQuery{}.Late(day), nil},
		} {
			var want []string
			for _, i := range c.want {
				want = append(want, all[i].No)
			}
			got := numbersOf(list(t, db, c.q).Rows)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		row := list(t, db, store.ListQuery{Number: p.No}).Rows[0]
		if row.State != petition.Accepted || row.Contact != p.Record.Petitioners[0].Name.Mask() || row.Unit != "baishui" || row.Handler != handler ||
			!row.Accepted.Equal(morning) || row.Lead.Due.IsZero() || row.Lead.Basis == "" || row.Week != 1 || row.Version != 3 || !row.Has(store.FlagCollective) {
			t.Errorf("row %+v", row)
		}
		// The lead is the same as the domain's.
		lead, ok := storetest.Rules(t).Lead(p, day)
		if !ok || lead.Due != row.Lead.Due || lead.Clock.Rule != row.Lead.Rule {
			t.Errorf("row leads with %+v, the domain with %+v", row.Lead, lead)
		}
		clocks, err := db.Reader(county).Due(context.Background(), row.Lead.Due+1, 100)
		if err != nil || !slices.ContainsFunc(clocks, func(c store.DueClock) bool { return c.No == p.No && c.Rule == row.Lead.Rule }) {
			t.Errorf("due clocks %v, error %v", clocks, err)
		}
		counts, err := db.Reader(county).Counts(context.Background(), handler, row.Lead.Due+1)
		if err != nil || counts.Open != 12 || counts.Unassigned != 11 || counts.Mine != 1 || counts.MineLate != 1 || counts.Late == 0 {
			t.Errorf("counts %+v, error %v", counts, err)
		}
	})
}

func TestSamePerson(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		first := register(t, db, record(1))
		again := record(2)
		again.Petitioners[0].Phone = "0154-0000-0001"
		again.Petitioners[0].Phone = record(1).Petitioners[0].Phone
		second := register(t, db, again)
		moved := record(3)
		moved.Petitioners[0] = petition.Petitioner{Name: record(1).Petitioners[0].Name, Address: record(1).Petitioners[0].Address + "。"}
		third := register(t, db, moved)
		namesake := record(4)
		namesake.Petitioners[0] = petition.Petitioner{Name: record(1).Petitioners[0].Name, Address: personal.Unclear}
		register(t, db, namesake)
		rows, err := db.Reader(county).SamePerson(ctx, record(1).Petitioners[0], "", first.No)
		got := make([]string, len(rows))
		for i, row := range rows {
			got[i] = row.No
		}
		slices.Sort(got)
		if want := []string{second.No, third.No}; err != nil || !slices.Equal(got, want) {
			t.Errorf("same person %v, want %v, error %v", got, want, err)
		}
		if len(rows) != 2 || rows[0].By != (store.Likeness{Name: true}) || rows[1].By != (store.Likeness{Phone: true}) {
			t.Errorf("by what: %+v", rows)
		}
		rows, err = db.Reader(county).SamePerson(ctx, petition.Petitioner{Name: "只有名字"}, "", "")
		if err != nil || len(rows) != 0 {
			t.Errorf("by name alone: %v, error %v", rows, err)
		}
	})
}

func TestQueryCode(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx, v := context.Background(), storetest.Vault(t)
		p := &petition.Petition{}
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			return add(ctx, t, tx, p, record(1), v.HashCode("ABC"))
		})
		none := register(t, db, record(2))
		r := db.Reader(county)
		if got, err := r.ByQueryCode(ctx, p.No, v.HashCode("ABC")); err != nil || got.No != p.No {
			t.Errorf("right code: %v, %v", got, err)
		}
		for no, hash := range map[string][]byte{p.No: v.HashCode("ABD"), none.No: nil, "990121-260918-0009-A": v.HashCode("ABC")} {
			_, err := r.ByQueryCode(ctx, no, hash)
			wantFault(t, err, fault.NotFound, "fault.petition.not_found")
		}
	})
}

// TestHostileText makes sure that hostile input is data and nothing else.
func TestHostileText(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		r := record(1)
		r.Subject = "a\x00b\xff'; DROP TABLE event; --"
		r.Facts = "\x00\xff\xfe"
		r.Petitioners[0].Name = "坏\x00\xff'"
		r.Petitioners[0].Address = "\xff\xff"
		p := register(t, db, r)
		for _, text := range []string{"'", "%", `\`, "\x00", "\xff", "$1", "?1", "DROP TABLE", fmt.Sprintf("%s' OR 1=1", p.No)} {
			for _, q := range []store.ListQuery{{Text: text}, {Words: text}, {Name: text}, {Phone: text}, {ID: text}, {Number: text},
				{Category: text}, {Flags: []string{text}}} {
				if _, err := db.Reader(county).List(context.Background(), q); err != nil {
					t.Errorf("%+q: %v", text, err)
				}
			}
		}
		if got := numbersOf(list(t, db, store.ListQuery{Words: "drop"}).Rows); len(got) != 1 {
			t.Errorf("the subject is not found: %v", got)
		}
		accept(t, db, p.No)
		verify(t, db)
	})
}
