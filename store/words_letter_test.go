package store_test

import (
	"context"
	"encoding/json"
	"testing"

	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// issued writes a letter down that was issued, and its event on each of its matters.
func issued(t *testing.T, db *store.DB, to org.UnitID, text string, matters ...*petition.Petition) string {
	t.Helper()
	author := officer(t, "case1")
	l := &store.Letter{}
	l.Kind, l.From, l.To, l.Unit, l.State = "notice", author.Unit, to, "baishui", letter.Issued
	l.Author = letter.By{By: petition.ByOf(author)}
	for _, p := range matters {
		l.Nos = append(l.Nos, p.No)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		l.ID, l.Begun, l.Version = tx.LetterID(), tx.Now, 0
		if err := tx.NewLetter(ctx, l); err != nil {
			return err
		}
		d := document.Document{Title: "告知书", To: []string{matters[0].Record.Petitioners[0].Name.Reveal()}, Blocks: []document.Block{document.Text(document.Paragraph, text)}}
		frozen, err := json.Marshal(d)
		if err != nil {
			return err
		}
		if err := tx.Freeze(ctx, l, frozen); err != nil {
			return err
		}
		for _, no := range l.Nos {
			p, err := tx.Load(ctx, no, county)
			if err != nil {
				return err
			}
			events, err := tx.Rules.Decide(p, author, tx.Now, &petition.LetterIssued{Letter: petition.Sent{ID: l.ID, Kind: "notice", Name: "告知书", Number: "清信告〔2026〕" + l.ID[len(l.ID)-4:], To: to, Hash: l.Hash}})
			if err != nil {
				return err
			}
			if err := tx.Append(ctx, p, events); err != nil {
				return err
			}
		}
		return nil
	})
	return l.ID
}

// TestLettersAreFound: what a letter says is found by those who may read it, its petitioner's name by
// nobody, and nothing of it once it is voided.
func TestLettersAreFound(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		finds := func(login, text string) int {
			t.Helper()
			page, err := db.Reader(scopeOf(t, login)).Search(context.Background(), store.ListQuery{Words: text, Sort: store.ByRelevance})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				if row.Part != store.InLetters {
					t.Errorf("%s: found in %q", text, row.Part)
				}
			}
			return len(page.Rows)
		}
		name := record(1).Petitioners[0].Name
		p := accept(t, db, register(t, db, record(1)).No)
		p.Record.Petitioners[0].Name = name
		id := issued(t, db, "", name.Reveal()+"：您反映的茶园水渠已经查勘。", p)
		issued(t, db, "land", "请查清茶园水渠的权属档案。", p)
		for _, c := range []struct {
			text          string
			bureau, clerk int
		}{
			{"已经查勘", 1, 1}, {"告知书", 1, 1}, {"茶园水渠", 1, 1}, {"清信告", 1, 1},
			{"权属档案", 1, 0}, {"请查清", 1, 0}, {"查勘 权属", 1, 0}, {name.Reveal(), 0, 0},
		} {
			if a, b := finds("case1", c.text), finds("baishui.clerk", c.text); a != c.bureau || b != c.clerk {
				t.Errorf("%s: the bureau finds %d, the unit %d, not %d and %d", c.text, a, b, c.bureau, c.clerk)
			}
		}
		verify(t, db)
		// A letter about two matters is found by its number alone: the other may not be for all to see.
		other := accept(t, db, register(t, db, record(2)).No)
		other.Record.Petitioners[0].Name = record(2).Petitioners[0].Name
		issued(t, db, "", "两件都谈到的养殖场。", other, p)
		if n := finds("case1", "养殖场"); n != 0 {
			t.Errorf("what is said of two matters is found with %d", n)
		}
		// Known by another name, and voided.
		act(t, db, p.No, "case1", &petition.Corrected{Field: petition.FName, Was: "测试", Now: "茶园水渠", Why: "试一试"})
		if n := finds("case1", "茶园水渠"); n != 0 {
			t.Errorf("the petitioner is found by a letter, %d times", n)
		}
		verify(t, db)
		act(t, db, p.No, "case1", &petition.LetterVoided{Letter: id, Why: "写错了"})
		if n := finds("case1", "已经查勘"); n != 0 {
			t.Errorf("a voided letter is found with %d", n)
		}
		verify(t, db)
		if told := problems(t, db, store.VerifyOptions{Rebuild: true}); len(told) > 0 {
			t.Errorf("problems %v", told)
		}
	})
}
