package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/words"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/google/go-cmp/cmp"
)

// spoken makes a record of a few words, so that many have the same ones and few have others.
func spoken(random *rand.Rand, n int, now time.Time) petition.Record {
	common := []string{"村道", "积水", "路灯", "噪音", "青苗补偿", "反映", "，", "。", "Road 7", "１２号"}
	some := func(most int) string {
		var b strings.Builder
		for range 1 + random.IntN(most) {
			b.WriteString(common[random.IntN(len(common))])
		}
		return b.String()
	}
	r := record(n)
	r.Subject, r.Facts, r.ReceivedAt = some(3), some(30), now
	r.Demands = []petition.Demand{{Text: some(4)}, {Text: some(2)}}
	if n%97 == 0 {
		r.Facts += "蟋蟀"
	}
	return r
}

// said are the parts of a record in which a phrase is looked for.
func said(r *petition.Record) []string {
	list := []string{words.Fold(r.Subject), words.Fold(r.Facts)}
	for _, d := range r.Demands {
		list = append(list, words.Fold(d.Text))
	}
	return list
}

// TestSearchFindsAll asks for many words among more petitions than are looked up one by one, and compares
// with what a look at every text finds; and with the other engine.
func TestSearchFindsAll(t *testing.T) {
	const n, step = 2600, 100
	ranked := map[string][]string{}
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx, random := context.Background(), rand.New(rand.NewPCG(1, 2))
		var all []*petition.Petition // the newest first
		for i := 0; i < n; i += step {
			clock.Time = morning.AddDate(0, 0, (i-n)/step*6)
			var made []*petition.Petition
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				for k := range step {
					p := &petition.Petition{}
					if err := add(ctx, t, tx, p, spoken(random, i+k, tx.Now), nil); err != nil {
						return err
					}
					made = append(made, p)
				}
				return nil
			})
			slices.SortFunc(made, func(a, b *petition.Petition) int { return strings.Compare(b.No, a.No) })
			all = append(made, all...)
		}
		clock.Time = morning
		if err := db.Filled(ctx); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < 300; i += 30 {
			accept(t, db, all[i].No)
		}
		baishui := map[string]bool{}
		for i := 0; i < 300; i += 30 {
			baishui[all[i].No] = true
		}
		for _, text := range []string{"村", "村道", "道积", "青苗补偿", "苗补", "村道 路灯", "“村道积水”", "积水 蟋蟀", "蟋", "蟋蟀", "road", "d 7", `"road 7"`, "12号", "2号青苗",
			"没有的字", "。", "村道路灯噪音", "村道 积水 路灯 噪音 青苗补偿 反映"} {
			phrases := words.Query(text)
			var want []string
			for _, p := range all {
				has := len(phrases) > 0
				for _, phrase := range phrases {
					has = has && slices.ContainsFunc(said(&p.Record), func(s string) bool { return strings.Contains(s, string(phrase)) })
				}
				if has {
					want = append(want, p.No)
				}
			}
			same := func(what string, got, want []string) {
				t.Helper()
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s: %d found, not %d: %v, not %v", text, what, len(got), len(want), head(got), head(want))
				}
			}
			same("by registration", everything(t, db, county, store.ListQuery{Words: text, Sort: store.ByRegistered, Descending: true, Limit: 500}), want)
			reversed := slices.Clone(want)
			slices.Reverse(reversed)
			same("from the oldest", everything(t, db, county, store.ListQuery{Text: text, Sort: store.ByRegistered, Limit: 400}), reversed)
			byDue := everything(t, db, county, store.ListQuery{Words: text, Limit: 500})
			slices.Sort(byDue)
			same("by due day", byDue, slices.Sorted(slices.Values(want)))
			only := slices.DeleteFunc(slices.Clone(want), func(no string) bool { return !baishui[no] })
			same("of a unit", everything(t, db, county, store.ListQuery{Words: text, Unit: "baishui", Sort: store.ByRegistered, Descending: true, Limit: 3}), only)
			same("in a unit's scope", everything(t, db, scopeOf(t, "baishui.clerk"), store.ListQuery{Words: text, Sort: store.ByRegistered, Descending: true, Limit: 3}), only)
			day := deadline.DayOf(morning)
			some := slices.DeleteFunc(slices.Clone(want), func(no string) bool {
				i := slices.IndexFunc(all, func(p *petition.Petition) bool { return p.No == no })
				on := deadline.DayOf(all[i].RegisterAt)
				return on < day-60 || on > day-20
			})
			same("of some days", everything(t, db, county, store.ListQuery{Words: text, RegisteredFrom: day - 60, RegisteredTo: day - 20, Sort: store.ByRegistered, Descending: true, Limit: 50}), some)
			found, err := db.Reader(county).Search(ctx, store.ListQuery{Words: text, Sort: store.ByRelevance, Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range found.Rows {
				got = append(got, row.No)
			}
			newest := slices.Sorted(slices.Values(want[:min(len(want), store.MostRanked)]))
			same("by relevance", slices.Sorted(slices.Values(got)), newest)
			if other, there := ranked[text]; there {
				same("by relevance on the other engine", got, other)
			}
			ranked[text] = got
		}
	})
}

