package sample

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/org"
)

func unique[T any, K comparable](t *testing.T, what string, all []T, key func(T) K) {
	t.Helper()
	seen := map[K]bool{}
	for _, x := range all {
		if k := key(x); seen[k] {
			t.Errorf("%s %v stands twice", what, k)
		} else {
			seen[k] = true
		}
	}
}

func TestCountyIsTheSameEveryTime(t *testing.T) {
	if !reflect.DeepEqual(County(), County()) {
		t.Error("two calls give two counties")
	}
}

func TestNothingStandsTwice(t *testing.T) {
	c := County()
	unique(t, "area", c.Areas, func(a org.Area) org.AreaCode { return a.Code })
	unique(t, "area name", c.Areas, func(a org.Area) [2]string { return [2]string{string(a.Parent), a.Name} })
	unique(t, "unit", c.Units, func(u org.Unit) org.UnitID { return u.ID })
	unique(t, "unit name", c.Units, func(u org.Unit) string { return u.Name })
	unique(t, "person", c.People, func(p org.Person) org.PersonID { return p.ID })
	unique(t, "login", c.People, func(p org.Person) string { return p.Login })
	unique(t, "name", c.People, func(p org.Person) string { return p.Name })
	unique(t, "post", c.Posts, func(p org.Post) string { return p.ID })
	unique(t, "holder", c.Posts, func(p org.Post) org.PersonID { return p.Person })
	unique(t, "category", c.Categories, func(c Category) string { return c.Code })
	unique(t, "category name", c.Categories, func(c Category) [3]string { return [3]string{c.Level1, c.Level2, c.Level3} })
}

func TestCounts(t *testing.T) {
	c := County()
	units, areas, posts, bureau := map[org.UnitKind]int{}, map[org.Level]int{}, map[org.PostKind]int{}, 0
	for _, u := range c.Units {
		units[u.Kind]++
	}
	for _, a := range c.Areas {
		areas[a.Level]++
	}
	for _, p := range c.Posts {
		posts[p.Kind]++
		if p.Unit == "bureau" {
			bureau++
		}
	}
	for _, want := range []struct {
		what           string
		got, low, high int
	}{
		{"townships", units[org.Town], 28, 28},
		{"departments", units[org.Department], 40, 40},
		{"bureaus", units[org.Bureau], 1, 1},
		{"staff of the bureau", bureau, 12, 12},
		{"caseworkers", posts[org.Caseworker], 7, 7},
		{"section chiefs", posts[org.SectionChief], 2, 2},
		{"directors", posts[org.Director], 1, 1},
		{"leaders", posts[org.Leader], 14, 14},
		{"inspectors", posts[org.Inspector], 2, 2},
		{"cadres", posts[org.Cadre], 10, 10},
		{"people", len(c.People), 280, 370},
		{"township areas", areas[org.Township], 28, 28},
		{"village areas", areas[org.Village], 28 * 8, 28 * 16},
		{"categories", len(c.Categories), 60, 90},
	} {
		if want.got < want.low || want.got > want.high {
			t.Errorf("%s: %d, want %d to %d", want.what, want.got, want.low, want.high)
		}
	}
	for _, admin := range []org.PostKind{org.SystemAdmin, org.SecAdmin, org.AuditAdmin} {
		if posts[admin] != 1 {
			t.Errorf("%d of %s", posts[admin], admin)
		}
	}
}

func TestAreasStandUnderOneAnother(t *testing.T) {
	levels, villages := map[org.AreaCode]org.Level{}, map[org.AreaCode]int{}
	for _, a := range County().Areas {
		levels[a.Code] = a.Level
		if a.Level == org.Village {
			villages[a.Parent]++
		}
		if a.Parent == "" {
			if a.Level != org.Province {
				t.Errorf("%s has no parent", a.Name)
			}
			continue
		}
		if up, ok := levels[a.Parent]; !ok || !up.Above(a.Level) || !strings.HasPrefix(string(a.Code), string(a.Parent)) {
			t.Errorf("%s %s: parent %q", a.Code, a.Name, a.Parent)
		}
	}
	for code, n := range villages {
		if n < 8 || n > 16 {
			t.Errorf("%s has %d villages", code, n)
		}
	}
}

func TestEveryUnitIsStaffed(t *testing.T) {
	c := County()
	posts, people, areas := map[org.UnitID][]org.PostKind{}, map[org.PersonID]org.PostKind{}, map[org.AreaCode]bool{}
	for _, p := range c.Posts {
		posts[p.Unit] = append(posts[p.Unit], p.Kind)
		people[p.Person] = p.Kind
		if c.unit(p.Unit).ID == "" || c.person(p.Person).ID == "" || p.Title == "" || p.From.IsZero() {
			t.Errorf("post %+v", p)
		}
		if !slices.Contains(org.PostKinds(), p.Kind) {
			t.Errorf("post %s is of the kind %q", p.ID, p.Kind)
		}
	}
	for _, a := range c.Areas {
		areas[a.Code] = true
	}
	for _, u := range c.Units {
		if !areas[u.Area] || !slices.Contains(org.UnitKinds(), u.Kind) || u.Name == "" || u.Short == "" {
			t.Errorf("unit %+v", u)
		}
		if u.ID != leadership && c.unit(u.Parent).ID == "" {
			t.Errorf("%s has no parent", u.ID)
		}
		if u.Kind != org.Town && u.Kind != org.Department && u.Kind != org.Discipline {
			continue
		}
		for _, kind := range []org.PostKind{org.Clerk, org.Handler, org.Deputy, org.Head} {
			if !slices.Contains(posts[u.ID], kind) {
				t.Errorf("%s has no %s", u.ID, kind)
			}
		}
		if people[u.Liaison] != org.Leader {
			t.Errorf("%s: liaison %q is no county leader", u.ID, u.Liaison)
		}
	}
}

