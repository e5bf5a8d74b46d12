package web

import (
	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	viewact "bihuan/web/view/act"
	view "bihuan/web/view/register"
)

// The sections of the registration form, in the order in which one keys from paper.

func (r *registration) view() view.Registration {
	l := r.v.L
	note := ""
	if day := r.assignBy(); day != 0 {
		note = l.T("register.end", "day", day)
	}
	v := view.Registration{
		Form: r.Form, Action: r.v.To("/petitions/new"), Once: r.Value("once"), Note: note, Compare: r.v.To("/petitions/new/compare"),
		Sections: []templ.Component{r.source(), r.whom(), r.what(), r.asks(), r.material(), r.remind()},
	}
	for range r.people() {
		v.People = append(v.People, "")
	}
	for _, a := range r.files {
		v.Files = append(v.Files, viewact.Kept{Hash: a.Hash, Name: a.Name})
	}
	return v
}

func (r *registration) field(name, span string) page.Field {
	f := page.Field{Name: name, Label: r.L.T("register." + name), Span: span}
	if key := "register." + name + ".hint"; r.L.Has(key) {
		f.Hint = r.L.T(key)
	}
	return f
}

func (r *registration) optional(name, span string) page.Field {
	f := r.field(name, span)
	f.Optional = true
	return f
}

func (r *registration) coded(field page.Field, prefix string, codes []string) page.Field {
	for _, code := range codes {
		field.Options = append(field.Options, page.Option{Value: code, Words: r.L.T(prefix + "." + code)})
	}
	return field
}

func plain[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = string(one)
	}
	return all
}

func (r *registration) section(key string, fields ...templ.Component) templ.Component {
	note := ""
	if r.L.Has("register.sec." + key + ".note") {
		note = r.L.T("register.sec." + key + ".note")
	}
	return titled(r.L.T("register.sec."+key), note, fields...)
}

func (r *registration) source() templ.Component {
	f := r.Form
	return r.section("source",
		page.Radios(f, r.coded(r.field("channel", ""), "petition.channel", plain(petition.Channels()))),
		page.DateTime(f, r.field("received_at", "c8")),
		page.Select(f, r.coded(r.field("first_level", "c4"), "petition.level", plain(org.Levels()))),
		view.Fold(r.L.T("register.superior.fold"), r.Value("superior")+r.Value("superior_body") != "" || f.Err("superior") != "" || r.Value("channel") == string(petition.Above),
			page.Input(f, r.optional("superior_body", "c6")), page.Input(f, r.optional("superior", "c6")),
			page.Date(f, r.optional("superior_due", "c4")), page.Date(f, r.optional("superior_on", "c4"))),
		view.Fold(r.L.T("register.mandate.fold"), r.Value("mandate") != "" || r.Value("channel") == string(petition.Proxy),
			page.Input(f, r.optional("mandate", "c12"))),
	)
}

func (r *registration) whom() templ.Component {
	f := r.Form
	var fields []templ.Component
	for n := range r.people() {
		if n > 0 {
			fields = append(fields, view.Another(r.L.T("register.person", "n", n+1)))
		}
		fields = append(fields, r.person(n)...)
	}
	persons, concerned := r.field("persons", "c4"), r.optional("concerned", "c4")
	persons.InputMode, concerned.InputMode = "numeric", "numeric"
	fields = append(fields, page.Check(f, r.field("anonymous", "c12")), page.Input(f, persons), page.Input(f, concerned))
	if r.people() < petition.MaxRepresentatives {
		fields = append(fields, viewact.Another(r.L.T("register.person.add"), "person"))
	}
	return r.section("petitioner", fields...)
}

// person are the fields of one petitioner. Drafts never keep them.
func (r *registration) person(n int) []templ.Component {
	one := func(name, span, kind string, optional bool) templ.Component {
		field := r.field(name, span)
		field.Name, field.Personal, field.Optional, field.InputMode = nth(name, n), true, optional, kind
		return page.Input(r.Form, field)
	}
	sms := r.field("sms", "c4")
	sms.Name = nth("sms", n)
	return []templ.Component{
		one("name", "c4", "", false), one("phone", "c4", "tel", true), one("id", "c4", "", true),
		one("address", "c8", "", false), one("occupation", "c4", "", true), page.Check(r.Form, sms),
	}
}

func (r *registration) what() templ.Component {
	f := r.Form
	blank := []page.Option{{Words: r.L.T("act.choose")}}
	subject, place, category := r.field("subject", ""), r.field("place", "c8"), r.field("category", "c8")
	subject.Max = 200
	place.Options, place.Groups = blank, placeGroups(r.dir)
	category.Options, category.Groups = blank, categoryGroups(r.L, r.dir)
	facts, course := r.optional("facts", ""), r.optional("course", "")
	facts.Rows, course.Rows = 6, 2
	return r.section("matter", page.Input(f, subject), view.Jump(r.L.T("compare.said", "n", len(r.found)), len(r.found) > 0),
		page.Radios(f, r.coded(r.field("purpose", ""), "petition.purpose", plain(petition.Purposes()))),
		page.Select(f, place), page.Select(f, category), page.Area(f, facts), page.Area(f, course))
}

func (r *registration) asks() templ.Component {
	return r.section("demands", page.Rows(r.Form, page.RowsView{
		Name: "demands", Add: r.L.T("register.demand.add"),
		Label: func(row int) string { return r.L.T("petition.demand.one", "n", r.L.Count(row)) },
	}))
}

func (r *registration) material() templ.Component {
	field := r.optional("attachments", "")
	field.Multiple = true
	return r.section("files", page.File(r.Form, field))
}

func (r *registration) remind() templ.Component {
	f := r.Form
	blank := []page.Option{{Words: r.L.T("register.accused.none")}}
	unit, person := r.optional("accused_unit", "c6"), r.optional("accused_person", "c6")
	unit.Options, unit.Groups = blank, unitGroups(r.L, r.dir, r.v.Now)
	person.Options, person.Groups = blank, r.staff()
	return r.section("flags",
		page.Checks(f, r.coded(page.Field{Name: "flags", Label: r.L.T("register.flags"), Bare: true}, "petition.flag", plain(petition.Flags()))),
		view.Fold(r.L.T("register.accused.fold"), r.Value("accused_unit")+r.Value("accused_person") != "" || r.Value("purpose") == string(petition.Accusation),
			page.Select(f, unit), page.Select(f, person)),
	)
}

// staff are the people at work, by their unit.
func (r *registration) staff() []page.OptionGroup {
	var groups []page.OptionGroup
	for _, unit := range r.dir.Open(r.v.Now) {
		if unit.Kind == org.VillageU {
			continue
		}
		g := page.OptionGroup{Words: unit.Name}
		seen := map[org.PersonID]bool{}
		for _, post := range r.dir.Holders(unit.ID, r.v.Now, org.PostKinds()...) {
			person, ok := r.dir.Person(post.Person)
			if ok && !seen[person.ID] {
				seen[person.ID] = true
				g.Options = append(g.Options, page.Option{Value: string(person.ID), Words: r.L.T("act.staff", "name", person.Name, "post", post.Title)})
			}
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
