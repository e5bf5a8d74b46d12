package report

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/document"
	"bihuan/domain/petition"
)

// TestWords: both languages say the same things, every figure has a name, and a document of the check set
// reads as it should.
func TestWords(t *testing.T) {
	all := map[string]map[string]string{}
	if err := json.Unmarshal(wordsFile, &all); err != nil {
		t.Fatal(err)
	}
	if a, b := slices.Sorted(maps.Keys(all["zh-CN"])), slices.Sorted(maps.Keys(all["en"])); !slices.Equal(a, b) {
		t.Errorf("%v in one language, %v in the other", a, b)
	}
	for _, tag := range []string{"zh-CN", "en"} {
		w, err := WordsIn(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range append(Headline(), Figure{ID: ProvinceVisitPerPeople}) {
			if key := "figure." + string(f.ID); w.T(key) == key {
				t.Errorf("%s has no name in %s", f.ID, tag)
			}
		}
		for _, f := range Without() {
			if key := "since." + string(f); w.T(key) == key {
				t.Errorf("%s has no name in %s", f, tag)
			}
		}
		for _, c := range petition.Channels() {
			if key := "channel." + string(c); w.T(key) == key {
				t.Errorf("%s has no name in %s", c, tag)
			}
		}
		table := Fold(HalfYear, day(t, "2023-06-27"), nil, nil, day(t, "2022-01-01"))
		table.By = BreakDown([]Slice{{"web", "01", "990121101", 5}}, nil)
		table.Letters = []Sent{{"reminder", 1250, 0}}
		text := said(table.Document(w, "信访局", 1_000_000, Names{Letter: func(kind string) string { return kind }, Part: func(_ Dimension, code string) string { return code }}))
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s: something was not filled in: %s", tag, text)
		}
	}
	if _, err := WordsIn("fr"); err == nil {
		t.Error("there are words in French")
	}
	w, _ := WordsIn("zh-CN")
	table := Fold(HalfYear, day(t, "2023-06-27"), nil, nil, 0)
	if got := table.Title(w) + w.Day(table.This.To); got != "2023年上半年信访情况统计表2023年6月27日" {
		t.Error(got)
	}
}

func said(d document.Document) string {
	text := d.Title
	for _, b := range d.Blocks {
		text += "\n" + b.String()
		if b.Table != nil {
			for _, row := range b.Table.Rows {
				text += "\n" + strings.Join(row, "|")
			}
		}
	}
	return text
}