func head(list []string) []string { return list[:min(len(list), 3)] }

// everything turns all pages.
func everything(t *testing.T, db *store.DB, scope org.Scope, q store.ListQuery) []string {
	t.Helper()
	var list []string
	for {
		page, err := db.Reader(scope).List(context.Background(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		list = append(list, numbersOf(page.Rows)...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return list
		}
	}
}

func TestSearchShowsWhere(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		numbers := map[string]string{}
		put := func(name, subject, demand, facts string) {
			r := record(len(numbers))
			r.Subject, r.Demands, r.Facts = subject, []petition.Demand{{Text: demand}}, facts
			numbers[register(t, db, r).No] = name
			clock.Time = clock.AddDate(0, 0, 1)
		}
		put("subject", "村道积水", "修路", "不便")
		put("demands", "出行难", "排除村道积水", "不便")
		put("facts", "出行难", "修路", strings.Repeat("长", 50)+"村道积水，联系电话１５４００００４４４４"+strings.Repeat("长", 50))
		put("none", "出行难", "修路", "不便")
		show := func(list []words.Piece) string {
			s := ""
			for _, p := range list {
				if p.Hit {
					p.Text = "[" + p.Text + "]"
				}
				s += p.Text
			}
			return s
		}
		search := func(q store.ListQuery) (list []string, page store.SearchPage) {
			t.Helper()
			page, err := db.Reader(county).Search(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				list = append(list, fmt.Sprintf("%s|%s|%s|%s", numbers[row.No], show(row.Subject), row.Part, show(row.Excerpt)))
			}
			return list, page
		}
		long := strings.Repeat("长", 30)
		want := []string{
			"subject|[村道积水]||",
			"demands|出行难|demands|排除[村道积水]",
			"facts|出行难|facts|…" + long + "[村道积水]，联系电话154****4444" + strings.Repeat("长", 40) + "…",
		}
		got, page := search(store.ListQuery{Words: "村道积水", Sort: store.ByRelevance})
		if diff := cmp.Diff(want, got); diff != "" || page.Ranked != 3 {
			t.Errorf("%d ranked: %s", page.Ranked, diff)
		}
		first, page := search(store.ListQuery{Words: "村道积水", Sort: store.ByRelevance, Limit: 2})
		second, last := search(store.ListQuery{Words: "村道积水", Sort: store.ByRelevance, Limit: 2, Cursor: page.Next})
		if len(first) != 2 || len(second) != 1 || last.Next != "" || last.Previous != "0" || page.Previous != "" {
			t.Errorf("pages %d and %d, %+v", len(first), len(second), last)
		}
		newest, _ := search(store.ListQuery{Words: "村道积水", Sort: store.ByRegistered, Descending: true})
		if newest[0][:5] != "facts" || newest[2][:7] != "subject" {
			t.Errorf("newest first: %q", newest)
		}
		// A number in running text finds nobody.
		if got, _ := search(store.ListQuery{Words: "4000044"}); len(got) > 0 {
			t.Errorf("a telephone number is found: %q", got)
		}
		for _, bad := range []string{"x", "-1", "9999"} {
			_, err := db.Reader(county).Search(ctx, store.ListQuery{Words: "村", Sort: store.ByRelevance, Cursor: bad})
			wantFault(t, err, fault.Invalid, "fault.store.cursor")
		}
	})
}

