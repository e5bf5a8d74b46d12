package words

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGrams(t *testing.T) {
	for text, want := range map[string]string{
		"石门村":         "石 门 石门 村 门村",
		"县，县":         "县",
		"每亩1400元":     "每 亩 每亩 1 亩1 4 14 0 40 00 元 0元",
		"。，":          "",
		"a7县 k8":      "a 7 a7 县 7县 k 8 k8",
		"村 道":         "村 道",
		"\U00020000村": "\U00020000 村 \U00020000村",
	} {
		if diff := cmp.Diff(want, strings.Join(Grams(Fold(text)), " ")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestQuery(t *testing.T) {
	for text, want := range map[string][]Phrase{
		"村":            {"村"},
		" 村道　积水 村道 ":   {"村道", "积水"},
		"“村道 积水”修复":    {"村道 积水", "修复"},
		`"一、二" 三`:      {"一、二", "三"},
		"Ａ7县":          {"a7县"},
		"！ 。":          nil,
		"":             nil,
		"“没有收尾 的":      {"没有收尾 的"},
		"“ ” 修":        {"修"},
		"50%_":         {"50%_"},
		"「门 前」":        {"门 前"},
		"''":           nil,
		"a* OR near(b": {"a*", "or", "near(b"},
	} {
		if diff := cmp.Diff(want, Query(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestPhraseGrams(t *testing.T) {
	for phrase, want := range map[Phrase]string{
		"村": "村", "村道": "村道", "石门村": "石门 门村", "县,市区": "县 市区", "高高高": "高高", "a7 县": "a7 县",
	} {
		if diff := cmp.Diff(want, strings.Join(phrase.Grams(), " ")); diff != "" {
			t.Errorf("%q: %s", phrase, diff)
		}
	}
}

// FuzzContains: a text that contains a phrase has all its grams, and there is one at least.
func FuzzContains(f *testing.F) {
	f.Add("石门村一组，青苗补偿 每亩1400元！", 2, 9)
	f.Add("Ａ７县　Ｋ8县", 0, 4)
	f.Add("é\u0301x\x00\xff村", 1, 3)
	f.Fuzz(func(t *testing.T, text string, from, n int) {
		letters := []rune(Fold(text))
		if from < 0 || n < 1 || from >= len(letters) {
			t.Skip()
		}
		part := letters[from:min(len(letters), from+min(n, len(letters)))]
		have := Grams(Fold(text))
		for _, phrase := range Query(`"` + strings.ReplaceAll(quotes().Replace(string(part)), `"`, "x") + `"`) {
			if strings.Contains(string(phrase), "x") || !strings.Contains(string(letters), string(phrase)) {
				continue
			}
			grams := phrase.Grams()
			if len(grams) == 0 {
				t.Errorf("%q has no grams", phrase)
			}
			for _, g := range grams {
				if !slices.Contains(have, g) {
					t.Errorf("%q contains %q and has no %q", letters, phrase, g)
				}
			}
		}
	})
}
