package casework

import (
	"slices"
	"testing"
)

func TestSharedWords(t *testing.T) {
	got := SharedWords([]string{
		"锦绣花园安置房办不了不动产权证，孩子上学受影响",
		"要求办理锦绣花园安置房的不动产权证",
		"锦绣花园安置房：不动产权证什么时候能办",
		"石门村水渠损坏",
	})
	for _, of := range got[:3] {
		if !slices.Contains(of, "锦绣花园安置房") || !slices.Contains(of, "不动产权证") {
			t.Errorf("in common: %q", of)
		}
	}
	if len(got[3]) != 0 || slices.Contains(got[0], "孩子上学受影响") {
		t.Errorf("what the others do not say: %q, %q", got[3], got[0])
	}
}
