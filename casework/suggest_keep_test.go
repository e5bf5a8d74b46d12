package casework

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// lamp registers a matter with a full category.
func (f *finding) lamp(n int) error {
	by, _ := sample.Officer("case1")
	_, err := f.cases.Register(f.t.Context(), by, petition.Record{
		Channel: petition.Letter, ReceivedAt: f.db.Now(), FirstLevel: org.County, Anonymous: true, Persons: 1, Purpose: petition.Claim,
		Category: "010101", Place: "990121101201", Subject: fmt.Sprintf("第%d件路灯不亮", n), Demands: []petition.Demand{{Text: "尽快解决"}},
	}, "")
	return err
}

// TestLessons: of the latest so many is learned, and no more is read. They come as they were registered.
func TestLessons(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	for i := range 7 {
		f.now.Add(time.Minute.Milliseconds())
		if err := f.lamp(i); err != nil {
			t.Fatal(err)
		}
	}
	read := 0
	categories, units, err := f.cases.lessons(t.Context(), 3, func(n int) { read = n })
	if err != nil || len(units) != 0 {
		t.Fatalf("%d units, %v", len(units), err)
	}
	var titles []string
	for _, e := range categories {
		titles = append(titles, e.Title)
	}
	if want := []string{"第4件路灯不亮", "第5件路灯不亮", "第6件路灯不亮"}; !slices.Equal(titles, want) {
		t.Errorf("learned of %q, want %q", titles, want)
	}
	if read != 3 {
		t.Errorf("%d were read", read)
	}
}

// TestSuggestingHoldsNobodyUp: while a registration waits for what was learned, others write.
func TestSuggestingHoldsNobodyUp(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	f.cases.advice.mu.Lock()
	done := make(chan error, 1)
	go func() { done <- f.lamp(1) }()
	time.Sleep(100 * time.Millisecond) // it waits by now, or the test sees nothing
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	err := f.db.Do(ctx, "meanwhile", func(tx *store.Tx) error { return tx.PutPeople(ctx, org.Person{ID: "p-new", Name: "孙新来"}) })
	f.cases.advice.mu.Unlock()
	if err != nil {
		t.Errorf("nobody else could write: %v", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestTableIsReadOnce: a change of the county's book that leaves the categories alone costs nothing.
func TestTableIsReadOnce(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	ctx := t.Context()
	write := func(what func(tx *store.Tx) error) {
		t.Helper()
		if err := f.db.Do(ctx, "the book", what); err != nil {
			t.Fatal(err)
		}
	}
	ask := func() [2]any {
		t.Helper()
		if _, err := f.cases.SuggestUnits(ctx, &petition.Record{Subject: "宅基地审批"}, f.db.Now()); err != nil {
			t.Fatal(err)
		}
		return [2]any{f.cases.advice.by[OfCategory].Table, f.cases.advice.by[OfUnit].Table}
	}
	before := ask()
	write(func(tx *store.Tx) error { return tx.PutPeople(ctx, org.Person{ID: "p-new", Name: "孙新来"}) })
	if ask() != before {
		t.Error("a new person had the tables read anew")
	}
	write(func(tx *store.Tx) error {
		return tx.PutCategories(ctx, store.Category{Code: "9901", Level1: "其他", Level2: "古树名木", Unit: "land"})
	})
	if ask() == before {
		t.Error("a new category is not known")
	}
}
