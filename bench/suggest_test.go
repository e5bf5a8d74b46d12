package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestSuggestionsAreMeasured: every figure is there, and what was learned suggests what was decided.
func TestSuggestionsAreMeasured(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"suggestions", "--n", "600", "--json"}, &out); err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Figures) != 6 {
		t.Errorf("%d figures", len(r.Figures))
	}
	for _, f := range r.Figures {
		for name, value := range f.Values {
			if value <= 0 {
				t.Errorf("%s, %s: %v", f.Name, name, value)
			}
		}
		if f.Name == "the first is right" && f.Values["share"] < 80 {
			t.Errorf("right in %.0f of a hundred", f.Values["share"])
		}
	}
}