// TestWordsFollowTheRecord corrects a subject, loses the words, and has them made again.
func TestWordsFollowTheRecord(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			clock := &at{morning}
			o := storetest.Options(t, storetest.URL(t, engine), clock.now)
			db, err := store.Open(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}()
			finds := func(text string) int { t.Helper(); return len(list(t, db, store.ListQuery{Words: text}).Rows) }
			p := register(t, db, record(1))
			other := register(t, db, record(2))
			clock.Time = morning.Add(time.Hour)
			act(t, db, p.No, "case1", &petition.Corrected{Field: petition.FSubject, Old: p.Record.Subject, New: "水渠堵塞", Why: "写错了"})
			if finds("水渠") != 1 || finds("村道") != 1 || finds("塌陷") != 2 {
				t.Errorf("corrected: %d by the new subject, %d by the old, %d by the facts", finds("水渠"), finds("村道"), finds("塌陷"))
			}
			verify(t, db)
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.Raw(ctx, `UPDATE worded SET text = 'x' WHERE no = $1`, p.No)
			})
			if finds("水渠堵") != 0 {
				t.Error("the text is not looked at again")
			}
			told := problems(t, db, store.VerifyOptions{Rebuild: true})
			if len(told) != 1 || told[0].No != p.No || fmt.Sprint(told[0].Args) != "[what words]" {
				t.Errorf("problems %v", told)
			}
			if finds("水渠") != 1 || finds("村道") != 1 {
				t.Error("not found after the rebuild")
			}
			verify(t, db)
			// As it was before words were kept.
			wordless(t, db, engine)
			if finds("塌陷") != 0 {
				t.Error("found without words")
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if db, err = store.Open(context.Background(), o); err != nil {
				t.Fatal(err)
			}
			if finds("水渠") != 1 || finds("塌陷") != 2 || finds("村道") != 1 {
				t.Error("not found after the upgrade")
			}
			verify(t, db)
			act(t, db, other.No, "case1", &petition.Corrected{Field: petition.FFacts, Old: other.Record.Facts, New: "桥断了", Why: "写错了"})
			if finds("塌陷") != 1 || finds("桥断") != 1 {
				t.Error("not followed after the upgrade")
			}
		})
	}
}

// TestWorded follows what is written, as who compares texts does.
func TestWorded(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		var numbers []string
		for i := range 5 {
			r := record(i)
			if i == 3 {
				r.Flags = []petition.Flag{petition.Confidential}
			}
			numbers = append(numbers, register(t, db, r).No)
			clock.Time = clock.Add(time.Duration(i%2) * time.Minute)
		}
		feed := func(since time.Time, after string, limit int) (list []store.Worded) {
			t.Helper()
			list, err := db.Reader(county).Worded(ctx, since, after, limit)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		var got []string
		for since, after := (time.Time{}), ""; ; {
			step := feed(since, after, 2)
			if len(step) == 0 {
				break
			}
			for _, w := range step {
				got = append(got, w.No)
				since, after = w.At, w.No
			}
		}
		if !slices.Equal(got, numbers) {
			t.Errorf("%v, not %v", got, numbers)
		}
		w := feed(time.Time{}, "", 1)[0]
		if w.Subject != "第0件:村道损坏 road 100%_x" || w.Body != "修好\n说明\n去年以来道路塌陷,多次反映没有结果。" || w.Place != "990121101201" || w.Category != "0102" ||
			w.Channel != petition.Letter || w.State != petition.Registered || !w.Registered.Equal(morning) || w.Walled {
			t.Errorf("%+v", w)
		}
		last := clock.Time
		clock.Time = clock.Add(time.Hour)
		act(t, db, numbers[1], "case1", &petition.Corrected{Field: petition.FSubject, Old: record(1).Subject, New: "水渠堵塞", Why: "写错了"})
		accept(t, db, numbers[2]) // says nothing new
		if step := feed(last.Add(time.Minute), "", 9); len(step) != 1 || step[0].No != numbers[1] || step[0].Subject != "水渠堵塞" {
			t.Errorf("written since: %+v", step)
		}
		walled := 0
		for _, w := range feed(time.Time{}, "", 9) {
			if w.Walled {
				walled++
				if w.No != numbers[3] {
					t.Errorf("%s is walled", w.No)
				}
			}
		}
		if walled != 1 {
			t.Errorf("%d walled", walled)
		}
		if list, err := db.Reader(scopeOf(t, "liuhe.clerk")).Worded(ctx, time.Time{}, "", 9); err != nil || len(list) > 0 {
			t.Errorf("another unit reads %v, %v", list, err)
		}
	})
}
