package letter

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

// How long a field's text may be, in characters: above any real letter, below what breaks a page.
const (
	maxLine  = 200
	maxField = 20_000
)

// Fill gives all fields their defaults. One that cannot be made for this matter is left empty, to be
// filled in by hand; demands are ticked that wait for an answer.
func (f *Form) Fill(m Matter) Values {
	v := Values{}
	for i := range f.Fields {
		field := &f.Fields[i]
		switch {
		case field.fallback != nil:
			v[field.Name] = f.standard(field, m)
		case field.Type == Demands:
			var numbers []string
			for _, d := range open(m.Demands) {
				numbers = append(numbers, strconv.Itoa(d.N))
			}
			v[field.Name] = strings.Join(numbers, " ")
		default:
			v[field.Name] = ""
		}
	}
	return v
}

// standard is the default of one field.
func (f *Form) standard(field *Field, m Matter) string {
	t, err := field.fallback.Clone()
	if err != nil {
		return ""
	}
	var out limited
	w := &writer{form: f, matter: m}
	if err := t.Funcs(w.funcs(nil)).Execute(&out, m); err != nil {
		return ""
	}
	value := clean(out.String())
	if field.Type == Line {
		value = strings.ReplaceAll(value, "\n", " ")
	}
	return value
}

// Check refuses values that cannot be issued, all fields at once: what is required and empty, what is no
// choice, no day, too long; words about a person's character; and, of a letter to the police, a ground
// that is petitioning itself.
func (f *Form) Check(v Values, m Matter) error {
	faults := f.check(f.Fields, v, m)
	if f.To == ToPolice && len(faults) == 0 {
		faults = f.ground(v)
	}
	return fault.Join(faults...)
}

// CheckAnswer refuses an answer in the same way.
func (f *Form) CheckAnswer(v Values) error { return fault.Join(f.check(f.Answers, v, Matter{})...) }

func (f *Form) check(fields []Field, v Values, m Matter) []*fault.Fault {
	var faults []*fault.Fault
	for i := range fields {
		field := &fields[i]
		if bad := field.check(v[field.Name], m); bad != nil {
			faults = append(faults, bad)
			continue
		}
		if word := f.lists.aboutCharacter(v[field.Name]); word != "" && (field.Type == Line || field.Type == Text) {
			faults = append(faults, fault.NewInvalid(field.Name, "fault.letter.character", "label", field.Label, "word", word))
		}
	}
	return faults
}

// check refuses a value of the field.
func (f *Field) check(value string, m Matter) *fault.Fault {
	bad := func(key string, args ...any) *fault.Fault {
		return fault.NewInvalid(f.Name, "fault.letter."+key, append([]any{"label", f.Label}, args...)...)
	}
	if value = clean(value); value == "" {
		if f.Required && (f.Type != Demands || len(m.Demands) > 0) {
			return bad("required")
		}
		return nil
	}
	switch f.Type {
	case Line, Text:
		most := maxField
		if f.Type == Line {
			most = maxLine
		}
		if utf8.RuneCountInString(value) > most {
			return bad("long", "n", most)
		}
	case Date:
		if _, err := deadline.ParseDay(value); err != nil {
			return bad("day")
		}
	case Yes:
		if value != yesValue {
			return bad("choice")
		}
	default:
		return f.checkTicked(strings.Fields(value), m, bad)
	}
	return nil
}

func (f *Field) checkTicked(codes []string, m Matter, bad func(string, ...any) *fault.Fault) *fault.Fault {
	if f.Type == Pick && len(codes) != 1 {
		return bad("choice")
	}
	options := f.Options(m)
	for _, code := range codes {
		if !slices.ContainsFunc(options, func(c Choice) bool { return c.Value == code }) {
			return bad("choice")
		}
	}
	return nil
}

// AnswerText is an answer as the journal keeps it: each field's name and what it holds, a line each.
func (f *Form) AnswerText(v Values) string {
	var lines []string
	w := &writer{form: f, values: v}
	for i := range f.Answers {
		field := &f.Answers[i]
		text := clean(v[field.Name])
		switch field.Type {
		case Date:
			if day, err := deadline.ParseDay(text); err == nil {
				text = f.lists.day(day)
			}
		case Yes:
			text, _ = w.text(text == yesValue, f.lists.day)
		case Pick, Many, Acts:
			text = strings.Join(field.words(text), f.lists.Joined)
		}
		if text != "" {
			lines = append(lines, field.Label.ZH+"："+text)
		}
	}
	return strings.Join(lines, "\n")
}
