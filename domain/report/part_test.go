package report

import (
	"reflect"
	"testing"
)

// TestBreakDown: both periods side by side, in the order of the codes, what is unknown last; all parts of a
// dimension are the whole.
func TestBreakDown(t *testing.T) {
	this := []Slice{{"web", "02", "990121101", 5}, {"letter", "01", "990121102", 2}, {"", "", "", 1}, {"web", "01", "990121101", 3}}
	last := []Slice{{"visit", "03", "990121101", 4}, {"letter", "01", "990121103", 6}}
	want := []Breakdown{
		{ByChannel, []Part{{"letter", 2, 6}, {"visit", 0, 4}, {"web", 8, 0}, {"", 1, 0}}},
		{ByCategory, []Part{{"01", 5, 6}, {"02", 5, 0}, {"03", 0, 4}, {"", 1, 0}}},
		{ByPlace, []Part{{"990121101", 8, 4}, {"990121102", 2, 0}, {"990121103", 0, 6}, {"", 1, 0}}},
	}
	if got := BreakDown(this, last); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
