package web

import (
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// Who answers for a matter: assignment, objection, and what is not answered here.

// assistants is how many assisting units the form has room for before more is asked for.
const assistants = 2

// assignedFill suggests the unit that the category names, or else the township of the place.
func assignedFill(d *desk) {
	if d.p.Record.Channel == petition.Above {
		d.Set("path", string(petition.Ordinary))
	}
	d.Set("path", "")
	if n := len(d.p.Objections); n > 0 && d.p.Objections[n-1].Suggests != "" {
		d.Set("unit", string(d.p.Objections[n-1].Suggests))
	}
	d.Set("unit", string(suggestUnit(d.dir, d.p.Record.Category, d.p.Record.Place)))
	d.Set("assisting", make([]string, assistants)...)
}

func assignedShow(d *desk) []templ.Component {
	units := unitGroups(d.L, d.dir, d.v.Now)
	blank := []page.Option{{Words: d.L.T("act.choose")}}
	unit := d.field("unit")
	unit.Options, unit.Groups, unit.Span = blank, units, "c8"
	if why := d.whyUnit(); why != "" {
		unit.Hint = why
	}
	paths := append([]page.Option{{Words: d.L.T("act.assigned.path.unit")}}, codes(d, "petition.path", petition.Paths())...)
	fields := []templ.Component{page.Select(d.Form, unit), d.suggestedUnits()}
	for i := range d.All("assisting") {
		fields = append(fields, d.assisting(i, blank, units))
	}
	fields = append(fields, view.Another(d.L.T("act.assigned.more"), "assisting"))
	return []templ.Component{
		d.section("who", fields...),
		d.section("what", d.radios("path", paths), d.note("instruction", 3), page.Input(d.Form, d.optional("order_no"))),
	}
}

// whyUnit says why the unit was suggested.
func (d *desk) whyUnit() string {
	suggested := suggestUnit(d.dir, d.p.Record.Category, d.p.Record.Place)
	if suggested == "" {
		return ""
	}
	if c, ok := d.dir.Category(d.p.Record.Category); ok && c.Unit == suggested {
		return d.L.T("act.assigned.unit.category", "unit", d.dir.UnitShort(suggested), "category", categoryName(d.L, d.dir, c.Code))
	}
	return d.L.T("act.assigned.unit.place", "unit", d.dir.UnitShort(suggested))
}

// assisting is one assisting unit with its own due date.
func (d *desk) assisting(i int, blank []page.Option, units []page.OptionGroup) templ.Component {
	return view.Assist(d.Form, view.AssistRow{
		Row: i, Label: d.L.T("act.assigned.assisting", "n", i+1), DueLabel: d.L.T("act.assigned.assisting_due"),
		Blank: blank, Units: units,
	})
}

func assignedRead(d *desk) petition.Data {
	a := &petition.AssignedData{Unit: org.UnitID(d.Value("unit")), Path: petition.Path(d.Value("path")),
		Instruction: d.Value("instruction"), OrderNo: d.Value("order_no")}
	dues := d.All("assisting_due")
	for i, unit := range d.All("assisting") {
		assist := petition.Assist{Unit: org.UnitID(unit)}
		if i < len(dues) && dues[i] != "" {
			day, ok := locale.ReadDay(dues[i])
			if !ok {
				d.Wrong("assisting."+strconv.Itoa(i+1), "act.fault.day")
			}
			assist.Due = deadline.DayOf(day)
		}
		if assist != (petition.Assist{}) {
			a.Assisting = append(a.Assisting, assist)
		}
	}
	return a
}

func forwardedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("where", d.input("body"), d.note("reasons", 3))}
}

func forwardedRead(d *desk) petition.Data {
	return &petition.ForwardedData{Body: d.Value("body"), Reasons: d.Value("reasons")}
}

func objectedShow(d *desk) []templ.Component {
	units := unitGroups(d.L, d.dir, d.v.Now)
	return []templ.Component{d.section("why", d.area("reasons", 5),
		d.choice("suggests", []page.Option{{Words: d.L.T("act.objected.unknown")}}, units...))}
}

func objectedRead(d *desk) petition.Data {
	return &petition.Objected{Reasons: d.Value("reasons"), Suggests: org.UnitID(d.Value("suggests"))}
}

// objectionShow is the decision of an objection, with what the unit said.
func objectionShow(d *desk) []templ.Component {
	var said templ.Component = templ.NopComponent
	if n := len(d.p.Objections); n > 0 {
		o := d.p.Objections[n-1]
		said = view.Quote(d.L.T("act.objection.said", "unit", d.dir.UnitShort(o.Unit), "day", o.At), o.Reasons)
	}
	fields := []templ.Component{said, d.area("grounds", 4)}
	if len(d.p.Objections) > 1 {
		fields = append(fields, d.check("meeting"))
	}
	return []templ.Component{d.section("decision", fields...)}
}

func upheldRead(d *desk) petition.Data {
	return &petition.ObjectionUpheld{Grounds: d.Value("grounds"), Meeting: d.On("meeting")}
}

func overruledRead(d *desk) petition.Data {
	return &petition.ObjectionOverruled{Grounds: d.Value("grounds"), Meeting: d.On("meeting")}
}

func declinedShow(d *desk) []templ.Component {
	return []templ.Component{
		d.section("why", d.radios("ground", codes(d, "petition.ground", petition.Grounds())), d.area("reasons", 4)),
		d.section("where", d.input("body")),
	}
}

func declinedRead(d *desk) petition.Data {
	return &petition.DeclinedData{Ground: petition.Ground(d.Value("ground")), Body: d.Value("body"), Reasons: d.Value("reasons")}
}

// finallyShow asks for the earlier matter unless this one was re-reviewed itself.
func finallyShow(d *desk) []templ.Component {
	fields := []templ.Component{d.area("reasons", 4)}
	if !d.p.Rereviewed() {
		fields = append([]templ.Component{d.input("earlier")}, fields...)
	}
	return []templ.Component{d.section("why", fields...)}
}

func finallyRead(d *desk) petition.Data {
	f := &petition.FinallyDeclinedData{Reasons: d.Value("reasons")}
	if typed := d.Value("earlier"); typed != "" {
		f.Earlier = petition.TidyNumber(typed, d.v.Officer.Area)
	}
	return f
}

// redirectedShow offers the five other legal paths of TL art. 31.
func redirectedShow(d *desk) []templ.Component {
	var paths []page.Option
	for n := 1; n <= 5; n++ {
		paths = append(paths, page.Option{Value: strconv.Itoa(n), Words: d.L.T("petition.legal." + strconv.Itoa(n))})
	}
	return []templ.Component{
		d.section("path", d.radios("legal", paths)),
		d.section("where", d.input("body"), d.day("due"), d.note("reasons", 3)),
	}
}

func redirectedRead(d *desk) petition.Data {
	legal, _ := d.Int("legal")
	return &petition.RedirectedData{Legal: legal, Body: d.Value("body"), Due: d.due("due"), Reasons: d.Value("reasons")}
}
