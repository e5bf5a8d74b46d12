package letter

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// faultsOf lists the faults in an error, a line each.
func faultsOf(err error) string {
	f := fault.As(err)
	if f == nil {
		return fmt.Sprint(err)
	}
	var lines []string
	for _, one := range f.All() {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// plain is a form with one of everything; tests change a line of it.
const plain = `kind: plain
name: 测试函
english: Trial
version: 2
order: 900
format: letter
series: 测
from: bureau     # the bureau writes
to: unit
draft: caseworker section_chief
sign: section_chief director
suggested: escalated
writes: assigned accepted
makes: reminded
states: assigned accepted
answer: 2 workdays
answer from: unit
answer checked: yes
setting: order.plain
lists: matters
---
fields:
ground | text | required | 来由 | Ground
  default: 群众{{.Petitioner}}反映{{about .Subject}}，{{you .Unit}}于{{day .Accepted}}受理。
  hint: 写清楚 | Be clear
meets | day | optional | 见面日期 | Day
  default: {{.DueReply}}
step | choice(improve=改进工作/Improve, at once, amend=完善政策/Amend) | | 建议 | Step
asked | demands | required | 诉求 | Demands
late | yes | | 已经超期 | Late
answers:
who | line | required | 谁见面 | Who
text:
= 关于{{about .Subject}}信访事项的测试函
@ {{.Unit.Name}}：
{{ground}}现提醒如下：
# 尚未答复的诉求
{{range asked}}
## {{short .Text}}。 {{sentence .Text}}
{{end}}
# 请做好以下工作
{{if late}}请尽快办理。{{end}}请于{{term}}内{{with meets}}（{{day .}}前）{{end}}回复。
! {{.From.Name}}
（联系人：{{author}}，电话：{{.From.Phone}}）
抄送: {{copies}}
`

// load loads the plain form, with a line of it replaced, over the shipped ones.
func load(text string) (Form, error) {
	f, err := Load(fstest.MapFS{"plain.md": {Data: []byte(text)}})
	if err != nil {
		return Form{}, err
	}
	form, _ := f.Form("plain")
	return form, nil
}

func TestParse(t *testing.T) {
	f, err := load(plain)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	if f.Name != "测试函" || f.English != "Trial" || f.Version != 2 || f.Format != document.Letter || f.From != ByOffice || f.To != ByUnit ||
		f.Series != "测" || f.Writes != petition.KAssigned || f.Makes != petition.KReminded || !f.Checked || !f.Lists || f.AnswerFrom != ByUnit ||
		f.Answer != (Term{2, true}) || f.Setting != "order.plain" || f.ByAct {
		t.Errorf("the headers are read as %+v", f)
	}
	if !slices.Equal(f.Sign, []org.PostKind{org.SectionChief, org.Director}) || !slices.Equal(f.WritesAny, []petition.Kind{petition.KAssigned, petition.KAccepted}) {
		t.Errorf("sign %v, writes %v", f.Sign, f.WritesAny)
	}
	if !f.Issuable(&petition.Petition{State: petition.Accepted}) || f.Issuable(&petition.Petition{State: petition.Closed}) {
		t.Error("the states are not kept")
	}
	want := []Choice{{"improve", deadline.Text{ZH: "改进工作", EN: "Improve, at once"}}, {"amend", deadline.Text{ZH: "完善政策", EN: "Amend"}}}
	if len(f.Fields) != 5 || len(f.Answers) != 1 || f.Fields[0].Line != 23 || f.Fields[0].Hint.EN != "Be clear" {
		t.Fatalf("fields %+v", f.Fields)
	}
	// A comma within a label parts no choices, unless a code follows it.
	if got := f.Field("step").Choices; !slices.Equal(got, want) {
		t.Errorf("choices %v", got)
	}
}

// Each fault names the file, the line, and what is wrong with it.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		old, new string
		line     int
		key      string
	}{
		{"kind: plain", "kind: other", 1, "kind"},
		{"name: 测试函\n", "", 1, "missing"},
		{"version: 2", "version: two", 4, "number"},
		{"version: 2", "version: 0", 4, "number"},
		{"format: letter", "format: poster", 6, "value"},
		{"from: bureau ", "from: nobody ", 8, "value"},
		{"to: unit", "to: everybody", 9, "value"},
		{"draft: caseworker", "draft: caseworkre", 10, "value"},
		{"suggested: escalated", "suggested: escalation", 12, "value"},
		{"makes: reminded", "makes: reminder", 14, "value"},
		{"makes: reminded", "makes: closed", 14, "value"},
		{"states: assigned", "states: assinged", 15, "value"},
		{"answer: 2 workdays", "answer: two days", 16, "term"},
		{"answer: 2 workdays", "answer: 900 days", 16, "term"},
		{"answer: 2 workdays\n", "", 17, "missing"},
		{"setting: order.plain", "stetting: order.plain", 19, "unknown_header"},
		{"setting: order.plain", "version: 3", 19, "twice"},
		{"setting: order.plain", "no header at all", 19, "header"},
		{"series: 测", "number: {{.Sign}}测2026{{.N}}号", 7, "pattern"},
		{"series: 测", "number: {{.Sign}測〔{{.Year}}〕{{.N}}号", 7, "template"},
		{"---\n", "", 0, "no_rule"},
		{"ground | text", "Ground | text", 23, "field_name"},
		{"ground | text", "range | text", 23, "field_name"},
		{"ground | text", "unanswered | text", 23, "field_name"},
		{"ground | text", "ground | prose", 23, "field_type"},
		{"| 来由 | Ground", "| 来由", 23, "columns"},
		{"| 来由 | Ground", "| 来由 |", 23, "field_label"},
		{"ground | text | required", "ground | text | must", 23, "value"},
		{"  hint: 写清楚", "  hnit: 写清楚", 25, "property"},
		{"meets | day", "ground | day", 26, "twice"},
		{"choice(improve=改进工作/Improve, at once, amend=完善政策/Amend)", "choice", 28, "no_choices"},
		{"choice(improve=改进工作/Improve, at once, amend=完善政策/Amend)", "choice(nothing)", 28, "group"},
		{"  default: {{.DueReply}}", "  default: {{.DueRepyl}}", 27, "no_field"},
		{"  default: {{.DueReply}}", "  default: {{ground}}", 27, "template"},
		{"@ {{.Unit.Name}}：", "@ {{.Unit.Nam}}：", 35, "no_field"},
		{"@ {{.Unit.Name}}：", "@ {{.Unit.Name.Long}}：", 35, "field_of"},
		{"@ {{.Unit.Name}}：", "@ {{.Today.Year}}：", 35, "field_of"},
		{"@ {{.Unit.Name}}：", "@ {{.Today.Add 5}}：", 35, "function"},
		{"@ {{.Unit.Name}}：", "@ {{printf \"%999999999d\" 1}}：", 35, "function"},
		{"@ {{.Unit.Name}}：", "@ {{_data \"x\" 1}}：", 35, "function"},
		{"@ {{.Unit.Name}}：", "@ {{call .Unit}}：", 35, "function"},
		{"@ {{.Unit.Name}}：", "@ {{day .Unit}}：", 35, "argument"},
		{"@ {{.Unit.Name}}：", "@ {{day}}：", 35, "arguments"},
		{"@ {{.Unit.Name}}：", "@ {{nothing}}：", 35, "template"},
		{"{{ground}}现提醒", "{{ground}}{{if}}现提醒", 36, "template"},
		{"## {{short .Text}}", "## {{short .Txet}}", 39, "no_field"},
		{"{{range asked}}", "{{range 1000000000}}", 38, "range"},
		{"{{range asked}}", "{{range .Unit}}", 38, "range"},
		{"{{range asked}}", "{{range .Others}}{{range .Others}}{{range .Others}}{{range .Others}}x{{end}}{{end}}{{end}}{{end}}{{range asked}}", 38, "loops"},
		{"! {{.From.Name}}", "{{define \"x\"}}y{{end}}", 34, "nested"},
		{"! {{.From.Name}}", "! \ue000{{.From.Name}}", 34, "utf8"},
		{"! {{.From.Name}}", "! \xff", 1, "utf8"},
		{"text:\n", "tetx:\n", 33, "section"},
		{"fields:\n", "", 22, "section"},
		{"to: unit", "to: police", 9, "police_consent"},
		{"to: unit", "to: police", 9, "police_field"},
	} {
		text := strings.Replace(plain, tt.old, tt.new, 1)
		if text == plain {
			t.Fatalf("%q is not in the form", tt.old)
		}
		_, err := load(text)
		f := fault.As(err)
		if f == nil {
			t.Errorf("%q: loaded", tt.new)
			continue
		}
		found := slices.ContainsFunc(f.All(), func(f *fault.Fault) bool {
			return f.Kind == fault.Invalid && f.Field == "plain.md" && f.Key == "fault.letter.form."+tt.key && (tt.line == 0 || lineIn(f) == tt.line)
		})
		if !found {
			t.Errorf("%q: want %s on line %d, got\n%s", tt.new, tt.key, tt.line, faultsOf(err))
		}
	}
}

