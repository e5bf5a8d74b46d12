package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared is where the records of a half-year lie beside the checkout; they are never copied into it.
const shared = "../../shared/data/half-year/"

// halfYear is a file of the half-year's records where they are at hand, or a made one of the same shape, and how
// many rows it has.
func halfYear(t *testing.T, name string) ([]byte, int) {
	t.Helper()
	path := filepath.Join(shared, name)
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Logf("%s is not here: made records of the same shape are used instead", path)
		return madeHalfYear(name), 700
	}
	if err != nil {
		t.Fatal(err)
	}
	return content, strings.Count(strings.TrimSpace(string(content)), "\n")
}

func madeHalfYear(name string) []byte {
	var b strings.Builder
	if name == "petitions.csv" {
		b.WriteString("no,received_on,channel,raised_at_level,persons\n")
		for i := range 700 {
			fmt.Fprintf(&b, "H%05d,2022-%02d-%02d,%s,%s,%d\n", i+1, i%12+1, i%28+1, []string{"letter", "visit", "web"}[i%3], []string{"county", "province", "nation"}[i/3%3], i%7+1)
		}
		return []byte(b.String())
	}
	b.WriteString("issued_on,kind,state\n")
	for i := range 700 {
		fmt.Fprintf(&b, "2022-%02d-%02d,%s,%s\n", i%12+1, i%28+1, []string{"reminder", "assignment-order", "urging-slip"}[i%3], []string{"issued", "issued", "voided"}[i/9%3])
	}
	return []byte(b.String())
}

// TestImportHistory: the records of an earlier system are taken whole, once, and the journal is whole after it.
func TestImportHistory(t *testing.T) {
	r := newTerminal(t)
	for _, what := range []string{"petitions", "letters"} {
		file := what + ".csv"
		content, n := halfYear(t, file)
		r.write(file, content)
		for _, want := range []string{fmt.Sprintf("收下 %d 件，已有 0 件，拒收 0 行", n), fmt.Sprintf("收下 0 件，已有 %d 件，拒收 0 行", n)} {
			out, _ := r.run(0, "import", what, file, "--history")
			if !strings.Contains(out, want) || strings.Contains(out, "比对") || strings.Contains(out, "没有采用的列") {
				t.Errorf("%s: said %s, want %s", what, out, want)
			}
			t.Log(strings.TrimSpace(out))
		}
		out, _ := r.run(0, "import", what, file, "--history", "--json")
		if !strings.Contains(out, fmt.Sprintf(`"known": %d`, n)) {
			t.Errorf("%s: answered %s", what, out)
		}
	}
	if out, _ := r.run(0, "verify", "--rebuild"); !strings.Contains(out, "全部一致") {
		t.Errorf("verify says %s", out)
	}
}

func TestImportHistoryFaults(t *testing.T) {
	r := newTerminal(t)
	r.write("letters.csv", []byte("issued_on,kind,state\n2022-12-21,reminder,issued\n2022-12-22,love-letter,issued\n"))
	if _, errs := r.run(2, "import", "letters", "letters.csv"); !strings.Contains(errs, "--history") {
		t.Errorf("without --history: %s", errs)
	}
	out, _ := r.run(2, "import", "letters", "letters.csv", "--history")
	if !strings.Contains(out, "收下 1 件，已有 0 件，拒收 1 行") || !strings.Contains(out, "第3行") {
		t.Errorf("said %s", out)
	}
	// What was refused is put right in its own file.
	r.write("mended.csv", []byte(strings.ReplaceAll(r.read("letters.refused.csv"), ",love-letter,", ",督办单,")))
	if out, _ = r.run(0, "import", "letters", "mended.csv", "--history"); !strings.Contains(out, "收下 1 件") || strings.Contains(out, "没有采用的列") {
		t.Errorf("mended: %s", out)
	}
	r.run(4, "import", "letters", "letters.csv", "--history", "--as", "nobody")
	r.write("old.csv", []byte("no,received_on,channel\n1,2022-01-01,pigeon\n2,2022-01-01,\n"))
	if out, _ = r.run(2, "import", "petitions", "old.csv", "--history", "--source", "old"); !strings.Contains(out, "收下 1 件，已有 0 件，拒收 1 行") || !strings.Contains(out, "第2行") {
		t.Errorf("said %s", out)
	}
	if _, errs := r.run(2, "import", "petitions", "old.csv"); errs == "" {
		t.Error("petitions that do not say what they are about were taken")
	}
}
