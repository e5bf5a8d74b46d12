package casework

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/store"
	"bihuan/store/storetest"
)

// pagesOf is what stands on each page of a PDF, as a reader copies it.
func pagesOf(t *testing.T, file []byte) []string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("DUMP"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".pdf"), file, 0o600)
	}
	info, err := exec.Command("pdfinfo", name).Output()
	if err != nil {
		t.Fatalf("pdfinfo: %v", err)
	}
	n, _ := strconv.Atoi(regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(string(info))[1])
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	if len(pages) != n {
		t.Fatalf("pdfinfo counts %d pages, pdftotext %d", n, len(pages))
	}
	return pages
}

// tight is a text without its blanks.
func tight(text string) string { return strings.Join(strings.Fields(text), "") }

// line is one of the contents: the document's place in the file, its day, its page.
var line = regexp.MustCompile(`(?m)^ *(\d+) .* (\d{4}-\d\d-\d\d) +(\d+)$`)

// pictures are a JPEG, which is wider than a page, and a PNG.
func pictures(t *testing.T) (wide, small []byte) {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 900, 300))
	for x := range 900 {
		for y := range 300 {
			m.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: 120, A: 255})
		}
	}
	var a, b bytes.Buffer
	if err := jpeg.Encode(&a, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&b, m.SubImage(image.Rect(0, 0, 60, 90))); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

