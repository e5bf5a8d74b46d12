package casework_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

// told is a made matter: what, in which words, where.
func told(n int, category, subject, facts string, place org.AreaCode) petition.Record {
	return petition.Record{
		Channel: petition.Letter, FirstLevel: org.County, Anonymous: true, Persons: 1, Purpose: petition.Claim,
		Category: category, Place: place, Subject: fmt.Sprintf("%s（%d）", subject, n), Facts: facts, Demands: []petition.Demand{{Text: "请调查处理"}},
	}
}

// newDeciding is a bureau with the county's table of categories.
func newDeciding(t *testing.T) *bureau {
	t.Helper()
	b := newBureau(t)
	var categories []store.Category
	for _, c := range sample.Categories() {
		categories = append(categories, store.Category{Code: c.Code, Level1: c.Level1, Level2: c.Level2, Level3: c.Level3, English: c.English, Unit: c.Unit})
	}
	if err := b.db.Do(t.Context(), "the table", func(tx *store.Tx) error { return tx.PutCategories(t.Context(), categories...) }); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bureau) taken(r petition.Record, unit org.UnitID) string {
	b.t.Helper()
	ctx := context.Background()
	r.ReceivedAt = b.now.Add(-time.Hour)
	receipt, err := b.Register(ctx, b.officer("case1"), r, "")
	if err != nil {
		b.t.Fatal(err)
	}
	if unit != "" {
		if _, err := b.Act(ctx, b.officer("chief1"), receipt.No, 0, &petition.AssignedData{Unit: unit, Path: petition.Ordinary}); err != nil {
			b.t.Fatal(err)
		}
	}
	return receipt.No
}

// TestTrain: before anything is decided the table's words suggest, afterwards what the bureau decided,
// other than the table says; on every node, within a minute.
func TestTrain(t *testing.T) {
	b := newDeciding(t)
	ctx := t.Context()
	text := casework.Text{Subject: "养殖场半夜排水", Facts: "养殖场把水排进沟里，臭得睡不着"}
	const first, second = "010101", "010201" // of the table, for other things
	before, err := b.SuggestCategories(ctx, text, b.now)
	if err != nil || len(before) > 0 && before[0].Label == first {
		t.Fatalf("before anything was decided: %+v, %v", before, err)
	}
	if list, err := b.SuggestCategories(ctx, casework.Text{Subject: "宅基地审批一直不下来"}, b.now); err != nil || len(list) == 0 || list[0].Label != second {
		t.Errorf("by the table's words: %+v, %v", list, err)
	}
	if got, err := b.Train(ctx, casework.Operator(b.db.County()), nil); err != nil || got[0].Version != 0 || got[1].Version != 0 {
		t.Errorf("learned from nothing: %+v, %v", got, err)
	}
	towns := map[org.AreaCode]org.UnitID{"990121101201": "baishui", "990121102201": "liuhe"}
	for i := range 60 {
		for place, town := range towns {
			if casework.TownOf(b.directory(), place) != town {
				t.Fatalf("%s is not in %s", place, town)
			}
			b.taken(told(i, first, "养殖场排水发臭", "养殖场夜里把粪水排进沟里，臭气很大", place), town)
			b.taken(told(i, second, "门口路灯不亮", "村口的路灯坏了，晚上走路看不见", place), "land")
		}
	}
	secret := told(1, second, "养殖场排水发臭", "养殖场夜里把粪水排进沟里", "990121101201")
	secret.Flags = []petition.Flag{petition.Confidential}
	b.taken(secret, "")
	read := 0
	got, err := b.Train(ctx, casework.Operator(b.db.County()), func(n int) { read = n })
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got[0].Kind != casework.OfCategory || got[0].Texts != 240 || got[0].Labels != 2 || got[0].Version != 1 || read != 241 {
		t.Errorf("of the categories: %+v, read %d", got[0], read)
	}
	if got[1].Texts != 240 || got[1].Labels != 2 {
		t.Errorf("of the units: %+v; two townships are one and the same", got[1])
	}
	b.refused("a caseworker", func() error { _, err := b.Train(ctx, b.officer("case1"), nil); return err }(), "fault.office.forbidden", "")

	list, err := b.SuggestCategories(ctx, text, b.now)
	if err != nil || len(list) == 0 || list[0].Label != first || list[0].Share < 0.4 || len(list[0].Words) == 0 {
		t.Errorf("after: %+v, %v", list, err)
	}
	for place, town := range towns {
		list, err := b.SuggestUnits(ctx, &petition.Record{Subject: text.Subject, Facts: text.Facts, Place: place}, b.now)
		if err != nil || len(list) == 0 || list[0].Label != string(town) {
			t.Errorf("whose, in %s: %+v, %v", place, list, err)
		}
	}
	if list, err := b.SuggestUnits(ctx, &petition.Record{Subject: "路灯不亮，走路看不见"}, b.now); err != nil || len(list) == 0 || list[0].Label != "land" {
		t.Errorf("whose, of no place: %+v, %v", list, err)
	}
}

