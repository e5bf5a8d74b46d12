package set

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// anything is a paper of all that a paper can have, and of text that people write or that somebody made
// to do harm.
func anything(r *rand.Rand, picture []byte) document.Document {
	text := func(n int) string {
		if r.IntN(12) == 0 {
			odd := []rune("\n\t \u200b\u202e\x00，（“—…𠮷〇é€😀〔〕％9A-/*×国")
			var b strings.Builder
			for range r.IntN(n + 1) {
				b.WriteRune(odd[r.IntN(len(odd))])
			}
			return b.String()
		}
		s, _ := made(r, 1+r.IntN(n))
		return s
	}
	list := func(n, length int) []string {
		var l []string
		for range r.IntN(n + 1) {
			l = append(l, text(length))
		}
		return l
	}
	kinds := []document.Kind{document.Heading1, document.Heading2, document.Heading3, document.Paragraph, document.Paragraph, document.Line,
		document.Right, document.Quotation, document.Rows, document.Facts, document.Space, document.Break, document.Picture, "new"}
	faces := []document.Face{"", "", "", document.Hei, document.Kai, document.Song, document.Bold}
	d := document.Document{
		Format: document.Formats()[r.IntN(5)], Mark: text(12), Number: "清信提函〔2026〕12号", Title: text(40), To: list(3, 12),
		Attachments: list(8, 40), Copies: list(9, 12),
	}
	for range r.IntN(12) {
		b := document.Block{Kind: kinds[r.IntN(len(kinds))], Field: text(2)}
		for range 1 + r.IntN(3) {
			b.Runs = append(b.Runs, document.Run{Text: text(90), Face: faces[r.IntN(len(faces))]})
		}
		switch b.Kind {
		case document.Rows, document.Facts:
			b.Runs = nil
			b.Table = &document.Table{Head: list(6, 6), Widths: []float64{1, 0, -3, 2}[:r.IntN(5)], Align: []string{"left", "center", "right"}}
			rows, cell := r.IntN(10), 20
			if r.IntN(100) == 0 {
				rows, cell = 40, 400
			}
			for range rows {
				b.Table.Rows = append(b.Table.Rows, list(7, cell))
			}
		case document.Picture:
			b.Runs = nil
			b.Image = &document.Image{Type: "image/png", Data: picture, Caption: text(10)}
		case document.Space, document.Break:
			b.Runs = nil
		}
		d.Blocks = append(d.Blocks, b)
	}
	if r.IntN(2) == 0 {
		d.Sign = &document.Sign{Unit: text(20), Date: "2026年9月18日", Seal: r.IntN(2) == 0, Hint: text(4)}
	}
	if r.IntN(2) == 0 {
		d.Note = "联系人：吴×，电话：0000-620 0101"
	}
	if r.IntN(2) == 0 && d.Format != document.Letter {
		d.Printed = &document.Printed{By: text(10), On: "2026年9月18日"}
	}
	if r.IntN(2) == 0 {
		d.Check = &document.Check{URL: "https://xf.qingyuan.gov.cn/check/K7QF29XM", Code: "K7QF-29XM", Text: "扫码查验"}
	}
	if r.IntN(4) == 0 {
		d.Draft = "草稿，未签发"
	}
	if d.Format == document.Upward {
		d.Signatory = "周明远"
	}
	return d
}

