package words

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Ａ７县　Ｋ8县":  "a7县 k8县",
		"一\t二\n三":  "一 二 三",
		"每亩２６００元。": "每亩2600元。",
		"":         "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	got := Runs(Fold("石门村（一组），青苗补偿 每亩1400元！"))
	if diff := cmp.Diff([]string{"石门村", "一组", "青苗补偿", "每亩1400元"}, got); diff != "" {
		t.Error(diff)
	}
}
