package letter

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"bihuan/domain/deadline"
)

// writer writes one letter of a form: the functions that its text may call look at what it has.
type writer struct {
	form   *Form
	matter Matter
	values Values
	head   Head
}

// funcs are all functions that a form's texts may call, with those that give its fields' values. What
// begins with a line is the engine's own.
func (w *writer) funcs(fields []Field) template.FuncMap {
	l := w.form.lists
	all := template.FuncMap{
		"_data":  w.data,
		"_plain": w.plain,

		"day":        l.day,
		"days":       func(from, to deadline.Day) int { return to.Sub(from) },
		"num":        l.numeral,
		"short":      short,
		"join":       l.join,
		"list":       func(list []string) string { return strings.Join(list, l.Joined) },
		"lines":      nonEmpty,
		"first":      func(list any) any { return element(list, false) },
		"last":       func(list any) any { return element(list, true) },
		"inc":        func(n int) int { return n + 1 },
		"add":        func(a, b int) int { return a + b },
		"about":      l.about,
		"you":        func(o Office) string { return l.You + l.call(o) },
		"we":         func(o Office) string { return l.We + l.call(o) },
		"sentence":   sentence,
		"bare":       bare,
		"article":    l.article,
		"level":      func(code any) string { return w.form.words.In("level", codeOf(code)) },
		"word":       func(group string, code any) string { return w.form.words.In(group, codeOf(code)) },
		"over":       func(d deadline.Day) int { return w.over(d) },
		"unanswered": func() []Demand { return open(w.matter.Demands) },
		"running":    func() []Due { return running(w.matter.Dues) },
		"matters":    func() []Matter { return append([]Matter{w.matter}, w.matter.Others...) },
		"term":       func() string { return l.term(w.form.Answer) },
		"answerby":   func() deadline.Day { return w.head.Due },
		"due":        func() deadline.Day { return w.head.Due },
		"date":       func() deadline.Day { return w.head.Date },
		"today":      func() deadline.Day { return w.matter.Today },
		"number":     func() string { return cmp.Or(w.head.Number, w.head.Pending) },
		"author":     func() string { return w.head.Author.Name },
		"copies":     func() string { return strings.Join(w.head.Copies, "；") },
		"office":     func() string { return w.matter.From.Name },
		"code":       func(field string) string { return w.values[field] },
		"is":         func(field, code string) bool { return slices.Contains(strings.Fields(w.values[field]), code) },
	}
	for i := range fields {
		if name := fields[i].Name; formName.MatchString(name) && all[name] == nil {
			all[name] = w.field(&fields[i])
		}
	}
	return all
}

// reserved reports whether a field may not have a name, because a function has it.
func reserved(name string) bool {
	if _, ok := builtins()[name]; ok {
		return true
	}
	_, ok := (&writer{form: &Form{lists: &lists{}, words: &Words{}}}).funcs(nil)[name]
	return ok || slices.Contains([]string{"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue", "nil", "true", "false",
		"print", "printf", "println", "html", "js", "urlquery", "call", "index", "slice"}, name)
}

// field makes the function of a field: what it holds, as the text can use it.
func (w *writer) field(f *Field) any {
	value := w.values[f.Name]
	switch f.Type {
	case Date:
		day, err := deadline.ParseDay(value)
		if err != nil {
			day = 0
		}
		return func() deadline.Day { return day }
	case Yes:
		return func() bool { return value == yesValue }
	case Pick:
		return func() string { return strings.Join(f.words(value), "") }
	case Many, Acts:
		return func() []string { return f.words(value) }
	case Demands:
		return func() []Demand { return ticked(w.matter.Demands, value) }
	}
	return func() string { return clean(value) }
}

// words are the labels of the codes that a value holds.
func (f *Field) words(value string) []string {
	var all []string
	for code := range strings.FieldsSeq(value) {
		if i := slices.IndexFunc(f.Choices, func(c Choice) bool { return c.Value == code }); i >= 0 {
			all = append(all, f.Choices[i].Label.ZH)
		}
	}
	return all
}

func ticked(demands []Demand, value string) []Demand {
	numbers := strings.Fields(value)
	return slices.DeleteFunc(slices.Clone(demands), func(d Demand) bool { return !slices.Contains(numbers, strconv.Itoa(d.N)) })
}

func open(demands []Demand) []Demand {
	return slices.DeleteFunc(slices.Clone(demands), func(d Demand) bool { return d.Done })
}

func running(dues []Due) []Due {
	all := slices.DeleteFunc(slices.Clone(dues), func(d Due) bool { return !d.Running || d.Day == 0 })
	slices.SortStableFunc(all, func(a, b Due) int { return cmp.Compare(a.Day, b.Day) })
	return all
}

func (w *writer) over(d deadline.Day) int {
	if d == 0 || w.matter.Today == 0 {
		return 0
	}
	return max(0, w.matter.Today.Sub(d))
}

