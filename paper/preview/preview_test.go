package preview

import (
	"encoding/xml"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/document"
	"bihuan/paper/font"
	"bihuan/paper/set"
)

var opened = sync.OnceValues(func() (*font.Set, error) { return font.Open("") })

func show(t testing.TB, d document.Document) (string, int) {
	t.Helper()
	fonts, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := set.Lay(fonts, d)
	if err != nil {
		t.Fatal(err)
	}
	text, err := HTML(pages, d)
	if err != nil {
		t.Fatal(err)
	}
	return text, len(pages)
}

const hostile = `王*"><script>alert(1)</script>&amp;'`

// paper is a letter of two pages of which one part comes from a field.
func paper() document.Document {
	asked := document.Text(document.Paragraph, "群众王*等3人反映北坪村灌溉渠损毁、三十余户水田缺水的信访事项（编号990121-260825-0013-J），你镇于2026年8月27日受理。")
	asked.Field = `ori"gin`
	d := document.Document{
		Format: document.Letter, Mark: "清源县信访局", Pending: "清信提函〔2026〕签发时编号", Title: "关于北坪村灌溉渠损毁信访事项的预警提醒函", To: []string{hostile},
		Blocks: []document.Block{document.Text(document.Heading1, "一、来由"), asked},
		Sign:   &document.Sign{Unit: "清源县信访局", Date: "2026年9月18日", Seal: true, Hint: "签发后用印"},
		Check:  &document.Check{URL: "https://xf.qingyuan.gov.cn/check/K7QF29XM", Code: "K7QF-29XM", Text: "扫码查验"},
		Draft:  "草稿，未签发", Meta: document.Meta{Language: "zh-CN"},
	}
	for range 9 {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, "请你镇主要负责同志或者分管负责同志当面听取信访人意见，说明修渠安排和临时供水办法。"))
	}
	return d
}

// element is one element of a preview: its name, attributes, and the text in it.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// elements reads a preview as strictly as XML is read, in the order in which elements end.
func elements(t *testing.T, text string) []element {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader("<all>" + text + "</all>"))
	var open, list []element
	for {
		token, err := in.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case xml.StartElement:
			e := element{name: v.Name.Local, attrs: map[string]string{}}
			for _, a := range v.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			open = append(open, e)
		case xml.CharData:
			for i := range open {
				open[i].text += string(v)
			}
		case xml.EndElement:
			list = append(list, open[len(open)-1])
			open = open[:len(open)-1]
		}
	}
}

// TestStrict: a preview has neither style nor script nor anything that a strict policy forbids, whatever
// the paper says.
func TestStrict(t *testing.T) {
	text, _ := show(t, paper())
	names := map[string]bool{"all": true, "article": true, "svg": true, "g": true, "text": true, "tspan": true, "path": true, "circle": true}
	for _, e := range elements(t, text) {
		if !names[e.name] {
			t.Errorf("there is a %s", e.name)
		}
		for name := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") || name == "href" || name == "id" {
				t.Errorf("a %s has %s", e.name, name)
			}
		}
	}
	if !strings.Contains(plain(t, text), squash(hostile)) {
		t.Error("the addressee's name came out otherwise")
	}
}

// plain is all text of a preview, in order, without white.
func plain(t *testing.T, text string) string {
	all := elements(t, text)
	return squash(all[len(all)-1].text)
}

func squash(text string) string { return strings.Join(strings.Fields(text), "") }

// TestOrder: text is read in the document's order, each line is one text element, pages are named.
func TestOrder(t *testing.T) {
	d := paper()
	text, pages := show(t, d)
	all := plain(t, text)
	at := 0
	for _, part := range []string{d.Draft, d.Mark, d.Pending, d.Title, hostile, "一、来由", d.Blocks[1].String(), "请你镇", d.Draft, d.Sign.Unit, d.Sign.Date, "—2—"} {
		i := strings.Index(all[at:], squash(part))
		if i < 0 {
			t.Fatalf("there is no %s after %d bytes of %s", part, at, all)
		}
		at += i + len(squash(part))
	}
	articles := 0
	for _, e := range elements(t, text) {
		if e.name != "article" {
			continue
		}
		articles++
		want := d.Title + " " + string(rune('0'+articles)) + "/2"
		if e.attrs["aria-label"] != want || e.attrs["lang"] != "zh-CN" || !strings.HasPrefix(e.attrs["class"], "doc doc-page") {
			t.Errorf("page %d is %v", articles, e.attrs)
		}
	}
	if articles != pages || pages != 2 {
		t.Errorf("%d pages are shown as %d", pages, articles)
	}
}

// TestField: what comes from a field is one group, and nothing else is in it.
func TestField(t *testing.T) {
	d := paper()
	text, _ := show(t, d)
	n := 0
	for _, e := range elements(t, text) {
		if e.name == "g" {
			n++
			if e.attrs["data-field"] != d.Blocks[1].Field || squash(e.text) != d.Blocks[1].String() {
				t.Errorf("%v holds %s", e.attrs, e.text)
			}
		}
	}
	if n != 1 {
		t.Errorf("there are %d groups", n)
	}
}

// TestFieldOverPages: what goes on on the next page is a group on each.
func TestFieldOverPages(t *testing.T) {
	d := paper()
	d.Check, d.Sign = nil, nil
	d.Blocks = []document.Block{document.Text(document.Paragraph, strings.Repeat("请你镇说明修渠安排。", 60))}
	d.Blocks[0].Field = "rest"
	text, pages := show(t, d)
	said := ""
	n := 0
	for _, e := range elements(t, text) {
		if e.name == "g" {
			n++
			said += squash(e.text)
		}
	}
	if n != pages || pages != 2 || said != d.Blocks[0].String() {
		t.Errorf("%d pages have %d groups, which say %s", pages, n, said)
	}
}

// TestJustified: a run of a full line says how long it is, and together they reach the type area's edge.
func TestJustified(t *testing.T) {
	text, _ := show(t, paper())
	if n := strings.Count(text, "textLength="); n < 20 {
		t.Errorf("%d runs say how long they are", n)
	}
	if !strings.Contains(text, `viewBox="0 0 210 297"`) {
		t.Error("a page is not measured in millimetres")
	}
}

// TestFast: a letter's preview is there before anybody waits for it. The limit is wide, for machines
// have other things to do; the benchmark of the press says how long it takes.
func TestFast(t *testing.T) {
	d := paper()
	show(t, d)
	best := time.Hour
	for range 10 {
		start := time.Now()
		show(t, d)
		best = min(best, time.Since(start))
	}
	if best > 50*time.Millisecond {
		t.Errorf("a preview takes %v", best)
	}
}
