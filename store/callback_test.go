package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// served takes an accepted matter as far as the service of its reply.
func served(t testing.TB, db *store.DB, no string) *petition.Petition {
	t.Helper()
	act(t, db, no, "baishui.handler1", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
	replied(t, db, no)
	return act(t, db, no, "baishui.clerk", &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct})
}

// replied works on a matter, and answers it.
func replied(t testing.TB, db *store.DB, no string) {
	t.Helper()
	answer := petition.Answer{Facts: "属实", Basis: "土地管理法", Opinion: "补发", Result: petition.Supported}
	act(t, db, no, "baishui.handler1", &petition.Progress{Text: "核对名单", Mark: petition.Verified})
	act(t, db, no, "baishui.handler1", &petition.ReplySubmitted{Answers: []petition.Answer{answer, answer}, ReviewBody: "清源县人民政府"})
	act(t, db, no, "baishui.deputy", &petition.ReplyApproved{})
	act(t, db, no, "baishui.head", &petition.ReplyApproved{})
	act(t, db, no, "baishui.clerk", &petition.RepliedData{DocNo: "白信复〔2026〕1号"})
}

func TestCalls(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		var all []string
		var minder org.PersonID
		for i := range 5 {
			p := served(t, db, accept(t, db, register(t, db, record(i)).No).No)
			all, minder = append(all, p.No), p.Minder
			clock.Time = clock.Add(48 * time.Hour)
		}
		r := accused(9)
		r.Accused.People = []org.PersonID{officer(t, "case2").Person}
		walled := served(t, db, accept(t, db, register(t, db, r).No).No).No
		accept(t, db, register(t, db, record(8)).No) // not served
		numbers := func(login string, q store.CallQuery) []string {
			t.Helper()
			q.Limit = 50
			page, err := db.Reader(scopeOf(t, login)).Calls(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			n, err := db.Reader(scopeOf(t, login)).CountCalls(ctx, q, 1000)
			if err != nil || n != len(page.Rows) {
				t.Errorf("%d counted, %d listed: %v", n, len(page.Rows), err)
			}
			var list []string
			for _, row := range page.Rows {
				list = append(list, row.No)
			}
			return list
		}
		if got, want := numbers("case1", store.CallQuery{}), append(slices.Clone(all), walled); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if got := numbers("case2", store.CallQuery{}); !slices.Equal(got, all) {
			t.Errorf("who is accused calls %v", got)
		}
		if got := numbers("director", store.CallQuery{Mine: officer(t, "director").Person}); len(got) != 0 {
			t.Errorf("the director's own: %v", got)
		}
		if got := numbers("director", store.CallQuery{Mine: minder}); len(got) != 6 {
			t.Errorf("the minder's own: %v", got)
		}
		// One that was tried stays; one that was reached goes.
		act(t, db, all[0], "case1", &petition.CalledBack{})
		act(t, db, all[1], "case1", &petition.CalledBack{Reached: true, True: true, Words: "属实"})
		if got := numbers("case1", store.CallQuery{}); slices.Contains(got, all[1]) || !slices.Contains(got, all[0]) || len(got) != 5 {
			t.Errorf("after two calls: %v", got)
		}
		turnsPages(t, 5, func(limit int, cursor string) ([]string, string, string, error) {
			page, err := db.Reader(county).Calls(ctx, store.CallQuery{Limit: limit, Cursor: cursor})
			var list []string
			for _, row := range page.Rows {
				list = append(list, row.No)
			}
			return list, page.Next, page.Previous, err
		})
	})
}

func TestContradictions(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		clock.Time = morning
		ctx := context.Background()
		var all []string
		for i := range 3 {
			all = append(all, served(t, db, accept(t, db, register(t, db, record(i)).No).No).No)
		}
		for i, review := range []bool{false, true, false} {
			clock.Time = clock.Add(time.Hour)
			act(t, db, all[i], "case1", &petition.CalledBack{Reached: true, Words: "没有补发", Review: review})
		}
		read := func(scope org.Scope) []string {
			t.Helper()
			page, err := db.Reader(scope).Contradictions(ctx, 50, "")
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, c := range page.Rows {
				list = append(list, c.No)
				if c.Unit != "baishui" || c.Subject == "" || c.At.IsZero() || c.State == "" {
					t.Errorf("%+v", c)
				}
			}
			return list
		}
		if got := read(county); !slices.Equal(got, []string{all[2], all[1], all[0]}) {
			t.Errorf("%v of %v", got, all)
		}
		if got := read(scopeOf(t, "liuhe.clerk")); len(got) != 0 {
			t.Errorf("another unit sees %v", got)
		}
		turnsPages(t, 3, func(limit int, cursor string) ([]string, string, string, error) {
			page, err := db.Reader(county).Contradictions(ctx, limit, cursor)
			var list []string
			for _, c := range page.Rows {
				list = append(list, c.No)
			}
			return list, page.Next, page.Previous, err
		})
		// The review finds that the reply holds: then nothing contradicts it.
		act(t, db, all[1], "chief1", &petition.QualityChecked{Found: petition.FoundGood, Words: "已经到账"})
		if got := read(county); slices.Contains(got, all[1]) {
			t.Errorf("after the review: %v", got)
		}
		verify(t, db)
	})
}
