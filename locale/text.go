package locale

import (
	"errors"
	"fmt"
	"strings"
)

// text is one value of a catalogue, parsed: its only form, or one and other.
type text struct {
	one, other []part
}

// part is literal text, or a placeholder with its name and form.
type part struct {
	literal, name, form string
}

// parse reads a value. A bar parts the two English forms; braces hold a placeholder.
func parse(s string) (text, error) {
	one, other, plural := strings.Cut(s, "|")
	if !plural {
		parts, err := parseForm(one)
		return text{other: parts}, err
	}
	if strings.Contains(other, "|") {
		return text{}, errors.New("more than two forms")
	}
	first, err := parseForm(one)
	if err != nil {
		return text{}, err
	}
	second, err := parseForm(other)
	return text{one: first, other: second}, err
}

func parseForm(s string) ([]part, error) {
	var parts []part
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(parts, part{literal: s}), nil
		}
		if s[open] == '}' {
			return nil, errors.New("a closing brace without an opening one")
		}
		if open > 0 {
			parts = append(parts, part{literal: s[:open]})
		}
		s = s[open+1:]
		inner, rest, ok := strings.Cut(s, "}")
		if !ok {
			return nil, errors.New("an opening brace without a closing one")
		}
		name, form, _ := strings.Cut(inner, ":")
		if !isName(name) {
			return nil, fmt.Errorf("%q is no name for a placeholder", name)
		}
		parts = append(parts, part{name: name, form: form})
		s = rest
	}
	return parts, nil
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != ""
}

// names lists the placeholders of a text, for the test that both languages use the same.
func (t text) names() map[string]bool {
	set := map[string]bool{}
	for _, parts := range [][]part{t.one, t.other} {
		for _, p := range parts {
			if p.name != "" {
				set[p.name] = true
			}
		}
	}
	return set
}
