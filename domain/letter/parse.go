package letter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// parser reads one form's file and gathers all that is wrong with it.
type parser struct {
	file   string
	form   Form
	seen   map[string]int // headers, by their line
	faults []*fault.Fault
}

// bad notes a fault of a line. What it says is worded in the locale under fault.letter.form.
func (p *parser) bad(line int, key string, args ...any) {
	args = append([]any{"file", p.file, "line", line}, args...)
	p.faults = append(p.faults, fault.NewInvalid(p.file, "fault.letter.form."+key, args...))
}

// formName is what a kind and a field may be called: a field's name is a function in the form's text.
var formName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func parseForm(file string, raw []byte, words *Words, l *lists) (Form, []*fault.Fault) {
	p := &parser{file: file, seen: map[string]int{}}
	p.form = Form{Kind: kindOf(file), file: file, words: words, lists: l}
	switch {
	case len(raw) > maxFormFile:
		p.bad(1, "large", "max", maxFormFile>>10)
		return p.form, p.faults
	case !utf8.Valid(raw):
		p.bad(1, "utf8")
		return p.form, p.faults
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\ufeff")
	lines := strings.Split(text, "\n")
	n := p.headers(lines)
	p.sections(lines, n)
	p.whole(len(lines))
	return p.form, p.faults
}

// headers reads the lines up to "---", and gives the line after it.
func (p *parser) headers(lines []string) int {
	number := ""
	for i, line := range lines {
		if strings.TrimSpace(line) == "---" {
			p.pattern(number)
			return i + 1
		}
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if value, _, _ = strings.Cut(value+" ", " #"); !ok {
			p.bad(i+1, "header", "text", excerpt(line))
			continue
		}
		if value = strings.TrimSpace(value); p.seen[key] != 0 {
			p.bad(i+1, "twice", "name", key)
			continue
		}
		p.seen[key] = i + 1
		if key == "number" {
			number = value
			continue
		}
		if value != "" {
			p.header(i+1, key, value)
		}
	}
	p.bad(len(lines), "no_rule")
	return len(lines)
}

// header reads one header.
func (p *parser) header(line int, key, value string) {
	f := &p.form
	switch key {
	case "kind":
		if Kind(value) != f.Kind || !formName.MatchString(value) {
			p.bad(line, "kind", "kind", value, "name", string(f.Kind))
		}
	case "name":
		f.Name = value
	case "english":
		f.English = value
	case "version":
		f.Version = p.number(line, key, value)
	case "order":
		f.Order = p.number(line, key, value)
	case "format":
		f.Format = one(p, line, key, value, document.Formats())
	case "series":
		f.Series = value
	case "from":
		f.From = one(p, line, key, value, []Party{ByOffice, ByUnit, ByEither})
	case "to":
		f.To = one(p, line, key, value, []Party{ByUnit, ToHead, ToDiscipline, ToPolice, ByOffice, ToPetitioner, ToChosen})
	case "draft":
		f.Draft = several(p, line, key, value, org.PostKinds())
	case "sign":
		if f.ByAct = value == "act"; !f.ByAct {
			f.Sign = several(p, line, key, value, org.PostKinds())
		}
	case "review":
		f.Review = several(p, line, key, value, org.PostKinds())
	case "consent":
		f.Consent = several(p, line, key, value, org.PostKinds())
	case "suggested":
		f.Suggested = p.events(line, key, value)
	case "writes":
		if f.WritesAny = several(p, line, key, value, petition.Kinds()); len(f.WritesAny) > 0 {
			f.Writes = f.WritesAny[0]
		}
	case "makes":
		f.Makes = one(p, line, key, value, makers())
	case "replies":
		f.Replies = one(p, line, key, value, orderKinds())
	case "states":
		f.States = several(p, line, key, value, petition.States()[1:])
	case "delivers":
		f.Delivers = p.delivery(line, value)
	case "answer":
		f.Answer = p.term(line, value)
	case "answer from":
		f.AnswerFrom = one(p, line, key, value, []Party{ByUnit, ToHead, ByAddressee})
	case "answer checked":
		f.Checked = p.yes(line, key, value)
	case "setting":
		f.Setting = value
	case "lists":
		if f.Lists = value == "matters"; !f.Lists {
			p.bad(line, "value", "name", key, "value", value, "allowed", "matters")
		}
	default:
		p.bad(line, "unknown_header", "name", key)
	}
}

// one reads a header that has one of the allowed values.
func one[T ~string](p *parser, line int, key, value string, allowed []T) T {
	if !slices.Contains(allowed, T(value)) {
		p.bad(line, "value", "name", key, "value", value, "allowed", strings.Join(texts(allowed), " "))
	}
	return T(value)
}

// several reads a header that has some of the allowed values.
func several[T ~string](p *parser, line int, key, value string, allowed []T) []T {
	var all []T
	for word := range strings.FieldsSeq(value) {
		all = append(all, one(p, line, key, word, allowed))
	}
	return all
}

func (p *parser) number(line int, key, value string) int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		p.bad(line, "number", "name", key, "value", value)
	}
	return n
}

