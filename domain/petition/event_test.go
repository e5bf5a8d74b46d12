package petition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/personal"
)

// TestJournal: every event of every way survives being written and read, and the events alone make
// the same petition again.
func TestJournal(t *testing.T) {
	seen := map[Kind]bool{}
	for _, s := range situations() {
		w := situated(t, s.name)
		for _, kind := range Kinds() {
			trial := &workbench{t: t, rules: w.rules, p: w.p.clone(), events: w.events[:len(w.events):len(w.events)], now: w.now}
			if trial.try(whoDoes(trial.p, kind), sample(trial, kind)) != nil {
				continue
			}
			var read []Event
			for _, e := range trial.events {
				seen[e.Kind] = true
				read = append(read, throughJournal(t, e))
			}
			want, _ := trial.p.Snapshot()
			got, _ := Replay(trial.p.No, read).Snapshot()
			if !bytes.Equal(want, got) {
				t.Fatalf("%s when %s: read from the journal it is\n%s\nwant\n%s", kind, s.name, got, want)
			}
		}
	}
	for _, kind := range Kinds() {
		if !seen[kind] {
			t.Errorf("no way leads to %s", kind)
		}
	}
}

// throughJournal writes and reads an event as the store does: data masked, secrets apart.
func throughJournal(t *testing.T, e Event) Event {
	t.Helper()
	raw, err := json.Marshal(e.Data)
	if err != nil {
		t.Fatal(err)
	}
	var sealed []string
	for _, s := range Secrets(e.Data) {
		sealed = append(sealed, *s)
		if len([]rune(*s)) > 1 && strings.Contains(string(raw), *s) && *s != string(personal.Unclear) {
			t.Errorf("%s shows personal data in its JSON: %s", e.Kind, raw)
		}
	}
	if e.Data, err = ReadData(e.Kind, raw); err != nil {
		t.Fatal(err)
	}
	secrets := Secrets(e.Data)
	if len(secrets) != len(sealed) {
		t.Fatalf("%s: %d secrets written, %d read", e.Kind, len(sealed), len(secrets))
	}
	for i, s := range secrets {
		*s = sealed[i]
	}
	return e
}

// TestDecideChangesNothing: what Decide looks at stays as it was, also deep inside.
func TestDecideChangesNothing(t *testing.T) {
	for _, s := range situations() {
		w := situated(t, s.name)
		for _, kind := range Kinds() {
			before, _ := w.p.Snapshot()
			_, _ = w.rules.Decide(w.p, whoDoes(w.p, kind), w.now, sample(w, kind))
			if after, _ := w.p.Snapshot(); !bytes.Equal(before, after) {
				t.Errorf("deciding %s when %s changed the petition\n%s\n%s", kind, s.name, before, after)
			}
		}
	}
}

func TestSnapshot(t *testing.T) {
	for _, s := range situations() {
		w := situated(t, s.name)
		first, err := w.p.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		p, err := FromSnapshot(first)
		if err != nil {
			t.Fatal(err)
		}
		if second, _ := p.Snapshot(); !bytes.Equal(first, second) {
			t.Errorf("%s: read and written again it is\n%s\nwas\n%s", s.name, second, first)
		}
		if bytes.Contains(first, []byte("王小明")) || bytes.Contains(first, []byte("19900001234")) {
			t.Errorf("%s: a snapshot shows personal data", s.name)
		}
	}
}

