package press

import (
	"bytes"
	"fmt"
	"image"
	pigment "image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bihuan/domain/document"
)

// boundPages is what stands on each page of a file.
func boundPages(t *testing.T, file []byte) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func photo(t *testing.T, w, h int, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, pigment.RGBA{R: uint8(x), G: uint8(y), B: 90, A: 255})
		}
	}
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFile: so many papers that their contents take pages themselves. Each begins where the contents say, and
// every page is numbered; an issued paper keeps its own numbers, one made for the file has none.
func TestFile(t *testing.T) {
	issued := document.Document{Format: document.Notice, Title: "告知书", Blocks: []document.Block{document.Text(document.Paragraph, "照发。")}}
	var sheets []Sheet
	for i := range 60 {
		d := document.Document{Format: document.Record, Title: fmt.Sprintf("第%d份材料", i+1), Blocks: []document.Block{document.Text(document.Paragraph, "内容。")}}
		if i == 20 {
			for range 50 {
				d.Blocks = append(d.Blocks, document.Text(document.Paragraph, "还有内容。"))
			}
		}
		sheets = append(sheets, Sheet{Paper: &d, Made: true})
	}
	sheets = append(sheets, Sheet{Paper: &issued}, Sheet{Picture: &document.Image{Type: "image/jpeg", Caption: "现场照片",
		Data: photo(t, 2000, 500, func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) })}})
	var begins []int
	var out bytes.Buffer
	err := thePress(t).File(&out, Binding{
		Meta: made, Title: "卷宗",
		Cover: func(at []int, _ int) document.Document {
			begins = at
			table := &document.Table{Head: []string{"件号", "页号"}}
			for i, page := range at {
				table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), strconv.Itoa(page)})
			}
			return document.Document{Format: document.Record, Title: "目录", Blocks: []document.Block{{Kind: document.Rows, Table: table}}}
		},
		Foot: func(page, pages int) string { return fmt.Sprintf("第 %d 页　共 %d 页", page, pages) },
	}, sheets...)
	if err != nil {
		t.Fatal(err)
	}
	pages := boundPages(t, out.Bytes())
	if begins[0] < 3 {
		t.Fatalf("the contents take %d pages: nothing is tried", begins[0]-1)
	}
	for i, page := range pages {
		if want := fmt.Sprintf("第%d页共%d页", i+1, len(pages)); !strings.Contains(strings.Join(strings.Fields(page), ""), want) {
			t.Errorf("page %d lacks %q", i+1, want)
		}
		own := strings.Contains(page, "—")
		if is := i+1 == begins[60]; own != is {
			t.Errorf("page %d has a number of its own: %v", i+1, own)
		}
	}
	for i, at := range begins[:60] {
		if !strings.Contains(pages[at-1], fmt.Sprintf("第%d份材料", i+1)) {
			t.Errorf("paper %d does not begin on page %d", i+1, at)
		}
	}
	if last := begins[61]; last != len(pages) || !strings.Contains(pages[last-1], "现场照片") {
		t.Errorf("the picture is on page %d of %d", last, len(pages))
	}
	var again bytes.Buffer
	_ = thePress(t).File(&again, Binding{Meta: made, Title: "卷宗", Cover: func([]int, int) document.Document { return issued },
		Foot: func(page, pages int) string { return fmt.Sprint(page, pages) }}, sheets[60])
	if n := len(boundPages(t, again.Bytes())); n != 2 {
		t.Errorf("two papers are %d pages", n)
	}
}

// TestDraws: pictures come from anybody, and one that cannot be drawn is known before a file is begun.
func TestDraws(t *testing.T) {
	p := thePress(t)
	whole := photo(t, 30, 20, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) })
	for _, c := range []struct {
		kind string
		data []byte
		want bool
	}{
		{"image/png", whole, true}, {"image/png", whole[:len(whole)/2], false}, {"image/jpeg", whole, false}, {"image/gif", whole, false}, {"image/png", nil, false},
	} {
		if got := p.Draws(document.Image{Type: c.kind, Data: c.data}); got != c.want {
			t.Errorf("%s of %d bytes: %v", c.kind, len(c.data), got)
		}
	}
}
