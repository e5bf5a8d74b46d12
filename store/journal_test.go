package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
	"bihuan/store/storetest"
)

// morning is when these tests begin: a Friday.
var morning = time.Date(2026, 9, 18, 9, 0, 0, 0, deadline.Zone())

// at is a clock that a test moves on.
type at struct{ time.Time }

func (a *at) now() time.Time { return a.Time }

var county = org.Scope{County: string(sample.Code), All: true}

// record is a matter with one petitioner, told apart by n.
func record(n int) petition.Record {
	return petition.Record{
		Channel: petition.Letter, ReceivedAt: morning.Add(-time.Duration(n%50) * time.Hour), FirstLevel: org.County,
		Petitioners: []petition.Petitioner{{
			Name: personal.Name(fmt.Sprintf("测试%c%c", '一'+rune(n%500), '丁'+rune(n/500%500))), Phone: personal.Phone(fmt.Sprintf("1540000%04d", n%10000)),
			Address: personal.Address(fmt.Sprintf("白水镇石门村%d组%d号", n%9+1, n)), ID: personal.IDNumber(fmt.Sprintf("99012119800101%03dX", n%1000)),
		}},
		Persons: 1 + n%7, Purpose: petition.Claim, Category: "0102", Place: "990121101201",
		Subject: fmt.Sprintf("第%d件：村道损坏 Road 100%%_x", n), Demands: []petition.Demand{{Text: "修好"}, {Text: "说明"}},
		Facts: "去年以来道路塌陷，多次反映没有结果。",
	}
}

// officer is one of the made county's.
func officer(t testing.TB, login string) org.Officer {
	t.Helper()
	o, ok := cast()[login]
	if !ok {
		t.Fatalf("no officer %s", login)
	}
	return o
}

var cast = sync.OnceValue(sample.Cast)

// register registers a matter as a caseworker does, and gives it as it is then.
func register(t testing.TB, db *store.DB, r petition.Record) *petition.Petition {
	t.Helper()
	p := &petition.Petition{}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return add(ctx, t, tx, p, r, nil) })
	return p
}

func add(ctx context.Context, t testing.TB, tx *store.Tx, p *petition.Petition, r petition.Record, code []byte) error {
	*p = petition.Petition{}
	events, err := tx.Rules.Decide(p, officer(t, "case1"), tx.Now, &petition.RegisteredData{Record: r})
	if err != nil {
		return err
	}
	if p.No, err = tx.NextNumber(ctx, sample.Code, deadline.DayOf(tx.Now)); err != nil {
		return err
	}
	return tx.Register(ctx, p, events, code)
}

// act does one act on a petition.
func act(t testing.TB, db *store.DB, no, login string, d petition.Data) *petition.Petition {
	t.Helper()
	var p *petition.Petition
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if p, err = tx.Load(ctx, no, county); err != nil {
			return err
		}
		events, err := tx.Rules.Decide(p, officer(t, login), tx.Now, d)
		if err != nil {
			return err
		}
		return tx.Append(ctx, p, events)
	})
	return p
}

