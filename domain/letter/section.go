package letter

import (
	"regexp"
	"slices"
	"strings"
)

// sections reads what comes after the headers: fields, answers, and the text, which goes to the end.
func (p *parser) sections(lines []string, n int) {
	var into *[]Field
	defaults := map[*[]Field][]source{}
lines:
	for ; n < len(lines); n++ {
		line := lines[n]
		switch strings.TrimRight(line, " \t") {
		case "":
			continue
		case "fields:":
			into = &p.form.Fields
			continue
		case "answers:":
			into = &p.form.Answers
			continue
		case "text:":
			p.compileDefaults(defaults)
			p.compileText(source{line: n + 2, text: strings.Join(lines[n+1:], "\n")})
			return
		}
		if into == nil || sectionName.MatchString(line) {
			p.bad(n+1, "section", "text", excerpt(line))
			break lines // what comes after it belongs nowhere
		}
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			p.field(n+1, line, into)
			defaults[into] = append(defaults[into], source{})
			continue
		}
		if len(*into) == 0 {
			p.bad(n+1, "section", "text", excerpt(line))
			continue
		}
		last := len(*into) - 1
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch f := &(*into)[last]; key {
		case "default":
			defaults[into][last] = source{line: n + 1, text: value}
			for n+1 < len(lines) && strings.HasPrefix(lines[n+1], "    ") {
				n++
				defaults[into][last].text += "\n" + strings.TrimSpace(lines[n])
			}
		case "hint":
			zh, en, _ := strings.Cut(value, "|")
			f.Hint = label(zh, en)
		case "option":
			f.Choices = append(f.Choices, p.choice(n+1, value))
		default:
			p.bad(n+1, "property", "name", excerpt(key))
		}
	}
	p.compileDefaults(defaults)
}

// sectionName is a line that means to begin a section.
var sectionName = regexp.MustCompile(`^[a-z]+:\s*$`)

// source is a piece of template and the line of the file on which it begins.
type source struct {
	line int
	text string
}

// typed is a field's type with what it offers: choice(a=甲/A, b=乙/B), many(cause).
var typed = regexp.MustCompile(`^([a-z]+)(?:\((.*)\))?$`)

// field reads one line: name | type | required | 中文 | English.
func (p *parser) field(line int, text string, into *[]Field) {
	columns := strings.Split(text, "|")
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	f := Field{Line: line}
	if len(columns) != 5 {
		p.bad(line, "columns", "text", excerpt(text))
		*into = append(*into, f)
		return
	}
	f.Name, f.Label = columns[0], label(columns[3], columns[4])
	switch {
	case !formName.MatchString(f.Name) || reserved(f.Name):
		p.bad(line, "field_name", "name", f.Name)
	case slices.ContainsFunc(*into, func(have Field) bool { return have.Name == f.Name }):
		p.bad(line, "twice", "name", f.Name)
	case f.Label.ZH == "" || f.Label.EN == "":
		p.bad(line, "field_label", "name", f.Name)
	}
	switch columns[2] {
	case "required":
		f.Required = true
	case "optional", "":
	default:
		p.bad(line, "value", "name", f.Name, "value", columns[2], "allowed", "required optional")
	}
	p.fieldType(line, columns[1], &f)
	*into = append(*into, f)
}

func (p *parser) fieldType(line int, text string, f *Field) {
	parts := typed.FindStringSubmatch(text)
	if parts == nil {
		p.bad(line, "field_type", "value", text)
		return
	}
	f.Type = FieldType(parts[1])
	switch f.Type {
	case Line, Text, Date, Yes, Demands:
	case Acts:
		f.Choices = p.form.words.Choices("act", p.form.lists.Acts)
	case Pick, Many:
		p.choices(line, parts[2], f)
	default:
		p.bad(line, "field_type", "value", text)
	}
}

// between parts choices where the next one begins, for an English label may have a comma itself.
var between = regexp.MustCompile(`,\s*([a-z0-9_.]+\s*=)`)

// choices reads what may be taken; a bare name takes a group of the words.
func (p *parser) choices(line int, text string, f *Field) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return // option: lines follow
	case !strings.Contains(text, "="):
		if f.Choices = p.form.words.Choices(text, nil); len(f.Choices) == 0 {
			p.bad(line, "group", "name", text)
		}
		return
	}
	for _, part := range strings.Split(between.ReplaceAllString(text, "\x00$1"), "\x00") {
		f.Choices = append(f.Choices, p.choice(line, part))
	}
}

// choice reads code=中文/English.
func (p *parser) choice(line int, text string) Choice {
	code, word, ok := strings.Cut(text, "=")
	c := Choice{Value: strings.TrimSpace(code), Label: bothLanguages(word)}
	if !ok || c.Value == "" || strings.ContainsAny(c.Value, " \t") || c.Label.ZH == "" {
		p.bad(line, "choice", "text", excerpt(text))
	}
	return c
}

// compileDefaults compiles the defaults and checks that what is taken from a list has one.
func (p *parser) compileDefaults(defaults map[*[]Field][]source) {
	for _, into := range []*[]Field{&p.form.Fields, &p.form.Answers} {
		for i := range *into {
			f := &(*into)[i]
			if (f.Type == Pick || f.Type == Many) && len(f.Choices) == 0 {
				p.bad(f.Line, "no_choices", "name", f.Name)
			}
			if src := defaults[into][i]; src.line != 0 {
				f.fallback = p.compile("default", src, nil)
			}
		}
	}
}
