package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// terminal is a person who types commands for one data directory.
type terminal struct {
	t    *testing.T
	data string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	t.Chdir(t.TempDir())
	return &terminal{t, filepath.Join(t.TempDir(), "data")}
}

// run types a command and expects an exit code.
func (r *terminal) run(exit int, args ...string) (out, errs string) {
	r.t.Helper()
	var o, e bytes.Buffer
	args = append(args, "--data", r.data, "--county", "990121")
	if got := Run(r.t.Context(), args, strings.NewReader(""), &o, &e, []string{"LANG=zh_CN.UTF-8"}); got != exit {
		r.t.Fatalf("%q: exit %d, want %d\n%s%s", args, got, exit, o.String(), e.String())
	}
	return o.String(), e.String()
}

func (r *terminal) write(name string, content []byte) {
	r.t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r *terminal) read(name string) string {
	r.t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(content)
}

// TestImportRoundTrip: what is refused is put right in its own file and imported again.
func TestImportRoundTrip(t *testing.T) {
	r := newTerminal(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("编号,标题,日期,备注\n1,路灯坏了,2026-03-01,=1+1\n2,积水,三月一日,急\n3,树倒了,2026-03-02,\n"))
	if err != nil {
		t.Fatal(err)
	}
	r.write("rows.csv", gb)
	out, _ := r.run(2, "import", "petitions", "rows.csv")
	if !strings.Contains(out, "收下 2 件，已有 0 件，拒收 1 行") || !strings.Contains(out, "rows.refused.csv") || !strings.Contains(out, "第3行") {
		t.Errorf("said %s", out)
	}
	refused := r.read("rows.refused.csv")
	if !strings.Contains(refused, "原行号,拒收原因,编号,标题,日期,备注") || !strings.Contains(refused, "三月一日") {
		t.Errorf("refused %s", refused)
	}
	if info, err := os.Stat("rows.refused.csv"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read what was refused: %v %v", info.Mode(), err)
	}
	// A second import does not run over the file that somebody is putting right.
	r.run(2, "import", "petitions", "rows.csv")
	if r.read("rows.refused-2.csv") != refused {
		t.Error("the second file of refused rows is another")
	}
	r.write("mended.csv", []byte(strings.ReplaceAll(refused, ",三月一日,", ",2026-03-01,")))
	out, _ = r.run(0, "import", "petitions", "mended.csv")
	if !strings.Contains(out, "收下 1 件，已有 0 件，拒收 0 行") || strings.Contains(out, "没有采用的列") {
		t.Errorf("said %s", out)
	}
	out, _ = r.run(2, "import", "petitions", "rows.csv", "mended.csv", "--json", "--refused", "again.csv")
	var answer struct {
		Files []struct {
			Taken, Known, Refused int
			RefusedFile           string `json:"refused_file"`
		}
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := fmt.Sprint(answer.Files); got != "[{0 2 1 again.csv} {0 1 0 }]" {
		t.Errorf("answered %s", got)
	}
	if out, _ = r.run(0, "verify"); !strings.Contains(out, "3") {
		t.Errorf("verify says %s", out)
	}
}

// TestImportLeavesTheIndex: the file from which the server starts is the server's, whatever is in it.
func TestImportLeavesTheIndex(t *testing.T) {
	r := newTerminal(t)
	r.write("areas.csv", []byte("代码,名称\n99,江岭省\n"))
	r.write("rows.csv", []byte("编号,标题,日期\n1,路灯坏了,2026-03-01\n2,路灯坏了没人修,2026-03-02\n"))
	r.run(0, "import", "areas", "areas.csv")
	index := filepath.Join(r.data, "finding.idx")
	for _, name := range []string{index, index + ".123"} {
		r.write(name, []byte("half written"))
	}
	r.run(0, "import", "areas", "areas.csv")
	if out, _ := r.run(0, "import", "petitions", "rows.csv"); !strings.Contains(out, "比对") {
		t.Errorf("nothing was compared: %s", out)
	}
	for _, name := range []string{index, index + ".123"} {
		if got := r.read(name); got != "half written" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestImportMapping(t *testing.T) {
	r := newTerminal(t)
	r.write("a.csv", []byte("反映事项,哪天\n路灯,2026-03-01\n"))
	_, errs := r.run(2, "import", "petitions", "a.csv")
	if !strings.Contains(errs, "--map") || !strings.Contains(errs, "反映事项") {
		t.Errorf("said %s", errs)
	}
	r.run(2, "import", "petitions", "a.csv", "--map", "反映事项=nonsense")
	r.run(2, "import", "petitions", "a.csv", "--default", "nonsense=1")
	r.write("map.json", []byte(`{"columns": {"received": ["哪天"]}}`))
	r.run(0, "import", "petitions", "a.csv", "--map", "反映事项=subject", "--map", "map.json", "--default", "channel=来信")
	out, _ := r.run(0, "export", "petitions", "-o", "-")
	if !strings.Contains(out, "来信") || !strings.Contains(out, "路灯") || !strings.HasPrefix(out, "\ufeff行政区划,") {
		t.Errorf("exported %s", out)
	}
}

func TestImportFaults(t *testing.T) {
	r := newTerminal(t)
	r.write("broken.csv", []byte("编号,标题,日期\n1,路灯,2026-03-01\n2,\"积水,2026-03-01\n"))
	out, errs := r.run(2, "import", "petitions", "broken.csv")
	if !strings.Contains(errs, "第3行的引号不成对") || !strings.Contains(out, "收下 1 件") {
		t.Errorf("said %s%s", out, errs)
	}
	out, _ = r.run(2, "import", "petitions", "broken.csv", "--json")
	if !strings.Contains(out, `"known": 1`) {
		t.Errorf("said %s", out)
	}
	r.write("page.xls", []byte("<html><table>"))
	for _, name := range []string{"nowhere.csv", "page.xls", "."} {
		if _, errs := r.run(2, "import", "petitions", name); errs == "" || strings.Contains(errs, "⟦") {
			t.Errorf("%s: said %q", name, errs)
		}
	}
	r.run(2, "import", "petitions")
	r.run(4, "import", "petitions", "broken.csv", "--as", "nobody")
}

func TestImportListsAndHolidays(t *testing.T) {
	r := newTerminal(t)
	r.write("areas.csv", []byte("代码,名称\n99,江岭省\n9901,澄川市\n990121,清源县\n990121100,白水镇\n"))
	r.write("units.csv", []byte("编号,名称,类别,区划\nbureau,县信访局,信访局,990121\nbaishui,白水镇政府,乡镇,990121100\n"))
	r.write("people.csv", []byte("姓名,登录名,单位,岗位\n王一,wang1,县信访局,业务人员\n李二,li2,baishui,经办人\n赵三,zhao3,baishui,系统管理员\n"))
	r.run(0, "import", "areas", "areas.csv")
	r.run(0, "import", "units", "units.csv")
	out, _ := r.run(2, "import", "people", "people.csv")
	if !strings.Contains(out, "收下 2 件，已有 0 件，拒收 1 行") {
		t.Errorf("said %s", out)
	}
	r.write("rows.csv", []byte("标题,日期,问题属地\n路灯,2026-03-01,白水镇\n"))
	r.run(0, "import", "petitions", "rows.csv", "--as", "wang1")
	r.run(3, "import", "petitions", "rows.csv", "--as", "li2")
	r.write("2027.json", []byte(`{"year": 2027, "papers": ["https://example.org"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`))
	out, _ = r.run(0, "import", "holidays", "2027.json")
	if !strings.Contains(out, "2027") {
		t.Errorf("said %s", out)
	}
	r.run(2, "import", "holidays", "rows.csv")
}

func TestExport(t *testing.T) {
	r := newTerminal(t)
	r.write("rows.csv", []byte("编号,标题,日期,信访形式\n1,路灯,2026-03-01,来信\n2,积水,2026-04-01,来访\n"))
	r.run(0, "import", "petitions", "rows.csv")
	out, _ := r.run(0, "export", "petitions", "-o", "all.xlsx", "--json")
	if !strings.Contains(out, `"rows": 2`) || !strings.HasPrefix(r.read("all.xlsx"), "PK") {
		t.Errorf("said %s", out)
	}
	out, _ = r.run(0, "export", "petitions", "-o", "-", "--channel", "letter", "--state", "registered", "--received-to", "2026-03-31")
	if !strings.Contains(out, "路灯") || strings.Contains(out, "积水") {
		t.Errorf("exported %s", out)
	}
	for _, wrong := range [][]string{{"-o", "x.csv", "--state", "gone"}, {"-o", "x.csv", "--due-to", "tomorrow"}, {"-o", "x.pdf"}, {}, {"-o", "no/such/dir/x.csv"}} {
		if _, errs := r.run(2, append([]string{"export", "petitions"}, wrong...)...); errs == "" || strings.Contains(errs, "⟦") {
			t.Errorf("%q: said %q", wrong, errs)
		}
	}
	if left, _ := filepath.Glob(".bihuan-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// screen gathers what a command prints while it runs.
type screen struct{ lines chan string }

func (s screen) Write(p []byte) (int, error) {
	s.lines <- string(p)
	return len(p), nil
}

func TestDemo(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, round := range []string{"filled", "kept"} {
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
		defer stop()
		out := screen{make(chan string, 1000)}
		var errs bytes.Buffer
		ended := make(chan int, 1)
		go func() {
			ended <- Run(ctx, []string{"demo", "--petitions", "20", "--keep", "kept", "--addr", "127.0.0.1:0"}, nil, out, &errs, []string{"LANG=en_US.UTF-8"})
		}()
		text := ""
		for !strings.Contains(text, "Ctrl-C") {
			select {
			case line := <-out.lines:
				text += line
			case exit := <-ended:
				t.Fatalf("%s: exit %d: %s%s", round, exit, text, errs.String())
			}
		}
		if strings.Contains(text, "⟦") || !strings.Contains(text, demoPassword) || !strings.Contains(text, "baishui.clerk") {
			t.Errorf("%s: %s", round, text)
		}
		for _, address := range regexp.MustCompile(`http://\S+`).FindAllString(text, -1) {
			answer, err := http.Get(address)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s: %v %v", round, address, answer, err)
			}
			answer.Body.Close()
		}
		if n := len(regexp.MustCompile(`990121-\d{6}-\d{4}-[A-Z]`).FindAllString(text, -1)); n != 2 {
			t.Errorf("%s: %d petitions to follow: %s", round, n, text)
		}
		stop()
		if exit := <-ended; exit != 0 {
			t.Errorf("%s: exit %d: %s", round, exit, errs.String())
		}
		if kept := strings.Contains(errs.String(), "Going on"); kept != (round == "kept") {
			t.Errorf("%s: %s", round, errs.String())
		}
		if strings.Contains(errs.String(), "refused") {
			t.Errorf("%s: %s", round, errs.String())
		}
	}
	var o, e bytes.Buffer
	if exit := Run(t.Context(), []string{"demo", "--data", "x"}, nil, &o, &e, nil); exit != 2 {
		t.Errorf("with a directory of real data: exit %d", exit)
	}
}
