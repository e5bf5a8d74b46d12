package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

const mm = 72 / 25.4

// line places a text at a pitch: full-width characters one each, others by their own width.
func line(s *font.Set, role font.Role, text string, size, pitch float64) []Placed {
	var placed []Placed
	x := 0.0
	for _, r := range text {
		g := s.Glyph(role, r)
		placed = append(placed, Placed{Glyph: g, X: x})
		if g.Advance == 1 {
			x += pitch
		} else {
			x += g.Advance * size
		}
	}
	return placed
}

func set(t testing.TB) *font.Set {
	t.Helper()
	s, err := font.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func meta() document.Meta {
	return document.Meta{Author: "清河县信访局", Language: "zh-CN", Made: time.Date(2026, 9, 18, 9, 0, 0, 0, time.FixedZone("", 8*3600))}
}

// words are the lines of the test page, each in a role, from the top.
var words = []struct {
	role font.Role
	size float64
	text string
}{
	{font.Title, 22, "关于办理群众来信事项的函"},
	{font.Fang, 16, "清信提函〔2026〕12号"},
	{font.Hei, 16, "一、基本情况"},
	{font.Kai, 16, "（一）来信人反映的事项"},
	{font.FangBold, 16, "1.道路硬化款未付，涉及3户"},
	{font.Fang, 16, "请于2026年9月30日前答复，联系人䶮喆、堃燊，金额￥1,200.50元。"},
	{font.Song, 14, "— 1 —"},
	{font.SongBold, 14, "合计：100%"},
	{font.Fang, 16, "𠮷⼀一"},
}

func letter(s *font.Set, m document.Meta) *File {
	f := New(m, "关于办理群众来信事项的函 <&>")
	p := f.Page(210*mm, 297*mm)
	for i, w := range words {
		p.Text(28*mm, 37*mm+28.95*float64(i+1), w.size, Color{}, line(s, w.role, w.text, w.size, w.size*15.79/16))
	}
	p.Rule(28*mm, 30*mm, 184*mm, 30*mm, 1, Color{R: 224})
	p.Fill(28*mm, 200*mm, 10, 10, Color{G: 128})
	p.Modules(150*mm, 240*mm, 60, 21, func(x, y int) bool { return (x*y+x)%3 == 0 })
	return f
}

func written(t testing.TB, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := f.WriteTo(&b)
	if err != nil {
		t.Fatal(err)
	}
	if n != int64(b.Len()) {
		t.Fatalf("WriteTo said %d bytes and wrote %d", n, b.Len())
	}
	return b.Bytes()
}

// run runs a program over the file. A program that is missing fails the test: the set-up installs it.
func run(t testing.TB, content []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, arg := range args {
		if arg == "FILE" {
			args[i] = path
		}
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// texts is the text lines that a reader copies.
func texts(t *testing.T, content []byte) []string {
	t.Helper()
	// Raw, since else three equal gaps, as of a page number, are taken for wide setting.
	out := run(t, content, "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-")
	return strings.Split(strings.TrimRight(out, "\n\f"), "\n")
}

func TestText(t *testing.T) {
	got := texts(t, written(t, letter(set(t), meta())))
	if len(got) != len(words) {
		t.Fatalf("%d lines, want %d: %q", len(got), len(words), got)
	}
	for i, w := range words {
		if got[i] != w.text {
			t.Errorf("line %d copies as %q, want %q", i, got[i], w.text)
		}
	}
}

// TestMissing: what no face draws is drawn as the geta mark, and copies as what it is.
func TestMissing(t *testing.T) {
	s := set(t)
	f := New(meta(), "")
	p := f.Page(200, 100)
	p.Text(10, 50, 16, Color{}, line(s, font.Fang, "王\ue123〓生", 16, 16))
	if got := texts(t, written(t, f)); len(got) != 1 || got[0] != "王\ue123〓生" {
		t.Errorf("copies as %q", got)
	}
	at := shown(t, f)
	if !near(at(34, 39), color.RGBA{0, 0, 0, 255}) {
		t.Errorf("a missing character is drawn as nothing: %v", at(34, 39))
	}
}

func TestFonts(t *testing.T) {
	out := run(t, written(t, letter(set(t), meta())), "pdffonts", "FILE")
	lines := strings.Split(strings.TrimSpace(out), "\n")[2:]
	want := []string{"NotoSerifSC-Bold", "FandolFang-Regular", "NotoSansSC-Medium", "BihuanKai-Regular", "NotoSerifSC-Regular", "NotoSerifCJKsc-Regular"}
	if len(lines) != len(want) {
		t.Fatalf("%d fonts:\n%s", len(lines), out)
	}
	for i, l := range lines {
		// name, type, encoding, embedded, subset, Unicode
		if !regexp.MustCompile(`^[A-Z]{6}\+` + want[i] + ` +CID TrueType +Identity-H +yes yes yes `).MatchString(l) {
			t.Errorf("font %d: %s", i, l)
		}
	}
}

// TestPlaces: each glyph stands where it was put, to a tenth of a point, however many go before it.
func TestPlaces(t *testing.T) {
	s := set(t)
	const size, pitch = 16, 156 * mm / 28
	f := New(meta(), "")
	p := f.Page(297*mm, 210*mm)
	var want []float64
	text := []rune("关于办理群众来信事项的函关于办理群众来信事项的函关于办理") // 28
	for row, scale := range []float64{0, 0.9, 0.8333} {
		var placed []Placed
		for i, r := range text {
			placed = append(placed, Placed{Glyph: s.Glyph(font.Fang, r), X: float64(i) * (pitch + 8), Scale: scale})
			want = append(want, 28*mm+float64(i)*(pitch+8))
		}
		// Apart, so that each is a word with a place of its own.
		p.Text(28*mm, 100*mm+40*float64(row), size, Color{}, placed)
	}
	out := run(t, written(t, f), "pdftotext", "-bbox", "FILE", "-")
	found := regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)"[^>]*>(.)</word>`).FindAllStringSubmatch(out, -1)
	if len(found) != len(want) {
		t.Fatalf("%d characters were found, want %d", len(found), len(want))
	}
	for i, w := range found {
		x, _ := strconv.ParseFloat(w[1], 64)
		end, _ := strconv.ParseFloat(w[3], 64)
		if math.Abs(x-want[i]) > 0.1 || w[4] != string(text[i%len(text)]) {
			t.Errorf("%s stands at %.3f, want %c at %.3f", w[4], x, text[i%len(text)], want[i])
		}
		if wide := []float64{16, 14.4, 13.333}[i/len(text)]; math.Abs(end-x-wide) > 0.1 {
			t.Errorf("%s is %.3f wide, want %.3f", w[4], end-x, wide)
		}
	}
}

// TestBaseline: the foot of a letter stands on the baseline that was asked for.
func TestBaseline(t *testing.T) {
	s := set(t)
	f := New(meta(), "")
	p := f.Page(200, 200)
	p.Text(20, 100, 80, Color{}, line(s, font.Hei, "L", 80, 80))
	at := shown(t, f)
	ink := func(y int) bool {
		for x := range 200 {
			if at(x, y).R < 128 {
				return true
			}
		}
		return false
	}
	if !ink(99) || ink(101) {
		t.Errorf("ink above the baseline: %v, below it: %v", ink(99), ink(101))
	}
}

func TestSameBytes(t *testing.T) {
	s := set(t)
	f := letter(s, meta())
	one := written(t, f)
	if !bytes.Equal(one, written(t, f)) {
		t.Error("written twice, the file is another")
	}
	utc := meta()
	utc.Made = utc.Made.UTC()
	if !bytes.Equal(one, written(t, letter(set(t), utc))) {
		t.Error("made again, or from the same instant in another zone, the file is another")
	}
	later := meta()
	later.Made = later.Made.Add(time.Second)
	id := regexp.MustCompile(`/ID \[<([0-9A-F]{32})> `)
	other := written(t, letter(s, later))
	if a, b := id.FindSubmatch(one), id.FindSubmatch(other); a == nil || b == nil || bytes.Equal(a[1], b[1]) {
		t.Errorf("another content has the same ID: %q, %q", a, b)
	}
	sum := sha256.Sum256(one)
	if got := hex64(sum[:8]); got != golden {
		t.Errorf("the file's hash begins %s and was %s: papers that were issued will not be made again to the byte", got, golden)
	}
}

func hex64(b []byte) string { return fmt.Sprintf("%x", b) }

// golden is the begin of the test letter's SHA-256. It changes with the fonts, with the compression and
// with the writer; then it is worth a line in the change log.
const golden = "bd0cee92a191866d"

// TestTogether makes files from one set in many goroutines.
func TestTogether(t *testing.T) {
	s := set(t)
	var all sync.WaitGroup
	files := make([]bytes.Buffer, 4)
	for i := range files {
		all.Go(func() {
			if _, err := letter(s, meta()).WriteTo(&files[i]); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range files {
		if !bytes.Equal(files[i].Bytes(), files[0].Bytes()) {
			t.Errorf("file %d is another", i)
		}
	}
}

func TestSound(t *testing.T) {
	f := letter(set(t), meta())
	if err := f.Page(100, 100).Image(0, 0, 50, 50, "image/jpeg", jpegOf(t, corners(64, 64))); err != nil {
		t.Fatal(err)
	}
	content := written(t, f)
	if out := run(t, content, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Error(out)
	}
	info := run(t, content, "pdfinfo", "FILE")
	for _, want := range []string{`Title: +关于办理群众来信事项的函 <&>\n`, `Author: +清河县信访局\n`, `CreationDate: +Fri Sep 18 01:00:00 2026`, `Pages: +2\n`, `PDF version: +1.7\n`} {
		if !regexp.MustCompile(want).MatchString(info) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	xmp := run(t, content, "pdfinfo", "-meta", "FILE")
	var parsed struct {
		Part        string `xml:"RDF>Description>part"`
		Conformance string `xml:"RDF>Description>conformance"`
		Title       string `xml:"RDF>Description>title>Alt>li"`
		Made        string `xml:"RDF>Description>CreateDate"`
	}
	if err := xml.Unmarshal([]byte(xmp), &parsed); err != nil {
		t.Fatalf("%v\n%s", err, xmp)
	}
	if parsed.Part != "2" || parsed.Conformance != "B" || parsed.Title != "关于办理群众来信事项的函 <&>" || parsed.Made != "2026-09-18T01:00:00Z" {
		t.Errorf("metadata: %+v", parsed)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 1: "1", -0.5: "-0.5", 12.3456: "12.346", 0.0004: "0", -0.0004: "0", 7.05: "7.05", 100.001: "100.001"} {
		if got := string(decimal(nil, n)); got != want {
			t.Errorf("%g is written %q, want %q", n, got, want)
		}
	}
	s := set(t)
	for name, draw := range map[string]func(p *Page){
		"rule": func(p *Page) { p.Rule(0, 0, math.NaN(), 0, 1, Color{}) },
		"fill": func(p *Page) { p.Fill(0, math.Inf(1), 1, 1, Color{}) },
		"size": func(p *Page) { p.Text(0, 0, math.NaN(), Color{}, line(s, font.Fang, "函", 1, 1)) },
		"x": func(p *Page) {
			p.Text(0, 0, 1, Color{}, []Placed{{Glyph: s.Glyph(font.Fang, '函')}, {Glyph: s.Glyph(font.Fang, '函'), X: math.NaN()}})
		},
	} {
		f := New(meta(), "")
		draw(f.Page(10, 10))
		if _, err := f.WriteTo(io.Discard); err == nil {
			t.Errorf("%s: a length that is no number was written", name)
		}
	}
}

// BenchmarkLetter makes a letter of one full page, the set being open.
func BenchmarkLetter(b *testing.B) {
	s := set(b)
	r := rune(0x4e00)
	next := func() rune {
		for r++; s.Glyph(font.Fang, r).Face.Name() != "FandolFang-Regular"; r++ {
		}
		return r
	}
	var lines [][]Placed
	for range 19 {
		var text []rune
		for i := range 28 {
			if i%2 == 0 { // half of a page's characters come for the first time
				text = append(text, next())
			} else {
				text = append(text, text[len(text)-1])
			}
		}
		lines = append(lines, line(s, font.Fang, string(text), 16, 15.79))
	}
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		f := letter(s, meta())
		p := f.pages[0]
		for i, l := range lines {
			p.Text(28*mm, 37*mm+28.95*float64(i), 16, Color{}, l)
		}
		var out bytes.Buffer
		if _, err := f.WriteTo(&out); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
	b.ReportMetric(float64(size), "bytes")
}
