package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// What puts the record right: corrections, material, links, and that it was raised higher up.

// correctedFill offers what the field holds now. Personal data is never offered: it is typed anew.
func correctedFill(d *desk) {
	field, index := petition.Field(d.Value("field")), d.index()
	if field == "" || field.Personal() {
		return
	}
	old := string(d.p.Old(field, index))
	if field == petition.FFlags {
		d.Set("new", strings.Fields(old)...)
		return
	}
	d.Set("new", old)
}

// index is which demand or petitioner is meant, from 0.
func (d *desk) index() int {
	if n, ok := d.Int("index"); ok {
		return n
	}
	return 0
}

// correctedShow asks first which field, then for its new value.
func correctedShow(d *desk) []templ.Component {
	field := petition.Field(d.Value("field"))
	if field == "" {
		return []templ.Component{titled(d.L.T("act.sec.field"), "", view.Choose(d.correctable()))}
	}
	name := d.correctionName(field, d.index())
	return []templ.Component{titled(name, "",
		page.Hidden("field", string(field)), page.Hidden("index", strconv.Itoa(d.index())),
		view.Fact(d.L.T("act.corrected.old"), d.held(field, d.index())),
		d.correction(field), d.area("why", 2))}
}

func (d *desk) correctionName(field petition.Field, index int) string {
	words := d.L.T("petition.field." + string(field))
	switch {
	case field == petition.FDemand && index >= len(d.p.Record.Demands):
		return d.L.T("act.corrected.demand")
	case field == petition.FDemand:
		return d.L.T("petition.demand.one", "n", d.L.Count(index+1))
	case field.Personal() && index > 0:
		return d.L.T("act.corrected.person", "n", index+1, "field", words)
	}
	return words
}

// correctable are links to the form of each field, with what it holds now.
func (d *desk) correctable() []view.Pick {
	var picks []view.Pick
	add := func(field petition.Field, index int) {
		picks = append(picks, view.Pick{Words: d.correctionName(field, index), Note: d.held(field, index),
			Href: d.v.To("/petitions", d.p.No, string(petition.KCorrected)) + "?field=" + string(field) + "&index=" + strconv.Itoa(index)})
	}
	for _, field := range petition.Fields() {
		n := 1
		switch {
		case field == petition.FDemand:
			n = len(d.p.Record.Demands) + 1
		case field.Personal():
			n = max(1, len(d.p.Record.Petitioners))
		}
		for i := range n {
			add(field, i)
		}
	}
	return picks
}

// held is what a field holds now, masked where it is personal.
func (d *desk) held(field petition.Field, index int) string {
	if d.p.Lacks(field) && field != petition.FSubject {
		return d.L.T("petition.unknown")
	}
	if field.Personal() {
		return d.maskedOld(field, index)
	}
	return d.valueWords(field, string(d.p.Old(field, index)))
}

// correction is the field for the new value.
func (d *desk) correction(field petition.Field) templ.Component {
	switch field {
	case petition.FFacts, petition.FCourse, petition.FDemand:
		return d.area("new", 6)
	case petition.FCategory:
		return d.choice("new", nil, categoryGroups(d.L, d.dir)...)
	case petition.FPlace:
		return d.choice("new", nil, placeGroups(d.dir)...)
	case petition.FPurpose:
		return d.radios("new", codes(d, "petition.purpose", petition.Purposes()))
	case petition.FChannel:
		return d.radios("new", codes(d, "petition.channel", petition.Channels()))
	case petition.FFlags:
		return d.checks("new", codes(d, "petition.flag", petition.Flags()))
	}
	f := d.field("new")
	f.Personal = field.Personal()
	if field == petition.FPersons || field == petition.FConcerned {
		f.InputMode, f.Span = "numeric", "c4"
	}
	return page.Input(d.Form, f)
}

