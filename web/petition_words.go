package web

import (
	"slices"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
)

// shortNumber is a number without its area, as people of one county say it.
func shortNumber(no string) string {
	if _, short, ok := strings.Cut(no, "-"); ok {
		return short
	}
	return no
}

// petitionerWords names the petitioners, masked: 王*等3人.
func petitionerWords(l *locale.Locale, p *petition.Petition) string {
	name := p.Record.Contact().Name.Mask()
	if p.Record.Anonymous {
		name = ""
	}
	return whoWords(l, name, p.Record.Persons, p.Lacks(petition.FName))
}

// whoWords name petitioners by the masked name of one. Without one they are anonymous, or were not named by an
// earlier system.
func whoWords(l *locale.Locale, name string, persons int, unknown bool) string {
	switch {
	case name == "" && unknown && persons > 1:
		return l.T("case.petitioners.n", "n", persons)
	case name == "" && unknown:
		return l.T("petition.unknown")
	case name == "":
		name = l.T("petition.anonymous")
	}
	if persons > 1 {
		return l.T("petition.persons", "name", name, "n", persons)
	}
	return name
}

// channelWord is how a matter came; what an earlier system did not say is unknown.
func channelWord(l *locale.Locale, c petition.Channel) string {
	if c == "" {
		return l.T("petition.unknown")
	}
	return l.T("petition.channel." + string(c))
}

// categoryName is a category in full; in English its first level has a name.
func categoryName(l *locale.Locale, dir *store.Directory, code string) string {
	c, ok := dir.Category(code)
	if !ok {
		return code
	}
	if !l.Chinese() && c.English != "" {
		if rest := strings.TrimPrefix(c.Name(), c.Level1); rest != "" {
			return c.English + rest
		}
		return c.English
	}
	return c.Name()
}

// categoryGroups are all categories, by their first level.
func categoryGroups(l *locale.Locale, dir *store.Directory) []page.OptionGroup {
	var groups []page.OptionGroup
	for _, c := range dir.Categories {
		head := c.Level1
		if !l.Chinese() && c.English != "" {
			head = c.English
		}
		if n := len(groups); n == 0 || groups[n-1].Words != head {
			groups = append(groups, page.OptionGroup{Words: head})
		}
		g := &groups[len(groups)-1]
		words := strings.TrimPrefix(strings.TrimPrefix(c.Name(), c.Level1), " / ")
		if words == "" {
			words = head
		}
		g.Options = append(g.Options, page.Option{Value: c.Code, Words: words})
	}
	return groups
}

// placeGroups are the townships with their villages.
func placeGroups(dir *store.Directory) []page.OptionGroup {
	var groups []page.OptionGroup
	for _, town := range dir.Towns() {
		g := page.OptionGroup{Words: town.Name, Options: []page.Option{{Value: string(town.Code), Words: town.Name}}}
		for _, village := range dir.Within(town.Code) {
			g.Options = append(g.Options, page.Option{Value: string(village.Code), Words: town.Name + village.Name})
		}
		groups = append(groups, g)
	}
	return groups
}

// unitGroups are the units that may answer for a matter: townships, departments, and the rest.
func unitGroups(l *locale.Locale, dir *store.Directory, at time.Time) []page.OptionGroup {
	var groups []page.OptionGroup
	for _, kind := range []org.UnitKind{org.Town, org.Department, org.Discipline, org.Bureau} {
		g := page.OptionGroup{Words: l.T("org.unit." + string(kind))}
		for _, unit := range dir.Open(at) {
			if unit.Kind == kind {
				g.Options = append(g.Options, page.Option{Value: string(unit.ID), Words: unit.Name})
			}
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// suggestUnit is who usually answers: the unit of the category, or the township of the place.
func suggestUnit(dir *store.Directory, category string, place org.AreaCode) org.UnitID {
	if c, ok := dir.Category(category); ok && c.Unit != "" {
		return c.Unit
	}
	return casework.TownOf(dir, place)
}

// answerFacts is one answer, part by part.
func answerFacts(l *locale.Locale, a petition.Answer) []page.Fact {
	return []page.Fact{
		{Term: l.T("case.answer.facts"), Text: a.Facts},
		{Term: l.T("case.answer.basis"), Text: a.Basis},
		{Term: l.T("case.answer.opinion"), Text: a.Opinion},
		{Term: l.T("case.answer.result"), Text: l.T("petition.outcome." + string(a.Result))},
	}
}

// triggerOf is the rule of supervision of an id. A county may have taken it out since it was kept.
func triggerOf(rules petition.Rules, id string) (petition.Trigger, bool) {
	i := slices.IndexFunc(rules.Triggers, func(t petition.Trigger) bool { return t.ID == id })
	if i < 0 {
		return petition.Trigger{}, false
	}
	return rules.Triggers[i], true
}
