package press

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/paper/set"
)

var update = flag.Bool("update", false, "write the golden files")

// kinds are all shipped kinds of letters, issued about one matter of which everything is known.
func kinds(t *testing.T) map[letter.Kind]document.Document {
	t.Helper()
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	all := map[letter.Kind]document.Document{}
	for _, f := range forms.All() {
		m := fullMatter(t, &f)
		v := given(&f, m)
		if err := f.Check(v, m); err != nil {
			t.Errorf("%s: %v", f.Kind, err)
		}
		head := letter.Head{
			Number: letter.Number(&f, m.From.Sign, 2026, 1188), Signatory: mayor.Name, Date: m.Today, Due: f.Answer.Due(m.Today, calendar),
			Author: petition.By{Name: caseworker.Name}, Made: time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC),
			Check: &document.Check{URL: m.Site + "/check/K7QF-29XM", Code: "K7QF-29XM", Text: "扫码查验"},
		}
		if f.To == letter.ByUnit || f.To == letter.ToHead {
			head.Copies = []string{"县委办公室", "县政府办公室", "县水利局"}
		}
		d, err := f.Write(v, m, head)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Kind] = d
	}
	return all
}

// given fills in what the form could not fill in by itself, by the type of the field; what is to be said
// in words is said at some length.
func given(f *letter.Form, m letter.Matter) letter.Values {
	v := f.Fill(m)
	said := map[string]string{
		"meets_at": "上午9时30分", "reply_on": "2026-09-22", "time": "2026年9月16日10时15分", "act": "砸坏接访大厅服务窗口玻璃两块。\n经工作人员劝阻后，又推倒叫号机一台。",
		"acts": "damage", "chair": "杨安民（县信访局局长）", "panel": "陈启明、林秀珍、何建国", "place": "县群众来访接待中心二楼听证室",
		"opinion": "清源市人民政府2025年12月2日作出的复核意见（清政复核〔2025〕6号）", "other_party": "青石镇北坪村村民委员会", "mediator": "郝礼芳（副镇长）",
		"finished_on": "2026-10-15", "talk_by": "周明远（镇长）", "person": "赵某", "contact": "清源县人民路88号，电话0000-620 0500",
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		switch {
		case v[field.Name] != "":
		case said[field.Name] != "":
			v[field.Name] = said[field.Name]
		case field.Type == letter.Line:
			v[field.Name] = field.Label.ZH + "（一行）"
		case field.Type == letter.Text:
			v[field.Name] = field.Label.ZH + "：9月17日，镇长会同县水利局到现场核实，当面听取意见，当日调来水泵2台临时供水。\n" +
				field.Label.ZH + "：修复工程由水利站站长李燊负责，预算38.6万元，11月30日前完工，进展每周告知信访人一次。"
		case field.Type == letter.Date:
			v[field.Name] = "2026-09-25"
		case field.Type == letter.Yes:
			v[field.Name] = "yes"
		case len(field.Options(m)) > 0:
			v[field.Name] = field.Options(m)[0].Value
			if field.Type.Ticked() && len(field.Options(m)) > 1 {
				v[field.Name] += " " + field.Options(m)[1].Value
			}
		}
	}
	return v
}

// TestKinds prints every shipped kind of letter and measures it as a reader of the PDF has it. What was
// measured is kept, so that a change is seen.
func TestKinds(t *testing.T) {
	for kind, d := range kinds(t) {
		t.Run(string(kind), func(t *testing.T) {
			p := printPaper(t, d)
			embedded(t, p)
			wholeText(t, string(p.run("pdftotext", "-raw", p.path, "-")), d)
			previewed(t, d)
			checked(t, d)
			if missing := thePress(t).Missing(d); len(missing) > 0 {
				t.Errorf("no font has %q", missing)
			}
			m := &measured{t: t, p: p, d: d}
			m.all()
			golden(t, kind, m.String())
		})
	}
}

func golden(t *testing.T, kind letter.Kind, got string) {
	t.Helper()
	path := filepath.Join("testdata", "kinds", string(kind)+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("there is no golden file (go test -update): %v", err)
	}
	if got != string(want) {
		t.Errorf("it measures\n%s\nand did\n%s", got, want)
	}
}

