package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/page"
)

// The fields of a form file on a page. Their names stand apart from the page's own by a prefix.

// valued is what a form's field is called on a page.
func valued(name string) string { return "v." + name }

// mostRadios is how many choices are read at a glance; more are chosen from a list.
const mostRadios = 7

// letterFields are the fields of a form as a page shows them.
func (v *visit) letterFields(f *page.Form, fields []letter.Field, m letter.Matter) []templ.Component {
	var all []templ.Component
	for i := range fields {
		all = append(all, v.letterField(f, &fields[i], m))
	}
	return all
}

func (v *visit) letterField(f *page.Form, field *letter.Field, m letter.Matter) templ.Component {
	tag := v.L.Tag()
	d := page.Field{Name: valued(field.Name), Label: field.Label.In(tag), Hint: field.Hint.In(tag), Optional: !field.Required}
	for _, o := range field.Options(m) {
		d.Options = append(d.Options, page.Option{Value: o.Value, Words: o.Label.In(tag)})
	}
	switch field.Type {
	case letter.Line:
		return page.Input(f, d)
	case letter.Text:
		d.Rows = textRows(f.Value(d.Name))
		return page.Area(f, d)
	case letter.Date:
		return page.Date(f, d)
	case letter.Yes:
		return page.Check(f, d)
	case letter.Pick:
		if len(d.Options) > mostRadios {
			d.Options = append([]page.Option{{Words: v.L.T("letter.choose")}}, d.Options...)
			return page.Select(f, d)
		}
		return page.Radios(f, d)
	}
	if len(d.Options) == 0 {
		return templ.NopComponent // demands of a matter that has none
	}
	return page.Checks(f, d)
}

// textRows is how high a field stands, so that what is filled in is seen.
func textRows(text string) int {
	const line = 22 // characters in the narrow column
	rows := 1
	for part := range strings.Lines(text) {
		rows += 1 + len([]rune(part))/line
	}
	return min(max(rows, 3), 12)
}

// fillLetter puts values into a page's form.
func fillLetter(f *page.Form, fields []letter.Field, values letter.Values) {
	for i := range fields {
		field := &fields[i]
		value := values[field.Name]
		switch {
		case field.Type.Ticked():
			f.Set(valued(field.Name), strings.Fields(value)...)
		case field.Type == letter.Yes && value == "":
		default:
			f.Set(valued(field.Name), value)
		}
	}
}

// readValues reads what was typed and ticked. A day is written as the form keeps it, if it is one.
func readValues(f *page.Form, fields []letter.Field) letter.Values {
	values := letter.Values{}
	for i := range fields {
		field, name := &fields[i], valued(fields[i].Name)
		switch {
		case field.Type.Ticked():
			values[field.Name] = strings.Join(f.Filled(name), " ")
		case field.Type == letter.Yes:
			if values[field.Name] = ""; f.On(name) {
				values[field.Name] = "yes"
			}
		case field.Type == letter.Date:
			values[field.Name] = f.Value(name)
			if day, ok := f.Day(name); ok {
				values[field.Name] = f.L.ISO(day)
			}
		default:
			values[field.Name] = strings.ReplaceAll(f.Value(name), "\r\n", "\n")
		}
	}
	return values
}

// refuseValues takes the faults of a form's fields over, each to its field on the page. What is no field of
// the form is the page's own.
func refuseValues(f *page.Form, err error, fields []letter.Field) bool {
	first := fault.As(err)
	if first == nil || first.Kind != fault.Invalid && first.Kind != fault.Conflict {
		return false
	}
	for _, one := range first.All() {
		name := one.Field
		if slices.ContainsFunc(fields, func(field letter.Field) bool { return field.Name == name }) {
			name = valued(name)
		}
		f.Wrong(name, one.Key, one.Args...)
	}
	return true
}