// filed is a matter with letters, an answer and attachments.
func (s *story) filed(t *testing.T) string {
	t.Helper()
	for _, line := range []string{"case1: register X1", "case1: assigned X1", "advance 1d", "baishui.clerk: accepted X1",
		"case1: escalated X1 level=city", "case1: draft L1 reminder X1", "case1: letter L1 submitted", "chief1: letter L1 reviewed", "director: letter L1 signed",
		"case1: draft L2 reminder X1", "case1: letter L2 submitted", "chief1: letter L2 reviewed", "director: letter L2 signed", `director: letter L2 voided why="单位写错了"`} {
		s.at = line
		s.say(line)
	}
	wide, small := pictures(t)
	var files []petition.Attachment
	for _, f := range []struct {
		name    string
		content []byte
	}{{"现场照片.jpg", wide}, {"收据.png", small}, {"证明.pdf", []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n")}, {"说明.txt", []byte("补充说明")}} {
		a, err := s.cases.Attach(s.ctx, f.name, bytes.NewReader(f.content))
		if err != nil {
			t.Fatal(f.name, err)
		}
		files = append(files, a)
	}
	if _, err := s.cases.Act(s.ctx, s.officer("case1"), s.number("X1"), 0, &petition.MaterialAdded{Text: "补充照片", Attachments: files}); err != nil {
		t.Fatal(err)
	}
	return s.number("X1")
}

// A case file has all papers in order, the contents name the page on which each begins, and every page its
// number; what is personal is in full for a reason that is journalled, and nowhere without one.
func TestCaseFile(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	no := s.filed(t)
	by := s.officer("case1")
	open, err := s.db.Reader(s.cases.Scope(by)).PetitionOpen(s.ctx, no)
	if err != nil {
		t.Fatal(err)
	}
	who := open.Record.Contact()
	l1, l2 := s.stored(s.letter("L1")), s.stored(s.letter("L2"))

	for _, c := range []struct {
		name, why string
		contents  []string
		bound     BoundFile
	}{
		{"masked", "", []string{"信访事项登记表", l1.Number, l2.Number, "办理经过", "附件清单"}, BoundFile{Papers: 5, Listed: 4}},
		{"plain", "归档", []string{"信访事项登记表", l1.Number, l2.Number, "办理经过", "附件清单", "附件1现场照片.jpg", "附件2收据.png"},
			BoundFile{Papers: 5, Pictures: 2, Listed: 2, Plain: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			bound, err := s.cases.CaseFile(s.ctx, by, no, c.why, &out)
			if err != nil {
				t.Fatal(err)
			}
			if bound != c.bound {
				t.Errorf("bound %+v, want %+v", bound, c.bound)
			}
			pages := pagesOf(t, out.Bytes())
			contents := line.FindAllStringSubmatch(pages[0], -1)
			for i := range pages {
				pages[i] = tight(pages[i])
				if foot := "第" + strconv.Itoa(i+1) + "页共" + strconv.Itoa(len(pages)) + "页"; !strings.Contains(pages[i], foot) {
					t.Errorf("page %d lacks %q: %s", i+1, foot, pages[i])
				}
			}
			if len(contents) != len(c.contents) {
				t.Fatalf("the contents have %d lines, want %d: %s", len(contents), len(c.contents), pages[0])
			}
			last := 1
			for i, entry := range c.contents {
				at, _ := strconv.Atoi(contents[i][3])
				if contents[i][1] != strconv.Itoa(i+1) || !strings.Contains(pages[0], entry) {
					t.Errorf("line %d of the contents is not %q: %s", i+1, entry, contents[i][0])
				}
				if at <= last || at > len(pages) || !strings.Contains(pages[at-1], entry) {
					t.Errorf("%q is said to begin on page %d, after %d", entry, at, last)
				}
				last = at
			}
			whole := strings.Join(pages, "\n")
			for _, l := range []*store.Letter{l1, l2} {
				i := slices.IndexFunc(pages[1:], func(page string) bool { return strings.Contains(page, l.Number) })
				if i < 0 || strings.Contains(pages[1+i], "已作废") != (l.State == letter.Voided) {
					t.Errorf("%s is marked wrongly", l.Number)
				}
			}
			for _, secret := range []string{who.Name.Reveal(), who.Phone.Reveal(), who.Address.Reveal()} {
				if got := strings.Contains(whole, secret); got != c.bound.Plain {
					t.Errorf("%s: %q is there: %v", c.name, secret, got)
				}
			}
			for _, said := range []string{"反映", "登记", "交办", "预警提醒函", "现场照片.jpg", "补充材料"} {
				if !strings.Contains(whole, said) {
					t.Errorf("it does not say %q", said)
				}
			}
			reveals, err := s.db.Reader(s.cases.Scope(by)).Reveals(s.ctx, no)
			if err != nil || len(reveals) != len(c.why)/len("归档") {
				t.Errorf("%d views are journalled: %v", len(reveals), err)
			}
			again := &bytes.Buffer{}
			if _, err := s.cases.CaseFile(s.ctx, by, no, "", again); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A reply and an opinion stand in the file as the record has them, unless a letter was made of them.
func TestCaseFileHasOpinions(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	tell := func(lines ...string) {
		for _, line := range lines {
			s.at = line
			s.say(line)
		}
	}
	answered := []string{"baishui.handler1: reply_submitted X1", "baishui.deputy: reply_approved X1", "baishui.head: reply_approved X1", "baishui.clerk: replied X1"}
	tell("case1: register X1", "case1: assigned X1", "baishui.clerk: accepted X1", "baishui.handler1: notified X1")
	tell(answered...)
	tell("baishui.clerk: served X1", "advance 1d", "case1: called_back X1 true=false", "advance 1d")
	tell(answered...)
	tell("advance 1h", "baishui.clerk: draft L1 reply X1", "baishui.clerk: letter L1 signed", "baishui.clerk: served X1", "advance 1d",
		"petitioner: review_requested X1", "advance 1d", "chief1: review_decided X1 decision=changed")
	open, err := s.db.Reader(s.cases.Scope(s.officer("case1"))).PetitionOpen(s.ctx, s.number("X1"))
	if err != nil {
		t.Fatal(err)
	}
	who := open.Record.Contact()
	bound := func() (BoundFile, string) {
		var out bytes.Buffer
		b, err := s.cases.CaseFile(s.ctx, s.officer("case1"), s.number("X1"), "", &out)
		if err != nil {
			t.Fatal(err)
		}
		pages := pagesOf(t, out.Bytes())
		if whole := tight(strings.Join(pages, "")); strings.Contains(whole, who.Name.Reveal()) || !strings.Contains(whole, who.Name.Mask()+"：") {
			t.Error("whom the reply is written to is not masked")
		}
		return b, tight(pages[0])
	}
	b, contents := bound()
	// record, the first reply, the letter of the second, the opinion and what it made of the reply, the course
	first, written, changed := strings.Index(contents, "处理意见2026"), strings.Index(contents, s.stored(s.letter("L1")).Number), strings.Index(contents, "变更后")
	if b.Papers != 6 || first < 0 || first > written || written > changed || strings.Index(contents, "复查意见") > changed || strings.Count(contents, "处理意见2026") != 1 || !strings.Contains(contents, "复查意见") {
		t.Errorf("%d papers: %s", b.Papers, contents)
	}
	// The letter is taken back: its reply is told from the record, and the letter is marked.
	tell(`baishui.head: letter L1 voided why="印错了"`)
	if b, contents = bound(); b.Papers != 7 || strings.Count(contents, "处理意见2026") != 2 {
		t.Errorf("%d papers: %s", b.Papers, contents)
	}
}

// What an officer may not read is in no case file of theirs: a matter out of scope, a letter that is not for
// their unit, personal data that their post may not see.
func TestCaseFileKeepsToTheScope(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	no := s.filed(t)
	for _, line := range []string{"case1: escalated X1 level=province", `case1: draft L3 lookback X1`} {
		s.at = line
		s.say(line)
	}
	form, _ := s.cases.Forms().Form("lookback")
	l := s.stored(s.letter("L3"))
	for _, f := range form.Fields {
		if f.Required && l.Values[f.Name] == "" {
			l.Values[f.Name] = fill(f)
		}
	}
	if err := s.cases.EditLetter(s.ctx, s.officer("case1"), l.ID, l.Version, l.Values); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"case1: letter L3 submitted", "chief1: letter L3 reviewed", "director: letter L3 signed"} {
		s.at = line
		if s.stored(s.letter("L3")).State == letter.Reviewed && strings.HasSuffix(line, "reviewed") {
			continue
		}
		s.say(line)
	}
	number := s.stored(s.letter("L3")).Number
	for _, c := range []struct {
		login string
		sees  bool
	}{{"case1", true}, {"baishui.clerk", false}} {
		var out bytes.Buffer
		if _, err := s.cases.CaseFile(s.ctx, s.officer(c.login), no, "", &out); err != nil {
			t.Fatal(c.login, err)
		}
		whole := tight(strings.Join(pagesOf(t, out.Bytes()), "\n"))
		// The course tells of a letter without its name; of this matter's, the look-back alone is one of those.
		if got := strings.Contains(whole, number) || strings.Contains(whole, form.Name) || strings.Contains(whole, "发出文书"); got != c.sees {
			t.Errorf("%s sees the look-back: %v", c.login, got)
		}
	}
	var out bytes.Buffer
	if _, err := s.cases.CaseFile(s.ctx, s.officer("liuhe.clerk"), no, "", &out); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another unit: %v", err)
	}
	if _, err := s.cases.CaseFile(s.ctx, s.officer("case1"), no, "看", &out); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reason of one character: %v", err)
	}
	if _, err := s.cases.CaseFile(s.ctx, s.officer("leader3"), no, "归档", &out); fault.KindOf(err) != fault.Forbidden && fault.KindOf(err) != fault.NotFound {
		t.Errorf("a leader sees personal data: %v", err)
	}
	if out.Len() != 0 {
		t.Error("something was written")
	}
}

// fill is a value that a field takes.
func fill(f letter.Field) string {
	if len(f.Choices) > 0 {
		return f.Choices[0].Value
	}
	if f.Type == letter.Date {
		return "2026-09-20"
	}
	return "按记录填写"
}
