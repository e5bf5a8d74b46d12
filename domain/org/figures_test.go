package org

import "testing"

// Whoever reads the county's reports counts the county, and opens no more for it; a wall stands for both.
func TestFigures(t *testing.T) {
	p := ThePolicy()
	for _, post := range PostKinds() {
		o := Officer{County: "990121", Person: "p", Post: post, Unit: "u", UnitKind: Department, Above: []UnitID{"above"}}
		reads, counts := p.Scope(o), p.Figures(o)
		if want := reads.All || p.Reach(post, ActReports) == InCounty; counts.All != want {
			t.Errorf("%s counts the county: %v", post, counts.All)
		}
		if len(counts.Walls) != len(reads.Walls) || counts.Self != reads.Self || counts.Walls == nil {
			t.Errorf("%s: the walls of what is counted are %v", post, counts.Walls)
		}
	}
	if leader := (Officer{County: "990121", Person: "p", Post: Leader}); p.Scope(leader).All || !p.Figures(leader).All {
		t.Error("a county leader opens the county's matters, or does not count them")
	}
	if head := (Officer{County: "990121", Person: "p", Post: Head, Unit: "u"}); p.Figures(head).All {
		t.Error("a unit counts the county")
	}
}
