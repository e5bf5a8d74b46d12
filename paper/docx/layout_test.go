package docx

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/document"
)

// TestLibreOffice has LibreOffice set one paper of each format and measures what it made.
func TestLibreOffice(t *testing.T) {
	docs := map[string]document.Document{"grid": {Format: document.Record, Blocks: []document.Block{document.Text(document.Line, strings.Repeat("国", 28*44))}}}
	for format, d := range samples(t) {
		docs[string(format)] = d
	}
	for _, n := range []int{1, 4, 9, 22} {
		for _, format := range []document.Format{document.Official, document.Letter} {
			docs[fmt.Sprint(format, n)] = lines(samples(t)[format], n)
		}
	}
	dir := printed(t, docs)
	count := map[string]int{
		"letter": 2, "official": 3, "upward": 1, "notice": 1, "record": 3, "grid": 2,
		"official1": 2, "official4": 2, "official9": 2, "official22": 2, "letter1": 1, "letter4": 1, "letter9": 2, "letter22": 2,
	}
	for name, d := range docs {
		file := filepath.Join(dir, name+".pdf")
		all := pages(t, file)
		if len(all) != count[name] {
			t.Errorf("%s: %d pages, not %d", name, len(all), count[name])
		}
		if name != string(d.Format) && name != "grid" {
			last := fmt.Sprint(all[len(all)-1])
			for _, want := range []string{"段", d.Sign.Unit, "抄送"} {
				if !strings.Contains(last, want) {
					t.Errorf("%s: the last page has no %s", name, want)
				}
			}
		}
		whole(t, name, tool(t, "pdftotext", "-raw", file, "-"), d)
	}
	t.Run("grid", func(t *testing.T) { measureGrid(t, filepath.Join(dir, "grid.pdf")) })
	t.Run("letter", func(t *testing.T) { measureLetter(t, filepath.Join(dir, "letter.pdf")) })
	t.Run("official", func(t *testing.T) { measureOfficial(t, filepath.Join(dir, "official.pdf")) })
	t.Run("upward", func(t *testing.T) { measureUpward(t, filepath.Join(dir, "upward.pdf")) })
	t.Run("notice", func(t *testing.T) { measureNotice(t, filepath.Join(dir, "notice.pdf")) })
	t.Run("record", func(t *testing.T) { measureRecord(t, filepath.Join(dir, "record.pdf")) })
}

// lines is a paper with so many short paragraphs, and nothing between them and the signature.
func lines(d document.Document, n int) document.Document {
	d.Blocks, d.Attachments = nil, nil
	for i := range n {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, fmt.Sprintf("第%d段。", i+1)))
	}
	return d
}

var pageNumbers = regexp.MustCompile(`—\d+—`)

// whole holds a PDF's text against the paper: all of the body in its order, all else somewhere.
func whole(t *testing.T, name, text string, d document.Document) {
	t.Helper()
	squeeze := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "\f", " ")), "") }
	text = pageNumbers.ReplaceAllString(squeeze(text), "")
	for _, legend := range []string{d.Draft, d.Void} {
		text = strings.ReplaceAll(text, legend, "")
	}
	at := 0
	next := func(s string) {
		s = squeeze(s)
		i := strings.Index(text[at:], s)
		if i < 0 {
			t.Errorf("%s: %.40s… is not there, or not in its place", name, s)
			return
		}
		at += i + len(s)
	}
	next(d.Title)
	for _, to := range d.To {
		next(to)
	}
	for _, b := range d.Blocks {
		next(b.String())
		if b.Table == nil {
			continue
		}
		for _, row := range b.Table.Rows {
			for _, cell := range row {
				for part := range strings.FieldsSeq(cell) {
					if !strings.Contains(text, squeeze(part)) {
						t.Errorf("%s: the table's %s is not there", name, part)
					}
				}
			}
		}
	}
	for _, name := range d.Attachments {
		next(name)
	}
	if d.Sign != nil {
		next(d.Sign.Unit)
		next(d.Sign.Date)
	}
	others := slices.Concat(d.Copies, []string{d.Mark, d.Number, d.Signatory, d.Note})
	if d.Printed != nil {
		others = append(others, d.Printed.By, d.Printed.On)
	}
	if d.Check != nil {
		others = append(others, d.Check.Code, d.Check.Text)
	}
	for _, s := range others {
		if !strings.Contains(text, squeeze(s)) {
			t.Errorf("%s: %s is not there", name, s)
		}
	}
}

