package press

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/paper/set"
)

// TestKindsInOffice has LibreOffice open the DOCX of every shipped kind of letter: it has as many pages as the
// printed paper, says all that it says in its order, and breaks the title as it does.
func TestKindsInOffice(t *testing.T) {
	docs := kinds(t)
	dir := converted(t, docs)
	for kind, d := range docs {
		p := &printed{t: t, path: filepath.Join(dir, string(kind)+".pdf")}
		pages := strings.Split(strings.TrimSuffix(string(p.run("pdftotext", "-raw", p.path, "-")), "\f"), "\f")
		n, err := thePress(t).Pages(d)
		if err != nil {
			t.Fatal(err)
		}
		if len(pages) != n {
			t.Errorf("%s: %d pages in an office program and %d in print", kind, len(pages), n)
		}
		sameText(t, kind, pages, d)
		lines, err := set.TitleLines(thePress(t).fonts, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if !slices.Contains(strings.Split(pages[0], "\n"), l) {
				t.Errorf("%s: no line is %s", kind, l)
			}
		}
		last := bare(pages[len(pages)-1])
		for _, want := range foot(d) {
			if !strings.Contains(last, bare(want)) {
				t.Errorf("%s: the last page has no %s", kind, want)
			}
		}
	}
}

// sameText looks for the paper's text in its order. What stands in frames or in the page's head is not in
// the order of the text; of what goes on on the next page, its parts are looked for.
func sameText(t *testing.T, kind letter.Kind, pages []string, d document.Document) {
	t.Helper()
	text := ""
	for i, page := range pages {
		page = bare(numbered.ReplaceAllString(page, ""))
		if i == 0 {
			page = strings.Replace(page, bare(d.Mark), "", 1)
		}
		if i == len(pages)-1 {
			for _, a := range foot(d) {
				if at := strings.LastIndex(page, bare(a)); at >= 0 {
					page = page[:at] + page[at+len(bare(a)):]
				}
			}
		}
		text += page
	}
	d.Check, d.Copies, d.Printed, d.Mark = &document.Check{}, nil, nil, ""
	at := 0
	for _, part := range reads(d) {
		part = bare(part)
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Errorf("%s: after %s there is no %s", kind, text[max(0, at-60):at], part)
			return
		}
		at += i + len(part)
	}
}

// types say in which of the system's fonts those of offices are drawn, so that a test finds the same on every
// machine that has fonts-noto-cjk.
const types = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>%s</fontconfig>`

const alias = `<match target="pattern"><test name="family"><string>%s</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>`

// converted makes PDF files of papers by way of DOCX, in one run of LibreOffice with a profile of its own.
func converted(t *testing.T, docs map[letter.Kind]document.Document) string {
	t.Helper()
	dir := t.TempDir()
	aliases := ""
	for _, name := range []string{"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"} {
		aliases += fmt.Sprintf(alias, name)
	}
	conf := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, types, aliases), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for kind, d := range docs {
		var b bytes.Buffer
		if err := thePress(t).DOCX(&b, d); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, string(kind)+".docx")
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	soffice := exec.CommandContext(ctx, "soffice", args...)
	soffice.Env = append(os.Environ(), "FONTCONFIG_FILE="+conf, "HOME="+dir)
	if out, err := soffice.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (packages libreoffice-writer-nogui, fonts-noto-cjk): %v\n%s", err, out)
	}
	return dir
}
