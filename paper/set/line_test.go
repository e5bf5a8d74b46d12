package set

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"unicode"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// opened is the shipped fonts, read once for all tests.
var opened = sync.OnceValues(func() (*font.Set, error) { return font.Open("") })

func theFonts(t testing.TB) *font.Set {
	t.Helper()
	f, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func laid(t testing.TB, d document.Document) []Page {
	t.Helper()
	pages, err := Lay(theFonts(t), d)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// bodyLines are the lines of a paper within its type area, without its page numbers.
func bodyLines(pages []Page) []Line {
	var list []Line
	for _, p := range pages {
		for _, l := range p.Lines {
			if l.Y > Top && l.Y < Top+Height {
				list = append(list, l)
			}
		}
	}
	return list
}

// plainPaper is a notice with nothing but paragraphs.
func plainPaper(texts ...string) document.Document {
	d := document.Document{Format: document.Notice}
	for _, text := range texts {
		d.Blocks = append(d.Blocks, document.Text(document.Paragraph, text))
	}
	return d
}

// hanzi are characters for made text.
const hanzi = "群众反映北坪村灌溉渠损毁三十余户水田缺水的信访事项你镇受理再次到县来访接待中心诉求尚未得到答复按照承诺应于前出具处理意见书由联系点领导推动须逐项写明事实依据和结论并告知申请复查途径期限"

// wholes are what must stand on one line.
var wholes = []string{"2026年9月18日", "9月15日", "清信提函〔2026〕12号", "990121-260825-0013-J", "60日", "3人", "12号", "0000-620 0101", "15个工作日", "Bihuan", "第34条", "400米", "38.6万元", "100%"}

// made is a paragraph as people write them, and what in it must stay whole.
func made(r *rand.Rand, length int) (string, []string) {
	han := []rune(hanzi)
	var b strings.Builder
	var whole []string
	word := func() {
		for range 1 + r.IntN(6) {
			b.WriteRune(han[r.IntN(len(han))])
		}
	}
	for b.Len() < 3*length {
		switch r.IntN(12) {
		case 0, 1, 2:
			w := wholes[r.IntN(len(wholes))]
			whole = append(whole, w)
			b.WriteString(w)
		case 3:
			b.WriteString("《")
			word()
			b.WriteString("》")
		case 4:
			b.WriteString("（")
			word()
			b.WriteString("）")
		case 5:
			b.WriteString("“")
			word()
			b.WriteString("”")
		case 6:
			b.WriteString("——")
		}
		word()
		b.WriteString([]string{"，", "。", "、", "；", "：", "？", "！", "", ""}[r.IntN(9)])
	}
	return b.String(), whole
}

// TestKinsoku: over made text, no line begins or ends with what may not, none is wider than the type
// area or, if it is not the last, narrower; nothing that must be whole is torn; no character is lost.
func TestKinsoku(t *testing.T) {
	squeezed, stretched, short := 0, 0, 0
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		text, whole := made(r, 60+r.IntN(300))
		lines := bodyLines(laid(t, plainPaper(text)))
		var all strings.Builder
		for i, l := range lines {
			now := l.Text()
			all.WriteString(now)
			runes := []rune(now)
			if i > 0 && strings.ContainsRune("，。、；：？！”’）》〉」』】〕…—％", runes[0]) {
				t.Fatalf("seed %d: line %d begins with a closing mark: %s", seed, i, now)
			}
			if strings.ContainsRune("（《〈「『【〔“‘", runes[len(runes)-1]) {
				t.Fatalf("seed %d: line %d ends with an opening mark: %s", seed, i, now)
			}
			x, end := l.Runs[0].X, rightEdge(l)
			if i == 0 && math.Abs(x-Left-2*CharPitch) > 0.02 || i > 0 && math.Abs(x-Left) > 0.02 {
				t.Fatalf("seed %d: line %d begins at %.2f", seed, i, x)
			}
			if end > Left+Width+0.02 {
				t.Fatalf("seed %d: line %d runs out of the type area by %.2f: %s", seed, i, end-Left-Width, now)
			}
			if i < len(lines)-1 && end < Left+Width-0.02 {
				short++ // it would have been driven apart too far
			}
			if l.Justified {
				natural := 0.0
				for _, c := range (&setter{fonts: theFonts(t)}).chars(now, bodyStyle) {
					natural += c.width
				}
				if natural > end-x+0.02 {
					squeezed++
				} else if natural < end-x-0.02 {
					stretched++
				}
			}
			inOrder(t, seed, l)
		}
		if got := all.String(); got != text {
			t.Fatalf("seed %d: the text came out as\n%s\nand was\n%s", seed, got, text)
		}
		for _, w := range whole {
			n := 0
			for _, l := range lines {
				n += strings.Count(l.Text(), w)
			}
			if n < strings.Count(text, w) {
				t.Fatalf("seed %d: %s is torn in\n%s", seed, w, text)
			}
		}
	}
	if squeezed < 100 || stretched < 1000 || short > 40 {
		t.Errorf("%d lines were squeezed, %d stretched, %d left short", squeezed, stretched, short)
	}
}

func rightEdge(l Line) float64 {
	last := l.Runs[len(l.Runs)-1]
	return last.X + last.Width
}

// inOrder: glyphs go from left to right and do not lie on each other beyond the white of marks.
func inOrder(t *testing.T, seed uint64, l Line) {
	t.Helper()
	before, r := math.Inf(-1), rune(0)
	for _, run := range l.Runs {
		for _, g := range run.Glyphs {
			x := run.X + g.X
			if strings.ContainsRune(whiteLeft, g.Rune) {
				x += BodySize / 2
			}
			if x < before-0.3-BodySize/2 {
				t.Fatalf("seed %d: %c lies on %c in %s", seed, g.Rune, r, l.Text())
			}
			before, r = x+g.Advance*run.Size, g.Rune
		}
	}
}

// TestGrid: a full page has 22 lines 28.95 points apart, a full line 28 characters 15.79 points apart.
func TestGrid(t *testing.T) {
	pages := laid(t, plainPaper(strings.Repeat("清源县信访局", 300)))
	if len(pages) != 3 {
		t.Fatalf("1800 characters stand on %d pages", len(pages))
	}
	for i, p := range pages[:2] {
		lines := bodyLines([]Page{p})
		if len(lines) != LineCount {
			t.Errorf("page %d has %d lines", i+1, len(lines))
		}
		for j, l := range lines {
			want := CharCount
			if i == 0 && j == 0 {
				want -= 2
			}
			if n := len([]rune(l.Text())); n != want {
				t.Errorf("line %d of page %d has %d characters", j+1, i+1, n)
			}
			if y := Top + float64(j)*Pitch + 20.555; math.Abs(l.Y-y) > 0.01 {
				t.Errorf("line %d of page %d stands at %.2f, not %.2f", j+1, i+1, l.Y, y)
			}
			if g := l.Runs[0].Glyphs; math.Abs(g[5].X-g[4].X-15.793) > 0.01 {
				t.Errorf("characters are %.3f apart", g[5].X-g[4].X)
			}
		}
	}
}

// TestMarkKeptIn: a mark that is one too many is squeezed in if another gives way, and takes a character
// with it to the next line if none does.
func TestMarkKeptIn(t *testing.T) {
	for _, c := range []struct{ name, text, first string }{
		{"it fits", strings.Repeat("国", 25) + "，" + strings.Repeat("家", 30), strings.Repeat("国", 25) + "，"},
		{"squeezed", "国，" + strings.Repeat("国", 24) + "，" + strings.Repeat("家", 30), "国，" + strings.Repeat("国", 24) + "，"},
		{"pushed down", strings.Repeat("国", 26) + "，" + strings.Repeat("家", 30), strings.Repeat("国", 25)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := bodyLines(laid(t, plainPaper(c.text)))[0].Text(); got != c.first {
				t.Errorf("the first line is %s", got)
			}
		})
	}
}