func dot(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// anythings is how many papers TestAnything sets; ten thousand were set once.
var anythings = flag.Int("papers", 2000, "how many random papers TestAnything sets")

// TestAnything: random papers are set; no character is lost, nothing stands outside
// the page's margins, no page is empty.
func TestAnything(t *testing.T) {
	picture := dot(t, 40, 90)
	for part := range uint64(4) {
		t.Run(strconv.Itoa(int(part)), func(t *testing.T) {
			t.Parallel()
			for seed := part; seed < uint64(*anythings); seed += 4 {
				complete(t, seed, anything(rand.New(rand.NewPCG(seed, 3)), picture))
			}
		})
	}
}

func complete(t *testing.T, seed uint64, d document.Document) {
	t.Helper()
	pages := laid(t, d)
	left := map[rune]int{}
	for _, text := range Texts(d) {
		for _, c := range squash(text) {
			left[c]++
		}
	}
	for _, p := range pages {
		if len(p.Lines) == 0 && len(p.Images) == 0 && len(pages) > 1 {
			t.Fatalf("seed %d: page %d of %d is empty", seed, p.Number, len(pages))
		}
		for _, l := range p.Lines {
			if l.Y < 10*mm || l.Y > 295*mm {
				t.Fatalf("seed %d: %s stands at %.1f mm", seed, l.Text(), l.Y/mm)
			}
			if len(l.Runs) > 0 && (l.Runs[0].X < Left-0.1 || rightEdge(l) > Left+Width+0.1) {
				t.Fatalf("seed %d: %s stands from %.1f to %.1f mm", seed, l.Text(), l.Runs[0].X/mm, rightEdge(l)/mm)
			}
			for _, c := range squash(l.Text()) {
				left[c]--
			}
		}
	}
	for c, n := range left {
		if n > 0 {
			t.Fatalf("seed %d: %d of %c were lost", seed, n, c)
		}
	}
}

// paragraphs are so many of two lines each, each told from the next.
func paragraphs(n int) []document.Block {
	var list []document.Block
	for i := range n {
		list = append(list, document.Text(document.Paragraph, strings.Repeat(string([]rune(hanzi)[i%60]), 40)))
	}
	return list
}

// TestTailKept: however long the text is, unit and date stand on one page with its last line, and the
// foot at the bottom of that page.
func TestTailKept(t *testing.T) {
	for _, format := range []document.Format{document.Official, document.Letter, document.Notice} {
		for n := 1; n < 40; n++ {
			for _, seal := range []bool{true, false} {
				d := document.Document{Format: format, Mark: "清源县信访局", Number: "清信函〔2026〕3号", Title: "关于某事的函", Blocks: paragraphs(n),
					Sign: &document.Sign{Unit: "清源县信访局", Date: "2026年9月18日", Seal: seal}, Copies: []string{"县水利局"}}
				pages := laid(t, d)
				last := pages[len(pages)-1]
				var text []string
				for _, l := range last.Lines {
					text = append(text, l.Text())
				}
				date := slices.Index(text, "2026年9月18日")
				unit := date - 1
				if unit < 1 || text[unit] != "清源县信访局" || strings.Contains(text[unit-1], "〔") {
					t.Fatalf("%s, %d paragraphs, seal %v: the last page has %q", format, n, seal, text)
				}
				blank := 1
				if seal {
					blank = 2
				}
				if gap := last.Lines[unit].Y - last.Lines[unit-1].Y; math.Abs(gap-float64(blank+1)*Pitch) > 0.01 {
					t.Errorf("%s, %d paragraphs: the unit stands %.2f lines below the text", format, n, gap/Pitch)
				}
				copies := slices.IndexFunc(last.Lines, func(l Line) bool { return strings.HasPrefix(l.Text(), "抄送：") })
				if copies < 0 {
					t.Errorf("%s, %d paragraphs: the last page has no copies", format, n)
				}
			}
		}
	}
}

// TestHeadingKept: a heading is never the last line of a page.
func TestHeadingKept(t *testing.T) {
	for n := 1; n < 60; n++ {
		d := document.Document{Format: document.Notice, Blocks: paragraphs(n)}
		d.Blocks = append(d.Blocks, document.Text(document.Heading1, "一、基本情况"), document.Text(document.Heading2, "（一）分单位情况"))
		d.Blocks = append(d.Blocks, paragraphs(3)...)
		for _, p := range laid(t, d) {
			lines := bodyLines([]Page{p})
			if l := lines[len(lines)-1]; l.Runs[0].Role == font.Hei || l.Runs[0].Role == font.Kai {
				t.Errorf("%d paragraphs: page %d ends with %s", n, p.Number, l.Text())
			}
		}
	}
}

// TestTableOverPages: rows are whole, the head stands on every page, the rules close every page's part,
// and what follows is on the grid again.
func TestTableOverPages(t *testing.T) {
	table := document.Table{Head: []string{"序号", "事项"}, Widths: []float64{1, 5}}
	for i := range 60 {
		table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), strings.Repeat(string(rune('一'+i)), 50+i%9)})
	}
	d := document.Document{Format: document.Notice, Blocks: []document.Block{
		document.Text(document.Paragraph, "见下表。"), {Kind: document.Rows, Table: &table}, document.Text(document.Paragraph, "特此通知。"),
	}}
	pages := laid(t, d)
	if len(pages) < 3 {
		t.Fatalf("the table stands on %d pages", len(pages))
	}
	for i, p := range pages {
		lines := bodyLines([]Page{p})
		text := ""
		for _, l := range lines {
			text += l.Text()
		}
		if strings.Count(text, "序号") != 1 {
			t.Errorf("page %d has the head %d times", i+1, strings.Count(text, "序号"))
		}
		low, weight := 0.0, 0.0
		for _, r := range p.Rules {
			if r.Y1 == r.Y2 && r.Y1 > low {
				low, weight = r.Y1, r.Weight
			} else if r.Y1 == low {
				weight = max(weight, r.Weight)
			}
		}
		if weight != footOuter || low > Top+Height+0.01 {
			t.Errorf("page %d: the table's part is closed by a rule of %.2f mm at %.1f mm", i+1, weight/mm, low/mm)
		}
	}
	whole := 0
	for _, p := range pages {
		text := ""
		for _, l := range p.Lines {
			text += l.Text()
		}
		for _, r := range table.Rows {
			if strings.Contains(text, r[1]) {
				whole++
			}
		}
	}
	if whole != 60 {
		t.Errorf("%d of 60 rows are whole", whole)
	}
	after := pages[len(pages)-1].Lines
	for _, l := range after {
		if l.Text() == "特此通知。" {
			if lines := (l.Y - Top - 20.555) / Pitch; math.Abs(lines-math.Round(lines)) > 0.001 {
				t.Errorf("what follows the table stands on line %.3f", lines)
			}
		}
	}
}