// TestSuggestionsAreKept: what was suggested at registration is held against what is decided later.
func TestSuggestionsAreKept(t *testing.T) {
	b := newDeciding(t)
	ctx := t.Context()
	no := b.taken(told(1, "010201", "宅基地审批一直不下来", "申请两年了", "990121101201"), "land")
	accuses := told(2, "010201", "宅基地审批收钱", "收了钱", "990121101201")
	accuses.Purpose, accuses.Accused = petition.Accusation, petition.Accused{Units: []org.UnitID{"land"}}
	b.taken(accuses, "")
	hits, err := b.db.Accuracy(ctx, b.now)
	if err != nil || len(hits) != 2 {
		t.Fatalf("%+v, %v", hits, err)
	}
	for _, h := range hits {
		if h.Asked != 1 || h.First != 1 || h.Month != "2026-09" || h.Level1 != "01" {
			t.Errorf("%+v", h)
		}
	}
	// Somebody decides otherwise: the suggestion was wrong.
	if _, err := b.Act(ctx, b.officer("case1"), no, 0, &petition.Corrected{Field: petition.FCategory, New: "020101", Why: "不是这一类"}); err != nil {
		t.Fatal(err)
	}
	hits, err = b.db.Accuracy(ctx, b.now)
	if err != nil || hits[0].Kind != casework.OfCategory || hits[0].First != 0 || hits[0].Level1 != "02" {
		t.Errorf("after a correction: %+v, %v", hits, err)
	}
}

// TestNoUnitsForAccusations: who handles it follows from whom it accuses, by whichever sign it accuses.
func TestNoUnitsForAccusations(t *testing.T) {
	b := newDeciding(t)
	for what, change := range map[string]func(r *petition.Record){
		"by its purpose": func(r *petition.Record) { r.Purpose = petition.Accusation },
		"by its flag":    func(r *petition.Record) { r.Flags = []petition.Flag{petition.Urgent, petition.Accusing} },
		"a unit":         func(r *petition.Record) { r.Accused.Units = []org.UnitID{"land"} },
		"a person":       func(r *petition.Record) { r.Accused.People = []org.PersonID{"p1"} },
	} {
		r := petition.Record{Subject: "宅基地审批一直不下来", Place: "990121101201"}
		if list, err := b.SuggestUnits(t.Context(), &r, b.now); err != nil || len(list) == 0 {
			t.Errorf("before: %+v, %v", list, err)
		}
		change(&r)
		if list, err := b.SuggestUnits(t.Context(), &r, b.now); err != nil || len(list) > 0 {
			t.Errorf("%s: %+v, %v", what, list, err)
		}
	}
}

// TestDamagedModel: a model that cannot be read stops nobody: it is logged, once, and the table's words, or
// what was learned before, suggest on, until something is learned again.
func TestDamagedModel(t *testing.T) {
	b := newDeciding(t)
	ctx := t.Context()
	var log bytes.Buffer
	b.Finder().Keep("", slog.New(slog.NewTextHandler(&log, nil)))
	damage := func() {
		t.Helper()
		if err := b.db.Do(ctx, "damage", func(tx *store.Tx) error {
			_, err := tx.PutModel(ctx, store.Learned{Kind: casework.OfCategory, Texts: 9, Labels: 2, Body: []byte("no model")})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	first := func(subject string) string {
		t.Helper()
		list, err := b.SuggestCategories(ctx, casework.Text{Subject: subject}, b.now)
		if err != nil || len(list) == 0 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].Label
	}
	damage()
	for i := range 20 { // each a minute later
		b.taken(told(i, "010101", "宅基地审批一直不下来", "等了两年", "990121101201"), "")
		b.taken(told(i, "020101", "路灯不亮", "晚上看不见", "990121101201"), "land")
		b.now = b.now.Add(time.Minute)
	}
	if got := first("宅基地审批一直不下来"); got != "010201" {
		t.Errorf("by the table's words: %s", got)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 || !strings.Contains(log.String(), "the model of category") {
		t.Errorf("logged %d times: %s", n, &log)
	}
	if hits, err := b.db.Accuracy(ctx, b.now); err != nil || len(hits) == 0 {
		t.Errorf("nothing was kept: %+v, %v", hits, err)
	}
	if got, err := b.Train(ctx, casework.Operator(b.db.County()), nil); err != nil || got[0].Version != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got := first("路灯不亮"); got != "020101" {
		t.Errorf("after learning: %s", got)
	}
	damage()
	b.now = b.now.Add(time.Minute)
	if got := first("路灯不亮"); got != "020101" {
		t.Errorf("what was learned before is gone: %s", got)
	}
	damage()
	for after, want := range []int{2, 2, 3} { // half a minute each: it asks no more often because it failed
		if got := first("路灯不亮"); got != "020101" {
			t.Errorf("%d half minutes later: %s", after, got)
		}
		if n := strings.Count(log.String(), "level=ERROR"); n != want {
			t.Errorf("%d half minutes later: logged %d times, want %d", after, n, want)
		}
		b.now = b.now.Add(30 * time.Second)
	}
}

// TestAnotherNodeLearns: what one node learned the other suggests by within a minute, and asks no more
// often than that.
func TestAnotherNodeLearns(t *testing.T) {
	b := newDeciding(t)
	ctx := t.Context()
	other := casework.New(b.db, nil, nil, b.rules)
	text := casework.Text{Subject: "养殖场排水发臭"}
	if _, err := other.SuggestCategories(ctx, text, b.now); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		b.taken(told(i, "010101", "养殖场排水发臭", "粪水排进沟里", "990121101201"), "")
		b.taken(told(i, "010201", "门口路灯不亮", "晚上看不见", "990121101201"), "")
	}
	if _, err := b.Train(ctx, casework.Operator(b.db.County()), nil); err != nil {
		t.Fatal(err)
	}
	knows := func(at time.Time) bool {
		t.Helper()
		list, err := other.SuggestCategories(ctx, text, at)
		if err != nil {
			t.Fatal(err)
		}
		return len(list) > 0 && list[0].Label == "010101"
	}
	if knows(b.now.Add(30 * time.Second)) {
		t.Error("it asked again before a minute was over")
	}
	if !knows(b.now.Add(61 * time.Second)) {
		t.Error("it has not learned after a minute")
	}
}