// embedded: all fonts stand in the file, as subsets, and their text can be copied.
func embedded(t *testing.T, p *printed) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(p.run("pdffonts", p.path))), "\n")
	if len(lines) < 4 {
		t.Errorf("the file has no fonts: %q", lines)
	}
	for _, l := range lines[2:] {
		if !strings.Contains(l, " yes yes yes ") {
			t.Errorf("not embedded as a subset with Unicode: %s", l)
		}
	}
}

var numbered = regexp.MustCompile(`—\s*\d+\s*—`)

// wholeText fails unless a file's text is the paper's, all of it, nothing else, in the order of reading. A
// table that goes on has its head again.
func wholeText(t *testing.T, text string, d document.Document) {
	t.Helper()
	want, got := bare(strings.Join(reads(d), "")), ""
	for n, page := range strings.Split(text, "\f") {
		page = bare(numbered.ReplaceAllString(page, ""))
		for _, b := range d.Blocks {
			if b.Table == nil || len(b.Table.Head) == 0 || n == 0 {
				continue
			}
			head := bare(strings.Join(b.Table.Head, ""))
			if !strings.HasPrefix(strings.TrimPrefix(want, got), head) {
				page = strings.TrimPrefix(page, head)
			}
		}
		got += page
	}
	if got != want {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		t.Errorf("after %s the file reads\n%s\nand the paper\n%s", want[max(0, i-60):i], got[i:min(len(got), i+120)], want[i:min(len(want), i+120)])
	}
}

// reads is all that a paper says, with what the standard itself puts on it, in the order of reading.
func reads(d document.Document) []string {
	var list []string
	switch d.Format {
	case document.Upward:
		list = append(list, d.Mark, d.Number, "签发人："+d.Signatory, d.Title)
	case document.Official, document.Letter:
		list = append(list, d.Mark, d.Number, d.Title)
	default:
		list = append(list, d.Title, d.Number)
	}
	if len(d.To) > 0 {
		list = append(list, strings.Join(d.To, "、")+"：")
	}
	for _, b := range d.Blocks {
		list = append(list, b.String())
		if b.Table != nil {
			list = append(list, b.Table.Head...)
			list = append(list, slices.Concat(b.Table.Rows...)...)
		}
	}
	for i, a := range d.Attachments {
		switch {
		case len(d.Attachments) == 1:
			a = "附件：" + a
		case i == 0:
			a = "附件：1. " + a
		default:
			a = fmt.Sprint(i+1, ". ", a)
		}
		list = append(list, a)
	}
	if d.Sign != nil {
		list = append(list, d.Sign.Unit, d.Sign.Date)
	}
	if d.Note != "" {
		list = append(list, "（"+d.Note+"）")
	}
	return append(list, foot(d)...)
}

// foot is what stands below the text.
func foot(d document.Document) []string {
	var list []string
	if len(d.Copies) > 0 {
		list = append(list, "抄送："+strings.Join(d.Copies, "，")+"。")
	}
	if d.Printed != nil {
		list = append(list, d.Printed.By, d.Printed.On)
	}
	return append(list, d.Check.Text, d.Check.Code)
}

func bare(text string) string { return strings.Join(strings.Fields(text), "") }

var (
	pageOf = regexp.MustCompile(`(?s)<article.*?</article>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// previewed: every page of the preview says what the printed page says.
func previewed(t *testing.T, d document.Document) {
	t.Helper()
	shown, err := thePress(t).Preview(d)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := set.Lay(thePress(t).fonts, d)
	if err != nil {
		t.Fatal(err)
	}
	articles := pageOf.FindAllString(shown, -1)
	if len(articles) != len(pages) {
		t.Fatalf("the preview has %d pages of %d", len(articles), len(pages))
	}
	for i, article := range articles {
		want := ""
		for _, l := range pages[i].Lines {
			want += l.Text()
		}
		if got := bare(html.UnescapeString(tags.ReplaceAllString(article, ""))); got != bare(want) || got == "" {
			t.Errorf("page %d of the preview reads %s, not %s", i+1, got, bare(want))
		}
	}
}