func write(t testing.TB, db *store.DB, what func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := db.Do(ctx, t.Name(), func(tx *store.Tx) error { return what(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// accept takes a matter as far as its acceptance at the township of Baishui.
func accept(t testing.TB, db *store.DB, no string) *petition.Petition {
	t.Helper()
	head, handler := officer(t, "baishui.head"), officer(t, "baishui.handler1")
	act(t, db, no, "chief1", &petition.AssignedData{Unit: "baishui", Assisting: []petition.Assist{{Unit: "land"}}})
	return act(t, db, no, "baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary,
		Sponsor: petition.Duty{Person: head.Person, Name: head.Name},
		Handler: petition.Duty{Person: handler.Person, Name: handler.Name, Phone: "0000-6201234"}})
}

// verify wants a clean county.
func verify(t testing.TB, db *store.DB) {
	t.Helper()
	for _, p := range problems(t, db, store.VerifyOptions{}) {
		t.Errorf("verify: %s event %d: %s %v", p.No, p.Seq, p.Key, p.Args)
	}
}

func problems(t testing.TB, db *store.DB, o store.VerifyOptions) []store.Problem {
	t.Helper()
	var found []store.Problem
	_, err := db.Verify(context.Background(), o, func(p store.Problem) { found = append(found, p) }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wantFault wants a kind of fault and a key.
func wantFault(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if f := fault.As(err); f == nil || f.Kind != kind || f.Key != key {
		t.Errorf("error %v, want %s %s", err, kind, key)
	}
}

func TestAppendAndRead(t *testing.T) {
	clock := &at{morning}
	storetest.EachAt(t, clock.now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		clock.Time = morning
		p := register(t, db, record(7))
		clock.Time = morning.Add(3 * time.Hour)
		accepted := accept(t, db, p.No)
		act(t, db, p.No, "case1", &petition.Corrected{Field: petition.FPhone, Index: 0, Was: "15400000007", Now: "15400009999", Why: "写错"})

		r := db.Reader(county)
		open, err := r.PetitionOpen(ctx, p.No)
		if err != nil {
			t.Fatal(err)
		}
		who := open.Record.Contact()
		if got := who.Phone.Reveal(); got != "15400009999" {
			t.Errorf("phone %q after its correction", got)
		}
		if got, want := who.Name.Reveal(), record(7).Petitioners[0].Name.Reveal(); got != want {
			t.Errorf("name %q, want %q", got, want)
		}
		masked, err := r.Petition(ctx, p.No)
		if err != nil {
			t.Fatal(err)
		}
		if got := masked.Record.Contact().Phone.Reveal(); got != "154****9999" {
			t.Errorf("masked phone %q", got)
		}
		if accepted.State != petition.Accepted || masked.Version != 4 {
			t.Errorf("state %s version %d", masked.State, masked.Version)
		}
		events, err := r.Events(ctx, p.No, 2)
		if err != nil || len(events) != 3 || events[1].Kind != petition.KAccepted || !events[1].At.Equal(clock.Time) {
			t.Errorf("events %v, error %v", events, err)
		}
		verify(t, db)
	})
}

func TestUniqueIsConflict(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		r := record(1)
		r.Origin = petition.Origin{Source: "sheet", Ref: "17"}
		first := register(t, db, r)
		err := db.Do(ctx, "again", func(tx *store.Tx) error { return add(ctx, t, tx, &petition.Petition{}, r, nil) })
		wantFault(t, err, fault.Conflict, "fault.store.exists")
		write(t, db, func(ctx context.Context, tx *store.Tx) error {
			no, err := tx.ByOrigin(ctx, r.Origin)
			if no != first.No {
				t.Errorf("by origin %q, want %q", no, first.No)
			}
			many, err2 := tx.ByOrigins(ctx, "sheet", []string{"16", "17"})
			if len(many) != 1 || many["17"] != first.No {
				t.Errorf("by origins %v", many)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		verify(t, db)
	})
}

func TestOneOfManyWins(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		p := register(t, db, record(1))
		const n = 100
		errs := make(chan error)
		for i := range n {
			go func() {
				mine, err := db.Reader(county).Petition(ctx, p.No)
				if err == nil && mine.Version == 1 {
					err = db.Do(ctx, "racing", func(tx *store.Tx) error {
						was, err := db.Reader(county).Petition(ctx, p.No)
						if err != nil {
							return err
						}
						was.Version = 1
						events, err := tx.Rules.Decide(was, officer(t, "case1"), tx.Now, &petition.MaterialAdded{Text: fmt.Sprint(i)})
						if err != nil {
							return err
						}
						return tx.Append(ctx, was, events)
					})
				}
				errs <- err
			}()
		}
		won := 0
		for range n {
			switch err := <-errs; {
			case err == nil:
				won++
			default:
				wantFault(t, err, fault.Conflict, "fault.petition.changed")
			}
		}
		after, err := db.Reader(county).Petition(ctx, p.No)
		if err != nil || after.Version != 2 || len(after.Materials) != 1 {
			t.Fatalf("after the race: %v, error %v", after, err)
		}
		if won < 1 {
			t.Error("nobody won")
		}
		verify(t, db)
	})
}

func TestFailedLeavesNothing(t *testing.T) {
	storetest.EachAt(t, (&at{morning}).now, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		stop := fmt.Errorf("stop")
		err := db.Do(ctx, "stopping", func(tx *store.Tx) error {
			if err := add(ctx, t, tx, &petition.Petition{}, record(1), nil); err != nil {
				return err
			}
			return stop
		})
		if err == nil {
			t.Fatal("no error")
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Do(ctx, "panicking", func(tx *store.Tx) error {
				_ = add(ctx, t, tx, &petition.Petition{}, record(2), nil)
				panic("stop")
			})
		}()
		canceled, cancel := context.WithCancel(ctx)
		err = db.Do(canceled, "cancelled", func(tx *store.Tx) error {
			defer cancel()
			return add(ctx, t, tx, &petition.Petition{}, record(3), nil)
		})
		if err == nil {
			t.Error("a cancelled transaction was committed")
		}
		if p := register(t, db, record(4)); p.No != petition.Number(sample.Code, deadline.DayOf(morning), 1) {
			t.Errorf("first number is %s", p.No)
		}
		verify(t, db)
	})
}

// TestMasksOfMasks makes sure that a snapshot read masked and written again stays what it was,
// which Verify relies on.
func TestMasksOfMasks(t *testing.T) {
	letters := []rune("王欧阳·*0123456789-xX 转街道镇乡村号组县市a　８")
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		text := make([]rune, r.IntN(24))
		for i := range text {
			text[i] = letters[r.IntN(len(letters))]
		}
		s := string(text)
		for what, masks := range map[string][2]string{
			"name":    {personal.Name(s).Mask(), personal.Name(personal.Name(s).Mask()).Mask()},
			"phone":   {personal.Phone(s).Mask(), personal.Phone(personal.Phone(s).Mask()).Mask()},
			"id":      {personal.IDNumber(s).Mask(), personal.IDNumber(personal.IDNumber(s).Mask()).Mask()},
			"address": {personal.Address(s).Mask(), personal.Address(personal.Address(s).Mask()).Mask()},
		} {
			if masks[0] != masks[1] {
				t.Fatalf("%s %q: mask %q, mask of the mask %q", what, s, masks[0], masks[1])
			}
		}
	}
}
