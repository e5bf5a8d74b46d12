package casework

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/store"
	"bihuan/store/storetest"
)

// ready drafts a reminder about a matter of its own, and has it handed in and reviewed.
func (s *story) ready(name string) string {
	s.t.Helper()
	for _, line := range []string{"case1: register " + name, "case1: assigned " + name, "case1: draft L" + name + " reminder " + name,
		"case1: letter L" + name + " submitted", "chief1: letter L" + name + " reviewed"} {
		s.at = line
		s.say(line)
	}
	return s.letter("L" + name)
}

// A hundred letters are signed at once, a third of them by somebody who may not: the others bear the
// numbers from 1 on, each once and without a gap.
func TestNumbersWithoutGap(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			s := newStory(t, engine)
			const many = 100
			var ids []string
			for i := range many {
				ids = append(ids, s.ready("X"+strconv.Itoa(i)))
			}
			director, author := s.officer("director"), s.officer("case1")
			errs := make([]error, many)
			var all sync.WaitGroup
			for i, id := range ids {
				by := director
				if i%3 == 2 {
					by = author
				}
				all.Go(func() { errs[i] = s.cases.SignLetter(s.ctx, by, id, 0) })
			}
			all.Wait()
			var got []int
			for i, id := range ids {
				if i%3 == 2 {
					if fault.KindOf(errs[i]) != fault.Forbidden {
						t.Errorf("its author signed: %v", errs[i])
					}
					continue
				}
				if errs[i] != nil {
					t.Fatal(errs[i])
				}
				n, ok := strings.CutPrefix(s.stored(id).Number, "清信提函〔2026〕")
				number, err := strconv.Atoi(strings.TrimSuffix(n, "号"))
				if !ok || err != nil {
					t.Fatalf("the number is %q", s.stored(id).Number)
				}
				got = append(got, number)
			}
			slices.Sort(got)
			for i, n := range got {
				if n != i+1 {
					t.Fatalf("the numbers are %v", got)
				}
			}
			if want := many - many/3; len(got) != want {
				t.Errorf("%d were numbered, want %d", len(got), want)
			}
		})
	}
}

// What was issued is frozen: made again it is the same to the byte, whatever has happened to the matter
// since; a file with one byte changed is no letter.
func TestFrozen(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	id := s.ready("X1")
	director := s.officer("director")
	if err := s.cases.SignLetter(s.ctx, director, id, 0); err != nil {
		t.Fatal(err)
	}
	kept := map[string][]byte{}
	for _, format := range []string{"pdf", "docx"} {
		file, l, err := s.cases.LetterFile(s.ctx, director, id, format)
		if err != nil {
			t.Fatal(err)
		}
		kept[format] = file
		again, err := s.cases.render(l.Frozen, format)
		if err != nil || !bytes.Equal(file, again) {
			t.Errorf("the %s made again has other bytes: %v", format, err)
		}
		if l.Hash != store.HashOf(l.Frozen) {
			t.Errorf("the hash is not that of what was frozen")
		}
	}
	s.say("advance 2d")
	s.say("baishui.clerk: accepted X1")
	for format, was := range kept {
		if now, _, err := s.cases.LetterFile(s.ctx, director, id, format); err != nil || !bytes.Equal(was, now) {
			t.Errorf("the %s has changed: %v", format, err)
		}
		found, err := s.cases.CheckFile(s.ctx, bytes.NewReader(was))
		if err != nil || found.Number != s.stored(id).Number || found.Voided {
			t.Errorf("the %s is found as %+v, %v", format, found, err)
		}
		changed := bytes.Clone(was)
		changed[len(changed)/2] ^= 1
		if _, err := s.cases.CheckFile(s.ctx, bytes.NewReader(changed)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a changed byte in the %s is not told: %v", format, err)
		}
	}
	// The journal's chain holds the hash.
	p := s.load("X1")
	if len(p.Letters) != 1 || p.Letters[0].Hash != s.stored(id).Hash {
		t.Errorf("the journal names %+v", p.Letters)
	}
	code := s.stored(id).Code
	if c, err := s.cases.CheckLetter(s.ctx, strings.ToLower(code[:4])+" "+code[4:]); err != nil || c.ID != id {
		t.Errorf("its code finds %+v, %v", c, err)
	}
	if _, err := s.cases.CheckLetter(s.ctx, "AAAAAAAAAAAA"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a code that was never given: %v", err)
	}
	s.say(`director: letter LX1 voided why="写错"`)
	if c, err := s.cases.CheckLetter(s.ctx, code); err != nil || !c.Voided {
		t.Errorf("it was voided, and reads %+v, %v", c, err)
	}
	d, _, err := s.cases.Paper(s.ctx, director, id)
	if err != nil || d.Void == "" {
		t.Errorf("a voided letter does not say so: %v", err)
	}
}

// A letter to an office names petitioners masked; one to the petitioner in full, and nobody else reads it.
func TestNamesOnLetters(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	id := s.ready("X1")
	if err := s.cases.SignLetter(s.ctx, s.officer("director"), id, 0); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"baishui.clerk: accepted X1", "baishui.clerk: draft N1 acceptance_notice X1", "baishui.clerk: letter N1 signed"} {
		s.at = line
		s.say(line)
	}
	for letterID, open := range map[string]bool{id: false, s.letter("N1"): true} {
		var d document.Document
		if err := json.Unmarshal(s.stored(letterID).Frozen, &d); err != nil {
			t.Fatal(err)
		}
		if text, _ := json.Marshal(d); strings.Contains(string(text), "王小明") != open || strings.Contains(string(text), "15400001234") {
			t.Errorf("the name stands there, or does not: %s", text)
		}
	}
}

// An accusation: nothing is addressed to whom it accuses, and its letters are behind its wall.
func TestLettersBehindTheWall(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	for _, line := range []string{"case1: register X1 flags=accusation accused=baishui purpose=accusation", "case1: assigned X1 unit=liuhe"} {
		s.at = line
		s.say(line)
	}
	_, err := s.cases.Draft(s.ctx, s.officer("case1"), NewLetter{Kind: "referral", Nos: []string{s.number("X1")}, To: "baishui"})
	if f := fault.As(err); f == nil || f.Key != "fault.letter.accused" {
		t.Errorf("a letter to the accused was drafted: %v", err)
	}
	for _, line := range []string{"case1: draft L1 reminder X1", "case1: letter L1 submitted", "chief1: letter L1 reviewed", "director: letter L1 signed", "hidden baishui.head L1"} {
		s.at = line
		s.say(line)
	}
	if text := string(s.stored(s.letter("L1")).Frozen); strings.Contains(text, "去年修连接线占地") || strings.Contains(text, "诉求1") {
		t.Errorf("the facts of an accusation stand in a letter: %s", text)
	}
	list, _, err := s.db.Reader(s.cases.Scope(s.officer("baishui.head"))).Letters(s.ctx, store.LetterQuery{Offices: []org.UnitID{"baishui"}, Limit: 10})
	if err != nil || len(list) != 0 {
		t.Errorf("the accused unit lists %+v, %v", list, err)
	}
}

// Every form that is suggested for a matter can be drafted by whoever it says.
func TestEveryFormHasADrafter(t *testing.T) {
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms.All() {
		if len(f.Draft) == 0 || !f.ByAct && len(f.Sign) == 0 {
			t.Errorf("%s: nobody drafts or signs it", f.Kind)
		}
	}
}
