package locale

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func opened(t *testing.T) *Catalogues {
	t.Helper()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	c := opened(t)
	zh, en := c.For(Chinese).texts, c.For(English).texts
	for key, text := range zh {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s: only in Chinese", key)
			continue
		}
		// The count that chooses an English form need not be written in it.
		a, b := text.names(), other.names()
		delete(a, "n")
		delete(b, "n")
		if !maps.Equal(a, b) {
			t.Errorf("%s: placeholders %v in Chinese, %v in English", key,
				slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
		}
		if text.one != nil {
			t.Errorf("%s: Chinese has no plural", key)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s: only in English", key)
		}
	}
}

// A key names its noun, so that it is found in the noun's file.
func TestKeysStartWithTheirFile(t *testing.T) {
	for _, tag := range Tags() {
		names, err := files.ReadDir(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range names {
			raw, err := files.ReadFile(tag + "/" + entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			pairs, err := decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			noun := strings.TrimSuffix(entry.Name(), ".json")
			for key, value := range pairs {
				if !strings.HasPrefix(key, noun+".") && !strings.HasPrefix(key, "fault.") {
					t.Errorf("%s/%s: key %s belongs into another file", tag, entry.Name(), key)
				}
				if strings.TrimSpace(value) == "" {
					t.Errorf("%s/%s: %s is empty", tag, entry.Name(), key)
				}
			}
		}
	}
}

// A placeholder that words code words names a prefix of keys; a typing mistake there would show
// only with the one value that uses it.
func TestPrefixesOfCodeWordsExist(t *testing.T) {
	c := opened(t)
	forms := []string{"", "date", "week", "iso", "long", "moment", "number"}
	for _, tag := range Tags() {
		texts := c.For(tag).texts
		for key, text := range texts {
			for _, p := range slices.Concat(text.one, text.other) {
				if p.name == "" || slices.Contains(forms, p.form) {
					continue
				}
				found := false
				for other := range texts {
					found = found || strings.HasPrefix(other, p.form+".")
				}
				if !found {
					t.Errorf("%s: %s: no key begins with %s.", tag, key, p.form)
				}
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	ok := `{"a.b": "x"}`
	for name, fsys := range map[string]fstest.MapFS{
		"twice in two files": {"zh-CN/a.json": {Data: []byte(ok)}, "zh-CN/b.json": {Data: []byte(ok)}},
		"twice in one file":  {"zh-CN/a.json": {Data: []byte(`{"a.b": "x", "a.b": "y"}`)}},
		"open brace":         {"zh-CN/a.json": {Data: []byte(`{"a.b": "x {n"}`)}},
		"close brace":        {"zh-CN/a.json": {Data: []byte(`{"a.b": "x n}"}`)}},
		"empty name":         {"zh-CN/a.json": {Data: []byte(`{"a.b": "x {}"}`)}},
		"three forms":        {"zh-CN/a.json": {Data: []byte(`{"a.b": "x|y|z"}`)}},
		"no object":          {"zh-CN/a.json": {Data: []byte(`["a"]`)}},
		"nested":             {"zh-CN/a.json": {Data: []byte(`{"a": {"b": "x"}}`)}},
		"cut off":            {"zh-CN/a.json": {Data: []byte(`{"a.b": "x"`)}},
		"something after":    {"zh-CN/a.json": {Data: []byte(ok + ok)}},
	} {
		if _, err := open(fsys); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestMatch(t *testing.T) {
	c := opened(t)
	for header, want := range map[string]string{
		"": Chinese, "*": Chinese, "zh": Chinese, "zh-TW,zh;q=0.9": Chinese, "en-GB,en;q=0.8": English,
		"de,en;q=0.5": English, "en;q=0.4,zh;q=0.9": Chinese, ";;;": Chinese,
	} {
		if got := c.Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}

type hidden string

func (hidden) Format(s fmt.State, _ rune) { fmt.Fprint(s, "王*") }

type word string

type civilDay struct {
	y int
	m time.Month
	d int
}

func (c civilDay) Date() (int, time.Month, int) { return c.y, c.m, c.d }

func TestT(t *testing.T) {
	fsys := fstest.MapFS{
		"zh-CN/t.json": {Data: []byte(`{"t.n": "{n}件", "t.v": "看{v}。", "t.s": "现在是{s:t.state}", "t.state.a": "甲", "t.state.b": "乙", "t.d": "{d}|{d:week}"}`)},
		"en/t.json":    {Data: []byte(`{"t.n": "{n} thing|{n} things", "t.v": "See {v}.", "t.s": "now {s:t.state}", "t.state.a": "A", "t.state.b": "B", "t.w": "{d:week}, {d:iso}, {d:long}, {t:moment}, {n:number}"}`)},
	}
	c, err := open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	zh, en := c.For(Chinese), c.For(English)
	day := civilDay{2026, 9, 20}
	at := time.Date(2026, 9, 19, 17, 30, 0, 0, time.UTC) // 20 September, 01:30 in Shanghai
	for _, tc := range []struct{ got, want string }{
		{zh.T("t.n", "n", 3), "3件"},
		{en.T("t.n", "n", 1), "1 thing"},
		{en.T("t.n", "n", 0), "0 things"},
		{en.T("t.n", "n", int64(2)), "2 things"},
		{zh.T("t.none"), "⟦t.none⟧"},
		{zh.T("t.v"), "看⟦v⟧。"},
		{zh.T("t.v", "v", nil), "看。"},
		{zh.T("t.v", "v", day), "看9月20日。"},
		{zh.T("t.v", "v", at), "看9月20日。"},
		{zh.In(2026).T("t.v", "v", day), "看9月20日。"},
		{zh.In(2027).T("t.v", "v", day), "看2026年9月20日。"},
		{zh.T("t.v", "v", []string{"甲", "乙"}), "看甲、乙。"},
		{en.T("t.v", "v", []civilDay{day, day}), "See 20 September, 20 September."},
		{zh.T("t.v", "v", hidden("王小明")), "看王*。"},
		{zh.T("t.v", "v", []hidden{"王小明"}), "看王*。"},
		{zh.T("t.s", "s", word("a")), "现在是甲"},
		{zh.T("t.s", "s", []word{"a", "b"}), "现在是甲、乙"},
		{en.T("t.s", "s", "c"), "now ⟦t.state.c⟧"},
		{en.T("t.w", "d", day, "t", at, "n", 1234), "20 September, Sunday, 2026-09-20, 20 September 2026, 20 September 01:30, 1,234"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestDates(t *testing.T) {
	c := opened(t)
	zh, en := c.For(Chinese), c.For(English)
	day := civilDay{2026, 9, 20}
	at := time.Date(2026, 9, 18, 6, 42, 0, 0, time.UTC)
	for _, tc := range []struct{ got, want string }{
		{zh.Date(day), "9月20日"}, {en.Date(day), "20 September"},
		{zh.DateIn(day, 2026), "9月20日"}, {zh.DateIn(day, 2025), "2026年9月20日"}, {en.DateIn(day, 2025), "20 September 2026"},
		{zh.DateWeek(day), "9月20日　周日"}, {en.DateWeek(day), "20 September, Sunday"},
		{zh.ISOWeek(day), "2026-09-20　周日"}, {en.ISOWeek(day), "2026-09-20 Sun"},
		{zh.Long(day), "2026年9月20日"}, {en.Long(day), "20 September 2026"},
		{zh.LongWeek(day), "2026年9月20日　周日"}, {en.LongWeek(day), "Sunday, 20 September 2026"},
		{zh.Moment(at), "9月18日 14:42"}, {en.In(2027).Moment(at), "18 September 2026 14:42"},
		{zh.ISOMoment(at), "2026-09-18 14:42"}, {zh.Day(day), "20日"}, {en.Day(day), "20"},
		{zh.Number(-1234567), "-1,234,567"}, {zh.Number(999), "999"}, {zh.Number(1000), "1,000"}, {zh.Number(0), "0"},
		{zh.Count(1), "一"}, {zh.Count(10), "十"}, {zh.Count(12), "十二"}, {zh.Count(40), "四十"}, {zh.Count(99), "九十九"}, {zh.Count(100), "100"}, {en.Count(3), "3"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("{n} thing|{n} things")
	f.Add("现在是{state:petition.state}")
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := parse(s)
		if err == nil && strings.Contains(s, "{") && len(parsed.names()) == 0 {
			t.Errorf("parse(%q) lost a placeholder", s)
		}
	})
}