// All faults of all files come at once, in the order in which they are mended.
func TestAllFaultsAtOnce(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"plain.md":   {Data: []byte(strings.NewReplacer("version: 2", "version: x", "{{.Unit.Name}}", "{{.Unit.Nam}}").Replace(plain))},
		"other.md":   {Data: []byte("kind: other\n")},
		"words.json": {Data: []byte("{\n\"channel\": {\n")},
	})
	f := fault.As(err)
	if f == nil {
		t.Fatal("loaded")
	}
	var where []string
	for _, one := range f.All() {
		where = append(where, fmt.Sprintf("%s:%d", one.Field, lineIn(one)))
	}
	for _, want := range []string{"plain.md:4", "plain.md:35", "other.md:1", "words.json:3"} {
		if !slices.Contains(where, want) {
			t.Errorf("%s is not among %v", want, where)
		}
	}
	if !slices.IsSortedFunc(f.All(), byFileAndLine) {
		t.Errorf("out of order: %v", where)
	}
}

// A county's words replace the shipped ones one by one, and a word that is needed may not go.
func TestWords(t *testing.T) {
	f, err := Load(fstest.MapFS{"words.json": {Data: []byte(`{"channel": {"visit": "上门"}, "local": {"a": "甲/A"}}`)}})
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	if got := f.Words().In("channel", "visit"); got != "上门" {
		t.Errorf("visit is %q", got)
	}
	if got := f.Words().In("channel", "letter"); got != "来信" {
		t.Errorf("letter is %q", got)
	}
	if got := f.Words().Text("local", "a"); got.EN != "A" || f.Words().In("local", "b") != "" {
		t.Errorf("local is %v", got)
	}
	if _, err := Load(fstest.MapFS{"words.json": {Data: []byte(`{"channel": {"visit": ""}}`)}}); !strings.Contains(faultsOf(err), "fault.letter.form.no_word") {
		t.Errorf("a missing word: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(plain)
	f.Add("kind: plain\n---\ntext:\n{{range .Others}}{{.No}}{{end}}")
	f.Add("---\nfields:\n  default: x\n")
	words, _ := readWords(folder())
	lists, err := readLists(phrases)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		form, faults := parseForm("plain.md", []byte(text), words, lists)
		if len(faults) > 0 {
			return
		}
		m := Matter{Subject: "关于", Demands: []Demand{{N: 1, Text: "x"}}}
		if _, err := form.Write(form.Fill(m), m, Head{}); err != nil {
			t.Skip(err) // refused, not broken
		}
	})
}
