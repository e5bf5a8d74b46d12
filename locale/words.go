package locale

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Locale words things in one language.
type Locale struct {
	tag   string
	texts map[string]text
	year  int // the reader's current year: dates of other years carry theirs; 0: never
}

// Tag is the language's tag, as in <html lang>.
func (l *Locale) Tag() string { return l.tag }

// Chinese reports whether the language is Chinese.
func (l *Locale) Chinese() bool { return l.tag == Chinese }

// In is the same language for a reader in a year: dates of another year are written with it.
func (l *Locale) In(year int) *Locale {
	in := *l
	in.year = year
	return &in
}

// Has reports whether the key is in the catalogue.
func (l *Locale) Has(key string) bool {
	_, ok := l.texts[key]
	return ok
}

// T words a key. Args are name, value, name, value … A value is written by its shape: a string as
// it is, a number in figures, anything with Date() (int, time.Month, int) as a date, a list with
// 、 or commas. A key that is missing comes back in ⟦⟧, and so does a placeholder without a value:
// tests look for these signs.
func (l *Locale) T(key string, args ...any) string {
	t, ok := l.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	parts := t.other
	if t.one != nil && isOne(find(args, "n")) {
		parts = t.one
	}
	if len(parts) == 1 && parts[0].name == "" {
		return parts[0].literal
	}
	var b strings.Builder
	for _, p := range parts {
		if p.name == "" {
			b.WriteString(p.literal)
			continue
		}
		b.WriteString(l.fill(p, find(args, p.name)))
	}
	return b.String()
}

// absent marks an argument that was not given; nil given on purpose is written as nothing.
type absent struct{}

func find(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return absent{}
}

func isOne(v any) bool {
	n, ok := number(v)
	return ok && (n == 1 || n == -1)
}

func number(v any) (int64, bool) {
	switch rv := reflect.ValueOf(v); {
	case !rv.IsValid():
	case rv.CanInt():
		return rv.Int(), true
	case rv.CanUint():
		return int64(rv.Uint()), true
	}
	return 0, false
}

// fill writes one placeholder.
func (l *Locale) fill(p part, v any) string {
	if _, ok := v.(absent); ok {
		return "⟦" + p.name + "⟧"
	}
	switch p.form {
	case "":
		return l.write(v)
	case "date", "week", "iso", "long":
		if d, ok := v.(Dated); ok {
			return l.dateForm(p.form, d)
		}
	case "moment":
		if t, ok := v.(time.Time); ok {
			return l.Moment(t)
		}
	case "number":
		if n, ok := number(v); ok {
			return l.Number(int(n))
		}
	default:
		return l.coded(p.form, v)
	}
	return l.write(v)
}

// coded words a code word, or a list of them, by the keys below a prefix.
func (l *Locale) coded(prefix string, v any) string {
	rv := reflect.ValueOf(v)
	if rv.IsValid() && rv.Kind() == reflect.Slice {
		words := make([]string, rv.Len())
		for i := range words {
			words[i] = l.coded(prefix, rv.Index(i).Interface())
		}
		return l.List(words)
	}
	return l.T(prefix + "." + fmt.Sprint(v))
}

// write writes a value by its shape.
func (l *Locale) write(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case []string:
		return l.List(v)
	case Dated:
		return l.Date(v)
	case interface{ In(tag string) string }: // a text that has both languages
		return v.In(l.tag)
	case fmt.Formatter, fmt.Stringer, error:
		// Names and phones mask themselves in their Formatter; never look beneath it.
		return fmt.Sprint(v)
	}
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Slice {
		words := make([]string, rv.Len())
		for i := range words {
			words[i] = l.write(rv.Index(i).Interface())
		}
		return l.List(words)
	}
	return fmt.Sprint(v)
}

// List joins words: 甲、乙, or one, two.
func (l *Locale) List(words []string) string {
	if l.Chinese() {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// Number writes a number with its thousands parted, as both languages do in figures.
func (l *Locale) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Count writes a small whole number as an office counts items: 一, 十二; 1, 12.
func (l *Locale) Count(n int) string {
	if !l.Chinese() || n < 1 || n > 99 {
		return strconv.Itoa(n)
	}
	digits := []rune("零一二三四五六七八九")
	tens, ones := n/10, n%10
	var b strings.Builder
	if tens > 1 {
		b.WriteRune(digits[tens])
	}
	if tens > 0 {
		b.WriteRune('十')
	}
	if ones > 0 {
		b.WriteRune(digits[ones])
	}
	return b.String()
}