func TestPhonesReachNobody(t *testing.T) {
	c := County()
	form := regexp.MustCompile(`^0000-620\d{4}$`)
	for _, p := range c.People {
		if !form.MatchString(p.Phone) {
			t.Errorf("%s: phone %q", p.Login, p.Phone)
		}
	}
	for _, u := range c.Units {
		if !form.MatchString(u.Phone) {
			t.Errorf("%s: phone %q", u.ID, u.Phone)
		}
	}
}

// Who sends letters has a sign that no other has; the village committees send none.
func TestOfficesHaveSignsAndAddresses(t *testing.T) {
	form := regexp.MustCompile(`^\p{Han}{2,4}$`)
	var signed []org.Unit
	for _, u := range County().Units {
		if u.Sign != "" {
			signed = append(signed, u)
		}
		if u.Kind != org.VillageU && !form.MatchString(u.Sign) {
			t.Errorf("%s: sign %q", u.ID, u.Sign)
		}
		if !strings.HasPrefix(u.Address, "清源县") {
			t.Errorf("%s: address %q is not in the made county", u.ID, u.Address)
		}
	}
	unique(t, "sign", signed, func(u org.Unit) string { return u.Sign })
}

func TestCategoriesNameTheirUnits(t *testing.T) {
	c := County()
	firsts := map[string]bool{}
	for _, x := range c.Categories {
		firsts[x.Level1] = true
		if len(x.Code) != 6 || x.Level1 == "" || x.Level2 == "" || x.Level3 == "" || x.English == "" {
			t.Errorf("category %+v", x)
		}
		if x.Unit != "" && c.unit(x.Unit).ID == "" {
			t.Errorf("category %s names the unit %q", x.Code, x.Unit)
		}
	}
	if len(firsts) != 19 {
		t.Errorf("%d first-level categories, want 19", len(firsts))
	}
	if !slices.IsSortedFunc(c.Categories, func(a, b Category) int { return cmp.Compare(a.Code, b.Code) }) {
		t.Error("the categories are not in the order of their codes")
	}
}

func TestCast(t *testing.T) {
	cast := Cast()
	for login, want := range map[string]struct {
		post org.PostKind
		unit org.UnitID
		kind org.UnitKind
	}{
		"director":         {org.Director, "bureau", org.Bureau},
		"chief1":           {org.SectionChief, "bureau", org.Bureau},
		"case1":            {org.Caseworker, "bureau", org.Bureau},
		"case2":            {org.Caseworker, "bureau", org.Bureau},
		"baishui.clerk":    {org.Clerk, "baishui", org.Town},
		"baishui.handler1": {org.Handler, "baishui", org.Town},
		"baishui.deputy":   {org.Deputy, "baishui", org.Town},
		"baishui.head":     {org.Head, "baishui", org.Town},
		"baishui.shimen":   {org.Cadre, "baishui.shimen", org.VillageU},
		"liuhe.handler1":   {org.Handler, "liuhe", org.Town},
		"land.clerk":       {org.Clerk, "land", org.Department},
		"leader1":          {org.Leader, "county", org.Leadership},
		"inspector1":       {org.Inspector, "discipline", org.Discipline},
		"sysadmin":         {org.SystemAdmin, "bureau", org.Bureau},
		"secadmin":         {org.SecAdmin, "bureau", org.Bureau},
		"auditadmin":       {org.AuditAdmin, "discipline", org.Discipline},
	} {
		o := cast[login]
		if o.Post != want.post || o.Unit != want.unit || o.UnitKind != want.kind || o.Name == "" || o.Title == "" || o.UnitName == "" || o.PostID == "" || o.County != "990121" {
			t.Errorf("%s: %+v", login, o)
		}
	}
	for login, o := range cast {
		if o.Person == "" {
			t.Errorf("%s is nobody", login)
		}
	}
	if o := cast["leader1"]; !slices.Contains(o.Liaison, "baishui") || slices.Contains(o.Liaison, "liuhe") {
		t.Errorf("leader1 is tied to %v", o.Liaison)
	}
	if o := cast["leader1"]; len(o.Below) != len(County().Units)-1 {
		t.Errorf("%d units are below the leadership", len(o.Below))
	}
	if o := cast["baishui.clerk"]; !slices.Contains(o.Below, "baishui.shimen") || slices.Contains(o.Below, "liuhe.hewan") {
		t.Errorf("below 白水镇: %v", o.Below)
	}
	if o := cast["baishui.shimen"]; !slices.Equal(o.Above, []org.UnitID{"baishui", "county"}) {
		t.Errorf("above 石门村: %v", o.Above)
	}
	if _, ok := Officer("nobody"); ok {
		t.Error("nobody signs in")
	}
}