// measureGrid: 22 lines a page of 28 characters each, within the type area. 5.2.
func measureGrid(t *testing.T, file string) {
	for n, words := range pages(t, file) {
		words = slices.DeleteFunc(words, func(w word) bool { return !strings.Contains(w.text, "国") })
		if len(words) != 22 {
			t.Errorf("page %d has %d lines", n+1, len(words))
		}
		for i, w := range words {
			if n := strings.Count(w.text, "国"); n != 28 {
				t.Errorf("line %d has %d characters", i+1, n)
			}
		}
		first, last := words[0], words[len(words)-1]
		near(t, "left", first.x1, 28, 0.3)
		near(t, "right", first.x2, 184, 0.5)
		near(t, "pitch of 21 lines", last.y1-first.y1, 21*28.95*25.4/72, 0.3)
		rows := ink(t, file, n+1, isBlack)
		near(t, "first line's ink", rows[0].y1, 37+(28.95-16)/2*25.4/72, 2)
		near(t, "last line's ink", rows[21].y2, 262-(28.95-16)/2*25.4/72, 2)
	}
}

func measureLetter(t *testing.T, file string) {
	first := ink(t, file, 1, isRed)
	if len(first) != 5 {
		t.Fatalf("the mark and two double rules are %d bands: %v", len(first), first)
	}
	mark, thick, thin, above, below := first[0], first[1], first[2], first[3], first[4]
	near(t, "mark", mark.y1, 30, 1)
	near(t, "mark's middle", (mark.from+mark.to)/2, 106, 1)
	near(t, "rule below the mark", thick.y1-mark.y2, 4, 1)
	near(t, "weights", thick.y2-thick.y1, 1, 0.2)
	near(t, "weights", thin.y2-thin.y1, 0.35, 0.2)
	near(t, "weights", above.y2-above.y1, 0.35, 0.2)
	near(t, "weights", below.y2-below.y1, 1, 0.2)
	for _, rule := range []band{thick, thin, above, below} {
		near(t, "rule begins", rule.from, 20, 0.3)
		near(t, "rule ends", rule.to, 190, 0.3)
	}
	near(t, "rule at the foot", below.y2, 277, 1)
	if second := ink(t, file, 2, isRed); len(second) > 0 {
		t.Errorf("the second page has red: %v", second)
	}
	all := pages(t, file)
	number := line(t, all[0], "清信提函")
	near(t, "number ends", number.x2, 184, 0.5)
	black := ink(t, file, 1, isBlack)
	near(t, "number below the rule", black[0].y1-thin.y2, 14*25.4/72, 1)
	title := line(t, all[0], "信访事项的")
	near(t, "title's middle", (title.x1+title.x2)/2, 106, 1)
	near(t, "title below the number", black[1].y1-black[0].y2, 2*28.95*25.4/72+(34.58-22)/2*25.4/72, 2)
	near(t, "addressee", line(t, all[0], "青石镇人民政府").x1, 28, 0.5)
	near(t, "paragraph", line(t, all[0], "群众王").x1, 28+2*156.0/28, 0.5)
	if text := fmt.Sprint(all[0]); strings.Contains(text, "— 1") || strings.Contains(text, "—1") {
		t.Error("the first page has a number")
	}
	near(t, "even page number", line(t, all[1], "—").x1, 28+14*25.4/72, 0.6)
	// The unit is centred above the date as wide as it is in FangSong: LibreOffice puts white around its figures.
	unit, date := signature(t, all[1], "清源县信访局")
	near(t, "unit ends", unit.x2, 184-(4+(6.5-6)/2)*156.0/28, 0.6)
	near(t, "date ends", date.x2, 184-4*156.0/28, 0.6)
	copies := line(t, all[1], "抄送")
	near(t, "copies", copies.x1, 28+14*25.4/72, 0.5)
	near(t, "copies at the foot", copies.y2, 262, 5)
}

