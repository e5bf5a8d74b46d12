package org

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func everyPost() []PostKind { return append(PostKinds(), Petitioner, Clock) }

// TestPolicyTable holds every act × post against the golden file, so that a right is never
// widened without somebody reading the line that widens it.
func TestPolicyTable(t *testing.T) {
	p := ThePolicy()
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s", "act")
	for _, post := range everyPost() {
		fmt.Fprintf(&b, "%-15s", post)
	}
	b.WriteString("\n")
	for _, act := range p.Acts() {
		fmt.Fprintf(&b, "%-22s", act)
		for _, post := range everyPost() {
			fmt.Fprintf(&b, "%-15s", p.Reach(post, act))
		}
		b.WriteString("\n")
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got := strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile("testdata/policy.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/policy.txt")
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Split(string(want), "\n")
	for i, line := range lines {
		if i >= len(old) || old[i] != line {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
	if len(old) > len(lines) {
		t.Errorf("%d acts are gone from the table", len(old)-len(lines))
	}
}

func TestPolicyNamesEveryActOnce(t *testing.T) {
	seen := map[Act]bool{}
	for _, act := range ThePolicy().Acts() {
		if seen[act] {
			t.Errorf("%s stands twice", act)
		}
		seen[act] = true
	}
}

func TestPostsSaysWhoCould(t *testing.T) {
	p := ThePolicy()
	for _, act := range p.Acts() {
		posts := p.Posts(act)
		if len(posts) == 0 {
			t.Errorf("nobody may do %s", act)
		}
		for _, post := range everyPost() {
			if slices.Contains(posts, post) != (p.Reach(post, act) != None) {
				t.Errorf("Posts(%s) is wrong about %s", act, post)
			}
		}
	}
	if posts := p.Posts("no such act"); posts != nil {
		t.Errorf("an unknown act is allowed to %v", posts)
	}
}

// cast is one officer of each post. The township's handler and its neighbour's differ in unit only.
func cast() map[PostKind]Officer {
	all := map[PostKind]Officer{}
	for _, post := range everyPost() {
		o := Officer{County: "990121", Person: PersonID("p-" + post), Post: post}
		switch post {
		case Caseworker, SectionChief, Director, SystemAdmin, SecAdmin:
			o.Unit, o.UnitKind, o.Above = "bureau", Bureau, []UnitID{"county"}
		case Clerk, Handler, Deputy, Head:
			o.Unit, o.UnitKind, o.Above = "baishui", Town, []UnitID{"county"}
			o.Below = []UnitID{"shimen"}
		case Leader:
			o.Unit, o.UnitKind = "county", Leadership
			o.Below = []UnitID{"bureau", "discipline", "baishui", "shimen", "liuhe"}
			o.Liaison = []UnitID{"baishui"}
		case Cadre:
			o.Unit, o.UnitKind, o.Above = "shimen", VillageU, []UnitID{"baishui", "county"}
		case Inspector, AuditAdmin:
			o.Unit, o.UnitKind, o.Above = "discipline", Discipline, []UnitID{"county"}
		case Petitioner:
			o = ThePetitioner("990121")
		case Clock:
			o = TheClock("990121")
		}
		all[post] = o
	}
	return all
}

// TestMay goes through post × act × tie: what the reach promises, and no matter more.
func TestMay(t *testing.T) {
	p := ThePolicy()
	for post, o := range cast() {
		ties := []struct {
			name string
			tie  Tie
			need Reach // the least reach that includes the tie
		}{
			{"another unit's", Tie{Responsible: "liuhe", Filed: "liuhe", Registered: "p-other", People: []PersonID{"p-other"}}, InCounty},
			{"nobody's yet", Tie{}, InCounty},
		}
		if o.Unit != "" {
			ties = append(ties, []struct {
				name string
				tie  Tie
				need Reach
			}{
				{"own unit's, another's hands", Tie{Responsible: o.Unit, People: []PersonID{"p-other"}}, InUnit},
				{"assisted by own unit", Tie{Responsible: "liuhe", Assisting: []UnitID{o.Unit}}, InUnit},
				{"registered by own unit", Tie{Responsible: "liuhe", Filed: o.Unit, Registered: "p-other"}, InUnit},
				{"in own hands", Tie{Responsible: "liuhe", People: []PersonID{o.Person}}, Own},
				{"registered in person", Tie{Responsible: "liuhe", Registered: o.Person}, Own},
			}...)
		}
		for _, act := range p.Acts() {
			for _, c := range ties {
				want := p.Reach(post, act) >= c.need
				if post == Petitioner { // the public site has already asked for number and query code
					want = p.Reach(post, act) != None
				}
				if got := p.May(o, act, c.tie); got != want {
					t.Errorf("%s may %s a matter that is %s: %v, want %v", post, act, c.name, got, want)
				}
			}
		}
	}
}

func TestUnitReachesDownNotUp(t *testing.T) {
	p, all := ThePolicy(), cast()
	if !p.May(all[Clerk], "accepted", Tie{Responsible: "shimen"}) {
		t.Error("a township's clerk cannot accept for its village")
	}
	if p.May(all[Cadre], ActRead, Tie{Responsible: "baishui"}) {
		t.Error("a village cadre reads the township's matters")
	}
}

func TestLiaisonLeaderReadsLiaisonUnits(t *testing.T) {
	p, leader := ThePolicy(), cast()[Leader]
	if !p.May(leader, ActRead, Tie{Responsible: "baishui"}) {
		t.Error("the liaison leader does not see the liaison unit's matter")
	}
	if p.May(leader, ActRead, Tie{Responsible: "liuhe"}) {
		t.Error("the liaison leader sees another unit's matter")
	}
	if p.May(leader, ActReveal, Tie{Responsible: "baishui"}) {
		t.Error("the liaison leader sees personal data by office")
	}
	if s := p.Scope(leader); s.All || !slices.Equal(s.Units, leader.Liaison) || s.Person != leader.Person {
		t.Errorf("scope = %+v", s)
	}
}

func TestAdministratorsReadNothing(t *testing.T) {
	p, all := ThePolicy(), cast()
	for _, post := range []PostKind{SystemAdmin, SecAdmin, AuditAdmin} {
		o := all[post]
		for _, tie := range []Tie{{}, {Responsible: o.Unit}, {Registered: o.Person}, {People: []PersonID{o.Person}}} {
			for _, act := range []Act{ActRead, ActReveal, ActExport} {
				if p.May(o, act, tie) {
					t.Errorf("%s may %s %+v", post, act, tie)
				}
			}
		}
		if s := p.Scope(o); s.All || s.Units != nil || s.Person != "" {
			t.Errorf("%s has the scope %+v", post, s)
		}
	}
}

// TestWall goes through every reader against every accusation: the accused person, the unit and
// those who report to it never, whatever ties them to the matter (TL art. 30(3)).
func TestWall(t *testing.T) {
	p := ThePolicy()
	all := cast()
	walled := func(post PostKind, accused UnitID) bool {
		switch accused {
		case "shimen": // the township would be asked to defend its village
			return slices.Contains([]PostKind{Cadre, Clerk, Handler, Deputy, Head}, post)
		case "baishui": // the village's cadre reports to the township
			return slices.Contains([]PostKind{Clerk, Handler, Deputy, Head, Cadre}, post)
		case "county": // bureau and discipline body have to pass it on
			return slices.Contains([]PostKind{Leader, Clerk, Handler, Deputy, Head, Cadre}, post)
		case "bureau":
			return all[post].Unit == "bureau"
		case "discipline":
			return all[post].Unit == "discipline"
		}
		return false
	}
	for post, o := range all {
		if o.Person == "" {
			continue
		}
		for _, accused := range []UnitID{"shimen", "baishui", "county", "bureau", "discipline", "liuhe"} {
			tie := Tie{Responsible: o.Unit, Registered: o.Person, People: []PersonID{o.Person}, Accused: []UnitID{accused}}
			if got, want := o.Walled(tie), walled(post, accused); got != want {
				t.Errorf("%s and an accusation against %s: walled = %v, want %v", post, accused, got, want)
			}
			if got, want := slices.Contains(p.Scope(o).Walls, accused), walled(post, accused); got != want {
				t.Errorf("%s: the scope's walls and Walled disagree about %s", post, accused)
			}
			for _, act := range p.Acts() {
				if walled(post, accused) && p.May(o, act, tie) {
					t.Errorf("%s may %s an accusation against %s", post, act, accused)
				}
			}
		}
		tie := Tie{Responsible: o.Unit, Registered: o.Person, People: []PersonID{o.Person}, AccusedBy: []PersonID{o.Person}}
		if p.Scope(o).Self != o.Person {
			t.Errorf("%s: the scope does not name the reader", post)
		}
		for _, act := range p.Acts() {
			if p.May(o, act, tie) {
				t.Errorf("%s may %s an accusation against themselves", post, act)
			}
		}
	}
}

func TestScope(t *testing.T) {
	p := ThePolicy()
	for post, o := range cast() {
		s := p.Scope(o)
		if s.County != "990121" {
			t.Errorf("%s: county %q", post, s.County)
		}
		if want := p.Reach(post, ActRead) == InCounty; s.All != want {
			t.Errorf("%s: all = %v, want %v", post, s.All, want)
		}
		if p.Reach(post, ActRead) == InUnit && !slices.Equal(s.Units, o.Units()) {
			t.Errorf("%s: units = %v, want %v", post, s.Units, o.Units())
		}
		if p.Reach(post, ActRead) == Own && !slices.Equal(s.Units, o.Liaison) {
			t.Errorf("%s: units = %v, want none but liaison units", post, s.Units)
		}
	}
	if s := (Scope{}); s.All || s.Units != nil || s.Person != "" {
		t.Errorf("the zero scope reads %+v", s)
	}
}
