package web

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
)

// words is the text of this act's own key, or of the key that all acts share.
func (d *desk) words(rest string) string {
	if key := "act." + string(d.kind) + "." + rest; d.L.Has(key) {
		return d.L.T(key)
	}
	return d.L.T("act." + rest)
}

// hint is the line below a field, if there is one.
func (d *desk) hint(name string) string {
	for _, key := range []string{"act." + string(d.kind) + "." + name + ".hint", "act." + name + ".hint"} {
		if d.L.Has(key) {
			return d.L.T(key)
		}
	}
	return ""
}

func (d *desk) field(name string) page.Field {
	return page.Field{Name: name, Label: d.words(name), Hint: d.hint(name)}
}

func (d *desk) optional(name string) page.Field {
	f := d.field(name)
	f.Optional = true
	return f
}

func (d *desk) area(name string, rows int) templ.Component {
	f := d.field(name)
	f.Rows = rows
	return page.Area(d.Form, f)
}

func (d *desk) note(name string, rows int) templ.Component {
	f := d.optional(name)
	f.Rows = rows
	return page.Area(d.Form, f)
}

func (d *desk) input(name string) templ.Component { return page.Input(d.Form, d.field(name)) }

func (d *desk) check(name string) templ.Component { return page.Check(d.Form, d.field(name)) }

func (d *desk) day(name string) templ.Component {
	f := d.field(name)
	f.Span = "c4"
	return page.Date(d.Form, f)
}

func (d *desk) moment(name string) templ.Component { return page.DateTime(d.Form, d.optional(name)) }

func (d *desk) radios(name string, options []page.Option) templ.Component {
	f := d.field(name)
	f.Options = options
	return page.Radios(d.Form, f)
}

func (d *desk) checks(name string, options []page.Option) templ.Component {
	f := d.field(name)
	f.Options = options
	return page.Checks(d.Form, f)
}

func (d *desk) choice(name string, options []page.Option, groups ...page.OptionGroup) templ.Component {
	f := d.field(name)
	f.Options, f.Groups, f.Span = options, groups, "c8"
	return page.Select(d.Form, f)
}

// upload is the field that takes files.
func (d *desk) upload() templ.Component {
	f := d.optional("attachments")
	f.Multiple = true
	return page.File(d.Form, f)
}

// section is a group of fields under the heading act.sec.<key>.
func (d *desk) section(key string, fields ...templ.Component) templ.Component {
	return titled(d.L.T("act.sec."+key), "", fields...)
}

func titled(title, note string, fields ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.FormSection(title, note).Render(templ.WithChildren(ctx, templ.Join(fields...)), w)
	})
}

// codes are the choices of a closed list, worded by the keys below a prefix.
func codes[T ~string](d *desk, prefix string, list []T) []page.Option {
	options := make([]page.Option, len(list))
	for i, code := range list {
		options[i] = page.Option{Value: string(code), Words: d.L.T(prefix + "." + string(code))}
	}
	return options
}

// yesNo are the two answers to a question.
func (d *desk) yesNo(name string) templ.Component {
	return d.radios(name, []page.Option{{Value: "yes", Words: d.words(name + ".yes")}, {Value: "no", Words: d.words(name + ".no")}})
}

func (d *desk) yes(name string) bool { return d.Value(name) == "yes" }

// answered refuses a question that was left open.
func (d *desk) answered(name string) {
	if d.Value(name) == "" {
		d.Wrong(name, "act.fault.choose")
	}
}

// when reads a moment; none typed is now. No time is offered filled in: it would be before what
// happened since the form was opened.
func (d *desk) when(name string) time.Time {
	if d.Value(name) == "" {
		return time.Time{}
	}
	at, ok := d.Moment(name)
	if !ok {
		d.Wrong(name, "act.fault.moment")
	}
	return at
}

// due reads a day; none is left to the domain to ask for.
func (d *desk) due(name string) deadline.Day {
	if d.Value(name) == "" {
		return 0
	}
	day, ok := d.Day(name)
	if !ok {
		d.Wrong(name, "act.fault.day")
		return 0
	}
	return deadline.DayOf(day)
}

func (d *desk) setDay(name string, day deadline.Day) { d.Set(name, day.String()) }

// petitioners are the persons who may be told or served, masked.
func (d *desk) petitioners(name string) templ.Component {
	if len(d.p.Record.Petitioners) < 2 {
		return templ.NopComponent
	}
	var options []page.Option
	for i, who := range d.p.Record.Petitioners {
		options = append(options, page.Option{Value: strconv.Itoa(i), Words: who.Name.Mask()})
	}
	return d.choice(name, options)
}

func (d *desk) to(name string) int {
	n, ok := d.Int(name)
	if !ok && d.Value(name) != "" {
		return -1
	}
	return n
}

// demands are the choices of one demand, or of all.
func (d *desk) demands(name string) templ.Component {
	options := []page.Option{{Value: "0", Words: d.L.T("act.demand.all")}}
	for i, demand := range d.p.Record.Demands {
		options = append(options, page.Option{Value: strconv.Itoa(i + 1),
			Words: d.L.T("petition.demand.one", "n", d.L.Count(i+1)) + d.L.T("page.colon") + demand.Text})
	}
	return d.choice(name, options)
}

// refuse takes a refusal over into the form. What is said of all answers is put to the one that it
// is about.
func (d *desk) refuse(err error) bool {
	if f := fault.As(err); f != nil {
		for _, one := range f.All() {
			if one.Field == "answers" && len(one.Args) == 2 && one.Key != "fault.petition.answers" {
				one.Field = d.blank(one.Args[1])
			}
		}
	}
	return d.Refuse(err)
}

// blank is the first thing missing in an answer.
func (d *desk) blank(n any) string {
	number, _ := n.(int)
	end := "." + strconv.Itoa(number)
	for _, name := range []string{"facts", "basis", "opinion"} {
		if d.Value(name+end) == "" {
			return name + end
		}
	}
	return "result" + end
}

// people are those of a unit who hold one of the posts, as choices by their id.
func (d *desk) people(unit org.UnitID, kinds ...org.PostKind) []page.Option {
	var options []page.Option
	seen := map[org.PersonID]bool{}
	for _, kind := range kinds {
		for _, post := range d.dir.Holders(unit, d.v.Now, kind) {
			person, ok := d.dir.Person(post.Person)
			if !ok || seen[person.ID] {
				continue
			}
			seen[person.ID] = true
			options = append(options, page.Option{Value: string(person.ID), Words: d.staffWords(person, post)})
		}
	}
	return options
}

func (d *desk) staffWords(person org.Person, post org.Post) string {
	words := d.L.T("act.staff", "name", person.Name, "post", post.Title)
	if post.Title == "" {
		words = d.L.T("act.staff", "name", person.Name, "post", d.L.T("org.post."+string(post.Kind)))
	}
	return words
}

// duty is the chosen person with post, unit and the phone that the petitioner is told: the one
// typed, or the one of the book.
func (d *desk) duty(name string) petition.Duty {
	person, ok := d.dir.Person(org.PersonID(d.Value(name)))
	if !ok {
		return petition.Duty{}
	}
	duty := petition.Duty{Person: person.ID, Name: person.Name, Phone: d.Value(name + "_phone")}
	if duty.Phone == "" {
		duty.Phone = person.Phone
	}
	for _, officer := range d.dir.Officers(person.ID, d.v.Now) {
		duty.Title, duty.Unit = officer.Title, officer.Unit
		if officer.Unit == d.p.Unit() {
			break
		}
	}
	return duty
}
