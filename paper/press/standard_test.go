package press

import (
	"strings"
	"testing"

	"bihuan/domain/document"
)

// The figures of GB/T 9704-2012, written down once more so that a slip in the layout's is seen.
const (
	left, right, top, bottom = 28.0, 184.0, 37.0, 262.0
	line                     = 28.95 / mm
	char                     = 156.0 / 28
	bodySize                 = 16 / mm
)

// How tall the boxes of poppler are, in the size of the type.
const (
	fangBox  = 1.0
	serifBox = 1.437
)

// TestLetter measures the letter format (10.1).
func TestLetter(t *testing.T) {
	p := printPaper(t, reminder())
	page := p.scan(1)
	rules := page.rules(red)
	if len(rules) != 4 {
		t.Fatalf("the first page has %d red rules, not two double ones", len(rules))
	}
	mark, _ := page.ink(20, 20, 190, rules[0][0]-0.5, red)
	near(t, "the mark's top edge from the page's top", mark[1], 30)
	near(t, "the mark's middle", (mark[0]+mark[2])/2, 105)
	near(t, "the first double rule below the mark", rules[0][0]-mark[3], 4)
	near(t, "the second double rule from the page's bottom", 297-rules[3][1], 20)
	for i, thick := range []bool{true, false, false, true} {
		if got := rules[i][1]-rules[i][0] > 0.6; got != thick {
			t.Errorf("red rule %d is %.2f mm thick", i+1, rules[i][1]-rules[i][0])
		}
	}
	for _, r := range []int{0, 3} {
		box, _ := page.ink(5, rules[r][0], 205, rules[r][1], red)
		near(t, "a double rule's left", box[0], 20)
		near(t, "a double rule's right", box[2], 190)
	}
	number := p.find(1, "1188号")
	near(t, "the number's right", number.x2, right)
	near(t, "the number's size", number.height/fangBox, 16, 0.2)
	ink, _ := page.ink(100, rules[1][1]+0.3, right, rules[1][1]+12, dark)
	near(t, "the number below the rule", ink[1]-rules[1][1], bodySize*7/8)
	title := p.find(1, "关于北坪村")
	near(t, "the title's size", title.height/serifBox, 22, 0.2)
	near(t, "the title's middle", (title.x1+title.x2)/2, 106)
	head, _ := page.ink(left, ink[3]+1, right, ink[3]+40, dark)
	// two lines, and what of their own lines number and title do not fill
	near(t, "the title below the number", head[1]-ink[3], 2*line+6.5/mm, 1)
	near(t, "the addressee's left", p.find(1, "青石镇").x1, left)
	near(t, "the text's indent", p.find(1, "群众王").x1, left+2*char)
	near(t, "the text's size", p.find(1, "群众王").height/fangBox, 16, 0.2)
	if _, any := page.ink(left, 264, right, 274.5, dark); any {
		t.Error("the first page has a page number or text outside its area")
	}
	last := p.scan(2)
	if n := len(last.rules(red)); n != 0 {
		t.Errorf("the second page has %d red rules", n)
	}
	pageNumber(t, p, last, 2)
	signed(t, p, 2, "清源县信访局", "2026年9月18日")
	copies := p.find(2, "抄送：")
	near(t, "the copies' left", copies.x1, left+14/mm)
	near(t, "the copies' size", copies.height/fangBox, 14, 0.2)
	if copies.y2 > bottom || bottom-copies.y2 > line {
		t.Errorf("the copies stand at %.1f mm, not at the foot", copies.y2)
	}
	if len(last.rules(dark)) != 0 {
		t.Error("a letter's foot has rules")
	}
}

// pageNumber measures a page's number (7.5).
func pageNumber(t *testing.T, p *printed, page scanned, n int) {
	t.Helper()
	ink, any := page.ink(left, 264, right, 280, dark)
	if !any {
		t.Fatalf("page %d has no number", n)
	}
	near(t, "the page number's digits' height", ink[3]-ink[1], 14*0.75/mm, 0.5)
	edge := [2]float64{left + 14/mm, left + 30}
	if n%2 == 1 {
		edge = [2]float64{right - 30, right - 14/mm}
	}
	if n%2 == 1 {
		near(t, "the page number's right", ink[2], edge[1])
	} else {
		near(t, "the page number's left", ink[0], edge[0])
	}
	dash, _ := page.ink(ink[0], 264, ink[0]+2, 280, dark)
	near(t, "the page number's dashes below the type area", dash[1]-bottom, 7)
}

// signed measures unit and date with a seal (7.3.5.1).
func signed(t *testing.T, p *printed, page int, unit, date string) {
	t.Helper()
	var u, d found
	for _, w := range p.words {
		if w.page == page && w.text == unit {
			u = w
		}
		if w.page == page && w.text == date {
			d = w
		}
	}
	near(t, "the date's right", d.x2, right-4*char)
	near(t, "the unit's middle above the date's", (u.x1+u.x2)/2, (d.x1+d.x2)/2)
	near(t, "the date below the unit", baseline(d)-baseline(u), line)
}

// baseline is where a word stands: boxes of FangSong reach 0.14 of a size below it, those of Song,
// in which figures stand, 0.286.
func baseline(w found) float64 {
	if strings.ContainsAny(w.text, "0123456789") {
		return w.y2 - w.height/mm*0.286/serifBox
	}
	return w.y2 - w.height/mm*0.14
}

