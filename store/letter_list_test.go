package store_test

import (
	"context"
	"slices"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// stored writes a letter about a matter down, with what was done to it.
func stored(t *testing.T, db *store.DB, no string, change func(*store.Letter), acts ...letter.Act) string {
	t.Helper()
	author := officer(t, "case1")
	l := &store.Letter{}
	l.Kind, l.Nos, l.From, l.To, l.Unit, l.State = "reminder", []string{no}, author.Unit, "baishui", "baishui", letter.Draft
	l.Author = letter.By{By: petition.ByOf(author)}
	change(l)
	err := db.Do(context.Background(), "write a letter", func(tx *store.Tx) error {
		l.ID, l.Begun, l.Steps, l.Version = tx.LetterID(), tx.Now, nil, 0
		for _, act := range append([]letter.Act{letter.Drafting}, acts...) {
			l.Version++
			l.Steps = append(l.Steps, letter.Step{Seq: l.Version, Act: act, At: tx.Now, By: l.Author})
		}
		if l.State.Out() {
			l.Issued = tx.Now
		}
		if err := tx.NewLetter(context.Background(), l); err != nil {
			return err
		}
		before := l.Version
		l.Version++
		l.Steps = append(l.Steps, letter.Step{Seq: l.Version, Act: l.Steps[before-1].Act, At: tx.Now, By: l.Author})
		return tx.SaveLetter(context.Background(), l, before)
	})
	if err != nil {
		t.Fatal(err)
	}
	return l.ID
}

func TestListsOfLetters(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		no := accept(t, db, register(t, db, record(1)).No).No
		other := officer(t, "case2")
		as := func(kind letter.Kind, state letter.State) func(*store.Letter) {
			return func(l *store.Letter) { l.Kind, l.State = kind, state }
		}
		draft := stored(t, db, no, as("reminder", letter.Draft), letter.SendingBack)
		theirs := stored(t, db, no, func(l *store.Letter) { l.Author.Person = other.Person })
		look := stored(t, db, no, func(l *store.Letter) { l.Kind, l.State, l.To = "lookback", letter.Issued, "discipline" }, letter.Signing)
		due := stored(t, db, no, func(l *store.Letter) {
			l.State, l.Due = letter.Issued, deadline.DayOf(morning)
		}, letter.Signing)
		list := func(login string, q store.LetterQuery) []store.LetterRow {
			t.Helper()
			q.Offices, q.Limit = officer(t, login).Units(), 10
			rows, next, err := db.Reader(scopeOf(t, login)).Letters(ctx, q)
			if err != nil || next != "" {
				t.Fatalf("%v, then %q", err, next)
			}
			n, err := db.Reader(scopeOf(t, login)).CountLetters(ctx, q, 100)
			if err != nil || n != len(rows) {
				t.Errorf("%d counted, %d listed: %v", n, len(rows), err)
			}
			return rows
		}
		ids := func(rows []store.LetterRow) []string {
			var all []string
			for _, r := range rows {
				all = append(all, r.ID)
			}
			return all
		}
		me := officer(t, "case1").Person
		for what, c := range map[string]struct {
			login string
			q     store.LetterQuery
			want  []string
		}{
			"all of the bureau":        {"case1", store.LetterQuery{}, []string{due, look, theirs, draft}},
			"of two kinds":             {"case1", store.LetterQuery{Kinds: []letter.Kind{"lookback", "listing"}}, []string{look}},
			"of no kind":               {"case1", store.LetterQuery{Kinds: []letter.Kind{}}, nil},
			"not one's own":            {"case1", store.LetterQuery{But: me}, []string{theirs}},
			"one's own drafts":         {"case1", store.LetterQuery{Author: me, States: []letter.State{letter.Draft}}, []string{draft}},
			"about a matter":           {"case1", store.LetterQuery{No: no, Waits: true}, []string{due}},
			"issued to the unit":       {"baishui.clerk", store.LetterQuery{}, []string{due}},
			"issued to the discipline": {"inspector1", store.LetterQuery{}, []string{look}},
			"of another unit":          {"liuhe.clerk", store.LetterQuery{}, nil},
		} {
			if got := ids(list(c.login, c.q)); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", what, got, c.want)
			}
		}
		// What was done last is told; of a matter that is not seen, neither number nor subject.
		if r := list("case1", store.LetterQuery{Author: me, States: []letter.State{letter.Draft}})[0]; r.Last != letter.SendingBack || r.No != no || r.Subject == "" {
			t.Errorf("a draft that came back: %+v", r)
		}
		if r := list("inspector1", store.LetterQuery{})[0]; r.No != "" || r.Subject != "" || r.Kind != "lookback" {
			t.Errorf("who was only written to learns %q, %q", r.No, r.Subject)
		}
		if _, err := db.Reader(scopeOf(t, "liuhe.clerk")).Letter(ctx, due, []org.UnitID{"liuhe"}); err == nil {
			t.Error("another unit opens a letter")
		}
	})
}
