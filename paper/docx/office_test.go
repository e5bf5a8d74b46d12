package docx

import (
	"context"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/domain/document"
)

// fonts say in which of the system's fonts those of offices are drawn, so that the figures below are the
// same on every machine that has fonts-noto-cjk.
const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>%s</fontconfig>`

const alias = `<match target="pattern"><test name="family"><string>%s</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>`

// printed converts papers to PDF with LibreOffice, all in one run with a profile of its own.
func printed(t *testing.T, docs map[string]document.Document) string {
	t.Helper()
	dir := t.TempDir()
	aliases := ""
	for _, name := range []string{"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"} {
		aliases += fmt.Sprintf(alias, name)
	}
	conf := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, fonts, aliases), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for name, d := range docs {
		file := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(file, written(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	soffice := exec.CommandContext(ctx, "soffice", args...)
	soffice.Env = append(os.Environ(), "FONTCONFIG_FILE="+conf, "HOME="+dir)
	if out, err := soffice.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice (packages libreoffice-writer-nogui, poppler-utils): %v\n%s", err, out)
	}
	for name := range docs {
		if _, err := os.Stat(filepath.Join(dir, name+".pdf")); err != nil {
			t.Fatalf("LibreOffice made no %s.pdf", name)
		}
	}
	return dir
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s (package poppler-utils): %v", name, err)
	}
	return string(out)
}

// word is a word on a page, in millimetres.
type word struct {
	text           string
	x1, y1, x2, y2 float64
}

func pages(t *testing.T, file string) [][]word {
	t.Helper()
	var all [][]word
	text := tool(t, "pdftotext", "-bbox", file, "-")
	elements(t, file, text[strings.Index(text, "<html"):], func(e xml.StartElement, _ []string) {
		mm := func(name string) float64 {
			n, _ := strconv.ParseFloat(attr(e, name), 64)
			return n * 25.4 / 72
		}
		switch e.Name.Local {
		case "page":
			all = append(all, nil)
		case "word":
			all[len(all)-1] = append(all[len(all)-1], word{"", mm("xMin"), mm("yMin"), mm("xMax"), mm("yMax")})
		}
	})
	// The visitor sees no text; the words come in the same order.
	i, j := 0, 0
	for _, found := range regexp.MustCompile(`<page|<word [^>]*>([^<]*)</word>`).FindAllStringSubmatch(text, -1) {
		if found[0] == "<page" {
			i, j = i+1, 0
			continue
		}
		all[i-1][j].text = found[1]
		j++
	}
	return all
}

// line is the words of the line with the text: from where to where it goes.
func line(t *testing.T, words []word, text string) word {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(w.text, text) {
			continue
		}
		return w.over(words)
	}
	t.Errorf("there is no %s", text)
	return word{}
}

// over is a word as wide as all in its line.
func (w word) over(words []word) word {
	for _, other := range words {
		if math.Abs(other.y1-w.y1) < 1 {
			w.x1, w.x2 = min(w.x1, other.x1), max(w.x2, other.x2)
		}
	}
	return w
}

// band is rows of a page with ink, in millimetres: from and to are across, y1 and y2 down.
type band struct{ y1, y2, from, to float64 }

const dpi = 150

// ink is the bands of a page's pixels that are of a kind.
func ink(t *testing.T, file string, page int, of func(r, g, b uint32) bool) []band {
	t.Helper()
	out := strings.TrimSuffix(file, ".pdf")
	n := strconv.Itoa(page)
	tool(t, "pdftoppm", "-r", strconv.Itoa(dpi), "-f", n, "-l", n, "-singlefile", "-png", file, out)
	in, err := os.Open(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	img, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	return bands(img, of)
}

func bands(img image.Image, of func(r, g, b uint32) bool) []band {
	const mm = 25.4 / dpi
	var all []band
	open := false
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		from, to := math.Inf(1), 0.0
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); of(r>>8, g>>8, b>>8) {
				from, to = min(from, float64(x)*mm), float64(x+1)*mm
			}
		}
		row := band{float64(y) * mm, float64(y+1) * mm, from, to}
		switch {
		case to == 0:
			open = false
		case open:
			last := &all[len(all)-1]
			last.y2, last.from, last.to = row.y2, min(last.from, from), max(last.to, to)
		default:
			all, open = append(all, row), true
		}
	}
	return all
}

func isRed(r, g, b uint32) bool   { return r > 150 && g < 120 && b < 120 }
func isBlack(r, g, b uint32) bool { return r < 110 && g < 110 && b < 110 }

func near(t *testing.T, what string, have, want, within float64) {
	t.Helper()
	if math.Abs(have-want) > within || math.IsNaN(have) {
		t.Errorf("%s: %.2f mm, not %.2f", what, have, want)
	} else {
		t.Logf("%s: %.2f mm (%.2f)", what, have, want)
	}
}