// TestOfficial measures the red-headed paper (7.2 to 7.5).
func TestOfficial(t *testing.T) {
	p := printPaper(t, report())
	page := p.scan(1)
	rules := page.rules(red)
	if len(rules) != 1 {
		t.Fatalf("the first page has %d red rules", len(rules))
	}
	mark, _ := page.ink(left, top, right, rules[0][0]-15, red)
	near(t, "the mark's top edge below the type area's top", mark[1]-top, 35)
	near(t, "the mark's middle", (mark[0]+mark[2])/2, 106)
	number := p.find(1, "36号")
	near(t, "the number's middle", (number.x1+number.x2)/2, 106)
	ink, _ := page.ink(left, mark[3]+1, right, rules[0][0]-0.3, dark)
	near(t, "the number below the mark: two blank lines", ink[1]-mark[3], 2*line)
	near(t, "the red rule below the number", rules[0][0]-ink[3], 4)
	box, _ := page.ink(5, rules[0][0], 205, rules[0][1], red)
	near(t, "the red rule's left", box[0], left)
	near(t, "the red rule's right", box[2], right)
	title, _ := page.ink(left, rules[0][1]+1, right, rules[0][1]+40, dark)
	near(t, "the title below the rule: two blank lines", title[1]-rules[0][1], 2*line+(12.2-22/mm)/2, 1)
	for n := 1; n <= 3; n++ {
		pageNumber(t, p, p.scan(n), n)
	}
	last := 0
	for _, w := range p.words {
		last = max(last, w.page)
	}
	foot := p.scan(last).rules(dark)
	if len(foot) != 3 {
		t.Fatalf("the foot has %d rules", len(foot))
	}
	near(t, "the foot's last rule, at the type area's bottom", (foot[2][0]+foot[2][1])/2, bottom)
	for i, want := range []float64{0.35, 0.25, 0.35} {
		near(t, "a rule of the foot", foot[i][1]-foot[i][0], want, 0.1)
	}
	by, on := p.find(last, "局办公室"), p.find(last, "印发")
	near(t, "the printer's left", by.x1, left+14/mm)
	near(t, "the printing day's right", on.x2, right-14/mm)
	signed(t, p, last, "清源县信访局", "2026年10月8日")
	first, second := p.find(last, "附件：1."), p.find(last, "2.")
	near(t, "the attachments' left", first.x1, left+2*char)
	near(t, "the second attachment's left", second.x1, left+5*char)
}

// TestUpward measures number and signatory (7.2.5, 7.2.6), and the signature without a seal (7.3.5.2).
func TestUpward(t *testing.T) {
	p := printPaper(t, upward())
	number, signatory := p.find(1, "〔2026〕7号"), p.find(1, "周明远")
	near(t, "the number's left", number.x1, left+char)
	near(t, "the signatory's right", signatory.x2, right-char)
	if !strings.Contains(string(p.run("pdffonts", p.path)), "Kai") {
		t.Error("the signatory does not stand in Kai")
	}
	last := p.words[len(p.words)-1].page
	var unit, date found
	for _, w := range p.words {
		if w.page == last && w.text == "青石镇人民政府" {
			unit = w
		}
		if w.page == last && w.text == "2026年9月21日" {
			date = w
		}
	}
	near(t, "the unit's right", unit.x2, right-2*char)
	near(t, "the date's left, two characters after the unit's", date.x1-unit.x1, 2*char)
}

// TestNotice and TestRecord measure what has no red head.
func TestNotice(t *testing.T) {
	p := printPaper(t, notice())
	page := p.scan(1)
	if _, any := page.ink(0, 0, 210, 297, red); any {
		t.Error("a notice has something red")
	}
	title := p.find(1, "受理告知书")
	near(t, "the title's middle", (title.x1+title.x2)/2, 106)
	near(t, "the title's size", title.height/serifBox, 22, 0.2)
	ink, _ := page.ink(left, 30, right, 50, dark)
	near(t, "the title's top in the first line", ink[1], top+(12.2-22/mm)/2, 1)
	number := p.find(1, "58号")
	near(t, "the number's right", number.x2, right)
	near(t, "the number's line, below the title's", baseline(number), ink[3]+(12.2-22/mm)/2+20.5/mm, 1.2)
	near(t, "the addressee's left", p.find(1, "王").x1, left)
	signed(t, p, 1, "青石镇人民政府", "2026年8月27日")
	if p.find(1, "草稿，未签发").y2 > top {
		t.Error("that it is a draft does not stand at the page's head")
	}
}

func TestRecord(t *testing.T) {
	p := printPaper(t, record())
	page := p.scan(1)
	ink, _ := page.ink(5, 60, 205, 200, dark)
	near(t, "the form's left", ink[0], left, 0.2)
	near(t, "the form's right", ink[2], right, 0.2)
	if n := len(page.rules(dark)); n < 5 {
		t.Errorf("the form has %d rules across", n)
	}
}

// TestFullPage: a full page of a PDF has 22 lines of 28 characters.
func TestFullPage(t *testing.T) {
	d := document.Document{Format: document.Notice, Title: "说明", Blocks: []document.Block{document.Text(document.Paragraph, strings.Repeat("清源县信访局", 300))}}
	p := printPaper(t, d)
	var lines []found
	for _, w := range p.words {
		if w.page == 2 && w.y2 < 266 {
			lines = append(lines, w)
		}
	}
	if len(lines) != 22 {
		t.Fatalf("the second page has %d lines", len(lines))
	}
	for i, w := range lines {
		if n := len([]rune(w.text)); n != 28 {
			t.Errorf("line %d has %d characters", i+1, n)
		}
		near(t, "a line's left", w.x1, left)
		near(t, "a line's right", w.x2, right)
		near(t, "a line's place", w.y1-lines[0].y1, float64(i)*line, 0.05)
	}
	if lines[0].y1 < top || lines[21].y2 > bottom {
		t.Errorf("the lines stand from %.1f to %.1f mm", lines[0].y1, lines[21].y2)
	}
}
