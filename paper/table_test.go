package paper

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"bihuan/domain/fault"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readAll reads a table to its end or its first fault.
func readAll(t testing.TB, content []byte, limits Limits) ([]Row, error) {
	t.Helper()
	table, err := OpenTable(bytes.NewReader(content), "rows.csv", limits)
	if err != nil {
		return nil, err
	}
	defer table.Close()
	var rows []Row
	for {
		row, err := table.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

const complaint = "编号,内容\r\n1,\"路灯坏了，\r\n三个月没人修\"\r\n\r\n2,𠮷野家门口积水\r\n"

func wanted() []Row {
	return []Row{
		{1, []string{"编号", "内容"}},
		{2, []string{"1", "路灯坏了，\n三个月没人修"}},
		{5, []string{"2", "𠮷野家门口积水"}},
	}
}

func encoded(t testing.TB, name, text string) []byte {
	t.Helper()
	var b []byte
	var err error
	switch name {
	case "UTF-8":
		b = []byte(text)
	case "UTF-8 with a mark":
		b = []byte("\ufeff" + text)
	case "GB18030":
		b, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	case "UTF-16 little":
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	case "UTF-16 big":
		b, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodings(t *testing.T) {
	// The second file speaks Chinese only after more ASCII than any window holds.
	var long strings.Builder
	long.WriteString("id,text\n")
	for i := range 9000 {
		fmt.Fprintf(&long, "%d,plain old ascii text\n", i)
	}
	long.WriteString("9999,终于有汉字\n")
	for _, name := range []string{"UTF-8", "UTF-8 with a mark", "GB18030", "UTF-16 little", "UTF-16 big"} {
		t.Run(name, func(t *testing.T) {
			rows, err := readAll(t, encoded(t, name, complaint), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wanted(), rows); diff != "" {
				t.Error(diff)
			}
			rows, err = readAll(t, encoded(t, name, long.String()), Limits{})
			if err != nil || len(rows) != 9002 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			if last := rows[9001]; last.Line != 9002 || last.Cells[1] != "终于有汉字" {
				t.Errorf("last row %v", last)
			}
		})
	}
}

func TestDelimiters(t *testing.T) {
	for _, mark := range []string{",", ";", "\t"} {
		text := strings.Join([]string{`"a,b;c;d"`, "b", "c"}, mark) + "\n1" + mark + "2" + mark + "3\n"
		rows, err := readAll(t, []byte(text), Limits{})
		if err != nil || len(rows) != 2 || len(rows[0].Cells) != 3 || rows[0].Cells[0] != "a,b;c;d" {
			t.Errorf("%q: %v %v", mark, rows, err)
		}
	}
}

// damage puts a byte that does not belong into the third line.
func damage(t testing.TB, name string) []byte {
	text := "编号,内容\n1,路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了路灯坏了\n2,积水@积水\n3,再来一行\n"
	b := encoded(t, name, text)
	at := bytes.IndexByte(b, '@')
	if strings.HasPrefix(name, "UTF-16") {
		b[at], b[at+1] = 0x00, 0xdc // half a surrogate pair, little endian
		return b
	}
	b[at] = 0xff
	return b
}

func TestRefusals(t *testing.T) {
	many := func(n int) []byte { return []byte("a,b\n" + strings.Repeat("1,2\n", n)) }
	for _, tt := range []struct {
		name    string
		content []byte
		limits  Limits
		key     string
		line    int
		rows    int // read before it
	}{
		{"empty", nil, Limits{}, "fault.paper.empty", 0, 0},
		{"PDF", []byte("%PDF-1.7\n..."), Limits{}, "fault.paper.foreign", 0, 0},
		{"web page named .xls", []byte("\r\n<html><table><tr><td>编号"), Limits{}, "fault.paper.foreign", 0, 0},
		{"old Excel", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), Limits{}, "fault.paper.xls", 0, 0},
		{"binary", []byte("a,b\n1,2\n\x00\x01\x02"), Limits{}, "fault.paper.binary", 3, 2},
		{"wrong byte in UTF-8", damage(t, "UTF-8 with a mark"), Limits{}, "fault.paper.byte", 3, 2},
		{"wrong byte in GB18030", damage(t, "GB18030"), Limits{}, "fault.paper.byte", 3, 2},
		{"wrong byte in UTF-16", damage(t, "UTF-16 little"), Limits{}, "fault.paper.byte", 3, 2},
		{"Latin-1", []byte("id,name\n1,caf\xe9 \xe8t\xe9\n2,\xfc\xff\xfe\xff\n"), Limits{}, "fault.paper.encoding", 0, -1},
		{"bare quote", []byte("a,b\n1,2\n3,4\"5\n"), Limits{}, "fault.paper.quote", 3, 2},
		{"quote never closed", []byte("a,b\n1,2\n3,\"45\n6,7\n"), Limits{}, "fault.paper.quote", 3, 2},
		{"row without end", []byte("a,b\n1,2\n3,\"" + strings.Repeat("x", 400_000)), Limits{Row: 100_000}, "fault.paper.row", 3, 2},
		{"too many rows", many(11), Limits{Rows: 10}, "fault.paper.rows", 11, 10},
		{"too many columns", []byte("a\n" + strings.Repeat(",", 20)), Limits{Columns: 10}, "fault.paper.columns", 2, 1},
		{"too large", many(100_000), Limits{Bytes: 1000}, "fault.paper.large", 0, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, err := readAll(t, tt.content, tt.limits)
			f := fault.As(err)
			if f == nil || f.Key != tt.key || f.Kind != fault.Invalid {
				t.Fatalf("got %v, want %s", err, tt.key)
			}
			for i := 0; i+1 < len(f.Args); i += 2 {
				if f.Args[i] == "line" && f.Args[i+1] != tt.line {
					t.Errorf("names line %v, want %d", f.Args[i+1], tt.line)
				}
			}
			if tt.rows >= 0 && len(rows) != tt.rows {
				t.Errorf("%d rows before it, want %d", len(rows), tt.rows)
			}
		})
	}
}

func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if row == nil {
			continue
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	rows, err := readAll(t, workbook(t, []any{"信访件登记表"}, nil, []any{"编号", "", "电话"}, []any{1, "x", 15400001234}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{{1, []string{"信访件登记表"}}, {3, []string{"编号", "", "电话"}}, {4, []string{"1", "x", "15400001234"}}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// repack changes parts of a workbook.
func repack(t testing.TB, content []byte, change func(name string, part []byte) []byte, more map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	put := func(name string, part []byte) {
		w, err := out.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		put(f.Name, change(f.Name, part))
	}
	for name, part := range more {
		put(name, part)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileWorkbooks(t *testing.T) {
	good := workbook(t, []any{"编号", "内容"}, []any{1, "路灯"}, []any{2, "积水"})
	same := func(_ string, part []byte) []byte { return part }
	parts := map[string][]byte{}
	for i := range maxParts {
		parts[fmt.Sprintf("xl/x%d.bin", i)] = nil
	}
	for _, tt := range []struct {
		name    string
		content []byte
		limits  Limits
		key     string
	}{
		{"bomb in a part that nobody reads", repack(t, good, same, map[string][]byte{"xl/media/x.bin": make([]byte, 30<<20)}), Limits{}, "fault.paper.bomb"},
		{"large when unpacked", repack(t, good, same, map[string][]byte{"xl/x.bin": make([]byte, 2<<20)}), Limits{Unpacked: 1 << 20, Ratio: 1 << 40}, "fault.paper.bomb"},
		{"many parts", repack(t, good, same, parts), Limits{}, "fault.paper.bomb"},
		{"cut off", good[:len(good)/2], Limits{}, "fault.paper.broken_xlsx"},
		{"no workbook", repack(t, good, same, nil)[:0], Limits{}, "fault.paper.empty"},
		{"another zip", func() []byte {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			w, _ := z.Create("hello.txt")
			_, _ = w.Write([]byte("hello"))
			_ = z.Close()
			return b.Bytes()
		}(), Limits{}, "fault.paper.foreign"},
		{"rows that break off", repack(t, good, func(name string, part []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				return part[:bytes.Index(part, []byte("</row>"))]
			}
			return part
		}, nil), Limits{}, "fault.paper.broken_xlsx"},
		{"nested without end", repack(t, good, func(name string, part []byte) []byte {
			if name == "xl/styles.xml" {
				return []byte(strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000))
			}
			return part
		}, nil), Limits{}, "fault.paper.broken_xlsx"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readAll(t, tt.content, tt.limits)
			if f := fault.As(err); f == nil || f.Key != tt.key {
				t.Errorf("got %v, want %s", err, tt.key)
			}
		})
	}
}

func TestWriters(t *testing.T) {
	texts := []string{"=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "'=1", "''+", "'quoted'", "路灯, \"坏了\"\n三个月", "＝1", "", "普通"}
	for _, format := range Formats() {
		t.Run(string(format), func(t *testing.T) {
			var b bytes.Buffer
			w, err := NewWriter(&b, format, "信访件")
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write("编号", "内容", "人数", "比"); err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				if err := w.Write(fmt.Sprint("n", i), text, -i, 0.5); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if format == CSV {
				raw, err := csv.NewReader(bytes.NewReader(b.Bytes()[3:])).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range raw[1:] {
					if strings.ContainsAny(row[1][:min(1, len(row[1]))], "=+-@\t\r") {
						t.Errorf("%q is written as a formula", row[1])
					}
				}
			}
			rows, err := readAll(t, b.Bytes(), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				want := []string{fmt.Sprint("n", i), text, fmt.Sprint(-i), "0.5"}
				if diff := cmp.Diff(want, rows[i+1].Cells); diff != "" {
					t.Errorf("row %d: %s", i, diff)
				}
			}
		})
	}
}

func TestQR(t *testing.T) {
	svg, err := QR("https://example.org/p?no=990121-260831-0009-R")
	if err != nil || !strings.HasPrefix(svg, "<svg") || strings.Count(svg, "M") < 100 {
		t.Errorf("%.80s %v", svg, err)
	}
	png, err := QRPNG("x")
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("%v", err)
	}
	if _, err := QR(strings.Repeat("x", 10_000)); err == nil {
		t.Error("a text that fits no code was taken")
	}
}

// FuzzOpenTable looks for a file that makes the reader fall over, run on or pass something on
// that is no text.
func FuzzOpenTable(f *testing.F) {
	for _, name := range []string{"UTF-8", "UTF-8 with a mark", "GB18030", "UTF-16 little", "UTF-16 big"} {
		f.Add(encoded(f, name, complaint))
		f.Add(damage(f, name))
	}
	f.Add([]byte("a\tb\n\"x\ny\"\t=1\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add(workbook(f, []any{"编号", "内容"}, []any{1, "路灯"}))
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := readAll(t, content, Limits{Rows: 1000, Columns: 100, Row: 1 << 16, Bytes: 1 << 20, Unpacked: 1 << 20})
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("not a fault of the file: %v", err)
		}
		for _, row := range rows {
			for _, cell := range row.Cells {
				if strings.ContainsAny(cell, "\x00\x1b") || strings.ToValidUTF8(cell, "") != cell {
					t.Fatalf("passed on %q", cell)
				}
			}
		}
	})
}
