package letter

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/document"
	"bihuan/domain/petition"
)

func replaced(old, with string) string {
	if !strings.Contains(plain, old) {
		panic(old + " is not in the form")
	}
	return strings.Replace(plain, old, with, 1)
}

// written is the plain form with another text, filled in.
func writing(t *testing.T, text string, v Values, m Matter) document.Document {
	t.Helper()
	head, _, _ := strings.Cut(plain, "text:\n")
	f, err := load(head + "text:\n" + text)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	d, err := f.Write(v, m, Head{Author: petition.By{Name: "吴桐"}, Copies: []string{"县水利局", "县农业农村局"}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outline is a document's text, a line a part, with what it is.
func outline(d document.Document) string {
	var b strings.Builder
	say := func(what, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s %s\n", what, text)
		}
	}
	say("=", d.Title)
	for _, to := range d.To {
		say("@", to)
	}
	for _, block := range d.Blocks {
		if block.Table == nil {
			var runs []string
			for _, r := range block.Runs {
				runs = append(runs, r.Text)
			}
			say(string(block.Kind), strings.Join(runs, "‖")+" ")
			continue
		}
		if block.Table.Head != nil {
			say("head", strings.Join(block.Table.Head, " | "))
		}
		for _, row := range block.Table.Rows {
			say(string(block.Kind), strings.Join(row, " | "))
		}
	}
	for _, a := range d.Attachments {
		say("attached", a)
	}
	if d.Sign != nil {
		say("sign", d.Sign.Unit+" "+d.Sign.Date)
	}
	say("note", d.Note)
	say("copies", strings.Join(d.Copies, "，"))
	return b.String()
}

func TestMarkup(t *testing.T) {
	m := Matter{Petitioner: "王*", From: Office{Name: "清源县信访局", Phone: "0000-6200101"}, Unit: Office{Name: "青石镇人民政府"}, Today: date("2026-09-18"),
		Demands: []Demand{{N: 1, Text: "何时修渠"}, {N: 2, Text: "临时用水，如何保障"}}}
	v := Values{"ground": "第一段。\n第二段。", "asked": "2"}
	for _, tt := range []struct{ text, want string }{
		{"= 关于{{.Petitioner}}的函", "= 关于王*的函\n"},
		{"@ {{.Unit.Name}}：\n@ {{.To.Name}}：", "= 测试函\n@ 青石镇人民政府\n"},
		{"# 一级\n## 二级。 正文{{.Petitioner}}。\n## 又一个\n# 再一级", "= 测试函\nh1 一、一级 \nh2 （一）二级。‖正文王*。 \nh2 （二）又一个 \nh1 二、再一级 \n"},
		{"# 只有一个\n### 三级\n### 又三级", "= 测试函\nh1 只有一个 \nh3 1.三级 \nh3 2.又三级 \n"},
		{"{{ground}}现提醒如下：", "= 测试函\np 第一段。 \np 第二段。现提醒如下： \n"},
		{"{{range unanswered}}\n\n## {{short .Text}}。 {{sentence .Text}}\n{{end}}", "= 测试函\nh2 （一）何时修渠。‖何时修渠。 \nh2 （二）临时用水。‖临时用水，如何保障。 \n"},
		{"{{range asked}}\n> {{.Text}}\n{{end}}", "= 测试函\nquote 临时用水，如何保障 \n"},
		{"|| 序号=1 | 诉求=5 |\n{{range $i, $d := .Demands}}\n| {{inc $i}} | {{$d.Text}} |\n{{end}}", "= 测试函\nhead 序号 | 诉求\ntable 1 | 何时修渠\ntable 2 | 临时用水，如何保障\n"},
		{"| 甲 | {{.To.Name}} |\n| 乙 |", "= 测试函\ntable 甲 | \ntable 乙 | \n"},
		{": 受送达人 | {{.Petitioner}}\n: 签名 |", "= 测试函\nfacts 受送达人 | 王*\nfacts 签名 | \n"},
		{"上\n~\n===\n«right:»右\n«left:»左", "= 测试函\np 上 \nspace  \nbreak  \nright 右 \nline 左 \n"},
		{"附件: {{.To.Name}}\n附件：照片；{{.Petitioner}}的材料。", "= 测试函\nattached 照片\nattached 王*的材料\n"},
		{"! {{.From.Name}}\n（联系人：{{author}}，电话：{{.From.Phone}}）\n抄送: {{copies}}。", "= 测试函\nsign 清源县信访局 　　年　月　日\nnote 联系人：吴桐，电话：0000-6200101\ncopies 县水利局，县农业农村局\n"},
		{"（括号里的一段）", "= 测试函\np （括号里的一段） \n"},
		{"! {{.To.Name}}", "= 测试函\n"},
		{"{{.To.Name}}。\n{{.To.Name}}，{{.To.Name}}", "= 测试函\n"},
	} {
		got := outline(writing(t, tt.text, v, m))
		if !strings.Contains(tt.want, "copies") {
			got, _, _ = strings.Cut(got, "copies ")
		}
		if got != tt.want {
			t.Errorf("%s\nmakes\n%swant\n%s", tt.text, got, tt.want)
		}
	}
}

// Where a value is empty or ends a sentence itself, the form's own marks give way.
func TestTidy(t *testing.T) {
	for _, tt := range []struct{ text, value, want string }{
		{"事项（{{ground}}）办理", "", "事项办理"},
		{"事项（{{ground}}）办理", "乙", "事项（乙）办理"},
		{"《{{ground}}》", "", ""},
		{"他说“{{ground}}”，请办理", "", "他说，请办理"},
		{"甲，{{ground}}，乙", "", "甲，乙"},
		{"甲，{{ground}}。", "", "甲。"},
		{"{{ground}}，请办理。", "", "请办理。"},
		{"甲（编号{{.No}}，{{ground}}）", "", "甲（编号1）"},
		{"{{ground}}。", "办完了。", "办完了。"},
		{"{{ground}}。请办理", "办完了！", "办完了！请办理"},
		{"{{ground}}。", "甲、", "甲。"},
		{"{{ground}}，请办理", "办完了。", "办完了。请办理"},
		{"{{ground}}；乙", "甲", "甲；乙"},
	} {
		d := writing(t, "开头\n"+tt.text, Values{"ground": tt.value}, Matter{No: "1"})
		got := ""
		if len(d.Blocks) > 1 {
			got = d.Blocks[1].String()
		}
		if got != tt.want {
			t.Errorf("%s with %q makes %q, want %q", tt.text, tt.value, got, tt.want)
		}
	}
}

// hostile values try to be markup, templates, or to break a paper.
func hostile() []string {
	return []string{
		"# 标题", "= 新标题", "@ 别的单位", "! 别的单位", "| a | b |", "a | b", "|| a | b |", ": 甲 | 乙", "> 引用", "===", "~", "«right:»右", "附件: x", "抄送: y",
		"附件：x", "（附注）", "{{.No}}", "{{range .Others}}", "{{end}}", "\ue000x\ue001# y", "\ue001\n# y\ue000", "甲\n# 乙\n= 丙", "甲\r\n| 乙 |", "甲\u2028# 乙",
		"\x00\x01# x", "\xff\xfe# x", "<script>alert(1)</script>", "%!s(int=1)", "<no value>", strings.Repeat("长", 5000), "\u202e反向", "## x。 y", "]]>&amp;",
	}
}

// TestValuesAreData: whatever a value holds, the paper has the same parts.
func TestValuesAreData(t *testing.T) {
	f, err := load(plain)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	shape := func(d document.Document) string {
		var parts []string
		for _, b := range d.Blocks {
			if b.Kind != document.Paragraph {
				parts = append(parts, string(b.Kind))
			}
		}
		return fmt.Sprint(parts, len(d.To), d.Sign != nil, d.Note != "", len(d.Attachments), len(d.Copies))
	}
	write := func(value string) document.Document {
		m := Matter{Subject: value, Petitioner: value, Demands: []Demand{{N: 1, Text: value}}, Unit: Office{Name: value}, From: Office{Name: value, Phone: value}}
		v := Values{"ground": value, "asked": "1", "meets": value, "step": value, "late": yesValue}
		d, err := f.Write(v, m, Head{Author: petition.By{Name: value}})
		if err != nil {
			t.Fatalf("%q: %v", value, err)
		}
		return d
	}
	want := shape(write("寻常的话"))
	for _, value := range hostile() {
		d := write(value)
		if got := shape(d); got != want {
			t.Errorf("%q changes the paper: %s, want %s", value, got, want)
		}
		raw, err := json.Marshal(d)
		if err != nil || strings.ContainsAny(string(raw), marks) || strings.Contains(string(raw), `\u0000`) || strings.Contains(string(raw), `\u202e`) {
			t.Errorf("%q stays in the paper as %.200s (%v)", value, raw, err)
		}
		if strings.Contains(d.Title, "\n") || strings.Contains(d.Note, "\n") {
			t.Errorf("%q breaks a line", value)
		}
	}
	// In a table and a form of two columns a bar stays within its cell.
	d := writing(t, "|| 甲 | 乙 |\n| {{ground}} | x |\n: 甲 | {{ground}}", Values{"ground": "a | b\nc"}, Matter{})
	if row := d.Blocks[0].Table.Rows[0]; !slices.Equal(row, []string{"a | b\nc", "x"}) {
		t.Errorf("row %q", row)
	}
	if row := d.Blocks[1].Table.Rows[0]; !slices.Equal(row, []string{"甲", "a | b\nc"}) {
		t.Errorf("facts %q", row)
	}
}

// A block knows which field it comes from, for the preview to mark.
func TestBlocksKnowTheirField(t *testing.T) {
	d := writing(t, "开头\n{{ground}}现提醒\n请{{.No}}办理", Values{"ground": "一\n二"}, Matter{No: "1"})
	var fields []string
	for _, b := range d.Blocks {
		fields = append(fields, b.Field)
	}
	if !slices.Equal(fields, []string{"", "ground", "ground", ""}) {
		t.Errorf("fields %q", fields)
	}
}

// A form cannot make more than a paper holds.
func TestTooMuch(t *testing.T) {
	head, _, _ := strings.Cut(plain, "text:\n")
	f, err := load(head + "text:\n{{range .Others}}{{range $.Others}}{{range $.Others}}{{.Facts}}{{end}}{{end}}{{end}}")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	m := Matter{}
	for range 200 {
		m.Others = append(m.Others, Matter{Facts: strings.Repeat("事", 100)})
	}
	if _, err := f.Write(Values{}, m, Head{}); err == nil || !strings.Contains(err.Error(), errTooMuch.Error()) {
		t.Errorf("err = %v", err)
	}
}

func TestHead(t *testing.T) {
	f, err := load(plain)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	m := Matter{From: Office{Name: "清源县信访局"}}
	d, _ := f.Write(Values{}, m, Head{Pending: "签发时编号", Draft: "草稿，未签发"})
	if d.Number != "" || d.Pending == "" || d.Draft == "" || d.Mark != "清源县信访局" || d.Sign.Hint == "" || d.Sign.Date != forms(t).lists.Undated {
		t.Errorf("draft: %+v %+v", d, d.Sign)
	}
	d, _ = f.Write(Values{}, m, Head{Number: "清信测函〔2026〕1号", Pending: "签发时编号", Date: date("2026-09-08"), Signatory: "郑局", Check: &document.Check{Code: "K7"}, Copies: []string{"县水利局", "县水利局"}})
	if d.Number != "清信测函〔2026〕1号" || d.Pending != "" || d.Sign.Date != "2026年9月8日" || d.Sign.Hint != "" || !d.Sign.Seal || d.Check == nil || d.Signatory != "" || len(d.Copies) != 1 {
		t.Errorf("issued: %+v %+v", d, d.Sign)
	}
	up, err := load(replaced("format: letter", "format: upward"))
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	d, _ = up.Write(Values{}, m, Head{Signatory: "郑局", Date: date("2026-09-08")})
	if d.Mark != "清源县信访局文件" || d.Signatory != "郑局" || d.Printed == nil || d.Printed.On != "2026年9月8日印发" {
		t.Errorf("upward: %+v", d)
	}
}

func TestFunctions(t *testing.T) {
	l := forms(t).lists
	for in, want := range map[string]string{
		"反映石桥村灌溉渠损毁的问题": "石桥村灌溉渠损毁", "关于补发工资的请求": "补发工资", "石桥村灌溉渠损毁": "石桥村灌溉渠损毁", "反映": "反映", "问题": "问题",
		"请求公布补偿标准。": "公布补偿标准", "": "",
	} {
		if got := l.about(in); got != want {
			t.Errorf("about %q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"青石镇人民政府": "镇", "城关街道办事处": "街道", "县水利局": "局", "县卫生健康委员会": "委", "中共清源县纪律检查委员会、清源县监察委员会": "委", "石门村村民委员会": "村",
		"县供水公司": "公司", "县委县政府": "单位", "": "单位", "县便民服务中心": "中心",
	} {
		if got := l.call(Office{Name: in}); got != want {
			t.Errorf("%s is called %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]string{"办完了": "办完了。", "办完了。": "办完了。", "办完了；": "办完了。", "": "", "行吗？": "行吗？", "他说“好。”": "他说“好。”", "（见附件）": "（见附件）。"} {
		if got := sentence(in); got != want {
			t.Errorf("sentence %q is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"损毁的渠段约400米，何时修复": "损毁的渠段约400米", "公布渠道日常管护的责任人名单": "公布渠道日常管护的责", "": ""} {
		if got := short(in); got != want {
			t.Errorf("short %q is %q, want %q", in, got, want)
		}
	}
}