func correctedRead(d *desk) petition.Data {
	c := &petition.Corrected{Field: petition.Field(d.Value("field")), Index: d.index(), Why: d.Value("why")}
	switch {
	case c.Field.Personal():
		if err := personal.CheckTyped("new", d.Value("new")); err != nil {
			d.Refuse(err)
		}
		c.Now = personal.Private(d.Value("new"))
	case c.Field == petition.FFlags:
		for _, flag := range d.Filled("new") {
			c.New += flag + " "
		}
	default:
		c.New = d.Value("new")
	}
	return c
}

func materialShow(d *desk) []templ.Component {
	return []templ.Component{d.section("what", d.note("text", 4), d.upload())}
}

func materialRead(d *desk) petition.Data {
	return &petition.MaterialAdded{Text: d.Value("text"), Attachments: d.files}
}

func linkedShow(d *desk) []templ.Component {
	f := d.field("to")
	f.Span = "c6"
	kinds := codes(d, "petition.link", petition.LinkKinds())
	for i := range kinds {
		kinds[i].Note = d.L.T("act.linked." + kinds[i].Value)
	}
	fits := d.proposed()
	return []templ.Component{d.section("link", page.Input(d.Form, f), view.Show(d.L.T("act.linked.show")), fits, d.radios("kind", kinds), d.note("why", 2))}
}

func linkedRead(d *desk) petition.Data {
	return &petition.Linked{Link: petition.Link{
		To:   petition.TidyNumber(d.Value("to"), d.v.Officer.Area),
		Kind: petition.LinkKind(d.Value("kind")), Why: d.Value("why")}}
}

func unlinkedShow(d *desk) []templ.Component {
	var options []page.Option
	for _, link := range d.p.Links {
		options = append(options, page.Option{Value: link.To, Words: shortNumber(link.To), Note: d.L.T("petition.link." + string(link.Kind))})
	}
	for _, no := range d.p.Duplicates {
		options = append(options, page.Option{Value: no, Words: shortNumber(no), Note: d.L.T("act.unlinked.merged")})
	}
	for _, no := range d.p.Members {
		options = append(options, page.Option{Value: no, Words: shortNumber(no), Note: d.L.T("cluster.of.led")})
	}
	if len(options) == 1 {
		d.Set("to", options[0].Value)
	}
	return []templ.Component{d.section("link", d.radios("to", options), d.area("why", 2))}
}

func unlinkedRead(d *desk) petition.Data {
	d.answered("to")
	return &petition.Unlinked{To: d.Value("to"), Why: d.Value("why")}
}

func apartShow(d *desk) []templ.Component {
	f := d.field("to")
	f.Span = "c6"
	return []templ.Component{d.section("link", page.Input(d.Form, f), d.note("why", 2))}
}

func apartRead(d *desk) petition.Data {
	return &petition.SetApart{To: petition.TidyNumber(d.Value("to"), d.v.Officer.Area), Why: d.Value("why")}
}

func escalatedFill(d *desk) {
	d.setDay("on", d.v.Today)
	d.Set("persons", strconv.Itoa(max(1, d.p.Record.Persons)))
}

func escalatedShow(d *desk) []templ.Component {
	var levels []page.Option
	for _, level := range org.Levels() {
		if level != org.Village && level != org.Township {
			levels = append(levels, page.Option{Value: string(level), Words: d.L.T("petition.level." + string(level))})
		}
	}
	n := d.field("persons")
	n.InputMode, n.Span = "numeric", "c4"
	return []templ.Component{d.section("what", d.radios("level", levels), page.Input(d.Form, d.optional("body")), d.day("on"),
		page.Input(d.Form, n), d.radios("form", codes(d, "petition.channel", petition.Channels())))}
}

func escalatedRead(d *desk) petition.Data {
	persons, _ := d.Int("persons")
	return &petition.Escalated{Escalation: petition.Escalation{
		Level: org.Level(d.Value("level")), On: d.due("on"), Form: petition.Channel(d.Value("form")),
		Persons: persons, Body: d.Value("body")}}
}
