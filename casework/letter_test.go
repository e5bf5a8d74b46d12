package casework

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"bihuan/blob"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
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
	check := func(code string) (Genuine, error) { return s.cases.Portal().CheckLetter(s.ctx, code, "192.0.2.1") }
	if c, err := check(strings.ToLower(code[:4]) + " " + code[4:]); err != nil || c.ID != id {
		t.Errorf("its code finds %+v, %v", c, err)
	}
	if _, err := check("AAAAAAAAAAAA"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a code that was never given: %v", err)
	}
	s.say(`director: letter LX1 voided why="写错"`)
	if c, err := check(code); err != nil || c.Voided.IsZero() {
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

// Who signs a form may do to its matter what issuing it makes, and take it back: the form names the people,
// and the county's table of acts agrees.
func TestSignersMayDoWhatTheyIssue(t *testing.T) {
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms.All() {
		signers := f.Sign
		if f.ByAct {
			signers = f.Draft
		}
		if len(f.Draft) == 0 || len(signers) == 0 {
			t.Errorf("%s: nobody drafts or signs it", f.Kind)
		}
		made := f.Event(&letter.Letter{}, "", &petition.Petition{}, petition.Rules{}, time.Time{}).Kind()
		for _, post := range signers {
			for _, act := range []petition.Kind{made, petition.KLetterVoided} {
				if !slices.Contains(org.ThePolicy().Posts(org.Act(act)), post) {
					t.Errorf("%s: a %s signs it and may not do %s", f.Kind, post, act)
				}
			}
		}
	}
}

// A letter is out though its files cannot be made just now; they are made when they can be.
func TestSignedWithoutFiles(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	id := s.ready("X1")
	director := s.officer("director")
	desk := *s.cases.stationery.Load()
	blobs := s.cases.blobs
	full := t.TempDir()
	broken, err := blob.OpenDisk(full, storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(full); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, nil, 0o600); err != nil { // no folder any more
		t.Fatal(err)
	}
	s.cases = New(s.db, storetest.Vault(t), broken, s.cases.rules)
	s.cases.Equip(desk)
	if _, err := s.cases.FileLetter(s.ctx, id); err == nil {
		t.Fatal("files were made where there is no room for any")
	}
	if err := s.cases.SignLetter(s.ctx, director, id, 0); err != nil {
		t.Errorf("it is out, and who signed it was told: %v", err)
	}
	if l := s.stored(id); l.State != letter.Issued || l.Number == "" || l.PDF != "" {
		t.Errorf("it is %s, %q", l.State, l.Number)
	}
	s.cases.blobs = blobs
	if files, err := s.cases.FileLetter(s.ctx, id); err != nil || files.PDF == "" || s.stored(id).PDF != files.PDF {
		t.Errorf("its files: %+v, %v", files, err)
	}
}

// A petitioner's name in the words of the record is hidden in a letter to an office, and stands in a letter to
// the petitioner.
func TestNamesWithinTexts(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	for _, line := range []string{"case1: register X1 subject=王小明的补偿款没有发", "case1: assigned X1", "baishui.clerk: accepted X1",
		"case1: draft L1 reminder X1", "baishui.clerk: draft N1 acceptance_notice X1"} {
		s.at = line
		s.say(line)
	}
	for name, by := range map[string]string{"L1": "case1", "N1": "baishui.clerk"} {
		d, _, err := s.cases.Paper(s.ctx, s.officer(by), s.letter(name))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(d)
		if open := name == "N1"; strings.Contains(string(text), "王小明的补偿款") != open || strings.Contains(string(text), "王**的补偿款") == open {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// One letter about several matters goes to who has them all, is behind the walls of them all, and is answered
// when it is on all of them; an answer sent back on one is owed again.
func TestLetterAboutSeveral(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	tell := func(lines ...string) {
		t.Helper()
		for _, line := range lines {
			s.at = line
			s.say(line)
		}
	}
	tell("case1: register X1", "case1: assigned X1", "baishui.clerk: accepted X1", "case1: register X2", "case1: assigned X2 assisting=land", "baishui.clerk: accepted X2",
		"case1: register X3", "case1: assigned X3 unit=liuhe", "case1: register X4 flags=accusation accused=land purpose=accusation", "case1: assigned X4",
		"case1: draft L8,L9 urging_slip X1,X3,X2", // one for each unit
		"case1: draft L1 urging_slip X2,X1", "case1: letter L1 submitted", "chief1: letter L1 signed", "paper L1 issued",
		"reads baishui.clerk L1", "hidden land.clerk L1",
		"case1: draft L2 urging_slip X2,X4", "case1: letter L2 submitted", "chief1: letter L2 signed", "reads baishui.clerk L2", "hidden land.clerk L2")
	for name, want := range map[string][]string{"L8": {s.number("X1"), s.number("X2")}, "L9": {s.number("X3")}} {
		if l := s.stored(s.letter(name)); !slices.Equal(l.Nos, want) {
			t.Errorf("%s is about %v, want %v", name, l.Nos, want)
		}
	}
	list, _, err := s.db.Reader(s.cases.Scope(s.officer("land.clerk"))).Letters(s.ctx, store.LetterQuery{Offices: []org.UnitID{"land"}, Limit: 10})
	if err != nil || len(list) != 0 {
		t.Errorf("an assisting unit lists %+v, %v", list, err)
	}
	tell("baishui.clerk: notified X1", "baishui.handler1: progress X1", "paper L1 issued", "baishui.clerk: notified X2", "baishui.handler1: progress X2", "paper L1 closed")
}

// jointOrder is a county's own kind: one order about several matters, whose answer is looked at.
const jointOrder = `kind: joint
name: 联合督办单
english: Joint order
version: 1
format: official
series: 联
from: bureau
to: unit
draft: caseworker
sign: director
makes: supervised
answer: 5 workdays
answer checked: yes
lists: matters
---
answers:
done | line | required | 办理情况 | What was done
text:
= 联合督办单
@ {{.Unit.Name}}
请办理下列事项。
{{range matters}}（{{.No}}）
{{end}}! {{.From.Name}}
`

// An order about several matters may be answered and looked at on each of them as well: the letter waits for
// the last, and again for one that was sent back.
func TestOrderAboutSeveral(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	desk := *s.cases.stationery.Load()
	forms, err := letter.Load(fstest.MapFS{"joint.md": {Data: []byte(jointOrder)}})
	if err != nil {
		t.Fatal(err)
	}
	desk.Forms = forms
	s.cases.Equip(desk)
	for _, line := range []string{"case1: register X1", "case1: assigned X1", "case1: register X2", "case1: assigned X2",
		"case1: draft J joint X1,X2", "case1: letter J submitted", "director: letter J signed", "paper J issued"} {
		s.at = line
		s.say(line)
	}
	order := func(name string) string { return s.load(name).Orders[0].ID }
	for _, line := range []string{
		"baishui.clerk: order_answered X1 order=" + order("X1"), "paper J issued",
		"baishui.clerk: answer J done=已经办理", "paper J answered",
		`case1: returns J why="没有日期" due=2026-09-09`, "paper J acknowledged",
		"baishui.clerk: order_answered X1 order=" + order("X1"), "paper J acknowledged",
		"baishui.clerk: answer J done=9月9日办理", "paper J answered",
		"case1: order_checked X1 order=" + order("X1") + " good=true", "paper J answered",
		"case1: accepts J", "paper J closed",
	} {
		s.at = line
		s.say(line)
	}
}