func (p *parser) yes(line int, key, value string) bool {
	if value != "yes" && value != "no" {
		p.bad(line, "value", "name", key, "value", value, "allowed", "yes no")
	}
	return value == "yes"
}

// nearlyDue is what suggests a letter though nothing happened: a duty's last day is near or over.
const nearlyDue = "due"

// events reads kinds of events with their details, or due.
func (p *parser) events(line int, key, value string) []string {
	var all []string
	for word := range strings.FieldsSeq(value) {
		kind, _, _ := strings.Cut(word, ":")
		if kind != nearlyDue {
			one(p, line, key, kind, petition.Kinds())
		}
		all = append(all, word)
	}
	return all
}

// delivery reads the event that delivering makes: notices that were given, or a paper that was served.
func (p *parser) delivery(line int, value string) string {
	kind, rest, _ := strings.Cut(value, ":")
	switch petition.Kind(kind) {
	case petition.KNotified:
		several(p, line, "delivers", rest, append(petition.FourNotices(), petition.NoticeDecision, petition.NoticeExtension))
	case petition.KServed:
		one(p, line, "delivers", rest, []petition.Paper{petition.PaperReply, petition.PaperReview, petition.PaperRereview})
	default:
		p.bad(line, "value", "name", "delivers", "value", value, "allowed", "notified: served:")
	}
	if strings.TrimSpace(rest) == "" {
		p.bad(line, "value", "name", "delivers", "value", value, "allowed", "notified: served:")
	}
	return value
}

// maxTerm is the longest answer that a form may wait for, in days.
const maxTerm = 365

func (p *parser) term(line int, value string) Term {
	count, unit, _ := strings.Cut(value, " ")
	n, err := strconv.Atoi(count)
	if unit = strings.TrimSpace(unit); err != nil || n < 1 || n > maxTerm || unit != "workdays" && unit != "days" {
		p.bad(line, "term", "value", value)
		return Term{}
	}
	return Term{N: n, Workdays: unit == "workdays"}
}

// pattern compiles the number's pattern and tries it.
func (p *parser) pattern(text string) {
	line, l := max(p.seen["number"], 1), p.form.lists
	switch {
	case text != "":
	case p.form.Format == document.Letter:
		text = l.Number
	default:
		text = l.Other
	}
	t, err := template.New("number").Funcs(template.FuncMap{"ends": strings.HasSuffix}).Parse(text)
	if err != nil {
		p.bad(line, "template", "why", why(err))
		return
	}
	p.form.number = t
	look := p.form.numbered(numbering{Sign: "A", Series: "B", Year: 2026, N: 7})
	if !strings.Contains(look, "〔2026〕7") {
		p.bad(line, "pattern", "text", text)
	}
}

// whole checks what belongs together in a form.
func (p *parser) whole(last int) {
	f := &p.form
	for _, key := range []string{"kind", "name", "english", "version", "format", "from", "to", "draft", "sign"} {
		if p.seen[key] == 0 {
			p.bad(1, "missing", "name", key)
		}
	}
	if f.AnswerFrom == "" && (f.Answer.N > 0 || len(f.Answers) > 0) {
		f.AnswerFrom = ByAddressee
	}
	switch {
	case f.Checked && f.Answer.N == 0:
		p.bad(p.seen["answer checked"], "missing", "name", "answer")
	case f.ByAct && f.Writes == "":
		p.bad(p.seen["sign"], "missing", "name", "writes")
	}
	if f.text == nil && len(p.faults) == 0 {
		p.bad(last, "missing", "name", "text:")
	}
	if f.To == ToPolice {
		p.referral()
	}
}

// referral: a letter to the police names a concrete act and has a second person's legal consent,
// whatever a county's file says (CONTRIBUTING.md, "What Bihuan will not do").
func (p *parser) referral() {
	if len(p.form.Consent) == 0 {
		p.bad(max(p.seen["to"], 1), "police_consent")
	}
	for _, name := range append([]string{actsField}, actFields()...) {
		field := p.form.Field(name)
		if field == nil || !field.Required || (field.Type == Acts) != (name == actsField) {
			p.bad(max(p.seen["to"], 1), "police_field", "name", name)
		}
	}
}

// excerpt is a short piece of a line that is wrong.
func excerpt(text string) string {
	if r := []rune(strings.TrimSpace(text)); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return strings.TrimSpace(text)
}

// label reads the last two columns of a field.
func label(zh, en string) deadline.Text {
	return deadline.Text{ZH: strings.TrimSpace(zh), EN: strings.TrimSpace(en)}
}
