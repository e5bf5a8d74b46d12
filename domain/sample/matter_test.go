package sample

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bihuan/domain/org"
)

const many = 1200

func TestMattersAreTheSameEveryTime(t *testing.T) {
	a := Matters(7, many)
	if !reflect.DeepEqual(a, Matters(7, many)) {
		t.Error("the same seed gives other petitions")
	}
	if !reflect.DeepEqual(a[:50], Matters(7, 50)) {
		t.Error("the first of many are not those of few")
	}
	if reflect.DeepEqual(a[:50], Matters(8, 50)) {
		t.Error("another seed gives the same petitions")
	}
}

func TestMattersDoNotLookAlike(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		subjects := map[string]int{}
		for _, m := range Matters(seed, many) {
			subjects[m.Subject]++
		}
		if len(subjects) < many*9/10 {
			for s, n := range subjects {
				if n > 3 {
					t.Logf("%d × %s", n, s)
				}
			}
			t.Errorf("seed %d: %d distinct subjects of %d", seed, len(subjects), many)
		}
	}
}

func TestMattersAreWhole(t *testing.T) {
	c := County()
	areas, units, codes := map[org.AreaCode]bool{}, map[org.UnitID]bool{}, map[string]bool{}
	for _, a := range c.Areas {
		areas[a.Code] = true
	}
	for _, u := range c.Units {
		units[u.ID] = true
	}
	for _, x := range c.Categories {
		codes[x.Code] = true
	}
	purposes := []string{"appeal", "claim", "suggestion", "accusation", "other"}
	channels := []string{"letter", "visit", "web", "phone", "mailbox", "card", "hotline"}
	flags := []string{"urgent", "danger", "confidential", "accusation", "spans", "separated", "litigation", "joint"}
	mobile := regexp.MustCompile(`^1[3-9]\d{9}$`)
	kinds, flagged, repeated := map[string]bool{}, 0, 0
	for i, m := range Matters(5, many) {
		kinds[m.Purpose], kinds[m.Channel] = true, true
		words := append([]string{m.Subject, m.Facts, m.Address, m.PlaceName, m.Occupation}, m.Demands...)
		for _, s := range words {
			if strings.ContainsAny(s, "{}[]") || !utf8.ValidString(s) {
				t.Errorf("%d: an unfilled slot in %q", i, s)
			}
		}
		if n := utf8.RuneCountInString(m.Subject); n < 8 || n > 60 {
			t.Errorf("%d: subject of %d characters: %s", i, n, m.Subject)
		}
		if len(m.Demands) < 1 || len(m.Demands) > 4 || m.Facts == "" {
			t.Errorf("%d: %d demands, facts %q", i, len(m.Demands), m.Facts)
		}
		if !areas[m.Place] || !units[m.Unit] || !codes[m.Category] {
			t.Errorf("%d: place %q, unit %q, category %q", i, m.Place, m.Unit, m.Category)
		}
		if !slices.Contains(purposes, m.Purpose) || !slices.Contains(channels, m.Channel) || m.Persons < 1 {
			t.Errorf("%d: %s by %s, %d persons", i, m.Purpose, m.Channel, m.Persons)
		}
		if m.Phone != "" && !mobile.MatchString(m.Phone) {
			t.Errorf("%d: phone %q", i, m.Phone)
		}
		if m.ID != "" && !rightID(m.ID) {
			t.Errorf("%d: ID number %q", i, m.ID)
		}
		if m.Name == "" && (m.Phone != "" || m.ID != "" || m.Address != "" || m.Channel == "visit") {
			t.Errorf("%d: an anonymous petitioner left %+v", i, m)
		}
		if accusing := slices.Contains(m.Flags, "accusation"); accusing != (m.Purpose == "accusation") || accusing != (len(m.Accused) > 0) {
			t.Errorf("%d: purpose %s, flags %v, accused %v", i, m.Purpose, m.Flags, m.Accused)
		}
		if slices.Contains(m.Accused, m.Unit) {
			t.Errorf("%d: %s would answer an accusation against itself", i, m.Unit)
		}
		for _, f := range m.Flags {
			if !slices.Contains(flags, f) {
				t.Errorf("%d: flag %q", i, f)
			}
		}
		if len(m.Flags) > 0 {
			flagged++
		}
		if m.Again > 0 || m.Same > 0 {
			repeated++
		}
		if m.Again > i || m.Same > i {
			t.Errorf("%d repeats a later one", i)
		}
	}
	for _, kind := range append(purposes, channels...) {
		if !kinds[kind] {
			t.Errorf("no petition is %q", kind)
		}
	}
	if flagged > many/5 {
		t.Errorf("%d of %d are flagged", flagged, many)
	}
	if repeated < many/50 || repeated > many/8 {
		t.Errorf("%d of %d repeat another", repeated, many)
	}
}