func measureOfficial(t *testing.T, file string) {
	red := ink(t, file, 1, isRed)
	if len(red) != 2 {
		t.Fatalf("mark and rule are %d bands", len(red))
	}
	near(t, "mark", red[0].y1, 37+35, 1)
	near(t, "rule begins", red[1].from, 28, 0.3)
	near(t, "rule ends", red[1].to, 184, 0.4)
	black := ink(t, file, 1, isBlack)
	near(t, "number below the mark", black[0].y1-red[0].y2, 2*28.95*25.4/72, 1)
	near(t, "rule below the number", red[1].y1-black[0].y2, 4, 1)
	near(t, "title below the rule", black[1].y1-red[1].y2, 2*28.95*25.4/72+(34.58-22)/2*25.4/72, 2)
	all := pages(t, file)
	number := line(t, all[0], "清信联办")
	near(t, "number's middle", (number.x1+number.x2)/2, 106, 0.6)
	near(t, "odd page number", line(t, all[0], "—").x2, 184-14*25.4/72, 0.6)
	last := ink(t, file, 1, isBlack)
	near(t, "page number's foot", last[len(last)-1].y2, 262+7+0.36*14*25.4/72, 1)
	// The foot's rules are the only bands as wide as the type area; two of them and what is between.
	var rules []band
	for _, b := range ink(t, file, 3, isBlack) {
		if b.to-b.from > 155 {
			rules = append(rules, b)
		}
	}
	if len(rules) != 3 {
		t.Fatalf("the foot has %d rules", len(rules))
	}
	near(t, "foot's last rule", rules[2].y2, 262, 1)
	near(t, "rules begin", rules[0].from, 28, 0.4)
	near(t, "rules end", rules[0].to, 184, 0.4)
	near(t, "attachments", line(t, all[2], "附件").x1, 28+2*156.0/28, 0.5)
	near(t, "second attachment", line(t, all[2], "联系人名单").x1, 28+5*156.0/28, 0.7)
	if line(t, all[1], "单位").y1 > 50 {
		t.Error("the table's head is not repeated at the top of page 2")
	}
}

func measureUpward(t *testing.T, file string) {
	all := pages(t, file)
	number := line(t, all[0], "清信")
	near(t, "number begins", number.x1, 28+156.0/28, 0.5)
	near(t, "signatory ends", number.x2, 184-156.0/28, 0.5)
	rule := ink(t, file, 1, isRed)[1]
	near(t, "rule begins", rule.from, 28, 0.3)
	near(t, "rule ends", rule.to, 184, 0.4)
	unit, date := signature(t, all[0], "清源县信访局")
	near(t, "unit ends", unit.x2, 184-2*156.0/28, 0.5)
	near(t, "date ends", date.x2, 184, 0.5) // it begins two characters right of the unit, and is as long
}

// signature is the unit's line and the date's below it.
func signature(t *testing.T, words []word, name string) (word, word) {
	t.Helper()
	var unit word
	for _, w := range words {
		if w.text == name {
			unit = w
		}
	}
	for _, w := range words {
		if d := w.y1 - unit.y1; d > 9 && d < 11.5 {
			return unit, w.over(words)
		}
	}
	t.Errorf("no date below %s", name)
	return unit, word{}
}

func measureNotice(t *testing.T, file string) {
	if red := ink(t, file, 1, isRed); len(red) > 0 {
		t.Errorf("a notice has red: %v", red)
	}
	all := pages(t, file)
	legend := line(t, all[0], "草稿")
	near(t, "legend", legend.y1, 14, 2)
	near(t, "title", line(t, all[0], "告知书").y1, 37, 4)
	near(t, "number ends", line(t, all[0], "清信受字").x2, 184, 0.5)
	near(t, "facts begin", line(t, all[0], "承办人").x1, 28, 12)
}

func measureRecord(t *testing.T, file string) {
	for i, words := range pages(t, file) {
		near(t, "legend", line(t, words, "作废").y1, 14, 2)
		if i > 0 && line(t, words, "序号").y1 > 50 {
			t.Errorf("page %d does not begin with the table's head", i+1)
		}
	}
}
