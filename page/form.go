package page

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/locale"
)

// Form is a form as it was sent, or as it is first shown, and what is wrong with it. A refused
// form comes back filled in.
type Form struct {
	L      *locale.Locale
	values url.Values
	errors []FieldError
}

// FieldError is one thing to put right. Field is "" when it is about the whole form.
type FieldError struct{ Field, Words string }

// NewForm reads what was sent; nil is an empty form.
func NewForm(l *locale.Locale, values url.Values) *Form {
	if values == nil {
		values = url.Values{}
	}
	return &Form{L: l, values: values}
}

// Value is the first value of a field without the spaces around it.
func (f *Form) Value(name string) string { return strings.TrimSpace(f.values.Get(name)) }

// All are all values of a repeated field, as typed, empty ones too.
func (f *Form) All(name string) []string { return f.values[name] }

// Filled are the values of a repeated field that hold something.
func (f *Form) Filled(name string) []string {
	var filled []string
	for _, value := range f.values[name] {
		if value = strings.TrimSpace(value); value != "" {
			filled = append(filled, value)
		}
	}
	return filled
}

// Is reports whether the field has the value among its values: a ticked box, a chosen option.
func (f *Form) Is(name, value string) bool { return slices.Contains(f.values[name], value) }

// Has reports whether the field was sent at all.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// On reports whether a box was ticked.
func (f *Form) On(name string) bool { return f.Value(name) != "" }

// Int is a whole number; ok is false for an empty field or one that is none.
func (f *Form) Int(name string) (n int, ok bool) {
	n, err := strconv.Atoi(f.Value(name))
	return n, err == nil
}

// Day is a date field, written as people write days, at midnight in the zone of the work.
func (f *Form) Day(name string) (day time.Time, ok bool) { return locale.ReadDay(f.Value(name)) }

// Moment reads the two fields of a DateTime: name and name_time. Without a time it is midnight.
func (f *Form) Moment(name string) (at time.Time, ok bool) {
	day, ok := f.Day(name)
	text := strings.ReplaceAll(f.Value(name+"_time"), "：", ":")
	if !ok || text == "" {
		return day, ok
	}
	for _, layout := range []string{"15:4", "1504"} {
		if clock, err := time.Parse(layout, text); err == nil {
			return day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute), true
		}
	}
	return time.Time{}, false
}

// Set fills a field, for a form that is offered filled in. It never overwrites what was sent.
func (f *Form) Set(name string, values ...string) *Form {
	if !f.values.Has(name) {
		f.values[name] = values
	}
	return f
}

// SetMoment fills the two fields of a DateTime.
func (f *Form) SetMoment(name string, at time.Time) *Form {
	return f.Set(name, f.L.ISO(at)).Set(name+"_time", f.L.Time(at))
}

// Wrong adds an error to a field ("" for the whole form), by its key.
func (f *Form) Wrong(field, key string, args ...any) {
	f.errors = append(f.errors, FieldError{field, f.L.T(key, args...)})
}

// Refuse takes the faults of an invalid input over and reports whether it did. Any other error is
// the door's to answer.
func (f *Form) Refuse(err error) bool {
	first := fault.As(err)
	if first == nil || first.Kind != fault.Invalid && first.Kind != fault.Conflict {
		return false
	}
	for _, one := range first.All() {
		f.Wrong(one.Field, one.Key, one.Args...)
	}
	return true
}

// OK reports whether nothing is wrong.
func (f *Form) OK() bool { return len(f.errors) == 0 }

// Errors lists what is wrong, in the order in which it was found.
func (f *Form) Errors() []FieldError { return f.errors }

// aboutFields reports whether something typed is to be put right; otherwise the form as a whole was
// refused, and nothing in it is wrong.
func (f *Form) aboutFields() bool {
	return slices.ContainsFunc(f.errors, func(e FieldError) bool { return e.Field != "" })
}

// Err is what is wrong with a field, or "".
func (f *Form) Err(field string) string {
	for _, e := range f.errors {
		if e.Field == field {
			return e.Words
		}
	}
	return ""
}

// Right takes back what was wrong with a field: it has been filled since.
func (f *Form) Right(field string) {
	f.errors = slices.DeleteFunc(f.errors, func(e FieldError) bool { return e.Field == field })
}

// Edit carries out the buttons that add or drop a row of a repeated field, pick a value for a field, or show
// what follows from what was typed, without scripts, and reports whether one was pressed: then the form is
// shown again and nothing is done.
func (f *Form) Edit() bool {
	if f.On("show") {
		f.values.Del("show")
		return true
	}
	if name := f.Value("add"); name != "" {
		f.values[name] = append(f.values[name], "")
		f.values.Del("add")
		return true
	}
	if name, value, ok := strings.Cut(f.Value("pick"), "="); ok {
		f.values.Del("pick")
		f.values[name] = []string{value}
		return true
	}
	name, row, ok := strings.Cut(f.Value("drop"), ".")
	if !ok {
		return false
	}
	f.values.Del("drop")
	if i, err := strconv.Atoi(row); err == nil && i >= 1 && i <= len(f.values[name]) {
		f.values[name] = slices.Delete(slices.Clone(f.values[name]), i-1, i)
	}
	return true
}