func TestAgainIsTheSamePetitionerAndMatter(t *testing.T) {
	all := Matters(3, many)
	again, others := 0, 0
	for _, m := range all {
		if m.Again > 0 {
			again++
			if b := all[m.Again-1]; b.Name != m.Name || b.ID != m.ID || b.Place != m.Place || b.Category != m.Category || b.Subject == m.Subject {
				t.Errorf("%s %s again as %s %s", b.Name, b.Subject, m.Name, m.Subject)
			}
		}
		if m.Same > 0 {
			others++
			if b := all[m.Same-1]; b.Place != m.Place || b.Category != m.Category {
				t.Errorf("%s is not the matter of %s", m.Subject, b.Subject)
			}
		}
	}
	if again == 0 || others == 0 {
		t.Errorf("%d raised again, %d by others", again, others)
	}
}

// rightID checks an ID number of GB 11643 without the generator's own code.
func rightID(id string) bool {
	if len(id) != 18 || !strings.HasPrefix(id, string(Code)) {
		return false
	}
	sum, weight := 0, 1
	for i := 17; i >= 0; i-- { // ISO 7064 MOD 11-2 from the right
		digit := int(id[i] - '0')
		if id[i] == 'X' && i == 17 {
			digit = 10
		}
		sum += digit * weight
		weight = weight * 2 % 11
	}
	return sum%11 == 1
}

func TestTemplates(t *testing.T) {
	all := readTemplates()
	if len(all) < 60 {
		t.Errorf("%d templates", len(all))
	}
	kinds, used := map[string]bool{}, map[string]bool{}
	for _, c := range Categories() {
		kinds[c.Code] = true
	}
	for _, x := range all {
		used[x.category] = true
		if !kinds[x.category] || len(x.subjects) == 0 || len(x.demands) == 0 || x.facts == "" {
			t.Errorf("template %+v", x)
		}
		if !slices.Contains([]string{rural, urban, town, "any"}, x.where) {
			t.Errorf("%s happens in %q", x.category, x.where)
		}
	}
	for _, c := range Categories() {
		if !used[c.Code] {
			t.Errorf("nobody writes about %s %s", c.Code, c.Level3)
		}
	}
}

func TestTextsForEveryTopicAndCategory(t *testing.T) {
	texts := NewTexts(1)
	check := func(what, s string) {
		if s == "" || strings.ContainsAny(s, "{}[]") {
			t.Errorf("%s: %q", what, s)
		}
	}
	for _, m := range Matters(2, 300) {
		for _, topic := range Topics() {
			check(string(topic), texts.Say(topic, m))
		}
		for _, result := range []string{"supported", "explained", "not_supported"} {
			a := texts.Answer(m, result)
			check("facts", a.Facts)
			check("basis", a.Basis)
			check("opinion", a.Opinion)
		}
	}
	m := Matters(2, 1)[0]
	if a, b := NewTexts(4).Say(Verified, m), NewTexts(4).Say(Verified, m); a != b {
		t.Errorf("the same seed says %q and %q", a, b)
	}
}