// day is a day as papers write it: Arabic figures, the year in full, no leading zeros.
func (l *lists) day(d deadline.Day) string {
	if d == 0 {
		return ""
	}
	year, month, date := d.Date()
	return fill(l.Day, map[string]string{"y": strconv.Itoa(year), "m": strconv.Itoa(int(month)), "d": strconv.Itoa(date)})
}

func (l *lists) term(t Term) string {
	switch {
	case t.N == 0:
		return ""
	case t.Workdays:
		return fill(l.Workdays, map[string]string{"n": strconv.Itoa(t.N)})
	}
	return fill(l.Days, map[string]string{"n": strconv.Itoa(t.N)})
}

// numeral is a number in Chinese figures, up to 999.
func (l *lists) numeral(n int) string {
	if n < 0 || n > 999 || len(l.Digits) < 10 {
		return strconv.Itoa(n)
	}
	if n < 10 {
		return l.Digits[n]
	}
	s := ""
	if n >= 100 {
		s = l.Digits[n/100] + l.Hundred
		if n%100 == 0 {
			return s
		}
		if n%100 < 10 {
			return s + l.Digits[0] + l.Digits[n%10]
		}
	}
	if tens := n / 10 % 10; tens > 1 || n > 100 {
		s += l.Digits[tens]
	}
	if s += l.Ten; n%10 > 0 {
		s += l.Digits[n%10]
	}
	return s
}

// article names an article of the regulations, its paragraph and its item.
func (l *lists) article(numbers ...int) string {
	s := ""
	for i, pattern := range []string{l.Article, l.Paragraph, l.Item} {
		if i < len(numbers) && numbers[i] > 0 {
			s += fill(pattern, map[string]string{"n": l.numeral(numbers[i])})
		}
	}
	return s
}

// shortest is how many characters a heading made of a sentence has at most.
const shortest = 10

// short is the first clause of a text, for a heading.
func short(text string) string {
	r := []rune(clean(text))
	for i, c := range r {
		if i == shortest || i > 0 && strings.ContainsRune("，。；：！？、,;:!?\n（(", c) {
			return string(r[:i])
		}
	}
	return string(r)
}

// closing marks that end a sentence, and those that only part it.
const (
	ended  = "。！？；…!?"
	parted = "，、：；,;:"
)

// sentence ends a text with one closing mark.
func sentence(text string) string {
	text = strings.TrimRight(clean(text), "，、；：,;: ")
	if last, _ := utf8.DecodeLastRuneInString(text); text == "" || strings.ContainsRune(ended, last) {
		return text
	}
	if strings.HasSuffix(text, "”") || strings.HasSuffix(text, "）") {
		if before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, "”）")); strings.ContainsRune(ended, before) {
			return text
		}
	}
	return text + "。"
}

// bare takes the marks from a text's end, to stand within a sentence.
func bare(text string) string { return strings.TrimRight(clean(text), "。；，、：.;,: \n") }

// nonEmpty are a text's lines.
func nonEmpty(text string) []string {
	return slices.DeleteFunc(strings.Split(clean(text), "\n"), func(line string) bool { return line == "" })
}

// join joins a list, by a separator if one is given first.
func (l *lists) join(args ...any) (string, error) {
	by := l.Joined
	if len(args) == 2 {
		by = codeOf(args[0])
		args = args[1:]
	}
	list, ok := any(nil), len(args) == 1
	if ok {
		list = args[0]
	}
	texts, ok := list.([]string)
	if !ok {
		return "", fmt.Errorf("join wants a list of texts")
	}
	return strings.Join(texts, by), nil
}

// element is the first or last of a list, nothing of an empty one.
func element(list any, last bool) any {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return nil
	}
	if last {
		return v.Index(v.Len() - 1).Interface()
	}
	return v.Index(0).Interface()
}

// code2 is the text of a code, whatever its type is called.
func codeOf(code any) string {
	v := reflect.ValueOf(code)
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	}
	return ""
}

// about is a subject as it stands within a sentence or a title.
func (l *lists) about(subject string) string {
	text := bare(subject)
	for _, before := range l.AboutBefore {
		if rest, ok := strings.CutPrefix(text, before); ok && rest != "" {
			text = rest
			break
		}
	}
	for _, after := range l.AboutAfter {
		if rest, ok := strings.CutSuffix(text, after); ok && rest != "" {
			text = rest
			break
		}
	}
	if text == "" {
		return clean(subject)
	}
	return text
}

// call is what an office is called when it is spoken to, by the longest ending of its name.
func (l *lists) call(o Office) string {
	best := ending{Call: l.Office}
	for _, e := range l.Ends {
		if strings.HasSuffix(o.Name, e.Name) && len(e.Name) > len(best.Name) {
			best = e
		}
	}
	return best.Call
}