// TestLonger: what is longer than a line is broken and does not run out of the type area.
func TestLonger(t *testing.T) {
	for _, text := range []string{
		"见https://xf.qingyuan.gov.cn/" + strings.Repeat("abcdefgh0123", 12) + "，谢谢。",
		strings.Repeat("，", 90), strings.Repeat("（", 90), strings.Repeat("9", 300), strings.Repeat(" ", 500) + "国",
		"《" + strings.Repeat("国", 60) + "》", strings.Repeat("—", 80),
	} {
		var all strings.Builder
		for _, l := range bodyLines(laid(t, plainPaper(text))) {
			all.WriteString(l.Text())
			if len(l.Runs) > 0 && rightEdge(l) > Left+Width+0.02 {
				t.Errorf("%.20s runs out of the type area by %.1f", text, rightEdge(l)-Left-Width)
			}
		}
		if squash(all.String()) != squash(text) {
			t.Errorf("%.20s came out as %s", text, all.String())
		}
	}
}

func squash(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// TestTitle: where titles break: at words, as a trapezoid or a diamond, no character alone.
func TestTitle(t *testing.T) {
	for _, want := range []string{
		"关于北坪村灌溉渠损毁信访事项的/预警提醒函",
		"信访事项受理告知书",
		"关于王*等3人信访事项的处理意见",
		"关于切实做好第四季度信访工作的通知",
		"关于云岭乡拖欠农民工工资信访事项的/工作建议函",
		"青石镇人民政府关于北坪村/灌溉渠损毁信访事项办理情况的报告",
		"关于印发/《信访工作责任制实施细则》的通知",
	} {
		flat := strings.ReplaceAll(want, "/", "")
		d := document.Document{Format: document.Official, Mark: "青石镇人民政府文件", Title: flat, Sign: &document.Sign{Unit: "青石镇人民政府"}}
		var got []string
		for _, l := range laid(t, d)[0].Lines {
			if l.Runs[0].Role == font.Title && l.Runs[0].Size == TitleSize {
				got = append(got, l.Text())
			}
		}
		if strings.Join(got, "/") != want {
			t.Errorf("%s, not %s", strings.Join(got, "/"), want)
		}
	}
}

// TestTitleShapes: over made titles, no line has one character, none is wider than it may be, no line
// of three is the shortest in the middle by more than a word, nothing is lost.
func TestTitleShapes(t *testing.T) {
	v, err := words()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 2))
		title := "关于"
		for range 2 + r.IntN(9) {
			title += v.Words[r.IntN(len(v.Words))]
		}
		title += "的" + v.Kinds[r.IntN(len(v.Kinds))]
		lines := titleLines(t, title)
		var widths []float64
		for i, l := range lines {
			n := len([]rune(l.Text()))
			if n < 2 || rightEdge(l)-l.Runs[0].X > titleWidth*TitleSize+0.1 {
				t.Errorf("line %d of %s", i+1, shown(lines))
			}
			if strings.HasSuffix(l.Text(), v.About) || i > 0 && strings.HasPrefix(l.Text(), v.Of) {
				t.Errorf("%s", shown(lines))
			}
			widths = append(widths, rightEdge(l)-l.Runs[0].X)
			middle := (l.Runs[0].X + rightEdge(l)) / 2
			if math.Abs(middle-Left-Width/2) > 0.1 {
				t.Errorf("line %d of %s is not in the middle: %.1f", i+1, shown(lines), middle)
			}
		}
		if strings.ReplaceAll(shown(lines), "/", "") != title {
			t.Errorf("%s came out as %s", title, shown(lines))
		}
		if len(widths) == 3 && widths[1] < widths[0]-2.1*TitleSize && widths[1] < widths[2]-2.1*TitleSize {
			t.Errorf("an hourglass: %s", shown(lines))
		}
	}
}

func titleLines(t *testing.T, title string) []Line {
	t.Helper()
	v, err := words()
	if err != nil {
		t.Fatal(err)
	}
	s := &setter{fonts: theFonts(t), words: v}
	return s.title(title, TitleSize, titlePitch)
}

func shown(lines []Line) string {
	var list []string
	for _, l := range lines {
		list = append(list, l.Text())
	}
	return fmt.Sprint(strings.Join(list, "/"))
}
