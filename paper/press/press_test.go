package press

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"

	"bihuan/domain/document"
)

func pdfOf(t *testing.T, docs ...document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := thePress(t).PDF(&b, docs...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestText: what is copied out of the PDF is the paper's text, whole and in order.
func TestText(t *testing.T) {
	for name, d := range samples() {
		t.Run(name, func(t *testing.T) {
			text := regexp.MustCompile(`—\d+—`).ReplaceAllString(printPaper(t, d).text(), "") // page numbers
			at := 0
			for _, part := range inOrder(d) {
				i := strings.Index(text[at:], part)
				if i < 0 {
					t.Fatalf("after %d bytes there is no %s in\n%s", at, part, text)
				}
				at += i + len(part)
			}
		})
	}
}

// inOrder is what a paper says, in the order of reading, without white. A paragraph that goes on on the
// next page has the page's number within it, so sentences are looked for.
func inOrder(d document.Document) []string {
	list := []string{d.Mark, d.Number, d.Title}
	if d.Format == document.Notice || d.Format == document.Record {
		list = []string{d.Title, d.Number}
	}
	list = append(list, strings.Join(d.To, "、"))
	for _, b := range d.Blocks {
		list = append(list, b.String())
		if b.Table != nil {
			list = append(list, b.Table.Head...)
			for _, cells := range b.Table.Rows {
				list = append(list, cells...)
			}
		}
	}
	for i, a := range d.Attachments {
		if i == 0 {
			list = append(list, "附件：")
		}
		list = append(list, a)
	}
	if d.Sign != nil {
		list = append(list, d.Sign.Unit, d.Sign.Date)
	}
	list = append(list, d.Note)
	if len(d.Copies) > 0 {
		list = append(list, "抄送："+strings.Join(d.Copies, "，")+"。")
	}
	for i := range list {
		list[i] = strings.Join(strings.Fields(list[i]), "")
	}
	return list
}

// TestSeveral: papers in one file have page numbers of their own.
func TestSeveral(t *testing.T) {
	p := printPaper(t, report(), upward())
	var numbers []string
	for _, w := range p.words {
		if w.y1 > 262 && w.y2 < 280 && strings.Trim(w.text, "0123456789") == "" {
			numbers = append(numbers, w.text)
		}
	}
	if got := strings.Join(numbers, " "); !strings.HasPrefix(got, "1 2 3 4") || !strings.HasSuffix(got, " 1 2") {
		t.Errorf("the pages are numbered %s", got)
	}
	if err := thePress(t).PDF(io.Discard); err == nil {
		t.Error("no paper at all was printed")
	}
}

// TestSame: a paper printed again, and by many at once, is the same to the byte.
func TestSame(t *testing.T) {
	want := map[string][]byte{}
	for name, d := range samples() {
		want[name] = pdfOf(t, d)
	}
	fresh, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for name, d := range samples() {
				var b bytes.Buffer
				if err := fresh.PDF(&b, d); err != nil {
					t.Error(err)
				}
				if !bytes.Equal(b.Bytes(), want[name]) {
					t.Errorf("%s is another file of %d bytes, not %d", name, b.Len(), len(want[name]))
				}
				if _, err := fresh.Preview(d); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// TestPages counts pages as the PDF has them.
func TestPages(t *testing.T) {
	for name, d := range samples() {
		n, err := thePress(t).Pages(d)
		if err != nil {
			t.Fatal(err)
		}
		p := printPaper(t, d)
		if last := p.words[len(p.words)-1].page; n != last {
			t.Errorf("%s has %d pages, and its PDF %d", name, n, last)
		}
	}
}

// TestMissing names what no font has, once, wherever it stands.
func TestMissing(t *testing.T) {
	d := reminder()
	if got := thePress(t).Missing(d); len(got) != 0 {
		t.Errorf("%q are missing in a usual letter", got)
	}
	d.Sign.Unit += "\U0010fffd"
	d.Blocks = append(d.Blocks, document.Block{Kind: document.Rows, Table: &document.Table{Rows: [][]string{{"\U0010fffd\U0010fffc"}}}})
	if got := string(thePress(t).Missing(d)); got != "\U0010fffc\U0010fffd" {
		t.Errorf("%q are missing", got)
	}
	if text := printPaper(t, d).text(); text == "" {
		t.Error("a paper with a missing character was not printed")
	}
}

// TestDOCX: the other door opens too.
func TestDOCX(t *testing.T) {
	var b bytes.Buffer
	if err := thePress(t).DOCX(&b, reminder()); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("PK")) {
		t.Errorf("%.8q is no DOCX", b.Bytes())
	}
}

// TestBroken: what cannot be set says which part of the paper it is.
func TestBroken(t *testing.T) {
	d := reminder()
	d.Blocks = append(d.Blocks, document.Block{Kind: document.Picture, Image: &document.Image{Type: "image/png", Data: []byte("no")}})
	err := thePress(t).PDF(io.Discard, d)
	if err == nil || !strings.Contains(err.Error(), "block 10") {
		t.Errorf("%v", err)
	}
}

// TestCheck: wherever the code stands, nothing stands under it, and it is on the last page.
func TestCheck(t *testing.T) {
	for n := range 30 * 8 {
		for _, format := range document.Formats() {
			d := reminder()
			d.Format = format
			d.Blocks = nil
			for range n / 8 {
				d.Blocks = append(d.Blocks, document.Text(document.Paragraph, "请你镇主要负责同志当面听取信访人意见。"))
			}
			d.Blocks = append(d.Blocks, document.Text(document.Right, "右边也有文字"))
			if n&1 > 0 {
				d.Copies = nil
			}
			if n&2 > 0 {
				d.Note = ""
			}
			if n&4 > 0 {
				d.Sign = nil
			}
			checked(t, d)
		}
	}
}