// TestTallRow: a row longer than a page is divided, and only such a one.
func TestTallRow(t *testing.T) {
	long := strings.Repeat("国", 3000)
	d := document.Document{Format: document.Record, Title: "记录", Blocks: []document.Block{{Kind: document.Facts, Table: &document.Table{Rows: [][]string{{"内容", long}}}}}}
	n := 0
	for _, p := range laid(t, d) {
		for _, l := range p.Lines {
			n += strings.Count(l.Text(), "国")
			if l.Y > Top+Height && strings.Contains(l.Text(), "国") {
				t.Fatalf("page %d runs over", p.Number)
			}
		}
	}
	if n != 3000 {
		t.Errorf("%d of 3000 characters are there", n)
	}
}

// TestPicture: a picture is as wide as the type area at most, in its proportions, with its caption on
// the same page; what is no picture is refused.
func TestPicture(t *testing.T) {
	block := func(w, h int) document.Block {
		return document.Block{Kind: document.Picture, Image: &document.Image{Type: "image/png", Data: dot(t, w, h), Caption: "现场照片"}}
	}
	for _, size := range [][2]int{{3000, 1000}, {100, 50}, {200, 4000}} {
		for n := range 23 {
			pages := laid(t, document.Document{Format: document.Notice, Blocks: append(paragraphs(n), block(size[0], size[1]))})
			p := pages[len(pages)-1]
			if len(p.Images) != 1 {
				t.Fatalf("%v: the last page has %d pictures", size, len(p.Images))
			}
			i := p.Images[0]
			if i.W > Width+0.01 || i.Y < Top || i.Y+i.H > Top+Height || math.Abs(i.W/i.H-float64(size[0])/float64(size[1])) > 0.01 {
				t.Errorf("%v: it stands at %.1f, %.1f, %.1f × %.1f", size, i.X, i.Y, i.W, i.H)
			}
			if !slices.ContainsFunc(p.Lines, func(l Line) bool { return l.Text() == "现场照片" && l.Y > i.Y+i.H }) {
				t.Errorf("%v after %d paragraphs: the caption is elsewhere", size, n)
			}
		}
	}
	bad := document.Document{Blocks: []document.Block{{Kind: document.Picture, Image: &document.Image{Type: "image/png", Data: []byte("<svg/>")}}}}
	if _, err := Lay(theFonts(t), bad); err == nil {
		t.Error("what is no picture was set")
	}
}
