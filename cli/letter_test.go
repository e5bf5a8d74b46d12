package cli

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/config"
	"bihuan/domain/letter"
	"bihuan/domain/sample"
)

// office is a house of its own with the made county in it.
func office(t *testing.T, dir string) *app.App {
	t.Helper()
	c, err := config.Load(config.Sources{Flags: map[string]string{"data": dir, "county": string(sample.Code)}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c.Config, app.WithFast(), app.WithoutWork())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// reminded issues a reminder about a matter.
func reminded(t *testing.T, a *app.App, no string) *letter.Letter {
	t.Helper()
	cast := sample.Cast()
	ids, err := a.Casework().Draft(t.Context(), cast["case1"], casework.NewLetter{Kind: "reminder", Nos: []string{no}})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		by  string
		act letter.Act
	}{{"case1", letter.Submitting}, {"chief1", letter.Reviewing}} {
		if err := a.Casework().ActLetter(t.Context(), cast[step.by], ids[0], 0, step.act, ""); err != nil {
			t.Fatal(step.act, err)
		}
	}
	if err := a.Casework().SignLetter(t.Context(), cast["director"], ids[0], 0); err != nil {
		t.Fatal(err)
	}
	l, err := a.DB().StoredLetter(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	return &l.Letter
}

func text(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// A letter is shown before it is drafted, in both formats, with what was given; nothing is written down.
func TestLetterPreview(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	a := office(t, dir)
	no := accepted(t, a)
	_ = a.Close()
	pdf, docx := filepath.Join(out, "r.pdf"), filepath.Join(out, "r.docx")
	code, said, errs := run(t, nil, "letter", "preview", "reminder", "--petition", strings.ToLower(no), "-o", pdf, "--set", "asks=请先供水", "--data", dir)
	if code != 0 || !strings.Contains(said, "a draft") {
		t.Fatalf("exit %d: %s%s", code, said, errs)
	}
	whole, draft := text(t, pdf), "草稿，未签发"
	if pages := strings.Count(whole, draft); pages < 1 || !strings.Contains(strings.ReplaceAll(whole, draft, ""), "请先供水") || strings.Contains(whole, "张建国") {
		t.Errorf("the draft says %s", whole)
	}
	if code, said, errs := run(t, nil, "letter", "preview", "reminder", "--petition", no, "-o", docx, "--data", dir, "--json"); code != 0 || !strings.Contains(said, `"pages": `) {
		t.Fatalf("exit %d: %s%s", code, said, errs)
	}
	if raw, err := os.ReadFile(docx); err != nil || !bytes.HasPrefix(raw, []byte("PK")) {
		t.Errorf("the DOCX is none: %v", err)
	}
	code, _, errs = run(t, nil, "letter", "preview", "reminder", "--petition", no, "-o", pdf, "--set", "nonsense=1", "--data", dir)
	if code != 2 || !strings.Contains(errs, "asks") {
		t.Errorf("exit %d: %s", code, errs)
	}
	code, said, _ = run(t, nil, "letter", "verify", pdf, "--data", dir)
	if code != 4 || !strings.Contains(said, "no letter") {
		t.Errorf("a draft is taken for a letter: exit %d, %s", code, said)
	}
}

// A file is told from one with a byte changed, and one that stands from one that was voided; what somebody
// changed in the store is found.
func TestLetterVerify(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	a := office(t, dir)
	no := accepted(t, a)
	l := reminded(t, a, no)
	director := sample.Cast()["director"]
	var names []string
	for _, format := range []string{"pdf", "docx"} {
		content, _, err := a.Casework().LetterFile(t.Context(), director, l.ID, format)
		if err != nil {
			t.Fatal(err)
		}
		changed := bytes.Clone(content)
		changed[len(changed)/3] ^= 1
		for name, raw := range map[string][]byte{"letter." + format: content, "changed." + format: changed} {
			if err := os.WriteFile(filepath.Join(out, name), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		names = append(names, filepath.Join(out, "letter."+format))
	}
	_ = a.Close()

	code, said, errs := run(t, nil, append([]string{"letter", "verify", "--data", dir}, names...)...)
	if code != 0 || strings.Count(said, l.Number) != 2 || strings.Count(said, "stands") != 2 {
		t.Errorf("exit %d: %s%s", code, said, errs)
	}
	for _, format := range []string{"pdf", "docx"} {
		code, said, _ := run(t, nil, "letter", "verify", "--data", dir, names[0], filepath.Join(out, "changed."+format))
		if code != 4 || !strings.Contains(said, l.Number) || !strings.Contains(said, "changed."+format+": no letter") {
			t.Errorf("changed %s: exit %d: %s", format, code, said)
		}
	}
	code, said, errs = run(t, nil, "letter", "verify", "--all", "--data", dir)
	if code != 0 || !strings.Contains(said, "Checked 1 issued letters and made 2 files again") || !strings.Contains(said, "0 faults") {
		t.Errorf("exit %d: %s%s", code, said, errs)
	}
	code, said, _ = run(t, nil, "verify", "--data", dir)
	if code != 0 || !strings.Contains(said, "Letters: 1 was issued") {
		t.Errorf("exit %d: %s", code, said)
	}

	a = office(t, dir)
	if err := a.Casework().ActLetter(t.Context(), director, l.ID, 0, letter.Voiding, "单位写错了"); err != nil {
		t.Fatal(err)
	}
	_ = a.Close()
	code, said, _ = run(t, nil, "letter", "verify", "--data", dir, names[0])
	if code != 5 || !strings.Contains(said, "was voided on") || strings.Contains(said, "单位写错了") {
		t.Errorf("a voided letter: exit %d: %s", code, said)
	}
	code, said, _ = run(t, nil, "letter", "verify", "--data", dir, "--json", names[0])
	var answer struct{ Files []letterFile }
	if err := json.Unmarshal([]byte(said), &answer); err != nil || code != 5 || !answer.Files[0].Letter || answer.Files[0].Stands || answer.Files[0].Voided == "" {
		t.Errorf("exit %d: %+v, %v", code, answer, err)
	}
	if code, said, errs := run(t, nil, "letter", "verify", "--all", "--data", dir); code != 0 {
		t.Errorf("a voided letter is as it should be: exit %d: %s%s", code, said, errs)
	}
}

// What somebody changed in the store is found, by letter verify --all and by verify, each as what it is.
func TestLetterVerifyFindsTampering(t *testing.T) {
	for _, c := range []struct {
		name, sql, says string
		files           bool // only found where files are made again
	}{
		{"hash", `UPDATE letter SET hash = 'ab' || substr(hash, 3)`, "does not have the hash", false},
		{"text", `UPDATE letter SET frozen = body`, "does not open", false},
		{"page", `UPDATE letter SET issued = issued - 86400000`, "the check page says something else", false},
		{"gone", `DELETE FROM letter`, "1 number was given", false},
		{"number", `UPDATE counter SET n = 2 WHERE series LIKE 'letter %'`, "1 number was given", false},
		{"file", `UPDATE letter SET pdf = docx`, "the pdf made again is another", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			a := office(t, dir)
			l := reminded(t, a, accepted(t, a))
			_ = a.Close()
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "bihuan.db"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			_ = db.Close()
			code, said, errs := run(t, nil, "letter", "verify", "--all", "--data", dir)
			if code != 5 || !strings.Contains(said, c.says) || !strings.Contains(said, "1 fault.") {
				t.Errorf("exit %d: %s%s", code, said, errs)
			}
			if c.name == "hash" && !strings.Contains(said, l.Number) {
				t.Errorf("the letter is not named: %s", said)
			}
			code, said, _ = run(t, nil, "verify", "--data", dir)
			if found := code == 5 && strings.Contains(said, c.says); found == c.files {
				t.Errorf("verify: exit %d: %s", code, said)
			}
		})
	}
}

// A case file is written whole, personal data masked for the console.
func TestExportCasefile(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "file.pdf")
	a := office(t, dir)
	no := accepted(t, a)
	l := reminded(t, a, no)
	_ = a.Close()
	code, said, errs := run(t, nil, "export", "casefile", no, "-o", out, "--data", dir)
	if code != 0 || !strings.Contains(said, "3 papers") || !strings.Contains(said, "--reason") {
		t.Fatalf("exit %d: %s%s", code, said, errs)
	}
	whole := text(t, out)
	for _, want := range []string{"信访事项登记表", l.Number, "办理经过", "共5页"} {
		if !strings.Contains(whole, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(whole, "张建国") || strings.Contains(whole, "13800138000") || !strings.Contains(whole, "张**") {
		t.Error("personal data is not masked")
	}
	code, said, _ = run(t, nil, "export", "casefile", no, "-o", out, "--data", dir, "--json")
	var answer struct {
		File   string
		Papers int
		Plain  bool
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil || code != 0 || answer.File != out || answer.Papers != 3 || answer.Plain {
		t.Errorf("exit %d: %+v, %v", code, answer, err)
	}
}
