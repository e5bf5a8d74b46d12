package petition

import (
	"testing"

	"bihuan/domain/personal"
)

// A name that another begins with takes nothing of it along; one that is not known hides nothing.
func TestMasks(t *testing.T) {
	r := Record{Petitioners: []Petitioner{{Name: "王小", Phone: "15400001234"}, {Name: "王小明", Address: "白水镇石门村3组12号"}, {Address: personal.Unclear}, {Name: "陈"}}}
	for text, want := range map[string]string{
		"王小明和王小反映":                 "王**和王*反映",
		"住白水镇石门村3组12号，15400001234": "住" + r.Petitioners[1].Address.Mask() + "，154****1234",
		string(personal.Unclear):   string(personal.Unclear),
		"陈家湾的渠道":                   "陈家湾的渠道",
	} {
		if got := r.Masks().Replace(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
