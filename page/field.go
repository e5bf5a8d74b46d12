package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field describes one field of a form; value and error come from the Form it is shown in.
type Field struct {
	Name     string
	Label    string
	Small    string // beside the label
	Hint     string // below the field
	Optional bool   // marks the label 可不填
	Type     string // text when empty; tel, search, password, number, date, time, email, url
	Span     string // c3 c4 c6 c8 c9 c12 in a .grid; c12 when empty

	InputMode    string
	Autocomplete string // off when empty
	Placeholder  string
	Max          int    // characters
	Min, Upto    string // of numbers and dates
	Rows         int    // of a text area; 5 when 0
	Personal     bool   // personal data: drafts never keep it
	ReadOnly     bool

	In       string // the form that it stands in, where a page has the same field twice
	Options  []Option
	Groups   []OptionGroup
	Accept   string // of files
	Multiple bool
	Bare     bool // the label is read out only, as in a row or a filter
}

// Option is one choice.
type Option struct {
	Value, Words string
	Note         string // second line of a radio
	Disabled     bool
}

// OptionGroup is a group of choices in a select.
type OptionGroup struct {
	Words   string
	Options []Option
}

// id is the field's id in the page, to which the list of errors leads.
func (f Field) id() string {
	if f.In != "" {
		return fieldID(f.In + "-" + f.Name)
	}
	return fieldID(f.Name)
}

// ID is that id, for a page that leads to its field from elsewhere.
func (f Field) ID() string { return f.id() }

func fieldID(name string) string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

func (f Field) span() string {
	if f.Span == "" {
		return "c12"
	}
	return f.Span
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) autocomplete() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(f.Rows)
}

// describedBy names the hint and the error for a screen reader; "" when there is neither.
func (f Field) describedBy(form *Form) string {
	var ids []string
	if form.Err(f.Name) != "" {
		ids = append(ids, f.id()+"-e")
	}
	if f.Hint != "" {
		ids = append(ids, f.id()+"-h")
	}
	return strings.Join(ids, " ")
}

// box is the class of the field's box.
func (f Field) box(form *Form) string {
	class := f.span() + " f"
	if form.Err(f.Name) != "" {
		class += " f-err"
	}
	return class
}

// value is what the field shows; a password never comes back.
func (f Field) value(form *Form) string {
	if f.Type == "password" {
		return ""
	}
	return form.values.Get(f.Name)
}

// RowsView is a repeated field: one row each, numbered, at least one. An error of row 2 has the
// field "name.2".
type RowsView struct {
	Name  string
	Label func(row int) string // 诉求一
	Add   string               // 再加一项
	Max   int                  // rows at most; 0: no limit
	Area  bool                 // rows are text areas
}

func (r RowsView) values(form *Form) []string {
	if values := form.All(r.Name); len(values) > 0 {
		return values
	}
	return []string{""}
}

func (r RowsView) row(i int) string { return r.Name + "." + strconv.Itoa(i+1) }

// attributes are those of an input that are only there when asked for.
func (f Field) attributes(form *Form) templ.Attributes {
	a := f.described(form)
	a["autocomplete"] = f.autocomplete()
	for name, value := range map[string]string{
		"inputmode": f.InputMode, "placeholder": f.Placeholder, "min": f.Min, "max": f.Upto,
	} {
		if value != "" {
			a[name] = value
		}
	}
	if f.Max > 0 {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Personal {
		a["data-personal"] = true
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	return a
}

// described ties a field to its error and its hint.
func (f Field) described(form *Form) templ.Attributes {
	a := templ.Attributes{}
	if ids := f.describedBy(form); ids != "" {
		a["aria-describedby"] = ids
	}
	if form.Err(f.Name) != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// dated is a field in which a day is typed.
func (f Field) dated() Field {
	f.InputMode, f.Max = "numeric", 11
	if f.Placeholder == "" {
		f.Placeholder = "2026-09-18"
	}
	return f
}

// optsClass stacks choices that have a second line.
func optsClass(f Field) string {
	for _, o := range f.Options {
		if o.Note != "" {
			return "opts-col"
		}
	}
	if len(f.Options) > manyOptions {
		return "opts-many" // so many that they are read in columns
	}
	return ""
}

// manyOptions is more than one line holds.
const manyOptions = 12

func (r RowsView) attributes(form *Form, i int) templ.Attributes {
	if form.Err(r.row(i)) == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": fieldID(r.row(i)) + "-e"}
}