// TestNothingLeaks prints a petition in the ways in which programs print things by accident.
func TestNothingLeaks(t *testing.T) {
	w := newBench(t, "2026-09-01 09:00").to(Assigned)
	w.do(caseworker, &Corrected{Field: FPhone, Was: "19900001234", Now: "19900005678", Why: "换号"})
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("petition", "p", w.p, "event", w.events[0], "data", w.events[2].Data)
	for _, text := range []string{fmt.Sprintf("%v", *w.p), fmt.Sprintf("%+v", *w.p), fmt.Sprintf("%#v", w.p.Record), fmt.Sprint(w.events[0].Data), log.String()} {
		for _, secret := range []string{"王小明", "19900001234", "19900005678", "3组"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows in %.200s", secret, text)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	day := deadline.NewDay(2026, 8, 31)
	for seq := range 12_000 {
		if seq%37 != 0 {
			continue
		}
		no := Number("990121", day, seq+1)
		if !ValidNumber(no) {
			t.Fatalf("%s is not valid", no)
		}
		// Every single figure mistyped, and every two figures changed about.
		for i := range len(no) - 1 {
			if no[i] == '-' {
				continue
			}
			for c := byte('0'); c <= '9'; c++ {
				if c != no[i] && ValidNumber(no[:i]+string(c)+no[i+1:]) {
					t.Fatalf("%s: mistyping figure %d goes unseen", no, i)
				}
			}
			for j := i + 1; j < len(no)-1; j++ {
				if no[j] != '-' && no[i] != no[j] {
					swapped := []byte(no)
					swapped[i], swapped[j] = swapped[j], swapped[i]
					if ValidNumber(string(swapped)) {
						t.Fatalf("%s: changing about %d and %d goes unseen", no, i, j)
					}
				}
			}
		}
	}
	for typed, want := range map[string]string{
		" 990121-260831-0009-r ": Number("990121", day, 9)[:19] + "R",
		"９９０１２１－２６０８３１－０００９－Ｒ": "990121-260831-0009-R",
		"260831-0009-r":            "990121-260831-0009-R",
		"990121—260831—0009—R":     "990121-260831-0009-R",
		"990121 - 260831-0009-R\t": "990121-260831-0009-R",
		"9901212608310009r":        "990121-260831-0009-R",
		"2608310009R":              "990121-260831-0009-R",
		"26083110009R":             "990121-260831-10009-R",
		"15400001234":              "15400001234",
		"SHORT":                    "SHORT",
	} {
		if got := TidyNumber(typed, "990121"); got != want {
			t.Errorf("TidyNumber(%q) = %s, want %s", typed, got, want)
		}
	}
	for _, bad := range []string{"", "-", "990121-260831-0009", "990121-260831-009-R", "99012x-260831-0009-R", "990121-260831-0009-RR"} {
		if ValidNumber(bad) {
			t.Errorf("%q is taken for a number", bad)
		}
	}
}

func TestQueryCode(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	const n = 20_000
	for range n {
		code := NewQueryCode()
		if len(code) != 11 || code[5] != '-' || seen[code] {
			t.Fatalf("a bad code or the same twice: %s", code)
		}
		seen[code] = true
		for _, c := range TidyQueryCode(code) {
			letters[c]++
		}
	}
	if len(letters) != len(codeLetters) {
		t.Errorf("%d letters are used of %d", len(letters), len(codeLetters))
	}
	mean := n * 10 / len(codeLetters)
	for c, times := range letters {
		if times < mean*9/10 || times > mean*11/10 {
			t.Errorf("%c stands %d times, the mean is %d", c, times, mean)
		}
	}
	if TidyQueryCode(" k7q ｆ3-mPaX2 ") != "K7QF3MPAX2" {
		t.Errorf("tidied: %s", TidyQueryCode(" k7q ｆ3-mPaX2 "))
	}
}

// TestSecrets: everything personal in a record is sealed, nothing else.
func TestSecrets(t *testing.T) {
	r := record(at("2026-09-01 09:00"))
	r.Petitioners[0].ID = "11010519491231002X"
	r.Petitioners = append(r.Petitioners, Petitioner{Name: "李大山"})
	var got []string
	for _, s := range Secrets(&RegisteredData{Record: r}) {
		got = append(got, *s)
	}
	want := []string{"王小明", "19900001234", "11010519491231002X", "白水镇石门村3组", "李大山", "", "", ""}
	if !slices.Equal(got, want) {
		t.Errorf("sealed are %q, want %q", got, want)
	}
	if n := len(Secrets(&Corrected{Field: FSubject, Old: "x", New: "y"})); n != 0 {
		t.Errorf("a corrected subject seals %d texts", n)
	}
	if n := len(Secrets(&Corrected{Field: FName})); n != 2 {
		t.Errorf("a corrected name seals %d texts, want the old one and the new", n)
	}
}
